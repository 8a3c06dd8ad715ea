"""The page of the till: opened, counted blind, cash moved by hand, taken over, closed.

Rules that hold here:

1. What should be in the drawer is on no page of somebody who is to count it, in no button,
   message or colour, before the count is entered; over or short is for who oversees tills.
2. Every opening of the drawer for the till is a fact with its reason.
3. The close asks what is still open, on this lane and in the store, and for a reason if so.
4. What was typed counts when the page is done with, entered or not.
5. A count that was begun is not left by one Esc.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.counted import form_of
from terminal.app.effects import Beep, CheckClose, LoadTillHistory, OpenDrawer
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import DonePage, Msg, Said, SalePage, TerminalState
from terminal.app.step_match import on_match_key, settled
from terminal.app.step_sale import next_customer
from terminal.app.step_till_print import print_slip, print_z, write_slip
from terminal.app.stepping import Step, refuse, say
from terminal.app.till_page import (
    COUNTING,
    LAST_PIECE,
    MOVING,
    WORDS,
    TillMode,
    TillPage,
)
from terminal.app.till_report import difference_words
from terminal.app.waiting import wait_alarm
from terminal.domain import facts as f
from terminal.domain import till_decider as d
from terminal.domain import till_facts as t
from terminal.domain.cash_count import (
    DENOMINATIONS,
    Counted,
    Pieces,
    amount_of,
    with_pieces,
)
from terminal.domain.money import Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.three_way import CloseSheet, Difference, Side, differences
from terminal.domain.till import Till
from terminal.domain.till_decider import decide_till

FIELD: Final = "till"
PETTY_LIMIT: Final = Money(100_00)
"""Paid in or out by whoever runs a till; more is for who oversees tills."""
OPENS_DRAWER: Final = {
    TillMode.COUNT: f.DrawerReason.TILL_COUNT,
    TillMode.TAKE_COUNT: f.DrawerReason.TILL_COUNT,
    TillMode.CLOSE: f.DrawerReason.TILL_CLOSE,
    TillMode.OPEN: f.DrawerReason.TILL_OPENING,
    TillMode.PAID_IN: f.DrawerReason.PAID_IN,
    TillMode.PAID_OUT: f.DrawerReason.PAID_OUT,
    TillMode.DROP: f.DrawerReason.SAFE_DROP,
}


# --- here and away


def open_till_page(state: TerminalState) -> Step:
    """From the ticket's page, and from the end of a sale."""
    if not isinstance(state.page, SalePage | DonePage | TillPage):
        return Step(state)
    if state.user is None or not may(state.user, Right.RUN_TILL):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    if isinstance(state.page, DonePage):
        state = next_customer(state)
    return Step(replace(state.clear_field(first_till_page(state)), said=None))


def first_till_page(state: TerminalState) -> TillPage:
    return TillPage(TillMode.OPEN if state.till.open is None else TillMode.HOME)


def sees_cash(state: TerminalState) -> bool:
    """Who oversees tills, of a till that somebody else has to count."""
    till = state.till.open
    return oversees(state) and (till is None or till.staff != state.user_id)


def oversees(state: TerminalState) -> bool:
    return state.user is not None and may(state.user, Right.OVERSEE_TILLS)


