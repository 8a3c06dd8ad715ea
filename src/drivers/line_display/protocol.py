"""The customer display: the latest text wins, at most ten times a second.

Rules that hold here (scanners-printers-displays.md section 16):

1. Only the newest text is ever sent: twenty quick scans do not queue up behind 9600 baud.
2. `Clear` goes out at once and takes back what was still to be shown: a ticket that is over must
   not be read by the next customer.
3. After a reconnect the display is initialised and shows what it should show.
4. A test pattern gives way to whatever the customer is to see, and goes by itself.
5. The display never answers: its health is that its port is open.
"""

from collections.abc import Sequence
from typing import Final, Never, assert_never

from drivers.line_display.codec import EPSON, Dialect
from drivers.line_display.messages import (
    BRIGHTNESS_MAX,
    Brightness,
    Clear,
    DisplayCommand,
    Show,
    ShowTest,
)

PAINT_INTERVAL_S: Final = 0.100
"""At most 10 Hz (section 16); a screen of 48 bytes takes 50 ms at 9600 baud."""
TEST_S: Final = 5.0
"""Long enough to look at all forty cells."""
BLANK: Final = Show("", "")
TEST: Final = Show("ABCDEFGHIJKLMNOPQRST", "0123456789 $.,%#*+-/")
"""Every cell is lit, each row differently: a dead cell or a shifted row is seen."""


class LineDisplayProtocol:
    """One display; a `WireProtocol[DisplayCommand, Never]`."""

    def __init__(self, dialect: Dialect = EPSON, level: int = BRIGHTNESS_MAX) -> None:
        """Start blank, with the wire closed."""
        self._dialect = dialect
        self._open = False
        self._wanted = BLANK
        self._painted = BLANK
        self._level = Brightness(level).level
        self._test_until: float | None = None
        self._painted_at: float | None = None
        self._due_at: float | None = None
        self._out = bytearray()

    def connected(self, now: float) -> None:
        """Initialise, and show what should be seen."""
        self._open = True
        self._out[:] = self._dialect.hello(self._level)
        self._paint(now)

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Keep only what should be seen."""
        self._open = False
        self._painted_at = self._due_at = self._test_until = None
        self._out.clear()

    def receive(self, data: bytes, now: float) -> None:
        """Ignore what a write-only device cannot have said."""

    def command(self, command: DisplayCommand, now: float) -> None:
        """Show, clear or set the brightness; without a wire, once there is one."""
        match command:
            case Show():
                self._wanted, self._test_until = command, None
                self._paint_when_due(now)
            case Clear():
                self._clear()
            case Brightness(level):
                self._level = level
                self._send(self._dialect.brightness(level))
            case ShowTest():
                self._test_until = now + TEST_S if self._open else None
                self._paint_when_due(now)
            case _:
                assert_never(command)

    def tick(self, now: float) -> None:
        """Paint what had to wait."""
        if self._test_until is not None and now >= self._test_until:
            self._test_until = None
            self._paint_when_due(now)
        if self._due_at is not None and now >= self._due_at:
            self._paint(now)

    def deadline(self) -> float | None:
        """When the waiting text may be painted, or the test is over."""
        return min((at for at in (self._due_at, self._test_until) if at is not None), default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def events(self) -> Sequence[Never]:
        """Nothing happens on a write-only device."""
        return ()

    def wants_wire(self) -> bool:
        """The display is always there for the next text."""
        return True

    def _paint_when_due(self, now: float) -> None:
        if not self._open:
            return
        due_at = now if self._painted_at is None else self._painted_at + PAINT_INTERVAL_S
        if now >= due_at:
            self._paint(now)
        else:
            self._due_at = due_at

    def _paint(self, now: float) -> None:
        self._painted_at, self._due_at = now, None
        self._painted = self._wanted if self._test_until is None else TEST
        self._send(self._dialect.screen(self._painted.line1, self._painted.line2))

    def _clear(self) -> None:
        """At once; a display that is blank already is left alone."""
        self._wanted, self._due_at, self._test_until = BLANK, None, None
        if self._painted != BLANK:
            self._painted = BLANK
            self._send(self._dialect.clear())

    def _send(self, data: bytes) -> None:
        if self._open:
            self._out += data
