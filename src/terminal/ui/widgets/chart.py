"""A chart of the page, as high as its bars need."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal.presentation.chart import Chart
from terminal.ui.chart_paint import ChartInk, height_of, paint_chart
from terminal.ui.theme import Look, Role, Size, Weight


class ChartCanvas(QWidget):
    """Hidden while there is nothing to draw. What it shows is also said in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._ink = ChartInk(
            look.scale,
            look.colour(Role.PRIMARY),
            look.colour(Role.MUTED),
            look.colour(Role.INK),
            look.colour(Role.MUTED),
            look.colour(Role.LINE),
            look.font(Size.TEXT, Weight.SEMIBOLD),
            look.font(Size.SMALL),
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def render_chart(self, chart: Chart | None) -> None:
        if chart == self._chart:
            return
        self._chart = chart
        drawn = chart is not None and bool(chart.bars)
        self.setVisible(drawn)
        words = [] if chart is None else [f"{bar.label} {bar.text}" for bar in chart.bars]
        self.setAccessibleName("" if chart is None else f"{chart.title}: {', '.join(words)}")
        if chart is not None:
            self.setFixedHeight(round(height_of(chart, self._ink)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        if self._chart is not None and self._chart.bars:
            paint_chart(QPainter(self), QRectF(self.rect()), self._chart, self._ink)
