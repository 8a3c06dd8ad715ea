"""The page of the till: opened, counted blind, cash moved, taken over, closed, looked back at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.till_page import TillMode
from terminal.domain.cash_count import DENOMINATIONS, Counted, Pieces, amount_of
from terminal.domain.identity import StaffId
from terminal.domain.money import Money
from terminal.domain.three_way import BatchMatch, CardSums, CloseSheet, FillWord, WaitingWord, Way
from terminal.domain.till import (
    ClosedTill,
    CountKind,
    CountRow,
    TillBook,
    evolve,
)
from terminal.domain.till_decider import CloseTill, OpenTill, TillCommand, decide_till
from terminal.domain.till_facts import TillFact
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane

OPEN_SHEET: Final = CloseSheet(
    CardSums(3, Money(70_62)),
    BatchMatch("12", CardSums(14, Money(412_09)), CardSums(15, Money(422_09))),
    0,
    1,
    (WaitingWord("6012345-02", "the pharmacy system says: returned to stock"),),
    (FillWord("p-1", "6012346-00", Money(12_50), "the fill was changed there: another copay"),),
    (FillWord("6012350-01", "6012350-01", Money(7_00)),),
    (FillWord("p-2", "6012347-00", Money(15_00), "the pharmacy system says: ready"),),
    37,
)
MANY: Final = ("0", "1", "5", "7", "3", "0", "12", "0", "40", "20", "2.00", "50")
"""How many of each piece lie in the drawer, as a person types them."""


def till_samples(start: SampleLane) -> dict[str, SampleLane]:
    """`start`: nobody is signed in yet."""
    real = _counted_by_hand(start)
    opening = real.sign_in(stock.CASHIER)
    half = opening.enter(*MANY[:5])
    sold = half.enter(*MANY[5:]).press(Do.TILL_DONE).scan(stock.IBUPROFEN, stock.CHOCOLATE)
    paid = sold.press(Do.CASH).press(Do.CASH).after(1.0).press(Do.NEXT_CUSTOMER)
    home = paid.press(Do.TILL)
    closing = _go(home, TillMode.CLOSE).enter(*MANY)
    troubled = replace(home, around=replace(home.around, close_check=OPEN_SHEET))
    other = home.press(Do.LOCK).press(Do.BACK).sign_in(stock.STAFF[-1]).press(Do.TILL)
    closed = closing.press(Do.TILL_DONE)
    return {
        "till-open": opening,
        "till-open-counting": half,
        "till-open-wrong": half.enter("3x"),
        "till-payment-refused": opening.press(Do.BACK).scan(stock.IBUPROFEN).press(Do.CASH),
        "till": home,
        "till-paid-out": _go(home, TillMode.PAID_OUT),
        "till-paid-out-reason": _go(home, TillMode.PAID_OUT).enter("12.50"),
        "till-drop": _go(home, TillMode.DROP).enter("200"),
        "till-count": _go(home, TillMode.COUNT).enter(*MANY[:3]),
        "till-x-blind": _go(home, TillMode.REPORT),
        "till-x": _go(_managed(home), TillMode.REPORT),
        "till-close": closing,
        "till-why": _go(troubled, TillMode.CLOSE).enter(*MANY).press(Do.TILL_DONE),
        "till-match": _go(troubled, TillMode.MATCH),
        "till-match-stopped": _go(troubled, TillMode.MATCH).choose(Do.CHOOSE_DIFFERENCE, "2"),
        "till-match-settling": _settling(troubled),
        "till-match-agrees": _go(home, TillMode.MATCH),
        "till-closed": closed,
        "till-closed-written": closed.press(Do.TILL_WRITE, "z"),
        "till-anothers": other,
        "till-take-over": _go(other, TillMode.TAKE_OVER),
        "till-left-open": _next_day(home),
        "till-clock": _clock_back(home),
        "till-clock-why": _go(_clock_back(home), TillMode.CLOCK),
        "till-history": _history(closed),
        "till-history-one": _history(closed).choose(Do.CHOOSE_TILL, "3"),
    }


def _go(lane: SampleLane, mode: TillMode) -> SampleLane:
    return lane.press(Do.TILL, mode.value)


def _settling(lane: SampleLane) -> SampleLane:
    manager = _go(_managed(lane), TillMode.MATCH).choose(Do.CHOOSE_DIFFERENCE, "4")
    return manager.press(Do.SETTLE_DIFFERENCE, Way.EXPLAIN.value)


def _counted_by_hand(lane: SampleLane) -> SampleLane:
    settings = replace(lane.state.settings, till_opens_itself=False)
    return replace(lane, state=replace(lane.state, settings=settings))


def _managed(lane: SampleLane) -> SampleLane:
    return lane.press(Do.LOCK).press(Do.BACK).sign_in(stock.MANAGER).press(Do.TILL)


def _next_day(lane: SampleLane) -> SampleLane:
    later = replace(lane.state, at=lane.state.at + timedelta(days=1))
    return replace(lane, state=later).press(Do.LOCK).press(Do.BACK).sign_in(stock.STAFF[-1])


def _clock_back(lane: SampleLane) -> SampleLane:
    """The computer's clock is five hours behind of what it was a moment ago."""
    ahead = replace(lane.state, at=lane.state.at + timedelta(hours=5))
    back = i.Arrived(i.ClockTicked(), lane.state.at, lane.state.now)
    return replace(lane, state=ahead).arrived(back)


def _history(lane: SampleLane) -> SampleLane:
    closed = tuple(_past())
    counts = tuple(
        CountRow(
            each.till.id,
            CountKind.CLOSED,
            each.closed.staff,
            each.closed_at,
            each.closed.amount,
            each.closed.expected,
        )
        for each in closed
    )
    around = replace(lane.around, tills=(closed, counts))
    manager = replace(lane, around=around).press(Do.BACK).press(Do.LOCK).press(Do.BACK)
    return _go(manager.sign_in(stock.MANAGER), TillMode.HISTORY)


def _past() -> Iterator[ClosedTill]:
    """The newest first: it agreed, was short, was over."""
    people = [stock.CASHIER.id, stock.STAFF[-1].id, stock.CASHIER.id, stock.MANAGER.id]
    over_cents = [0, -525, 200, 0]
    for ago, (staff, cents) in enumerate(zip(people, over_cents, strict=True)):
        yield _one(4 - ago, staff, Money(cents), ago + 1)


def _one(number: int, staff: StaffId, over: Money, days_ago: int) -> ClosedTill:
    at = stock.NOW - timedelta(days=days_ago)
    counted: Counted = (Pieces(DENOMINATIONS[2], 7), Pieces(DENOMINATIONS[6], 10))
    opened = OpenTill(stock.SETTINGS.lane, staff, at.date(), (), amount_of(counted) - over)
    book = _after(TillBook(number=number - 1), opened, at - timedelta(hours=9))
    close = CloseTill(staff, at.date(), counted, Money(10_000), (), "")
    closed = _after(book, close, at).closed
    assert closed is not None
    return closed


def _after(book: TillBook, command: TillCommand, at: datetime) -> TillBook:
    fact = decide_till(book, command)
    assert isinstance(fact, TillFact)
    return evolve(book, fact, at)
