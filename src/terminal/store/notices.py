"""The register of the notice of privacy practices: who answered for which version, and how.

Rules that hold here (pickup-and-compliance.md section 5):

1. It follows from the journal: a signature, a refusal with its reason, or the effort that was made
   while the patient was not there. The PhMS's own word stands beside it, in the fill.
2. A later answer replaces an effort, never the other way round, and a signature stays.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from terminal.domain.facts import LeftUnsigned, SignatureTaken
from terminal.domain.pickup import SignatureKind, Unsigned
from terminal.domain.prescription import Fill, PatientId
from terminal.store.database import driver_of


class Outcome(StrEnum):
    SIGNED = "signed"
    REFUSED = "refused"
    NOT_PRESENT = "not present"


_ANSWERED: Final = (Outcome.SIGNED, Outcome.REFUSED)
_RECORD: Final = (
    "INSERT INTO notice(patient, notice, outcome, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT(patient, notice) DO UPDATE SET outcome = excluded.outcome, at = excluded.at"
    " WHERE notice.outcome <> 'signed' AND excluded.outcome <> 'not present'"
)


def record(connection: Connection, fact: SignatureTaken | LeftUnsigned, at: str) -> None:
    """What the fact says of a notice, if it is about one."""
    if fact.kind is not SignatureKind.NOTICE or fact.patient is None:
        return
    outcome = Outcome.SIGNED
    if isinstance(fact, LeftUnsigned):
        refused = fact.why is Unsigned.REFUSED
        outcome = Outcome.REFUSED if refused else Outcome.NOT_PRESENT
    row = (fact.patient, fact.notice, outcome.value, at)
    driver_of(connection).execute(_RECORD, row)


def with_register(connection: Connection, fills: Iterable[Fill]) -> tuple[Fill, ...]:
    """The fills, with what this store knows of their patients' notices beside the PhMS's word."""
    found = tuple(fills)
    known = {
        patient: _known(connection, patient)
        for patient in dict.fromkeys(fill.patient.id for fill in found)
    }
    return tuple(_with(fill, *known[fill.patient.id]) for fill in found)


def _known(connection: Connection, patient: PatientId) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = connection.exec_driver_sql(
        "SELECT notice, outcome FROM notice WHERE patient = ? ORDER BY notice", (patient,)
    ).fetchall()
    answered = tuple(row.notice for row in rows if Outcome(row.outcome) in _ANSWERED)
    return answered, tuple(row.notice for row in rows if row.notice not in answered)


def _with(fill: Fill, answered: tuple[str, ...], tried: tuple[str, ...]) -> Fill:
    if not answered and not tried:
        return fill
    told = fill.patient.acknowledged
    acknowledged = (*told, *(each for each in answered if each not in told))
    patient = replace(fill.patient, acknowledged=acknowledged, tried=tried)
    return replace(fill, patient=patient)
