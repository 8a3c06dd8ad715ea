"""A document as ESC/POS bytes (scanners-printers-displays.md section 10).

Rules:

1. Text of outside origin passes `text` before it reaches the builder, so that no command can come
   out of it.
2. Every receipt starts from ESC @ and depends on nothing that was printed before.
3. Around what carries data (QR, barcode, logo) the real-time pulse is switched off, so that no
   data can open the drawer, and on again after it, so that the cashier can.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple, assert_never

from drivers.receipt_printer.builder import (
    INITIALISE,
    REAL_TIME_PULSE_OFF,
    REAL_TIME_PULSE_ON,
    BuilderUnavailable,
    ReceiptBuilder,
    load,
)
from drivers.receipt_printer.document import Align, Code128, Cut, Document, Feed, Logo, Qr
from drivers.receipt_printer.layout import Row, blocks, layout
from drivers.receipt_printer.logo import Picture, define_logo
from drivers.receipt_printer.profile import Font, PrinterProfile
from drivers.receipt_printer.text import encoded, plain_ascii, plain_unicode

__all__ = ["BuilderUnavailable", "encode", "encode_logo", "layout", "warm_up"]

FLUSH: Final = bytes(8_192)
"""What ends any interrupted command (section 12), a logo of the largest size too."""

CODE128_FRAME_MODULES: Final = 55
"""Start, check and stop sign and the two quiet zones; each character adds 11 modules."""

CODE128_WIDE_DOTS: Final = 3
CODE128_NARROW_DOTS: Final = 2


class _Look(NamedTuple):
    """How the printer is set; the defaults are those of ESC @."""

    bold: bool = False
    factor: int = 1
    centred: bool = False


def warm_up() -> None:
    """Load what `encode` needs, off the GUI thread; if that fails, the first receipt says so."""
    with suppress(BuilderUnavailable):
        load()


def encode(document: Document, profile: PrinterProfile) -> bytes:
    """The bytes that print this document on this printer, whatever it printed before.

    `BuilderUnavailable` when the library behind it cannot be loaded now (a full disk).
    """
    page = profile.code_page
    out = ReceiptBuilder()
    out.initialise(page.number)
    if profile.font is not Font.A:
        out.font(profile.font.number)
    look = _Look()
    for block in blocks(document, profile.columns, page):
        wanted = _look_of(block) if isinstance(block, Row) else _Look()
        _switch(out, look, wanted)
        look = wanted
        if isinstance(block, Row):
            line = (
                block.left.strip() if look.centred else block.line(profile.columns // look.factor)
            )
            out.line(encoded(line, page))
        else:
            _block(out, block, profile)
    return out.output


def encode_logo(key: str, picture: Picture) -> bytes:
    """The bytes that store a logo, after the zeros that end whatever was cut short before."""
    return FLUSH + INITIALISE + REAL_TIME_PULSE_OFF + define_logo(key, picture) + REAL_TIME_PULSE_ON


def _look_of(row: Row) -> _Look:
    """A line in the middle is centred by the printer, in dots: blanks may be half a sign off."""
    return _Look(row.bold, row.factor, row.align is Align.CENTER and not row.right)


def _switch(out: ReceiptBuilder, look: _Look, wanted: _Look) -> None:
    """The commands for what changes."""
    if look.bold is not wanted.bold:
        out.bold(on=wanted.bold)
    if look.factor != wanted.factor:
        out.size(wanted.factor)
    if look.centred is not wanted.centred:
        out.centred(on=wanted.centred)


def _block(
    out: ReceiptBuilder, block: Feed | Qr | Code128 | Logo | Cut, profile: PrinterProfile
) -> None:
    match block:
        case Feed(lines):
            out.feed(lines)
        case Cut():
            out.cut()
        case Qr(data):
            if text := plain_unicode(data):
                with _guarded(out):
                    out.qr(text)
        case Code128(data):
            if text := plain_ascii(data):
                _barcode(out, text, profile)
        case Logo(key):
            with _guarded(out):
                out.logo(key)
        case _:
            assert_never(block)


@contextmanager
def _guarded(out: ReceiptBuilder) -> Iterator[None]:
    """Centred, and with the real-time pulse off meanwhile."""
    out.real_time_pulse(allowed=False)
    out.centred(on=True)
    yield
    out.centred(on=False)
    out.real_time_pulse(allowed=True)


def _barcode(out: ReceiptBuilder, text: str, profile: PrinterProfile) -> None:
    """As wide as fits the paper. One that does not fit is left out by a printer: then its text."""
    modules = 11 * len(text) + CODE128_FRAME_MODULES
    for dots in (CODE128_WIDE_DOTS, CODE128_NARROW_DOTS):
        if modules * dots <= profile.dots:
            with _guarded(out):
                out.code128(text, dots)
            return
    out.centred(on=True)
    out.line(text.encode("ascii"))
    out.centred(on=False)
