"""The catalogue of items: look up by GTIN, and take batches from an import.

Rules that hold here:

1. The key is the GTIN-14 as a number, which is the row's own key: one tree, one descent.
2. What an import does not say (a price, an eligibility) leaves what the store knows. How much
   listed chemical a package holds is never forgotten, and with it that the item is restricted.
3. A batch is small where a counter is open: a scan waits behind at most one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from terminal.domain.barcode import Gtin
from terminal.domain.catalog import (
    NEVER_FOOD,
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
from terminal.store.database import driver_of, scalar
from terminal.store.words import split

_COLUMNS: Final = (
    "gtin, name, price_cents, category, eligibility, source, list_version, restriction, classes,"
    " pack, pse, snap"
)
CLASS_SEPARATOR: Final = ";"
_FIND: Final = f"SELECT {_COLUMNS} FROM item WHERE gtin = ?"  # noqa: S608  a constant
_INSERT: Final = (
    f"INSERT INTO item({_COLUMNS}, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
)
_ITEM_COLUMNS: Final = ", ".join(f"i.{name}" for name in _COLUMNS.split(", "))


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as an import tells it. `detail`: generic name and maker, searched only.

    `says_eligibility` is False for a list that knows nothing of FSA cards, `says_classes` for one
    whose word on restricted goods is not the last: what it finds is added to what is known.
    `says_snap` is False for one that does not tell what is food.
    """

    item: Item
    detail: str = ""
    says_eligibility: bool = True
    says_classes: bool = True
    says_snap: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


def find(connection: Connection, gtins: Iterable[Gtin]) -> tuple[Item, ...]:
    """The items under these codes, in their order; a code nobody lists is left out."""
    execute = driver_of(connection).execute
    found = []
    for gtin in gtins:
        row = execute(_FIND, (int(gtin),)).fetchone()
        if row is not None:
            found.append(item_of(row))
    return tuple(found)


def item_of(row: Sequence[Any]) -> Item:
    """The item of a row of `item`, in the order of `columns`."""
    gtin, name, cents, category, eligibility, source, list_version, restriction = row[:8]
    classes, pack, pse, snap = row[8:]
    return Item(
        Gtin(f"{gtin:014}"),
        name,
        None if cents is None else Money(cents),
        ItemCategory(category),
        Eligibility(eligibility),
        EligibilitySource(source),
        list_version,
        Restriction(restriction),
        tuple(ItemClass(each) for each in classes.split(CLASS_SEPARATOR) if each),
        Pack.parse(pack) if pack else None,
        _content(pse),
        bool(snap),
    )


def columns() -> str:
    """The columns that `item_of` reads, of `item AS i`."""
    return _ITEM_COLUMNS


def count(connection: Connection) -> int:
    """How many items there are. Reads the whole tree: for commands, not for the counter."""
    return int(scalar(connection, "SELECT count(*) FROM item"))


def take(connection: Connection, batch: Sequence[Listed]) -> Taken:
    """Write a batch inside the open transaction and count what it changed."""
    return sum((_take_one(connection, listed) for listed in batch), Taken())


def _take_one(connection: Connection, listed: Listed) -> Taken:
    execute = driver_of(connection).execute
    gtin = int(listed.item.gtin)
    row = execute(f"SELECT {_COLUMNS}, detail FROM item WHERE gtin = ?", (gtin,)).fetchone()  # noqa: S608  a constant
    if row is None:
        execute(_INSERT, _values(listed))
        _learn(connection, listed)
        return Taken(added=1)
    merged = _merge(item_of(row[:-1]), listed)
    values = _values(merged)
    if values == tuple(row):
        return Taken(unchanged=1)
    execute(
        "UPDATE item SET name = ?, price_cents = ?, category = ?, eligibility = ?, source = ?,"
        " list_version = ?, restriction = ?, classes = ?, pack = ?, pse = ?, snap = ?, detail = ?"
        " WHERE gtin = ?",
        (*values[1:], gtin),
    )
    _learn(connection, merged)
    return Taken(changed=1)


def _learn(connection: Connection, listed: Listed) -> None:
    """Note each word, so that search can expand what is typed (`search.py`, rule 1)."""
    found = set(split(f"{listed.item.name} {listed.detail}"))
    driver_of(connection).executemany(
        "INSERT INTO item_word VALUES (?) ON CONFLICT DO NOTHING", [(word,) for word in found]
    )


def _merge(known: Item, listed: Listed) -> Listed:
    item = listed.item
    if item.price is None:
        item = replace(item, price=known.price)
    if not listed.says_eligibility:
        unrestricted = item.restriction is Restriction.NONE
        item = replace(
            item,
            category=known.category,
            eligibility=known.eligibility,
            eligibility_source=known.eligibility_source,
            list_version=known.list_version,
            restriction=known.restriction if unrestricted else item.restriction,
        )
    if item.pse is None and known.pse is not None:
        item = replace(item, restriction=known.restriction, pse=known.pse)
    if not listed.says_classes:
        more = tuple(each for each in item.classes if each not in known.classes)
        item = replace(item, classes=(*known.classes, *more), pack=item.pack or known.pack)
    if not listed.says_snap:
        item = replace(item, snap=known.snap and item.category not in NEVER_FOOD)
    return replace(listed, item=item)


def _values(listed: Listed) -> tuple[object, ...]:
    item = listed.item
    return (
        int(item.gtin),
        item.name,
        None if item.price is None else item.price.cents,
        item.category.value,
        item.eligibility.value,
        item.eligibility_source.value,
        item.list_version,
        item.restriction.value,
        CLASS_SEPARATOR.join(each.value for each in item.classes),
        "" if item.pack is None else str(item.pack),
        content_text(item.pse),
        int(item.snap),
        listed.detail,
    )


def content_text(content: PseContent | None) -> str:
    """A package's content in its column: `pseudoephedrine/hydrochloride/30000/24/tablet`."""
    if content is None:
        return ""
    chemical, salt, form = content.chemical.value, content.salt.value, content.form.value
    return f"{chemical}/{salt}/{content.unit_ug}/{content.units}/{form}"


def _content(text: str) -> PseContent | None:
    if not text:
        return None
    chemical, salt, unit_ug, units, form = text.split("/")
    return PseContent(Chemical(chemical), Salt(salt), int(unit_ug), int(units), PackForm(form))
