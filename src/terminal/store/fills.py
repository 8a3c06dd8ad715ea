"""The cache of fills that the PhMS owns: taken in pages, found at the counter.

Rules that hold here:

1. What the PhMS said last is kept as it was said; what happened at this counter is shown beside it
   (`Held.sold_here`). A fill that was handed over here is sold, whatever a page says meanwhile:
   nothing here makes it ready again.
2. A fill the PhMS no longer has keeps its row with the reason, so that scanning its bag says why
   (phms-and-sync.md section 7, tombstones).
3. What has been over for as long as pickups are kept is forgotten (ended_fills.py).
4. Search is by the beginning of a name, by telephone, prescription, bin or date of birth; every
   answer is bounded.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from terminal.domain.barcode import RxNumber
from terminal.domain.facts import FillHandedOver
from terminal.domain.identity import PickupId, SaleId
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Fill, FillKey, FillStatus, Patient, PatientId
from terminal.store.codec import canonical, decode
from terminal.store.database import driver_of
from terminal.store.projections import PickupState
from terminal.store.times import instant, utc_text
from terminal.store.words import fold

PEOPLE: Final = 30
"""Patients a search answers with: more are not read, the clerk types on."""
FILLS_OF_A_FAMILY: Final = 200
BATCH_FILLS: Final = 50
"""Of one transaction while a counter is open: a scan waits behind at most one."""

_DECODER: Final = msgspec.json.Decoder(Fill)


@dataclass(frozen=True, slots=True)
class FillUpdate:
    """A fill as the PhMS told it. `changed_at` is the PhMS's own stamp, never our clock.

    `source` is what sync compares versions with, opaque here; `tombstone` says why the fill will
    never be handed out.
    """

    fill: Fill
    changed_at: datetime
    phone: str = field(default="", repr=False)
    source: bytes = field(default=b"", repr=False)
    tombstone: str = ""


@dataclass(frozen=True, slots=True)
class SoldHere:
    """The pickup that this counter recorded."""

    pickup: PickupId
    sale: SaleId
    at: datetime
    state: PickupState
    lane: str = ""
    to: Relationship | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A fill of the cache, with what this counter knows beside it."""

    fill: Fill
    changed_at: datetime
    tombstone: str
    sold_here: SoldHere | None

    @property
    def status(self) -> FillStatus:
        """What counts at the counter: handed over here wins over any page."""
        return FillStatus.SOLD if self.sold_here else self.fill.status

    @property
    def ready(self) -> bool:
        return self.status is FillStatus.READY and not self.tombstone

    @property
    def why_not(self) -> str:
        """Why it cannot be handed out now, in words; empty when it can."""
        if self.sold_here is not None:
            return f"handed over here on {self.sold_here.at:%m/%d/%Y}"
        if self.tombstone:
            return self.tombstone
        return "" if self.ready else self.status.value


_FOUND_BY: Final = (
    "phms_id", "patient", "household", "family", "given", "birth_date", "phone", "bin",
)  # fmt: skip
"""The indexed columns. An UPDATE that names one rewrites its index even for the same value, so a
page of changed copays does not name them: four times as fast on 200,000 fills."""
_TOLD: Final = (
    "version", "status", "ready_since", "changed_at", "fetched_at", "snapshot", "source",
    "tombstone", "tombstone_at",
)  # fmt: skip

_KEY: Final = "rx = ? AND fill_no = ?"
_INDEXED: Final = f"SELECT {', '.join(_FOUND_BY)} FROM fill WHERE {_KEY}"  # noqa: S608  our own column names, no value
_INSERT: Final = (
    f"INSERT INTO fill({', '.join((*_FOUND_BY, *_TOLD))}, rx, fill_no)"  # noqa: S608
    f" VALUES ({', '.join('?' * (len(_FOUND_BY) + len(_TOLD) + 2))})"
)
_MOVE: Final = f"UPDATE fill SET {' = ?, '.join(_FOUND_BY)} = ? WHERE {_KEY}"  # noqa: S608
_TELL: Final = f"UPDATE fill SET {' = ?, '.join(_TOLD)} = ? WHERE {_KEY}"  # noqa: S608


def apply(connection: Connection, updates: Iterable[FillUpdate]) -> None:
    """Take fills inside the open transaction. Which of them are news has been decided before.

    With a counter open a batch is at most `BATCH_FILLS`.
    """
    execute = driver_of(connection).execute
    for update in updates:
        key = (update.fill.key.rx, update.fill.key.fill)
        found_by, told = _found_by(update), _told(update)
        known = execute(_INDEXED, key).fetchone()
        if known is None:
            execute(_INSERT, (*found_by, *told, *key))
            continue
        if tuple(known) != found_by:
            execute(_MOVE, (*found_by, *key))
        execute(_TELL, (*told, *key))


