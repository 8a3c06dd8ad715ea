"""What the PhMS says as the counter's values, and what the counter did as the PhMS's.

Rules that hold here:

1. What we do not know for certain is never sellable: an unknown status is on hold, an unknown
   claim is undecided.
2. Nothing is made up: what the PhMS did not say stays unsaid.
3. Relationship codes are those of ASAP 4.2 AIR06 on both sides (pickup-and-compliance.md
   section 8), so they cross by value; a code that one side lacks fails a test, not a pickup.
"""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from sync import messages as m
from terminal.domain.barcode import RxNumber
from terminal.domain.consent import Channel, MessageConsent
from terminal.domain.facts import FillHandedOver, PickupUndone
from terminal.domain.money import Money
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.pickup import CapScope, Counselling, Relationship
from terminal.domain.prescription import (
    ClaimState,
    Fill,
    FillKey,
    FillStatus,
    MayCollect,
    Part,
    Patient,
    PatientId,
    SoldBefore,
    Therapy,
)
from terminal.domain.shown_id import ShownId, recorded_name

MAX_BAGS: Final = 20
"""The most that the counter shows (`Fill.bags`); a PhMS may say up to 50 and means "many"."""
LOCAL_NUMBER: Final = 7
"""Digits of a telephone number at least; the demo's are local ones."""

STATUS: Final = MappingProxyType(
    {
        m.FillStatus.PREPARING: FillStatus.PREPARING,
        m.FillStatus.READY: FillStatus.READY,
        m.FillStatus.ON_HOLD: FillStatus.ON_HOLD,
        m.FillStatus.SOLD: FillStatus.SOLD,
        m.FillStatus.CANCELLED: FillStatus.CANCELLED,
        m.FillStatus.STOPPED: FillStatus.CANCELLED,
        m.FillStatus.DECLINED: FillStatus.CANCELLED,
        m.FillStatus.ERRONEOUS: FillStatus.CANCELLED,
        m.FillStatus.UNKNOWN: FillStatus.ON_HOLD,
    }
)
CLAIM: Final = MappingProxyType(
    {
        m.ClaimState.PAID: ClaimState.PAID,
        m.ClaimState.CASH: ClaimState.CASH,
        m.ClaimState.REJECTED: ClaimState.REJECTED,
        m.ClaimState.LIMBO: ClaimState.LIMBO,
        m.ClaimState.REVERSED: ClaimState.REVERSED,
        m.ClaimState.UNKNOWN: ClaimState.LIMBO,
    }
)
SCHEDULE: Final = MappingProxyType(
    {
        m.DeaSchedule.C2: 2,
        m.DeaSchedule.C3: 3,
        m.DeaSchedule.C4: 4,
        m.DeaSchedule.C5: 5,
    }
)
PAYER: Final = MappingProxyType(
    {
        m.PayerKind.CASH: PayerKind.CASH,
        m.PayerKind.COMMERCIAL: PayerKind.COMMERCIAL,
        m.PayerKind.MEDICARE: PayerKind.MEDICARE,
        m.PayerKind.MEDICAID: PayerKind.MEDICAID,
        m.PayerKind.OTHER_FEDERAL: PayerKind.OTHER_FEDERAL,
        m.PayerKind.UNKNOWN: PayerKind.UNKNOWN,
    }
)
PART: Final = MappingProxyType({each: Part(each.value) for each in m.Part})
THERAPY: Final = MappingProxyType(
    {
        None: Therapy.UNKNOWN,
        m.Therapy.NEW: Therapy.NEW,
        m.Therapy.CHANGED: Therapy.CHANGED,
        m.Therapy.UNCHANGED: Therapy.UNCHANGED,
    }
)
CAPS: Final = MappingProxyType(
    {
        None: None,
        CapScope.ALL: m.EasyOpenRequest.ALL,
        CapScope.THESE: m.EasyOpenRequest.THESE,
    }
)
COUNSELLING: Final = MappingProxyType(
    {
        None: m.CounsellingResult.NOT_REQUIRED,
        Counselling.ACCEPTED: m.CounsellingResult.ACCEPTED,
        Counselling.REFUSED: m.CounsellingResult.REFUSED,
        Counselling.NOT_PRACTICABLE: m.CounsellingResult.NOT_PRACTICABLE,
    }
)


def key_at_counter(key: m.FillKey) -> FillKey:
    return FillKey(RxNumber(key.rx_number), key.fill_number)


def key_at_phms(key: FillKey) -> m.FillKey:
    """Raises ValueError for a number that no PhMS of ours could have told or printed."""
    return m.FillKey(key.rx, key.fill)


