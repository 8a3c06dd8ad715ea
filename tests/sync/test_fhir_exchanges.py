"""The FHIR connector against the demo PhMS over real HTTP on loopback, one exchange at a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest

from sync.errors import Trouble, TroubleKind
from sync.http import Exchange, HttpAnswer, HttpRequest, drive
from sync.messages import (
    AlreadyApplied,
    Applied,
    ClaimState,
    Conflict,
    CounsellingResult,
    DeaSchedule,
    Fate,
    FillKey,
    FillSnapshot,
    FillStatus,
    Identification,
    MayCollect,
    PayerKind,
    PickerRelation,
    PickupEnvelope,
    Refused,
    Retry,
    Therapy,
    Unauthorised,
    UndoEnvelope,
    Version,
    WorkItemKind,
)
from sync.phms import resources
from sync.phms.fhir import DISPENSE, FhirConnector
from sync.protocol import ChangePage, RecentVersions
from sync.simulator import Fault, FaultKind, PhmsSimulator
from sync.transport import Destination, HttpxTransport
from sync_support.samples import event_id

ResultT = TypeVar("ResultT")
TODAY = date(2026, 11, 20)
AMOXICILLIN = FillKey("6012345", 0)
LISINOPRIL = FillKey("6010077", 2)


class Office:
    """A demo PhMS, a line to it and a connector."""

    def __init__(self, phms: PhmsSimulator) -> None:
        self.phms = phms
        self.connector = FhirConnector(phms.url)
        self.transport = HttpxTransport(Destination(phms.url))

    def ask(self, exchange: Exchange[ResultT], timeout_s: float = 5.0) -> ResultT:
        return drive(exchange, lambda request: self.transport.send(request, timeout_s))

    def read(self, key: FillKey) -> FillSnapshot:
        found = self.ask(self.connector.fill(key))
        assert found is not None
        return found

    def changes(self, since: datetime | None = None) -> list[FillSnapshot]:
        token: str | None = None
        fills: list[FillSnapshot] = []
        while True:
            page: ChangePage = self.ask(
                self.connector.changes(DISPENSE, since, token, RecentVersions())
            )
            assert not page.unreadable
            fills += page.fills
            token = page.next_token
            if token is None:
                return fills


@pytest.fixture
def office() -> Iterator[Office]:
    with PhmsSimulator.demo(TODAY) as phms:
        office = Office(phms)
        yield office
        office.transport.close()


def handed_out(fill: FillSnapshot, number: int = 1) -> PickupEnvelope:
    return PickupEnvelope(
        event_id=event_id(number),
        phms_id=fill.phms_id,
        key=fill.key,
        expect_version=fill.version,
        picked_up_at=datetime(2026, 11, 20, 17, 5, tzinfo=UTC),
        relation=PickerRelation.SPOUSE,
        picker_name="Testa Rupert",
        counselling=CounsellingResult.ACCEPTED,
        copay_paid_cents=410,
        signature_digest="sha256:12",
        identification=Identification("06", "T000-0000", "NC"),
        pharmacist="LP",
        lane="2",
        picker_family="Testa",
        picker_given="Rupert",
        sold_on=date(2026, 11, 20),
    )


# Reading


def test_a_fill_is_read_with_its_patient_payer_and_copay(office: Office) -> None:
    fill = office.read(AMOXICILLIN)
    assert (fill.patient.family, fill.patient.given) == ("Testa", "Rosalind")
    assert fill.patient.birth_date == date(1984, 3, 12)
    assert fill.copay_cents == 1000
    assert (fill.payer, fill.claim) == (PayerKind.COMMERCIAL, ClaimState.PAID)
    assert fill.status is FillStatus.READY
    assert fill.is_new
    assert fill.third_party
    assert fill.counselling_required is True
    assert fill.bin == "C14"
    assert fill.ready_since == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert fill.quantity_text == "21 CAP"


def test_a_number_that_was_re_issued_says_that_the_therapy_is_the_same(office: Office) -> None:
    said = {str(fill.key): fill.therapy for fill in office.changes()}
    assert said["6012101-0"] is Therapy.UNCHANGED
    assert said[str(AMOXICILLIN)] is None


def test_a_family_shares_its_key_and_a_look_alike_does_not(office: Office) -> None:
    family = {fill.patient.given: fill.patient.family_key for fill in office.changes()}
    assert family["Rosalind"] == family["Theodore"] == family["Harriet"] is not None
    assert family["Rosalinda"] is None


def test_the_demo_has_one_of_everything_that_goes_wrong(office: Office) -> None:
    fills = {str(fill.key): fill for fill in office.changes()}
    assert len(fills) == 25
    assert fills["6012200-0"].status is FillStatus.ON_HOLD
    assert fills["6012250-0"].tombstone == "returned to stock"
    assert fills["6012300-2"].status is FillStatus.SOLD
    assert fills["6012150-0"].claim is ClaimState.LIMBO
    assert fills["6012150-0"].copay_cents is None
    assert fills["6012346-0"].refrigerated
    assert fills["6012011-1"].dea_schedule is DeaSchedule.C4
    assert fills["6012350-1"].ready_since == datetime(2026, 11, 6, 15, 0, tzinfo=UTC)
    assert fills["6012020-0"].payer is PayerKind.CASH
    assert not fills["6012020-0"].third_party
    assert fills["6012350-1"].adjudicated_on == date(2026, 11, 6)
    assert fills["6012350-1"].payer_name == "Invented Health Plan"
    assert fills["6010077-2"].refill_due == date(2026, 12, 13)
    assert fills["6012101-0"].oversize
    assert fills["6012400-0"].controlled_cabinet


def test_no_repr_shows_a_person_or_a_drug(office: Office) -> None:
    fill = office.read(AMOXICILLIN)
    said = repr((fill, handed_out(fill)))
    for secret in ("Testa", "Rosalind", "1984", "555-", "Amoxicillin", "Rupert", "T000"):
        assert secret not in said


def test_a_fill_that_the_phms_does_not_have_is_absent(office: Office) -> None:
    assert office.ask(office.connector.fill(FillKey("9999999", 0))) is None


def test_changes_come_page_by_page_and_only_since_the_stamp(office: Office) -> None:
    everything = office.changes()
    cutoff = max(fill.changed_at for fill in everything) + timedelta(seconds=1)
    assert office.changes(cutoff) == []


def test_ready_keys_are_those_that_are_ready(office: Office) -> None:
    keys = office.ask(office.connector.ready_keys())
    assert AMOXICILLIN in keys
    assert FillKey("6012200", 0) not in keys
    assert len(keys) == 21


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(FaultKind.STATUS, status=500), TroubleKind.BUSY),
        (Fault(FaultKind.STATUS, status=503, retry_after_s=7), TroubleKind.BUSY),
        (Fault(FaultKind.STATUS, status=429), TroubleKind.BUSY),
        (Fault(FaultKind.STATUS, status=401), TroubleKind.UNAUTHORISED),
        (Fault(FaultKind.STATUS, status=403), TroubleKind.UNAUTHORISED),
        (Fault(FaultKind.STATUS, status=400), TroubleKind.REJECTED),
        (Fault(FaultKind.STATUS, status=302), TroubleKind.GARBLED),
        (Fault(FaultKind.HTML), TroubleKind.GARBLED),
        (Fault(FaultKind.EMPTY), TroubleKind.GARBLED),
        (Fault(FaultKind.HALF), TroubleKind.GARBLED),
        (Fault(FaultKind.TORN), TroubleKind.UNREACHABLE),
        (Fault(FaultKind.CUT), TroubleKind.UNREACHABLE),
        (Fault(FaultKind.SILENT), TroubleKind.UNREACHABLE),
    ],
)
def test_only_an_answer_is_an_answer(office: Office, fault: Fault, kind: TroubleKind) -> None:
    office.phms.faults.add(fault)
    with pytest.raises(Trouble) as trouble:
        office.ask(office.connector.fill(AMOXICILLIN), timeout_s=0.3)
    assert trouble.value.kind is kind
    assert trouble.value.retry_after_s == fault.retry_after_s
    assert office.read(AMOXICILLIN).copay_cents == 1000


def test_a_fill_with_half_a_cent_is_reported_and_its_page_goes_on(office: Office) -> None:
    charge = office.phms.records.every("ChargeItem")[0]
    odd = {"value": 4.105, "currency": "USD"}
    office.phms.records.update({**charge, "priceOverride": odd}, charge["id"], None)
    page = office.ask(office.connector.changes(DISPENSE, None, None, RecentVersions()))
    assert len(page.fills) == 24
    assert [one.reason for one in page.unreadable] == ["an amount with a part of a cent"]


def test_an_unknown_schedule_never_passes_as_uncontrolled(office: Office) -> None:
    dispense = office.phms.records.read(DISPENSE, office.read(LISINOPRIL).phms_id)
    assert dispense is not None
    odd = {"url": "https://rxlane.example/fhir/StructureDefinition/dea-schedule"}
    extensions = [*dispense["extension"], {**odd, "valueCode": "2"}]
    office.phms.edit(LISINOPRIL, {"extension": extensions})
    with pytest.raises(Trouble, match="unknown DEA schedule"):
        office.read(LISINOPRIL)


def test_a_next_link_to_another_server_is_not_followed(office: Office) -> None:
    elsewhere = FhirConnector("http://127.0.0.1:1/fhir/R4/")
    with pytest.raises(Trouble, match="leaves the server"):
        office.ask(
            elsewhere.changes(DISPENSE, None, "MedicationDispense?_count=5", RecentVersions())
        )


# A pick-up


def test_a_pickup_completes_the_fill_and_files_the_whole_fact(office: Office) -> None:
    before = office.read(AMOXICILLIN)
    outcome = office.ask(office.connector.deliver(handed_out(before), doubtful=False))
    assert outcome == Applied(Version("2"))
    now = office.read(AMOXICILLIN)
    assert now.status is FillStatus.SOLD
    assert now.picked_up_at == datetime(2026, 11, 20, 17, 5, tzinfo=UTC)
    assert now.pickup_ids == (event_id(1),)
    assert replace(
        now, version=before.version, changed_at=before.changed_at, status=before.status,
        picked_up_at=None, pickup_ids=(),
    ) == before  # fmt: skip
    kept = office.phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once
    said = {
        one["url"].rpartition("/")[2]: list(one.values())[1] for one in kept.records[0]["extension"]
    }
    assert str(said["copay-paid"]["value"]) == "4.10"
    assert said["picker-relation"] == "03"
    assert (said["id-qualifier"], said["id-jurisdiction"]) == ("06", "NC")
    assert {name: said[name] for name in PDMP} == PDMP


PDMP = {
    "id-jurisdiction": "NC",  # AIR03
    "id-qualifier": "06",  # AIR04
    "id-number": "T000-0000",  # AIR05
    "picker-relation": "03",  # AIR06
    "picker-family": "Testa",  # AIR07
    "picker-given": "Rupert",  # AIR08
    "pharmacist": "LP",  # AIR09
    "pickup-event": "02",  # AIR11
    "sold-on": "2026-11-20",  # DSP17
    "picked-up-at": "2026-11-20T17:05:00.000Z",
}
"""What a PhMS reports of a controlled fill (pickup-and-compliance.md section 8)."""


def test_an_id_that_was_only_looked_at_tells_its_kind(office: Office) -> None:
    fill = office.read(AMOXICILLIN)
    looked_at = replace(handed_out(fill), identification=Identification("06", "", ""))
    office.ask(office.connector.deliver(looked_at, doubtful=False))
    kept = office.phms.picked_up(AMOXICILLIN)
    assert kept is not None
    names = {one["url"].rpartition("/")[2] for one in kept.records[0]["extension"]}
    assert "id-qualifier" in names
    assert not names & {"id-number", "id-jurisdiction"}


def test_who_may_collect_and_where_a_patient_lives_are_read(office: Office) -> None:
    patients = {fill.patient.given: fill.patient for fill in office.changes()}
    jasper, gideon = patients["Jasper"], patients["Gideon"]
    assert jasper.address == "305 Proof Avenue, Anytown TX 75001"
    assert jasper.may_collect == (MayCollect("Trialby", "Maud", PickerRelation.SPOUSE),)
    assert not jasper.patient_only
    assert gideon.patient_only
    assert patients["Rosalind"].address == ""


def test_the_same_pickup_again_changes_nothing(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.ask(office.connector.deliver(pickup, doubtful=False))
    again = office.ask(office.connector.deliver(pickup, doubtful=True))
    assert again == AlreadyApplied(Version("2"))
    kept = office.phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.TORN])
def test_a_lost_answer_is_unknown_and_asking_finds_it(office: Office, kind: FaultKind) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.faults.add(Fault(kind, method="POST"))
    lost = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(lost, Retry)
    assert lost.fate is Fate.UNKNOWN
    found = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(found, AlreadyApplied)


@pytest.mark.parametrize("kind", [FaultKind.EMPTY, FaultKind.HALF])
def test_a_200_that_says_nothing_is_read_back(office: Office, kind: FaultKind) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.faults.add(Fault(kind, method="POST"))
    outcome = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(outcome, AlreadyApplied)


def test_a_login_page_is_not_a_success(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.faults.add(Fault(FaultKind.HTML, method="POST"))
    outcome = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert outcome == Retry("an answer that is not JSON", Fate.NOT_APPLIED)
    assert office.phms.picked_up(AMOXICILLIN) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (503, Retry("HTTP 503", Fate.UNKNOWN)),
        (429, Retry("HTTP 429", Fate.UNKNOWN)),
        (401, Unauthorised("HTTP 401")),
        (422, Refused("HTTP 422", certain=True)),
        (405, Refused("HTTP 405", certain=False)),
    ],
)
def test_each_status_has_its_class(office: Office, status: int, outcome: object) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=status))
    assert office.ask(office.connector.deliver(pickup, doubtful=False)) == outcome


def test_a_fill_edited_after_caching_is_a_conflict_and_the_fact_is_filed(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.edit(AMOXICILLIN, {"quantity": {"value": 30, "unit": "CAP"}})
    outcome = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(outcome, Conflict)
    assert outcome.kind is WorkItemKind.FILL_CHANGED
    assert outcome.now is not None
    assert outcome.now.quantity_text == "30 CAP"
    kept = office.phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert (kept.completed, kept.pickup_ids, len(kept.records)) == (False, (), 1)
    office.ask(office.connector.deliver(pickup, doubtful=False))
    again = office.phms.picked_up(AMOXICILLIN)
    assert again is not None
    assert len(again.records) == 1


def test_a_412_between_reading_and_writing_is_a_conflict(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    edits = iter([lambda: office.phms.edit(AMOXICILLIN, {"quantity": {"value": 30}})])

    def carry(request: HttpRequest) -> HttpAnswer:
        if request.changes:
            next(edits, lambda: None)()  # somebody is faster than our first write
        return office.transport.send(request, 5.0)

    outcome = drive(office.connector.deliver(pickup, doubtful=False), carry)
    assert isinstance(outcome, Conflict)
    assert outcome.kind is WorkItemKind.FILL_CHANGED


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("cancelled", WorkItemKind.REVERSED),
        ("on-hold", WorkItemKind.ON_HOLD),
        ("completed", WorkItemKind.SECOND_PICKUP),
    ],
)
def test_what_disagrees_has_a_name(office: Office, status: str, kind: WorkItemKind) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.edit(AMOXICILLIN, {"status": status})
    outcome = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(outcome, Conflict)
    assert outcome.kind is kind


def test_a_second_claim_of_another_lane_is_kept_from_the_phms(office: Office) -> None:
    fill = office.read(AMOXICILLIN)
    office.ask(office.connector.deliver(handed_out(fill, 1), doubtful=False))
    second = office.ask(office.connector.deliver(handed_out(fill, 2), doubtful=False))
    assert isinstance(second, Conflict)
    assert second.kind is WorkItemKind.SECOND_PICKUP
    kept = office.phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once


def test_a_fill_that_is_gone_is_a_conflict_not_an_error(office: Office) -> None:
    fill = office.read(AMOXICILLIN)
    office.phms.records.delete(DISPENSE, fill.phms_id)
    outcome = office.ask(office.connector.deliver(handed_out(fill), doubtful=False))
    assert isinstance(outcome, Conflict)
    assert outcome.kind is WorkItemKind.FILL_MISSING


def test_after_a_day_of_doubt_a_record_without_its_fill_goes_to_a_person(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.phms.records.create(
        {
            "resourceType": "Basic",
            "identifier": [{"system": "urn:pos:pickup", "value": pickup.event_id}],
        }
    )
    outcome = office.ask(office.connector.deliver(pickup, doubtful=True))
    assert isinstance(outcome, Conflict)
    assert outcome.kind is WorkItemKind.UNCONFIRMED


def test_a_void_pickup_makes_the_fill_ready_again_once(office: Office) -> None:
    pickup = handed_out(office.read(AMOXICILLIN))
    office.ask(office.connector.deliver(pickup, doubtful=False))
    undo = UndoEnvelope(
        event_id(7), pickup.event_id, pickup.phms_id, pickup.key,
        datetime(2026, 11, 20, 18, 0, tzinfo=UTC), "wrong bag",
    )  # fmt: skip
    assert isinstance(office.ask(office.connector.deliver(undo, doubtful=False)), Applied)
    assert office.read(AMOXICILLIN).status is FillStatus.READY
    assert office.read(AMOXICILLIN).picked_up_at is None
    assert isinstance(office.ask(office.connector.deliver(undo, doubtful=False)), AlreadyApplied)
    late = office.ask(office.connector.deliver(pickup, doubtful=False))
    assert isinstance(late, AlreadyApplied)


@pytest.mark.parametrize(
    ("communication", "language"),
    [
        ([("es", True), ("en", False)], "es"),
        ([("es-MX", False)], "es-MX"),
        ([("es", False), ("en", False)], ""),  # nobody says which is wanted
        ([("x" * 36, True)], ""),
        ([], ""),
    ],
)
def test_the_language_that_a_patient_wants_is_read(
    communication: list[tuple[str, bool]], language: str
) -> None:
    spoken = [
        {"language": {"coding": [{"code": code}]}, "preferred": preferred}
        for code, preferred in communication
    ]
    assert resources._language({"communication": spoken}) == language
