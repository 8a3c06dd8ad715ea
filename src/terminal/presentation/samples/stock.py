"""The invented people, goods and prescriptions of the samples.

Rules that hold here: nobody can be mistaken for a person (every family name is a word for
"sample") and no NDC belongs to a labeler (99999 is not assigned); some texts are as long as real
ones get, because a page that only fits short texts does not fit.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from terminal.app.settings import Settings, StoreDetails
from terminal.domain.account import Account, AccountId, Standing
from terminal.domain.barcode import RxNumber, check_digit, gtin
from terminal.domain.catalog import Eligibility, EligibilitySource, Item, ItemCategory, Restriction
from terminal.domain.controlled import SCHEDULES, ControlledIdTerms
from terminal.domain.counselling import CounsellingTerms, Mode, Trigger
from terminal.domain.discount import RateGroup, Weekday
from terminal.domain.gift import GiftDigest, GiftStanding
from terminal.domain.hand_out import AnsweredBy, QuestionTerms
from terminal.domain.identity import LaneId, StaffId
from terminal.domain.money import Money
from terminal.domain.pickup import CapScope, Relationship, SignatureKind, Unsigned
from terminal.domain.policy import FsaMode, Policy
from terminal.domain.prescription import (
    ClaimState,
    Fill,
    FillKey,
    FillStatus,
    MayCollect,
    Patient,
    PatientId,
    Therapy,
)
from terminal.domain.price_book import ALWAYS, DatedPrice, OpenPrice, PriceKind
from terminal.domain.promotion import CheaperOnes, ForPrice, Goods, Promotion, PromotionBook
from terminal.domain.pse import Exchange, Offline, PseTerms
from terminal.domain.pse_content import Chemical, PseContent, Salt
from terminal.domain.pse_notice import PseNoticeTerms
from terminal.domain.rounding import CashRounding
from terminal.domain.rules import FEDERAL, STORE, Rule, RuleBook
from terminal.domain.shown_id import IdField, PersonName
from terminal.domain.signing import SignatureTerms, Signer
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax import TaxRule, TaxTable

SINCE: Final = date(1993, 1, 1)
NOTICE: Final = "2026-01"
"""The notice of privacy practices that most of these people have signed for."""
NOW: Final = datetime(2026, 11, 20, 16, 42, tzinfo=UTC)
"""10:42 in the store's zone."""
CACHED: Final = NOW - timedelta(minutes=11)
"""When the PhMS was read last, for the samples in which it is silent now."""

SETTINGS: Final = Settings(
    StoreDetails("Elm Street Pharmacy", ("1 Elm Street", "Austin TX 78701"), "512-555-0100"),
    LaneId("2"),
    till_opens_itself=True,
)


PSE_NOTICE: Final = (
    "Federal law requires this log. False statements or misrepresentations in it may be punished"
    " under Section 1001 of Title 18, United States Code, with a fine of up to $250,000 ($500,000"
    " for an organization), up to five years in prison, or both. The entry in the log is right."
)


def _rate(category: ItemCategory | None, ppm: int, *, has_rx: bool = False) -> TaxRule:
    return TaxRule("US-TX", category, has_rx, ppm, date(2020, 1, 1), None, "invented rate")


_WORDS = {
    SignatureKind.THIRD_PARTY: "I received the prescriptions listed here. I allow the pharmacy to"
    " give the payer the facts it needs to pay for them. What I say about who I am is true.",
    SignatureKind.NOTICE: "I was given the pharmacy's Notice of Privacy Practices. My signature"
    " says that I received it, and nothing else.",
    SignatureKind.COUNSELLING_REFUSAL: "The pharmacist's counselling on the prescriptions listed"
    " here was offered to me and I do not want it now. I can ask for it at any time.",
    SignatureKind.EASY_OPEN: "I ask for containers that are easy to open, and not child-resistant,"
    " for all my prescriptions until I take this back. I keep them out of the reach of children.",
}


