"""The people and prescriptions of the demo: all invented, and relative to one given day.

Rules: the same day gives the same fills; nobody here can be mistaken for a person (every family
name is a word for "sample"), and no NDC belongs to a labeler (99999 is not assigned).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from sync.messages import ClaimState, DeaSchedule, FillKey, FillStatus, PayerKind, Therapy

RETURN_TO_STOCK_DAYS = 14  # payers want unclaimed fills reversed after 10 to 14 days


def demo_id(kind: str, name: str) -> str:
    """A stable id for a demo resource."""
    return str(uuid5(NAMESPACE_URL, f"https://rxlane.example/demo/{kind}/{name}"))


NOTICE = "2026-01"
"""The notice of privacy practices that nearly everybody here has signed for."""


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """One invented person."""

    name: str  # short name of this file
    family: str
    given: str
    birth_date: date
    phone: str
    household: str | None = None
    notice: str | None = NOTICE
    street: str = ""
    patient_only: bool = False
    may_collect: tuple[tuple[str, str, str], ...] = ()  # family, given, AIR06

    @property
    def phms_id(self) -> str:
        """The Patient's id."""
        return demo_id("patient", self.name)


@dataclass(frozen=True, slots=True)
class DemoFill:
    """One fill as the PhMS would enter it."""

    patient: str
    rx: str
    fill: int
    drug: str
    ndc: str
    quantity: int
    days_supply: int
    copay_cents: int | None
    payer: PayerKind = PayerKind.COMMERCIAL
    claim: ClaimState = ClaimState.PAID
    status: FillStatus = FillStatus.READY
    bin: str | None = None
    ready_days_ago: int = 1
    schedule: DeaSchedule | None = None
    counselling: bool | None = None
    counselling_reason: str | None = None
    bags: int = 1
    refrigerated: bool = False
    unit: str = "TAB"
    why: str | None = None
    plan: str = "Invented Health Plan"
    oversize: bool = False
    controlled_cabinet: bool = False
    reject_codes: str = ""
    copay_assistance_cents: int | None = None
    refill_due_in: int | None = None
    last_day_in: int | None = None
    therapy: Therapy | None = None
    easy_open_unsigned: bool = False

    @property
    def key(self) -> FillKey:
        """Rx and fill number."""
        return FillKey(self.rx, self.fill)

    @property
    def phms_id(self) -> str:
        """The MedicationDispense's id."""
        return demo_id("fill", str(self.key))


@dataclass(frozen=True, slots=True)
class DemoPharmacy:
    """All of it, on one day."""

    today: date
    patients: tuple[DemoPatient, ...]
    fills: tuple[DemoFill, ...]

    def patient(self, name: str) -> DemoPatient:
        """The person by their short name."""
        return next(one for one in self.patients if one.name == name)

    def ready_since(self, fill: DemoFill) -> datetime | None:
        """When the bag was put into its bin: 15:00 UTC, some days ago."""
        if fill.status in {FillStatus.PREPARING, FillStatus.ON_HOLD}:
            return None
        day = self.today - timedelta(days=fill.ready_days_ago)
        return datetime.combine(day, time(15, 0), tzinfo=UTC)


_PATIENTS = (
    DemoPatient("rosalind", "Testa", "Rosalind", date(1984, 3, 12), "555-0101", "household-testa"),
    DemoPatient("theo", "Testa", "Theodore", date(2015, 9, 2), "555-0101", "household-testa"),
    DemoPatient("harriet", "Testa", "Harriet", date(1951, 1, 30), "555-0102", "household-testa"),
    DemoPatient("rosalinda", "Testa", "Rosalinda", date(1948, 12, 3), "555-0113"),
    DemoPatient("orville", "Sampleton", "Orville", date(1967, 7, 21), "555-0104",
                street="1412 Sampler Road"),
    DemoPatient("beatrix", "Sampleton", "Beatrix", date(1969, 4, 8), "555-0104"),
    DemoPatient("casimir", "Mockford", "Casimir", date(1990, 11, 17), "555-0106"),
    DemoPatient("delphine", "Fakenham", "Delphine", date(1978, 2, 28), "555-0107", notice=None),
    DemoPatient("ezekiel", "Dummett", "Ezekiel", date(1959, 6, 5), "555-0108"),
    DemoPatient("florentina", "Placeholder", "Florentina", date(2001, 10, 9), "555-0109"),
    DemoPatient("gideon", "Exemplar", "Gideon", date(1943, 8, 14), "555-0110",
                street="77 Model Street", patient_only=True),
    DemoPatient("imogen", "Specimen", "Imogen", date(1996, 5, 23), "555-0111", notice=None),
    DemoPatient("jasper", "Trialby", "Jasper", date(1973, 12, 31), "555-0112",
                street="305 Proof Avenue", may_collect=(("Trialby", "Maud", "03"),)),
    DemoPatient("leopold", "Prototype", "Leopold", date(1988, 1, 7), "555-0114"),
)  # fmt: skip

