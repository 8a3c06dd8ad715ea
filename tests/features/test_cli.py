"""The program's commands as a person types them: what they say, how they end, what they leave."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest
import sqlcipher3

from features.clerk import Clerk
from features.console import ROOT, at_console, command, piped, surroundings
from features.stand import Stand, leave_key
from terminal.domain.identity import StaffId
from terminal.store import staff
from terminal.store.store import alone
from terminal.vault.secret import StoreSecret

COMMANDS = (
    ("counter",),
    ("catalogue", "import"),
    ("staff", "add"),
    ("journal", "verify"),
    ("report", "waivers"),
    ("report", "sales"),
    ("simulate",),
    ("gallery",),
    ("doctor",),
)
SAMPLE = str(ROOT / "resources" / "catalogue" / "sample.csv")
DEVICES = ("printer", "card-terminal", "scanner", "display", "phms")
PIN = "New PIN of 14, 4 to 12 digits: "
REPEAT = "Repeat for confirmation: "
MANAGER = ("PIN of 31: ", "3131")
HOSTILE = b"""\
gtin,name,price,category,eligibility,source,list_version,restriction,detail
614141101009,Good item,1.25,GENERAL,NONE,NOT_LISTED,,none,first
614141101008,Wrong check digit,1.25,GENERAL,NONE,NOT_LISTED,,none,
614141101078,Free of charge,0.00,GENERAL,NONE,NOT_LISTED,,none,
614141101146,Dear beyond belief,99999999999.99,GENERAL,NONE,NOT_LISTED,,none,
614141101214,Half a cent,1.255,GENERAL,NONE,NOT_LISTED,,none,
614141101009,The first again,2.00,GENERAL,NONE,NOT_LISTED,,none,
614141104154,"An open quote,1.00,GENERAL,NONE,NOT_LISTED,,none,
614141104994,Bell \x07 in the name,1.00,GENERAL,NONE,NOT_LISTED,,none,
614141104994,\xff\xfe not text,1.00,GENERAL,NONE,NOT_LISTED,,none,
614141104994,'; DROP TABLE item; --,1.00,MAGIC,NONE,NOT_LISTED,,none,
"""


def staffed(folder: Path) -> None:
    """A demo store with one person."""
    words = ("staff", "add", "14", "J. Doe", "--role", "cashier", "--demo", "--folder", str(folder))
    ended = at_console(*words, answers=[(PIN, "1414"), (REPEAT, "1414")])
    assert ended.status == 0, ended.said


@pytest.fixture
def demo(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Path:
    """The folder of a closed demo lane."""
    folder = tmp_path / "demo"
    shutil.copytree(prepared, folder)
    leave_key(folder, secret)
    return folder


# --- help, and what is not understood


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    ended = piped(*words, "--help")
    assert ended.status == 0
    assert f"rxlane {' '.join(words)}" in ended.said.split("Example:")[1]


@pytest.mark.parametrize("words", [("sell",), ("counter", "--fast"), ("simulate", "toaster")])
def test_what_is_not_understood_ends_non_zero_and_says_what_is(words: tuple[str, ...]) -> None:
    ended = piped(*words)
    assert ended.status != 0
    assert words[-1] in ended.said
    assert "Traceback" not in ended.said


def test_the_counter_without_settings_says_what_to_do(tmp_path: Path) -> None:
    ended = piped("counter", "--folder", str(tmp_path))
    assert ended.status == 1
    assert "This lane is not set up yet" in ended.said
    assert "example.toml" in ended.said
    assert "rxlane counter --demo" in ended.said
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_is_never_read_from_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(
        (ROOT / "resources" / "settings" / "example.toml").read_bytes()
    )
    ended = piped("counter", "--folder", str(tmp_path), typed="a whole sentence as a passphrase\n")
    assert ended.status == 1
    assert "A passphrase is needed" in ended.said
    assert not (tmp_path / "store.db").exists()


# --- catalogue import


def test_the_sample_is_imported_with_a_progress_bar_for_a_person(tmp_path: Path) -> None:
    staffed(tmp_path)
    words = ("catalogue", "import", SAMPLE, "--demo", "--folder", str(tmp_path))
    watched = at_console(*words)
    assert watched.status == 0
    assert "added, 0 changed, 0 unchanged, 0 refused" in watched.said
    assert "Importing sample.csv" in watched.said
    assert "eligible products of sample-1: " in watched.said
    assert "new to this store" in watched.said
    again = piped(*words)
    assert again.status == 0
    assert " 0 added, 0 changed, " in again.out
    assert "Importing" not in again.said, "no progress bar in a log"
    assert "eligible products" not in again.said, "the list is as old as it was"


def test_a_hostile_file_loses_its_bad_rows_and_nothing_else(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "hostile.csv"
    file.write_bytes(HOSTILE)
    ended = piped("catalogue", "import", str(file), "--demo", "--folder", str(demo))
    assert ended.status == 2
    assert ended.out.startswith("10 rows (rxlane): 0 added, 1 changed, 0 unchanged, 9 refused")
    assert "line 3: its code is no GTIN: wrong length or check digit" in ended.out
    assert "line 10: it is not UTF-8 text" in ended.out
    assert "DROP TABLE" not in ended.out, "a row is never quoted"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "It is empty"),
        (b"some,other,columns\n1,2,3\n", "Its first line has to name the columns"),
        (b"\x1f\x8b\x08\x00broken", "cut short or damaged"),
    ],
)
def test_what_is_no_catalogue_is_refused_whole(
    demo: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(content)
    ended = piped("catalogue", "import", str(file), "--demo", "--folder", str(demo))
    assert ended.status == 1
    assert words in ended.said
    assert "sample.csv" in ended.said, "it says what one looks like"


# --- staff


def test_a_person_is_added_with_a_pin_that_is_not_shown(tmp_path: Path) -> None:
    words = (
        "staff",
        "add",
        "14",
        "J. Doe",
        "--role",
        "manager",
        "--demo",
        "--folder",
        str(tmp_path),
    )
    ended = at_console(*words, answers=[(PIN, "7351"), (REPEAT, "7351")])
    assert ended.status == 0
    assert "J. Doe may sign in with number 14 as manager" in ended.said
    assert "7351" not in ended.said


@pytest.mark.parametrize(
    ("number", "role", "words"),
    [("1", "cashier", "That is no staff number"), ("14", "wizard", "Choose one of: cashier")],
)
def test_a_wrong_number_or_role_is_told_before_the_pin(
    tmp_path: Path, number: str, role: str, words: str
) -> None:
    ended = piped(
        "staff", "add", number, "J. Doe", "--role", role, "--demo", "--folder", str(tmp_path)
    )
    assert ended.status == 1
    assert words in ended.said


# --- journal


@pytest.fixture
def closed_lane(stand: Stand, clerk: Clerk) -> Path:
    """The folder of a demo lane with a ticket in its journal, closed."""
    clerk.sign_in()
    clerk.scan_item("ibuprofen")
    stand.close()
    leave_key(stand.folder, stand.secret)
    return stand.folder


def test_the_journal_of_a_ticket_verifies(closed_lane: Path) -> None:
    ended = piped("journal", "verify", "--demo", "--folder", str(closed_lane))
    assert ended.status == 0
    assert ended.out.startswith("The journal is whole: 4 rows, ")


def test_the_report_of_waived_copays_is_printed(closed_lane: Path) -> None:
    place = ("--by", "31", "--demo", "--folder", str(closed_lane))
    ended = at_console("report", "waivers", *place, answers=[MANAGER])
    assert ended.status == 0, ended.said
    assert "3131" not in ended.said
    ended = piped("report", "waivers", "--pin-stdin", *place, typed="3131\n")
    assert ended.status == 0, ended.said
    assert "Pickups with a copay" in ended.out
    assert "0.00 %" in ended.out
    turned = ("--since", "2026-11-02", "--until", "2026-11-01")
    wrong = piped("report", "waivers", *place, *turned)
    assert wrong.status == 1
    assert "ends before it begins" in wrong.said


def test_the_sales_of_some_days_are_printed_and_written(closed_lane: Path, tmp_path: Path) -> None:
    place = ("--by", "31", "--pin-stdin", "--demo", "--folder", str(closed_lane))
    ended = piped("report", "sales", "--since", "2026-01-01", *place, typed="3131\n")
    assert ended.status == 0, ended.said
    assert "Sales with tax" in ended.out
    files = (tmp_path / "sales.pdf", tmp_path / "sales.csv")
    names = ("--pdf", str(files[0]), "--csv", str(files[1]))
    written = piped("report", "sales", *names, *place, typed="3131\n")
    assert written.status == 0, written.said
    assert files[0].read_bytes().startswith(b"%PDF-")
    assert files[1].read_text("utf-8").startswith("report,name,detail,count,")
    wrong = piped("report", "sales", "--pdf", str(tmp_path / "sales.doc"), *place)
    assert wrong.status == 1
    assert "Use .pdf or .csv" in wrong.said


MONEY_OR_PERSONS = (
    ("report", "sales"),
    ("report", "waivers"),
    ("receipt", "1-000001"),
    ("book",),
    ("pse", "duress"),
    ("records", "show", "pickups"),
    ("records", "purge", "--dry-run"),
)


@pytest.mark.parametrize("words", MONEY_OR_PERSONS, ids=" ".join)
def test_nothing_of_money_or_persons_is_shown_to_nobody(
    words: tuple[str, ...], closed_lane: Path
) -> None:
    """Neither without a number, nor without a console, nor by a PIN on the command line."""
    place = ("--demo", "--folder", str(closed_lane))
    unnamed = piped(*words, *place)
    assert unnamed.status == 2
    assert "--by" in unnamed.said
    unseen = piped(*words, "--by", "31", *place, typed="3131\n")
    assert unseen.status == 1
    assert "A PIN is typed on a console" in unseen.said
    assert unseen.out == ""
    wrong = piped(*words, "--by", "31", "--pin-stdin", *place, typed="0000\n3131\n")
    assert wrong.status == 1
    assert "The number or the PIN is wrong" in wrong.said
    assert wrong.out == ""


@pytest.mark.parametrize("words", [("report", "sales"), ("report", "waivers"), ("book",)])
def test_who_sells_reads_no_reports(words: tuple[str, ...], closed_lane: Path) -> None:
    place = ("--by", "11", "--pin-stdin", "--demo", "--folder", str(closed_lane))
    ended = piped(*words, *place, typed="1111\n")
    assert ended.status == 1
    assert "may not do that" in ended.said
    assert ended.out == ""


def test_wrong_pins_are_counted_with_the_counters_and_a_right_one_ends_the_count(
    closed_lane: Path, secret: StoreSecret
) -> None:
    words = ("report", "sales", "--by", "31", "--pin-stdin", "--demo", "--folder", str(closed_lane))
    for _ in range(2):
        assert "PIN is wrong" in piped(*words, typed="0000\n").said
    assert piped(*words, typed="3131\n").status == 0
    for _ in range(3):
        assert "PIN is wrong" in piped(*words, typed="0000\n").said
    late = piped(*words, typed="3131\n")
    assert late.status == 1
    assert "Too many wrong PINs" in late.said
    with alone(closed_lane / "store.db", secret.database_key(), demo=True) as (_, connection):
        known = staff.credentials(connection, StaffId("31"))
    assert known is not None
    assert known.failures == 3


def test_the_flag_of_scripts_is_refused_at_a_console(closed_lane: Path) -> None:
    place = ("--by", "31", "--pin-stdin", "--demo", "--folder", str(closed_lane))
    ended = at_console("report", "sales", *place)
    assert ended.status == 1
    assert "--pin-stdin is for scripts" in ended.said


def test_a_script_gives_the_pin_before_the_list_of_an_audit(
    closed_lane: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.csv"
    place = ("--by", "31", "--pin-stdin", "--demo", "--folder", str(closed_lane))
    ended = piped("records", "audit", "--csv", str(pack), *place, typed="3131\n6012345\n")
    assert ended.status == 2, ended.said
    assert "6012345" in pack.read_text("utf-8")
    assert "3131" not in pack.read_text("utf-8")


def test_a_changed_row_is_found_and_named(closed_lane: Path, secret: StoreSecret) -> None:
    """Somebody with the key and a database tool makes an item cheaper."""
    connection = sqlcipher3.connect(str(closed_lane / "store.db"))
    connection.execute(f"PRAGMA key = \"x'{secret.database_key().hex()}'\"")
    connection.execute("DROP TRIGGER journal_is_never_edited")
    ((row, body),) = connection.execute("SELECT seq, body FROM journal WHERE name = 'ItemAdded'")
    assert b"849" in body
    cheaper = body.replace(b"849", b"149")
    connection.execute("UPDATE journal SET body = ? WHERE seq = ?", (cheaper, row))
    connection.commit()
    connection.close()
    ended = piped("journal", "verify", "--demo", "--folder", str(closed_lane))
    assert ended.status == 1
    assert f"ournal row {row}" in ended.said or f"at row {row}" in ended.said
    assert "call support" in ended.said


# --- the demo


def test_the_registers_and_rules_of_the_demo_are_asked_for_with_demo(demo: Path) -> None:
    there = ("--demo", "--folder", str(demo))
    assert "us-tx-" in piped("rules", "list", *there).out
    assert "applies" in piped("rules", "explain", *there).out
    assert "The demo takes no rule files" in piped("rules", "check", *there).out
    shown = at_console("records", "show", "pickups", "--by", "31", *there, answers=[MANAGER])
    assert shown.status == 0, shown.said
    assert "Pickups" in shown.said


def test_the_scripted_ticket_refuses_a_folder_it_would_not_use(tmp_path: Path) -> None:
    for words in (("--scripted",), ()):  # without a display a demo is scripted too
        ended = piped("counter", "--demo", *words, "--folder", str(tmp_path))
        assert ended.status == 1
        assert "plays in a new store of its own" in ended.said
    assert list(tmp_path.iterdir()) == []


# --- doctor, simulate


def test_what_has_a_console_is_named_where_the_phms_refuses_one(tmp_path: Path) -> None:
    ended = piped("simulate", "phms", "--script", str(tmp_path / "script.txt"))
    assert ended.status == 1
    assert "printer, card-terminal, nexo, scanner, display." in ended.said


def test_the_doctor_looks_at_everything(tmp_path: Path) -> None:
    ended = piped("doctor", "--demo", "--folder", str(tmp_path))
    assert ended.status == 0
    for what in ("Python", "Window system", "Database", "Keyring", "Store", "Free disk"):
        assert f"ok    {what}: " in ended.out
    assert "A passphrase is asked for." in ended.out


def test_the_doctor_says_what_is_in_the_way_of_a_sale(tmp_path: Path) -> None:
    ended = piped("doctor", "--folder", str(tmp_path))
    assert ended.status == 1
    assert "LOOK  Settings: This lane is not set up yet" in ended.out
    assert "rxlane counter --demo" in ended.out


@pytest.mark.parametrize("device", DEVICES)
def test_a_simulated_device_says_its_address_and_ends_with_ctrl_c(device: str) -> None:
    program = subprocess.Popen(
        command("simulate", device, "--listen", "tcp://127.0.0.1:0"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=surroundings({"PYTHONUNBUFFERED": "1"}),
    )
    assert program.stdout is not None
    with program.stdout:
        first = program.stdout.readline()
        assert first.startswith(f"{device} at "), first
        assert ":0" not in first.split(" at ")[1].removesuffix("\n")[-2:]
        assert program.stdout.readline().startswith("Ctrl+C ends it.")
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 0


@pytest.mark.parametrize(
    ("device", "kind", "told"),
    [
        ("scanner", "zebra ssi", "on, enabled, ready, AIM not sent"),
        ("scanner", "hid", "on, layout most, labels read: 0"),
        ("scanner", "honeywell host acknowledge", "acknowledge on"),
        ("display", "logic controls", "|" + " " * 20 + "|"),
    ],
)
def test_a_kind_of_device_says_what_belongs_into_the_settings(
    tmp_path: Path, device: str, kind: str, told: str
) -> None:
    link = tmp_path / "device"
    words = ("simulate", device, "--kind", kind, "--listen", f"pty:{link}")
    ended = piped(*words, typed="show\nquit\n")
    assert ended.status == 0
    assert f"{device} at serial:{link}\n" in ended.out
    told_first = f'{device}_kind = "{kind}", and {device} = "serial:{link}" in [devices].'
    assert told_first in ended.out
    assert told in ended.out


@pytest.mark.parametrize(
    ("device", "kind", "known"),
    [
        ("scanner", "keyboard", "honeywell, honeywell host acknowledge, plain, zebra ssi, hid."),
        ("display", "loud", "epson, logic controls."),
        ("card-terminal", "upa", "pax, nexo."),
        ("nexo", "pax", "it has no kinds."),
        ("printer", "hid", "it has no kinds."),
        ("phms", "hid", "it has no kinds."),
    ],
)
def test_a_kind_that_there_is_not_is_told_with_those_that_there_are(
    device: str, kind: str, known: str
) -> None:
    ended = piped("simulate", device, "--kind", kind)
    assert ended.status == 1
    assert f"There is no kind {kind} of {device}" in ended.said
    assert known in ended.said


def test_a_simulated_scanner_reads_labels_from_its_console() -> None:
    ended = piped(
        "simulate",
        "scanner",
        "--listen",
        "tcp://127.0.0.1:0",
        typed="]E0 0614141101009\nscan 0614141101009\nhelp quit\nnonsense\nquit\n",
    )
    assert ended.status == 0
    assert "scanner at tcp://127.0.0.1:" in ended.out
    assert "A label is an AIM identifier such as ]E0" in ended.said
    assert "quit  end it" in ended.out
    assert "There is no command 'nonsense'." in ended.said


def test_a_simulated_device_plays_a_script_and_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "morning.txt"
    script.write_text("# the morning\npaper low\nwait 10ms\ncover open\nshow\nquit\n", "utf-8")
    ended = piped(
        "simulate", "printer", "--listen", f"pty:{tmp_path / 'p'}", "--script", str(script)
    )
    assert ended.status == 0
    assert "on, cover open, paper low" in ended.out


def test_a_script_is_understood_whole_before_anything_is_done(tmp_path: Path) -> None:
    script = tmp_path / "bad.txt"
    script.write_text("paper low\npaper sideways\nwait a bit\n", "utf-8")
    state = tmp_path / "printer.db"
    words = ("simulate", "printer", "--listen", f"pty:{tmp_path / 'p'}", "--state", str(state))
    ended = piped(*words, "--script", str(script))
    assert ended.status == 1
    assert "Line 2: Say it like this: paper ok" in ended.said
    assert "Line 3: Say it like this: wait <time>." in ended.said
    assert "paper ok" in piped(*words, typed="show\nquit\n").out
    assert piped(*words, "--script", str(tmp_path / "none.txt")).status == 1


@pytest.mark.parametrize("device", ["printer", "scanner", "card-terminal"])
@pytest.mark.parametrize("state", ["", "\0garbage", "nowhere/file.db"])
def test_a_state_that_cannot_be_kept_is_told(tmp_path: Path, state: str, device: str) -> None:
    path = tmp_path / "nowhere" / "state.db"
    if "nowhere" not in state:
        path = tmp_path / "state.db"
        path.write_text("a letter, not a state" * 50, "utf-8")
    ended = piped("simulate", device, "--listen", f"pty:{tmp_path / 'p'}", "--state", str(path))
    assert ended.status == 1
    assert "Its state cannot be kept there" in ended.said
    assert "Name another file." in ended.said


def test_the_windows_of_devices_belong_to_the_demo() -> None:
    ended = piped("counter", "--windows")
    assert ended.status == 1
    assert "Add --demo" in ended.said


def test_a_device_without_a_display_is_told_on_the_console_instead(tmp_path: Path) -> None:
    ended = piped("simulate", "printer", "--listen", f"pty:{tmp_path / 'p'}", "--window")
    assert ended.status == 1
    assert "There is no display here" in ended.said
    assert piped("simulate", "phms", "--window").status == 1


def test_a_window_of_a_device_is_shown_and_ended_by_its_console(tmp_path: Path) -> None:
    ended = piped(
        "simulate",
        "display",
        "--listen",
        f"pty:{tmp_path / 'd'}",
        "--window",
        "--dark",
        more={"DISPLAY": ":somewhere"},
        typed="show\nquit\n",
    )
    assert ended.status == 0, ended.said
    assert "|" + " " * 20 + "|" in ended.out


def test_an_address_that_cannot_be_listened_at_is_told() -> None:
    ended = piped("simulate", "printer", "--listen", "carrier-pigeon:")
    assert ended.status == 1
    assert "Use pty: or tcp://127.0.0.1:PORT." in ended.said
