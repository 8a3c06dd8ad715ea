"""A scan, one that was turned away, a scanner that was set up: given to the page that is open."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import KeepScannerPrefix
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.return_page import ReturnPage
from terminal.app.scanning import Takes, not_taken, taken_here, wrong
from terminal.app.state import (
    BookPage,
    DonePage,
    GiftPage,
    IdPage,
    Msg,
    Page,
    PickupPage,
    Said,
    SalePage,
    SignPage,
    TerminalState,
    TypedBagPage,
)
from terminal.app.step_age import card_for_age
from terminal.app.step_book import card_for_book
from terminal.app.step_check import check_scanned
from terminal.app.step_controlled import card_for_id
from terminal.app.step_gift import gift_scanned
from terminal.app.step_id_card import card_read
from terminal.app.step_pickup import bag_scanned_here
from terminal.app.step_pse import card_for_log, document_read, waits_for_buyer
from terminal.app.step_return import open_return, scanned_to_return
from terminal.app.step_sale import act_on, next_customer
from terminal.app.stepping import Step
from terminal.domain.barcode import GiftCode, Meaning, NotUnderstood, RxLabel, TicketCode
from terminal.domain.id_card import IdCard
from terminal.domain.obligation import Kind

_CARD_ANSWERS: Final[Mapping[Kind, Callable[[TerminalState, IdCard], Step]]] = MappingProxyType(
    {
        Kind.RECORD_BOOK: card_for_book,
        Kind.CONTROLLED: card_for_id,
        Kind.AGE: card_for_age,
        Kind.PSE: card_for_log,
    }
)
"""What an ID card answers, in this order; the record book shows the age of everything else too."""
_FOR_PICKUP: Final = "Scan the label on a bag, or the patient's ID card."


def on_scan(
    state: TerminalState,
    what: i.CodeScanned | i.ScanRefused | i.ScanTurnedAway | i.PrefixTaught,
) -> Step:
    """A scan goes to the page that takes it, and to no other (scanning.py)."""
    match what:
        case i.ScanRefused():
            return wrong(state, Said(Msg.SCAN_GARBAGE, what.reason))
        case i.ScanTurnedAway():
            return not_taken(state)
        case i.PrefixTaught():
            return _prefix_taught(state, what.prefix)
    match taken_here(state):
        case Takes.NOTHING:
            return not_taken(state)
        case Takes.SHOWN:
            return Step(state)  # the page shows it, when the scanner's diagnostics tell of it
        case Takes.PICKUP:
            assert isinstance(state.page, PickupPage)
            return _at_pickup(state, state.page, what.meaning)
        case Takes.DOCUMENT:
            assert isinstance(state.page, PsePage)
            return _at_pse(state, state.page, what.meaning)
        case Takes.ITEM:
            return check_scanned(state, what.meaning)
        case Takes.RETURN:
            assert isinstance(state.page, ReturnPage)
            return scanned_to_return(state, state.page, what.meaning)
        case Takes.GIFT:
            assert isinstance(state.page, GiftPage)
            return _at_gift(state, state.page, what.meaning)
        case Takes.BAG:
            assert isinstance(state.page, TypedBagPage)
            return on_scan(replace(state.clear_field(state.page.back), said=None), what)
        case Takes.ID_CARD:
            return _card_alone(state, what.meaning)
        case Takes.ALL:
            return _on_the_ticket(state, what.meaning)


def _on_the_ticket(state: TerminalState, meaning: Meaning) -> Step:
    if isinstance(meaning, IdCard) and (kind := _card_asked(state)) is not None:
        return _card_for(state, kind, meaning)
    customer = next_customer(state) if isinstance(state.page, DonePage) else state
    if isinstance(customer.page, SignPage | PseSignPage):
        customer = customer.clear_field(SalePage())
    match meaning:
        case TicketCode():
            return open_return(customer, meaning.number)
        case GiftCode():
            return gift_scanned(customer, GiftPage(), meaning)
        case _:
            return act_on(customer, meaning)


def _at_pickup(state: TerminalState, page: PickupPage, meaning: Meaning) -> Step:
    match meaning:
        case RxLabel():
            return bag_scanned_here(state, page, meaning)
        case IdCard():
            return card_read(state, page, meaning)
        case NotUnderstood():
            remedy = _FOR_PICKUP if meaning.of_goods else meaning.remedy
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, remedy))
        case _:
            return not_taken(state)


def _card_asked(state: TerminalState) -> Kind | None:
    """What a card on the ticket's page answers, while its ticket waits for it."""
    if not isinstance(state.page, SalePage):
        return None
    kinds = [each.kind for each in state.open_obligations]
    waiting = (each for each in _CARD_ANSWERS if each in kinds)
    return next((each for each in waiting if each is not Kind.PSE or waits_for_buyer(state)), None)


def _card_for(state: TerminalState, kind: Kind, card: IdCard) -> Step:
    return _CARD_ANSWERS[kind](state, card)


def _card_alone(state: TerminalState, meaning: Meaning) -> Step:
    match meaning:
        case IdCard():
            return _card_for(state, _kind_of(state.page), meaning)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return not_taken(state)


def _kind_of(page: Page) -> Kind:
    match page:
        case BookPage():
            return Kind.RECORD_BOOK
        case IdPage():
            return Kind.CONTROLLED
        case _:
            return Kind.AGE


def _at_pse(state: TerminalState, page: PsePage, meaning: Meaning) -> Step:
    match meaning:
        case IdCard():
            return document_read(state, page, meaning)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return not_taken(state)


def _at_gift(state: TerminalState, page: GiftPage, meaning: Meaning) -> Step:
    match meaning:
        case GiftCode():
            return gift_scanned(state, page, meaning)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return not_taken(state)


def _prefix_taught(state: TerminalState, prefix: str) -> Step:
    if not prefix:
        return wrong(state, Said(Msg.SCANNER_SENDS_NO_PREFIX))
    told = replace(state, said=Said(Msg.SCANNER_LEARNED, prefix))
    return Step(told, (), (KeepScannerPrefix(prefix),))
