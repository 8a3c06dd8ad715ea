"""The technical log holds codes and nothing of a person."""

import json
from pathlib import Path

import pytest

from terminal.app import inputs as i
from terminal.log import MAX_VALUE, TechnicalLog


def entries(folder: Path) -> list[dict[str, str]]:
    text = (folder / "rxlane.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_device_that_fails_is_written_down(tmp_path: Path) -> None:
    log = TechnicalLog(tmp_path)
    health = i.DeviceHealthChanged(i.DeviceRole.PRINTER, i.Condition.DOWN, "paper out")
    log.happened(health)
    log.close()
    (entry,) = entries(tmp_path)
    assert (entry["event"], entry["device"], entry["detail"]) == ("device", "printer", "paper out")


def test_what_a_person_types_is_never_written(tmp_path: Path) -> None:
    log = TechnicalLog(tmp_path)
    log.happened(i.FieldEdited("answer", "03121984"))
    log.happened(i.FieldSubmitted("pin", "1111"))
    log.close()
    assert entries(tmp_path) == []


def test_a_key_that_is_not_foreseen_is_refused(tmp_path: Path) -> None:
    log = TechnicalLog(tmp_path)
    with pytest.raises(AssertionError):
        log.event("device", patient="anyone")
    log.close()


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    log = TechnicalLog(tmp_path)
    log.event("store", title="x" * 10_000)
    log.close()
    assert len(entries(tmp_path)[0]["title"]) == MAX_VALUE
