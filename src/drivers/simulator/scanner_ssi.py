"""A Zebra scanner that speaks SSI: sends labels in packets, waits for each to be acknowledged.

Written from scanners-printers-displays.md section 9 and the Zebra SSI guide, with nothing of the
driver's. It can be made to send damaged packets, to hear nothing of what the host says or refuse
it, to tell of an event in the middle of a label, and to send a label that was acknowledged again.
"""

from collections import deque
from typing import Final

from drivers.simulator.memory import DeviceMemory

ACK: Final = 0xD0
NAK: Final = 0xD1
BEEP: Final = 0xE6
ENABLE: Final = 0xE9
DISABLE: Final = 0xEA
DECODE: Final = 0xF3
EVENT: Final = 0xF6
BOOTED: Final = 0x03
"""The event of a decoder that was switched on (unconfirmed: check with the vendor)."""
RESPONSE_S: Final = 2.0
"""How long an acknowledgement is waited for before the packet is sent again."""
SENDS: Final = 3
PIECE_BYTES: Final = 250
"""A packet counts 255 bytes: four of header, one of bar code type, the rest of the label."""
BAD_CHECKSUM: Final = 1
DENIED: Final = 6
CONTINUES: Final = 0x02
RETRANSMITTED: Final = 0x01
BURST: Final = b"\r\xff\xfe\x00"
"""What a serial line carries when power comes back (section 21)."""
BEEPS_KEPT: Final = 100
EAN_13, UPC_A, UPC_E = 0x0B, 0x08, 0x09
CODE_TYPES: Final = {
    "]E4": 0x0A,
    "]C0": 0x03,
    "]C1": 0x0F,
    "]A0": 0x01,
    "]I0": 0x06,
    "]I1": 0x06,
    "]F0": 0x02,
    "]G0": 0x07,
    "]d1": 0x1B,
    "]d2": 0xC1,
    "]Q1": 0x1C,
    "]Q3": 0xC2,
    "]L2": 0x11,
    "]e0": 0x23,
    "]z0": 0x2D,
}
"""Zebra's number of each symbology (Zebra programming reference, code type ids)."""


_Packet = tuple[int, int, bytes]
"""Opcode, status and body."""


