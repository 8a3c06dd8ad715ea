"""Every way to pay: in which order it is recommended, and what it needs to be open now.

Rules that hold here (money-tax-iias.md section 5):

1. The order keeps money of a purpose for its purpose: benefits, FSA, paper, cards, cash last.
2. A way is closed by the first of its needs that is not there, and says which one that is.
3. What needs no line works without one. A card needs its terminal, which knows its own line.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from terminal.app.inputs import CardAbility, Condition, DeviceRole
from terminal.app.state import TerminalState
from terminal.domain.money import ZERO
from terminal.domain.policy import FsaMode
from terminal.domain.snap_decider import snap_room
from terminal.domain.tender_kind import TenderKind


class Need(Enum):
    """What a way to pay may need, in the words of what is missing."""

    STORE_TAKES_IT = auto()
    CARD_TERMINAL = auto()
    CARD_TERMINAL_READY = auto()
    IIAS = auto()
    SOMETHING_ELIGIBLE = auto()
    EBT_ON_TERMINAL = auto()
    DEBIT_ON_TERMINAL = auto()
    SNAP_FOOD = auto()


_CARD: Final = (Need.CARD_TERMINAL, Need.CARD_TERMINAL_READY)
_EBT: Final = (Need.STORE_TAKES_IT, *_CARD, Need.EBT_ON_TERMINAL)
NEEDS: Final[dict[TenderKind, tuple[Need, ...]]] = {
    TenderKind.EBT_SNAP: (*_EBT, Need.SNAP_FOOD),
    TenderKind.FSA_HSA: (*_CARD, Need.IIAS, Need.SOMETHING_ELIGIBLE),
    TenderKind.EBT_CASH: _EBT,
    TenderKind.EXTERNAL_BENEFIT: (Need.STORE_TAKES_IT,),
    TenderKind.HOUSE: (Need.STORE_TAKES_IT,),
    TenderKind.CHECK: (Need.STORE_TAKES_IT,),
    TenderKind.CHARITY_VOUCHER: (Need.STORE_TAKES_IT,),
    TenderKind.OTHER: (Need.STORE_TAKES_IT,),
    TenderKind.DEBIT: (Need.STORE_TAKES_IT, *_CARD, Need.DEBIT_ON_TERMINAL),
    TenderKind.CREDIT: _CARD,
    TenderKind.CASH: (),
}
"""In the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Way:
    kind: TenderKind
    missing: Need | None
    """Why it is closed now; None: it is open."""


def ways(state: TerminalState) -> tuple[Way, ...]:
    """Every way that this store could take, open or closed."""
    return tuple(Way(kind, missing(state, kind)) for kind in NEEDS)


def missing(state: TerminalState, kind: TenderKind) -> Need | None:
    return next((need for need in NEEDS[kind] if not _there(state, kind, need)), None)


def _there(state: TerminalState, kind: TenderKind, need: Need) -> bool:
    terminal = state.device.get(DeviceRole.CARD_TERMINAL)
    match need:
        case Need.STORE_TAKES_IT:
            return state.policy.tenders.takes(kind)
        case Need.CARD_TERMINAL:
            return terminal is not None and terminal.condition is not Condition.ABSENT
        case Need.CARD_TERMINAL_READY:
            return terminal is not None and terminal.condition is not Condition.DOWN
        case Need.IIAS:
            return state.policy.fsa is FsaMode.IIAS
        case Need.SOMETHING_ELIGIBLE:
            return state.sale is not None and state.sale.remaining.eligible > ZERO
        case Need.EBT_ON_TERMINAL:
            return CardAbility.EBT in state.card_terminal_can
        case Need.DEBIT_ON_TERMINAL:
            return CardAbility.DEBIT in state.card_terminal_can
        case Need.SNAP_FOOD:
            return state.sale is not None and snap_room(state.sale) > ZERO
