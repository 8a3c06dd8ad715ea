"""The ways to pay that are not on the payment page, and what of them is keyed in, step by step.

Rules that hold here:

1. One thing is asked after the other, by Enter; Esc takes the last answer back.
2. Nothing is recorded before the last answer; what then is refused begins again.
3. A benefit's amount is never suggested: it is read off the programme's device.
"""

from dataclasses import replace
from enum import Enum
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, LookUpAccount
from terminal.app.inputs import Do
from terminal.app.state import (
    KeyedPage,
    Msg,
    ReversalPage,
    Said,
    TenderPage,
    TerminalState,
    WaysPage,
)
from terminal.app.step_card_kind import BY_KIND, open_kind
from terminal.app.step_done import settle
from terminal.app.step_gift import open_gift_payment
from terminal.app.step_payment import give_back, on_tender
from terminal.app.stepping import Step, refuse, say
from terminal.app.ways import missing
from terminal.domain import commands as c
from terminal.domain.account import AccountId, account_id, credit_trouble
from terminal.domain.keyed import FORMS, Entry, TenderRules, amount_trouble, entry_trouble
from terminal.domain.keyed_decider import goods_trouble
from terminal.domain.money import Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tender_kind import TenderKind

Happened = i.Intent | i.FieldEdited | i.FieldSubmitted
DUE: Final = "due"
WITHOUT: Final = "without"
REASONS: Final = {
    TenderKind.CHARITY_VOUCHER: ("charity programme", "voucher of the store"),
    TenderKind.OTHER: ("workers' compensation", "340B programme"),
}
"""The reasons that are offered; anything else can be typed."""


class Asked(Enum):
    AMOUNT = "amount"
    AGAIN = "again"


# --- which way


def on_ways(state: TerminalState, _page: WaysPage, what: Happened) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(TenderPage()), said=None))
        case i.Intent(do=Do.TENDER, argument=name):
            by_kind = next((each for each in BY_KIND if each.value == name), None)
            if by_kind is TenderKind.GIFT and not state.policy.tenders.gift.on_terminal:
                return open_gift_payment(state)
            if by_kind is not None:
                return open_kind(state, BY_KIND[by_kind])
            kind = next((each for each in FORMS if each.value == name), None)
            return Step(state) if kind is None else _open(state, kind)
        case i.Intent(do=Do.CASH | Do.CARD | Do.FSA):
            return on_tender(state.clear_field(TenderPage()), TenderPage(), what)
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def _open(state: TerminalState, kind: TenderKind) -> Step:
    if missing(state, kind) is not None:
        return refuse(state, Refusal(Why.TENDER_NOT_TAKEN))
    return Step(replace(state.clear_field(KeyedPage(kind)), said=None))


# --- one answer after the other


def asked_now(page: KeyedPage, rules: TenderRules) -> Asked | Entry | None:
    """What is to be entered next; None: everything is there."""
    if page.amount is None:
        return Asked.AMOUNT
    if rules.keyed_twice(page.kind, page.amount) and page.again is None:
        return Asked.AGAIN
    given = {entry for entry, _ in page.entries}
    return next((each for each in rules.asks(page.kind) if each not in given), None)


def choices_of(page: KeyedPage, rules: TenderRules) -> tuple[str, ...]:
    """What can be pressed instead of typed."""
    match asked_now(page, rules):
        case Asked.AMOUNT:
            return () if FORMS[page.kind].approved_elsewhere else (DUE,)
        case Entry.PROGRAMME:
            return rules.programmes
        case Entry.BUYER:
            return () if page.standing is None else page.standing.account.may_buy
        case Entry.REASON:
            return REASONS.get(page.kind, ())
        case Entry() as entry if entry in FORMS[page.kind].optional:
            return (WITHOUT,)
        case _:
            return ()


def on_keyed(state: TerminalState, page: KeyedPage, what: Happened) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(_before(page)), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted() if page.looking is not None:
            return Step(state)
        case i.FieldSubmitted(text=text):
            return _answered(state, page, text.strip())
        case i.Intent(do=Do.ANSWER, argument=answer):
            if answer not in choices_of(page, state.policy.tenders):
                return Step(state)
            return _answered(state, page, "" if answer in (DUE, WITHOUT) else answer)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _before(page: KeyedPage) -> KeyedPage | WaysPage:
    """The page with its last answer taken back."""
    if page.entries:
        known = page.standing if len(page.entries) > 1 else None
        return replace(page, entries=page.entries[:-1], typed="", standing=known)
    if page.amount is not None:
        return KeyedPage(page.kind)
    return WaysPage()


