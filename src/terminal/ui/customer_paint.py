"""The picture for the customer, to be read from a metre away; everything grows with the screen.

Rules that hold here: one number dominates; the newest row and the number never change their place;
what does not fit becomes smaller, and only then shorter.
"""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from terminal.presentation.customer import CustomerRow, CustomerView, Stage
from terminal.presentation.views import Figure
from terminal.ui import paint
from terminal.ui.fonts import text_family
from terminal.ui.theme import Look, Role, Weight

LONG_SIDE: Final = 1280
SHORT_SIDE: Final = 720
"""The sizes below are pixels of a screen of this size."""
MARGIN: Final = 44
GAP: Final = 28
RADIUS: Final = 18
PAD: Final = 36
TITLE: Final = 28
ROW: Final = 29
NEWEST: Final = 42
FIGURE: Final = 30
LABEL: Final = 36
HERO: Final = 116
NOTE: Final = 38
WELCOME: Final = 46
STORE: Final = 92
THANKS: Final = 84
ROW_HEIGHT: Final = 60
NEWEST_HEIGHT: Final = 116
FIGURE_HEIGHT: Final = 52
NOTE_HEIGHT: Final = 104
TEXT_LARGEST: Final = 34
TEXT_SMALLEST: Final = 14
SMALLEST: Final = 0.75
"""A text that does not fit is made so much smaller at most."""
HINTED: Final = 0.97
"""Letters do not shrink exactly as their size does."""
LIST_SHARE: Final = 0.56
UPRIGHT_LIST_SHARE: Final = 0.48
"""Of the width, or of the height of a screen that stands upright."""


class CustomerPainter:
    """Paints a view into a rectangle of any shape."""

    def paint(self, painter: QPainter, look: Look, rect: QRect, view: CustomerView) -> None:
        _Picture(painter, look, QRectF(rect)).draw(view)


