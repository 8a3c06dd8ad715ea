"""Forty mixed tickets by a seed: tables of what is bought, what happens to it, and how it is paid.

A new kind is one function and one row of its table; every row comes up in every day, whatever the
seed: each table is dealt out like a deck of cards, shuffled again when it is used up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from helpers.sales import a_fill
from report_support.day_lane import HOUSE, MARY, DayLane
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import DonePage, PharmacistPage, PriceChange, SalePage, TenderPage
from terminal.domain import facts as f
from terminal.domain.barcode import gtin
from terminal.domain.catalog import Eligibility, EligibilitySource, Item, ItemCategory
from terminal.domain.coupon import CouponCode
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.prescription import Fill

TICKETS: Final = 40


def _item(code: str, name: str, cents: int, category: ItemCategory, *, fsa: bool = False) -> Item:
    if not fsa:
        return Item(gtin(code), name, Money(cents), category)
    eligible = (Eligibility.HEALTHCARE_OTC, EligibilitySource.EPL, "2026-06")
    return Item(gtin(code), name, Money(cents), category, *eligible)


IBUPROFEN: Final = _item("303784517932", "Ibuprofen", 8_49, ItemCategory.OTC_DRUG, fsa=True)
PLASTERS: Final = _item("036000291452", "Plasters", 3_27, ItemCategory.MEDICAL_DEVICE, fsa=True)
CANDY: Final = replace(_item("012000003455", "Candy bar", 1_29, ItemCategory.CANDY), snap=True)
SHAMPOO: Final = _item("5901234123457", "Shampoo", 6_75, ItemCategory.GENERAL)
SHELF: Final = (IBUPROFEN, PLASTERS, CANDY, SHAMPOO)
MAKERS: Final = CouponCode("maker", CANDY.gtin[1:8], Money(50))
OURS: Final = CouponCode("ours", IBUPROFEN.gtin[1:8], Money(1_00), store=True)


def fills_of_the_day() -> tuple[Fill, ...]:
    """More prescriptions than a day picks up, with copays that do not end on a round cent."""
    return tuple(
        a_fill(f"70{n:05}", 1, copay=Money(4_00 + 137 * n % 4_000)) for n in range(TICKETS)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """`does` works on the ticket by keys; `is_for` says whether it can."""

    name: str
    does: Callable[["DayLane", Random], None]
    is_for: Callable[["DayLane"], bool] = lambda _lane: True


# --- what is bought


def _goods(lane: DayLane, chance: Random) -> None:
    for item in chance.sample(SHELF, chance.randint(1, 3)):
        lane.scan_item(item)


def _one_piece(lane: DayLane, _chance: Random) -> None:
    lane.scan_item(CANDY)


def _many_pieces(lane: DayLane, chance: Random) -> None:
    for item in SHELF:
        for _ in range(chance.randint(1, 5)):
            lane.scan_item(item)


def _prescription(lane: DayLane, _chance: Random) -> None:
    """The next bag of the pharmacy that is on no ticket; what waits for the same person stays."""
    taken = {fact.fill.key for fact in lane.all_facts if isinstance(fact, f.FillAdded)}
    fill = next(each for each in lane.phms.values() if each.key not in taken)
    others = [each for each in lane.phms.values() if each.key != fill.key]
    lane.cache = {fill.key: fill}  # a label leads to its own bag
    lane.pick_up(fill)
    lane.cache = {each.key: each for each in (fill, *others)}


def _prescription_and_goods(lane: DayLane, chance: Random) -> None:
    _prescription(lane, chance)
    _goods(lane, chance)


GOODS: Final = (
    Row("goods", _goods),
    Row("one piece", _one_piece),
    Row("many pieces", _many_pieces),
    Row("a prescription", _prescription),
    Row("a prescription and goods", _prescription_and_goods),
)


# --- what happens to the price


def _has_goods(lane: DayLane) -> bool:
    return any(isinstance(each, ItemLine) for each in lane.sale.live_lines)


def _plain_goods(lane: DayLane) -> list[ItemLine]:
    """Outside any promotion: what would cost the customer one is refused."""
    goods = (each for each in lane.sale.live_lines if isinstance(each, ItemLine))
    return [each for each in goods if not each.promotions]


def _has_plain_goods(lane: DayLane) -> bool:
    return bool(_plain_goods(lane))


def _select_goods(lane: DayLane) -> None:
    line = _plain_goods(lane)[0]
    lane.do(Do.SELECT_LINE, str(line.id))


def _price(lane: DayLane, change: PriceChange, value: str) -> None:
    """A manager signs for what is over a cashier's limit."""
    if change is not PriceChange.TICKET_PERCENT:
        _select_goods(lane)
    lane.press("Ctrl+O")
    lane.do(Do.ANSWER, change.value)
    lane.enter(value)
    lane.press("Ctrl+2")
    if isinstance(lane.page, PharmacistPage):
        lane.pharmacist_signs(MARY)
    assert isinstance(lane.page, SalePage), lane.told()


