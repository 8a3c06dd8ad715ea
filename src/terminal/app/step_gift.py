"""The store's own gift cards: what is on one, money put on it (Ctrl+Shift+G), and paying with it.

Rules that hold here:

1. A card's number goes to the store, which answers with its digest: nothing here keeps it.
2. The card is read anew for each question; what it holds is said before anything is taken. The
   number of a new one is typed twice, since one wrong digit is another card; scanned, once does.
3. Enter takes all only once the balance was on the screen: the second press of a double Enter, with
   which the number was entered, takes nothing.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, LookUpGiftCard
from terminal.app.inputs import Do
from terminal.app.state import GiftPage, Msg, Said, SalePage, TerminalState, WaysPage
from terminal.app.step_done import SEEN_AFTER_S, settle
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.app.ways import missing
from terminal.domain import commands as c
from terminal.domain.barcode import GiftCode
from terminal.domain.gift import gift_number, pay_trouble, payable
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.tender_kind import TenderKind

Happened = i.Intent | i.FieldEdited | i.FieldSubmitted
ALL: Final = "all"
LOADS: Final = (Money(10_00), Money(25_00), Money(50_00), Money(100_00))
"""What is put on a card most often; anything else can be typed."""


def open_gift_cards(state: TerminalState) -> Step:
    """To see what is on a card, and to put money on it."""
    if not state.policy.tenders.gift.cards:
        return refuse(state, Refusal(Why.TENDER_NOT_TAKEN))
    return Step(replace(state.clear_field(GiftPage()), said=None))


def open_gift_payment(state: TerminalState) -> Step:
    if missing(state, TenderKind.GIFT) is not None:
        return Step(state)
    return Step(replace(state.clear_field(GiftPage(paying=True)), said=None))


def most_of(state: TerminalState, page: GiftPage) -> Money:
    """The most that the card on the page may pay."""
    if page.standing is None or state.sale is None:
        return ZERO
    return min(payable(page.standing, state.policy.tenders.gift), state.sale.open_to_benefits)


def on_gift(state: TerminalState, page: GiftPage, what: Happened) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            before = WaysPage() if page.paying else SalePage()
            back = before if page.standing is None else GiftPage(page.paying)
            return Step(replace(state.clear_field(back), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text), said=None))
        case i.FieldSubmitted() if page.looking:
            return Step(state)
        case i.FieldSubmitted(text=text) if page.standing is None:
            return _look_up(state, page, text)
        case i.FieldSubmitted() if state.now - page.found_at < SEEN_AFTER_S:
            return Step(state)
        case i.FieldSubmitted(text=text):
            return _amount(state, page, text.strip())
        case i.Intent(do=Do.ANSWER, argument=answer) if page.standing is not None:
            return _chosen(state, page, answer)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def gift_scanned(state: TerminalState, page: GiftPage, code: GiftCode) -> Step:
    """A card under the scanner: no finger slips on its number, so once is enough."""
    if not state.policy.tenders.gift.cards:
        return refuse(state, Refusal(Why.TENDER_NOT_TAKEN))
    return _look_up(state, GiftPage(page.paying, scanned=True), code.number)


def _look_up(state: TerminalState, page: GiftPage, text: str) -> Step:
    number = gift_number(text, state.policy.tenders.gift)
    if number is None:
        return refuse(state.clear_field(GiftPage(page.paying)), Refusal(Why.GIFT_NUMBER))
    if page.first not in ("", number):
        return say(state.clear_field(GiftPage()), Said(Msg.GIFT_NUMBERS_DIFFER))
    asking = replace(state.clear_field(replace(page, looking=number, typed="")), said=None)
    return Step(asking, (), (LookUpGiftCard(number, state.settings.lane),))


def on_gift_card_found(state: TerminalState, what: i.GiftCardFound) -> Step:
    """The store's answer, also behind the lock."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, GiftPage) or page.looking != what.number:
        return Step(state)
    found = GiftPage(page.paying, standing=what.standing, found_at=state.now)
    rules = state.policy.tenders.gift
    # Whether it pays anything at all: how much of it is asked next.
    trouble = pay_trouble(what.standing, ZERO, rules) if page.paying else None
    if trouble is not None:
        found = GiftPage(page.paying)
    elif not (page.paying or what.standing.known or page.first or page.scanned):
        found = GiftPage(first=what.number)
    if state.locked:
        return Step(replace(state, behind=found))
    shown = replace(state.clear_field(found), said=None)
    return Step(shown) if trouble is None else refuse(shown, trouble)


def _chosen(state: TerminalState, page: GiftPage, answer: str) -> Step:
    if page.paying:
        return _pay(state, page, most_of(state, page)) if answer == ALL else Step(state)
    offered = {str(each.cents): each for each in LOADS}
    return _load(state, page, offered[answer]) if answer in offered else Step(state)


def _amount(state: TerminalState, page: GiftPage, text: str) -> Step:
    if page.paying and not text:
        return _pay(state, page, most_of(state, page))
    try:
        amount = Money.parse(text)
    except ValueError:
        emptied = state.clear_field(replace(page, typed=""))
        return say(emptied, Said(Msg.AMOUNT_NOT_UNDERSTOOD)).doing(Beep(good=False))
    return _pay(state, page, amount) if page.paying else _load(state, page, amount)


def _pay(state: TerminalState, page: GiftPage, amount: Money) -> Step:
    card = page.standing
    assert card is not None
    entries = ((Entry.CARD, card.card), (Entry.LAST4, card.last4))
    step = settle(state, c.TakeKeyed(TenderKind.GIFT, amount, entries, gift=card))
    if not isinstance(step.state.page, GiftPage):
        return step
    emptied = step.state.clear_field(replace(page, typed=""))  # refused: the next key begins anew
    return replace(step, state=emptied)


def _load(state: TerminalState, page: GiftPage, amount: Money) -> Step:
    assert page.standing is not None
    asked = ask_ticket(state, c.LoadGiftCard(page.standing, amount))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(replace(page, typed="")), asked)
    sale = asked.state.sale
    assert sale is not None
    rung_up = replace(asked.state, selected=sale.live_lines[-1].id, said=None)
    return replace(asked, state=rung_up.clear_field(SalePage())).doing(show_total(sale))
