"""EBT, debit and gift cards through the adapter and a real wire, at a simulated PAX terminal."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from card_support import stages
from card_support.stages import REF, VOID_REF, PaxStage
from drivers.simulator.card_terminal_script import DEBIT_CARD, EBT_CARD, GIFT_CARD, Card
from terminal.app.effects import AskCardBalance
from terminal.app.inputs import CardAbility, CardBalanceNotTold, CardBalanceTold, CardTerminalMet
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.money import Money

KINDS = [
    (CardKind.EBT_SNAP, EBT_CARD, Money(12345 - 2354)),
    (CardKind.EBT_CASH, replace(EBT_CARD, cash_cents=3000), Money(3000 - 2354)),
    (CardKind.DEBIT, DEBIT_CARD, None),
    (CardKind.GIFT, GIFT_CARD, Money(2500 - 2354)),
]
COMMANDS = {CardKind.DEBIT: "T02", CardKind.GIFT: "T06"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[PaxStage]:
    made = PaxStage(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


def carry(stage: PaxStage, card: Card) -> None:
    """The customer presents this card, and types its PIN, as soon as it is asked for."""
    stage.call(lambda: setattr(stage.terminal, "card", card))
    stage.present_soon()


def test_a_terminal_says_that_it_takes_them(stage: PaxStage) -> None:
    with stage.adapter() as (_, ear):
        can = ear.wait_for(
            "what it can", lambda each: each.can if isinstance(each, CardTerminalMet) else None
        )
    assert {CardAbility.EBT, CardAbility.DEBIT, CardAbility.GIFT} <= can


@pytest.mark.parametrize(("kind", "card", "left"), KINDS)
def test_it_is_charged_and_given_back_in_its_own_book(
    stage: PaxStage, kind: CardKind, card: Card, left: Money | None
) -> None:
    carry(stage, card)
    with stage.adapter() as (adapter, ear):
        adapter.charge(replace(stages.charge(), kind=kind))
        result = ear.answer()
        assert (result.outcome, result.last4) == (Outcome.APPROVED, card.last4)
        assert result.balance == left
        assert (("PINSTATUSNUM", "1") in result.emv) is (kind is not CardKind.GIFT)
        assert result.is_debit is (kind is CardKind.DEBIT)
        adapter.void(stages.void(result, kind))
        assert ear.answer(VOID_REF).outcome is Outcome.APPROVED
    assert stage.standing() == []
    asked = stage.call(lambda: list(stage.terminal.requests))
    assert asked.count(COMMANDS.get(kind, "T04")) == 2


def test_it_pays_what_it_holds(stage: PaxStage) -> None:
    carry(stage, replace(EBT_CARD, balance_cents=1000))
    with stage.adapter() as (adapter, ear):
        adapter.charge(replace(stages.charge(), kind=CardKind.EBT_SNAP))
        result = ear.answer()
    assert (result.outcome, result.approved, result.balance) == (
        Outcome.PARTIAL,
        Money(1000),
        Money(0),
    )


def test_a_wrong_pin_pays_nothing(stage: PaxStage) -> None:
    with stage.adapter() as (adapter, ear):
        adapter.charge(replace(stages.charge(), kind=CardKind.EBT_SNAP))
        stage.until_card_is_asked()
        stage.call(lambda: stage.terminal.present(EBT_CARD, time.monotonic()))
        stage.call(lambda: stage.terminal.enter_pin("9999", time.monotonic()))
        result = ear.answer()
    assert (result.outcome, result.text) == (Outcome.DECLINED, "INVALID PIN")
    assert stage.standing() == []


def test_a_lost_answer_is_found_by_our_reference(stage: PaxStage) -> None:
    carry(stage, EBT_CARD)
    stage.loses_its_answer()
    with stage.adapter() as (adapter, ear):
        adapter.charge(replace(stages.charge(), kind=CardKind.EBT_SNAP))
        result: CardResult | None = ear.answer()
        if result is not None and result.outcome is Outcome.UNKNOWN:
            long_ago = datetime.now(UTC) - timedelta(hours=1)
            asked = stages.query(stage.identity, long_ago)
            adapter.query(replace(asked, kind=CardKind.EBT_SNAP))
            result = ear.query_answer().result
    assert result is not None
    assert (result.outcome, result.approved) == (Outcome.APPROVED, Money(2354))
    assert stage.standing() == [2354]


@pytest.mark.parametrize(
    ("kind", "card", "cents"),
    [
        (CardKind.EBT_SNAP, EBT_CARD, 12345),
        (CardKind.EBT_CASH, EBT_CARD, 5000),
        (CardKind.GIFT, GIFT_CARD, 2500),
    ],
)
def test_a_balance_is_read_and_charges_nothing(
    stage: PaxStage, kind: CardKind, card: Card, cents: int
) -> None:
    carry(stage, card)
    with stage.adapter() as (adapter, ear):
        adapter.services.ask_balance(AskCardBalance(REF, kind))
        told = ear.wait_for(
            "the balance", lambda each: each if each == CardBalanceTold(REF, Money(cents)) else None
        )
    assert told is not None
    assert stage.standing() == []


def test_a_balance_of_the_wrong_card_is_told_as_none(stage: PaxStage) -> None:
    carry(stage, DEBIT_CARD)
    stage.call(lambda: setattr(stage.terminal, "_card_for", lambda _charge: DEBIT_CARD))
    with stage.adapter() as (adapter, ear):
        adapter.services.ask_balance(AskCardBalance(REF, CardKind.GIFT))
        told = ear.wait_for(
            "no balance", lambda each: each if isinstance(each, CardBalanceNotTold) else None
        )
    assert told == CardBalanceNotTold(REF, "INVALID CARD")
