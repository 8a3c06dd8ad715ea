"""A table of a few dozen lines, and a row of big numbers; both only shown, never chosen from."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.presentation.paper import Table
from terminal.presentation.views import FigureTile
from terminal.ui import paint
from terminal.ui.theme import Look, Role, Size, Weight

LINE = 34
GAP = 12
TILE = 92


class Grid(QWidget):
    """As high as its lines; hidden while there are none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._table: Table | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def render_table(self, table: Table | None) -> None:
        if table == self._table:
            return
        self._table = table
        self.setVisible(table is not None)
        rows = () if table is None else table.rows
        self.setAccessibleName("; ".join(", ".join(cell for cell in row if cell) for row in rows))
        self.setFixedHeight(self._look.px(LINE) * (len(rows) + 1))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        if self._table is None:
            return
        painter, look = QPainter(self), self._look
        line = look.px(LINE)
        self._row(painter, 0, self._table.columns, head=True)
        for number, cells in enumerate(self._table.rows, 1):
            box = QRectF(0, number * line, self.width(), line)
            if not box.intersects(QRectF(event.rect())):
                continue
            painter.setPen(look.colour(Role.LINE))
            painter.drawLine(QLineF(0, box.y(), self.width(), box.y()))
            self._row(painter, number, cells, head=False)

    def _row(self, painter: QPainter, number: int, cells: tuple[str, ...], *, head: bool) -> None:
        look = self._look
        font = look.font(Size.SMALL, Weight.SEMIBOLD) if head else look.font(Size.TEXT)
        colour = look.colour(Role.MUTED if head else Role.INK)
        top = number * look.px(LINE)
        for (place, left, wide), words in zip(self._places(), cells, strict=True):
            box = QRectF(left, top, wide, look.px(LINE))
            assert self._table is not None
            align = paint.RIGHT if place in self._table.numbers else paint.LEFT
            paint.text(painter, box, words, font, colour, align)

    def _places(self) -> Iterator[tuple[int, float, float]]:
        assert self._table is not None
        widths = self._table.widths or (1,) * len(self._table.columns)
        gap = self._look.px(GAP)
        room = self.width() - gap * (len(widths) - 1)
        left = 0.0
        for place, width in enumerate(widths):
            wide = room * width / sum(widths)
            yield place, left, wide
            left += wide + gap


class Tiles(QWidget):
    """Up to four numbers beside each other, each with its name and what it was before."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tiles: tuple[FigureTile, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def render_tiles(self, tiles: tuple[FigureTile, ...]) -> None:
        if tiles == self._tiles:
            return
        self._tiles = tiles
        self.setVisible(bool(tiles))
        words = (f"{each.label} {each.amount} {each.note}".strip() for each in tiles)
        self.setAccessibleName(", ".join(words))
        noted = any(each.note for each in tiles)
        self.setFixedHeight(self._look.px(TILE if noted else TILE - 24))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        painter, look = QPainter(self), self._look
        gap = look.px(GAP)
        wide = (self.width() - gap * (len(self._tiles) - 1)) / max(1, len(self._tiles))
        muted, small = look.colour(Role.MUTED), look.font(Size.SMALL)
        number = look.font(Size.HEADING, Weight.BOLD)
        for place, tile in enumerate(self._tiles):
            left = place * (wide + gap)
            name = QRectF(left, 0, wide, look.px(24))
            paint.text(painter, name, tile.label, small, muted)
            amount = QRectF(left, look.px(24), wide, look.px(40))
            paint.text(painter, amount, tile.amount, number, look.colour(Role.INK))
            note = QRectF(left, look.px(64), wide, look.px(24))
            paint.text(painter, note, tile.note, small, muted)
