"""What a simulated nexo terminal can be told to do: outcomes, and faults of the line and the power.

Each payment and each reversal uses up the next outcome and the next faults; each status request
the next of its own faults.
"""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Approve:
    """As the card allows: whole, or in part where its balance ends."""


@dataclass(frozen=True, slots=True)
class ApprovePart:
    """The bank approves only so much."""

    cents: int


@dataclass(frozen=True, slots=True)
class ApproveOffline:
    """The terminal approves on its own."""


@dataclass(frozen=True, slots=True)
class Fail:
    """The terminal ends the request with an ErrorCondition (section 13)."""

    condition: str
    text: str = ""


Script = Approve | ApprovePart | ApproveOffline | Fail


class PowerCut(Enum):
    """Where the power fails; the store's file keeps what it held."""

    BEFORE_NOTED = auto()
    WAITING_FOR_CARD = auto()
    AFTER_HOST = auto()  # charged, no answer kept: reversed at power-on
    AFTER_KEPT = auto()
    AFTER_ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong around one request."""

    busy: bool = False
    silent: bool = False  # processed, never answered
    lost: bool = False  # the line breaks before the request is read: nothing happens
    cut_at_once: bool = False  # the request is read, the line breaks, the customer goes on
    cut_after: bool = False  # the line breaks instead of the answer
    late_s: float = 0.0
    wrong_hmac: bool = False
    in_clear: bool = False
    status: int = 200
    garbage: bytes | None = None
    other_service_id: str = ""
    other_poi_id: str = ""
    other_cents: int | None = None
    other_ref: str = ""
    other_currency: str = ""
    power_cut: PowerCut | None = None


NO_FAULTS = Faults()
