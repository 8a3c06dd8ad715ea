"""A receipt by e-mail or text message: where it may go, and what was agreed to.

Rules that hold here:

1. An address is checked by its form when it is typed; whether it is the customer's, only the
   customer knows, and says so. Nothing is sent without that.
2. An address is nobody else's business: it is in no repr, and masked wherever it is shown again.
3. The agreement is bound to what was sent: channel, address, words.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, NewType

from terminal.domain.identity import Digest, SaleId, StaffId
from terminal.domain.receipt_wish import Wish
from terminal.domain.signature import digest_of

MessageId = NewType("MessageId", str)

CONSENT: Final = "2026-11"
"""The version of the question that the customer agrees to (presentation/send_page.py)."""
MAX_ADDRESS: Final = 254
"""Signs of an e-mail address (RFC 5321 section 4.5.3.1.3)."""
MAX_LOCAL: Final = 64
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PHONE: Final = re.compile(r"\+?1?([2-9]\d{2}[2-9]\d{6})")
"""A number of the North American plan: neither area nor exchange begins with 0 or 1."""


class Via(Enum):
    EMAIL = "e-mail"
    TEXT = "text message"


class MessageOutcome(Enum):
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may have arrived: nothing sends it again by itself."""


def email_of(typed: str) -> str | None:
    """The address as it is used, or None where it cannot be one."""
    local, at, domain = typed.strip().rpartition("@")
    labels = domain.split(".")
    fits = len(local) <= MAX_LOCAL and len(typed.strip()) <= MAX_ADDRESS
    if not at or not fits or not _LOCAL.fullmatch(local) or len(labels) < 2:
        return None
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return None
    return f"{local}@{domain.lower()}"


def phone_of(typed: str) -> str | None:
    """`+15125550104`, however its parts were set apart."""
    found = _PHONE.fullmatch(re.sub(r"[\s().-]", "", typed))
    return None if found is None else f"+1{found[1]}"


def address_of(via: Via, typed: str) -> str | None:
    return email_of(typed) if via is Via.EMAIL else phone_of(typed)


def masked(via: Via, address: str) -> str:
    """Enough to recognise the own one."""
    if via is Via.TEXT:
        return f"••• {address[-4:]}"
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


def bound_to(via: Via, address: str, subject: str, text: str) -> Digest:
    return digest_of(f"{via.value}\n{address}\n{subject}\n{text}".encode())


@dataclass(frozen=True, slots=True)
class ReceiptMessageAsked:
    """The customer agreed to get the receipt there; `text` is what is sent, word for word.

    `faces` is how each line of it looks on paper of so many `columns`: what is attached as PDF has
    the words of `text` and no others. Without them (a text message) nothing is attached.
    """

    sale: SaleId
    message: MessageId
    via: Via
    address: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    wish: Wish
    consent: str
    agreed_on: date
    bound: Digest
    by: StaffId
    columns: int = 0
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptMessageSettled:
    """What became of it."""

    sale: SaleId
    message: MessageId
    outcome: MessageOutcome
    reason: str = ""


MessageFact = ReceiptMessageAsked | ReceiptMessageSettled
