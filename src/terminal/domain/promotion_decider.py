"""How the store's promotions follow the ticket: worked out anew in the breath that moves a line.

Rules that hold here (decision 25):

1. A promotion comes first of all that takes something off, from the price in force. Coupons, then
   the ticket's discount, are of what it leaves.
2. A line whose price a person changed, by an amount, a percentage or another price, has that price
   and no promotion beside it.
3. A ticket keeps the promotions of its day, also when it is taken up on another, unless the store
   wants today's prices then.
4. Once anything is paid nothing moves: goods that are added after that get no promotion, until
   all that was paid is given back.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from terminal.domain import facts as f
from terminal.domain.coupon import Coupon
from terminal.domain.evolve import evolved, frees
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO
from terminal.domain.policy import MAX_TICKET, Policy
from terminal.domain.promotion import NEVER_PROMOTED, Lot, chosen
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tax_decider import line_tax
from terminal.domain.tender_decider import Decision

_MOVES_PIECES = (
    f.ItemAdded | f.QuantityChanged | f.LineVoided | f.LineDiscounted | f.PriceOverridden
)


def with_promotions(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """The decision, and what promotions make of the pieces that it moved."""
    if isinstance(decision, Refusal):
        return decision
    freed = frees(sale, decision)
    if sale.anything_paid and not freed:
        return decision
    moved = [fact.line for fact in decision if isinstance(fact, _MOVES_PIECES)]
    repriced = freed or any(isinstance(fact, f.ItemsRepriced) for fact in decision)
    if not moved and not repriced:
        return decision
    after = evolved(sale, decision)
    day = after.promotions_of or day
    lines = (each.line(number) for each in (sale, after) for number in moved)
    concerned = (isinstance(line, ItemLine) and _concerned(line, policy, day) for line in lines)
    if not repriced and not any(concerned):
        return decision
    more = tuple(_promoted(after, policy, day))
    after = evolved(after, more)
    return Refusal(Why.TICKET_TOO_LARGE) if after.total > MAX_TICKET else (*decision, *more)


def _concerned(line: ItemLine, policy: Policy, day: date) -> bool:
    return bool(line.promotions) or bool(policy.promotions.of(line.item, day))


def takes_part(line: ItemLine) -> bool:
    """Whether promotions may count the pieces of this line (rule 2)."""
    by_hand = line.override is not None or line.discount is not None
    return not (line.voided or by_hand or line.item.category in NEVER_PROMOTED)


def lots_of(sale: Sale, policy: Policy, day: date) -> Iterator[Lot]:
    for line in sale.lines:
        if not isinstance(line, ItemLine) or not takes_part(line):
            continue
        promotions = policy.promotions.of(line.item, day)
        if promotions:
            cents = line.unit_price.cents
            yield Lot(line.id, line.item.gtin, cents, line.quantity, promotions)


def _promoted(sale: Sale, policy: Policy, day: date) -> Iterator[f.SaleFact]:
    """The lines whose promotions are others now. Coupons that this leaves more or less room are
    taken off before and taken anew after it, so that no line costs less than nothing in between.
    """
    found = chosen(lots_of(sale, policy, day))
    changed = [
        line
        for line in sale.lines
        if isinstance(line, ItemLine) and not line.voided
        if line.promotions != found.get(line.id, ())
    ]
    coupons: dict[LineId, tuple[Coupon, ...]] = {}
    after: list[ItemLine] = []
    for line in changed:
        new = replace(line, promotions=found.get(line.id, ()), share=ZERO)
        worth = _worth(new)
        if worth != line.coupons:
            bare = replace(line, coupons=(), share=ZERO)
            tax = line_tax(sale, bare, bare.before_share, policy, day)
            yield f.CouponsTakenOff(sale.id, line.id, tax)
            coupons[line.id], new = worth, replace(new, coupons=())
        after.append(new)
    if after:
        told = (
            f.LinePromoted(
                line.id, line.promotions, line_tax(sale, line, line.before_share, policy, day)
            )
            for line in after
        )
        yield f.PromotionsApplied(sale.id, day, tuple(told))
    for line in after:
        for coupon in coupons.get(line.id, ()):
            line = replace(line, coupons=(*line.coupons, coupon))  # noqa: PLW2901  it grows
            tax = line_tax(sale, line, line.before_share, policy, day)
            yield f.CouponTaken(sale.id, line.id, coupon, tax)


def _worth(line: ItemLine) -> tuple[Coupon, ...]:
    """Its coupons with what each is worth now; one that is worth nothing goes."""
    left, worth = line.before_coupons, list[Coupon]()
    for coupon in line.coupons:
        amount = min(coupon.face, left)
        left -= amount
        if amount > ZERO:
            worth.append(replace(coupon, amount=amount))
    return tuple(worth)
