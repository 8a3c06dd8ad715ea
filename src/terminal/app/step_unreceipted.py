"""Goods without a receipt: the document and the name of who brings them, then the goods.

Rules that hold here:

1. Nothing is taken before the store has told what that person got back without receipts already.
2. What nobody could take back is refused where it is said: goods with the goods, too many of them
   with how many, before a reason and a manager's PIN are asked.
3. Of the document its kind and the last four signs of its number are kept; the whole number only
   makes the digest by which the same person is known the next time, under the store's key.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, LookUpItem, LookUpReturner
from terminal.app.inputs import Do
from terminal.app.return_page import ReturnPage, Unreceipted
from terminal.app.state import Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse, say
from terminal.app.taking_back import take_back
from terminal.domain.barcode import GtinCode, Meaning, meaning_of_typed
from terminal.domain.catalog import Item
from terminal.domain.id_card import IdCard
from terminal.domain.likeness import key_of, letters, signs
from terminal.domain.policy import MAX_QUANTITY
from terminal.domain.refund import FOR_GOODS
from terminal.domain.refusal import Refusal, Why
from terminal.domain.shown_id import MAX_NUMBER, IdType, PersonName
from terminal.domain.staff import Role

Happened = i.Intent | i.FieldEdited | i.FieldSubmitted
LEAST_SIGNS: Final = 4
_RIGHT: Final = Why.RETURN_WITHOUT_RECEIPT


def begin_unreceipted(state: TerminalState) -> Step:
    if not state.policy.returns.unreceipted:
        return refuse(state, Refusal(Why.RECEIPT_NEEDED))
    known = state.sale.returner if state.sale else None
    if known is None:
        return _show(state, ReturnPage(without=Unreceipted()))
    who = Unreceipted(IdType(known.document), known.number, known.name, known.person)
    return _look_up(state, ReturnPage(without=who))


def on_unreceipted(state: TerminalState, page: ReturnPage, what: Happened) -> Step:
    assert page.without is not None
    match what:
        case i.Intent(do=Do.BACK):
            return _back(state, page, page.without)
        case i.Intent(do=Do.ANSWER, argument=answer):
            return _answer(state, page, page.without, answer)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted(text=text):
            return _submitted(state, page, page.without, text.strip())
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _show(state: TerminalState, page: ReturnPage) -> Step:
    return Step(replace(state.clear_field(replace(page, typed="")), said=None))


def _back(state: TerminalState, page: ReturnPage, who: Unreceipted) -> Step:
    if page.quantity is not None:
        return _show(state, replace(page, quantity=None, reason=None))
    if who.item is not None:
        return _show(state, replace(page, without=replace(who, item=None)))
    if who.document is None or who.before is not None:
        return Step(replace(state.clear_field(SalePage()), said=None))
    return _show(state, ReturnPage(without=Unreceipted()))


def _answer(state: TerminalState, page: ReturnPage, who: Unreceipted, answer: str) -> Step:
    if who.document is None:
        kind = next((each for each in IdType if each.value == answer), None)
        return Step(state) if kind is None else _named(state, replace(who, document=kind))
    if page.asks_quantity:
        return _quantity(state, page, answer)
    reason = next((each for each in FOR_GOODS if each.value == answer), None)
    if not page.asks_reason or reason is None:
        return Step(state)
    return _taken(state, replace(page, reason=reason))


def _named(state: TerminalState, who: Unreceipted) -> Step:
    return _show(state, ReturnPage(without=who))


def _submitted(state: TerminalState, page: ReturnPage, who: Unreceipted, text: str) -> Step:
    if who.document is None or not text:
        return Step(state)
    if not who.number:
        return _number(state, who, text)
    if who.name is None:
        return _name(state, who, text)
    if who.before is None:
        return Step(state)
    if who.item is None:
        return _find_item(state, page, text)
    return _quantity(state, page, text) if page.asks_quantity else Step(state)


def _number(state: TerminalState, who: Unreceipted, text: str) -> Step:
    plain = signs(text)
    if not LEAST_SIGNS <= len(plain) <= MAX_NUMBER:
        again = ReturnPage(without=who)
        return say(state.clear_field(again), Said(Msg.ID_NUMBER_WRONG)).doing(Beep(good=False))
    return _named(state, replace(who, number=plain.upper()))


def _name(state: TerminalState, who: Unreceipted, text: str) -> Step:
    """`Doe, Jane` or `Jane Doe`: the family name is what a register is sorted by."""
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = text.rpartition(" ")
    try:
        name = PersonName(family.strip(), given.strip())
    except ValueError:
        name = None
    if name is None or not (letters(name.family) and letters(name.given)):
        again = ReturnPage(without=who)
        return say(state.clear_field(again), Said(Msg.NAME_NOT_UNDERSTOOD)).doing(Beep(good=False))
    return _look_up(state, ReturnPage(without=replace(who, name=name)))


def _look_up(state: TerminalState, page: ReturnPage) -> Step:
    who = page.without
    assert who is not None
    person = who.person
    if person is None:
        assert who.document is not None
        person = key_of("returner", who.document.value, who.number)
    since = state.at - timedelta(days=state.policy.returns.unreceipted_period_days)
    asking = replace(page, without=replace(who, person=person))
    shown = _show(state, asking)
    return shown.doing(LookUpReturner(person, since))


def on_returner_found(state: TerminalState, what: i.ReturnerFound) -> Step:
    """The store's answer, also behind the lock."""
    page = state.behind if state.locked else state.page
    who = page.without if isinstance(page, ReturnPage) else None
    if who is None or who.person != what.person or not isinstance(page, ReturnPage):
        return Step(state)
    known = replace(page, without=replace(who, person=what.mark, before=what.before))
    return Step(replace(state, behind=known) if state.locked else replace(state, page=known))


