"""The words for one and for several, wherever something is counted."""

import ast
import re
from pathlib import Path

import pytest

import terminal
from terminal.app.counted import form_of, rows_in
from terminal.app.till_report import difference_words
from terminal.domain.money import Money
from terminal.domain.three_way import Difference, Side
from terminal.presentation.match_page import title_of
from terminal.presentation.text import counted


@pytest.mark.parametrize(("count", "words"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_one_is_singular_and_none_is_several(count: int, words: str) -> None:
    assert form_of(count, "1 day", f"{count} days") == words
    assert counted(count, "1 day", "{n} days") == words


def test_other_values_stand_in_both_forms() -> None:
    forms = ("{done} of 1 bag", "{done} of {n} bags")
    assert [counted(n, *forms, done=1) for n in (1, 3)] == ["1 of 1 bag", "1 of 3 bags"]


def test_the_rows_of_a_file_are_counted() -> None:
    assert [rows_in(range(n)) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


@pytest.mark.parametrize(
    ("side", "one", "several", "recorded"),
    [
        (
            Side.BATCH_OPEN,
            "1 card payment is in no closed batch",
            "2 card payments are in no closed batch",
            "1 card payment, 4.25, is in no closed batch yet",
        ),
        (
            Side.PHMS_WAITING,
            "1 message waits for the pharmacy system",
            "2 messages wait for the pharmacy system",
            "1 message waits to reach the pharmacy system",
        ),
        (
            Side.PHMS_STOPPED,
            "1 message does not go by itself",
            "2 messages do not go by themselves",
            "1 message to the pharmacy system does not go by itself",
        ),
    ],
)
def test_what_a_close_found_is_told_and_recorded_for_one_and_for_several(
    side: Side, one: str, several: str, recorded: str
) -> None:
    assert title_of(Difference(side, count=1, amount=Money(425))) == one
    assert title_of(Difference(side, count=2, amount=Money(425))) == several
    assert difference_words(Difference(side, count=1, amount=Money(425))) == recorded


def test_no_word_leaves_its_plural_to_the_reader() -> None:
    undecided = re.compile(r"\w\(s\)")
    sources = Path(terminal.__path__[0]).rglob("*.py")
    words = [
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(words) > 1000
    assert [each for each in words if undecided.search(each)] == []
