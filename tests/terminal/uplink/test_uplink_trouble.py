"""The worst moments: a killed process, a full disk, a bug in sync; and nothing before its time."""

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.stores import open_store
from sync.messages import PhmsHealth, PhmsState
from sync.simulator import Fault, FaultKind, PhmsSimulator
from sync_support.samples import NOON
from terminal.app.faults import KnownFault
from terminal.app.inputs import Condition, FillRead, Input, PhmsHealthChanged, ReadFrom
from terminal.domain.barcode import RxNumber
from terminal.domain.facts import PickupConfirmed
from terminal.domain.money import Money
from terminal.domain.prescription import FillKey
from terminal.store import fills, upkeep, will_call
from terminal.store.faults import StoreDamaged, disk_full
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.health import health_at_counter
from terminal.uplink.mapping import key_at_phms
from terminal.uplink.patience import Patience
from terminal.uplink.uplink import PhmsUplink
from uplink_support.lane import FAST, Lane

TODAY = date(2026, 11, 20)
AMOXICILLIN = FillKey(RxNumber("6012345"), 0)

_SELL_ONE = """
    import sys
    from pathlib import Path
    from terminal.domain.barcode import RxNumber
    from terminal.domain.prescription import FillKey
    from uplink_support.lane import Lane
    lane = Lane(Path(sys.argv[1]), sys.argv[2])
    lane.uplink.start()
    lane.wait_pulled()
    print(lane.hand_over(lane.known(FillKey(RxNumber("6012345"), 0))), flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(
    "fault",
    [None, Fault(FaultKind.SLOW, method="POST", delay_s=0.3), Fault(FaultKind.SILENT)],
    ids=["phms well", "phms slow", "phms silent"],
)
def test_a_killed_process_leaves_one_pickup(tmp_path: Path, fault: Fault | None) -> None:
    path = tmp_path / "store.db"
    with PhmsSimulator.demo(TODAY) as phms:
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_SELL_ONE), str(path), phms.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert child.stdout is not None
        assert child.stdin is not None
        if fault is not None and fault.kind is FaultKind.SLOW:
            phms.faults.add(fault)
        pickup = child.stdout.readline().strip()
        if fault is not None and fault.kind is FaultKind.SILENT:
            phms.faults.add(fault, times=20)
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()
        phms.faults.clear()
        with Lane(path, phms.url) as lane:
            lane.wait_for(lambda: lane.facts(PickupConfirmed))
            assert [fact.pickup for fact in lane.facts(PickupConfirmed)] == [pickup]
            assert lane.journal_is_whole()
        kept = phms.picked_up(key_at_phms(AMOXICILLIN))
        assert kept is not None
        assert kept.exactly_once


def test_a_full_disk_is_said_and_the_answer_is_given_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        PhmsSimulator.demo(TODAY) as phms,
        Lane(tmp_path / "store.db", phms.url, replace(FAST, pull_every_s=60.0)) as lane,
    ):
        lane.wait_pulled()
        lane.wait_condition(Condition.GOOD)
        phms.edit_copay(key_at_phms(AMOXICILLIN), 410)

        def full(*_: object) -> None:
            raise disk_full()

        monkeypatch.setattr(fills, "apply", full)
        answer = lane.read(AMOXICILLIN)
        lane.wait_condition(Condition.ATTENTION, "disk is full")
        assert answer.fill is not None
        assert (answer.source, answer.fill.copay) == (ReadFrom.PHMS, Money(410))


def test_a_pull_goes_on_when_the_disk_has_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, faults = upkeep.put_cursor, [disk_full(), disk_full()]

    def put_cursor(connection: Connection, moved: upkeep.Cursor) -> None:
        if faults:
            raise faults.pop()
        real(connection, moved)

    monkeypatch.setattr(upkeep, "put_cursor", put_cursor)
    with PhmsSimulator.demo(TODAY) as phms, Lane(tmp_path / "store.db", phms.url) as lane:
        lane.wait_pulled()
        lane.wait_condition(Condition.GOOD)
        said = [one.detail for one in lane.all_of(PhmsHealthChanged)]
        assert said.count("The disk is full") == 2


def test_a_store_that_cannot_be_read_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise StoreDamaged("The store file is damaged")

    with PhmsSimulator.demo(TODAY) as phms, Lane(tmp_path / "store.db", phms.url) as lane:
        lane.wait_pulled()
        monkeypatch.setattr(will_call, "shown", damaged)
        assert lane.read(AMOXICILLIN) == FillRead(
            AMOXICILLIN, None, ReadFrom.CACHE, "The store file is damaged"
        )
        lane.uplink.stop()
    with Lane(tmp_path / "store.db", "") as lane:
        assert lane.read(AMOXICILLIN).trouble == "The store file is damaged"
        monkeypatch.undo()


def test_waiting_for_the_disk_ends_with_the_program(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        told: list[KnownFault | None] = []
        patience = Patience(SyncDesk(store), told.append, retry_s=60.0)
        patience.stop()

        def full() -> None:
            raise disk_full()

        with pytest.raises(SystemExit):
            patience.until_done(full)
        assert len(told) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreDamaged("The store file is damaged"), "The store file is damaged"),
        (ZeroDivisionError("with a name in it"), "a fault in the program"),
    ],
)
def test_a_sync_that_has_ended_is_never_shown_as_well(
    tmp_path: Path, error: BaseException, words: str
) -> None:
    posted: list[Input] = []
    with open_store(tmp_path / "store.db") as store:
        uplink = PhmsUplink(SyncDesk(store), "http://127.0.0.1:1/fhir/", posted.append)
        uplink.health_changed(PhmsHealth(PhmsState.OK, NOON, NOON))
        uplink.sync_failed(error)
        uplink.health_changed(PhmsHealth(PhmsState.OK, NOON, NOON))
    good, down = posted
    assert good == PhmsHealthChanged(Condition.GOOD, "", NOON)
    assert isinstance(down, PhmsHealthChanged)
    assert (down.condition, down.last_good) == (Condition.DOWN, NOON)
    assert words in down.detail


@pytest.mark.parametrize("state", PhmsState)
def test_every_state_of_the_phms_has_words_and_only_a_good_one_is_good(state: PhmsState) -> None:
    said = health_at_counter(PhmsHealth(state, NOON, None, "HTTP 500"))
    assert (said.condition is Condition.GOOD) is (state is PhmsState.OK)
    assert (said.detail == "") is (state is PhmsState.OK)


def test_the_http_client_is_not_imported_before_sync_runs() -> None:
    code = "import sys, terminal.uplink.uplink; sys.exit('httpx2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == 0
