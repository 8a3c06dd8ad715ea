"""The card terminal's word, and a payment that is not confirmed.

Rules that hold here:

1. UNKNOWN is asked about, never charged again (card-terminal.md section 10).
2. An answer belongs to the ticket that holds its reference, whoever is at the screen.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.asides import NOT_CONFIRMED, suspending
from terminal.app.effects import (
    Beep,
    CancelCharge,
    QueryCharge,
)
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import (
    CardPage,
    DecidePage,
    Msg,
    Release,
    Said,
    TenderPage,
    TerminalState,
)
from terminal.app.step_done import settle, with_slip
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_refund import after_refund
from terminal.app.step_sale import put_aside
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.attempt import BY_REQUEST, CardResult, Outcome, QueryVerdict
from terminal.domain.evolve import evolve
from terminal.domain.identity import AttemptRef
from terminal.domain.refund_void import held_at
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.sale_decider import decide
from terminal.domain.tender import CardTender

CHARGED = "charged"
NOT_CHARGED = "not charged"
QUERY_PARKED_S = 60.0
"""How often payments that were put aside are asked about."""
QUERY_AGAIN_S = 10.0
"""How often an unresolved payment is asked about while a person waits; asking changes nothing."""


def on_card_page(
    state: TerminalState, page: CardPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.CANCEL_CARD) if not page.cancelling:
            return Step(replace(state, page=replace(page, cancelling=True)), (), (CancelCharge(),))
        case i.Intent(do=Do.ASK_TERMINAL):
            return query_when_due(state, replace(page, next_query=state.now, asking=True))
        case i.Intent(do=Do.PARK):
            return _park(state, page)
        case i.Intent(do=Do.DECIDE) if page.next_query is not None or page.trouble:
            return Step(replace(state.clear_field(DecidePage(page.ref)), said=None))
        case _:
            return Step(state)


def on_decide(
    state: TerminalState, page: DecidePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    """What the terminal's own record says; a manager signs for it."""
    match what:
        case i.Intent(do=Do.ANSWER, argument=answer):
            return ask_pharmacist(state, Release.PAYMENT, replace(page, charged=answer == CHARGED))
        case i.Intent(do=Do.BACK):
            back = CardPage(page.ref, since=state.now, next_query=state.now)
            return Step(replace(state.clear_field(back), said=None))
        case _:
            return Step(state)


def ask_parked(state: TerminalState) -> Step:
    """Ask about payments that were put aside: now and then, whoever is at the screen."""
    waiting = tuple(sale.pending for sale in state.suspended if sale.pending is not None)
    if not waiting or state.now < state.parked_query_at:
        return Step(state)
    later = replace(state, parked_query_at=state.now + QUERY_PARKED_S)
    return Step(later, (), tuple(query_of(tender) for tender in waiting))


def _park(state: TerminalState, page: CardPage) -> Step:
    """Put the unconfirmed payment aside, so that the queue can go on."""
    if state.user is None or not may(state.user, Right.PARK_PAYMENT):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    reason = page.trouble or "put aside by the cashier"
    return put_aside(
        state, Msg.PAYMENT_PARKED, c.ParkCharge(page.ref, reason), suspending(state, NOT_CONFIRMED)
    )


def query_when_due(state: TerminalState, page: CardPage) -> Step:
    """Ask the terminal about our reference when it is time to."""
    if page.next_query is None or state.now < page.next_query:
        return Step(state)
    tender = None if state.sale is None else state.sale.attempt(page.ref)
    if tender is None:
        return Step(state)
    waiting = replace(page, next_query=state.now + QUERY_AGAIN_S, asked_at=state.now)
    return Step(_turned(state, waiting), (), (query_of(tender),))


def _turned(state: TerminalState, page: CardPage) -> TerminalState:
    return replace(state, behind=page) if state.locked else replace(state, page=page)


def query_of(tender: CardTender) -> QueryCharge:
    if tender.void is not None:
        void, payment = tender.void, tender.held
        return QueryCharge(
            *(void.ref, payment.amount, void.asked_at, tender.terminal, payment),
            kind=tender.kind,
        )
    if tender.void_of is not None:
        held = held_at(tender.refunds[0].source, tender.void_of)
        return QueryCharge(
            *(tender.ref, tender.amount, tender.asked_at, tender.terminal, held),
            kind=held.kind,
        )
    return QueryCharge(
        tender.ref,
        tender.amount,
        tender.asked_at,
        tender.terminal,
        healthcare=tender.healthcare,
        kind=tender.kind,
    )


def on_card(
    state: TerminalState, what: i.ChargeAcknowledged | i.ChargeAnswered | i.ChargeQueried
) -> Step:
    """The terminal's word, for whichever ticket holds the reference."""
    if state.sale is not None and state.sale.attempt(what.ref) is not None:
        return _on_own_card(state, what)
    other = next((sale for sale in state.suspended if sale.attempt(what.ref)), None)
    return Step(state) if other is None else _on_other_card(state, other, what)


def _result_of(
    what: i.ChargeAcknowledged | i.ChargeAnswered | i.ChargeQueried,
) -> CardResult | None:
    match what:
        case i.ChargeAnswered():
            return what.result
        case i.ChargeQueried() if what.answer.verdict is QueryVerdict.FOUND:
            return what.answer.result
        case i.ChargeQueried() if what.answer.verdict is QueryVerdict.NOT_PROCESSED:
            return CardResult(Outcome.ABORTED, text="not processed by the terminal")
        case _:
            return None


