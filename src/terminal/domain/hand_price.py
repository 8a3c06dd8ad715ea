"""A price by a person, weighed against what the line cost without it (decision 25).

Rules that hold here:

1. What is called a discount never makes a ticket dearer: where the line's promotion saves more, the
   promotion stays and the discount is refused, as is one that rounding leaves nothing of.
2. Another price may make it dearer, a label can say too little. By how much is recorded with it,
   and nothing of such a line is ever told as saved.
"""

from dataclasses import replace

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.evolve import evolved
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tender_decider import Decision

ByHand = c.DiscountLine | c.OverridePrice


def without(sale: Sale, command: ByHand) -> c.TakeOffDiscount | None:
    """How the ticket becomes what it is without the change; None: it is that now."""
    line = sale.line(command.line)
    changed = isinstance(line, ItemLine) and (line.override or line.discount)
    return c.TakeOffDiscount(command.line) if changed else None


def weighed(sale: Sale, command: ByHand, decision: Decision, own: Decision) -> Decision:
    """`own`: the facts that lead from `sale` to the ticket without the change."""
    if isinstance(decision, Refusal) or isinstance(own, Refusal):
        return decision
    plain, after = evolved(sale, own), evolved(sale, decision)
    dearer = max(ZERO, after.total - plain.total)
    if isinstance(command, c.OverridePrice):
        return tuple(_with_what_it_costs(fact, dearer) for fact in decision)
    line = sale.line(command.line)
    on_another_price = isinstance(line, ItemLine) and line.override is not None
    if not dearer or on_another_price:
        return decision
    if promoted(after) < promoted(plain):
        return Refusal(Why.PROMOTION_SAVES_MORE, str(dearer))
    return Refusal(Why.DISCOUNT_OF_NOTHING)  # a cent moved to a line with more tax


def promoted(sale: Sale) -> Money:
    """What promotions take off the ticket."""
    return total(line.promotion_off for line in sale.live_lines if isinstance(line, ItemLine))


def _with_what_it_costs(fact: f.SaleFact, dearer: Money) -> f.SaleFact:
    if not isinstance(fact, f.PriceOverridden) or fact.override is None:
        return fact
    return replace(fact, override=replace(fact.override, dearer=dearer))
