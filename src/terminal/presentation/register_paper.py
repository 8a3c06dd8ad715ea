"""A register's rows on paper: a table, or a block for each record where no table would be read.

Rule that holds here: what fits no line of a table is not made smaller. A record of many fields has
a row for each; a field of several lines has a row for each of them.
"""

from collections.abc import Iterator
from typing import Final

from terminal.app.records import HASH_SHOWN, RegisterPage, RegisterRow, shortened
from terminal.presentation.paper import Block, Heading, Table

MOST_COLUMNS: Final = 14
"""Beside each other on a page that lies on its side; of more each would be a word wide."""
_SHARES: Final = (1, 5)
_PLACE: Final = "journal row"


def in_blocks(page: RegisterPage) -> bool:
    return len(page.columns) > MOST_COLUMNS


def blocks_of(page: RegisterPage) -> tuple[Block, ...]:
    if in_blocks(page):
        return tuple(block for row in page.rows for block in _record(page.columns, row))
    rows = tuple((*map(shortened, row.cells), _place(row)) for row in page.rows)
    return (Table((*page.columns, _PLACE), rows),)


def _place(row: RegisterRow) -> str:
    return f"{row.seq} {row.hash[:HASH_SHOWN]}"


def _record(columns: tuple[str, ...], row: RegisterRow) -> Iterator[Block]:
    """Headed by when it was, and by the register's first own column."""
    fields = (*zip(columns, row.cells, strict=True), (_PLACE, _place(row)))
    yield Heading(" · ".join((row.cells[0], row.cells[3])))
    yield Table(
        ("field", "recorded"),
        tuple(
            ("" if number else name, shortened(line))
            for name, cell in fields
            for number, line in enumerate(cell.splitlines())
        ),
        _SHARES,
    )
