"""What the doctor says of a lane and its store hub."""

from pathlib import Path

import pytest

from sync.hub.authority import make_authority
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.commands.doctor import _hub
from terminal.hub_file import AUTHORITY_NAME, NAME, joined_hub, save_hub
from terminal.store.store import utc_now
from terminal.vault.sealed_word import HUB
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def joined(store: Path) -> None:
    import ssl

    authority = make_authority(utc_now()).certificate.decode()
    der = ssl.PEM_cert_to_DER_cert(authority)
    save_hub(store.parent, "https://192.0.2.10:8447/", "2", der)


def test_a_lane_alone_is_well(store: Path) -> None:
    assert _hub(store).startswith("none")


def test_a_lane_that_joined_names_its_hub(store: Path) -> None:
    joined(store)
    Vault(store, demo=False).keep_word(HUB, StoreSecret(bytes(32)), Secret("token"))
    assert _hub(store) == "lane 2 of https://192.0.2.10:8447/"


def test_a_lost_token_is_told_with_the_way_out(store: Path) -> None:
    joined(store)
    with pytest.raises(KnownFault) as told:
        _hub(store)
    assert "rxlane hub add-lane 2" in told.value.remedy


@pytest.mark.parametrize("file", [NAME, AUTHORITY_NAME])
def test_a_damaged_file_is_never_passed_over(store: Path, file: str) -> None:
    joined(store)
    (store.parent / file).write_text("damaged")
    with pytest.raises(KnownFault, match="cannot be read"):
        joined_hub(store.parent)
