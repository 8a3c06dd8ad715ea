"""A whole day of one till against a recount that knows the journal alone (full_day.feature)."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from helpers.tills import cash_by_hand, check_till
from report_support import day_lane
from report_support.day_lane import ANA, MARY, DayLane
from report_support.day_pharmacy import Pharmacy, closed_batch
from report_support.day_returns import AFTERNOON
from report_support.day_tickets import SHELF, TicketMaker, fills_of_the_day
from report_support.recount import Recount, sums_of
from store_support.stores import commit, open_store
from terminal.app.effects import Charge
from terminal.app.inputs import Do
from terminal.app.reports import REPORTS
from terminal.app.return_page import ReturnPage
from terminal.app.state import DonePage, PharmacistPage, ReportsPage, SalePage
from terminal.app.step_match import found_on
from terminal.app.step_till_print import X, Z, slip_of
from terminal.app.till_page import TillMode, TillPage
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.deposit import DepositKind
from terminal.domain.identity import LineId, SaleId
from terminal.domain.money import ZERO, Money
from terminal.domain.prescription import FillKey
from terminal.domain.refund import RefundWay
from terminal.domain.report import Entry, Figure, Report, Slot, Waiting
from terminal.domain.tender_kind import TenderKind
from terminal.domain.three_way import Side, Way
from terminal.presentation.report_paper import table_for_file
from terminal.presentation.report_sections import section
from terminal.store import gift_cards
from terminal.store.journal import verify
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

scenarios("full_day.feature")

COUNTED_SHORT = Money(5)
CARDS = ("CREDIT", "FSA_HSA", "DEBIT", "EBT_SNAP", "EBT_CASH")
"""What the card terminal charged; a new kind joins here and in `figures_by_hand`."""
WHY = "the pharmacist mends it tomorrow"


@dataclass
class Day:
    """`lane` is another one after the power cut; `pharmacy` and the store stay."""

    store: Store
    lane: DayLane
    tickets: TicketMaker
    pharmacy: Pharmacy
    moved: Iterator[tuple[TillMode, str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.moved = _moved()

    @property
    def by_hand(self) -> Money:
        held = cash_by_hand(self.lane.all_facts)
        assert held is not None, "the till is open"
        return held


def _moved() -> Iterator[tuple[TillMode, str, str]]:
    """Cash without a ticket, after every fourth of them."""
    while True:
        yield TillMode.PAID_OUT, "12.50", "Postage"
        yield TillMode.DROP, "40.00", "B-17"
        yield TillMode.PAID_IN, "20.00", "Change from the bank"


def recounted(lane: DayLane) -> Recount:
    """The journal, ticket by ticket; what has no ticket stands beside."""
    by_sale: dict[SaleId, list[f.Fact]] = defaultdict(list)
    recount = Recount()
    for fact in lane.all_facts:
        sale = getattr(fact, "sale", None)
        if isinstance(sale, str) and isinstance(fact, f.SaleFact):
            by_sale[SaleId(sale)].append(fact)
        else:
            recount.beside(fact)
    for facts in by_sale.values():
        recount.ticket(facts)
    return recount


# --- the day


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as opened:
        day_lane.set_up(opened)
        yield opened


@given(
    parsers.parse("a lane whose till is counted by hand, and tickets by the seed {seed:d}"),
    target_fixture="day",
)
def a_lane(store: Store, seed: int) -> Day:
    bags = fills_of_the_day()
    pharmacy = Pharmacy(store, day_lane.REAL.lane, bags)
    pharmacy.tell(*bags, at=day_lane.MORNING - timedelta(hours=1))
    lane = DayLane(
        day_lane.REAL, day_lane.DAY_POLICY, SHELF, bags, at=day_lane.MORNING, store=store
    )
    lane.sign_in(ANA)
    return Day(store, lane, TicketMaker(seed), pharmacy)


@when("the till is opened with a float of 150.00")
def opened(day: Day) -> None:
    day.lane.count(Money(150_00))
    assert day.lane.state.till.open is not None


@when(parsers.parse("{count:d} tickets are played, with cash in, out and into the safe"))
def played(day: Day, count: int) -> None:
    for number in range(1, count + 1):
        day.tickets.play(day.lane)
        if number % 4 == 0:
            day.lane.move_cash(*next(day.moved))
            day.lane.press("Esc")


@when("the drawer is counted in between")
def counted(day: Day) -> None:
    day.lane.go(TillMode.COUNT)
    day.lane.count(day.by_hand)
    day.lane.press("Esc")
    (fact,) = (each for each in day.lane.all_facts if isinstance(each, t.CashCounted))
    assert fact.amount == fact.expected


@when("the power is cut while a card payment is under way and another ticket is put aside")
def power_cut(day: Day) -> None:
    lane = day.lane
    day.tickets.ring_up(lane)
    lane.press("F5")
    day.tickets.ring_up(lane)
    lane.press("F9")
    lane.press("F10")
    asked = lane.asked()
    assert isinstance(asked, Charge)
    before = lane.state.till
    day.lane = again = lane.started_again()
    assert again.state.till.open == before.open
    again.terminal_remembers(asked.amount)
    assert isinstance(again.page, DonePage)
    again.next_customer()


@then("the till is as it was, and both tickets are finished")
def finished(day: Day) -> None:
    day.lane.press("Ctrl+1")
    day.lane.press("F9")
    day.lane.press("F9")
    day.lane.next_customer()
    assert day.lane.state.suspended == ()
    check_till(day.lane.state.till, day.lane.all_facts)


@when("goods of a ticket that was paid in cash come back")
def come_back(day: Day) -> None:
    """The first line of the last such ticket, one piece of it, unopened."""
    lane = day.lane
    lane.scan(paid_in_cash(lane.all_facts)[-1], "]C0")
    lane.enter("")
    if lane.on(ReturnPage).asks_quantity:
        lane.enter("1")
    lane.press("Ctrl+1")
    if isinstance(lane.page, PharmacistPage):
        lane.pharmacist_signs(MARY)
    lane.press("Esc")
    lane.press("F9")
    lane.press("F9")
    lane.next_customer()
    (given,) = (each for each in lane.all_facts if isinstance(each, f.RefundGiven))
    assert given.amount > ZERO


@when(
    "goods come back to cards, to an FSA/HSA card, onto a gift card and in exchange,"
    " with gift cards sold and taken"
)
def afternoon(day: Day) -> None:
    for deed in AFTERNOON:
        deed(day.lane, day.tickets.chance)
    left = day.store.reader.wait(gift_cards.owed)
    assert left == on_gift_cards(day.lane.all_facts), "what the store owes its holders"


def on_gift_cards(facts: list[f.Fact]) -> Money:
    """Put on, paid with, put on again by a refund."""
    cents = 0
    for fact in facts:
        match fact:
            case f.DepositAdded(kind=DepositKind.GIFT_CARD):
                cents += fact.amount.cents
            case f.KeyedTenderTaken(kind=TenderKind.GIFT):
                cents -= fact.applied.cents
            case f.RefundGiven(way=RefundWay.GIFT_CARD):
                cents += fact.amount.cents
            case _:
                pass
    return Money(cents)


def paid_in_cash(facts: list[f.Fact]) -> list[SaleId]:
    """Tickets that begin with goods, of which nothing was paid but cash."""
    begun = {
        each.sale for each in facts if isinstance(each, f.ItemAdded) and each.line == LineId(1)
    }
    paid = {each.sale for each in facts if isinstance(each, f.CashTaken)}
    other = {
        each.sale
        for each in facts
        if isinstance(each, f.ChargeRequested | f.KeyedTenderTaken | f.LineVoided)
    }
    done = [each.sale for each in facts if isinstance(each, f.SaleCompleted)]
    return [sale for sale in done if sale in begun & paid - other]


@when("a customer pays what the house account owes")
def on_account(day: Day) -> None:
    day.lane.press("Ctrl+F")
    day.lane.enter(str(day_lane.HOUSE))
    day.lane.press("Ctrl+1")
    day.lane.press("F9")
    day.lane.next_customer()


@then("every kind of ticket was played")
def mixed(day: Day) -> None:
    assert list(day.tickets.missing) == []
    sold = [each for each in day.lane.all_facts if isinstance(each, f.SaleCompleted)]
    beside = [each for each in sold if each.total == each.deposits]
    assert len(beside) == 1, "a payment on account"
    assert len(sold) - len(beside) >= 41 + len(AFTERNOON), "forty, one that came back, and these"
    paid = {each.kind.value for each in day.lane.all_facts if isinstance(each, f.ChargeRequested)}
    assert paid >= {"DEBIT", "EBT_SNAP", "EBT_CASH"}


# --- the till's own paper


@then("who holds the till sees no report of what it took")
def blind(day: Day) -> None:
    """Nobody signed in now may read reports; the manager takes no till over for it."""
    assert not day.lane.offers(Do.REPORTS)
    day.lane.go(TillMode.REPORT)
    slip = slip_of(day.lane.state, day.lane.on(TillPage), X)
    assert slip is not None
    told = {line.label for line in slip.lines}
    assert not told & {"Sales", "Tax", "Cash of tickets", "Should be in the drawer"}
    day.lane.press("Esc")
    day.lane.press("Esc")


@then("the X of the manager tells what the tickets tell")
def x_agrees(day: Day) -> None:
    day.lane.change_person(MARY)
    day.lane.go(TillMode.REPORT)
    assert_slip(day, X, day.by_hand)
    day.lane.press("Esc")
    day.lane.press("Esc")
    day.lane.change_person(ANA)


def assert_slip(day: Day, which: str, should_be: Money) -> None:
    """Every amount of the slip, from the facts alone."""
    slip = slip_of(day.lane.state, day.lane.on(TillPage), which)
    assert slip is not None
    told = {line.label: line.amount for line in slip.lines}
    for label, cents in figures_by_hand(recounted(day.lane)).items():
        found = told.pop(label, "0.00").removeprefix("+")
        assert found == str(Money(cents)), label
    assert told["Should be in the drawer"] == str(should_be)


def figures_by_hand(recount: Recount) -> dict[str, int]:
    cents: Tally[Figure] = Tally()
    kinds: Tally[str] = Tally()
    moved: Tally[str] = Tally()
    kept: Tally[str] = Tally()
    for (figure, key, _part), amount in recount.cents.items():
        cents[figure] += amount
        if figure in (Figure.TENDERS, Figure.CHANGE):
            kinds[key] += amount
        if figure is Figure.TILL:
            moved[key] += amount
        if figure is Figure.ON_ACCOUNT:
            kept[key] += amount
    times = {key: count for (figure, key, _), count in recount.counts.items()
             if figure is Figure.TILL}  # fmt: skip
    programmes = {
        f"  {part}": amount
        for (figure, _, part), amount in recount.cents.items()
        if figure is Figure.TENDERS and part
    }
    return {
        **programmes,
        "Cards": kinds["CREDIT"],
        "Debit cards": kinds["DEBIT"],
        "EBT SNAP": kinds["EBT_SNAP"],
        "EBT cash": kinds["EBT_CASH"],
        "FSA/HSA cards": kinds["FSA_HSA"],
        "House accounts": kinds["HOUSE"],
        "Checks": kinds["CHECK"],
        "Benefit cards": kinds["EXTERNAL_BENEFIT"],
        "Vouchers": kinds["CHARITY_VOUCHER"],
        "Gift cards": kinds["GIFT"],
        "Sales": cents[Figure.SALES] + cents[Figure.RETURNED],
        f"Returns ({recount.returns})": -cents[Figure.RETURNED],
        "Tax": cents[Figure.TAX],
        "Paid on account": kept["account"],
        "Put on gift cards": kept["gift card"],
        "Cash rounding": cents[Figure.ROUNDING],
        "Cash of tickets": kinds["CASH"] + cents[Figure.ROUNDING] - cents[Figure.CHANGE],
        "Float": moved["opened"],
        f"Paid in ({times['paid in']})": moved["paid in"],
        f"Paid out ({times['paid out']})": -moved["paid out"],
        f"Safe drops ({times['dropped']})": -moved["dropped"],
    }


# --- the three sides


@when(
    "the card terminal has closed its batch, and the pharmacy system has taken all pickups but one"
)
def other_sides(day: Day) -> None:
    recount = recounted(day.lane)
    cards = [(Figure.TENDERS, kind, "") for kind in CARDS]
    count = sum(recount.counts[each] for each in cards)
    amount = Money(sum(recount.cents[each] for each in cards))
    commit(day.store, closed_batch(count, amount), at=day.lane.at)
    day.pharmacy.take_pickups(day.lane.at, refuses=sold_here(day)[0])
    day.lane.wait(60)


def sold_here(day: Day) -> list[FillKey]:
    return [each.key for each in day.lane.all_facts if isinstance(each, f.FillHandedOver)]


@when("a bag was sold there alone, and another was made ready again there")
def differs(day: Day) -> None:
    sold = set(sold_here(day))
    waiting = next(key for key in day.pharmacy.bags if key not in sold)
    day.pharmacy.sell(waiting, day.lane.at)
    day.pharmacy.make_ready_again(sold_here(day)[1], day.lane.at)


@then(parsers.re(r"(?P<count>\d+) differences? (are|is) told"), converters={"count": int})
def told_apart(day: Day, count: int) -> None:
    compare(day)
    found = found_on(day.lane.on(TillPage))
    sides = [Side.PHMS_STOPPED, Side.SOLD_THERE, Side.NOT_SOLD_THERE]
    assert [each.side for each in found] == sides[-count:]
    day.lane.press("Esc")


def compare(day: Day) -> None:
    day.lane.go(TillMode.HOME)
    day.lane.go(TillMode.MATCH)


def look_at(day: Day, side: Side) -> None:
    compare(day)
    found = found_on(day.lane.on(TillPage))
    place = next(place for place, each in enumerate(found) if each.side is side)
    day.lane.do(Do.CHOOSE_DIFFERENCE, str(place))


@when("the refused pickup goes again and is taken")
def goes_again(day: Day) -> None:
    look_at(day, Side.PHMS_STOPPED)
    day.lane.do(Do.SETTLE_DIFFERENCE, Way.SEND_AGAIN.value)
    assert day.pharmacy.take_pickups(day.lane.at) == (sold_here(day)[0],)


@when("a manager says of the bag that was sold there how it left")
def says_why(day: Day) -> None:
    day.lane.press("Esc")
    day.lane.press("Esc")
    day.lane.change_person(MARY)
    look_at(day, Side.SOLD_THERE)
    day.lane.press("Ctrl+1")
    day.lane.press("Ctrl+1")
    day.lane.press("Esc")
    day.lane.press("Esc")
    day.lane.change_person(ANA)


# --- the close


@when("the drawer is counted blind 0.05 short, and the till is closed over the last difference")
def closes(day: Day) -> None:
    day.lane.go(TillMode.CLOSE)
    day.lane.count(day.by_hand - COUNTED_SHORT)
    assert day.lane.on(TillPage).mode is TillMode.WHY
    day.lane.enter(WHY)
    assert day.lane.on(TillPage).mode is TillMode.CLOSED
    slip = slip_of(day.lane.state, day.lane.on(TillPage), Z)
    assert slip is not None
    assert not {"Short", "Should be in the drawer"} & {line.label for line in slip.lines}


@then("the Z tells what the tickets tell, and the close names who closed it and why")
def z_agrees(day: Day) -> None:
    (closed,) = (each for each in day.lane.all_facts if isinstance(each, t.TillClosed))
    assert (closed.by, closed.reason, len(closed.unsettled)) == (ANA.id, WHY, 1)
    assert closed.amount - closed.expected == -COUNTED_SHORT
    check_till(day.lane.state.till, day.lane.all_facts)
    day.lane.press("Esc")
    day.lane.change_person(MARY)
    day.lane.go(TillMode.HISTORY)
    day.lane.press("Enter")
    assert_slip(day, Z, closed.amount + COUNTED_SHORT)
    day.lane.press("Esc")
    day.lane.press("Esc")
    day.lane.press("Esc")
    assert isinstance(day.lane.page, SalePage)


# --- the reports


@then("every report of the day agrees to the cent with the recount")
def reports_agree(day: Day) -> None:
    day.lane.press("Ctrl+H")
    told = day.lane.on(ReportsPage).shown
    assert told is not None
    by_hand = report_by_hand(day)
    assert sums_of(told.sums) == recounted(day.lane).sums()
    assert told == by_hand
    assert told.all_of(Figure.TICKETS)[0] >= 41 + len(AFTERNOON)
    for kind in REPORTS:
        day.lane.do(Do.CHOOSE_REPORT, kind)
        assert section(told, kind) == section(by_hand, kind)
        assert table_for_file(told, kind) == table_for_file(by_hand, kind)
    day.lane.press("Esc")


def report_by_hand(day: Day) -> Report:
    """The whole report from the journal's rows, without the program's sums."""
    recount = recounted(day.lane)
    sums = tuple(
        Entry(*key, recount.counts[key], Money(recount.cents[key]))
        for key in sorted(recount.counts)
    )
    hours: Tally[int] = Tally()
    cents: Tally[int] = Tally()
    for row in day.lane.rows():
        if isinstance(row.fact, f.SaleCompleted) and row.fact.deposits != row.fact.total:
            hour = row.at.astimezone(day.lane.state.zone).hour
            hours[hour] += 1
            cents[hour] += (row.fact.total - row.fact.deposits - row.fact.gift_cards).cents
    today: date = day.lane.at.date()
    slots = tuple(Slot(hour, hours[hour], Money(cents[hour])) for hour in sorted(hours))
    whole = Slot(today, hours.total(), Money(cents.total()))
    return Report(today, today, sums, slots, (whole,), None, (waiting_by_hand(day),))


def waiting_by_hand(day: Day) -> Waiting:
    """Bags of the pharmacy that nobody picked up, but the one that was sold there."""
    sold = set(sold_here(day))
    left = [each for key, each in day.pharmacy.bags.items() if key not in sold]
    _there, *waiting = left
    copays = Money(sum((each.copay or ZERO).cents for each in waiting))
    return Waiting(None, len(waiting), copays)


@then("replaying the journal makes the same totals again")
def replayed(day: Day) -> None:
    before = sums_of(report_of(day).sums)
    history = day.store.reader.wait(lambda c: list(c.exec_driver_sql("SELECT * FROM till_account")))
    day.store.writer.wait(rebuild)
    again = day.store.reader.wait(lambda c: list(c.exec_driver_sql("SELECT * FROM till_account")))
    assert sorted(map(tuple, again)) == sorted(map(tuple, history))
    assert sums_of(report_of(day).sums) == before


def report_of(day: Day) -> Report:
    day.lane.press("Ctrl+H")
    told = day.lane.on(ReportsPage).shown
    assert told is not None
    day.lane.press("Esc")
    return told


@then("the journal of the day verifies")
def verified(day: Day) -> None:
    verdict = day.store.reader.wait(lambda c: verify(c, day.store.meta.store_id))
    assert verdict.good
