"""A catalogue from a CSV file, plain or gzip: row by row, each bad row rejected with its reason.

Rules that hold here:

1. A file is not trusted: lines, rows, rejections and prices are bounded, memory does not grow with
   the file but for one number per item.
2. A GTIN with a wrong check digit is rejected, never repaired; a price is never guessed.
3. A row that cannot be taken stops nothing; only a file that is no catalogue at all does.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final, TypeVar, cast

from terminal.app.faults import KnownFault
from terminal.domain.barcode import gtin
from terminal.domain.catalog import (
    MAX_NAME,
    Eligibility,
    EligibilitySource,
    Item,
    ItemCategory,
    ItemClass,
    Pack,
    Restriction,
)
from terminal.domain.money import Money
from terminal.domain.pse_content import Chemical, PackForm, PseContent, Salt
from terminal.store import price_columns
from terminal.store.catalog import CLASS_SEPARATOR, Listed, Taken
from terminal.store.faults import translated

MAX_LINE_BYTES: Final = 16 * 1024
"""The longest row of the public lists is below 1 kB."""
MAX_ROWS: Final = 5_000_000
MAX_REJECTED: Final = 1_000
"""Rejections kept in words; beyond that they are counted."""
MAX_DETAIL: Final = 400
BATCH_ROWS: Final = 50
"""About 4 ms with a counter open: less than a quarter of what a scan may take."""
OFFLINE_BATCH_ROWS: Final = 5_000

_GZIP: Final = b"\x1f\x8b"
_Kind = TypeVar("_Kind", bound=Enum)


class NotACatalogue(KnownFault):
    """The file as a whole cannot be imported. What was taken before it broke stays."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How the columns of one kind of file are read. A column that is not named says nothing."""

    name: str
    key: str
    title: str
    price: str = ""
    category: str = ""
    eligibility: str = ""
    source: str = ""
    list_version: str = ""
    restriction: str = ""
    detail: tuple[str, ...] = ()
    default_category: ItemCategory = ItemCategory.GENERAL
    ingredients: str = ""
    """Where ingredients stand: those of the PSE law, and those with an age, restrict the item."""
    classes: str = ""
    """May be missing, as may `pack`: then what the store knows of them stays."""
    pack: str = ""
    sold_as: str = ""
    """Where the list says how a product is sold: what is not OTC is none of this catalogue's."""
    shorten: bool = False
    """Whether a name that is too long is cut at a word, or its row rejected."""

    @property
    def required(self) -> tuple[str, ...]:
        named = (self.key, self.title, self.price, self.category, self.eligibility, self.source)
        more = (self.list_version, self.restriction, self.ingredients, self.sold_as, *self.detail)
        return tuple(column for column in (*named, *more) if column)


OWN: Final = Profile(
    name="rxlane",
    key="gtin",
    title="name",
    price="price",
    category="category",
    eligibility="eligibility",
    source="source",
    list_version="list_version",
    restriction="restriction",
    detail=("detail",),
    classes="classes",
    pack="pack",
)
OTC_LIST: Final = Profile(
    name="otc-list",
    key="gtin12",
    title="name",
    detail=("generic", "labeler"),
    default_category=ItemCategory.OTC_DRUG,
    ingredients="generic",
    shorten=True,
)
"""The public list of OTC packages: no prices, no eligibility; its key is often not the UPC on the
shelf, so it adds candidates and replaces nothing that the store knows better."""
DXM_LIST: Final = Profile(
    name="dxm-list",
    key="gtin12_derived",
    title="name",
    detail=("substances", "labeler"),
    default_category=ItemCategory.OTC_DRUG,
    ingredients="substances",
    sold_as="class",
    shorten=True,
)
"""The public list of packages with dextromethorphan; its keys are derived like those of the other
list. A product that is both Rx and OTC, or of which nobody knows, is left out."""
PROFILES: Final = (OWN, OTC_LIST, DXM_LIST)

