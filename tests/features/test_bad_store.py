"""A store that cannot be opened, or written (bad_store.feature)."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import GOODS, Clerk
from features.console import ROOT, Ended, at_console
from features.stand import STORE, Stand
from terminal.app.state import TerminalState
from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.presentation.views import SaleView
from terminal.store.database import PAGE_BYTES
from terminal.store.lock import StoreLock
from terminal.store.staff import all_staff, put_staff
from terminal.store.store import Store, alone
from terminal.vault.faults import KeyringUnusable
from terminal.vault.keyring_door import unusable
from terminal.vault.pins import hash_pin
from terminal.vault.vault import Vault

scenarios("bad_store.feature")
PASSPHRASE = "seven green lanterns over the harbour"
PERSON = StaffMember(StaffId("14"), "J. Doe", Role.CASHIER)
QUESTION = "Passphrase: "
STARTED = {"RXLANE_STARTUP_MARK": "1"}


class NoKeyring:
    """A machine without a keyring."""

    def get(self, name: str) -> str | None:
        raise self._unusable()

    def set(self, name: str, text: str) -> None:
        raise self._unusable()

    def _unusable(self) -> KeyringUnusable:
        return unusable("No keyring runs on this computer.")


@dataclass
class Lane:
    """A real lane's folder, its key, and how the last start of the counter ended."""

    folder: Path
    key: bytes
    backup: Path
    as_it_was: bytes = b""
    ended: Ended | None = None
    held: ExitStack = field(default_factory=ExitStack)

    @property
    def store(self) -> Path:
        return self.folder / STORE

    def start(self, *typed: str) -> None:
        self.as_it_was = self.store.read_bytes()
        answers = [(QUESTION, each) for each in typed]
        folder = str(self.folder)
        self.ended = at_console("counter", "--folder", folder, answers=answers, more=STARTED)


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[Lane]:
    folder = tmp_path / "lane"
    vault = Vault(folder / STORE, demo=False, keyring=NoKeyring())
    key = vault.choose(PASSPHRASE).secret.database_key()
    with Store.open(folder / STORE, key, demo=False, bug=_raise) as store:
        store.writer.wait(lambda each: put_staff(each, PERSON, hash_pin("1414")))
    shutil.copy(ROOT / "resources" / "settings" / "example.toml", folder / "settings.toml")
    made = Lane(folder, key, tmp_path / "backup.db")
    shutil.copy(made.store, made.backup)
    with made.held:
        yield made


def _raise(error: BaseException) -> None:
    raise error


@given("a closed store that is opened with a passphrase")
def closed_store(lane: Lane) -> None:
    assert lane.store.exists()


@given("its file was cut short")
def cut_short(lane: Lane) -> None:
    size = lane.store.stat().st_size
    with lane.store.open("r+b") as file:
        file.truncate(size // 2 // PAGE_BYTES * PAGE_BYTES + 100)


@given("a newer version has written it")
def newer(lane: Lane) -> None:
    with alone(lane.store, lane.key, demo=False) as (_, connection), connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


@given("another process holds it")
def held(lane: Lane) -> None:
    lane.held.enter_context(StoreLock(lane.store))


@when("the other process lets go")
def let_go(lane: Lane) -> None:
    lane.held.close()


@when("the backup is put in its place")
def restored(lane: Lane) -> None:
    shutil.copy(lane.backup, lane.store)


@when("the counter is started")
def started(lane: Lane) -> None:
    lane.start(PASSPHRASE)


@when("the counter is started with a wrong passphrase each time")
def started_wrong(lane: Lane) -> None:
    lane.start(*["not the right sentence"] * 3)


@when("the counter is started with the passphrase mistyped once")
def mistyped(lane: Lane) -> None:
    lane.start("seven green lantern", PASSPHRASE)


@then(parsers.parse('it says "{text}"'))
def it_says(lane: Lane, text: str) -> None:
    assert lane.ended is not None
    assert text in lane.ended.said.replace("\r\n", "\n")
    assert "Traceback" not in lane.ended.said
    assert "lantern" not in lane.ended.said


@then("the start has failed and the store is as it was")
def failed(lane: Lane) -> None:
    assert lane.ended is not None
    assert lane.ended.status == 1
    assert lane.store.read_bytes() == lane.as_it_was


@then("it opens with everything in the store")
def opens(lane: Lane) -> None:
    assert lane.ended is not None
    assert "sign-in page painted" in lane.ended.said, lane.ended.said
    assert lane.ended.status == 0
    with Store.open(lane.store, lane.key, demo=False, bug=_raise) as store:
        assert store.reader.wait(all_staff) == (PERSON,)


# --- a full disk, met in the middle of a ticket


@when("the disk is full")
def full(stand: Stand) -> None:
    """SQLite says SQLITE_FULL at its page limit exactly as at the disk's end."""
    _limit_pages(stand, 1)  # it never goes below the pages that there are


@when("there is room again")
def room(stand: Stand) -> None:
    _limit_pages(stand, 1_000_000)


def _limit_pages(stand: Stand, pages: int) -> None:
    pragma = f"PRAGMA max_page_count = {pages}"
    stand.counter.store.writer.wait(lambda each: each.exec_driver_sql(pragma).close())


@when("the cashier scans until it is told")
def scan_until_told(stand: Stand, clerk: Clerk) -> None:
    """Room inside the file's last pages may still take some lines; each one shown is durable.

    Not with what is scanned next: the same label again at once is not read twice (`gate.py`).
    """
    codes = [GOODS[name] for name in ("ibuprofen", "a chocolate bar")]
    for count in range(200):
        wanted = clerk.lines + 1
        stand.world.scan("]E0", codes[(count + 1) % len(codes)])
        stand.until_true("the scan was taken or refused", partial(_answered, stand, clerk, wanted))
        if stand.state.said is not None:
            return
    raise AssertionError("the disk never was full")


def _answered(stand: Stand, clerk: Clerk, lines: int) -> bool:
    return stand.state.said is not None or clerk.lines == lines


@then("every line that was shown is still there, and none that was not")
def lines_kept(stand: Stand) -> None:
    view = stand.screen.page
    assert isinstance(view, SaleView)
    assert [row.id for row in view.ticket.lines] == _stored_lines(stand)


def _stored_lines(stand: Stand) -> list[str]:
    def lines(state: TerminalState) -> list[str]:
        return [str(line.id) for sale in state.suspended for line in sale.lines]

    return lines(stand.counter._first_state())


@then("every line is in the store after a restart")
def after_restart(stand: Stand) -> None:
    finished = stand.state.finished
    assert finished is not None
    stand.close()
    stand.open()
    with_receipt = stand.counter._first_state()
    assert with_receipt.suspended == ()
    assert stand.journal().good
