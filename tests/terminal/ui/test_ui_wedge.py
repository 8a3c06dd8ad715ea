"""A scanner that types, at the real window: no key of a scan is felt, none of a person is lost."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from helpers.counter import SETTINGS
from terminal.app.inputs import (
    CodeScanned,
    Do,
    FieldEdited,
    FieldSubmitted,
    Input,
    Intent,
    PrefixTaught,
    ScanRefused,
    ScanTurnedAway,
)
from terminal.app.settings import ScannerKind
from terminal.devices.keyboard_scanner import KeyboardScanner
from terminal.domain.barcode import GtinCode, gtin
from terminal.ui.wedge import typed_key
from terminal.ui.widgets.field import EntryField
from ui_support.counter import SAMPLES, Counter
from ui_support.hands import focused

SOAP = gtin("012345678905")
SCAN = CodeScanned(GtinCode((SOAP,)))
NONE = Qt.KeyboardModifier.NoModifier
ENDS = {
    "CR": [(Qt.Key.Key_Return, "\r")],
    "LF": [(Qt.Key.Key_J, "\n")],
    "CRLF": [(Qt.Key.Key_Return, "\r"), (Qt.Key.Key_J, "\n")],
    "TAB": [(Qt.Key.Key_Tab, "\t")],
    "keypad Enter": [(Qt.Key.Key_Enter, "\r")],
    "CRLF as Enter twice": [(Qt.Key.Key_Return, "\r"), (Qt.Key.Key_Enter, "\r")],
}


class Desk:
    """A counter with a scanner that types, and its one keyboard; time passes when told."""

    def __init__(self, counter: Counter, prefix: str = "~") -> None:
        self.counter, self.prefix = counter, prefix
        counter.now = 100.0
        self.scanner = KeyboardScanner(
            replace(SETTINGS, scanner_kind=ScannerKind.KEYBOARD, scanner_prefix=prefix)
        )
        self.scanner.arm(armed=True)
        counter.window.watch_keys(self.scanner)

    def key(self, code: Qt.Key, text: str = "", gap: float = 0.01) -> "Desk":
        """A key goes down and up, as the window system tells it to the window itself."""
        self.counter.now += gap
        window = self.counter.window.windowHandle()
        assert window is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, NONE, text)
            event.setTimestamp(int(self.counter.now * 1000))
            QApplication.sendEvent(window, event)
        return self

    def type(self, text: str, gap: float = 0.01) -> "Desk":
        for sign in text:
            self.key(code_of(sign), sign, gap)
        return self

    def scan(self, label: str = "012345678905", end: str = "CR", gap: float = 0.01) -> "Desk":
        self.type(self.prefix + label, gap)
        for code, text in ENDS[end]:
            self.key(code, text, gap)
        return self

    def wait(self, seconds: float = 1.0) -> "Desk":
        self.counter.now += seconds
        assert self.counter.window.scan_keys is not None
        self.counter.window.scan_keys.settle()
        return self

    @property
    def typed(self) -> str:
        """What stands in the field."""
        page = self.counter.window.page
        entry = None if page is None else page.entry()
        return entry.text() if isinstance(entry, EntryField) else ""

    def sent(self) -> list[Input]:
        return [each for each in self.counter.asked() if not isinstance(each, FieldEdited)]


def code_of(sign: str) -> Qt.Key:
    return Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return Desk(counter)


# --- a scan is felt by nobody


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_on_no_page_does_a_scan_press_a_button_or_land_in_a_field(desk: Desk, name: str) -> None:
    desk.counter.show(name)
    before = desk.typed
    for end in ENDS:
        desk.scan(end=end).wait()
    assert desk.counter.asked() == [SCAN] * len(ENDS)
    assert desk.typed == before


@pytest.mark.parametrize("name", ["sign-in", "locked"])
def test_a_scan_never_becomes_a_pin(desk: Desk, name: str) -> None:
    desk.scanner.arm(armed=False)
    desk.counter.show(name)
    before = desk.typed
    desk.scan().wait()
    assert desk.counter.asked() == [ScanTurnedAway()]
    assert desk.typed == before


def test_a_scan_between_a_persons_keys_leaves_them_in_their_order(desk: Desk) -> None:
    desk.counter.show("sale-empty")
    desk.type("ib", gap=0.2).scan().type("u", gap=0.2)
    assert desk.typed == "ibu"
    assert [
        each for each in desk.counter.asked() if each == SCAN or isinstance(each, FieldEdited)
    ] == [
        FieldEdited("search", "i"),
        FieldEdited("search", "ib"),
        SCAN,
        FieldEdited("search", "ibu"),
    ]


def test_a_button_with_the_focus_is_not_pressed_by_the_end_of_a_scan(desk: Desk) -> None:
    desk.counter.show("tender")
    desk.key(Qt.Key.Key_Tab, "\t", gap=0.5)
    assert not isinstance(desk.counter.window.focusWidget(), EntryField)
    desk.scan().wait()
    assert desk.counter.asked() == [SCAN]


# --- a person


def test_with_a_prefix_nothing_that_a_person_types_is_held_back(desk: Desk) -> None:
    desk.counter.show("sale-empty")
    for at, sign in enumerate("tylenol 500", 1):
        desk.type(sign, gap=0.001)
        assert desk.typed == "tylenol 500"[:at]
    desk.key(Qt.Key.Key_Return, "\r", gap=0.001)
    assert desk.sent() == [FieldSubmitted("search", "tylenol 500")]


def test_the_prefix_typed_by_hand_comes_a_moment_later(desk: Desk) -> None:
    desk.counter.show("sale-empty")
    desk.type("a").type("~", gap=0.3)
    assert desk.typed == "a"
    desk.wait(0.1)
    assert desk.typed == "a~"
    desk.type("b", gap=0.3)
    assert desk.typed == "a~b"


def test_keys_of_the_page_work_as_before(desk: Desk) -> None:
    desk.counter.show("sale")
    desk.key(Qt.Key.Key_F2, gap=0.5)
    assert desk.sent() == [Intent(Do.PICKUP)]


def test_a_key_that_goes_to_a_widget_of_its_own_is_taken_once(desk: Desk) -> None:
    """Without a window manager, keys go to the widget, and what it ignores to its parents."""
    desk.counter.show("sale-empty")
    QTest.keyClicks(focused(desk.counter.window), "ibu")
    assert desk.typed == "ibu"
    QTest.keyClick(focused(desk.counter.window), Qt.Key.Key_F2)
    assert desk.sent() == [Intent(Do.PICKUP)]


def test_keys_of_the_window_system_are_taken_on_their_way_to_the_window(desk: Desk) -> None:
    desk.counter.show("sale-empty")
    window = desk.counter.window.windowHandle()
    assert window is not None
    window.requestActivate()
    for sign in "ib~012345678905":
        QTest.keyClick(window, code_of(sign))
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_U)
    assert desk.typed == "ibu"
    assert desk.sent() == [SCAN]


def test_keys_of_another_window_are_not_looked_at(desk: Desk) -> None:
    desk.counter.show("sale-empty")
    other = EntryField(desk.counter.window._look, desk.counter.window._presses)
    QTest.keyClicks(other, "~012345678905")
    assert other.text() == "~012345678905"
    assert desk.sent() == []


# --- by the timing alone


def test_without_a_prefix_a_person_is_a_moment_late_and_loses_nothing(counter: Counter) -> None:
    desk = Desk(counter, prefix="")
    counter.show("sale-empty")
    desk.type("ibuprofen", gap=0.09)
    assert desk.typed == "ibuprofe"
    desk.wait(0.06)
    assert desk.typed == "ibuprofen"
    desk.key(Qt.Key.Key_Return, "\r", gap=0.2)
    assert desk.sent() == [FieldSubmitted("search", "ibuprofen")]


def test_without_a_prefix_a_fast_run_of_keys_is_a_scan(counter: Counter) -> None:
    desk = Desk(counter, prefix="")
    counter.show("sale-empty")
    desk.type("012345678905").key(Qt.Key.Key_Return, "\r")
    assert desk.counter.asked() == [SCAN]
    assert desk.typed == ""


def test_the_set_up_barcode_is_read_at_the_window(counter: Counter) -> None:
    desk = Desk(counter, prefix="")
    counter.show("sale-empty")
    desk.key(Qt.Key.Key_F13).type("RXLANE-SETUP").key(Qt.Key.Key_Return, "\r")
    assert desk.sent() == [PrefixTaught("F13")]
    desk.wait().key(Qt.Key.Key_F13).type("012345678905").key(Qt.Key.Key_Return, "\r")
    assert desk.sent()[1:] == [SCAN]


def test_a_program_that_was_busy_does_not_take_a_typist_for_a_scanner(counter: Counter) -> None:
    """The keys were pressed slowly, and arrive all at once."""
    desk = Desk(counter, prefix="")
    counter.show("sale-empty")
    desk.type("i", gap=0.5).wait(0.06)
    started = counter.now
    window = counter.window.windowHandle()
    counter.now += 2.0
    for at, sign in enumerate("buprofen", 1):
        event = QKeyEvent(QEvent.Type.KeyPress, code_of(sign), NONE, sign)
        event.setTimestamp(int((started + at * 0.2) * 1000))
        QApplication.sendEvent(window, event)
    desk.wait()
    assert desk.typed == "ibuprofen"
    assert desk.sent() == []


def test_the_time_that_settles_comes_by_itself(counter: Counter, qtbot: QtBot) -> None:
    counter.show("sale-empty")
    scanner = KeyboardScanner(replace(SETTINGS, scanner_kind=ScannerKind.KEYBOARD))
    counter.window._now = time.monotonic
    counter.window.watch_keys(scanner)
    QTest.keyClick(focused(counter.window), Qt.Key.Key_A)
    entry = counter.window.keyboard.entry
    assert entry is not None
    qtbot.waitUntil(lambda: entry.text() == "a", timeout=5000)


# --- whatever comes in whatever order


PERSON = st.lists(
    st.tuples(st.sampled_from("abcxyz 0123456789.,-"), st.floats(0.12, 0.5)),
    min_size=1,
    max_size=6,
)
"""Keys at the pace of hands: later than any scanner's."""
SCANNER = st.tuples(
    st.text("0123456789ABC-]", min_size=4, max_size=16).filter(lambda label: label[0] != "]"),
    st.sampled_from(sorted(ENDS)),
    st.floats(0.001, 0.05),
)


