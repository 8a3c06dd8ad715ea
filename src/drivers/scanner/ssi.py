"""A Zebra scanner that speaks SSI: packets with checksums, each acknowledged.

Rules that hold here (scanners-printers-displays.md section 9; Zebra SSI guide 72E-40451):

1. Every packet of the decoder is acknowledged at once, whatever becomes of it: an unacknowledged
   label is sent again, and the scanner reads nothing meanwhile.
2. A label that was acknowledged and comes again as a retransmission is not a second one.
3. A damaged packet is asked for again, after silence; nothing out of it is used.
4. One command is under way at a time, sent three times at most; what fails is told.
5. Being armed is also the scanner's own state: disarmed, its light stays off.
6. A lost wire forgets half a label and every beep; being armed is told to the scanner anew.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, assert_never

from drivers.scanner.framer import SCAN_MAX_BYTES
from drivers.scanner.gate import Gate, split_aim
from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    Garbage,
    ScanGarbage,
    ScannerCommand,
    ScannerEvent,
    Sound,
)
from drivers.scanner.ssi_packets import RETRANSMITTED, Opcode, Packet, PacketReader

SILENCE_S: Final = 0.200
"""Within a packet (Zebra parameter EF, host character time-out, default 200 ms)."""
RESPONSE_S: Final = 2.0
"""For an answer, on both sides (Zebra parameter 9B, serial response time-out, default 2 s)."""
TRIES: Final = 3
"""The decoder sends a packet at most two more times, and so does this end."""
REST_S: Final = RESPONSE_S * TRIES
"""After this the decoder has given up the rest of a label."""
RESENT_WITHIN_S: Final = RESPONSE_S * 1.5
"""A retransmission follows its packet within one time-out; later, the same label is a new one."""
COMMANDS_MAX: Final = 16
"""With more of them waiting the scanner is gone, and a sound would come far too late."""
_RESEND: Final = b"\x01"
"""Cause of a CMD_NAK: the checksum was wrong."""
_ONE_SHORT_HIGH: Final = b"\x00"
_TWO_LONG_LOW: Final = b"\x10"
"""Beep codes of the SSI guide (unconfirmed: check with the vendor)."""
_LINE_ENDS: Final = b"\r\n\t"

OTHER: Final = "]X0"
SYMBOLOGIES: Final = {
    0x01: "]A0",
    0x02: "]F0",
    0x03: "]C0",
    0x06: "]I0",
    0x07: "]G0",
    0x08: "]E0",
    0x09: "]E0",
    0x0A: "]E4",
    0x0B: "]E0",
    0x0F: "]C1",
    0x10: "]E0",
    0x11: "]L0",
    0x1B: "]d1",
    0x1C: "]Q1",
    0x23: "]e0",
    0x24: "]e0",
    0x25: "]e0",
    0x2D: "]z0",
    0xC1: "]d2",
    0xC2: "]Q3",
}
"""AIM id of a bar code type (Zebra programming reference, code type ids), for a scanner that is not
set up to send AIM ids. Any other type is `OTHER`: better not understood than mistaken."""


class Failure(Enum):
    """Why a command was not carried out."""

    SILENT = "the scanner did not answer"
    REFUSED = "the scanner refused"
    CROWDED = "too many commands are waiting"


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A beep was not sounded, or the scanner was not armed or disarmed."""

    opcode: Opcode
    failure: Failure


SsiEvent = ScannerEvent | CommandFailed