def _on_other_card(
    state: TerminalState,
    sale: Sale,
    what: i.ChargeAcknowledged | i.ChargeAnswered | i.ChargeQueried,
) -> Step:
    """A suspended ticket's payment was settled: recorded; its person takes it up again."""
    result = _result_of(what)
    if result is None or not result.settled:
        return Step(state)
    decided = decide(sale, c.ResolveCharge(what.ref, result), state.policy, state.day)
    assert not isinstance(decided, Refusal), "what is pending can be resolved"
    settled = sale
    for fact in decided:
        settled = evolve(settled, fact)
    assert settled.status is SaleStatus.SUSPENDED, "nobody is there to take what was paid for"
    kept = tuple(settled if each.id == sale.id else each for each in state.suspended)
    return Step(replace(state, suspended=kept), decided)


def _on_own_card(
    state: TerminalState, what: i.ChargeAcknowledged | i.ChargeAnswered | i.ChargeQueried
) -> Step:
    if isinstance(what, i.ChargeAcknowledged):
        asked = ask_ticket(state, c.NoteSent(what.ref))
        return Step(state) if isinstance(asked, Refusal) else asked
    result = _result_of(what)
    if result is None:
        assert isinstance(what, i.ChargeQueried)
        return _still_unknown(state, what.answer.reason)
    before = state.sale
    step = settle(state, c.ResolveCharge(what.ref, result))
    after = step.state.sale
    if not result.settled:
        return _unknown(step, what.ref, result)
    if after is None or before is None or after.status is not SaleStatus.OPEN:
        return step
    return with_slip(_after_card(step, before, after, what.ref, result), what.ref)


def _unknown(step: Step, ref: AttemptRef, result: CardResult) -> Step:
    """No certain answer: show it, and ask the terminal about our reference."""
    page = CardPage(ref, since=step.state.now, next_query=step.state.now, trouble=result.text)
    asking = query_when_due(_show(step.state, page, None), page)
    return step.and_then(asking).doing(Beep(good=False))


def _still_unknown(state: TerminalState, reason: str) -> Step:
    page = state.behind if state.locked else state.page
    if not isinstance(page, CardPage):
        return Step(state)
    return Step(_turned(state, replace(page, trouble=reason, asking=False)))


_TOLD = {
    Outcome.DECLINED: Msg.CARD_DECLINED,
    Outcome.ABORTED: Msg.CARD_NOT_CHARGED,
    Outcome.CONFIG_ERROR: Msg.CARD_MISCONFIGURED,
    Outcome.PARTIAL: Msg.PARTLY_APPROVED,
}


def _after_card(step: Step, before: Sale, after: Sale, ref: AttemptRef, result: CardResult) -> Step:
    """The ticket stays open: back to payment with what was said."""
    tender = before.attempt(ref)
    pending = after.pending
    if pending is not None:
        page = CardPage(ref, since=step.state.now, trouble=pending.parked)
        return replace(step, state=_show(step.state, page, None))
    said: Said | None
    if tender is not None and tender.refunds:
        given = result.outcome in (Outcome.APPROVED, Outcome.PARTIAL)
        heard = Msg.CARD_REFUNDED if given else Msg.CARD_NOT_REFUNDED
        if tender.void_of is not None:
            heard = Msg.PAYMENT_VOIDED if given else Msg.CARD_NEEDED
        said = Said(heard, str(result.approved) if given else result.text)
        return after_refund(step.doing(Beep(good=given)), said)
    if tender is not None and tender.void is not None:
        said = Said(_VOIDED.get(result.outcome, Msg.CARD_VOID_FAILED), result.text)
    else:
        told = _TOLD.get(result.outcome)
        said = None if told is None else Said(told, _in_words(result))
    sound = Beep(good=result.outcome is Outcome.APPROVED)
    # These kinds are asked for by Enter, which takes cash on this page: the second press of a
    # double one must find nothing, however quick the terminal was.
    by_enter = tender is not None and tender.kind in BY_REQUEST
    paying = TenderPage(taken_at=_asked_at(step.state) if by_enter else None)
    return replace(step, state=_show(step.state, paying, said)).doing(sound)


_VOIDED: Final = {
    Outcome.APPROVED: Msg.CARD_GIVEN_BACK,
    Outcome.DECLINED: Msg.CARD_NOT_VOIDED,
}
"""What is said of a void of the ticket's own payment; anything else did not happen at all."""
_STOPPED: Final = frozenset({"ABORTED", "ABORT", "CANCELLED", "CANCELED"})
"""What a terminal writes when a payment was stopped before it was made."""


def _in_words(result: CardResult) -> str:
    if result.outcome is Outcome.ABORTED and result.text.strip().upper() in _STOPPED:
        return "The payment was cancelled"
    return result.text


def _asked_at(state: TerminalState) -> float | None:
    """When it was asked for, if this is the first answer: later ones follow other keys."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, CardPage) or page.next_query is not None:
        return None
    return page.since


def _show(state: TerminalState, page: CardPage | TenderPage, said: Said | None) -> TerminalState:
    """Turn to a page, behind the lock when it is locked."""
    if state.locked:
        return replace(state, behind=page)
    return replace(state.clear_field(page), said=said)
