"""This lane's token for the store hub, encrypted beside the store: `store.db.hub`.

Rules that hold here:

1. It is encrypted (AES-256-GCM) with a key of its own, derived from the store's secret: whatever
   guards that one, keyring, passphrase or recovery code, guards this one too.
2. It never appears in a repr, a log or an exception; nor does it in any setting.
3. One that cannot be read is as good as none: the lane joins again.
"""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from terminal.app.effects import Secret
from terminal.vault.secret import StoreSecret
from terminal.vault.wrapping import write_private

_LABEL: Final = b"rxlane 1 store hub token"
_HEADER: Final = b"rxlane sealed hub token 1\n"
_NONCE_BYTES: Final = 12
_MAX_FILE_BYTES: Final = 4096


def hub_token_file(store: Path) -> Path:
    return store.with_name(store.name + ".hub")


def keep_hub_token(store: Path, secret: StoreSecret, token: Secret) -> None:
    """Write the file, readable by this user only; an older one is replaced in one step."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key(secret)).encrypt(nonce, token.text.encode(), _HEADER)
    write_private(hub_token_file(store), _HEADER + nonce + sealed)


def hub_token(store: Path, secret: StoreSecret) -> Secret | None:
    """None: there is none that this store can read."""
    try:
        with hub_token_file(store).open("rb") as opened:
            content = opened.read(_MAX_FILE_BYTES)
    except FileNotFoundError:
        return None
    body = content.removeprefix(_HEADER)
    if body == content or len(body) <= _NONCE_BYTES:
        return None
    nonce, sealed = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    try:
        return Secret(AESGCM(_key(secret)).decrypt(nonce, sealed, _HEADER).decode())
    except (InvalidTag, UnicodeDecodeError):
        return None


def _key(secret: StoreSecret) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=_LABEL).derive(secret.raw)
