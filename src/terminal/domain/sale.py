"""The ticket: its state, and how each recorded fact changes it.

`evolve` never refuses: what is in the journal happened. What may happen is decided in
sale_decider.py. Totals are carried along, so that line 500 costs what line 1 costs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import assert_never

from terminal.domain import facts as f
from terminal.domain.attempt import StoredFate
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility, Item
from terminal.domain.consent import MessageConsent, in_force
from terminal.domain.copay import Relief
from terminal.domain.counselling import trigger_of
from terminal.domain.coupon import Coupon
from terminal.domain.deposit import DepositLine
from terminal.domain.discount import Discount, Override
from terminal.domain.fill_guards import Stop
from terminal.domain.identity import AttemptRef, Digest, LaneId, LineId, SaleId, StaffId, TenderId
from terminal.domain.iias import NOTHING, Buckets, used_by_other
from terminal.domain.money import ZERO, Money, total
from terminal.domain.pickup import (
    CapScope,
    Counselling,
    IdentityMethod,
    Relationship,
    SignatureKind,
    Unsigned,
)
from terminal.domain.prescription import Fill, FillKey, PatientId
from terminal.domain.promotion import Promoted
from terminal.domain.pse_ticket import PseFact, PseTicket, evolve_pse
from terminal.domain.receipt_wish import Form
from terminal.domain.refund import ReturnLine, SourceShare
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.shown_id import PersonName, ShownId
from terminal.domain.snap import SnapShare
from terminal.domain.tax import NO_TAX, TaxCharge
from terminal.domain.tender import (
    CardTender,
    CardVoid,
    CashTender,
    KeyedTender,
    RefundTender,
    Tender,
    pending_attempt,
)
from terminal.domain.tender_kind import FOR_CERTAIN_GOODS, TenderKind


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Over-the-counter goods. Price, tax and eligibility are those of the moment of sale."""

    id: LineId
    item: Item
    quantity: int
    unit_price: Money
    tax: TaxCharge
    entry: EntryMethod
    voided: bool = False
    refused: bool = False
    """Who wanted to buy it may not: it leaves the ticket."""
    age_exempt: bool = False
    booked: bool = False
    """The pharmacist dispensed it and it stands in the record book."""
    discount: Discount | None = None
    off: Money = ZERO
    """What the discount takes off the whole line."""
    override: Override | None = None
    share: Money = ZERO
    """What the line bears of the ticket's discount."""
    on_rx: bool = False
    """A pharmacist has a prescription for it: that changes its tax."""
    coupons: tuple[Coupon, ...] = ()
    promotions: tuple[Promoted, ...] = ()
    snap: Money = ZERO
    """What EBT SNAP has paid of its net."""
    untaxed: TaxCharge | None = None
    """The tax that it would have without that."""

    @property
    def full_tax(self) -> TaxCharge:
        return self.tax if self.untaxed is None else self.untaxed

    @property
    def extended(self) -> Money:
        return self.unit_price * self.quantity

    @property
    def before_share_cents(self) -> int:
        """The same in a plain number: asked of every line of a long ticket at each scan."""
        cents = self.unit_price.cents * self.quantity - self.off.cents
        for each in self.promotions:
            cents -= each.amount.cents
        for coupon in self.coupons:
            cents -= coupon.amount.cents
        return cents

    @property
    def before_share(self) -> Money:
        return Money(self.before_share_cents)

    @property
    def before_coupons(self) -> Money:
        """What a coupon can take off."""
        return self.extended - self.off - self.promotion_off

    @property
    def promotion_off(self) -> Money:
        if not self.promotions:
            return ZERO
        return Money(sum(each.amount.cents for each in self.promotions))

    @property
    def coupon_off(self) -> Money:
        return Money(sum(each.amount.cents for each in self.coupons))

    @property
    def taxed_coupons(self) -> Money:
        """What of the coupons is taxed all the same."""
        return Money(sum(each.amount.cents for each in self.coupons if each.taxed))

    @property
    def net(self) -> Money:
        return self.before_share - self.share

    @property
    def tax_base(self) -> Money:
        return self.net + self.taxed_coupons

    @property
    def taxed(self) -> Money:
        """What of the base is taxed: not the part that SNAP pays, to the cent as its tax is."""
        if self.snap == ZERO:
            return self.tax_base
        rest = self.tax_base.cents * (self.net - self.snap).cents
        return Money((2 * rest + self.net.cents) // (2 * self.net.cents))

    @property
    def regular(self) -> Money:
        """What the line costs by the shelf's price without a sale; an open price is its own."""
        shelf = self.item.shelf_price
        return (self.unit_price if shelf is None else shelf) * self.quantity

    @property
    def saved(self) -> Money:
        return max(ZERO, self.regular - self.net)

    @property
    def buckets(self) -> Buckets:
        return Buckets.of(self.item.eligibility, self.net + self.tax.amount)


@dataclass(frozen=True, slots=True)
class RxLine:
    """One fill. Its price is the copay the PhMS told, never discounted, never typed."""

    id: LineId
    fill: Fill
    copay: Money
    tax: TaxCharge
    entry: EntryMethod
    voided: bool = False
    bags_scanned: int = 0
    counselling: Counselling | None = None
    released: bool = False
    """A pharmacist let a controlled fill go without an ID on record."""
    signature: Digest | None = None
    relief: Relief | None = None
    """The copay is owed or waived, not paid."""
    noticed: bool = False
    """The printed notice of a rejected claim was handed over."""
    shown_id: ShownId | None = None
    pharmacist: StaffId | None = None
    """Who counselled or released it."""
    answered: frozenset[str] = frozenset()
    """The questions (`Rule.ref`) that have an answer which lets it go ..."""
    stopped: frozenset[str] = frozenset()
    """... and those with an answer that holds it back."""

    @property
    def id_settled(self) -> bool:
        return self.released or self.shown_id is not None

    @property
    def net(self) -> Money:
        return self.copay if self.relief is None else ZERO

    @property
    def tax_base(self) -> Money:
        return self.net

    @property
    def taxed(self) -> Money:
        return self.tax_base

    @property
    def saved(self) -> Money:
        """A copay is never discounted; what is owed or waived is no saving."""
        return ZERO

    @property
    def buckets(self) -> Buckets:
        return Buckets.of(Eligibility.RX, self.net + self.tax.amount)


Line = ItemLine | RxLine | DepositLine | ReturnLine


@dataclass(frozen=True, slots=True)
class Paper:
    """A text that was signed on this ticket, or was due and is not signed for a reason."""

    kind: SignatureKind
    rule: str
    lines: tuple[LineId, ...]
    patient: PatientId | None
    scope: CapScope | None = None
    unsigned: Unsigned | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """The certificate of a customer who pays no sales tax; it counts to its last day."""

    certificate: str
    expires: date


class SaleStatus(Enum):
    OPEN = "open"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Sale:
    """A ticket as of its last fact. `owed`, `tax` and `saved` leave voided lines out."""

    id: SaleId
    number: int
    lane: LaneId
    staff: StaffId
    status: SaleStatus = SaleStatus.OPEN
    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    identities: tuple[tuple[PatientId, IdentityMethod], ...] = ()
    pickers: tuple[tuple[PatientId, Relationship], ...] = ()
    picker_names: tuple[tuple[PatientId, PersonName | None], ...] = ()
    released_objections: frozenset[PatientId] = frozenset()
    owed: Buckets = NOTHING
    tax: Money = ZERO
    receipts: int = 0
    pse: PseTicket = field(default_factory=PseTicket)
    stops_released: tuple[tuple[FillKey, Stop], ...] = ()
    consents: tuple[tuple[PatientId, MessageConsent], ...] = ()
    restricted: tuple[LineId, ...] = ()
    """Lines of goods with an age or a record book, voided ones too."""
    age_checks: tuple[tuple[int, AgeMethod], ...] = ()
    """Ages that were shown, or that the buyer looks at least."""
    age_read: bool = False
    """Whether a document told an age on this ticket, enough or not: looks do not count then."""
    papers: tuple[Paper, ...] = ()
    discount: Discount | None = None
    discount_off: Money = ZERO
    """What the ticket's discount takes off: the sum of the lines' shares."""
    exemption: Exemption | None = None
    saved: Money = ZERO
    """How much less the lines cost than by the shelf's prices."""
    gift_receipts: int = 0
    promotions_of: date | None = None
    """The day whose promotions this ticket has: that of the first one that it got."""
    carried: tuple[SourceShare, ...] = ()
    """What goods that came back paid of those sold, and what had paid them."""
    returner: f.ReturnerRecorded | None = field(default=None, repr=False)
    """Who brings goods without a receipt."""

    # Lines keep their place for ever, so a line's id is its index + 1.
    def line(self, line: LineId) -> Line | None:
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else None

    @property
    def next_line(self) -> LineId:
        return LineId(len(self.lines) + 1)

    @property
    def next_tender(self) -> TenderId:
        return TenderId(len(self.tenders) + 1)

    @property
    def live_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.voided)

    @property
    def rx_lines(self) -> tuple[RxLine, ...]:
        return tuple(line for line in self.lines if isinstance(line, RxLine) and not line.voided)

    @property
    def return_lines(self) -> tuple[ReturnLine, ...]:
        lines = (line for line in self.lines if isinstance(line, ReturnLine))
        return tuple(line for line in lines if not line.voided)

    @property
    def has_coupons(self) -> bool:
        return any(isinstance(line, ItemLine) and line.coupons for line in self.lines)

    @property
    def total(self) -> Money:
        return self.owed.total

    @property
    def paid(self) -> Buckets:
        """As each payment recorded it. Where SNAP paid, what can pay anything (cash, a card) went
        to what FSA/HSA cards and SNAP have left, in whatever order they came.
        """
        paid, snap = NOTHING, False
        for tender in self.tenders:
            paid = paid + tender.paid
            snap = snap or (tender.taken and tender.booked_as is TenderKind.EBT_SNAP)
        if not snap:
            return paid
        tied = self.tied
        return tied + used_by_other(self.owed - tied, paid.total - tied.total)

    @property
    def tied(self) -> Buckets:
        """What was paid by tenders that can pay only certain goods."""
        tied = NOTHING
        for tender in self.tenders:
            if tender.booked_as in FOR_CERTAIN_GOODS:
                tied = tied + tender.paid
        return tied

    @property
    def remaining(self) -> Buckets:
        return self.owed - self.paid

    @property
    def due(self) -> Money:
        return self.remaining.total

    @property
    def change(self) -> Money:
        gave = (each for each in self.tenders if isinstance(each, CashTender | KeyedTender))
        return total(each.change for each in gave if each.taken)

    @property
    def pending(self) -> CardTender | None:
        """The card tender whose outcome is not certain; there is at most one."""
        for tender in self.tenders:
            if isinstance(tender, CardTender) and tender.pending:
                return tender
        return None

    @property
    def anything_taken(self) -> bool:
        return any(tender.taken for tender in self.tenders)

    def tender(self, tender: TenderId) -> Tender | None:
        return self.tenders[tender - 1] if 1 <= tender <= len(self.tenders) else None

    def attempt(self, ref: AttemptRef) -> CardTender | None:
        """The tender with this attempt or void still pending."""
        for tender in self.tenders:
            if isinstance(tender, CardTender) and pending_attempt(tender) == ref:
                return tender
        return None

    def stored(self, ref: AttemptRef) -> CardTender | None:
        """The tender that was approved without the bank under this reference."""
        cards = (each for each in self.tenders if isinstance(each, CardTender))
        return next((each for each in cards if each.ref == ref and each.fate is not None), None)

    def rx_line(self, key: FillKey) -> RxLine | None:
        return next((line for line in self.rx_lines if line.fill.key == key), None)

    def released(self, key: FillKey) -> frozenset[Stop]:
        """What a pharmacist has answered for."""
        return frozenset(stop for known, stop in self.stops_released if known == key)

    def consents_of(self, patient: PatientId) -> tuple[MessageConsent, ...]:
        return in_force(tuple(said for known, said in self.consents if known == patient))

    def identified(self, patient: PatientId) -> bool:
        return any(known == patient for known, _ in self.identities)

    def picker_of(self, patient: PatientId) -> Relationship | None:
        return next((who for known, who in reversed(self.pickers) if known == patient), None)

    def picker_name_of(self, patient: PatientId) -> PersonName | None:
        names = (name for known, name in reversed(self.picker_names) if known == patient)
        return next(names, None)

    def objected(self, fill: Fill) -> bool:
        """Whether somebody collects who must not: the patient wants nobody else to."""
        patient = fill.patient
        allowed = self.picker_of(patient.id) in (None, Relationship.PATIENT)
        return patient.patient_only and not allowed and patient.id not in self.released_objections


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
            return _with_line(sale, added)
        case f.FillAdded():
            return _with_line(sale, RxLine(fact.line, fact.fill, fact.copay, fact.tax, fact.entry))
        case f.DepositAdded():
            added_up = DepositLine(fact.line, fact.kind, fact.reference, fact.amount)
            return _with_line(sale, added_up)
        case f.ReturnAdded():
            return _with_line(sale, ReturnLine(fact.line, fact.returned, note=fact.note))
        case f.ReturnerRecorded():
            return replace(sale, returner=fact)
        case f.QuantityChanged():
            return _change_item(sale, fact)
        case f.LineVoided():
            return _void_line(sale, fact.line)
        case f.FillRefreshed():
            return _refresh(sale, fact)
        case f.SaleSuspended():
            return replace(sale, status=SaleStatus.SUSPENDED)
        case f.SaleResumed():
            return replace(sale, status=SaleStatus.OPEN, staff=fact.staff)
        case f.SaleAbandoned():
            return replace(sale, status=SaleStatus.ABANDONED)
        case f.SaleCompleted():
            return replace(sale, status=SaleStatus.COMPLETED)
        case f.ReceiptRequested():
            if fact.wish.form is Form.GIFT:
                return replace(sale, gift_receipts=fact.copy)
            return replace(sale, receipts=fact.copy)
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
            return _evolve_price(sale, fact)
        case f.LinesTaxed() | f.CustomerExempted() | f.ExemptionLifted() | f.OnPrescription():
            return _evolve_tax(sale, fact)
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
            return _evolve_tender(sale, fact)


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
            return _replace_rx(sale, fact.line, bags_scanned=line.bags_scanned + 1)
        case f.CounsellingRecorded():
            return _counselled(sale, fact)
        case f.ControlledReleased():
            return _replace_rxs(sale, fact.lines, released=True, pharmacist=fact.pharmacist)
        case f.HandOutAnswered():
            return _answered(sale, fact)
        case f.ObjectionReleased():
            patients = sale.released_objections | {fact.patient}
            return replace(sale, released_objections=patients)
        case f.ControlledIdShown():
            return _replace_rxs(sale, fact.lines, shown_id=fact.shown)
        case f.SignatureTaken():
            sale = replace(sale, papers=(*sale.papers, _signed(fact)))
            if fact.kind is not SignatureKind.THIRD_PARTY:
                return sale
            return _replace_rxs(sale, fact.lines, signature=fact.bound)
        case f.LeftUnsigned():
            return replace(sale, papers=(*sale.papers, _unsigned(fact)))
        case f.StopReleased():
            released = (*sale.stops_released, (fact.key, fact.stop))
            return replace(sale, stops_released=released)
        case f.CopayLeftOwed():
            return _replace_rx(sale, fact.line, relief=Relief.OWED, tax=NO_TAX)
        case f.CopayWaived():
            return _replace_rx(sale, fact.line, relief=Relief.WAIVED, tax=NO_TAX)
        case f.NoticeHandedOver():
            return _replace_rxs(sale, fact.lines, noticed=True)
        case f.MessagesAnswered():
            return replace(sale, consents=(*sale.consents, (fact.patient, fact.consent)))
        case _:
            assert_never(fact)


