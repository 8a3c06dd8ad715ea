"""The page on which a price is changed: what, how much, and for which of the store's reasons.

Whoever may not take so much off is not sent away: a manager signs for it on the spot. What nobody
could give is refused where it is entered, before a reason is asked.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.pricing import RATE_ANSWER, changes, give, rates_now, tried, value_of
from terminal.app.state import (
    ExemptPage,
    Msg,
    PriceChange,
    PricePage,
    Release,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse, say
from terminal.app.taxing import on_prescription, tax_again
from terminal.domain.refusal import Refusal, Why

MAX_TYPED: Final = 20
_BACK: Final = (PriceChange.LINE_BACK, PriceChange.TICKET_BACK, PriceChange.NO_COUPONS)
_OF_TAX: Final = (
    PriceChange.EXEMPT,
    PriceChange.TAXED,
    PriceChange.ON_PRESCRIPTION,
    PriceChange.NO_PRESCRIPTION,
)
_MORE_RIGHTS: Final = (Why.DISCOUNT_OVER_LIMIT, Why.NOT_PERMITTED)


def on_price(
    state: TerminalState, page: PricePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.change is None else PricePage(page.line)
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer) if page.change is None:
            return _chosen(state, page, answer)
        case i.Intent(do=Do.ANSWER, argument=reason) if page.value is not None:
            known = reason in state.policy.discounts.reasons
            return _given(state, replace(page, reason=reason)) if known else Step(state)
        case i.FieldEdited(text=text) if page.asks_value:
            return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED])))
        case i.FieldSubmitted(text=text) if page.asks_value:
            return _valued(state, page, text.strip()[:MAX_TYPED])
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def _rate_chosen(state: TerminalState, page: PricePage, name: str) -> Step:
    """The rate at once, or after the number that it asks for."""
    group = next((each for each in rates_now(state) if each.name == name), None)
    if group is None:
        return Step(state)
    chosen = PricePage(page.line, PriceChange.RATE, rate=name)
    if group.asks_number:
        return Step(replace(state.clear_field(chosen), said=None))
    return _given(state, chosen)


def _chosen(state: TerminalState, page: PricePage, answer: str) -> Step:
    if answer.startswith(RATE_ANSWER):
        return _rate_chosen(state, page, answer.removeprefix(RATE_ANSWER))
    change = next((each for each in changes(state, page) if each.value == answer), None)
    if change is None:
        return Step(state)
    chosen = PricePage(page.line, change)
    if change in _BACK:
        return _given(state, chosen)
    if change in _OF_TAX:
        return _of_tax(state, chosen, change)
    return Step(replace(state.clear_field(chosen), said=None))


def _of_tax(state: TerminalState, page: PricePage, change: PriceChange) -> Step:
    assert state.user is not None, "somebody is signed in"
    match change:
        case PriceChange.EXEMPT:
            return Step(replace(state.clear_field(ExemptPage()), said=None))
        case PriceChange.TAXED:
            return tax_again(state)
        case PriceChange.ON_PRESCRIPTION:
            return ask_pharmacist(state, Release.ON_PRESCRIPTION, PricePage(page.line))
        case _:
            return on_prescription(state, page, state.user.id, on_rx=False)


def _valued(state: TerminalState, page: PricePage, typed: str) -> Step:
    assert page.change is not None
    if page.change is PriceChange.RATE:
        return _given(state, replace(page, typed=typed))
    value = value_of(page.change, typed)
    if isinstance(value, Msg):
        return say(state.clear_field(replace(page, typed="")), Said(value))
    asked = tried(state, replace(page, typed=typed, value=value))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(replace(page, typed="")), asked)
    return Step(replace(state.clear_field(asked), said=None))


def _given(state: TerminalState, page: PricePage) -> Step:
    """By who is here, else by a manager's own PIN."""
    assert state.user is not None, "somebody is signed in"
    given = give(state, page, state.user)
    if not isinstance(given, Refusal):
        return given
    if given.why in _MORE_RIGHTS and not may(state.user, Right.SET_PRICE):
        return ask_pharmacist(state, Release.PRICE, page)
    again = PricePage(page.line, page.change, rate=page.rate)
    if page.change is PriceChange.RATE and given.why is not Why.RATE_NUMBER:
        again = PricePage(page.line)
    return refuse(state.clear_field(again), given)
