"""`rxlane book`: every field of the law, for whoever inspects it."""

import csv
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from typer.testing import CliRunner, Result

from store_support.stores import AT, commit, open_store
from store_support.tickets import ADDED, BOOKED, COMPLETED, OPENED
from terminal.commands.cli import app
from terminal.domain.facts import RecordsRead
from terminal.domain.identity import LineId, StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.registers import read, register_of
from terminal.setup_files import STORE_NAME
from terminal.store import journal
from terminal.store.staff import put_staff
from terminal.store.store import alone
from terminal.vault.pins import hash_pin
from terminal.vault.secret import StoreSecret

READER = StaffMember(StaffId("31"), "M. Lindqvist", Role.PHARMACIST)
CLERK = StaffMember(StaffId("101"), "A. Rivera", Role.CASHIER)
PIN = "4711"


def asked(folder: Path, by: StaffMember, *words: str) -> Result:
    there = ("--by", by.id, "--pin-stdin", "--demo", "--folder", str(folder))
    return CliRunner().invoke(app, ["book", *there, *words], input=f"{PIN}\n")


def printed(folder: Path, *words: str) -> list[dict[str, str]]:
    ended = asked(folder, READER, *words)
    assert ended.exit_code == 0, ended.output
    return list(csv.DictReader(ended.output.splitlines()))


def test_the_book_has_every_field_of_1306_26(tmp_path: Path) -> None:
    secret = StoreSecret.new()
    path = tmp_path / STORE_NAME
    path.with_name(f"{STORE_NAME}.demo-key").write_text(
        f"# the key of a demo\n{secret.to_text()}\n"
    )
    older = replace(BOOKED, line=LineId(2))
    with open_store(path, secret.database_key(), demo=True) as store:
        commit(store, OPENED, ADDED, older, at=AT - timedelta(days=1))
        commit(store, BOOKED, COMPLETED)
        for person in (READER, CLERK):
            store.writer.wait(partial(put_staff, member=person, pin_hash=hash_pin(PIN)))
    (row,) = printed(tmp_path, "--since", "2026-03-07")
    assert len(row.pop("hash")) == 64
    assert row == {
        "date and time": "03/07/2026 09:42 AM",
        "lane": "01",
        "by": "107",
        "drug": "Codeine and guaifenesin syrup",
        "became": "sold",
        "amount": "120 cc",
        "buyer": "Sampleton, Orville",
        "packages": "1",
        "address": "1 Elm Street, Austin TX 78701",
        "born": "",
        "ID number": "",
        "known by": "id scanned",
        "pharmacist": "M. Lindqvist",
        "ticket": "01-000482, line 1",
        "rules": "us-schedule-v@1997-04-24",
        "journal row": "4",
    }
    whole = printed(tmp_path)
    assert [each["ticket"] for each in whole] == ["01-000482, line 2", "01-000482, line 1"]
    assert printed(tmp_path, "--until", "2026-03-05") == []
    assert printed(tmp_path, "--since", "0001-01-01", "--until", "9999-12-31") == whole
    refused = asked(tmp_path, CLERK)
    assert refused.exit_code == 1
    assert "Sampleton" not in refused.output
    with alone(path, secret.database_key(), demo=True) as (_, connection):
        facts = [each.fact for each in journal.all_facts(connection)]
        register = register_of("schedule-v")
        assert register is not None
        at = AT.astimezone(ZoneInfo("America/Chicago"))
        days = timedelta(days=9)
        page = read(connection, register, at - days, at + days, {})
    told = [each for each in facts if isinstance(each, RecordsRead)]
    assert told == [RecordsRead("record book", rows) for rows in (1, 2, 0, 2)]
    counter = [dict(zip(page.columns, each.cells, strict=True)) for each in reversed(page.rows)]
    assert [{name: each[name] for name in page.columns} for each in whole] == counter
