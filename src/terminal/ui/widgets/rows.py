"""A list of rows that stays fast at 500 lines: a model that changes only what changed.

Rules that hold here: all rows of a list have one height, so Qt lays out without asking each row;
only visible rows are painted; `render_rows` finds the common head and tail of the old and the new
rows and tells Qt about the middle alone. Amounts stand in one column, flush right.
"""

from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScroller,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from terminal.presentation.views import Action, Badge, Row
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import RADIUS, TONE_ROLES, TOUCH, Look, Role, Size, Weight

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
HEIGHT_ONE_LINE = 52
HEIGHT_TWO_LINES = 62
HEIGHT_WITH_BUTTON = 68
PAD = 16
GAP = 8
AMOUNT_SAMPLE = "00,000.00"
"""The amount column is at least this wide, so that a growing ticket does not shift it."""


class RowsModel(QStringListModel):
    """The rows of one list, as Qt asks for them.

    The strings of the base stay empty. It counts the rows, since a list view asks for that count
    once a row at each change, and answering in Python takes a millisecond at 500 rows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = [row.title, row.detail, *(badge.text for badge in row.badges), row.amount]
            return ", ".join(word for word in words if word)
        return None

    def replace(self, new: tuple[Row, ...]) -> tuple[Row, ...]:
        """Become `new`; returns the rows that were not there before."""
        old = self.rows
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        gone, came = len(old) - head - tail, len(new) - head - tail
        both = min(gone, came)
        if gone > both:
            self.removeRows(head + both, gone - both)
        self.rows = new  # at no time less than Qt counts
        if came > both:
            self.insertRows(head + both, came - both)
        if both:
            self.dataChanged.emit(self.index(head), self.index(head + both - 1))
        # A row that changed far above the end (a discount follows each scan) leaves the rest alone.
        kept = zip(old[head : head + both], new[head : head + both], strict=True)
        changed = tuple(now for before, now in kept if now is not before)
        return (*changed, *new[head + both : head + came])


def _common(left: tuple[Row, ...], right: tuple[Row, ...]) -> int:
    """How many rows are the same from the start."""
    same = 0
    for one, other in zip(left, right, strict=False):
        if one is not other and one != other:
            break
        same += 1
    return same


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one row are."""

    words: QRectF
    badges: tuple[tuple[Badge, QRectF], ...]
    amount: QRectF
    buttons: tuple[tuple[Action, QRectF], ...]


def place(look: Look, row: Row, rect: QRectF, amount_width: float, right_pad: int) -> Places:
    """From the right: buttons, amount, badges; the words get the rest."""
    gap, right = look.px(GAP), rect.right() - right_pad
    buttons, tall = [], float(look.px(TOUCH))
    for action in filter(None, (row.action, row.other)):
        width = _button_width(look, action)
        buttons.append((action, QRectF(right - width, rect.center().y() - tall / 2, width, tall)))
        right -= width + gap
    right -= gap if buttons else 0
    amount = QRectF(right - amount_width, rect.y(), amount_width, rect.height())
    if row.amount:
        right = amount.left() - gap
    badges, height = [], paint.badge_height(look)
    for badge in reversed(row.badges):
        width = paint.badge_width(look, badge)
        badges.append((badge, QRectF(right - width, rect.center().y() - height / 2, width, height)))
        right -= width + gap
    left = rect.left() + look.px(PAD)
    return Places(
        QRectF(left, rect.y(), right - left, rect.height()), tuple(badges), amount, tuple(buttons)
    )


def _button_width(look: Look, action: Action) -> float:
    font = look.font(Size.TEXT, Weight.SEMIBOLD)
    width = QFontMetricsF(font).horizontalAdvance(action.label) + look.px(28)
    cap = paint.key_cap_width(look, action.key)
    return max(width + (cap + look.px(GAP) if cap else 0), look.px(TOUCH))


class RowPainter(QStyledItemDelegate):
    """Paints one row of the list."""

    def __init__(self, look: Look, rows: "RowsList") -> None:
        super().__init__(rows)
        self._look, self._rows = look, rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  Qt's signature
        return QSize(0, self._rows.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self._look, self._rows.rows[index.row()]
        rect = QRectF(option.rect)
        if row.selected:
            painter.fillRect(rect, look.colour(Role.PRIMARY_SOFT))
            bar = QRectF(rect.x(), rect.y(), look.px(4), rect.height())
            painter.fillRect(bar, look.colour(Role.PRIMARY))
        painter.fillRect(
            QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), look.colour(Role.LINE)
        )
        places = place(look, row, rect, self._rows.amount_width, self._rows.right_pad)
        self._paint_words(painter, row, places.words)
        for badge, box in places.badges:
            paint.draw_badge(painter, look, box, badge, on_soft=row.selected)
        ink = look.colour(Role.MUTED if row.struck else Role.INK)
        font = look.font(Size.AMOUNT, Weight.SEMIBOLD, struck=row.struck)
        paint.text(painter, places.amount, row.amount, font, ink, paint.RIGHT)
        for action, box in places.buttons:
            self._paint_button(painter, action, box)

    def _paint_words(self, painter: QPainter, row: Row, box: QRectF) -> None:
        look = self._look
        ink = look.colour(Role.MUTED if row.struck else Role.INK)
        font = look.font(Size.TEXT, struck=row.struck)
        if not row.detail:
            paint.text(painter, box, row.title, font, ink)
            return
        middle, line = box.center().y() + look.px(3), look.px(24)
        title = QRectF(box.x(), middle - line, box.width(), line)
        paint.text(painter, title, row.title, font, ink)
        detail = QRectF(box.x(), middle - look.px(1), box.width(), look.px(20))
        muted = look.colour(Role.MUTED)
        paint.text(painter, detail, row.detail, look.font(Size.SMALL), muted)

    def _paint_button(self, painter: QPainter, action: Action, box: QRectF) -> None:
        look = self._look
        ink = look.colour(TONE_ROLES[action.tone][0] if action.tone.value != "plain" else Role.INK)
        ground = look.colour(Role.CARD)
        if not action.enabled:
            ink, ground = look.colour(Role.MUTED), look.colour(Role.GROUND)
        paint.rounded(painter, box, look.px(RADIUS), ground, look.colour(Role.LINE))
        x = box.x() + look.px(14)
        cap = paint.key_cap_width(look, action.key)
        if cap:
            height = paint.key_cap_height(look)
            paint.key_cap(
                painter, look, QRectF(x, box.center().y() - height / 2, cap, height), action.key
            )
            x += cap + look.px(GAP)
        word = QRectF(x, box.y(), box.right() - x, box.height())
        paint.text(painter, word, action.label, look.font(Size.TEXT, Weight.SEMIBOLD), ink)