_PSE: Final = ("ephedrine", "phenylpropanolamine")
"""Listed chemicals of the Combat Methamphetamine Epidemic Act (21 USC 802(45)); the first is also
the end of pseudoephedrine."""
PSE_COLUMNS: Final = ("pse_chemical", "pse_salt", "pse_mg", "pse_units", "pse_form")
"""How much of it a package holds: chemical, salt, mg of salt in one tablet or mL, how many of them,
and what one is. A file may leave all of them out, a row leaves none or all of them empty."""
SNAP_COLUMN: Final = "snap"
"""`yes` for food that EBT SNAP pays. A file may leave it out: then what the store knows stays."""
_SNAP: Final = MappingProxyType({"": False, "no": False, "yes": True})
_MG: Final = re.compile(r"(?P<mg>[0-9]{1,4})(?:\.(?P<part>[0-9]{1,3}))?")
_CLASSES: Final = MappingProxyType(
    {
        "dextromethorphan": ItemClass.DEXTROMETHORPHAN,
        "nicotine": ItemClass.NICOTINE_REPLACEMENT,
    }
)
"""Ingredients that make an item of a class, as the public lists write them."""
OVER_THE_COUNTER: Final = "OTC"


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """`line` counts from 1 with the header; the row itself is not quoted."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rejected` holds the first `MAX_REJECTED`, `rejected_rows` counts all."""

    profile: str
    taken: Taken
    rejected: tuple[RejectedRow, ...]
    rejected_rows: int

    @property
    def rows(self) -> int:
        taken = self.taken
        return taken.added + taken.changed + taken.unchanged + self.rejected_rows


Progress = Callable[[int, int], None]
"""Bytes read and bytes in all."""


class _Bad(ValueError):
    """This row cannot be taken."""


@dataclass(slots=True)
class _Rejections:
    kept: list[RejectedRow] = field(default_factory=list)
    rows: int = 0

    def add(self, line: int, reason: str) -> None:
        self.rows += 1
        if len(self.kept) < MAX_REJECTED:
            self.kept.append(RejectedRow(line, reason))


def import_catalogue(
    path: Path,
    take: Callable[[Sequence[Listed]], Taken],
    progress: Progress = lambda _done, _total: None,
    batch_rows: int = BATCH_ROWS,
) -> ImportReport:
    """Read the file and give its good rows to `take`, each batch a transaction of its own.

    With a counter open `take` is `lambda rows: writer.wait(lambda c: catalog.take(c, rows))`.
    """
    rejections, taken = _Rejections(), Taken()
    with translated(), path.open("rb") as raw:
        size = path.stat().st_size
        profile, rows = _rows(raw, rejections)
        for batch in _batches(rows, profile, rejections, batch_rows):
            taken += take(batch)
            progress(raw.tell(), size)
        progress(size, size)
    return ImportReport(profile.name, taken, tuple(rejections.kept), rejections.rows)


def _batches(
    rows: Iterator[tuple[int, Mapping[str, str]]],
    profile: Profile,
    rejections: _Rejections,
    size: int,
) -> Iterator[list[Listed]]:
    seen: set[int] = set()
    batch: list[Listed] = []
    for line, row in rows:
        try:
            listed = _listed(row, profile)
        except _Bad as bad:
            rejections.add(line, str(bad))
            continue
        keys = {int(listed.item.gtin), *(int(each.code) for each in listed.barcodes or ())}
        if not seen.isdisjoint(keys):
            rejections.add(line, "the same item or barcode stands in this file before")
            continue
        seen |= keys
        batch.append(listed)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


# --- lines


def _rows(
    raw: IO[bytes], rejections: _Rejections
) -> tuple[Profile, Iterator[tuple[int, Mapping[str, str]]]]:
    lines = _lines(raw, rejections)
    first = next(lines, None)
    if first is None:
        raise _no_catalogue("It is empty, or its first line is not text.")
    header = [name.strip() for name in _cells(first[1].removeprefix("\ufeff")) or ()]
    profile = _profile(header)
    return profile, _records(lines, header, rejections)


