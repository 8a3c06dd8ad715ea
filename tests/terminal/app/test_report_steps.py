"""The reports page: for who may, one question at a time, what is shown is what is written."""

from datetime import date, timedelta
from typing import TypeVar

import pytest

from helpers.counter import ANA, MARY, PEOPLE, PHIL, Counter, a_counter
from helpers.screens import actions
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.recovery import Recovered
from terminal.app.reports import (
    MOST_DAYS,
    REPORTS,
    Days,
    NoDays,
    ReportQuestion,
    Span,
    days_before,
    days_of,
    read_days,
)
from terminal.app.state import ReportsPage, SalePage
from terminal.domain import facts as f
from terminal.domain import till_decider as d
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Why
from terminal.domain.report import Entry, Figure, Report
from terminal.domain.staff import StaffMember
from terminal.domain.till import TillBook
from terminal.domain.till import evolve as till_after
from terminal.domain.till_facts import TillOpened, TillTakingsShown
from terminal.presentation.views import ReportView

E = TypeVar("E", bound=e.Effect)
TODAY = date(2026, 11, 20)


def at_the_reports(person: StaffMember = MARY) -> Counter:
    counter = a_counter(person=person)
    counter.press("Ctrl+H")
    return counter


def page(counter: Counter) -> ReportsPage:
    shown = counter.state.page
    assert isinstance(shown, ReportsPage)
    return shown


def question(counter: Counter) -> ReportQuestion:
    asked = page(counter).question
    assert asked is not None
    return asked


def view(counter: Counter) -> ReportView:
    shown = counter.screen.page
    assert isinstance(shown, ReportView)
    return shown


def done(counter: Counter, kind: type[E]) -> list[E]:
    return [each for each in counter.effects if isinstance(each, kind)]


def a_report(counter: Counter, cents: int = 1_234) -> Report:
    return Report(*question(counter).days, (Entry(Figure.TICKETS, "", "", 2, Money(cents)),))


def shown(person: StaffMember = MARY) -> Counter:
    counter = at_the_reports(person)
    counter.send(i.ReportRead(question(counter).number, a_report(counter)))
    return counter


@pytest.mark.parametrize("person", [MARY, PHIL])
def test_managers_and_pharmacists_see_today_first(person: StaffMember) -> None:
    counter = at_the_reports(person)
    today = counter.state.day
    assert done(counter, e.ReadReport) == [e.ReadReport(ReportQuestion(1, (today, today)))]
    assert view(counter).empty == "Reading …"


def test_a_cashier_is_refused() -> None:
    counter = a_counter(person=ANA)
    counter.send(i.Intent(Do.REPORTS))
    assert isinstance(counter.state.page, SalePage)
    assert counter.told() is Why.NOT_PERMITTED


def test_what_came_is_shown_and_is_no_fact() -> None:
    """No report names a person, so nobody's record was looked at."""
    counter = shown()
    assert view(counter).tiles[0].amount == "12.34"
    assert not any(isinstance(fact, f.RecordsRead) for fact in counter.facts)


HIDDEN = "The till of these days is still open"


def with_till(days_ago: int, staff: StaffMember, viewer: StaffMember) -> Counter:
    """`staff` opened the till some days ago; `viewer` asks for the reports of today."""
    counter = Counter()
    day = counter.state.day - timedelta(days=days_ago)
    opened = d.OpenTill(counter.settings.lane, staff.id, day, (), Money(100_00))
    fact = d.decide_till(TillBook(), opened)
    assert isinstance(fact, TillOpened)
    book = till_after(TillBook(), fact, counter.at - timedelta(days=days_ago))
    counter.start(Recovered(people=PEOPLE, till=book))
    counter.sign_in(viewer).press("Ctrl+H")
    return counter


def told(counter: Counter) -> ReportView:
    sums = (
        *(
            Entry(Figure.TICKETS, "", "", 2, Money(1_234)),
            Entry(Figure.UNDONE, "line", "", 1, ZERO),
        ),
        *(Entry(Figure.TENDERS, "CASH", "", 2, Money(1_234)),),
        Entry(Figure.VARIANCE, "short", "close", 1, Money(-3_00)),
    )
    report = Report(*question(counter).days, sums)
    counter.send(i.ReportRead(question(counter).number, report))
    return view(counter)


@pytest.mark.parametrize("person", [MARY, PHIL])
def test_who_has_to_count_a_till_does_not_read_what_it_took(person: StaffMember) -> None:
    counter = with_till(0, person, person)
    assert told(counter).empty.startswith(HIDDEN)
    assert (view(counter).tiles, view(counter).table) == ((), None)
    counter.send(i.Intent(Do.CHOOSE_REPORT, "tenders"))
    assert view(counter).empty.startswith(HIDDEN)
    counter.press("F9")
    (written,) = done(counter, e.WriteReport)
    assert written.report.all_of(Figure.TENDERS) == (0, ZERO)
    counter.send(i.Intent(Do.CHOOSE_REPORT, "given-back"))
    assert view(counter).table is not None


