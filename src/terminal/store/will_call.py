"""The will-call list as the counter sees it: fills of the cache with what happened here put in.

One rule lives here and nowhere else: a fill that this counter handed out is sold, and one that the
PhMS no longer has is cancelled, whatever its last page said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from terminal.domain.look_alike import alike as is_alike
from terminal.domain.prescription import Fill, FillKey, FillStatus, Patient, PatientId, SoldBefore
from terminal.store import fills
from terminal.store.fills import Held
from terminal.store.notices import with_register

SHOWN_PEOPLE: Final = 12
"""Families a list shows before another letter is asked for."""
SHOWN_ALIKE: Final = 24
"""People who could be taken for those of a list; more names than that nobody compares."""
READY_PEOPLE: Final = 3000
"""More bags wait in no store: ten days of a busy one."""


def shown(held: Held) -> Fill:
    """The fill as it may be sold."""
    if held.sold_here is not None:
        here = held.sold_here
        sold = SoldBefore(here.at, here.lane, here.to)
        return replace(held.fill, status=FillStatus.SOLD, sold=sold, at_phms=held.fill.status)
    if held.tombstone and held.fill.status is not FillStatus.CANCELLED:
        return replace(held.fill, status=FillStatus.CANCELLED)
    return held.fill


def known(connection: Connection, key: FillKey) -> Fill | None:
    """One fill of the cache, or None when the PhMS never told of it."""
    held = fills.get(connection, key)
    return None if held is None else with_papers(connection, shown(held))


def with_papers(connection: Connection, fill: Fill) -> Fill:
    """The fill with what this store knows of its patient's papers."""
    (known_here,) = with_register(connection, (fill,))
    return known_here


def find(connection: Connection, text: str, since: datetime) -> tuple[Fill, ...]:
    """The fills of everyone that the typed text finds, and of their families.

    No text: who has waited longest. What is over is shown when it changed after `since`.
    """
    people: Iterable[PatientId]
    if text.strip():
        people = [found.patient.id for found in fills.search_people(connection, text)]
    else:
        people = _longest_waiting(connection)
    found: dict[FillKey, Fill] = {}
    for patient in list(people)[:SHOWN_PEOPLE]:
        for held in fills.will_call(connection, patient, since):
            found.setdefault(held.fill.key, shown(held))
    waiting = _waiting(found.values(), by_number=any(c.isdigit() for c in text))
    return with_register(connection, waiting)


def _waiting(found: Iterable[Fill], *, by_number: bool) -> Iterator[Fill]:
    """Who was looked for by a number is shown whatever became of it; else, who has something."""
    fills_found = list(found)
    over = (FillStatus.SOLD, FillStatus.CANCELLED)
    waiting = {fill.patient.id for fill in fills_found if fill.status not in over}
    return (fill for fill in fills_found if by_number or fill.patient.id in waiting)


def similar(connection: Connection, known: Iterable[Fill], since: datetime) -> tuple[Fill, ...]:
    """Ready fills of others that could be taken for these (pickup-and-compliance.md section 3).

    What waits in the bins is read once, whatever was found: the names of some hundred people.
    """
    people = {fill.patient.id: fill.patient for fill in known}
    chosen = list(people.values())[:SHOWN_PEOPLE]
    others = [one for one in _waiting_people(connection) if one.id not in people]
    alike = [one.id for one in others if any(is_alike(person, one) for person in chosen)]
    found: dict[FillKey, Fill] = {}
    for patient in alike[:SHOWN_ALIKE]:
        for held in fills.will_call(connection, patient, since):
            if held.ready and held.fill.patient.id == patient:
                found.setdefault(held.fill.key, shown(held))
    return tuple(found.values())


def _waiting_people(connection: Connection) -> list[Patient]:
    """Everybody with a ready fill, by the folded names that are searched."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT patient, family, given, birth_date, household FROM fill"
        " WHERE status = 'ready' AND tombstone IS NULL LIMIT ?",
        (READY_PEOPLE,),
    )
    return [
        Patient(
            PatientId(row.patient),
            row.family,
            row.given,
            None if row.birth_date is None else date.fromisoformat(row.birth_date),
            row.household,
        )
        for row in rows
    ]


def _longest_waiting(connection: Connection) -> list[PatientId]:
    rows = connection.exec_driver_sql(
        "SELECT patient, min(ready_since) AS since FROM fill"
        " WHERE status = 'ready' AND tombstone IS NULL AND ready_since IS NOT NULL"
        " GROUP BY patient ORDER BY since LIMIT ?",
        (SHOWN_PEOPLE,),
    )
    return [PatientId(row.patient) for row in rows]
