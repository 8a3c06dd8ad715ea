"""Windows of simulated devices: what they show is so, and what is pressed is done."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drivers.simulator.console import parse
from drivers.simulator.printer_state import Fault, Roll
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_nexo import NexoStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand
from drivers.wire.exchange import Request
from drivers.wire.https_call import HttpsAddress, HttpsCall
from drivers.wire.transport import Transport
from helpers.simulated import MODELS, WIRED
from nexo_support.requests import sealed_payment
from terminal.app.inputs import Intent
from terminal.demo.shelf import OTHER, shelf
from terminal.domain.barcode import GtinCode, RxLabel, meaning_of_scan
from terminal.domain.id_card import IdCard, read_id_card
from terminal.domain.signature import Point, Strokes
from terminal.presentation.views import Emphasis
from terminal.ui.simulators.bench import Bench
from terminal.ui.simulators.card_terminal import CardTerminalWindow
from terminal.ui.simulators.display import DisplayWindow
from terminal.ui.simulators.dots import SHAPES, SPACE, UNKNOWN, shape
from terminal.ui.simulators.printer import PrinterWindow
from terminal.ui.simulators.scanner import ScannerWindow
from terminal.ui.simulators.scanner_kinds import SetUp
from terminal.ui.theme import DARK, LIGHT, Theme
from terminal.ui.widgets.button import Button
from ui_support.devices import button, on_the_wire, press, until, window_of
from ui_support.hands import draw, settle, strike, tap, type_text

RECEIPT = b"\x1b@Sunscreen        11.49\nTOTAL            11.49\n"
CUT = b"\x1dVB\x00"


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Every window needs one."""


# --- every window


