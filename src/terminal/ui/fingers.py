"""A person's fingers, by program: the scripted ticket plays the real window with them.

Rules that hold here: keys go through Qt's event delivery like a keyboard's; nothing reaches into
the terminal's state.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from terminal.ui.widgets.signature_pad import SignaturePad
from terminal.ui.window import CounterWindow

NAMED_KEYS: Final = {
    **{f"F{number}": Qt.Key(Qt.Key.Key_F1 + number - 1) for number in range(1, 13)},
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "Del": Qt.Key.Key_Delete,
}
HELD: Final = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Ctrl+Shift": Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
}
POLL_S: Final = 0.005


class Fingers:
    """Presses keys of one window and waits for what comes of it."""

    def __init__(self, window: CounterWindow, turn: Callable[[], None]) -> None:
        self._window = window
        self._turn = turn

    def press(self, key: str) -> None:
        """A key as the key bar writes it: `F7`, `Enter`, `Ctrl+1`."""
        name = key.rpartition("+")[2] if len(key) > 1 else key
        held = HELD.get(key.rpartition("+")[0], Qt.KeyboardModifier.NoModifier)
        code = NAMED_KEYS.get(name)
        text = "" if code is not None else name
        self._strike(code if code is not None else Qt.Key(ord(name.upper())), held, text)

    def type(self, text: str) -> None:
        for character in text:
            code = Qt.Key(ord(character.upper()))
            self._strike(code, Qt.KeyboardModifier.NoModifier, character)

    def sign(self) -> None:
        """Two strokes over the pad, as a finger draws them."""
        pads = [pad for pad in self._window.findChildren(SignaturePad) if pad.isVisible()]
        assert pads, "there is no pad on this page"
        pad = pads[0]
        width, height = pad.width(), pad.height()
        for start, bend in ((0.2, 0.35), (0.5, 0.7)):
            path = [
                QPointF(width * (start + 0.01 * n), height * (bend - 0.02 * (n % 9)))
                for n in range(20)
            ]
            self._drag(pad, path)

    def _drag(self, widget: QWidget, path: list[QPointF]) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._mouse(widget, QEvent.Type.MouseButtonPress, path[0], left, left)
        for point in path[1:]:
            self._mouse(widget, QEvent.Type.MouseMove, point, none, left)
        self._mouse(widget, QEvent.Type.MouseButtonRelease, path[-1], left, none)

    def _mouse(
        self,
        widget: QWidget,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        buttons: Qt.MouseButton,
    ) -> None:
        event = QMouseEvent(
            kind,
            at,
            widget.mapToGlobal(at),
            button,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, event)
        self._turn()

    def _strike(self, code: Qt.Key, held: Qt.KeyboardModifier, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            focused: QWidget | None = self._window.focusWidget()
            target = self._window if focused is None else focused
            QApplication.sendEvent(target, QKeyEvent(kind, code, held, text))
            self._turn()

    def wait(self, happened: Callable[[], bool], limit_s: float) -> bool:
        """Let the window work until it has happened; False when the time is over."""
        end = time.monotonic() + limit_s
        while not happened():
            if time.monotonic() >= end:
                return False
            self._turn()
            time.sleep(POLL_S)
        self._turn()
        return True

    def picture(self, path: Path) -> None:
        """The window as it is, as a PNG."""
        self._turn()
        if not self._window.grab().save(str(path)):
            raise OSError(f"cannot write the picture {path.name}")