def _text(name: str, source: str, title: str, terms: SignatureTerms) -> Rule[object]:
    return Rule(name, FEDERAL, date(2003, 1, 1), None, source, f"{title} is signed.", True, terms)


def _terms(kind: SignatureKind, title: str, **more: Any) -> SignatureTerms:
    return SignatureTerms(kind, title, _WORDS[kind], "sample-1", **more)


SIGNED: Final[tuple[Rule[object], ...]] = (
    _text(
        "us-third-party-log",
        "Payer contracts",
        "Each pickup paid by a third party",
        _terms(SignatureKind.THIRD_PARTY, "Third-party payer"),
    ),
    _text(
        "us-privacy-notice",
        "HIPAA: 45 CFR 164.520(c)(2)",
        "The notice of privacy practices",
        _terms(
            SignatureKind.NOTICE,
            "Notice of privacy practices",
            signer=Signer.PATIENT,
            unsigned=frozenset(Unsigned),
            notice=NOTICE,
        ),
    ),
    replace(
        _text(
            "us-counselling-refusal",
            "State law",
            "Having refused counselling",
            _terms(SignatureKind.COUNSELLING_REFUSAL, "Counselling refused"),
        ),
        confirmed=False,
    ),
    _text(
        "us-easy-open-all",
        "15 USC 1473(b)",
        "A request for easy-open caps",
        _terms(
            SignatureKind.EASY_OPEN,
            "Easy-open caps, all prescriptions",
            signer=Signer.PATIENT,
            unsigned=frozenset(Unsigned),
            scope=CapScope.ALL,
        ),
    ),
)
ACCOUNTS: Final = (
    Standing(
        Account(AccountId("1001"), "Sample Care Home", Money(500_00), ("A. Example", "B. Example")),
        Money(500_00),
        Money(120_00),
    ),
)
POLICY: Final = Policy(
    TaxTable(
        (
            _rate(None, 82_500),
            _rate(ItemCategory.OTC_DRUG, 0),
            _rate(None, 0, has_rx=True),
        )
    ),
    CashRounding.OFF,
    FsaMode.IIAS,
    RuleBook.of(
        (
            Rule(
                "us-counselling",
                FEDERAL,
                SINCE,
                None,
                "OBRA-90 (42 USC 1396r-8(g))",
                "A pharmacist offers to talk about a new medicine; the answer is kept.",
                True,
                CounsellingTerms(frozenset({Trigger.NEW, Trigger.CHANGED, Trigger.FLAGGED})),
            ),
            Rule(
                "us-tx-controlled-id",
                "US-TX",
                date(2013, 1, 1),
                None,
                "CDC/NAMSDL survey of 2013 (unconfirmed: check with the state)",
                "An ID is asked for: if unknown to the pharmacist.",
                False,
                ControlledIdTerms(
                    SCHEDULES,
                    frozenset({IdField.NAME, IdField.TYPE, IdField.NUMBER, IdField.JURISDICTION}),
                    if_unknown_only=True,
                ),
            ),
            Rule(
                "open-the-bag",
                FEDERAL,
                date(2020, 1, 1),
                None,
                "The counter's own safeguard against bags for another patient (ISMP), no law",
                "The bag of a controlled substance is opened, and the name on each label read.",
                True,
                QuestionTerms(
                    "Open the bag: is the patient's name on each label?",
                    ("the patient's name is on each", "another name is on a label"),
                    frozenset({"another name is on a label"}),
                    answered_by=AnsweredBy.ANY,
                ),
            ),
            Rule(
                "flag-new",
                STORE,
                date(2026, 1, 1),
                None,
                "Store policy; 21 CFR 1306.04(a)",
                "What strikes about a new prescription for a controlled substance is settled.",
                True,
                QuestionTerms(
                    "Is it paid in cash, from far away, or one of several prescribers?",
                    ("nothing of it", "settled with the prescriber", "not settled"),
                    frozenset({"not settled"}),
                    new_only=True,
                    note_wanted=True,
                ),
            ),
            Rule(
                "us-tx-pse",
                "US-TX",
                date(2012, 1, 1),
                None,
                "25 TAC 230.16; H&S 486.0143",
                "3.6 g a day and 9 g in 30 days; log and exchange before the sale.",
                True,
                PseTerms(
                    daily_mg=3600,
                    period_mg=9000,
                    min_age=18,
                    exchange=Exchange.BEFORE_SALE,
                    offline=Offline.UPLOAD,
                ),
            ),
            Rule(
                "us-pse-notice",
                FEDERAL,
                date(2006, 9, 30),
                None,
                "PL 109-177; 18 USC 1001",
                "The buyer is told what a false statement costs.",
                True,
                PseNoticeTerms(PSE_NOTICE),
            ),
            *SIGNED,
        ),
        "US-TX",
    ),
    "samples",
    pse_exchange=True,
)
CALIFORNIA: Final = RuleBook.of(
    (
        *POLICY.rules.rules,
        Rule(
            "us-ca-counselling",
            "US-CA",
            date(1992, 11, 1),
            None,
            "16 CCR 1707.2",
            "The pharmacist shall consult on a new medicine and on a changed dose.",
            True,
            CounsellingTerms(
                frozenset({Trigger.NEW, Trigger.CHANGED, Trigger.FLAGGED}), Mode.MUST_CONSULT
            ),
        ),
    ),
    "US-CA",
)

