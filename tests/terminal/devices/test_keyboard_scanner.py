"""A scanner that types: keys in, keys and scans out, in the order in which they came."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers.counter import SETTINGS
from terminal.app.faults import KnownFault
from terminal.app.inputs import CodeScanned, Input, PrefixTaught, ScanSeen, ScanTurnedAway
from terminal.app.ports import TypedKey
from terminal.app.settings import ScannerKind
from terminal.devices.keyboard_scanner import KeyboardScanner, check_scanner
from terminal.domain.barcode import EntryMethod, GtinCode, NotUnderstood, gtin
from terminal.setup_files import PREFIX_NAME, keep_scanner_prefix, with_kept_prefix

TYPING = replace(SETTINGS, scanner_kind=ScannerKind.KEYBOARD)
SOAP = gtin("012345678905")
ENTER = TypedKey("\r", "Return")


class Desk:
    """Somebody who types, with a scanner beside."""

    def __init__(self, prefix: str = "~") -> None:
        self.scanner = KeyboardScanner(replace(TYPING, scanner_prefix=prefix))
        self.scanner.arm(armed=True)
        self.now = 50.0
        self.got: list[str | Input] = []

    def press(self, *keys: TypedKey, gap: float = 0.01) -> "Desk":
        for key in keys:
            self.now += gap
            self._take(*self.scanner.press(key, self.now))
        return self

    def type(self, text: str, gap: float = 0.01) -> "Desk":
        return self.press(*(TypedKey(sign) for sign in text), gap=gap)

    def wait(self) -> "Desk":
        deadline = self.scanner.deadline()
        if deadline is not None:
            self.now = deadline
            self._take(*self.scanner.settle(self.now))
        return self

    def _take(self, *told: TypedKey | Input) -> None:
        self.got += [
            each.text or each.name if isinstance(each, TypedKey) else each for each in told
        ]


def test_a_scan_stands_in_its_place_between_the_keys() -> None:
    desk = Desk().type("a").type("~012345678905").press(ENTER).type("b")
    assert desk.got == ["a", CodeScanned(GtinCode((SOAP,))), "b"]


@pytest.mark.parametrize(
    ("prefix", "key"), [("STX", TypedKey("\x02")), ("F13", TypedKey("", "F13"))]
)
def test_the_prefix_is_as_the_settings_write_it(prefix: str, key: TypedKey) -> None:
    desk = Desk(prefix).press(key).type("012345678905").press(ENTER)
    assert desk.got == [CodeScanned(GtinCode((SOAP,)))]


def test_disarmed_a_scan_is_turned_away() -> None:
    desk = Desk()
    desk.scanner.arm(armed=False)
    assert desk.type("~012345678905").press(ENTER).got == [ScanTurnedAway()]


def test_a_new_scanner_begins_disarmed() -> None:
    desk = Desk()
    desk.scanner = KeyboardScanner(replace(TYPING, scanner_prefix="~"))
    assert desk.type("~012345678905").press(ENTER).got == [ScanTurnedAway()]


def test_a_card_is_refused_with_the_way_out() -> None:
    desk = Desk().type("~@").press(ENTER).type("ANSI 636000090001DL00310028DLDAQD12345678")
    desk.press(ENTER).type("DBB01311970").wait()
    (told,) = desk.got
    assert isinstance(told, CodeScanned)
    assert isinstance(told.meaning, NotUnderstood)
    assert "cannot read an ID card" in told.meaning.title


def test_a_lot_is_not_believed() -> None:
    desk = Desk().type("~]d20112345678901231" + "10ABC12321SER1").press(ENTER)
    assert desk.got == [CodeScanned(GtinCode((gtin("12345678901231"),)))]


def test_the_set_up_barcode_is_told_as_the_settings_write_it() -> None:
    desk = Desk("").press(TypedKey("\x02")).type("RXLANE-SETUP").press(ENTER)
    assert desk.got == ["\x02", PrefixTaught("STX")]
    desk.now += 1
    assert desk.press(TypedKey("\x02")).type("012345678905").press(ENTER).got[2:] == [
        CodeScanned(GtinCode((SOAP,)))
    ]


def test_what_was_typed_by_a_scanner_is_shown_as_such() -> None:
    desk = Desk()
    desk.scanner.watch(on=True)
    seen, _ = desk.type("~012345678905").press(ENTER).got
    assert seen == ScanSeen(EntryMethod.WEDGE, "", "012345678905", "an item's code")


# --- the prefix in the settings, and the one that was learned


@pytest.mark.parametrize("prefix", ["a", "7", " ", "Enter", "~~", "F99"])
def test_a_prefix_that_people_type_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="nobody types"):
        check_scanner(replace(TYPING, scanner_prefix=prefix))


def test_a_prefix_of_another_kind_of_scanner_is_refused() -> None:
    with pytest.raises(ValueError, match="keyboard"):
        check_scanner(replace(SETTINGS, scanner_prefix="~"))


@pytest.mark.parametrize("prefix", ["", "~", "STX", "F13"])
def test_a_prefix_that_nobody_types_is_taken(prefix: str) -> None:
    check_scanner(replace(TYPING, scanner_prefix=prefix))


def test_a_prefix_that_was_learned_is_there_at_the_next_start(tmp_path: Path) -> None:
    assert with_kept_prefix(TYPING, tmp_path) == TYPING
    keep_scanner_prefix(tmp_path, "F13")
    assert with_kept_prefix(TYPING, tmp_path).scanner_prefix == "F13"
    assert with_kept_prefix(SETTINGS, tmp_path) == SETTINGS
    written = replace(TYPING, scanner_prefix="~")
    assert with_kept_prefix(written, tmp_path) == written


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / PREFIX_NAME).write_bytes(b"a\xff")
    assert with_kept_prefix(TYPING, tmp_path) == TYPING


def test_a_prefix_that_cannot_be_kept_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(KnownFault) as fault:
        keep_scanner_prefix(tmp_path / "missing", "~")
    assert 'scanner_prefix = "~"' in fault.value.remedy
