"""The window of the simulated customer display: two rows of twenty on the glass."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drivers.simulator.display import HEIGHT, WIDTH
from drivers.simulator.stand_display import DisplaySeen, DisplayStand
from terminal.presentation.text import tr
from terminal.ui.simulators.dots import COLUMNS, ROWS, shape
from terminal.ui.simulators.parts import Section
from terminal.ui.simulators.window import CONTROLS_WIDTH, DeviceWindow
from terminal.ui.theme import Look, Role, Size, Theme
from terminal.ui.widgets.labels import Label

SIZE = (900, 510)
CASE: Final = QColor("#23292D")
GLASS: Final = QColor("#07110E")
LIT: Final = QColor("#6BF5D0")
UNLIT: Final = QColor("#0D201B")
PITCH: Final = COLUMNS + 1
"""A character and the gap after it, in dots."""
LINE_PITCH: Final = ROWS + 4
"""A row, the cursor below it, and the gap."""
GLOW: Final = {1: 0.42, 2: 0.6, 3: 0.8, 4: 1.0}
"""How bright the phosphor is at each of the four steps."""


class Glass(QWidget):
    """A vacuum fluorescent glass: every dot of it, lit or not."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines: tuple[str, str] = ("", "")
        self._cursor: tuple[int, int] | None = None
        self._powered = True
        self._glow = 1.0
        self._dark_half = False
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._blinked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look.px(150))

    @property
    def text(self) -> str:
        """What a person reads."""
        return "\n".join(self._lines) if self._powered else ""

    def render_glass(self, seen: DisplaySeen) -> None:
        self._lines, self._powered = seen.lines, seen.powered
        self._cursor = seen.cursor
        self._glow = GLOW.get(seen.brightness, 1.0)
        never, always = seen.blink_s == 0, seen.blink_s == float("inf")
        self._dark_half = always
        if never or always:
            self._blink.stop()
        elif self._blink.interval() != round(seen.blink_s * 1000) or not self._blink.isActive():
            self._blink.start(round(seen.blink_s * 1000))
        self.setAccessibleName(self.text or tr("The glass is dark"))
        self.update()

    def _blinked(self) -> None:
        self._dark_half = not self._dark_half
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  (Qt's name)
        return QSize(self._look.px(780), self._look.px(180))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        across, down = WIDTH * PITCH - 1, HEIGHT * LINE_PITCH - 3
        case = QRectF(self.rect())
        bezel, rim = look.px(18), look.px(16)
        room = case.adjusted(bezel + rim, bezel + rim, -bezel - rim, -bezel - rim)
        dot = min(room.width() / across, room.height() / down)
        width, height = dot * across, dot * down
        left = case.center().x() - width / 2
        top = case.center().y() - height / 2
        glass = QRectF(left - rim, top - rim, width + 2 * rim, height + 2 * rim)
        painter.setBrush(CASE)
        painter.drawRoundedRect(
            glass.adjusted(-bezel, -bezel, bezel, bezel), look.px(14), look.px(14)
        )
        painter.setBrush(GLASS)
        painter.drawRoundedRect(glass, look.px(6), look.px(6))
        self._paint_dots(painter, left, top, dot)

    def _paint_dots(self, painter: QPainter, left: float, top: float, dot: float) -> None:
        lit = QColor(LIT)
        lit.setAlphaF(self._glow)
        shown = self._powered and not self._dark_half
        side = dot * 0.84
        lit_dots: list[QRectF] = []
        dark_dots: list[QRectF] = []
        for row in range(HEIGHT):
            words = self._lines[row].ljust(WIDTH) if shown else " " * WIDTH
            for column in range(WIDTH):
                rows = shape(words[column])
                x0 = left + column * PITCH * dot
                y0 = top + row * LINE_PITCH * dot
                for down in range(ROWS):
                    for across in range(COLUMNS):
                        on = rows[down] >> (COLUMNS - 1 - across) & 1
                        box = QRectF(x0 + across * dot, y0 + down * dot, side, side)
                        (lit_dots if on else dark_dots).append(box)
                if shown and self._cursor == (row, column):
                    line = QRectF(x0, y0 + (ROWS + 0.6) * dot, COLUMNS * dot, side * 0.7)
                    lit_dots.append(line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(UNLIT)
        painter.drawRects(dark_dots)
        painter.setBrush(lit)
        painter.drawRects(lit_dots)


class DisplayWindow(DeviceWindow):
    """A customer display on the counter."""

    def __init__(self, stand: DisplayStand, theme: Theme) -> None:
        super().__init__(stand, theme)
        look = self.look
        self.glass = Glass(look)
        column = QVBoxLayout()
        column.setSpacing(look.px(12))
        column.addWidget(self.glass, 1)
        below = QHBoxLayout()
        below.setSpacing(look.px(16))
        facts = Section(look, tr("Glass"))
        self._facts = Label(look, Size.SMALL, Role.INK, wrap=True)
        facts.add(self._facts)
        facts.column.addStretch(1)
        below.addWidget(facts, 1)
        self.cable.setFixedWidth(look.px(CONTROLS_WIDTH))
        below.addWidget(self.cable)
        column.addLayout(below)
        self.body.addLayout(column)
        self.resize(*SIZE)
        self.watch(stand.look, self.show_seen)

    def show_seen(self, seen: DisplaySeen) -> None:
        self.render_cable(seen.cable, powered=seen.powered)
        self.glass.render_glass(seen)
        facts = [tr("Brightness {step} of 4", step=seen.brightness)]
        facts.append(tr("cursor on") if seen.cursor else tr("cursor off"))
        if seen.blink_s:
            facts.append(tr("blinking"))
        if seen.unknown:
            facts.append(tr("{count} bytes were no command of it", count=seen.unknown))
        self._facts.render_text(", ".join(facts))
