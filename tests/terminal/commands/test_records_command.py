"""`rxlane records`: by a person with own number and PIN, recorded, whole files, agreed removals."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_support.stores import AT, CASHIER, commit, open_store
from store_support.tickets import HANDED_OVER, OPENED, READY
from terminal.commands import desk
from terminal.commands.cli import app
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.prescription import FillKey, FillStatus
from terminal.domain.staff import Role, StaffMember
from terminal.store import fills, journal, staff
from terminal.store.fills import FillUpdate
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
YEARS_AGO = AT - timedelta(days=366 * 12)


@pytest.fixture
def lane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with an old look at a record, and a pickup of the last days."""

    def known(_path: Path, *, demo: bool, new: bool) -> StoreSecret:
        assert (demo, new) == (False, False)
        return SECRET

    monkeypatch.setattr(desk, "open_secret", known)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    with open_store(tmp_path / "store.db", SECRET.database_key()) as store:
        for person in (MANAGER, CLERK):
            put = partial(staff.put_staff, member=person, pin_hash=hash_pin(PIN))
            store.writer.wait(put)
        commit(store, f.PatientViewed(READY.patient.id), at=YEARS_AGO)
        commit(store, OPENED, HANDED_OVER)
    return tmp_path


def said(lane: Path, *words: str, pin: str = PIN, status: int = 0, more: str = "") -> str:
    how = {"COLUMNS": "300"}
    ended = CliRunner().invoke(
        app,
        ["records", *words, "--pin-stdin", "--folder", str(lane)],
        input=f"{pin}\n{more}",
        env=how,
    )
    assert ended.exit_code == status, ended.output
    return ended.output


def facts(lane: Path) -> list[f.Fact]:
    """What was recorded, but for who signed in: each command does."""
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        found = [each.fact for each in journal.all_facts(connection)]
    return [each for each in found if not isinstance(each, f.SignedIn)]


DAYS = ("--since", "2026-03-01", "--until", "2026-03-31")


def test_the_registers_have_names() -> None:
    ended = CliRunner().invoke(app, ["records", "list"])
    assert "signatures" in ended.output
    assert "Counselling log" in ended.output


def test_a_register_is_shown_to_who_may_and_that_is_recorded(lane: Path) -> None:
    shown = said(lane, "show", "pickups", "--by", "31", *DAYS)
    assert "6012345-02" in shown
    assert facts(lane)[-1] == f.RecordsRead("pickups", 1)


def test_a_register_goes_to_files_with_every_row(lane: Path) -> None:
    pdf, csv = lane / "log.pdf", lane / "log.csv"
    files = ("--pdf", str(pdf), "--csv", str(csv))
    said(lane, "show", "pickups", "--by", "31", *DAYS, *files)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert "6012345-02" in csv.read_text()


def test_a_cashier_may_not_and_a_wrong_pin_counts(lane: Path) -> None:
    assert "A. Rivera may not do that" in said(lane, "show", "pickups", "--by", "107", status=1)
    refused = said(lane, "show", "pickups", "--by", "31", pin="0000", status=1)
    assert "The number or the PIN is wrong" in refused
    assert facts(lane)[-1] == f.SignInFailed(MANAGER.id, 1)
    assert "The number or the PIN is wrong" in said(lane, "show", "pickups", "--by", "9", status=1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "nothing"), "There is no register nothing"),
        (("show", "pickups", "--csv", "log.doc"), "has no known ending"),
        (("show", "pickups", "--since", "2026-03-09", "--until", "2026-03-01"), "wrong way round"),
        (("audit",), "No file was named"),
        (("hold", "6012345", "--reason", " "), "A hold needs a reason"),
        (("hold", "garbage", "--reason", "audit"), "garbage is no prescription number"),
        (("hold", "6012345", "--reason", "over", "--lift"), "There is no hold on 6012345"),
    ],
)
def test_what_cannot_be_meant_is_refused(lane: Path, words: tuple[str, ...], told: str) -> None:
    assert told in said(lane, *words, "--by", "31", status=1)


def test_the_audit_pack_says_what_is_not_proved_and_that_the_chain_is_whole(lane: Path) -> None:
    numbers, pack = lane / "list.txt", lane / "pack.csv"
    numbers.write_text("6012345-02\n9999999\n")
    files = ("--csv", str(pack), "--pdf", str(lane / "pack.pdf"))
    told = said(lane, "audit", str(numbers), "--by", "31", *files, status=2)
    assert "1 pickup, 2 not proved" in told
    first, second, third = pack.read_text().splitlines()[1:]
    assert first.startswith("6012345-02,handed out")
    assert second.startswith('9999999,"never handed out')
    assert third.startswith("6012345-02,03/07/2026")
    assert (lane / "pack.pdf").stat().st_size > 1_000
    assert facts(lane)[-1] == f.RecordsRead("audit pack", 1)


def test_an_empty_list_is_refused(lane: Path) -> None:
    (lane / "list.txt").write_text(" ,")
    words = ("audit", str(lane / "list.txt"), "--by", "31", "--csv", str(lane / "x.csv"))
    assert "The list is empty" in said(lane, *words, status=1)


