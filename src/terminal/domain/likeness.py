"""How names, numbers and persons are compared: by what two writings of the same have in common.

The ledgers of goods with a limit know a person by digests alone; they agree on what makes one.
"""

import hashlib
import unicodedata
from datetime import date

from terminal.domain.identity import Digest


def letters(name: str) -> str:
    """A name as it is compared: no accents, no spaces, no capitals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in plain if sign.isalpha())


def signs(text: str) -> str:
    """A number or a code as it is compared: letters and digits, no capitals."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def person_key(family: str, given: str, born: date) -> Digest:
    """By the first of the given names: people and documents differ in how many they write.

    What has no letters is none: a sign typed in front of a name makes nobody somebody else.
    """
    first = next(filter(None, map(letters, given.split())), "")
    return key_of("person", letters(family), first, born.isoformat())


def key_of(*parts: str) -> Digest:
    """One digest over the parts, none of which runs into the next."""
    framed = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return Digest(hashlib.sha256(framed).hexdigest())
