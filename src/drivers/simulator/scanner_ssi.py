"""A Zebra scanner that speaks SSI: sends labels in packets, waits for each to be acknowledged.

Written from scanners-printers-displays.md section 9 and the Zebra SSI guide, with nothing of the
driver's. It can be made to send damaged packets and not to hear what the host says.
"""

from collections import deque
from typing import Final

ACK: Final = 0xD0
NAK: Final = 0xD1
BEEP: Final = 0xE6
ENABLE: Final = 0xE9
DISABLE: Final = 0xEA
DECODE: Final = 0xF3
RESPONSE_S: Final = 2.0
"""How long an acknowledgement is waited for before the packet is sent again."""
SENDS: Final = 3
PIECE_BYTES: Final = 250
"""A packet counts 255 bytes: four of header, one of bar code type, the rest of the label."""
BAD_CHECKSUM: Final = 1
DENIED: Final = 6


def frame(opcode: int, body: bytes = b"", status: int = 0, source: int = 0) -> bytes:
    """Write a packet."""
    packet = bytearray((4 + len(body), opcode, source, status))
    packet += body
    total = 0
    for byte in packet:
        total += byte
    complement = 0x10000 - (total % 0x10000)
    return bytes(packet) + bytes((complement // 256 % 256, complement % 256))


class SsiScannerSimulator:
    """An SSI scanner on RS-232 or USB-CDC."""

    def __init__(self, response_s: float = RESPONSE_S) -> None:
        """Set up, reading."""
        self._response_s = response_s
        self._leaving = bytearray()
        self._heard = bytearray()
        self._queue: deque[tuple[int, bytes]] = deque()
        self._sends = 0
        self._resend_at: float | None = None
        self._now = 0.0
        self.enabled = True
        self.damage_next = 0
        """How many of the next packets leave with a damaged checksum."""
        self.deaf_to = 0
        """How many of the host's next packets are not heard."""
        self.deny: set[int] = set()
        """Opcodes that are refused."""
        self.beeps: list[int] = []
        self.acknowledged = 0
        self.transmission_errors = 0

    def scan(self, code_type: int, label: bytes) -> bool:
        """Read a label; a disabled scanner has no light to read by."""
        if not self.enabled:
            return False
        pieces = [label[at : at + PIECE_BYTES] for at in range(0, len(label), PIECE_BYTES)]
        for number, piece in enumerate(pieces or [b""]):
            more = 0x02 if number + 1 < len(pieces) else 0
            self._queue.append((more, bytes((code_type,)) + piece))
        if not self._sends:
            self._send()
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
        self._leaving.clear()
        self._heard.clear()
        self._queue.clear()
        self._sends, self._resend_at = 0, None

    def receive(self, data: bytes, now: float) -> None:
        """Take the host's packets, in any split."""
        self._now = now
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
        if packet != frame(opcode, body, packet[3], source=4):
            self._leaving += frame(NAK, bytes((BAD_CHECKSUM,)))
        elif opcode == ACK:
            self._acknowledge()
        elif opcode == NAK:
            self._send()
        elif opcode in self.deny or opcode not in (BEEP, ENABLE, DISABLE):
            self._leaving += frame(NAK, bytes((DENIED,)))
        else:
            if opcode == BEEP:
                self.beeps.append(body[0])
            else:
                self.enabled = opcode == ENABLE
            self._leaving += frame(ACK)

    def _acknowledge(self) -> None:
        if not self._sends:
            return
        self.acknowledged += 1
        self._queue.popleft()
        self._sends, self._resend_at = 0, None
        if self._queue:
            self._send()

    def _send(self) -> None:
        if not self._queue:
            return
        if self._sends == SENDS:
            self.transmission_errors += 1
            self._queue.clear()
            self._sends, self._resend_at = 0, None
            return
        more, body = self._queue[0]
        packet = frame(DECODE, body, more | (1 if self._sends else 0))
        if self.damage_next:
            self.damage_next -= 1
            packet = packet[:-1] + bytes((packet[-1] ^ 0x01,))
        self._leaving += packet
        self._sends += 1
        self._resend_at = self._now + self._response_s
