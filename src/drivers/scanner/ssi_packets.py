"""Zebra SSI packets: how they are written, and how they are found in what a cable delivers.

`length opcode source status data... checksum(2)`: the length counts everything but the checksum,
which is the two's complement of the 16-bit sum of what it covers, high byte first
(scanners-printers-displays.md section 9).
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

HEADER_BYTES: Final = 4
CHECKSUM_BYTES: Final = 2
PACKET_MAX_BYTES: Final = 0xFF + CHECKSUM_BYTES
DATA_MAX_BYTES: Final = 0xFF - HEADER_BYTES
DECODER: Final = 0x00
HOST: Final = 0x04
RETRANSMITTED: Final = 0x01
"""Status bit: this packet was sent before."""
CONTINUES: Final = 0x02
"""Status bit: the label goes on in the next packet (Zebra SSI guide 72E-40451, unconfirmed here;
the oldest decoders leave the bit unused and their labels fit into one packet)."""


class Opcode(IntEnum):
    """What this driver says and hears (section 9)."""

    CMD_ACK = 0xD0
    CMD_NAK = 0xD1
    BEEP = 0xE6
    SCAN_ENABLE = 0xE9
    SCAN_DISABLE = 0xEA
    DECODE_DATA = 0xF3


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of either side."""

    opcode: int
    data: bytes = field(default=b"", repr=False)
    source: int = HOST
    status: int = 0

    def __post_init__(self) -> None:
        """Refuse what the length byte cannot count."""
        if len(self.data) > DATA_MAX_BYTES:
            raise ValueError("an SSI packet holds at most 251 bytes of data")

    @property
    def retransmitted(self) -> bool:
        """Whether it was sent before."""
        return bool(self.status & RETRANSMITTED)

    @property
    def continues(self) -> bool:
        """Whether the label goes on in the next packet."""
        return bool(self.status & CONTINUES)

    def encode(self) -> bytes:
        """Write it as it goes over the cable."""
        length = HEADER_BYTES + len(self.data)
        covered = bytes((length, self.opcode, self.source, self.status)) + self.data
        return covered + checksum(covered)


def checksum(covered: bytes) -> bytes:
    """The two bytes behind `covered`."""
    return (-sum(covered) & 0xFFFF).to_bytes(CHECKSUM_BYTES, "big")


class PacketReader:
    """Finds the decoder's packets, between whatever else the cable delivers."""

    def __init__(self) -> None:
        """Start between two packets."""
        self._buffer = bytearray()
        self._dropped = False

    @property
    def unsettled(self) -> bool:
        """Whether there are bytes of which only silence says what they were."""
        return bool(self._buffer) or self._dropped

    def feed(self, data: bytes) -> list[Packet]:
        """Take bytes in any split; return the packets that they completed."""
        self._buffer += data
        packets: list[Packet] = []
        while self._buffer and (here := self._look()) is not None:
            packets += here
        return packets

    def silence(self) -> tuple[list[Packet], bool]:
        """Nothing came for a while: return what is left after all, and if something was damaged."""
        packets: list[Packet] = []
        while self._buffer:
            self._drop()
            packets += self.feed(b"")
        damaged, self._dropped = self._dropped, False
        return packets, damaged

    def reset(self) -> None:
        """Forget everything."""
        self._buffer.clear()
        self._dropped = False

    def _look(self) -> list[Packet] | None:
        """What begins at the first byte: a packet, nothing, or None while that is open."""
        length = self._buffer[0]
        foreign = len(self._buffer) > 2 and self._buffer[2] != DECODER
        if length < HEADER_BYTES or foreign:
            return self._drop()
        if len(self._buffer) < length + CHECKSUM_BYTES:
            return None
        covered = bytes(self._buffer[:length])
        if checksum(covered) != self._buffer[length : length + CHECKSUM_BYTES]:
            return self._drop()
        del self._buffer[: length + CHECKSUM_BYTES]
        return [Packet(covered[1], covered[HEADER_BYTES:], covered[2], covered[3])]

    def _drop(self) -> list[Packet]:
        del self._buffer[0]
        self._dropped = True
        return []
