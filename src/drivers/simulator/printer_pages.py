"""What a byte of text means on the simulated printer, by its character table."""

from typing import Final

PAGES: Final = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859_7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775",
    34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2",
    40: "iso8859_15", 45: "cp1250", 46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255",
}  # fmt: skip
"""Character tables by `n` of ESC t n."""

KATAKANA_PAGE: Final = 1
KATAKANA_BOXES: Final = "┴┬┤├▔─│▕┌┐└┘╭╮╰╯"
"""Signs 90 to 9F of page 1, with which some programs draw their rules."""


def decoded(raw: bytes, page: int) -> str:
    """The characters of some text, by `n` of ESC t n."""
    if page == KATAKANA_PAGE:
        boxes = {0x90 + place: sign for place, sign in enumerate(KATAKANA_BOXES)}
        return "".join(boxes.get(byte, chr(byte) if byte < 0x7F else "?") for byte in raw)
    return raw.decode(PAGES.get(page, "cp437"), "replace")
