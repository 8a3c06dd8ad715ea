"""The keys of a scanner that types: they go no further than here, and a person's go on as typed.

Rules that hold here (scanners-printers-displays.md section 3):

1. This filter of all events of the application is asked before any other and before the focus.
2. What is held back and turns out to be a person's is given to whatever has the focus then, in
   order, each key as press and release: its own release went by while it was held.
3. The moment of a key is the window system's, not that of a busy program; and time is said to have
   passed without a key only when nothing waits to be delivered.
"""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from terminal.app.inputs import Input
from terminal.app.ports import TypedKey, TypedScans

STALE_S: Final = 5.0
"""A window system whose clock differs by this much from what it did has a new clock."""
_NAMES: Final[dict[int, str]] = {
    **{Qt.Key.Key_F1 + number: f"F{number + 1}" for number in range(35)},
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "KP_Enter",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Shift: "Shift",
    Qt.Key.Key_Control: "Control",
    Qt.Key.Key_Alt: "Alt",
    Qt.Key.Key_AltGr: "AltGr",
    Qt.Key.Key_Meta: "Meta",
    Qt.Key.Key_CapsLock: "CapsLock",
}
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_META: Final = Qt.KeyboardModifier.MetaModifier


def typed_key(event: QKeyEvent, origin: object = None) -> TypedKey:
    """A key press as the scanner's port takes it; with Alt or Meta it types nothing.

    Ctrl and Alt together are the AltGr of some systems, which types.
    """
    held = event.modifiers()
    chord = bool(held & _META) or bool(held & _ALT and not held & _CONTROL)
    name = _NAMES.get(event.key(), "")
    return TypedKey("" if chord else event.text(), name, event.isAutoRepeat(), origin)


class ScanKeys(QObject):
    """The filter. `send` takes what was scanned, on the GUI thread, as what a person does."""

    def __init__(
        self,
        window: QWidget,
        scans: TypedScans,
        send: Callable[[Input], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._window, self._scans, self._send, self._now = window, scans, send, now
        self._delivering = False
        self._offset: float | None = None
        """From the window system's clock to ours."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look_again)
        self._application = QApplication.instance()
        assert self._application is not None
        self._application.installEventFilter(self)  # the last one installed is asked first

    def stop(self) -> None:
        """Look at no key any more."""
        self._timer.stop()
        if self._application is not None:
            self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() != QEvent.Type.KeyPress or self._delivering or not self._ours(watched):
            return False
        assert isinstance(event, QKeyEvent)
        kept = _copy(event, QEvent.Type.KeyPress)
        told = self._scans.press(typed_key(event, kept), self._moment(event))
        for each in told:
            if isinstance(each, TypedKey) and each.origin is kept:
                self._deliver(watched, event)
            else:
                self._tell(each)
        self._await_next()
        event.accept()  # or it would be offered to the parents of what it was for
        return True

    def settle(self) -> None:
        """No key came in time: what is held back is a scan, or a person's."""
        for each in self._scans.settle(self._now()):
            self._tell(each)
        self._await_next()

    def _ours(self, watched: QObject) -> bool:
        if isinstance(watched, QWindow):
            return watched is self._window.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _tell(self, each: TypedKey | Input) -> None:
        if not isinstance(each, TypedKey):
            self._send(each)
            return
        kept = each.origin
        assert isinstance(kept, QKeyEvent), "they come back as they were"
        for event in (kept, _copy(kept, QEvent.Type.KeyRelease)):
            focused: QWidget | None = self._window.focusWidget()
            self._deliver(self._window if focused is None else focused, event)

    def _deliver(self, target: QObject, event: QKeyEvent) -> None:
        """Hand a key on for good: it is not asked about again on its way."""
        self._delivering = True
        try:
            QApplication.sendEvent(target, event)
        finally:
            self._delivering = False

    def _moment(self, event: QKeyEvent) -> float:
        """When the key was pressed, in our time; now, when the event does not say (rule 3)."""
        now, stamp = self._now(), event.timestamp() / 1000
        if not stamp:
            return now
        offset = now - stamp
        if self._offset is None or not 0 <= offset - self._offset <= STALE_S:
            self._offset = offset
        return stamp + self._offset

    def _await_next(self) -> None:
        deadline = self._scans.deadline()
        if deadline is None:
            self._timer.stop()
        else:
            self._timer.start(max(0, int((deadline - self._now()) * 1000) + 1))

    def _look_again(self) -> None:
        """The time is over: settle once what waits to be delivered was (rule 3)."""
        QTimer.singleShot(0, self, self._settle_if_due)

    def _settle_if_due(self) -> None:
        deadline = self._scans.deadline()
        if deadline is not None and self._now() >= deadline:
            self.settle()
        else:
            self._await_next()


def _copy(event: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    """A key event that outlives its delivery."""
    copy = QKeyEvent(
        kind,
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
