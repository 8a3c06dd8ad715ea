"""A lane's token for the store hub: kept under the store's secret, and no stand-in for another."""

from pathlib import Path

from terminal.app.effects import Secret
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault

TOKEN = Secret("a" * 64)
SECRET = StoreSecret(bytes(range(32)))


def vault(folder: Path) -> Vault:
    return Vault(folder / "store.db", demo=False)


def test_what_was_kept_last_comes_back_and_is_not_in_the_clear(tmp_path: Path) -> None:
    assert vault(tmp_path).hub_token(SECRET) is None
    vault(tmp_path).keep_hub_token(SECRET, Secret("an older one"))
    vault(tmp_path).keep_hub_token(SECRET, TOKEN)
    assert vault(tmp_path).hub_token(SECRET) == TOKEN
    (file,) = tmp_path.iterdir()
    assert file.name == "store.db.hub"
    assert file.stat().st_mode & 0o077 == 0
    assert TOKEN.text.encode() not in file.read_bytes()


def test_a_token_that_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    vault(tmp_path).keep_hub_token(SECRET, TOKEN)
    assert vault(tmp_path).hub_token(StoreSecret(bytes(32))) is None
    file = tmp_path / "store.db.hub"
    file.write_bytes(file.read_bytes().replace(b"hub token", b"terminal passphrase"))
    assert vault(tmp_path).hub_token(SECRET) is None


def test_the_terminals_passphrase_is_no_token(tmp_path: Path) -> None:
    vault(tmp_path).keep_terminal_passphrase(SECRET, Secret("Blue heron, 7 reeds!"))
    (tmp_path / "store.db.terminal").rename(tmp_path / "store.db.hub")
    assert vault(tmp_path).hub_token(SECRET) is None
