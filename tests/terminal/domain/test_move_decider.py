"""Which tickets may go on at another lane, and what travels of them."""

from dataclasses import replace

import pytest

from helpers import sales
from helpers.pse import BOX
from helpers.returns import Shop
from helpers.sales import CANDY, CASHIER, IBUPROFEN, NOW, a_fill, add, cash, charge, given, pick
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.deposit import DepositKind
from terminal.domain.evolve import evolve
from terminal.domain.identity import LaneId, LineId, StaffId
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.move import MovedGoods, SaleMovedAway, SaleMovedHere, Stays
from terminal.domain.move_decider import moved_away, stays, still_to_add
from terminal.domain.price_book import OpenPrice
from terminal.domain.pse_ticket import PseTicket
from terminal.domain.refusal import Why
from terminal.domain.sale import Sale, SaleStatus

MOVE = "00000000-0000-0000-0000-000000000007"
TWO = LaneId("2")
ASKS = StaffId("112")
FILL = a_fill()
OPEN = replace(CANDY, price=None, open_price=OpenPrice(Money(1), Money(10_00)))
DECLINED = sales.answer("c1", Outcome.DECLINED)
APPROVED = sales.answer("c1", sales.approved("4.25"))
PAID = sales.usd("4.25")


def test_goods_with_their_quantity_and_keys_of_fills_travel_and_nothing_else() -> None:
    ticket = given(*pick(FILL), add(IBUPROFEN), add(CANDY, 3), sales.void(2))
    ticket.do(c.Suspend("Blue cap", "forgot the wallet", CASHIER, NOW))
    away = moved_away(ticket.sale, MOVE, TWO, ASKS)
    assert away == SaleMovedAway(
        *(ticket.sale.id, MOVE, TWO, ASKS, (MovedGoods(CANDY.gtin, 3),), (FILL.key,)),
        *("Blue cap", "forgot the wallet"),
    )
    assert "cap" not in repr(away)


def test_a_ticket_that_left_is_over_and_nothing_is_done_with_it() -> None:
    ticket = given(add(CANDY), c.Suspend("", "", CASHIER, NOW))
    away = moved_away(ticket.sale, MOVE, TWO, ASKS)
    assert isinstance(away, SaleMovedAway)
    ticket.sale = evolve(ticket.sale, away)
    assert (ticket.sale.status, ticket.sale.aside) == (SaleStatus.MOVED, None)
    for command in (c.Resume(CASHIER), add(CANDY), c.Abandon("late", CASHIER), cash("5.00")):
        assert ticket.why(command) is Why.TICKET_NOT_OPEN


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ((add(CANDY),), None),
        ((add(CANDY), charge("c1"), DECLINED), None),
        ((add(CANDY), charge("c1"), APPROVED, sales.give_back(1)), Stays.PAYMENT),
        ((add(CANDY), charge("c1"), sales.park("c1")), Stays.PAYMENT),
        ((add(CANDY), cash("1.00")), Stays.PAYMENT),
        ((add(CANDY, 2), cash("1.00"), sales.give_back(1)), Stays.PAYMENT),
        ((replace(add(OPEN), price=Money(5_00)),), Stays.PRICE),
    ],
)
def test_a_ticket_on_which_money_moved_or_that_is_logged_stays(
    commands: tuple[c.Command, ...], why: Stays | None
) -> None:
    sale = given(*commands).sale if APPROVED not in commands else _given_back()
    assert stays(sale) is why
    moved = moved_away(sale, MOVE, TWO, ASKS)
    assert moved is why if why is not None else isinstance(moved, SaleMovedAway)


def _given_back() -> Sale:
    ticket = given(add(CANDY), add(IBUPROFEN), charge("c1"))
    ticket.do(sales.answer("c1", sales.approved("1.00", partial=True)), sales.give_back(1))
    return ticket.sale


def test_goods_of_the_log_stay() -> None:
    ticket = given(add(CANDY))
    (line,) = ticket.sale.live_lines
    assert isinstance(line, ItemLine)
    boxed = replace(ticket.sale, lines=(replace(line, item=BOX),))
    assert stays(boxed) is Stays.LOGGED
    assert stays(replace(ticket.sale, lines=(replace(line, booked=True),))) is Stays.LOGGED
    struck = replace(boxed, lines=(replace(line, item=BOX, voided=True),))
    assert stays(struck) is None


def test_what_was_asked_about_the_log_stays_without_its_goods() -> None:
    asked = replace(PseTicket(), inquiries=1)
    assert stays(replace(given(add(CANDY)).sale, pse=asked)) is Stays.LOGGED


def test_goods_that_come_back_stay() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("4.25"))
    assert stays(shop.ticket(shop.bring(sold), add(IBUPROFEN)).sale) is Stays.RETURN


def test_what_pays_a_debt_stays() -> None:
    ticket = given()
    fact = f.DepositAdded(ticket.sale.id, LineId(1), DepositKind.ACCOUNT, "A-1", Money(5_00))
    assert stays(evolve(ticket.sale, fact)) is Stays.DEBT


def test_what_came_from_another_lane_and_was_not_added_travels_on() -> None:
    other = a_fill("6012999", 1)
    missing = MovedGoods(IBUPROFEN.gtin, 2)
    ticket = given(add(CANDY))
    came = SaleMovedHere(ticket.sale.id, MOVE, TWO, "2-000004", (FILL.key, other.key), (missing,))
    ticket.sale = evolve(ticket.sale, came)
    ticket.facts.append(came)
    assert still_to_add(ticket.sale) == (FILL.key, other.key)
    ticket.do(*pick(FILL))
    assert still_to_add(ticket.sale) == (other.key,)
    away = moved_away(ticket.sale, MOVE, TWO, ASKS)
    assert isinstance(away, SaleMovedAway)
    assert away.goods == (MovedGoods(CANDY.gtin, 1), missing)
    assert away.fills == (FILL.key, other.key)


def test_a_ticket_with_nothing_but_prescriptions_to_add_can_wait() -> None:
    ticket = given()
    assert ticket.why(c.Suspend("", "", CASHIER, NOW)) is Why.TICKET_EMPTY
    came = SaleMovedHere(ticket.sale.id, MOVE, TWO, "2-000004", (FILL.key,), ())
    ticket.sale = evolve(ticket.sale, came)
    ticket.facts.append(came)
    ticket.do(c.Suspend("", "", CASHIER, NOW))
    assert ticket.sale.status is SaleStatus.SUSPENDED
