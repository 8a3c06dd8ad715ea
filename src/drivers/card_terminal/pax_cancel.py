"""A cancel over TCP: one A14 on a connection of its own (card-terminal.md section 3).

The connection that waits for the answer belongs to the sale, so a networked terminal hears a cancel
on a second one. Run this protocol in a second runner at the same address; it wants the wire for as
long as one cancel takes and no longer: a cancel that comes late would hit the next customer.
"""

from collections.abc import Sequence

from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal.messages import Cancel, Event
from drivers.card_terminal.pax_frames import Control, FrameReader, encode
from drivers.card_terminal.pax_timings import PaxTimings


class PaxCancel:
    """`WireProtocol[Cancel, Event]`. It has no events: the pending attempt's answer decides."""

    def __init__(self, timings: PaxTimings | None = None) -> None:
        self._timings = timings or PaxTimings()
        self._reader = FrameReader()
        self._deadline: float | None = None
        self._sent = False
        self._out = b""

    def connected(self, now: float) -> None:
        """Say it."""
        self._reader.reset()
        if self._deadline is not None and now < self._deadline:
            self._out = encode(requests.cancel())
            self._sent = True

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Over, heard or not: a cancel is a hint."""
        self._finish()

    def receive(self, data: bytes, now: float) -> None:  # noqa: ARG002 - as above
        """Any ACK, NAK or EOT ends it: "the terminal answers ACK and/or EOT"."""
        signals = list(self._reader.feed(data))
        if self._sent and any(isinstance(signal, Control) for signal in signals):
            self._finish()

    def command(self, command: Cancel, now: float) -> None:  # noqa: ARG002 - it holds nothing
        """Begin, unless one is under way."""
        if self._deadline is None:
            self._deadline = now + self._timings.ack_s

    def tick(self, now: float) -> None:
        """Give up in time."""
        if self._deadline is not None and now >= self._deadline:
            self._finish()

    def deadline(self) -> float | None:
        """When to give up."""
        return self._deadline

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out, self._out = self._out, b""
        return out

    def events(self) -> Sequence[Event]:
        """Nothing ever."""
        return ()

    def wants_wire(self) -> bool:
        """Only while a cancel is under way."""
        return self._deadline is not None

    def _finish(self) -> None:
        self._deadline, self._sent, self._out = None, False, b""
