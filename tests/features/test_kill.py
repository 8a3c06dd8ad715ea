"""SIGKILL at each durable step of the combined ticket: nothing is lost, nothing happens twice.

The counter is another process; its devices, the card host and the PhMS live on here, over the same
ptys and sockets, as they do on a real counter when its computer loses power. After each kill the
ticket is taken up and finished, and the machines are asked what happened to money and medicines.

The suite plays a spread of steps; with RXLANE_TORTURE=1 in the environment it plays all of them.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import pytest

from drivers.simulator.card_terminal_script import FSA_CARD
from drivers.simulator.printer import Roll
from features.clerk import Clerk
from features.console import ROOT, surroundings
from features.stand import Stand
from terminal.app.inputs import PrintState
from terminal.domain.evolve import replay
from terminal.domain.facts import SaleFact
from terminal.domain.identity import SaleId
from terminal.domain.prescription import FillKey
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.tender import CardTender
from terminal.store.journal import sale_facts
from terminal.vault.secret import StoreSecret

STEPS: Final = (
    "SignedIn/1",
    "SaleOpened/1",
    "ItemAdded/1",
    "ItemAdded/2",
    "QuantityChanged/1",
    "PatientViewed/1",
    "IdentityConfirmed/1",
    "PatientViewed/2",
    "IdentityConfirmed/2",
    "CounsellingRecorded/1",
    "SignatureTaken/1",
    "FillRefreshed/1",
    "FillRefreshed/2",
    "ChargeRequested/1",
    "ChargeSent/1",
    "ChargeResolved/1",
    "CashTaken/1",
    "PickupConfirmed/1",
    "PickupConfirmed/2",
    "ReceiptMoved/1",
)
"""Every durable step of the ticket: the first fact of each, and which of its name."""
MOMENTS: Final = ("durable", "before-next")
SPREAD: Final = (
    ("SaleOpened/1", "durable"),
    ("IdentityConfirmed/1", "durable"),
    ("SignatureTaken/1", "before-next"),
    ("ChargeRequested/1", "durable"),
    ("ChargeSent/1", "durable"),
    ("ChargeSent/1", "before-next"),
    ("ChargeResolved/1", "durable"),
    ("CashTaken/1", "durable"),
    ("PickupConfirmed/1", "durable"),
)
TWICE: Final = (
    ("ChargeSent/1", "SignedIn/1"),
    ("ChargeSent/1", "ChargeResolved/1"),
    ("ChargeResolved/1", "CashTaken/1"),
)
"""Kills during the ticket, and again while it is taken up after the first."""
ALL: Final = tuple(
    (step, moment)
    for step in STEPS
    for moment in MOMENTS
    if (step, moment) != (STEPS[-1], "before-next")  # nothing is written after the last step
)
PLAYED: Final = ALL if os.environ.get("RXLANE_TORTURE") else SPREAD
TIMED: Final = 25 if os.environ.get("RXLANE_TORTURE") else 2
"""Kills at a random moment, each with its seed."""
TICKET_TAKES_S: Final = 1.5
NEVER: Final = "never"
KILLED: Final = -signal.SIGKILL
CHILD: Final = Path(__file__).with_name("kill_child.py")
CHILD_LIMIT_S: Final = 120.0
TICKET: Final = SaleId("2-000001")
BALANCE_CENTS: Final = 2000
CHARGE_COMMAND: Final = "T00"
QUERY_COMMAND: Final = "R02"
"""A credit sale, and the question about our reference (card-terminal.md sections 5 and 10)."""


@dataclass(frozen=True, slots=True)
class Died:
    """What the child had said when it was killed."""

    steps: tuple[str, ...]
    painted: tuple[str, ...]
    status: int


@pytest.fixture
def world(prepared: Path, tmp_path: Path, secret: StoreSecret) -> Iterator[Stand]:
    """Everything round the counter, and no counter yet."""
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        made.world.hold_card(replace(FSA_CARD, balance_cents=BALANCE_CENTS))
        made.world.printer.pushed_in_after_s = None  # no step that comes with time
        yield made


def play_until_killed(
    stand: Stand,
    step: str,
    moment: str,
    after_s: float | None = None,
    part: str = "play",
    meanwhile: Callable[[str], None] = lambda _step: None,
) -> Died:
    """Let the child play; with `after_s` it is killed so long after its first painted line.

    `meanwhile` is told each durable step.
    """
    assert stand.settings is not None
    settings = msgspec.json.encode(stand.settings).decode()
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    words = (str(stand.folder), stand.secret.to_text(), settings, part, step, moment)
    child = subprocess.Popen(
        [sys.executable, str(CHILD), *words],
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings({"PYTHONPATH": path}),
    )
    killer = threading.Timer(0.0 if after_s is None else after_s, child.kill)
    steps: list[str] = []
    painted: list[str] = []
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "scan":
                stand.world.scan(*rest.split(" ", 1))
            elif word == "painted" and line.endswith("\n"):
                painted = json.loads(rest)
                if after_s is not None and killer.ident is None:
                    killer.start()
            elif word == "step":
                steps.append(rest)
                meanwhile(rest)
    killer.cancel()
    return Died(tuple(steps), tuple(painted), child.wait(CHILD_LIMIT_S))


def ticket_of(stand: Stand) -> Sale | None:
    """The ticket as the journal holds it."""
    rows = stand.counter.store.reader.wait(lambda each: sale_facts(each, TICKET))
    facts = [row.fact for row in rows if isinstance(row.fact, SaleFact)]
    return replay(facts) if facts else None


def shown_lines(stand: Stand) -> tuple[str, ...]:
    ticket = getattr(stand.screen.page, "ticket", None)
    return tuple(row.title for row in ticket.lines if not row.struck) if ticket else ()


def card_cents(sale: Sale) -> list[int]:
    """What the ticket says that cards paid."""
    cards = [each for each in sale.tenders if isinstance(each, CardTender) and each.taken]
    return [each.result.approved.cents for each in cards if each.result is not None]


def told_terminal(stand: Stand) -> list[str]:
    """The commands that the card terminal was given, before and after the kill."""
    terminal = stand.world.card_terminal
    return stand.world.plugged.card_terminal.call(lambda: list(terminal.requests))


def held_once(stand: Stand, key: FillKey) -> Callable[[], bool]:
    return lambda: stand.handed_over_once(f"{key.rx}-{key.fill}")


@pytest.mark.parametrize(("step", "moment"), PLAYED)
def test_a_kill_loses_no_line_and_does_nothing_twice(world: Stand, step: str, moment: str) -> None:
    died = play_until_killed(world, step, moment)
    assert died.status == KILLED
    assert died.steps[-1] == step or moment == "before-next"
    everything_is_right_after(world, died)


@pytest.mark.parametrize("seed", range(TIMED))
def test_a_kill_at_any_moment_loses_no_line_and_does_nothing_twice(world: Stand, seed: int) -> None:
    after_s = random.Random(seed).uniform(0.0, TICKET_TAKES_S)
    everything_is_right_after(world, play_until_killed(world, NEVER, "durable", after_s))


@pytest.mark.parametrize(("first", "second"), TWICE)
def test_a_kill_during_the_recovery_does_no_harm_either(
    world: Stand, first: str, second: str
) -> None:
    died = play_until_killed(world, first, "durable")
    again = play_until_killed(world, second, "durable", part="resume")
    assert (died.status, again.status) == (KILLED, KILLED)
    everything_is_right_after(world, replace(again, painted=died.painted))


def test_a_receipt_that_waits_for_paper_survives_the_kill_as_the_original(world: Stand) -> None:
    printer, host = world.world.printer, world.world.plugged.printer

    def paper_ends(step: str) -> None:
        if step == "CounsellingRecorded/1":
            host.call(lambda: printer.set_roll(Roll.OUT))

    died = play_until_killed(world, "CashTaken/1", "durable", meanwhile=paper_ends)
    assert died.status == KILLED
    world.open()
    clerk = Clerk(world.fingers, lambda: world.state, world.until, world.world.scan)
    clerk.sign_in()
    assert world.state.receipt is not None
    assert world.state.receipt.state is PrintState.QUEUED
    assert originals(world) == 0
    host.call(lambda: printer.set_roll(Roll.OK))
    world.ready()
    clerk.press("F10")
    clerk.see_receipt()
    assert originals(world) == 1
    assert not any("DUPLICATE" in paper for paper in world.receipts())
    assert world.journal().good


def originals(world: Stand) -> int:
    """How often the ticket's own receipt is on paper, copies not counted."""
    papers = [paper for paper in world.receipts() if "Ticket 2-000001" in paper]
    return sum("DUPLICATE" not in paper for paper in papers)


