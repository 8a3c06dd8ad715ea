"""The tickets page: put aside, over, found again; their paper on the screen and once more.

Rules that hold here:

1. The marked ticket is shown. Its paper is read from the store for each look and each wish, so
   that what is shown is what would be printed.
2. What is printed here is a copy, says so and is recorded; a gift receipt is a paper of its own.
3. A ticket that waits is taken up as it was; nothing of it changes by being looked at.
4. A key for the paper takes effect also when the paper is still being read, on the ticket that was
   marked when it was pressed and on no other. Where nobody can tell which that is, it says so.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import DrawTicket, LoadTickets
from terminal.app.elsewhere import AsideElsewhere
from terminal.app.inputs import Do
from terminal.app.moves import ask_for
from terminal.app.printing import print_paper
from terminal.app.receipt_forms import gift_lines, other_language
from terminal.app.state import DonePage, Msg, Said, SalePage, TerminalState
from terminal.app.step_sale import next_customer, resume
from terminal.app.stepping import Step, refuse, say
from terminal.app.tickets import DrawnTicket, TicketRow, sought_of
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    PaperKeys,
    SendPage,
    TicketsPage,
    VoidPage,
)
from terminal.domain.identity import SaleId
from terminal.domain.receipt_wish import Form, RxWords, Wish
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.ticket_decider import money_moved

Entry = Sale | AsideElsewhere | TicketRow
MAX_TYPED: Final = 30
OF_PAPER: Final = (
    Do.PRINT_COPY,
    Do.RECEIPT_LANGUAGE,
    Do.NAME_MEDICINES,
    Do.SEND_RECEIPT,
    Do.GIFT_RECEIPT,
)


def open_tickets(state: TerminalState) -> Step:
    """From the ticket, or from the page after payment: then its ticket is the marked one."""
    after_payment = isinstance(state.page, DonePage)
    if after_payment:
        state = replace(state, language=None)
    wish = Wish(state.settings.store.language)
    page = TicketsPage(wish=wish, after_payment=after_payment)
    if after_payment:
        page = replace(page, place=len(listed_first(state)))
    return _load(replace(state.clear_field(page), said=None), page, "")


def waiting(state: TerminalState) -> tuple[Sale, ...]:
    """The open ticket, then those that are put aside."""
    return (*(() if state.sale is None else (state.sale,)), *state.suspended)


def listed_first(state: TerminalState) -> tuple[Sale | AsideElsewhere, ...]:
    """What waits here, then what waits at other lanes."""
    return (*waiting(state), *(() if state.other_lanes is None else state.other_lanes.aside))


def entries(state: TerminalState, page: TicketsPage) -> tuple[Entry, ...]:
    """Everything on the list; a search is among tickets that are over."""
    first = () if page.sought else listed_first(state)
    return (*first, *(page.rows or ()))


def marked(state: TerminalState, page: TicketsPage) -> Entry | None:
    every = entries(state, page)
    return every[page.place] if page.place < len(every) else None


def _load(state: TerminalState, page: TicketsPage, typed: str) -> Step:
    sought = sought_of(typed, state.settings.lane, state.day, state.zone)
    if sought is None:
        return say(state, Said(Msg.TICKET_NOT_UNDERSTOOD))
    reading = replace(page, sought=typed.strip(), rows=None, drawn=None, asked=None)
    return Step(replace(state, page=reading, said=None), (), (LoadTickets(sought),))


def on_tickets_loaded(state: TerminalState, what: i.TicketsLoaded) -> Step:
    page = _page_of(state)
    if page is None:
        return Step(state)
    wanted = sought_of(page.sought, state.settings.lane, state.day, state.zone)
    if wanted != what.sought:
        return Step(state)  # a newer search is on its way
    known = replace(page, rows=what.rows)
    last = max(0, len(entries(state, known)) - 1)
    known = replace(known, place=min(known.place, last))
    if known.asked is None or known.asked.sale == _with_paper(marked(state, known)):
        return _shown(state, known, as_printed=True)
    told = replace(state, said=Said(Msg.PAPER_NOT_READ))
    return _shown(told, replace(known, asked=None), as_printed=True)


def _with_paper(entry: Entry | None) -> SaleId | None:
    return entry.sale if isinstance(entry, TicketRow) and not entry.voided else None


def on_ticket_drawn(state: TerminalState, what: i.TicketDrawn) -> Step:
    shown = state.behind if state.locked else state.page
    if isinstance(shown, SendPage):
        return Step(_with_page(state, with_words(shown, what)))
    page = _page_of(state)
    chosen = None if page is None else marked(state, page)
    right = isinstance(chosen, TicketRow) and chosen.sale == what.sale
    if page is None or not right or on_screen(page.wish) != what.wish:
        return Step(state)
    wish = page.wish
    if what.drawn is not None:
        wish = replace(wish, language=what.drawn.wish.language)
    keys = () if page.asked is None or page.asked.sale != what.sale else page.asked.keys
    drawn = _with_page(state, replace(page, drawn=what.drawn, wish=wish, asked=None))
    if not keys or state.locked:
        return Step(drawn)
    if what.drawn is None:
        return say(drawn, Said(Msg.PAPER_NOT_READ))
    return _keys_now(drawn, keys)


def _keys_now(state: TerminalState, keys: tuple[Do, ...]) -> Step:
    """One after the other, until one leads to another page; another language is drawn first."""
    step = Step(state)
    for place, key in enumerate(keys):
        page = step.state.page
        if not isinstance(page, TicketsPage):
            break
        if page.drawn is None:
            chosen = marked(step.state, page)
            assert isinstance(chosen, TicketRow), "its paper was there"
            later = replace(page, asked=PaperKeys(chosen.sale, keys[place:]))
            return replace(step, state=replace(step.state, page=later))
        step = step.and_then(_on_paper(step.state, page, page.drawn, i.Intent(key)))
    return step


def _page_of(state: TerminalState) -> TicketsPage | None:
    page = state.behind if state.locked else state.page
    return page if isinstance(page, TicketsPage) else None


def with_words(page: SendPage, what: i.TicketDrawn) -> SendPage:
    """What would be sent, if it is what the page asked for last."""
    marked_one = page.back.drawn
    same = marked_one is not None and marked_one.sale.id == what.sale
    return replace(page, drawn=what.drawn) if same and what.wish == page.wish else page


def _with_page(state: TerminalState, page: TicketsPage | SendPage) -> TerminalState:
    return replace(state, behind=page) if state.locked else replace(state, page=page)


def _shown(state: TerminalState, page: TicketsPage, *, as_printed: bool = False) -> Step:
    """The page with what is marked; a ticket that is over is read for its paper."""
    page = replace(page, drawn=None)
    chosen = marked(state, page)
    showing = _with_page(state, page)
    sale = _with_paper(chosen)
    if sale is None:
        return Step(showing)
    asked = draw(state, sale, on_screen(page.wish))
    return Step(showing, (), (replace(asked, as_printed=as_printed),))


def on_screen(wish: Wish) -> Wish:
    """What the picture shows: no screen names a medicine, whatever the paper does."""
    return replace(wish, rx=RxWords.NUMBER) if wish.rx is RxWords.NAME else wish


def draw(state: TerminalState, sale: SaleId, wish: Wish) -> DrawTicket:
    known = state.settings
    return DrawTicket(sale, wish, known.store, known.receipt_columns, fsa=state.policy.fsa)


# --- keys


def on_tickets(
    state: TerminalState, page: TicketsPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED]), said=None))
        case i.FieldSubmitted(text=text) if text.strip() != page.sought:
            return _load(state, replace(page, place=0), text[:MAX_TYPED])
        case i.FieldSubmitted():
            return _taken_up(state, page)
        case i.Intent():
            return _on_key(state, page, what)
        case _:
            assert_never(what)


def _on_key(state: TerminalState, page: TicketsPage, what: i.Intent) -> Step:
    match what.do:
        case Do.BACK if page.sought or page.typed:
            again = TicketsPage(wish=page.wish, after_payment=page.after_payment)
            return _load(state.clear_field(again), again, "")
        case Do.BACK:
            return Step(replace(leave(state, page), said=None))
        case Do.LINE_UP | Do.LINE_DOWN:
            by = -1 if what.do is Do.LINE_UP else 1
            return _marked_at(state, page, page.place + by)
        case Do.CHOOSE_TICKET:
            places = (
                n for n, each in enumerate(entries(state, page)) if _id(each) == what.argument
            )
            return _marked_at(state, page, next(places, page.place))
        case Do.RESUME:
            return _taken_up(state, page)
        case Do.ABANDON:
            return _void(state, page)
        case Do.LABEL_TICKET:
            return _label(state, page)
        case _ if page.drawn is not None:
            return _on_paper(state, page, page.drawn, what)
        case do if do in OF_PAPER:
            return _kept(state, page, do)
        case _:
            return Step(state)


def _kept(state: TerminalState, page: TicketsPage, do: Do) -> Step:
    """Until the paper is there."""
    sale = _with_paper(marked(state, page)) if page.rows is not None else _to_be_marked(state, page)
    if sale is None:
        return say(state, Said(Msg.PAPER_NOT_READ)) if page.rows is None else Step(state)
    before = () if page.asked is None else page.asked.keys
    if do in before:
        return Step(state)  # a double press: nobody has seen yet what the first one does
    asked = PaperKeys(sale, (*before, do))
    return Step(replace(state, page=replace(page, asked=asked), said=None))


def _to_be_marked(state: TerminalState, page: TicketsPage) -> SaleId | None:
    """While the list is read: the last ticket, where no waiting one is marked before it."""
    newest = not page.sought and page.place == len(listed_first(state))
    return state.finished.id if newest and state.finished is not None else None


def _id(entry: Entry) -> SaleId:
    match entry:
        case Sale():
            return entry.id
        case AsideElsewhere():
            return entry.key
        case TicketRow():
            return entry.sale


def with_mark(before: TerminalState, step: Step) -> Step:
    """The marked ticket stays marked while others come and go, here and at other lanes."""
    page, now = _page_of(before), _page_of(step.state)
    if page is None or now is None:
        return step
    chosen, every = marked(before, page), entries(step.state, now)
    if chosen is None and page.rows is None and not page.sought:
        more = len(listed_first(step.state)) - len(listed_first(before))
        moved = replace(now, place=max(0, now.place + more))
        return replace(step, state=_with_page(step.state, moved))
    known = None if chosen is None else _id(chosen)
    place = next((n for n, each in enumerate(every) if _id(each) == known), None)
    if place is not None:
        return replace(step, state=_with_page(step.state, replace(now, place=place)))
    if chosen is None and not every:
        return step
    last = replace(now, place=max(0, min(now.place, len(every) - 1)), asked=None)
    return step.and_then(_shown(step.state, last, as_printed=True))


def _marked_at(state: TerminalState, page: TicketsPage, place: int) -> Step:
    last = len(entries(state, page)) - 1
    place = max(0, min(place, last))
    if place == page.place and page.drawn is not None:
        return Step(state)
    plain = Wish(page.wish.language)
    asked = page.asked if place == page.place else None
    marked_one = replace(page, place=place, wish=plain, asked=asked)
    return _shown(replace(state, said=None), marked_one, as_printed=True)


def leave(state: TerminalState, page: TicketsPage) -> TerminalState:
    return state.clear_field(where_from(state, after_payment=page.after_payment))


def where_from(state: TerminalState, *, after_payment: bool) -> SalePage | DonePage:
    """The page after payment while its receipt is known, else the ticket's."""
    job = state.receipt
    if after_payment and job is not None:
        return DonePage(job.sale, job.job, since=state.now)
    return SalePage()


