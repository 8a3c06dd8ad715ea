"""The facts are a closed set with stable names; the journal depends on both."""

from dataclasses import fields, is_dataclass
from typing import get_args

import pytest

from terminal.domain import facts as f


def test_the_names_of_the_facts_are_settled() -> None:
    """A name may be added here, never taken away or changed: stored journals hold it."""
    assert {each.__name__ for each in f.FACTS} >= {
        *("SaleOpened", "ItemAdded", "FillAdded", "QuantityChanged", "LineVoided"),
        *("FillRefreshed", "SaleSuspended", "SaleResumed", "SaleAbandoned", "SaleCompleted"),
        *("IdentityConfirmed", "PickerNamed", "BagScanned", "CounsellingRecorded"),
        *("ControlledReleased", "SignatureTaken", "FillHandedOver", "CashTaken", "CashReturned"),
        *("ChargeRequested", "ChargeSent", "ChargeResolved", "ChargeParked", "VoidRequested"),
        *("VoidResolved", "ReceiptRequested", "ReceiptMoved", "DrawerRequested", "DrawerSeen"),
        *("DeviceAssigned", "CardBatchRequested", "CardBatchClosed", "CardBatchFailed"),
        *("StoredUploadRequested", "StoredUploadAnswered", "StoredUploadFailed"),
        *("StoredSaleUploaded", "StoredSaleDeclined", "StoredSaleMissing", "StoredSaleSettled"),
        *("PatientViewed", "IdentityMissed", "PickupConfirmed", "PickupDisputed"),
        *("PseBuyerChecked", "PseInquiryRequested", "PseInquiryAnswered", "PseOfflineAllowed"),
        *("PseStopOverridden", "PseSigned", "PseWithdrawn", "PseLogged", "PseExchangeSettled"),
        *("StopReleased", "CopayLeftOwed", "CopayWaived", "NoticeHandedOver"),
        *("NoticeHandedAside", "PickupCalled", "MessagesAnswered", "WorkItemSettled"),
        *("AgeVerified", "AgeExempted", "RestrictedRefused", "BookEntryMade"),
        "LeftUnsigned",
        *("LineDiscounted", "PriceOverridden", "TicketDiscounted"),
        *("LinesTaxed", "CustomerExempted", "ExemptionLifted", "OnPrescription"),
        *("CouponTaken", "CouponsTakenOff", "PromotionsApplied", "ItemsRepriced"),
        *("SaleLabelled", "NoSaleOpened"),
        *("ReceiptMessageAsked", "ReceiptMessageSettled"),
        *("ControlledIdShown", "ObjectionReleased", "HandOutAnswered", "SecondPickupClaimed"),
        *("KeyedTenderTaken", "KeyedTenderReturned", "AccountOpened", "AccountChanged"),
        *("TillOpened", "CashCounted", "PaidIn", "PaidOut", "SafeDropped", "TillTakenOver"),
        *("TillClockAccepted", "TillClosed", "DifferenceSettled", "TillTakingsShown"),
        "DepositAdded",
        *("SnapApplied", "SnapUndone"),
        *("ReturnAdded", "ReturnerRecorded", "RefundGiven", "RefundRequested", "RefundResolved"),
        *("CreditCarried", "PickupUndone", "PickupUndoSettled", "PseReturned"),
        *("CounselledElsewhere", "CounselledElsewhereSettled"),
        *("SaleMovedAway", "SaleMovedHere", "MoveSettled"),
        *("SignedIn", "SignedOut", "SignInFailed", "ScreenLocked", "ScreenUnlocked"),
        *("StaffAdmitted", "StaffTrained", "StaffDismissed"),
        *("BodiesRemoved", "RecordsRead", "HoldPlaced", "HoldLifted"),
        "EligibilityListTaken",
    }
    assert len({each.__name__ for each in f.FACTS}) == len(f.FACTS)


@pytest.mark.parametrize("fact", f.FACTS, ids=lambda fact: fact.__name__)
def test_a_fact_is_a_frozen_value(fact: type) -> None:
    assert is_dataclass(fact)
    assert fact.__dataclass_params__.frozen  # type: ignore[attr-defined]


@pytest.mark.parametrize("fact", get_args(f.SaleFact), ids=lambda fact: fact.__name__)
def test_each_fact_of_a_ticket_names_its_ticket(fact: type) -> None:
    assert fields(fact)[0].name == "sale"
