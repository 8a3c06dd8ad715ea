"""Every released schema opens in this program; a backup that was proved comes before any change."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store_support.released import FOLDER, JOURNAL, KEY
from store_support.stores import commit, open_store
from store_support.tickets import COMPLETED, READY, SALE
from terminal.paths import resource_root
from terminal.store import fills, journal, migrate, staff
from terminal.store.database import check_every_page, engine_for
from terminal.store.recovery import load_recovery
from terminal.store.search import search_items
from terminal.store.store import Store, alone
from terminal.store.tables import SCHEMA, metadata

RELEASED = sorted(FOLDER.glob("*.db"))


@pytest.fixture(params=RELEASED, ids=lambda file: file.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    shutil.copy(request.param, path)
    return path


def check(store: Store) -> None:
    """The open ticket, its charge, its pickup, the people and the shelf are all there."""
    assert store.reader.wait(lambda c: journal.verify(c, store.meta.store_id)).good
    recovered = store.reader.wait(load_recovery)
    (sale,) = recovered.sales
    assert tuple(row.fact for row in sale.facts) == JOURNAL
    assert (recovered.attempts, recovered.next_ticket) == ((), 483)
    held = store.reader.wait(lambda c: fills.get(c, READY.key))
    assert held is not None
    assert held.sold_here is not None
    who = store.reader.wait(lambda c: staff.credentials(c, sale.staff))
    assert who is not None
    assert who.failures == 1
    assert len(store.reader.wait(lambda c: search_items(c, "ibu wellm"))) == 1


def test_there_is_a_database_of_the_current_schema() -> None:
    assert SCHEMA in {file.stem for file in RELEASED}


def test_a_released_store_is_upgraded_opened_twice_and_goes_on(released: Path) -> None:
    for _ in range(2):
        with open_store(released, KEY) as store:
            check(store)
    with open_store(released, KEY) as store:
        commit(store, COMPLETED)
        assert store.reader.wait(load_recovery).sales == ()
    with engine_for(released, KEY).connect() as connection:
        check_every_page(connection)


def test_the_program_knows_the_newest_script() -> None:
    scripts = ScriptDirectory(str(resource_root() / migrate.MIGRATIONS))
    assert scripts.get_heads() == [SCHEMA]


def test_the_scripts_make_the_tables_that_the_program_names(path: Path) -> None:
    open_store(path, KEY).close()

    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
        return kind != "table" or not (name or "").startswith("item_fts")

    with alone(path, KEY, demo=False) as (_meta, connection):
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []


# --- the next schema, whatever it will be


_NEXT = """
from alembic import op
revision = "next"
down_revision = "{below}"
def upgrade() -> None:
    op.execute("ALTER TABLE sale ADD COLUMN lane_profile TEXT NOT NULL DEFAULT 'counter'")
    {more}
"""


def with_next_schema(patch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """A program one schema on, with its script beside the released ones."""
    scripts = folder / "migrations"
    shutil.copytree(resource_root() / "migrations", scripts)
    (scripts / "versions" / "next.py").write_text(_NEXT.format(below=SCHEMA, more=more))
    patch.setattr(migrate, "SCHEMA", "next")
    patch.setattr(migrate, "resource_root", lambda: folder)


def schema(path: Path) -> str | None:
    with engine_for(path, KEY).connect() as connection:
        return migrate.schema_of(connection)


def profiles(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT lane_profile FROM sale WHERE id = ?", (SALE,))
    return [row.lane_profile for row in rows]


def test_an_upgrade_leaves_a_backup_that_opens(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schema(released)
    with_next_schema(monkeypatch, tmp_path / "newer")
    with open_store(released, KEY) as store:
        check(store)
        assert store.reader.wait(profiles) == ["counter"]
    (backup,) = tmp_path.glob("*.backup")
    assert backup.name == f"store.{before}.20260307T154205Z.backup"
    assert schema(backup) == before
    monkeypatch.undo()
    with open_store(backup, KEY) as store:
        check(store)


def test_an_upgrade_that_fails_changes_nothing(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schema(released)
    with_next_schema(monkeypatch, tmp_path / "newer", more='op.execute("SELECT no_such_thing")')
    with pytest.raises(Exception, match="no_such_thing"):
        open_store(released, KEY)
    monkeypatch.undo()
    assert schema(released) == before
    with open_store(released, KEY) as store:
        check(store)
