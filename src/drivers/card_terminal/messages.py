"""What the counter and a card terminal say to each other, whoever makes the terminal.

This is the port: `payments` moves money, `services` is everything beside it, `capabilities` tells
what a terminal can do, `terms` are the words of all three. Rules that hold for every message:

1. An invalid value cannot exist: amounts, references and limits are checked in constructors.
2. Nothing can hold a card number, an expiry, a cardholder or a frame; every value may be logged
   (card-terminal.md section 17).
3. Every command but `Cancel` and `Initialize` is answered by exactly one event.
"""

from dataclasses import dataclass

from drivers.card_terminal.capabilities import Capabilities
from drivers.card_terminal.payments import (
    AttemptSent,
    Found,
    FsaAmounts,
    NotProcessed,
    Original,
    Outcome,
    Query,
    QueryAnswer,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    Unresolved,
    Void,
)
from drivers.card_terminal.services import (
    MAX_STORED_ASKED,
    STAY_ONLINE,
    AskStored,
    Balance,
    BalanceRead,
    BatchClosed,
    CaptureSignature,
    CardClass,
    ClassTotal,
    CloseBatch,
    CountStored,
    NotDone,
    OfflineMode,
    Point,
    Service,
    ServiceEvent,
    SetStoreAndForward,
    SignatureCaptured,
    StoreAndForward,
    StoreAndForwardSet,
    StoredAnswer,
    StoredAsked,
    StoredCounted,
    StoredFate,
    StoredSale,
    StoredUploaded,
    Stroke,
    UploadStored,
)
from drivers.card_terminal.terms import (
    BALANCE_KINDS,
    EBT_KINDS,
    FrameFault,
    HealthState,
    Kind,
    Trouble,
    Verdict,
    new_ref,
)

__all__ = [
    "BALANCE_KINDS",
    "EBT_KINDS",
    "MAX_STORED_ASKED",
    "STAY_ONLINE",
    "AskStored",
    "AttemptSent",
    "Balance",
    "BalanceRead",
    "BatchClosed",
    "Cancel",
    "Capabilities",
    "CaptureSignature",
    "CardClass",
    "ClassTotal",
    "CloseBatch",
    "Command",
    "CountStored",
    "Event",
    "Found",
    "FrameFault",
    "FrameProblem",
    "FsaAmounts",
    "HealthState",
    "Initialize",
    "Kind",
    "NotDone",
    "NotProcessed",
    "OfflineMode",
    "Original",
    "Outcome",
    "Point",
    "Query",
    "QueryAnswer",
    "QueryAnswered",
    "Refund",
    "Result",
    "Sale",
    "Service",
    "ServiceEvent",
    "SetStoreAndForward",
    "SignatureCaptured",
    "StoreAndForward",
    "StoreAndForwardSet",
    "StoredAnswer",
    "StoredAsked",
    "StoredCounted",
    "StoredFate",
    "StoredSale",
    "StoredUploaded",
    "Stroke",
    "TerminalHealth",
    "TerminalReady",
    "Trouble",
    "Unresolved",
    "UploadStored",
    "Verdict",
    "Void",
    "new_ref",
]


@dataclass(frozen=True, slots=True)
class Initialize:
    """Ask who is there; answered by `TerminalReady` or `TerminalHealth`."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ask the terminal to give up what it asks the customer for.

    A hint: the answer of the pending attempt decides.
    """


@dataclass(frozen=True, slots=True)
class TerminalReady:
    """The terminal said who it is."""

    serial: str
    model: str


@dataclass(frozen=True, slots=True)
class TerminalHealth:
    """The state for the status strip, on every change; reasons are plain words."""

    state: HealthState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameProblem:
    """Bytes from the terminal were not what the protocol allows (never the bytes)."""

    kind: FrameFault


Command = Initialize | Sale | Refund | Void | Query | Cancel | Service
Event = (
    AttemptSent
    | Outcome
    | QueryAnswered
    | ServiceEvent
    | TerminalReady
    | TerminalHealth
    | FrameProblem
)