class _Picture:
    def __init__(self, painter: QPainter, look: Look, rect: QRectF) -> None:
        self._painter, self._look, self._rect = painter, look, rect
        wide, tall = max(rect.width(), 1.0), max(rect.height(), 1.0)
        self._upright = tall > wide
        self._unit = min(max(wide, tall) / LONG_SIDE, min(wide, tall) / SHORT_SIDE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def draw(self, view: CustomerView) -> None:
        self._painter.fillRect(self._rect, self._look.colour(Role.GROUND))
        margin = self._px(MARGIN)
        inside = self._rect.adjusted(margin, margin, -margin, -margin)
        if view.stage is Stage.WELCOME:
            self._welcome(inside, view)
            return
        head = QRectF(inside.x(), inside.y(), inside.width(), self._px(TITLE * 1.4))
        self._text(head, view.store, TITLE, Weight.SEMIBOLD, Role.MUTED)
        body = inside.adjusted(0, head.height() + self._px(GAP * 0.6), 0, 0)
        first, second = self._halves(body)
        if view.stage is Stage.THANKS:
            self._card(first)
            self._text(first, view.heading, THANKS, Weight.BOLD, Role.INK, paint.CENTRE)
        elif view.texts:
            self._texts(first, view.texts)
        else:
            self._list(first, view)
        self._sums(second, view)

    def _halves(self, body: QRectF) -> tuple[QRectF, QRectF]:
        first, second = QRectF(body), QRectF(body)
        gap = self._px(GAP)
        if self._upright:
            first.setHeight(body.height() * UPRIGHT_LIST_SHARE)
            second.setTop(first.bottom() + gap)
        else:
            first.setWidth(body.width() * LIST_SHARE)
            second.setLeft(first.right() + gap)
        return first, second

    # --- the parts

    def _welcome(self, inside: QRectF, view: CustomerView) -> None:
        middle = inside.center().y()
        above = QRectF(inside.x(), middle - self._px(120), inside.width(), self._px(70))
        store = QRectF(inside.x(), middle - self._px(60), inside.width(), self._px(130))
        self._text(above, view.heading, WELCOME, Weight.REGULAR, Role.MUTED, paint.CENTRE)
        self._text(store, view.store, STORE, Weight.BOLD, Role.INK, paint.CENTRE)

    def _list(self, card: QRectF, view: CustomerView) -> None:
        """Like paper out of a printer: the newest row is at the bottom, always."""
        self._card(card)
        pad = self._px(PAD)
        inside = card.adjusted(pad, pad * 0.5, -pad, -pad * 0.5)
        bottom = inside.bottom() - self._px(NEWEST_HEIGHT)
        if view.rows:
            newest = QRectF(inside.x(), bottom, inside.width(), self._px(NEWEST_HEIGHT))
            self._newest(newest, view.rows[-1])
        older = list(reversed(view.rows[:-1]))
        room = int((bottom - inside.y()) // self._px(ROW_HEIGHT))
        for row in older[:room]:
            bottom -= self._px(ROW_HEIGHT)
            self._row(QRectF(inside.x(), bottom, inside.width(), self._px(ROW_HEIGHT)), row)
        if (view.earlier or len(older) > room) and bottom - inside.y() >= self._px(ROW * 1.2):
            tall = min(self._px(ROW_HEIGHT), bottom - inside.y())
            above = QRectF(inside.x(), bottom - tall, inside.width(), tall)
            self._text(above, "…", ROW, Weight.REGULAR, Role.MUTED, paint.LEFT)

    def _texts(self, card: QRectF, texts: tuple[tuple[str, str], ...]) -> None:
        """What is signed, whole: as large as fits, and never cut."""
        self._card(card)
        pad = self._px(PAD)
        inside = card.adjusted(pad, pad, -pad, -pad)
        for size in range(TEXT_LARGEST, TEXT_SMALLEST - 1, -1):
            bottom = self._texts_at(inside, texts, size, draw=False)
            if bottom <= inside.bottom() or size == TEXT_SMALLEST:
                self._texts_at(inside, texts, size, draw=True)
                return

    def _texts_at(
        self, inside: QRectF, texts: tuple[tuple[str, str], ...], size: int, *, draw: bool
    ) -> float:
        """Where they end at this size."""
        wrapped = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        y = inside.y()
        for title, words in texts:
            for text, weight, role in (
                (title, Weight.SEMIBOLD, Role.MUTED),
                (words, Weight.REGULAR, Role.INK),
            ):
                font = self._font(size, weight)
                room = QRectF(inside.x(), y, inside.width(), inside.height() * 8)
                taken = QFontMetricsF(font).boundingRect(room, wrapped, text)
                if draw:
                    self._painter.setFont(font)
                    self._painter.setPen(self._colour(role))
                    self._painter.drawText(room, wrapped, text)
                y += taken.height()
            y += self._px(size * 0.8)
        return y - self._px(size * 0.8)

    def _row(self, rect: QRectF, row: CustomerRow) -> None:
        words = f"{row.title}  {row.detail}" if row.detail else row.title
        self._pair(rect, words, row.amount, (ROW, Weight.REGULAR, Role.MUTED))

    def _newest(self, rect: QRectF, row: CustomerRow) -> None:
        line = self._look.colour(Role.LINE)
        top = rect.y() + self._px(6)
        self._painter.fillRect(QRectF(rect.x(), top, rect.width(), max(1.0, self._px(2))), line)
        words = rect.adjusted(0, self._px(14), 0, 0)
        if row.detail:
            words.setHeight(self._px(NEWEST * 1.35))
            below = QRectF(rect.x(), words.bottom(), rect.width(), self._px(ROW * 1.4))
            self._text(below, row.detail, ROW, Weight.REGULAR, Role.MUTED)
        self._pair(words, row.title, row.amount, (NEWEST, Weight.SEMIBOLD, Role.INK))

    def _sums(self, card: QRectF, view: CustomerView) -> None:
        """Figures at the top, the one number at the bottom, what to do between them."""
        self._card(card)
        pad = self._px(PAD)
        inside = card.adjusted(pad, pad * 0.7, -pad, -pad * 0.7)
        y = inside.y()
        for figure in view.figures:
            rect = QRectF(inside.x(), y, inside.width(), self._px(FIGURE_HEIGHT))
            self._pair(rect, figure.label, figure.amount, (FIGURE, Weight.REGULAR, Role.INK))
            y += rect.height()
        bottom = inside.bottom()
        if view.hero is not None:
            bottom -= self._px(HERO + LABEL) * 1.3
            rect = QRectF(inside.x(), bottom, inside.width(), inside.bottom() - bottom)
            self._hero(rect, view.hero)
        if view.note:
            tall = self._px(NOTE_HEIGHT)
            at = min(bottom - tall, max(y + self._px(GAP), bottom - tall - self._px(GAP)))
            self._note(QRectF(inside.x(), at, inside.width(), tall), view.note)

    def _hero(self, rect: QRectF, figure: Figure) -> None:
        label = QRectF(rect.x(), rect.y(), rect.width(), self._px(LABEL * 1.3))
        amount = rect.adjusted(0, label.height(), 0, 0)
        self._text(label, figure.label, LABEL, Weight.SEMIBOLD, Role.MUTED, paint.RIGHT)
        self._text(amount, figure.amount, HERO, Weight.BOLD, Role.INK, paint.RIGHT)

    def _note(self, rect: QRectF, words: str) -> None:
        soft, ink = self._look.colour(Role.PRIMARY_SOFT), self._look.colour(Role.INK)
        paint.rounded(self._painter, rect, self._px(RADIUS), soft)
        inside = rect.adjusted(self._px(20), 0, -self._px(20), 0)
        font = self._fitting(words, NOTE, Weight.SEMIBOLD, inside.width(), lines=2)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        wrapped = int(paint.CENTRE) | int(Qt.TextFlag.TextWordWrap)
        self._painter.drawText(inside, wrapped, words)

    # --- strokes

    def _px(self, size: float) -> float:
        return size * self._unit

    def _card(self, rect: QRectF) -> None:
        fill, line = self._look.colour(Role.CARD), self._look.colour(Role.LINE)
        paint.rounded(self._painter, rect, self._px(RADIUS), fill, line)

    def _pair(self, rect: QRectF, words: str, amount: str, style: tuple[int, Weight, Role]) -> None:
        """Words at the left, their amount at the right; the amount is never shortened."""
        size, weight, role = style
        font = self._font(size, weight)
        width = QFontMetricsF(font).horizontalAdvance(amount)
        paint.text(self._painter, rect, amount, font, self._colour(role), paint.RIGHT)
        left = rect.adjusted(0, 0, -(width + self._px(GAP)), 0)
        self._text(left, words, size, weight, role)

    def _text(
        self,
        rect: QRectF,
        words: str,
        size: int,
        weight: Weight,
        role: Role,
        align: Qt.AlignmentFlag = paint.LEFT,
    ) -> None:
        font = self._fitting(words, size, weight, rect.width())
        paint.text(self._painter, rect, words, font, self._colour(role), align)

    def _colour(self, role: Role) -> QColor:
        return self._look.colour(role)

    def _fitting(
        self, words: str, size: int, weight: Weight, width: float, lines: int = 1
    ) -> QFont:
        """The font at its size, or as much smaller as the words need, down to `SMALLEST`."""
        font = self._font(size, weight)
        needed = QFontMetricsF(font).horizontalAdvance(words)
        room = width * lines * (1.0 if lines == 1 else 0.85)
        if needed > room > 0:
            smaller = HINTED * room / needed
            font = self._font(size * max(SMALLEST, smaller), weight)
        return font

    def _font(self, size: float, weight: Weight) -> QFont:
        font = QFont(text_family())
        font.setPixelSize(max(1, int(self._px(size))))
        font.setWeight(QFont.Weight(weight.value))
        font.setFeature(QFont.Tag("tnum"), 1)  # a digit that changes must not move its neighbours
        return font
