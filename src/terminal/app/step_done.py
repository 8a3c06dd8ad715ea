"""The end of a ticket: the receipt, the drawer, the change, and the next customer."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.card_slip import slip_is_due
from terminal.app.effects import (
    Effect,
    OpenDrawer,
    ShowOnDisplay,
    WakeSync,
)
from terminal.app.inputs import Do
from terminal.app.printing import (
    cashier_of,
    on_print_key,
    print_paper,
    request_receipt,
    request_slip,
)
from terminal.app.receipt_forms import language_for, other_language
from terminal.app.state import (
    DonePage,
    Msg,
    Said,
    TenderPage,
    TerminalState,
)
from terminal.app.step_sale import next_customer
from terminal.app.stepping import Step, ask_ticket, display_row, refuse
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import AttemptRef
from terminal.domain.keyed import FORMS
from terminal.domain.money import ZERO
from terminal.domain.receipt_wish import Wish
from terminal.domain.refund import RefundWay
from terminal.domain.refund_decider import given_back_last
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale, SaleStatus

SEEN_AFTER_S = 0.8
"""The change stays on the screen at least so long."""


def settle(state: TerminalState, command: c.Command) -> Step:
    """Ask the ticket; when that completes it, print, open the drawer and show what is next."""
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    sale = asked.state.sale
    assert sale is not None
    reason = _drawer_for(asked.facts)
    if sale.status is SaleStatus.COMPLETED:
        return _finish(asked, sale, reason)
    if not any(isinstance(fact, _MOVED_HERE) for fact in asked.facts):
        return asked
    paying = replace(asked, state=asked.state.clear_field(TenderPage(taken_at=state.now)))
    if reason is not None:
        opened = (*asked.facts, f.DrawerRequested(reason, sale.id))
        paying = replace(paying, facts=opened).doing(OpenDrawer())
    return paying.doing(ShowOnDisplay("", display_row("TO PAY", str(sale.due))))


_MOVED_HERE = (f.CashTaken, f.KeyedTenderTaken, f.RefundGiven)


def _last_row(sale: Sale) -> str:
    """What the customer gets: change, or what goods that came back are worth."""
    back = given_back_last(sale)
    if back > ZERO:
        return display_row("REFUND", str(back))
    return display_row("CHANGE", str(sale.change))


def _drawer_for(facts: tuple[f.Fact, ...]) -> f.DrawerReason | None:
    """Why the drawer opens for these: cash goes in or out, or paper goes in."""
    for fact in facts:
        match fact:
            case f.CashTaken() | f.RefundGiven(way=RefundWay.CASH):
                return f.DrawerReason.CASH
            case f.KeyedTenderTaken(change=change) if change > ZERO:
                return f.DrawerReason.CASH
            case f.KeyedTenderTaken(kind=kind) if FORMS[kind].in_drawer:
                return f.DrawerReason.PAPER
    return None


def with_slip(step: Step, ref: AttemptRef) -> Step:
    """With the slip of a card that was just given back, or declined, while its customer is here."""
    sale = step.state.sale
    if sale is None or sale.status is not SaleStatus.OPEN or not slip_is_due(sale, ref):
        return step
    return step.and_then(request_slip(step.state, sale, ref))


def decide_payment(state: TerminalState, command: c.DecideCharge) -> Step:
    """A manager has decided: the ticket is paid, or takes another payment."""
    settled = settle(state, command)
    refs = tuple(each.ref for each in settled.facts if isinstance(each, f.ChargeDecided))
    known = replace(settled.state, decided=(*settled.state.decided, *refs))
    settled = replace(settled, state=known)
    for ref in refs:
        settled = with_slip(settled, ref)
    sale = settled.state.sale
    if sale is None or settled.state.page is not state.page:
        return settled
    told = replace(settled.state.clear_field(TenderPage()), said=Said(Msg.PAYMENT_DECIDED))
    return replace(settled, state=told)


def _finish(asked: Step, sale: Sale, drawer: f.DrawerReason | None) -> Step:
    state = asked.state
    printing = request_receipt(replace(asked.state, finished_at=state.at), sale)
    facts = asked.facts + printing.facts
    effects: tuple[Effect, ...] = (*asked.effects, *printing.effects, WakeSync())
    if drawer is not None:
        facts = (*facts, f.DrawerRequested(drawer, sale.id))
        effects = (OpenDrawer(), *effects)
    thanks = ShowOnDisplay(_last_row(sale), "Thank you")
    done = printing.state
    assert done.receipt is not None
    page = DonePage(sale.id, done.receipt.job, since=done.now)
    done = replace(done, sale=None, selected=None, family=(), said=None)
    done = replace(done, behind=page) if done.locked else done.clear_field(page)
    return Step(done, facts, (*effects, thanks), asked.attachments)


def on_done(state: TerminalState, page: DonePage, what: i.Intent) -> Step:
    match what.do:
        case Do.NEXT_CUSTOMER | Do.BACK if state.now - page.since < SEEN_AFTER_S:
            return Step(state)  # the second press of a double Enter: nobody has read the change
        case Do.NEXT_CUSTOMER | Do.BACK:
            return Step(next_customer(state), (), (ShowOnDisplay("", ""),))
        case Do.RECEIPT_LANGUAGE if state.finished is not None:
            return _in_other_language(state, state.finished)
        case _:
            return on_print_key(state, what)


def _in_other_language(state: TerminalState, sale: Sale) -> Step:
    """Another copy; the next press is for the first language again."""
    language = other_language(language_for(state, sale))
    at = (state.finished_at or state.at).astimezone(state.zone)
    chosen = replace(state, language=language)
    printing, _ = print_paper(chosen, sale, cashier_of(state, sale), at, Wish(language))
    return printing