def _line_percent(lane: DayLane, chance: Random) -> None:
    _price(lane, PriceChange.LINE_PERCENT, str(chance.choice([5, 7, 10])))


def _line_amount(lane: DayLane, _chance: Random) -> None:
    _price(lane, PriceChange.LINE_AMOUNT, "0.11")


def _new_price(lane: DayLane, chance: Random) -> None:
    _price(lane, PriceChange.NEW_PRICE, f"0.{chance.randint(31, 98)}")


def _ticket_percent(lane: DayLane, chance: Random) -> None:
    _price(lane, PriceChange.TICKET_PERCENT, str(chance.choice([3, 9, 10])))


def _with_coupon(lane: DayLane, item: Item, code: CouponCode) -> None:
    if not any(isinstance(each, ItemLine) and each.item == item for each in lane.sale.live_lines):
        lane.scan_item(item)
    before = lane.sale.saved
    lane.send(i.CodeScanned(code))
    if not isinstance(lane.page, SalePage):  # several lines: a person says which
        line = next(
            each.id
            for each in lane.sale.live_lines
            if isinstance(each, ItemLine) and each.item == item
        )
        lane.do(Do.SELECT_LINE, str(line))
    assert lane.sale.saved > before, lane.told()


def _makers_coupon(lane: DayLane, _chance: Random) -> None:
    _with_coupon(lane, CANDY, MAKERS)


def _store_coupon(lane: DayLane, _chance: Random) -> None:
    _with_coupon(lane, IBUPROFEN, OURS)


def _line_off(lane: DayLane, _chance: Random) -> None:
    lane.scan_item(SHAMPOO)
    lane.do(Do.SELECT_LINE, str(LineId(len(lane.sale.lines))))
    lane.press("Del")


def _other_quantity(lane: DayLane, chance: Random) -> None:
    lane.scan_item(PLASTERS)
    lane.press("F4")
    lane.enter(str(chance.randint(2, 6)))


def _promotion(lane: DayLane, _chance: Random) -> None:
    for _ in range(3):
        lane.scan_item(SHAMPOO)
        lane.scan_item(PLASTERS)
    assert any(isinstance(each, ItemLine) and each.promotion_off for each in lane.sale.live_lines)


def _promotion_and_ticket(lane: DayLane, chance: Random) -> None:
    _promotion(lane, chance)
    _ticket_percent(lane, chance)


def _two_discounts(lane: DayLane, chance: Random) -> None:
    _line_percent(lane, chance)
    _ticket_percent(lane, chance)


PRICES: Final = (
    Row("as marked", lambda _lane, _chance: None),
    Row("percent off a line", _line_percent, _has_plain_goods),
    Row("an amount off a line", _line_amount, _has_plain_goods),
    Row("another price", _new_price, _has_plain_goods),
    Row("percent off the ticket", _ticket_percent, _has_goods),
    Row("a line's and the ticket's", _two_discounts, _has_plain_goods),
    Row("a manufacturer's coupon", _makers_coupon),
    Row("a store coupon", _store_coupon),
    Row("a line taken off", _line_off),
    Row("another quantity", _other_quantity),
    Row("a promotion", _promotion),
    Row("a promotion and the ticket's", _promotion_and_ticket),
)


# --- what goes wrong before it is paid


def _enough(lane: DayLane) -> bool:
    return lane.sale.due > Money(1_00)


