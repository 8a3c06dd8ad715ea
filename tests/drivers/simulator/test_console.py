"""Words that make simulated devices do things: every one is understood, and nothing raises."""

import time
from collections.abc import Iterator
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulator import nexo_script
from drivers.simulator.card_terminal_script import (
    TIMEOUT,
    Approve,
    Decline,
    Duplicate,
    Faults,
    HostDown,
    HostReceiveError,
    Partial,
    PowerCut,
    Refuse,
    Script,
    Shape,
    StoredOffline,
)
from drivers.simulator.console import Command, CommandRefused, parse, seconds_of
from drivers.simulator.faults import PERFECT, LinkFaults
from drivers.simulator.label_words import label_of
from drivers.simulator.printer import Fault, Roll
from drivers.simulator.stand import Stand, standing
from drivers.simulator.stand_card_terminal import LINK_FAULTS, CardTerminalStand, strokes_of
from drivers.simulator.stand_customer import Asks
from drivers.simulator.stand_nexo import HTTP_FAULTS, NexoStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand
from helpers.simulated import MODELS, stands

EXAMPLES = {
    "<byte>": "3", "<count>": "40", "<time>": "50ms", "<chance>": "5%", "<money>": "15.00",
    "<hex>": "3722", "<word>": "X1", "<text>": "]E0 0614141101009",
}  # fmt: skip


def spoken(command: Command) -> str:
    """A command as somebody would say it, without its optional end."""
    if command.usage.endswith(("fault <text>", "with <text>")) and command.usage[:4] != "next":
        words = command.usage.replace("<word>", "B00").replace("<text>", "stale").split()
        return " ".join(word.split("|")[0] for word in words)
    if command.usage == "sign <text>":
        return "sign 20,60 40,20"
    parts = command.usage.partition(" [")[0].split()
    return " ".join(EXAMPLES.get(part, part.split("|")[0]) for part in parts)


@pytest.fixture(params=MODELS)
def stand(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stand]:
    monkeypatch.chdir(tmp_path)
    with stands(request.param, tmp_path) as stand:
        yield stand


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[PrinterStand]:
    with standing("printer", f"pty:{tmp_path / 'printer'}") as stand:
        assert isinstance(stand, PrinterStand)
        yield stand


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[CardTerminalStand]:
    with standing("card-terminal", f"pty:{tmp_path / 'terminal'}") as stand:
        assert isinstance(stand, CardTerminalStand)
        yield stand


def test_every_command_is_understood_as_itself(stand: Stand) -> None:
    for command in stand.console.commands:
        found = parse(spoken(command), stand.console.commands)
        assert not isinstance(found, str), (command.usage, found)
        assert found[0] is command, command.usage


def test_every_command_can_be_carried_out_and_answers_in_words(stand: Stand) -> None:
    for command in stand.console.commands:
        answer = stand.console.run(spoken(command).replace("reboot 50ms", "reboot 0ms"))
        assert answer.words, command.usage
        assert not answer.words.startswith(("There is no command", "Say it")), command.usage


def test_every_command_is_in_the_help(stand: Stand) -> None:
    told = stand.console.run("help").words
    assert all(command.usage in told for command in stand.console.commands)


@given(st.text(max_size=60))
def test_no_line_raises_and_what_is_not_understood_gets_advice(line: str) -> None:
    commands = (Command("drop <byte>", "", lambda _: None), Command("say <text>", "", print))
    found = parse(f"x{line}", commands)
    assert isinstance(found, str)
    assert "There is no command" in found


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("covr open", "Did you mean cover?"),
        ("drop", "Say it like this: drop <byte>, or drop <chance>."),
        ("drop -1", "Say it like this"),
        ("drop 101%", "Say it like this"),
        ("drop 9999999999", "Say it like this"),
        ("delay 5 minutes", "Say it like this"),
        ("delay 99min", "Say it like this"),
        ("paper sideways", "Say it like this"),
        ("cover open now", "Say it like this"),
    ],
)
def test_a_bad_line_is_answered_with_the_right_words(
    printer: PrinterStand, line: str, advice: str
) -> None:
    answer = printer.console.run(line)
    assert not answer.good
    assert advice in answer.words


