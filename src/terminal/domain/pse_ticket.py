"""What a ticket holds of a logged sale: the buyer, the exchange's word, the signature.

The facts are here beside the state that they make; their rules stand in pse_desk.py. In the
journal they are facts of the ticket like all others (facts.py).
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import assert_never

from terminal.domain.barcode import EntryMethod, Gtin
from terminal.domain.identity import EMPTY_DIGEST, Digest, LineId, SaleId, StaffId
from terminal.domain.pse import Offline, Purchase
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_content import PseContent


@dataclass(frozen=True, slots=True)
class PseGoods:
    """One line of the log: product and quantity (21 CFR 1314.30(a))."""

    line: LineId
    gtin: Gtin
    name: str
    packages: int
    content: PseContent


class Verdict(Enum):
    APPROVED = "approved"
    STOPPED = "stopped"


class Settled(Enum):
    """What became of the exchange's record in the end."""

    PURCHASED = "purchased"
    RETURNED = "returned"
    REFUSED = "refused"  # a person has to look


# --- facts


@dataclass(frozen=True, slots=True)
class PseBuyerChecked:
    """The seller compared person, document and log; `earlier` is what the ledger knew then."""

    sale: SaleId
    buyer: PseBuyer
    entry: EntryMethod
    earlier: tuple[Purchase, ...]
    complete: bool
    """Whether every lane of the store could be seen."""
    by: StaffId
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PseInquiryRequested:
    """On disk before the exchange hears of it: after a crash it is asked about by our own `ref`."""

    sale: SaleId
    ref: str
    buyer: PseBuyer
    goods: tuple[PseGoods, ...]
    day: date
    by: StaffId


@dataclass(frozen=True, slots=True)
class PseInquiryAnswered:
    sale: SaleId
    ref: str
    verdict: Verdict
    exchange_id: str


@dataclass(frozen=True, slots=True)
class PseOfflineAllowed:
    """The exchange did not answer, and the state lets the sale go on with a record."""

    sale: SaleId
    ref: str
    policy: Offline
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PseStopOverridden:
    """Under duress: reasonable fear of imminent bodily injury or death, and for nothing else."""

    sale: SaleId
    ref: str
    by: StaffId


@dataclass(frozen=True, slots=True)
class PseSigned:
    """The buyer signed the log where the notice was shown; `bound` ties both to buyer and goods."""

    sale: SaleId
    text: str
    text_version: str
    strokes: Digest
    bound: Digest
    picture: Digest


@dataclass(frozen=True, slots=True)
class PseWithdrawn:
    """The goods changed, or nothing is sold: what was asked and signed counts no more."""

    sale: SaleId
    ref: str
    """The exchange's record that is to be given back; empty: none was asked for."""


@dataclass(frozen=True, slots=True)
class PseLogged:
    """The entry of the log; date and time stand in the journal row (1314.30(a))."""

    sale: SaleId
    ref: str
    buyer: PseBuyer
    goods: tuple[PseGoods, ...]
    day: date
    seller: StaffId
    signature: Digest
    notice_version: str
    exchange_id: str
    offline: Offline | None
    overridden: bool
    keep_until: date
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PseExchangeSettled:
    """The exchange holds the purchase, or has taken it back."""

    sale: SaleId
    ref: str
    outcome: Settled
    exchange_id: str
    reason: str = ""


PseFact = (
    PseBuyerChecked
    | PseInquiryRequested
    | PseInquiryAnswered
    | PseOfflineAllowed
    | PseStopOverridden
    | PseSigned
    | PseWithdrawn
    | PseLogged
    | PseExchangeSettled
)


# --- state


class InquiryState(Enum):
    ASKED = "asked"
    APPROVED = "approved"
    STOPPED = "stopped"
    OFFLINE = "offline"
    OVERRIDDEN = "overridden"


PASSED = (InquiryState.APPROVED, InquiryState.OFFLINE, InquiryState.OVERRIDDEN)
"""States in which the sale may go on."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the exchange was asked, and how that stands."""

    ref: str
    state: InquiryState = InquiryState.ASKED
    exchange_id: str = ""
    offline: Offline | None = None


@dataclass(frozen=True, slots=True)
class PseTicket:
    checked: PseBuyerChecked | None = field(default=None, repr=False)
    inquiry: Inquiry | None = None
    signature: Digest = EMPTY_DIGEST
    notice_version: str = ""
    inquiries: int = 0
    """How many were asked for this ticket: each has a reference of its own."""

    @property
    def begun(self) -> bool:
        """Whether something was asked or signed that holds for these goods alone."""
        return self.inquiry is not None or self.signature != EMPTY_DIGEST


def evolve_pse(pse: PseTicket, fact: PseFact) -> PseTicket:
    match fact:
        case PseBuyerChecked():
            return replace(pse, checked=fact)
        case PseInquiryRequested():
            return replace(pse, inquiry=Inquiry(fact.ref), inquiries=pse.inquiries + 1)
        case PseInquiryAnswered():
            stopped = fact.verdict is Verdict.STOPPED
            state = InquiryState.STOPPED if stopped else InquiryState.APPROVED
            return _inquired(pse, fact.ref, state, exchange_id=fact.exchange_id)
        case PseOfflineAllowed():
            return _inquired(pse, fact.ref, InquiryState.OFFLINE, offline=fact.policy)
        case PseStopOverridden():
            return _inquired(pse, fact.ref, InquiryState.OVERRIDDEN)
        case PseSigned():
            return replace(pse, signature=fact.bound, notice_version=fact.text_version)
        case PseWithdrawn():
            return replace(pse, inquiry=None, signature=EMPTY_DIGEST, notice_version="")
        case PseLogged() | PseExchangeSettled():
            return pse
        case _:
            assert_never(fact)


def _inquired(pse: PseTicket, ref: str, state: InquiryState, **changes: object) -> PseTicket:
    asked = pse.inquiry
    if asked is None or asked.ref != ref:
        return pse  # answered after it was withdrawn
    return replace(pse, inquiry=replace(asked, state=state, **changes))  # type: ignore[arg-type]
