"""A payment on account: which account, how much, and then it is paid as any ticket is."""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, LookUpAccount
from terminal.app.inputs import Do
from terminal.app.state import DepositPage, Msg, Said, SalePage, TerminalState
from terminal.app.step_payment import open_payment
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.domain import commands as c
from terminal.domain.account import account_id
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why

OWED: Final = "owed"


def open_deposit(state: TerminalState) -> Step:
    if not state.policy.tenders.credit.accounts:
        return refuse(state, Refusal(Why.TENDER_NOT_TAKEN))
    if state.sale is not None and state.sale.live_lines:
        return refuse(state, Refusal(Why.TICKET_OF_ITS_OWN))
    return Step(replace(state.clear_field(DepositPage()), said=None))


def on_deposit(
    state: TerminalState, page: DepositPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.standing is None else DepositPage()
            return Step(replace(state.clear_field(back), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted() if page.looking is not None:
            return Step(state)
        case i.FieldSubmitted(text=text) if page.standing is None:
            return _look_up(state, page, text)
        case i.FieldSubmitted(text=text):
            return _amount(state, page, text)
        case i.Intent(do=Do.ANSWER, argument=answer) if answer == OWED and page.standing:
            return _pay(state, page, page.standing.balance)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _look_up(state: TerminalState, page: DepositPage, text: str) -> Step:
    account = account_id(text)
    if account is None:
        return refuse(state, Refusal(Why.ACCOUNT_UNKNOWN))
    asking = replace(state, page=replace(page, looking=account, typed=text), said=None)
    return Step(asking, (), (LookUpAccount(account, state.settings.lane),))


def on_account_to_pay(state: TerminalState, what: i.AccountFound) -> Step:
    """The store's answer, also behind the lock."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, DepositPage) or page.looking != what.account:
        return Step(state)
    standing = what.standing
    trouble = None
    if standing is None:
        trouble = Refusal(Why.ACCOUNT_UNKNOWN)
    elif standing.balance <= ZERO:
        trouble, standing = Refusal(Why.NOTHING_OWED, what.account), None
    found = DepositPage(standing=standing)
    if state.locked:
        return Step(replace(state, behind=found))
    shown = replace(state.clear_field(found), said=None)
    return Step(shown) if trouble is None else refuse(shown, trouble)


def _amount(state: TerminalState, page: DepositPage, text: str) -> Step:
    try:
        return _pay(state, page, Money.parse(text))
    except ValueError:
        return say(state, Said(Msg.AMOUNT_NOT_UNDERSTOOD)).doing(Beep(good=False))


def _pay(state: TerminalState, page: DepositPage, amount: Money) -> Step:
    assert page.standing is not None
    asked = ask_ticket(state, c.PayAccount(page.standing, amount))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    sale = asked.state.sale
    assert sale is not None
    rung_up = replace(asked.state, selected=sale.live_lines[-1].id)
    rung_up = rung_up.clear_field(SalePage())
    added = replace(asked, state=rung_up).doing(show_total(sale))
    return added.and_then(open_payment(rung_up))