def test_an_empty_line_and_a_comment_say_nothing(printer: PrinterStand) -> None:
    for line in ("", "   ", "# cover open"):
        assert printer.console.run(line).words == ""
    assert not printer.printer.condition.cover_open


@pytest.mark.parametrize(
    ("written", "seconds"), [("50ms", 0.05), ("5s", 5.0), ("2.5", 2.5), ("1min", 60.0)]
)
def test_a_time_is_written_as_people_write_it(written: str, seconds: float) -> None:
    assert seconds_of(written) == pytest.approx(seconds)


def test_faults_add_up_until_the_cable_is_perfect_again(printer: PrinterStand) -> None:
    for line in ("drop 3", "corrupt 5", "split", "glue 50ms", "delay 200ms", "stall 10 5s"):
        assert printer.console.run(line).good
    for line in ("in drop 5%", "in duplicate 2", "in split 4", "in unplug at 120"):
        assert printer.console.run(line).good
    assert printer.host.faults == (
        LinkFaults(
            byte_by_byte=True,
            glue_s=0.05,
            delay_s=0.2,
            drop_at=frozenset({3}),
            corrupt_at=frozenset({5}),
            stall_at=10,
            stall_s=5.0,
        ),
        LinkFaults(
            drop_chance=0.05,
            duplicate_at=frozenset({2}),
            split_at=frozenset({4}),
            unplug_at=120,
        ),
    )
    told = printer.console.run("link").words
    for words in ("split", "drop 3", "stall 10 5s", "in drop 5%", "in unplug at 120"):
        assert words in told
    printer.console.run("perfect")
    assert printer.host.faults == (PERFECT, PERFECT)


def test_a_person_does_to_the_printer_what_the_words_say(printer: PrinterStand) -> None:
    for line in ("cover open", "paper out", "jam", "drawer open"):
        assert printer.console.run(line).good
    seen = printer.host.call(printer.look)
    assert seen.condition.cover_open
    assert seen.condition.roll is Roll.OUT
    assert seen.condition.fault is Fault.CUTTER
    assert seen.condition.drawer_open
    assert not printer.console.run("feed").good, "nothing moves with the cover open"


def test_a_device_that_is_off_the_cable_is_told_so(printer: PrinterStand) -> None:
    assert not printer.console.run("replug").good
    assert printer.console.run("unplug").good
    assert printer.console.run("link").words == "unplugged"
    assert printer.console.run("replug elsewhere").words.startswith("at serial:")


def test_what_was_printed_is_read_and_saved(printer: PrinterStand, tmp_path: Path) -> None:
    assert printer.console.run("read").words == "Nothing was printed yet."
    printer.host.call(lambda: printer.printer.receive(b"Milk 1.00\n", 1.0))
    assert printer.console.run("read").words == "Milk 1.00"
    assert printer.console.run(f"save {tmp_path / 'receipt.png'}").good
    assert (tmp_path / "receipt.png").read_bytes().startswith(b"\x89PNG")
    assert not printer.console.run(f"save {tmp_path / 'no' / 'where.png'}").good


# --- the card terminal


