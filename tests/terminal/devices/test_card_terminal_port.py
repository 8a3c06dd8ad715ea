"""One port for card terminals: the same rules hold whoever makes the terminal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from card_support import stages
from card_support.stages import AMOUNT, LANE, VOID_REF, NexoStage, PaxStage, Stage
from drivers.simulator.card_terminal_script import CREDIT_CARD
from terminal.app.inputs import DeviceHealthChanged
from terminal.app.settings import Devices
from terminal.devices.card_terminal import CardTerminal
from terminal.domain.attempt import Outcome, QueryVerdict
from terminal.domain.money import Money

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture(params=[PaxStage, NexoStage], ids=["pax", "nexo"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    made: Stage = request.param(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


def test_a_terminal_says_who_it_is(stage: Stage) -> None:
    with stage.adapter() as (_, ear):
        assert stages.met(ear) == stage.identity


def test_an_unplugged_terminal_stays_just_that_while_it_is_asked(tmp_path: Path) -> None:
    """Bug: its state and since when flipped with every try and every question."""
    ear = stages.Ear()
    wired = replace(LANE, devices=Devices(card_terminal=f"serial:{tmp_path}/nothing"))
    card = CardTerminal(wired, ear)
    card.start()
    try:
        for _ in range(3):
            card.look_again()
            card.query(stages.query())
            ear.query_answer()
    finally:
        card.stop()
    told = [each for each in ear.inputs if isinstance(each, DeviceHealthChanged)]
    assert {each.detail for each in told} == {"not connected"}
    assert all("check the cable" in each.why for each in told)


def test_a_card_is_charged_once_and_the_customer_is_asked_before(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.until_asked()
        stage.until_card_is_asked()
        stage.present()
        result = ear.answer()
    assert (result.outcome, result.approved, result.last4) == (Outcome.APPROVED, AMOUNT, "0014")
    assert stage.standing() == [AMOUNT.cents]


def test_a_part_is_a_part(stage: Stage) -> None:
    stage.present_soon()
    stage.approves_part(1500)
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        result = ear.answer()
    assert (result.outcome, result.approved) == (Outcome.PARTIAL, Money(1500))
    assert stage.standing() == [1500]


def test_a_declined_card_paid_nothing(stage: Stage) -> None:
    stage.present_soon()
    stage.declines()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        result = ear.answer()
    assert (result.outcome, result.text.lower()) == (Outcome.DECLINED, "declined")
    assert stage.standing() == []


def test_a_cancel_before_the_card_ends_the_payment(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.until_asked()
        stage.until_card_is_asked()
        card.cancel()
        assert ear.answer().outcome is Outcome.ABORTED
    assert stage.standing() == []


def test_a_payment_is_given_back(stage: Stage) -> None:
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        card.void(stages.void(ear.answer()))
        result = ear.answer(VOID_REF)
    assert (result.outcome, result.approved) == (Outcome.APPROVED, AMOUNT)
    assert stage.standing() == []


def test_a_part_that_was_approved_is_given_back(stage: Stage) -> None:
    stage.approves_part(1500)
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        card.void(stages.void(ear.answer()))
        result = ear.answer(VOID_REF)
    assert (result.outcome, result.approved) == (Outcome.APPROVED, Money(1500))
    assert stage.standing() == []


def test_another_payment_than_the_ticket_s_is_never_given_back(stage: Stage) -> None:
    """The same number, another card: the terminal was reset, or it is another one."""
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        void = stages.void(ear.answer())
        other = replace(void.payment, last4="9999")
        card.void(replace(void, payment=other))
        result = ear.answer(VOID_REF)
    assert result.outcome is Outcome.DECLINED
    assert "holds another payment" in result.text
    assert stage.standing() == [AMOUNT.cents]


def test_a_payment_of_another_terminal_is_not_given_back_here(stage: Stage) -> None:
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        void = stages.void(ear.answer())
        elsewhere = replace(void, payment=replace(void.payment, terminal="99999999"))
        card.void(elsewhere)
        assert ear.answer(VOID_REF).outcome is Outcome.DECLINED
        again = stages.void_again(stages.APPROVED)
        card.query(replace(again, terminal="99999999", void_of=elsewhere.payment))
        assert ear.query_answer(VOID_REF).verdict is QueryVerdict.UNRESOLVED
    assert stage.standing() == [AMOUNT.cents]


def test_a_card_that_is_presented_again_is_refunded(stage: Stage) -> None:
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.answer()
        card.credit(stages.credit())
        ear.until_asked(VOID_REF)
        result = ear.answer(VOID_REF)
    assert (result.outcome, result.approved, result.last4) == (Outcome.APPROVED, AMOUNT, "0014")
    assert stage.standing(VOID_REF) == [-AMOUNT.cents]


def test_a_refund_whose_answer_was_lost_is_found_by_its_reference(stage: Stage) -> None:
    """It is asked about as a charge is, and not done again."""
    with stage.adapter() as (card, ear):
        card.credit(stages.credit())
        ear.until_asked(VOID_REF)
        stage.until_card_is_asked()
        stage.present()
        ear.answer(VOID_REF)
    with stage.adapter() as (card, ear):
        card.query(replace(stages.query(stage.identity, LONG_AGO), ref=VOID_REF))
        answer = ear.query_answer(VOID_REF)
    assert answer.verdict is QueryVerdict.FOUND
    assert answer.result is not None
    assert answer.result.approved == AMOUNT
    assert stage.standing(VOID_REF) == [-AMOUNT.cents]


def test_what_the_terminal_cannot_name_is_not_given_back(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.void(stages.void(replace(stages.APPROVED, terminal_txn="")))
        result = ear.answer(VOID_REF)
    assert result.outcome is Outcome.ABORTED
    assert "void it at the terminal" in result.text


# --- answers that never came


def test_a_lost_answer_is_asked_for_and_the_charge_found(stage: Stage) -> None:
    stage.present_soon()
    stage.loses_its_answer()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        result = ear.answer()
        if result.outcome is Outcome.UNKNOWN:
            card.query(stages.query(stage.identity, LONG_AGO))
            answer = ear.query_answer()
            assert answer.result is not None
            result = answer.result
    assert (result.outcome, result.approved) == (Outcome.APPROVED, AMOUNT)
    assert (stage.standing(), stage.charges_asked()) == ([AMOUNT.cents], 1)


def test_after_a_crash_the_reference_alone_finds_the_charge(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.until_asked()
        stage.until_card_is_asked()
        stage.present()
        ear.answer()
    with stage.adapter() as (card, ear):
        card.query(stages.query(stage.identity, LONG_AGO))
        answer = ear.query_answer()
    assert answer.verdict is QueryVerdict.FOUND
    assert answer.result is not None
    assert answer.result.approved == AMOUNT
    assert (stage.standing(), stage.charges_asked()) == ([AMOUNT.cents], 1)


def test_what_was_never_asked_was_not_processed_once_the_wait_is_over(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.query(stages.query(stage.identity))
        assert ear.query_answer().verdict is QueryVerdict.UNRESOLVED
        card.query(stages.query(stage.identity, LONG_AGO))
        assert ear.query_answer().verdict is QueryVerdict.NOT_PROCESSED


def test_a_terminal_is_not_asked_about_anothers_payment(stage: Stage) -> None:
    """Its "not found" would open the way to a second charge."""
    with stage.adapter() as (card, ear):
        card.query(stages.query("another one", LONG_AGO))
        answer = ear.query_answer()
    assert answer.verdict is QueryVerdict.UNRESOLVED
    assert answer.reason


def test_closing_in_the_middle_of_a_payment_leaves_it_unknown(stage: Stage) -> None:
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.until_asked()
        stage.until_card_is_asked()
    assert ear.answer().outcome is Outcome.UNKNOWN


def test_a_void_without_an_answer_is_done_again_and_found_done(stage: Stage) -> None:
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        paid = ear.answer()
        stage.loses_its_answer()
        card.void(stages.void(paid))
        assert ear.answer(VOID_REF).outcome is Outcome.UNKNOWN
        card.query(stages.void_again(paid))
        answer = ear.query_answer(VOID_REF)
    assert answer.verdict is QueryVerdict.FOUND
    assert answer.result is not None
    assert (answer.result.outcome, answer.result.approved) == (Outcome.APPROVED, AMOUNT)
    assert stage.standing() == []


def test_a_void_that_cannot_be_done_again_yet_proves_nothing(stage: Stage) -> None:
    """The first may have gone through: "not sent" the second time must not say that it did not."""
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        paid = ear.answer()
        stage.loses_its_answer()
        card.void(stages.void(paid))
        ear.answer(VOID_REF)
    assert stage.standing() == []
    stage.host.stop()
    with stage.started() as (card, ear):
        ear.until_down()
        card.query(stages.void_again(paid))
        answer = ear.query_answer(VOID_REF)
    assert (answer.verdict, answer.result) == (QueryVerdict.UNRESOLVED, None)
    assert "not reached" in answer.reason


def test_a_terminal_that_is_not_there_charges_nothing(stage: Stage) -> None:
    stage.host.stop()
    with stage.started() as (card, ear):
        assert ear.until_down()
        card.charge(stages.charge())
        result = ear.answer()
    assert result.outcome is Outcome.ABORTED
    assert "nothing was charged" in result.text
    assert stage.standing() == []


def test_the_conversation_can_be_recorded_with_nothing_of_the_card(stage: Stage) -> None:
    frames: list[str] = []
    stage.present_soon()
    with stage.started(frames=frames.append) as (card, ear):
        ear.until_good()
        card.charge(stages.charge())
        assert ear.answer().outcome is Outcome.APPROVED
    directions = {frame.partition(" ")[0] for frame in frames}
    assert directions == {"sent", "received"}
    written = " ".join(frames)
    assert CREDIT_CARD.number not in written
    assert CREDIT_CARD.number[:12] not in written
    assert "TEST CARD" not in written


def test_a_terminal_that_is_switched_off_while_nobody_pays_is_told_of(stage: Stage) -> None:
    stage.waits = replace(stage.waits, hello_idle_s=0.2)
    with stage.adapter() as (_, ear):
        stage.switch(on=False)
        assert ear.until_down()
        ear.inputs.clear()
        stage.switch(on=True)
        ear.until_good()
