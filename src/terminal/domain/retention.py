"""How long each kind of record is kept, and which are due (pickup-and-compliance.md section 16).

Rules that hold here:

1. Every kind of fact belongs to one class; a new one does not pass the tests without.
2. The longest of all rows in force for a class counts: a store may keep longer, never shorter. Of
   an ID also the years that the rows count which ask for it (section 7).
3. What is due is counted from the day of the record, in whole years of the calendar.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from terminal.domain import elsewhere as e
from terminal.domain import facts as f
from terminal.domain import move as mv
from terminal.domain import pse_ticket as p
from terminal.domain import receipt_message as m
from terminal.domain import till_facts as t
from terminal.domain.controlled import ControlledIdTerms
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


@dataclass(frozen=True, slots=True)
class Period:
    """How long one class is kept here, and which rows say so."""

    record: RecordClass
    years: int
    rules: tuple[Rule[RetentionTerms] | Rule[ControlledIdTerms], ...]

    def due_before(self, day: date) -> date:
        """Records of before this day have been kept long enough on `day`."""
        try:
            return day.replace(year=day.year - self.years)
        except ValueError:  # 29 February of a year that was none
            return day.replace(year=day.year - self.years, day=28)


def period_of(record: RecordClass, book: RuleBook, day: date) -> Period | None:
    """None when no row speaks of it: then nothing of it is removed."""
    rules = tuple(
        rule for rule in book.in_force(RetentionTerms, day) if rule.terms.record is record
    )
    if not rules:
        return None
    if record is RecordClass.CONTROLLED_ID:
        return _of_ids(rules, book, day)
    return Period(record, max(rule.terms.years for rule in rules), rules)


def _of_ids(rules: tuple[Rule[RetentionTerms], ...], book: RuleBook, day: date) -> Period:
    """Section 16: as long as the state says, else the default of five years. A state's own row that
    was confirmed takes the place of what nobody confirmed; a store keeps longer all the same.
    """
    asking = book.in_force(ControlledIdTerms, day)
    if any(rule.confirmed and rule.jurisdiction == book.jurisdiction for rule in asking):
        rules = tuple(rule for rule in rules if rule.confirmed or rule.jurisdiction == STORE)
    longest = max((rule.terms.years for rule in rules), default=0)
    longer = tuple(rule for rule in asking if rule.terms.keep_years > longest)
    longest = max((longest, *(rule.terms.keep_years for rule in longer)))
    return Period(RecordClass.CONTROLLED_ID, longest, (*rules, *longer))
