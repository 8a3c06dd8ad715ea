"""A scanner that types: the window's keys go through here before anybody else gets them.

Rules that hold here: everything happens on the GUI thread, within the key press; what was scanned
is an input that stands in its place between the keys, so that nothing overtakes it. Such a scanner
cannot be made to beep.
"""

from collections.abc import Sequence
from typing import Final

from drivers.scanner.wedge import Keystroke, PassOn, PrefixLearned, Scan, Swallow, Wedge, is_prefix
from terminal.app.inputs import Input, PrefixTaught
from terminal.app.ports import TypedKey
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.scans import ScanReader

_NAMED: Final = {"STX": "\x02"}
"""Prefixes that cannot be written as themselves in a settings file."""


class KeyboardScanner:
    """The scanner of a lane, as keys; a `terminal.app.ports.TypedScans`."""

    def __init__(self, settings: Settings) -> None:
        self._reader = ScanReader(settings)
        self._wedge = Wedge(_NAMED.get(settings.scanner_prefix, settings.scanner_prefix))
        self.arm(armed=False)

    def arm(self, *, armed: bool) -> None:
        if armed:
            self._wedge.arm()
        else:
            self._wedge.disarm()

    def watch(self, *, on: bool) -> None:
        """Tell how each code looked, masked, for diagnostics."""
        self._reader.watched = on

    # --- the port of the window

    def press(self, key: TypedKey, now: float) -> Sequence[TypedKey | Input]:
        stroke = Keystroke(key.text, key.name, repeated=key.repeated, origin=key)
        return self._told(self._wedge.feed(stroke, now))

    def settle(self, now: float) -> Sequence[TypedKey | Input]:
        outcome = self._wedge.tick(now)
        return () if outcome is None else self._told(outcome)

    def deadline(self) -> float | None:
        return self._wedge.deadline()

    def _told(self, outcome: Swallow | PassOn | Scan) -> Sequence[TypedKey | Input]:
        match outcome:
            case Swallow():
                return ()
            case PassOn(keys):
                return _keys(keys)
            case Scan(PrefixLearned(prefix), then):
                return (PrefixTaught(written(prefix)), *_keys(then))
            case Scan(event, then):
                assert not isinstance(event, PrefixLearned), "matched above"
                return (*self._reader.told(event), *_keys(then))


def _keys(strokes: Sequence[Keystroke]) -> tuple[TypedKey, ...]:
    keys = tuple(stroke.origin for stroke in strokes)
    assert all(isinstance(key, TypedKey) for key in keys), "they come back as they were"
    return tuple(key for key in keys if isinstance(key, TypedKey))


def written(prefix: str) -> str:
    """A prefix as the settings write it."""
    return next((name for name, sign in _NAMED.items() if sign == prefix), prefix)


def check_scanner(settings: Settings) -> None:
    """ValueError, in words, for a prefix that people type, or one where it means nothing."""
    prefix = settings.scanner_prefix
    if not prefix:
        return
    if settings.scanner_kind is not ScannerKind.KEYBOARD:
        raise ValueError('scanner_prefix is for scanner_kind = "keyboard" alone')
    if not is_prefix(_NAMED.get(prefix, prefix)):
        raise ValueError(
            'scanner_prefix is a key that nobody types: a sign such as "~", "STX", or "F13"'
        )
