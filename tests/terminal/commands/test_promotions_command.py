"""`rxlane promotions`: a manager sees what holds, and each mistake with its line."""

from datetime import date
from pathlib import Path

import pytest

from terminal.app.faults import KnownFault
from terminal.commands.promotions import check_promotions, list_promotions
from terminal.promotion_files import FILE_NAME, example


def test_a_good_file_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_promotions(example(), None) == 0
    assert "4 promotions, none with a mistake." in capsys.readouterr().out


def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example().read_text(encoding="utf-8").replace("units = 3 ", "units = 0 ")
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    assert check_promotions(None, tmp_path) == 1
    told = capsys.readouterr().out
    assert "promotions.toml, line 11: " in told
    assert "the last good file holds" in told


def test_a_store_without_a_file_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KnownFault) as told:
        check_promotions(None, tmp_path)
    assert "example.toml" in told.value.remedy


def test_what_holds_on_a_day_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE_NAME).write_bytes(example().read_bytes())
    list_promotions(tmp_path, date(2027, 1, 1))
    told = capsys.readouterr().out
    assert "3 for 5.00" in told
    assert "over" in told
    assert "buy 2, 1 at 100 % off, each item for itself, 2 times a ticket" in told
