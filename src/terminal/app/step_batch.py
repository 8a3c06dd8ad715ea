"""Closing the card terminal's batch, from the devices page.

Rules that hold here:

1. It empties the terminal's records, and with them the evidence: it waits until every card payment
   of this lane is confirmed, or a manager has decided about it (card-terminal.md section 10.2).
2. It also waits for open tickets that a card has paid a part of: the terminal numbers its payments
   anew, so that none of before can be voided afterwards, and the old number may be another's.
3. It waits for sales that the terminal stored and the bank has not seen, and until it is known what
   became of each: their records are the evidence of that (sections 10.2 and 11).
4. The wish is durable before the terminal sees a byte. An outcome that is not known is told as
   such, and asking again is harmless.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import Beep, CloseCardBatch
from terminal.app.inputs import CardAbility, DeviceRole
from terminal.app.permissions import Right, may
from terminal.app.state import DevicesPage, Msg, Said, TerminalState
from terminal.app.step_capture import card_terminal_ready
from terminal.app.step_stored import waiting_here
from terminal.app.stepping import Step, refuse, say
from terminal.domain import facts as f
from terminal.domain.refusal import Refusal, Why
from terminal.domain.tender import CardTender

NOT_WRITTEN = "the answer could not be written down"


def batch_under_way(state: TerminalState) -> bool:
    return isinstance(state.card_batch, f.CardBatchRequested)


def may_close_batch(state: TerminalState) -> bool:
    return state.user is not None and may(state.user, Right.CLOSE_BATCH)


def ask_once_more(state: TerminalState, page: DevicesPage) -> Step:
    """The first press asks; nothing happens yet."""
    refused = _refused(state, page)
    if refused is not None:
        return refused
    return Step(replace(state, page=replace(page, batch_asked=True), said=None))


def close_batch(state: TerminalState, page: DevicesPage) -> Step:
    """The second press, of somebody who was asked."""
    if not page.batch_asked:
        return Step(state)
    calm = replace(page, batch_asked=False)
    refused = _refused(state, page)
    if refused is not None:
        return replace(refused, state=replace(refused.state, page=calm))
    wish = f.CardBatchRequested(state.card_terminal)
    closing = replace(state, page=calm, card_batch=wish, card_batch_at=state.at, said=None)
    local = state.at.astimezone(state.zone)
    return Step(closing, (wish,), (CloseCardBatch(local, state.decided),))


def _refused(state: TerminalState, page: DevicesPage) -> Step | None:
    if not may_close_batch(state):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    elsewhere = page.role is not DeviceRole.CARD_TERMINAL or page.trial is not None
    if elsewhere or page.finding or not card_terminal_ready(state, CardAbility.CLOSE_BATCH):
        return Step(state)
    if state.unconfirmed:
        return say(state, Said(Msg.BATCH_PAYMENT_OPEN))
    if _partly_paid(state):
        return say(state, Said(Msg.BATCH_TICKET_OPEN))
    if waiting_here(state):
        return say(state, Said(Msg.BATCH_STORED))
    return None


def _partly_paid(state: TerminalState) -> bool:
    sales = state.suspended if state.sale is None else (state.sale, *state.suspended)
    tenders = (each for sale in sales for each in sale.tenders)
    return any(isinstance(each, CardTender) and each.taken for each in tenders)


def on_batch(state: TerminalState, what: i.CardBatchReported | i.CardBatchNotClosed) -> Step:
    """Recorded whoever is at the screen, and told to whoever is."""
    fact: f.CardBatchFact
    match what:
        case i.CardBatchReported(report=report):
            fact, said = f.CardBatchClosed(state.card_terminal, report), Said(Msg.BATCH_CLOSED)
            state = replace(state, decided=())
        case i.CardBatchNotClosed(reason=reason, unknown=unknown):
            fact = f.CardBatchFailed(state.card_terminal, reason, unknown)
            said = Said(Msg.BATCH_UNKNOWN if unknown else Msg.BATCH_NOT_CLOSED, reason)
    known = replace(state, card_batch=fact, card_batch_at=state.at)
    page = state.page
    shown = isinstance(page, DevicesPage) and page.role is DeviceRole.CARD_TERMINAL
    told = known if state.locked or shown else replace(known, said=said)
    good = isinstance(fact, f.CardBatchClosed) and not fact.report.warning
    return Step(told, (fact,), () if state.locked else (Beep(good),))


def batch_in_doubt(state: TerminalState) -> TerminalState:
    """The disk refused something: if it was the terminal's answer, no other one will come."""
    if not isinstance(state.card_batch, f.CardBatchRequested):
        return state
    doubt = f.CardBatchFailed(state.card_batch.terminal, NOT_WRITTEN, unknown=True)
    return replace(state, card_batch=doubt)
