"""A list is loaded from a file the same way as it is pasted."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from terminal.app.audit_list import MAX_LETTERS, UNREADABLE
from terminal.app.inputs import FieldSubmitted, Input
from terminal.ui.widgets.field import EntryField
from ui_support.counter import Counter
from ui_support.hands import settle, strike


def dialog(counter: Counter) -> QFileDialog | None:
    shown = (each for each in counter.window.findChildren(QFileDialog) if each.isVisible())
    return next(shown, None)


def loaded(counter: Counter, path: Path) -> list[Input]:
    counter.show("audit")
    strike(counter.window, Qt.Key.Key_F5)
    asked = dialog(counter)
    assert asked is not None
    asked.fileSelected.emit(str(path))
    return [each for each in counter.asked() if isinstance(each, FieldSubmitted)]


def test_a_file_is_submitted_as_if_it_was_pasted(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xef\xbb\xbf6012345\r\n6012301-02\r\n")
    assert loaded(counter, path) == [FieldSubmitted("list", "6012345\n6012301-02\n")]


def test_what_windows_calls_unicode_text_is_submitted_too(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("6012345\n", encoding="utf-16")
    assert loaded(counter, path) == [FieldSubmitted("list", "6012345\n")]


def test_a_file_that_is_no_text_is_told_apart(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04\xff6012345")
    assert loaded(counter, path) == [FieldSubmitted("list", UNREADABLE)]


def test_a_file_that_cannot_be_opened_is_told_too(counter: Counter, tmp_path: Path) -> None:
    assert loaded(counter, tmp_path / "gone.txt") == [FieldSubmitted("list", UNREADABLE)]


def test_no_more_is_read_than_a_list_can_have(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "video.txt"
    path.write_bytes(b"9" * (2 * MAX_LETTERS))
    (submitted,) = loaded(counter, path)
    assert isinstance(submitted, FieldSubmitted)
    assert len(submitted.text) == MAX_LETTERS


def test_the_dialog_goes_with_the_page(counter: Counter) -> None:
    counter.show("audit")
    strike(counter.window, Qt.Key.Key_F5)
    assert dialog(counter) is not None
    counter.show("sign-in")
    settle()
    assert dialog(counter) is None


def test_a_long_list_can_be_pasted(counter: Counter) -> None:
    counter.show("audit")
    (field,) = [e for e in counter.window.findChildren(EntryField) if e.field.name == "list"]
    assert field.maxLength() == MAX_LETTERS
