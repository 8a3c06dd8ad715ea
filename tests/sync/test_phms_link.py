"""The running link: its threads against the demo PhMS, with an outbox and an inbox that behave."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from queue import SimpleQueue

import pytest

from sync.messages import (
    Cursor,
    FillAbsent,
    FillFound,
    FillKey,
    FillStatus,
    FillUnreachable,
    PhmsState,
    WorkItemKind,
    utc_now,
)
from sync.ports import RowState
from sync.runner import LinkSettings
from sync.simulator import Fault, FaultKind, PhmsSimulator
from sync.transport import Destination
from sync_support.lane import Lane
from sync_support.memory import MemoryOutbox
from sync_support.samples import a_pickup

TODAY = date(2026, 11, 20)
AMOXICILLIN = FillKey("6012345", 0)
LISINOPRIL = FillKey("6010077", 2)


@pytest.fixture
def phms() -> Iterator[PhmsSimulator]:
    with PhmsSimulator.demo(TODAY) as phms:
        yield phms


@pytest.fixture
def lane(phms: PhmsSimulator) -> Iterator[Lane]:
    lane = Lane(phms.url)
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    yield lane
    lane.link.stop()
    assert not lane.ear.errors


def test_the_will_call_fills_itself_and_follows_the_phms(lane: Lane, phms: PhmsSimulator) -> None:
    lane.wait_health(PhmsState.OK)
    phms.hold(AMOXICILLIN)

    def is_held() -> bool:
        fill = lane.inbox.by_key(AMOXICILLIN)
        return fill is not None and fill.status is FillStatus.ON_HOLD

    lane.ear.wait_for(is_held)


def test_a_copay_that_leaves_the_fills_version_alone_is_still_seen(
    lane: Lane, phms: PhmsSimulator
) -> None:
    phms.edit_copay(AMOXICILLIN, 410)

    def is_cheaper() -> bool:
        fill = lane.inbox.by_key(AMOXICILLIN)
        return fill is not None and fill.copay_cents == 410

    lane.ear.wait_for(is_cheaper)


def test_a_quiet_phms_costs_one_search_per_list_and_no_writes(lane: Lane) -> None:
    applied = lane.inbox.applied
    seen = len(lane.ear.health)
    lane.ear.wait_for(lambda: len(lane.ear.health) > seen + 6)
    assert lane.inbox.applied == applied == 25


def test_a_pickup_reaches_the_phms_and_comes_back_as_sold(lane: Lane, phms: PhmsSimulator) -> None:
    key = lane.sell(AMOXICILLIN)
    lane.wait_state(key, RowState.DONE)
    kept = phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once
    assert lane.outbox.history == [(key, "sent"), (key, "Done")]

    def is_sold() -> bool:
        fill = lane.inbox.by_key(AMOXICILLIN)
        return fill is not None and fill.status is FillStatus.SOLD

    lane.ear.wait_for(is_sold)


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.EMPTY, FaultKind.HALF, FaultKind.TORN])
def test_a_lost_answer_is_applied_exactly_once(
    lane: Lane, phms: PhmsSimulator, kind: FaultKind
) -> None:
    phms.faults.add(Fault(kind, method="POST"))
    lane.wait_state(lane.sell(AMOXICILLIN), RowState.DONE)
    kept = phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault(FaultKind.STATUS, status=500), PhmsState.TROUBLED),
        (Fault(FaultKind.HTML), PhmsState.TROUBLED),
        (Fault(FaultKind.HALF), PhmsState.TROUBLED),
        (Fault(FaultKind.REFUSE), PhmsState.UNREACHABLE),
        (Fault(FaultKind.SILENT), PhmsState.UNREACHABLE),
    ],
)
def test_a_sick_phms_is_said_so_and_nothing_is_lost(
    lane: Lane, phms: PhmsSimulator, fault: Fault, state: PhmsState
) -> None:
    before = dict(lane.inbox.fills)
    phms.faults.add(fault, times=1_000)
    lane.wait_health(state)
    assert lane.inbox.fills == before
    key = lane.sell(AMOXICILLIN)
    lane.ear.wait_for(lambda: lane.outbox.rows[key].tries > 0 or state is PhmsState.UNREACHABLE)
    phms.faults.clear()
    lane.link.wake()
    lane.wait_health(PhmsState.OK)
    lane.outbox.hurry()
    lane.link.wake()
    lane.wait_state(key, RowState.DONE)
    kept = phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once


def test_a_server_that_asks_for_time_is_given_it(lane: Lane, phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.STATUS, status=503, retry_after_s=1), times=9)
    lane.wait_health(PhmsState.TROUBLED)
    began, left = time.monotonic(), len(phms.faults)
    lane.ear.wait_for(lambda: len(phms.faults) < left)
    assert time.monotonic() - began > 0.7  # and not the 0.05 s of this link
    phms.faults.clear()
    lane.link.wake()  # a person does not wait
    lane.wait_health(PhmsState.OK)


def test_a_locked_door_holds_the_destination_until_a_person_lets_go(
    lane: Lane, phms: PhmsSimulator
) -> None:
    phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=401))
    key = lane.sell(AMOXICILLIN)
    lane.ear.wait_for(lambda: lane.outbox.held_reason("phms") == "HTTP 401")
    assert lane.outbox.rows[key].state in {RowState.QUEUED, RowState.SENT}
    lane.wait_health(PhmsState.UNAUTHORISED)
    heard = lane.link.health.last_ok
    lane.ear.wait_for(lambda: lane.link.health.last_ok != heard)  # pulls go on, and well
    assert lane.link.health.state is PhmsState.UNAUTHORISED
    lane.link.release()
    lane.wait_state(key, RowState.DONE)
    lane.wait_health(PhmsState.OK)


def test_a_dead_row_stops_its_own_stream_and_no_other(lane: Lane, phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=422))
    dead = lane.sell(AMOXICILLIN, 1)
    lane.wait_state(dead, RowState.DEAD)
    behind = lane.sell(AMOXICILLIN, 2)
    other = lane.sell(LISINOPRIL, 3)
    lane.wait_state(other, RowState.DONE)
    assert lane.outbox.rows[behind].state is RowState.QUEUED
    assert [one.kind for one in lane.outbox.work_items] == [WorkItemKind.REFUSED]


def test_a_conflict_is_held_with_a_work_item(lane: Lane, phms: PhmsSimulator) -> None:
    stale = a_pickup(fill=lane.inbox.by_key(AMOXICILLIN))
    phms.edit(AMOXICILLIN, {"quantity": {"value": 30, "unit": "CAP"}})
    row = lane.outbox.put(stale)
    lane.link.wake()
    lane.wait_state(row.key, RowState.HELD)
    assert [one.kind for one in lane.outbox.work_items] == [WorkItemKind.FILL_CHANGED]
    assert lane.outbox.work_items[0].subject == "6012345-0"


def test_a_row_found_sent_after_a_crash_is_asked_for_first(lane: Lane, phms: PhmsSimulator) -> None:
    fill = lane.inbox.by_key(AMOXICILLIN)
    assert fill is not None
    pickup = a_pickup(fill=fill)
    lane.wait_state(lane.sell(AMOXICILLIN), RowState.DONE)  # "before the crash"
    again = MemoryOutbox()
    row = again.put(pickup)
    again.mark_sent(row.key, utc_now() - timedelta(hours=30))
    other = Lane(phms.url)
    other.outbox.rows.update(again.rows)
    other.link.start()
    other.wait_state(row.key, RowState.DONE)
    other.link.stop()
    kept = phms.picked_up(AMOXICILLIN)
    assert kept is not None
    assert kept.exactly_once
    assert other.outbox.history == [(row.key, "Done")]


# Reading one fill for the counter


def test_a_scan_reads_the_fill_as_it_is_now(lane: Lane, phms: PhmsSimulator) -> None:
    phms.edit_copay(AMOXICILLIN, 410)
    found = lane.read(AMOXICILLIN)
    assert isinstance(found, FillFound)
    assert found.snapshot.copay_cents == 410
    assert lane.read(FillKey("9999999", 1)) == FillAbsent()


def test_a_slow_phms_costs_the_counter_its_budget_and_no_more(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url, LinkSettings(pull_every_s=0.05, request_timeout_s=30.0))
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    phms.faults.add(Fault(FaultKind.SILENT), times=1_000)
    lane.ear.wait_for(lambda: len(phms.faults) < 1_000)  # the pull hangs now, for 30 s
    started = time.monotonic()
    assert isinstance(lane.read(AMOXICILLIN, budget_s=0.2), FillUnreachable)
    assert time.monotonic() - started < 15.0
    phms.stop()
    lane.link.stop()


def test_reads_before_the_start_and_after_the_end_are_answered_too(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url)
    closed = FillUnreachable("the connection to the PhMS is closed")
    assert lane.read(AMOXICILLIN) == closed
    lane.link.start()
    lane.link.stop()
    assert lane.read(AMOXICILLIN) == closed


# Life and death


def test_nothing_listening_is_unreachable_and_stopping_is_quick() -> None:
    with PhmsSimulator.demo(TODAY) as gone:
        url = gone.url
    lane = Lane(url)
    lane.link.start()
    lane.wait_health(PhmsState.UNREACHABLE)
    assert "connection" in lane.link.health.detail
    lane.link.stop()
    assert not [one for one in threading.enumerate() if one.name.startswith("sync")]


def test_a_store_that_fails_is_told_and_not_swallowed(
    phms: PhmsSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud: SimpleQueue[BaseException | None] = SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda args: loud.put(args.exc_value))
    lane = Lane(phms.url)
    lane.inbox.full = True
    lane.link.start()
    assert isinstance(loud.get(timeout=5), OSError)
    assert isinstance(lane.ear.errors[0], OSError)
    lane.link.stop()


def test_the_whole_ready_list_finds_what_was_deleted_without_a_trace(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url, LinkSettings(pull_every_s=0.05, ready_list_every_s=0.1))
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    fill = lane.inbox.by_key(AMOXICILLIN)
    assert fill is not None
    phms.records.delete("MedicationDispense", fill.phms_id)
    lane.ear.wait_for(lambda: AMOXICILLIN in lane.inbox.missing)
    lane.link.stop()


def test_a_page_that_the_phms_no_longer_knows_is_begun_again(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url)
    stale = Cursor("MedicationDispense", None, "MedicationDispense?_gone=1")
    lane.inbox.cursors["MedicationDispense"] = stale
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    lane.wait_health(PhmsState.OK)
    lane.link.stop()


def test_a_list_that_the_phms_does_not_give_leaves_the_others_alone(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url)
    for source in ("ChargeItem", "Patient"):
        lane.inbox.cursors[source] = Cursor(source, None, f"{source}?unheard=of")
    phms.faults.add(Fault(FaultKind.STATUS, status=404), times=2)
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    lane.link.stop()


def test_a_fill_that_cannot_be_read_is_no_trouble_for_the_rest(phms: PhmsSimulator) -> None:
    odd = {"value": 4.105, "currency": "USD"}
    charge = phms.records.every("ChargeItem")[0]
    phms.records.update({**charge, "priceOverride": odd}, charge["id"], None)
    lane = Lane(phms.url, LinkSettings(pull_every_s=0.05, ready_list_every_s=0.05))
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 24)
    lane.ear.wait_for(lambda: len(lane.ear.health) > 8)
    assert lane.link.health.state is PhmsState.OK
    assert [one.kind for one in lane.inbox.work_items] == [WorkItemKind.UNREADABLE_FILL]
    lane.link.stop()


def test_credentials_that_were_refused_before_the_restart_still_are(phms: PhmsSimulator) -> None:
    lane = Lane(phms.url)
    lane.outbox.hold_destination("phms", "HTTP 401", utc_now())
    row = lane.outbox.put(a_pickup())
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    lane.wait_health(PhmsState.UNAUTHORISED)
    assert lane.outbox.rows[row.key].state is RowState.QUEUED
    lane.link.stop()


def test_importing_the_runner_does_not_import_an_http_client() -> None:
    code = "import sync.runner, sync.transport, sync.phms.fhir, sys; print('httpx2' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_env()
    )
    assert done.stdout.strip() == "False"


def _env() -> dict[str, str]:
    return {"PYTHONPATH": "src", "PATH": ""}


@pytest.mark.parametrize(
    "url",
    [
        "http://phms.example/fhir/",
        "http://192.168.1.20/fhir/",
        "ftp://127.0.0.1/",
        "https://phms.example/fhir",
        "https://who@phms.example/fhir/",
        "http://127.0.0.1.example.com/fhir/",
    ],
)
def test_no_patient_leaves_the_machine_without_tls(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Destination(url)


def test_loopback_and_tls_are_fine() -> None:
    for url in ("http://127.0.0.1:8103/fhir/R4/", "http://[::1]:1/", "https://phms.example/fhir/"):
        assert Destination(url, token="secret").base_url == url
        assert "secret" not in repr(Destination(url, token="secret"))
