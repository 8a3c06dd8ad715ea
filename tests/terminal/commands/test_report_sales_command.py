"""`rxlane report sales`: an open till's takings are seen at the price of its count."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support.stores import LANE, commit, open_store
from store_support.tickets import ADDED, COMPLETED, OPENED
from terminal.commands import desk
from terminal.commands.cli import app
from terminal.domain.facts import Fact
from terminal.domain.identity import StaffId
from terminal.domain.money import Money
from terminal.domain.staff import Role, StaffMember
from terminal.domain.till import TillBook
from terminal.domain.till_decider import OpenTill, decide_till
from terminal.domain.till_facts import TillOpened, TillTakingsShown
from terminal.store import journal, staff
from terminal.store.store import alone
from terminal.vault.pins import hash_pin
from terminal.vault.secret import StoreSecret

SECRET = StoreSecret.new()
PIN = "4711"
SETTINGS = """
lane = "01"
jurisdiction = "US-TX"
[store]
name = "Elm Street Pharmacy"
address = ["1 Elm Street"]
phone = "615-555-0100"
"""
CLERK = StaffMember(StaffId("11"), "A. Rivera", Role.CASHIER)
PHARMACIST = StaffMember(StaffId("21"), "M. Lindqvist", Role.PHARMACIST)
MANAGER = StaffMember(StaffId("31"), "T. Abara", Role.MANAGER)
DAY = date(2026, 3, 7)


def till_of(holder: StaffMember) -> TillOpened:
    found = decide_till(TillBook(), OpenTill(LANE, holder.id, DAY, (), Money(100_00)))
    assert isinstance(found, TillOpened)
    return found


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(desk, "open_secret", lambda _path, *, demo, new: SECRET)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    return tmp_path


def with_till(lane: Path, holder: StaffMember) -> Path:
    with open_store(lane / "store.db", SECRET.database_key()) as store:
        for person in (CLERK, PHARMACIST, MANAGER):
            store.writer.wait(partial(staff.put_staff, member=person, pin_hash=hash_pin(PIN)))
        commit(store, till_of(holder), OPENED, ADDED, COMPLETED)
    return lane


def report(lane: Path, by: StaffMember, *words: str) -> str:
    days = ("--since", "2026-01-01", "--until", "2026-12-31")
    who = ("--by", by.id, "--pin-stdin", "--folder", str(lane))
    ended = CliRunner().invoke(app, ["report", "sales", *days, *who, *words], input=f"{PIN}\n")
    assert ended.exit_code == 0, ended.output
    return ended.output


def shown(lane: Path) -> list[Fact]:
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        found = [each.fact for each in journal.all_facts(connection)]
    return [each for each in found if isinstance(each, TillTakingsShown)]


def test_an_open_tills_takings_are_left_out_for_who_may_yet_count_it(lane: Path) -> None:
    told = report(with_till(lane, CLERK), PHARMACIST)
    assert "The till of these days is still open" in told
    assert "Sales with tax" not in told
    assert shown(lane) == []


def test_who_asks_for_them_is_recorded_and_sees_them(lane: Path) -> None:
    told = report(with_till(lane, CLERK), PHARMACIST, "--takings")
    assert "Sales with tax" in told
    assert shown(lane) == [TillTakingsShown(till_of(CLERK).till, PHARMACIST.id)]
    assert "Sales with tax" in report(lane, PHARMACIST)
    assert len(shown(lane)) == 1


def test_the_holder_never_sees_them(lane: Path) -> None:
    told = report(with_till(lane, PHARMACIST), PHARMACIST, "--takings")
    assert "Sales with tax" not in told
    assert shown(lane) == []


def test_a_manager_without_a_till_sees_them(lane: Path) -> None:
    assert "Sales with tax" in report(with_till(lane, CLERK), MANAGER)
    assert shown(lane) == []
