"""Goods that come back: the earlier ticket, its line, how many, why, and who answers for it.

Rules that hold here:

1. What the store read of the ticket is asked again with the domain's own rules: the page offers
   nothing that would be refused, and refuses nothing by itself.
2. Whoever may not take it back is not sent away: somebody with the right signs on the spot.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, FindSale, FindSales
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.return_page import ReturnPage
from terminal.app.sale_search import question_of
from terminal.app.scanning import not_taken, wrong
from terminal.app.state import Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_unreceipted import (
    begin_unreceipted,
    on_unreceipted,
    scanned_without_receipt,
)
from terminal.app.stepping import Step, refuse, say
from terminal.app.taking_back import take_back
from terminal.domain.barcode import Meaning, NotUnderstood, TicketCode, ticket_code
from terminal.domain.identity import LineId
from terminal.domain.original import Original, SoldLine
from terminal.domain.refund import FOR_GOODS, ReturnReason
from terminal.domain.refusal import Refusal, Why
from terminal.domain.return_decider import return_trouble
from terminal.domain.ticket_decider import money_moved

Happened = i.Intent | i.FieldEdited | i.FieldSubmitted
MAX_TYPED: Final = 60
_MORE_RIGHTS: Final = {
    Why.RETURN_OVER_LIMIT: Release.RETURN,
    Why.RETURN_TOO_LATE: Release.RETURN,
    Why.RETURN_WITHOUT_RECEIPT: Release.RETURN,
    Why.RETURN_OF_A_FILL: Release.RETURN_PRESCRIPTION,
}


# --- the way in


def open_return(state: TerminalState, ticket: str = "") -> Step:
    """`ticket`: the number of a receipt that was scanned; empty: asked for, with the last sales."""
    if state.user is None or not may(state.user, Right.RETURN):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    moved = None if state.sale is None else money_moved(state.sale)
    if moved is not None:
        return refuse(state, moved)
    if ticket:
        page = ReturnPage(looking=ticket)
        return Step(replace(state.clear_field(page), said=None), (), (FindSale(ticket),))
    return _search(replace(state.clear_field(ReturnPage()), said=None), ReturnPage(), "")


def _search(state: TerminalState, page: ReturnPage, text: str) -> Step:
    question = question_of(text, state.day)
    asking = replace(page, asked=question, highlighted=0)
    return Step(replace(state, page=asking), (), (FindSales(question),))


def on_sales_found(state: TerminalState, what: i.SalesFound) -> Step:
    page = state.page
    if not isinstance(page, ReturnPage) or page.asked != what.question:
        return Step(state)
    return Step(replace(state, page=replace(page, sales=what.sales, highlighted=0)))


def on_sale_found(state: TerminalState, what: i.SaleFound) -> Step:
    """The store's answer, also behind the lock; read again, it replaces what was shown."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, ReturnPage) or page.looking != what.ticket:
        return Step(state)
    found = ReturnPage(original=what.original) if what.original else ReturnPage()
    if state.locked:
        return Step(replace(state, behind=found))
    if what.original is None:
        again = _search(state.clear_field(found), found, "")
        return again.and_then(refuse(again.state, Refusal(Why.SALE_NOT_FOUND, what.ticket)))
    return Step(replace(state.clear_field(found), said=None), (), (Beep(good=True),))


def scanned_to_return(state: TerminalState, page: ReturnPage, meaning: Meaning) -> Step:
    """A receipt opens its ticket, also from another one's page, while nothing is chosen there."""
    if page.without is not None:
        return scanned_without_receipt(state, page, meaning)
    match meaning:
        case TicketCode() if page.line is None:
            return open_return(state, meaning.number)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return not_taken(state)


# --- the page


def on_return(state: TerminalState, page: ReturnPage, what: Happened) -> Step:
    if page.without is not None:
        return on_unreceipted(state, page, what)
    match what:
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.RETURN_WITHOUT) if page.original is None:
            return begin_unreceipted(state)
        case i.Intent(do=Do.RETURN, argument=ticket) if page.original is None and ticket:
            return open_return(state, ticket)
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            return Step(_moved(state, page, -1 if what.do is Do.LINE_UP else 1))
        case i.Intent(do=Do.RETURN_LINE, argument=line) if page.original is not None:
            return _choose_line(state, page, page.original, line)
        case i.Intent(do=Do.ANSWER, argument=answer) if page.asks_quantity:
            return _quantity(state, page, answer)
        case i.Intent(do=Do.ANSWER, argument=answer) if page.asks_reason:
            return _reason(state, page, answer)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED]), said=None))
        case i.FieldSubmitted(text=text):
            return _submitted(state, page, text.strip()[:MAX_TYPED])
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _back(state: TerminalState, page: ReturnPage) -> Step:
    if page.quantity is not None:
        before: ReturnPage | SalePage = replace(page, quantity=None, reason=None, typed="")
        if page.original is not None and page.line is not None and _pieces_left(state, page) == 1:
            before = ReturnPage(original=page.original, highlighted=page.highlighted)
    elif page.line is not None:
        before = ReturnPage(original=page.original, highlighted=page.highlighted)
    else:
        before = SalePage()
    return Step(replace(state.clear_field(before), said=None))