def _answered(state: TerminalState, page: KeyedPage, text: str) -> Step:
    match asked_now(page, state.policy.tenders):
        case Asked.AMOUNT | Asked.AGAIN as asked:
            return _amount(state, page, asked, text)
        case Entry() as entry:
            if entry is Entry.ACCOUNT:
                text = account_id(text) or text
            trouble = entry_trouble(page.kind, entry, text, state.policy.tenders)
            if trouble is not None:
                return refuse(state, trouble)
            if entry is Entry.ACCOUNT:
                return _look_up(state, page, text)
            if entry is Entry.BUYER and text not in choices_of(page, state.policy.tenders):
                return refuse(state, Refusal(Why.BUYER_NOT_AUTHORISED))
            return _next(state, replace(page, entries=(*page.entries, (entry, text))))
        case None:
            return _take(state, page)


def _amount(state: TerminalState, page: KeyedPage, asked: Asked, text: str) -> Step:
    assert state.sale is not None
    if not text and DUE in choices_of(page, state.policy.tenders):
        return _asked(state, page, state.sale, state.sale.due)
    try:
        amount = Money.parse(text)
    except ValueError:
        return say(state, Said(Msg.AMOUNT_NOT_UNDERSTOOD)).doing(Beep(good=False))
    if asked is Asked.AGAIN:
        if amount != page.amount:
            return refuse(state.clear_field(KeyedPage(page.kind)), Refusal(Why.AMOUNTS_DIFFER))
        return _next(state, replace(page, again=amount))
    return _asked(state, page, state.sale, amount)


def _asked(state: TerminalState, page: KeyedPage, sale: Sale, amount: Money) -> Step:
    """What cannot be paid is told here, not after everything else was entered."""
    trouble = amount_trouble(page.kind, amount, sale.due, state.policy.tenders)
    if trouble is None:
        trouble = goods_trouble(sale, page.kind, min(amount, sale.due))
    if trouble is not None:
        return refuse(state.clear_field(replace(page, typed="")), trouble)
    return _next(state, replace(page, amount=amount))


def _next(state: TerminalState, page: KeyedPage) -> Step:
    rules = state.policy.tenders
    if asked_now(page, rules) is Entry.PROGRAMME and len(rules.programmes) == 1:
        page = replace(page, entries=(*page.entries, (Entry.PROGRAMME, rules.programmes[0])))
    if asked_now(page, rules) is None:
        return _take(state, page)
    return Step(replace(state.clear_field(replace(page, typed="")), said=None))


def _take(state: TerminalState, page: KeyedPage) -> Step:
    assert page.amount is not None
    entries = tuple((entry, text) for entry, text in page.entries if text)
    command = c.TakeKeyed(page.kind, page.amount, entries, page.again, page.standing)
    taken = settle(state, command)
    if taken.facts:
        return taken
    return replace(taken, state=taken.state.clear_field(KeyedPage(page.kind)))


# --- a house account


def _look_up(state: TerminalState, page: KeyedPage, text: str) -> Step:
    """`text` is an account's number; the store says how it stands."""
    account = AccountId(text)
    asking = replace(state, page=replace(page, looking=account, typed=text), said=None)
    return Step(asking, (), (LookUpAccount(account, state.settings.lane),))


def on_account_found(state: TerminalState, what: i.AccountFound) -> Step:
    """The store's answer, also behind the lock; what stands against it is said at once."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, KeyedPage) or page.looking != what.account:
        return Step(state)
    found = replace(page, looking=None, standing=what.standing, typed="")
    if what.standing is not None and page.amount is not None:
        credit = state.policy.tenders.credit
        trouble = credit_trouble(what.standing, page.amount, state.day, credit)
        if trouble is None:
            found = replace(found, entries=(*page.entries, (Entry.ACCOUNT, what.account)))
    else:
        trouble = Refusal(Why.ACCOUNT_UNKNOWN)
    if state.locked:
        return Step(replace(state, behind=found))
    shown = state.clear_field(found)
    return Step(shown) if trouble is None else refuse(shown, trouble)


# --- a benefit that its own device took back


def on_reversal(state: TerminalState, page: ReversalPage, what: Happened) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(TenderPage()), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            if not text.strip():
                return refuse(state, Refusal(Why.REVERSAL_MISSING))
            return give_back(state, page.tender, text.strip())
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)
