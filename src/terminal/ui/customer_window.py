"""The second screen, for the customer: a window that follows its screen and asks for nothing.

Rules that hold here:

1. It is never over the counter: a screen that is the cashier's, or shows the same place, is not
   taken, and the window hides before Qt moves it off a screen that goes.
2. It takes neither the keyboard nor a touch, and no closing of it ends the program.
3. What it shows is a `CustomerView`; it is painted only when that, the theme or the size changed.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from terminal.presentation.customer import CustomerView
from terminal.ui.customer_paint import CustomerPainter
from terminal.ui.theme import Look, Theme

SECOND: Final = "second"
"""The setting for "the first screen that is not the cashier's"."""
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletRelease,
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ContextMenu,
    }
)


def place_for(wanted: str, places: Sequence[tuple[str, QRect]], cashier: int) -> int | None:
    """Which of the places (a screen's name and where it lies) is the customer's; None: none.

    `cashier` is the place of the counter. A mirrored screen lies where the cashier's does.
    """
    taken = places[cashier][1]
    for at, (name, rect) in enumerate(places):
        if at != cashier and not rect.intersects(taken) and wanted in (SECOND, name):
            return at
    return None


class CustomerWindow(QWidget):
    """The picture itself, without a frame."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle("Rxlane · customer")
        self.may_close = False
        self._look = Look(theme)
        self._view: CustomerView | None = None
        self._painter = CustomerPainter()

    @property
    def view(self) -> CustomerView | None:
        return self._view

    def render_view(self, view: CustomerView, theme: Theme) -> None:
        """Show this; nothing is painted when it is what is shown."""
        if view == self._view and theme == self._look.theme:
            return
        if theme != self._look.theme:
            self._look = Look(theme)
        self._view = view
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  (Qt's name)
        if self._view is not None:
            self._painter.paint(QPainter(self), self._look, self.rect(), self._view)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """The customer's keyboard, if there is one, closes nothing."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()


class CustomerScreen(QObject):
    """Keeps the window on its screen, as screens come and go. `found` is told of each change."""

    def __init__(
        self,
        wanted: str,
        counter: QWidget,
        theme: Theme,
        found: Callable[[bool], None],
        screens: Callable[[], list[QScreen]] = QGuiApplication.screens,
    ) -> None:
        super().__init__(counter)
        self._wanted, self._counter = wanted, counter
        self._found, self._screens = found, screens
        self._told: bool | None = None
        self._on: QScreen | None = None
        self._watched: set[QScreen] = set()
        self._stopped = False
        self.window = CustomerWindow(theme)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._application = application
        application.screenAdded.connect(self._screen_came)
        application.screenRemoved.connect(self._screen_went)
        application.primaryScreenChanged.connect(self._look_again)
        counter.installEventFilter(self)
        self._look_again()

    def render_view(self, view: CustomerView, theme: Theme) -> None:
        self.window.render_view(view, theme)
        if self._on is not None and self._on is self._counter.screen():
            self._look_again()

    def stop(self) -> None:
        """For good."""
        self._stopped = True
        self._counter.removeEventFilter(self)
        self._application.screenAdded.disconnect(self._screen_came)
        self._application.screenRemoved.disconnect(self._screen_went)
        self._application.primaryScreenChanged.disconnect(self._look_again)
        self.window.may_close = True
        self.window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """The counter was shown, or was moved to another screen."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Move, QEvent.Type.ScreenChangeInternal):
            self._look_again()
        return super().eventFilter(watched, event)

    # --- screens

    def _screen_came(self, screen: QScreen) -> None:
        del screen
        self._look_again()

    def _screen_went(self, screen: QScreen) -> None:
        """Before Qt moves its windows: not one moment over the counter."""
        self._watched.discard(screen)
        if screen is self._on:
            self.window.hide()
            self._on = None
        self._place([each for each in self._screens() if each is not screen])

    def _look_again(self) -> None:
        if not self._stopped:
            self._place(self._screens())

    def _place(self, screens: list[QScreen]) -> None:
        for screen in screens:
            if screen not in self._watched:
                self._watched.add(screen)
                screen.geometryChanged.connect(self._look_again)
        target = self._target(screens)
        if target is None:
            self.window.hide()
        elif (
            target is not self._on
            or not self.window.isVisible()
            or self.window.geometry() != target.geometry()
        ):
            self._show_on(target)
        self._on = target
        if self._told is not (target is not None):
            self._told = target is not None
            self._found(self._told)

    def _show_on(self, target: QScreen) -> None:
        focused = QGuiApplication.focusWindow()
        self.window.hide()
        self.window.setScreen(target)
        self.window.setGeometry(target.geometry())
        self.window.setWindowState(Qt.WindowState.WindowFullScreen)
        self.window.show()  # showFullScreen() would also take the focus
        if focused is not None and focused is self._counter.windowHandle():
            focused.requestActivate()  # some window systems give it to whatever is new

    def _target(self, screens: list[QScreen]) -> QScreen | None:
        cashier = self._counter.screen()
        if cashier not in screens:
            return None
        places = [(screen.name(), screen.geometry()) for screen in screens]
        at = place_for(self._wanted, places, screens.index(cashier))
        return None if at is None else screens[at]