def test_a_list_may_be_what_windows_calls_unicode_text(lane: Path) -> None:
    numbers = lane / "list.txt"
    numbers.write_text("9999999\n", encoding="utf-16")
    words = ("audit", str(numbers), "--by", "31", "--csv", str(lane / "x.csv"))
    assert "0 pickups, 1 not proved" in said(lane, *words, status=2)


def test_a_list_that_is_no_text_is_refused_in_words(lane: Path) -> None:
    (lane / "list.txt").write_bytes(bytes(range(256)))
    words = ("audit", str(lane / "list.txt"), "--by", "31", "--csv", str(lane / "x.csv"))
    assert "This file is not text" in said(lane, *words, status=1)


def test_nothing_is_removed_by_a_dry_run_or_without_a_yes(lane: Path) -> None:
    before = len(facts(lane))
    for words, more in ((("--dry-run",), ""), ((), "n\n")):
        told = said(lane, "purge", "--by", "31", *words, more=more)
        assert "1 record of before" in told
        assert "Nothing was removed." in told
    assert len(facts(lane)) == before


def test_what_was_agreed_to_goes_with_its_proof(lane: Path) -> None:
    told = said(lane, "purge", "--by", "31", more="y\n")
    assert "1 removed; the journal is whole" in told
    (proof,) = (each for each in facts(lane) if isinstance(each, f.BodiesRemoved))
    assert (proof.record, proof.count, proof.rules) == (
        "privacy",
        1,
        ("us-keep-privacy@2003-04-14",),
    )


def test_fills_that_were_over_long_ago_are_told_and_forgotten(lane: Path) -> None:
    with open_store(lane / "store.db", SECRET.database_key()) as store:
        sold = replace(READY, key=FillKey(READY.key.rx, 1), status=FillStatus.SOLD)
        old = FillUpdate(sold, YEARS_AGO)
        store.writer.wait(lambda c: fills.apply(c, [old, FillUpdate(READY, YEARS_AGO)]))
    asked = said(lane, "purge", "--by", "31", more="n\n")
    assert "cached fills           1 fill over before" in asked
    assert "the content of 1 record, and 1 cached fill, for ever?" in asked
    told = said(lane, "purge", "--by", "31", "--yes")
    assert "1 removed; the journal is whole" in told
    assert "1 fill was forgotten" in told
    with alone(lane / "store.db", SECRET.database_key(), demo=False) as (_, connection):
        left = fills.of_prescription(connection, READY.key.rx)
    assert [each.fill.key for each in left] == [READY.key]
    assert "0 fills over before" in said(lane, "purge", "--by", "31", "--dry-run")


def test_a_hold_keeps_all_until_it_is_lifted(lane: Path) -> None:
    assert "everything was placed" in said(lane, "hold", "--by", "31", "--reason", "a lawsuit")
    assert "Everything is held" in said(lane, "purge", "--by", "31", "--yes")
    said(lane, "hold", "--by", "31", "--reason", "settled", "--lift")
    assert "1 removed" in said(lane, "purge", "--by", "31", "--yes")


def test_a_held_prescription_is_named(lane: Path) -> None:
    said(lane, "hold", "6012345", "--by", "31", "--reason", "audit")
    assert "Held prescriptions: 6012345" in said(lane, "purge", "--by", "31", "--dry-run")


def test_a_label_with_its_fill_holds_the_prescription(lane: Path) -> None:
    said(lane, "hold", "6012345-02", "--by", "31", "--reason", "audit")
    assert facts(lane)[-1] == f.HoldPlaced("6012345", "audit")
    said(lane, "hold", "6012345-02", "--by", "31", "--reason", "over", "--lift")
    assert facts(lane)[-1] == f.HoldLifted("6012345", "over")


def test_an_unknown_prescription_is_held_only_on_purpose(lane: Path) -> None:
    words = ("hold", "9999999", "--by", "31", "--reason", "audit")
    before = len(facts(lane))
    asked = said(lane, *words, more="n\n")
    assert "This store knows no prescription 9999999." in asked
    assert "Nothing was held." in asked
    assert len(facts(lane)) == before
    assert "was placed" in said(lane, *words, more="y\n")
    assert "knows no" not in said(lane, *words, "--yes")
    assert facts(lane)[-1] == f.HoldPlaced("9999999", "audit")


@pytest.mark.parametrize(("columns", "as_lines"), [("300", False), ("40", True)])
def test_a_record_whose_row_does_not_fit_is_shown_as_lines(
    lane: Path, columns: str, *, as_lines: bool
) -> None:
    ended = CliRunner().invoke(
        app,
        ["records", "show", "pickups", "--by", "31", *DAYS, "--pin-stdin", "--folder", str(lane)],
        input=f"{PIN}\n",
        env={"COLUMNS": columns},
    )
    assert ended.exit_code == 0, ended.output
    alone_in_line = [row for row in ended.output.splitlines() if row.endswith(": 6012345-02")]
    assert bool(alone_in_line) is as_lines
    assert "6012345-02" in ended.output