# --- people

CASHIER: Final = StaffMember(StaffId("11"), "A. Rivera", Role.CASHIER, None, date(2027, 6, 30))
PHARMACIST: Final = StaffMember(StaffId("21"), "Dr. L. Petrov", Role.PHARMACIST)
MANAGER: Final = StaffMember(StaffId("31"), "T. Abara", Role.MANAGER)
STAFF: Final = (
    CASHIER,
    StaffMember(StaffId("12"), "K. Osei", Role.WINDOW_CLERK),
    PHARMACIST,
    MANAGER,
    StaffMember(StaffId("13"), "M. Tran", Role.CASHIER),
    StaffMember(StaffId("22"), "S. Whitfield-Oyelaran", Role.PHARMACIST),
)


def _person(family: str, given: str, born: date, household: str) -> Patient:
    known = (NOTICE,) if given != "Florentina" else ()
    return Patient(PatientId(given.casefold()), family, given, born, household, (), known)


ORVILLE: Final = replace(
    _person("Sampleton", "Orville", date(1967, 7, 21), "sampleton"),
    address="1412 Sampler Road, Austin TX 78701",
    phone_last4="0104",
)
BEATRIX: Final = _person("Sampleton", "Beatrix", date(1969, 4, 8), "sampleton")
OTTOLINE: Final = _person("Sampleton", "Ottoline", date(1948, 12, 3), "other")
ROSALIND: Final = replace(
    _person("Testa", "Rosalind", date(1984, 3, 12), "testa"),
    may_collect=(MayCollect(PersonName("Testa", "Rupert"), Relationship.SPOUSE),),
)
HARRIET: Final = replace(
    _person("Specimen", "Harriet", date(1951, 1, 30), "specimen"), patient_only=True
)
FLORENTINA: Final = _person("Placeholder", "Florentina", date(2001, 10, 9), "placeholder")
BORN_FLORENTINA: Final = "10092001"
BORN_ORVILLE: Final = "07211967"
BORN_ROSALIND: Final = "03121984"
BORN_HARRIET: Final = "01301951"

# --- goods

DRUG, DEVICE = ItemCategory.OTC_DRUG, ItemCategory.MEDICAL_DEVICE


