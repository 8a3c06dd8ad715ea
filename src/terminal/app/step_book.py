"""The record book of Schedule V: who buys, what the buyer got before, the pharmacist's word.

Rules that hold here (pickup-and-compliance.md section 11; 21 CFR 1306.26):

1. A card fills the entry, or each thing is asked for; who is not known shows an ID.
2. The ledger is read before the pharmacist is asked, and the decider counts with what it said.
3. Only a pharmacist dispenses, with number and PIN; a clerk takes the money afterwards.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.book_draft import Ask, BookDraft
from terminal.app.effects import LookUpBuyer
from terminal.app.inputs import Do
from terminal.app.restricted_asking import ask_restricted
from terminal.app.scanning import wrong
from terminal.app.state import BookPage, Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_age import NO_ID, expired
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_pickup import read_date
from terminal.app.stepping import Step, refuse, say
from terminal.domain import commands as c
from terminal.domain.age import age_on, is_birth_date
from terminal.domain.id_card import IdCard
from terminal.domain.record_book import BuyerBasis, OverLimit, longest_window, over_limit
from terminal.domain.refusal import Refusal, Why
from terminal.domain.restricted import Demand, RefusedBecause
from terminal.domain.restricted_lines import counted, joined, unbooked

DISPENSE, LOOK_AGAIN = "dispense", "look again"


def open_book(state: TerminalState) -> Step:
    return Step(replace(state.clear_field(BookPage()), said=None))


def book_demand(state: TerminalState) -> Demand:
    """What the lines that wait for the book ask for."""
    if state.sale is None:
        return Demand()
    return joined(unbooked(state.sale, state.policy.rules, state.day))


def asked_for(state: TerminalState, page: BookPage) -> Ask | None:
    return page.draft.missing(book_demand(state).log_fields)


def would_pass(state: TerminalState, page: BookPage) -> OverLimit | None:
    """The limit that the lines would pass, once the ledger was read."""
    if state.sale is None or page.earlier is None:
        return None
    waiting = unbooked(state.sale, state.policy.rules, state.day)
    wanted = tuple(counted(line) for line, _ in waiting)
    return over_limit(joined(waiting), wanted, page.earlier, state.at)


def on_book(
    state: TerminalState, page: BookPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answered(state, page, answer)
        case i.Intent():
            return Step(state)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _typed(state, page, text)
        case _:
            assert_never(what)


def _back(state: TerminalState, page: BookPage) -> Step:
    before = page.draft.without_last()
    if before is None:
        return Step(replace(state.clear_field(SalePage()), said=None))
    draft, typed = before
    return Step(replace(state.clear_field(BookPage(draft, typed)), said=None))


def _answered(state: TerminalState, page: BookPage, answer: str) -> Step:
    asked = asked_for(state, page)
    basis = next((each for each in BuyerBasis if each.value == answer), None)
    if asked is Ask.BASIS and basis is not None:
        return _go_on(state, replace(page.draft, basis=basis))
    if asked is Ask.BASIS and answer == NO_ID:
        return _refused(state, RefusedBecause.NO_ID)
    if asked is None and answer == LOOK_AGAIN and not page.looking:
        return _look_up(state, page.draft)
    if asked is None and answer == DISPENSE and page.earlier is not None:
        return ask_pharmacist(state, Release.BOOK, page)
    return Step(state)


def _typed(state: TerminalState, page: BookPage, text: str) -> Step:
    asked = asked_for(state, page)
    if asked is Ask.BORN:
        born = read_date(text)
        if born is None or not is_birth_date(born, state.day):
            return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
        return _go_on(state, replace(page.draft, born=born))
    if asked is None or asked is Ask.BASIS:
        return Step(state)
    draft = page.draft.with_text(asked, text)
    if draft is None:
        return refuse(state, Refusal(Why.BOOK_INCOMPLETE))
    return _go_on(state, draft)


def card_for_book(state: TerminalState, card: IdCard) -> Step:
    """A card on the book's page, or on the ticket while the book is open."""
    assert state.user is not None
    if card.expired_on(state.day):
        refused = c.RefuseRestricted(RefusedBecause.ID_EXPIRED, state.user, of_book=True)
        return expired(state, refused, card)
    if not is_birth_date(card.birth_date, state.day):
        return wrong(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    return _go_on(state, BookDraft.of_card(card))


def _go_on(state: TerminalState, draft: BookDraft) -> Step:
    """The next thing, or the ledger when all is there; who is too young is asked nothing more."""
    demand = book_demand(state)
    if draft.born is not None and age_on(draft.born, state.day) < demand.min_age:
        return _refused(state, RefusedBecause.UNDER_AGE)
    if draft.missing(demand.log_fields) is None:
        return _look_up(state, draft)
    return Step(replace(state.clear_field(BookPage(draft)), said=None))


def _look_up(state: TerminalState, draft: BookDraft) -> Step:
    buyer = draft.buyer()
    since = state.at - longest_window(book_demand(state))
    asking = replace(state.clear_field(BookPage(draft, looking=True)), said=None)
    return Step(asking, (), (LookUpBuyer(buyer.person, buyer.document, since),))


def on_buyer_found(state: TerminalState, what: i.BuyerFound) -> Step:
    """The ledger's answer, also behind the lock; over a limit the sale is refused and recorded."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, BookPage) or not page.looking:
        return Step(state)
    if page.draft.buyer().person != what.person:
        return Step(state)
    known = replace(page, looking=False, earlier=what.earlier, marks=what.marks)
    if state.locked:
        return Step(replace(state, behind=known))
    shown = replace(state, page=known)
    passed = would_pass(shown, known)
    if passed is None:
        return Step(shown)
    return _refused(shown, RefusedBecause.OVER_LIMIT, left_words(passed))


def left_words(passed: OverLimit) -> str:
    """`24 units in 48 hours, 6 left`."""
    unit = passed.measure.value
    return f"{passed.limit} {unit} in {passed.hours} hours, {passed.left} left"


def _refused(state: TerminalState, reason: RefusedBecause, detail: str = "") -> Step:
    assert state.user is not None
    asked = ask_restricted(state, c.RefuseRestricted(reason, state.user, of_book=True), detail)
    return refuse(state, asked) if isinstance(asked, Refusal) else asked
