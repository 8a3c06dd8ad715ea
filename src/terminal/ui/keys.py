"""Keys work from anywhere: one application-wide filter maps a key to an action of the screen.

Rules that hold here:

1. A key with an action on the screen presses that action, wherever the focus is. A single character
   is a key only while there is no field to type it in.
2. Enter belongs to the field while its text is freshly typed, so the end of a scan or of a name
   never confirms; then to the action on Enter; then to the field again. A button that was reached
   with Tab takes Enter and Space for itself.
3. Whatever else is typed goes to the field. A held key repeats only while typing and for arrows, so
   a scanner's or a clerk's long Enter never confirms twice.
4. Where there is no field, Enter right after other characters is the end of a keyboard scanner's
   code and confirms nothing (scanners-printers-displays.md section 3).
5. A function key that turned the page, and bounces, presses nothing on the new one: F9 opens
   payment, and F9 there takes the exact cash.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from terminal.app.inputs import Do
from terminal.presentation.views import Action, actions_of
from terminal.ui.widgets.button import Button
from terminal.ui.widgets.field import EntryField

KEY_NAMES: dict[int, str] = {
    **{Qt.Key.Key_F1 + number: f"F{number + 1}" for number in range(12)},
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Delete: "Del",
    Qt.Key.Key_Insert: "Ins",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PgUp",
    Qt.Key.Key_PageDown: "PgDn",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
}
"""Key caps as `Action.key` writes them."""
EDITING = frozenset({"Left", "Right", "Home", "End", "Del"})
"""Keys that move or delete inside a text; an action has them only while the field is empty, or
when it belongs to the keypad and so works on that same text."""
SCAN_GAP_MS = 100
"""A keyboard scanner's characters follow each other within this time; a person's Enter does not."""
BOUNCE_MS = 300
"""Within this time nobody has read the new page, so the same key again was not meant for it."""
FUNCTION_KEYS = frozenset(f"F{number}" for number in range(1, 13))
SCROLLS = {"PgUp": -1, "PgDn": 1}
POINTING = frozenset({QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})
REPEATING = frozenset({"Up", "Down", "PgUp", "PgDn", "Left", "Right"})
MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
)


def key_name(event: QKeyEvent) -> str:
    """The key as `Action.key` writes it: "F7", "Ctrl+L", "a"; empty for a bare modifier."""
    name = KEY_NAMES.get(event.key(), "")
    held = [word for modifier, word in MODIFIERS if event.modifiers() & modifier]
    if name:
        return "+".join([*held, name])
    if Qt.Key.Key_Space < event.key() <= Qt.Key.Key_AsciiTilde and (
        "Ctrl" in held or "Alt" in held
    ):
        return "+".join([*held, chr(event.key())])
    return event.text() if event.text().isprintable() else ""


class Keyboard(QObject):
    """The filter. `window` says what is on the screen and takes what was pressed."""

    def __init__(
        self,
        window: QWidget,
        press: Callable[[Action], object],
        active: Callable[[], None],
        scroll: Callable[[int], None],
    ) -> None:
        super().__init__(window)
        self._window, self._press, self._active = window, press, active
        self._scroll = scroll
        self._stray_ms: int | None = None
        self._turned: tuple[str, type[object] | None, int] | None = None
        """The function key that was pressed last, on which page, and when."""
        self._handing_on = False
        self._view: object = None
        self._page: type[object] | None = None
        self._actions: dict[str, Action] | None = None
        self.entry: EntryField | None = None
        self._pointer = QPointF()

    def screen_arrived(
        self, view: object, entry: EntryField | None, page: type[object] | None = None
    ) -> None:
        """Keys now belong to the actions inside `view`, typing to `entry`; `page`: its kind."""
        self._view, self.entry, self._page = view, entry, page
        self._actions = None  # collected at the next key, not at each screen

    def action_for(self, key: str) -> Action | None:
        """The action of a key; of two with the same key, the enabled one."""
        if self._actions is None:
            self._actions = {}
            for action in actions_of(self._view):
                known = self._actions.get(action.key)
                if action.key and (known is None or (action.enabled and not known.enabled)):
                    self._actions[action.key] = action
        return self._actions.get(key)

    # --- the filter

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if not self._ours(watched):
                return False
            self._active()
            return self._key(watched, event)
        if kind in POINTING and not self._ours(watched):
            return False  # the customer touches the other screen: nobody is at the counter
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            if event.globalPosition() != self._pointer:  # Qt also reports moves of the window
                self._pointer = event.globalPosition()
                self._active()
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self._active()
        return False

    def _ours(self, watched: QObject) -> bool:
        if isinstance(watched, QWindow):
            return watched is self._window.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        """True: the key was taken here and goes no further."""
        key = key_name(event)
        focus = QApplication.focusWidget()
        if key in ("Enter", "Shift+Enter"):
            return self._enter(event, focus)
        if key and self._is_key(key):
            action = self.action_for(key)
            if action is not None:
                if self._bounced(key, event):
                    return True
                if not event.isAutoRepeat() or key in REPEATING:
                    self._press(action)
                return True
        if key in SCROLLS:
            self._scroll(SCROLLS[key])
            return True
        if self.entry is None and event.text():
            self._stray_ms = event.timestamp()
        typed_there = self.entry in (None, focus, watched)  # watched: a window without the focus
        if typed_there or isinstance(watched, QWindow):
            return False
        if "Ctrl" in key or "Alt" in key:
            return False
        if event.text() and event.text().isprintable() and event.text() != " ":
            self._hand_on(event)
            return True
        return False

    def _bounced(self, key: str, event: QKeyEvent) -> bool:
        """Whether this is the press that turned the page, once more; the others are noted."""
        if key not in FUNCTION_KEYS or not event.timestamp():
            return False
        if self._turned is not None:
            before, page, at = self._turned
            if before == key and page is not self._page and event.timestamp() - at <= BOUNCE_MS:
                return True
        self._turned = (key, self._page, event.timestamp())
        return False

    def _hand_on(self, event: QKeyEvent) -> None:
        """To the field, once: what it ignores climbs to its parents and comes by here again."""
        if self.entry is None or self._handing_on:
            return
        self._handing_on = True
        try:
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
            QApplication.sendEvent(self.entry, event)
        finally:
            self._handing_on = False

    def _is_key(self, key: str) -> bool:
        """Whether a key may be an action now, or belongs to the typing."""
        if self.entry is None:
            return True
        if key in EDITING:
            action = self.action_for(key)
            own = action is not None and action.intent.do is Do.KEYPAD
            return own or not self.entry.text()
        return len(key) > 1

    def _enter(self, event: QKeyEvent, focus: QWidget | None) -> bool:
        stray, self._stray_ms = self._stray_ms, None
        if event.isAutoRepeat() or (stray is not None and event.timestamp() - stray <= SCAN_GAP_MS):
            return True
        if isinstance(focus, Button):
            focus.click()
            return True
        entry, action = self.entry, self.action_for("Enter")
        if isinstance(focus, EntryField) and focus.field.name:
            entry = focus
        if entry is not None and (entry.fresh or action is None):
            entry.submit()
        elif action is not None:
            self._press(action)
        return True
