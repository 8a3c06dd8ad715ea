"""The mail server's password and the gateway's key beside the store: each sealed for itself."""

from pathlib import Path

import pytest

from terminal.app.effects import Secret
from terminal.vault.faults import LinePasswordUnusable
from terminal.vault.line_password import MAX_LENGTH, Line, keep, read
from terminal.vault.secret import StoreSecret

SECRET = StoreSecret.new()


@pytest.mark.parametrize("line", list(Line))
def test_what_was_kept_is_read_again_and_stands_nowhere(tmp_path: Path, line: Line) -> None:
    file = tmp_path / "store.db.x"
    keep(file, SECRET, line, Secret("hunter2 ñ"))
    assert read(file, SECRET, line).text == "hunter2 ñ"
    assert b"hunter2" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    keep(file, SECRET, line, Secret("newer"))
    assert read(file, SECRET, line).text == "newer"


def test_in_the_others_place_of_another_store_or_damaged_it_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "store.db.mail"
    keep(file, SECRET, Line.MAIL, Secret("hunter2"))
    with pytest.raises(LinePasswordUnusable, match="texts cannot be read"):
        read(file, SECRET, Line.TEXTS)
    with pytest.raises(LinePasswordUnusable):
        read(file, StoreSecret.new(), Line.MAIL)
    file.write_bytes(file.read_bytes()[:9])
    with pytest.raises(LinePasswordUnusable) as told:
        read(file, SECRET, Line.MAIL)
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("text", ["", "a\nb", "x" * (MAX_LENGTH + 1)])
def test_what_cannot_be_a_password_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(LinePasswordUnusable):
        keep(tmp_path / "file", SECRET, Line.MAIL, Secret(text))
