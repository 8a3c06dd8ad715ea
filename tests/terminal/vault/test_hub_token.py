"""A lane's token for the store hub: kept under the store's secret, whole or not at all."""

from pathlib import Path

import pytest

from terminal.app.effects import Secret
from terminal.vault.hub_token import hub_token, hub_token_file, keep_hub_token
from terminal.vault.secret import StoreSecret

TOKEN = Secret("a" * 64)
SECRET = StoreSecret(bytes(range(32)))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def test_what_was_kept_last_comes_back_and_is_not_in_the_clear(store: Path) -> None:
    assert hub_token(store, SECRET) is None
    keep_hub_token(store, SECRET, Secret("an older one"))
    keep_hub_token(store, SECRET, TOKEN)
    assert hub_token(store, SECRET) == TOKEN
    file = hub_token_file(store)
    assert list(store.parent.iterdir()) == [file]
    assert file.stat().st_mode & 0o077 == 0
    assert TOKEN.text.encode() not in file.read_bytes()


def test_another_store_cannot_read_it(store: Path) -> None:
    keep_hub_token(store, SECRET, TOKEN)
    assert hub_token(store, StoreSecret(bytes(32))) is None


def test_a_damaged_file_is_as_good_as_none(store: Path) -> None:
    keep_hub_token(store, SECRET, TOKEN)
    file = hub_token_file(store)
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert hub_token(store, SECRET) is None
        file.write_bytes(whole[:at])
        assert hub_token(store, SECRET) is None
