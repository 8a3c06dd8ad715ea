"""Sign-in and lock: who is here, and nothing of the ticket for whoever is not."""

from dataclasses import replace
from datetime import datetime

from terminal.app import inputs as i
from terminal.app.asides import TAKEN_OVER, waits_as
from terminal.app.effects import CheckPin, Secret, ShowOnDisplay
from terminal.app.inputs import Do
from terminal.app.state import (
    AuditPage,
    DevicesPage,
    DonePage,
    Msg,
    RecordsPage,
    ReportsPage,
    RulesPage,
    Said,
    SalePage,
    SignInPage,
    TerminalState,
    WorkItemsPage,
)
from terminal.app.step_audit import left_audit
from terminal.app.step_equipment import closed
from terminal.app.step_pharmacist import behind_the_lock, on_pharmacist_checked
from terminal.app.step_reports import left_reports
from terminal.app.step_sale import resume
from terminal.app.step_till import first_till_page
from terminal.app.stepping import Step, say
from terminal.app.till_page import TillPage
from terminal.app.till_watch import opens_at_sign_in
from terminal.domain import facts as f
from terminal.domain.evolve import evolved
from terminal.domain.identity import StaffId
from terminal.domain.money import Money
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.staff import StaffMember
from terminal.domain.till_decider import OpenTill, decide_till

SIGN_IN = "sign in"
MAX_TYPED = 12
"""Digits of a number or a PIN; more were not typed by a person."""


def lock(state: TerminalState, why: str) -> Step:
    """Hide everything; the ticket is kept for its owner."""
    if state.locked:
        return Step(state)
    assert state.user is not None
    if isinstance(state.page, DevicesPage):
        left = closed(state, state.page)
        return left.and_then(lock(left.state, why))
    if isinstance(state.page, AuditPage):
        stop = left_audit(state.page)
        return Step(state, (), stop).and_then(lock(replace(state, page=state.page.back), why))
    if isinstance(state.page, ReportsPage):
        stop_counting = left_reports(state.page)
        behind = replace(state, page=state.page.back)
        return Step(state, (), stop_counting).and_then(lock(behind, why))
    if isinstance(state.page, RecordsPage | RulesPage | WorkItemsPage):
        return lock(replace(state, page=state.page.back), why)
    hidden = replace(
        state.clear_field(SignInPage(number=state.user.id)),
        locked=True,
        behind=behind_the_lock(state.page),
        said=None,
        help=False,
    )
    return Step(hidden, (f.ScreenLocked(why),), (ShowOnDisplay("", ""),))


def on_sign_in(
    state: TerminalState,
    what: i.Intent | i.FieldEdited | i.FieldSubmitted | i.SignatureDrawn,
) -> Step:
    page = state.page
    assert isinstance(page, SignInPage)
    if page.checking:
        return Step(state)
    match what:
        case i.FieldEdited(text=text):
            return _typed(state, page, text)
        case i.FieldSubmitted(text=text):
            return _enter(state, replace(page, typed=text[:MAX_TYPED]))
        case i.Intent(do=Do.KEYPAD, argument="enter"):
            return _enter(state, page)
        case i.Intent(do=Do.KEYPAD, argument="clear"):
            return Step(state.clear_field(replace(page, typed="")))
        case i.Intent(do=Do.KEYPAD, argument=digit):
            return Step(state.clear_field(replace(page, typed=(page.typed + digit)[:MAX_TYPED])))
        case i.Intent(do=Do.CHOOSE_STAFF, argument=number):
            return Step(state.clear_field(SignInPage(StaffId(number), wait_until=page.wait_until)))
        case i.Intent(do=Do.BACK):
            return Step(state.clear_field(SignInPage(wait_until=page.wait_until)))
        case i.Intent(do=Do.SWITCH_THEME):
            return Step(switch_theme(state))
        case _:
            return Step(state)


def switch_theme(state: TerminalState) -> TerminalState:
    return replace(state, theme="dark" if state.theme == "light" else "light")


def _typed(state: TerminalState, page: SignInPage, text: str) -> Step:
    return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED])))


def _enter(state: TerminalState, page: SignInPage) -> Step:
    typed = page.typed.strip()
    if not typed:
        return Step(state)
    if page.number is None:
        return Step(state.clear_field(SignInPage(StaffId(typed), wait_until=page.wait_until)))
    if state.now < page.wait_until:
        return say(state.clear_field(replace(page, typed="")), Said(Msg.WAIT_BEFORE_NEXT_TRY))
    checking = state.clear_field(replace(page, typed="", checking=True))
    return Step(replace(checking, said=None), (), (CheckPin(SIGN_IN, page.number, Secret(typed)),))