def scanned_without_receipt(state: TerminalState, page: ReturnPage, meaning: Meaning) -> Step:
    """An ID card answers for the document, a pack for the goods; None of it is sold."""
    who = page.without
    assert who is not None
    if isinstance(meaning, IdCard) and who.before is None and who.person is None:
        name = PersonName(meaning.family, meaning.given)
        number = signs(meaning.number).upper()
        if len(number) < LEAST_SIGNS:
            return say(state, Said(Msg.ID_NUMBER_WRONG)).doing(Beep(good=False))
        card = Unreceipted(IdType.DRIVER_LICENCE, number, name)
        return _look_up(state, ReturnPage(without=card))
    if isinstance(meaning, GtinCode) and who.before is not None and who.item is None:
        code = f"return {meaning.candidates[0]}"
        return Step(state, (), (LookUpItem(code, meaning.candidates),))
    return say(state, Said(Msg.SCAN_AT_RETURN)).doing(Beep(good=False))


def _find_item(state: TerminalState, page: ReturnPage, text: str) -> Step:
    meaning = meaning_of_typed(text)
    if not isinstance(meaning, GtinCode):
        said = Said(Msg.ITEM_UNKNOWN, text)
        return say(state.clear_field(replace(page, typed="")), said).doing(Beep(good=False))
    return Step(state, (), (LookUpItem(f"=return {meaning.candidates[0]}", meaning.candidates),))


def item_to_return(state: TerminalState, page: ReturnPage, items: tuple[Item, ...]) -> Step:
    """What the catalogue knows of it; of several readings none is guessed."""
    who = page.without
    if who is None or who.before is None or who.item is not None:
        return Step(state, (), (Beep(good=False),))
    if len(items) != 1:
        again = state.clear_field(replace(page, typed=""))
        return say(again, Said(Msg.ITEM_UNKNOWN, "")).doing(Beep(good=False))
    chosen = replace(page, without=replace(who, item=items[0]), quantity=None)
    refused = _impossible(state, chosen, 1)
    if refused is not None:
        return refuse(state.clear_field(replace(page, typed="")), refused)
    return _show(state, chosen)


def _quantity(state: TerminalState, page: ReturnPage, text: str) -> Step:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_QUANTITY):
        again = state.clear_field(replace(page, typed=""))
        return say(again, Said(Msg.QUANTITY_NOT_UNDERSTOOD)).doing(Beep(good=False))
    refused = _impossible(state, page, int(text))
    if refused is not None:
        return refuse(state.clear_field(replace(page, typed="")), refused)
    return _show(state, replace(page, quantity=int(text)))


def _impossible(state: TerminalState, page: ReturnPage, quantity: int) -> Refusal | None:
    """Why so many of the goods do not come back, whoever signs for it and whatever the reason."""
    assert state.user is not None
    asked = replace(page, quantity=quantity, reason=FOR_GOODS[0])
    taken = take_back(state, asked, replace(state.user, role=Role.MANAGER))
    return taken if isinstance(taken, Refusal) else None


def _taken(state: TerminalState, page: ReturnPage) -> Step:
    assert state.user is not None
    taken = take_back(state, page, state.user)
    if not isinstance(taken, Refusal):
        return taken
    if taken.why is _RIGHT:
        return ask_pharmacist(state, Release.RETURN, page)
    assert page.without is not None
    again = replace(page, quantity=None, reason=None, without=replace(page.without, item=None))
    return refuse(state.clear_field(again), taken)
