"""Who may sign in on this lane, with the hash of the PIN and the failures in a row.

Failures are projections of the facts `SignInFailed` and `SignedIn`: they survive a restart. The
hash itself is made and checked by the vault; here it is a text like any other.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.store.times import maybe_instant


@dataclass(frozen=True, slots=True)
class Credentials:
    """What checking a PIN needs."""

    member: StaffMember
    pin_hash: str = field(repr=False)
    failures: int
    last_failure_at: datetime | None


def put_staff(connection: Connection, member: StaffMember, pin_hash: str) -> None:
    """Add a person or change their name, role and PIN; a new PIN starts without failures.

    A birth date or a training that is not told leaves what is known.
    """
    connection.exec_driver_sql(
        "INSERT INTO staff(id, name, role, pin_hash, birth_date, pse_trained_until)"
        " VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(id) DO UPDATE SET name = excluded.name, role = excluded.role,"
        " pin_hash = excluded.pin_hash, active = 1, failures = 0, last_failure_at = NULL,"
        " birth_date = coalesce(excluded.birth_date, birth_date),"
        " pse_trained_until = coalesce(excluded.pse_trained_until, pse_trained_until)",
        (
            member.id,
            member.name,
            member.role.value,
            pin_hash,
            _day_text(member.born),
            _day_text(member.pse_trained_until),
        ),
    )


def retire(connection: Connection, staff: StaffId) -> None:
    """The person signs in no more; their number stays theirs for the audit."""
    connection.exec_driver_sql("UPDATE staff SET active = 0 WHERE id = ?", (staff,))


def has_manager(connection: Connection) -> bool:
    """Whether there is somebody who may let others in."""
    return any(each.role is Role.MANAGER for each in all_staff(connection))


def train(connection: Connection, staff: StaffId, until: date) -> str | None:
    """Record the training for pseudoephedrine; the person's name, None for an unknown number."""
    row = connection.exec_driver_sql(
        "UPDATE staff SET pse_trained_until = ? WHERE id = ? AND active = 1 RETURNING name",
        (until.isoformat(), staff),
    ).first()
    return None if row is None else str(row.name)


def all_staff(connection: Connection) -> tuple[StaffMember, ...]:
    """Everyone who may sign in, by name."""
    rows = connection.exec_driver_sql(
        "SELECT id, name, role, birth_date, pse_trained_until FROM staff WHERE active = 1"
        " ORDER BY name, id"
    )
    return tuple(_member(row) for row in rows)


def name_of(connection: Connection, staff: StaffId) -> str:
    """Also of somebody who left since; empty for a number that nobody ever had."""
    row = connection.exec_driver_sql("SELECT name FROM staff WHERE id = ?", (staff,)).first()
    return "" if row is None else str(row.name)


def credentials(connection: Connection, staff: StaffId) -> Credentials | None:
    """None for a number that nobody has, or that was retired."""
    row = connection.exec_driver_sql(
        "SELECT id, name, role, birth_date, pse_trained_until, pin_hash, failures,"
        " last_failure_at FROM staff"
        " WHERE id = ? AND active = 1",
        (staff,),
    ).first()
    if row is None:
        return None
    return Credentials(
        _member(row),
        row.pin_hash,
        row.failures,
        maybe_instant(row.last_failure_at),
    )


def _member(row: Row[Any]) -> StaffMember:
    return StaffMember(
        StaffId(row.id),
        row.name,
        Role(row.role),
        _day(row.birth_date),
        _day(row.pse_trained_until),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
