"""An earlier ticket whose goods come back: what was sold, what paid it, what is back already.

Rules that hold here:

1. It is worked out from the ticket's own facts, whatever prices and rates are today.
2. What came back on any ticket counts, one that is put aside too; a line that was struck does not.
3. A card payment that the bank has not taken pays nothing back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from terminal.domain import facts as f
from terminal.domain.attempt import CardPayment, StoredFate
from terminal.domain.catalog import Eligibility, Item
from terminal.domain.identity import LineId, PickupId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import Entry
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.prescription import FillKey
from terminal.domain.pse_ticket import PseLogged
from terminal.domain.refund import (
    VOIDED_WHOLE,
    Returned,
    ReturnLine,
    Shares,
    Source,
    SourceShare,
    in_order,
    less,
)
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.tax import TaxCharge, summed
from terminal.domain.tender import CardTender, CashTender, KeyedTender, RefundTender, Tender
from terminal.domain.tender_kind import TenderKind


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was paid; `net` is after every discount and coupon."""

    line: LineId
    item: Item | None
    fill: FillKey | None
    quantity: int
    net: Money
    tax: TaxCharge
    eligibility: Eligibility
    pickup: PickupId | None = None
    phms_id: str = ""
    pse_ref: str = ""
    snap: Money = ZERO
    """What EBT SNAP paid of the net."""
    logged_lines: int = 0
    """How many lines its entry in the log of pseudoephedrine has; none: it was not logged."""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came back of it before, on which ticket."""

    ticket: SaleId
    returned: Returned


@dataclass(frozen=True, slots=True)
class Original:
    sale: SaleId
    ticket: str
    day: date
    lines: tuple[SoldLine, ...]
    sources: Shares
    brought_back: tuple[BroughtBack, ...] = ()
    came_back_itself: tuple[LineId, ...] = field(default=())
    """Its own lines of goods that came back: they do not come back again."""

    def line(self, line: LineId) -> SoldLine | None:
        return next((each for each in self.lines if each.line == line), None)

    def back(self, line: LineId, here: Sale | None) -> int:
        """How many came back, those on the ticket in hand too."""
        return sum(each.quantity for each in self._back(here) if each.sold_line == line)

    def rest(self, sold: SoldLine, here: Sale | None) -> SoldLine:
        """What of the line has not come back: to the cent, whichever pieces were struck again."""
        back = [each for each in self._back(here) if each.sold_line == sold.line]
        shares = (share for each in back for share in each.shares)
        by_snap = (each for each in shares if each.source.kind is TenderKind.EBT_SNAP)
        return replace(
            sold,
            quantity=sold.quantity - sum(each.quantity for each in back),
            net=sold.net + total(each.net for each in back),
            tax=summed((sold.tax, *(each.tax for each in back))),
            snap=sold.snap - total(each.amount for each in by_snap),
        )

    def left(self, here: Sale | None) -> Shares:
        """What each source can still give back."""
        return less(self.sources, (share for each in self._back(here) for share in each.shares))

    def _back(self, here: Sale | None) -> tuple[Returned, ...]:
        elsewhere = (each.returned for each in self._elsewhere(here))
        return (*elsewhere, *(each.returned for each in self.on(here)))

    def on(self, here: Sale | None) -> tuple[ReturnLine, ...]:
        """What of it comes back on the ticket in hand."""
        lines = () if here is None else here.return_lines
        return tuple(each for each in lines if each.returned.sold_on == self.sale)

    def _elsewhere(self, here: Sale | None) -> tuple[BroughtBack, ...]:
        return tuple(each for each in self.brought_back if here is None or each.ticket != here.id)


def original_of(
    sale: Sale,
    ticket: str,
    day: date,
    facts: Iterable[f.Fact],
    brought_back: Iterable[tuple[Sale, ReturnLine]] = (),
) -> Original | None:
    """None: the ticket was never completed. `facts` are those of the ticket."""
    if sale.status is not SaleStatus.COMPLETED:
        return None
    recorded = tuple(facts)
    handed = {each.line: each for each in recorded if isinstance(each, f.FillHandedOver)}
    logged = {
        goods.line: each for each in recorded if isinstance(each, PseLogged) for goods in each.goods
    }
    lines = (_sold(line, handed, logged) for line in sale.live_lines)
    paid = (_paid(sale, tender, part, day) for tender, part in sale.paid_for())
    carried = (SourceShare(_carried(sale, place, each), each.part)
               for place, each in enumerate(sale.carried, 1))  # fmt: skip
    return Original(
        sale.id,
        ticket,
        day,
        tuple(line for line in lines if line is not None),
        in_order((*(each for each in paid if each is not None), *carried)),
        tuple(
            BroughtBack(each.id, line.returned)
            for each, line in brought_back
            if not line.voided and each.status is not SaleStatus.ABANDONED
        ),
        tuple(line.id for line in sale.return_lines),
    )


def _sold(
    line: Line, handed: Mapping[LineId, f.FillHandedOver], logged: Mapping[LineId, PseLogged]
) -> SoldLine | None:
    match line:
        case ItemLine():
            entry = logged.get(line.id)
            return SoldLine(
                line.id,
                line.item,
                None,
                line.quantity,
                line.net,
                line.tax,
                line.item.eligibility,
                snap=line.snap,
                pse_ref="" if entry is None else entry.ref,
                logged_lines=0 if entry is None else len(entry.goods),
            )
        case RxLine():
            pickup = handed.get(line.id)
            return SoldLine(
                line.id,
                None,
                line.fill.key,
                1,
                line.net,
                line.tax,
                Eligibility.RX,
                None if pickup is None else pickup.pickup,
                "" if pickup is None else pickup.phms_id,
            )
        case _:
            return None


_NOT_THE_BANKS = (StoredFate.WAITING, StoredFate.DECLINED, StoredFate.MISSING)


def _paid(sale: Sale, tender: Tender, part: Buckets, day: date) -> SourceShare | None:
    if not tender.taken:
        return None
    match tender:
        case RefundTender():
            return None
        case CashTender():
            source = Source(sale.id, tender.id, tender.booked_as, paid_on=day)
        case KeyedTender():
            name = tender.entry(Entry.ACCOUNT) or tender.entry(Entry.NUMBER)
            name = name or tender.entry(Entry.PROGRAMME) or tender.entry(Entry.REFERENCE)
            source = Source(
                sale.id,
                tender.id,
                tender.booked_as,
                tender.entry(Entry.LAST4),
                name,
                paid_on=day,
                card=tender.entry(Entry.CARD),
            )
        case CardTender():
            if tender.fate in _NOT_THE_BANKS:
                return None
            last4 = "" if tender.result is None else tender.result.last4
            source = Source(
                *(sale.id, tender.id, tender.booked_as, last4, "", tender.terminal),
                paid_on=day,
                payment=_to_void(tender),
            )
    return SourceShare(source, part)


def _to_void(tender: CardTender) -> CardPayment | None:
    """What could be voided of it while its batch is open: an approval of the bank, with what tells
    it from every other one at the terminal.
    """
    result, numbered = tender.result, tender.result is not None and tender.result.terminal_txn
    if result is None or not numbered or not result.last4 or not tender.terminal:
        return None
    if tender.booked_as not in VOIDED_WHOLE or tender.fate is not None:
        return None
    return CardPayment(
        tender.ref, tender.kind, result.approved, result.terminal_txn, tender.asked_at
    )


def _carried(sale: Sale, place: int, share: SourceShare) -> Source:
    """Whatever paid the goods that came back paid these."""
    old = share.source
    return Source(
        *(sale.id, TenderId(-place), old.kind, old.last4, old.name, old.terminal, old.paid_on),
        card=old.card,
    )
