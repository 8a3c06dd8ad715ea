"""Our values from FHIR R4 resources and back (the mapping table of phms-and-sync.md section 4).

Rules: what is said is believed or refused (`UnreadableResource`), never guessed; what is not said
is None. Writing starts from the resource just read and changes only the fields that are ours.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, TypedDict, cast

from sync.errors import UnreadableResource
from sync.messages import (
    MAX_MAY_COLLECT,
    TOMBSTONES,
    ClaimState,
    DeaSchedule,
    FillKey,
    FillSnapshot,
    FillStatus,
    MayCollect,
    MessageChannel,
    MessageConsent,
    Part,
    PatientSnapshot,
    PayerKind,
    PhmsId,
    PickerRelation,
    PickupEnvelope,
    UndoEnvelope,
    Version,
)
from sync.phms import profile, tree
from sync.phms.tree import Tree


@dataclass(frozen=True, slots=True)
class Related:
    """The resources that a page of dispenses refers to, by id; charges by the dispense's id."""

    patients: Mapping[str, Tree]
    coverages: Mapping[str, Tree]
    charges: Mapping[str, Sequence[Tree]]


def version(resource: Tree) -> Version | None:
    """meta.versionId."""
    value = tree.text(tree.branch(resource, "meta"), "versionId")
    return None if value is None else Version(value)


def fill_key(dispense: Tree, fill_system: str) -> FillKey:
    """Rx and fill number: the identifier "<rx>-<fill>", and the extension must not disagree."""
    value = tree.identifier(dispense, fill_system)
    rx_number, dash, number = (value or "").rpartition("-")
    if not dash or not number.isascii() or not number.isdigit():
        raise UnreadableResource("no identifier of the form <Rx number>-<fill number>")
    said = tree.whole_number(tree.extension(dispense, profile.FILL_NUMBER), "valueInteger")
    if said is not None and said != int(number):
        raise UnreadableResource("identifier and extension disagree about the fill number")
    try:
        return FillKey(rx_number, int(number))
    except ValueError as error:
        raise UnreadableResource(str(error)) from error


def snapshot(dispense: Tree, related: Related, fill_system: str) -> FillSnapshot:
    """A fill with its patient, payer and copay."""
    try:
        return _snapshot(dispense, related, fill_system)
    except UnreadableResource:
        raise
    except ValueError as error:  # a limit of the values themselves; their texts name no person
        raise UnreadableResource(str(error)) from error


def _snapshot(dispense: Tree, related: Related, fill_system: str) -> FillSnapshot:
    phms_id = PhmsId(tree.text(dispense, "id") or "")
    held_version = version(dispense)
    changed_at = tree.instant(tree.text(tree.branch(dispense, "meta"), "lastUpdated"))
    if held_version is None or changed_at is None:
        raise UnreadableResource("no version or no time of change")
    status = profile.STATUS.get(tree.text(dispense, "status") or "", FillStatus.UNKNOWN)
    drug = tree.branch(dispense, "medicationCodeableConcept")
    payer = _payer(dispense, related)
    return FillSnapshot(
        phms_id=phms_id,
        version=held_version,
        changed_at=changed_at,
        key=fill_key(dispense, fill_system),
        status=status,
        claim=_claim(dispense, payer),
        patient=_patient(dispense, related),
        payer=payer,
        copay_cents=_copay(related.charges.get(phms_id, ())),
        drug_text=tree.line(drug, "text") or "",
        ndc=_ndc(drug),
        quantity_text=_quantity(tree.branch(dispense, "quantity")),
        days_supply=tree.whole_number(tree.branch(dispense, "daysSupply"), "value"),
        dea_schedule=_schedule(dispense),
        counselling_required=_flag(dispense, profile.COUNSELLING_REQUIRED),
        counselling_reason=tree.line(
            tree.extension(dispense, profile.COUNSELLING_REASON), "valueString"
        ),
        bin=tree.line(tree.branch(dispense, "destination"), "display"),
        bags=_bags(dispense),
        refrigerated=_flag(dispense, profile.REFRIGERATED) or False,
        ready_since=tree.moment(tree.text(dispense, "whenPrepared")),
        do_not_dispense_after=_date(dispense, profile.DO_NOT_DISPENSE_AFTER),
        picked_up_at=tree.moment(tree.text(dispense, "whenHandedOver")),
        pickup_ids=tuple(tree.identifiers(dispense, profile.PICKUP_SYSTEM)),
        tombstone=_tombstone(dispense, status),
        **_payer_on_claim(dispense, related),
        adjudicated_on=_date(dispense, profile.ADJUDICATED_ON),
        filled_on=_date(dispense, profile.FILLED_ON),
        lot=tree.line(tree.extension(dispense, profile.LOT), "valueString"),
        oversize=_flag(dispense, profile.OVERSIZE) or False,
        controlled_cabinet=_flag(dispense, profile.CONTROLLED_CABINET) or False,
        part=_part(dispense),
        owed_text=tree.line(tree.extension(dispense, profile.OWED), "valueString"),
        reject_codes=_reject_codes(dispense),
        copay_assistance_cents=_assistance(dispense),
        refill_due=_date(dispense, profile.REFILL_DUE),
        therapy=profile.THERAPIES.get(
            tree.text(tree.extension(dispense, profile.THERAPY), "valueCode") or ""
        ),
        easy_open_unsigned=_flag(dispense, profile.EASY_OPEN_UNSIGNED) or False,
    )


