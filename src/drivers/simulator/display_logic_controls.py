"""A Logic Controls (Bematech) LD9000 in its own command set, read from the table of section 16 of
scanners-printers-displays.md: single control bytes, two of them with one parameter.
"""

from typing import Final

from drivers.simulator.display import HEIGHT, WIDTH, DisplaySimulator

_POSITION: Final = 0x10
_BRIGHTNESS: Final = 0x04
_MOVES: Final = frozenset({0x08, 0x09, 0x0A, 0x0D})
_LEVELS: Final = {0x20: 1, 0x40: 2, 0x60: 3, 0xFF: 4}


class LogicControlsSimulator(DisplaySimulator):
    """The same glass behind other commands."""

    def _step(self) -> bool:
        first = self._pending[0]
        if first in (_POSITION, _BRIGHTNESS):
            if len(self._pending) == 1:
                return False
            parameter = self._pending[1]
            del self._pending[:2]
            act = self._place if first == _POSITION else self._light
            act(parameter)
            return True
        del self._pending[0]
        self._control(first)
        return True

    def _control(self, byte: int) -> None:
        match byte:
            case 0x1F:
                self._reset()
            case 0x11 | 0x12:
                self._scrolls = byte == 0x12
            case 0x13 | 0x14:
                self.cursor_on = byte == 0x13
            case _ if byte >= 0x20 or byte in _MOVES:
                self._single(byte)
            case _:
                self.unknown += 1

    def _place(self, position: int) -> None:
        if position < WIDTH * HEIGHT:
            self._at = position
        else:
            self.unknown += 1

    def _light(self, level: int) -> None:
        if level in _LEVELS:
            self.brightness = _LEVELS[level]
        else:
            self.unknown += 1
