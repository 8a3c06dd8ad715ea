"""SIGKILL in the middle of a card payment at a nexo terminal: charged once, and the till knows.

As in test_kill.py the counter is another process, and the terminal and its bank live on here; what
became of the money is asked of the bank's book. The suite plays a spread; with RXLANE_TORTURE=1 in
the environment it plays all.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from drivers.simulator.card_terminal_script import CREDIT_CARD
from features.clerk import Clerk
from features.nexo_stand import NexoStand
from features.test_kill import KILLED, NEVER, card_cents, play_until_killed, ticket_of
from terminal.domain.sale import SaleStatus
from terminal.vault.secret import StoreSecret

HELD_CENTS: Final = 500
SPREAD: Final = (
    ("card", "ChargeRequested/1", "durable"),
    ("card", "ChargeSent/1", "durable"),
    ("card", "ChargeSent/1", "before-next"),
    ("give back", "VoidRequested/1", "durable"),
    ("give back", "VoidRequested/1", "before-next"),
)
REST: Final = (
    ("card", "ChargeRequested/1", "before-next"),
    ("card", "ChargeResolved/1", "durable"),
    ("card", "ChargeResolved/1", "before-next"),
    ("give back", "VoidResolved/1", "durable"),
    ("give back", "VoidResolved/1", "before-next"),
)
PLAYED: Final = (*SPREAD, *REST) if os.environ.get("RXLANE_TORTURE") else SPREAD
TWICE: Final = (
    ("card", "ChargeSent/1", "ChargeResolved/1"),
    ("give back", "VoidRequested/1", "VoidResolved/1"),
)
"""Kills during the payment, and again when its answer was found after the first."""


@pytest.fixture
def world(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Iterator[NexoStand]:
    """Everything round the counter, and no counter yet."""
    with NexoStand.copied(prepared, tmp_path / "lane", secret) as made:
        made.terminal.card = replace(CREDIT_CARD, balance_cents=HELD_CENTS)
        yield made


def everything_is_right_after(world: NexoStand) -> None:
    """Start again, finish the ticket, and ask the bank."""
    world.open()
    clerk = Clerk(world.fingers, lambda: world.state, world.until, world.world.scan)
    world.ready()
    clerk.sign_in()
    before = ticket_of(world)
    assert before is not None
    if before.status is not SaleStatus.COMPLETED:
        clerk.finish()
    after = ticket_of(world)
    assert after is not None
    assert after.status is SaleStatus.COMPLETED
    assert world.charged_cents == card_cents(after)
    assert world.asked.count("Payment") <= 1
    if before.pending is not None:
        assert "TransactionStatus" in world.asked
    assert world.journal().good


@pytest.mark.parametrize(("part", "step", "moment"), PLAYED)
def test_a_kill_charges_once_or_not_at_all_and_the_ticket_says_which(
    world: NexoStand, part: str, step: str, moment: str
) -> None:
    died = play_until_killed(world, step, moment, part=part)
    assert died.status == KILLED
    assert died.steps[-1] == step or moment == "before-next"
    everything_is_right_after(world)


@pytest.mark.parametrize(("part", "first", "second"), TWICE)
def test_a_kill_when_the_answer_was_found_does_no_harm_either(
    world: NexoStand, part: str, first: str, second: str
) -> None:
    died = play_until_killed(world, first, "before-next", part=part)
    again = play_until_killed(world, second, "durable", part="resume")
    assert (died.status, again.status) == (KILLED, KILLED)
    everything_is_right_after(world)


@pytest.mark.parametrize(("part", "standing"), [("card", [HELD_CENTS]), ("give back", [])])
def test_without_a_kill_the_ticket_ends(world: NexoStand, part: str, standing: list[int]) -> None:
    died = play_until_killed(world, NEVER, "durable", part=part)
    assert died.status == 0
    assert world.charged_cents == standing
    listed = {step for played, step, _ in (*SPREAD, *REST) if played == part}
    assert listed <= set(died.steps)
