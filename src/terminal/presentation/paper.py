"""A document for paper: titles, sentences, tables, pictures; a value that any hand can draw."""

from dataclasses import dataclass

from terminal.presentation.chart import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` are shares of the page, one for each column; `numbers` are aligned to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has a cell for every column")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("a width for every column, or none")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, such as a signature; `height_mm` on paper."""

    png: bytes
    caption: str
    height_mm: int = 15


Block = Heading | Paragraph | Table | Picture | Chart


@dataclass(frozen=True, slots=True)
class Paper:
    """`footer` stands on every page, beside its number."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str = ""
    landscape: bool = False