@pytest.mark.parametrize("model", MODELS)
def test_closing_the_window_pulls_the_cable_and_leaves_no_thread(
    model: str, tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    with window_of(model, tmp_path) as (stand, window):
        assert stand.host.call(lambda: stand.host.plugged)
        window.close()
        until(lambda: not stand.host.call(lambda: stand.host.plugged), "the cable is pulled")
    assert set(threading.enumerate()) == before
    assert not (tmp_path / model.split(maxsplit=1)[0]).is_symlink()


@pytest.mark.parametrize("model", MODELS)
def test_a_device_that_hangs_freezes_no_window_and_is_told(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminal.ui.simulators.watch.STUCK_S", 0.05)
    freed = threading.Event()
    with window_of(model, tmp_path) as (stand, window):
        stand.host.ask(freed.wait)
        window.tell("power cycle")
        until(lambda: "does not answer" in window.status.words, "the hanging is told")
        freed.set()
        until(lambda: "does not answer" not in window.status.words, "it is back")


@pytest.mark.parametrize("model", MODELS)
def test_a_window_can_be_closed_while_its_device_hangs(model: str, tmp_path: Path) -> None:
    freed = threading.Event()
    with window_of(model, tmp_path) as (stand, window):
        stand.host.ask(freed.wait)
        window.close()
        assert not window.isVisible()
        freed.set()
        until(lambda: not stand.host.call(lambda: stand.host.plugged), "the cable is pulled")


@pytest.mark.parametrize("model", WIRED)
def test_the_cable_is_pulled_and_plugged_by_hand(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (stand, window):
        assert window.status.words == "Plugged in; no counter has it open"
        with on_the_wire(stand):
            until(lambda: window.status.words == "In use by the counter", "the counter is seen")
        press(window, "Pull the cable")
        until(lambda: window.status.words == "Cable pulled", "the pull is seen")
        assert not (tmp_path / model.split(maxsplit=1)[0]).is_symlink()
        press(window, "Plug it in")
        until(lambda: window.status.words.startswith("Plugged in"), "the plug is seen")
        assert (tmp_path / model.split(maxsplit=1)[0]).is_symlink()


@pytest.mark.parametrize("model", MODELS)
def test_power_is_switched_by_hand(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (_stand, window):
        press(window, "Switch off")
        until(lambda: window.status.words == "Switched off", "the dark is seen")
        press(window, "Switch on")
        until(lambda: window.status.words != "Switched off", "the light is seen")


@pytest.mark.parametrize("model", WIRED)
def test_trouble_is_chosen_shown_and_mended(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (stand, window):
        chooser = window.cable.trouble
        at = chooser.findData("drop 5%")
        chooser.setCurrentIndex(at)
        chooser.activated.emit(at)
        until(lambda: "drop 5%" in stand.console.run("link").words)
        assert chooser.currentIndex() == 0, "the next trouble can be chosen"
        press(window, "A perfect cable")
        until(lambda: "a perfect cable" in stand.console.run("link").words)


@pytest.mark.parametrize("model", MODELS)
def test_every_trouble_of_the_list_is_understood(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (stand, window):
        chooser = window.cable.trouble
        for at in range(1, chooser.count()):
            assert stand.console.run(str(chooser.itemData(at))).good, chooser.itemText(at)


@pytest.mark.parametrize("model", WIRED)
def test_anything_can_be_typed_and_is_answered(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (stand, window):
        window.prompt.setFocus()
        type_text(window, "drop 3")
        strike(window, Qt.Key.Key_Return)
        until(lambda: window.said == "drop 3: done", "the answer")
        assert stand.console.run("link").words.endswith("; drop 3")
        assert window.prompt.text() == ""
        type_text(window, "sing")
        strike(window, Qt.Key.Key_Return)
        until(lambda: "There is no command 'sing'" in window.said, "the refusal")
        type_text(window, "help")
        strike(window, Qt.Key.Key_Return)
        until(lambda: "unplug at <byte>" in window.transcript.toPlainText(), "the help")
        assert window.transcript.isVisible()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("model", MODELS)
def test_nothing_overlaps_and_everything_has_a_name(
    model: str, theme: Theme, tmp_path: Path
) -> None:
    with window_of(model, tmp_path, theme) as (_stand, window):
        settle()
        shown = [
            (each, each.rect().translated(each.mapTo(window, QPoint())))
            for each in window.findChildren(QWidget)
            if isinstance(each, Button) and each.isVisible()
        ]
        assert shown
        for at, (one, rect) in enumerate(shown):
            assert one.accessibleName()
            for other, their in shown[at + 1 :]:
                assert not rect.intersects(their), (one.text(), other.text())
        ground = window.grab().toImage().pixelColor(2, 2)
        assert (ground.lightness() < 60) is (theme is DARK)


# --- the printer


def test_paper_comes_out_line_by_line(tmp_path: Path) -> None:
    with window_of("printer", tmp_path) as (stand, window):
        assert isinstance(stand, PrinterStand)
        assert isinstance(window, PrinterWindow)
        lengths: set[int] = set()
        with on_the_wire(stand) as wire:
            wire.write(RECEIPT * 6 + CUT)

            def cut() -> bool:
                lengths.add(window.paper.papers[-1].length)
                return len(window.paper.papers) == 2

            until(cut, "the receipt is cut")
        assert len(lengths) > 3, "not all at once"
        assert "TOTAL            11.49" in window.paper.papers[0].text()
        assert "TOTAL" in window.paper.accessibleDescription()


def test_the_paper_is_really_painted(tmp_path: Path) -> None:
    with window_of("printer", tmp_path) as (stand, window):
        assert isinstance(window, PrinterWindow)
        empty = window.paper.grab().toImage()
        with on_the_wire(stand) as wire:
            wire.write(RECEIPT)
            until(lambda: "TOTAL" in window.paper.papers[-1].text(), "the total")
        settle()
        printed = window.paper.grab().toImage()
        assert printed != empty
        columns = range(0, printed.width(), 2)
        dark = sum(
            printed.pixelColor(x, y).lightness() < 90
            for x in columns
            for y in range(printed.height() - 80, printed.height(), 2)
        )
        assert dark > 100, "letters are black on the paper near the slot"


def test_paper_that_runs_out_is_seen_on_the_lamps(tmp_path: Path) -> None:
    with window_of("printer", tmp_path) as (stand, window):
        assert isinstance(stand, PrinterStand)
        assert isinstance(window, PrinterWindow)
        stand.console.run("paper left 20")
        with on_the_wire(stand) as wire:
            wire.write(RECEIPT * 10 + CUT)
            until(lambda: window.face.trouble() == "no paper", "the end of the roll")
        lit = {name for name, _colour, on in window.face.lamps() if on}
        assert lit == {"POWER", "ERROR", "PAPER"}
        assert len(window.paper.papers) == 1, "it is not cut"
        press(window, "Full")
        until(lambda: len(window.paper.papers) == 2, "it goes on with a new roll")
        assert window.paper.papers[0].text().count("TOTAL") == 10


def test_the_printers_buttons_do_what_they_say(tmp_path: Path) -> None:
    with window_of("printer", tmp_path) as (stand, window):
        assert isinstance(stand, PrinterStand)

        def becomes(**wanted: object) -> None:
            def so() -> bool:
                condition = stand.host.call(lambda: stand.printer.condition)
                return all(getattr(condition, name) == it for name, it in wanted.items())

            until(so, str(wanted))

        press(window, "Open")
        becomes(cover_open=True)
        until(lambda: not button(window, "Feed").isEnabled(), "an open printer feeds nothing")
        press(window, "Closed")
        becomes(cover_open=False)
        press(window, "Low")
        becomes(roll=Roll.LOW)
        press(window, "Out")
        becomes(roll=Roll.OUT)
        press(window, "Full")
        becomes(roll=Roll.OK)
        press(window, "Jam")
        becomes(fault=Fault.CUTTER)
        press(window, "Hot")
        becomes(fault=Fault.HOT)
        press(window, "Broken")
        becomes(fault=Fault.UNRECOVERABLE)
        press(window, "Works")
        becomes(fault=Fault.NONE)
        press(window, "Feed")
        until(lambda: stand.host.call(lambda: stand.printer.hanging.length) == 120)
        press(window, "Tear off")
        until(lambda: stand.host.call(lambda: len(stand.printer.receipts)) == 1)
        press(window, "Open with the key")
        becomes(drawer_open=True)
        press(window, "Push it in")
        becomes(drawer_open=False)


def test_the_drawer_springs_open_and_its_pulse_is_told(tmp_path: Path) -> None:
    with window_of("printer", tmp_path) as (stand, window):
        assert isinstance(window, PrinterWindow)
        assert not window.drawer.is_open
        with on_the_wire(stand) as wire:
            wire.write(b"\x1bp\x00\x19\xfa")
            until(lambda: window.drawer.is_open, "the drawer is seen open")
        words = [each.text() for each in window.findChildren(QWidget) if hasattr(each, "text")]
        assert "Pulses: 1; the last on pin 2, 50 ms, in the receipt." in words


def test_a_receipt_is_saved_as_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "pictures"
    target.mkdir()
    monkeypatch.setattr(
        "terminal.ui.simulators.printer._picture_name", lambda number: f"{target}/{number}.png"
    )
    with window_of("printer", tmp_path) as (stand, window):
        assert not button(window, "Save PNG").isEnabled(), "there is nothing to save"
        with on_the_wire(stand) as wire:
            wire.write(RECEIPT + CUT)
            press(window, "Save PNG")
            until(lambda: window.said.endswith(".png"), "where it is")
        (saved,) = target.iterdir()
        assert saved.read_bytes().startswith(b"\x89PNG")


def test_old_receipts_are_there_again_and_scrolled_back_to(tmp_path: Path) -> None:
    state = tmp_path / "printer.db"
    with window_of("printer", tmp_path, state=state) as (stand, window):
        assert isinstance(window, PrinterWindow)
        with on_the_wire(stand) as wire:
            for _ in range(3):
                wire.write(RECEIPT * 8 + CUT)
            until(lambda: len(window.paper.papers) == 4, "three receipts")
    with window_of("printer", tmp_path, state=state) as (_stand, window):
        assert isinstance(window, PrinterWindow)
        until(lambda: len(window.paper.papers) == 4, "three receipts again")
        bar = window.paper.verticalScrollBar()
        assert bar.value() == bar.maximum() > 0, "the newest is in sight"
        newest = window.paper.grab().toImage()
        bar.setValue(0)
        assert window.paper.grab().toImage() != newest


# --- the display


def test_a_logic_controls_glass_is_the_same_glass(tmp_path: Path) -> None:
    with window_of("display logic controls", tmp_path) as (stand, window):
        assert isinstance(window, DisplayWindow)
        assert window.windowTitle().startswith("Logic Controls display")
        with on_the_wire(stand) as wire:
            wire.write(b"\x1f\x11\x14\x10\x00Sunscreen\x10\x14TOTAL          11.49")
            until(lambda: window.glass.text == f"{'Sunscreen':20}\nTOTAL          11.49")


def test_the_glass_shows_what_was_said_and_goes_dark_without_power(tmp_path: Path) -> None:
    with window_of("display", tmp_path) as (stand, window):
        assert isinstance(window, DisplayWindow)
        with on_the_wire(stand) as wire:
            wire.write(b"\x0c\x1f$\x01\x01Sunscreen\x1f$\x01\x02TOTAL          11.49\x1fC\x00")
            until(lambda: "11.49" in window.glass.text, "the total")
        lit = window.glass.grab().toImage()
        press(window, "Switch off")
        until(lambda: window.glass.text == "", "the dark")
        assert window.glass.grab().toImage() != lit
        press(window, "Switch on")
        until(lambda: window.glass.text.strip() == "" and window.glass.text != "", "empty")


def test_brightness_and_blinking_are_seen(tmp_path: Path) -> None:
    with window_of("display", tmp_path) as (stand, window):
        assert isinstance(stand, DisplayStand)
        assert isinstance(window, DisplayWindow)
        with on_the_wire(stand) as wire:
            wire.write(b"\x0c88888888\x1fX\x04")
            until(lambda: "88" in window.glass.text)
            bright = window.glass.grab().toImage()
            wire.write(b"\x1fX\x01")
            until(lambda: window.glass.grab().toImage() != bright, "it is dimmer")
            wire.write(b"\x1fE\xff")
            until(lambda: stand.host.call(lambda: stand.display.blink_s) == float("inf"))
            nothing = stand.host.call(stand.look)
            assert nothing.brightness == 1


def test_every_character_has_its_own_dots() -> None:
    signs = [line.split()[0] for line in SHAPES.strip().splitlines()]
    shapes = [shape(sign) for sign in signs]
    assert len(set(shapes)) == len(shapes)
    assert UNKNOWN not in shapes
    assert all(len(rows) == 7 and all(0 <= row < 32 for row in rows) for rows in shapes)
    assert {chr(code) for code in range(0x21, 0x7F)} <= set(signs)


def test_a_letter_with_a_mark_is_its_plain_letter_and_the_unknown_a_frame() -> None:
    assert shape("é") == shape("e")
    assert shape("Ü") == shape("U")
    assert shape("漢") == UNKNOWN
    assert shape(" ") == SPACE


# --- the card terminal


def test_a_card_is_asked_for_presented_and_recorded_with_its_last_digits_only(
    tmp_path: Path,
) -> None:
    with window_of("card-terminal", tmp_path) as (stand, window):
        assert isinstance(stand, CardTerminalStand)
        assert isinstance(window, CardTerminalWindow)
        assert not button(window, "VISA CREDIT  ••0014").isEnabled(), "nobody asked for a card"
        press(window, "Set for the next payment")
        until(lambda: window.said.endswith("the next charge: approved"), "it is told")
        _ask_for_card(stand, 1525)
        until(lambda: window.device.words == "SALE 15.25\nInsert, swipe or tap", "the screen")
        press(window, "Tap")
        press(window, "VISA CREDIT  ••0014")
        until(lambda: window.device.words.startswith("APPROVED 15.25"), "the approval")
        until(lambda: bool(window.records.rows), "the record")
        (row,) = window.records.rows
        assert row.amount == "15.25"
        assert "0014" in row.detail
        everything = str(window.records.rows) + window.said
        assert "4761730000000014" not in everything
        record = stand.host.call(stand.terminal.store.latest)
        assert record is not None
        assert record.entry == "2", "it was a tap"


def test_the_red_key_ends_the_payment(tmp_path: Path) -> None:
    with window_of("card-terminal", tmp_path) as (stand, window):
        assert isinstance(stand, CardTerminalStand)
        assert isinstance(window, CardTerminalWindow)
        _ask_for_card(stand, 500)
        press(window, "Cancel")
        until(lambda: window.device.words == "ABORTED", "the end")
        assert stand.host.call(stand.terminal.store.records) == []


@pytest.mark.parametrize("model", ["card-terminal pax", "card-terminal nexo"])
def test_what_becomes_of_the_next_payment_is_chosen(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(model, tmp_path) as (stand, window):
        assert isinstance(window, CardTerminalWindow)
        for at in range(window.outcome.count()):
            for link in range(window.link.count()):
                window.outcome.setCurrentIndex(at)
                window.link.setCurrentIndex(link)
                told: list[str] = []
                monkeypatch.setattr(window, "tell", told.append)
                window.set_next()
                assert stand.console.run(told[0]).good, told
        window.outcome.setCurrentIndex(window.outcome.findData("partial"))
        window.outcome.activated.emit(window.outcome.currentIndex())
        assert window.amount.isVisible(), "how much is asked for"


def test_the_pin_is_typed_on_the_keys_and_shown_nowhere(tmp_path: Path) -> None:
    with window_of("card-terminal", tmp_path) as (stand, window):
        assert isinstance(stand, CardTerminalStand)
        assert isinstance(window, CardTerminalWindow)
        assert not window.pin.isVisible()
        height = window.height()
        _ask_for_card(stand, 500, "T02")
        press(window, "VISA DEBIT  ••0022")
        until(window.pin.isVisible, "the PIN is asked for")
        for key in "9":
            tap(window.pin.keys[key])
        tap(window.pin.keys["clear"])
        for key in "1234":
            tap(window.pin.keys[key])
        tap(window.pin.keys["enter"])
        until(lambda: window.device.words.startswith("APPROVED 5.00"), "the approval")
        assert window.height() == height, "nothing jumps"
        until(lambda: window.said == "pin ...: done", "the answer")
        assert not window.pin.isVisible()


def test_the_customer_signs_on_the_terminal(tmp_path: Path) -> None:
    with window_of("card-terminal", tmp_path) as (stand, window):
        assert isinstance(stand, CardTerminalStand)
        assert isinstance(window, CardTerminalWindow)
        _say(stand, "A20", "1.35", "0", "", "", "300")
        until(window.signing.isVisible, "a signature is asked for")
        settle()
        pad = window.signing.pad
        draw(pad, QPoint(20, 40), QPoint(60, 80), QPoint(100, 40))
        press(window, "Done")
        until(lambda: bool(stand.host.call(lambda: stand.terminal.office.drawn)), "it is drawn")
        drawn = stand.host.call(lambda: stand.terminal.office.drawn)
        assert drawn.endswith("^~")
        assert drawn.count(",") == 3
        until(lambda: not window.signing.isVisible(), "it is over")


def test_a_long_signature_still_fits_into_one_line(tmp_path: Path) -> None:
    with window_of("card-terminal", tmp_path) as (stand, window):
        assert isinstance(stand, CardTerminalStand)
        assert isinstance(window, CardTerminalWindow)
        _say(stand, "A20", "1.35", "0", "", "", "300")
        until(window.signing.isVisible, "a signature is asked for")
        points = tuple(Point(at * 2, at * 2, at) for at in range(4_000))
        window.signing.pad.show_strokes(Strokes((points,)))
        window.signing._press("enter")
        until(lambda: bool(stand.host.call(lambda: stand.terminal.office.drawn)), "it is drawn")


def _ask_for_card(stand: CardTerminalStand, cents: int, command: str = "T00") -> None:
    _say(stand, command, "1.35", "01", str(cents), "", f"REF{cents}")
    until(lambda: stand.host.call(lambda: stand.terminal.waiting_for_card), "a card is asked for")


def _say(stand: CardTerminalStand, *groups: str) -> None:
    """A request as it comes over the wire (card-terminal.md section 5), at its shortest."""
    body = "\x1c".join(groups).encode() + b"\x03"
    asked = b"\x02" + body + bytes([reduce(xor, body)])
    stand.host.call(lambda: stand.terminal.receive(asked, time.monotonic()))


# --- the nexo terminal


@contextmanager
def nexo(folder: Path) -> Iterator[tuple[NexoStand, CardTerminalWindow]]:
    with window_of("card-terminal nexo", folder) as (stand, window):
        assert isinstance(stand, NexoStand)
        assert isinstance(window, CardTerminalWindow)
        yield stand, window


def pay(stand: NexoStand, service_id: str, cents: int) -> threading.Thread:
    """A till that sells, and waits for the answer."""
    where = HttpsAddress(
        "127.0.0.1", stand.host.port, stand.host.chain.authority_pem, stand.host.certificate_name
    )
    body = sealed_payment(service_id, cents)
    one = HttpsCall(where, where.context(), Request(1, "/nexo", body))
    thread = threading.Thread(target=one.run, args=(lambda: None, 30.0))
    thread.start()
    return thread


def test_a_nexo_terminal_is_played_by_hand_on_the_same_screen_and_keys(tmp_path: Path) -> None:
    with nexo(tmp_path) as (stand, window):
        assert window.status.words == "Plugged in; no counter has it open"
        till = pay(stand, "R1", 1525)
        until(lambda: window.device.words == "USD 15.25\nPresent card", "the screen")
        assert window.status.words == "In use by the counter"
        press(window, "Tap")
        press(window, "VISA DEBIT  ••0022")
        until(window.pin.isVisible, "the PIN is asked for")
        for key in "1234":
            tap(window.pin.keys[key])
        tap(window.pin.keys["enter"])
        until(lambda: window.device.words == "APPROVED 15.25", "the approval")
        until(lambda: bool(window.records.rows), "the record")
        (row,) = window.records.rows
        assert (row.amount, row.title) == ("15.25", "1  sale")
        assert "0022" in row.detail
        assert "4761739990000022" not in str(window.records.rows) + window.said
        till.join()


def test_the_red_key_of_a_nexo_terminal_ends_the_payment(tmp_path: Path) -> None:
    with nexo(tmp_path) as (stand, window):
        till = pay(stand, "R1", 500)
        press(window, "Cancel")
        until(lambda: window.device.words == "CANCELLED", "the end")
        till.join()
        assert stand.host.call(stand.terminal.store.book) == []


def test_the_network_of_a_nexo_terminal_is_troubled_and_mended_by_hand(tmp_path: Path) -> None:
    with nexo(tmp_path) as (stand, window):
        chooser = window.cable.trouble
        offered = [str(chooser.itemData(at)) for at in range(chooser.count())]
        assert "certificate other" in offered
        assert "xoff" not in offered, "it has no such wire"
        at = chooser.findData("delay 200ms")
        chooser.setCurrentIndex(at)
        chooser.activated.emit(at)
        until(lambda: stand.host.call(stand.look).cable.faults == ("delay 0.2s",))
        press(window, "A perfect cable")
        until(lambda: stand.host.call(stand.look).cable.faults == ())
        press(window, "Pull the cable")
        until(lambda: window.status.words == "Cable pulled", "the pull is seen")
        press(window, "Plug it in")
        until(lambda: window.status.words.startswith("Plugged in"), "the plug is seen")


# --- the scanner


def test_a_thing_of_the_shelf_is_pressed_and_its_label_is_on_the_wire(tmp_path: Path) -> None:
    with window_of("scanner", tmp_path) as (stand, window):
        assert isinstance(window, ScannerWindow)
        settle()
        with on_the_wire(stand) as wire:
            first = window.shelf.rows[0]
            tap(window.shelf.viewport(), QPoint(60, window.shelf.row_height // 2))
            assert "6012345-00" in first.title
            assert _read(wire, 14) == b"]C06012345-00\r"
            press(window, "Goods")
            tap(window.shelf.viewport(), QPoint(60, window.shelf.row_height // 2))
            assert _read(wire, 17) == b"]E00614141101009\r"


def test_any_text_is_scanned_under_the_symbology_that_is_chosen(tmp_path: Path) -> None:
    with window_of("scanner", tmp_path) as (stand, window):
        assert isinstance(window, ScannerWindow)
        with on_the_wire(stand) as wire:
            window.symbology.setCurrentIndex(window.symbology.findData("]d2"))
            window.text.setFocus()
            type_text(window, r"0100614141101009\x1d21A")
            strike(window, Qt.Key.Key_Return)
            assert _read(wire, 24) == b"]d20100614141101009\x1d21A\r"


def test_beeps_and_waiting_are_seen(tmp_path: Path) -> None:
    with window_of("scanner", tmp_path) as (stand, window):
        assert isinstance(stand, ScannerStand)
        assert isinstance(window, ScannerWindow)
        press(window, "Waits for beeps")
        until(lambda: stand.host.call(lambda: stand.scanner.host_acknowledge))
        with on_the_wire(stand) as wire:
            tap(window.shelf.viewport(), QPoint(60, window.shelf.row_height // 2))
            until(lambda: "Waits for the answer" in window.state.text(), "it waits")
            wire.write(b"\x1b8,\x1b8,")
            until(lambda: "error, error" in window.beeps.text(), "the beeps")
            assert window.state.text() == "Ready to read."


def test_a_zebra_sends_packets_and_shows_when_it_waits_or_is_dark(tmp_path: Path) -> None:
    with window_of("scanner zebra ssi", tmp_path) as (stand, window):
        assert isinstance(window, ScannerWindow)
        settle()
        with on_the_wire(stand) as wire:
            tap(window.shelf.viewport(), QPoint(60, window.shelf.row_height // 2))
            assert _read(wire, 17) == b"\x0f\xf3\x00\x00\x036012345-00\xfd\x09"
            until(lambda: "acknowledged" in window.state.text(), "it waits")
            wire.write(bytes.fromhex("04 D0 04 00 FF 28 05 E6 04 00 10 FF 01"))
            until(lambda: "two long low" in window.beeps.text(), "the beep")
            assert window.state.text() == "Ready to read."
            wire.write(bytes.fromhex("04 EA 04 00 FF 0E"))
            until(lambda: "light is off" in window.state.text(), "it is disabled")


def test_a_hid_scanner_sends_reports_and_cannot_be_made_to_beep(tmp_path: Path) -> None:
    with window_of("scanner hid", tmp_path) as (stand, window):
        assert isinstance(window, ScannerWindow)
        settle()
        with on_the_wire(stand) as wire:
            tap(window.shelf.viewport(), QPoint(60, window.shelf.row_height // 2))
            assert _read(wire, 64)[:15] == b"\x02\x0a]C06012345-00"
        assert "beeps by itself" in window.beeps.text()
        press(window, "IDTECH")
        until(lambda: button(window, "IDTECH").action.emphasis is Emphasis.CHOSEN, "the layout")


@pytest.mark.parametrize("model", [each for each in MODELS if each.startswith("scanner")])
def test_each_button_of_a_scanner_says_what_it_understands(model: str, tmp_path: Path) -> None:
    with window_of(model, tmp_path) as (stand, window):
        section = window.findChild(SetUp)
        assert isinstance(section, SetUp)
        until(lambda: bool(section.findChildren(Button)), "the buttons")
        for each in section.findChildren(Button):
            what = each.action.intent
            assert isinstance(what, Intent)
            assert not isinstance(parse(what.argument, stand.console.commands), str), what


def test_everything_on_the_shelf_means_something_at_the_counter() -> None:
    for item in shelf():
        if item.symbology == "]L2":
            raw = item.label.encode().decode("unicode_escape").encode("latin-1")
            assert isinstance(read_id_card(raw), IdCard), item.name
        elif item.group != OTHER:
            meaning = meaning_of_scan(item.symbology, item.label.encode())
            wanted = GtinCode if item.symbology == "]E0" else RxLabel
            assert isinstance(meaning, wanted), item.name


def _read(wire: Transport, length: int) -> bytes:
    data = b""

    def more() -> bool:
        nonlocal data
        data += wire.read(length, 0.01)
        return len(data) >= length

    until(more, "the bytes")
    return data


# --- all of them


def test_the_bench_ends_when_its_last_window_is_closed(tmp_path: Path, qtbot: QtBot) -> None:
    over = threading.Event()
    with window_of("printer", tmp_path) as (stand, spare):
        spare.on_close = lambda: None
        bench = Bench([stand], shelf(), over=over)
        bench.show()
        (window,) = bench.windows
        assert window.isVisible()
        window.close()
        assert over.is_set()
