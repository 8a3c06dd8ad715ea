"""Registers of people: who looked at what, signed in, was trained, and what was removed."""

from typing import Final

from terminal.app.dates import day_of
from terminal.app.records import REGISTERS as NAMES
from terminal.app.records import STOPS_PASSED_OVER
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.retention import RecordClass
from terminal.registers.row import Around, Register


def _viewed(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    """Who looked at patients' records, one by one or in a register (45 CFR 164.312(b))."""
    assert isinstance(fact, f.PatientViewed | f.RecordsRead)
    if isinstance(fact, f.PatientViewed):
        return fact.patient, "", ""
    if fact.what == STOPS_PASSED_OVER:
        return "", "another list", ""
    return "", NAMES.get(fact.what, fact.what), str(fact.rows)


def _signed_in(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Who came and went, and who tried (45 CFR 164.308(a)(5)(ii)(C))."""
    match fact:
        case f.SignedIn():
            return around.who(fact.staff), "signed in", ""
        case f.SignedOut():
            return around.who(fact.staff), "signed out", ""
        case f.SignInFailed():
            return _tried(fact.staff, around), "wrong number or PIN", f"try {fact.tries}"
        case f.ScreenLocked():
            return around.who(around.row.actor), "locked", fact.why
        case f.ScreenUnlocked():
            return around.who(fact.staff), "unlocked", ""
        case _:
            raise AssertionError("no other fact is of this register")


def _tried(entered: StaffId, around: Around) -> str:
    """What is nobody's number is not told: it may be a PIN in the wrong place."""
    return around.people.get(entered, "a number that is nobody's")


def _staff(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Who may sign in, and who was trained to sell what is logged (21 USC 830(e)(1)(A)(vii))."""
    assert isinstance(fact, f.StaffAdmitted | f.StaffTrained | f.StaffDismissed)
    match fact:
        case f.StaffAdmitted():
            return fact.staff, fact.name, f"may sign in: {fact.role.value}", ""
        case f.StaffTrained():
            return fact.staff, around.who(fact.staff), "trained", day_of(fact.until)
        case f.StaffDismissed():
            return fact.staff, around.who(fact.staff), "signs in no more", ""


def _removed(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    """What was kept long enough and went, and what is held whatever its age (section 16)."""
    assert isinstance(fact, f.BodiesRemoved | f.HoldPlaced | f.HoldLifted)
    if isinstance(fact, f.BodiesRemoved):
        rules, rows = ", ".join(fact.rules), f"{fact.first} to {fact.last}"
        before = f"before {day_of(fact.before)}"
        return "removed", fact.record, before, str(fact.count), rows, rules
    what = "hold placed" if isinstance(fact, f.HoldPlaced) else "hold lifted"
    return what, fact.rx or "everything", fact.reason, "", "", ""


REGISTERS: Final = (
    Register(
        "views",
        RecordClass.PRIVACY,
        (f.PatientViewed, f.RecordsRead),
        ("patient id", "register or list", "rows of it"),
        _viewed,
    ),
    Register(
        "sign-ins",
        RecordClass.OPERATIONS,
        (f.SignedIn, f.SignedOut, f.SignInFailed, f.ScreenLocked, f.ScreenUnlocked),
        ("person", "what", "why or which try"),
        _signed_in,
    ),
    Register(
        "staff",
        RecordClass.PRIVACY,
        (f.StaffAdmitted, f.StaffTrained, f.StaffDismissed),
        ("number", "person", "what", "until"),
        _staff,
    ),
    Register(
        "removed",
        RecordClass.OPERATIONS,
        (f.BodiesRemoved, f.HoldPlaced, f.HoldLifted),
        ("what", "records of", "which, or why", "how many", "journal rows", "rules"),
        _removed,
    ),
)
