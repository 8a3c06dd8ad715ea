"""A ticket that was put aside goes on at another lane (docs/decisions/0036).

Rules that hold here:

1. The lane that has it decides and ends it there; only then does anybody hear what was on it.
2. Here it becomes a ticket of our own, at our prices, in one step with where it comes from. What
   this lane cannot add is on record and shown. Everything that was asked there is asked again.
3. A move that comes again has no effect but the same word again.
4. An answer that nobody waits for any more still brings the ticket: it waits in the list.
"""

from dataclasses import dataclass, replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import Beep, GiveTicket, HearMove, TellMove
from terminal.app.state import Msg, Page, Said, TerminalState
from terminal.app.step_sale import next_customer, resume
from terminal.app.step_tickets import with_mark
from terminal.app.stepping import Step
from terminal.app.tickets_page import AsidePage, TicketsPage, VoidPage
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.evolve import evolved, opened
from terminal.domain.facts import SaleFact, SaleOpened, SaleSuspended
from terminal.domain.identity import SaleId
from terminal.domain.move import Moved, MovedGoods, MoveSettled, SaleMovedHere, Stays
from terminal.domain.move_decider import moved_away
from terminal.domain.refusal import Refusal
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide

_TOLD: Final = {
    Moved.OVER: Msg.MOVE_OVER,
    Moved.STAYS: Msg.MOVE_STAYS,
    Moved.FIRST: Msg.MOVE_FIRST,
    Moved.SILENT: Msg.MOVE_SILENT,
}


# --- the lane that asks


def on_move_told(state: TerminalState, what: i.MoveTold) -> Step:
    heard = HearMove(what.move)
    if what.word is Moved.TAKEN:
        return _settled(state, what).doing(heard)
    page = _asking(state, what.move)
    if page is None or page.asking is None:
        return Step(state, (), (heard,))
    asked = _with_list(state, replace(page, asking=None))
    if not state.locked:
        asked = replace(asked, said=Said(_TOLD[what.word], str(page.asking.lane)))
    return Step(asked, (), (heard, *(() if state.locked else (Beep(good=False),))))


def _settled(state: TerminalState, what: i.MoveTold) -> Step:
    """The other lane has it: on record, so that a start does not bring it again."""
    if what.move in state.moves_settled:
        return Step(state)
    done = replace(state, moves_settled=state.moves_settled | {what.move})
    return Step(done, (MoveSettled(what.move),))


def _list_of(state: TerminalState) -> TicketsPage | None:
    page = state.behind if state.locked else state.page
    return page if isinstance(page, TicketsPage) else None


def _asking(state: TerminalState, move: str) -> TicketsPage | None:
    page = _list_of(state)
    return page if page is not None and page.asking and page.asking.move == move else None


def _with_list(state: TerminalState, page: TicketsPage) -> TerminalState:
    return replace(state, behind=page) if state.locked else replace(state, page=page)


# --- the lane that has it


def on_ticket_wanted(state: TerminalState, what: i.TicketWanted) -> Step:
    """Taken on whatever page the clerk is; a ticket that somebody took up waits no more."""
    if what.move in state.moves:
        return Step(state)  # it is on its way, and is brought until it has arrived
    sale = next((each for each in state.suspended if each.id == what.ticket), None)
    if sale is None:
        return Step(state, (), (TellMove(what.move, Moved.OVER),))
    away = moved_away(sale, what.move, what.lane, what.by)
    if isinstance(away, Stays):
        return Step(state, (), (TellMove(what.move, Moved.STAYS),))
    gone = replace(
        state,
        suspended=tuple(each for each in state.suspended if each.id != sale.id),
        interrupted=state.interrupted - {sale.id},
        moves=state.moves | {what.move},
        page=_off(state.page, sale.id),
        behind=_off(state.behind, sale.id),
    )
    if not state.locked and state.said is None:
        gone = replace(gone, said=Said(Msg.MOVED_AWAY, str(what.lane)))
    return with_mark(state, Step(gone, (away,), (GiveTicket(away),)))


def _off(page: Page, sale: SaleId) -> Page:
    """Nobody is asked any more about a ticket that left."""
    match page:
        case VoidPage(sale=known) | AsidePage(sale=known) if known == sale:
            return page.back
        case _:
            return page


# --- the lane that gets it


@dataclass(frozen=True, slots=True)
class _Made:
    sale: Sale
    facts: tuple[SaleFact, ...]
    missing: tuple[MovedGoods, ...]


def on_ticket_arrived(state: TerminalState, what: i.TicketArrived) -> Step:
    told = TellMove(what.move, Moved.TAKEN)
    if what.move in state.moves:
        return Step(state, (), (told,))
    made = _made(state, what)
    page = _asking(state, what.move)
    here = replace(
        state,
        suspended=(*state.suspended, made.sale),
        counters=replace(state.counters, ticket=state.counters.ticket + 1),
        moves=state.moves | {what.move},
    )
    if page is not None:
        here = _with_list(here, replace(page, asking=None))
    said = Said(Msg.MOVED_IN_PART if made.missing else Msg.MOVED_HERE, str(what.lane))
    if not state.locked and (page is not None or state.said is None):
        here = replace(here, said=said)
    arrived = with_mark(state, Step(here, made.facts, (told,)))
    if page is None or state.locked or state.sale is not None:
        return arrived
    return arrived.and_then(_taken_up(arrived.state, page, made.sale.id, said))


def _taken_up(state: TerminalState, page: TicketsPage, sale: SaleId, said: Said) -> Step:
    """Who asked for it still waits for it."""
    if page.after_payment:
        state = replace(next_customer(state), page=state.page)
    taken = resume(state, sale)
    if taken.state.sale is None:
        return taken
    return replace(taken, state=replace(taken.state, said=said))


def _made(state: TerminalState, what: i.TicketArrived) -> _Made:
    """A ticket of our own with all of it that this lane sells, put aside."""
    lane, number = state.settings.lane, state.counters.ticket
    opening = SaleOpened(SaleId(f"{lane}-{number:06}"), number, lane, what.by)
    sale = opened(opening)
    added: list[SaleFact] = []
    missing: list[MovedGoods] = []
    for goods, item in what.goods:
        decided = None
        if item is not None and item.pse is None:  # its seller is asked about when it is scanned
            command = c.AddItem(item, goods.quantity, EntryMethod.KEYED)
            decided = decide(sale, command, state.policy, state.day)
        if decided is None or isinstance(decided, Refusal):
            missing.append(goods)
            continue
        sale = evolved(sale, decided)
        added.extend(decided)
    came = SaleMovedHere(sale.id, what.move, what.lane, what.ticket, what.fills, tuple(missing))
    aside = SaleSuspended(sale.id, what.name, what.reason, what.by, state.at)
    facts = (opening, came, *added, aside)
    return _Made(evolved(sale, (came, aside)), facts, tuple(missing))
