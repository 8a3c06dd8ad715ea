"""Where a store's key may lie, what opens it again, and what never happens silently."""

import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.store.faults import WrongKey
from terminal.store.store import Store
from terminal.vault import recovery_code
from terminal.vault.faults import (
    KeyFileDamaged,
    KeyMissing,
    KeyringUnusable,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryCode,
)
from terminal.vault.keyring_door import unusable, within
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import KeptIn, Opened, PassphraseNeeded, Vault

PASSPHRASE = "seven tablets before noon"


class FakeKeyring:
    """Keeps texts in memory; `locked` makes it answer as a locked one does."""

    def __init__(self, *, locked: bool = False) -> None:
        self.kept: dict[str, str] = {}
        self.locked = locked

    def get(self, name: str) -> str | None:
        if self.locked:
            raise unusable("It is locked.")
        return self.kept.get(name)

    def set(self, name: str, text: str) -> None:
        if self.locked:
            raise unusable("It is locked.")
        self.kept[name] = text


GREEDY = (
    b'{"format":"rxlane wrapped secret","version":1,"door":"passphrase",'
    b'"memory_kib":999999999,"iterations":3,"lanes":4,"salt":"AAAAAAAAAAAAAAAAAAAAAA==",'
    b'"nonce":"AAAAAAAAAAAAAAAA","wrapped":""}'
)
"""A key file that would take all memory before it is found to be wrong."""


def opened(found: Opened | PassphraseNeeded) -> Opened:
    assert isinstance(found, Opened)
    return found


def make_store(path: Path, secret: StoreSecret, *, demo: bool = False) -> None:
    Store.open(path, secret.database_key(), demo=demo, bug=_no_bug).close()


def _no_bug(error: BaseException) -> None:
    raise error


def test_the_keyring_keeps_the_key_and_gives_it_back(tmp_path: Path) -> None:
    path, keyring = tmp_path / "store.db", FakeKeyring()
    first = opened(Vault(path, demo=False, keyring=keyring).open())
    assert (first.kept_in, first.new) == (KeptIn.KEYRING, True)
    make_store(path, first.secret)
    again = opened(Vault(path, demo=False, keyring=keyring).open())
    assert (again.secret, again.new) == (first.secret, False)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["store.db", "store.db.lock"]


def test_no_keyring_means_a_passphrase_and_never_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    vault = Vault(path, demo=False, keyring=FakeKeyring(locked=True))
    assert vault.open() == PassphraseNeeded(new=True, why="It is locked.")
    assert list(tmp_path.iterdir()) == []
    secret = vault.choose(PASSPHRASE).secret
    make_store(path, secret)
    assert vault.open() == PassphraseNeeded(new=False, why="It is locked.")
    assert vault.unlock(PASSPHRASE).secret == secret
    key_file = path.with_name("store.db.key")
    assert secret.raw not in key_file.read_bytes()
    assert key_file.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_opens_nothing_and_is_not_kept(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring(locked=True))
    vault.choose(PASSPHRASE)
    with pytest.raises(WrongPassphrase) as refused:
        vault.unlock(PASSPHRASE + " ")
    assert PASSPHRASE not in str(refused.value)


def test_a_passphrase_is_the_same_from_any_keyboard(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring(locked=True))
    secret = vault.choose("caf\u00e9 au lait chaud").secret
    assert vault.unlock("cafe\u0301 au lait chaud").secret == secret


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring(locked=True))
    with pytest.raises(WeakPassphrase):
        vault.choose("short")
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_its_key_is_never_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    make_store(path, StoreSecret.new())
    for keyring in (FakeKeyring(), FakeKeyring(locked=True)):
        vault = Vault(path, demo=False, keyring=keyring)
        with pytest.raises(KeyMissing, match="recovery code"):
            vault.open()
        with pytest.raises(KeyMissing):
            vault.choose(PASSPHRASE)
        assert keyring.kept == {}


