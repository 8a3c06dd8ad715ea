"""Rates of groups at the counter: a key, the employee's number, a manager where the store wants."""

from dataclasses import replace

from helpers.counter import MARY, Counter, a_counter
from helpers.sales import CANDY, NOW, POLICY, a_fill, usd
from terminal.app.receipt import TextRow, receipt_of
from terminal.app.state import Msg, PharmacistPage, PricePage, SalePage
from terminal.domain import facts as f
from terminal.domain.discount import DiscountPolicy, RateGroup, Weekday
from terminal.domain.refusal import Why

RATES = (
    RateGroup("Seniors", 10, (Weekday.WEDNESDAY,)),
    RateGroup("Sundays", 5, (Weekday.SUNDAY,)),
    RateGroup("Employees", 20, asks_number=True),
    RateGroup("Friends", 50, manager_signs=True),
)


def goods() -> Counter:
    policy = replace(POLICY, discounts=DiscountPolicy(rates=RATES))
    counter = a_counter(a_fill(), policy=policy)
    counter.scan_item(CANDY)
    counter.press("Ctrl+O")
    return counter


def test_a_key_gives_the_rate_of_the_day() -> None:
    counter = goods()
    counter.press("Alt+1")
    assert counter.told() is Msg.PRICE_CHANGED
    assert counter.sale.discount_off == usd("0.40")
    counter.on(SalePage)
    rows = receipt_of(counter.sale, counter.settings.store, "Ana", NOW).rows
    assert ("  SENIORS", "-0.40") in [(r.left, r.right) for r in rows if isinstance(r, TextRow)]


def test_a_rate_of_another_day_has_no_key() -> None:
    counter = goods()
    labels = [each.label for each in counter.screen.page.choices]  # type: ignore[union-attr]
    assert "Seniors: 10 % off" in labels
    assert not any("Sundays" in each for each in labels)


def test_an_employee_enters_a_number() -> None:
    counter = goods()
    counter.press("Alt+2")
    counter.on(PricePage)
    counter.enter("")
    assert counter.told() is Why.RATE_NUMBER
    counter.enter("E-17")
    (told,) = counter.recorded(f.TicketDiscounted)
    assert isinstance(told, f.TicketDiscounted)
    assert told.discount is not None
    assert (told.discount.group, told.discount.holder) == ("Employees", "E-17")


def test_a_manager_signs_where_the_store_wants_it() -> None:
    counter = goods()
    counter.press("Alt+3")
    counter.on(PharmacistPage)
    assert not counter.recorded(f.TicketDiscounted)
    counter.enter(MARY.id)
    counter.enter(MARY.id * 2)
    assert counter.sale.discount is not None
    assert (counter.sale.discount.group, counter.sale.discount.by) == ("Friends", MARY.id)


def test_one_rate_a_ticket_and_it_is_taken_off_again() -> None:
    counter = goods()
    counter.press("Alt+1")
    counter.press("Ctrl+O")
    assert not counter.can_press("Alt+1")
    counter.press("Ctrl+6")
    assert counter.sale.discount is None
    counter.press("Ctrl+O")
    assert counter.can_press("Alt+1")