def _found_by(update: FillUpdate) -> tuple[object, ...]:
    fill, patient = update.fill, update.fill.patient
    return (
        fill.phms_id,
        patient.id,
        patient.household,
        fold(patient.family),
        fold(patient.given),
        None if patient.birth_date is None else patient.birth_date.isoformat(),
        _digits(update.phone),
        fill.bin.upper(),
    )


def _told(update: FillUpdate) -> tuple[object, ...]:
    fill, read_at = update.fill, utc_text(update.fill.read_at)
    return (
        fill.version,
        fill.status.value,
        None if fill.ready_since is None else utc_text(fill.ready_since),
        utc_text(update.changed_at),
        read_at,
        canonical(fill),
        update.source,
        update.tombstone or None,
        read_at if update.tombstone else None,
    )


def mark_missing(connection: Connection, key: FillKey, reason: str, at: datetime) -> bool:
    """Keep the row of a fill that the PhMS no longer has, with why. False: it was never held."""
    return (
        connection.exec_driver_sql(
            "UPDATE fill SET tombstone = ?, tombstone_at = ? WHERE rx = ? AND fill_no = ?",
            (reason, utc_text(at), key.rx, key.fill),
        ).rowcount
        == 1
    )


def ready_keys(connection: Connection) -> frozenset[FillKey]:
    """The fills held as ready, for the comparison with the PhMS's whole list."""
    rows = connection.exec_driver_sql(
        "SELECT rx, fill_no FROM fill WHERE status = 'ready' AND tombstone IS NULL"
    )
    return frozenset(FillKey(RxNumber(row.rx), row.fill_no) for row in rows)


def source_of(connection: Connection, key: FillKey) -> bytes | None:
    """What sync stored beside the fill, or None when it is not held."""
    row = connection.exec_driver_sql(
        "SELECT source FROM fill WHERE rx = ? AND fill_no = ?", (key.rx, key.fill)
    ).first()
    return None if row is None else bytes(row.source)


# --- at the counter


_HELD: Final = (
    "SELECT f.snapshot, f.changed_at, f.tombstone, p.id, p.sale, p.handed_over_at, p.state,"
    " s.lane FROM fill AS f LEFT JOIN pickup AS p ON p.rx = f.rx AND p.fill_no = f.fill_no"
    " LEFT JOIN sale AS s ON s.id = p.sale"
)


def get(connection: Connection, key: FillKey) -> Held | None:
    row = connection.exec_driver_sql(
        f"{_HELD} WHERE f.rx = ? AND f.fill_no = ?", (key.rx, key.fill)
    ).first()
    return None if row is None else _with_picker(connection, _held(row))


def _with_picker(connection: Connection, held: Held) -> Held:
    sold = held.sold_here
    if sold is None:
        return held
    return replace(held, sold_here=replace(sold, to=_picker(connection, sold.sale, held.fill.key)))


def sold_here(connection: Connection, key: FillKey) -> SoldHere | None:
    """The pickup that this counter recorded, whatever the cache holds of the fill."""
    row = connection.exec_driver_sql(
        "SELECT p.id, p.sale, p.handed_over_at, p.state, s.lane FROM pickup AS p"
        " LEFT JOIN sale AS s ON s.id = p.sale WHERE p.rx = ? AND p.fill_no = ?",
        (key.rx, key.fill),
    ).first()
    if row is None:
        return None
    return SoldHere(
        PickupId(row.id),
        SaleId(row.sale),
        instant(row.handed_over_at),
        PickupState(row.state),
        row.lane or "",
        _picker(connection, row.sale, key),
    )


def _picker(connection: Connection, sale: str, key: FillKey) -> Relationship | None:
    """Who took it, by the journal; None once its retention has ended."""
    rows = connection.exec_driver_sql(
        "SELECT body FROM journal WHERE entity = ? AND entity <> '' AND name = 'FillHandedOver'"
        " AND body IS NOT NULL",
        (sale,),
    )
    facts = (decode("FillHandedOver", bytes(row.body)) for row in rows)
    taken = (fact for fact in facts if isinstance(fact, FillHandedOver) and fact.key == key)
    return next((fact.relationship for fact in taken), None)


def of_prescription(connection: Connection, rx: RxNumber) -> tuple[Held, ...]:
    """Every fill of one prescription, the newest first: a label may carry no fill number."""
    rows = connection.exec_driver_sql(f"{_HELD} WHERE f.rx = ? ORDER BY f.fill_no DESC", (rx,))
    return tuple(_held(row) for row in rows)


