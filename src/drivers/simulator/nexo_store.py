"""What a simulated nexo terminal and its bank remember across a power cut, in one SQLite file.

Rules that hold here:

1. `charges` is the bank's book: what really happened to cards. `messages` is the terminal's memory:
   what a status request finds. They differ exactly when power failed between the two.
2. A ServiceID is noted before anything is done for it, and only once per till.
3. At power-on, a message that has no answer is ended as aborted and its charge is reversed.
"""

import weakref
from dataclasses import dataclass
from pathlib import Path

from drivers.simulator.memory import FORGETFUL, open_book

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  sale_id TEXT NOT NULL, service_id TEXT NOT NULL, category TEXT NOT NULL, answer TEXT,
  PRIMARY KEY (sale_id, service_id)) STRICT;
CREATE TABLE IF NOT EXISTS charges (
  id INTEGER PRIMARY KEY, sale_id TEXT NOT NULL, service_id TEXT NOT NULL, ref TEXT NOT NULL,
  card TEXT NOT NULL, cents INTEGER NOT NULL, number TEXT NOT NULL, stamp TEXT NOT NULL,
  reversed INTEGER NOT NULL DEFAULT 0) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One request that was noted; `answer` is JSON, None while it is under way."""

    category: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Charged:
    """One line of the bank's book. Negative cents: a credit; of the card the last four digits."""

    number: int
    ref: str
    cents: int
    last4: str
    is_reversed: bool


class NexoStore:
    """The file. `path` may be ":memory:" for a terminal that forgets when it is closed.

    Raises `MemoryUnusable` when there can be none.
    """

    def __init__(self, path: Path | str = FORGETFUL) -> None:
        self._db = open_book(path, _SCHEMA, "nexo terminal")
        # A terminal may be thrown away at any step, as by a power cut; its file is let go with it.
        self._let_go = weakref.finalize(self, self._db.close)

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()

    def note(self, sale_id: str, service_id: str, category: str) -> bool:
        """Begin a message; False if this ServiceID has been here before."""
        done = self._db.execute(
            "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, NULL)", (sale_id, service_id, category)
        )
        return done.rowcount == 1

    def keep(self, sale_id: str, service_id: str, answer: str) -> None:
        """End a message."""
        self._db.execute(
            "UPDATE messages SET answer = ? WHERE sale_id = ? AND service_id = ?",
            (answer, sale_id, service_id),
        )

    def message(self, sale_id: str, service_id: str) -> Message | None:
        """A message that was noted."""
        row = self._db.execute(
            "SELECT category, answer FROM messages WHERE sale_id = ? AND service_id = ?",
            (sale_id, service_id),
        ).fetchone()
        return None if row is None else Message(*row)

    def charge(
        self, key: tuple[str, str], ref: str, card: str, cents: int, name: tuple[str, str]
    ) -> None:
        """The bank approves: from here the customer's money moved."""
        self._db.execute(
            "INSERT INTO charges (sale_id, service_id, ref, card, cents, number, stamp)"
            " VALUES (?,?,?,?,?,?,?)",
            (*key, ref, card, cents, *name),
        )

    def reverse(self, number: str, stamp: str) -> bool | None:
        """Take a charge back; False if it was, None if there is none of that name."""
        row = self._db.execute(
            "SELECT id, reversed FROM charges WHERE number = ? AND stamp = ?", (number, stamp)
        ).fetchone()
        if row is None:
            return None
        self._db.execute("UPDATE charges SET reversed = 1 WHERE id = ?", (row[0],))
        return not row[1]

    def unfinished(self) -> list[tuple[str, str, str]]:
        """Till, ServiceID and category of what was under way when the power failed."""
        return self._db.execute(
            "SELECT sale_id, service_id, category FROM messages WHERE answer IS NULL"
        ).fetchall()

    def undo(self, sale_id: str, service_id: str) -> None:
        """Reverse whatever stands under a ServiceID."""
        self._db.execute(
            "UPDATE charges SET reversed = 1 WHERE sale_id = ? AND service_id = ?",
            (sale_id, service_id),
        )

    def next_number(self) -> int:
        """A number that the bank never gave before."""
        (used,) = self._db.execute("SELECT COUNT(*) FROM charges").fetchone()
        return int(used) + 1

    def spent(self, card: str) -> int:
        """What stands against `card`, in cents."""
        (cents,) = self._db.execute(
            "SELECT COALESCE(SUM(cents), 0) FROM charges WHERE card = ? AND reversed = 0", (card,)
        ).fetchone()
        return int(cents)

    def standing(self, ref: str) -> list[int]:
        """What the bank holds under our reference and has not reversed, in cents."""
        rows = self._db.execute(
            "SELECT cents FROM charges WHERE ref = ? AND reversed = 0 ORDER BY id", (ref,)
        ).fetchall()
        return [int(cents) for (cents,) in rows]

    def book(self, last: int = -1) -> list[Charged]:
        """Everything the bank has ever done, or the last lines of it, in order."""
        rows = self._db.execute(
            "SELECT id, ref, cents, card, reversed FROM charges ORDER BY id DESC LIMIT ?", (last,)
        ).fetchall()
        lines = [
            Charged(number, ref, cents, card[-4:], bool(undone))
            for number, ref, cents, card, undone in rows
        ]
        return lines[::-1]