@pytest.mark.parametrize(
    ("line", "outcome", "faults"),
    [
        ("next approve", Approve(), Faults()),
        ("next partial 15.00", Partial(1500), Faults()),
        ("next decline", Decline(), Faults()),
        ("next decline code 05", Decline("05"), Faults()),
        ("next timeout", TIMEOUT, Faults()),
        ("next refuse 100021", Refuse("100021", "REFUSED"), Faults()),
        ("next host-error", HostReceiveError(), Faults()),
        ("next offline", StoredOffline(), Faults()),
        ("next host-down", HostDown(), Faults()),
        ("next duplicate", Duplicate(), Faults()),
        ("fault no-ack", Approve(), Faults(no_ack=True)),
        ("next partial 1.50 with drip, nak 2", Partial(150), Faults(drip=True, nak_first=2)),
        ("fault power-cut after-host", Approve(), Faults(power_cut=PowerCut.AFTER_HOST)),
        ("fault newer, check-byte 03", Approve(), Faults(shape=Shape.NEWER, check_byte=3)),
        ("fault eot, uncharged", Approve(), Faults(eot_instead=True, charged=False)),
    ],
)
def test_the_next_charge_ends_as_it_was_told(
    terminal: CardTerminalStand,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    outcome: Script,
    faults: Faults,
) -> None:
    told: list[tuple[Script, Faults]] = []
    monkeypatch.setattr(terminal.terminal, "script", lambda *both: told.append(both))
    assert terminal.console.run(line).good
    assert told == [(outcome, faults)]


def test_the_bank_can_be_told_to_decline_what_was_stored(terminal: CardTerminalStand) -> None:
    assert terminal.console.run("upload declines 2").good
    assert terminal.terminal.office.declines_at_upload == 2


def test_every_field_of_the_faults_can_be_said() -> None:
    said = {
        name
        for fault in LINK_FAULTS.words
        for name in Faults.__dataclass_fields__
        if getattr(LINK_FAULTS.read(_fault_example(fault.usage)), name) != getattr(Faults(), name)
    }
    assert said == set(Faults.__dataclass_fields__)


def _fault_example(usage: str) -> str:
    return " ".join(EXAMPLES.get(part, part.split("|")[0]) for part in usage.split())


def test_an_unknown_fault_of_the_link_is_answered_with_all_of_them(
    terminal: CardTerminalStand,
) -> None:
    answer = terminal.console.run("next approve with hiccups")
    assert not answer.good
    assert answer.words.startswith("There is no fault 'hiccups'.")
    assert "drop-after-ack" in answer.words


def ask(stand: CardTerminalStand, *groups: str) -> None:
    """A request as it comes over the wire (card-terminal.md section 5), at its shortest."""
    body = "\x1c".join(groups).encode() + b"\x03"
    asked = b"\x02" + body + bytes([reduce(xor, body)])
    stand.host.call(lambda: stand.terminal.receive(asked, time.monotonic()))


def asks(stand: CardTerminalStand) -> Asks:
    return stand.host.call(stand.look).asks


def test_a_card_terminal_without_power_is_dark_and_forgets_what_was_under_way(
    terminal: CardTerminalStand,
) -> None:
    ask(terminal, "T00", "1.35", "01", "500", "", "REF1")
    assert asks(terminal) is Asks.CARD
    terminal.console.run("power off")
    assert not terminal.host.call(terminal.look).powered
    assert terminal.console.run("show").words == "dark: it is off"
    assert asks(terminal) is Asks.NOTHING
    terminal.console.run("power on")
    assert terminal.console.run("show").words == "Welcome"
    assert asks(terminal) is Asks.NOTHING


def test_the_customer_presents_types_and_signs_by_words(terminal: CardTerminalStand) -> None:
    for line in ("present credit", "pin 1234", "sign", "cancel"):
        assert not terminal.console.run(line).good, "nothing was asked for"
    ask(terminal, "T02", "1.35", "01", "500", "", "REF1")
    assert terminal.console.run("pin 1234").words == "It asks for a card now, not for a PIN."
    assert terminal.console.run("present debit by insert").good
    assert asks(terminal) is Asks.PIN
    assert terminal.console.run("cancel").good
    assert asks(terminal) is Asks.NOTHING
    terminal.host.call(lambda: terminal.terminal.receive(b"\x06", time.monotonic()))
    ask(terminal, "A20", "1.35", "0", "", "", "300")
    assert asks(terminal) is Asks.SIGNATURE
    assert not terminal.console.run("sign scribble").good
    assert terminal.console.run("sign 20,60 40,20 / 90,40").good
    assert terminal.terminal.office.drawn == "20,60^40,20^0,65535^90,40^~"


