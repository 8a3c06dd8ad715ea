"""EBT SNAP: what it may pay of a ticket, line by line, and the tax that is not charged for that.

Rules that hold here (money-tax-iias.md section 7):

1. SNAP pays the net of food alone, never tax. Food is what the store's catalogue says.
2. No sales tax on the part that SNAP pays: `tax = round(full tax * (net - SNAP) / net)`, half-up.
3. Taxed food is paid first, the highest rate before the others: that is the least tax for the
   customer (unconfirmed: check with the state).
4. It never pays what an FSA/HSA card has paid, and with the tax that falls away never more than
   what is due: what other tenders paid went to what is no food.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terminal.domain.catalog import Eligibility
from terminal.domain.identity import LineId
from terminal.domain.money import ZERO, Money
from terminal.domain.tax import TaxCharge


@dataclass(frozen=True, slots=True)
class SnapShare:
    """What one SNAP payment pays of a line's net, and the line's tax from then on."""

    line: LineId
    amount: Money
    tax: TaxCharge


@dataclass(frozen=True, slots=True)
class FoodLine:
    """A line that SNAP may pay: `paid` of its `net` it has paid, `full` would be taxed without."""

    line: LineId
    eligibility: Eligibility
    net: Money
    paid: Money
    full: TaxCharge

    def taxed(self, paid: Money) -> TaxCharge:
        """Its tax when SNAP has paid so much of it."""
        return tax_without(self.full, self.net, paid)

    def cost(self, more: Money) -> Money:
        """What the ticket owes less when SNAP pays so much more of it: that, and its tax."""
        return more + self.taxed(self.paid).amount - self.taxed(self.paid + more).amount

    def most(self, within: Money, left: Money) -> Money:
        """The most that fits, where so much may be paid and so much fall away."""
        high = max(ZERO, min(self.net - self.paid, within, left))
        if self.cost(high) <= left:
            return high
        low = ZERO  # `cost` grows with what is paid, so that the last that fits is found by halves
        while high - low > Money(1):
            middle = Money((low.cents + high.cents) // 2)
            low, high = (middle, high) if self.cost(middle) <= left else (low, middle)
        return low


def tax_without(full: TaxCharge, net: Money, paid: Money) -> TaxCharge:
    """The tax of a line of which SNAP pays `paid`; in full where it pays nothing."""
    assert ZERO <= paid <= net, "SNAP pays no more than a line costs"
    if paid == ZERO:
        return full
    rest = full.amount.cents * (net - paid).cents
    return full.of(Money((2 * rest + net.cents) // (2 * net.cents)))


def shared(
    lines: Iterable[FoodLine], most: Money, due: Money, open_for: Mapping[Eligibility, Money]
) -> tuple[SnapShare, ...]:
    """How up to `most` is paid. `open_for`: what no FSA/HSA card has paid, by kind of line."""
    left, still, shares = most, dict(open_for), list[SnapShare]()
    for each in sorted(lines, key=lambda line: (-line.full.rate_ppm, line.line)):
        amount = each.most(left, min(due, still[each.eligibility]))
        if amount == ZERO:
            continue
        fallen = each.cost(amount)
        left, due = left - amount, due - fallen
        still[each.eligibility] -= fallen
        shares.append(SnapShare(each.line, amount, each.taxed(each.paid + amount)))
    return tuple(shares)
