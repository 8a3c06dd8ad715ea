"""The ticket: its state. What is recorded changes it by `evolve` (evolve.py).

What may happen is decided in sale_decider.py. Totals are carried along, so that line 500 costs what
line 1 costs.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from terminal.domain import facts as f
from terminal.domain.aside import Aside, KnownAs
from terminal.domain.consent import MessageConsent, in_force
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.discount import Discount
from terminal.domain.fill_guards import Stop
from terminal.domain.identity import AttemptRef, LaneId, LineId, SaleId, StaffId, TenderId
from terminal.domain.iias import NOTHING, Buckets, used_by_other
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.move import SaleMovedHere
from terminal.domain.pickup import (
    CapScope,
    IdentityMethod,
    Relationship,
    SignatureKind,
    Unsigned,
)
from terminal.domain.prescription import Fill, FillKey, PatientId
from terminal.domain.pse_ticket import PseTicket
from terminal.domain.refund import ReturnLine, SourceShare
from terminal.domain.restricted import AgeMethod
from terminal.domain.shown_id import PersonName
from terminal.domain.tender import (
    CardTender,
    CashTender,
    KeyedTender,
    Tender,
    gives_back,
    pending_attempt,
)
from terminal.domain.tender_kind import BUYS_NO_GIFT_CARD, FOR_CERTAIN_GOODS, TenderKind


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
    MOVED = "moved"
    """It goes on at another lane."""


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
    fills: tuple[LineId, ...] = ()
    """Lines of prescriptions, voided ones too: they are asked for many times at each step."""
    returns: tuple[LineId, ...] = ()
    """Lines of what comes back, voided ones too."""
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
    """How much less the lines cost than by the shelf's prices; below zero: more."""
    gift_receipts: int = 0
    slips: tuple[AttemptRef, ...] = ()
    """What slips of cards were asked for, once for each copy."""
    promotions_of: date | None = None
    """The day whose promotions this ticket has: that of the first one that it got."""
    carried: tuple[SourceShare, ...] = ()
    """What goods that came back paid of those sold, and what had paid them."""
    returner: f.ReturnerRecorded | None = field(default=None, repr=False)
    """Who brings goods without a receipt."""
    aside: Aside | None = None
    """While it is put aside."""
    known_as: KnownAs = field(default_factory=KnownAs)
    """Kept when it is taken up, for when it is put aside again."""
    moved_here: SaleMovedHere | None = None
    """It was put aside at another lane: what came from there."""

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
        lines = (self.lines[line - 1] for line in self.fills)
        return tuple(line for line in lines if isinstance(line, RxLine) and not line.voided)

    @property
    def return_lines(self) -> tuple[ReturnLine, ...]:
        lines = (self.lines[line - 1] for line in self.returns)
        return tuple(line for line in lines if isinstance(line, ReturnLine) and not line.voided)

    @property
    def worth_keeping(self) -> bool:
        """Whether there is something to put aside, or prescriptions are still to come on it."""
        return bool(self.lines) or (self.moved_here is not None and bool(self.moved_here.fills))

    @property
    def has_coupons(self) -> bool:
        return any(isinstance(line, ItemLine) and line.coupons for line in self.lines)

    @property
    def total(self) -> Money:
        return self.owed.total

    @property
    def sold(self) -> Buckets:
        """What is sold, whatever came back."""
        back = (line.buckets for line in self.return_lines)
        return self.owed - sum(back, start=NOTHING)

    @property
    def paid(self) -> Buckets:
        """What is settled: what the payments are for and, below zero, what went back."""
        return sum((part for _, part in self.paid_for()), start=self._went_back)

    @property
    def _went_back(self) -> Buckets:
        return sum((each.paid for each in self.tenders if gives_back(each)), start=NOTHING)

    def paid_for(self) -> tuple[tuple[Tender, Buckets], ...]:
        """What each payment is for, as it recorded it. Where SNAP paid, what can pay anything
        (cash, a card) went to what FSA/HSA cards and SNAP leave, in whatever order they came.
        """
        payments = self.payments
        if not any(each.taken and each.booked_as is TenderKind.EBT_SNAP for each in payments):
            return tuple((each, each.paid) for each in payments)
        left, told = self.owed - self._went_back - self.tied, list[tuple[Tender, Buckets]]()
        for each in payments:
            part = each.paid
            if each.booked_as not in FOR_CERTAIN_GOODS:
                part = used_by_other(left, part.total)
                left = left - part
            told.append((each, part))
        return tuple(told)

    @property
    def tied(self) -> Buckets:
        """What was paid by tenders that can pay only certain goods."""
        tied = (each.paid for each in self.payments if each.booked_as in FOR_CERTAIN_GOODS)
        return sum(tied, start=NOTHING)

    @property
    def remaining(self) -> Buckets:
        return self.owed - self.paid

    @property
    def due(self) -> Money:
        return self.remaining.total

    def deposits(self, kind: DepositKind) -> Money:
        lines = (each for each in self.live_lines if isinstance(each, DepositLine))
        return total(line.net for line in lines if line.kind is kind)

    @property
    def open_to_benefits(self) -> Money:
        """What is due of everything but gift cards: what was paid by tenders that buy none went to
        the other things.
        """
        bound = total(
            tender.paid.total for tender in self.tenders if tender.booked_as in BUYS_NO_GIFT_CARD
        )
        rest = self.total - self.deposits(DepositKind.GIFT_CARD) - bound
        return max(ZERO, min(self.due, rest))

    @property
    def eligible_left(self) -> Money:
        """What an FSA/HSA card may still pay."""
        return min(self.remaining.eligible, self.open_to_benefits)

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
        """Whether money has moved, either way."""
        return any(tender.taken for tender in self.tenders)

    @property
    def payments(self) -> tuple[Tender, ...]:
        """The tenders that are to pay for something: not money of earlier tickets going back."""
        return tuple(each for each in self.tenders if not gives_back(each))

    @property
    def anything_paid(self) -> bool:
        return any(each.taken for each in self.payments)

    @property
    def anything_given_back(self) -> bool:
        """Whether money of earlier tickets went back on this one."""
        return any(each.taken and gives_back(each) for each in self.tenders)

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
