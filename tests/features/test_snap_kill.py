"""SIGKILL around a payment by EBT SNAP: charged once, its tax taken away once (test_kill.py)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from drivers.simulator.card_terminal_script import EBT_CARD
from features.clerk import Clerk
from features.stand import Stand
from features.test_kill import KILLED, QUERY_COMMAND, card_cents, play_until_killed, ticket_of
from features.test_kill import told_terminal as told
from terminal.domain.attempt import CardKind
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import CardTender
from terminal.vault.secret import StoreSecret

SPREAD: Final = (
    ("ChargeRequested/1", "durable"),
    ("ChargeSent/1", "durable"),
    ("ChargeResolved/1", "durable"),
)
REST: Final = (
    ("ChargeRequested/1", "before-next"),
    ("ChargeSent/1", "before-next"),
    ("ChargeResolved/1", "before-next"),
    ("CashTaken/1", "durable"),
)
PLAYED: Final = (*SPREAD, *REST) if os.environ.get("RXLANE_TORTURE") else SPREAD
EBT_COMMAND: Final = "T04"


@pytest.fixture
def world(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Iterator[Stand]:
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        made.world.hold_card(EBT_CARD)
        made.world.printer.pushed_in_after_s = None
        yield made


@pytest.mark.parametrize(("step", "moment"), PLAYED)
def test_a_kill_takes_the_food_money_and_the_tax_once(world: Stand, step: str, moment: str) -> None:
    died = play_until_killed(world, step, moment, part="snap")
    assert died.status == KILLED
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
    assert told(world).count(EBT_COMMAND) <= 1
    if before.pending is not None:
        assert QUERY_COMMAND in told(world)
    by_snap = [each for each in after.tenders if isinstance(each, CardTender) and each.taken]
    assert {each.kind for each in by_snap} <= {CardKind.EBT_SNAP}
    for line in after.live_lines:
        assert isinstance(line, ItemLine)
        paid = line.item.snap and bool(by_snap)
        assert line.snap == (line.net if paid else ZERO)
        assert line.tax.amount == (ZERO if paid else line.full_tax.amount)
    assert world.journal().good