def _counselled(sale: Sale, fact: f.CounsellingRecorded) -> Sale:
    """A clerk who heard the refusal is nobody's pharmacist."""
    sale = _replace_rxs(sale, fact.lines, counselling=fact.result)
    return _replace_rxs(sale, fact.lines, pharmacist=fact.by) if fact.by_pharmacist else sale


def _answered(sale: Sale, fact: f.HandOutAnswered) -> Sale:
    for line_id in fact.lines:
        line = sale.line(line_id)
        assert isinstance(line, RxLine)
        rule = {fact.rule}
        if fact.lets_go:
            answered, stopped = line.answered | rule, line.stopped - rule
        else:
            answered, stopped = line.answered - rule, line.stopped | rule
        sale = _replace_rx(sale, line_id, answered=answered, stopped=stopped)
    return sale


def _name_picker(sale: Sale, fact: f.PickerNamed) -> Sale:
    """Somebody else than before has not shown an ID yet."""
    pickers = (*sale.pickers, (fact.patient, fact.relationship))
    names = (*sale.picker_names, (fact.patient, fact.name))
    before = (sale.picker_of(fact.patient), sale.picker_name_of(fact.patient))
    if before[0] is not None and before != (fact.relationship, fact.name):
        lines = (line.id for line in sale.rx_lines if line.fill.patient.id == fact.patient)
        sale = _replace_rxs(sale, lines, shown_id=None, released=False)
    return replace(sale, pickers=pickers, picker_names=names)


