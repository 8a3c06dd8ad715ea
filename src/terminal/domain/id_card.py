"""What the barcode on an American or Canadian driver licence or ID card says (AAMVA, PDF417).

Rules that hold here (scanners-printers-displays.md section 8; AAMVA DL/ID card design standard,
annex D, versions 01 to 2025):

1. Only the elements named here are taken out; the barcode itself is kept nowhere.
2. A card without number or date of birth is no card, and a card cut short is no half card.
3. Keyboard scanners damage the separators. What can be read in one way only is read; anything else
   is refused, never guessed: where separators are lost, the header says how many.
4. A date is MMDDCCYY or CCYYMMDD, whatever the country: no month is above 12 and no year begins
   with less than 19, so that no text is both.
5. Nothing of a person is in a repr or in a trouble.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import combinations
from typing import Final

from terminal.domain.age import age_on

CARD_MAX_BYTES: Final = 4096
"""A PDF417 holds at most 1,850 letters; the scanner's own limit is this one (section 2)."""
_YEARS: Final = range(1900, 2100)
ID_CARD_SUBFILE: Final = "ID"
_NOTHING: Final = frozenset({"NONE", "UNAVL"})
"""What a jurisdiction writes where there is nothing to write (annex D: none, unavailable)."""


class IdCardTrouble(Enum):
    """Why a code is no readable card, in words for the counter."""

    NOT_A_CARD = "This code is not that of a driver licence or ID card"
    CUT_SHORT = "Only a part of the card was read"
    RUN_TOGETHER = "The scanner ran the lines of the card together"
    NO_NUMBER_OR_BIRTH = "The card gives no number or no date of birth"
    BAD_DATE = "A date on the card cannot be read"


@dataclass(frozen=True, slots=True)
class IdCard:
    """One card; empty texts where it gives nothing, `expires` None where it never ends."""

    number: str = field(repr=False)
    family: str = field(repr=False)
    given: str = field(repr=False)
    birth_date: date = field(repr=False)
    middle: str = field(default="", repr=False)
    expires: date | None = field(default=None, repr=False)
    street: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    jurisdiction: str = ""
    postal_code: str = field(default="", repr=False)
    country: str = ""
    """USA, CAN, or empty on the oldest cards."""
    licence: bool = True
    """Whether it lets its holder drive; False for an ID card."""

    def __post_init__(self) -> None:
        """Refuse a card without number, or one that ends before its holder was born."""
        if not self.number.strip():
            raise ValueError("a card has a number")
        if self.expires is not None and self.expires <= self.birth_date:
            raise ValueError("a card ends after its holder's birth")

    def expired_on(self, day: date) -> bool:
        """Whether the card has ended; on its last day it is still good."""
        return self.expires is not None and day > self.expires

    @property
    def address(self) -> str:
        """In one line, what there is of it."""
        place = f"{self.jurisdiction} {self.postal_code}".strip()
        return ", ".join(part for part in (self.street, self.city, place) if part)

    def age_on(self, day: date) -> int:
        """Full years of life (age.py)."""
        return age_on(self.birth_date, day)


def is_id_card(data: bytes) -> bool:
    """Whether a code without symbology can only be a card: nothing else begins with `@`."""
    return data.startswith(b"@")


def read_id_card(data: bytes) -> IdCard | IdCardTrouble:
    """Read the barcode of a card, as it is or with its separators damaged on the way."""
    if len(data) > CARD_MAX_BYTES:
        return IdCardTrouble.NOT_A_CARD
    table = _table(_text(data).replace("\r\n", "\n"), crlf=b"\r\n" in data)
    if isinstance(table, IdCardTrouble):
        return table
    elements = _elements(table)
    if isinstance(elements, IdCardTrouble):
        return elements
    return _card(elements, licence=ID_CARD_SUBFILE not in table.kinds)