def test_the_printed_code_brings_the_key_back(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    lost = Vault(path, demo=False, keyring=FakeKeyring())
    secret = opened(lost.open()).secret
    make_store(path, secret)
    older = lost.make_recovery_code(secret)
    code = lost.make_recovery_code(secret)
    after = Vault(path, demo=False, keyring=FakeKeyring())
    with pytest.raises(KeyMissing):
        after.open()
    assert after.recover(code.lower().replace("-", " ")) == secret
    with pytest.raises(WrongRecoveryCode, match="not belong"):
        after.recover(older)
    after.keep(secret)
    assert opened(after.open()).secret == secret


def test_a_code_without_its_file_says_so(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring())
    with pytest.raises(KeyMissing, match="No recovery code was ever made"):
        vault.recover(recovery_code.new_code())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"{" * 5000,
        b'{"format": "other"}',
        GREEDY,
    ],
)
def test_a_damaged_key_file_is_told_apart_from_a_wrong_passphrase(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "store.db.key").write_bytes(content)
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring(locked=True))
    with pytest.raises(KeyFileDamaged):
        vault.unlock(PASSPHRASE)


def test_a_weakened_key_file_does_not_open(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "store.db", demo=False, keyring=FakeKeyring(locked=True))
    vault.choose(PASSPHRASE)
    file = tmp_path / "store.db.key"
    file.write_bytes(file.read_bytes().replace(b'"iterations": 3', b'"iterations": 1'))
    with pytest.raises(WrongPassphrase):
        vault.unlock(PASSPHRASE)


def test_a_demo_may_keep_its_key_in_a_file_and_a_real_store_does_not_read_it(
    tmp_path: Path,
) -> None:
    path, locked = tmp_path / "store.db", FakeKeyring(locked=True)
    first = opened(Vault(path, demo=True, keyring=locked).open())
    assert (first.kept_in, first.new) == (KeptIn.DEMO_FILE, True)
    assert b"DEMO" in path.with_name("store.db.demo-key").read_bytes()
    again = opened(Vault(path, demo=True, keyring=FakeKeyring()).open())
    assert again.secret == first.secret
    make_store(path, first.secret, demo=True)
    with pytest.raises(KeyMissing):
        Vault(path, demo=False, keyring=locked).open()


def test_the_derived_keys_are_independent_and_stable() -> None:
    secret = StoreSecret(bytes(32))
    assert secret.database_key() == StoreSecret(bytes(32)).database_key()
    assert secret.database_key() != secret.signing_key().private_bytes_raw()
    assert secret.raw not in (secret.database_key(), secret.signing_key().private_bytes_raw())
    assert repr(secret) == "StoreSecret()"


def test_another_secret_does_not_open_the_store(tmp_path: Path) -> None:
    make_store(tmp_path / "store.db", StoreSecret.new())
    with pytest.raises(WrongKey):
        make_store(tmp_path / "store.db", StoreSecret.new())


# --- time limits


def test_a_keyring_that_blocks_is_left_behind() -> None:
    never = threading.Event()
    began = time.monotonic()
    with pytest.raises(KeyringUnusable, match="did not answer in time"):
        within(0.05, lambda: never.wait(30))
    assert time.monotonic() - began < 5
    never.set()


def test_a_bug_of_ours_is_not_blamed_on_the_keyring() -> None:
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


# --- the code on paper


def test_a_code_looks_as_printed() -> None:
    code = recovery_code.new_code()
    assert len(code) == 34
    assert recovery_code.parse(code) == code.replace("-", "").encode()
    assert recovery_code.new_code() != code


@given(st.integers(0, 27), st.sampled_from(recovery_code.ALPHABET))
def test_any_one_slip_is_found_in_its_group(place: int, character: str) -> None:
    plain = recovery_code.new_code().replace("-", "")
    typed = plain[:place] + character + plain[place + 1 :]
    if typed == plain:
        assert recovery_code.parse(typed)
    else:
        with pytest.raises(WrongRecoveryCode, match=f"Group {place // 4 + 1} "):
            recovery_code.parse(typed)


@given(st.integers(0, 26))
def test_swapped_neighbours_are_found(place: int) -> None:
    plain = recovery_code.new_code().replace("-", "")
    typed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if typed != plain:
        with pytest.raises(WrongRecoveryCode):
            recovery_code.parse(typed)


def test_swapped_groups_are_found() -> None:
    groups = recovery_code.new_code().split("-")
    if groups[2] != groups[5]:
        groups[2], groups[5] = groups[5], groups[2]
        with pytest.raises(WrongRecoveryCode, match="Group 3"):
            recovery_code.parse("-".join(groups))


def test_what_people_write_for_what_is_printed() -> None:
    data = "01V"
    group = data + recovery_code.check_character(data, 0)
    rest = recovery_code.new_code().split("-")[1:]
    typed = "-".join([group, *rest])
    assert recovery_code.parse(typed.replace("0", "o").replace("1", "l")) == recovery_code.parse(
        typed
    )
