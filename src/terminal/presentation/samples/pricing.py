"""Another price: what is asked for, the reasons, a manager's PIN, and how the ticket shows it."""

from dataclasses import replace
from datetime import date

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.pricing import RATE_ANSWER
from terminal.app.state import PriceChange
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import DiscountPolicy
from terminal.domain.money import Money
from terminal.domain.sale import Exemption
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.pharmacy import pin_of
from terminal.presentation.samples.selling import GOODS, combined_ticket


def price_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    goods = lane.scan(*GOODS)
    asked = goods.press(Do.PRICE)
    percent = asked.press(Do.ANSWER, PriceChange.LINE_PERCENT.value)
    reasons = percent.enter("10")
    discounted = because(percent.enter("5"), 2)
    over = because(percent.enter("50"), 2)
    whole = changed(discounted.press(Do.LINE_UP), PriceChange.TICKET_PERCENT, "5")
    both = because(whole, 4)
    overridden = because(changed(both, PriceChange.NEW_PRICE, "5"), 0)
    overridden = overridden.enter(stock.MANAGER.id, pin_of(stock.MANAGER))
    exempt = asked.press(Do.ANSWER, PriceChange.EXEMPT.value)
    signing = exempt.enter("EX 12-345678", "12312030")
    medicine = goods.press(Do.LINE_UP).press(Do.LINE_UP).press(Do.PRICE)
    on_rx = medicine.press(Do.ANSWER, PriceChange.ON_PRESCRIPTION.value)
    on_rx = on_rx.enter(stock.PHARMACIST.id, pin_of(stock.PHARMACIST))
    number = stock.IBUPROFEN.gtin
    coupon = goods.then(i.CodeScanned(CouponCode("1", number[1:8], None)))
    once = i.CodeScanned(CouponCode("2", number[1:], Money(1_00)))
    twice = goods.then(once, once)
    promoted = with_promotions(lane).scan(*GOODS, stock.CHOCOLATE, stock.CHOCOLATE)
    checking = with_promotions(goods).press(Do.CHECK_PRICE)
    rates = with_rates(goods).press(Do.PRICE)
    employee = rates.press(Do.ANSWER, f"{RATE_ANSWER}Employees")
    return {
        "price-rates": rates,
        "price-rate-number": employee,
        "sale-rate": employee.enter("E-1017"),
        "price-check": checking,
        "price-check-sale": checking.scan(stock.VITAMINS),
        "price-check-promotion": checking.scan(stock.IBUPROFEN),
        "price-check-restricted": checking.scan(stock.TWELVE_HOURS),
        "price-check-found": checking.enter("ibuprofen"),
        "sale-on-sale": lane.scan(stock.VITAMINS),
        "open-price": goods.scan(stock.GREETING_CARD),
        "open-price-wrong": goods.scan(stock.GREETING_CARD).enter("99"),
        "sale-promotion": promoted,
        "price-of-promoted": promoted.press(Do.PRICE),
        "price-leaves-promotion": changed(promoted, PriceChange.NEW_PRICE, "1.25"),
        "price-promotion-saves": changed(promoted, PriceChange.LINE_PERCENT, "5"),
        "price": asked,
        "price-percent": percent,
        "price-wrong": percent.enter("ten"),
        "price-reasons": reasons,
        "price-manager": over,
        "price-back": both.press(Do.PRICE),
        "price-of-ticket": changed(combined_ticket(lane), PriceChange.TICKET_AMOUNT, "1"),
        "sale-discounted": overridden,
        "coupon": coupon,
        "coupon-value": coupon.press(Do.SELECT_LINE, "1"),
        "sale-coupon": coupon.press(Do.SELECT_LINE, "1").enter("1.00"),
        "sale-coupon-twice": twice,
        "exempt": exempt,
        "exempt-until": exempt.enter("EX 12-345678"),
        "exempt-known": _exempt_before(exempt).enter("EX 12-345678"),
        "exempt-manager": signing,
        "sale-exempt": signing.enter(stock.MANAGER.id, pin_of(stock.MANAGER)),
        "sale-on-prescription": on_rx,
    }


def _exempt_before(lane: SampleLane) -> SampleLane:
    known = Exemption("EX 12-345678", date(2030, 12, 31))
    return replace(lane, state=replace(lane.state, certificates=(known,)))


def with_rates(lane: SampleLane) -> SampleLane:
    policy = replace(lane.state.policy, discounts=DiscountPolicy(rates=stock.RATES))
    return replace(lane, state=replace(lane.state, policy=policy))


def with_promotions(lane: SampleLane) -> SampleLane:
    policy = replace(lane.state.policy, promotions=stock.PROMOTIONS)
    return replace(lane, state=replace(lane.state, policy=policy))


def changed(lane: SampleLane, change: PriceChange, value: str) -> SampleLane:
    return lane.press(Do.PRICE).press(Do.ANSWER, change.value).enter(value)


def because(lane: SampleLane, number: int) -> SampleLane:
    return lane.press(Do.ANSWER, lane.state.policy.discounts.reasons[number])
