"""Who may take what off which price, and how the ticket's discount follows its lines.

Rules that hold here:

1. Once anything is paid, no price moves: what was paid for stays as it was. Goods that are added
   after that bear no share of the ticket's discount.
2. Every amount is recorded: what comes off, each share, and the tax on what is left.
3. A discount stays on the ticket when its lines change, and is spread anew in the same breath.
4. A limit is for all that persons take off one line, its own discount and its share together.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import ItemCategory
from terminal.domain.discount import MAX_HOLDER, WHOLE, Discount, DiscountKind, Override, Share
from terminal.domain.evolve import evolve, evolved, frees
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import PPM, ZERO, Money, at_rate_half_up, total
from terminal.domain.policy import MAX_TICKET, Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tax_decider import line_tax
from terminal.domain.tender_decider import Decision

NEVER_DISCOUNTED: Final = frozenset({ItemCategory.RX_DRUG, ItemCategory.GIFT_CARD})
NO_SHARE: Final = NEVER_DISCOUNTED | {ItemCategory.FEE}
_MOVES_LINES: Final = (
    f.ItemAdded,
    f.QuantityChanged,
    f.LineVoided,
    f.LineDiscounted,
    f.PriceOverridden,
    f.CouponTaken,
    f.CouponsTakenOff,
    f.PromotionsApplied,
    f.ItemsRepriced,
)


def decide_price(sale: Sale, command: c.PriceCommand, policy: Policy, day: date) -> Decision:
    if sale.anything_paid:
        return Refusal(Why.TENDERS_TAKEN)
    match command:
        case c.DiscountLine():
            return _discount_line(sale, command, policy, day)
        case c.OverridePrice():
            return _override(sale, command, policy, day)
        case c.DiscountTicket():
            return _discount_ticket(sale, command, policy, day)
        case c.ApplyRate():
            return _apply_rate(sale, command, policy, day)
        case c.TakeOffDiscount(line=None):
            if sale.discount is None:
                return Refusal(Why.NO_DISCOUNT)
            return (_spread(sale, None, policy, day),)
        case c.TakeOffDiscount(line=number):
            assert number is not None
            return _take_off(sale, number, policy, day)
        case _:
            assert_never(command)


def with_shares(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """The decision, and the ticket's discount spread anew where lines moved under it."""
    if isinstance(decision, Refusal) or sale.discount is None:
        return decision
    freed = frees(sale, decision)
    if sale.anything_paid and not freed:
        return decision
    if not freed and not any(isinstance(fact, _MOVES_LINES) for fact in decision):
        return decision
    after = evolved(sale, decision)
    again = _spread(after, sale.discount, policy, day)
    same = not again.shares and again.amount == after.discount_off
    return decision if same else (*decision, again)


def given_again(
    sale: Sale, line: ItemLine, policy: Policy, day: date
) -> tuple[f.LineDiscounted, ...]:
    """The discount of a line whose quantity has changed: `sale` is as of that change."""
    changed = sale.line(line.id)
    assert isinstance(changed, ItemLine)
    return (
        () if line.discount is None else (_discounted(sale, changed, line.discount, policy, day),)
    )


def discountable(line: ItemLine) -> bool:
    return line.item.category not in NEVER_DISCOUNTED


def _line(sale: Sale, number: LineId) -> ItemLine | Refusal:
    line = sale.line(number)
    if line is None or line.voided:
        return Refusal(Why.NO_SUCH_LINE)
    if not isinstance(line, ItemLine):
        return Refusal(Why.NEVER_DISCOUNTED, "A prescription")
    if line.coupons:
        return Refusal(Why.COUPON_ON_LINE)
    return line if discountable(line) else Refusal(Why.NEVER_DISCOUNTED, line.item.name)


