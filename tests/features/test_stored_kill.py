"""SIGKILL in the middle of an upload of stored sales: each is charged once, and the journal knows.

As in test_kill.py the counter is another process, and the terminal and its bank live on here. The
suite plays a spread; with RXLANE_TORTURE=1 in the environment it plays all.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication

from features.clerk import Clerk
from features.stand import Stand
from features.stored_stand import (
    allow_offline,
    ever_charged,
    sell_offline,
    until_nothing_waits,
    until_told,
    uploaded,
)
from features.test_kill import KILLED, NEVER, play_until_killed
from terminal.app.step_stored import upload_under_way
from terminal.vault.secret import StoreSecret

SALES: Final = 2
SPREAD: Final = (
    ("StoredUploadRequested/1", "durable"),
    ("StoredUploadRequested/1", "before-next"),
    ("StoredUploadAnswered/1", "durable"),
    ("StoredUploadAnswered/1", "before-next"),
)
REST: Final = (("StoredSaleUploaded/1", "durable"),)
PLAYED: Final = (*SPREAD, *REST) if os.environ.get("RXLANE_TORTURE") else SPREAD


@pytest.fixture
def world(
    prepared: Path, tmp_path: Path, secret: StoreSecret, qapp: QApplication
) -> Iterator[Stand]:
    """Two sales wait in the terminal, and the counter was closed."""
    with Stand.copied(prepared, tmp_path / "lane", secret) as made:
        allow_offline(made)
        made.open()
        until_told(made)
        made.ready()
        clerk = hands(made)
        clerk.sign_in()
        for _ in range(SALES):
            sell_offline(made, clerk)
        made.close()
        yield made


def hands(stand: Stand) -> Clerk:
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


@pytest.mark.parametrize(("step", "moment"), PLAYED)
def test_a_kill_at_the_upload_charges_each_once_and_loses_none(
    world: Stand, step: str, moment: str
) -> None:
    died = play_until_killed(world, step, moment, part="upload")
    assert died.status == KILLED
    world.open()
    world.ready()
    clerk = hands(world)
    clerk.sign_in()
    clerk.look_at_card_terminal()
    world.until("it is counted", lambda s: s.stored.counted is not None or not s.stored.waiting)
    if world.state.stored.waiting:
        clerk.upload_stored()
        world.until("the terminal has answered", lambda s: not upload_under_way(s))
    until_nothing_waits(world)
    assert [len(each) for each in ever_charged(world)] == [1] * SALES
    told = uploaded(world)
    assert sorted(told.values()) == [1] * SALES
    assert world.journal().good


def test_without_a_kill_the_upload_has_these_steps(world: Stand) -> None:
    died = play_until_killed(world, NEVER, "durable", part="upload")
    assert died.status == 0
    assert {step for step, _ in (*SPREAD, *REST)} <= set(died.steps)
    assert [len(each) for each in ever_charged(world)] == [1] * SALES