def test_days_before_the_till_was_opened_are_shown_to_its_holder() -> None:
    counter = with_till(0, MARY, MARY)
    counter.press("Ctrl+2")
    assert told(counter).tiles[0].amount == "12.34"
    counter.press("Ctrl+3")
    assert told(counter).tiles == ()


def test_a_till_left_open_hides_its_own_day_as_well() -> None:
    counter = with_till(1, MARY, MARY)
    counter.press("Ctrl+2")
    assert told(counter).tiles == ()


def test_a_manager_reads_what_the_till_of_somebody_else_took() -> None:
    assert told(with_till(0, ANA, MARY)).tiles[0].amount == "12.34"


def test_a_pharmacist_who_may_yet_count_the_till_chooses_to_see_what_it_took() -> None:
    counter = with_till(0, ANA, PHIL)
    assert told(counter).empty.startswith(HIDDEN)
    assert counter.recorded(TillTakingsShown) == ()
    assert "somebody else counts this till" in view(counter).notices[0].detail
    counter.press("F6")
    till = counter.state.till.open
    assert till is not None
    assert counter.recorded(TillTakingsShown) == (TillTakingsShown(till.id, PHIL.id),)
    assert told(counter).tiles[0].amount == "12.34"
    counter.press("Ctrl+1")
    assert told(counter).tiles[0].amount == "12.34"
    assert not any(each.key == "F6" for each in view(counter).buttons)


@pytest.mark.parametrize("person", [MARY, PHIL])
def test_no_key_shows_a_holder_what_the_own_till_took(person: StaffMember) -> None:
    counter = with_till(0, person, person)
    told(counter)
    assert not any(each.key == "F6" for each in view(counter).buttons)
    counter.send(i.Intent(Do.SHOW_TAKINGS))
    assert counter.recorded(TillTakingsShown) == ()
    assert told(counter).empty.startswith(HIDDEN)


def test_days_before_the_open_till_are_shown_to_everybody_who_reads_reports() -> None:
    counter = with_till(0, ANA, PHIL)
    counter.press("Ctrl+2")
    assert told(counter).tiles[0].amount == "12.34"


def test_over_and_short_is_for_who_oversees_tills() -> None:
    for person, oversees in ((MARY, True), (PHIL, False)):
        counter = at_the_reports(person)
        told(counter)
        counter.send(i.Intent(Do.CHOOSE_REPORT, "till"))
        assert (view(counter).table is not None) is oversees


def test_a_late_answer_is_dropped() -> None:
    counter = at_the_reports()
    old = a_report(counter)
    counter.press("Ctrl+3")
    counter.send(i.ReportRead(1, old))
    assert page(counter).shown is None
    counter.send(i.ReportRead(2, a_report(counter)))
    assert page(counter).shown is not None


@pytest.mark.parametrize(("key", "span"), [("Ctrl+1", Span.TODAY), ("Ctrl+2", Span.YESTERDAY),
                                           ("Ctrl+3", Span.WEEK), ("Ctrl+4", Span.MONTH)]
)  # fmt: skip
def test_days_are_chosen_by_a_key(key: str, span: Span) -> None:
    counter = shown()
    counter.press(key)
    days = days_of(span, counter.state.day)
    assert question(counter) == ReportQuestion(2, days, days_before(span, days))


def test_typed_days_are_read_and_wrong_ones_say_what_to_type() -> None:
    counter = shown()
    counter.send(i.FieldSubmitted("days", "02/30/2026"))
    assert view(counter).notices[0].detail.startswith("There is no 02/30/2026.")
    assert view(counter).field.invalid
    assert question(counter).number == 1
    last_year = counter.state.day.year - 1
    counter.send(i.FieldSubmitted("days", f"10/01/{last_year} - 10/12/{last_year}"))
    assert question(counter).days == (date(last_year, 10, 1), date(last_year, 10, 12))
    assert question(counter).before is None


def test_each_report_is_another_look_at_the_same_sums() -> None:
    counter = shown()
    for key in REPORTS:
        counter.send(i.Intent(Do.CHOOSE_REPORT, key))
        assert view(counter).heading == REPORTS[key]
    counter.press("Down")
    assert page(counter).kind == list(REPORTS)[-1]
    counter.press("Up")
    assert page(counter).kind == list(REPORTS)[-2]
    assert len(done(counter, e.ReadReport)) == 1


def test_what_is_written_is_what_is_shown() -> None:
    counter = shown()
    counter.press("F9")
    counter.send(i.Intent(Do.WRITE_REPORT, "pdf"))
    (written,) = done(counter, e.WriteReport)
    assert written.report == page(counter).shown
    assert (written.kind, written.ending, written.person) == ("overview", "pdf", MARY.name)
    counter.send(i.ReportWritten(1, "Documents/report.pdf"))
    assert view(counter).notices[0].title == "Written: Documents/report.pdf"