def _put_aside(lane: DayLane, _chance: Random) -> None:
    lane.press("F5")
    lane.wait(30)
    lane.press("Ctrl+1")


def _cash_back(lane: DayLane, _chance: Random) -> None:
    """Cash was handed over, and back again."""
    _pay(lane)
    lane.enter("0.50")
    lane.wait(1)
    lane.press("Ctrl+B")
    lane.wait(1)


def _card_back(lane: DayLane, _chance: Random) -> None:
    """Half of it was on a card that shall not pay."""
    _pay(lane)
    lane.key_in("0.75")
    lane.press("F10")
    lane.card_pays()
    lane.wait(1)
    lane.press("Ctrl+B")
    lane.card_gives_back()
    lane.wait(1)


def _declined(lane: DayLane, _chance: Random) -> None:
    _pay(lane)
    lane.press("F10")
    lane.card_declines()
    lane.wait(1)


TROUBLES: Final = (
    Row("nothing", lambda _lane, _chance: None),
    Row("put aside and taken up", _put_aside),
    Row("nothing again", lambda _lane, _chance: None),
    Row("cash handed back", _cash_back, _enough),
    Row("a card payment given back", _card_back, _enough),
    Row("a card declined", _declined),
)


# --- how it is paid


def _pay(lane: DayLane) -> None:
    if not isinstance(lane.page, TenderPage):
        lane.press("F9")


def _cash_exact(lane: DayLane, _chance: Random) -> None:
    lane.press("F9")


def _cash_over(lane: DayLane, chance: Random) -> None:
    lane.enter(str(lane.sale.due + Money(chance.randint(1, 20) * 100)))


def _card(lane: DayLane, _chance: Random) -> None:
    lane.press("F10")
    lane.card_pays()


def _fsa_as_a_card(lane: DayLane, _chance: Random) -> None:
    """An FSA card under the button of any card pays its part; cash the rest."""
    lane.press("F10")
    lane.card_pays(fsa=True)
    _rest_in_cash(lane)


def _fsa(lane: DayLane, _chance: Random) -> None:
    lane.press("F11")
    lane.card_pays(fsa=True)
    _rest_in_cash(lane)


def _fsa_that_holds_less(lane: DayLane, _chance: Random) -> None:
    lane.press("F11")
    lane.card_pays(most=Money(2_00), fsa=True)
    _rest_in_cash(lane)


def _keyed(lane: DayLane, key: str, amount: Money, *answers: str) -> None:
    lane.press("F12")
    lane.press(key)
    lane.enter(str(amount))
    for answer in answers:
        lane.enter(answer)
    lane.wait(1)


def _check(lane: DayLane, _chance: Random) -> None:
    _keyed(lane, "Ctrl+6", lane.sale.due, "1042")


def _check_with_change(lane: DayLane, _chance: Random) -> None:
    _keyed(lane, "Ctrl+6", lane.sale.due + Money(3_33), "1043")


def _house(lane: DayLane, _chance: Random) -> None:
    _keyed(lane, "Ctrl+5", lane.sale.due, str(HOUSE))
    lane.press("Ctrl+1")


def _voucher_and_cash(lane: DayLane, _chance: Random) -> None:
    _keyed(lane, "Ctrl+7", _half(lane), "CV-1", "charity programme")
    _rest_in_cash(lane)


def _benefit_and_card(lane: DayLane, chance: Random) -> None:
    _keyed(lane, "Ctrl+3", _half(lane), "A12345", "")
    if not isinstance(lane.page, DonePage):
        _card(lane, chance)


def _card_and_cash(lane: DayLane, _chance: Random) -> None:
    lane.press("F10")
    lane.card_pays(most=_half(lane))
    _rest_in_cash(lane)


def _cash_and_check(lane: DayLane, chance: Random) -> None:
    lane.enter(str(_half(lane)))
    lane.wait(1)
    if not isinstance(lane.page, DonePage):
        _check(lane, chance)


def _snap_and_cash(lane: DayLane, _chance: Random) -> None:
    """SNAP pays the food, without its tax."""
    _asked_card(lane, "Ctrl+1", "")
    _rest_in_cash(lane)


