"""Goods without a price of their own: it is asked before they are on the ticket.

Nothing is sold and nothing is lost meanwhile: the page takes no scan until it is answered or left.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.state import Msg, OpenPricePage, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Item
from terminal.domain.money import Money
from terminal.domain.refusal import Refusal, Why

MAX_TYPED = 12


def ask_price(state: TerminalState, item: Item, entry: EntryMethod) -> Step:
    if state.user is None or not may(state.user, Right.OPEN_PRICE):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    return Step(replace(state.clear_field(OpenPricePage(item, entry)), said=None))


def on_open_price(
    state: TerminalState, page: OpenPricePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED])))
        case i.FieldSubmitted(text=text):
            return _priced(state, page, text.strip()[:MAX_TYPED])
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _priced(state: TerminalState, page: OpenPricePage, typed: str) -> Step:
    again = state.clear_field(replace(page, typed=""))
    try:
        price = Money.parse(typed)
    except ValueError:
        return say(again, Said(Msg.AMOUNT_NOT_UNDERSTOOD))
    asked = ask_ticket(state, c.AddItem(page.item, 1, page.entry, price))
    if isinstance(asked, Refusal):
        return refuse(again, asked)
    sale = asked.state.sale
    assert sale is not None
    shown = replace(asked.state.clear_field(SalePage()), selected=sale.lines[-1].id)
    return replace(asked, state=shown).doing(show_total(sale))
