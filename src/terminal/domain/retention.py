"""How long each kind of record is kept, and which are due (pickup-and-compliance.md section 16).

Rules that hold here:

1. Every kind of fact belongs to one class; a new one does not pass the tests without.
2. The longest of all rows in force for a class counts: a store may keep longer, never shorter. Of
   an ID and of the PSE log also the time that the rows count which ask for them (sections 7, 9).
3. What is due is counted from the day of the record, in whole months of the calendar; a record that
   names its own day stays until then, whatever the rows say later.
4. Of one ticket a class goes as a whole. What tells the ticket (lines, money, fills, people) goes
   with the last record that is read with it, so that no proof outlives what it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final, get_args

from terminal.domain import elsewhere as e
from terminal.domain import facts as f
from terminal.domain import move as mv
from terminal.domain import pse_ticket as p
from terminal.domain import receipt_message as m
from terminal.domain import till_facts as t
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.months import months_after
from terminal.domain.pse import PseTerms
from terminal.domain.rules import STORE, Rule, RuleBook


class RecordClass(Enum):
    SCHEDULE_V_BOOK = "schedule v book"
    PSE_LOG = "pse log"
    PICKUP = "pickup"  # pickups, their signatures and counselling, the third-party log
    PRIVACY = "privacy"  # NPP acknowledgements, who looked at what
    CONTROLLED_ID = "controlled id"
    SALES = "sales"  # tickets, tenders, tax, FSA detail
    RETURN_ID = "return id"  # who brought goods back without a receipt
    OPERATIONS = "operations"  # devices, drawer, sign-ins: kept as the audit of 45 CFR 164.312(b)


@dataclass(frozen=True, slots=True)
class RetentionTerms:
    record: RecordClass
    years: int

    def __post_init__(self) -> None:
        if not 1 <= self.years <= 100:
            raise ValueError("a record is kept for 1 to 100 years")


Terms = RetentionTerms | ControlledIdTerms | PseTerms
"""Rows that say how long something is kept."""
YEAR: Final = 12
"""Months."""


CLASS_OF: Final = MappingProxyType(
    {
        RecordClass.SCHEDULE_V_BOOK: (f.BookEntryMade,),
        RecordClass.PSE_LOG: (
            p.PseBuyerChecked,
            p.PseInquiryRequested,
            p.PseInquiryAnswered,
            p.PseOfflineAllowed,
            p.PseStopOverridden,
            p.PseSigned,
            p.PseWithdrawn,
            p.PseLogged,
            p.PseExchangeSettled,
            f.PseReturned,
        ),
        RecordClass.PICKUP: (
            f.FillAdded,
            f.FillRefreshed,
            f.FillHandedOver,
            f.PickerNamed,
            f.IdentityConfirmed,
            f.BagScanned,
            f.CounsellingRecorded,
            f.SignatureTaken,
            f.LeftUnsigned,
            f.PickupConfirmed,
            f.PickupDisputed,
            f.StopReleased,
            f.CopayLeftOwed,
            f.CopayWaived,
            f.NoticeHandedOver,
            f.NoticeHandedAside,
            f.MessagesAnswered,
            f.PickupCalled,
            f.ObjectionReleased,
            f.HandOutAnswered,
            f.SecondPickupClaimed,
            f.WorkItemSettled,
            f.PickupUndone,
            f.PickupUndoSettled,
        ),
        RecordClass.PRIVACY: (
            f.PatientViewed,
            f.IdentityMissed,
            f.RecordsRead,
            f.StaffAdmitted,
            f.StaffTrained,
            f.StaffDismissed,
            e.CounselledElsewhere,
            e.CounselledElsewhereSettled,
        ),
        RecordClass.CONTROLLED_ID: (f.ControlledReleased, f.ControlledIdShown),
        RecordClass.SALES: (
            f.AgeVerified,
            f.AgeExempted,
            f.RestrictedRefused,
            f.SaleOpened,
            f.ItemAdded,
            f.QuantityChanged,
            f.LineVoided,
            f.SaleSuspended,
            f.SaleLabelled,
            f.NoSaleOpened,
            m.ReceiptMessageAsked,
            m.ReceiptMessageSettled,
            f.SaleResumed,
            f.SaleAbandoned,
            mv.SaleMovedAway,
            mv.SaleMovedHere,
            mv.MoveSettled,
            f.SaleCompleted,
            f.CashTaken,
            f.CashReturned,
            f.KeyedTenderTaken,
            f.KeyedTenderReturned,
            f.DepositAdded,
            f.AccountOpened,
            f.AccountChanged,
            f.ChargeRequested,
            f.ChargeSent,
            f.ChargeResolved,
            f.ChargeParked,
            f.ChargeDecided,
            f.VoidRequested,
            f.VoidResolved,
            f.EligibilityListTaken,
            f.CardBatchRequested,
            f.CardBatchClosed,
            f.CardBatchFailed,
            f.StoredUploadRequested,
            f.StoredUploadAnswered,
            f.StoredUploadFailed,
            f.StoredSaleUploaded,
            f.StoredSaleDeclined,
            f.StoredSaleMissing,
            f.StoredSaleSettled,
            f.LineDiscounted,
            f.PriceOverridden,
            f.TicketDiscounted,
            f.PromotionsApplied,
            f.ItemsRepriced,
            f.LinesTaxed,
            f.CustomerExempted,
            f.ExemptionLifted,
            f.OnPrescription,
            t.TillOpened,
            t.CashCounted,
            t.PaidIn,
            t.PaidOut,
            t.SafeDropped,
            t.TillTakenOver,
            t.TillClockAccepted,
            t.TillClosed,
            t.DifferenceSettled,
            t.TillTakingsShown,
            f.CouponTaken,
            f.CouponsTakenOff,
            f.SnapApplied,
            f.SnapUndone,
            f.ReturnAdded,
            f.RefundGiven,
            f.RefundRequested,
            f.RefundResolved,
            f.CreditCarried,
        ),
        RecordClass.RETURN_ID: (f.ReturnerRecorded,),
        RecordClass.OPERATIONS: (
            f.ReceiptRequested,
            f.ReceiptMoved,
            f.DrawerRequested,
            f.DrawerSeen,
            f.DeviceAssigned,
            f.SignedIn,
            f.SignedOut,
            f.SignInFailed,
            f.ScreenLocked,
            f.ScreenUnlocked,
        ),
    }
)
KEPT_FOR_EVER: Final = (f.BodiesRemoved, f.HoldPlaced, f.HoldLifted)
"""What proves a removal is itself never removed."""


CLASS_BY_KIND: Final[Mapping[type[f.Fact], RecordClass]] = MappingProxyType(
    {kind: record for record, kinds in CLASS_OF.items() for kind in kinds}
)
_TICKET: Final = (RecordClass.SALES, RecordClass.PICKUP)
TELLS_THE_TICKET: Final = frozenset(
    kind for record in _TICKET for kind in CLASS_OF[record] if kind in get_args(f.SaleFact)
)
"""Replayed they are the ticket: its lines, money, fills and people."""
READ_WITH_THE_TICKET: Final = frozenset(
    {
        *_TICKET,
        RecordClass.CONTROLLED_ID,
        RecordClass.RETURN_ID,
        RecordClass.SCHEDULE_V_BOOK,
        RecordClass.PSE_LOG,
    }
)
"""Classes whose records name lines or people that the ticket alone tells (terminal/registers), say
only with it whether the goods were sold (the record book), or by what number it is known."""


def stays_with(kind: type[f.Fact]) -> frozenset[RecordClass]:
    """The classes of which nothing on the same ticket may be left to keep, before this goes."""
    if kind in TELLS_THE_TICKET:
        return READ_WITH_THE_TICKET
    return frozenset({CLASS_BY_KIND[kind]})


NAMES_ITS_DAY: Final = (p.PseLogged, f.ControlledIdShown)


def kept_until(fact: f.Fact, recorded: date) -> date:
    """The last day on which the record itself asks to be kept, by the rows of its own day."""
    match fact:
        case p.PseLogged():
            return fact.keep_until
        case f.ControlledIdShown():
            return months_after(recorded, fact.keep_years * YEAR)
        case _:
            return recorded


@dataclass(frozen=True, slots=True)
class Period:
    """How long one class is kept here, and which rows say so; who asks for longest stands first."""

    record: RecordClass
    months: int
    rules: tuple[Rule[Terms], ...]

    def due_before(self, day: date) -> date:
        """Records of before this day have been kept long enough on `day`."""
        return months_after(day, -self.months)

    @property
    def words(self) -> str:
        years, months = divmod(self.months, YEAR)
        return f"{self.months} months" if months else f"{years} years"


def period_of(record: RecordClass, book: RuleBook, day: date) -> Period | None:
    """None when no row speaks of it: then nothing of it is removed."""
    rules = tuple(
        rule for rule in book.in_force(RetentionTerms, day) if rule.terms.record is record
    )
    if not rules:
        return None
    asking: tuple[tuple[int, Rule[Terms]], ...] = ()
    match record:
        case RecordClass.CONTROLLED_ID:
            ids = book.in_force(ControlledIdTerms, day)
            rules = _confirmed_where_the_state_is(rules, ids, book)
            asking = tuple((rule.terms.keep_years * YEAR, rule) for rule in ids)
        case RecordClass.PSE_LOG:
            logs = book.in_force(PseTerms, day)
            asking = tuple((rule.terms.retention_months or 0, rule) for rule in logs)
        case _:
            pass
    return _longest(record, rules, asking)


def _confirmed_where_the_state_is(
    rules: tuple[Rule[RetentionTerms], ...],
    asking: tuple[Rule[ControlledIdTerms], ...],
    book: RuleBook,
) -> tuple[Rule[RetentionTerms], ...]:
    """Section 16: as long as the state says, else the default of five years. A state's own row that
    was confirmed takes the place of what nobody confirmed; a store keeps longer all the same.
    """
    if any(rule.confirmed and rule.jurisdiction == book.jurisdiction for rule in asking):
        return tuple(rule for rule in rules if rule.confirmed or rule.jurisdiction == STORE)
    return rules


def _longest(
    record: RecordClass,
    rules: tuple[Rule[RetentionTerms], ...],
    asking: tuple[tuple[int, Rule[Terms]], ...],
) -> Period:
    """The longest of all counts; of the rows that ask for the record those that add to it."""
    said = [(rule.terms.years * YEAR, rule) for rule in rules]
    most = max((months for months, _ in said), default=0)
    every = [*(each for each in asking if each[0] > most), *said]
    every.sort(key=lambda each: -each[0])
    return Period(record, every[0][0], tuple(rule for _, rule in every))
