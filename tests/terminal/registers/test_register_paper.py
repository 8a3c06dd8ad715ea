"""A register on paper: in columns where they fit, else a record a block; and what the rules ask."""

from datetime import date
from pathlib import Path

import pytest

from store_support.logged import approved, logged, requested
from store_support.register_rows import register_page
from store_support.stores import AT
from store_support.tickets import ADDED, BOOKED, HANDED_OVER, OPENED
from terminal.app.record_terms import NO_TERMS, RecordTerms
from terminal.domain import facts as f
from terminal.presentation.paper import Heading, Paper, Paragraph, Table
from terminal.registers import paper_of

DAYS = (date(2026, 3, 1), date(2026, 3, 31))


def paper(folder: Path, key: str, *facts: f.Fact, terms: RecordTerms = NO_TERMS) -> Paper:
    page = register_page(folder, key, facts)
    return paper_of(page, DAYS, "Elm Street Pharmacy", "M. Lindqvist", AT, terms)


def test_a_register_that_fits_lies_in_columns(tmp_path: Path) -> None:
    drawn = paper(tmp_path, "pickups", OPENED, ADDED, HANDED_OVER)
    (table,) = drawn.blocks
    assert isinstance(table, Table)
    assert table.columns[-1] == "journal row"
    assert drawn.landscape


@pytest.mark.parametrize(
    ("key", "first", "told"),
    [
        ("schedule-v", "Codeine and guaifenesin syrup", ("became", "open")),
        ("pse", "Decongestant", ("exchange", "approved")),
    ],
)
def test_a_record_of_many_fields_has_a_line_for_each(
    tmp_path: Path, key: str, first: str, told: tuple[str, str]
) -> None:
    entry = (requested("r1"), approved("r1"), logged("r1"))
    drawn = paper(tmp_path, key, OPENED, ADDED, BOOKED, *entry)
    heading, table = drawn.blocks
    assert heading == Heading(f"03/07/2026 10:42 AM · {first}")
    assert isinstance(table, Table)
    assert told in table.rows
    assert not drawn.landscape


def test_what_the_rules_ask_of_a_register_stands_above_its_rows(tmp_path: Path) -> None:
    terms = RecordTerms(72, "N.C.G.S. 90-106.1", ("N.C.G.S. 90-106.1",))
    drawn = paper(tmp_path, "controlled", OPENED, terms=terms)
    words = [each.text for each in drawn.blocks if isinstance(each, Paragraph)]
    assert words == [
        "To be produced within 72 hours of a request (N.C.G.S. 90-106.1).",
        "The PhMS's report to the monitoring program does for the same (N.C.G.S. 90-106.1).",
    ]