def _tombstone(dispense: Tree, status: FillStatus) -> str | None:
    if status not in TOMBSTONES:
        return None
    said = tree.line(tree.branch(dispense, "statusReasonCodeableConcept"), "text")
    return said or ("cancelled" if status is FillStatus.CANCELLED else "entered in error")


def _patient(dispense: Tree, related: Related) -> PatientSnapshot:
    patient_id = tree.reference(tree.branch(dispense, "subject"), "Patient")
    patient = related.patients.get(patient_id or "")
    if patient_id is None or patient is None:
        raise UnreadableResource("its patient is not there")
    names = tree.branches(patient, "name")
    name = next((one for one in names if one.get("use") == "official"), names[0] if names else {})
    phones = (one for one in tree.branches(patient, "telecom") if one.get("system") == "phone")
    household = tree.extension(patient, profile.HOUSEHOLD)
    return PatientSnapshot(
        phms_id=PhmsId(patient_id),
        family=tree.line(name, "family") or "",
        given=_given(name),
        birth_date=tree.calendar_date(tree.text(patient, "birthDate")),
        phone=tree.line(next(phones, {}), "value"),
        family_key=tree.text(household, "valueString"),
        messages=tuple(_consents(patient)),
        notice_acknowledged=tree.line(tree.extension(patient, profile.NOTICE), "valueString"),
        address=_address(patient),
        patient_only=tree.extension(patient, profile.PATIENT_ONLY).get("valueBoolean") is True,
        may_collect=tuple(islice(_may_collect(patient), MAX_MAY_COLLECT)),
        language=_language(patient),
    )


MAX_TAG: Final = 35
"""Letters of a BCP 47 tag that anybody uses (RFC 5646 section 4.4.1)."""


def _language(patient: Tree) -> str:
    """The preferred one of those that the patient speaks, or the only one."""
    spoken = tree.branches(patient, "communication")
    preferred = [one for one in spoken if one.get("preferred") is True]
    chosen = (preferred or spoken)[:1] if preferred or len(spoken) == 1 else []
    codings = (
        each for one in chosen for each in tree.branches(tree.branch(one, "language"), "coding")
    )
    tags = (tree.text(each, "code") or "" for each in codings)
    return next((tag for tag in tags if tag.isascii() and len(tag) <= MAX_TAG), "")


def _given(name: Tree) -> str:
    given = name.get("given")
    parts = given if isinstance(given, list) else []
    return tree.line({"given": " ".join(str(part) for part in parts)}, "given") or ""


def _address(patient: Tree) -> str:
    """Where the patient lives now, as one line; an old address proves nothing."""
    homes = [one for one in tree.branches(patient, "address") if one.get("use") != "old"]
    home = homes[0] if homes else {}
    lines = home.get("line")
    street = [str(part) for part in lines] if isinstance(lines, list) else []
    place = [tree.text(home, part) or "" for part in ("city", "state", "postalCode")]
    words = ", ".join(each for each in (*street, " ".join(filter(None, place))) if each)
    return tree.line({"address": words}, "address") or ""


def _may_collect(patient: Tree) -> Iterator[MayCollect]:
    """Contacts that the patient named for it; one whose relation we do not know is not taken."""
    for contact in tree.branches(patient, "contact"):
        code = tree.text(tree.extension(contact, profile.MAY_COLLECT), "valueCode")
        name = tree.branch(contact, "name")
        family = tree.line(name, "family")
        if code in frozenset(PickerRelation) and family:
            yield MayCollect(family, _given(name), PickerRelation(code))


def _consents(patient: Tree) -> Iterator[MessageConsent]:
    """`sms 2026-05-01`, one extension each; what cannot be read is no consent."""
    for each in tree.extensions(patient, profile.MESSAGE_CONSENT):
        channel, _, day = (tree.line(each, "valueString") or "").partition(" ")
        known = next((one for one in MessageChannel if one == channel), None)
        with suppress(ValueError):  # UnreadableResource is one
            on = tree.calendar_date(day or None)
            if known is not None and on is not None:
                yield MessageConsent(known, on)