def _snap_in_part_and_card(lane: DayLane, chance: Random) -> None:
    _asked_card(lane, "Ctrl+1", "0.61")
    lane.wait(1)
    _card(lane, chance)


def _ebt_cash(lane: DayLane, _chance: Random) -> None:
    _asked_card(lane, "Ctrl+2", "")


def _debit_and_cash(lane: DayLane, _chance: Random) -> None:
    _asked_card(lane, "Ctrl+9", str(_half(lane)))
    _rest_in_cash(lane)


def _asked_card(lane: DayLane, key: str, amount: str) -> None:
    """A kind of card with a PIN: chosen among all ways, then how much of it."""
    lane.press("F12")
    lane.press(key)
    lane.enter(amount)
    lane.card_pays()


def _has_food(lane: DayLane) -> bool:
    goods = [each for each in lane.sale.live_lines if isinstance(each, ItemLine)]
    return any(each.item.snap and each.net > Money(61) for each in goods)


def _rest_in_cash(lane: DayLane) -> None:
    lane.wait(1)
    if not isinstance(lane.page, DonePage):
        lane.press("F9")


def _half(lane: DayLane) -> Money:
    return Money(max(1, lane.sale.due.cents // 2))


def _eligible(lane: DayLane) -> bool:
    return lane.sale.remaining.eligible > Money(0)


PAYMENTS: Final = (
    Row("cash", _cash_exact),
    Row("cash with change", _cash_over),
    Row("a card", _card),
    Row("an FSA card as a card", _fsa_as_a_card, _eligible),
    Row("an FSA card and cash", _fsa, _eligible),
    Row("an FSA card that holds less", _fsa_that_holds_less, _eligible),
    Row("a check", _check),
    Row("a check with change", _check_with_change),
    Row("the house account", _house),
    Row("a voucher and cash", _voucher_and_cash),
    Row("a benefit card and a card", _benefit_and_card),
    Row("a card and cash", _card_and_cash),
    Row("cash and a check", _cash_and_check),
    Row("EBT SNAP and cash", _snap_and_cash, _has_food),
    Row("a part by EBT SNAP, a card", _snap_in_part_and_card, _has_food),
    Row("EBT cash", _ebt_cash),
    Row("debit and cash", _debit_and_cash),
)


# --- forty of them


class Deck:
    """Every row once in a random order, and again."""

    def __init__(self, rows: tuple[Row, ...], chance: Random) -> None:
        self._rows, self._chance = rows, chance
        self._left: list[Row] = []

    def draw(self, lane: DayLane) -> Row:
        """The next that this ticket can have; one that it cannot waits for the next ticket."""
        if not any(each.is_for(lane) for each in self._left):
            self._left += self._chance.sample(self._rows, len(self._rows))
        row = next(each for each in self._left if each.is_for(lane))
        self._left.remove(row)
        return row


class TicketMaker:
    """Tickets of one seed, one after the other; `played` names what each was."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        tables = (GOODS, PRICES, TROUBLES, PAYMENTS)
        self._goods, self._prices, self._troubles, self._payments = (
            Deck(rows, self.chance) for rows in tables
        )
        self.played: list[tuple[str, ...]] = []

    def ring_up(self, lane: DayLane) -> list[str]:
        names = []
        for deck in (self._goods, self._prices):
            row = deck.draw(lane)
            row.does(lane, self.chance)
            names.append(row.name)
        return names

    def play(self, lane: DayLane) -> None:
        names = self.ring_up(lane)
        trouble = self._troubles.draw(lane)
        trouble.does(lane, self.chance)
        _pay(lane)
        payment = self._payments.draw(lane)
        payment.does(lane, self.chance)
        told = (*names, trouble.name, payment.name)
        assert isinstance(lane.page, DonePage), f"{told}: {lane.told()} on {lane.page}"
        lane.next_customer()
        self.played.append(told)

    @property
    def missing(self) -> Iterator[str]:
        """Rows that no ticket had."""
        seen = {name for names in self.played for name in names}
        for rows in (GOODS, PRICES, TROUBLES, PAYMENTS):
            yield from (row.name for row in rows if row.name not in seen)