class SsiProtocol:
    """One SSI scanner; a `WireProtocol[ScannerCommand, SsiEvent]`."""

    def __init__(self, *, armed: bool = True) -> None:
        """Start with the wire closed."""
        self._gate = Gate(armed=armed)
        self._reader = PacketReader()
        self._open = False
        self._silent_at: float | None = None
        self._seen: Packet | None = None
        self._seen_at = 0.0
        self._naks = 0
        self._label = bytearray()
        self._rest_by: float | None = None
        self._waiting: deque[Packet] = deque()
        self._tries = 0
        self._answer_by: float | None = None
        self._out = bytearray()
        self._events: list[SsiEvent] = []

    def connected(self, now: float) -> None:
        """Tell the scanner whether to read."""
        self._forget()
        self._open = True
        self._ask(self._arming(), now)

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every protocol
        """Forget half a label, and commands that nobody will hear."""
        self._forget()
        self._open = False

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes as they came."""
        for packet in self._reader.feed(data):
            self._hear(packet, now)
        self._silent_at = now + SILENCE_S if self._reader.unsettled else None

    def command(self, command: ScannerCommand, now: float) -> None:
        """Arm, disarm or beep."""
        match command:
            case Arm() | Disarm():
                self._gate.armed = isinstance(command, Arm)
                self._ask(self._arming(), now)
            case BeepGood() | Sound(good=True):
                self._ask(Packet(Opcode.BEEP, _ONE_SHORT_HIGH), now)
            case BeepError() | Sound():
                self._ask(Packet(Opcode.BEEP, _TWO_LONG_LOW), now)
            case _:
                assert_never(command)

    def tick(self, now: float) -> None:
        """Settle half a packet, half a label, and a command without an answer."""
        if self._silent_at is not None and now >= self._silent_at:
            self._silent_at = None
            self._settle(now)
        if self._rest_by is not None and now >= self._rest_by:
            self._events.append(ScanGarbage(len(self._label), Garbage.CUT_SHORT))
            self._drop_label()
        if self._answer_by is not None and now >= self._answer_by:
            self._try_again(now)

    def deadline(self) -> float | None:
        """When silence, or the lack of an answer, means something."""
        moments = (self._silent_at, self._rest_by, self._answer_by)
        return min((at for at in moments if at is not None), default=None)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def events(self) -> Sequence[SsiEvent]:
        """Drain what happened."""
        events, self._events = self._events, []
        return events

    def wants_wire(self) -> bool:
        """A scanner may speak at any time."""
        return True

    # --- what the decoder says

    def _hear(self, packet: Packet, now: float) -> None:
        self._naks = 0
        match packet.opcode:
            case Opcode.CMD_ACK:
                self._answered(now)
            case Opcode.CMD_NAK if packet.data == _RESEND:
                self._try_again(now)
            case Opcode.CMD_NAK:
                self._fail(Failure.REFUSED, now)
            case Opcode.DECODE_DATA:
                self._say(Packet(Opcode.CMD_ACK))
                self._take(packet, now)
            case _:
                self._say(Packet(Opcode.CMD_ACK))

    def _take(self, packet: Packet, now: float) -> None:
        again = self._seen is not None and packet.data == self._seen.data
        again = again and packet.retransmitted and now - self._seen_at < RESENT_WITHIN_S
        self._seen, self._seen_at = packet, now
        if again:
            return
        if len(self._label) <= SCAN_MAX_BYTES:
            self._label += packet.data[1:]
        if packet.continues:
            self._rest_by = now + REST_S
            return
        label = bytes(self._label)
        self._drop_label()
        if len(label) > SCAN_MAX_BYTES:
            self._events.append(ScanGarbage(len(label), Garbage.OVERLONG))
            return
        in_front, content = split_aim(label)
        symbology = in_front or SYMBOLOGIES.get(packet.data[0] if packet.data else 0, OTHER)
        self._events.append(self._gate.admit(symbology, content.rstrip(_LINE_ENDS), now))

    def _settle(self, now: float) -> None:
        """Ask again for what was damaged; a cable that only damages is told about once."""
        packets, damaged = self._reader.silence()
        for packet in packets:
            self._hear(packet, now)
        if packets or not damaged:
            return
        self._naks += 1
        if self._naks <= TRIES:
            # What comes again now is what was damaged, be it the same label as the one before: two
            # of one item in a row are common, two faults in a row on one label are not.
            self._seen = None
            self._say(Packet(Opcode.CMD_NAK, _RESEND))
        if self._naks == TRIES:
            self._drop_label()
            self._events.append(ScanGarbage(0, Garbage.NOISE))

    def _drop_label(self) -> None:
        self._label.clear()
        self._rest_by = None

    # --- what the decoder is asked

    def _arming(self) -> Packet:
        return Packet(Opcode.SCAN_ENABLE if self._gate.armed else Opcode.SCAN_DISABLE)

    def _ask(self, packet: Packet, now: float) -> None:
        if not self._open:
            return  # being armed is told when it is there; a beep would be too late
        if len(self._waiting) == COMMANDS_MAX:
            self._events.append(CommandFailed(Opcode(packet.opcode), Failure.CROWDED))
            return
        self._waiting.append(packet)
        if len(self._waiting) == 1:
            self._send(now)

    def _send(self, now: float) -> None:
        """Send the first waiting command, for the first time or again."""
        packet = self._waiting[0]
        status = RETRANSMITTED if self._tries else 0
        self._say(Packet(packet.opcode, packet.data, status=status))
        self._tries += 1
        self._answer_by = now + RESPONSE_S

    def _try_again(self, now: float) -> None:
        if not self._waiting:
            return
        if self._tries < TRIES:
            self._send(now)
        else:
            self._fail(Failure.SILENT, now)

    def _fail(self, failure: Failure, now: float) -> None:
        if self._waiting:
            self._events.append(CommandFailed(Opcode(self._waiting[0].opcode), failure))
        self._answered(now)

    def _answered(self, now: float) -> None:
        self._tries, self._answer_by = 0, None
        if self._waiting:
            self._waiting.popleft()
        if self._waiting:
            self._send(now)

    def _say(self, packet: Packet) -> None:
        self._out += packet.encode()

    def _forget(self) -> None:
        self._reader.reset()
        self._drop_label()
        self._waiting.clear()
        self._out.clear()
        self._seen = None
        self._silent_at = self._answer_by = None
        self._tries = self._naks = 0
