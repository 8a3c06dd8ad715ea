"""A receipt as it lies on paper of so many columns: what a screen, a PNG and a PDF draw.

Rules that hold here:

1. The same rows as the printer's, since the same code makes both (devices/paper_sheet.py).
2. A paper's words and its faces, one for each line, are the whole paper: `sheet_from` makes it
   again. What is kept of a paper is its words, and nothing that could say something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One printed line. A double one has half as many columns, each twice as wide and high."""

    text: str
    bold: bool = False
    double: bool = False
    centred: bool = False
    """In the middle of the paper, to the dot; the text has no blanks around it then."""

    def on(self, columns: int) -> str:
        """As a person reads it, in signs of this line's own width."""
        width = columns // 2 if self.double else columns
        return " " * ((width - len(self.text)) // 2) + self.text if self.centred else self.text


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
            row.on(self.columns)
            if isinstance(row, SheetLine)
            else f"[{row.data}]".center(self.columns)
            for row in self.rows
        )
        return "".join(f"{line.rstrip()}\n" for line in lines)

    @property
    def faces(self) -> tuple[str, ...]:
        """How each line of `text` looks, in `sheet_from`'s letters."""
        return tuple(_face(row) for row in self.rows)


BOLD: Final = "b"
DOUBLE: Final = "d"
CENTRED: Final = "c"
_SYMBOLS: Final = {each.value: each for each in Symbology}


def _face(row: SheetRow) -> str:
    if isinstance(row, SheetSymbol):
        return row.symbology.value
    marks = ((BOLD, row.bold), (DOUBLE, row.double), (CENTRED, row.centred))
    return "".join(letter for letter, has in marks if has)


def sheet_from(text: str, faces: Sequence[str], columns: int) -> Sheet:
    """The paper with these words. ValueError where words and faces are not of one paper."""
    lines = text.split("\n")[:-1]
    return Sheet(columns, tuple(_row(*each) for each in zip(lines, faces, strict=True)))


def _row(line: str, face: str) -> SheetRow:
    symbology = _SYMBOLS.get(face)
    if symbology is not None:
        return SheetSymbol(symbology, line.strip()[1:-1])
    centred = CENTRED in face
    return SheetLine(line.strip() if centred else line, BOLD in face, DOUBLE in face, centred)
