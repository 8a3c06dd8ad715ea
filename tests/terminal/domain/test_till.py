"""A till by its facts: what should be in it, whose it is, its accounts, what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tills import check_till
from terminal.domain import facts as f
from terminal.domain import till_decider as d
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.cash_count import Counted, Pieces, amount_of
from terminal.domain.identity import AttemptRef, LaneId, SaleId, StaffId, TenderId
from terminal.domain.iias import NOTHING
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rounding import Rounding
from terminal.domain.three_way import Difference, Side, Way
from terminal.domain.till import (
    CountKind,
    CountRow,
    PersonVariance,
    TillBook,
    by_person,
    evolve,
    replay,
    till_id,
)
from terminal.domain.till_decider import TillCommand, decide_till
from terminal.domain.till_ledger import CARDS, DRAWER, Account, postings

LANE, ANA, BEN, MARY = LaneId("2"), StaffId("11"), StaffId("12"), StaffId("33")
DAY, NOW = date(2026, 7, 1), datetime(2026, 7, 1, 15, tzinfo=UTC)
SALE = SaleId("2-000001")
FLOAT = (Pieces(Money(10_00), 15),)


def fact_of(book: TillBook, command: TillCommand) -> t.TillFact:
    fact = decide_till(book, command)
    assert not isinstance(fact, Refusal)
    return fact


def after(book: TillBook, *what: TillCommand | f.Fact) -> TillBook:
    """The book after commands, which are decided, and facts of tickets."""
    for each in what:
        fact = fact_of(book, each) if isinstance(each, TillCommand) else each
        book = evolve(book, fact, NOW)
    return book


def opened(counted: Counted = FLOAT) -> TillBook:
    return after(TillBook(), d.OpenTill(LANE, ANA, DAY, counted))


def refused(book: TillBook, command: TillCommand) -> Why:
    found = decide_till(book, command)
    assert isinstance(found, Refusal)
    return found.why


def closing(counted: Counted, **more: object) -> d.CloseTill:
    plain = d.CloseTill(ANA, DAY, counted, Money(100_00), (), "")
    return replace(plain, **more)  # type: ignore[arg-type]


def cash(due: str, tendered: str, number: int = 1) -> f.CashTaken:
    """Enough cash for what is due, in a state that rounds."""
    owed, given_ = Money.parse(due), Money.parse(tendered)
    rounding = Rounding(on=True).of(owed)
    change = given_ - owed - rounding
    return f.CashTaken(SALE, TenderId(number), owed, given_, rounding, change, NOTHING)


def completed(total: str, tax: str = "0.54") -> f.SaleCompleted:
    return f.SaleCompleted(SALE, Money.parse(total), Money.parse(tax), ZERO, ZERO, ZERO)


def expected(book: TillBook) -> str:
    assert book.open is not None
    return str(book.open.expected)


# --- what should be in the drawer


def test_the_drawer_holds_float_and_cash_less_change_and_what_left_it() -> None:
    book = after(
        opened(),
        cash("8.54", "10.00"),
        completed("8.54"),
        d.PayIn(ANA, Money(20_00), "change from the bank"),
        d.PayOut(ANA, Money(5_00), "postage"),
        d.DropCash(ANA, Money(100_00), "B7"),
    )
    assert expected(book) == "73.55"


def test_the_cents_of_rounding_are_in_the_drawer_and_in_an_account_of_their_own() -> None:
    """money-tax-iias.md section 4: 8.54 in cash is 8.55; sales and tax do not change."""
    book = after(opened(), cash("8.54", "8.55"), completed("8.54"))
    assert book.open is not None
    ledger = book.open.ledger
    assert expected(book) == "158.55"
    assert ledger.balance(Account.ROUNDING) == Money(-1)
    assert ledger.balance(Account.SALES) == Money(-8_00)
    assert ledger.balance(Account.TAX) == Money(-54)
    assert ledger.balance(Account.TICKETS) == ZERO


def test_cash_that_is_handed_back_leaves_as_it_came() -> None:
    taken = cash("8.54", "20.00")
    back = f.CashReturned(SALE, taken.tender, taken.applied, taken.rounding)
    assert expected(after(opened(), taken, back)) == "150.00"


def test_a_card_is_counted_by_its_kind_and_is_not_in_the_drawer() -> None:
    approved = CardResult(Outcome.APPROVED, Money(15_00))
    ref = AttemptRef("02260701000001")
    paid = f.ChargeResolved(SALE, ref, approved, NOTHING, CardKind.FSA_HSA)
    book = after(opened(), paid)
    assert book.open is not None
    assert expected(book) == "150.00"
    assert book.open.ledger.balance(Account.FSA_HSA) == Money(15_00)
    given = CardResult(Outcome.APPROVED, Money(15_00))
    void = f.VoidResolved(SALE, TenderId(1), ref, given, Money(15_00), CardKind.FSA_HSA)
    assert after(book, void).open.ledger.balance(Account.FSA_HSA) == ZERO  # type: ignore[union-attr]


def test_every_kind_of_card_has_its_account() -> None:
    assert set(CARDS) == set(CardKind)
    assert not DRAWER & set(CARDS.values())


def test_an_answer_of_before_tills_is_counted_by_none() -> None:
    approved = CardResult(Outcome.APPROVED, Money(15_00))
    assert postings(f.ChargeResolved(SALE, AttemptRef("r"), approved, NOTHING)) == ()


def test_what_happens_while_no_till_is_open_belongs_to_none() -> None:
    assert after(TillBook(), cash("8.54", "10.00")) == TillBook()


# --- counts, take-overs, the close


def test_a_count_in_between_changes_nothing() -> None:
    book = opened()
    count = fact_of(book, d.CountCash(BEN, (Pieces(Money(1_00), 3),)))
    assert isinstance(count, t.CashCounted)
    assert (count.staff, count.by, str(count.amount), str(count.expected)) == (
        ANA, BEN, "3.00", "150.00",
    )  # fmt: skip
    assert expected(evolve(book, count, NOW)) == "150.00"


def test_who_takes_over_with_a_count_begins_with_what_is_there() -> None:
    book = after(opened(), d.TakeTillOver(BEN, (Pieces(Money(10_00), 14),)))
    assert book.open is not None
    assert (book.open.staff, expected(book), book.open.shared_with) == (BEN, "140.00", ())
    assert book.open.ledger.balance(Account.OVER_SHORT) == Money(-10_00)


def test_who_takes_over_without_a_count_shares_it_with_who_was_there() -> None:
    book = after(opened(), d.TakeTillOver(BEN, None), d.TakeTillOver(MARY, None))
    assert book.open is not None
    assert (book.open.staff, book.open.shared_with) == (MARY, (ANA, BEN))
    assert after(book, d.TakeTillOver(ANA, FLOAT)).open.shared_with == ()  # type: ignore[union-attr]


def test_the_close_says_what_is_over_and_what_goes_to_the_bank() -> None:
    counted = (Pieces(Money(20_00), 5), Pieces(Money(10_00), 6), Pieces(Money(1), 25))
    book = after(opened(), closing(counted))
    assert book.closed is not None
    fact = book.closed.closed
    assert (str(book.closed.variance), str(fact.stays), book.open) == ("10.25", "100.00", None)
    assert amount_of(fact.deposit) + fact.stays == fact.amount
    assert book.left == Money(100_00)


def test_the_next_till_has_the_next_number_and_knows_what_was_left() -> None:
    book = after(opened(), closing(FLOAT), d.OpenTill(LANE, BEN, DAY, FLOAT))
    assert book.open is not None
    assert (book.open.id, book.open.number) == (till_id(LANE, 2), 2)
    again = fact_of(after(opened(), closing(FLOAT)), d.OpenTill(LANE, BEN, DAY, FLOAT))
    assert isinstance(again, t.TillOpened)
    assert again.expected == Money(100_00)


# --- what is refused


def test_nothing_can_be_done_with_a_till_that_is_not_open() -> None:
    for command in (
        d.CountCash(ANA, FLOAT),
        d.PayIn(ANA, Money(1), "x"),
        d.DropCash(ANA, Money(1), ""),
        d.TakeTillOver(BEN, None),
        closing(FLOAT),
    ):
        assert refused(TillBook(), command) is Why.TILL_NOT_OPEN


def test_a_till_is_opened_once_and_closed_once() -> None:
    assert refused(opened(), d.OpenTill(LANE, BEN, DAY, FLOAT)) is Why.TILL_IS_OPEN
    assert refused(after(opened(), closing(FLOAT)), closing(FLOAT)) is Why.TILL_NOT_OPEN


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "10000.01", "999999999.99"])
def test_an_absurd_amount_is_not_moved(amount: str) -> None:
    money = Money.parse(amount)
    for command in (
        d.PayIn(ANA, money, "x"),
        d.PayOut(ANA, money, "x"),
        d.DropCash(ANA, money, ""),
    ):
        assert refused(opened(), command) is Why.TILL_AMOUNT


@pytest.mark.parametrize("reason", ["", "   ", "x" * 121])
def test_cash_does_not_move_without_a_reason_of_some_words(reason: str) -> None:
    assert refused(opened(), d.PayIn(ANA, Money(1), reason)) is Why.TILL_REASON
    assert refused(opened(), d.AcceptClock(ANA, NOW, reason)) is Why.TILL_REASON


def test_a_number_alone_is_no_reason() -> None:
    """Counts are typed on the same pages."""
    assert refused(opened(), d.PayIn(ANA, Money(1), "5")) is Why.REASON_IN_WORDS


def test_more_than_a_drawer_holds_was_mistyped() -> None:
    absurd = (Pieces(Money(100_00), 2_000),)
    assert refused(TillBook(), d.OpenTill(LANE, ANA, DAY, absurd)) is Why.TILL_AMOUNT
    for command in (d.CountCash(ANA, absurd), d.TakeTillOver(BEN, absurd), closing(absurd)):
        assert refused(opened(), command) is Why.TILL_AMOUNT


def test_nobody_takes_over_the_own_till() -> None:
    assert refused(opened(), d.TakeTillOver(ANA, None)) is Why.TILL_IS_YOURS


def test_a_close_over_something_open_needs_a_reason_and_records_both() -> None:
    over = closing(FLOAT, unsettled=("a card payment is not confirmed",))
    assert refused(opened(), over) is Why.TILL_UNSETTLED
    assert refused(opened(), replace(over, reason="x" * 121)) is Why.TILL_REASON
    fact = fact_of(opened(), replace(over, reason=" the terminal broke "))
    assert isinstance(fact, t.TillClosed)
    assert fact.unsettled == ("a card payment is not confirmed",)
    assert fact.reason == "the terminal broke"


def test_a_clock_is_accepted_with_and_without_a_till() -> None:
    for book, name in ((TillBook(), ""), (opened(), till_id(LANE, 1))):
        fact = fact_of(book, d.AcceptClock(ANA, NOW, "summer time"))
        assert isinstance(fact, t.TillClockAccepted)
        assert fact.till == name


def test_a_difference_is_settled_with_a_reason_where_its_way_asks_for_one() -> None:
    sold = Difference(Side.SOLD_THERE, 1, Money(7_00), "6012346-01", "", "6012346-01")
    assert refused(opened(), d.SettleDifference(ANA, sold, Way.EXPLAIN, " ")) is Why.TILL_REASON
    for book, name in ((TillBook(), ""), (opened(), till_id(LANE, 1))):
        fact = fact_of(book, d.SettleDifference(ANA, sold, Way.EXPLAIN, " mailed "))
        assert isinstance(fact, t.DifferenceSettled)
        assert (fact.till, fact.by, fact.reason) == (name, ANA, "mailed")
        assert (fact.side, fact.key) == (Side.SOLD_THERE, "6012346-01")
    stopped = Difference(Side.PHMS_STOPPED, 1, Money(5_00), "6012345-00", "", "p1")
    again = fact_of(opened(), d.SettleDifference(ANA, stopped, Way.SEND_AGAIN))
    assert isinstance(again, t.DifferenceSettled)
    assert again.reason == ""


# --- by person


def count_row(staff: StaffId, kind: CountKind, cents: int) -> CountRow:
    amount = Money(100_00)
    return CountRow(till_id(LANE, 1), kind, staff, NOW, amount, amount - Money(cents))


def test_over_and_short_are_added_up_by_person_and_a_count_in_between_is_not() -> None:
    rows = (
        count_row(ANA, CountKind.CLOSED, 200),
        count_row(ANA, CountKind.CLOSED, -50),
        count_row(ANA, CountKind.BETWEEN, -900),
        count_row(BEN, CountKind.TAKEN_OVER, -500),
    )
    ben, ana = by_person(rows)
    assert ben == PersonVariance(BEN, 1, ZERO, Money(-500))
    assert ana == PersonVariance(ANA, 2, Money(200), Money(-50))
    assert (ana.net, ben.net) == (Money(150), Money(-500))


# --- whatever happens


amounts = st.integers(1, 30_000).map(Money)
pieces = st.lists(
    st.builds(Pieces, st.sampled_from([Money(20_00), Money(1_00), Money(25)]), st.integers(0, 40)),
    unique_by=lambda each: each.worth,
    max_size=3,
).map(tuple)
due = st.integers(1, 9_999).map(lambda cents: str(Money(cents)))
moves = st.one_of(
    st.builds(d.OpenTill, st.just(LANE), st.sampled_from([ANA, BEN]), st.just(DAY), pieces),
    st.builds(d.CountCash, st.just(ANA), pieces),
    st.builds(d.PayIn, st.just(ANA), amounts, st.just("why")),
    st.builds(d.PayOut, st.just(ANA), amounts, st.just("why")),
    st.builds(d.DropCash, st.just(ANA), amounts, st.just("")),
    st.builds(d.TakeTillOver, st.sampled_from([ANA, BEN]), st.none() | pieces),
    st.builds(closing, pieces),
    due.map(lambda each: ("cash", each)),
    due.map(lambda each: ("back", each)),
    due.map(lambda each: ("card", each)),
)


def played(what: list[object]) -> list[f.Fact]:
    """The facts of these moves; what is refused leaves none."""
    book, facts = TillBook(), list[f.Fact]()
    for number, move in enumerate(what, 1):
        found: list[f.Fact]
        if isinstance(move, tuple):
            found = ticket(move[0], move[1], number)
        else:
            decided = decide_till(book, move)  # type: ignore[arg-type]
            found = [] if isinstance(decided, Refusal) else [decided]
        for fact in found:
            book = evolve(book, fact, NOW)
            facts.append(fact)
            check_till(book, facts)
    return facts


def ticket(kind: str, amount: str, number: int) -> list[f.Fact]:
    if kind == "card":
        approved = CardResult(Outcome.APPROVED, Money.parse(amount))
        ref = AttemptRef(f"r{number}")
        paid = f.ChargeResolved(SALE, ref, approved, NOTHING, CardKind.CREDIT)
        return [paid, completed(amount, "0.00")]
    taken = cash(amount, "100.00", number)
    if kind == "back":
        return [taken, f.CashReturned(SALE, taken.tender, taken.applied, taken.rounding)]
    return [taken, completed(amount, "0.00")]


@settings(deadline=None)
@given(st.lists(moves, max_size=40))
def test_no_sequence_of_tickets_drops_counts_and_closes_makes_money(what: list[object]) -> None:
    facts = played(what)
    once = replay((fact, NOW) for fact in facts)
    assert replay((fact, NOW) for fact in facts) == once, "the journal gives identical totals"