def _text(data: bytes) -> str:
    """Canadian names have accents: UTF-8 where it is that, else ISO 8859-1 (annex D)."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


# --- the header


_HEADER: Final = re.compile(r"@[\x00-\x20]*(?:ANSI|AAMVA) ?(?P<issuer>\d{6})(?P<version>\d{2})")
_COUNTS: Final = (re.compile(r"\d{2}(?P<entries>\d{2})"), re.compile(r"(?P<entries>\d{2})"))
"""Jurisdiction version and number of subfiles; version 01 has the second alone."""
_ENTRY: Final = re.compile(r"(?P<kind>[A-Z][A-Z0-9])\d{4}(?P<length>\d{4})")


@dataclass(frozen=True, slots=True)
class _Table:
    """The body of a card and what its header says about it."""

    version: int
    kinds: tuple[str, ...]
    declared: int
    body: str = field(repr=False)
    crlf: bool

    @property
    def whole(self) -> bool:
        """Whether everything came: the segment terminator, or all that was declared but it.

        Where a CR ends each line it proves nothing.
        """
        ended = self.body.endswith("\r") and "\n" in self.body and not self.crlf
        return ended or len(self.body) >= self.declared - 1


def _table(text: str, *, crlf: bool) -> _Table | IdCardTrouble:
    header = _HEADER.match(text)
    if header is None:
        return IdCardTrouble.NOT_A_CARD
    version = int(header["version"])
    for counts in _COUNTS if version > 1 else reversed(_COUNTS):
        found = counts.match(text, header.end())
        entries = [] if found is None else _entries(text, found.end(), int(found["entries"]))
        if found is not None and entries:
            body = text[entries[-1].end() :]
            declared = sum(int(entry["length"]) for entry in entries)
            return _Table(version, tuple(entry["kind"] for entry in entries), declared, body, crlf)
    return IdCardTrouble.CUT_SHORT


def _entries(text: str, start: int, count: int) -> list[re.Match[str]]:
    """The `count` entries that stand there, or none when one of them does not."""
    entries: list[re.Match[str]] = []
    while len(entries) < count:
        entry = _ENTRY.match(text, entries[-1].end() if entries else start)
        if entry is None:
            return []
        entries.append(entry)
    return entries


# --- the elements


_WANTED: Final = frozenset(
    {
        *("DAQ", "DBB", "DBA"),
        *("DCS", "DAC", "DCT", "DAD", "DAA"),
        *("DAG", "DAI", "DAJ", "DAK", "DCG"),
    }
)
_SEPARATORS: Final = re.compile(r"[\n\r\x1c-\x1f]+")
_OLD_IDS: Final = r"D[AB][A-Z]"
_IDS: Final = r"D(?:A[CDGHIJKQUWXYZ]|B[A-DGNS]|C[A-GI-U]|D[A-P])"
"""The elements of versions 02 to 2025; fewer letters than that would find ids inside names."""
_IDS_AFTER_SPACE: Final = r"D(?:A[CDGIJKQY]|A[UWX](?=\d)|B[A-D]|C[A-GI-U]|D[A-P])"
"""Without those that begin a name and may be missing on a card: a DAHL is no second street."""


_STRAYS_MAX: Final = 2
"""Letters that look like ids, per card: `DCAD` before `DCB` is one, a family McDade another."""
_IDS_MAX: Final = 80
"""The standard names some 50 elements; with more ids than this it is no card but an attack."""


def _elements(table: _Table) -> Mapping[str, str] | IdCardTrouble:
    """The wanted elements, by the first way of reading that gives number and birth."""
    lines = _by_lines(table)
    if {"DAQ", "DBB"} <= lines.keys():
        return lines if table.whole else IdCardTrouble.CUT_SHORT
    plain = _SEPARATORS.sub("", table.body)
    spaced = len(plain) >= table.declared - 1
    return _by_spaces(table, plain) if spaced else _by_count(table, plain)


def _by_lines(table: _Table) -> Mapping[str, str]:
    """Elements that begin a line; the first one stands behind the kind of its subfile."""
    found: dict[str, str] = {}
    for line in _SEPARATORS.split(table.body):
        element = line[2:] if line.startswith(table.kinds) and line[2:5] in _WANTED else line
        if element[:3] in _WANTED:
            found.setdefault(element[:3], element[3:])
    return found


def _by_spaces(table: _Table, plain: str) -> Mapping[str, str] | IdCardTrouble:
    """Elements behind a space, where each separator became one; an id found twice is refused.

    The ids of version 01 are too many: there a Davis or a Danbury would end the element before it.
    """
    ids = rf" ({_IDS_AFTER_SPACE}{_own(table)})"
    starts = [match.span(1) for match in re.finditer(ids, f" {plain[2:]}")]
    elements = _cut(f" {plain[2:]}", starts)
    if table.version < 2 or elements is None:
        return IdCardTrouble.RUN_TOGETHER
    return elements


def _by_count(table: _Table, plain: str) -> Mapping[str, str] | IdCardTrouble:
    """Elements without anything between them: there are as many as separators were lost.

    More ids than that are found where a value ends in D or holds the letters of one. They are left
    out in every way that leaves each id once; ways that read differently are refused.
    """
    own_at = _own_subfiles(table, plain)
    common = _OLD_IDS if table.version < 2 else _IDS
    with_own = re.compile(rf"(?=({common}{_own(table)}))")
    found = [match for match in re.finditer(rf"(?=({common}))", plain) if match.start() < own_at]
    spans = [match.span(1) for match in (*found, *with_own.finditer(plain, own_at))]
    strays = len(spans) - (table.declared - len(plain))
    if strays < 0 or all(plain[start - 1] == " " for start, _ in spans[1:]):
        return IdCardTrouble.CUT_SHORT  # spaces in front of all: they are separators, not lost ones
    if strays > _STRAYS_MAX or len(spans) > _IDS_MAX:
        return IdCardTrouble.RUN_TOGETHER
    rests = combinations(spans[1:], len(spans) - 1 - strays)
    readings = (_cut(plain, (spans[0], *rest)) for rest in rests)
    different = {tuple(sorted(reading.items())) for reading in readings if reading is not None}
    return dict(different.pop()) if len(different) == 1 else IdCardTrouble.RUN_TOGETHER


def _own_subfiles(table: _Table, plain: str) -> int:
    """Where the jurisdiction's own subfiles begin: their ids inside a name before it are none."""
    found = [plain.rfind(kind + kind) for kind in table.kinds[1:] if kind.startswith("Z")]
    return min((len(plain) if at < 0 else at for at in found), default=len(plain))


