"""What a simulated receipt printer keeps without power: its paper, its sensors, its logos.

Rules that hold here:

1. A line is in the file before anything is answered that follows it: what was printed is there
   again after the program was killed, and nothing else is.
2. The buffer, the settings and all answers still to give are no part of it: a real printer forgets
   those too (scanners-printers-displays.md section 12).
3. Of receipts only the newest are kept, as on the paper.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path
from typing import Final

from drivers.simulator.memory import FORGETFUL, DeviceMemory, MemoryUnusable
from drivers.simulator.printer_paper import (
    MAX_KEPT_RECEIPTS,
    Glyph,
    Graphic,
    Line,
    Receipt,
    Strip,
    Style,
)
from drivers.simulator.printer_state import Condition, Fault, Logo, Roll

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS receipts (
  number INTEGER PRIMARY KEY, width INTEGER NOT NULL, length INTEGER NOT NULL,
  cut INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS marks (
  receipt INTEGER NOT NULL, place INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, words TEXT NOT NULL, bits BLOB,
  PRIMARY KEY (receipt, place)) STRICT;
CREATE TABLE IF NOT EXISTS logos (
  key BLOB PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL,
  bits BLOB NOT NULL) STRICT;
"""


class PrinterMemory:
    """One printer's file; see `DeviceMemory`. Raises `MemoryUnusable` when it cannot be used."""

    def __init__(self, path: Path | str = FORGETFUL) -> None:
        """Open or make the file."""
        self._memory = DeviceMemory(path, "printer")
        self._db = self._memory.database
        try:
            self._db.executescript(_SCHEMA)
            row = self._db.execute("SELECT max(number) FROM receipts WHERE cut IS NOT NULL")
            self._hanging: int = (row.fetchone()[0] or 0) + 1
            row = self._db.execute("SELECT count(*) FROM marks WHERE receipt = ?", (self._hanging,))
            self._written: int = row.fetchone()[0]
        except sqlite3.Error as error:
            self._memory.close()
            raise MemoryUnusable("the file is no state of a printer") from error

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    # paper

    def unroll(self, strip: Strip) -> None:
        """Hang the paper out as it was, and have its further marks told here."""
        receipts = [
            Receipt(width, length, tuple(self._marks(number)), bool(cut))
            for number, width, length, cut in self._db.execute(
                "SELECT number, width, length, cut FROM receipts"
                " WHERE cut IS NOT NULL ORDER BY number"
            ).fetchall()
        ]
        row = self._db.execute("SELECT length FROM receipts WHERE cut IS NULL").fetchone()
        strip.hang_out(receipts, list(self._marks(self._hanging)), row[0] if row else 0)
        strip.told = self

    def marked(self, width: int, length: int, items: Sequence[Line | Graphic]) -> None:
        """Paper moved, and perhaps has new marks, which are the last of `items`."""
        self._db.execute("BEGIN")
        self._write_hanging(width, length, items, None)
        self._db.execute("COMMIT")

    def taken_off(self, receipt: Receipt) -> None:
        """What hung out was cut or torn off."""
        self._db.execute("BEGIN")
        self._write_hanging(receipt.width, receipt.length, receipt.items, receipt.cut)
        gone = self._hanging - MAX_KEPT_RECEIPTS
        self._db.execute("DELETE FROM receipts WHERE number <= ?", (gone,))
        self._db.execute("DELETE FROM marks WHERE receipt <= ?", (gone,))
        self._db.execute("COMMIT")
        self._hanging += 1
        self._written = 0

    def _write_hanging(
        self, width: int, length: int, items: Sequence[Line | Graphic], cut: bool | None
    ) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?)",
            (self._hanging, width, length, cut),
        )
        for place in range(self._written, len(items)):
            mark = _mark(items[place])
            row = (self._hanging, place, *mark)
            self._db.execute("INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._written = len(items)

    def _marks(self, number: int) -> Iterator[Line | Graphic]:
        rows = self._db.execute(
            "SELECT x, y, width, height, words, bits FROM marks WHERE receipt = ? ORDER BY place",
            (number,),
        )
        for x, y, width, height, words, bits in rows.fetchall():
            if bits is None:
                yield Line(y, height, tuple(_glyphs(words)))
            else:
                yield Graphic(x, y, width, height, bits, words)

    # sensors

    def keep_condition(self, condition: Condition, stock_dots: int | None) -> None:
        """Remember how it stands on the counter."""
        self._memory.keep(
            "condition",
            [
                condition.roll.value,
                condition.fault.value,
                condition.cover_open,
                condition.drawer_open,
                stock_dots,
            ],
        )

    def condition(self) -> tuple[Condition, int | None]:
        """How it stood, and how much paper was on the roll; a hot head has cooled meanwhile."""
        kept = self._memory.recall("condition")
        if not isinstance(kept, list) or len(kept) != 5:
            return Condition(), None
        roll, fault, cover, drawer, stock = kept
        fault = Fault.NONE if fault == Fault.HOT else Fault(fault)
        return Condition(Roll(roll), fault, bool(cover), bool(drawer)), stock

    # logos

    def keep_logo(self, key: bytes, logo: Logo | None) -> None:
        """Store a logo, or forget it."""
        if logo is None:
            self._db.execute("DELETE FROM logos WHERE key = ?", (key,))
            return
        row = (key, logo.width, logo.height, logo.bits)
        self._db.execute("INSERT OR REPLACE INTO logos VALUES (?, ?, ?, ?)", row)

    def logos(self) -> dict[bytes, Logo]:
        """Every stored logo by its key."""
        rows = self._db.execute("SELECT key, width, height, bits FROM logos").fetchall()
        return {key: Logo(width, height, bits) for key, width, height, bits in rows}


def _mark(item: Line | Graphic) -> tuple[int, int, int, int, str, bytes | None]:
    if isinstance(item, Graphic):
        return item.x, item.y, item.width, item.height, item.label, item.bits
    return 0, item.y, 0, item.height, json.dumps(_runs(item.glyphs)), None


def _runs(glyphs: Sequence[Glyph]) -> list[list[object]]:
    """Characters of one style side by side, as one text."""
    runs: list[list[object]] = []
    words = ""
    for glyph, following in pairwise([*glyphs, None]):
        assert glyph is not None, "only the last of the pairs is nothing"
        words += glyph.sign
        beside = glyph.x + glyph.style.width
        if following and (following.x, following.style) == (beside, glyph.style):
            continue
        start = beside - len(words) * glyph.style.width
        runs.append([start, words, list(astuple(glyph.style))])
        words = ""
    return runs


def _glyphs(words: str) -> Iterator[Glyph]:
    for start, text, look in json.loads(words):
        style = Style(*look)
        for place, sign in enumerate(text):
            yield Glyph(start + place * style.width, sign, style)
