"""What a card terminal can do, as its driver knows it: fixed while the driver lives.

The counter greys out what is not here (UnifiedPOS: capability flags are fixed at open); a driver
that is asked all the same says `Trouble.UNSUPPORTED` or CONFIG_ERROR, in words.
"""

from dataclasses import dataclass
from typing import assert_never

from drivers.card_terminal.payments import Refund, Sale, Void
from drivers.card_terminal.services import (
    AskStored,
    Balance,
    CaptureSignature,
    CloseBatch,
    CountStored,
    Service,
    SetStoreAndForward,
    UploadStored,
)
from drivers.card_terminal.terms import Kind


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`kinds`: the accounts that can be charged, given back to and voided.

    `fsa`: FSA/HSA amounts can be told to the terminal. `balances`: whose balance can be asked.
    Sales, refunds, voids, queries and cancels are what every driver does.
    """

    kinds: frozenset[Kind]
    fsa: bool
    balances: frozenset[Kind]
    batch_close: bool
    signature: bool
    store_and_forward: bool
    own_debit: bool = False
    """A debit card is charged by a request of its own; else the customer chooses there."""

    def __post_init__(self) -> None:
        if not self.balances <= self.kinds:
            raise ValueError("a balance is asked of an account that can be charged")

    def can(self, command: Sale | Refund | Void | Service) -> bool:
        """Whether a terminal of this kind does this as it stands."""
        match command:
            case Sale():
                return command.kind in self.kinds and (command.fsa is None or self.fsa)
            case Refund() | Void():
                return command.kind in self.kinds
            case Balance():
                return command.kind in self.balances
            case CloseBatch():
                return self.batch_close
            case CaptureSignature():
                return self.signature
            case SetStoreAndForward() | CountStored() | UploadStored() | AskStored():
                return self.store_and_forward
            case _:
                assert_never(command)
