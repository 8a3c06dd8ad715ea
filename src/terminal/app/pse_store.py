"""What the line to the exchange asks of the store, and the ledger of other lanes, as protocols."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from terminal.domain.identity import Digest
from terminal.domain.pse import Purchase
from terminal.domain.pse_ticket import PseExchangeSettled, PseInquiryRequested


class ToTell(Enum):
    """What the exchange has to hear about one of our references."""

    PURCHASE = "purchase"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that the exchange does not have as it should be. `inquiry` is what was asked."""

    ref: str
    tell: ToTell
    inquiry: PseInquiryRequested = field(repr=False)
    lane: str
    at: datetime
    """When it was asked for, or sold."""
    offline: bool
    """It was sold without the exchange's word."""
    overridden: bool
    tries: int


class PseStore(Protocol):
    """The store of one lane; every method blocks its thread, never the counter's."""

    def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """What may be told now, oldest first."""

    def inquiry(self, ref: str) -> tuple[PseInquiryRequested, str, datetime] | None:
        """What was asked under a reference, on which lane, and when."""

    def settle(self, fact: PseExchangeSettled, lane: str, at: datetime) -> None:
        """The exchange has it, or refuses it: durable with its row."""

    def put_off(self, ref: str, due_at: datetime, error: str) -> None:
        """Later again."""


@dataclass(frozen=True, slots=True)
class BoughtElsewhere:
    """What a buyer bought at other lanes, as far as it is known; `complete`: that is all."""

    purchases: tuple[Purchase, ...]
    complete: bool


TakeBought = Callable[[BoughtElsewhere], None]


class OtherLanes(Protocol):
    """What the other lanes of the store sold."""

    def ask(self, document: Digest, person: Digest, since: date, answer: TakeBought) -> None:
        """Returns at once; `answer` is called once, soon, from any thread."""


class NoOtherLanes:
    """This lane alone sells what is logged: its ledger is that of the store."""

    def ask(
        self,
        document: Digest,  # noqa: ARG002  the port's
        person: Digest,  # noqa: ARG002
        since: date,  # noqa: ARG002
        answer: TakeBought,
    ) -> None:
        answer(BoughtElsewhere((), complete=True))


class LanesUnseen:
    """There are other lanes, and nothing here shows what they sold."""

    def ask(
        self,
        document: Digest,  # noqa: ARG002  the port's
        person: Digest,  # noqa: ARG002
        since: date,  # noqa: ARG002
        answer: TakeBought,
    ) -> None:
        answer(BoughtElsewhere((), complete=False))
