"""Long data leaves in portions, no faster than the line carries it.

Why: what waits in the host's buffers cannot be held back. A printer that stops for want of paper
must find the next portion still here, and a status answer must not wait behind a whole receipt
(scanners-printers-displays.md sections 12 and 19: chunks of at most 512 bytes).
"""

from typing import Final

PORTION_BYTES: Final = 512
BITS_PER_BYTE: Final = 10
"""8N1 on the line: a start bit, eight of data, a stop bit."""


class Pacer:
    """What is still to be sent, and when the line is free for the next portion."""

    def __init__(self, baud: int) -> None:
        self.free_at = 0.0
        self._baud = baud
        self._waiting = memoryview(b"")

    def load(self, data: bytes) -> None:
        """Send this next; what was still waiting is dropped."""
        self._waiting = memoryview(data)

    @property
    def empty(self) -> bool:
        """Whether all has been handed out."""
        return not self._waiting

    def occupy(self, data: bytes, now: float) -> bytes:
        """The same bytes, which go past the queue; the line is busy with them."""
        self.free_at = max(self.free_at, now) + len(data) * BITS_PER_BYTE / self._baud
        return data

    def portion(self, now: float) -> bytes:
        """The next bytes to write now; none while the line is busy."""
        if not self._waiting or now < self.free_at:
            return b""
        data, self._waiting = bytes(self._waiting[:PORTION_BYTES]), self._waiting[PORTION_BYTES:]
        return self.occupy(data, now)