def _item(
    code: str,
    name: str,
    price: str | None,
    category: ItemCategory = DRUG,
    restriction: Restriction = Restriction.NONE,
    pse: PseContent | None = None,
) -> Item:
    listed = category in (DRUG, DEVICE)
    return Item(
        gtin(code),
        name,
        None if price is None else Money.parse(price),
        category,
        Eligibility.HEALTHCARE_OTC if listed else Eligibility.NONE,
        EligibilitySource.EPL if listed else EligibilitySource.NOT_LISTED,
        "sample-1" if listed else "",
        restriction,
        pse=pse,
    )


IBUPROFEN: Final = _item("614141101009", "Wellmark Ibuprofen 200 mg tablets, 100 ct", "8.49")
SOFTGELS: Final = _item(
    "614141101078", "Wellmark Ibuprofen 200 mg softgels, liquid filled, 80 ct", "11.99"
)
SUSPENSION: Final = _item(
    "614141101351",
    "Little Heron Children's ibuprofen oral suspension 100 mg/5 mL, berry, dye free, 4 fl oz",
    "7.99",
)
INFANTS: Final = _item("614141101429", "Little Heron Infants' ibuprofen drops, 1 fl oz", None)
DECONGESTANT: Final = _item(
    "614141101986",
    "Northway Decongestant pseudoephedrine 30 mg, 24 ct",
    "6.79",
    DRUG,
    Restriction.PSE,
)
TWELVE_HOURS: Final = _item(
    "614141102051",
    "Northway Decongestant 12 hour pseudoephedrine 120 mg, 20 ct",
    "11.99",
    DRUG,
    Restriction.PSE,
    PseContent(Chemical.PSE, Salt.SULFATE, 120_000, 20),
)
THERMOMETER: Final = _item("614141103386", "Steadyhand Digital thermometer", "10.99", DEVICE)
CHOCOLATE: Final = replace(
    _item("614141104994", "Tumble & Co chocolate bar, 1.5 oz", "1.29", ItemCategory.CANDY),
    snap=True,
)
GREETING_CARD: Final = Item(
    gtin("614141105007"),
    "Maple Lane greeting card",
    None,
    ItemCategory.GENERAL,
    department="Greeting cards",
    open_price=OpenPrice(Money(1_00), Money(15_00)),
)
VITAMINS: Final = replace(
    _item("614141105090", "Goldleaf Vitamin C 500 mg gummies, 60 ct", "12.99"),
    department="Vitamins",
    prices=(
        DatedPrice(PriceKind.REGULAR, Money(12_99), ALWAYS),
        DatedPrice(PriceKind.SALE, Money(9_99), date(2026, 11, 16), date(2026, 11, 29)),
    ),
)
TWO_READINGS: Final = "12345670"
"""These digits are a valid EAN-8, and a valid UPC-E of another item."""
AS_EAN_8: Final = _item(TWO_READINGS, "Marlow Travel comb", "1.99", ItemCategory.GENERAL)
AS_UPC_E: Final = _item("123456000070", "Goldleaf Vitamin D3 2000 IU, 100 ct", "9.99")
GOODS: Final = (
    IBUPROFEN,
    SOFTGELS,
    SUSPENSION,
    INFANTS,
    DECONGESTANT,
    TWELVE_HOURS,
    THERMOMETER,
    CHOCOLATE,
    GREETING_CARD,
    VITAMINS,
    AS_EAN_8,
    AS_UPC_E,
)


GIFT_CARD: Final = "9800 1234 5678 2207"
"""One with something on it; every other is new."""


def gift_card(number: str) -> GiftStanding:
    """As the store knows it."""
    last4 = number[-4:]
    known = last4 == GIFT_CARD[-4:]
    balance = Money(12_50) if known else Money(0)
    return GiftStanding(GiftDigest("abcdefghijklmnop" * 2), last4, balance, known)


