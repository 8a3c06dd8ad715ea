"""Stores of the size of a real shop, built once into build/bench and copied for each run.

Rules that hold here: a cached shop is keyed by schema, generator and sizes; it is moved to its name
only when it is complete; nobody measures on the cached file itself.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection

from bench.goods import Good, goods, on_the_shelf
from bench.history import extend, pattern
from bench.people import cached, pages
from bench.settings import CASHIER, PIN
from terminal.paths import resource_root
from terminal.store import fills
from terminal.store.database import checkpoint, driver_of, engine_for
from terminal.store.staff import put_staff
from terminal.store.store import Store
from terminal.store.tables import SCHEMA
from terminal.store.words import split
from terminal.vault.pins import hash_pin
from terminal.vault.secret import StoreSecret

T = TypeVar("T")
GENERATOR: Final = 2
"""Grows when the invented goods, people or sales change: shops built before are built again."""
SECRET: Final = StoreSecret(bytes(range(32)))
KEY: Final = SECRET.database_key()
FOLDER: Final = resource_root() / "build" / "bench"
CHUNK: Final = 20_000
LINES_OF_A_PAST_SALE: Final = 4

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a shop holds."""

    items: int
    people: int
    journal: int

    @property
    def path(self) -> Path:
        name = f"{SCHEMA}-{GENERATOR}-{self.items}-{self.people}-{self.journal}"
        return FOLDER / f"shop-{name}.db"


def raise_bug(error: BaseException) -> None:
    raise error


def open_shop(path: Path) -> Store:
    return Store.open(path, KEY, demo=False, bug=raise_bug)


def shop(size: Size, progress: Progress, base: Size | None = None) -> Path:
    """The cached shop of this size; `base` has the same goods and people, and a shorter journal."""
    if not size.path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = size.path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        if base is not None:
            shutil.copyfile(shop(base, progress), unfinished)
        else:
            _stock(unfinished, size, progress)
        _extend(unfinished, size, progress)
        unfinished.with_name(f"{unfinished.name}.lock").unlink(missing_ok=True)
        unfinished.replace(size.path)
    return size.path


def copy_of(size: Size, folder: Path) -> Path:
    """A shop to measure on, wholly on the disk: else each commit would wait for its copying."""
    target = folder / size.path.name
    if not target.exists():
        shutil.copyfile(size.path, target)
        with target.open("rb+") as written:
            os.fsync(written.fileno())
    return target


def _stock(path: Path, size: Size, progress: Progress) -> None:
    open_shop(path).close()
    pin_hash = hash_pin(PIN)
    with engine_for(path, KEY).connect() as connection:
        with connection.begin():
            put_staff(connection, CASHIER, pin_hash)
        _put_goods(connection, size.items, progress)
        done = 0
        for page in pages(size.people, 1, CHUNK):
            with connection.begin():
                fills.apply(connection, cached(page))
            progress("people", done := done + len(page), size.people)
        checkpoint(connection, "TRUNCATE")


_INSERT: Final = (
    f"INSERT INTO item({', '.join(Good._fields)}) VALUES ({', '.join('?' * len(Good._fields))})"
)


def _put_goods(connection: Connection, count: int, progress: Progress) -> None:
    """The rows that an import makes, without asking of each whether it is known already."""
    words: set[str] = set()
    done = 0
    for batch in _chunks(goods(count)):
        with connection.begin():
            driver_of(connection).executemany(_INSERT, batch)
        for each in batch:
            words.update(split(f"{each.name} {each.detail}"))
        progress("items", done := done + len(batch), count)
    with connection.begin():
        driver_of(connection).executemany(
            "INSERT INTO item_word VALUES (?)", [(word,) for word in sorted(words)]
        )


def _extend(path: Path, size: Size, progress: Progress) -> None:
    with open_shop(path) as store:
        facts = pattern(store.reader, on_the_shelf(size.items, LINES_OF_A_PAST_SALE))
        store_id = store.meta.store_id
    with engine_for(path, KEY).connect() as connection:
        extend(
            connection,
            store_id,
            facts,
            size.journal,
            lambda done, rows: progress("journal", done, rows),
        )
        checkpoint(connection, "TRUNCATE")


def _chunks(all_of: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(all_of)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
