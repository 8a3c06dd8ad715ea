"""The modules of QR codes and Code 128 barcodes, and rows of dots made from them.

A typed door to two untyped packages.
"""

from typing import Final

import qrcode  # type: ignore[import-untyped]  # no types are published with it
from barcode.codex import Code128  # type: ignore[import-untyped]  # no types are published with it

LEVELS: Final = {
    48: qrcode.ERROR_CORRECT_L,
    49: qrcode.ERROR_CORRECT_M,
    50: qrcode.ERROR_CORRECT_Q,
    51: qrcode.ERROR_CORRECT_H,
}
"""Error correction by the number of ESC/POS function 169."""


def qr_rows(data: bytes, level: int) -> list[list[bool]]:
    """The QR code of these bytes without its quiet zone; True is dark."""
    code = qrcode.QRCode(error_correction=LEVELS.get(level, qrcode.ERROR_CORRECT_L), border=0)
    code.add_data(data)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def code128_bars(text: str) -> list[bool]:
    """The modules of a Code 128 without its quiet zones; True is dark."""
    modules: str = Code128(text).build()[0]
    return [module == "1" for module in modules]


def packed_row(modules: list[bool], dots: int) -> bytes:
    """One row of dots, packed: each module `dots` wide."""
    bits = "".join(("1" if dark else "0") * dots for dark in modules)
    stride = (len(bits) + 7) // 8
    return int(bits.ljust(stride * 8, "0"), 2).to_bytes(stride, "big")


def code128_text(data: bytes) -> str:
    """The characters of GS k 73: sets A and B as they are, set C as pairs of digits."""
    text, code_set, at = [], "B", 0
    while at < len(data):
        if data[at] == ord("{") and at + 1 < len(data):
            escaped = chr(data[at + 1])
            if escaped in "ABC":
                code_set = escaped
            elif escaped == "{":
                text.append("{")
            at += 2
            continue
        text.append(f"{data[at]:02d}" if code_set == "C" else chr(data[at]))
        at += 1
    kept = "".join(text)
    return kept if kept.isascii() else ""