_NEW = "new medicine"
_FILLS = (
    # the family of the scripted ticket: a new medicine, a refill, a child's antibiotic
    DemoFill("rosalind", "6012345", 0, "Amoxicillin 500 mg capsule", "99999000101", 21, 7, 1000,
             bin="C14", ready_days_ago=0, counselling=True, counselling_reason=_NEW, unit="CAP"),
    DemoFill("rosalind", "6010077", 2, "Lisinopril 10 mg tablet", "99999000202", 30, 30, 500,
             bin="C14", counselling=False, refill_due_in=23),
    DemoFill("theo", "6012346", 0, "Amoxicillin 400 mg/5 mL suspension", "99999000103", 100, 10,
             1500, bin="C15", ready_days_ago=0, counselling=True, counselling_reason=_NEW,
             refrigerated=True, unit="ML"),
    DemoFill("harriet", "6009981", 5, "Atorvastatin 20 mg tablet", "99999000304", 90, 90, 0,
             payer=PayerKind.MEDICARE, bin="C16", ready_days_ago=3, counselling=False),
    DemoFill("harriet", "6009982", 5, "Metformin 500 mg tablet", "99999000305", 180, 90, 410,
             payer=PayerKind.MEDICARE, bin="C16", ready_days_ago=3, counselling=False, bags=2),
    # the look-alike: another Testa, Rosalind with one more letter
    DemoFill("rosalinda", "6011200", 1, "Warfarin 5 mg tablet", "99999000406", 30, 30, 735,
             payer=PayerKind.MEDICARE, bin="A03", ready_days_ago=2, counselling=False),
    DemoFill("rosalinda", "6011201", 0, "Omeprazole 20 mg capsule", "99999000407", 30, 30, 1000,
             payer=PayerKind.MEDICARE, bin="A03", ready_days_ago=2, counselling=True,
             counselling_reason=_NEW, unit="CAP"),
    DemoFill("orville", "6012010", 3, "Amlodipine 5 mg tablet", "99999000508", 30, 30, 395,
             bin="A07", ready_days_ago=4, counselling=False),
    DemoFill("orville", "6012011", 1, "Zolpidem 5 mg tablet", "99999000509", 15, 15, 1200,
             bin="A07", ready_days_ago=4, schedule=DeaSchedule.C4, counselling=False),
    DemoFill("beatrix", "6012020", 0, "Levothyroxine 50 mcg tablet", "99999000510", 30, 30, 899,
             payer=PayerKind.CASH, claim=ClaimState.CASH, bin="A08", ready_days_ago=0,
             counselling=True, counselling_reason=_NEW),
    DemoFill("casimir", "6012100", 0, "Insulin glargine 100 units/mL pen", "99999000611", 15, 30,
             3500, bin="FRIDGE 2", ready_days_ago=1, refrigerated=True, counselling=True,
             counselling_reason=_NEW, unit="ML"),
    DemoFill("casimir", "6012101", 0, "Pen needles 32 G x 4 mm", "99999000612", 100, 30, 1000,
             bin="B02", unit="EA", oversize=True,
             therapy=Therapy.UNCHANGED),  # re-issued under a new number
    DemoFill("delphine", "6012150", 0, "Semaglutide 1 mg pen", "99999000613", 3, 28, None,
             claim=ClaimState.LIMBO, bin="B04", ready_days_ago=0, refrigerated=True,
             counselling=True, counselling_reason=_NEW, unit="ML"),
    DemoFill("delphine", "6012151", 1, "Sertraline 50 mg tablet", "99999000614", 30, 30, 600,
             bin="B04", counselling=False),
    DemoFill("ezekiel", "6012200", 0, "Hydrochlorothiazide 25 mg tablet", "99999000715", 30, 30,
             400, status=FillStatus.ON_HOLD, counselling=True, counselling_reason=_NEW,
             why="prescriber called about the dose"),
    DemoFill("ezekiel", "6012201", 4, "Tamsulosin 0.4 mg capsule", "99999000716", 30, 30, 800,
             bin="B09", counselling=False, unit="CAP"),
    DemoFill("florentina", "6012250", 0, "Doxycycline 100 mg capsule", "99999000817", 14, 7, 900,
             status=FillStatus.CANCELLED, ready_days_ago=16, why="returned to stock", unit="CAP"),
    DemoFill("florentina", "6012251", 6, "Norgestimate/ethinyl estradiol", "99999000818", 84, 84,
             0, bin="B11", counselling=False),
    DemoFill("gideon", "6012300", 2, "Furosemide 40 mg tablet", "99999000919", 30, 30, 300,
             payer=PayerKind.MEDICAID, status=FillStatus.SOLD, ready_days_ago=2,
             counselling=False),
    DemoFill("gideon", "6012301", 2, "Potassium chloride 20 mEq tablet", "99999000920", 30, 30,
             100, payer=PayerKind.MEDICAID, bin="B12", ready_days_ago=2, counselling=False,
             easy_open_unsigned=True),
    DemoFill("imogen", "6012350", 1, "Albuterol 90 mcg inhaler", "99999001021", 1, 25, 2500,
             bin="B14", ready_days_ago=RETURN_TO_STOCK_DAYS, counselling=False, unit="EA"),
    DemoFill("jasper", "6012400", 0, "Oxycodone/APAP 5-325 mg tablet", "99999001122", 12, 3, 650,
             bin="VAULT", ready_days_ago=0, schedule=DeaSchedule.C2, counselling=True,
             counselling_reason=_NEW, controlled_cabinet=True),
    DemoFill("jasper", "6012401", 0, "Ibuprofen 800 mg tablet", "99999001123", 30, 10, 500,
             bin="D01", ready_days_ago=0, counselling=True, counselling_reason=_NEW),
    DemoFill("leopold", "6012450", 3, "Escitalopram 10 mg tablet", "99999001224", 30, 30, 1875,
             bin="D03", ready_days_ago=11, counselling=None),
    DemoFill("leopold", "6012451", 0, "Prednisone 10 mg tablet", "99999001225", 21, 6, 450,
             status=FillStatus.PREPARING, counselling=True, counselling_reason=_NEW),
)  # fmt: skip


def demo_pharmacy(today: date) -> DemoPharmacy:
    """The demo as it stands on the morning of a day."""
    return DemoPharmacy(today, _PATIENTS, _FILLS)
