"""The registers: what an inspector asks for, read from the journal as rows with their proof.

Rules that hold here:

1. A register shows facts as they were recorded; nothing is worked out anew but names of people who
   signed in. What was struck or came back later says so.
2. Rows come newest first and are bounded; more are found by narrower days or a search.
3. A search looks at every cell, letters of either case; each word of it stands somewhere in the
   row. It is for people, not for speed.
4. Whoever shows, prints or exports a register takes its cells from here: they cannot differ.
"""

import heapq
from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Final

from terminal.app.dates import day_of, on_paper
from terminal.app.record_terms import NO_TERMS, RecordTerms
from terminal.app.records import REGISTERS as NAMES
from terminal.app.records import RegisterPage, RegisterRow
from terminal.domain.identity import SaleId, StaffId
from terminal.presentation.paper import Paper, Paragraph, Table
from terminal.presentation.record_words import words_of
from terminal.presentation.register_paper import blocks_of, in_blocks
from terminal.registers import money, people, pickup, restricted
from terminal.registers.row import BEFORE, Around, Register, Ticket, ticket_of
from terminal.store import registry
from terminal.store.database import Connection
from terminal.store.registry import Proven

MOST_ROWS: Final = 5_000
"""Of one answer: a year of a busy counter's controlled fills."""
TICKETS: Final = 4
"""Kept while rows of the same one are told: they stand near each other."""
_BY_KEY: Final = {
    each.key: each
    for each in (*pickup.REGISTERS, *restricted.REGISTERS, *money.REGISTERS, *people.REGISTERS)
}
REGISTERS: Final = tuple(_BY_KEY[key] for key in NAMES)
"""In the order of the page; a new kind of proof is one more entry."""


def register_of(key: str) -> Register | None:
    return _BY_KEY.get(key)


def read(
    connection: Connection,
    register: Register,
    since: datetime,
    before: datetime,
    people: Mapping[StaffId, str],
    sought: str = "",
    most: int = MOST_ROWS,
) -> RegisterPage:
    """The rows from `since` up to, but without, `before`; both with the store's zone."""
    zone = since.tzinfo
    assert zone is not None, "an instant has a zone"
    columns = (*BEFORE, *register.columns)
    rows: list[RegisterRow] = []
    words = tuple(word.removeprefix("$") for word in sought.casefold().split())
    for row in _rows(connection, register, since, before, people, zone):
        text = "\n".join(row.cells).casefold()
        if all(word in text for word in words):
            if len(rows) == most:
                return RegisterPage(register.title, columns, tuple(rows), more=True)
            rows.append(row)
    return RegisterPage(register.title, columns, tuple(rows), more=False)


def _rows(
    connection: Connection,
    register: Register,
    since: datetime,
    before: datetime,
    people: Mapping[StaffId, str],
    zone: tzinfo,
) -> Iterator[RegisterRow]:
    @lru_cache(maxsize=TICKETS)
    def find(sale: SaleId) -> Ticket:
        proven = registry.of_sale(connection, sale)
        return Ticket(proven, ticket_of(proven))

    kinds = (registry.of_kind(connection, kind, since, before) for kind in register.kinds)
    for each in heapq.merge(*kinds, key=lambda proven: -proven.seq):
        around = Around(each, people, zone, find)
        cells = register.cells(each.fact, around)
        if cells is not None:
            yield RegisterRow(each.seq, each.hash.hex(), (*_before(each, around), *cells))


def _before(each: Proven, around: Around) -> tuple[str, ...]:
    at = each.at.astimezone(around.zone)
    return on_paper(at), str(each.lane), around.who(each.actor)


# --- on paper


def table_of(page: RegisterPage) -> Table:
    """Every row with its place in the chain."""
    columns = (*page.columns, "journal row", "hash")
    return Table(columns, tuple((*row.cells, str(row.seq), row.hash) for row in page.rows))


def paper_of(
    page: RegisterPage,
    days: tuple[date, date],
    store: str,
    person: str,
    at: datetime,
    terms: RecordTerms = NO_TERMS,
) -> Paper:
    """A register as a document; the CSV beside it has the hashes whole."""
    spanned = " to ".join(day_of(day) for day in days)
    made = f"{spanned} · {store} · {on_paper(at)} · {person}"
    blocks = (*map(Paragraph, words_of(terms)), *blocks_of(page))
    return Paper(page.title, made, blocks, page.title, landscape=not in_blocks(page))
