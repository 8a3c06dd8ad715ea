"""PINs: hashed with Argon2id, and a delay after failures that grows and survives a restart.

A PIN is short: what protects it is that the store is encrypted, that a guess takes time at the
counter, and that the delay is counted in the journal (45 CFR 164.312(d)).
"""

import os
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MIN_DIGITS: Final = 4
MAX_DIGITS: Final = 12

_MEMORY_KIB: Final = 32 * 1024
_ITERATIONS: Final = 4
_LANES: Final = 1
"""About 90 ms on a slow store PC: above the minimum of OWASP's password storage sheet (19 MiB, 2
rounds), and half of RFC 9106's 64 MiB, since the whole counter is to fit into 200 MB."""

DELAYS_S: Final = (0, 0, 0, 5, 15, 30, 60, 120, 300)
"""Seconds to wait after 0, 1, 2 ... failures in a row. Two slips are free; from the eighth on a
guesser has 12 tries an hour, more than a month for half of the PINs of four digits."""


def is_pin(text: str) -> bool:
    return MIN_DIGITS <= len(text) <= MAX_DIGITS and text.isascii() and text.isdigit()


def hash_pin(pin: str) -> str:
    """A PHC string (`$argon2id$v=19$...`) with its own salt. ValueError when it is no PIN."""
    if not is_pin(pin):
        raise ValueError(f"a PIN has {MIN_DIGITS} to {MAX_DIGITS} digits")
    return Argon2id(
        salt=os.urandom(16),
        length=32,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    ).derive_phc_encoded(pin.encode("ascii"))


def check_pin(pin: str, pin_hash: str | None) -> bool:
    """Whether the PIN is right; takes as long for a person who does not exist (`None`)."""
    try:
        Argon2id.verify_phc_encoded(pin.encode("utf-8"), pin_hash or _NOBODY)
    except InvalidKey:
        return False
    return pin_hash is not None


_NOBODY: Final = (
    f"$argon2id$v=19$m={_MEMORY_KIB},t={_ITERATIONS},p={_LANES}"
    "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def delay_s(failures: int) -> int:
    """How long to wait after so many failures in a row."""
    return DELAYS_S[min(max(failures, 0), len(DELAYS_S) - 1)]


def wait_s(failures: int, last_failure_at: datetime | None, now: datetime) -> float:
    """How much of the delay is left. A clock that was set back does not shorten it."""
    if last_failure_at is None:
        return 0.0
    passed = max(0.0, (now - last_failure_at).total_seconds())
    return max(0.0, delay_s(failures) - passed)
