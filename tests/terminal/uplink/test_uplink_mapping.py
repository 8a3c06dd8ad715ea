"""What crosses between the PhMS's values and the counter's: nothing unsure is sellable."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from helpers.sales import RULES
from store_support.tickets import HANDED_OVER, PICKUP
from sync import messages as m
from sync_support.samples import NOON, a_snapshot
from terminal.domain.barcode import RxNumber
from terminal.domain.consent import Channel, MessageConsent
from terminal.domain.fill_guards import guard_of
from terminal.domain.identity import Digest, PickupId, StaffId
from terminal.domain.money import Money
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.pickup import CapScope, Counselling, Relationship
from terminal.domain.prescription import (
    ClaimState,
    FillKey,
    FillStatus,
    MayCollect,
    Part,
    SoldBefore,
    Therapy,
)
from terminal.domain.shown_id import IdType, PersonName, ShownId
from terminal.uplink import mapping
from terminal.uplink.mapping import (
    fill_at_counter,
    initials_of,
    key_at_counter,
    key_at_phms,
    pickup_envelope,
)

READ_AT = NOON + timedelta(minutes=3)
TOLD = replace(
    a_snapshot(),
    patient=m.PatientSnapshot(
        m.PhmsId("pat-1"), "Sampleton", "Testa", date(1984, 3, 12), "555-0101", "house-1"
    ),
    dea_schedule=m.DeaSchedule.C4,
    counselling_required=True,
    bin="C14",
    bags=2,
    refrigerated=True,
    ready_since=NOON,
    do_not_dispense_after=date(2026, 12, 24),
    payer_name="Invented Plan",
    payer_bin="999999",
    payer_pcn="PCN",
    payer_group="G1",
    adjudicated_on=date(2026, 11, 19),
    filled_on=date(2026, 11, 18),
    lot="A17",
    oversize=True,
    controlled_cabinet=True,
    part=m.Part.PARTIAL,
    owed_text="15 TAB",
    reject_codes=("569", "75"),
    copay_assistance_cents=2500,
    refill_due=date(2026, 12, 20),
)


def test_a_fill_keeps_everything_that_the_counter_shows() -> None:
    fill = fill_at_counter(TOLD, READ_AT)
    assert fill.key == FillKey(RxNumber("7000001"), 0)
    assert (fill.phms_id, fill.version) == ("fill-1", "1")
    assert (fill.status, fill.claim) == (FillStatus.READY, ClaimState.PAID)
    patient = fill.patient
    assert (patient.family, patient.given, patient.household) == ("Sampleton", "Testa", "house-1")
    assert patient.birth_date == date(1984, 3, 12)
    assert (fill.copay, fill.third_party, fill.counselling) == (Money(1500), True, True)
    assert (fill.ndc, fill.drug) == ("00000000001", "Inventol 10 mg tablet")
    assert (fill.quantity, fill.schedule) == ("30 TAB", 4)
    assert (fill.bin, fill.bags, fill.refrigerated) == ("C14", 2, True)
    assert (fill.ready_since, fill.read_at) == (NOON, READ_AT)
    assert fill.do_not_dispense_after == date(2026, 12, 24)
    assert fill.payer == Payer(PayerKind.COMMERCIAL, "Invented Plan", "999999", "PCN", "G1")
    assert (fill.adjudicated, fill.filled) == (date(2026, 11, 19), date(2026, 11, 18))
    assert (fill.lot, fill.oversize, fill.cabinet) == ("A17", True, True)
    assert (fill.part, fill.owed) == (Part.PARTIAL, "15 TAB")
    assert (fill.rejects, fill.assistance) == (("569", "75"), Money(2500))
    assert fill.refill_due == date(2026, 12, 20)


def test_what_was_not_paid_and_what_was_said_of_messages_is_told_with_the_pickup() -> None:
    consent = MessageConsent(Channel.SMS, date(2026, 11, 20))
    fact = replace(HANDED_OVER, copay=Money(1500), owed=Money(1500), consents=(consent,))
    told = pickup_envelope(fact, NOON, "01")
    assert (told.copay_paid_cents, told.copay_owed_cents, told.copay_waived_cents) == (0, 1500, 0)
    assert told.messages == (m.MessageConsent(m.MessageChannel.SMS, date(2026, 11, 20)),)
    waived = pickup_envelope(replace(fact, owed=Money(0), waived=Money(500)), NOON, "01")
    assert (waived.copay_paid_cents, waived.copay_waived_cents) == (1000, 500)


def test_what_the_phms_knows_of_messages_is_the_patients() -> None:
    opted = m.MessageConsent(m.MessageChannel.EMAIL, date(2026, 5, 1))
    told = replace(TOLD, patient=replace(TOLD.patient, messages=(opted,)))
    known = fill_at_counter(told, READ_AT).patient.messages
    assert known == (MessageConsent(Channel.EMAIL, date(2026, 5, 1)),)


@pytest.mark.parametrize(
    ("number", "kept"),
    [("555-0101", "0101"), ("+1 (615) 555-0134", "0134"), ("ext. 12", ""), ("", ""), (None, "")],
)
def test_of_a_telephone_the_counter_keeps_the_last_four_digits(
    number: str | None, kept: str
) -> None:
    told = replace(TOLD, patient=replace(TOLD.patient, phone=number))
    patient = fill_at_counter(told, READ_AT).patient
    assert patient.phone_last4 == kept
    assert "555" not in str(patient.phone_last4)


@pytest.mark.parametrize("channel", m.MessageChannel)
def test_each_channel_crosses(channel: m.MessageChannel) -> None:
    assert Channel(channel.value).name == channel.name


@pytest.mark.parametrize("kind", m.PayerKind)
def test_each_kind_of_payer_crosses(kind: m.PayerKind) -> None:
    assert mapping.PAYER[kind].name == kind.name


@pytest.mark.parametrize("word", m.Therapy)
def test_the_therapy_is_what_the_phms_says_it_is(word: m.Therapy) -> None:
    fill = fill_at_counter(replace(TOLD, therapy=word), READ_AT)
    assert fill.therapy.value == word.value


def test_what_the_phms_holds_of_papers_is_known_at_the_counter() -> None:
    signed_for = replace(TOLD.patient, notice_acknowledged="2026-01")
    fill = fill_at_counter(replace(TOLD, patient=signed_for, easy_open_unsigned=True), READ_AT)
    assert (fill.patient.acknowledged, fill.caps_unsigned) == (("2026-01",), True)
    unsaid = fill_at_counter(TOLD, READ_AT)
    assert (unsaid.patient.acknowledged, unsaid.caps_unsigned) == ((), False)


def test_what_was_signed_with_a_pickup_is_told_with_it() -> None:
    fact = replace(HANDED_OVER, notice="2026-01", caps=CapScope.ALL)
    envelope = pickup_envelope(fact, NOON, "01")
    assert (envelope.notice_acknowledged, envelope.easy_open) == (
        "2026-01",
        m.EasyOpenRequest.ALL,
    )
    assert set(mapping.CAPS) == {None, *CapScope}


def test_why_the_phms_asks_for_counselling_is_told_and_in_no_repr() -> None:
    told = replace(TOLD, counselling_reason="interaction, level 2")
    fill = fill_at_counter(told, READ_AT)
    assert fill.counselling_reason == "interaction, level 2"
    assert "interaction" not in repr(told) + repr(fill)


def test_what_the_phms_does_not_say_stays_unsaid() -> None:
    told = replace(a_snapshot(copay_cents=None), ndc=None, payer=m.PayerKind.CASH)
    fill = fill_at_counter(told, READ_AT)
    assert fill.copay is None
    assert fill.counselling is None
    assert not fill.third_party
    assert (fill.ndc, fill.bin, fill.patient.household, fill.schedule) == ("", "", "", None)


@pytest.mark.parametrize("status", m.FillStatus)
def test_only_a_fill_that_is_said_to_be_ready_can_be_sold(status: m.FillStatus) -> None:
    over = "entered in error" if status in m.TOMBSTONES else None
    fill = fill_at_counter(replace(a_snapshot(), status=status, tombstone=over), READ_AT)
    sellable = guard_of(fill, NOON.date(), RULES) is None
    assert sellable is (status is m.FillStatus.READY)


@pytest.mark.parametrize("claim", m.ClaimState)
def test_only_a_decided_claim_can_be_sold(claim: m.ClaimState) -> None:
    fill = fill_at_counter(replace(a_snapshot(), claim=claim), READ_AT)
    sellable = guard_of(fill, NOON.date(), RULES) is None
    assert sellable is (claim in {m.ClaimState.PAID, m.ClaimState.CASH})


@pytest.mark.parametrize("payer", m.PayerKind)
def test_every_payer_but_cash_is_a_third_party(payer: m.PayerKind) -> None:
    fill = fill_at_counter(replace(a_snapshot(), payer=payer), READ_AT)
    assert fill.third_party is (payer is not m.PayerKind.CASH)


def test_many_bags_are_shown_as_the_most_that_the_counter_shows() -> None:
    assert fill_at_counter(replace(a_snapshot(), bags=50), READ_AT).bags == mapping.MAX_BAGS


def test_every_word_of_both_sides_has_its_counterpart() -> None:
    assert set(mapping.STATUS) == set(m.FillStatus)
    assert set(mapping.CLAIM) == set(m.ClaimState)
    assert set(mapping.SCHEDULE) == set(m.DeaSchedule)
    assert set(mapping.THERAPY) == {None, *m.Therapy}
    assert set(mapping.THERAPY.values()) == set(Therapy)
    assert set(mapping.COUNSELLING) == {None, *Counselling}
    assert {each.value for each in Relationship} == {each.value for each in m.PickerRelation}
    for relation in Relationship:
        assert m.PickerRelation(relation.value).name == relation.name


def test_a_key_crosses_both_ways() -> None:
    key = FillKey(RxNumber("6012345"), 2)
    assert key_at_counter(key_at_phms(key)) == key
    with pytest.raises(ValueError, match="letters and digits"):
        key_at_phms(FillKey(RxNumber("60 12345"), 2))


@pytest.mark.parametrize("ids", [(), ("p-1",)])
def test_whether_a_till_of_the_store_sold_it_is_told_by_the_number_of_its_pickup(
    ids: tuple[str, ...],
) -> None:
    told = replace(a_snapshot(), picked_up_at=NOON, pickup_ids=ids)
    assert fill_at_counter(told, READ_AT).sold == SoldBefore(NOON, at_till=bool(ids))


def test_a_pickup_is_told_with_the_id_of_its_fact_and_in_utc() -> None:
    new_york = datetime(2026, 3, 7, 10, 42, tzinfo=timezone(timedelta(hours=-5)))
    envelope = pickup_envelope(HANDED_OVER, new_york, "01")
    assert envelope == m.PickupEnvelope(
        event_id=PICKUP,
        phms_id=m.PhmsId("disp-1"),
        key=m.FillKey("6012345", 2),
        expect_version=m.Version("3"),
        picked_up_at=datetime(2026, 3, 7, 15, 42, tzinfo=UTC),
        relation=m.PickerRelation.PATIENT,
        picker_name="",
        counselling=m.CounsellingResult.ACCEPTED,
        copay_paid_cents=1500,
        signature_digest=None,
        lane="01",
    )


@pytest.mark.parametrize("relation", Relationship)
@pytest.mark.parametrize("counselling", [None, *Counselling])
def test_who_collected_and_what_came_of_counselling_are_told_as_recorded(
    relation: Relationship, counselling: Counselling | None
) -> None:
    fact = replace(HANDED_OVER, relationship=relation, counselling=counselling)
    envelope = pickup_envelope(fact, NOON, "01")
    assert envelope.relation.value == relation.value
    wanted = "not_required" if counselling is None else counselling.name.lower()
    assert envelope.counselling.value == wanted


def test_a_fill_that_was_sold_unseen_expects_no_version_and_a_signature_is_named() -> None:
    fact = replace(HANDED_OVER, version="", signature=Digest("ab" * 32))
    envelope = pickup_envelope(fact, NOON, "01")
    assert envelope.expect_version is None
    assert envelope.signature_digest == "ab" * 32


def test_what_a_pdmp_wants_of_a_controlled_fill_is_told() -> None:
    shown = ShownId(
        IdType.STATE_ID, "99999999", "NC", PersonName("Sampleton", "Orville"), "1 Elm St"
    )
    fact = replace(
        HANDED_OVER,
        relationship=Relationship.SPOUSE,
        picker=shown.name,
        id_shown=True,
        pharmacist=StaffId("21"),
        sold_on=date(2026, 11, 20),
    )
    envelope = pickup_envelope(fact, NOON, "01", "Dr. L. Petrov, PharmD", shown)
    assert envelope.identification == m.Identification("02", "99999999", "NC")
    assert (envelope.picker_family, envelope.picker_given) == ("Sampleton", "Orville")
    assert (envelope.picker_name, envelope.pharmacist) == ("Orville Sampleton", "LP")
    assert envelope.sold_on == date(2026, 11, 20)
    for secret in ("99999999", "Sampleton", "Orville", "Elm"):
        assert secret not in repr(envelope)


@pytest.mark.parametrize("kind", IdType)
def test_every_kind_of_id_can_be_told(kind: IdType) -> None:
    envelope = pickup_envelope(HANDED_OVER, NOON, "01", shown=ShownId(kind))
    assert envelope.identification == m.Identification(kind.air04, "", "")


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Phil Stone", "PS"),
        ("Dr. L. Petrov", "LP"),
        ("S. Whitfield-Oyelaran", "SWO"),
        ("de la Cruz", "DLC"),
        ("", ""),
        ("21", ""),
    ],
)
def test_a_pharmacist_is_told_by_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_the_wishes_of_the_patient_are_kept() -> None:
    told = replace(
        TOLD.patient,
        address="1 Elm St",
        patient_only=True,
        may_collect=(m.MayCollect("Sampleton", "Beatrix", m.PickerRelation.SPOUSE),),
    )
    patient = fill_at_counter(replace(TOLD, patient=told), READ_AT).patient
    assert (patient.address, patient.patient_only) == ("1 Elm St", True)
    spouse = MayCollect(PersonName("Sampleton", "Beatrix"), Relationship.SPOUSE)
    assert patient.may_collect == (spouse,)


def test_a_pickup_without_a_uuid_is_a_bug_and_is_not_sent() -> None:
    with pytest.raises(ValueError, match="UUID"):
        pickup_envelope(replace(HANDED_OVER, pickup=PickupId("6F0B")), NOON, "01")
