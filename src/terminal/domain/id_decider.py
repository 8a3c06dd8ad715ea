"""What may happen to the ID of a controlled fill: shown, known, or done without (section 7).

The rules are those at the top of sale_decider.py, which asks here.
"""

from dataclasses import replace
from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.controlled import CopyOfId, IdDemand, id_wanted
from terminal.domain.evolve import evolve
from terminal.domain.hand_out import decide_answer
from terminal.domain.identity import LineId
from terminal.domain.lines import RxLine
from terminal.domain.pickup import IdentityMethod, Relationship, ReleaseBasis
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.shown_id import IdField, IdType, PersonName, ShownId, recorded_name

Decision = tuple[f.SaleFact, ...] | Refusal


def decide_picker(
    sale: Sale, command: c.ConfirmIdentity | c.NamePicker | c.ReleaseObjection
) -> Decision:
    """Standing in for the answer is done for a reason, which a report shows (section 3)."""
    if isinstance(command, c.NamePicker):
        named = f.PickerNamed(
            sale.id,
            command.patient,
            command.relationship,
            command.name,
            command.released_by,
            command.reason,
        )
        after = evolve(sale, named)
        own = (line.fill for line in after.rx_lines if line.fill.patient.id == command.patient)
        return Refusal(Why.PATIENT_ONLY) if any(map(after.objected, own)) else (named,)
    reason = command.reason.strip()
    if isinstance(command, c.ReleaseObjection):
        if not reason:
            return Refusal(Why.NOTE_MISSING)
        released = f.ObjectionReleased(sale.id, command.patient, command.pharmacist, reason)
        return (released,)
    if command.method is IdentityMethod.PHARMACIST and not reason:
        return Refusal(Why.NOTE_MISSING)
    return (f.IdentityConfirmed(sale.id, command.patient, command.method, command.by, reason),)


def decide_id(
    sale: Sale,
    command: c.RecordId | c.ReleaseControlled | c.AnswerQuestion,
    policy: Policy,
    day: date,
) -> Decision:
    """The ID that was shown, or why there is none; what was answered before handing out."""
    if isinstance(command, c.AnswerQuestion):
        return decide_answer(sale, command, policy.rules, day)
    if isinstance(command, c.RecordId):
        return _record(sale, command, policy, day)
    return _release(sale, command, policy, day)


def _release(sale: Sale, command: c.ReleaseControlled, policy: Policy, day: date) -> Decision:
    """A pharmacist lets them go without an ID, where the rows let a pharmacist do that."""
    lines, demand = id_wanted(sale, policy.rules, day)
    if demand is None:
        return Refusal(Why.ID_NOT_ASKED)
    match command.basis:
        case ReleaseBasis.KNOWN if demand.known_is_enough:
            reason = ""
        case ReleaseBasis.BYPASSED if demand.may_bypass:
            reason = command.reason.strip()
            if not reason:
                return Refusal(Why.NOTE_MISSING)
        case _:
            return Refusal(Why.NOT_PERMITTED)
    return (
        f.ControlledReleased(
            sale.id,
            _ids(lines),
            command.pharmacist,
            command.basis,
            reason,
            _refs(demand),
            _relationships(sale, lines),
        ),
    )


def _record(sale: Sale, command: c.RecordId, policy: Policy, day: date) -> Decision:
    """The ID that was shown, with what the rows want of it and nothing more."""
    lines, demand = id_wanted(sale, policy.rules, day)
    if demand is None:
        return Refusal(Why.ID_NOT_ASKED)
    if command.shown.type not in demand.accepted or not _own(command.shown, demand, policy):
        return Refusal(Why.ID_NOT_TAKEN)
    if demand.must_be_unexpired and command.expires is not None and day > command.expires:
        return Refusal(Why.ID_EXPIRED)
    kept = _only_asked(command.shown, demand)
    if missing(kept, demand):
        return Refusal(Why.ID_INCOMPLETE)
    return (
        f.ControlledIdShown(
            sale.id,
            _ids(lines),
            kept,
            command.by,
            demand.keep_years,
            _refs(demand),
            _relationships(sale, lines),
        ),
    )


def picker_name(sale: Sale, line: RxLine) -> PersonName | None:
    """The name of who takes this line, where it is known."""
    if line.shown_id is not None and line.shown_id.name is not None:
        return line.shown_id.name
    patient = line.fill.patient
    named = sale.picker_name_of(patient.id)
    if named is not None:
        return named
    if sale.picker_of(patient.id) is Relationship.PATIENT:
        return recorded_name(patient.family, patient.given)
    return None


def _own(shown: ShownId, demand: IdDemand, policy: Policy) -> bool:
    """A state ID of another state is none where the rows take only their own."""
    state = policy.rules.jurisdiction.removeprefix("US-")
    other = shown.type is IdType.STATE_ID and shown.jurisdiction != state
    return not (demand.own_state_id_only and other)


def _only_asked(shown: ShownId, demand: IdDemand) -> ShownId:
    wanted = demand.written
    return replace(
        shown,
        number=shown.number if IdField.NUMBER in wanted else "",
        jurisdiction=shown.jurisdiction if IdField.JURISDICTION in wanted else "",
        name=shown.name if IdField.NAME in wanted else None,
        address=shown.address if IdField.ADDRESS in wanted else "",
        birth_date=shown.birth_date if IdField.BIRTH_DATE in wanted else None,
        copy_filed=shown.copy_filed and demand.copy is CopyOfId.IMAGE,
    )


def missing(shown: ShownId, demand: IdDemand) -> frozenset[IdField]:
    """What the rows want and this record does not have; the type for a copy that was not made."""
    held = {
        IdField.NUMBER: bool(shown.number.strip()),
        IdField.JURISDICTION: bool(shown.jurisdiction),
        IdField.NAME: shown.name is not None,
        IdField.ADDRESS: bool(shown.address.strip()),
        IdField.BIRTH_DATE: shown.birth_date is not None,
        IdField.TYPE: shown.copy_filed or demand.copy is not CopyOfId.IMAGE,
    }
    wanted = demand.written | {IdField.TYPE}
    return frozenset(each for each in wanted if not held[each])


def _ids(lines: tuple[RxLine, ...]) -> tuple[LineId, ...]:
    return tuple(line.id for line in lines)


def _relationships(sale: Sale, lines: tuple[RxLine, ...]) -> tuple[Relationship, ...]:
    found = (sale.picker_of(line.fill.patient.id) for line in lines)
    return tuple(each for each in found if each is not None)


def _refs(demand: IdDemand) -> tuple[str, ...]:
    return tuple(rule.ref for rule in demand.rules)
