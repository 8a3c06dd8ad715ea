"""Closing the card terminal's batch: asked twice, refused while evidence is needed, recorded."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, MARY, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Condition, DeviceRole, Do
from terminal.app.settings import Devices
from terminal.app.state import DevicesPage, Msg, SalePage, TenderPage
from terminal.app.step_batch import NOT_WRITTEN
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.money import Money
from terminal.domain.refusal import Why
from terminal.domain.staff import StaffMember

WIRED = replace(SETTINGS, devices=Devices(card_terminal="tcp://192.0.2.8:10009"))
SERIAL = "53012345"
MET = i.CardTerminalMet(SERIAL, frozenset(CardAbility))
REPORT = BatchReport(
    (ClassTotal(CardClass.CREDIT, 3, Money(7062)), ClassTotal(CardClass.DEBIT, 0, Money(0))),
    tid="12345678",
    mid="999000111",
    batch="1",
)
CLOSED = i.CardBatchReported(REPORT)


def a_lane(person: StaffMember = MARY) -> Counter:
    counter = a_counter(person=person, settings=WIRED)
    counter.send(MET)
    return counter


def to_the_terminal(counter: Counter) -> Counter:
    counter.press("Ctrl+E")
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    return counter


def closing() -> Counter:
    counter = to_the_terminal(a_lane())
    counter.press("Ctrl+B")
    counter.press("F9")
    return counter


def parked(counter: Counter) -> Counter:
    """A payment is not confirmed and its ticket put aside."""
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    return counter


def words(counter: Counter) -> str:
    return repr(counter.screen)


# --- asked twice


def test_it_is_asked_once_more_and_only_then_recorded_and_done() -> None:
    counter = to_the_terminal(a_lane())
    counter.press("Ctrl+B")
    assert "forgets its records" in words(counter)
    assert counter.recorded(f.CardBatchRequested) == ()
    assert counter.did(e.CloseCardBatch) == ()
    counter.press("F9")
    assert counter.recorded(f.CardBatchRequested) == (f.CardBatchRequested(SERIAL),)
    local = counter.at.astimezone(counter.state.zone)
    (effect,) = counter.did(e.CloseCardBatch)
    assert effect == e.CloseCardBatch(local, ())
    assert isinstance(effect, e.CloseCardBatch)
    assert effect.at.utcoffset() == local.utcoffset()
    assert "is being closed" in words(counter)


def test_not_now_is_an_answer() -> None:
    counter = to_the_terminal(a_lane())
    counter.press("Ctrl+B")
    counter.press("Esc")
    assert not counter.on(DevicesPage).batch_asked
    counter.do(Do.CONFIRM_BATCH)
    assert counter.recorded(f.CardBatchRequested) == ()


def test_the_wish_is_durable_before_the_terminal_hears_of_it() -> None:
    counter = to_the_terminal(a_lane())
    counter.press("Ctrl+B")
    with counter.full_disk():
        counter.press("F9")
    assert counter.told() is Msg.STORE_TROUBLE
    assert counter.did(e.CloseCardBatch) == ()
    assert counter.state.card_batch is None


def test_one_closing_at_a_time_and_the_terminal_stays_meanwhile() -> None:
    counter = closing()
    assert not counter.can_press("Ctrl+B")
    assert not counter.can_press("F9")
    counter.do(Do.CLOSE_BATCH)
    counter.do(Do.CONFIRM_BATCH)
    assert len(counter.did(e.CloseCardBatch)) == 1
    counter.press("Ctrl+N")
    assert counter.told() is Msg.BATCH_UNDER_WAY
    assert counter.recorded(f.DeviceAssigned) == ()


# --- who, and at what terminal


def test_only_a_manager_may() -> None:
    counter = to_the_terminal(a_lane(ANA))
    assert "Close batch" not in words(counter)
    counter.do(Do.CLOSE_BATCH)
    assert counter.told() is Why.NOT_PERMITTED


def test_a_terminal_without_a_batch_is_not_offered() -> None:
    counter = a_lane()
    counter.send(i.CardTerminalMet("V400m", frozenset({CardAbility.SIGN})))
    to_the_terminal(counter)
    assert "Close batch" not in words(counter)
    counter.do(Do.CLOSE_BATCH)
    assert not counter.on(DevicesPage).batch_asked


def test_a_terminal_that_is_down_is_grey() -> None:
    counter = to_the_terminal(a_lane())
    counter.card_terminal(Condition.DOWN)
    assert not counter.can_press("Ctrl+B")
    counter.do(Do.CLOSE_BATCH)
    assert not counter.on(DevicesPage).batch_asked


def test_only_at_the_card_terminal() -> None:
    counter = to_the_terminal(a_lane())
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.PRINTER.value)
    counter.do(Do.CLOSE_BATCH)
    assert not counter.on(DevicesPage).batch_asked


# --- the evidence stays as long as it is needed


def test_it_is_refused_while_a_payment_is_not_confirmed() -> None:
    counter = to_the_terminal(parked(a_lane()))
    counter.press("Ctrl+B")
    assert counter.told() is Msg.BATCH_PAYMENT_OPEN
    assert not counter.on(DevicesPage).batch_asked
    assert counter.recorded(f.CardBatchRequested) == ()


def test_after_a_restart_it_is_still_refused() -> None:
    counter = parked(a_lane()).crash().sign_in(MARY).card_terminal()
    counter.send(MET)
    to_the_terminal(counter)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.BATCH_PAYMENT_OPEN


def test_it_is_looked_at_again_at_the_second_press() -> None:
    counter = to_the_terminal(a_lane())
    counter.press("Ctrl+B")
    elsewhere = parked(a_lane()).state.suspended
    counter.engine._state = replace(counter.state, suspended=elsewhere)
    counter.do(Do.CONFIRM_BATCH)
    assert counter.told() is Msg.BATCH_PAYMENT_OPEN
    assert counter.recorded(f.CardBatchRequested) == ()


def test_it_waits_for_an_open_ticket_that_a_card_paid_a_part_of() -> None:
    """The void names the terminal's number of the payment, which begins anew with the batch."""
    counter = a_lane()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_approves("1.00", partial=True)
    counter.on(TenderPage)
    counter.press("Esc")
    to_the_terminal(counter)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.BATCH_TICKET_OPEN


