"""The demo's people and fills as FHIR resources, for this server or for any other.

Rules: written by hand from the profile's description, not with the connector's writer, so that a
slip in either shows.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sync.messages import ClaimState, FillStatus, PayerKind
from sync.phms import profile
from sync.simulator.demo_fills import DemoFill, DemoPatient, DemoPharmacy, demo_id
from sync.simulator.records import Resource

_STATUS = {status: code for code, status in profile.STATUS.items()}
HANDED_OVER_LATER = timedelta(days=1)  # the fill that is sold already was collected a day later


def resources(pharmacy: DemoPharmacy) -> Iterator[Resource]:
    """Every resource, those that are referred to first. Each has its own `id`."""
    for patient in pharmacy.patients:
        yield _patient(patient)
    for fill in pharmacy.fills:
        patient = pharmacy.patient(fill.patient)
        if fill.payer is not PayerKind.CASH:
            yield _coverage(fill, patient)
        yield _dispense(fill, patient, pharmacy)
        if fill.copay_cents is not None:
            yield charge(fill, patient.phms_id, fill.copay_cents)


def _patient(patient: DemoPatient) -> Resource:
    resource: Resource = {
        "resourceType": "Patient",
        "id": patient.phms_id,
        "name": [{"use": "official", "family": patient.family, "given": [patient.given]}],
        "birthDate": patient.birth_date.isoformat(),
        "telecom": [{"system": "phone", "value": patient.phone}],
    }
    told = ((profile.HOUSEHOLD, patient.household), (profile.NOTICE, patient.notice))
    extensions: list[Resource] = [
        {"url": url, "valueString": said} for url, said in told if said is not None
    ]
    if patient.patient_only:
        extensions.append({"url": profile.PATIENT_ONLY, "valueBoolean": True})
    if extensions:
        resource["extension"] = extensions
    if patient.street:
        resource["address"] = [
            {"line": [patient.street], "city": "Anytown", "state": "TX", "postalCode": "75001"}
        ]
    if patient.may_collect:
        resource["contact"] = [
            {
                "extension": [{"url": profile.MAY_COLLECT, "valueCode": relation}],
                "name": {"family": family, "given": [given]},
            }
            for family, given, relation in patient.may_collect
        ]
    return resource


def _coverage(fill: DemoFill, patient: DemoPatient) -> Resource:
    return {
        "resourceType": "Coverage",
        "id": demo_id("coverage", str(fill.key)),
        "status": "active",
        "type": {"coding": [{"system": profile.PAYER_SYSTEM, "code": fill.payer.value}]},
        "beneficiary": {"reference": f"Patient/{patient.phms_id}"},
        "payor": [{"display": fill.plan}],
    }


def charge(fill: DemoFill, patient_id: str, copay_cents: int) -> Resource:
    """What the patient owes for a fill."""
    return {
        "resourceType": "ChargeItem",
        "id": demo_id("charge", str(fill.key)),
        "status": "billable",
        "code": {"text": "patient pay"},
        "subject": {"reference": f"Patient/{patient_id}"},
        "service": [{"reference": f"MedicationDispense/{fill.phms_id}"}],
        "priceOverride": dollars(copay_cents),
    }


def dollars(cents: int) -> dict[str, Any]:
    """A FHIR Money."""
    return {"value": Decimal(f"{cents // 100}.{cents % 100:02}"), "currency": "USD"}


def _dispense(fill: DemoFill, patient: DemoPatient, pharmacy: DemoPharmacy) -> Resource:
    resource: Resource = {
        "resourceType": "MedicationDispense",
        "id": fill.phms_id,
        "identifier": [{"system": profile.FILL_SYSTEM, "value": f"{fill.rx}-{fill.fill}"}],
        "status": _STATUS[fill.status],
        "medicationCodeableConcept": {
            "coding": [{"system": profile.NDC_SYSTEM, "code": fill.ndc}],
            "text": fill.drug,
        },
        "subject": {"reference": f"Patient/{patient.phms_id}"},
        "quantity": {"value": fill.quantity, "unit": fill.unit},
        "daysSupply": {"value": fill.days_supply, "unit": "days"},
        "extension": [*_extensions(fill), *_days(fill, pharmacy)],
    }
    since = pharmacy.ready_since(fill)
    if since is not None:
        resource["whenPrepared"] = since.isoformat()
    if fill.status is FillStatus.SOLD and since is not None:
        resource["whenHandedOver"] = (since + HANDED_OVER_LATER).isoformat()
    if fill.bin is not None:
        resource["destination"] = {"display": fill.bin}
    if fill.why is not None:
        resource["statusReasonCodeableConcept"] = {"text": fill.why}
    return resource


def _days(fill: DemoFill, pharmacy: DemoPharmacy) -> Iterator[Resource]:
    """Billed on the day it became ready; the others count from today."""
    since = pharmacy.ready_since(fill)
    days = {
        profile.ADJUDICATED_ON: None if since is None else since.date(),
        profile.REFILL_DUE: _in_days(fill.refill_due_in, pharmacy),
        profile.DO_NOT_DISPENSE_AFTER: _in_days(fill.last_day_in, pharmacy),
    }
    for url, day in days.items():
        if day is not None:
            yield {"url": url, "valueDate": day.isoformat()}


def _in_days(count: int | None, pharmacy: DemoPharmacy) -> date | None:
    return None if count is None else pharmacy.today + timedelta(days=count)


def _extensions(fill: DemoFill) -> Iterator[Resource]:
    yield {"url": profile.FILL_NUMBER, "valueInteger": fill.fill}
    if fill.schedule is not None:
        yield {"url": profile.DEA_SCHEDULE, "valueCode": fill.schedule.value}
    if fill.counselling is not None:
        yield {"url": profile.COUNSELLING_REQUIRED, "valueBoolean": fill.counselling}
    if fill.counselling_reason is not None:
        yield {"url": profile.COUNSELLING_REASON, "valueString": fill.counselling_reason}
    if fill.therapy is not None:
        yield {"url": profile.THERAPY, "valueCode": fill.therapy.value}
    if fill.easy_open_unsigned:
        yield {"url": profile.EASY_OPEN_UNSIGNED, "valueBoolean": True}
    if fill.bags > 1:
        yield {"url": profile.BAGS, "valueInteger": fill.bags}
    if fill.refrigerated:
        yield {"url": profile.REFRIGERATED, "valueBoolean": True}
    if fill.oversize:
        yield {"url": profile.OVERSIZE, "valueBoolean": True}
    if fill.controlled_cabinet:
        yield {"url": profile.CONTROLLED_CABINET, "valueBoolean": True}
    if fill.reject_codes:
        yield {"url": profile.REJECT_CODES, "valueString": fill.reject_codes}
    if fill.copay_assistance_cents is not None:
        helped = dollars(fill.copay_assistance_cents)
        yield {"url": profile.COPAY_ASSISTANCE, "valueMoney": helped}
    if fill.claim is not ClaimState.UNKNOWN:
        yield {"url": profile.CLAIM_STATE, "valueCode": fill.claim.value}
    if fill.payer is not PayerKind.CASH:
        name = demo_id("coverage", str(fill.key))
        link = {"reference": f"Coverage/{name}"}
        yield {"url": profile.COVERAGE, "valueReference": link}
