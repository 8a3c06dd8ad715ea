"""The strip at the top: which lane, who, how each dependency is, and the time."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.presentation.text import tr
from terminal.presentation.views import Badge, StatusItem, StatusStrip, Tone
from terminal.ui import paint
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight

HEIGHT = 48
MARK = 10
PAD = 16


WORST_FIRST = (Tone.DANGER, Tone.ATTENTION)


def fitting(
    items: tuple[StatusItem, ...], width_of: Callable[[tuple[StatusItem, ...]], float], room: float
) -> tuple[StatusItem, ...]:
    """The items that there is room for, the worst kept first; the others are counted, `+2`."""
    ranked = sorted(items, key=_rank)
    for count in range(len(items), 0, -1):
        kept, left = ranked[:count], ranked[count:]
        shown = tuple(item for item in items if item in kept)
        shown += (StatusItem(f"+{len(left)}", left[0].tone),) if left else ()
        if width_of(shown) <= room:
            return shown
    return ()


def _rank(item: StatusItem) -> int:
    return WORST_FIRST.index(item.tone) if item.tone in WORST_FIRST else len(WORST_FIRST)


class StatusBar(QWidget):
    """Paints a `StatusStrip`; a touch presses its action.

    With `quiet` (sign-in) only the dependencies, without a ground.
    """

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._status: StatusStrip | None = None
        self._quiet = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(HEIGHT))

    def render_status(self, status: StatusStrip, *, quiet: bool) -> None:
        if status == self._status and quiet == self._quiet:
            return
        self._status, self._quiet = status, quiet
        words = [] if quiet else [status.lane, status.person]
        words += [tr("Demo")] if status.demo else []
        words += [item.text for item in status.items]
        self.setAccessibleName(", ".join(word for word in words if word))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        inside = self.rect().contains(event.position().toPoint())
        if inside and self._status is not None and self._status.press is not None:
            self._presses.press(self._status.press)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        event.accept()  # else the release goes to whatever lies behind

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        status, look = self._status, self._look
        if status is None:
            return
        painter = QPainter(self)
        if not self._quiet:
            painter.fillRect(self.rect(), look.colour(Role.CARD))
            painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour(Role.LINE))
        left = self._paint_left(painter, status)
        self._paint_right(painter, status, left + look.px(24))

    def _paint_left(self, painter: QPainter, status: StatusStrip) -> float:
        """Lane, person and the demo mark; returns where they end."""
        look, x, height = self._look, float(self._look.px(PAD)), float(self.height())
        bold, plain = look.font(Size.TEXT, Weight.SEMIBOLD), look.font(Size.TEXT)
        parts = [] if self._quiet else [(status.lane, bold, Role.INK)]
        parts += [] if self._quiet else [(status.person, plain, Role.MUTED)]
        for words, font, role in parts:
            width = QFontMetricsF(font).horizontalAdvance(words)
            paint.text(painter, QRectF(x, 0, width + 1, height), words, font, look.colour(role))
            x += width + look.px(16) if words else 0
        if status.demo:
            badge = Badge(tr("Demo"), Tone.INFO)
            size = paint.badge_width(look, badge), paint.badge_height(look)
            paint.draw_badge(painter, look, QRectF(x, (height - size[1]) / 2, *size), badge)
            x += size[0]
        return x

    def _paint_right(self, painter: QPainter, status: StatusStrip, left: float) -> None:
        """The clock, and before it the dependencies, from the last to the first."""
        look, height = self._look, float(self.height())
        right = self.width() - look.px(PAD)
        if not self._quiet:
            font = look.font(Size.TEXT, Weight.SEMIBOLD)
            width = QFontMetricsF(font).horizontalAdvance(status.clock)
            box = QRectF(right - width, 0, width + 1, height)
            paint.text(painter, box, status.clock, font, look.colour(Role.INK))
            right -= round(width) + look.px(20)
        gap = look.px(18)
        font = look.font(Size.TEXT)
        if self._width_of(status.items, font, gap) > right - left:
            font, gap = look.font(Size.SMALL), look.px(12)
        metrics, mark = QFontMetricsF(font), look.px(MARK)
        shown = fitting(status.items, lambda items: self._width_of(items, font, gap), right - left)
        for item in reversed(shown):
            width = metrics.horizontalAdvance(item.text)
            words = QRectF(right - width, 0, width + 1, height)
            ink = look.colour(Role.MUTED if item.tone in (Tone.GOOD, Tone.PLAIN) else Role.INK)
            paint.text(painter, words, item.text, font, ink)
            x = right - width - mark - look.px(7)
            paint.status_mark(painter, look, QRectF(x, (height - mark) / 2, mark, mark), item.tone)
            right = round(x) - gap

    def _width_of(self, items: tuple[StatusItem, ...], font: QFont, gap: float) -> float:
        metrics, mark = QFontMetricsF(font), self._look.px(MARK + 7)
        return sum(metrics.horizontalAdvance(item.text) + mark + gap for item in items)
