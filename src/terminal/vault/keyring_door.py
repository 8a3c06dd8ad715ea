"""The operating system's keyring, behind a time limit.

Rules that hold here:

1. Only keyrings that encrypt what they hold: Windows Credential Locker, macOS Keychain, Secret
   Service, KWallet. A plug-in that writes a plain file is never used, whatever is configured.
2. A keyring may block for as long as it likes (a prompt nobody answers): we do not.
"""

import importlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol, TypeVar

from terminal.vault.faults import KeyringUnusable

T = TypeVar("T")

SERVICE: Final = "rxlane"
TIMEOUT_S: Final = 15.0
"""Long enough for a person to type the keyring's own password, short enough for a stuck one."""

_BACKENDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}


class KeyStore(Protocol):
    """A place that keeps a text under a name. Raises `KeyringUnusable`."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, text: str) -> None: ...


class OsKeyring:
    """The first usable encrypting keyring of this platform, found at the first call."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._backend: Any = None

    def get(self, name: str) -> str | None:
        def job() -> str | None:
            found = self._usable().get_password(SERVICE, name)
            return None if found is None else str(found)

        return within(self._timeout_s, job)

    def set(self, name: str, text: str) -> None:
        within(self._timeout_s, lambda: self._usable().set_password(SERVICE, name, text))

    def _usable(self) -> Any:
        if self._backend is None:
            self._backend = _first_usable()
        return self._backend


def _first_usable() -> Any:
    for module, name in _BACKENDS.get(sys.platform, ()):
        kind = getattr(importlib.import_module(module), name)
        if kind.viable:
            return kind()
    raise unusable("No keyring runs on this computer.")


def unusable(why: str) -> KeyringUnusable:
    return KeyringUnusable(
        "This computer's keyring cannot be used",
        why,
        "Unlock the keyring and start again, or protect the store with a passphrase.",
    )


def within(timeout_s: float, job: Callable[[], T]) -> T:
    """The job's answer, or `KeyringUnusable` when it fails or takes too long.

    The thread is a daemon, unlike all others: a keyring that never answers must not keep the
    program from ending, and it holds nothing of ours.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(job())
        except BaseException as error:  # noqa: BLE001  handed to the caller below
            answer.set_exception(error)

    threading.Thread(target=run, name="keys", daemon=True).start()
    try:
        return answer.result(timeout_s)
    except KeyringUnusable:
        raise
    except TimeoutError as error:
        raise unusable("It did not answer in time; it may be waiting to be unlocked.") from error
    except Exception as error:
        if not _is_of_a_keyring(error):
            raise
        raise unusable(f"It answered: {type(error).__name__}.") from error


def _is_of_a_keyring(error: Exception) -> bool:
    """Whether the error came from the keyring's own libraries or the bus, not from our code."""
    top = type(error).__module__.partition(".")[0]
    return isinstance(error, OSError | RuntimeError) or top in _KEYRING_LIBRARIES


_KEYRING_LIBRARIES: Final = frozenset({"keyring", "secretstorage", "jeepney", "dbus", "pywintypes"})
