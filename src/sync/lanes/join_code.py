"""The one-time join code: a secret for one lane, and the fingerprint of the hub's authority.

A person carries it from the hub to the lane, and it is all that the lane trusts there: the
authority that the hub presents counts only when its fingerprint is the one in the code.

Shape: 13 groups of four base32 characters (Crockford's alphabet: no I, L, O, U). 120 random bits of
secret, 128 bits of the fingerprint, 12 bits that find a slip.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final, Self

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_BYTES: Final = 15
FINGERPRINT_BYTES: Final = 16
GROUP: Final = 4
CHARACTERS: Final = 52
_CHECK_BITS: Final = CHARACTERS * 5 - (SECRET_BYTES + FINGERPRINT_BYTES) * 8
_READ_AS: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class JoinCode:
    secret: bytes = field(repr=False)
    fingerprint: bytes

    def __post_init__(self) -> None:
        if (len(self.secret), len(self.fingerprint)) != (SECRET_BYTES, FINGERPRINT_BYTES):
            raise ValueError("a join code holds a secret and a fingerprint")

    @classmethod
    def of(cls, secret: bytes, authority: bytes) -> Self:
        """`authority`: the certificate in DER."""
        return cls(secret, fingerprint_of(authority))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """ValueError, in words, for what is no code."""
        plain = "".join(typed.upper().translate(_READ_AS).replace("-", " ").split())
        if len(plain) != CHARACTERS:
            raise ValueError(f"it has {CHARACTERS // GROUP} groups of {GROUP} characters")
        if any(character not in ALPHABET for character in plain):
            raise ValueError("it has a character that no code has")
        number = 0
        for character in plain:
            number = number * 32 + ALPHABET.index(character)
        body = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES + FINGERPRINT_BYTES, "big")
        if number & _MASK != _check(body):
            raise ValueError("a character is mistyped")
        return cls(body[:SECRET_BYTES], body[SECRET_BYTES:])

    def to_text(self) -> str:
        body = self.secret + self.fingerprint
        number = int.from_bytes(body, "big") << _CHECK_BITS | _check(body)
        signs = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(CHARACTERS))]
        groups = ("".join(signs[at : at + GROUP]) for at in range(0, CHARACTERS, GROUP))
        return "-".join(groups)

    def is_of(self, authority: bytes) -> bool:
        """Whether this certificate (DER) is the one that the code was made for."""
        return hmac.compare_digest(self.fingerprint, fingerprint_of(authority))


_MASK: Final = (1 << _CHECK_BITS) - 1


def fingerprint_of(authority: bytes) -> bytes:
    return hashlib.sha256(authority).digest()[:FINGERPRINT_BYTES]


def _check(body: bytes) -> int:
    return int.from_bytes(hashlib.sha256(body).digest()[:2], "big") & _MASK
