"""A receipt by e-mail or text message: asked for, agreed to, bound, and only then on its way."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, PLAIN, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from terminal.app import effects as e
from terminal.app.inputs import Do, PrintState
from terminal.app.settings import Mail, Settings, Texts
from terminal.app.sheet import sheet_from
from terminal.app.state import Msg
from terminal.app.tickets_page import SendPage, TicketsPage
from terminal.domain.language import Language
from terminal.domain.prescription import Fill
from terminal.domain.receipt_message import CONSENT, ReceiptMessageAsked, Via, bound_to
from terminal.domain.receipt_wish import RxWords
from terminal.presentation.views import PromptView, TicketsView

SENDING = replace(
    SETTINGS,
    mail=Mail("mail.example", "receipts@elm.example"),
    texts=Texts("https://gateway.example/"),
)


def sold(*fills: Fill, settings: Settings = SENDING) -> Counter:
    counter = a_counter(*fills, settings=settings)
    for fill in fills:
        counter.pick_up(fill)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    counter.press("Ctrl+S")
    return counter


def addressed(counter: Counter, way: str = "Ctrl+1", to: str = "sam@example.com") -> Counter:
    counter.press("F9")
    counter.press(way)
    counter.enter(to)
    return counter


def asked(counter: Counter) -> ReceiptMessageAsked:
    told = counter.recorded(ReceiptMessageAsked)[-1]
    assert isinstance(told, ReceiptMessageAsked)
    return told


def test_what_the_customer_agreed_to_is_recorded_bound_and_sent_for() -> None:
    counter = addressed(sold())
    before = len(counter.did(e.WakeSync))
    counter.press("Ctrl+1")
    assert counter.told() is Msg.RECEIPT_QUEUED
    told = asked(counter)
    assert (told.via, told.address, told.by) == (Via.EMAIL, "sam@example.com", ANA.id)
    assert (told.consent, told.agreed_on) == (CONSENT, counter.state.day)
    assert told.bound == bound_to(told.via, told.address, told.subject, told.text)
    assert told.subject == "Your receipt from Elm Street Pharmacy"
    assert "Candy bar" in told.text
    assert sheet_from(told.text, told.faces, told.columns).text == told.text
    assert len(counter.did(e.WakeSync)) == before + 1
    assert isinstance(counter.page, TicketsPage)


@pytest.mark.parametrize("answer", ["Ctrl+2", "Esc"])
def test_nothing_leaves_without_the_agreement(answer: str) -> None:
    counter = addressed(sold())
    counter.press(answer)
    assert counter.field.text == "sam@example.com"
    counter.press("Esc")
    counter.press("Esc")
    assert isinstance(counter.page, TicketsPage)
    assert counter.recorded(ReceiptMessageAsked) == ()


def test_of_a_prescription_it_says_only_that_there_is_one() -> None:
    counter = addressed(sold(PLAIN))
    counter.press("Ctrl+1")
    told = asked(counter)
    assert told.wish.rx is RxWords.HIDDEN
    assert "PRESCRIPTION COPAY" in told.text
    for secret in ("6012345", "GABAPENTIN", "Gabapentin", PLAIN.patient.family):
        assert secret not in told.text


def test_its_number_is_added_when_the_customer_asks_for_it() -> None:
    counter = addressed(sold(PLAIN))
    counter.press("F6")
    counter.press("Ctrl+1")
    told = asked(counter)
    assert told.wish.rx is RxWords.NUMBER
    assert "RX 6012345 COPAY" in told.text
    assert "GABAPENTIN" not in told.text.upper()


def test_in_the_language_that_the_page_shows() -> None:
    counter = sold()
    counter.press("F11")
    addressed(counter)
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert "¿Podemos enviar" in view.explain
    counter.press("Ctrl+1")
    told = asked(counter)
    assert told.wish.language is Language.SPANISH
    assert "Gracias" in told.text
    assert told.subject == "Su recibo de Elm Street Pharmacy"


def test_a_text_message_is_one_sentence_with_the_sum() -> None:
    counter = addressed(sold(PLAIN), "Ctrl+2", "(512) 555-0104")
    counter.press("Ctrl+1")
    told = asked(counter)
    assert (told.via, told.address) == (Via.TEXT, "+15125550104")
    assert told.faces == ()
    assert told.text == (
        "Elm Street Pharmacy: ticket 2-000001, 07/01/2026 10:00 AM, total 19.25. Thank you."
    )


def test_a_refund_is_sent_as_a_refund_and_thanks_nobody() -> None:
    counter = sold()
    counter.press("Esc")
    counter.now += 5
    counter.do(Do.NEXT_CUSTOMER)
    counter.scan("2-000001", "]C0")
    counter.enter("")
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.press("F9")
    counter.press("F9")
    counter.printer_says(PrintState.PRINTED)
    counter.press("Ctrl+S")
    addressed(counter, "Ctrl+2", "(512) 555-0104")
    counter.press("Ctrl+1")
    told = asked(counter)
    assert told.subject == "Your refund from Elm Street Pharmacy"
    assert told.text == (
        "Elm Street Pharmacy: refund 2-000002, 07/01/2026 10:00 AM, 4.25 given back."
    )


@pytest.mark.parametrize(
    ("way", "to", "said"),
    [("Ctrl+1", "sam@", Msg.ADDRESS_WRONG), ("Ctrl+2", "555-0104", Msg.PHONE_WRONG)],
)
def test_an_address_that_cannot_be_one_stays_in_the_field(way: str, to: str, said: Msg) -> None:
    counter = addressed(sold(), way, to)
    assert counter.told() is said
    assert counter.field.text == to


def test_a_way_that_is_not_set_up_is_grey_and_says_why() -> None:
    counter = sold(settings=SETTINGS)
    counter.press("F9")
    assert not counter.can_press("Ctrl+1")
    assert not counter.can_press("Ctrl+2")
    counter.do(Do.ANSWER, Via.EMAIL.value)
    assert counter.on(SendPage).via is None


def test_the_customer_is_not_asked_before_the_words_are_there() -> None:
    counter = sold()
    counter.hold.add(e.DrawTicket)
    addressed(counter)
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.ANSWER, "agreed")
    assert counter.recorded(ReceiptMessageAsked) == ()


def test_words_of_an_older_wish_are_not_taken_for_those_of_the_newer() -> None:
    counter = addressed(sold(PLAIN))
    hidden = counter.did(e.DrawTicket)[-1]
    counter.hold.add(e.DrawTicket)
    counter.press("F6")
    answer = counter.answer_to(hidden)
    assert answer is not None
    counter.send(answer)
    assert counter.on(SendPage).drawn is None


def test_the_page_shows_masked_what_was_asked_for_and_a_second_one_is_another() -> None:
    counter = addressed(sold())
    counter.press("Ctrl+1")
    addressed(counter, to="al@example.com")
    counter.press("Ctrl+1")
    first, second = counter.recorded(ReceiptMessageAsked)
    assert isinstance(first, ReceiptMessageAsked)
    assert isinstance(second, ReceiptMessageAsked)
    assert (first.message, second.message) == ("2-000001/m1", "2-000001/m2")
    view = counter.screen.page
    assert isinstance(view, TicketsView)
    assert [(each.label, each.amount) for each in view.figures] == [
        ("By e-mail to s•••@example.com", "waits for the line"),
        ("By e-mail to a•••@example.com", "waits for the line"),
    ]
