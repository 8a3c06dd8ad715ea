"""More ways to pay: each in its place, and why one of them is closed now."""

from typing import Final

from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.app.state import TerminalState
from terminal.app.ways import Need, Way, missing, ways
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money
from terminal.domain.policy import FsaMode
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.actions import press
from terminal.presentation.tender_rows import KIND_NAMES
from terminal.presentation.text import tr
from terminal.presentation.views import Action, PromptView, Row, TicketView

_KEYS: Final = {
    TenderKind.EBT_SNAP: (Do.TENDER, "Ctrl+1"),
    TenderKind.FSA_HSA: (Do.FSA, "F11"),
    TenderKind.EBT_CASH: (Do.TENDER, "Ctrl+2"),
    TenderKind.EXTERNAL_BENEFIT: (Do.TENDER, "Ctrl+3"),
    TenderKind.GIFT: (Do.TENDER, "Ctrl+4"),
    TenderKind.HOUSE: (Do.TENDER, "Ctrl+5"),
    TenderKind.CHECK: (Do.TENDER, "Ctrl+6"),
    TenderKind.CHARITY_VOUCHER: (Do.TENDER, "Ctrl+7"),
    TenderKind.OTHER: (Do.TENDER, "Ctrl+8"),
    TenderKind.DEBIT: (Do.TENDER, "Ctrl+9"),
    TenderKind.CREDIT: (Do.CARD, "F10"),
    TenderKind.CASH: (Do.CASH, "F9"),
}
"""A way keeps its key whatever else the store takes."""


def ways_view(state: TerminalState, ticket: TicketView) -> PromptView:
    return PromptView(
        ticket,
        tr("More ways to pay"),
        tr("How is it paid?"),
        tr("In this order money that is for one thing only is used for it. Any other order works."),
        tuple(_row(state, way) for way in sorted(ways(state), key=_not_here)),
        "",
        (),
        None,
        "",
        tr("What is grey says what it waits for. Cash and paper need no line."),
        (),
        (),
    )


def _not_here(way: Way) -> bool:
    """What this store never takes stands at the end: it is read last, if at all."""
    return way.missing is Need.STORE_TAKES_IT


def _row(state: TerminalState, way: Way) -> Row:
    why = why_closed(state, way.kind)
    return Row(
        way.kind.value,
        tr(KIND_NAMES[way.kind]),
        why or _explained(way.kind, state.policy.tenders),
        action=_key(way.kind, why),
    )


def _key(kind: TenderKind, why: str) -> Action:
    do, key = _KEYS[kind]
    argument = kind.value if do is Do.TENDER else ""
    return press(do, tr("Take"), key, argument, unless=why)


def _explained(kind: TenderKind, rules: TenderRules) -> str:
    """What will be asked, in a few words."""
    match kind:
        case TenderKind.GIFT if rules.gift.on_terminal:
            return tr("The card terminal reads it; it pays what is on it")
        case TenderKind.GIFT:
            return tr("The number of the card; it pays what is on it")
        case TenderKind.HOUSE:
            return tr("The number of the account, and who buys")
        case TenderKind.CHECK:
            return tr("Its number; up to {most}", most=Money(rules.check_max_cents))
        case TenderKind.EXTERNAL_BENEFIT:
            return tr("Approved on the programme's own device: amount and code")
        case TenderKind.CHARITY_VOUCHER | TenderKind.OTHER:
            return tr("A reference and the reason")
        case TenderKind.FSA_HSA:
            return tr("For what is FSA/HSA eligible")
        case TenderKind.EBT_SNAP:
            return tr("For food; there is no tax on what it pays")
        case TenderKind.EBT_CASH:
            return tr("For anything on the ticket; no cash back")
        case TenderKind.DEBIT:
            return tr("With a PIN, as a debit card; no signature")
        case _:
            return ""


def no_fsa_here(state: TerminalState) -> str:
    """Why the FSA/HSA key is closed in this store, whatever is on the ticket; empty: it is not."""
    if state.policy.fsa is FsaMode.IIAS:
        return ""
    return tr("This store takes FSA/HSA cards as ordinary cards: use Card")


def why_closed(state: TerminalState, kind: TenderKind) -> str:
    """What a way to pay waits for, in words; empty: it is open."""
    match missing(state, kind):
        case None:
            return ""
        case Need.STORE_TAKES_IT:
            return tr("This store does not take it")
        case Need.CARD_TERMINAL:
            return tr("There is no card terminal on this lane")
        case Need.CARD_TERMINAL_READY:
            terminal = state.device[DeviceRole.CARD_TERMINAL]
            assert terminal.condition is Condition.DOWN
            return tr(
                "The card terminal is not ready: {why}", why=terminal.detail or tr("no answer")
            )
        case Need.IIAS:
            return no_fsa_here(state)
        case Need.SOMETHING_ELIGIBLE:
            return tr("Nothing left to pay is FSA/HSA eligible")
        case Need.EBT_ON_TERMINAL:
            return tr("This card terminal does not take EBT cards")
        case Need.GIFT_ON_TERMINAL:
            return tr("This card terminal does not take gift cards")
        case Need.DEBIT_ON_TERMINAL:
            return tr("This terminal asks the customer: debit or credit. Use Card")
        case Need.SNAP_FOOD:
            return tr("Nothing left to pay is food that SNAP pays")
        case Need.NOT_GIFT_CARDS_ALONE:
            return tr("Only gift cards are left to pay: it buys none")
