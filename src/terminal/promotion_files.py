"""The store's promotions: `promotions.toml` beside the settings, written by its manager.

Rules that hold here:

1. A file with a mistake is refused whole, with its line and reason; the last good one, kept beside
   it, goes on holding. Whoever asks is told of every broken row.
2. Each row has a name of its own, a first day, goods and one deal. What is not understood is not
   guessed: there is no key that is passed over.
3. Amounts are texts like "5.00": a number with a point is no amount of money (section 1).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from terminal.domain.barcode import Gtin, gtin
from terminal.domain.catalog import ItemCategory
from terminal.domain.money import Money
from terminal.domain.promotion import (
    AmountOff,
    CheaperOnes,
    Deal,
    ForPrice,
    Goods,
    Promotion,
    PromotionBook,
)
from terminal.paths import put_in_place, resource_root
from terminal.rule_words import in_words, key_of

FILE_NAME: Final = "promotions.toml"
LAST_GOOD_NAME: Final = "promotions.last-good.toml"
MAX_PROMOTIONS: Final = 500
MAX_BYTES: Final = 1_000_000
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADER: Final = re.compile(r"\s*\[\[\s*promotion\s*\]\]\s*(#.*)?")
_SYNTAX_LINE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_DEALS: Final = "price (with units), percent_off (with buy and get) or off (with units)"


@dataclass(frozen=True, slots=True)
class PromotionMistake:
    """What is wrong, and where."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class PromotionFile:
    """What stands in a file: its good rows, and the mistakes of the others."""

    promotions: tuple[Promotion, ...] = ()
    mistakes: tuple[PromotionMistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """The promotions that count; `refused`: then they are those of the last good file."""

    book: PromotionBook = field(default_factory=PromotionBook)
    refused: PromotionMistake | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is written."""

    name: str
    text: str
    since: date
    until: date | None = None
    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    categories: tuple[ItemCategory, ...] = ()
    but_not: tuple[str, ...] = ()
    mix: bool = True
    times: int = 0
    units: int | None = None
    price: str | None = None
    off: str | None = None
    buy: int | None = None
    get: int | None = None
    percent_off: int | None = None


_KEYS: Final = frozenset(each.name for each in fields(_Row))


def example() -> Path:
    """The file to begin with."""
    return resource_root() / "resources" / "promotions" / "example.toml"


def load_promotions(folder: Path | None) -> Declared:
    """What the lane's folder declares; without a file nothing is promoted."""
    if folder is None or not (folder / FILE_NAME).exists():
        return Declared()
    path = folder / FILE_NAME
    found = look_into(path)
    if not found.mistakes:
        _keep(path, folder / LAST_GOOD_NAME)
        return Declared(PromotionBook(found.promotions))
    kept = look_into(folder / LAST_GOOD_NAME)
    good = () if kept.mistakes else kept.promotions
    return Declared(PromotionBook(good), found.mistakes[0])


def look_into(path: Path) -> PromotionFile:
    """Every row, the good and the broken ones. Raises nothing."""
    try:
        text = _text(path)
        rows = _tables(text)
    except _Unreadable as error:
        return PromotionFile((), (PromotionMistake(path.name, error.line, error.reason),))
    places = [n for n, line in enumerate(text.splitlines(), 1) if _HEADER.fullmatch(line)]
    promotions: list[Promotion] = []
    mistakes: list[PromotionMistake] = []
    for number, row in enumerate(rows):
        start = places[number] if number < len(places) else 1
        try:
            promotion = _promotion(row)
            _stands_alone(promotion, promotions)
            promotions.append(promotion)
        except (msgspec.ValidationError, ValueError) as error:
            line = _line_of(text, start, _key(error, row))
            mistakes.append(PromotionMistake(path.name, line, in_words(str(error), _Row)))
    return PromotionFile(tuple(promotions), tuple(mistakes))


class _Unreadable(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as error:
        raise _Unreadable(1, f"it cannot be opened: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise _Unreadable(1, f"it is longer than {MAX_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(1, "it cannot be read: it is not text in UTF-8") from error


def _tables(text: str) -> list[dict[str, Any]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else max(1, len(text.splitlines()))
        raise _Unreadable(line, _SYNTAX_LINE.sub("", str(error)).strip()) from error
    rows = tables.get("promotion", [])
    good = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not good or set(tables) - {"promotion"}:
        raise _Unreadable(1, "it holds [[promotion]] tables and nothing else")
    if len(rows) > MAX_PROMOTIONS:
        raise _Unreadable(1, f"it holds more than {MAX_PROMOTIONS} promotions")
    return list(rows)


def _promotion(row: dict[str, Any]) -> Promotion:
    """Raises `ValueError` or `msgspec.ValidationError`."""
    for key in row:
        if key not in _KEYS:
            raise _AtKey(key, f'there is no "{key}" in a promotion')
    read = msgspec.convert(row, _Row)
    if not _NAME.fullmatch(read.name):
        raise _AtKey("name", "a name is small letters and digits, joined by hyphens")
    goods = Goods(
        frozenset(_gtins(read.items, "items")),
        frozenset(read.departments),
        frozenset(read.categories),
        frozenset(_gtins(read.but_not, "but_not")),
    )
    return Promotion(
        read.name,
        read.text,
        read.since,
        read.until,
        goods,
        _deal(read),
        read.mix,
        read.times,
    )


def _deal(row: _Row) -> Deal:
    """Exactly one deal, with exactly the keys that it needs."""
    wanted: dict[str, set[str]] = {
        "price": {"price", "units"},
        "off": {"off", "units"},
        "percent_off": {"percent_off", "buy", "get"},
    }
    keys = {"price", "off", "percent_off", "units", "buy", "get"}
    given = {key for key in keys if getattr(row, key) is not None}
    if given not in wanted.values():
        raise ValueError(f"a promotion has one deal: {_DEALS}")
    match row:
        case _Row(price=str(price), units=int(units)):
            return ForPrice(units, _amount(price, "price"))
        case _Row(off=str(off), units=int(units)):
            return AmountOff(units, _amount(off, "off"))
        case _Row(buy=int(buy), get=int(get), percent_off=int(percent)):
            return CheaperOnes(buy, get, percent * 100)
        case _:
            raise ValueError(f"a promotion has one deal: {_DEALS}")


def _amount(text: str, key: str) -> Money:
    try:
        return Money.parse(text)
    except ValueError:
        raise _AtKey(key, f'{key} is an amount like "5.00"') from None


def _gtins(codes: tuple[str, ...], key: str) -> Iterator[Gtin]:
    for code in codes:
        try:
            yield gtin(code.strip())
        except ValueError:
            wrong = f"{key}: {code} is no barcode: wrong length or check digit"
            raise _AtKey(key, wrong) from None


def _stands_alone(promotion: Promotion, others: list[Promotion]) -> None:
    """Two rows of one name follow each other in time, or nobody could tell which one counted."""
    for other in others:
        ends, others_end = promotion.until or date.max, other.until or date.max
        if other.name == promotion.name and promotion.since <= others_end and other.since <= ends:
            day = max(promotion.since, other.since)
            raise _AtKey("name", f"{promotion.name} stands there twice on {day}")


class _AtKey(ValueError):
    """A mistake whose key is known."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def _key(error: Exception, row: dict[str, Any]) -> str:
    if isinstance(error, _AtKey):
        return error.key
    return key_of(str(error), row, ("name", "text", "since"), _is_good)


def _is_good(row: dict[str, Any]) -> bool:
    try:
        _promotion(row)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def _line_of(text: str, start: int, key: str) -> int:
    """The line of `key` in the table that begins at `start`; the table's own without a key."""
    if not key:
        return start
    for number, line in enumerate(text.splitlines()[start:], start + 1):
        if _HEADER.fullmatch(line):
            break
        if re.match(rf"\s*{re.escape(key)}\s*[.=]", line):
            return number
    return start


def _keep(path: Path, kept: Path) -> None:
    """Remember a good file; where that cannot be written the promotions hold all the same."""
    content = path.read_bytes()
    try:
        if kept.exists() and kept.read_bytes() == content:
            return
        new = kept.with_suffix(".new")
        new.write_bytes(content)
        put_in_place(new, kept)
    except OSError:
        return
