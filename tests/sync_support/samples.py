"""Values for the sync tests: obviously invented people, fixed instants, named ids."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sync.messages import (
    ClaimState,
    CounsellingResult,
    FillKey,
    FillSnapshot,
    FillStatus,
    PatientSnapshot,
    PayerKind,
    PhmsId,
    PickerRelation,
    PickupEnvelope,
    Version,
)
from sync.ports import OutboxRow, RowState

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def event_id(number: int) -> str:
    return str(UUID(int=number))


def a_snapshot(
    number: int = 1,
    *,
    version: str = "1",
    changed_at: datetime = NOON,
    copay_cents: int | None = 1500,
) -> FillSnapshot:
    return FillSnapshot(
        phms_id=PhmsId(f"fill-{number}"),
        version=Version(version),
        changed_at=changed_at,
        key=FillKey(f"70{number:05}", 0),
        status=FillStatus.READY,
        claim=ClaimState.PAID,
        patient=PatientSnapshot(PhmsId("pat-1"), "Sampleton", "Testa"),
        payer=PayerKind.COMMERCIAL,
        copay_cents=copay_cents,
        drug_text="Inventol 10 mg tablet",
        ndc="00000000001",
        quantity_text="30 TAB",
    )


def a_pickup(
    number: int = 1, *, fill: FillSnapshot | None = None, expect: str | None = None
) -> PickupEnvelope:
    fill = fill or a_snapshot(number)
    return PickupEnvelope(
        event_id=event_id(number),
        phms_id=fill.phms_id,
        key=fill.key,
        expect_version=fill.version if expect is None else Version(expect),
        picked_up_at=NOON,
        relation=PickerRelation.PATIENT,
        picker_name="Testa Sampleton",
        counselling=CounsellingResult.ACCEPTED,
        copay_paid_cents=fill.copay_cents or 0,
        signature_digest="sha256:00",
        lane="2",
    )


def a_row(
    pickup: PickupEnvelope | None = None,
    *,
    tries: int = 0,
    state: RowState = RowState.QUEUED,
    unknown_for: timedelta | None = None,
) -> OutboxRow:
    pickup = pickup or a_pickup()
    return OutboxRow(
        seq=1,
        destination="phms",
        stream=pickup.key.stream,
        envelope=pickup,
        state=state,
        tries=tries,
        due_at=NOON,
        first_sent_at=None if unknown_for is None else NOON - unknown_for,
    )
