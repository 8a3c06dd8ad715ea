"""A lane's settings are taken as written, or refused with the place and the reason."""

from pathlib import Path

import pytest

from terminal.app.faults import KnownFault
from terminal.paths import resource_root
from terminal.setup_files import load_settings, load_tax_table

EXAMPLE = (resource_root() / "resources" / "settings" / "example.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_lane(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, EXAMPLE))
    assert (settings.lane, settings.store.name) == ("1", "Your Pharmacy")


def test_a_lane_without_a_file_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(KnownFault, match="not set up yet"):
        load_settings(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('lane = "1"', 'lain = "1"', "no setting lain"),
        ('card_terminal = ""', 'card_termnal = ""', "no setting devices.card_termnal"),
        ('scanner = ""', 'scanner = "serial:/dev/ttyACM0?baud=12345"', "baud"),
        ('lane = "1"', 'lane = "123"', "one or two letters or digits"),
        ('time_zone = "America/Chicago"', 'time_zone = "Mars/Base"', "Mars/Base"),
        ('theme = "light"', "theme = 7", "theme"),
        ('rounding = "off"', 'rounding = "up"', "up"),
        ('scanner_prefix = ""', 'scanner_prefix = "~"', 'for scanner_kind = "keyboard" alone'),
        ("rx_masks = []", "rx_masks = ['(?P<rx>\\d{6']", "is no pattern"),
        ("rx_masks = []", "rx_masks = ['(?P<rx>(\\d+)+)']", "could take too long"),
        ("rx_masks = []", "rx_masks = ['\\d{6}']", "has no group"),
        ('lane = "1"', 'lane = "1', "line 3"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    assert right in EXAMPLE
    with pytest.raises(KnownFault, match=r"settings.toml has a mistake") as refused:
        load_settings(written(tmp_path, EXAMPLE.replace(right, wrong)))
    assert reason in refused.value.message


def test_a_state_without_tax_rules_is_refused() -> None:
    with pytest.raises(KnownFault, match="No sales tax rules for US-ZZ"):
        load_tax_table("US-ZZ")


def test_a_tax_file_with_a_mistake_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tax.toml"
    path.write_text('[[rule]]\njurisdiction = "US-TX"\nrate_ppm = "many"\n', encoding="utf-8")
    with pytest.raises(KnownFault, match=r"tax.toml has a mistake"):
        load_tax_table("US-TX", path)
