"""How recorded prices, taxes and payments change a ticket."""

from dataclasses import replace
from typing import assert_never

from terminal.domain import facts as f
from terminal.domain.attempt import StoredFate
from terminal.domain.identity import AttemptRef, TenderId
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money
from terminal.domain.sale import Exemption, Sale, SaleStatus
from terminal.domain.sale_edit import replace_items, replace_lines, replace_tender
from terminal.domain.snap import SnapShare
from terminal.domain.tender import (
    CardTender,
    CardVoid,
    CashTender,
    KeyedTender,
    RefundTender,
)

PriceFact = (
    f.LineDiscounted
    | f.PriceOverridden
    | f.TicketDiscounted
    | f.CouponTaken
    | f.CouponsTakenOff
    | f.PromotionsApplied
    | f.ItemsRepriced
)


def evolve_price(sale: Sale, fact: PriceFact) -> Sale:
    """A line whose price moves bears no share until it is told its new one."""
    match fact:
        case f.LineDiscounted():
            return replace_items(
                sale,
                (fact.line,),
                discount=fact.discount,
                off=fact.amount,
                share=ZERO,
                tax=fact.tax,
                promotions=(),
            )
        case f.PriceOverridden():
            return replace_items(
                sale,
                (fact.line,),
                unit_price=fact.unit_price,
                override=fact.override,
                discount=None,
                off=ZERO,
                share=ZERO,
                tax=fact.tax,
                promotions=(),
            )
        case f.TicketDiscounted():
            return _share_out(sale, fact)
        case f.PromotionsApplied():
            return _promote(sale, fact)
        case f.ItemsRepriced():
            return _reprice(sale, fact)
        case f.CouponTaken():
            line = sale.line(fact.line)
            assert isinstance(line, ItemLine)
            coupons = (*line.coupons, fact.coupon)
            return replace_items(sale, (line.id,), coupons=coupons, share=ZERO, tax=fact.tax)
        case f.CouponsTakenOff():
            return replace_items(sale, (fact.line,), coupons=(), share=ZERO, tax=fact.tax)
        case _:
            assert_never(fact)


def _share_out(sale: Sale, fact: f.TicketDiscounted) -> Sale:
    bearers = [(sale.lines[each.line - 1], each) for each in fact.shares]
    shared = [
        replace(line, share=each.amount, tax=each.tax)
        for line, each in bearers
        if isinstance(line, ItemLine)
    ]
    assert len(shared) == len(bearers), "only goods bear a share"
    after = replace_lines(sale, shared)
    return replace(after, discount=fact.discount, discount_off=fact.amount)


def _promote(sale: Sale, fact: f.PromotionsApplied) -> Sale:
    """A line whose price moves bears no share until it is told its new one."""
    lines = [(sale.lines[each.line - 1], each) for each in fact.lines]
    promoted = [
        replace(line, promotions=each.promotions, share=ZERO, tax=each.tax)
        for line, each in lines
        if isinstance(line, ItemLine)
    ]
    assert len(promoted) == len(lines), "only goods are promoted"
    after = replace_lines(sale, promoted)
    return replace(after, promotions_of=sale.promotions_of or fact.day)


def _reprice(sale: Sale, fact: f.ItemsRepriced) -> Sale:
    """What came off the old price is told again for the new one by the facts that follow."""
    lines = [(sale.lines[each.line - 1], each) for each in fact.lines]
    repriced = [
        replace(
            line,
            item=each.item,
            unit_price=each.unit_price,
            tax=each.tax,
            discount=None,
            off=ZERO,
            share=ZERO,
            promotions=(),
        )
        for line, each in lines
        if isinstance(line, ItemLine)
    ]
    assert len(repriced) == len(lines), "only goods have a price book"
    return replace(replace_lines(sale, repriced), promotions_of=fact.day)


TaxFact = f.LinesTaxed | f.CustomerExempted | f.ExemptionLifted | f.OnPrescription


def evolve_tax(sale: Sale, fact: TaxFact) -> Sale:
    match fact:
        case f.LinesTaxed():
            return replace_lines(sale, [_taxed(sale, each) for each in fact.lines])
        case f.CustomerExempted():
            return replace(sale, exemption=Exemption(fact.certificate, fact.expires))
        case f.ExemptionLifted():
            return replace(sale, exemption=None)
        case f.OnPrescription():
            return replace_items(sale, (fact.line,), on_rx=fact.on_rx)
        case _:
            assert_never(fact)


def _taxed(sale: Sale, new: f.LineTax) -> Line:
    line = sale.lines[new.line - 1]
    assert isinstance(line, ItemLine | RxLine), "only what is sold here is taxed here"
    return replace(line, tax=new.tax)


TenderFact = (
    f.CashTaken
    | f.CashReturned
    | f.ChargeRequested
    | f.ChargeSent
    | f.ChargeResolved
    | f.ChargeParked
    | f.VoidRequested
    | f.VoidResolved
    | f.StoredSaleUploaded
    | f.StoredSaleDeclined
    | f.StoredSaleMissing
    | f.StoredSaleSettled
    | f.KeyedTenderTaken
    | f.KeyedTenderReturned
    | f.SnapApplied
    | f.SnapUndone
    | f.RefundGiven
    | f.RefundRequested
    | f.RefundResolved
)


