"""What the printer says, byte by byte (scanners-printers-displays.md section 11).

Rules:

1. A reply is known by its bits, never by what was asked last.
2. Status bytes may arrive inside a block reply; they are taken out of it. Bytes of a block are 20
   to 7E, so a status byte below 20 is certain. A cover-open ASB (38, 3C ...) inside a block is
   not; then the block is lost, and what waits for it times out as unknown: never a false answer.
3. Nothing raises, and a block is bounded in length and in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

XON: Final = 0x11
XOFF: Final = 0x13
BLOCK_HEADERS: Final = frozenset({0x37, 0x3B, 0x3D, 0x5F, 0x35})
BLOCK_END: Final = 0x00
FIRST_TEXT: Final = 0x20

STATUS_MASK: Final = 0x93
REAL_TIME_BITS: Final = 0x12
ASB_BITS: Final = 0x10
PLAIN_MASK: Final = 0x90
ASB_LENGTH: Final = 4

PROCESS_ID_HEADER: Final = b"\x37\x22"
PROCESS_ID_LENGTH: Final = 4

MAX_BLOCK_BYTES: Final = 128
"""GS I answers with at most 80 characters, GS ( H with 7; longer is noise."""

MAX_GAP_S: Final = 0.5
"""Inside one reply bytes follow each other within milliseconds, even at 1200 baud (8.3 ms)."""


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """The answer to DLE EOT n; it does not say which n."""

    byte: int


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """Automatic Status Back: four bytes, whenever something changed."""

    bytes: bytes


@dataclass(frozen=True, slots=True)
class ProcessIdReply:
    """GS ( H fn 48: everything up to this process ID has been printed."""

    process_id: str


@dataclass(frozen=True, slots=True)
class BlockReply:
    """Any other reply of the form header, text, 00 (GS I: maker, model, firmware)."""

    header: int
    text: bytes


@dataclass(frozen=True, slots=True)
class PlainStatus:
    """The one-byte answer to GS r or GS I."""

    byte: int


@dataclass(frozen=True, slots=True)
class FlowControl:
    """XON or XOFF that the port did not take for itself."""

    may_send: bool


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that no reply has."""

    length: int


Reply = (
    RealTimeStatus | AutoStatus | ProcessIdReply | BlockReply | PlainStatus | FlowControl | Noise
)


class ReplyReader:
    """Collects bytes into replies, across any split."""

    def __init__(self) -> None:
        self._block: bytearray | None = None
        self._auto: bytearray | None = None
        self._last_at = 0.0

    def reset(self) -> None:
        """Forget half a reply: the wire is a new one."""
        self._block = self._auto = None

    def feed(self, data: bytes, now: float) -> list[Reply]:
        """The replies that these bytes complete."""
        replies: list[Reply] = []
        if now - self._last_at > MAX_GAP_S:
            replies.extend(self._abandoned())
        self._last_at = now
        for byte in data:
            replies.extend(self._take(byte))
        return replies

    def _take(self, byte: int) -> Iterator[Reply]:
        if self._auto is not None:
            yield from self._continue_auto(byte)
        elif byte in (XON, XOFF):
            yield FlowControl(byte == XON)
        elif self._block is not None and (byte >= FIRST_TEXT or byte == BLOCK_END):
            yield from self._continue_block(byte)
        elif self._block is None and byte in BLOCK_HEADERS:
            self._block = bytearray([byte])
        elif byte & STATUS_MASK == REAL_TIME_BITS:
            yield RealTimeStatus(byte)
        elif byte & STATUS_MASK == ASB_BITS:
            self._auto = bytearray([byte])
        elif byte & PLAIN_MASK == 0 and self._block is None:
            yield PlainStatus(byte)
        else:
            yield Noise(1)

    def _continue_auto(self, byte: int) -> Iterator[Reply]:
        assert self._auto is not None
        if byte & PLAIN_MASK:
            yield Noise(len(self._auto))
            self._auto = None
            yield from self._take(byte)
            return
        self._auto.append(byte)
        if len(self._auto) == ASB_LENGTH:
            yield AutoStatus(bytes(self._auto))
            self._auto = None

    def _continue_block(self, byte: int) -> Iterator[Reply]:
        assert self._block is not None
        if byte == BLOCK_END:
            yield _block_reply(bytes(self._block))
            self._block = None
            return
        self._block.append(byte)
        if len(self._block) > MAX_BLOCK_BYTES:
            yield from self._abandoned()

    def _abandoned(self) -> Iterator[Reply]:
        length = len(self._block or b"") + len(self._auto or b"")
        self.reset()
        if length:
            yield Noise(length)


def _block_reply(block: bytes) -> Reply:
    named = block.removeprefix(PROCESS_ID_HEADER)
    if block.startswith(PROCESS_ID_HEADER) and len(named) == PROCESS_ID_LENGTH:
        try:
            return ProcessIdReply(named.decode("ascii"))
        except UnicodeDecodeError:
            return Noise(len(block))
    return BlockReply(block[0], block[1:])
