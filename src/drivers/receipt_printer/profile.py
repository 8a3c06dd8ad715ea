"""What a printer model can do, and how this one is wired.

Widths are those of scanners-printers-displays.md section 14; which models answer a process ID is
listed in section 12.
"""

from dataclasses import dataclass
from typing import Final

from drivers.cash_drawer.codec import PinLevel, PulseForm
from drivers.receipt_printer.text import CodePage

LEAST_COLUMNS: Final = 24
MOST_COLUMNS: Final = 64
LEAST_BAUD: Final = 1_200

UNPACED_BAUD: Final = 460_800
"""Taken for USB and network: 11 ms for 512 bytes, faster than any of the printers prints."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A family of printers: `confirms` is whether it answers GS ( H with the process ID."""

    name: str
    columns: int
    dots: int
    code_page: CodePage = CodePage.CP858
    confirms: bool = True

    def __post_init__(self) -> None:
        if not LEAST_COLUMNS <= self.columns <= MOST_COLUMNS:
            raise ValueError(f"columns must be {LEAST_COLUMNS} to {MOST_COLUMNS}: {self.columns}")


EPSON_42: Final = PrinterProfile("epson-42", columns=42, dots=512)
"""TM-T88IV and later at 180 dpi: 42 columns of font A on 512 dots."""

EPSON_48: Final = PrinterProfile("epson-48", columns=48, dots=576)
"""TM-T20, m30 and their like at 203 dpi: 48 columns of font A on 576 dots."""

PLAIN_42: Final = PrinterProfile(
    "plain-42", columns=42, dots=512, code_page=CodePage.CP437, confirms=False
)
"""TM-T88III, L60II and other printers without GS ( H: a job ends as sent, never as printed."""

PLAIN_48: Final = PrinterProfile(
    "plain-48", columns=48, dots=576, code_page=CodePage.CP437, confirms=False
)

PROFILES: Final = {profile.name: profile for profile in (EPSON_42, EPSON_48, PLAIN_42, PLAIN_48)}


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One installed printer: its profile, its line speed (None: not serial), its drawer."""

    profile: PrinterProfile = EPSON_42
    baud: int | None = None
    drawer_open_when: PinLevel | None = None
    drawer_pulse: PulseForm = PulseForm.REAL_TIME

    def __post_init__(self) -> None:
        if self.baud is not None and self.baud < LEAST_BAUD:
            raise ValueError(f"baud must be at least {LEAST_BAUD}: {self.baud}")

    @property
    def line_baud(self) -> int:
        """The speed by which data is paced and waited for."""
        return self.baud or UNPACED_BAUD
