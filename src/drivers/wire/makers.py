"""Whose device it is, and what it may be, by its USB vendor and what it calls itself.

A guess and never proof: the table is section 19 of scanners-printers-displays.md, which has it from
the vendors' own lists and marks it unconfirmed. What a device is, a person says.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from drivers.wire.urls import UsbIdentity


class Guess(Enum):
    """What an attached device may be."""

    SCANNER = "scanner"
    PRINTER = "printer"
    DISPLAY = "display"
    CARD_TERMINAL = "card terminal"
    CABLE = "only a cable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Maker:
    """Who has the vendor number, and what most of their devices on a counter are."""

    name: str
    makes: Guess


MAKERS: Final = {
    0x0C2E: Maker("Honeywell", Guess.SCANNER),
    0x05E0: Maker("Zebra", Guess.SCANNER),
    0x05F9: Maker("Datalogic", Guess.SCANNER),
    0x1EAB: Maker("Newland", Guess.SCANNER),
    0x0ACD: Maker("IDTECH", Guess.SCANNER),
    0x04B8: Maker("Epson", Guess.PRINTER),
    0x0519: Maker("Star", Guess.PRINTER),
    0x1504: Maker("Bixolon", Guess.PRINTER),
    0x1D90: Maker("Citizen", Guess.PRINTER),
    0x0403: Maker("FTDI", Guess.CABLE),
    0x067B: Maker("Prolific", Guess.CABLE),
    0x1A86: Maker("CH340", Guess.CABLE),
}
"""FTDI, Prolific and CH340 name the cable; what hangs on it may be anything (section 19)."""

_WORDS: Final = (
    (("display", "dm-d", "ld9"), Guess.DISPLAY),
    (("pax ", "pax-", "pinpad", "pin pad", "payment terminal"), Guess.CARD_TERMINAL),
    (("scanner", "barcode", "bar code", "imager"), Guess.SCANNER),
    (("printer", "receipt", "tm-"), Guess.PRINTER),
)
"""Words by which devices name themselves; the first that fits counts."""


def maker_of(usb: UsbIdentity | None) -> str:
    """The maker's name, or nothing where the vendor is none of ours."""
    maker = MAKERS.get(usb.vendor) if usb is not None else None
    return "" if maker is None else maker.name


def guess_of(usb: UsbIdentity | None, text: str) -> Guess:
    """What a device on a serial port may be: by its own words, else by its maker."""
    maker = MAKERS.get(usb.vendor) if usb is not None else None
    if maker is not None and maker.makes is Guess.CABLE:
        return Guess.CABLE  # the words are the cable's own, too
    words = f"{text.lower()} "
    for fitting, guess in _WORDS:
        if any(word in words for word in fitting):
            return guess
    return Guess.UNKNOWN if maker is None else maker.makes
