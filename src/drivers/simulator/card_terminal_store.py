"""What a simulated card terminal and its host remember across a power cut, in one SQLite file.

Rules that hold here (card-terminal.md sections 10 to 12):

1. `charges` is the host's book: what really happened to cards. `records` is the terminal's memory:
   what R02 finds. They differ when power failed between the two, and for what is stored.
2. A request is noted as pending before the host is asked. At power-on, a pending one that has a
   charge but no record is reversed at the host: the terminal's own timeout reversal (10.3).
3. One reference has at most one record. Records are numbered from 1 to 5000 until the batch closes;
   what was approved without the host from 5001, what the host refused at the upload from 9001.
"""

import weakref
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.simulator.memory import FORGETFUL, open_book

# "1-5000 normal, 5001-9000 SAF stored, 9001-9999 SAF failed" (section 10.2).
NORMAL, STORED, FAILED = range(1, 5001), range(5001, 9001), range(9001, 10_000)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  number INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, edc TEXT NOT NULL, kind TEXT NOT NULL,
  approved INTEGER NOT NULL, due INTEGER NOT NULL, auth TEXT NOT NULL, host_ref TEXT NOT NULL,
  last4 TEXT NOT NULL, entry TEXT NOT NULL, brand TEXT NOT NULL, stamp TEXT NOT NULL,
  voided INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS charges (
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL, card TEXT NOT NULL, cents INTEGER NOT NULL,
  reversed INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS pending (ref TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS held (ref TEXT PRIMARY KEY, card TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""
_PUT_RECORD = "INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
_CHARGE = "INSERT INTO charges (ref, card, cents) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Record:
    """One successful transaction as the terminal holds it; `kind` 01 sale, 02 return, 16 void."""

    number: int
    ref: str
    edc: str
    kind: str
    approved: int
    due: int
    auth: str
    host_ref: str
    last4: str
    entry: str
    brand: str
    stamp: str
    voided: bool = False

    @property
    def cents(self) -> int:
        """What it did to the customer's money."""
        return -self.approved if self.kind == "02" else self.approved


class TerminalStore:
    """The file. `path` may be ":memory:" for a terminal that forgets when it is closed.

    Raises `MemoryUnusable` when there can be none.
    """

    def __init__(self, path: Path | str = FORGETFUL) -> None:
        self._db = open_book(path, _SCHEMA, "PAX terminal")
        # A terminal may be thrown away at any step, as by a power cut; its file is let go with it.
        self._let_go = weakref.finalize(self, self._db.close)
        self.power_on()

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()

    def power_on(self) -> None:
        """Reverse what the host charged and the terminal has no record of."""
        rows = self._db.execute("SELECT ref FROM pending").fetchall()
        for (ref,) in rows:
            if self.by_ref(ref) is None:
                self.reverse(ref)
            self._db.execute("DELETE FROM pending WHERE ref = ?", (ref,))

    # --- the host's book

    def begin(self, ref: str) -> None:
        """Note that the host is about to be asked."""
        self._db.execute("INSERT OR IGNORE INTO pending VALUES (?)", (ref,))

    def charge(self, ref: str, card: str, cents: int) -> None:
        """The host approves: from here the customer's money moved. Negative cents: a credit."""
        self._db.execute(_CHARGE, (ref, card, cents))

    def reverse(self, ref: str) -> None:
        """The host takes back whatever stands under `ref`."""
        self._db.execute("UPDATE charges SET reversed = 1 WHERE ref = ?", (ref,))

    def next_host_reference(self) -> int:
        """A number that the host never gave before."""
        (used,) = self._db.execute("SELECT COUNT(*) FROM charges").fetchone()
        return int(used) + 1

    def standing_charges(self, ref: str) -> list[int]:
        """What the host holds under `ref` and has not reversed, in cents."""
        rows = self._db.execute(
            "SELECT cents FROM charges WHERE ref = ? AND reversed = 0", (ref,)
        ).fetchall()
        return [int(cents) for (cents,) in rows]

    def ever_charged(self, ref: str) -> list[int]:
        """What the host ever booked under `ref`, reversed or not, in cents."""
        rows = self._db.execute("SELECT cents FROM charges WHERE ref = ?", (ref,)).fetchall()
        return [int(cents) for (cents,) in rows]

    def spent(self, card: str) -> int:
        """What stands against `card`, in cents."""
        (cents,) = self._db.execute(
            "SELECT COALESCE(SUM(cents), 0) FROM charges WHERE card = ? AND reversed = 0", (card,)
        ).fetchone()
        return int(cents)

    # --- the terminal's records

    def finish(self, record: Record | None, ref: str) -> None:
        """Keep the record of an approval (or none) and forget that it was pending."""
        with self._db:
            self._db.execute("BEGIN")
            if record is not None:
                self._db.execute(_PUT_RECORD, (*_row(record), int(record.voided)))
            self._db.execute("DELETE FROM pending WHERE ref = ?", (ref,))

    def void(self, original: Record, record: Record) -> None:
        """Reverse `original` at the host and keep the void's own record, at once."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("UPDATE records SET voided = 1 WHERE number = ?", (original.number,))
            self._db.execute("UPDATE charges SET reversed = 1 WHERE ref = ?", (original.ref,))
            self._db.execute("DELETE FROM held WHERE ref = ?", (original.ref,))
            self._db.execute(_PUT_RECORD, (*_row(record), 0))

    def by_ref(self, ref: str) -> Record | None:
        """The record that carries `ref`, in any range."""
        return self._one("ref = ?", ref)

    def by_number(self, number: int) -> Record | None:
        """The record with that terminal transaction number."""
        return self._one("number = ?", number)

    def by_auth(self, auth: str) -> Record | None:
        """The record with that authorisation code."""
        return self._one("auth = ?", auth)

    def by_host_ref(self, host_ref: str) -> Record | None:
        """The record with that reference of the host's, a void's own left out."""
        return self._one("kind <> '16' AND host_ref = ?", host_ref)

    def latest(self) -> Record | None:
        """The record made last in the batch."""
        return self._one("number <= ? ORDER BY number DESC", NORMAL[-1])

    def records(self, numbers: range | None = None) -> list[Record]:
        """Every record (of a range), in order of number."""
        wanted = numbers or range(1, FAILED.stop)
        rows = self._db.execute(
            "SELECT * FROM records WHERE number BETWEEN ? AND ? ORDER BY number",
            (wanted[0], wanted[-1]),
        ).fetchall()
        return [_record(row) for row in rows]

    def next_number(self, numbers: range = NORMAL) -> int | None:
        """The number for the next record of a range; None when it is full."""
        (last,) = self._db.execute(
            "SELECT MAX(number) FROM records WHERE number BETWEEN ? AND ?",
            (numbers[0], numbers[-1]),
        ).fetchone()
        if last is None:
            return numbers[0]
        return int(last) + 1 if last < numbers[-1] else None

    def close_batch(self) -> list[Record]:
        """Forget the batch's records and begin the next one; return what counts of them."""
        kept = [r for r in self.records(NORMAL) if r.kind != "16" and not r.voided]
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM records WHERE number <= ?", (NORMAL[-1],))
            self.put_setting("batch", str(int(self.batch) + 1))
        return kept

    # --- what was approved without the host

    def hold(self, record: Record, card: str) -> None:
        """Keep an approval that the host has not seen."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute(_PUT_RECORD, (*_row(record), 0))
            self._db.execute("INSERT INTO held VALUES (?, ?)", (record.ref, card))

    def upload(self, record: Record, *, accepted: bool, host_ref: str) -> None:
        """Tell the host of one that was held: it is charged, or listed as failed."""
        number = self.next_number(NORMAL if accepted else FAILED)
        row = self._db.execute("SELECT card FROM held WHERE ref = ?", (record.ref,)).fetchone()
        if number is None or row is None:
            return
        moved = replace(record, number=number, host_ref=host_ref)
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM held WHERE ref = ?", (record.ref,))
            self._db.execute("DELETE FROM records WHERE ref = ?", (record.ref,))
            self._db.execute(_PUT_RECORD, (*_row(moved), 0))
            if accepted:
                self._db.execute(_CHARGE, (record.ref, row[0], record.cents))

    def discard(self, numbers: range) -> int:
        """Forget stored or failed records; return how many."""
        gone = self.records(numbers)
        with self._db:
            self._db.execute("BEGIN")
            for record in gone:
                self._db.execute("DELETE FROM held WHERE ref = ?", (record.ref,))
                self._db.execute("DELETE FROM records WHERE ref = ?", (record.ref,))
        return len(gone)

    # --- settings

    @property
    def batch(self) -> str:
        """The number of the batch that is open."""
        return self.setting("batch") or "1"

    def setting(self, name: str) -> str:
        """A setting of the terminal's, "" if it was never set."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def put_setting(self, name: str, value: str) -> None:
        """Change a setting for good."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def _one(self, where: str, value: str | int) -> Record | None:
        row = self._db.execute(
            f"SELECT * FROM records WHERE {where} LIMIT 1",  # noqa: S608 - fixed texts of this class
            (value,),
        ).fetchone()
        return None if row is None else _record(row)


def _row(record: Record) -> tuple[str | int, ...]:
    return (
        record.number,
        record.ref,
        record.edc,
        record.kind,
        record.approved,
        record.due,
        record.auth,
        record.host_ref,
        record.last4,
        record.entry,
        record.brand,
        record.stamp,
    )


def _record(row: tuple[int | str, ...]) -> Record:
    number, ref, edc, kind, approved, due, *texts, voided = row
    auth, host_ref, last4, entry, brand, stamp = (str(t) for t in texts)
    return Record(
        int(number),
        str(ref),
        str(edc),
        str(kind),
        int(approved),
        int(due),
        auth,
        host_ref,
        last4,
        entry,
        brand,
        stamp,
        voided=bool(voided),
    )
