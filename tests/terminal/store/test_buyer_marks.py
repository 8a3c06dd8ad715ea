"""Whoever holds a table, but not the store's key, cannot try out the numbers of documents."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.logged import BUYER as LOGGED
from store_support.logged import DAY, DOCUMENT, PERSON, logged
from store_support.released import FOLDER
from store_support.released import KEY as RELEASED_KEY
from store_support.stores import AT, KEY, commit, open_store
from store_support.tickets import BOOKED, BUYER, OPENED, SALE
from terminal.domain.identity import EMPTY_DIGEST
from terminal.domain.likeness import key_of, letters, signs
from terminal.store import pse
from terminal.store.buyer_marks import Marker
from terminal.store.rebuild import rebuild
from terminal.store.record_book import earlier_sales, marks
from terminal.store.store import Store

LEDGERS = ("pse_purchase", "book_entry")
BEFORE_MARKS = FOLDER / "0012.db"


def explained() -> Iterator[str]:
    """What somebody who guessed the right number or name could compute without a key."""
    for number in (LOGGED.number, BUYER.id_number):
        for text in (number, signs(number), signs(number).upper()):
            yield hashlib.sha256(text.encode()).hexdigest()
            yield key_of("document", text)
    yield from (DOCUMENT, PERSON, BUYER.person, BUYER.document)
    yield key_of("person", letters(BUYER.family), letters(BUYER.given), "1967-07-21")


def cells(connection: Connection) -> set[str]:
    rows = (
        row for table in LEDGERS for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
    )
    return {str(cell) for row in rows for cell in row}


def both_found(store: Store) -> bool:
    sold = store.reader.wait(lambda c: pse.bought(c, DOCUMENT, PERSON, DAY))
    booked = store.reader.wait(lambda c: earlier_sales(c, BUYER.person, BUYER.document, AT))
    return bool(sold) and bool(booked)


def test_no_plain_digest_explains_what_a_ledger_holds(store: Store) -> None:
    commit(store, OPENED, BOOKED, logged(""))
    held = store.reader.wait(cells)
    assert SALE in held
    assert not held & set(explained())
    assert both_found(store)


def test_ledgers_made_again_from_facts_of_earlier_versions_are_marked_too(store: Store) -> None:
    assert BOOKED.document == BUYER.document, "an entry as it was made before"
    commit(store, OPENED, BOOKED, logged(""))
    before = store.reader.wait(cells)
    store.writer.wait(rebuild)
    assert store.reader.wait(cells) == before
    assert both_found(store)


def test_an_upgrade_forgets_no_purchase_and_leaves_no_plain_digest(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    shutil.copy(BEFORE_MARKS, path)
    with open_store(path, RELEASED_KEY) as store:
        migrated = store.reader.wait(cells)
        assert not migrated & set(explained())
        assert both_found(store)
        store.writer.wait(rebuild)
        assert store.reader.wait(cells) == migrated, "as the facts would make them"


def test_an_entry_of_the_book_names_its_buyer_by_marks(store: Store) -> None:
    found = store.reader.wait(lambda c: marks(c, BUYER.person, BUYER.document))
    assert not {found.person, found.document} & set(explained())
    nobody = store.reader.wait(lambda c: marks(c, BUYER.person, EMPTY_DIGEST))
    assert nobody.document == EMPTY_DIGEST, "an entry without a number is not everybody's"


def test_a_mark_depends_on_the_store_and_stays_what_it_is() -> None:
    here, there = Marker(KEY), Marker(RELEASED_KEY)
    mark = here(DOCUMENT)
    assert mark != there(DOCUMENT)
    assert here(mark) == mark == there(mark)
    with pytest.raises(AssertionError):
        here("S881234567")
