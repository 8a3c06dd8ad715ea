"""A register of a store that holds some facts: its columns by name, the newest row first."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from store_support.stores import AT, CASHIER, KEY, commit, open_store
from terminal.app.records import RegisterPage
from terminal.domain.facts import Fact
from terminal.domain.identity import StaffId
from terminal.registers import read, register_of
from terminal.store.store import alone

ZONE = ZoneInfo("America/New_York")
PHARMACIST = StaffId("201")
PEOPLE: Mapping[StaffId, str] = MappingProxyType({CASHIER: "A. Rivera", PHARMACIST: "M. Lindqvist"})


def register_page(folder: Path, key: str, *batches: tuple[Fact, ...]) -> RegisterPage:
    """Each batch is committed a day after the one before."""
    path, register = folder / "store.db", register_of(key)
    assert register is not None
    with open_store(path) as store:
        for day, batch in enumerate(batches):
            commit(store, *batch, at=AT + timedelta(days=day))
    first = AT.astimezone(ZONE) - timedelta(days=1)
    with alone(path, KEY, demo=False) as (_, connection):
        return read(connection, register, first, first + timedelta(days=60), PEOPLE)


def register_rows(folder: Path, key: str, *batches: tuple[Fact, ...]) -> list[dict[str, str]]:
    page = register_page(folder, key, *batches)
    return [dict(zip(page.columns, row.cells, strict=True)) for row in page.rows]
