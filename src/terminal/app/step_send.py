"""A receipt by e-mail or text message: how, where to, and with the customer's agreement.

Rules that hold here:

1. Nothing is sent that the customer did not agree to on this ticket: the address, the channel and
   the words are in the fact, bound together, before anything leaves.
2. What leaves says of a prescription only that there is one, unless the customer asks for its
   number. No medicine is ever named.
"""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import WakeSync
from terminal.app.inputs import Do
from terminal.app.receipt import refunds_only, ticket_number
from terminal.app.receipt_words import Words
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.step_tickets import draw, shown_again
from terminal.app.stepping import Step, say
from terminal.app.tickets import DrawnTicket
from terminal.app.tickets_page import SendPage
from terminal.domain.identity import StaffId
from terminal.domain.receipt_message import (
    CONSENT,
    MAX_ADDRESS,
    MessageId,
    ReceiptMessageAsked,
    Via,
    address_of,
    bound_to,
    masked,
)
from terminal.domain.refund_decider import refunded

AGREED: Final = "agreed"
_WRONG: Final = {Via.EMAIL: Msg.ADDRESS_WRONG, Via.TEXT: Msg.PHONE_WRONG}


def on_send(
    state: TerminalState, page: SendPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.ANSWER, argument=answer) if page.via is None:
            via = next((each for each in ways(state) if each.value == answer), None)
            chosen = replace(page, via=via, typed="")
            return Step(replace(state.clear_field(chosen), said=None))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_ADDRESS]), said=None))
        case i.FieldSubmitted(text=text) if page.via is not None and page.address is None:
            return _addressed(state, page, page.via, text)
        case i.Intent(do=Do.RX_NUMBERS) if page.address is not None:
            return _laid_out(state, replace(page, numbers=not page.numbers, drawn=None))
        case i.Intent(do=Do.ANSWER, argument=answer) if answer == AGREED:
            return _agreed(state, page)
        case i.Intent() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def ways(state: TerminalState) -> tuple[Via, ...]:
    """What is set up on this lane."""
    settings = state.settings
    found = ((Via.EMAIL, settings.mail), (Via.TEXT, settings.texts))
    return tuple(via for via, known in found if known is not None)


def _back(state: TerminalState, page: SendPage) -> Step:
    if page.address is not None:
        before = replace(page, address=None, typed=page.typed, drawn=None)
        return Step(replace(state.clear_field(before), said=None))
    if page.via is not None:
        return Step(replace(state.clear_field(SendPage(page.back)), said=None))
    return Step(replace(state.clear_field(page.back), said=None))


def _addressed(state: TerminalState, page: SendPage, via: Via, typed: str) -> Step:
    address = address_of(via, typed)
    if address is None:
        return say(state, Said(_WRONG[via]))
    return _laid_out(state, replace(page, address=address, typed=typed.strip()))


def _laid_out(state: TerminalState, page: SendPage) -> Step:
    """The words are worked out before the customer is asked, so that they are what is agreed to."""
    drawn = page.back.drawn
    assert drawn is not None, "what is sent is of a ticket that was read"
    asking = replace(state.clear_field(page), said=None)
    return Step(asking, (), (draw(state, drawn.sale.id, page.wish),))


def _agreed(state: TerminalState, page: SendPage) -> Step:
    if page.drawn is None or page.via is None or page.address is None or state.user is None:
        return Step(state)
    fact = asked(state, page, page.drawn, page.via, page.address, state.user.id)
    to = masked(page.via, page.address)
    reading = shown_again(state, page.back)
    told = replace(reading.state, said=Said(Msg.RECEIPT_QUEUED, to))
    return Step(told, (fact,), (*reading.effects, WakeSync()))


def asked(
    state: TerminalState, page: SendPage, drawn: DrawnTicket, via: Via, address: str, by: StaffId
) -> ReceiptMessageAsked:
    subject, text = words_of(state, drawn, via)
    sale = drawn.sale.id
    return ReceiptMessageAsked(
        sale,
        MessageId(f"{sale}/m{len(drawn.messages) + 1}"),
        via,
        address,
        subject,
        text,
        page.wish,
        CONSENT,
        state.day,
        bound_to(via, address, subject, text),
        by,
        *((drawn.sheet.columns, drawn.sheet.faces) if via is Via.EMAIL else ()),
    )


def words_of(state: TerminalState, drawn: DrawnTicket, via: Via) -> tuple[str, str]:
    """Subject and text: the paper itself by mail, its sum in one sentence as a text message.

    The mail's PDF is made of the same words (uplink/carriers.py).
    """
    w = Words(drawn.wish.language)
    store = state.settings.store.name
    back = refunds_only(drawn.sale)
    subject = w("Your refund from {store}" if back else "Your receipt from {store}", store=store)
    if via is Via.EMAIL:
        return subject, drawn.sheet.text
    at = w.at(drawn.at.astimezone(state.zone))
    if back:
        return subject, w(
            "{store}: refund {number}, {at}, {total} given back.",
            store=store,
            number=ticket_number(drawn.sale),
            at=at,
            total=refunded(drawn.sale),
        )
    text = w(
        "{store}: ticket {number}, {at}, total {total}. Thank you.",
        store=store,
        number=ticket_number(drawn.sale),
        at=at,
        total=drawn.sale.total,
    )
    return subject, text