class RowsList(QListView):
    """Rows that scroll; pressing one sends its `choose`, pressing its button sends the action.

    With `grow`, the list is as tall as its rows and its surroundings scroll instead. It follows
    what is added at its end; with `from_top` it is read from its first row.
    """

    def __init__(
        self, look: Look, presses: Presses, *, grow: bool = False, from_top: bool = False
    ) -> None:
        super().__init__()
        self._from_top = from_top
        self._look, self._presses, self._grow = look, presses, grow
        self._model = RowsModel()
        self._empty = ""
        self._pressed_at: QPoint | None = None
        self.row_height = look.px(HEIGHT_ONE_LINE)
        self.amount_width = 0.0
        self.setModel(self._model)
        self.setItemDelegate(RowPainter(look, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setVisible(False)
        else:
            QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._model.rows

    @property
    def right_pad(self) -> int:
        """Less when the scroll bar is there, so that amounts stay above the total."""
        bar = self.verticalScrollBar()
        return self._look.px(PAD) - (bar.width() if bar.isVisible() else 0)

    def render_rows(self, rows: tuple[Row, ...], empty: str = "") -> None:
        if empty != self._empty:
            self._empty = empty
            self.setAccessibleDescription(empty)
            self.viewport().update()
        if rows is self._model.rows:
            return  # anything else is compared once, by the model
        before = _chosen(self._model.rows)
        count = len(self._model.rows)
        came = self._model.replace(rows)
        if not came and len(rows) == count:
            return
        self._fit(came)
        chosen = _chosen(rows)
        if chosen >= 0 and (chosen != before or came):
            self.scrollTo(self._model.index(chosen))
        elif came and self._from_top:
            self.scrollToTop()
        elif came and chosen < 0 and rows[-1] is came[-1]:
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """The chosen row stays in sight when what is around the list grows."""
        super().resizeEvent(event)
        chosen = _chosen(self._model.rows)
        if chosen >= 0:
            self.scrollTo(self._model.index(chosen))

    def _fit(self, came: tuple[Row, ...]) -> None:
        """Row height and amount column, from what is new; both only grow until the list empties."""
        look = self._look
        if len(came) == len(self.rows):
            self.amount_width, self.row_height = 0.0, look.px(HEIGHT_ONE_LINE)
        metrics = QFontMetricsF(look.font(Size.AMOUNT, Weight.SEMIBOLD))
        height, width = self.row_height, self.amount_width
        for row in came:
            if row.amount:
                advance = metrics.horizontalAdvance(row.amount) + 1
                width = max(width, advance, metrics.horizontalAdvance(AMOUNT_SAMPLE))
            wanted = HEIGHT_TWO_LINES if row.detail else HEIGHT_ONE_LINE
            wanted = HEIGHT_WITH_BUTTON if row.action or row.other else wanted
            height = max(height, look.px(wanted))
        self.amount_width = width
        if height != self.row_height:
            self.row_height = height
            self.scheduleDelayedItemsLayout()
        self.verticalScrollBar().setSingleStep(self.row_height // 2)
        if self._grow:
            self.setFixedHeight(self.row_height * len(self.rows))
            self.setVisible(bool(self.rows))

    # --- pressing

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._pressed_at = event.position().toPoint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._pressed_at = None  # the second tap of a double tap is no tap of its own
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None:
            return
        index = self.indexAt(pressed)
        if not index.isValid() or index != self.indexAt(event.position().toPoint()):
            return
        row = self.rows[index.row()]
        rect = QRectF(self.visualRect(index))
        places = place(self._look, row, rect, self.amount_width, self.right_pad)
        hit = (action for action, box in places.buttons if box.contains(event.position()))
        action = next(hit, None)
        if action is not None:
            self._presses.press(action)
        elif row.choose is not None:
            self._presses.ask(row.choose)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        super().paintEvent(event)
        if self.rows or not self._empty:
            return
        viewport: QWidget = self.viewport()
        paint.text(
            QPainter(viewport),
            QRectF(viewport.rect()).adjusted(PAD, 0, -PAD, 0),
            self._empty,
            self._look.font(Size.TEXT),
            self._look.colour(Role.MUTED),
            paint.CENTRE,
        )


def _chosen(rows: tuple[Row, ...]) -> int:
    return next((at for at, row in enumerate(rows) if row.selected), -1)
