"""How the ledgers in the store know a buyer: digests under a key of this store's own.

Rules that hold here (pickup-and-compliance.md sections 9.4, 11 and 14):

1. A document's number has so little chance in it that whoever holds a plain digest can try them
   all. What stands in a table, in an entry of the record book or in the fact of a return without a
   receipt is a MAC of that digest.
2. The key is derived from the database's (HKDF, RFC 5869): who may open the store may look a buyer
   up in it, nobody else may. It never leaves the lane; what the store hub is told is marked with
   another key (`terminal.vault.hub_key`).
3. A mark is told from a plain digest by its letters, and marking it again changes nothing: so facts
   and rows of earlier versions are marked when they are projected or migrated.
"""

import hmac
import re
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from terminal.domain.identity import EMPTY_DIGEST, Digest

FUNCTION: Final = "marked"
"""What each connection offers to SQL: `WHERE document = marked(?)`."""
_LABEL: Final = b"rxlane 1 buyers of what is logged"
_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_MARK: Final = re.compile(r"[a-p]{64}")
_PLAIN: Final = re.compile(r"[0-9a-f]{64}")


class Marker:
    """Marks digests of buyers with the key that belongs to a database key."""

    def __init__(self, database_key: bytes) -> None:
        derive = HKDF(SHA256(), length=32, salt=None, info=_LABEL)
        self._key = derive.derive(database_key)

    def __call__(self, digest: str) -> Digest:
        """64 letters; nothing stays nothing, for a buyer without a document."""
        if not digest or _MARK.fullmatch(digest):
            return Digest(digest) if digest else EMPTY_DIGEST
        assert _PLAIN.fullmatch(digest), "a buyer is known by a digest"
        mac = hmac.new(self._key, digest.encode("ascii"), "sha256").hexdigest()
        return Digest(mac.translate(_LETTERS))


def marked(connection: Connection, digest: Digest) -> Digest:
    """The mark of this store; no connection is asked for more than its key."""
    return Digest(connection.exec_driver_sql("SELECT marked(?)", (digest,)).scalar_one())


def offer(connection: Any, marker: Marker) -> None:
    """To the SQL of a driver's connection; deterministic, so that an index is used."""
    connection.create_function(FUNCTION, 1, marker, deterministic=True)
