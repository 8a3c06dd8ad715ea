"""The patient's own word about messages: the last one on each channel, and none after a no."""

from datetime import date

from helpers.sales import CASHIER, DAY, LUIS, MARIA, a_fill, cash, given, pick
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.consent import Channel, MessageConsent, in_force
from terminal.domain.refusal import Why

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def said(channel: Channel, on: date = MAY) -> MessageConsent:
    return MessageConsent(channel, on)


def test_the_last_word_on_each_channel_counts() -> None:
    told = (said(Channel.SMS), said(Channel.EMAIL), said(Channel.SMS, JUNE))
    assert set(in_force(told)) == {said(Channel.EMAIL), said(Channel.SMS, JUNE)}


def test_a_no_ends_every_opt_in_before_it_and_a_later_yes_ends_the_no() -> None:
    no = (said(Channel.SMS), said(Channel.NONE, JUNE))
    assert in_force(no) == (said(Channel.NONE, JUNE),)
    assert in_force((*no, said(Channel.EMAIL, JUNE))) == (said(Channel.EMAIL, JUNE),)


def test_it_is_recorded_with_channel_and_day_and_goes_with_the_pickup() -> None:
    ticket = given(*pick(a_fill()))
    (answered,) = ticket.do(c.AnswerMessages(MARIA, Channel.SMS, CASHIER))
    consent = MessageConsent(Channel.SMS, DAY)
    assert answered == f.MessagesAnswered(ticket.sale.id, MARIA, consent, CASHIER)
    *_, handed = ticket.do(cash("15.00"))
    assert isinstance(handed, f.FillHandedOver)
    assert handed.consents == (consent,)


def test_only_a_patient_of_the_ticket_is_asked() -> None:
    ticket = given(*pick(a_fill()))
    assert ticket.why(c.AnswerMessages(LUIS, Channel.SMS, CASHIER)) is Why.NO_SUCH_LINE
