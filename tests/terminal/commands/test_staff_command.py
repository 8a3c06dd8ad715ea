"""`rxlane staff`: a manager lets people in and out, each time as a fact; there is always one."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support.stores import AT, CASHIER, commit, open_store
from terminal.commands import desk
from terminal.commands import staff as command
from terminal.commands.cli import app
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.identity import LaneId, StaffId
from terminal.domain.money import Money
from terminal.domain.staff import Role, StaffMember
from terminal.domain.till import till_id
from terminal.store import journal, staff
from terminal.store.store import alone
from terminal.vault.pins import hash_pin
from terminal.vault.secret import StoreSecret

SETTINGS = """
lane = "1"
jurisdiction = "US-TX"
[store]
name = "Elm Street Pharmacy"
address = ["1 Elm Street"]
phone = "615-555-0100"
"""
SECRET = StoreSecret.new()
MANAGER = StaffMember(StaffId("31"), "T. Abara", Role.MANAGER)
CLERK = StaffMember(CASHIER, "A. [Rivera]", Role.CASHIER)
PIN, NEW = "4711", "7351"


@pytest.fixture
def new_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (command, desk):
        monkeypatch.setattr(module, "open_secret", lambda _path, **_: SECRET)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture
def lane(new_store: Path) -> Path:
    with open_store(new_store / "store.db", SECRET.database_key()) as store:
        for person in (MANAGER, CLERK):
            store.writer.wait(partial(staff.put_staff, member=person, pin_hash=hash_pin(PIN)))
    return new_store


def run(lane: Path, *words: str, typed: str = "", status: int = 0) -> str:
    words = ("staff", *words, "--folder", str(lane))
    ended = CliRunner().invoke(app, words, input=typed, env={"COLUMNS": "200"})
    assert ended.exit_code == status, ended.output
    assert PIN not in ended.output
    assert NEW not in ended.output
    return ended.output


def said(lane: Path, *words: str, by: str = "31", pin: str = PIN, status: int = 0) -> str:
    typed = f"{pin}\n{NEW}\n{NEW}\n"
    return run(lane, *words, "--by", by, "--pin-stdin", typed=typed, status=status)


KINDS = (f.StaffAdmitted, f.StaffTrained, f.StaffDismissed)


def recorded(lane: Path) -> list[f.Fact]:
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        found = [each.fact for each in journal.all_facts(connection)]
    return [each for each in found if isinstance(each, KINDS)]


def may_sign_in(lane: Path, number: str) -> bool:
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        return staff.credentials(connection, StaffId(number)) is not None


def test_whoever_sets_the_store_up_lets_the_first_manager_in(new_store: Path) -> None:
    words = ("add", "31", "T. Abara", "--role", "manager")
    assert "may sign in with number 31 as manager" in run(
        new_store, *words, typed=f"{PIN}\n{PIN}\n"
    )
    told = run(new_store, "add", "32", "P. Imani", "--role", "manager", typed=PIN, status=1)
    assert "A manager lets people in" in told
    assert "--by" in told
    assert not may_sign_in(new_store, "32")


def test_a_manager_lets_people_in_and_it_is_a_fact(lane: Path) -> None:
    told = said(lane, "add", "14", "J. Doe", "--role", "pharmacist")
    assert "J. Doe may sign in with number 14 as pharmacist" in told
    assert recorded(lane) == [f.StaffAdmitted(StaffId("14"), "J. Doe", Role.PHARMACIST)]
    assert "may not do that" in said(
        lane, "add", "15", "X. Y", "--role", "manager", by=CASHIER, status=1
    )
    told = said(lane, "add", "15", "X. Y", "--role", "manager", pin="0000", status=1)
    assert "The number or the PIN is wrong" in told
    assert not may_sign_in(lane, "15")


def test_who_leaves_signs_in_no_more(lane: Path) -> None:
    assert "signs in no more" in said(lane, "remove", CASHIER)
    assert not may_sign_in(lane, CASHIER)
    assert recorded(lane) == [f.StaffDismissed(CASHIER)]
    assert f"Nobody has the number {CASHIER}" in said(lane, "remove", CASHIER, status=1)


def test_an_open_till_of_who_leaves_is_told(lane: Path) -> None:
    number = till_id(LaneId("1"), 1)
    opened = t.TillOpened(number, 1, LaneId("1"), CASHIER, AT.date(), Money(0), (), None)
    with open_store(lane / "store.db", SECRET.database_key()) as store:
        commit(store, opened, at=AT)
    assert "Their till is open" in said(lane, "remove", CASHIER)


@pytest.mark.parametrize(
    "words", [("remove", "31"), ("add", "31", "T. Abara", "--role", "pharmacist")]
)
def test_the_last_manager_stays_one(lane: Path, words: tuple[str, ...]) -> None:
    assert "The last manager stays" in said(lane, *words, status=1)
    assert recorded(lane) == []
    said(lane, "add", "32", "P. Imani", "--role", "manager")
    said(lane, *words)


def test_the_list_says_who_may_sign_in(lane: Path) -> None:
    said(lane, "train", CASHIER, "--until", "06/30/2099")
    told = said(lane, "list")
    assert "T. Abara" in told
    (row,) = (line for line in told.splitlines() if CASHIER in line)
    assert "A. [Rivera]" in row
    assert "cashier" in row
    assert "2099-06-30" in row


@pytest.mark.parametrize("day", ["2099-06-30", "06/30/2099"])
def test_a_training_is_taken_with_its_last_day_written_either_way(lane: Path, day: str) -> None:
    assert "is trained until 2099-06-30" in said(lane, "train", CASHIER, "--until", day)
    (trained,) = recorded(lane)
    assert isinstance(trained, f.StaffTrained)


def test_a_training_that_is_over_or_of_nobody_is_refused(lane: Path) -> None:
    today = command._today()
    assert "is trained until" in said(lane, "train", CASHIER, "--until", str(today))
    yesterday = str(today - timedelta(days=1))
    assert "That day is over" in said(lane, "train", CASHIER, "--until", yesterday, status=1)
    assert "Nobody has the number 99" in said(lane, "train", "99", "--until", str(today), status=1)


@pytest.mark.parametrize("day", ["1990-07-14", "07/14/1990"])
def test_a_birth_date_is_taken_in_either_way(lane: Path, day: str) -> None:
    words = ("add", CASHIER, "A. Rivera", "--role", "cashier", "--born", day)
    assert "may sign in" in said(lane, *words)


@pytest.mark.parametrize("day", ["14/07/1990", "1990", "2990-07-14"])
def test_what_is_no_birth_date_is_refused(lane: Path, day: str) -> None:
    words = ("add", CASHIER, "A. Rivera", "--role", "cashier", "--born", day)
    assert "That is no birth date" in said(lane, *words, status=1)
