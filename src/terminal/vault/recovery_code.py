"""The recovery code: printed once, typed in an emergency, wraps the store's secret.

Shape: seven groups of four base32 characters (Crockford's alphabet: no I, L, O, U), for example
`7KQW-03F9-...`. Each group's last character checks the three before it and the group's place, so
that a slip or a swap is found at the group where it happened, before anything is tried. 105 random
bits stay: beyond any guessing, Argon2id or not.
"""

import secrets
from typing import Final

from terminal.vault.faults import WrongRecoveryCode

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS: Final = 7
GROUP_DATA: Final = 3
_READ_AS: Final = str.maketrans("OILU", "011V")
"""What a person writes for what is printed; U is read as the V that it looks like."""

_DATA_WEIGHTS: Final = (2, 4, 8)
"""Powers of the generator of GF(32), the check character's own weight being 1: all different and
none zero, so any one wrong character and any swap of two within a group shows."""


def new_code() -> str:
    groups = []
    for place in range(GROUPS):
        data = "".join(secrets.choice(ALPHABET) for _ in range(GROUP_DATA))
        groups.append(data + check_character(data, place))
    return "-".join(groups)


def check_character(data: str, place: int) -> str:
    """The character that makes the group's weighted sum in GF(32) equal to its place."""
    check = place
    for character, weight in zip(data, _DATA_WEIGHTS, strict=True):
        check ^= _times(ALPHABET.index(character), weight)
    return ALPHABET[check]


def _times(left: int, right: int) -> int:
    """The product in GF(32) with the polynomial x^5 + x^2 + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= 0b100101
        right >>= 1
    return product


def parse(typed: str) -> bytes:
    """The code as bytes to wrap with. Raises `WrongRecoveryCode` that names the bad group."""
    plain = "".join(typed.upper().translate(_READ_AS).replace("-", " ").split())
    if len(plain) != GROUPS * (GROUP_DATA + 1):
        raise _wrong(f"It has {GROUPS} groups of {GROUP_DATA + 1} characters.")
    for place in range(GROUPS):
        group = plain[place * 4 : place * 4 + 4]
        if any(character not in ALPHABET for character in group):
            raise _wrong(f"Group {place + 1} has a character that no code has.")
        if check_character(group[:GROUP_DATA], place) != group[GROUP_DATA]:
            raise _wrong(f"Group {place + 1} is mistyped.")
    return plain.encode("ascii")


def _wrong(why: str) -> WrongRecoveryCode:
    return WrongRecoveryCode(
        "This is not the recovery code", why, "Compare it with the printed sheet and type it again."
    )


def of_another_store() -> WrongRecoveryCode:
    return WrongRecoveryCode(
        "This recovery code does not belong to this store",
        "It is well formed, but it opens nothing here.",
        "Look for the sheet that was printed last for this lane.",
    )
