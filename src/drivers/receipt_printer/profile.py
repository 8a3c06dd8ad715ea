"""What a printer model can do, and how this one is wired.

Widths are those of scanners-printers-displays.md section 14; which models answer a process ID is
listed in section 12.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from drivers.cash_drawer.codec import PinLevel, PulseForm
from drivers.receipt_printer.text import CodePage

LEAST_COLUMNS: Final = 24
MOST_COLUMNS: Final = 64
LEAST_BAUD: Final = 1_200

WIDE_MM: Final = 80
"""The usual paper; the other one is 58 mm."""

UNPACED_BAUD: Final = 460_800
"""Taken for USB and network: 11 ms for 512 bytes, faster than any of the printers prints."""


class Font(Enum):
    """A face of the printer: `n` of ESC M n, and the dots of one column (section 14)."""

    A = (0, 12)
    B = (1, 9)

    @property
    def number(self) -> int:
        """The face in ESC M n."""
        return self.value[0]

    @property
    def width_dots(self) -> int:
        """The dots of one column."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A family of printers: `confirms` is whether it answers GS ( H with the process ID."""

    name: str
    columns: int
    dots: int
    code_page: CodePage = CodePage.CP858
    confirms: bool = True
    font: Font = Font.A

    def __post_init__(self) -> None:
        if not LEAST_COLUMNS <= self.columns <= MOST_COLUMNS:
            raise ValueError(f"columns must be {LEAST_COLUMNS} to {MOST_COLUMNS}: {self.columns}")
        if self.columns * self.font.width_dots > self.dots:
            raise ValueError(f"{self.columns} columns are wider than {self.dots} dots")


PAPERS: Final = {
    (80, 42): (512, Font.A),
    (80, 48): (576, Font.A),
    (80, 56): (512, Font.B),
    (80, 64): (576, Font.B),
    (58, 32): (384, Font.A),
    (58, 42): (384, Font.B),
}
"""Paper in mm and columns: the dots of a line, and the face that gives so many columns.

512 dots are printers of 180 dpi (TM-T88), 576 those of 203 dpi (TM-T20, m30); 58 mm paper has
384 dots at 203 dpi.
"""


def profile_for(columns: int, paper_mm: int = 80, *, confirms: bool = True) -> PrinterProfile:
    """The profile of a printer on so wide a paper; a ValueError names what there is."""
    found = PAPERS.get((paper_mm, columns))
    if found is None:
        known = ", ".join(f"{each} on {mm} mm" for mm, each in PAPERS)
        raise ValueError(
            f"no printer has {columns} columns on {paper_mm} mm paper; there are {known}"
        )
    dots, font = found
    family = "epson" if confirms else "plain"
    narrow = "" if paper_mm == WIDE_MM else f"-{paper_mm}mm"
    page = CodePage.CP858 if confirms else CodePage.CP437
    return PrinterProfile(f"{family}-{columns}{narrow}", columns, dots, page, confirms, font)


EPSON_42: Final = profile_for(42)
"""TM-T88IV and later at 180 dpi: 42 columns of font A on 512 dots."""

EPSON_48: Final = profile_for(48)
"""TM-T20, m30 and their like at 203 dpi: 48 columns of font A on 576 dots."""

PLAIN_42: Final = profile_for(42, confirms=False)
"""TM-T88III, L60II and other printers without GS ( H: a job ends as sent, never as printed."""


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One installed printer: its profile, its line speed (None: not serial), its drawer.

    `hears` is False for one that can only be written to: it is `write_only.WriteOnlyPrinter`'s.
    """

    profile: PrinterProfile = EPSON_42
    baud: int | None = None
    drawer_open_when: PinLevel | None = None
    drawer_pulse: PulseForm = PulseForm.REAL_TIME
    hears: bool = True

    def __post_init__(self) -> None:
        if self.baud is not None and self.baud < LEAST_BAUD:
            raise ValueError(f"baud must be at least {LEAST_BAUD}: {self.baud}")

    @property
    def line_baud(self) -> int:
        """The speed by which data is paced and waited for."""
        return self.baud or UNPACED_BAUD
