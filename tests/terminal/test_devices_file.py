"""Assigned devices are remembered beside the settings, and laid over them at the next start."""

from dataclasses import replace
from pathlib import Path

import pytest

from terminal.app.faults import KnownFault
from terminal.app.settings import Devices, ScannerKind
from terminal.devices_file import NAME, save_devices
from terminal.paths import resource_root
from terminal.setup_files import SETTINGS_NAME, load_settings

EXAMPLE = (resource_root() / "resources" / "settings" / "example.toml").read_text(encoding="utf-8")


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    path = tmp_path / SETTINGS_NAME
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_what_was_assigned_is_there_at_the_next_start(settings_file: Path) -> None:
    before = load_settings(settings_file)
    assigned = replace(
        before,
        devices=Devices(scanner="usb-serial:0C2E:0B6A:A1", printer="tcp://192.0.2.9:9100"),
        scanner_kind=ScannerKind.HONEYWELL,
    )
    save_devices(settings_file.parent, assigned)
    assert load_settings(settings_file) == assigned
    assert settings_file.read_text(encoding="utf-8") == EXAMPLE


def test_nothing_but_devices_is_written(settings_file: Path) -> None:
    changed = replace(load_settings(settings_file), theme="dark", phms_url="https://x.example/fhir")
    save_devices(settings_file.parent, changed)
    assert load_settings(settings_file).theme == "light"
    assert "example/fhir" not in (settings_file.parent / NAME).read_text(encoding="utf-8")


def test_without_the_file_the_settings_count(settings_file: Path) -> None:
    save_devices(settings_file.parent, load_settings(settings_file))
    (settings_file.parent / NAME).unlink()
    assert load_settings(settings_file).devices == Devices()


@pytest.mark.parametrize("text", ['theme = "dark"\n', "devices = 3\n", "[devices\n", "\xff"])
def test_a_damaged_file_is_refused_by_its_name(settings_file: Path, text: str) -> None:
    (settings_file.parent / NAME).write_text(text, encoding="latin-1")
    with pytest.raises(KnownFault, match=r"devices.toml"):
        load_settings(settings_file)


def test_a_clash_of_both_files_names_the_one_to_delete(settings_file: Path) -> None:
    save_devices(settings_file.parent, load_settings(settings_file))
    typed = EXAMPLE.replace('scanner_kind = "plain"', 'scanner_kind = "keyboard"')
    typed = typed.replace('scanner_prefix = ""', 'scanner_prefix = "~"')
    settings_file.write_text(typed, encoding="utf-8")
    with pytest.raises(KnownFault) as caught:
        load_settings(settings_file)
    assert caught.value.title == "devices.toml does not fit settings.toml"
    assert "delete devices.toml" in caught.value.remedy
    (settings_file.parent / NAME).unlink()
    assert load_settings(settings_file).scanner_prefix == "~"


def test_a_mistake_of_the_settings_is_theirs_beside_assigned_devices_too(
    settings_file: Path,
) -> None:
    save_devices(settings_file.parent, load_settings(settings_file))
    settings_file.write_text(EXAMPLE.replace('theme = "light"', "theme = 7"), encoding="utf-8")
    with pytest.raises(KnownFault, match=r"settings\.toml has a mistake"):
        load_settings(settings_file)


def test_a_nexo_terminal_in_the_settings_outlives_an_assigned_pax_terminal(
    settings_file: Path,
) -> None:
    before = load_settings(settings_file)
    assigned = replace(before, devices=Devices(card_terminal="tcp://192.0.2.8:10009"))
    save_devices(settings_file.parent, assigned)
    nexo = (
        EXAMPLE.replace('card_terminal_kind = "pax"', 'card_terminal_kind = "nexo"')
        + """
[nexo]
address = "https://192.0.2.12:8443/nexo"
poi_id = "V400m-123456789"
key_identifier = "lane-key"
key_version = 1
certificate = "terminal.pem"
"""
    )
    settings_file.write_text(nexo, encoding="utf-8")
    assert load_settings(settings_file).devices.card_terminal == ""