def fill_at_counter(told: m.FillSnapshot, read_at: datetime) -> Fill:
    """The fill as the PhMS told it at `read_at` of our clock: the age of its copay."""
    return Fill(
        key=key_at_counter(told.key),
        phms_id=told.phms_id,
        version=told.version,
        status=STATUS[told.status],
        claim=CLAIM[told.claim],
        patient=_patient(told.patient),
        copay=_amount(told.copay_cents),
        third_party=told.third_party,
        counselling=told.counselling_required,
        ndc=told.ndc or "",
        drug=told.drug_text,
        quantity=told.quantity_text,
        schedule=None if told.dea_schedule is None else SCHEDULE[told.dea_schedule],
        bin=told.bin or "",
        bags=min(told.bags, MAX_BAGS),
        refrigerated=told.refrigerated,
        ready_since=told.ready_since,
        read_at=read_at,
        do_not_dispense_after=told.do_not_dispense_after,
        payer=_payer(told),
        adjudicated=told.adjudicated_on,
        filled=told.filled_on,
        lot=told.lot or "",
        oversize=told.oversize,
        cabinet=told.controlled_cabinet,
        part=PART[told.part],
        owed=told.owed_text or "",
        rejects=told.reject_codes,
        assistance=_amount(told.copay_assistance_cents),
        refill_due=told.refill_due,
        therapy=THERAPY[told.therapy],
        counselling_reason=told.counselling_reason or "",
        caps_unsigned=told.easy_open_unsigned,
        sold=_sold(told),
    )


def _sold(told: m.FillSnapshot) -> SoldBefore | None:
    if told.picked_up_at is None:
        return None
    return SoldBefore(told.picked_up_at, at_till=bool(told.pickup_ids))


def _payer(told: m.FillSnapshot) -> Payer:
    return Payer(
        PAYER[told.payer], told.payer_name, told.payer_bin, told.payer_pcn, told.payer_group
    )


def _amount(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents)


def last_four(phone: str) -> str:
    """Of a number that is one; an extension on its own, or a note, is none."""
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    return digits[-4:] if len(digits) >= LOCAL_NUMBER else ""


def _patient(told: m.PatientSnapshot) -> Patient:
    known = () if told.notice_acknowledged is None else (told.notice_acknowledged,)
    named = (recorded_name(each.family, each.given) for each in told.may_collect)
    return Patient(
        PatientId(told.phms_id),
        told.family,
        told.given,
        told.birth_date,
        told.family_key or "",
        tuple(MessageConsent(Channel(each.channel.value), each.on) for each in told.messages),
        known,
        address=told.address,
        patient_only=told.patient_only,
        may_collect=tuple(
            MayCollect(name, Relationship(each.relation.value))
            for name, each in zip(named, told.may_collect, strict=True)
            if name is not None
        ),
        language=told.language,
        phone_last4=last_four(told.phone or ""),
    )


def pickup_envelope(
    fact: FillHandedOver,
    at: datetime,
    lane: str,
    pharmacist: str = "",
    shown: ShownId | None = None,
) -> m.PickupEnvelope:
    """The pickup as the PhMS is told it; `at` and `lane` stand around the fact in the journal.

    `pharmacist` is the name of whoever counselled or released: told as initials, because a free
    text does not say which part of it is the last name. Who rang up the ticket is not told.
    """
    picker = fact.picker
    return m.PickupEnvelope(
        event_id=fact.pickup,
        phms_id=m.PhmsId(fact.phms_id),
        key=key_at_phms(fact.key),
        expect_version=m.Version(fact.version) if fact.version else None,
        picked_up_at=at.astimezone(UTC),
        relation=m.PickerRelation(fact.relationship.value),
        picker_name="" if picker is None else picker.full,
        counselling=COUNSELLING[fact.counselling],
        copay_paid_cents=(fact.copay - fact.owed - fact.waived).cents,
        copay_owed_cents=fact.owed.cents,
        copay_waived_cents=fact.waived.cents,
        signature_digest=fact.signature or None,
        identification=None if shown is None else _identification(shown),
        pharmacist=initials_of(pharmacist) or None,
        lane=lane,
        messages=tuple(
            m.MessageConsent(m.MessageChannel(each.channel.value), each.on)
            for each in fact.consents
        ),
        notice_acknowledged=fact.notice or None,
        easy_open=CAPS[fact.caps],
        picker_family="" if picker is None else picker.family,
        picker_given="" if picker is None else picker.given,
        sold_on=fact.sold_on,
    )


def undo_envelope(fact: PickupUndone, at: datetime) -> m.UndoEnvelope:
    """The pickup that is void; `at` stands around the fact in the journal."""
    return m.UndoEnvelope(
        event_id=fact.undo,
        pickup_event_id=fact.pickup,
        phms_id=m.PhmsId(fact.phms_id),
        key=key_at_phms(fact.key),
        undone_at=at.astimezone(UTC),
        why=fact.reason,
    )


def _identification(shown: ShownId) -> m.Identification:
    """What was recorded of the ID: AIR03 to AIR05. An address stays at the counter."""
    return m.Identification(shown.type.air04, shown.number, shown.jurisdiction)


TITLES: Final = frozenset({"dr", "mr", "mrs", "ms", "prof"})


def initials_of(name: str) -> str:
    """`Dr. L. Petrov, PharmD` is LP."""
    words = name.partition(",")[0].replace("-", " ").split()
    named = [word for word in words if word.rstrip(".").casefold() not in TITLES]
    return "".join(word[0].upper() for word in named if word[0].isalpha())
