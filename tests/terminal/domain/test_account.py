"""House accounts: who may buy, up to how much, and how old a debt is (section 9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import DAY, POLICY, Ticket, usd, worked_example
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import (
    MAX_BUYERS,
    Account,
    AccountId,
    Aging,
    CreditRules,
    Posting,
    Standing,
    Unpaid,
    account_id,
    aging,
    balance_of,
    credit_trouble,
    lendable,
    on_hold,
    unpaid,
)
from terminal.domain.identity import SaleId
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tender_kind import TenderKind

NUMBER = AccountId("1001")
HOME = Account(NUMBER, "Sample Care Home", usd("100.00"), ("A. Example", "B. Example"))
FRESH = Standing(HOME, usd("100.00"), ZERO)
RULES = CreditRules(accounts=True)


def on_account(
    amount: str, standing: Standing | None = FRESH, buyer: str = "A. Example"
) -> c.TakeKeyed:
    entries = ((Entry.ACCOUNT, "1001"), (Entry.BUYER, buyer))
    return c.TakeKeyed(TenderKind.HOUSE, usd(amount), entries, None, standing)


def example(credit: CreditRules = RULES) -> Ticket:
    return worked_example(replace(POLICY, tenders=TenderRules(credit=credit)))


def posted(day: date, amount: str) -> Posting:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Posting(NUMBER, SaleId("2-000001"), at, day, usd(amount))


# --- at the counter


def test_an_authorised_buyer_pays_by_the_account() -> None:
    ticket = example()
    taken = ticket.do(on_account("23.54"))[0]
    assert isinstance(taken, f.KeyedTenderTaken)
    assert (taken.kind, taken.applied) == (TenderKind.HOUSE, usd("23.54"))
    assert ticket.sale.status is SaleStatus.COMPLETED


def test_nobody_else_buys_on_it() -> None:
    assert example().why(on_account("1.00", buyer="C. Example")) is Why.BUYER_NOT_AUTHORISED


def test_without_named_buyers_the_holder_alone_buys() -> None:
    own = replace(FRESH, account=replace(HOME, buyers=()))
    ticket = example()
    assert ticket.why(on_account("1.00", own)) is Why.BUYER_NOT_AUTHORISED
    ticket.do(on_account("1.00", own, "Sample Care Home"))


def test_an_account_that_was_not_looked_up_is_refused() -> None:
    ticket = example()
    assert ticket.why(on_account("1.00", None)) is Why.ACCOUNT_UNKNOWN
    other = replace(FRESH, account=replace(HOME, id=AccountId("7")))
    assert ticket.why(on_account("1.00", other)) is Why.ACCOUNT_UNKNOWN


def test_more_than_is_due_never_goes_on_an_account() -> None:
    assert example().why(on_account("23.55")) is Why.TENDER_OVER_DUE


def test_the_limit_holds_and_says_what_is_left() -> None:
    ticket = example()
    nearly = replace(FRESH, balance=usd("90.00"))
    assert ticket.refusal(on_account("10.01", nearly)) == Refusal(Why.ACCOUNT_LIMIT, "10.00")
    ticket.do(on_account("10.00", nearly))


def test_a_new_account_has_no_credit() -> None:
    new = Account(NUMBER, "A. Example")
    assert new.limit == ZERO
    assert example().why(on_account("0.01", Standing(new, new.limit, ZERO))) is Why.ACCOUNT_LIMIT


def test_an_account_over_its_limit_lends_nothing_more() -> None:
    over = replace(FRESH, balance=usd("130.00"))
    assert lendable(over, RULES) == ZERO


@pytest.mark.parametrize(
    ("days", "rules", "held"),
    [
        (89, RULES, False),
        (90, RULES, True),
        (900, CreditRules(accounts=True, hold_after_days=0), False),
    ],
)
def test_what_is_unpaid_for_too_long_holds_the_account(
    days: int, rules: CreditRules, held: bool
) -> None:
    late = replace(FRESH, oldest=DAY - timedelta(days=days))
    assert on_hold(late, DAY, rules) is held
    trouble = credit_trouble(late, usd("1.00"), DAY, rules)
    assert (trouble == Refusal(Why.ACCOUNT_ON_HOLD, "1001")) is held


def test_a_manager_holds_an_account() -> None:
    assert on_hold(replace(FRESH, held=True), DAY, CreditRules(hold_after_days=0))


def test_a_lane_that_cannot_ask_the_others_lends_up_to_a_limit_of_its_own() -> None:
    alone = CreditRules(accounts=True, only_lane=False, offline_cents=20_00)
    ticket = example(alone)
    lent = replace(FRESH, balance=usd("15.00"), lent_here=usd("15.00"))
    refusal = ticket.refusal(on_account("5.01", lent))
    assert refusal == Refusal(Why.ACCOUNT_OFFLINE_LIMIT, "5.00")
    ticket.do(on_account("5.00", lent))


# --- the ledger


def test_a_payment_pays_the_oldest_charge_first() -> None:
    rows = (
        posted(date(2026, 1, 1), "30.00"),
        posted(date(2026, 2, 1), "20.00"),
        posted(date(2026, 3, 1), "-35.00"),
    )
    assert unpaid(rows) == (Unpaid(date(2026, 2, 1), usd("15.00")),)
    assert balance_of(rows) == usd("15.00")


def test_a_debt_stands_in_the_column_of_its_age() -> None:
    day = date(2026, 6, 30)
    left = [Unpaid(day - timedelta(days=age), usd("1.00")) for age in (0, 29, 30, 59, 60, 89, 90)]
    assert aging(left, day) == Aging(usd("2.00"), usd("2.00"), usd("2.00"), usd("1.00"))
    assert aging(left, day).total == usd("7.00")


ledgers = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2026, 1, 1)), st.integers(-500, 500)), max_size=30
)


@for_any(ledgers)
def test_what_is_unpaid_is_what_is_owed_or_nothing(rows: list[tuple[date, int]]) -> None:
    """No ledger makes money appear or vanish: unpaid = balance, unless it is a credit."""
    known = tuple(replace(posted(day, "0.00"), amount=Money(cents)) for day, cents in rows)
    left = unpaid(known)
    assert balance_of(each_of(left)) == max(ZERO, balance_of(known))
    assert [each.day for each in left] == sorted(each.day for each in left)
    assert aging(left, date(2026, 6, 1)).total == balance_of(each_of(left))


def each_of(left: tuple[Unpaid, ...]) -> list[Posting]:
    return [replace(posted(each.day, "0.00"), amount=each.amount) for each in left]


@for_any(st.integers(-10_00, 200_00), st.integers(1, 200_00), st.integers(0, 100_00))
def test_nothing_beyond_what_can_be_lent_is_ever_let_through(
    balance: int, amount: int, limit: int
) -> None:
    rules = CreditRules(accounts=True, only_lane=False, offline_cents=limit)
    standing = replace(FRESH, balance=Money(balance))
    trouble = credit_trouble(standing, Money(amount), DAY, rules)
    assert (trouble is None) is (Money(amount) <= lendable(standing, rules))
    if trouble is None:
        assert balance + amount <= standing.limit.cents


# --- what cannot be an account


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a b"},
        {"id": "lower"},
        {"name": ""},
        {"name": " x"},
        {"name": "x" * 61},
        {"name": "a\nb"},
        {"limit": Money(-1)},
        {"limit": Money(10**9)},
        {"buyers": ("",)},
        {"buyers": ("A", "A")},
        {"buyers": tuple(f"B{n}" for n in range(MAX_BUYERS + 1))},
        {"master": "1001", "limit": ZERO},
        {"master": "7", "limit": usd("1.00")},
    ],
)
def test_what_cannot_be_an_account_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(HOME, **wrong)  # type: ignore[arg-type]


def test_nobody_stands_in_its_words() -> None:
    assert "Example" not in repr(HOME)
    assert "Sample" not in repr(HOME)


@pytest.mark.parametrize(
    ("typed", "number"), [(" 10a-2 ", "10A-2"), ("", None), ("x" * 13, None), ("1 2", None)]
)
def test_a_number_is_read_as_it_is_typed(typed: str, number: str | None) -> None:
    assert account_id(typed) == number


@pytest.mark.parametrize("wrong", [{"hold_after_days": -1}, {"offline_cents": -1}])
def test_rules_that_cannot_be_meant_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        CreditRules(**wrong)  # type: ignore[arg-type]