def on_pin_checked(state: TerminalState, what: i.PinChecked) -> Step:
    if what.purpose != SIGN_IN:
        return on_pharmacist_checked(state, what)
    page = state.page
    if not isinstance(page, SignInPage) or not page.checking or what.entered != page.number:
        return Step(state)
    if what.staff is None:
        again = SignInPage(page.number, wait_until=state.now + what.wait_s)
        if state.user is None:
            again = SignInPage(wait_until=again.wait_until)
        failed = f.SignInFailed(what.entered, what.failures)
        told = replace(state.clear_field(again), said=Said(Msg.WRONG_NUMBER_OR_PIN))
        return Step(told, (failed,))
    if state.user is not None and state.user.id == what.staff.id:
        return _unlock(state, what.staff)
    return _sign_in(state, what.staff)


def _unlock(state: TerminalState, person: StaffMember) -> Step:
    open_again = replace(
        state.clear_field(state.behind),
        locked=False,
        behind=SalePage(),
        last_activity=state.now,
        said=None,
    )
    return Step(open_again, (f.ScreenUnlocked(person.id),))


def _sign_in(state: TerminalState, person: StaffMember) -> Step:
    """Somebody signs in; another person's ticket is suspended for its owner."""
    facts: list[f.Fact] = []
    if state.user is not None:
        facts.append(f.SignedOut(state.user.id))
    suspended = state.suspended
    if state.sale is not None and state.sale.status is SaleStatus.OPEN:
        left, told = _leave(state.sale, state.at)
        facts.extend(told)
        suspended = (*suspended, left) if left.worth_keeping else suspended
        state = replace(state, interrupted=state.interrupted | {left.id})
    facts.append(f.SignedIn(person.id))
    if state.till.open is None and state.settings.till_opens_itself:
        facts.append(_till_by_itself(state, person))
    here = replace(
        state.clear_field(_first_page(state)),
        locked=False,
        behind=SalePage(),
        user=person,
        sale=None,
        selected=None,
        family=(),
        suspended=suspended,
        last_activity=state.now,
        said=None,
    )
    signed_in = Step(here, tuple(facts))
    own = next((each for each in suspended if _comes_back(here, each)), None)
    return signed_in if own is None else signed_in.and_then(resume(here, own.id))


def _till_by_itself(state: TerminalState, person: StaffMember) -> f.Fact:
    lane, amount = state.settings.lane, Money(state.settings.till_float_cents)
    asked = decide_till(state.till, OpenTill(lane, person.id, state.day, (), amount))
    assert not isinstance(asked, Refusal), "none is open, and the float is one of the settings"
    return asked


def _first_page(state: TerminalState) -> SalePage | DonePage | TillPage:
    """After a restart the receipt that may have come out, or never did, comes first."""
    job = state.receipt
    page = first_till_page(state) if opens_at_sign_in(state) else SalePage()
    if state.user is not None or state.finished is None or job is None:
        return page
    unsettled = job.state in (i.PrintState.UNKNOWN, i.PrintState.QUEUED)
    return DonePage(job.sale, job.job) if unsettled else page


def _comes_back(state: TerminalState, sale: Sale) -> bool:
    """Whether this ticket was taken from the person who signs in, by a lock or a power cut."""
    assert state.user is not None
    return sale.staff == state.user.id and sale.id in state.interrupted


def _leave(sale: Sale, at: datetime) -> tuple[Sale, tuple[f.SaleFact, ...]]:
    """Suspend a ticket; a payment under way is parked first, and still resolved when it answers."""
    facts: list[f.SaleFact] = []
    pending = sale.pending
    if not sale.worth_keeping:
        return sale, (f.SaleAbandoned(sale.id, "nothing on it", sale.staff),)
    if pending is not None and not pending.parked:
        ref = pending.ref if pending.void is None else pending.void.ref
        facts.append(f.ChargeParked(sale.id, ref, "another person signed in"))
    name, reason = waits_as(sale, TAKEN_OVER)
    facts.append(f.SaleSuspended(sale.id, name, reason, sale.staff, at))
    sale = evolved(sale, facts)
    return sale, tuple(facts)
