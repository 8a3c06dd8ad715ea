"""What is said to the exchange, and what it answers, as frozen values.

Rules: nothing of a buyer is in a repr; amounts are whole micrograms of base, rounded up, since the
exchange counts less finely than we do.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Buyer:
    """As the document shows it; `id_type` is a code of ASAP AIR04."""

    id_type: str
    id_number: str = field(repr=False)
    id_jurisdiction: str
    family: str = field(repr=False)
    given: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Packages of one product, and the base that they hold together."""

    gtin: str
    name: str
    chemical: str
    packages: int
    base_ug: int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """May this be sold? `ref` is our own transaction id, one for each inquiry, for ever."""

    ref: str
    at: datetime
    store: str
    lane: str
    user: str
    buyer: Buyer
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Purchase:
    """It was sold. The whole inquiry comes along: the exchange may have been down for it."""

    inquiry: Inquiry
    sold_at: datetime
    offline: bool = False
    overridden: bool = False


class State(Enum):
    """What the exchange holds under one of our references."""

    APPROVED = "approved"
    STOPPED = "stopped"
    PURCHASED = "purchased"
    RETURNED = "returned"
    UNKNOWN = "unknown"  # it was never asked


@dataclass(frozen=True, slots=True)
class Record:
    """The exchange's word on a reference, with its own number for it."""

    ref: str
    state: State
    exchange_id: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer that counts. `refused`: it answered, and will answer the same again."""

    reason: str
    refused: bool = False
