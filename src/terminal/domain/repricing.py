"""A ticket that was put aside, taken up on another day: today's prices, where the store wants them.

Rules that hold here:

1. By itself a ticket keeps its prices. Where the settings say `today`, goods get the price and the
   promotions of the day on which it is taken up, and the screen says what changed.
2. A price by hand stays, and so does a line with a coupon, an open price, and whatever has no
   price today. What a person took off is taken off the new price.
3. Nothing moves once something is paid, and no ticket becomes one that cannot be taken up.
"""

from datetime import date

from terminal.domain import facts as f
from terminal.domain.discount_decider import given_again, with_shares
from terminal.domain.evolve import evolve, evolved
from terminal.domain.lines import ItemLine
from terminal.domain.policy import MAX_TICKET, Policy, ResumedPrices
from terminal.domain.promotion_decider import with_promotions
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale
from terminal.domain.tax import NoTaxRule
from terminal.domain.tax_decider import line_tax


def repriced_today(sale: Sale, policy: Policy, day: date) -> tuple[f.SaleFact, ...]:
    """What follows on the taking up; nothing where prices are kept or are the same today."""
    if policy.resumed_prices is ResumedPrices.KEPT or sale.anything_paid or sale.pending:
        return ()
    try:
        facts = _repriced(sale, policy, day)
    except NoTaxRule:
        return ()
    after = evolved(sale, facts)
    return facts if after.total <= MAX_TICKET else ()


def _repriced(sale: Sale, policy: Policy, day: date) -> tuple[f.SaleFact, ...]:
    lines = [line for line in sale.live_lines if isinstance(line, ItemLine)]
    told = []
    for line in lines:
        item = line.item.on(day)
        by_hand = line.override is not None or line.coupons or item.open_price is not None
        if by_hand or item.price is None or item == line.item:
            continue
        tax = line_tax(sale, line, item.price * line.quantity, policy, day)
        told.append(f.LineRepriced(line.id, item, item.price, tax))
    if not told and sale.promotions_of in (None, day):
        return ()
    facts: tuple[f.SaleFact, ...] = (f.ItemsRepriced(sale.id, day, tuple(told)),)
    after = evolve(sale, facts[0])
    moved = {each.line for each in told}
    for line in lines:
        if line.id in moved:
            facts = (*facts, *given_again(after, line, policy, day))
    decided = with_shares(sale, with_promotions(sale, facts, policy, day), policy, day)
    return () if isinstance(decided, Refusal) else decided
