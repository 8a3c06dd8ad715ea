"""The registers page: for who may, recorded before it shows, forgotten with the page."""

from datetime import timedelta
from typing import TypeVar

import pytest

from helpers.counter import ANA, MARY, Counter, a_counter
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.records import RegisterPage, RegisterQuestion, RegisterRow
from terminal.app.state import RecordsPage, SalePage
from terminal.domain import facts as f
from terminal.domain.refusal import Why
from terminal.presentation.views import RecordsView

E = TypeVar("E", bound=e.Effect)
COLUMNS = ("date and time", "lane", "by", "prescriptions", "patient")
CELLS = ("11/20/2026 01:00 PM", "2", "A. Rivera", "6012345-02", "Rosenthal, Miriam")


def rows(count: int, *, more: bool = False) -> RegisterPage:
    made = (RegisterRow(number, "5e" * 32, CELLS) for number in range(1, count + 1))
    return RegisterPage("Signature log", COLUMNS, tuple(made), more)


def at_the_registers() -> Counter:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Y")
    return counter


def page(counter: Counter) -> RecordsPage:
    shown = counter.state.page
    assert isinstance(shown, RecordsPage)
    return shown


def question(counter: Counter) -> RegisterQuestion:
    asked = page(counter).question
    assert asked is not None
    return asked


def reading(count: int = 3, *, more: bool = False) -> Counter:
    counter = at_the_registers()
    counter.send(i.RegisterRead(question(counter), rows(count, more=more)))
    return counter


def done(counter: Counter, kind: type[E]) -> list[E]:
    return [each for each in counter.effects if isinstance(each, kind)]


def view(counter: Counter) -> RecordsView:
    shown = counter.screen.page
    assert isinstance(shown, RecordsView)
    return shown


def test_a_cashier_may_not_read_registers() -> None:
    counter = a_counter(person=ANA)
    counter.do(Do.RECORDS)
    assert isinstance(counter.state.page, SalePage)
    assert counter.told() is Why.NOT_PERMITTED


def test_the_page_opens_with_the_last_thirty_days() -> None:
    counter = at_the_registers()
    asked = question(counter)
    assert (asked.register, asked.until) == ("signatures", counter.state.day)
    assert asked.since == counter.state.day - timedelta(days=29)
    assert done(counter, e.ReadRegister) == [e.ReadRegister(asked)]
    assert view(counter).empty == "Reading …"


def test_what_is_read_is_recorded_before_it_shows() -> None:
    counter = reading(3)
    assert counter.facts[-1] == f.RecordsRead("signatures", 3)
    assert [row.title for row in view(counter).rows] == ["6012345-02"] * 3


@pytest.mark.parametrize(
    ("do", "argument", "register", "days"),
    [(Do.CHOOSE_REGISTER, "pickups", "pickups", 30), (Do.CHOOSE_SPAN, "7", "signatures", 7)],
)
def test_another_register_or_other_days_are_asked_for_anew(
    do: Do, argument: str, register: str, days: int
) -> None:
    counter = reading()
    counter.do(do, argument)
    asked = question(counter)
    assert (asked.number, asked.register) == (2, register)
    assert asked.since == counter.state.day - timedelta(days=days - 1)
    assert page(counter).shown is None


def test_a_search_is_asked_of_the_store() -> None:
    counter = reading()
    counter.enter(" 6012345 ")
    assert question(counter).sought == "6012345"
    assert '"6012345"' in view(counter).explain


@pytest.mark.parametrize("argument", ["nothing", ""])
def test_what_is_no_register_or_span_is_not_taken(argument: str) -> None:
    counter = reading()
    before = counter.state.page
    counter.do(Do.CHOOSE_REGISTER, argument)
    counter.do(Do.CHOOSE_SPAN, argument)
    counter.do(Do.WRITE_REGISTER, argument)
    assert counter.state.page == before


def test_a_late_answer_is_dropped() -> None:
    counter = at_the_registers()
    old = question(counter)
    counter.do(Do.CHOOSE_SPAN, "1")
    counter.send(i.RegisterRead(old, rows(2)))
    assert page(counter).shown is None
    assert f.RecordsRead("signatures", 2) not in counter.facts


def test_the_arrows_choose_a_row_and_all_of_it_is_told() -> None:
    counter = reading(2)
    for _ in range(4):
        counter.press("Down")
    assert page(counter).highlighted == 1
    told = {each.label: each.amount for each in view(counter).detail}
    assert told["journal row"] == "2"
    assert told["hash"] == "5e5e5e5e5e5e …"
    counter.press("Up")
    assert page(counter).highlighted == 0


def test_a_file_is_recorded_before_it_is_written_and_then_told() -> None:
    counter = reading(3)
    before = len(counter.facts)
    counter.press("F9")
    assert counter.facts[before:] == (f.RecordsRead("signatures", 3),)
    (asked,) = done(counter, e.WriteRegister)
    assert (asked.question, asked.ending, asked.person) == (question(counter), "pdf", MARY.name)
    counter.do(Do.WRITE_REGISTER, "csv")
    assert len(done(counter, e.WriteRegister)) == 1, "one at a time"
    counter.send(i.RegisterWritten(question(counter), "Documents/log.pdf"))
    assert len(counter.facts) == before + 1
    (notice,) = view(counter).notices
    assert notice.title == "Written: Documents/log.pdf"


def test_what_could_not_be_read_or_written_says_why() -> None:
    counter = at_the_registers()
    counter.send(i.RegisterRead(question(counter), None, "The disk is full."))
    assert view(counter).notices[0].detail == "The disk is full."
    counter = reading()
    counter.press("F10")
    counter.send(i.RegisterWritten(question(counter), "", trouble="The disk is full."))
    assert view(counter).notices[0].detail == "The disk is full."


def test_more_rows_than_the_page_shows_are_counted() -> None:
    assert "201 rows" in view(reading(201)).notices[0].title
    assert "more than 201 rows" in view(reading(201, more=True)).notices[0].title


def test_nothing_on_these_days_is_said() -> None:
    assert view(reading(0)).empty == "Nothing was recorded on these days."


@pytest.mark.parametrize("how", [Do.BACK, Do.LOCK])
def test_who_leaves_while_a_file_is_written_is_recorded_all_the_same(how: Do) -> None:
    counter = reading(3)
    counter.press("F10")
    asked = question(counter)
    counter.do(how)
    counter.send(i.RegisterWritten(asked, "Documents/log.csv"))
    assert counter.facts.count(f.RecordsRead("signatures", 3)) == 2, "shown, and written"


@pytest.mark.parametrize("how", ["back", "lock"])
def test_leaving_or_locking_forgets_the_rows(how: str) -> None:
    counter = reading()
    asked = question(counter)
    counter.do(Do.BACK if how == "back" else Do.LOCK)
    counter.send(i.RegisterRead(asked, rows(1)))
    kinds = {type(counter.state.page), type(counter.state.behind)}
    assert RecordsPage not in kinds