@pytest.mark.parametrize("typed", ["", "1,2,3", "1,2 x", "1,2 /", "/", "1000,2", "-1,2"])
def test_what_is_no_drawing_is_refused(typed: str) -> None:
    with pytest.raises(CommandRefused, match="A drawing is said as"):
        strokes_of(typed)


# --- the scanner


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("]E0 0614141101009", ("]E0", b"0614141101009")),
        (r"]d2 01003\x1d21", ("]d2", b"01003\x1d21")),
        (r"]L2 @\n\x1e\rANSI", ("]L2", b"@\n\x1e\rANSI")),
        (r"]C0 a\\x1d", ("]C0", rb"a\x1d")),
        ("]C0 two words", ("]C0", b"two words")),
    ],
)
def test_a_label_is_typed_with_its_signs(typed: str, label: tuple[str, bytes]) -> None:
    assert label_of(typed) == label


def test_what_the_scanner_is_set_up_for_is_kept_with_its_last_beeps(tmp_path: Path) -> None:
    state = tmp_path / "scanner.db"
    with standing("scanner", f"pty:{tmp_path / 's'}", state) as stand:
        for line in ("suffix crlf", "aim off", "acknowledge on"):
            assert stand.console.run(line).good
        assert isinstance(stand, ScannerStand)
        stand.host.call(lambda: stand.scanner.receive(b"\x1b7,\x1b8,", 0.0))
    with standing("scanner", f"pty:{tmp_path / 's'}", state) as stand:
        assert isinstance(stand, ScannerStand)
        seen = stand.host.call(stand.look)
        assert (seen.suffix, seen.sends_aim, seen.host_acknowledge) == ("crlf", False, True)
        assert seen.beeps == ("good", "error")


def test_a_scanner_that_is_off_reads_nothing_and_says_so(tmp_path: Path) -> None:
    with standing("scanner", f"pty:{tmp_path / 's'}") as stand:
        stand.console.run("power off")
        answer = stand.console.run("scan ]E0 0614141101009")
        assert not answer.good
        assert "it is off" in answer.words


def test_what_the_world_does_not_allow_is_told(tmp_path: Path) -> None:
    with standing("scanner", f"pty:{tmp_path / 's'}") as stand:
        (tmp_path / "s-1").write_text("somebody's file where the device would be")
        stand.console.run("unplug")
        answer = stand.console.run("replug elsewhere")
        assert not answer.good
        assert answer.words == "That could not be done: File exists."
        assert (tmp_path / "s-1").read_text().startswith("somebody's file")


# --- the nexo terminal


@pytest.fixture
def nexo(tmp_path: Path) -> Iterator[NexoStand]:
    with stands("card-terminal nexo", tmp_path) as stand:
        assert isinstance(stand, NexoStand)
        yield stand