PriceFact = (
    f.LineDiscounted
    | f.PriceOverridden
    | f.TicketDiscounted
    | f.CouponTaken
    | f.CouponsTakenOff
    | f.PromotionsApplied
    | f.ItemsRepriced
)


def _evolve_price(sale: Sale, fact: PriceFact) -> Sale:
    """A line whose price moves bears no share until it is told its new one."""
    match fact:
        case f.LineDiscounted():
            return _replace_items(
                sale,
                (fact.line,),
                discount=fact.discount,
                off=fact.amount,
                share=ZERO,
                tax=fact.tax,
                promotions=(),
            )
        case f.PriceOverridden():
            return _replace_items(
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
            return _replace_items(sale, (line.id,), coupons=coupons, share=ZERO, tax=fact.tax)
        case f.CouponsTakenOff():
            return _replace_items(sale, (fact.line,), coupons=(), share=ZERO, tax=fact.tax)
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
    after = _replace_lines(sale, shared)
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
    after = _replace_lines(sale, promoted)
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
    return replace(_replace_lines(sale, repriced), promotions_of=fact.day)


TaxFact = f.LinesTaxed | f.CustomerExempted | f.ExemptionLifted | f.OnPrescription


def _evolve_tax(sale: Sale, fact: TaxFact) -> Sale:
    match fact:
        case f.LinesTaxed():
            return _replace_lines(sale, [_taxed(sale, each) for each in fact.lines])
        case f.CustomerExempted():
            return replace(sale, exemption=Exemption(fact.certificate, fact.expires))
        case f.ExemptionLifted():
            return replace(sale, exemption=None)
        case f.OnPrescription():
            return _replace_items(sale, (fact.line,), on_rx=fact.on_rx)
        case _:
            assert_never(fact)


def _taxed(sale: Sale, new: f.LineTax) -> Line:
    line = sale.lines[new.line - 1]
    assert isinstance(line, ItemLine | RxLine), "only what is sold here is taxed here"
    return replace(line, tax=new.tax)


def _replace_lines(sale: Sale, changed: Iterable[Line]) -> Sale:
    """All in one pass: a ticket of hundreds of lines is changed as fast as it is read."""
    lines = list(sale.lines)
    owed, tax, saved = sale.owed, sale.tax, sale.saved
    for new in changed:
        old = lines[new.id - 1]
        assert not old.voided, "only what is sold has a price and a tax"
        lines[new.id - 1] = new
        owed = owed - old.buckets + new.buckets
        tax = tax - old.tax.amount + new.tax.amount
        saved = saved - old.saved + new.saved
    return replace(sale, lines=tuple(lines), owed=owed, tax=tax, saved=saved)


RestrictedFact = f.AgeVerified | f.AgeExempted | f.RestrictedRefused | f.BookEntryMade


def _evolve_restricted(sale: Sale, fact: RestrictedFact) -> Sale:
    match fact:
        case f.AgeVerified():
            read = sale.age_read or fact.method is not AgeMethod.VISUAL
            checks = (*sale.age_checks, (fact.age, fact.method))
            return replace(sale, age_checks=checks, age_read=read)
        case f.AgeExempted():
            return _replace_items(sale, fact.lines, age_exempt=True)
        case f.RestrictedRefused():
            if fact.reason is RefusedBecause.UNDER_AGE:
                sale = replace(sale, age_read=True)
            return _replace_items(sale, fact.lines, refused=True) if fact.reason.final else sale
        case f.BookEntryMade():
            return _replace_items(sale, (fact.line,), booked=True)
        case _:
            assert_never(fact)


def _signed(fact: f.SignatureTaken) -> Paper:
    rule = fact.rules[0] if fact.rules else ""
    return Paper(fact.kind, rule, fact.lines, fact.patient, fact.scope, None, fact.notice)


def _unsigned(fact: f.LeftUnsigned) -> Paper:
    return Paper(fact.kind, fact.rules[0], fact.lines, fact.patient, None, fact.why, fact.notice)


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


def _evolve_tender(sale: Sale, fact: TenderFact) -> Sale:  # noqa: C901  a table
    match fact:
        case f.SnapApplied():
            by_snap = replace(_card_of(sale, fact.tender), snap=fact.shares)
            return _replace_lines(
                _replace_tender(sale, by_snap), [_paid_by_snap(sale, each) for each in fact.shares]
            )
        case f.SnapUndone():
            paid = {each.line: each.amount for each in _card_of(sale, fact.tender).snap}
            lines = [_taxed_again(sale, each, paid[each.line]) for each in fact.lines]
            return _replace_lines(sale, lines)
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
            )
            return replace(sale, tenders=(*sale.tenders, asked))
        case f.RefundResolved():
            return _replace_tender(sale, _card(sale, fact.ref).resolved(fact.result, fact.used))
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
            return _replace_tender(sale, replace(handed_back, returned=True))
        case f.CashTaken():
            cash = CashTender(
                fact.tender, fact.applied, fact.tendered, fact.rounding, fact.change, fact.used
            )
            return replace(sale, tenders=(*sale.tenders, cash))
        case f.CashReturned():
            cash_back = sale.tender(fact.tender)
            assert isinstance(cash_back, CashTender)
            return _replace_tender(sale, replace(cash_back, returned=True))
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
            return _replace_tender(sale, replace(_card(sale, fact.ref), sent=True))
        case f.ChargeResolved():
            return _replace_tender(sale, _card(sale, fact.ref).resolved(fact.result, fact.used))
        case f.ChargeParked():
            return _replace_tender(sale, replace(_card(sale, fact.ref), parked=fact.reason))
        case f.VoidRequested():
            void = CardVoid(fact.ref, fact.asked_at)
            return _replace_tender(sale, _card_of(sale, fact.tender).asked_back(void))
        case f.VoidResolved():
            return _replace_tender(sale, _card_of(sale, fact.tender).void_resolved(fact.result))
        case f.StoredSaleUploaded():
            sent = _stored(sale, fact.ref).uploaded(fact.terminal_txn, fact.auth, fact.host_ref)
            return _replace_tender(sale, sent)
        case f.StoredSaleDeclined():
            bounced = sale.status in (SaleStatus.OPEN, SaleStatus.SUSPENDED)
            refused = _fated(sale, fact.ref, StoredFate.DECLINED, fact.reason)
            return _replace_tender(sale, replace(refused, bounced=bounced))
        case f.StoredSaleMissing():
            missing = _fated(sale, fact.ref, StoredFate.MISSING, fact.reason)
            return _replace_tender(sale, missing)
        case f.StoredSaleSettled():
            return _replace_tender(sale, _fated(sale, fact.ref, StoredFate.SETTLED, ""))
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