def _discount_line(sale: Sale, command: c.DiscountLine, policy: Policy, day: date) -> Decision:
    line = _line(sale, command.line)
    if isinstance(line, Refusal):
        return line
    given = _given(command, line.extended, policy)
    if isinstance(given, Refusal):
        return given
    facts = (_discounted(sale, line, given, policy, day),)
    if sale.discount is not None and _over_together(evolve(sale, facts[0]), sale.discount, line.id):
        return _over_limit(given)
    return with_shares(sale, facts, policy, day)


def _over_limit(given: Discount) -> Refusal:
    return Refusal(Why.DISCOUNT_OVER_LIMIT, f"{given.most // 100} %")


def _discounted(
    sale: Sale, line: ItemLine, discount: Discount | None, policy: Policy, day: date
) -> f.LineDiscounted:
    off = ZERO if discount is None else discount.off(line.extended)
    tax = line_tax(sale, line, line.extended - off, policy, day)
    return f.LineDiscounted(sale.id, line.id, discount, off, tax)


def _override(sale: Sale, command: c.OverridePrice, policy: Policy, day: date) -> Decision:
    line = _line(sale, command.line)
    if isinstance(line, Refusal):
        return line
    if command.reason not in policy.discounts.reasons:
        return Refusal(Why.NOTE_MISSING)
    if not ZERO <= command.price <= MAX_TICKET:
        return Refusal(Why.PRICE_OUT_OF_RANGE)
    why = Override(command.reason, command.by.id, entered=_entered(line))
    facts = (_overridden(sale, line, command.price, why, policy, day),)
    if evolve(sale, facts[0]).total > MAX_TICKET:
        return Refusal(Why.TICKET_TOO_LARGE)
    return with_shares(sale, facts, policy, day)


def _entered(line: ItemLine) -> Money | None:
    """What was asked at the scan for goods with an open price, whatever was changed since."""
    if line.item.price is not None:
        return None
    return line.unit_price if line.override is None else line.override.entered


def _overridden(
    sale: Sale, line: ItemLine, price: Money, why: Override | None, policy: Policy, day: date
) -> f.PriceOverridden:
    tax = line_tax(sale, line, price * line.quantity, policy, day)
    return f.PriceOverridden(sale.id, line.id, price, why, tax)


def _discount_ticket(sale: Sale, command: c.DiscountTicket, policy: Policy, day: date) -> Decision:
    if sale.discount is not None and sale.discount.group:
        return Refusal(Why.TICKET_HAS_DISCOUNT, sale.discount.group)
    base = total(line.before_share for line in _bearers(sale))
    if base == ZERO:
        return Refusal(Why.NOTHING_TO_DISCOUNT)
    given = _given(command, base, policy)
    if isinstance(given, Refusal):
        return given
    if _over_together(sale, given):
        return _over_limit(given)
    return (_spread(sale, given, policy, day),)


def _apply_rate(sale: Sale, command: c.ApplyRate, policy: Policy, day: date) -> Decision:
    """The rate of one group, and of no second one, for all goods but its departments left out."""
    group = policy.discounts.rate(command.group)
    if group is None:
        return Refusal(Why.RATE_UNKNOWN)
    if sale.discount is not None:
        return Refusal(Why.TICKET_HAS_DISCOUNT, sale.discount.reason)
    if not group.holds_on(day):
        days = ", ".join(each.value for each in group.days)
        return Refusal(Why.RATE_NOT_TODAY, f"{group.name}: {days}")
    holder = command.holder.strip()
    named = holder.isprintable() and 0 < len(holder) <= MAX_HOLDER
    if named is not group.asks_number:
        return Refusal(Why.RATE_NUMBER)
    given = group.given(command.by.id, holder)
    if not any(line.before_share_cents for line in _bearers(sale, given)):
        return Refusal(Why.NOTHING_TO_DISCOUNT)
    return (_spread(sale, given, policy, day),)


