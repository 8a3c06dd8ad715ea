"""For the next visit: messages, what stays behind, refills that come due."""

from dataclasses import replace
from datetime import date

from helpers.counter import ANA, BORN_LUIS, a_counter
from helpers.sales import LUIS, MARIA, NOW, a_fill, patient
from helpers.screens import texts
from terminal.app.inputs import Do
from terminal.app.state import MessagesPage, Msg, SalePage, TenderPage
from terminal.domain import facts as f
from terminal.domain.consent import Channel, MessageConsent
from terminal.domain.refusal import Why

FILL = a_fill()
MOTHER = a_fill("6012399", who=LUIS)
ALONE = replace(patient(), household="")


def test_the_patients_answer_is_recorded_with_its_day() -> None:
    counter = a_counter(FILL)
    counter.pick_up(FILL)
    counter.press("Ctrl+M")
    counter.press("Ctrl+2")
    assert counter.told() is Msg.MESSAGES_RECORDED
    consent = MessageConsent(Channel.EMAIL, NOW.date())
    (answered,) = counter.recorded(f.MessagesAnswered)
    assert answered == f.MessagesAnswered(counter.sale.id, MARIA, consent, ANA.id)


def test_of_several_patients_one_is_chosen_and_nothing_is_a_default() -> None:
    counter = a_counter(FILL, MOTHER)
    counter.pick_up(FILL)
    counter.do(Do.FAMILY)
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    counter.press("Ctrl+M")
    assert counter.on(MessagesPage).patient is None
    counter.do(Do.ANSWER, Channel.SMS.value)
    assert not counter.recorded(f.MessagesAnswered)
    counter.press("Ctrl+2")
    counter.do(Do.ANSWER, "made up")
    assert not counter.recorded(f.MessagesAnswered)
    counter.press("Ctrl+4")
    (answered,) = counter.recorded(f.MessagesAnswered)
    assert isinstance(answered, f.MessagesAnswered)
    assert answered.consent.channel is Channel.NONE


def test_what_the_phms_knows_is_shown_until_something_else_is_said() -> None:
    told = replace(patient(), messages=(MessageConsent(Channel.SMS, date(2026, 5, 1)),))
    fill = replace(FILL, patient=told)
    counter = a_counter(fill)
    counter.pick_up(fill)
    counter.press("Ctrl+M")
    assert "Text message since 05/01/2026" in texts(counter.screen)
    counter.press("Ctrl+4")
    counter.press("Ctrl+M")
    assert "No messages since 07/01/2026" in texts(counter.screen)
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)


def test_payment_offers_the_question_until_it_was_answered() -> None:
    counter = a_counter(FILL)
    counter.pick_up(FILL)
    counter.press("F9")
    counter.press("Ctrl+M")
    counter.press("Ctrl+1")
    counter.press("F9")
    assert not counter.can_press("Ctrl+M")


def test_without_a_prescription_nobody_is_asked() -> None:
    counter = a_counter()
    assert not counter.can_press("Ctrl+M")
    counter.do(Do.MESSAGES)
    assert counter.told() is Why.NO_SUCH_LINE


def test_a_patients_own_bag_that_was_left_out_is_said_before_payment() -> None:
    first = replace(FILL, patient=ALONE)
    second = replace(a_fill("6012399"), patient=ALONE)
    counter = a_counter(first, second)
    counter.find(first)
    counter.enter("02291980")
    counter.do(Do.TOGGLE_FILL, str(second.key))
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    counter.press("F9")
    assert isinstance(counter.page, TenderPage)
    assert "1 bag stays behind:" in texts(counter.screen)


def test_the_next_refill_is_said_after_payment() -> None:
    fill = replace(FILL, refill_due=date(2026, 8, 1))
    counter = a_counter(fill)
    counter.pick_up(fill)
    counter.press("F9")
    counter.press("F9")
    assert "Rx 6012345 08/01/2026" in texts(counter.screen)
