"""What a scanner says and what it can be asked.

The content of a scan is in `Scanned.data` alone and in no repr: a prescription label may hold a
name, and a driver licence holds a whole identity (scanners-printers-displays.md sections 7 and 8).
"""

from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class Scanned:
    """One barcode: AIM id such as `]E0` (or `""` when the scanner sends none) and its content."""

    symbology: str
    data: bytes = field(repr=False)
    received_at: float


class Garbage(Enum):
    """Why bytes were no scan."""

    OVERLONG = "more bytes than any label holds, without an end"
    NOISE = "bytes that no barcode holds; check the baud rate and the cable"
    EMPTY = "a barcode without content"
    CUT_SHORT = "only a part of a barcode"


@dataclass(frozen=True, slots=True)
class ScanGarbage:
    """Bytes that were no scan; never the bytes themselves."""

    length: int
    reason: Garbage


class Dropped(Enum):
    """Why a good scan was not passed on."""

    DISARMED = "the counter was not ready for a scan"
    DUPLICATE = "the same label was still in front of the scanner"


@dataclass(frozen=True, slots=True)
class ScanDropped:
    """A scan that nobody gets to see."""

    reason: Dropped


@dataclass(frozen=True, slots=True)
class Arm:
    """Pass scans on."""


@dataclass(frozen=True, slots=True)
class Disarm:
    """Drop scans, with an event for each."""


@dataclass(frozen=True, slots=True)
class BeepGood:
    """The answer to a scan, by sound: it was taken."""


@dataclass(frozen=True, slots=True)
class BeepError:
    """The answer to a scan, by sound: it was not taken."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that answers no scan, and is left out while one waits for its answer."""

    good: bool


ScannerCommand = Arm | Disarm | BeepGood | BeepError | Sound
ScannerEvent = Scanned | ScanGarbage | ScanDropped
