"""SIGKILL around a card payment that is given back on its open ticket (test_kill.py).

The payment stands or is void, as the ticket says; that of another customer is never touched.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from drivers.simulator.card_terminal_script import CREDIT_CARD
from features.clerk import Clerk
from features.stand import Stand
from features.test_kill import KILLED, QUERY_COMMAND, card_cents, play_until_killed, ticket_of
from features.test_kill import told_terminal as told
from terminal.app.state import CardPage
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import CardTender
from terminal.vault.secret import StoreSecret

HELD_CENTS: Final = 500
OTHERS: Final = "99261120000001"
SPREAD: Final = (
    ("VoidRequested/1", "durable"),
    ("VoidRequested/1", "before-next"),
    ("VoidResolved/1", "durable"),
)
REST: Final = (("VoidResolved/1", "before-next"), ("CashTaken/1", "durable"))
PLAYED: Final = (*SPREAD, *REST) if os.environ.get("RXLANE_TORTURE") else SPREAD


@pytest.fixture
def world(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Iterator[Stand]:
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        made.world.hold_card(replace(CREDIT_CARD, balance_cents=HELD_CENTS))
        made.world.printer.pushed_in_after_s = None
        yield made


def back_at_the_counter(world: Stand) -> Clerk:
    world.open()
    clerk = Clerk(world.fingers, lambda: world.state, world.until, world.world.scan)
    world.ready()
    clerk.sign_in()
    return clerk


@pytest.mark.parametrize(("step", "moment"), PLAYED)
def test_a_kill_gives_the_payment_back_once(world: Stand, step: str, moment: str) -> None:
    died = play_until_killed(world, step, moment, part="give back")
    assert died.status == KILLED
    clerk = back_at_the_counter(world)
    before = ticket_of(world)
    assert before is not None
    if before.status is not SaleStatus.COMPLETED:
        clerk.finish()
    after = ticket_of(world)
    assert after is not None
    assert after.status is SaleStatus.COMPLETED
    assert world.charged_cents == card_cents(after) == []
    assert QUERY_COMMAND in told(world), "the terminal is asked before anything is voided"
    assert world.journal().good


def test_a_kill_before_the_void_never_voids_who_paid_meanwhile(world: Stand) -> None:
    """The terminal was reset while the counter was down, and another customer has the number."""
    died = play_until_killed(world, "VoidRequested/1", "durable", part="give back")
    assert died.status == KILLED
    store = world.world.card_terminal.store

    def reset() -> None:
        (mine,) = store.records()
        store.close_batch()
        store.charge(OTHERS, "5500000000001234", HELD_CENTS)
        store.finish(replace(mine, ref=OTHERS, last4="1234", host_ref="700000000001"), OTHERS)

    world.world.plugged.card_terminal.call(reset)
    back_at_the_counter(world)
    world.until("it is for a manager", _in_doubt)
    assert world.standing[OTHERS] == [HELD_CENTS]
    assert sum(world.charged_cents) == 2 * HELD_CENTS
    ticket = ticket_of(world)
    assert ticket is not None
    (tender,) = ticket.tenders
    assert isinstance(tender, CardTender)
    assert tender.pending, "nobody guesses what became of it"


def _in_doubt(state: object) -> bool:
    page = getattr(state, "page", None)
    return isinstance(page, CardPage) and bool(page.trouble)