@pytest.fixture(scope="module")
def shared(qapp: QApplication) -> Iterator[Counter]:
    made = Counter()
    made.window.resize(1366, 768)
    made.window.show()
    yield made
    made.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(PERSON, SCANNER), max_size=6), st.sampled_from(["~", ""]))
def test_scans_and_typing_in_any_order_never_touch_each_other(
    shared: Counter,
    happened: list[list[tuple[str, float]] | tuple[str, str, float]],
    prefix: str,
) -> None:
    shared.show("sale-empty")
    desk = Desk(shared, prefix)
    assert shared.window.keyboard.entry is not None
    shared.window.keyboard.entry.clear()
    letters, scans = "", 0
    for each in happened:
        if isinstance(each, list):
            for sign, gap in each:
                desk.type(sign, gap)
                letters += sign
        else:
            label, end, gap = each
            desk.wait(0.5).scan(label, end, gap)
            scans += 1
    desk.wait()
    assert desk.typed == letters
    told = [each for each in desk.sent() if isinstance(each, CodeScanned | ScanRefused)]
    assert len(told) == len(desk.sent()) == scans


def test_alt_types_nothing_and_altgr_does() -> None:
    held = Qt.KeyboardModifier
    for modifiers, text in (
        (held.AltModifier, ""),
        (held.MetaModifier, ""),
        (held.AltModifier | held.ControlModifier, "@"),
        (held.ShiftModifier, "@"),
    ):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_At, modifiers, "@")
        assert typed_key(event).text == text
