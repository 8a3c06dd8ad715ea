"""Troubles with keys, each with the way out. None of them holds a key, a code or a passphrase."""

from typing import Final

from terminal.app.faults import KnownFault


class KeyMissing(KnownFault):
    """The store is there, its key is not."""


class KeyringUnusable(KnownFault):
    """No keyring that keeps secrets encrypted answers on this machine."""


class WrongPassphrase(KnownFault):
    """The passphrase does not open the key file."""


class WeakPassphrase(KnownFault):
    """Too short to guard patients' data."""


class WrongRecoveryCode(KnownFault):
    """Mistyped, or of another store."""


class SealedWordUnusable(KnownFault):
    """A word kept beside the store cannot be one, or cannot be read any more."""


class KeyFileDamaged(KnownFault):
    """A key file that nobody could have written so."""


_RECOVER: Final = "Use the printed recovery code, or restore a backup with its recovery file."


def key_missing(why: str) -> KeyMissing:
    return KeyMissing("The key of this store cannot be found", why, _RECOVER)


def key_file_damaged(name: str, why: str) -> KeyFileDamaged:
    return KeyFileDamaged(
        "The key file cannot be read", f"{name}: {why}.", "Restore the key file from a backup."
    )
