"""Coupons at the counter: at once where there is no doubt, else a person says what it is for."""

from dataclasses import replace

from helpers.counter import Counter, a_counter
from helpers.sales import CANDY, IBUPROFEN, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import CouponPage, Msg, PriceChange, SalePage
from terminal.domain import facts as f
from terminal.domain.coupon import CouponCode
from terminal.domain.refusal import Why

DOLLAR = CouponCode("1", CANDY.gtin[1:8], usd("1.00"))
FAMILY = CouponCode("2", CANDY.gtin[1:8], usd("0.50"), family="123")
PRINTED = CouponCode("3", "0?12000", None)


def goods(count: int = 1) -> Counter:
    counter = a_counter()
    for _ in range(count):
        counter.scan_item(CANDY)
    return counter


def scan(counter: Counter, code: CouponCode) -> None:
    counter.send(i.CodeScanned(code))


def test_a_coupon_for_the_one_line_it_fits_is_taken_at_once() -> None:
    counter = goods()
    counter.scan_item(IBUPROFEN)
    scan(counter, DOLLAR)
    assert counter.told() is Msg.COUPON_TAKEN
    (taken,) = counter.recorded(f.CouponTaken)
    assert isinstance(taken, f.CouponTaken)
    assert (taken.line, taken.coupon.amount) == (1, usd("1.00"))
    figures = {each.label: each.amount for each in counter.customer.figures}
    assert figures["You save"] == "1.00"
    counter.check_scanner()


def test_scanned_twice_it_is_refused() -> None:
    counter = goods()
    scan(counter, DOLLAR)
    scan(counter, DOLLAR)
    assert counter.told() is Why.COUPON_TWICE
    assert len(counter.recorded(f.CouponTaken)) == 1


NUMBERED = CouponCode("9", CANDY.gtin[1:8], usd("1.00"), serial="123456")


def next_ticket(counter: Counter) -> Counter:
    counter.press("F9")
    counter.press("F9")
    counter.wait(1)
    counter.do(Do.NEXT_CUSTOMER)
    counter.scan_item(CANDY)
    return counter


def test_a_numbered_coupon_is_taken_once_at_all() -> None:
    counter = goods()
    scan(counter, NUMBERED)
    assert counter.told() is Msg.COUPON_TAKEN
    scan(counter, NUMBERED)
    assert counter.told() is Why.COUPON_TWICE
    next_ticket(counter)
    scan(counter, NUMBERED)
    assert counter.told() is Why.COUPON_TWICE
    scan(counter, replace(NUMBERED, code="10", serial="123457"))
    assert counter.told() is Msg.COUPON_TAKEN
    assert len(counter.recorded(f.CouponTaken)) == 2


def test_one_without_a_number_is_taken_on_the_next_ticket_too() -> None:
    counter = goods()
    scan(counter, DOLLAR)
    next_ticket(counter)
    scan(counter, DOLLAR)
    assert counter.told() is Msg.COUPON_TAKEN


def test_on_a_ticket_that_is_put_aside_it_is_taken_too_and_taken_off_it_is_free() -> None:
    counter = goods()
    scan(counter, NUMBERED)
    counter.press("F5")
    counter.scan_item(CANDY)
    scan(counter, NUMBERED)
    assert counter.told() is Why.COUPON_TWICE
    counter.press("F5")
    counter.do(Do.RESUME, "2-000001")
    counter.press("Del")
    counter.scan_item(IBUPROFEN)
    counter.press("F5")
    counter.do(Do.RESUME, "2-000002")
    scan(counter, NUMBERED)
    assert counter.told() is Msg.COUPON_TAKEN


def test_an_answer_that_comes_when_payment_is_open_takes_nothing_off() -> None:
    counter = goods()
    counter.hold = {e.LookUpCoupon}
    scan(counter, NUMBERED)
    counter.press("F9")
    counter.send(i.CouponFound(NUMBERED, counter.sale.id, taken=False))
    assert counter.told() is not None
    assert counter.recorded(f.CouponTaken) == ()


def test_of_several_lines_a_person_chooses() -> None:
    counter = goods(2)
    scan(counter, DOLLAR)
    counter.on(CouponPage)
    counter.do(Do.SELECT_LINE, "7")
    assert counter.on(CouponPage).line is None
    counter.press("Ctrl+2")
    assert counter.sale.lines[1].net == usd("2.99")
    assert isinstance(counter.page, SalePage)


def test_which_of_a_companys_goods_it_is_for_only_a_person_can_read() -> None:
    counter = goods()
    scan(counter, FAMILY)
    counter.on(CouponPage)
    scan(counter, FAMILY)
    assert counter.told() is Msg.SCAN_ANSWER_FIRST
    counter.press("Ctrl+1")
    assert counter.told() is Msg.COUPON_TAKEN


def test_a_value_that_is_only_printed_is_typed() -> None:
    counter = goods()
    scan(counter, PRINTED)
    counter.press("Ctrl+1")
    counter.send(i.FieldEdited("amount", "9" * 40))
    assert counter.on(CouponPage).typed == "9" * 12
    counter.enter("one")
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD
    counter.enter("9")
    assert counter.told() is Why.DISCOUNT_OVER_PRICE
    counter.enter("0.75")
    assert counter.sale.lines[0].net == usd("3.24")


def test_the_way_back_asks_again_and_then_leaves() -> None:
    counter = goods()
    scan(counter, PRINTED)
    counter.do(Do.PAY)
    counter.press("Ctrl+1")
    counter.do(Do.BACK)
    assert counter.on(CouponPage).line is None
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)


def test_without_its_goods_or_after_a_payment_it_is_refused() -> None:
    counter = a_counter()
    scan(counter, DOLLAR)
    assert counter.told() is Why.COUPON_NO_ITEM
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.do(Do.BACK)
    scan(counter, DOLLAR)
    assert counter.told() is Why.TENDERS_TAKEN


def test_it_is_taken_off_again_with_the_price_key() -> None:
    counter = goods()
    before = counter.total
    scan(counter, DOLLAR)
    counter.press("Ctrl+O")
    counter.do(Do.ANSWER, PriceChange.NO_COUPONS.value)
    assert counter.total == before
    counter.press("F4")
    counter.enter("2")
    scan(counter, DOLLAR)
    counter.press("F4")
    counter.enter("3")
    assert counter.told() is Why.COUPON_ON_LINE
