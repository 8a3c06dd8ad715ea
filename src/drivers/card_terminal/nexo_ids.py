"""References of ours as the ServiceIDs of nexo, and back: the terminal's key to each attempt.

Rules that hold here (card-terminal.md section 13):

1. A ServiceID has at most 10 characters and is unique per till and terminal within 48 hours; our
   reference has 14 (`<register 2><yymmdd 6><sequence 6>`, section 5). The ServiceID of an attempt
   is computed from its reference alone, so that after a crash the reference finds the attempt.
2. The computation is one to one: a number in base 36 of register, day, sequence and purpose. Two
   attempts never share a ServiceID, and a void has another one than the sale it takes back, also
   when it carries the sale's reference, or that with `V0` to `V9` for being asked again.
3. Messages that charge nothing (status, abort, diagnosis) have ServiceIDs that begin with Z, which
   no attempt's does: 36525 days * 62^2 registers * 10^6 * 12 purposes < 17 * 36^9, so "G" at most.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

SERVICE_ID_LENGTH: Final = 10
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REGISTER: Final = _ALPHABET + "abcdefghijklmnopqrstuvwxyz"
_REF: Final = re.compile(r"([0-9A-Za-z]{2})(\d\d)(\d\d)(\d\d)(\d{6})(?:V(\d))?", re.ASCII)
_FIRST_DAY: Final = date(2000, 1, 1)
_DAYS: Final = 36_525
_SEQUENCES: Final = 1_000_000
_PURPOSES: Final = 12  # charge, void, and a void asked again with V0 to V9
_CHARGE, _VOID = 0, 1
_AUXILIARY: Final = "Z"
AUXILIARY_BYTES: Final = 8


class Purpose(Enum):
    """What a ServiceID is asked for."""

    CHARGE = "charge"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a ServiceID stands for."""

    purpose: Purpose
    ref: str


def service_id(attempt: Attempt) -> str:
    """The ServiceID of an attempt; a ValueError if its reference is not of our own form."""
    found = _REF.fullmatch(attempt.ref)
    if found is None:
        raise ValueError("a reference is two letters or digits, a day and six digits")
    register, year, month, day, sequence, again = found.groups()
    days = (date(2000 + int(year), int(month), int(day)) - _FIRST_DAY).days
    number = _REGISTER.index(register[0]) * len(_REGISTER) + _REGISTER.index(register[1])
    number = (number * _DAYS + days) * _SEQUENCES + int(sequence)
    return _digits(number * _PURPOSES + _purpose(attempt.purpose, again))


def attempt_of(service_id: str) -> Attempt:
    """The attempt that a ServiceID stands for; a ValueError if it stands for none."""
    if len(service_id) != SERVICE_ID_LENGTH or any(c not in _ALPHABET for c in service_id):
        raise ValueError("not a ServiceID of ours")
    number, purpose = divmod(int(service_id, 36), _PURPOSES)
    number, sequence = divmod(number, _SEQUENCES)
    register, days = divmod(number, _DAYS)
    first, second = divmod(register, len(_REGISTER))
    if first >= len(_REGISTER):
        raise ValueError("not the ServiceID of an attempt")
    day = _FIRST_DAY + timedelta(days)
    suffix = f"V{purpose - 2}" if purpose > _VOID else ""
    ref = f"{_REGISTER[first]}{_REGISTER[second]}{day:%y%m%d}{sequence:06d}{suffix}"
    return Attempt(Purpose.CHARGE if purpose == _CHARGE else Purpose.VOID, ref)


def auxiliary(chance: bytes) -> str:
    """The ServiceID of a message that charges nothing, from 8 bytes of chance."""
    number = int.from_bytes(chance, "big") % 36 ** (SERVICE_ID_LENGTH - 1)
    return _AUXILIARY + _digits(number)[1:]


def transaction_number(ref: str) -> str:
    """The day and the sequence of a sale's reference: what a void names it by (12 digits)."""
    return ref[2:14]


def original_ref(void_ref: str, terminal_txn: str) -> str:
    """The reference of the sale that a void names; voids come from the register of the sale."""
    return void_ref[:2] + terminal_txn


def _purpose(purpose: Purpose, again: str | None) -> int:
    if purpose is Purpose.VOID:
        return _VOID if again is None else _VOID + 1 + int(again)
    if again is not None:
        raise ValueError("only a void is asked again")
    return _CHARGE


def _digits(number: int) -> str:
    text = ""
    for _ in range(SERVICE_ID_LENGTH):
        number, digit = divmod(number, 36)
        text = _ALPHABET[digit] + text
    assert number == 0, "rule 3 leaves room"
    return text
