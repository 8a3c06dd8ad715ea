"""The exchange of the state: asked before payment, and its word for the ticket that asked.

Rules that hold here (pickup-and-compliance.md section 10):

1. The request is durable first, and is repeated under its own reference only.
2. The answer is taken whenever it comes: behind the lock, and for a ticket that is put aside.
3. Nobody waits for ever. What may be done without an answer is the state's policy.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import AskPseExchange, Beep
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import Page, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import pse_desk as d
from terminal.domain import pse_ticket as t
from terminal.domain.evolve import evolved
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide

PATIENCE_S = 15.0
"""A person waits at the counter; an answer that comes later is still taken."""


def ask_exchange(taken: Step) -> Step:
    """Ask, or ask again about what was asked: the same inquiry has one reference for ever."""
    state = taken.state
    assert state.sale is not None
    assert state.user is not None
    inquiry = state.sale.pse.inquiry
    if inquiry is not None and inquiry.state is t.InquiryState.STOPPED:
        return replace(taken, state=state.clear_field(PsePage()))
    page = PsePage(asked_at=state.now)
    if inquiry is None:
        asked = ask_ticket(state, d.AskPse(state.user.id))
        if isinstance(asked, Refusal):
            return taken.and_then(refuse(state, asked))
        request = asked.facts[-1]
        assert isinstance(request, t.PseInquiryRequested)
        asking = replace(asked, state=asked.state.clear_field(page))
        return taken.and_then(asking).doing(AskPseExchange(request.ref, request, again=False))
    again = AskPseExchange(inquiry.ref, None, again=True)
    return replace(taken, state=state.clear_field(page)).doing(again)


# --- what the exchange says


def on_exchange(state: TerminalState, what: i.PseExchangeAnswered) -> Step:
    """The exchange's word, for whichever ticket holds the reference."""
    sale = _holder(state, what.ref)
    if sale is None:
        return Step(state)
    if what.verdict is None:
        return _down(state, what.ref, what.reason or "no answer")
    command = d.TakePseVerdict(what.ref, what.verdict, what.exchange_id)
    decided = decide(sale, command, state.policy, state.day)
    if isinstance(decided, Refusal):
        return Step(state)
    sale = evolved(sale, decided)
    if state.sale is None or state.sale.id != sale.id:
        kept = tuple(sale if each.id == sale.id else each for each in state.suspended)
        return Step(replace(state, suspended=kept), decided)
    return _shown(Step(replace(state, sale=sale), decided), what.verdict)


def _shown(taken: Step, verdict: t.Verdict) -> Step:
    """Turn the waiting page, behind the lock when it is locked."""
    state = taken.state
    page = state.behind if state.locked else state.page
    if not isinstance(page, PsePage):
        return taken
    stopped = verdict is t.Verdict.STOPPED
    after: Page = PsePage() if stopped else PseSignPage()
    if state.locked:
        return replace(taken, state=replace(state, behind=after))
    return replace(taken, state=state.clear_field(after)).doing(Beep(good=not stopped))


def _holder(state: TerminalState, ref: str) -> Sale | None:
    sales = state.suspended if state.sale is None else (state.sale, *state.suspended)
    return next((each for each in sales if each.pse.inquiry and each.pse.inquiry.ref == ref), None)


def _down(state: TerminalState, ref: str, reason: str) -> Step:
    page = state.behind if state.locked else state.page
    inquiry = None if state.sale is None else state.sale.pse.inquiry
    waits = isinstance(page, PsePage) and page.asked_at is not None and inquiry is not None
    if not waits or inquiry is None or inquiry.ref != ref:
        return Step(state)
    after = PsePage(down=reason)
    if state.locked:
        return Step(replace(state, behind=after))
    return Step(state.clear_field(after), (), (Beep(good=False),))


def give_up_when_late(state: TerminalState, page: PsePage) -> Step:
    """Nobody waits longer than this; a late answer is still taken."""
    late = page.asked_at is not None and state.now - page.asked_at >= PATIENCE_S
    inquiry = None if state.sale is None else state.sale.pse.inquiry
    if not late or inquiry is None:
        return Step(state)
    return _down(state, inquiry.ref, "no answer in time")
