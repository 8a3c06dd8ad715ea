"""What a 2 x 20 display is told, in the bytes of its maker (section 16 of
scanners-printers-displays.md): Epson DM-D, or Logic Controls and Bematech LD9000.

Both write the two rows in place, without clearing first, so that nothing flickers.
"""

from typing import Final, Protocol

from drivers.line_display.cells import COLUMNS, CharacterSet, row


class Dialect(Protocol):
    """One maker's commands; brightness goes from 1 (dim) to 4."""

    def hello(self, level: int) -> bytes:
        """Bring a display in any state to a known one."""

    def screen(self, line1: str, line2: str) -> bytes:
        """Write both lines."""

    def clear(self) -> bytes:
        """Show nothing."""

    def brightness(self, level: int) -> bytes:
        """Set the brightness."""


class EpsonDialect:
    """DM-D, and what emulates it: ESC and US commands, code page 437."""

    _INITIALISE: Final = b"\x1b@"
    _CODE_PAGE_437: Final = b"\x1bt\x00"
    _OVERWRITE_MODE: Final = b"\x1f\x01"
    _CURSOR_OFF: Final = b"\x1fC\x00"
    _CLEAR: Final = b"\x0c"

    def hello(self, level: int) -> bytes:
        known = self._INITIALISE + self._CODE_PAGE_437 + self._OVERWRITE_MODE + self._CURSOR_OFF
        return known + self.brightness(level)

    def screen(self, line1: str, line2: str) -> bytes:
        return self._line(1, line1) + self._line(2, line2)

    def clear(self) -> bytes:
        return self._CLEAR

    def brightness(self, level: int) -> bytes:
        return b"\x1fX" + bytes((level,))

    def _line(self, number: int, text: str) -> bytes:
        return b"\x1f$" + bytes((1, number)) + row(text, CharacterSet.CP437)


class LogicControlsDialect:
    """LD9000 in its own command set: single control bytes.

    Section 16 names no character set for it, so only ASCII is sent; and no command that clears, so
    clearing writes blanks.
    """

    _RESET: Final = b"\x1f"
    _NORMAL_MODE: Final = b"\x11"
    _CURSOR_OFF: Final = b"\x14"
    _LEVELS: Final = {1: 0x20, 2: 0x40, 3: 0x60, 4: 0xFF}

    def hello(self, level: int) -> bytes:
        return self._RESET + self._NORMAL_MODE + self._CURSOR_OFF + self.brightness(level)

    def screen(self, line1: str, line2: str) -> bytes:
        return self._line(0, line1) + self._line(1, line2)

    def clear(self) -> bytes:
        return self.screen("", "")

    def brightness(self, level: int) -> bytes:
        return b"\x04" + bytes((self._LEVELS[level],))

    def _line(self, number: int, text: str) -> bytes:
        return b"\x10" + bytes((number * COLUMNS,)) + row(text, CharacterSet.ASCII)


EPSON: Final = EpsonDialect()
LOGIC_CONTROLS: Final = LogicControlsDialect()
