"""The key that the PhMS lets this lane in with: typed on a console, kept sealed, used as told."""

from pathlib import Path

import pytest

from features.console import ROOT, at_console, piped
from terminal.commands.counter import word_of
from terminal.vault.sealed_word import PHMS
from terminal.vault.vault import Vault

STORE_PASSPHRASE = "seven tablets before noon"
KEY = "not-a-real-token.0123456789"
OPENS = ("Passphrase: ", STORE_PASSPHRASE)
URL = "https://192.0.2.15/fhir/"
ASKED = f"Key of the PhMS at {URL}: "
EXAMPLE = (ROOT / "resources" / "settings" / "example.toml").read_text("utf-8")


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    """A real lane with a PhMS, on a machine without a keyring."""
    told = EXAMPLE.replace('phms_url = ""', f'phms_url = "{URL}"')
    (tmp_path / "settings.toml").write_text(told, "utf-8")
    words = ("staff", "add", "14", "J. Doe", "--role", "manager", "--folder", str(tmp_path))
    chosen = ("Choose a passphrase: ", STORE_PASSPHRASE)
    again = ("Repeat for confirmation: ", STORE_PASSPHRASE)
    pin = ("New PIN of 14, 4 to 12 digits: ", "7351")
    ended = at_console(*words, answers=[chosen, again, pin, ("Repeat for confirmation: ", "7351")])
    assert ended.status == 0, ended.said
    return tmp_path


def test_a_lane_without_a_phms_has_no_key(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(EXAMPLE, "utf-8")
    ended = piped("key", "phms", "--folder", str(tmp_path))
    assert ended.status == 1
    assert "This lane has no PhMS" in ended.said


def test_the_key_is_typed_kept_sealed_and_given_to_the_uplink(lane: Path) -> None:
    refused = piped("key", "phms", "--folder", str(lane), typed=f"{KEY}\n")
    assert (refused.status, "typed on a console" in refused.said) == (1, True)
    ended = at_console("key", "phms", "--folder", str(lane), answers=[OPENS, (ASKED, KEY)])
    assert ended.status == 0, ended.said
    assert "Ctrl+Shift+W" in ended.said
    assert KEY not in ended.said
    assert KEY.encode() not in (lane / "store.db.phms").read_bytes()
    vault = Vault(lane / "store.db", demo=False)
    secret = vault.unlock(STORE_PASSPHRASE).secret
    kept = word_of(vault, PHMS, secret)
    assert kept is not None
    assert kept.text == KEY
    (lane / "store.db.phms").write_text("{}", "utf-8")
    assert word_of(vault, PHMS, secret) is None
