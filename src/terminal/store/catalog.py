"""The catalogue of items: look up by GTIN, and take batches from an import.

Rules that hold here:

1. The key is the GTIN-14 as a number, which is the row's own key: one tree, one descent.
2. What an import does not say (a price, an eligibility) leaves what the store knows. How much
   listed chemical a package holds is never forgotten, and with it that the item is restricted.
3. A batch is small where a counter is open: a scan waits behind at most one.
4. Dated prices lie in the item's own row, so that a look-up stays one descent; a further barcode is
   looked for only where no item has the code.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from terminal.domain.barcode import Gtin
from terminal.domain.catalog import (
    MAX_NAME,
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
from terminal.domain.price_book import ALWAYS, MAX_PRICES, DatedPrice, PriceKind
from terminal.domain.pse_content import Chemical, PackForm, PseContent, Salt
from terminal.store.database import driver_of, scalar
from terminal.store.price_columns import (
    Barcode,
    open_from,
    open_text,
    prices_from,
    prices_text,
)
from terminal.store.words import split

_COLUMNS: Final = (
    "gtin, name, price_cents, category, eligibility, source, list_version, restriction, classes,"
    " pack, pse, snap, department, prices, open_price"
)
CLASS_SEPARATOR: Final = ";"
_FIND: Final = f"SELECT {_COLUMNS} FROM item WHERE gtin = ?"  # noqa: S608  a constant
_INSERT: Final = f"INSERT INTO item({_COLUMNS}, detail) VALUES ({', '.join('?' * 16)})"  # noqa: S608
_BY_BARCODE: Final = "SELECT item, pieces, price_cents FROM barcode WHERE gtin = ?"
KEPT_DAYS: Final = 60
"""A price that ended so long ago is forgotten at the next import of its item."""
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
    dated: tuple[DatedPrice, ...] = ()
    """Prices with days that are added to the known ones; `item.price` is the one without."""
    barcodes: tuple[Barcode, ...] | None = None
    """All further codes of the item; None: the list knows nothing of them."""
    says_department: bool = False
    says_open_price: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    clashes: tuple[Gtin, ...] = ()
    """Further barcodes that were left out, because another item has them."""

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.clashes + other.clashes,
        )


def find(connection: Connection, gtins: Iterable[Gtin]) -> tuple[Item, ...]:
    """The items under these codes, in their order; a code nobody lists is left out.

    Their prices are to be asked for a day (`Item.on`).
    """
    execute = driver_of(connection).execute
    found: list[Item] = []
    for gtin in gtins:
        row = execute(_FIND, (int(gtin),)).fetchone()
        item = item_of(row) if row is not None else _by_barcode(connection, gtin)
        if item is not None and item not in found:
            found.append(item)
    return tuple(found)


def _by_barcode(connection: Connection, code: Gtin) -> Item | None:
    """The item that has this code beside its own: one piece, a case, or a case with a price."""
    execute = driver_of(connection).execute
    row = execute(_BY_BARCODE, (int(code),)).fetchone()
    if row is None:
        return None
    number, pieces, cents = row
    found = execute(_FIND, (number,)).fetchone()
    if found is None:
        return None
    item = item_of(found)
    if cents is None:
        return replace(item, pieces=pieces)
    return replace(
        item,
        gtin=code,
        name=_name_of_case(item.name, pieces),
        price=Money(cents),
        prices=(),
        regular=None,
        each=item.gtin,
        holds=pieces,
    )


def _name_of_case(name: str, pieces: int) -> str:
    mark = f", case of {pieces}"
    return f"{name[: MAX_NAME - len(mark)]}{mark}"


def item_of(row: Sequence[Any]) -> Item:
    """The item of a row of `item`, in the order of `columns`."""
    gtin, name, cents, category, eligibility, source, list_version, restriction = row[:8]
    classes, pack, pse, snap, department, prices, open_price = row[8:]
    base = None if cents is None else Money(cents)
    return Item(
        Gtin(f"{gtin:014}"),
        name,
        base,
        ItemCategory(category),
        Eligibility(eligibility),
        EligibilitySource(source),
        list_version,
        Restriction(restriction),
        tuple(ItemClass(each) for each in classes.split(CLASS_SEPARATOR) if each),
        Pack.parse(pack) if pack else None,
        _content(pse),
        bool(snap),
        department,
        prices_from(prices, base) if prices else (),
        open_price=open_from(open_price) if open_price else None,
    )


def columns() -> str:
    """The columns that `item_of` reads, of `item AS i`."""
    return _ITEM_COLUMNS


def count(connection: Connection) -> int:
    """How many items there are. Reads the whole tree: for commands, not for the counter."""
    return int(scalar(connection, "SELECT count(*) FROM item"))


def take(connection: Connection, batch: Sequence[Listed], day: date = date.max) -> Taken:
    """Write a batch inside the open transaction and count what it changed.

    `day`: the store's today. A price without days that is another than the known one replaces the
    dated ones that have begun by then; those that are still to come stay.
    """
    return sum((_take_one(connection, listed, day) for listed in batch), Taken())


def _take_one(connection: Connection, listed: Listed, day: date) -> Taken:
    taken = _take_item(connection, listed, day)
    if listed.barcodes is None:
        return taken
    clashes = _take_barcodes(connection, listed.item.gtin, listed.barcodes)
    return taken + Taken(clashes=tuple(clashes))


def _take_barcodes(
    connection: Connection, item: Gtin, barcodes: Sequence[Barcode]
) -> Iterator[Gtin]:
    """Give the item these further codes and no others; those that are not its own to have."""
    execute = driver_of(connection).execute
    execute("DELETE FROM barcode WHERE item = ?", (int(item),))
    for each in barcodes:
        code = int(each.code)
        others = execute(
            "SELECT 1 FROM item WHERE gtin = ? UNION ALL SELECT 1 FROM barcode WHERE gtin = ?",
            (code, code),
        ).fetchone()
        if others is not None:
            yield each.code
            continue
        cents = None if each.price is None else each.price.cents
        execute("INSERT INTO barcode VALUES (?, ?, ?, ?)", (code, int(item), each.pieces, cents))


def _take_item(connection: Connection, listed: Listed, day: date) -> Taken:
    execute = driver_of(connection).execute
    gtin = int(listed.item.gtin)
    row = execute(f"SELECT {_COLUMNS}, detail FROM item WHERE gtin = ?", (gtin,)).fetchone()  # noqa: S608  a constant
    if row is None:
        new = replace(listed, item=_priced(listed.item, None, listed, day))
        execute(_INSERT, _values(new))
        _learn(connection, listed)
        return Taken(added=1)
    merged = _merge(item_of(row[:-1]), listed, day)
    values = _values(merged)
    if values == tuple(row):
        return Taken(unchanged=1)
    execute(
        "UPDATE item SET name = ?, price_cents = ?, category = ?, eligibility = ?, source = ?,"
        " list_version = ?, restriction = ?, classes = ?, pack = ?, pse = ?, snap = ?,"
        " department = ?, prices = ?, open_price = ?, detail = ?"
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


def _merge(known: Item, listed: Listed, day: date) -> Listed:
    item = listed.item
    if not listed.says_open_price:
        item = replace(item, open_price=None if listed.dated or item.price else known.open_price)
    item = _priced(item, known, listed, day)
    if not listed.says_department:
        item = replace(item, department=known.department)
    if _stays_listed(known, item):
        item = replace(
            item,
            eligibility=known.eligibility,
            eligibility_source=known.eligibility_source,
            list_version=known.list_version,
        )
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


def _stays_listed(known: Item, item: Item) -> bool:
    """The store's own labels override nothing of the national list (money-tax-iias.md 6.3)."""
    own = item.eligibility_source is EligibilitySource.PRIVATE_LABEL
    return own and known.eligibility_source is EligibilitySource.EPL


def _priced(item: Item, known: Item | None, listed: Listed, day: date) -> Item:
    """`item` with the price book that follows from what is known and what the list says."""
    if item.open_price is not None:
        return replace(item, price=None, prices=())
    before = None if known is None else known.price
    base = before if item.price is None else item.price
    known_prices = () if known is None else known.prices
    book = {(each.kind, each.since): each for each in known_prices}
    if base != before:
        regular = [key for key in book if key[0] is PriceKind.REGULAR and key[1] <= day]
        for key in regular:
            del book[key]
    book |= {(each.kind, each.since): each for each in listed.dated}
    longest = date.min if day == date.max else day - timedelta(days=KEPT_DAYS)
    dated = sorted(
        (
            each
            for each in book.values()
            if each.since != ALWAYS and (each.until is None or each.until >= longest)
        ),
        key=lambda each: (each.since, each.kind.value),
    )[-MAX_PRICES:]
    return replace(item, price=base, prices=prices_from(prices_text(tuple(dated)), base))


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
        item.department,
        prices_text(item.prices),
        open_text(item.open_price),
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
