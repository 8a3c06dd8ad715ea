"""How each recorded fact changes the ticket.

`evolve` never refuses: what is in the journal happened.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from terminal.domain import facts as f
from terminal.domain.aside import Aside
from terminal.domain.barcode import EntryMethod
from terminal.domain.copay import Relief
from terminal.domain.counselling import trigger_of
from terminal.domain.deposit import DepositLine
from terminal.domain.evolve_money import (
    evolve_price,
    evolve_tax,
    evolve_tender,
)
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO
from terminal.domain.move import SaleMovedAway, SaleMovedHere
from terminal.domain.pickup import (
    Counselling,
    SignatureKind,
)
from terminal.domain.pse_ticket import PseFact, evolve_pse
from terminal.domain.receipt_wish import Form, Wish
from terminal.domain.refund import ReturnLine
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.sale import Paper, Sale, SaleStatus
from terminal.domain.sale_edit import (
    replace_items,
    replace_line,
    replace_rx,
    replace_rxs,
    with_line,
)
from terminal.domain.tax import NO_TAX


def opened(fact: f.SaleOpened) -> Sale:
    return Sale(fact.sale, fact.number, fact.lane, fact.staff)


def replay(facts: Iterable[f.SaleFact]) -> Sale:
    """The ticket that these facts, in their order, tell of."""
    recorded = iter(facts)
    first = next(recorded, None)
    if not isinstance(first, f.SaleOpened):
        raise TypeError("a ticket begins with its opening")
    sale = opened(first)
    for fact in recorded:
        sale = evolve(sale, fact)
    return sale


def evolved(sale: Sale, facts: Iterable[f.SaleFact]) -> Sale:
    """The ticket after all of them."""
    for fact in facts:
        sale = evolve(sale, fact)
    return sale


def frees(sale: Sale, facts: Iterable[f.SaleFact]) -> bool:
    """Whether these give the last payment back, so that prices follow the lines again."""
    if not sale.anything_paid:
        return False
    after = evolved(sale, facts)
    return after.status is SaleStatus.OPEN and not after.anything_paid and after.pending is None


def evolve(sale: Sale, fact: f.SaleFact) -> Sale:  # noqa: C901  a table
    """The ticket after `fact`."""
    assert fact.sale == sale.id, "a fact belongs to one ticket"
    match fact:
        case f.SaleOpened():
            return opened(fact)
        case f.ItemAdded():
            added = ItemLine(
                fact.line, fact.item, fact.quantity, fact.unit_price, fact.tax, fact.entry
            )
            if fact.item.restricted_as:
                sale = replace(sale, restricted=(*sale.restricted, fact.line))
            return with_line(sale, added)
        case f.FillAdded():
            return with_line(sale, RxLine(fact.line, fact.fill, fact.copay, fact.tax, fact.entry))
        case f.DepositAdded():
            added_up = DepositLine(
                fact.line,
                fact.kind,
                fact.reference,
                fact.amount,
                card=fact.card,
                before=fact.before,
            )
            return with_line(sale, added_up)
        case f.ReturnAdded():
            return with_line(sale, ReturnLine(fact.line, fact.returned, note=fact.note))
        case f.ReturnerRecorded():
            return replace(sale, returner=fact)
        case f.QuantityChanged():
            return _change_item(sale, fact)
        case f.LineVoided():
            return _void_line(sale, fact.line)
        case f.FillRefreshed():
            return _refresh(sale, fact)
        case f.SaleSuspended():
            aside = Aside(fact.name, fact.reason, fact.by, fact.at)
            return replace(sale, status=SaleStatus.SUSPENDED, aside=aside)
        case f.SaleLabelled():
            before = sale.aside or Aside()
            aside = replace(before, name=fact.name, reason=fact.reason)
            return replace(sale, aside=aside, known_as=sale.known_as.changed(before, aside))
        case f.SaleResumed():
            return replace(sale, status=SaleStatus.OPEN, staff=fact.staff, aside=None)
        case f.SaleAbandoned():
            return replace(sale, status=SaleStatus.ABANDONED)
        case SaleMovedAway():
            return replace(sale, status=SaleStatus.MOVED, aside=None)
        case SaleMovedHere():
            return replace(sale, moved_here=fact)
        case f.SaleCompleted():
            return replace(sale, status=SaleStatus.COMPLETED)
        case f.ReceiptRequested():
            return printed(sale, fact.wish, fact.copy)
        case f.FillHandedOver() | f.ChargeDecided() | f.PickupUndone() | f.PseReturned():
            return sale
        case f.CreditCarried():
            return replace(sale, carried=(*sale.carried, fact.share))
        case (
            f.LineDiscounted()
            | f.PriceOverridden()
            | f.TicketDiscounted()
            | f.CouponTaken()
            | f.CouponsTakenOff()
            | f.PromotionsApplied()
            | f.ItemsRepriced()
        ):
            return evolve_price(sale, fact)
        case f.LinesTaxed() | f.CustomerExempted() | f.ExemptionLifted() | f.OnPrescription():
            return evolve_tax(sale, fact)
        case (
            f.IdentityConfirmed()
            | f.PickerNamed()
            | f.BagScanned()
            | f.CounsellingRecorded()
            | f.ControlledReleased()
            | f.ControlledIdShown()
            | f.ObjectionReleased()
            | f.HandOutAnswered()
            | f.SignatureTaken()
            | f.StopReleased()
            | f.CopayLeftOwed()
            | f.CopayWaived()
            | f.NoticeHandedOver()
            | f.MessagesAnswered()
            | f.LeftUnsigned()
        ):
            return _evolve_pickup(sale, fact)
        case _ if isinstance(fact, PseFact):
            return replace(sale, pse=evolve_pse(sale.pse, fact))
        case f.AgeVerified() | f.AgeExempted() | f.RestrictedRefused() | f.BookEntryMade():
            return _evolve_restricted(sale, fact)
        case _:
            return evolve_tender(sale, fact)


PickupFact = (
    f.IdentityConfirmed
    | f.PickerNamed
    | f.BagScanned
    | f.CounsellingRecorded
    | f.ControlledReleased
    | f.ControlledIdShown
    | f.ObjectionReleased
    | f.HandOutAnswered
    | f.SignatureTaken
    | f.StopReleased
    | f.CopayLeftOwed
    | f.CopayWaived
    | f.NoticeHandedOver
    | f.MessagesAnswered
    | f.LeftUnsigned
)


def _evolve_pickup(sale: Sale, fact: PickupFact) -> Sale:  # noqa: C901  a table
    match fact:
        case f.IdentityConfirmed():
            return replace(sale, identities=(*sale.identities, (fact.patient, fact.method)))
        case f.PickerNamed():
            return _name_picker(sale, fact)
        case f.BagScanned():
            line = sale.line(fact.line)
            assert isinstance(line, RxLine)
            typed = line.bags_typed + (fact.entry is EntryMethod.KEYED)
            return replace_rx(sale, fact.line, bags_scanned=line.bags_scanned + 1, bags_typed=typed)
        case f.CounsellingRecorded():
            return _counselled(sale, fact)
        case f.ControlledReleased():
            return replace_rxs(sale, fact.lines, released=True, pharmacist=fact.pharmacist)
        case f.HandOutAnswered():
            return _answered(sale, fact)
        case f.ObjectionReleased():
            patients = sale.released_objections | {fact.patient}
            return replace(sale, released_objections=patients)
        case f.ControlledIdShown():
            return replace_rxs(sale, fact.lines, shown_id=fact.shown)
        case f.SignatureTaken():
            sale = replace(sale, papers=(*sale.papers, _signed(fact)))
            if fact.kind is not SignatureKind.THIRD_PARTY:
                return sale
            return replace_rxs(sale, fact.lines, signature=fact.bound)
        case f.LeftUnsigned():
            return replace(sale, papers=(*sale.papers, _unsigned(fact)))
        case f.StopReleased():
            released = (*sale.stops_released, (fact.key, fact.stop))
            return replace(sale, stops_released=released)
        case f.CopayLeftOwed():
            return _relieved(sale, fact, Relief.OWED)
        case f.CopayWaived():
            return _relieved(sale, fact, Relief.WAIVED)
        case f.NoticeHandedOver():
            return replace_rxs(sale, fact.lines, noticed=True)
        case f.MessagesAnswered():
            return replace(sale, consents=(*sale.consents, (fact.patient, fact.consent)))
        case _:
            assert_never(fact)


def _counselled(sale: Sale, fact: f.CounsellingRecorded) -> Sale:
    """A clerk who heard the refusal is nobody's pharmacist.

    What was asked for and came to nothing answers nothing that a row asks.
    """
    if fact.requested and fact.result is not Counselling.ACCEPTED:
        return sale
    sale = replace_rxs(sale, fact.lines, counselling=fact.result)
    return replace_rxs(sale, fact.lines, pharmacist=fact.by) if fact.by_pharmacist else sale


def _answered(sale: Sale, fact: f.HandOutAnswered) -> Sale:
    for line_id in fact.lines:
        line = sale.line(line_id)
        assert isinstance(line, RxLine)
        rule = {fact.rule}
        if fact.lets_go:
            answered, stopped = line.answered | rule, line.stopped - rule
        else:
            answered, stopped = line.answered - rule, line.stopped | rule
        sale = replace_rx(sale, line_id, answered=answered, stopped=stopped)
    return sale


def _name_picker(sale: Sale, fact: f.PickerNamed) -> Sale:
    """Somebody else than before has not shown an ID yet."""
    pickers = (*sale.pickers, (fact.patient, fact.relationship))
    names = (*sale.picker_names, (fact.patient, fact.name))
    before = (sale.picker_of(fact.patient), sale.picker_name_of(fact.patient))
    if before[0] is not None and before != (fact.relationship, fact.name):
        lines = (line.id for line in sale.rx_lines if line.fill.patient.id == fact.patient)
        sale = replace_rxs(sale, lines, shown_id=None, released=False)
    return replace(sale, pickers=pickers, picker_names=names)


RestrictedFact = f.AgeVerified | f.AgeExempted | f.RestrictedRefused | f.BookEntryMade


def _evolve_restricted(sale: Sale, fact: RestrictedFact) -> Sale:
    match fact:
        case f.AgeVerified():
            read = sale.age_read or fact.method is not AgeMethod.VISUAL
            checks = (*sale.age_checks, (fact.age, fact.method))
            return replace(sale, age_checks=checks, age_read=read)
        case f.AgeExempted():
            return replace_items(sale, fact.lines, age_exempt=True)
        case f.RestrictedRefused():
            if fact.reason is RefusedBecause.UNDER_AGE:
                sale = replace(sale, age_read=True)
            return replace_items(sale, fact.lines, refused=True) if fact.reason.final else sale
        case f.BookEntryMade():
            return replace_items(sale, (fact.line,), booked=True)
        case _:
            assert_never(fact)


def _signed(fact: f.SignatureTaken) -> Paper:
    rule = fact.rules[0] if fact.rules else ""
    return Paper(fact.kind, rule, fact.lines, fact.patient, fact.scope, None, fact.notice)


def _unsigned(fact: f.LeftUnsigned) -> Paper:
    return Paper(fact.kind, fact.rules[0], fact.lines, fact.patient, None, fact.why, fact.notice)


def _change_item(sale: Sale, fact: f.QuantityChanged) -> Sale:
    """What came off the price stood on the old quantity; facts that follow give it again."""
    line = sale.line(fact.line)
    assert isinstance(line, ItemLine)
    changed = replace(
        line,
        quantity=fact.quantity,
        tax=fact.tax,
        booked=False,
        discount=None,
        off=ZERO,
        share=ZERO,
        promotions=(),
    )
    return replace_line(sale, line, changed)


def _void_line(sale: Sale, line_id: LineId) -> Sale:
    line = sale.line(line_id)
    assert line is not None
    return replace_line(sale, line, replace(line, voided=True))


def _refresh(sale: Sale, fact: f.FillRefreshed) -> Sale:
    """The fill as read again: an answer stands for what was asked then, and for nothing else.

    Another reason to counsel is asked about again. So is another copay: who was to owe the old one,
    or let go of it, has not spoken of the new one.
    """
    line = sale.line(fact.line)
    assert isinstance(line, RxLine)
    same = trigger_of(line.fill) is trigger_of(fact.fill)
    return replace_rx(
        sale,
        fact.line,
        fill=fact.fill,
        copay=fact.copay,
        tax=fact.tax,
        counselling=line.counselling if same else None,
        relief=line.relief if fact.copay == line.copay else None,
        relieved=line.relieved if fact.copay == line.copay else ZERO,
    )


def _relieved(sale: Sale, fact: f.CopayLeftOwed | f.CopayWaived, relief: Relief) -> Sale:
    line = sale.line(fact.line)
    assert isinstance(line, RxLine)
    relieved = line.relieved + fact.amount
    tax = NO_TAX if relieved == line.copay else line.tax
    return replace_rx(sale, fact.line, relief=relief, relieved=relieved, tax=tax)


def printed(sale: Sale, wish: Wish, copy: int) -> Sale:
    """With this paper of it counted: each form counts for itself, a slip with those of its card."""
    match wish.form:
        case Form.GIFT:
            return replace(sale, gift_receipts=copy)
        case Form.CARD:
            return replace(sale, slips=(*sale.slips, wish.attempt))
        case Form.RECEIPT:
            return replace(sale, receipts=copy)
