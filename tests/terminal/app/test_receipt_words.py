"""No word of the paper is left in English on a Spanish receipt."""

import ast
import inspect
import re
import string
from datetime import date, datetime

import pytest

from terminal.app import receipt, receipt_forms
from terminal.app.receipt import CVM, PAPERS, READ_OFF
from terminal.app.receipt_words import SAME_IN_BOTH, SPANISH, Words
from terminal.domain.language import Language, language_of

MODULES = (receipt, receipt_forms)
ES = Words(Language.SPANISH)


def said(module: object) -> set[str]:
    """Every word that is written through `w(...)`."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call))
    names = (each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "w")
    return {
        str(each.args[0].value)
        for each in names
        if each.args and isinstance(each.args[0], ast.Constant) and each.args[0].value
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.__name__)
def test_every_word_of_the_paper_has_its_spanish(module: object) -> None:
    assert said(module) - set(SPANISH) == set()


@pytest.mark.parametrize("table", [PAPERS, READ_OFF, CVM, receipt._RELIEF])
def test_every_word_of_the_tables_has_its_spanish(table: dict[object, str]) -> None:
    assert set(table.values()) - set(SPANISH) == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.__name__)
def test_no_row_is_written_past_the_words(module: object) -> None:
    """A text of a row has no letters of its own but what goes through `w`."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call))
    rows = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "TextRow"]
    assert rows
    loose = [
        str(part.value)
        for row in rows
        for argument in row.args
        for part in parts_of(argument)
        if re.search(r"[A-Za-z]{2}", str(part.value))
    ]
    assert [each for each in loose if each != "USD "] == []


def parts_of(node: ast.expr) -> list[ast.Constant]:
    """Its own texts, without those inside a call."""
    match node:
        case ast.Constant(value=str()):
            return [node]
        case ast.JoinedStr(values=values):
            return [part for value in values for part in parts_of(value)]
        case ast.IfExp(body=body, orelse=orelse):
            return parts_of(body) + parts_of(orelse)
        case _:
            return []


def test_spanish_differs_from_english_but_for_words_that_both_have() -> None:
    assert {english for english, spanish in SPANISH.items() if english == spanish} == SAME_IN_BOTH


@pytest.mark.parametrize("english", SPANISH)
def test_both_languages_fill_in_the_same_values(english: str) -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert fields(english) == fields(SPANISH[english])


def test_a_date_in_spanish_cannot_be_read_the_other_way_round() -> None:
    assert ES.day(date(2026, 7, 1)) == "1 jul 2026"
    assert ES.at(datetime(2026, 9, 12, 16, 5)) == "12 sept 2026 04:05 PM"  # noqa: DTZ001  local
    assert Words().day(date(2026, 7, 1)) == "07/01/2026"


def test_a_word_without_spanish_stays_english_rather_than_being_lost() -> None:
    assert ES("NEW WORD") == "NEW WORD"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", Language.SPANISH),
        ("es-MX", Language.SPANISH),
        ("SPA", Language.SPANISH),
        ("en_US", Language.ENGLISH),
        ("vi", None),
        ("", None),
        ("e", None),
    ],
)
def test_the_language_that_the_phms_tells(tag: str, language: Language | None) -> None:
    assert language_of(tag) is language
