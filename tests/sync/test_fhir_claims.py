"""What a dispense and its coverage say of the claim, its days, its lot and its parts."""

from datetime import date

import pytest

from sync.errors import UnreadableResource
from sync.messages import ClaimState, FillSnapshot, Part
from sync.phms import profile
from sync.phms.resources import Related, snapshot
from sync.phms.tree import Tree

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


def test_a_day_that_is_no_day_is_refused() -> None:
    with pytest.raises(UnreadableResource):
        told({"url": profile.ADJUDICATED_ON, "valueDate": "2026-11-31"})
