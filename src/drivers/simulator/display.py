"""A customer display, 2 rows of 20: what a person in front of it would read.

Its own reading of the DM-D commands (scanners-printers-displays.md section 16), in a table from
the command's first bytes to the number of parameters and what they do.
"""

from collections.abc import Callable
from typing import Final

WIDTH: Final = 20
HEIGHT: Final = 2
_PAINTS_KEPT: Final = 1000
_CODE_PAGES: Final = {0: "cp437", 2: "cp850", 3: "cp860", 5: "cp865", 16: "cp1252", 19: "cp858"}
_FULL_BRIGHTNESS: Final = 4
_BLINK_UNIT_S: Final = 0.05


class DisplaySimulator:
    """An Epson DM-D."""

    def __init__(self) -> None:
        """Start as after power on."""
        self._commands: dict[bytes, tuple[int, Callable[[bytes], None]]] = {
            b"\x1b@": (0, lambda _: self._reset()),
            b"\x1bt": (1, self._choose_page),
            b"\x1b=": (1, lambda _: None),
            b"\x1f$": (2, self._move),
            b"\x1fC": (1, self._cursor),
            b"\x1fX": (1, self._dim),
            b"\x1fE": (1, self._blink),
            b"\x1f\x01": (0, lambda _: self._scroll_mode(scrolls=False)),
            b"\x1f\x02": (0, lambda _: self._scroll_mode(scrolls=True)),
            b"\x1f\x03": (0, lambda _: self._scroll_mode(scrolls=False)),
        }
        self._pending = bytearray()
        self.plugged_in = False
        self.powered = True
        self.unknown = 0
        """Bytes that are no command of this display."""
        self.paints: list[tuple[float, tuple[str, str]]] = []
        """Each different picture with its instant, oldest first."""
        self._reset()

    @property
    def lines(self) -> tuple[str, str]:
        """The two rows as a person reads them."""
        first, second = (bytes(row).decode(self._page, "replace") for row in self._rows)
        return first, second

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the next character, from 0."""
        return divmod(min(self._at, WIDTH * HEIGHT - 1), WIDTH)

    def connected(self, now: float) -> None:  # noqa: ARG002 - the shape of every simulated device
        """Notice the host."""
        self.plugged_in = True

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - as above
        """Notice that the host is gone; the picture stays."""
        self.plugged_in = False
        self._pending.clear()

    def receive(self, data: bytes, now: float) -> None:
        """Carry out commands and show characters, however they are split."""
        if not self.powered:
            return
        self._pending += data
        while self._pending and self._step():
            pass
        if not self.paints or self.paints[-1][1] != self.lines:
            self.paints.append((now, self.lines))
            del self.paints[:-_PAINTS_KEPT]

    def tick(self, now: float) -> None:
        """Nothing happens by itself."""

    def outgoing(self) -> bytes:
        """A display says nothing."""
        return b""

    def power_cycle(self) -> None:
        """Lose the picture, as when its plug was pulled."""
        self.power_off()
        self.power_on()

    def power_off(self) -> None:
        """Go dark, and hear nothing."""
        self.powered = False
        self._pending.clear()
        self._reset()

    def power_on(self) -> None:
        """Be there again, with an empty glass."""
        self.powered = True

    def _reset(self) -> None:
        self._rows = [bytearray(b" " * WIDTH) for _ in range(HEIGHT)]
        self._at = 0
        self._page = "cp437"
        self._scrolls = False
        self.brightness = _FULL_BRIGHTNESS
        self.cursor_on = True
        self.blink_s = 0.0
        """Half a period of blinking; 0 does not blink, and without end the glass stays dark."""

    def _step(self) -> bool:
        """Take one command or character off the front; False when more bytes are needed."""
        first = self._pending[0]
        if first not in (0x1B, 0x1F):
            del self._pending[0]
            self._single(first)
            return True
        if len(self._pending) == 1:
            return False
        known = self._commands.get(bytes(self._pending[:2]))
        if known is None:
            self.unknown += 1
            del self._pending[0]
            return True
        count, act = known
        if len(self._pending) < 2 + count:
            return False
        parameters = bytes(self._pending[2 : 2 + count])
        del self._pending[: 2 + count]
        act(parameters)
        return True

    def _single(self, byte: int) -> None:
        row, column = divmod(min(self._at, WIDTH * HEIGHT - 1), WIDTH)
        match byte:
            case 0x0C:
                self._rows = [bytearray(b" " * WIDTH) for _ in range(HEIGHT)]
                self._at = 0
            case 0x18:
                self._rows[row][:] = b" " * WIDTH
                self._at = row * WIDTH
            case 0x0B:
                self._at = 0
            case 0x08:
                self._at = (self._at - 1) % (WIDTH * HEIGHT)
            case 0x09:
                self._at = (self._at + 1) % (WIDTH * HEIGHT)
            case 0x0A:
                self._at = ((row + 1) % HEIGHT) * WIDTH + column
            case 0x0D:
                self._at = row * WIDTH
            case control if control < 0x20:
                self.unknown += 1
            case _:
                self._put(byte)

    def _put(self, byte: int) -> None:
        if self._scrolls and self._at == WIDTH * HEIGHT:
            self._rows = [self._rows[1], bytearray(b" " * WIDTH)]
            self._at = WIDTH
        row, column = divmod(self._at % (WIDTH * HEIGHT), WIDTH)
        self._rows[row][column] = byte
        self._at = self._at + 1 if self._scrolls else (self._at + 1) % (WIDTH * HEIGHT)

    def _move(self, place: bytes) -> None:
        column, row = place
        if 1 <= column <= WIDTH and 1 <= row <= HEIGHT:
            self._at = (row - 1) * WIDTH + column - 1
        else:
            self.unknown += 1

    def _choose_page(self, page: bytes) -> None:
        self._page = _CODE_PAGES.get(page[0], self._page)

    def _cursor(self, switch: bytes) -> None:
        self.cursor_on = switch != b"\0"

    def _blink(self, interval: bytes) -> None:
        self.blink_s = float("inf") if interval == b"\xff" else interval[0] * _BLINK_UNIT_S

    def _dim(self, level: bytes) -> None:
        if 1 <= level[0] <= _FULL_BRIGHTNESS:
            self.brightness = level[0]
        else:
            self.unknown += 1

    def _scroll_mode(self, *, scrolls: bool) -> None:
        self._scrolls = scrolls