def _payer(dispense: Tree, related: Related) -> PayerKind:
    if not tree.extension(dispense, profile.COVERAGE):
        return PayerKind.CASH
    coverage = _coverage(dispense, related)
    if coverage is None:
        return PayerKind.UNKNOWN
    codes = tree.branches(tree.branch(coverage, "type"), "coding")
    code = next(
        (tree.text(c, "code") for c in codes if c.get("system") == profile.PAYER_SYSTEM), None
    )
    return profile.PAYER.get(code or "", PayerKind.UNKNOWN)


def _coverage(dispense: Tree, related: Related) -> Tree | None:
    link = tree.extension(dispense, profile.COVERAGE)
    coverage_id = tree.reference(tree.branch(link, "valueReference"), "Coverage")
    return related.coverages.get(coverage_id or "")


class _ClaimPayer(TypedDict):
    payer_name: str
    payer_bin: str
    payer_pcn: str
    payer_group: str


def _payer_on_claim(dispense: Tree, related: Related) -> _ClaimPayer:
    """How the claim names the payer: R4's own classes of a coverage."""
    coverage = _coverage(dispense, related) or {}
    payors = tree.branches(coverage, "payor")
    said = {"rxbin": "", "rxpcn": "", "rxgroup": ""}
    for each in tree.branches(coverage, "class"):
        for coding in tree.branches(tree.branch(each, "type"), "coding"):
            code = tree.text(coding, "code")
            if coding.get("system") == profile.COVERAGE_CLASS and code in said:
                said[code] = tree.line(each, "value") or ""
    return _ClaimPayer(
        payer_name=tree.line(payors[0], "display") or "" if payors else "",
        payer_bin=said["rxbin"],
        payer_pcn=said["rxpcn"],
        payer_group=said["rxgroup"],
    )


def _claim(dispense: Tree, payer: PayerKind) -> ClaimState:
    code = tree.text(tree.extension(dispense, profile.CLAIM_STATE), "valueCode")
    if code is None:
        return ClaimState.CASH if payer is PayerKind.CASH else ClaimState.UNKNOWN
    return profile.CLAIM.get(code, ClaimState.UNKNOWN)


def _copay(charges: Sequence[Tree]) -> int | None:
    """The one live charge; two would be two copays, and picking one would be a guess."""
    live = [one for one in charges if one.get("status") not in profile.DEAD_CHARGES]
    if len(live) > 1:
        raise UnreadableResource("more than one copay")
    price = tree.branch(live[0], "priceOverride") if live else {}
    return tree.cents(price) if price else None


def _ndc(drug: Tree) -> str | None:
    codings = tree.branches(drug, "coding")
    return next(
        (tree.text(c, "code") for c in codings if c.get("system") == profile.NDC_SYSTEM), None
    )


def _quantity(quantity: Tree) -> str:
    value = quantity.get("value")
    words = (str(value) if value is not None else "", tree.line(quantity, "unit") or "")
    return " ".join(word for word in words if word)


def _schedule(dispense: Tree) -> DeaSchedule | None:
    code = tree.text(tree.extension(dispense, profile.DEA_SCHEDULE), "valueCode")
    if code is None:
        return None
    if code not in profile.SCHEDULE:  # a controlled drug must never pass as an uncontrolled one
        raise UnreadableResource("an unknown DEA schedule")
    return profile.SCHEDULE[code]


def _flag(dispense: Tree, url: str) -> bool | None:
    value = tree.extension(dispense, url).get("valueBoolean")
    return value if isinstance(value, bool) else None


def _date(dispense: Tree, url: str) -> date | None:
    return tree.calendar_date(tree.text(tree.extension(dispense, url), "valueDate"))


def _part(dispense: Tree) -> Part:
    code = tree.text(tree.extension(dispense, profile.PART), "valueCode")
    return next((each for each in Part if each == code), Part.WHOLE)


def _reject_codes(dispense: Tree) -> tuple[str, ...]:
    said = tree.line(tree.extension(dispense, profile.REJECT_CODES), "valueString") or ""
    return tuple(code for each in said.split(",") if (code := each.strip()))


def _assistance(dispense: Tree) -> int | None:
    said = tree.branch(tree.extension(dispense, profile.COPAY_ASSISTANCE), "valueMoney")
    return tree.cents(said) if said else None


def _bags(dispense: Tree) -> int:
    said = tree.whole_number(tree.extension(dispense, profile.BAGS), "valueInteger")
    return 1 if said is None else said


# Writing