def long_shelf(count: int) -> Iterator[Item]:
    """`count` different items, with names and prices as catalogues have them."""
    for n in range(1, count + 1):
        body = f"61414120{n:03}"
        name = f"Item {n:03}, a name as catalogues have it, 24 ct"
        category = DRUG if n % 3 else ItemCategory.GENERAL
        yield _item(body + check_digit(body), name, f"{n % 90 + 1}.49", category)


# --- prescriptions


def _fill(
    patient: Patient,
    rx: str,
    number: int,
    copay: str,
    *,
    bin_: str,
    days: int = 0,
    bags: int = 1,
    third_party: bool = True,
    refrigerated: bool = False,
    schedule: int | None = None,
    status: FillStatus = FillStatus.READY,
    claim: ClaimState = ClaimState.PAID,
) -> Fill:
    return Fill(
        key=FillKey(RxNumber(rx), number),
        phms_id=f"sample-{rx}-{number}",
        version="1",
        status=status,
        claim=claim,
        patient=patient,
        copay=Money.parse(copay),
        third_party=third_party,
        counselling=None,
        ndc="99999000101",
        drug="SAMPLE MEDICINE",
        quantity="90",
        schedule=schedule,
        bin=bin_,
        bags=bags,
        refrigerated=refrigerated,
        ready_since=NOW - timedelta(days=days),
        read_at=CACHED,
    )


REFILL: Final = _fill(ORVILLE, "6012345", 2, "15.00", bin_="C14", days=2)
NEW: Final = _fill(ORVILLE, "6012346", 0, "4.10", bin_="C14", days=2, bags=2, refrigerated=True)
FAMILY: Final = _fill(BEATRIX, "6013377", 1, "0.00", bin_="C15", days=2, third_party=False)
ALIKE: Final = _fill(OTTOLINE, "6020011", 4, "42.00", bin_="A02", days=9)
CONTROLLED: Final = _fill(ROSALIND, "6014410", 0, "20.00", bin_="S01", days=1, schedule=2)
HELD: Final = _fill(ROSALIND, "6014411", 3, "5.00", bin_="F07", status=FillStatus.ON_HOLD)
REJECTED: Final = _fill(ROSALIND, "6014412", 1, "9.00", bin_="F07", claim=ClaimState.REJECTED)
FREE: Final = _fill(HARRIET, "6015520", 5, "0.00", bin_="D03", days=1, third_party=False)
FLAGGED: Final = replace(
    _fill(FLORENTINA, "6017001", 1, "10.00", bin_="E11"),
    counselling=True,
    counselling_reason="taken together with another medicine, level 2",
)
STRONGER: Final = replace(
    _fill(FLORENTINA, "6017002", 3, "10.00", bin_="E11"), therapy=Therapy.CHANGED
)
REISSUED: Final = replace(
    _fill(FLORENTINA, "6017003", 0, "10.00", bin_="E11"), therapy=Therapy.UNCHANGED
)
"""Three fills that counselling looks at in three ways; they wait only where a sample puts them."""
EASY: Final = replace(_fill(HARRIET, "6015521", 2, "3.00", bin_="D03"), caps_unsigned=True)
BAGS: Final = (REFILL, NEW, FAMILY, ALIKE, CONTROLLED, HELD, REJECTED, FREE)

PROMOTIONS: Final = PromotionBook(
    (
        Promotion(
            "candy-3-for-3",
            "Candy 3 for $3",
            SINCE,
            None,
            Goods(categories=frozenset({ItemCategory.CANDY})),
            ForPrice(3, Money(3_00)),
        ),
        Promotion(
            "ibuprofen-second-half",
            "2nd ibuprofen half price",
            SINCE,
            date(2026, 11, 30),
            Goods(frozenset({IBUPROFEN.gtin})),
            CheaperOnes(1, 1, 5_000),
        ),
    )
)
RATES: Final = (
    RateGroup("Senior day", 10, (Weekday.FRIDAY,), ("Tobacco",)),
    RateGroup("Employees", 20, asks_number=True),
)