def _take_off(sale: Sale, number: LineId, policy: Policy, day: date) -> Decision:
    """The line costs again what it did before anybody changed its price."""
    line = _line(sale, number)
    if isinstance(line, Refusal):
        return line
    if line.override is not None:
        price = line.override.entered if line.item.price is None else line.item.price
        if price is None:
            return Refusal(Why.NO_PRICE, line.item.name)
        back = _overridden(sale, line, price, None, policy, day)
        if evolve(sale, back).total > MAX_TICKET:
            return Refusal(Why.TICKET_TOO_LARGE)
        return with_shares(sale, (back,), policy, day)
    if line.discount is None:
        return Refusal(Why.NO_DISCOUNT)
    return with_shares(sale, (_discounted(sale, line, None, policy, day),), policy, day)


def _given(
    command: c.DiscountLine | c.DiscountTicket, price: Money, policy: Policy
) -> Discount | Refusal:
    """The discount as it is asked for, if it is one and its giver may give it."""
    store = policy.discounts
    if command.reason not in store.reasons:
        return Refusal(Why.NOTE_MISSING)
    most = store.most(command.by.role)
    percent = command.kind is DiscountKind.PERCENT
    if command.value <= 0 or command.value > (10_000 if percent else price.cents):
        return Refusal(Why.DISCOUNT_OVER_PRICE)
    if most == 0 or (percent and command.value > most):
        return Refusal(Why.DISCOUNT_OVER_LIMIT, f"{most // 100} %")
    given = Discount(command.kind, command.value, command.reason, command.by.id, most)
    off = given.off(price)
    if not percent and off.cents < command.value:
        return Refusal(Why.DISCOUNT_OVER_LIMIT, f"{most // 100} %")
    return Refusal(Why.DISCOUNT_OF_NOTHING) if off == ZERO else given


# --- the ticket's discount


def _bearers(sale: Sale, discount: Discount | None = None) -> list[ItemLine]:
    """The lines that bear a share of this discount, in their order."""
    left_out = () if discount is None else discount.leaves_out
    return [
        line
        for line in sale.lines
        if isinstance(line, ItemLine) and not line.voided and line.item.category not in NO_SHARE
        if not left_out or line.item.department not in left_out
    ]


def _spread(sale: Sale, discount: Discount | None, policy: Policy, day: date) -> f.TicketDiscounted:
    lines = _bearers(sale, discount)
    shares = _shares(lines, discount)
    told = tuple(
        _share(sale, line, Money(cents), policy, day)
        for line, cents in zip(lines, shares, strict=True)
        if cents != line.share.cents
    )
    return f.TicketDiscounted(sale.id, discount, Money(sum(shares)), told)


def _share(sale: Sale, line: ItemLine, share: Money, policy: Policy, day: date) -> Share:
    tax = line_tax(sale, line, line.before_share - share, policy, day)
    return Share(line.id, share, tax)


def _shares(lines: Sequence[ItemLine], discount: Discount | None) -> list[int]:
    """What each line bears, in cents. In plain numbers: a long ticket is gone through at each scan.

    A line that a person discounted too bears no more than leaves it within the higher limit of the
    two who gave: the limit is for both together.
    """
    bases = [line.before_share_cents for line in lines]
    if discount is None or not any(bases):
        return [0] * len(lines)
    shares = discount.shares(bases)
    for at, line in enumerate(lines):
        if line.discount is not None:
            shares[at] = min(shares[at], _room(line, line.discount, discount))
    return shares


def _room(line: ItemLine, own: Discount, ticket: Discount) -> int:
    """The cents that the ticket's discount may still take off a line with a discount of its own."""
    limit = at_rate_half_up(line.extended, max(own.most, ticket.most) * (PPM // WHOLE))
    return max(0, limit.cents - line.off.cents)


def _over_together(sale: Sale, discount: Discount, only: LineId | None = None) -> bool:
    """Whether the two discounts of a line, of `only` or of any, add up past their limit."""
    lines = _bearers(sale, discount)
    bases = [line.before_share_cents for line in lines]
    if discount.group or not any(bases):
        return False  # the rate of a group is nobody's own to give
    shares = discount.shares(bases)
    return any(
        share > _room(line, line.discount, discount)
        for line, share in zip(lines, shares, strict=True)
        if line.discount is not None and only in (None, line.id)
    )