def completed(dispense: Tree, pickup: PickupEnvelope) -> Tree:
    """The dispense as it is once the fill is handed out."""
    resource = _with_identifier(dispense, profile.PICKUP_SYSTEM, pickup.event_id)
    resource["status"] = "completed"
    resource["whenHandedOver"] = tree.stamp(pickup.picked_up_at)
    subject = dispense.get("subject")
    if pickup.relation is PickerRelation.PATIENT and subject is not None:
        resource["receiver"] = [subject]  # R4 allows only Patient or Practitioner here
    return resource


def reopened(dispense: Tree, undo: UndoEnvelope) -> Tree:
    """The dispense once its pick-up is void: ready again, with both ids still on it."""
    resource = _with_identifier(dispense, profile.UNDO_SYSTEM, undo.event_id)
    resource["status"] = "in-progress"
    for ours in ("whenHandedOver", "receiver"):
        resource.pop(ours, None)
    return resource


def _with_identifier(dispense: Tree, system: str, value: str) -> dict[str, object]:
    resource = dict(dispense)
    held = dispense.get("identifier")
    kept = cast("list[object]", held) if isinstance(held, list) else []
    resource["identifier"] = [*kept, {"system": system, "value": value}]
    stamps = {"versionId", "lastUpdated"}  # the server's own; some keep what a client sends back
    meta = tree.branch(dispense, "meta")
    resource["meta"] = {name: said for name, said in meta.items() if name not in stamps}
    if not resource["meta"]:
        del resource["meta"]
    return resource


def pickup_record(pickup: PickupEnvelope, unapplied_because: str | None = None) -> Tree:
    """The pick-up itself as a Basic: everything that the dispense has no place for."""
    shown = pickup.identification
    return _record(
        profile.PICKUP_SYSTEM,
        pickup.event_id,
        "pickup",
        pickup.phms_id,
        [
            (profile.PICKED_UP_AT, "valueInstant", tree.stamp(pickup.picked_up_at)),
            (profile.PICKER_RELATION, "valueCode", pickup.relation.value),
            (profile.PICKUP_EVENT, "valueCode", profile.PICKING_UP),
            (profile.SOLD_ON, "valueDate", pickup.sold_on.isoformat() if pickup.sold_on else None),
            (profile.PICKER_NAME, "valueString", pickup.picker_name or None),
            (profile.PICKER_FAMILY, "valueString", pickup.picker_family or None),
            (profile.PICKER_GIVEN, "valueString", pickup.picker_given or None),
            (profile.COUNSELLING_RESULT, "valueCode", pickup.counselling.value),
            (profile.COPAY_PAID, "valueMoney", tree.money(pickup.copay_paid_cents)),
            (profile.COPAY_OWED, "valueMoney", _some(pickup.copay_owed_cents)),
            (profile.COPAY_WAIVED, "valueMoney", _some(pickup.copay_waived_cents)),
            (profile.SIGNATURE_DIGEST, "valueString", pickup.signature_digest),
            (profile.PHARMACIST, "valueString", pickup.pharmacist),
            (profile.LANE, "valueString", pickup.lane or None),
            (profile.NOTICE, "valueString", pickup.notice_acknowledged),
            (profile.EASY_OPEN_REQUEST, "valueCode", pickup.easy_open),
            (profile.ID_QUALIFIER, "valueCode", shown.qualifier if shown else None),
            (profile.ID_NUMBER, "valueString", (shown and shown.number) or None),
            (profile.ID_JURISDICTION, "valueString", (shown and shown.jurisdiction) or None),
            (profile.EXPECTED_VERSION, "valueString", pickup.expect_version),
            (profile.UNAPPLIED_BECAUSE, "valueCode", unapplied_because),
            *(
                (profile.MESSAGE_CONSENT, "valueString", f"{said.channel} {said.on.isoformat()}")
                for said in pickup.messages
            ),
        ],
    )


def _some(cents: int) -> Tree | None:
    return tree.money(cents) if cents else None


def undo_record(undo: UndoEnvelope) -> Tree:
    """The undoing of a pick-up as a Basic."""
    return _record(
        profile.UNDO_SYSTEM,
        undo.event_id,
        "pickup-undo",
        undo.phms_id,
        [
            (profile.UNDONE_PICKUP, "valueString", undo.pickup_event_id),
            (profile.UNDO_REASON, "valueString", undo.why or None),
            (profile.PICKED_UP_AT, "valueInstant", tree.stamp(undo.undone_at)),
        ],
    )


def _record(
    system: str,
    event_id: str,
    code: str,
    phms_id: PhmsId,
    facts: Sequence[tuple[str, str, object]],
) -> Tree:
    return {
        "resourceType": "Basic",
        "identifier": [{"system": system, "value": event_id}],
        "code": {"coding": [{"system": profile.RECORD_SYSTEM, "code": code}], "text": code},
        "subject": {"reference": f"MedicationDispense/{phms_id}"},
        "extension": [{"url": url, kind: said} for url, kind, said in facts if said is not None],
    }
