"""Signatures and the batch over the adapter, against the simulated terminal on a pty and TCP."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from card_support import stages
from card_support.stages import AMOUNT, REF, VOID_REF, Ear, NexoStage, PaxStage, Stage
from drivers.simulator.card_terminal_script import Faults, Refuse
from helpers.counter import SETTINGS
from terminal.app import effects as e
from terminal.app.inputs import (
    CardAbility,
    CardBatchNotClosed,
    CardBatchReported,
    CardTerminalMet,
    Input,
    SignatureCaptured,
    SignatureNotCaptured,
)
from terminal.devices.rack import Rack
from terminal.domain.attempt import Outcome
from terminal.domain.card_batch import CardClass
from terminal.domain.identity import AttemptRef
from terminal.domain.terminal_signature import on_the_pad

DRAWN = (((20, 60), (40, 20), (60, 60)), ((90, 40), (120, 44)))
EVENING = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001  the store's local time, as it is sent


class SerialPaxStage(PaxStage):
    """The same terminal on a serial wire."""

    address = "pty:"


@pytest.fixture(params=[SerialPaxStage, PaxStage], ids=["pty", "tcp"])
def pax(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PaxStage]:
    made: PaxStage = request.param(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


@pytest.fixture
def networked(tmp_path: Path) -> Iterator[PaxStage]:
    """A connection that is lost here is there again by itself."""
    made = PaxStage(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


@pytest.fixture
def nexo(tmp_path: Path) -> Iterator[NexoStage]:
    made = NexoStage(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


def signature(ear: Ear, request: int = 1) -> Input:
    def answer(what: Input) -> tuple[Input] | None:
        if isinstance(what, SignatureCaptured | SignatureNotCaptured):
            return (what,) if what.request == request else None
        return None

    return ear.wait_for("a signature", answer)[0]


def batch(ear: Ear) -> Input:
    """The next word of the batch; it is heard once."""

    def answer(what: Input) -> tuple[Input] | None:
        return (what,) if isinstance(what, CardBatchReported | CardBatchNotClosed) else None

    heard = ear.wait_for("the batch", answer)[0]
    ear.inputs.remove(heard)
    return heard


def until_signing(stage: PaxStage) -> None:
    end = time.monotonic() + stages.PATIENCE_S
    while not stage.call(lambda: stage.terminal.waiting_for_signature):
        assert time.monotonic() < end, "nobody asks for a signature"
        time.sleep(0.005)


def closing(*settled: AttemptRef) -> e.CloseCardBatch:
    return e.CloseCardBatch(EVENING, settled)


def next_batch(stage: PaxStage, *how: Any, **faults: Any) -> None:
    stage.call(lambda: stage.terminal.expect("B00", *how, faults=Faults(**faults)))


def batches(stage: PaxStage) -> int:
    return stage.call(lambda: list(stage.terminal.requests).count("B00"))


# --- what a terminal can do


def test_a_terminal_tells_what_it_can_do(pax: PaxStage, nexo: NexoStage) -> None:
    def can(stage: Stage) -> frozenset[CardAbility]:
        with stage.adapter() as (_, ear):
            return ear.wait_for(
                "who it is", lambda each: each.can if isinstance(each, CardTerminalMet) else None
            )

    assert can(pax) == set(CardAbility)
    assert can(nexo) == frozenset()


def test_what_it_cannot_do_it_says(nexo: NexoStage) -> None:
    with nexo.adapter() as (card, ear):
        card.services.capture_signature(1)
        cannot = "this card terminal cannot do that"
        assert signature(ear) == SignatureNotCaptured(1, cannot)
        card.services.close_batch(closing())
        assert batch(ear) == CardBatchNotClosed(cannot)


# --- signatures


def test_what_the_customer_draws_is_laid_on_the_pad(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.services.capture_signature(1)
        until_signing(pax)
        pax.host.sign(DRAWN)
        answer = signature(ear)
    assert isinstance(answer, SignatureCaptured)
    assert answer.strokes == on_the_pad(DRAWN)
    assert "Point" not in repr(ear.inputs)


def test_a_dot_is_no_signature(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.services.capture_signature(1)
        until_signing(pax)
        pax.host.sign((((5, 5),),))
        assert signature(ear) == SignatureNotCaptured(1, "what was drawn is no signature")


def test_the_red_key_brings_none_and_the_next_request_is_a_new_one(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.services.capture_signature(1)
        until_signing(pax)
        pax.host.cancel_by_customer()
        assert isinstance(signature(ear, 1), SignatureNotCaptured)
        card.services.capture_signature(2)
        until_signing(pax)
        pax.host.sign(DRAWN)
        assert isinstance(signature(ear, 2), SignatureCaptured)


def test_a_cancel_ends_the_prompt_at_the_terminal(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.services.capture_signature(1)
        until_signing(pax)
        card.services.cancel_signature()
        card.services.cancel_signature()
        assert isinstance(signature(ear), SignatureNotCaptured)
        assert not pax.call(lambda: pax.terminal.waiting_for_signature)
    cancels = pax.call(lambda: list(pax.terminal.requests).count("A14"))
    assert cancels <= 1


def test_a_second_request_never_gets_the_first_ones_drawing(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.services.capture_signature(1)
        until_signing(pax)
        card.services.capture_signature(2)
        assert isinstance(signature(ear, 2), SignatureNotCaptured)
        pax.host.sign(DRAWN)
        assert isinstance(signature(ear, 1), SignatureCaptured)
        assert [each.request for each in ear.inputs if isinstance(each, SignatureCaptured)] == [1]


def test_taking_a_signature_back_never_cancels_a_payment(pax: PaxStage) -> None:
    with pax.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.until_asked()
        pax.until_card_is_asked()
        card.services.cancel_signature()
        pax.present()
        assert ear.answer().outcome is Outcome.APPROVED
    assert pax.standing() == [AMOUNT.cents]


# --- the batch


def test_a_closed_batch_tells_its_totals(pax: PaxStage) -> None:
    pax.present_soon()
    with pax.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.answer()
        card.services.close_batch(closing())
        answer = batch(ear)
    assert isinstance(answer, CardBatchReported)
    credit = answer.report.totals[0]
    assert (credit.card_class, credit.count, credit.amount) == (CardClass.CREDIT, 1, AMOUNT)
    assert answer.report.tid
    assert answer.report.mid
    assert batches(pax) == 1


def test_a_batch_that_the_host_refuses_is_not_closed(pax: PaxStage) -> None:
    next_batch(pax, Refuse("100006", "BATCH CLOSE FAILED"))
    with pax.adapter() as (card, ear):
        card.services.close_batch(closing())
        assert batch(ear) == CardBatchNotClosed("BATCH CLOSE FAILED")


def test_a_lost_answer_leaves_it_unknown_and_asking_again_closes_what_is_left(
    networked: PaxStage,
) -> None:
    next_batch(networked, drop_after_ack=True)
    with networked.adapter() as (card, ear):
        card.services.close_batch(closing())
        answer = batch(ear)
        assert isinstance(answer, CardBatchNotClosed)
        assert answer.unknown
        card.services.close_batch(closing())
        assert isinstance(batch(ear), CardBatchReported)


def test_the_evidence_stays_until_a_person_has_decided(networked: PaxStage) -> None:
    networked.present_soon()
    networked.loses_its_answer()
    networked.call(lambda: networked.terminal.expect("R02", faults=Faults(drop_after_ack=True)))
    with networked.adapter() as (card, ear):
        card.charge(stages.charge())
        assert ear.answer().outcome is Outcome.UNKNOWN
        card.services.close_batch(closing())
        refused = batch(ear)
        assert isinstance(refused, CardBatchNotClosed)
        assert not refused.unknown
        assert batches(networked) == 0
        card.services.close_batch(closing(REF))
        assert isinstance(batch(ear), CardBatchReported)


def test_a_void_that_was_asked_again_is_known_by_its_first_reference(networked: PaxStage) -> None:
    networked.present_soon()
    with networked.adapter() as (card, ear):
        card.charge(stages.charge())
        paid = ear.answer()
    networked.loses_its_answer()
    with networked.adapter() as (card, ear):
        card.query(stages.void_again(paid))
        ear.query_answer(VOID_REF)
        card.services.close_batch(closing())
        assert isinstance(batch(ear), CardBatchNotClosed)
        card.services.close_batch(closing(VOID_REF))
        assert isinstance(batch(ear), CardBatchReported)


# --- no terminal at all


def test_a_lane_without_a_terminal_answers_too() -> None:
    ear = Ear()
    rack = Rack(SETTINGS, ear)
    try:
        rack.perform(e.CaptureSignature(7))
        rack.perform(e.CancelSignature())
        rack.perform(closing())
        nobody = "no card terminal on this lane"
        assert signature(ear, 7) == SignatureNotCaptured(7, nobody)
        assert batch(ear) == CardBatchNotClosed(nobody)
    finally:
        rack.stop()