def test_nothing_is_written_before_there_is_a_report() -> None:
    counter = at_the_reports()
    counter.send(i.Intent(Do.WRITE_REPORT, "pdf"))
    assert done(counter, e.WriteReport) == []
    assert view(counter).buttons[0].why == "There is no report yet"


def test_the_counting_tells_how_far_it_is_and_stops_when_the_page_is_left() -> None:
    counter = at_the_reports()
    counter.send(i.ReportProgress(1, 50, 200))
    assert view(counter).notices[0].title == "Counting what is new: 25 %"
    counter.press("Esc")
    assert done(counter, e.StopReport) == [e.StopReport()]
    assert isinstance(counter.state.page, SalePage)


def test_the_lock_stops_it_too_and_forgets_the_report() -> None:
    counter = at_the_reports()
    counter.press("Ctrl+L")
    assert done(counter, e.StopReport) == [e.StopReport()]
    assert isinstance(counter.state.behind, SalePage)


def test_trouble_is_told() -> None:
    counter = at_the_reports()
    counter.send(i.ReportRead(1, None, "The store does not answer."))
    assert view(counter).notices[0].detail == "The store does not answer."


def test_what_is_not_offered_does_nothing() -> None:
    counter = shown()
    before = counter.state.page
    for intent in (i.Intent(Do.CHOOSE_REPORT, "x"), i.Intent(Do.CHOOSE_DAYS, "typed"),
                   i.Intent(Do.WRITE_REPORT, "exe"), i.Intent(Do.PAY)):  # fmt: skip
        counter.send(intent)
    counter.send(i.FieldSubmitted("days", "  "))
    assert counter.state.page == before
    counter.press("Esc")
    counter.send(i.ReportWritten(1, "late"))
    assert isinstance(counter.state.page, SalePage)


def test_asking_twice_opens_it_once() -> None:
    counter = at_the_reports()
    counter.send(i.Intent(Do.REPORTS))
    assert len(done(counter, e.ReadReport)) == 1


# --- the days


@pytest.mark.parametrize(
    ("span", "days", "before"),
    [
        (Span.TODAY, (TODAY, TODAY), None),
        (Span.YESTERDAY, (date(2026, 11, 19),) * 2, None),
        (Span.WEEK, (date(2026, 11, 14), TODAY), (date(2026, 11, 7), date(2026, 11, 13))),
        (Span.MONTH, (date(2026, 11, 1), TODAY), (date(2026, 10, 1), date(2026, 10, 20))),
    ],
)
def test_a_week_and_a_month_are_compared_with_the_one_before(
    span: Span, days: Days, before: Days | None
) -> None:
    assert days_of(span, TODAY) == days
    assert days_before(span, days) == before


def test_a_long_month_is_compared_with_all_of_a_short_one() -> None:
    march = (date(2027, 3, 1), date(2027, 3, 31))
    assert days_before(Span.MONTH, march) == (date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("11/03/2026", (date(2026, 11, 3),) * 2),
        ("11/3", (date(2026, 11, 3),) * 2),
        ("12/24", (date(2025, 12, 24),) * 2),
        ("10/01/26-10/12/26", (date(2026, 10, 1), date(2026, 10, 12))),
        ("10/01 to 10/12", (date(2026, 10, 1), date(2026, 10, 12))),
        (" 10/01 10/12 ", (date(2026, 10, 1), date(2026, 10, 12))),
        ("11/15/2026 – 12/31/2026", (date(2026, 11, 15), TODAY)),
        ("02/29/2024", (date(2024, 2, 29),) * 2),
    ],
)
def test_days_as_a_person_types_them(typed: str, days: Days) -> None:
    assert read_days(typed, TODAY) == days


@pytest.mark.parametrize(
    "typed",
    [
        *("", "today", "2026-11-03", "13/01/2026", "02/29/2026", "11/21/2026", "11/03/2026 x"),
        *("10/12/2026 - 10/01/2026", "10/01 10/02 10/03", "01/01/1990 - 11/01/2026", "0/0", "١/٢"),
    ],
)
def test_what_names_no_days_is_refused_with_words(typed: str) -> None:
    with pytest.raises(NoDays, match=r"\w{4}.*\."):
        read_days(typed, TODAY)


def test_ten_years_are_the_most() -> None:
    first = TODAY - timedelta(days=MOST_DAYS - 1)
    assert read_days(f"{first:%m/%d/%Y} - {TODAY:%m/%d/%Y}", TODAY) == (first, TODAY)


@pytest.mark.parametrize(("person", "opens"), [(ANA, False), (MARY, True)])
def test_the_key_says_whose_the_reports_are(person: StaffMember, *, opens: bool) -> None:
    counter = a_counter(person=person)
    (key,) = (each for each in actions(counter.screen) if each.key == "Ctrl+H")
    assert key.enabled is opens
    assert key.why == ("" if opens else "You may not do this")
