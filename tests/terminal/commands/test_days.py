"""Days on the command line: written in either way, and a training that is over is refused."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support.stores import CASHIER, open_store
from terminal.commands import staff as command
from terminal.commands.cli import app
from terminal.domain.staff import Role, StaffMember
from terminal.store import staff
from terminal.vault.pins import hash_pin
from terminal.vault.secret import StoreSecret

SECRET = StoreSecret.new()
CLERK = StaffMember(CASHIER, "A. Rivera", Role.CASHIER)


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "open_secret", lambda _path, **_: SECRET)
    with open_store(tmp_path / "store.db", SECRET.database_key()) as store:
        store.writer.wait(lambda each: staff.put_staff(each, CLERK, hash_pin("4711")))
    return tmp_path


def said(lane: Path, *words: str, status: int = 0) -> str:
    ended = CliRunner().invoke(app, [*words, "--folder", str(lane)], input="4711\n4711\n")
    assert ended.exit_code == status, ended.output
    return ended.output


@pytest.mark.parametrize("day", ["2099-06-30", "06/30/2099"])
def test_a_training_is_taken_with_its_last_day_written_either_way(lane: Path, day: str) -> None:
    told = said(lane, "staff", "train", CASHIER, "--until", day)
    assert "A. Rivera is trained until 2099-06-30" in told


def test_a_training_that_is_over_is_refused(lane: Path) -> None:
    today = command._today()
    assert "is trained until" in said(lane, "staff", "train", CASHIER, "--until", str(today))
    yesterday = str(today - timedelta(days=1))
    told = said(lane, "staff", "train", CASHIER, "--until", yesterday, status=1)
    assert "That day is over" in told


@pytest.mark.parametrize("day", ["1990-07-14", "07/14/1990"])
def test_a_birth_date_is_taken_in_either_way(lane: Path, day: str) -> None:
    words = ("staff", "add", CASHIER, "A. Rivera", "--role", "cashier", "--born", day)
    assert "may sign in" in said(lane, *words)


@pytest.mark.parametrize("day", ["14/07/1990", "1990", "2990-07-14"])
def test_what_is_no_birth_date_is_refused(lane: Path, day: str) -> None:
    words = ("staff", "add", CASHIER, "A. Rivera", "--role", "cashier", "--born", day)
    assert "That is no birth date" in said(lane, *words, status=1)


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "add"),
        ("staff", "train"),
        ("book",),
        ("report", "waivers"),
        ("rules", "list"),
        ("rules", "explain"),
        ("records", "show"),
    ],
)
def test_the_help_of_each_command_says_how_a_day_is_written(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output
    days = [row for row in told.splitlines() if re.search(r"\bDAY\b", row)]
    assert days
    assert all("2026-01-31 or 01/31/2026" in row for row in days)


def test_a_day_is_read_alike_in_both_ways(tmp_path: Path) -> None:
    rows = [
        CliRunner().invoke(
            app,
            ["rules", "list", "--state", "nc", "--on", day, "--folder", str(tmp_path)],
        )
        for day in ("2012-02-29", "02/29/2012")
    ]
    assert rows[0].exit_code == 0
    assert rows[0].output == rows[1].output
