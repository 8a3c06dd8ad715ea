"""What hands do at the counter: typed doors to QTest."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LEFT = Qt.MouseButton.LeftButton
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def focused(window: QWidget) -> QWidget:
    """Where keys go: the widget with the focus, else the window."""
    widget = window.focusWidget()
    return window if widget is None else widget


def strike(window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NO_MODIFIER) -> None:
    QTest.keyClick(focused(window), key, held)


def type_text(window: QWidget, text: str) -> None:
    QTest.keyClicks(focused(window), text)


def tap(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, NO_MODIFIER, at if at is not None else widget.rect().center())


def double_tap(widget: QWidget) -> None:
    QTest.mouseDClick(widget, LEFT, NO_MODIFIER, widget.rect().center())


def draw(widget: QWidget, *points: QPoint) -> None:
    """Press at the first point, move over the others, lift at the last."""
    QTest.mousePress(widget, LEFT, NO_MODIFIER, points[0])
    for point in points[1:]:
        QTest.mouseMove(widget, point)
    QTest.mouseRelease(widget, LEFT, NO_MODIFIER, points[-1])


def settle(rounds: int = 3) -> None:
    """Let layouts inside layouts find their sizes."""
    for _ in range(rounds):
        QApplication.processEvents()
