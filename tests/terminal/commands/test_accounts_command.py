"""`rxlane accounts`: by a manager with own PIN, recorded, statements without what was bought."""

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support.stores import AT, CASHIER, commit, open_store
from terminal.app.faults import KnownFault
from terminal.commands import desk
from terminal.commands.cli import app
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId
from terminal.domain.identity import SaleId, StaffId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import Entry
from terminal.domain.money import Money
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tender_kind import TenderKind
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
MANAGER = StaffMember(StaffId("31"), "T. Abara", Role.MANAGER)
CLERK = StaffMember(CASHIER, "A. Rivera", Role.CASHIER)
SECRET = StoreSecret.new()
PIN = "4711"
SALE = SaleId("1-000077")


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(desk, "open_secret", lambda _path, *, demo, new: SECRET)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    with open_store(tmp_path / "store.db", SECRET.database_key()) as store:
        for person in (MANAGER, CLERK):
            put = partial(staff.put_staff, member=person, pin_hash=hash_pin(PIN))
            store.writer.wait(put)
    return tmp_path


def said(lane: Path, *words: str, by: str = "31", status: int = 0) -> str:
    ended = CliRunner().invoke(
        app,
        ["accounts", *words, "--by", by, "--pin-stdin", "--folder", str(lane)],
        input=f"{PIN}\n",
        env={"COLUMNS": "300"},
    )
    assert ended.exit_code == status, ended.output
    return ended.output


def facts(lane: Path, kind: type[f.Fact]) -> list[f.Fact]:
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        found = [each.fact for each in journal.all_facts(connection)]
    return [each for each in found if isinstance(each, kind)]


def buy(lane: Path, cents: int, account: str = "1001") -> None:
    money = Money(cents)
    entries = ((Entry.ACCOUNT, account), (Entry.BUYER, "A. Example"))
    used = Buckets(none=money)
    with open_store(lane / "store.db", SECRET.database_key()) as store:
        taken = f.KeyedTenderTaken(
            SALE, TenderId(1), TenderKind.HOUSE, money, money, Money(0), used, entries
        )
        commit(store, taken, at=AT)


def opened(lane: Path) -> None:
    said(lane, "open", "1001", "Sample Care Home", "--limit", "50", "--buyer", "A. Example")


def test_an_account_is_opened_by_a_manager_and_recorded(lane: Path) -> None:
    assert "Account 1001 is open, with a limit of 0.00." in said(
        lane, "open", "1001", "Sample Care Home"
    )
    home = Account(AccountId("1001"), "Sample Care Home")
    assert facts(lane, f.AccountOpened) == [f.AccountOpened(home)]
    assert "There is an account 1001" in said(lane, "open", "1001", "Other", status=1)
    assert "may not do that" in said(lane, "open", "7", "X", by=CASHIER, status=1)
    assert facts(lane, f.AccountOpened) == [f.AccountOpened(home)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("open", "1 2", "X"), "That is no account number"),
        (("open", "7", "X", "--limit", "lots"), "That is not an amount"),
        (("open", "7", "X", "--limit=-1"), "The account cannot be like that"),
        (("open", "7", "X", "--limit", "999999999"), "The account cannot be like that"),
        (("open", "7", "X", "--limit", "123456789012345"), "That is not an amount"),
        (("open", "7", " "), "The account cannot be like that"),
        (("open", "7", "X", "--master", "8"), "There is no account 8"),
        (("change", "7", "--reason", "why", "--hold"), "There is no account 7"),
        (("change", "7", "--reason", " "), "A change needs a reason"),
        (("statement", "7"), "Where to?"),
        (("statement", "7", "--pdf", "x.txt"), "has no known ending"),
    ],
)
def test_what_cannot_be_meant_is_refused(lane: Path, words: tuple[str, ...], told: str) -> None:
    assert told in said(lane, *words, status=1)
    assert facts(lane, f.AccountOpened) == []


def test_terms_change_for_a_reason(lane: Path) -> None:
    opened(lane)
    said(lane, "change", "1001", "--limit", "80", "--hold", "--reason", "late")
    said(lane, "change", "1001", "--release", "--buyer", "B. Example", "--reason", "paid")
    assert "Nothing was changed." in said(lane, "change", "1001", "--reason", "none")
    (held, free) = facts(lane, f.AccountChanged)
    assert isinstance(held, f.AccountChanged)
    assert isinstance(free, f.AccountChanged)
    assert (held.account.limit, held.account.held, held.reason) == (Money(80_00), True, "late")
    assert (free.account.buyers, free.account.held) == (("B. Example",), False)
    assert free.account.limit == Money(80_00)


def test_the_list_says_who_owes_how_much_for_how_long(lane: Path) -> None:
    opened(lane)
    said(lane, "open", "1001-2", "Sample Guest", "--master", "1001")
    assert "is a sub-account itself" in said(lane, "open", "9", "X", "--master", "1001-2", status=1)
    buy(lane, 60_00, "1001-2")
    shown = said(lane, "list")
    assert "60.00" in shown
    assert "over its limit" in shown
    assert "of 1001" in shown
    said(lane, "change", "1001", "--hold", "--reason", "late")
    assert "on hold" in said(lane, "list")


def test_a_statement_names_amounts_and_tickets(lane: Path) -> None:
    opened(lane)
    buy(lane, 12_00)
    pdf, csv = lane / "1001.pdf", lane / "1001.csv"
    days = ("--since", "2026-03-01", "--until", "2026-03-31")
    said(lane, "statement", "1001", *days, "--pdf", str(pdf), "--csv", str(csv))
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert csv.read_text().splitlines() == [
        "date,account,ticket,charge,payment,balance",
        "03/01/2026,,brought forward,,,0.00",
        "03/07/2026,1001,1-000077,12.00,,12.00",
    ]
    later = ("--since", "2026-04-01", "--until", "2026-04-30")
    said(lane, "statement", "1001", *later, "--csv", str(csv))
    assert csv.read_text().splitlines()[1:] == ["04/01/2026,,brought forward,,,12.00"]
    assert facts(lane, f.RecordsRead) == [f.RecordsRead("statement 1001", 1)] * 2


def test_a_statement_is_of_the_account_that_pays(lane: Path) -> None:
    opened(lane)
    said(lane, "open", "1001-2", "Sample Guest", "--master", "1001")
    csv = ("--csv", str(lane / "x.csv"))
    assert "1001 pays" in said(lane, "statement", "1001-2", *csv, status=1)
    wrong = ("--since", "2026-04-02", "--until", "2026-04-01")
    assert "wrong way round" in said(lane, "statement", "1001", *wrong, *csv, status=1)


@pytest.mark.parametrize(
    "words",
    [
        ("open", "1001", "Sample Care Home"),
        ("change", "1001", "--reason", "asked"),
        ("list",),
        ("statement", "1001", "--pdf", "out.pdf"),
    ],
)
def test_each_command_looks_for_the_demos_store_when_the_demo_is_meant(
    lane: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def opened(_path: Path, *, demo: bool, new: bool) -> StoreSecret:
        asked.append(demo)
        raise KnownFault("There is no store here yet", "", "")

    monkeypatch.setattr(desk, "open_secret", opened)
    said(lane, *words, "--demo", status=1)
    assert asked == [True]