def frame(opcode: int, body: bytes = b"", status: int = 0, source: int = 0) -> bytes:
    """Write a packet."""
    packet = bytearray((4 + len(body), opcode, source, status))
    packet += body
    total = 0
    for byte in packet:
        total += byte
    complement = 0x10000 - (total % 0x10000)
    return bytes(packet) + bytes((complement // 256 % 256, complement % 256))


def code_type_of(aim: str, label: bytes) -> int | None:
    """The number under which a label is sent; None for a symbology that has none here."""
    if aim == "]E0":
        return {13: EAN_13, 12: UPC_A}.get(len(label), UPC_E)
    return CODE_TYPES.get(aim)


class SsiScannerSimulator:
    """An SSI scanner on RS-232 or USB-CDC. Its last beeps and how it was set up are in its memory.

    With `sends_aim` the AIM identifier goes before each label, beside the bar code type.
    """

    def __init__(
        self, response_s: float = RESPONSE_S, *, memory: DeviceMemory | None = None
    ) -> None:
        """Set up, reading."""
        self._response_s = response_s
        self._memory = memory
        self._leaving = bytearray()
        self._heard = bytearray()
        self._queue: deque[_Packet] = deque()
        self._sent_last: _Packet | None = None
        self._sends = 0
        self._resend_at: float | None = None
        self._now = 0.0
        self._sends_aim = False
        self.powered = True
        self.enabled = True
        self.damage_next = 0
        """How many of the next packets leave with a damaged checksum."""
        self.deaf_to = 0
        """How many of the host's next packets are not heard."""
        self.nak_next = 0
        """How many of the host's next packets are taken for damaged ones."""
        self.deny: set[int] = set()
        """Opcodes that are refused."""
        self.beeps: list[int] = []
        self.acknowledged = 0
        self.transmission_errors = 0
        self._recall()

    @property
    def sends_aim(self) -> bool:
        """Whether the AIM identifier goes before each label."""
        return self._sends_aim

    @property
    def waits(self) -> bool:
        """Whether a packet is not acknowledged yet."""
        return self._sends > 0

    def set_up(self, *, sends_aim: bool) -> None:
        """Read a setup sheet."""
        self._sends_aim = sends_aim
        if self._memory is not None:
            self._memory.keep("aim", sends_aim)

    def power_off(self) -> None:
        """Go dark: what was not sent is lost, and nothing can be read."""
        self.powered = False
        self._forget()

    def power_on(self) -> None:
        """Be there again, reading; the line carries some garbage first."""
        if not self.powered:
            self.powered = self.enabled = True
            self._leaving += BURST

    def scan(self, code_type: int, label: bytes) -> bool:
        """Read a label; a scanner that is disabled or dark has no light to read by."""
        if not self.enabled or not self.powered:
            return False
        pieces = [label[at : at + PIECE_BYTES] for at in range(0, len(label), PIECE_BYTES)]
        for number, piece in enumerate(pieces or [b""]):
            more = CONTINUES if number + 1 < len(pieces) else 0
            self._queue.append((DECODE, more, bytes((code_type,)) + piece))
        self._begin()
        return True

    def tell_event(self, what: int = BOOTED) -> None:
        """Tell of something that is no label, at once: also between the packets of one."""
        self._queue.insert(1 if self.waits else 0, (EVENT, 0, bytes((what,))))
        self._begin()

    def send_again(self) -> bool:
        """Send what was acknowledged last once more, as if that had not been heard."""
        if self._sent_last is None or self.waits:
            return False
        opcode, status, body = self._sent_last
        self._queue.append((opcode, status | RETRANSMITTED, body))
        self._begin()
        return True

    def raw(self, data: bytes) -> None:
        """Put bytes on the cable as they are."""
        self._leaving += data

    def connected(self, now: float) -> None:
        """Notice the host."""
        self._now = now

    def disconnected(self, now: float) -> None:
        """Forget what nobody hears."""
        self._now = now
        self._forget()

    def receive(self, data: bytes, now: float) -> None:
        """Take the host's packets, in any split."""
        self._now = now
        if not self.powered:
            return
        self._heard += data
        while self._heard and len(self._heard) >= self._heard[0] + 2:
            size = self._heard[0] + 2
            packet = bytes(self._heard[:size])
            del self._heard[:size]
            self._obey(packet)

    def tick(self, now: float) -> None:
        """Send again what was not acknowledged in time; give up after three sends."""
        self._now = now
        if self._resend_at is not None and now >= self._resend_at:
            self._send()

    def outgoing(self) -> bytes:
        """Drain the bytes on the cable."""
        said = bytes(self._leaving)
        self._leaving.clear()
        return said

    def _obey(self, packet: bytes) -> None:
        if self.deaf_to:
            self.deaf_to -= 1
            return
        opcode, body = packet[1], packet[4:-2]
        if self.nak_next or packet != frame(opcode, body, packet[3], source=4):
            self.nak_next = max(0, self.nak_next - 1)
            self._leaving += frame(NAK, bytes((BAD_CHECKSUM,)))
        elif opcode == ACK:
            self._acknowledge()
        elif opcode == NAK:
            self._send()
        elif opcode in self.deny or opcode not in (BEEP, ENABLE, DISABLE):
            self._leaving += frame(NAK, bytes((DENIED,)))
        else:
            if opcode == BEEP:
                self._beep(body[0] if body else 0)
            else:
                self.enabled = opcode == ENABLE
            self._leaving += frame(ACK)

    def _acknowledge(self) -> None:
        if not self._sends:
            return
        self.acknowledged += 1
        done = self._queue.popleft()
        if done[0] == DECODE:
            self._sent_last = done
        self._sends, self._resend_at = 0, None
        self._begin()

    def _beep(self, how: int) -> None:
        self.beeps.append(how)
        del self.beeps[:-BEEPS_KEPT]
        if self._memory is not None:
            self._memory.keep("beeps", self.beeps)

    def _recall(self) -> None:
        if self._memory is None:
            return
        beeps = self._memory.recall("beeps", [])
        self.beeps = [int(each) for each in beeps] if isinstance(beeps, list) else []
        self._sends_aim = bool(self._memory.recall("aim", False))

    def _forget(self) -> None:
        self._leaving.clear()
        self._heard.clear()
        self._queue.clear()
        self._sends, self._resend_at = 0, None

    def _begin(self) -> None:
        if not self.waits:
            self._send()

    def _send(self) -> None:
        if not self._queue:
            return
        if self._sends == SENDS:
            self.transmission_errors += 1
            self._queue.clear()
            self._sends, self._resend_at = 0, None
            return
        opcode, status, body = self._queue[0]
        packet = frame(opcode, body, status | (RETRANSMITTED if self._sends else 0))
        if self.damage_next:
            self.damage_next -= 1
            packet = packet[:-1] + bytes((packet[-1] ^ 0x01,))
        self._leaving += packet
        self._sends += 1
        self._resend_at = self._now + self._response_s
