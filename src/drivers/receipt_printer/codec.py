"""A document as ESC/POS bytes (scanners-printers-displays.md section 10).

Rules:

1. Only this module writes command bytes; text of outside origin passes `text` first, so that no
   command can come out of it.
2. Every receipt starts from ESC @ and depends on nothing that was printed before.
3. Around what carries data (QR, barcode, logo) the real-time pulse is switched off, so that no
   data can open the drawer, and on again after it, so that the cashier can.
4. Own bytes instead of python-escpos: that caches the code page across ESC @ (section 1), and
   takes 0.2 s to import. The tests hold both against each other.
"""

from typing import Final, NamedTuple, assert_never

from drivers.receipt_printer.document import Align, Code128, Cut, Document, Feed, Logo, Qr
from drivers.receipt_printer.layout import Row, blocks, layout
from drivers.receipt_printer.profile import PrinterProfile
from drivers.receipt_printer.text import encoded, plain_ascii, plain_utf8

__all__ = ["encode", "layout"]

INITIALISE: Final = b"\x1b\x40"
INTERNATIONAL_USA: Final = b"\x1b\x52\x00"
REAL_TIME_PULSE_OFF: Final = b"\x1d\x28\x44\x03\x00\x14\x01\x00"
REAL_TIME_PULSE_ON: Final = b"\x1d\x28\x44\x03\x00\x14\x01\x01"
ALIGN_LEFT: Final = b"\x1b\x61\x00"
ALIGN_CENTER: Final = b"\x1b\x61\x01"
LINE_FEED: Final = b"\x0a"
FEED_AND_CUT: Final = b"\x1d\x56\x42\x00"
"""Feed to the cutter and cut partially (GS V 66)."""

QR_MODULE_DOTS: Final = 4
"""0.5 mm at 203 dpi: every telephone camera reads it from a counter."""

QR_MODEL_2: Final = b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00"
QR_MODULE: Final = b"\x1d\x28\x6b\x03\x00\x31\x43" + bytes([QR_MODULE_DOTS])
QR_LEVEL_L: Final = b"\x1d\x28\x6b\x03\x00\x31\x45\x30"
QR_STORE: Final = b"\x31\x50\x30"
QR_PRINT: Final = b"\x1d\x28\x6b\x03\x00\x31\x51\x30"

CODE128_SETUP: Final = b"\x1d\x68\x40\x1d\x66\x00\x1d\x48\x02"
"""64 dots high, text below in font A."""

CODE128_FRAME_MODULES: Final = 55
"""Start, check and stop sign and the two quiet zones; each character adds 11 modules."""


class _Look(NamedTuple):
    """How the printer is set; the defaults are those of ESC @."""

    bold: bool = False
    factor: int = 1
    centred: bool = False


def encode(document: Document, profile: PrinterProfile) -> bytes:
    """The bytes that print this document on this printer, whatever it printed before."""
    page = profile.code_page
    out = bytearray(INITIALISE + b"\x1b\x74" + bytes([page.number]) + INTERNATIONAL_USA)
    look = _Look()
    for block in blocks(document, profile.columns, page):
        wanted = _look_of(block) if isinstance(block, Row) else _Look()
        out += _switch(look, wanted)
        look = wanted
        if isinstance(block, Row):
            line = (
                block.left.strip() if look.centred else block.line(profile.columns // look.factor)
            )
            out += encoded(line, page) + LINE_FEED
        else:
            out += _block(block, profile)
    return bytes(out)


def _look_of(row: Row) -> _Look:
    """A line in the middle is centred by the printer, in dots: blanks may be half a sign off."""
    return _Look(row.bold, row.factor, row.align is Align.CENTER and not row.right)


def _switch(look: _Look, wanted: _Look) -> bytes:
    """The commands for what changes."""
    out = b""
    if look.bold is not wanted.bold:
        out += b"\x1b\x45" + bytes([wanted.bold])
    if look.factor != wanted.factor:
        out += b"\x1d\x21" + bytes([(wanted.factor - 1) << 4 | (wanted.factor - 1)])
    if look.centred is not wanted.centred:
        out += ALIGN_CENTER if wanted.centred else ALIGN_LEFT
    return out


def _block(block: Feed | Qr | Code128 | Logo | Cut, profile: PrinterProfile) -> bytes:
    match block:
        case Feed(lines):
            return b"\x1b\x64" + bytes([lines])
        case Cut():
            return FEED_AND_CUT
        case Qr(data):
            return _guarded(_qr(plain_utf8(data)))
        case Code128(data):
            return _guarded(_code128(plain_ascii(data), profile.dots))
        case Logo(key):
            stored = b"\x1d\x28\x4c\x06\x00\x30\x45" + key.encode("ascii") + b"\x01\x01"
            return _guarded(stored)
        case _:
            assert_never(block)


def _guarded(data: bytes) -> bytes:
    """Centred, and with the real-time pulse off meanwhile; nothing at all for no data."""
    if not data:
        return b""
    return REAL_TIME_PULSE_OFF + ALIGN_CENTER + data + ALIGN_LEFT + REAL_TIME_PULSE_ON


def _qr(data: bytes) -> bytes:
    if not data:
        return b""
    length = (len(data) + len(QR_STORE)).to_bytes(2, "little")
    store = b"\x1d\x28\x6b" + length + QR_STORE + data
    return QR_MODEL_2 + QR_MODULE + QR_LEVEL_L + store + QR_PRINT


def _code128(text: str, dots: int) -> bytes:
    """Set B; an opening brace is the escape of the command, so it is sent twice."""
    if not text:
        return b""
    modules = 11 * len(text) + CODE128_FRAME_MODULES
    width = 3 if modules * 3 <= dots else 2
    data = b"{B" + text.encode("ascii").replace(b"{", b"{{")
    return (
        CODE128_SETUP + b"\x1d\x77" + bytes([width]) + b"\x1d\x6b\x49" + bytes([len(data)]) + data
    )
