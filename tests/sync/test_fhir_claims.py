"""What a dispense and its coverage say of the claim, its days, its lot and its parts."""

from dataclasses import replace
from datetime import date

import pytest

from sync.errors import UnreadableResource
from sync.messages import ClaimState, FillSnapshot, MessageChannel, MessageConsent, Part
from sync.phms import profile
from sync.phms.resources import Related, pickup_record, snapshot
from sync.phms.tree import Tree, branch, cents, extensions
from sync_support.samples import a_pickup

COVERAGE = {
    "resourceType": "Coverage",
    "id": "c1",
    "payor": [{"display": "Invented  Plan"}],
    "class": [
        {"type": {"coding": [{"system": profile.COVERAGE_CLASS, "code": code}]}, "value": value}
        for code, value in (("rxbin", "999999"), ("rxpcn", "PCN"), ("rxgroup", "G1"), ("plan", "P"))
    ],
}
PATIENT = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Sampleton"}]}


def told(*extensions: Tree, coverage: Tree | None = None) -> FillSnapshot:
    link = {"url": profile.COVERAGE, "valueReference": {"reference": "Coverage/c1"}}
    dispense = {
        "id": "d1",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-20T17:00:00Z"},
        "identifier": [{"system": profile.FILL_SYSTEM, "value": "6012345-0"}],
        "status": "in-progress",
        "subject": {"reference": "Patient/p1"},
        "extension": [link, *extensions],
    }
    coverages = {} if coverage is None else {"c1": coverage}
    return snapshot(dispense, Related({"p1": PATIENT}, coverages, {}), profile.FILL_SYSTEM)


def test_the_payer_is_named_as_the_claim_names_it() -> None:
    fill = told(coverage=COVERAGE)
    assert fill.payer_name == "Invented Plan"
    assert (fill.payer_bin, fill.payer_pcn, fill.payer_group) == ("999999", "PCN", "G1")


@pytest.mark.parametrize("coverage", [None, {}, {"payor": [], "class": [{"type": 7}]}])
def test_a_coverage_that_says_nothing_names_nobody(coverage: Tree | None) -> None:
    fill = told(coverage=coverage)
    assert (fill.payer_name, fill.payer_bin, fill.payer_pcn, fill.payer_group) == ("", "", "", "")


def test_the_days_the_lot_and_where_the_bag_lies() -> None:
    fill = told(
        {"url": profile.ADJUDICATED_ON, "valueDate": "2026-11-19"},
        {"url": profile.FILLED_ON, "valueDate": "2026-11-18"},
        {"url": profile.REFILL_DUE, "valueDate": "2026-12-13"},
        {"url": profile.LOT, "valueString": "A17"},
        {"url": profile.OVERSIZE, "valueBoolean": True},
        {"url": profile.CONTROLLED_CABINET, "valueBoolean": True},
        {"url": profile.CLAIM_STATE, "valueCode": "reversed"},
    )
    assert (fill.adjudicated_on, fill.filled_on) == (date(2026, 11, 19), date(2026, 11, 18))
    assert (fill.refill_due, fill.lot) == (date(2026, 12, 13), "A17")
    assert fill.oversize
    assert fill.controlled_cabinet
    assert fill.claim is ClaimState.REVERSED


def test_a_part_its_rejects_and_what_assistance_paid() -> None:
    fill = told(
        {"url": profile.PART, "valueCode": "partial"},
        {"url": profile.OWED, "valueString": "15 TAB"},
        {"url": profile.REJECT_CODES, "valueString": "569, 75,,"},
        {"url": profile.COPAY_ASSISTANCE, "valueMoney": {"value": 25, "currency": "USD"}},
    )
    assert (fill.part, fill.owed_text) == (Part.PARTIAL, "15 TAB")
    assert fill.reject_codes == ("569", "75")
    assert fill.copay_assistance_cents == 2500


def test_what_is_not_said_is_not_made_up() -> None:
    fill = told()
    assert (fill.adjudicated_on, fill.filled_on, fill.refill_due, fill.lot) == (None,) * 4
    assert (fill.part, fill.owed_text, fill.reject_codes) == (Part.WHOLE, None, ())
    assert fill.copay_assistance_cents is None


def test_a_patients_consents_are_read_and_what_cannot_be_read_is_none() -> None:
    values = ("sms 2026-05-01", "none 2026-06-01", "pigeon 2026-05-01", "email", "phone soon", "")
    consents = [{"url": profile.MESSAGE_CONSENT, "valueString": value} for value in values]
    dispense = {
        "id": "d1",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-20T17:00:00Z"},
        "identifier": [{"system": profile.FILL_SYSTEM, "value": "6012345-0"}],
        "subject": {"reference": "Patient/p1"},
    }
    related = Related({"p1": {**PATIENT, "extension": consents}}, {}, {})
    fill = snapshot(dispense, related, profile.FILL_SYSTEM)
    assert [(each.channel, each.on) for each in fill.patient.messages] == [
        (MessageChannel.SMS, date(2026, 5, 1)),
        (MessageChannel.NONE, date(2026, 6, 1)),
    ]


def test_the_record_of_a_pickup_says_what_was_not_paid_and_what_was_said_of_messages() -> None:
    said = MessageConsent(MessageChannel.SMS, date(2026, 11, 20))
    pickup = replace(a_pickup(), copay_paid_cents=0, copay_owed_cents=1500, messages=(said,))
    told = pickup_record(pickup)
    (owed,) = extensions(told, profile.COPAY_OWED)
    assert cents(branch(owed, "valueMoney")) == 1500
    assert not list(extensions(told, profile.COPAY_WAIVED))
    (consent,) = extensions(told, profile.MESSAGE_CONSENT)
    assert consent["valueString"] == "sms 2026-11-20"


def test_a_day_that_is_no_day_is_refused() -> None:
    with pytest.raises(UnreadableResource):
        told({"url": profile.ADJUDICATED_ON, "valueDate": "2026-11-31"})
