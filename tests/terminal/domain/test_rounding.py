"""Cash rounding: the digit table, in every mode and state, on the cash part only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import (
    CANDY,
    IBUPROFEN,
    POLICY,
    a_fill,
    add,
    answer,
    approved,
    cash,
    charge_fsa,
    give_back,
    given,
    pick,
    usd,
)
from helpers.ticket_accounts import Account, entries_of
from terminal.domain import facts as f
from terminal.domain.money import ZERO, Money, total
from terminal.domain.rounding import (
    ADJUSTMENT_BY_LAST_DIGIT,
    CashRounding,
    Rounding,
    RoundingStatus,
    RoundingTerms,
    rounding_here,
)
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.tender_kind import TenderKind
from terminal.rules_files import packaged_rules

ON = (CashRounding.MANDATORY, CashRounding.PERMISSIVE_ON)


@pytest.mark.parametrize("mode", ON)
@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("10.00", "10.00"),
        ("10.01", "10.00"),
        ("10.02", "10.00"),
        ("10.03", "10.05"),
        ("10.04", "10.05"),
        ("10.05", "10.05"),
        ("10.06", "10.05"),
        ("10.07", "10.05"),
        ("10.08", "10.10"),
        ("10.09", "10.10"),
        ("8.54", "8.55"),
        ("0.02", "0.00"),
        ("-10.03", "-10.05"),
        ("-10.02", "-10.00"),
    ],
)
def test_cash_due_is_rounded_by_its_last_digit(
    mode: CashRounding, exact: str, rounded: str
) -> None:
    due = Money.parse(exact)
    assert due + Rounding(on=mode is not CashRounding.OFF).of(due) == Money.parse(rounded)


@pytest.mark.parametrize("cents", range(10))
def test_a_store_that_does_not_round_never_rounds(cents: int) -> None:
    assert Rounding(on=False).of(Money(1000 + cents)) == ZERO


# --- by state


TODAY = date(2026, 7, 1)
OFF = CashRounding.OFF


def row(jurisdiction: str, terms: RoundingTerms, since: date = date(2026, 1, 1)) -> Rule[object]:
    name = f"{jurisdiction.lower().replace('*', 'elsewhere')}-test"
    return Rule(name, jurisdiction, since, None, "invented", "invented", True, terms)


def here(state: str, day: date = TODAY, store: CashRounding = OFF) -> Rounding:
    return rounding_here(RuleBook.of(packaged_rules(), state), day, store)


@pytest.mark.parametrize(
    ("state", "store", "on"),
    [
        ("US-AZ", OFF, True),
        ("US-AL", OFF, False),
        ("US-AL", CashRounding.PERMISSIVE_ON, True),
        ("US-IN", OFF, False),
        ("US-IN", CashRounding.PERMISSIVE_ON, True),
        ("US-WA", OFF, False),
        ("US-TN", OFF, False),
        ("US-TN", CashRounding.PERMISSIVE_ON, True),
        ("US-TX", OFF, False),
        ("US-TX", CashRounding.PERMISSIVE_ON, True),
    ],
)
def test_each_state_of_the_table(state: str, store: CashRounding, *, on: bool) -> None:
    rounding = here(state, store=store)
    assert rounding.on is on
    assert rounding.digits == ADJUSTMENT_BY_LAST_DIGIT
    assert len(rounding.rules) == 1


def test_alabamas_table_is_in_force_since_its_day() -> None:
    first = date(2026, 4, 17)
    (rule,) = here("US-AL", first).rules
    assert rule.terms.digits == ADJUSTMENT_BY_LAST_DIGIT
    assert here("US-AL", first - timedelta(days=1)).rules[0].jurisdiction == "*"


@for_any(st.lists(st.sampled_from(RoundingStatus)), st.sampled_from(CashRounding))
def test_no_row_of_a_store_rounds_less_than_the_state_asks(
    own: list[RoundingStatus], store: CashRounding
) -> None:
    must = row("US-AZ", RoundingTerms(RoundingStatus.MANDATORY))
    rows = [
        replace(row(STORE, RoundingTerms(each, (0,) * 0, refunds=False)), name=f"own-{number}")
        for number, each in enumerate(own)
    ]
    rounding = rounding_here(RuleBook.of((must, *rows), "US-AZ"), TODAY, store)
    assert (rounding.on, rounding.refunds) == (True, True)


def test_a_store_may_switch_itself_on_from_a_day_by_a_row() -> None:
    own = row(STORE, RoundingTerms(RoundingStatus.MANDATORY), date(2026, 7, 1))
    book = RuleBook.of((*packaged_rules(), own), "US-TX")
    assert not rounding_here(book, date(2026, 6, 30), OFF).on
    assert rounding_here(book, date(2026, 7, 1), OFF).on


def test_a_state_with_another_table_and_exact_refunds() -> None:
    down = (0, -1, -2, -3, -4, 0, -1, -2, -3, -4)
    terms = RoundingTerms(RoundingStatus.MANDATORY, down, refunds=False)
    rounding = rounding_here(RuleBook.of((row("US-AZ", terms),), "US-AZ"), TODAY, OFF)
    assert rounding.of(usd("10.04")) == usd("-0.04")
    assert rounding.of(usd("-10.04")) == ZERO
    assert rounding_here(RuleBook("US-AZ"), TODAY, OFF) == Rounding(on=False)


@pytest.mark.parametrize(
    "digits", [(0,) * 9, (0, -1, -2, 2, 1, 0, -1, -2, 2, 2), (5, -1, -2, 2, 1, 0, -1, -2, 2, 1)]
)
def test_a_table_that_does_not_round_to_five_cents_cannot_be_loaded(
    digits: tuple[int, ...],
) -> None:
    with pytest.raises(ValueError, match="digit table"):
        RoundingTerms(RoundingStatus.MANDATORY, digits)


def test_the_vector_of_a_mixed_tender_and_its_own_account() -> None:
    """23.54, an FSA card 15.00, the remainder of 8.54 in cash: 8.55, rounding 0.01."""
    policy = replace(POLICY, rules=RuleBook.of(packaged_rules(), "US-AZ"))
    ticket = given(*pick(a_fill()), add(IBUPROFEN), add(CANDY), policy=policy)
    ticket.do(charge_fsa("a-1"), answer("a-1", approved("15.00", fsa=True, partial=True)))
    taken, *_ = ticket.do(cash("8.55"))
    assert isinstance(taken, f.CashTaken)
    assert (taken.applied, taken.rounding, taken.change) == (usd("8.54"), usd("0.01"), ZERO)
    entries = entries_of(ticket.sale)
    assert entries == {
        Account.PRESCRIPTIONS: usd("-15.00"),
        Account.GOODS: usd("-7.98"),
        Account.TAX: usd("-0.56"),
        TenderKind.CASH: usd("8.55"),
        Account.CASH_ROUNDING: usd("-0.01"),
        TenderKind.FSA_HSA: usd("15.00"),
    }
    assert total(entries.values()) == ZERO


def test_what_was_given_back_is_in_no_account_and_what_is_due_in_its_own() -> None:
    ticket = given(*pick(a_fill()), add(CANDY), cash("5.00"), give_back(1), cash("1.00"))
    entries = entries_of(ticket.sale)
    assert (entries[TenderKind.CASH], entries[Account.RECEIVABLE]) == (usd("1.00"), usd("18.25"))
    assert total(entries.values()) == ZERO
