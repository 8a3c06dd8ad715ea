"""What a simulated card terminal and its host remember across a power cut, in one SQLite file.

Rules that hold here (card-terminal.md sections 10 and 12):

1. `charges` is the host's book: what really happened to cards. `records` is the terminal's memory:
   what R02 finds. They differ exactly when power failed between the two.
2. A request is noted as pending before the host is asked. At power-on, a pending one that has a
   charge but no record is reversed at the host: the terminal's own timeout reversal (10.3).
3. One reference has at most one record; records are numbered from 1 to 5000 until the batch closes.
"""

import sqlite3
import weakref
from dataclasses import dataclass
from pathlib import Path

MAX_RECORD = 5000  # "1-5000 normal" (section 10.2)

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
"""


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


class TerminalStore:
    """The file. `path` may be ":memory:" for a terminal that forgets when it is closed."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        # The simulator may be built on one thread and run on its host's: never on two at once.
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # A terminal may be thrown away at any step, as by a power cut; its file is let go with it.
        self._let_go = weakref.finalize(self, self._db.close)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)
        self._reverse_unfinished()

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()

    def begin(self, ref: str) -> None:
        """Note that the host is about to be asked."""
        self._db.execute("INSERT OR IGNORE INTO pending VALUES (?)", (ref,))

    def charge(self, ref: str, card: str, cents: int) -> None:
        """The host approves: from here the customer's money moved. Negative cents: a credit."""
        self._db.execute(
            "INSERT INTO charges (ref, card, cents) VALUES (?, ?, ?)", (ref, card, cents)
        )

    def reverse(self, ref: str) -> None:
        """The host takes back whatever stands under `ref`."""
        self._db.execute("UPDATE charges SET reversed = 1 WHERE ref = ?", (ref,))

    def finish(self, record: Record | None, ref: str) -> None:
        """Keep the record of an approval (or none) and forget that it was pending."""
        with self._db:
            self._db.execute("BEGIN")
            if record is not None:
                self._db.execute(
                    "INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    (*_row(record), int(record.voided)),
                )
            self._db.execute("DELETE FROM pending WHERE ref = ?", (ref,))

    def void(self, original: Record, record: Record) -> None:
        """Reverse `original` at the host and keep the void's own record, at once."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("UPDATE records SET voided = 1 WHERE number = ?", (original.number,))
            self._db.execute("UPDATE charges SET reversed = 1 WHERE ref = ?", (original.ref,))
            self._db.execute(
                "INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", (*_row(record), 0)
            )

    def by_ref(self, ref: str) -> Record | None:
        """The record that carries `ref`."""
        return self._one("ref = ?", ref)

    def by_number(self, number: int) -> Record | None:
        """The record with that terminal transaction number."""
        return self._one("number = ?", number)

    def by_auth(self, auth: str) -> Record | None:
        """The record with that authorisation code."""
        return self._one("auth = ?", auth)

    def latest(self) -> Record | None:
        """The record made last."""
        return self._one("number <= ? ORDER BY number DESC", MAX_RECORD)

    def records(self) -> list[Record]:
        """Every record, in order of number."""
        rows = self._db.execute("SELECT * FROM records ORDER BY number").fetchall()
        return [_record(row) for row in rows]

    def next_number(self) -> int | None:
        """The number for the next record; None when the memory is full until the batch closes."""
        (highest,) = self._db.execute("SELECT COALESCE(MAX(number), 0) FROM records").fetchone()
        return int(highest) + 1 if highest < MAX_RECORD else None

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

    def spent(self, card: str) -> int:
        """What stands against `card`, in cents."""
        (cents,) = self._db.execute(
            "SELECT COALESCE(SUM(cents), 0) FROM charges WHERE card = ? AND reversed = 0", (card,)
        ).fetchone()
        return int(cents)

    def clear(self) -> tuple[int, int]:
        """Close the batch: forget all records; return their count and total."""
        kept = [r for r in self.records() if r.kind == "01" and not r.voided]
        self._db.execute("DELETE FROM records")
        return len(kept), sum(r.approved for r in kept)

    def _reverse_unfinished(self) -> None:
        rows = self._db.execute("SELECT ref FROM pending").fetchall()
        for (ref,) in rows:
            if self.by_ref(ref) is None:
                self.reverse(ref)
            self._db.execute("DELETE FROM pending WHERE ref = ?", (ref,))

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
