"""Where a store's secret is: the keyring; else a passphrase; a recovery code in an emergency.

Rules that hold here:

1. A real store's secret is never written to a disk in the clear.
2. The keyring is asked first. Where it cannot be used, a person is asked for a passphrase; a
   passphrase may also be added beside the keyring.
3. A store without its key is a fault, never a reason to begin a new one.
4. A demo's secret may lie in a file inside the demo's folder, named as what it is: it protects
   invented people, and the store itself is marked as a demo too.

Files beside `store.db`: `store.db.key` (passphrase), `store.db.recovery` (recovery code),
`store.db.demo-key` (demo only), `store.db.terminal` (the card terminal's own passphrase).
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from terminal.app.effects import Secret
from terminal.vault import recovery_code, terminal_passphrase
from terminal.vault.faults import (
    KeyringUnusable,
    WeakPassphrase,
    WrongPassphrase,
    key_file_damaged,
    key_missing,
)
from terminal.vault.keyring_door import KeyStore, OsKeyring, unusable
from terminal.vault.secret import StoreSecret
from terminal.vault.wrapping import PASSPHRASE_COST, unwrap, wrap, write_private

MIN_PASSPHRASE: Final = 12
"""Characters. With 100 ms and 64 MiB a guess, twelve characters of a sentence outlast the data."""
MAX_PASSPHRASE: Final = 1024
_DEMO_WARNING: Final = "# Rxlane DEMO key: guards invented people only. Never use for a real store."


class KeptIn(Enum):
    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105  the name of a place
    DEMO_FILE = "demo file"


@dataclass(frozen=True, slots=True)
class Opened:
    """The secret is at hand. `new`: it was made just now, for a store that is still to be made."""

    secret: StoreSecret
    kept_in: KeptIn
    new: bool = False


@dataclass(frozen=True, slots=True)
class PassphraseNeeded:
    """Ask for a passphrase. `new`: choose one (`choose`), else open with it (`unlock`)."""

    new: bool
    why: str


class Vault:
    """The secret of the store at one path."""

    def __init__(self, store: Path, *, demo: bool, keyring: KeyStore | None = None) -> None:
        self._store = store.absolute()
        self._demo = demo
        self._keyring = OsKeyring() if keyring is None else keyring

    def open(self) -> Opened | PassphraseNeeded:
        """Find the secret, or make it when there is no store yet. May take `TIMEOUT_S`.

        Raises `KeyMissing` when the store is there and nothing can open it.
        """
        if self._demo and self._demo_file.exists():
            return Opened(self._read_demo_file(), KeptIn.DEMO_FILE)
        try:
            found = self._from_keyring()
        except KeyringUnusable as trouble:
            return self._without_keyring(trouble)
        if found is not None:
            return Opened(found, KeptIn.KEYRING)
        if self._key_file.exists():
            return PassphraseNeeded(new=False, why="This store is opened with a passphrase.")
        if self._store.exists():
            raise key_missing("The keyring of this user does not hold it.")
        return self._begin_in_keyring()

    def choose(self, passphrase: str) -> Opened:
        """Make the secret of a new store and guard it with `passphrase`."""
        if self._store.exists() or self._key_file.exists():
            raise key_missing("The store exists already; a new key would not open it.")
        secret = StoreSecret.new()
        self.add_passphrase(secret, passphrase)
        return Opened(secret, KeptIn.PASSPHRASE, new=True)

    def unlock(self, passphrase: str) -> Opened:
        """Raises `WrongPassphrase`; what was typed is not kept."""
        secret = unwrap(self._key_file, _phrase(passphrase), "passphrase")
        if secret is None:
            raise WrongPassphrase(
                "The passphrase is wrong",
                "It does not open the key of this store.",
                "Type it again; if it is lost, use the printed recovery code.",
            )
        return Opened(secret, KeptIn.PASSPHRASE)

    def add_passphrase(self, secret: StoreSecret, passphrase: str) -> None:
        """Guard the secret with a passphrase, beside what guards it already."""
        if not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
            raise WeakPassphrase(
                "This passphrase is too short",
                f"It guards patients' data and has at least {MIN_PASSPHRASE} characters.",
                "Choose a sentence of several words.",
            )
        self._make_folder()
        wrap(self._key_file, secret, _phrase(passphrase), "passphrase", PASSPHRASE_COST)

    def make_recovery_code(self, secret: StoreSecret) -> str:
        """A new code to print; an earlier one opens nothing any more."""
        code = recovery_code.new_code()
        self._make_folder()
        phrase = recovery_code.parse(code)
        wrap(self._recovery_file, secret, phrase, "recovery code", PASSPHRASE_COST)
        return code

    def recover(self, typed: str) -> StoreSecret:
        """The secret by the printed code. Raises `WrongRecoveryCode`; then `keep` it again."""
        phrase = recovery_code.parse(typed)
        if not self._recovery_file.exists():
            raise key_missing("No recovery code was ever made for this store.")
        secret = unwrap(self._recovery_file, phrase, "recovery code")
        if secret is None:
            raise recovery_code.of_another_store()
        return secret

    def keep(self, secret: StoreSecret) -> Opened:
        """Put a recovered secret into the keyring. Raises `KeyringUnusable`."""
        self._keyring.set(self._name, secret.to_text())
        if self._from_keyring() != secret:
            raise unusable("It did not give back what it was given.")
        return Opened(secret, KeptIn.KEYRING)

    def keep_terminal_passphrase(self, secret: StoreSecret, passphrase: Secret) -> None:
        """Keep what a card terminal's messages are sealed with; it replaces an earlier one.

        Raises `TerminalPassphraseUnusable` when it cannot be one.
        """
        self._make_folder()
        terminal_passphrase.keep(self._terminal_file, secret, passphrase)

    def terminal_passphrase(self, secret: StoreSecret) -> Secret | None:
        """None: nobody set one. Raises `TerminalPassphraseUnusable` when it cannot be read."""
        if not self._terminal_file.exists():
            return None
        return terminal_passphrase.read(self._terminal_file, secret)

    @property
    def has_terminal_passphrase(self) -> bool:
        return self._terminal_file.exists()

    def travelling_files(self) -> tuple[Path, ...]:
        """What guards the secret beside the store: a backup without them opens with the keyring
        of this very user alone.
        """
        guards = (self._key_file, self._recovery_file, self._demo_file)
        return tuple(file for file in guards if file.exists())

    def _without_keyring(self, trouble: KeyringUnusable) -> Opened | PassphraseNeeded:
        if self._key_file.exists():
            return PassphraseNeeded(new=False, why=trouble.message)
        if self._store.exists():
            raise key_missing(trouble.message) from trouble
        if self._demo:
            return self._begin_in_demo_file()
        return PassphraseNeeded(new=True, why=trouble.message)

    def _from_keyring(self) -> StoreSecret | None:
        text = self._keyring.get(self._name)
        if text is None:
            return None
        try:
            return StoreSecret.from_text(text)
        except ValueError:
            raise key_missing("What the keyring holds for it is not a key.") from None

    def _begin_in_keyring(self) -> Opened | PassphraseNeeded:
        secret = StoreSecret.new()
        try:
            self.keep(secret)
        except KeyringUnusable as trouble:
            return self._without_keyring(trouble)
        return Opened(secret, KeptIn.KEYRING, new=True)

    def _begin_in_demo_file(self) -> Opened:
        assert self._demo, "only a demo's secret may lie in a file"
        secret = StoreSecret.new()
        self._make_folder()
        write_private(self._demo_file, f"{_DEMO_WARNING}\n{secret.to_text()}\n".encode("ascii"))
        return Opened(secret, KeptIn.DEMO_FILE, new=True)

    def _read_demo_file(self) -> StoreSecret:
        lines = self._demo_file.read_text("utf-8", errors="replace").split("\n")
        try:
            return StoreSecret.from_text(lines[1])
        except (IndexError, ValueError):
            raise key_file_damaged(self._demo_file.name, "it is no demo key") from None

    def _make_folder(self) -> None:
        self._store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def _name(self) -> str:
        return str(self._store)

    @property
    def _key_file(self) -> Path:
        return self._store.with_name(self._store.name + ".key")

    @property
    def _recovery_file(self) -> Path:
        return self._store.with_name(self._store.name + ".recovery")

    @property
    def _terminal_file(self) -> Path:
        return self._store.with_name(self._store.name + ".terminal")

    @property
    def _demo_file(self) -> Path:
        return self._store.with_name(self._store.name + ".demo-key")


def _phrase(passphrase: str) -> bytes:
    """The same bytes whichever keyboard made the characters (NFKC, RFC 8265)."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8")