def shown_again(state: TerminalState, page: TicketsPage) -> Step:
    """The marked ticket, as the store has it now."""
    return _shown(state.clear_field(page), page)


def read_again(state: TerminalState, page: TicketsPage) -> Step:
    """The list as it is after what was done."""
    return _load(state.clear_field(page), page, page.sought)


def _taken_up(state: TerminalState, page: TicketsPage) -> Step:
    chosen = marked(state, page)
    if isinstance(chosen, AsideElsewhere):
        return ask_for(state, page, chosen)
    if not isinstance(chosen, Sale):
        return Step(state)
    if state.sale is not None and chosen.id == state.sale.id:
        return Step(replace(leave(state, page), said=None))
    if page.after_payment and state.sale is None:
        state = replace(next_customer(state), page=page)
    return resume(state, chosen.id)


def _void(state: TerminalState, page: TicketsPage) -> Step:
    chosen = marked(state, page)
    if not isinstance(chosen, Sale):
        return Step(state)
    if chosen.pending is not None:
        return refuse(state, Refusal(Why.PAYMENT_PENDING))
    moved = money_moved(chosen)
    if moved is not None:
        return refuse(state, moved)
    return Step(replace(state.clear_field(VoidPage(chosen.id, page)), said=None))


def _label(state: TerminalState, page: TicketsPage) -> Step:
    chosen = marked(state, page)
    if not isinstance(chosen, Sale) or chosen is state.sale:
        return Step(state)
    return Step(replace(state.clear_field(AsidePage(chosen.id, page)), said=None))