def _moved(state: TerminalState, page: ReturnPage, by: int) -> TerminalState:
    rows = len(page.original.lines) if page.original else len(page.sales or ())
    place = max(0, min(page.highlighted + by, rows - 1))
    return replace(state, page=replace(page, highlighted=place))


def _submitted(state: TerminalState, page: ReturnPage, text: str) -> Step:
    if page.asks_quantity:
        return _quantity(state, page, text)
    if page.original is not None:
        lines = page.original.lines
        if page.line is None and lines:
            return _choose_line(state, page, page.original, str(lines[page.highlighted].line))
        return Step(state)
    code = ticket_code(text)
    if code is not None:
        return open_return(state, code.number)
    if page.asked is not None and page.asked.text == text and page.sales:
        return open_return(state, page.sales[page.highlighted].ticket)
    return _search(state, replace(page, typed=text), text)


def _choose_line(state: TerminalState, page: ReturnPage, original: Original, line: str) -> Step:
    if page.line is not None or not line.isdigit():
        return Step(state)
    number = LineId(int(line))
    trouble = return_trouble(original, number, state.sale, state.policy.returns)
    if trouble is not None:
        return refuse(state, trouble)
    chosen = replace(page, line=number, typed="")
    if _pieces_left(state, chosen) == 1:
        chosen = replace(chosen, quantity=1)
    return _prescription_at_once(state, chosen)


def _prescription_at_once(state: TerminalState, page: ReturnPage) -> Step:
    """A prescription has no other reason than that it is reversed; why, is asked with the PIN."""
    if sold_line(page).item is None:
        return _taken(state, replace(page, reason=ReturnReason.REVERSED))
    return Step(replace(state.clear_field(page), said=None))


def sold_line(page: ReturnPage) -> SoldLine:
    assert page.original is not None
    assert page.line is not None
    found = page.original.line(page.line)
    assert found is not None, "a chosen line is one of its ticket"
    return found


def _pieces_left(state: TerminalState, page: ReturnPage) -> int:
    assert page.original is not None
    sold = sold_line(page)
    if sold.logged_lines:
        return 1 if sold.quantity == 1 else sold.quantity
    return sold.quantity - page.original.back(sold.line, state.sale)


def _quantity(state: TerminalState, page: ReturnPage, text: str) -> Step:
    again = state.clear_field(replace(page, typed=""))
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return say(again, Said(Msg.QUANTITY_NOT_UNDERSTOOD)).doing(Beep(good=False))
    many, left = int(text), _pieces_left(state, page)
    if many < 1:
        return refuse(again, Refusal(Why.QUANTITY_OUT_OF_RANGE))
    if many > left:
        return refuse(again, Refusal(Why.MORE_THAN_SOLD, str(left)))
    return Step(replace(state.clear_field(replace(page, quantity=many, typed="")), said=None))


def _reason(state: TerminalState, page: ReturnPage, answer: str) -> Step:
    reason = next((each for each in FOR_GOODS if each.value == answer), None)
    return Step(state) if reason is None else _taken(state, replace(page, reason=reason))


def _taken(state: TerminalState, page: ReturnPage) -> Step:
    """By who is here, else by somebody with the right and an own PIN."""
    assert state.user is not None, "somebody is signed in"
    taken = take_back(state, page, state.user)
    if not isinstance(taken, Refusal):
        if page.reason is ReturnReason.REVERSED:
            return ask_pharmacist(state, Release.RETURN_PRESCRIPTION, page)  # the reason is asked
        return taken
    if taken.why in _MORE_RIGHTS:
        return ask_pharmacist(state, _MORE_RIGHTS[taken.why], page)
    again = ReturnPage(original=page.original, highlighted=page.highlighted)
    return refuse(state.clear_field(again), taken)
