"""Facts of a small combined ticket, with invented people."""

from datetime import UTC, date, datetime

from terminal.domain import facts
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.barcode import EntryMethod, RxNumber, gtin
from terminal.domain.catalog import (
    Eligibility,
    EligibilitySource,
    Item,
    ItemCategory,
    ItemClass,
    Measure,
)
from terminal.domain.identity import (
    AttemptRef,
    Digest,
    JobId,
    LaneId,
    LineId,
    PickupId,
    SaleId,
    StaffId,
    TenderId,
)
from terminal.domain.iias import Buckets
from terminal.domain.money import Money
from terminal.domain.pickup import Counselling, Relationship
from terminal.domain.prescription import (
    ClaimState,
    Fill,
    FillKey,
    FillStatus,
    Patient,
    PatientId,
)
from terminal.domain.record_book import BookBuyer, BuyerBasis
from terminal.domain.tax import NO_TAX

SALE = SaleId("5a1e0000-0000-4000-8000-000000000001")
PICKUP = PickupId("b1c50000-0000-4000-8000-000000000001")
REF = AttemptRef("R1A01000000001")
JOB = JobId("01-000001")
ASKED_AT = datetime(2026, 3, 7, 15, 44, tzinfo=UTC)

IBUPROFEN = Item(
    gtin("012345678905"),
    "Ibuprofen 200 mg 100 ct",
    Money(849),
    ItemCategory.OTC_DRUG,
    Eligibility.HEALTHCARE_OTC,
    EligibilitySource.EPL,
    "2026-06",
)
READY = Fill(
    key=FillKey(RxNumber("6012345"), 2),
    phms_id="disp-1",
    version="3",
    status=FillStatus.READY,
    claim=ClaimState.PAID,
    patient=Patient(PatientId("pat-1"), "Rosenthal", "Miriam", date(1961, 4, 9), "house-9"),
    copay=Money(1500),
    third_party=True,
    counselling=None,
    ndc="00093015001",
    drug="Lisinopril 10 mg tablet",
    quantity="30 tablets",
    schedule=None,
    bin="C14",
    bags=1,
    refrigerated=False,
    ready_since=datetime(2026, 3, 5, 14, tzinfo=UTC),
    read_at=datetime(2026, 3, 7, 15, 40, tzinfo=UTC),
)

OPENED = facts.SaleOpened(SALE, 482, LaneId("01"), StaffId("107"))
ADDED = facts.ItemAdded(SALE, LineId(1), IBUPROFEN, 1, Money(849), NO_TAX, EntryMethod.SCANNED)
BUYER = BookBuyer(
    "Sampleton", "Orville", "1 Elm Street, Austin TX 78701", date(1967, 7, 21), "12345678"
)
BOOKED = facts.BookEntryMade(
    SALE,
    LineId(1),
    ItemClass.SCHEDULE_V,
    "Codeine and guaifenesin syrup",
    1,
    120,
    Measure.CC,
    BUYER.kept(frozenset()),
    BuyerBasis.ID_SCANNED,
    BUYER.person,
    BUYER.document,
    date(2026, 3, 7),
    StaffId("201"),
    "M. Lindqvist",
    ("us-schedule-v@1997-04-24",),
)
HANDED_OVER = facts.FillHandedOver(
    SALE,
    LineId(2),
    PICKUP,
    READY.key,
    READY.phms_id,
    READY.version,
    Money(1500),
    Relationship.PATIENT,
    Counselling.ACCEPTED,
    Digest(""),
)
CHARGE = facts.ChargeRequested(
    SALE, TenderId(1), REF, CardKind.CREDIT, Money(849), Money(0), Money(0), ASKED_AT
)
APPROVED = CardResult(Outcome.APPROVED, Money(849), last4="1111")
UNKNOWN = CardResult(Outcome.UNKNOWN)
COMPLETED = facts.SaleCompleted(SALE, Money(2349), Money(0), Money(2349), Money(1500), Money(0))
RECEIPT = facts.ReceiptRequested(SALE, JOB, 1, "0001")


def resolved(result: CardResult) -> facts.ChargeResolved:
    return facts.ChargeResolved(SALE, REF, result, Buckets(otc=result.approved))