@pytest.mark.parametrize(
    ("line", "outcome", "faults"),
    [
        ("next approve", nexo_script.Approve(), nexo_script.NO_FAULTS),
        ("next partial 15.00", nexo_script.ApprovePart(1500), nexo_script.NO_FAULTS),
        ("next decline", nexo_script.Fail("Refusal", "Declined"), nexo_script.NO_FAULTS),
        ("next host-down", nexo_script.Fail("UnreachableHost"), nexo_script.NO_FAULTS),
        ("next offline", nexo_script.ApproveOffline(), nexo_script.NO_FAULTS),
        ("next fail WrongPIN", nexo_script.Fail("WrongPIN"), nexo_script.NO_FAULTS),
        (
            "fault reset-at 40, wrong-hmac",
            nexo_script.Approve(),
            nexo_script.Faults(wrong_hmac=True, travel=nexo_script.Travel(reset_at=40)),
        ),
        (
            "next partial 1.50 with power-cut after-host, reboot 2s",
            nexo_script.ApprovePart(150),
            nexo_script.Faults(power_cut=nexo_script.PowerCut.AFTER_HOST, reboot_s=2.0),
        ),
    ],
)
def test_the_next_nexo_payment_ends_as_it_was_told(
    nexo: NexoStand, line: str, outcome: nexo_script.Script, faults: nexo_script.Faults
) -> None:
    assert nexo.console.run(line).good
    assert nexo.terminal._scenario.next_money() == (outcome, faults)
    assert nexo.terminal._scenario.next_money() == (nexo_script.Approve(), nexo_script.NO_FAULTS)


def test_every_field_of_the_nexo_faults_can_be_said() -> None:
    said: set[str] = set()
    ways: set[str] = set()
    for fault in HTTP_FAULTS.words:
        faults = HTTP_FAULTS.read(_fault_example(fault.usage))
        said |= _changed(faults, nexo_script.NO_FAULTS)
        ways |= _changed(faults.travel, nexo_script.PLAIN_TRAVEL)
    assert said == set(nexo_script.Faults.__dataclass_fields__)
    assert ways == set(nexo_script.Travel.__dataclass_fields__)


def _changed(value: object, plain: object) -> set[str]:
    names: set[str] = set(getattr(value, "__dataclass_fields__", ()))
    return {name for name in names if getattr(value, name) != getattr(plain, name)}


def test_what_goes_wrong_with_a_question_is_kept_for_it(nexo: NexoStand) -> None:
    assert nexo.console.run("expect status with wrong-hmac").good
    assert not nexo.console.run("expect payment with lost").good
    scenario = nexo.terminal._scenario
    assert scenario.next_money()[1] == nexo_script.NO_FAULTS
    assert scenario.next_of("TransactionStatus") == nexo_script.Faults(wrong_hmac=True)
    assert scenario.next_of("TransactionStatus") == nexo_script.NO_FAULTS


def test_a_nexo_terminal_is_told_about_its_place_and_its_name(nexo: NexoStand) -> None:
    for line in ("menu open", "name V400m-1"):
        assert nexo.console.run(line).good
    assert nexo.terminal.occupied
    assert nexo.host.call(nexo.look).serial == "V400m-1"
    assert nexo.console.run("records").words == "no records"
    assert nexo.console.run("show").words == "Welcome"
    assert not nexo.console.run("present credit").good, "nobody asked for a card"


def test_a_nexo_terminal_without_power_has_left_the_network(nexo: NexoStand) -> None:
    first = nexo.host.url
    assert nexo.console.run("power off").good
    assert nexo.console.run("link").words == "unplugged"
    assert nexo.console.run("show").words == "dark: it is off"
    assert nexo.console.run("power on").good
    assert nexo.host.url == first
    assert nexo.console.run("reboot 0ms").good
    end = time.monotonic() + 30.0
    while nexo.console.run("link").words == "unplugged":
        assert time.monotonic() < end
        time.sleep(0.005)
    assert nexo.console.run("show").words == "Welcome"


def test_what_is_wrong_with_a_network_adds_up_and_is_mended(nexo: NexoStand) -> None:
    lines = ("split", "stall 10 5s", "delay 200ms", "unplug at 4000", "certificate other")
    for line in (*lines, "silent"):
        assert nexo.console.run(line).good
    told = nexo.console.run("link").words
    assert told.endswith(
        "; silent, split, stall 10 5s, delay 0.2s, unplug at 4000, certificate other"
    )
    assert nexo.console.run("certificate own").good
    assert nexo.console.run("perfect").good
    assert nexo.console.run("link").words.endswith("; a perfect cable")
