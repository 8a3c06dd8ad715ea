"""Whether a coupon is taken, what it is worth on its line, and when it has to go again.

Rules that hold here: each coupon uses up the pieces that it asks for, so that the same one is taken
once for each purchase and one with a serial number once at all (of other tickets the counter asks
the store before); whether a manufacturer's coupon
reduces what is taxed is a row of the state, and where rows differ the line is taxed in full.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.coupon import MAX_VALUE, Coupon, CouponCode, CouponTerms
from terminal.domain.discount_decider import discountable
from terminal.domain.evolve import evolve, evolved
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tax_decider import line_tax
from terminal.domain.tender_decider import Decision


def decide_coupon(sale: Sale, command: c.CouponCommand, policy: Policy, day: date) -> Decision:
    if sale.anything_paid:
        return Refusal(Why.TENDERS_TAKEN)
    match command:
        case c.TakeCoupon():
            return _take(sale, command, policy, day)
        case c.TakeOffCoupons():
            line = sale.line(command.line)
            if not isinstance(line, ItemLine) or line.voided or not line.coupons:
                return Refusal(Why.NO_COUPON)
            return (_without(sale, line, policy, day),)
        case _:
            assert_never(command)


def fitting(sale: Sale, code: CouponCode) -> tuple[ItemLine, ...]:
    """The lines that this coupon could be for."""
    return tuple(
        line
        for line in sale.live_lines
        if isinstance(line, ItemLine) and discountable(line) and code.fits(line.item.gtin)
    )


def refusal_of(sale: Sale, code: CouponCode, day: date) -> Refusal | None:
    """Why it is not taken on this ticket at all."""
    if code.until is not None and day > code.until:
        return Refusal(Why.COUPON_EXPIRED)
    if code.since is not None and day < code.since:
        return Refusal(Why.COUPON_TOO_EARLY)
    lines = fitting(sale, code)
    if not lines:
        return Refusal(Why.COUPON_NO_ITEM)
    taken = [each for line in lines for each in line.coupons]
    if any(each.code.code == code.code for each in taken) and code.serial:
        return Refusal(Why.COUPON_TWICE)
    free = sum(line.quantity for line in lines) - sum(each.code.units for each in taken)
    if free >= code.units:
        return None
    again = any(each.code.code == code.code for each in taken)
    return Refusal(Why.COUPON_TWICE) if again else Refusal(Why.COUPON_UNITS, str(code.units))


def _take(sale: Sale, command: c.TakeCoupon, policy: Policy, day: date) -> Decision:
    code = command.code
    refused = refusal_of(sale, code, day)
    if refused is not None:
        return refused
    line = next((each for each in fitting(sale, code) if each.id == command.line), None)
    if line is None:
        return Refusal(Why.COUPON_NO_ITEM)
    face = command.value if code.save is None else code.save
    if face is None or not ZERO < face <= MAX_VALUE:
        return Refusal(Why.COUPON_VALUE)
    if len(line.coupons) >= line.quantity:
        return Refusal(Why.COUPON_TWICE)
    left = line.before_share
    if left == ZERO or (code.save is None and face > left):
        return Refusal(Why.DISCOUNT_OVER_PRICE)
    rules = () if code.store else policy.rules.in_force(CouponTerms, day)
    taxed = not code.store and not all(rule.terms.reduces_tax for rule in rules)
    amount = min(face, left)
    coupon = Coupon(code, face, amount, taxed, tuple(rule.ref for rule in rules))
    taxed_net = left if taxed else left - amount
    tax = line_tax(sale, line, taxed_net, policy, day)
    return (f.CouponTaken(sale.id, line.id, coupon, tax),)


def _without(sale: Sale, line: ItemLine, policy: Policy, day: date) -> f.CouponsTakenOff:
    bare = replace(line, coupons=())
    tax = line_tax(sale, bare, bare.before_share, policy, day)
    return f.CouponsTakenOff(sale.id, line.id, tax)


def with_coupons(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """The decision; coupons go with the goods that they asked for."""
    if isinstance(decision, Refusal):
        return decision
    moved = any(isinstance(fact, f.LineVoided | f.QuantityChanged) for fact in decision)
    if not moved or not sale.has_coupons:
        return decision
    after = evolved(sale, decision)
    facts = list(decision)
    for line in _unmet(after):
        gone = _without(after, line, policy, day)
        after = evolve(after, gone)
        facts.append(gone)
    return tuple(facts)


def _unmet(sale: Sale) -> Iterator[ItemLine]:
    """Lines with a coupon whose goods are not all there any more."""
    for line in sale.live_lines:
        if isinstance(line, ItemLine) and any(_short(sale, each.code) for each in line.coupons):
            yield line


def _short(sale: Sale, code: CouponCode) -> bool:
    lines = fitting(sale, code)
    asked = sum(each.code.units for line in lines for each in line.coupons)
    return sum(line.quantity for line in lines) < asked