def _with_line(sale: Sale, line: Line) -> Sale:
    return replace(
        sale,
        lines=(*sale.lines, line),
        owed=sale.owed + line.buckets,
        tax=sale.tax + line.tax.amount,
        saved=sale.saved + line.saved,
    )


def _replace_line(sale: Sale, old: Line, new: Line) -> Sale:
    index = old.id - 1
    owed, tax, saved = sale.owed, sale.tax, sale.saved
    if not old.voided:
        owed, tax, saved = owed - old.buckets, tax - old.tax.amount, saved - old.saved
    if not new.voided:
        owed, tax, saved = owed + new.buckets, tax + new.tax.amount, saved + new.saved
    lines = (*sale.lines[:index], new, *sale.lines[index + 1 :])
    return replace(sale, lines=lines, owed=owed, tax=tax, saved=saved)


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
    return _replace_line(sale, line, changed)


def _void_line(sale: Sale, line_id: LineId) -> Sale:
    line = sale.line(line_id)
    assert line is not None
    return _replace_line(sale, line, replace(line, voided=True))


def _refresh(sale: Sale, fact: f.FillRefreshed) -> Sale:
    """The fill as read again: an answer stands for what was asked then, and for nothing else.

    Another reason to counsel is asked about again. So is another copay: who was to owe the old one,
    or let go of it, has not spoken of the new one.
    """
    line = sale.line(fact.line)
    assert isinstance(line, RxLine)
    same = trigger_of(line.fill) is trigger_of(fact.fill)
    return _replace_rx(
        sale,
        fact.line,
        fill=fact.fill,
        copay=fact.copay,
        tax=fact.tax,
        counselling=line.counselling if same else None,
        relief=line.relief if fact.copay == line.copay else None,
    )


def _replace_rx(sale: Sale, line_id: LineId, **changes: object) -> Sale:
    line = sale.line(line_id)
    assert isinstance(line, RxLine)
    return _replace_line(sale, line, replace(line, **changes))  # type: ignore[arg-type]


def _replace_rxs(sale: Sale, line_ids: Iterable[LineId], **changes: object) -> Sale:
    for line_id in line_ids:
        sale = _replace_rx(sale, line_id, **changes)
    return sale


def _replace_items(sale: Sale, line_ids: Iterable[LineId], **changes: object) -> Sale:
    for line_id in line_ids:
        line = sale.line(line_id)
        assert isinstance(line, ItemLine)
        sale = _replace_line(sale, line, replace(line, **changes))  # type: ignore[arg-type]
    return sale


def _replace_tender(sale: Sale, tender: Tender) -> Sale:
    index = tender.id - 1
    return replace(sale, tenders=(*sale.tenders[:index], tender, *sale.tenders[index + 1 :]))
