"""`rxlane receipt`: a copy for whoever has a number and a PIN, and a record that it was made."""

from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support import tickets as t
from store_support.stores import AT, CASHIER, commit, open_store
from terminal.commands import desk
from terminal.commands.cli import app
from terminal.domain import facts as f
from terminal.domain.identity import LaneId, LineId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.money import ZERO, Money
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax import NO_TAX
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
CLERK = StaffMember(CASHIER, "A. Rivera", Role.CASHIER)
SECRET = StoreSecret.new()
PIN = "4711"
SOLD, VOIDED = SaleId("1-000482"), SaleId("1-000483")


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(desk, "open_secret", lambda _path, *, demo, new: SECRET)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    with open_store(tmp_path / "store.db", SECRET.database_key()) as store:
        put = partial(staff.put_staff, member=CLERK, pin_hash=hash_pin(PIN))
        store.writer.wait(put)
        money = Money(2349)
        for fact in (
            f.SaleOpened(SOLD, 482, LaneId("1"), CASHIER),
            f.ItemAdded(SOLD, LineId(1), t.IBUPROFEN, 1, Money(849), NO_TAX, t.ADDED.entry),
            f.FillAdded(SOLD, LineId(2), t.READY, Money(1500), NO_TAX, t.ADDED.entry),
            f.CashTaken(SOLD, TenderId(1), money, money, ZERO, ZERO, Buckets(rx=money)),
            f.SaleCompleted(SOLD, money, ZERO, money, Money(1500), ZERO),
            f.SaleOpened(VOIDED, 483, LaneId("1"), CASHIER),
            f.SaleAbandoned(VOIDED, "left"),
        ):
            commit(store, fact, at=AT)
    return tmp_path


def said(lane: Path, *words: str, status: int = 0) -> str:
    ended = CliRunner().invoke(
        app,
        ["receipt", *words, "--by", CASHIER, "--pin-stdin", "--folder", str(lane)],
        input=f"{PIN}\n",
        env={"COLUMNS": "300"},
    )
    assert ended.exit_code == status, ended.output
    return ended.output


def test_a_copy_on_the_console_says_that_it_is_one(lane: Path) -> None:
    text = said(lane, "1-000482")
    assert "*** COPY ***" in text
    assert "RX 6012345 COPAY" in text
    assert "Lisinopril" not in text


def test_in_spanish_with_the_medicine_named_when_the_patient_asks(lane: Path) -> None:
    text = said(lane, "482", "--lang", "es", "--medicines")
    assert "*** COPIA ***" in text
    assert "RECETA 6012345 COPAGO" in text
    assert "Lisinopril" in text


def test_a_gift_receipt_names_the_goods_alone(lane: Path) -> None:
    text = said(lane, "1-000482", "--gift")
    assert "Ibuprofen" in text
    assert "8.49" not in text
    assert "6012345" not in text


@pytest.mark.usefixtures("qapp")
def test_files_of_both_kinds_are_written(lane: Path) -> None:
    pdf, png = lane / "copy.pdf", lane / "copy.png"
    said(lane, "1-000482", "--pdf", str(pdf), "--png", str(png))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert png.read_bytes().startswith(b"\x89PNG")


def test_it_is_recorded_that_a_copy_was_made(lane: Path) -> None:
    said(lane, "1-000482")
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        found = [each.fact for each in journal.all_facts(connection)]
    assert found[-1] == f.RecordsRead("receipt 1-000482", 1)


@pytest.mark.parametrize(
    ("ticket", "words"),
    [
        ("1-000483", "It was voided"),
        ("1-000484", "Is it a ticket of this store?"),
        ("2-000482", "Is it a ticket of this store?"),
        ("23.49", "is no ticket number"),
        ("abc", "is no ticket number"),
    ],
)
def test_what_has_no_receipt_is_said_in_words(lane: Path, ticket: str, words: str) -> None:
    assert words in said(lane, ticket, status=1)