def _on_paper(state: TerminalState, page: TicketsPage, drawn: DrawnTicket, what: i.Intent) -> Step:
    """What can be done with the paper that is shown."""
    match what.do:
        case Do.PRINT_COPY:
            return print_drawn(state, page, drawn, page.wish)
        case Do.RECEIPT_LANGUAGE:
            wish = replace(page.wish, language=other_language(page.wish.language))
            return _shown(replace(state, said=None), replace(page, wish=wish))
        case Do.NAME_MEDICINES if drawn.sale.rx_lines:
            named = page.wish.rx is RxWords.NAME
            wish = replace(page.wish, rx=RxWords.NUMBER if named else RxWords.NAME)
            return Step(replace(state, page=replace(page, wish=wish), said=None))
        case Do.SEND_RECEIPT:
            return Step(replace(state.clear_field(SendPage(page)), said=None))
        case Do.GIFT_RECEIPT if gift_lines(drawn.sale):
            return Step(replace(state.clear_field(GiftReceiptPage(page)), said=None))
        case Do.GIFT_RECEIPT:
            return say(state, Said(Msg.NO_GOODS_ON_IT))
        case _:
            return Step(state)


def print_drawn(state: TerminalState, page: TicketsPage, drawn: DrawnTicket, wish: Wish) -> Step:
    """A copy, or a gift receipt; the page goes on with the ticket as it is counted now."""
    at = drawn.at.astimezone(state.zone)
    step, counted = print_paper(state, drawn.sale, drawn.cashier, at, wish)
    told = Msg.GIFT_PRINTS if wish.form is Form.GIFT else Msg.COPY_PRINTS
    after = replace(page, drawn=replace(drawn, sale=counted))
    return replace(step, state=replace(step.state.clear_field(after), said=Said(told)))
