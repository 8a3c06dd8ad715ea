"""What a simulated nexo terminal can be told to do: outcomes, and faults of the line and the power.

Each payment and each reversal uses up the next outcome and the next faults; each status request,
abort and diagnosis the next faults of its own category.
"""

from collections import defaultdict, deque
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
    """The terminal ends the request with an ErrorCondition (section 13).

    `at_once`: before a card is asked for; otherwise where the bank would have decided.
    """

    condition: str
    text: str = ""
    at_once: bool = False


Script = Approve | ApprovePart | ApproveOffline | Fail


class PowerCut(Enum):
    """Where the power fails; the store's file keeps what it held."""

    BEFORE_NOTED = auto()
    WAITING_FOR_CARD = auto()
    AFTER_HOST = auto()  # charged, no answer kept: reversed at power-on
    AFTER_KEPT = auto()
    AFTER_ANSWER = auto()


@dataclass(frozen=True, slots=True)
class Travel:
    """How an answer gets over the network; bytes are those of the HTTP answer, inside TLS."""

    drip: bool = False  # byte by byte
    reset_at: int | None = None  # the connection is reset after so many bytes
    stall_at: int | None = None  # it stops after so many,
    stall_s: float = 0.0  # for so long


PLAIN_TRAVEL = Travel()


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
    stale: bool = False  # the sealed answer of the request before, in place of its own
    abort_loses: bool = False  # the card is read at the very moment of the abort
    power_cut: PowerCut | None = None
    reboot_s: float | None = None  # the power comes back by itself after so long
    travel: Travel = PLAIN_TRAVEL


NO_FAULTS = Faults()


class Scenario:
    """What is still to come, in the order in which it was said."""

    def __init__(self) -> None:
        self._money: deque[tuple[Script, Faults]] = deque()
        self._others: dict[str, deque[Faults]] = defaultdict(deque)

    def script(self, outcome: Script, faults: Faults) -> None:
        """The next payment or reversal."""
        self._money.append((outcome, faults))

    def expect(self, category: str, faults: Faults) -> None:
        """The next request of another category."""
        self._others[category].append(faults)

    def next_money(self) -> tuple[Script, Faults]:
        """What this payment or reversal comes to."""
        return self._money.popleft() if self._money else (Approve(), NO_FAULTS)

    def next_of(self, category: str) -> Faults:
        """What goes wrong with this request."""
        coming = self._others[category]
        return coming.popleft() if coming else NO_FAULTS