def everything_is_right_after(world: Stand, died: Died) -> None:
    """Start again, look, finish the ticket, and ask the machines."""
    world.open()
    clerk = Clerk(world.fingers, lambda: world.state, world.until, world.world.scan)
    world.ready()
    clerk.sign_in()
    before = ticket_of(world)
    if before is None or before.status is not SaleStatus.COMPLETED:
        there = shown_lines(world)
        assert there[: len(died.painted)] == died.painted
        assert len(there) <= len(died.painted) + 1  # one may be durable and not painted yet
        clerk.finish()
    after = ticket_of(world)
    assert after is not None
    assert after.status is SaleStatus.COMPLETED
    assert len(after.live_lines) >= len(died.painted)

    for line in after.rx_lines:
        key = line.fill.key
        world.until_true(f"the PhMS holds {key} once", held_once(world, key))
    assert world.charged_cents == card_cents(after)
    assert originals(world) <= 1
    assert told_terminal(world).count(CHARGE_COMMAND) <= 1
    if before is not None and before.pending is not None:
        assert QUERY_COMMAND in told_terminal(world)
    world.until("nothing waits to be sent", lambda s: s.phms.waiting == 0 and s.phms.stuck == 0)
    assert world.journal().good


def test_the_list_of_steps_is_the_ticket(world: Stand) -> None:
    died = play_until_killed(world, NEVER, "durable")
    assert died.status == 0
    assert sorted(died.steps) == sorted(STEPS)