def _own(table: _Table) -> str:
    """What else begins an element: the ids of the jurisdiction's own subfile, `ZV` and a letter."""
    kinds = (kind for kind in table.kinds[1:] if kind.startswith("Z"))
    return "".join(f"|{kind}{kind}[A-Z]|(?<!{kind}){kind}[A-Z]" for kind in kinds)


def _cut(plain: str, ids: Sequence[tuple[int, int]]) -> Mapping[str, str] | None:
    """The wanted elements when these spans are their ids; None when two overlap or are the same."""
    ends = [start for start, _ in ids[1:]] + [len(plain)]
    found: dict[str, str] = {}
    for (start, stop), end in zip(ids, ends, strict=True):
        if end < stop or plain[start:stop] in found:
            return None
        found[plain[start:stop]] = plain[stop:end].strip()
    return {name: value for name, value in found.items() if name in _WANTED}


# --- the card


def _card(elements: Mapping[str, str], *, licence: bool) -> IdCard | IdCardTrouble:
    def text(name: str) -> str:
        value = elements.get(name, "").strip()
        return "" if value.upper() in _NOTHING else value

    if not text("DAQ") or not text("DBB"):
        return IdCardTrouble.NO_NUMBER_OR_BIRTH
    born, expires = _date(text("DBB")), _date(text("DBA"))
    if born is None or (text("DBA") and (expires is None or expires <= born)):
        return IdCardTrouble.BAD_DATE
    old_name = [part.strip() for part in text("DAA").split(",")]
    given = text("DCT").replace(",", " ").split(maxsplit=1)
    return IdCard(
        number=text("DAQ"),
        family=text("DCS") or _part(old_name, 0),
        given=text("DAC") or _part(given, 0) or _part(old_name, 1),
        middle=text("DAD") or _part(given, 1) or _part(old_name, 2),
        birth_date=born,
        expires=expires,
        street=text("DAG"),
        city=text("DAI"),
        jurisdiction=text("DAJ"),
        postal_code=_postal_code(text("DAK")),
        country=text("DCG"),
        licence=licence,
    )


def _part(parts: Sequence[str], place: int) -> str:
    return parts[place].strip() if place < len(parts) else ""


def _date(text: str) -> date | None:
    """Eight digits as a date, by whichever order makes them one (rule 4)."""
    if re.fullmatch(r"[0-9]{8}", text) is None:
        return None
    by_month = (int(text[4:]), int(text[:2]), int(text[2:4]))
    by_year = (int(text[:4]), int(text[4:6]), int(text[6:]))
    for year, month, day in (by_month, by_year):
        if year in _YEARS:
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def _postal_code(text: str) -> str:
    """A ZIP+4 with its hyphen; four zeros stand for an unknown rest (annex D)."""
    if re.fullmatch(r"[0-9]{9}", text) is None:
        return text
    return text[:5] if text.endswith("0000") else f"{text[:5]}-{text[5:]}"