def on_till(
    state: TerminalState, page: TillPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    if what != i.Intent(Do.BACK):
        page = replace(page, leaving=False)
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _entered(state, replace(page, typed=text))
        case i.Intent():
            return _on_key(state, page, what)
        case _:
            assert_never(what)


def _on_key(state: TerminalState, page: TillPage, what: i.Intent) -> Step:
    if page.mode in (TillMode.MATCH, TillMode.SETTLE):
        step = on_match_key(state, page, what)
        if step is not None:
            return step
    match what.do:
        case Do.BACK:
            return _back(state, page)
        case Do.TILL:
            return _go(state, page, what.argument)
        case Do.TILL_DONE:
            return _done(state, page)
        case Do.TILL_DRAWER if page.mode in COUNTING:
            return _opened(Step(state), page.mode)
        case Do.LINE_UP | Do.LINE_DOWN:
            return _moved(state, page, -1 if what.do is Do.LINE_UP else 1)
        case Do.CHOOSE_PIECES if page.mode in COUNTING:
            return _choose_pieces(state, page, what.argument)
        case Do.CHOOSE_TILL if page.mode is TillMode.HISTORY:
            return _choose_till(state, page, what.argument)
        case Do.ANSWER if page.mode in MOVING and page.amount is not None:
            return _move_cash(state, replace(page, typed=what.argument))
        case Do.TILL_PRINT:
            return print_slip(state, page, what.argument)
        case Do.TILL_WRITE:
            return write_slip(state, page, what.argument)
        case _:
            return Step(state)


def _back(state: TerminalState, page: TillPage) -> Step:
    begun = page.mode in COUNTING and bool(page.counted or page.typed.strip())
    if begun and not page.leaving:
        asked = replace(state, page=replace(page, leaving=True))
        return say(asked, Said(Msg.TILL_COUNT_LEFT))
    if page.mode is TillMode.PAST:
        return _show(state, replace(page, mode=TillMode.HISTORY, written="", trouble=""))
    if page.mode is TillMode.MATCH and page.counted:
        return _show(state, TillPage(TillMode.CLOSE, counted=page.counted)).doing(CheckClose())
    if page.mode in (TillMode.HOME, TillMode.OPEN, TillMode.CLOSED):
        return Step(replace(state.clear_field(SalePage()), said=None))
    return _show(state, first_till_page(state))


def _show(state: TerminalState, page: TillPage) -> Step:
    return Step(replace(state.clear_field(page), said=None))


# --- what is to be done


def _go(state: TerminalState, page: TillPage, name: str) -> Step:
    mode = next((each for each in TillMode if each.value == name), None)
    if mode is None:
        return _show(state, first_till_page(state))
    refused = _not_now(state, mode)
    if refused is not None:
        return refuse(state, refused)
    match mode:
        case TillMode.COUNT | TillMode.TAKE_COUNT:
            return _opened(_show(state, TillPage(mode)), mode)
        case TillMode.CLOSE:
            return _opened(_show(state, TillPage(mode)), mode).doing(CheckClose())
        case TillMode.MATCH:
            kept = page.counted if page.mode is TillMode.WHY else ()
            return _show(state, TillPage(mode, counted=kept)).doing(CheckClose())
        case TillMode.HISTORY:
            return _show(state, TillPage(mode)).doing(LoadTillHistory())
        case TillMode.TAKE_OVER if page.mode is TillMode.TAKE_OVER:
            return _take_over(state, None)
        case TillMode.PAID_IN | TillMode.PAID_OUT | TillMode.DROP | TillMode.TAKE_OVER:
            return _show(state, TillPage(mode))
        case TillMode.CLOCK if state.clock_back is not None:
            return _show(state, TillPage(mode))
        case TillMode.REPORT:
            return _show(state, TillPage(mode))
        case _:
            return Step(state)


def _not_now(state: TerminalState, mode: TillMode) -> Refusal | None:
    """Who may, and of which till."""
    till = state.till.open
    if state.user is None or not may(state.user, Right.RUN_TILL):
        return Refusal(Why.NOT_PERMITTED)
    if mode is TillMode.HISTORY:
        return None if oversees(state) else Refusal(Why.NOT_PERMITTED)
    if mode in (TillMode.CLOCK, TillMode.MATCH):
        return None
    if till is None:
        return Refusal(Why.TILL_NOT_OPEN)
    own = till.staff == state.user.id
    if mode in (TillMode.COUNT, TillMode.CLOSE, TillMode.REPORT) and not own:
        return None if oversees(state) else Refusal(Why.TILL_IS_ANOTHERS, _name(state, till))
    if mode in (TillMode.TAKE_OVER, TillMode.TAKE_COUNT) and own:
        return Refusal(Why.TILL_IS_YOURS)
    if mode in COUNTING and not till.may_count(state.user.id, oversees=oversees(state)):
        return Refusal(Why.TILL_SHOWN)
    if mode is TillMode.CLOSE and state.clock_back is not None:
        return Refusal(Why.TILL_CLOCK_BACK)
    return None


def _name(state: TerminalState, till: Till) -> str:
    return next((each.name for each in state.people if each.id == till.staff), till.staff)


def _opened(step: Step, mode: TillMode) -> Step:
    """With the drawer opened, for a reason that is on disk first."""
    request = f.DrawerRequested(OPENS_DRAWER[mode], None)
    return replace(step, facts=(*step.facts, request)).doing(OpenDrawer())


# --- counting


def _moved(state: TerminalState, page: TillPage, by: int) -> Step:
    if page.mode in COUNTING:
        taken = _with_typed(page)
        if isinstance(taken, Refusal):
            return refuse(state, taken)
        place = max(0, min(taken.highlighted + by, LAST_PIECE))
        return _at_piece(state, taken, place)
    if page.mode is TillMode.HISTORY:
        last = len(page.history or ()) - 1
        place = max(0, min(page.highlighted + by, last))
        return Step(replace(state, page=replace(page, highlighted=place)))
    return Step(state)


def _choose_pieces(state: TerminalState, page: TillPage, cents: str) -> Step:
    places = {str(worth.cents): place for place, worth in enumerate(DENOMINATIONS)}
    taken = _with_typed(page)
    if isinstance(taken, Refusal):
        return refuse(state, taken)
    return _at_piece(state, taken, places.get(cents, taken.highlighted))


def _at_piece(state: TerminalState, page: TillPage, place: int) -> Step:
    return _show(state, replace(page, highlighted=place, typed=""))


def _with_typed(page: TillPage) -> TillPage | Refusal:
    """The page with what stands in the field, if anything does."""
    text = page.typed.strip()
    if not text:
        return page
    pieces = pieces_of(text, DENOMINATIONS[page.highlighted])
    if pieces is None:
        return Refusal(Why.TILL_PIECES, str(DENOMINATIONS[page.highlighted]))
    return replace(page, typed="", counted=with_pieces(page.counted, pieces))


def pieces_of(text: str, worth: Money) -> Pieces | None:
    """`12` is how many; `10.00`, with its cents, is what they are worth: a roll, a strap."""
    try:
        if "." not in text:
            return Pieces(worth, int(text)) if text.isascii() and text.isdigit() else None
        many, rest = divmod(Money.parse(text).cents, worth.cents)
        return None if rest else Pieces(worth, many)
    except ValueError:
        return None


# --- Enter and done


def _entered(state: TerminalState, page: TillPage) -> Step:
    if page.mode in COUNTING:
        taken = _with_typed(page)
        if isinstance(taken, Refusal):
            return refuse(state.clear_field(replace(page, typed="")), taken)
        return _at_piece(state, taken, min(taken.highlighted + 1, LAST_PIECE))
    if page.mode in MOVING | WORDS:
        return _done(state, page)
    return Step(state)


def _done(state: TerminalState, page: TillPage) -> Step:
    if page.mode in COUNTING:
        return _counted(state, page)
    if page.mode in MOVING:
        return _amount(state, page) if page.amount is None else _move_cash(state, page)
    if page.mode is TillMode.WHY:
        return _close(state, page, page.typed)
    if page.mode is TillMode.SETTLE:
        return settled(state, page)
    if page.mode is TillMode.CLOCK:
        return _accept_clock(state, page)
    return Step(state)


def _counted(state: TerminalState, page: TillPage) -> Step:
    taken = _with_typed(page)
    if isinstance(taken, Refusal):
        return refuse(state, taken)
    if not taken.counted:
        return refuse(state, Refusal(Why.TILL_NOTHING_COUNTED))
    match page.mode:
        case TillMode.OPEN:
            return _open(state, taken.counted)
        case TillMode.COUNT:
            return _count(state, taken.counted)
        case TillMode.TAKE_COUNT:
            return _take_over(state, taken.counted)
        case _:
            return _close_counted(state, taken)


def _open(state: TerminalState, counted: Counted) -> Step:
    if state.clock_back is not None:
        return refuse(state, Refusal(Why.TILL_CLOCK_BACK))
    assert state.user is not None
    asked = decide_till(
        state.till, d.OpenTill(state.settings.lane, state.user.id, state.day, counted)
    )
    return _recorded(state, asked, Msg.TILL_OPENED, amount_of(counted), SalePage())


def _count(state: TerminalState, counted: Counted) -> Step:
    assert state.user is not None
    asked = decide_till(state.till, d.CountCash(state.user.id, counted))
    return _recorded(state, asked, Msg.TILL_COUNTED, amount_of(counted), TillPage())


def _take_over(state: TerminalState, counted: Counted | None) -> Step:
    assert state.user is not None
    asked = decide_till(state.till, d.TakeTillOver(state.user.id, counted))
    return _recorded(state, asked, Msg.TILL_TAKEN_OVER, None, TillPage())


def _recorded(
    state: TerminalState,
    asked: t.TillFact | Refusal,
    told: Msg,
    amount: Money | None,
    page: TillPage | SalePage,
) -> Step:
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    said = Said(told, "" if amount is None else str(amount))
    return Step(replace(state.clear_field(page), said=said), (asked,), (Beep(good=True),))


# --- cash without a ticket


def _amount(state: TerminalState, page: TillPage) -> Step:
    """The first answer; the reason, or the bag's number, comes next."""
    again = state.clear_field(replace(page, typed=""))
    try:
        amount = Money.parse(page.typed)
    except ValueError:
        return say(again, Said(Msg.AMOUNT_NOT_UNDERSTOOD)).doing(Beep(good=False))
    if not 0 < amount.cents <= d.MAX_MOVED.cents:
        return refuse(again, Refusal(Why.TILL_AMOUNT))
    if amount > PETTY_LIMIT and page.mode is not TillMode.DROP and not oversees(state):
        return refuse(again, Refusal(Why.TILL_OVER_LIMIT, str(PETTY_LIMIT)))
    return _show(state, replace(page, amount=amount, typed=""))


_MOVED: Final[dict[TillMode, tuple[type[d.PayIn | d.PayOut | d.DropCash], Msg]]] = {
    TillMode.PAID_IN: (d.PayIn, Msg.TILL_PAID_IN),
    TillMode.PAID_OUT: (d.PayOut, Msg.TILL_PAID_OUT),
    TillMode.DROP: (d.DropCash, Msg.TILL_DROPPED),
}


def _move_cash(state: TerminalState, page: TillPage) -> Step:
    assert page.amount is not None
    assert state.user is not None
    kind, told = _MOVED[page.mode]
    asked = decide_till(state.till, kind(state.user.id, page.amount, page.typed))
    done = _recorded(state, asked, told, page.amount, TillPage())
    return done if isinstance(asked, Refusal) else _opened(done, page.mode)


# --- the clock


def _accept_clock(state: TerminalState, page: TillPage) -> Step:
    if state.clock_back is None:
        return _show(state, first_till_page(state))
    assert state.user is not None
    asked = decide_till(state.till, d.AcceptClock(state.user.id, state.clock_back, page.typed))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    right = replace(state, clock_back=None)
    return _recorded(right, asked, Msg.CLOCK_ACCEPTED, None, first_till_page(state))


# --- the close


def on_close_checked(state: TerminalState, what: i.CloseChecked) -> Step:
    page = state.behind if state.locked else state.page
    if not isinstance(page, TillPage) or page.mode not in (TillMode.CLOSE, TillMode.MATCH):
        return Step(state)
    known = replace(page, check=what.check)
    return Step(replace(state, behind=known) if state.locked else replace(state, page=known))


def unsettled(state: TerminalState, page: TillPage) -> tuple[str, ...]:
    """What a close must not pass over in silence, in words that are recorded with it."""
    found = [
        f"card payment {each.ref} of {each.amount} is not confirmed" for each in state.unconfirmed
    ]
    found += [
        f"ticket {sale.id} is paid in part and not over"
        for sale in state.suspended
        if sale.anything_paid
    ]
    found += [
        f"ticket {sale.id} gave money back and is not over"
        for sale in state.suspended
        if sale.anything_given_back and not sale.anything_paid
    ]
    stored = len(state.stored.sales)
    if stored:
        sales = form_of(stored, "1 stored card sale waits", f"{stored} stored card sales wait")
        found.append(f"{sales} for the bank or a manager")
    found += [
        difference_words(each)
        for each in differences(page.check or CloseSheet())
        if not _settles_itself(state, each)
    ]
    return tuple(found)


def _settles_itself(state: TerminalState, each: Difference) -> bool:
    """What is on its way and not late yet, and a batch that nobody here can close."""
    match each.side:
        case Side.PHMS_WAITING:
            oldest = state.phms.oldest
            return oldest is None or wait_alarm(oldest, state.at) is None
        case Side.BATCH_OPEN:
            return i.CardAbility.CLOSE_BATCH not in state.card_terminal_can
        case _:
            return False


def _close_counted(state: TerminalState, page: TillPage) -> Step:
    if page.check is None:
        return say(state, Said(Msg.TILL_CHECKING)).doing(CheckClose())
    state = replace(state, page=page)
    if state.sale is not None and state.sale.anything_taken:
        return refuse(state, Refusal(Why.OTHER_TICKET_OPEN))
    open_things = unsettled(state, page)
    if open_things:
        asks = replace(page, mode=TillMode.WHY, unsettled=open_things, typed="")
        return _show(state, asks)
    return _close(state, page, "")


def _close(state: TerminalState, page: TillPage, reason: str) -> Step:
    assert state.user is not None
    command = d.CloseTill(
        state.user.id,
        state.day,
        page.counted,
        Money(state.settings.till_float_cents),
        page.unsettled,
        reason,
    )
    asked = decide_till(state.till, command)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    assert isinstance(asked, t.TillClosed), "what was asked for"
    closed = _recorded(state, asked, Msg.TILL_CLOSED, None, TillPage(TillMode.CLOSED))
    return print_z(closed, asked)


# --- history


def on_history(state: TerminalState, what: i.TillHistoryLoaded) -> Step:
    page = state.behind if state.locked else state.page
    if not isinstance(page, TillPage) or page.mode is not TillMode.HISTORY:
        return Step(state)
    known = replace(page, history=what.closed, counts=what.counts, highlighted=0)
    return Step(replace(state, behind=known) if state.locked else replace(state, page=known))


def _choose_till(state: TerminalState, page: TillPage, number: str) -> Step:
    tills = page.history or ()
    marked = tills[page.highlighted : page.highlighted + 1]
    wanted = tuple(each for each in tills if str(each.till.number) == number) if number else marked
    if not wanted:
        return Step(state)
    chosen = replace(
        page,
        mode=TillMode.PAST,
        chosen=wanted[0].till.number,
        highlighted=tills.index(wanted[0]),
    )
    return _show(state, chosen)