def evolve_tender(sale: Sale, fact: TenderFact) -> Sale:  # noqa: C901  a table
    match fact:
        case f.SnapApplied():
            by_snap = replace(_card_of(sale, fact.tender), snap=fact.shares)
            return replace_lines(
                replace_tender(sale, by_snap), [_paid_by_snap(sale, each) for each in fact.shares]
            )
        case f.SnapUndone():
            paid = {each.line: each.amount for each in _card_of(sale, fact.tender).snap}
            lines = [_taxed_again(sale, each, paid[each.line]) for each in fact.lines]
            return replace_lines(sale, lines)
        case f.RefundGiven():
            given = RefundTender(fact.tender, fact.way, fact.shares, fact.rounding, fact.reference)
            return replace(sale, tenders=(*sale.tenders, given))
        case f.RefundRequested():
            asked = CardTender(
                fact.tender,
                fact.ref,
                fact.kind,
                fact.amount,
                ZERO,
                ZERO,
                fact.asked_at,
                fact.terminal,
                refunds=fact.shares,
                void_of=fact.void_of,
            )
            return replace(sale, tenders=(*sale.tenders, asked))
        case f.RefundResolved():
            return replace_tender(sale, _card(sale, fact.ref).resolved(fact.result, fact.used))
        case f.KeyedTenderTaken():
            keyed = KeyedTender(
                fact.tender,
                fact.kind,
                fact.applied,
                fact.tendered,
                fact.change,
                fact.used,
                fact.entries,
            )
            return replace(sale, tenders=(*sale.tenders, keyed))
        case f.KeyedTenderReturned():
            handed_back = sale.tender(fact.tender)
            assert isinstance(handed_back, KeyedTender)
            return replace_tender(sale, replace(handed_back, returned=True))
        case f.CashTaken():
            cash = CashTender(
                fact.tender, fact.applied, fact.tendered, fact.rounding, fact.change, fact.used
            )
            return replace(sale, tenders=(*sale.tenders, cash))
        case f.CashReturned():
            cash_back = sale.tender(fact.tender)
            assert isinstance(cash_back, CashTender)
            return replace_tender(sale, replace(cash_back, returned=True))
        case f.ChargeRequested():
            card = CardTender(
                fact.tender,
                fact.ref,
                fact.kind,
                fact.amount,
                fact.healthcare,
                fact.rx,
                fact.asked_at,
                fact.terminal,
            )
            return replace(sale, tenders=(*sale.tenders, card))
        case f.ChargeSent():
            return replace_tender(sale, replace(_card(sale, fact.ref), sent=True))
        case f.ChargeResolved():
            return replace_tender(sale, _card(sale, fact.ref).resolved(fact.result, fact.used))
        case f.ChargeParked():
            return replace_tender(sale, replace(_card(sale, fact.ref), parked=fact.reason))
        case f.VoidRequested():
            void = CardVoid(fact.ref, fact.asked_at)
            return replace_tender(sale, _card_of(sale, fact.tender).asked_back(void))
        case f.VoidResolved():
            return replace_tender(sale, _card_of(sale, fact.tender).void_resolved(fact.result))
        case f.StoredSaleUploaded():
            sent = _stored(sale, fact.ref).uploaded(fact.terminal_txn, fact.auth, fact.host_ref)
            return replace_tender(sale, sent)
        case f.StoredSaleDeclined():
            bounced = sale.status in (SaleStatus.OPEN, SaleStatus.SUSPENDED)
            refused = _fated(sale, fact.ref, StoredFate.DECLINED, fact.reason)
            return replace_tender(sale, replace(refused, bounced=bounced))
        case f.StoredSaleMissing():
            missing = _fated(sale, fact.ref, StoredFate.MISSING, fact.reason)
            return replace_tender(sale, missing)
        case f.StoredSaleSettled():
            return replace_tender(sale, _fated(sale, fact.ref, StoredFate.SETTLED, ""))
        case _:
            assert_never(fact)


def _paid_by_snap(sale: Sale, share: SnapShare) -> ItemLine:
    line = sale.lines[share.line - 1]
    assert isinstance(line, ItemLine), "only goods are food"
    return replace(line, snap=line.snap + share.amount, untaxed=line.full_tax, tax=share.tax)


def _taxed_again(sale: Sale, new: f.LineTax, given_back: Money) -> ItemLine:
    line = sale.lines[new.line - 1]
    assert isinstance(line, ItemLine), "only goods are food"
    left = line.snap - given_back
    return replace(line, snap=left, untaxed=line.untaxed if left else None, tax=new.tax)


def _card(sale: Sale, ref: AttemptRef) -> CardTender:
    tender = sale.attempt(ref)
    assert tender is not None, "a fact about a card attempt follows its request"
    return tender


def _stored(sale: Sale, ref: AttemptRef) -> CardTender:
    tender = sale.stored(ref)
    assert tender is not None, "a fact about a stored sale follows its approval"
    return tender


def _fated(sale: Sale, ref: AttemptRef, fate: StoredFate, reason: str) -> CardTender:
    return replace(_stored(sale, ref), fate=fate, fate_reason=reason)


def _card_of(sale: Sale, tender_id: TenderId) -> CardTender:
    tender = sale.tender(tender_id)
    assert isinstance(tender, CardTender)
    return tender
