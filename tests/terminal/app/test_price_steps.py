"""Another price: by who may, by a manager on the spot, for one of the store's reasons."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, MARY, PHIL, Counter, a_counter
from helpers.promotions import a_promotion, only
from helpers.sales import CANDY, IBUPROFEN, POLICY, a_fill, usd
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.app.effects import ShowOnDisplay
from terminal.app.inputs import Do
from terminal.app.state import DonePage, Msg, PharmacistPage, PriceChange, PricePage, Said, SalePage
from terminal.domain import facts as f
from terminal.domain.discount import DiscountPolicy
from terminal.domain.lines import ItemLine
from terminal.domain.promotion import ForPrice, PromotionBook
from terminal.domain.refusal import Why
from terminal.domain.staff import StaffMember
from terminal.presentation.views import PromptView

MATCH = "Ctrl+2"
"""The key of the second reason, a price match."""


def goods(person: object = ANA) -> Counter:
    counter = a_counter(person=person)  # type: ignore[arg-type]
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    return counter


def change(counter: Counter, key: str, value: str) -> None:
    counter.press("Ctrl+O")
    counter.press(key)
    counter.enter(value)


def line(counter: Counter, number: int) -> ItemLine:
    found = counter.sale.lines[number - 1]
    assert isinstance(found, ItemLine)
    return found


def test_ten_percent_off_the_chosen_line_in_four_presses() -> None:
    counter = goods()
    change(counter, "Ctrl+1", "10")
    counter.press(MATCH)
    assert counter.told() is Msg.PRICE_CHANGED
    assert isinstance(counter.page, SalePage)
    (given,) = counter.recorded(f.LineDiscounted)
    assert isinstance(given, f.LineDiscounted)
    assert given.discount is not None
    assert (given.line, given.amount, given.discount.by) == (2, usd("0.40"), ANA.id)
    assert given.discount.reason == "price match"
    (*_, shown) = counter.did(ShowOnDisplay)
    assert isinstance(shown, ShowOnDisplay)
    assert "3.59" in shown.first


def test_the_row_shows_the_old_price_why_and_the_new_one() -> None:
    counter = goods(MARY)
    change(counter, "Ctrl+3", "3.00")
    counter.press(MATCH)
    change(counter, "Ctrl+4", "10%")
    counter.press(MATCH)
    row = counter.presenter.screen(counter.state).page.ticket.lines[1]  # type: ignore[union-attr]
    assert row.amount == "2.70"
    assert row.detail == "1 × 3.00 · was 3.99, price match · −0.30 ticket"
    figures = {each.label: each.amount for each in counter.customer.figures}
    assert figures["You save"] == "1.69"
    assert counter.customer.rows[1].detail == "was 3.99"


def test_over_the_limit_a_manager_signs_on_the_spot() -> None:
    counter = goods()
    change(counter, "Ctrl+1", "25")
    counter.press(MATCH)
    assert isinstance(counter.page, PharmacistPage)
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Msg.NOT_A_MANAGER
    counter.pharmacist_signs(MARY)
    (given,) = counter.recorded(f.LineDiscounted)
    assert isinstance(given, f.LineDiscounted)
    assert given.discount is not None
    assert given.discount.by == MARY.id


def test_another_price_needs_a_manager_whatever_it_is() -> None:
    counter = goods()
    change(counter, "Ctrl+3", "3.98")
    counter.press(MATCH)
    assert isinstance(counter.page, PharmacistPage)
    counter.do(Do.BACK)
    assert counter.on(PricePage).change is PriceChange.NEW_PRICE
    counter.press(MATCH)
    counter.pharmacist_signs(MARY)
    assert line(counter, 2).unit_price == usd("3.98")


def test_a_managers_own_limit_is_a_limit_too() -> None:
    policy = replace(POLICY, discounts=DiscountPolicy(manager_percent=40))
    counter = a_counter(person=MARY, policy=policy)
    counter.scan_item(CANDY)
    change(counter, "Ctrl+1", "50")
    assert counter.told() is Why.DISCOUNT_OVER_LIMIT
    assert counter.on(PricePage).value is None
    for_cashier = a_counter(policy=policy)
    for_cashier.scan_item(CANDY)
    change(for_cashier, "Ctrl+1", "50")
    assert for_cashier.told() is Why.DISCOUNT_OVER_LIMIT
    assert for_cashier.on(PricePage).value is None
    assert for_cashier.total == str(for_cashier.sale.total)
    assert not for_cashier.recorded(f.LineDiscounted)


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("Ctrl+1", "ten", Msg.PERCENT_NOT_UNDERSTOOD),
        ("Ctrl+1", "1.234", Msg.PERCENT_NOT_UNDERSTOOD),
        ("Ctrl+1", "-5", Msg.PERCENT_NOT_UNDERSTOOD),
        ("Ctrl+1", "0", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+2", "-1", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("Ctrl+2", "123456789012345", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("Ctrl+3", "-1.00", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("Ctrl+5", "", Msg.AMOUNT_NOT_UNDERSTOOD),
    ],
)
def test_what_is_no_number_is_told(key: str, typed: str, told: object) -> None:
    counter = goods(MARY)
    change(counter, key, typed)
    assert counter.told() is told
    assert counter.on(PricePage).value is None


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("Ctrl+1", "101", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+1", "999.99", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+2", "4.00", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+2", "0.00", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+3", "123456789", Why.PRICE_OUT_OF_RANGE),
        ("Ctrl+3", "99999.00", Why.TICKET_TOO_LARGE),
        ("Ctrl+4", "101", Why.DISCOUNT_OVER_PRICE),
        ("Ctrl+5", "7.99", Why.DISCOUNT_OVER_PRICE),
    ],
)
@pytest.mark.parametrize("person", [ANA, PHIL, MARY])
def test_what_nobody_could_give_is_refused_where_it_is_entered(
    key: str, typed: str, told: object, person: object
) -> None:
    counter = goods(person)
    change(counter, key, typed)
    assert counter.told() is told
    page = counter.on(PricePage)
    assert (page.value, page.typed) == (None, "")
    assert page.change is not None, "the same question stands there still"
    counter.press("Esc")
    counter.press("Esc")
    assert not counter.recorded(f.LineDiscounted, f.PriceOverridden, f.TicketDiscounted)


def test_a_discount_that_the_promotion_beats_is_refused_where_it_is_entered() -> None:
    counter = promoted()
    change(counter, "Ctrl+1", "10")
    assert counter.told() is Why.PROMOTION_SAVES_MORE
    assert isinstance(counter.state.said, Said)
    assert counter.state.said.detail == "1.67"
    assert counter.on(PricePage).value is None


def test_a_price_that_leaves_the_promotion_is_told_before_it_is_recorded() -> None:
    counter = promoted(MARY)
    change(counter, "Ctrl+3", "3.50")
    (warning,) = page_view(counter).notices
    assert warning.title == (
        "This takes the line out of its promotion: the ticket becomes 1.58 dearer"
    )
    assert not counter.recorded(f.PriceOverridden)
    counter.press(MATCH)
    assert counter.told() is Msg.PRICE_RAISED
    assert counter.sale.saved == usd("0.00")
    (given,) = counter.recorded(f.PriceOverridden)
    assert isinstance(given, f.PriceOverridden)
    assert given.override is not None
    assert given.override.dearer == usd("1.58")
    change(counter, "Ctrl+3", "2.00")
    assert page_view(counter).notices == ()
    counter.press(MATCH)
    assert counter.told() is Msg.PRICE_CHANGED
    assert counter.sale.saved == usd("1.99")


def test_a_dearer_price_without_a_promotion_is_told_too() -> None:
    counter = goods(MARY)
    change(counter, "Ctrl+3", "399")
    (warning,) = page_view(counter).notices
    assert warning.title.startswith("The ticket becomes 420.")
    counter.press("Esc")
    counter.press("Esc")
    assert not counter.recorded(f.PriceOverridden)


def promoted(person: object = ANA) -> Counter:
    """Two candy bars of 3.99, of which two cost 6.00."""
    book = PromotionBook((a_promotion(ForPrice(2, usd("6.00")), only(CANDY)),))
    policy = replace(POLICY, promotions=book)
    counter = a_counter(person=person, policy=policy)  # type: ignore[arg-type]
    counter.scan_item(CANDY)
    counter.scan_item(CANDY)
    assert counter.sale.saved == usd("1.98")
    return counter


def page_view(counter: Counter) -> PromptView:
    page = counter.presenter.screen(counter.state).page
    assert isinstance(page, PromptView)
    return page


def test_it_is_taken_off_again_by_anybody() -> None:
    counter = goods()
    before = counter.total
    change(counter, "Ctrl+1", "5")
    counter.press(MATCH)
    change(counter, "Ctrl+4", "5")
    counter.press(MATCH)
    counter.press("Ctrl+O")
    counter.press("Ctrl+6")
    counter.press("Ctrl+O")
    counter.press("Ctrl+6")
    assert counter.total == before
    assert counter.sale.saved == usd("0.00")


def test_for_a_fill_only_the_ticket_is_offered() -> None:
    counter = a_counter(a_fill())
    counter.pick_up(a_fill())
    counter.scan_item(CANDY)
    counter.do(Do.SELECT_LINE, "1")
    counter.press("Ctrl+O")
    assert counter.on(PricePage).line is None
    counter.do(Do.ANSWER, PriceChange.NEW_PRICE.value)
    assert counter.on(PricePage).change is None
    counter.press("Ctrl+2")
    counter.enter("0.39")
    counter.do(Do.ANSWER, "because")
    assert counter.on(PricePage).reason == ""
    counter.press(MATCH)
    assert counter.sale.discount_off == usd("0.39")
    assert counter.sale.rx_lines[0].net == usd("15.00")


def test_the_way_back_asks_again_and_then_leaves() -> None:
    counter = goods()
    counter.do(Do.PRICE)
    counter.press("Ctrl+1")
    counter.send(i.FieldEdited("amount", "5" * 40))
    assert counter.on(PricePage).typed == "5" * 20
    counter.do(Do.BACK)
    assert counter.on(PricePage).change is None
    counter.do(Do.ANSWER, "made up")
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)


def test_it_is_not_offered_without_goods_or_after_a_payment() -> None:
    empty = a_counter()
    assert not empty.can_press("Ctrl+O")
    empty.do(Do.PRICE)
    assert empty.told() is Why.TICKET_EMPTY
    paid = goods()
    paid.press("F9")
    paid.enter("1")
    paid.do(Do.BACK)
    paid.do(Do.PRICE)
    assert paid.told() is Why.TENDERS_TAKEN


def test_a_discounted_ticket_is_paid_and_thanks_name_the_saving() -> None:
    counter = goods()
    change(counter, "Ctrl+4", "10")
    counter.press(MATCH)
    counter.press("F9")
    counter.press("F9")
    assert isinstance(counter.page, DonePage)
    figures = {each.label: each.amount for each in counter.customer.figures}
    assert figures["You save"] == "0.80"


@pytest.mark.parametrize(
    ("person", "most", "told"),
    [
        (ANA, 100, "Up to 10 % off by yourself; beyond that a manager signs."),
        (MARY, 40, "Up to 40 % off."),
        (MARY, 100, ""),
    ],
)
def test_a_limit_is_told_to_whom_it_limits(person: StaffMember, most: int, told: str) -> None:
    discounts = DiscountPolicy(cashier_percent=10, manager_percent=most)
    counter = a_counter(person=person, policy=replace(POLICY, discounts=discounts))
    counter.scan_item(CANDY)
    counter.press("Ctrl+O")
    found = [each for each in texts(counter.screen) if each.startswith("Up to ")]
    assert found == ([told] if told else [])