def test_what_a_manager_has_decided_is_handed_on_until_a_batch_is_closed() -> None:
    counter = a_lane()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    ref = counter.ref
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F12")
    counter.press("Ctrl+2")
    counter.press("Esc")
    to_the_terminal(counter)
    counter.press("Ctrl+B")
    counter.press("F9")
    (effect,) = counter.did(e.CloseCardBatch)
    assert isinstance(effect, e.CloseCardBatch)
    assert effect.settled == (ref,)
    counter.send(i.CardBatchNotClosed("the host said no"))
    assert counter.state.decided == effect.settled
    counter.send(CLOSED)
    assert not counter.state.decided


# --- what came of it


def test_the_totals_are_recorded_and_shown() -> None:
    counter = closing()
    counter.send(CLOSED)
    assert counter.recorded(f.CardBatchClosed) == (f.CardBatchClosed(SERIAL, REPORT),)
    shown = words(counter)
    assert "Credit, 3" in shown
    assert "70.62" in shown
    assert "Debit" not in shown
    assert "12345678, 999000111" in shown
    assert counter.can_press("Ctrl+B")


def test_a_batch_with_nothing_in_it_says_so() -> None:
    counter = closing()
    counter.send(i.CardBatchReported(replace(REPORT, totals=REPORT.totals[1:])))
    assert "'none'" in words(counter)


def test_a_warning_stays_on_the_page() -> None:
    counter = closing()
    counter.send(i.CardBatchReported(replace(REPORT, warning="out of balance")))
    assert "Out of balance. Compare with the bank's report." in words(counter)
    assert counter.effects[-1] == e.Beep(good=False)


@pytest.mark.parametrize("unknown", [False, True])
def test_a_batch_that_was_not_closed_or_nobody_knows(unknown: bool) -> None:
    counter = closing()
    counter.send(i.CardBatchNotClosed("the terminal did not answer in time", unknown))
    reason = "the terminal did not answer in time"
    assert counter.recorded(f.CardBatchFailed) == (f.CardBatchFailed(SERIAL, reason, unknown),)
    assert ("Ask again" in words(counter)) is unknown
    assert ("was not closed" in words(counter)) is not unknown
    counter.press("Ctrl+B")
    counter.press("F9")
    assert len(counter.did(e.CloseCardBatch)) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (CLOSED, Msg.BATCH_CLOSED),
        (i.CardBatchNotClosed("no"), Msg.BATCH_NOT_CLOSED),
        (i.CardBatchNotClosed("lost", unknown=True), Msg.BATCH_UNKNOWN),
    ],
)
def test_who_sells_on_meanwhile_is_told_where_it_is_met(answer: i.Input, said: Msg) -> None:
    counter = closing()
    counter.press("Esc")
    counter.on(SalePage)
    counter.send(answer)
    assert counter.told() is said


def test_a_locked_screen_records_it_and_says_nothing() -> None:
    counter = closing()
    counter.do(Do.LOCK)
    counter.send(CLOSED)
    assert counter.told() is None
    assert len(counter.recorded(f.CardBatchClosed)) == 1
    counter.sign_in(MARY)
    to_the_terminal(counter)
    assert "70.62" in words(counter)


def test_an_answer_that_could_not_be_written_down_is_in_doubt() -> None:
    counter = closing()
    with counter.full_disk():
        counter.send(CLOSED)
    assert counter.state.card_batch == f.CardBatchFailed(SERIAL, NOT_WRITTEN, unknown=True)
    assert counter.recorded(f.CardBatchClosed) == ()
    assert counter.can_press("Ctrl+B")
