"""What comes back in a day, and gift cards: each kind once, of tickets that the seed deals.

A kind looks among the day's own tickets for one that was paid that way and has goods left; where
the seed made none, it is sold first. Money goes back as the page says, due by due.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from report_support.day_lane import MARY, DayLane
from report_support.day_tickets import CANDY, IBUPROFEN, SHAMPOO
from terminal.app.inputs import Do
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.state import DonePage, PharmacistPage, TenderPage
from terminal.app.step_refund import dues
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.catalog import Eligibility
from terminal.domain.identity import LineId, SaleId
from terminal.domain.refund import RefundWay
from terminal.domain.tender_kind import TenderKind

APPROVED: Final = (Outcome.APPROVED, Outcome.PARTIAL)
GIFT_NUMBER: Final = "9800123456782207"


@dataclass(frozen=True, slots=True)
class Sold:
    """A ticket of the day, by its facts alone: what paid it, and the goods on it."""

    ticket: SaleId
    paid: frozenset[TenderKind]
    goods: tuple[tuple[LineId, int, Eligibility], ...]
    """Line, pieces, and what it is to an FSA/HSA card."""
    fills: bool
    """Prescriptions too: those are what an FSA/HSA card paid first."""


def sold_today(lane: DayLane) -> Iterator[Sold]:
    """Tickets of which nothing came back yet."""
    by_sale: dict[SaleId, list[f.SaleFact]] = defaultdict(list)
    for fact in lane.all_facts:
        if isinstance(fact, f.SaleFact):
            by_sale[fact.sale].append(fact)
    back = {
        each.returned.sold_on
        for facts in by_sale.values()
        for each in facts
        if isinstance(each, f.ReturnAdded)
    }
    for sale, facts in by_sale.items():
        done = any(isinstance(each, f.SaleCompleted) for each in facts)
        if done and sale not in back:
            fills = any(isinstance(each, f.FillAdded) for each in facts)
            yield Sold(sale, frozenset(_paid(facts)), tuple(_goods(facts)), fills)


def _paid(facts: list[f.SaleFact]) -> Iterator[TenderKind]:
    handed_back = {
        each.tender
        for each in facts
        if isinstance(each, f.CashReturned | f.KeyedTenderReturned | f.VoidResolved)
    }
    for fact in facts:
        match fact:
            case f.CashTaken() if fact.tender not in handed_back:
                yield TenderKind.CASH
            case f.KeyedTenderTaken() if fact.tender not in handed_back:
                yield fact.kind
            case f.ChargeResolved(kind=CardKind() as kind) if fact.result.outcome in APPROVED:
                yield TenderKind.FSA_HSA if fact.result.is_fsa else TenderKind[kind.name]


def _goods(facts: list[f.SaleFact]) -> Iterator[tuple[LineId, int, Eligibility]]:
    gone = {each.line for each in facts if isinstance(each, f.LineVoided)}
    pieces = {each.line: each.quantity for each in facts if isinstance(each, f.QuantityChanged)}
    for fact in facts:
        if isinstance(fact, f.ItemAdded) and fact.line not in gone:
            yield fact.line, pieces.get(fact.line, fact.quantity), fact.item.eligibility


# --- one ticket that brings goods back


def _bring_back(lane: DayLane, ticket: SaleId, line: LineId, pieces: int) -> None:
    lane.scan(ticket, "]C0")
    lane.do(Do.RETURN_LINE, str(line))
    if lane.on(ReturnPage).asks_quantity:
        lane.enter(str(pieces))
    lane.press("Ctrl+1")
    if isinstance(lane.page, PharmacistPage):
        lane.pharmacist_signs(MARY)
    lane.press("Esc")


def _money_back(lane: DayLane) -> set[RefundWay]:
    """Due by due, as the page asks for it; what an exchange still costs is paid in cash."""
    ways: set[RefundWay] = set()
    lane.press("F9")
    while isinstance(lane.page, RefundPage):
        due = dues(lane.state)[0]
        ways.add(due.way)
        lane.do(Do.REFUND, due.key)
        if due.way is RefundWay.CARD:
            lane.card_takes_back()
        lane.wait(1)
    if isinstance(lane.page, TenderPage):
        lane.press("F9")
    assert isinstance(lane.page, DonePage), f"{lane.told()} on {lane.page}"
    lane.next_customer()
    return ways


def _sell(lane: DayLane, paid: TenderKind) -> Sold:
    """Where no ticket of the day was paid that way."""
    lane.scan_item(IBUPROFEN)
    lane.scan_item(CANDY)
    lane.press("F9")
    if paid is TenderKind.FSA_HSA:
        lane.press("F11")
        lane.card_pays(fsa=True)
        lane.wait(1)
        lane.press("F9")
    elif paid is TenderKind.CASH:
        lane.press("F9")
    else:
        lane.press("F10")
        lane.card_pays()
    lane.next_customer()
    return list(sold_today(lane))[-1]


def _of(lane: DayLane, chance: Random, paid: TenderKind, beside: TenderKind | None = None) -> Sold:
    """A ticket with goods, of which nothing else paid but `beside`."""
    fit = [
        each
        for each in sold_today(lane)
        if each.goods and paid in each.paid <= {paid, beside or paid}
    ]
    if paid is TenderKind.FSA_HSA:
        fit = [each for each in fit if not each.fills and _eligible(each)]
    return chance.choice(fit) if fit else _sell(lane, paid)


def _eligible(sold: Sold) -> list[tuple[LineId, int]]:
    return [(line, pieces) for line, pieces, kind in sold.goods if kind is not Eligibility.NONE]


# --- the kinds


def by_card(lane: DayLane, chance: Random) -> None:
    sold = _of(lane, chance, TenderKind.CREDIT)
    line, pieces, _ = chance.choice(sold.goods)
    _bring_back(lane, sold.ticket, line, chance.randint(1, pieces))
    assert _money_back(lane) == {RefundWay.CARD}


def by_fsa(lane: DayLane, chance: Random) -> None:
    """What of its goods the FSA/HSA card paid goes to that card and nowhere else."""
    sold = _of(lane, chance, TenderKind.FSA_HSA, beside=TenderKind.CASH)
    line, pieces = _eligible(sold)[0]
    before = len(lane.all_facts)
    _bring_back(lane, sold.ticket, line, pieces)
    assert RefundWay.CARD in _money_back(lane)
    (asked,) = (each for each in lane.all_facts[before:] if isinstance(each, f.RefundRequested))
    assert {share.source.kind for share in asked.shares} == {TenderKind.FSA_HSA}


def exchanged(lane: DayLane, chance: Random) -> None:
    """One piece comes back, and something dearer goes: the rest is paid."""
    sold = _of(lane, chance, TenderKind.CASH)
    line, _, _ = chance.choice(sold.goods)
    _bring_back(lane, sold.ticket, line, 1)
    for _ in range(2):
        lane.scan_item(SHAMPOO)
    assert _money_back(lane) == set()


def onto_a_gift_card(lane: DayLane, _chance: Random) -> None:
    """Goods that the gift card paid: so much is on it again."""
    sold = next(each for each in sold_today(lane) if each.paid == {TenderKind.GIFT})
    line, _, _ = sold.goods[0]
    _bring_back(lane, sold.ticket, line, 1)
    assert _money_back(lane) == {RefundWay.GIFT_CARD}


# --- a gift card


def issued(lane: DayLane, _chance: Random) -> None:
    """A new card beside goods, with 25.00 on it, paid in cash."""
    lane.scan_item(CANDY)
    lane.press("Ctrl+Shift+G")
    lane.enter(GIFT_NUMBER)
    lane.enter(GIFT_NUMBER)
    lane.press("Ctrl+2")
    lane.press("F9")
    lane.press("F9")
    lane.next_customer()


def redeemed(lane: DayLane, _chance: Random) -> None:
    lane.scan_item(SHAMPOO)
    _pay_by_gift_card(lane)


def redeemed_whole(lane: DayLane, _chance: Random) -> None:
    """What the card does not pay is paid in cash."""
    for item in (IBUPROFEN, IBUPROFEN, SHAMPOO, SHAMPOO, SHAMPOO):
        lane.scan_item(item)
    _pay_by_gift_card(lane)


def _pay_by_gift_card(lane: DayLane) -> None:
    lane.press("F9")
    lane.press("F12")
    lane.press("Ctrl+4")
    lane.enter(GIFT_NUMBER)
    lane.wait(1)
    lane.press("Ctrl+1")
    lane.wait(1)
    if not isinstance(lane.page, DonePage):
        lane.press("F9")
    lane.next_customer()


AFTERNOON: Final[tuple[Callable[[DayLane, Random], None], ...]] = (
    issued,
    by_card,
    redeemed,
    by_fsa,
    exchanged,
    onto_a_gift_card,
    by_card,
    redeemed_whole,
)
"""Each is a ticket; its order matters to gift cards alone."""
