"""A receipt as it lies on paper of so many columns: what a screen, a PNG and a PDF draw.

The same rows as the printer's, since the same code makes both (devices/paper_sheet.py).
"""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One printed line. A double one has half as many columns, each twice as wide and high."""

    text: str
    bold: bool = False
    double: bool = False


class Symbology(Enum):
    CODE128 = "Code 128"
    QR = "QR"


@dataclass(frozen=True, slots=True)
class SheetSymbol:
    symbology: Symbology
    data: str


SheetRow = SheetLine | SheetSymbol


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: int
    rows: tuple[SheetRow, ...]

    @property
    def text(self) -> str:
        """As a person reads it; a symbol by its data."""
        lines = (
            row.text if isinstance(row, SheetLine) else f"[{row.data}]".center(self.columns)
            for row in self.rows
        )
        return "".join(f"{line.rstrip()}\n" for line in lines)
