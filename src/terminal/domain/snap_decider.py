"""What SNAP may pay of this ticket now, and what a payment by SNAP records."""

from collections import defaultdict

from terminal.domain import facts as f
from terminal.domain.catalog import Eligibility
from terminal.domain.iias import Buckets
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.sale import Sale
from terminal.domain.snap import FoodLine, SnapShare, shared, tax_without
from terminal.domain.tender import CardTender


def food_lines(sale: Sale) -> tuple[FoodLine, ...]:
    return tuple(
        FoodLine(line.id, line.item.eligibility, line.net, line.snap, line.full_tax)
        for line in sale.live_lines
        if isinstance(line, ItemLine) and line.item.snap and line.net > ZERO
    )


def snap_shares(sale: Sale, most: Money) -> tuple[SnapShare, ...]:
    """How SNAP would pay up to `most`; fewer lines, or none, where that is all there is."""
    free = sale.sold - sale.tied
    open_for = {
        Eligibility.HEALTHCARE_OTC: max(ZERO, free.otc),
        Eligibility.NONE: max(ZERO, free.none),
    }
    return shared(food_lines(sale), most, sale.open_to_benefits, open_for)


def snap_room(sale: Sale) -> Money:
    """The most that SNAP can pay now."""
    return total(each.amount for each in snap_shares(sale, sale.total))


def tax_saved(sale: Sale, shares: tuple[SnapShare, ...]) -> Money:
    """How much less tax the ticket has with these."""
    return total(sale.lines[each.line - 1].tax.amount - each.tax.amount for each in shares)


def snap_used(sale: Sale, shares: tuple[SnapShare, ...]) -> Buckets:
    """What the shares pay, by kind of line."""
    by_kind = defaultdict[Eligibility, Money](lambda: ZERO)
    for each in shares:
        line = sale.lines[each.line - 1]
        assert isinstance(line, ItemLine), "only goods are food"
        by_kind[line.item.eligibility] += each.amount
    return Buckets(otc=by_kind[Eligibility.HEALTHCARE_OTC], none=by_kind[Eligibility.NONE])


def snap_undone(sale: Sale, tender: CardTender) -> tuple[f.SnapUndone, ...]:
    """The tax that comes back when a payment by SNAP is given back."""
    if not tender.snap:
        return ()
    taxes = []
    for share in tender.snap:
        line = sale.lines[share.line - 1]
        assert isinstance(line, ItemLine), "only goods are food"
        tax = tax_without(line.full_tax, line.net, line.snap - share.amount)
        taxes.append(f.LineTax(line.id, tax))
    return (f.SnapUndone(sale.id, tender.id, tuple(taxes)),)
