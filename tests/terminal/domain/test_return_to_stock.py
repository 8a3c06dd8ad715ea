"""When a claim is taken back: each payer's row, weekends, holidays, and a store that tightens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sales import DAY, RULES, a_fill
from terminal.domain.fill_guards import guard_of
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import ClaimState, Fill, Part
from terminal.domain.refusal import Refusal, Why
from terminal.domain.return_to_stock import (
    UNKNOWN_PAYER,
    ClockStart,
    DayKind,
    HolidayTerms,
    ReturnToStockTerms,
    window_of,
)
from terminal.domain.rules import FEDERAL, STORE, Rule, RuleBook
from terminal.rules_files import packaged_rules

MONDAY = date(2026, 6, 1)
LONG_AGO = date(2020, 1, 1)
FEDERAL_CALENDAR = "us-federal"


def billed(day: date, payer: str = "", **more: object) -> Fill:
    by = Payer(PayerKind.COMMERCIAL, payer)
    return replace(a_fill(), adjudicated=day, payer=by, **more)  # type: ignore[arg-type]


def row(
    terms: ReturnToStockTerms | HolidayTerms, jurisdiction: str = FEDERAL, name: str = "own"
) -> Rule[object]:
    return Rule(name, jurisdiction, LONG_AGO, None, "a payer sheet", "Reverse.", True, terms)


def book(*rows: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *rows), "US-TX")


def last_day(fill: Fill, rules: RuleBook = RULES, on: date = date(2026, 7, 31)) -> date | None:
    window = window_of(fill, rules, on)
    return None if window is None else window.last_day


@pytest.mark.parametrize(
    ("payer", "days"),
    [
        ("MeridianRx", 10),
        ("Serve You", 10),
        ("Express Scripts", 13),
        ("Aetna", 14),
        ("Caremark", 14),
        ("Prime", 14),
        ("Magellan", 14),
        ("MedImpact", 14),
        ("OptumRx", 14),
        ("Envision", 14),
        ("nobody knows this payer", 10),
        ("", 10),
    ],
)
def test_each_calendar_row_of_section_12_passes_its_limit_and_blocks_after_it(
    payer: str, days: int
) -> None:
    fill, limit = billed(MONDAY, payer), MONDAY + timedelta(days)
    assert last_day(fill) == limit
    assert guard_of(fill, limit, RULES) is None
    after = guard_of(fill, limit + timedelta(1), RULES)
    assert after == Refusal(Why.RETURN_TO_STOCK, "6012345-02")


@pytest.mark.parametrize(
    ("payer", "start", "limit"),
    [
        # 10 business days: two weeks and the weekends in them
        ("Southern Scripts", date(2026, 6, 1), date(2026, 6, 15)),
        # one week more, and Friday 19 June 2026 is a federal holiday
        ("Humana", date(2026, 6, 1), date(2026, 6, 23)),
        # it counts from Monday when it starts on a Saturday
        ("Southern Scripts", date(2026, 6, 6), date(2026, 6, 22)),
        # Independence Day 2026 is a Saturday: Friday 3 July is closed
        ("Southern Scripts", date(2026, 6, 25), date(2026, 7, 10)),
        # Thanksgiving, Christmas and New Year's Day
        ("Southern Scripts", date(2026, 11, 20), date(2026, 12, 7)),
        ("Humana", date(2026, 12, 14), date(2027, 1, 6)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(
    payer: str, start: date, limit: date
) -> None:
    fill = billed(start, payer)
    assert last_day(fill, on=limit) == limit
    assert guard_of(fill, limit, RULES) is None
    after = guard_of(fill, limit + timedelta(1), RULES)
    assert after is not None
    assert after.why is Why.RETURN_TO_STOCK


def test_a_weekend_behind_the_last_business_day_is_too_late() -> None:
    friday = date(2026, 6, 12)
    rules = book(row(ReturnToStockTerms(9, DayKind.BUSINESS, FEDERAL_CALENDAR, payers=("Acme",))))
    fill = billed(MONDAY, "Acme")
    assert last_day(fill, rules) == friday
    assert guard_of(fill, friday + timedelta(1), rules) is not None


def test_a_calendar_that_nobody_filled_in_has_no_holidays_so_the_window_ends_earlier() -> None:
    far = date(2040, 7, 2)
    assert last_day(billed(far, "Southern Scripts"), on=far) == date(2040, 7, 16)


@pytest.mark.parametrize(("payer", "days_before"), [("", 2), ("Express Scripts", 2), ("Aetna", 2)])
def test_a_call_is_due_two_days_before_the_limit(payer: str, days_before: int) -> None:
    window = window_of(billed(MONDAY, payer), RULES, DAY)
    assert window is not None
    warned = window.last_day - timedelta(days_before)
    assert not window.call_due(warned - timedelta(1))
    assert window.call_due(warned)
    assert window.call_due(window.last_day)
    assert not window.call_due(window.last_day + timedelta(1))


def test_a_call_is_due_two_business_days_before_a_limit_in_business_days() -> None:
    window = window_of(billed(MONDAY, "Southern Scripts"), RULES, DAY)
    assert window is not None
    assert (window.call_from, window.last_day) == (date(2026, 6, 11), date(2026, 6, 15))


def test_billing_again_opens_the_window_again() -> None:
    late = MONDAY + timedelta(11)
    assert guard_of(billed(MONDAY), late, RULES) is not None
    assert guard_of(billed(late), late, RULES) is None


def test_the_payer_is_found_by_the_numbers_of_the_claim_too() -> None:
    own = ReturnToStockTerms(20, bins=("999999",), pcns=("ABC",), groups=("G1",))
    rules = book(row(own))
    claim = Payer(PayerKind.COMMERCIAL, "A plan", "999999", "abc", "g1")
    assert last_day(replace(billed(MONDAY), payer=claim), rules) == MONDAY + timedelta(20)
    other_group = replace(claim, group="G2")
    assert last_day(replace(billed(MONDAY), payer=other_group), rules) == MONDAY + timedelta(10)


def test_a_payer_is_known_by_whole_words_of_its_name() -> None:
    assert last_day(billed(MONDAY, "CVS Caremark, Part D")) == MONDAY + timedelta(14)
    assert last_day(billed(MONDAY, "Primera Health")) == MONDAY + timedelta(10)
    assert last_day(billed(MONDAY, "Serve")) == MONDAY + timedelta(10)


def test_of_several_rows_the_earliest_end_counts() -> None:
    both = billed(MONDAY, "Aetna by MeridianRx")
    assert last_day(both) == MONDAY + timedelta(10)


def test_a_payer_may_count_from_the_fill_date() -> None:
    rules = book(row(ReturnToStockTerms(14, start=ClockStart.FILLED, payers=("Acme",))))
    fill = billed(MONDAY, "Acme", filled=MONDAY - timedelta(3))
    assert last_day(fill, rules) == MONDAY + timedelta(11)


def test_what_was_not_told_is_the_earliest_day_that_is_known() -> None:
    ready = datetime(2026, 6, 3, 12, tzinfo=UTC)
    only_ready = replace(a_fill(), ready_since=ready)
    assert last_day(only_ready) == date(2026, 6, 13)
    filled_before = replace(only_ready, filled=date(2026, 6, 2))
    assert last_day(filled_before) == date(2026, 6, 12)
    tomorrow = billed(DAY + timedelta(1), ready_since=ready)
    assert last_day(tomorrow, on=DAY) == date(2026, 6, 13)


def test_a_fill_of_unknown_age_has_no_window() -> None:
    assert window_of(a_fill(), RULES, DAY) is None


def test_cash_has_no_claim_to_take_back_but_the_store_may_have_a_limit() -> None:
    cash = billed(MONDAY, claim=ClaimState.CASH)
    assert window_of(cash, RULES, DAY) is None
    own = book(row(ReturnToStockTerms(7), STORE))
    assert last_day(cash, own) == MONDAY + timedelta(7)


def test_each_part_of_a_fill_has_a_clock_of_its_own() -> None:
    first = billed(MONDAY, part=Part.PARTIAL, owed="15 TAB")
    rest = billed(MONDAY + timedelta(8), part=Part.COMPLETION)
    late = MONDAY + timedelta(12)
    assert guard_of(first, late, RULES) is not None
    assert guard_of(rest, late, RULES) is None


def test_without_any_rule_file_the_window_for_unknown_payers_counts() -> None:
    nothing = RuleBook("US-TX")
    assert last_day(billed(MONDAY, "Humana"), nothing) == MONDAY + timedelta(10)
    packaged = next(r for r in packaged_rules() if r.name == UNKNOWN_PAYER.name)
    assert packaged.terms == UNKNOWN_PAYER.terms


def test_each_packaged_window_is_marked_as_not_confirmed() -> None:
    rows = [r for r in packaged_rules() if isinstance(r.terms, ReturnToStockTerms | HolidayTerms)]
    assert len(rows) == 13 + 4
    assert not any(rule.confirmed for rule in rows)
    assert all("(unconfirmed: check with the payer)" in rule.source for rule in rows)


# --- a store tightens, never loosens

NAMES = st.sampled_from(["", "Acme", "Humana", "Southern Scripts", "Aetna", "Express Scripts"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def store_rows(draw: st.DrawFn) -> Rule[object]:
    if draw(st.booleans()):
        closed = tuple(draw(st.lists(DAYS, min_size=1, max_size=20)))
        return row(HolidayTerms(FEDERAL_CALENDAR, closed), STORE, "store-holidays")
    kind = draw(st.sampled_from(DayKind))
    name = draw(NAMES)
    terms = ReturnToStockTerms(
        draw(st.integers(1, 60)),
        kind,
        FEDERAL_CALENDAR if kind is DayKind.BUSINESS else "",
        draw(st.sampled_from(ClockStart)),
        (name,) if name else (),
    )
    return row(terms, STORE)


@given(st.lists(store_rows(), max_size=4), DAYS, NAMES, st.integers(0, 40))
def test_no_row_of_a_store_lets_a_claim_wait_longer(
    rows: list[Rule[object]], start: date, payer: str, later: int
) -> None:
    fill, day = billed(start, payer, filled=start - timedelta(1)), start + timedelta(later)
    before, after = window_of(fill, RULES, day), window_of(fill, book(*rows), day)
    assert before is not None
    assert after is not None
    assert after.last_day <= before.last_day
    assert after.call_from <= before.call_from


@pytest.mark.parametrize(
    ("days", "kind", "calendar"),
    [
        (0, DayKind.CALENDAR, ""),
        (61, DayKind.CALENDAR, ""),
        (10, DayKind.BUSINESS, ""),
        (10, DayKind.CALENDAR, FEDERAL_CALENDAR),
    ],
)
def test_a_window_that_cannot_be_is_refused(days: int, kind: DayKind, calendar: str) -> None:
    with pytest.raises(ValueError, match="days"):
        ReturnToStockTerms(days, kind, calendar)


def test_a_holiday_row_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="holiday"):
        HolidayTerms(FEDERAL_CALENDAR, ())
