"""The money goes back: in cash, to a card over the terminal, to an account, or by a reference.

Rules that hold here:

1. Each way says at once whether it can be gone now, and why not; a card needs its terminal.
2. A card effect follows its durable request, under a new reference each time. What is a whole
   payment of the open batch is voided; else, and where that fails, the card is credited.
3. The second press of a double one gives nothing back.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, CreditCard, VoidCharge
from terminal.app.inputs import Do
from terminal.app.return_page import RefundPage
from terminal.app.state import CardPage, Msg, Said, SalePage, TenderPage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S, settle
from terminal.app.step_payment import in_the_other_language, new_ref, next_attempt, terminal_answers
from terminal.app.step_stored import upload_under_way
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.refund import RefundWay
from terminal.domain.refund_decider import RefundDue, refunds_due
from terminal.domain.refund_void import held_at, payment_to_void
from terminal.domain.refusal import Refusal

Happened = i.Intent | i.FieldEdited | i.FieldSubmitted
ASKS_REFERENCE: Final = (RefundWay.REFERENCE, RefundWay.CHECK)


def dues(state: TerminalState) -> tuple[RefundDue, ...]:
    """What has to go back now, in order."""
    if state.sale is None:
        return ()
    return refunds_due(state.sale, state.policy.returns, state.day)


def needs_no_card(state: TerminalState, due: RefundDue) -> bool:
    """Whether the payment is voided, as far as the lane knows: the terminal is asked then."""
    if state.sale is None or due.way is not RefundWay.CARD:
        return False
    terminal, batch_at = state.card_terminal, state.card_batch_at
    return payment_to_void(state.sale, due.shares, terminal, batch_at) is not None


def on_refund(state: TerminalState, page: RefundPage, what: Happened) -> Step:
    twice = page.given_at is not None and state.now - page.given_at < SEEN_AFTER_S
    match what:
        case i.Intent(do=Do.BACK):
            before = RefundPage() if page.source else SalePage()
            return Step(replace(state.clear_field(before), said=None))
        case i.Intent(do=Do.REFUND) if not twice:
            return _give(state, what.argument)
        case i.Intent(do=Do.RECEIPT_LANGUAGE) if state.sale is not None:
            return in_the_other_language(state, state.sale)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text) if page.source:
            return _given(state, c.GiveRefund(page.source, text.strip()))
        case i.Intent() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def _give(state: TerminalState, key: str) -> Step:
    due = next((each for each in dues(state) if key in ("", each.key)), None)
    if due is None:
        return Step(state)
    if due.refusal is not None:
        return refuse(state, due.refusal)
    if due.way is RefundWay.CARD:
        return _to_card(state, due)
    if due.way in ASKS_REFERENCE:
        return Step(replace(state.clear_field(RefundPage(due.key)), said=None))
    return _given(state, c.GiveRefund(due.key))


def _to_card(state: TerminalState, due: RefundDue) -> Step:
    if not terminal_answers(state):
        return say(state, Said(Msg.REFUND_NEEDS_TERMINAL)).doing(Beep(good=False))
    if upload_under_way(state):
        return say(state, Said(Msg.STORED_UNDER_WAY)).doing(Beep(good=False))
    ref = new_ref(state)
    terminal, merchant = state.card_terminal, state.settings.store.merchant
    wish = c.RefundCard(due.key, ref, state.at, terminal, state.card_batch_at, merchant)
    asked = ask_ticket(state, wish)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    request = asked.facts[-1]
    assert isinstance(request, f.RefundRequested)
    assert state.user is not None
    waiting = next_attempt(asked.state).clear_field(CardPage(ref, since=state.now))
    step, payment = replace(asked, state=waiting), request.void_of
    if payment is None:
        credit = CreditCard(ref, request.kind, request.amount, state.user.id, request.sale)
        return step.doing(credit)
    return step.doing(VoidCharge(ref, held_at(due.source, payment)))


def _given(state: TerminalState, command: c.GiveRefund) -> Step:
    step = settle(state, command)
    given = next((each for each in step.facts if isinstance(each, f.RefundGiven)), None)
    if given is None or step.state.sale is None:
        return step  # refused, or the ticket is over
    cash = given.way is RefundWay.CASH
    left = str(given.amount - given.rounding)
    told = Said(Msg.REFUNDED_IN_CASH if cash else Msg.REFUND_RECORDED, left)
    return after_refund(step, told)


def after_refund(step: Step, told: Said | None) -> Step:
    """What is due next: more that goes back, or the rest to pay."""
    state = step.state
    page = RefundPage(given_at=state.now) if dues(state) else TenderPage(taken_at=state.now)
    if state.locked:
        return replace(step, state=replace(state, behind=page))
    return replace(step, state=replace(state.clear_field(page), said=told))