def will_call(connection: Connection, patient: PatientId, since: datetime) -> tuple[Held, ...]:
    """What waits for a patient and their household, and why the rest does not.

    Ready first, the patient's own before the family's. What is over (sold, cancelled) is shown
    when it changed after `since`.
    """
    over = "(f.status NOT IN ('sold', 'cancelled') OR f.changed_at >= ?) LIMIT ?"
    more = (utc_text(since), FILLS_OF_A_FAMILY)
    rows = list(
        connection.exec_driver_sql(f"{_HELD} WHERE f.patient = ? AND {over}", (patient, *more))
    )
    for household in _households(connection, patient):
        rows += connection.exec_driver_sql(
            f"{_HELD} WHERE f.household = ? AND f.household <> '' AND {over}", (household, *more)
        )
    known = {one.fill.key: _with_picker(connection, one) for one in map(_held, rows)}
    held = list(known.values())
    held.sort(key=lambda one: (not one.ready, one.fill.patient.id != patient, one.fill.key))
    return tuple(held)


def _households(connection: Connection, patient: PatientId) -> Sequence[str]:
    """Asked for by themselves: joined into one query they make SQLite read every fill."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT household FROM fill WHERE patient = ? AND household <> ''", (patient,)
    )
    return [row.household for row in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """A patient that a search found, with how many fills wait."""

    patient: Patient
    ready: int
    bin: str


def search_people(connection: Connection, text: str, limit: int = PEOPLE) -> tuple[Found, ...]:
    """Patients with cached fills by what was typed; those with something ready first."""
    people: dict[PatientId, list[Fill]] = {}
    for where, parameters in _questions(text):
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT patient FROM fill WHERE {where} LIMIT ?",  # noqa: S608  constants
            (*parameters, limit),
        )
        people |= {row.patient: [] for row in rows}
    found = [_found(connection, patient) for patient in list(people)[:limit]]
    found.sort(key=lambda one: (one.ready == 0, fold(one.patient.family), fold(one.patient.given)))
    return tuple(found)


def _found(connection: Connection, patient: PatientId) -> Found:
    rows = connection.exec_driver_sql(
        f"{_HELD} WHERE f.patient = ? ORDER BY f.changed_at DESC LIMIT ?",
        (patient, FILLS_OF_A_FAMILY),
    )
    held = [_held(row) for row in rows]
    ready = [one.fill for one in held if one.ready]
    return Found(held[0].fill.patient, len(ready), ready[0].bin if ready else "")


_NAME_WORDS: Final = re.compile(r"[^\s,]+")
_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LAST: Final = "\U0010ffff"
"""After every character: the end of the range of names that begin with a text."""

_Question = tuple[str, tuple[object, ...]]


def _questions(text: str) -> Sequence[_Question]:
    """The typed text as conditions, each answered by an index of its own."""
    typed = text.strip()
    if not typed:
        return ()
    birth = _date(typed)
    if birth is not None:
        return (("birth_date = ?", (birth.isoformat(),)),)
    digits = _digits(typed)
    questions: list[_Question] = [("bin = ? AND bin <> ''", (typed.upper(),))]
    if len(digits) >= 4:
        rx = re.split(r"[-, ]", typed)[0]
        questions.append(("rx BETWEEN ? AND ?", (rx, rx + _LAST)))
        if len(digits) >= 7:
            questions.append(("phone = ? AND phone <> ''", (digits[-10:],)))
    if not any(character.isdigit() for character in typed):
        questions += _name_questions([fold(word) for word in _NAME_WORDS.findall(typed)])
    return questions


def _name_questions(names: Sequence[str]) -> Sequence[_Question]:
    """`rosen`, `rosen mir`, `rosen, mir` and `mir rosen`."""
    match names:
        case []:
            return ()
        case [one]:
            return (
                ("family BETWEEN ? AND ?", (one, one + _LAST)),
                ("given BETWEEN ? AND ?", (one, one + _LAST)),
            )
        case [*_]:
            first, rest = names[0], " ".join(names[1:])
            last, front = names[-1], " ".join(names[:-1])
            both = "family BETWEEN ? AND ? AND given BETWEEN ? AND ?"
            return (
                (both, (first, first + _LAST, rest, rest + _LAST)),
                (both, (last, last + _LAST, front, front + _LAST)),
                ("family BETWEEN ? AND ?", (" ".join(names), " ".join(names) + _LAST)),
            )
    raise AssertionError("a sequence is empty, of one, or longer")


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None


def _digits(phone: str) -> str:
    """The last ten digits: with or without the country's 1."""
    return "".join(re.findall(r"[0-9]", phone))[-10:]


def _held(row: Any) -> Held:
    snapshot, changed_at, tombstone, pickup, sale, handed_over_at, state, lane = row
    sold = (
        None
        if pickup is None
        else SoldHere(
            PickupId(pickup), SaleId(sale), instant(handed_over_at), PickupState(state), lane or ""
        )
    )
    return Held(_DECODER.decode(snapshot), instant(changed_at), tombstone or "", sold)
