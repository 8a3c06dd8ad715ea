"""A word of another party: kept under the store's secret, given back whole or not at all."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.app.effects import Secret
from terminal.vault import sealed_word as kept
from terminal.vault.faults import SealedWordUnusable
from terminal.vault.sealed_word import PHMS, TERMINAL
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault

PASSPHRASE = "Blue heron, 7 reeds!"
SECRET = StoreSecret(bytes(range(32)))


def vault(folder: Path) -> Vault:
    return Vault(folder / "store.db", demo=False)


def test_nobody_set_one(tmp_path: Path) -> None:
    assert vault(tmp_path).word(TERMINAL, SECRET) is None
    assert not vault(tmp_path).has_word(TERMINAL)
    assert list(tmp_path.iterdir()) == []


def test_what_was_set_last_comes_back(tmp_path: Path) -> None:
    vault(tmp_path).keep_word(TERMINAL, SECRET, Secret("an older one"))
    vault(tmp_path).keep_word(TERMINAL, SECRET, Secret(PASSPHRASE))
    assert vault(tmp_path).has_word(TERMINAL)
    assert vault(tmp_path).word(TERMINAL, SECRET) == Secret(PASSPHRASE)


def test_it_is_not_on_the_disk_in_the_clear_and_for_this_user_only(tmp_path: Path) -> None:
    vault(tmp_path).keep_word(TERMINAL, SECRET, Secret(PASSPHRASE))
    (file,) = tmp_path.iterdir()
    assert file.name == "store.db.terminal"
    assert PASSPHRASE.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_in_no_repr() -> None:
    assert PASSPHRASE not in repr(Secret(PASSPHRASE))


def test_the_same_passphrase_is_never_written_the_same_way(tmp_path: Path) -> None:
    for name in ("one", "other"):
        kept.keep(TERMINAL, tmp_path / name, SECRET, Secret(PASSPHRASE))
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("text", ["", "caf\u00e9", "two\nlines", "x" * 257])
def test_what_cannot_be_one_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(SealedWordUnusable, match="cannot be this") as refused:
        vault(tmp_path).keep_word(TERMINAL, SECRET, Secret(text))
    assert not text or text not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@given(content=st.binary(max_size=300))
def test_a_damaged_file_says_what_to_do(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("kept") / "store.db.terminal"
    file.write_bytes(content)
    with pytest.raises(SealedWordUnusable, match="rxlane key terminal"):
        kept.read(TERMINAL, file, SECRET)


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_gives_the_same_passphrase_or_none(
    tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    file = tmp_path_factory.mktemp("kept") / "store.db.terminal"
    kept.keep(TERMINAL, file, SECRET, Secret(PASSPHRASE))
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= flip
    file.write_bytes(content)
    with contextlib.suppress(SealedWordUnusable):
        assert kept.read(TERMINAL, file, SECRET) == Secret(PASSPHRASE)


def test_the_file_of_another_store_does_not_open(tmp_path: Path) -> None:
    vault(tmp_path).keep_word(TERMINAL, SECRET, Secret(PASSPHRASE))
    with pytest.raises(SealedWordUnusable, match="belongs to another store"):
        vault(tmp_path).word(TERMINAL, StoreSecret.new())


def test_its_key_tells_nothing_of_the_others() -> None:
    keys = {SECRET.key_of(word.label) for word in (TERMINAL, PHMS)}
    others = {SECRET.database_key(), SECRET.signing_key().private_bytes_raw()}
    assert len(keys | others) == 4


def test_the_file_of_one_word_is_not_read_as_another(tmp_path: Path) -> None:
    vault(tmp_path).keep_word(PHMS, SECRET, Secret(PASSPHRASE))
    PHMS.of(tmp_path / "store.db").rename(TERMINAL.of(tmp_path / "store.db"))
    with pytest.raises(SealedWordUnusable):
        vault(tmp_path).word(TERMINAL, SECRET)


def test_a_token_may_be_long(tmp_path: Path) -> None:
    token = Secret("x" * 4096)
    vault(tmp_path).keep_word(PHMS, SECRET, token)
    assert vault(tmp_path).word(PHMS, SECRET) == token