def _profile(header: Sequence[str]) -> Profile:
    for profile in PROFILES:
        if set(profile.required) <= set(header) and len(set(header)) == len(header):
            return profile
    raise _no_catalogue(f"Its first line has to name the columns {', '.join(OWN.required)}.")


def _records(
    lines: Iterator[tuple[int, str]], header: Sequence[str], rejections: _Rejections
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, text in lines:
        cells = _cells(text)
        if cells is None:
            rejections.add(line, "it is not a line of comma separated values")
        elif len(cells) != len(header):
            rejections.add(line, f"it has {len(cells)} values for {len(header)} columns")
        else:
            yield line, dict(zip(header, cells, strict=True))


def _cells(text: str) -> list[str] | None:
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None


def _lines(raw: IO[bytes], rejections: _Rejections) -> Iterator[tuple[int, str]]:
    """Numbered lines of text; what is too long or not UTF-8 is rejected, never read whole."""
    start = raw.read(len(_GZIP))
    raw.seek(0)
    file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if start == _GZIP else raw
    try:
        for line in range(1, MAX_ROWS + 2):
            content = file.readline(MAX_LINE_BYTES + 1)
            if not content:
                return
            if len(content) > MAX_LINE_BYTES:
                _skip_line(file)
                rejections.add(line, f"it is longer than {MAX_LINE_BYTES} bytes")
                continue
            if not content.strip():
                continue
            try:
                yield line, content.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                rejections.add(line, "it is not UTF-8 text")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _no_catalogue("The compressed file is cut short or damaged.") from error
    raise _no_catalogue(f"It has more than {MAX_ROWS} rows.")


def _skip_line(file: IO[bytes]) -> None:
    while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


def _no_catalogue(why: str) -> NotACatalogue:
    return NotACatalogue(
        "This file is not a catalogue that can be imported",
        why,
        "Compare it with resources/catalogue/sample.csv.",
    )


# --- one row


def _listed(row: Mapping[str, str], profile: Profile) -> Listed:
    listed = Listed(
        _item(row, profile),
        " ".join(_text(row, column) for column in profile.detail).strip()[:MAX_DETAIL],
        says_eligibility=bool(profile.eligibility),
        says_classes=profile.classes in row,
        says_snap=SNAP_COLUMN in row,
    )
    return _with_prices(row, listed) if profile is OWN else listed


def _with_prices(row: Mapping[str, str], listed: Listed) -> Listed:
    """What the store's own file says of days, departments and further barcodes."""
    try:
        price = price_columns.price_of(_text(row, OWN.price))
        return replace(
            listed,
            dated=price_columns.dated_prices(row, price),
            barcodes=price_columns.barcodes(row, listed.item),
            says_department=price_columns.DEPARTMENT in row,
            says_open_price=price_columns.OPEN_PRICE in row,
        )
    except _Bad:
        raise
    except ValueError as error:
        raise _Bad(str(error)) from None


def _price(row: Mapping[str, str], profile: Profile) -> Money | None:
    """The price without days; None where the file leaves it open, or gives it days."""
    text = _text(row, profile.price) if profile.price else ""
    price = price_columns.price_of(text)
    return None if profile is OWN and price_columns.has_days(row) else price


def _item(row: Mapping[str, str], profile: Profile) -> Item:
    if profile.sold_as and _text(row, profile.sold_as) != OVER_THE_COUNTER:
        raise _Bad("it is not sold over the counter")
    try:
        key = gtin(_text(row, profile.key))
    except ValueError:
        raise _Bad("its code is no GTIN: wrong length or check digit") from None
    own = profile is OWN
    try:
        return Item(
            key,
            _name(_text(row, profile.title), profile),
            _price(row, profile),
            _one_of(ItemCategory, row, profile.category, profile.default_category),
            _one_of(Eligibility, row, profile.eligibility, Eligibility.NONE),
            _source(row, profile),
            _text(row, profile.list_version) if profile.list_version else "",
            _restriction(row, profile),
            _classes(row, profile),
            _pack(row, profile),
            _content(row),
            _snap(row),
            price_columns.department(row) if own else "",
            open_price=price_columns.open_price(row) if own else None,
        )
    except _Bad:
        raise
    except ValueError as error:
        raise _Bad(str(error)) from None


def _source(row: Mapping[str, str], profile: Profile) -> EligibilitySource:
    source = _one_of(EligibilitySource, row, profile.source, EligibilitySource.NOT_LISTED)
    if source is EligibilitySource.MANUAL_OVERRIDE:
        raise _Bad(f"its {profile.source} is MANUAL_OVERRIDE: that is a person's, and no list's")
    return source


def _text(row: Mapping[str, str], column: str) -> str:
    text = row[column].strip()
    if not text.isprintable():
        raise _Bad(f"its {column} has characters that cannot be printed")
    return text


def _name(name: str, profile: Profile) -> str:
    if len(name) <= MAX_NAME or not profile.shorten:
        return name
    return name[: MAX_NAME - 1].rpartition(" ")[0] + "…"


def _restriction(row: Mapping[str, str], profile: Profile) -> Restriction:
    if profile.ingredients:
        ingredients = _text(row, profile.ingredients).casefold()
        return Restriction.PSE if any(name in ingredients for name in _PSE) else Restriction.NONE
    return _one_of(Restriction, row, profile.restriction, Restriction.NONE)


def _content(row: Mapping[str, str]) -> PseContent | None:
    chemical, salt, mg, units, form = (
        _text(row, column) if column in row else "" for column in PSE_COLUMNS
    )
    if not any((chemical, salt, mg, units, form)):
        return None
    strength = _MG.fullmatch(mg)
    if strength is None:
        raise _Bad("its pse_mg is no strength like 30 or 9.375, in milligrams of salt")
    if not (units.isascii() and units.isdigit() and len(units) <= 4):
        raise _Bad("its pse_units is no number of tablets, gelcaps or millilitres")
    return PseContent(
        _known(Chemical, chemical, "pse_chemical"),
        _known(Salt, salt, "pse_salt"),
        int(strength["mg"]) * 1000 + int((strength["part"] or "").ljust(3, "0")),
        int(units),
        _known(PackForm, form, "pse_form"),
    )


def _snap(row: Mapping[str, str]) -> bool:
    text = _text(row, SNAP_COLUMN).lower() if SNAP_COLUMN in row else ""
    if text not in _SNAP:
        raise _Bad(f"its {SNAP_COLUMN} is neither yes nor no")
    return _SNAP[text]


def _known(kind: type[_Kind], text: str, column: str) -> _Kind:
    try:
        return kind(text)
    except ValueError:
        names = ", ".join(str(each.value) for each in kind)
        raise _Bad(f"its {column} is none of: {names}") from None


def _classes(row: Mapping[str, str], profile: Profile) -> tuple[ItemClass, ...]:
    if profile.ingredients:
        ingredients = _text(row, profile.ingredients).casefold()
        return tuple(found for name, found in _CLASSES.items() if name in ingredients)
    text = _text(row, profile.classes) if profile.classes in row else ""
    named = (each.strip() for each in text.split(CLASS_SEPARATOR) if each.strip())
    try:
        return tuple(dict.fromkeys(ItemClass(each) for each in named))
    except ValueError:
        raise _Bad(f"its {profile.classes} are none that the program knows") from None


def _pack(row: Mapping[str, str], profile: Profile) -> Pack | None:
    text = _text(row, profile.pack) if profile.pack in row else ""
    try:
        return Pack.parse(text) if text else None
    except ValueError:
        raise _Bad('its pack is no whole number of "cc" or "units"') from None


def _one_of(kind: type[_Kind], row: Mapping[str, str], column: str, default: _Kind) -> _Kind:
    text = _text(row, column) if column else ""
    if not text:
        return default
    try:
        return kind(text)
    except ValueError:
        raise _Bad(f"its {column} is none that the program knows") from None
