"""The chaos run of phms-and-sync.md section 12.1: nothing lost, nothing doubled.

Fills are changed at the PhMS after they were cached, three answers in ten are cut after the
commit, one request in ten gets a 503; every pick-up must end completed exactly once or in front
of a person, and the PhMS must hold the record of each.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Protocol

import pytest

from sync.http import HttpAnswer, HttpRequest, drive
from sync.messages import (
    AlreadyApplied,
    Applied,
    ClaimState,
    Conflict,
    Cursor,
    FillKey,
    FillSnapshot,
    FillStatus,
    Outcome,
    PayerKind,
    PhmsState,
    PickupEnvelope,
    Retry,
    Version,
    WorkItemKind,
)
from sync.phms.fhir import DISPENSE, FhirConnector
from sync.ports import RowState
from sync.protocol import PullPass, RecentVersions, is_doubtful, settle
from sync.simulator import Fault, FaultKind, PhmsSimulator
from sync.simulator.demo_fills import DemoPharmacy, demo_pharmacy
from sync.simulator.records import Resource
from sync.simulator.seeding import resources
from sync.transport import Destination, HttpxTransport
from sync_support.lane import Lane
from sync_support.memory import MemoryOutbox
from sync_support.peer import Peer
from sync_support.samples import NOON, a_pickup

CHANGED = 3


class Chaotic(Protocol):
    """A PhMS that can be told to fail, and be looked into afterwards."""

    url: str

    def seed(self, pharmacy: DemoPharmacy) -> None: ...
    def cut_next_answer(self) -> None: ...
    def refuse_next(self) -> None: ...
    def be_well(self) -> None: ...
    def change(self, fill: FillSnapshot) -> None: ...
    def every(self, kind: str) -> Sequence[Resource]: ...


class ChaoticSimulator:
    def __init__(self) -> None:
        self.phms = PhmsSimulator().start()
        self.url = self.phms.url

    def seed(self, pharmacy: DemoPharmacy) -> None:
        with self.phms.records.transaction():
            for resource in resources(pharmacy):
                self.phms.records.create(resource, resource["id"])

    def cut_next_answer(self) -> None:
        self.phms.faults.add(Fault(FaultKind.CUT, method="POST"))

    def refuse_next(self) -> None:
        self.phms.faults.add(Fault(FaultKind.STATUS, status=503, retry_after_s=1))

    def be_well(self) -> None:
        self.phms.faults.clear()

    def change(self, fill: FillSnapshot) -> None:
        self.phms.edit(fill.key, {"daysSupply": {"value": 99}})

    def every(self, kind: str) -> Sequence[Resource]:
        return self.phms.records.every(kind)


class ChaoticPeer:
    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.url = peer.url
        peer.clear()

    def seed(self, pharmacy: DemoPharmacy) -> None:
        for resource in resources(pharmacy):
            self.peer.put(resource)

    def cut_next_answer(self) -> None:
        self.peer.fault(drop=1)

    def refuse_next(self) -> None:
        self.peer.fault(n=1, status=503)

    def be_well(self) -> None:
        self.peer.fault(drop=0, n=0)

    def change(self, fill: FillSnapshot) -> None:
        held = self.peer.get(f"{DISPENSE}/{fill.phms_id}")
        self.peer.put({**held, "daysSupply": {"value": 99}})

    def every(self, kind: str) -> Sequence[Resource]:
        return self.peer.every(kind)


@pytest.fixture
def simulator() -> Iterator[ChaoticSimulator]:
    chaotic = ChaoticSimulator()
    yield chaotic
    chaotic.phms.stop()


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


def many_fills(count: int) -> DemoPharmacy:
    demo = demo_pharmacy(date(2026, 11, 20))
    plain = next(fill for fill in demo.fills if fill.status is FillStatus.READY)
    plain = replace(plain, payer=PayerKind.CASH, claim=ClaimState.CASH)
    fills = tuple(replace(plain, rx=str(7_000_000 + number)) for number in range(count))
    return replace(demo, fills=fills)


def pull_all(connector: FhirConnector, transport: HttpxTransport) -> dict[FillKey, FillSnapshot]:
    reading, fills = PullPass(Cursor(DISPENSE)), {}
    while not reading.complete:
        exchange = connector.changes(DISPENSE, reading.since, reading.page_token, RecentVersions())
        page = drive(exchange, lambda request: transport.send(request, 10.0))
        assert not page.unreadable
        reading.take(page, NOON)
        fills.update({fill.key: fill for fill in page.fills})
    assert not reading.short
    return fills


def run_chaos(phms: Chaotic, count: int, seed: int) -> tuple[MemoryOutbox, Counter[str]]:
    """Everything is cached, sold offline and then sent over a line that fails all the time."""
    dice = random.Random(seed)
    phms.seed(many_fills(count))
    connector = FhirConnector(phms.url)
    transport = HttpxTransport(Destination(phms.url))
    cached = pull_all(connector, transport)
    assert len(cached) == count
    for key in sorted(cached)[:CHANGED]:
        phms.change(cached[key])
    outbox, now, happened = MemoryOutbox(), NOON, Counter[str]()
    for number, key in enumerate(sorted(cached), start=1):
        outbox.put(a_pickup(number, fill=cached[key]), now)
    while rows := outbox.due("phms", now, 50):
        for row in rows:
            roll = dice.random()
            if roll < 0.3:
                phms.cut_next_answer()
            elif roll < 0.4:
                phms.refuse_next()
            mark_sent = partial(outbox.mark_sent, row.key, now)
            exchange = connector.deliver(row.envelope, doubtful=is_doubtful(row, now))
            outcome = drive(exchange, lambda request: transport.send(request, 10.0), mark_sent)
            if roll < 0.4:
                phms.be_well()
            outbox.settle(row.key, settle(row, outcome, now, dice.random()))
            happened[type(outcome).__name__] += 1
            now += timedelta(milliseconds=100)
        waiting = outbox.next_due_at("phms")
        now = max(now, waiting) if waiting is not None else now
    transport.close()
    return outbox, happened


def assert_exact(phms: Chaotic, outbox: MemoryOutbox, happened: Counter[str], count: int) -> None:
    states = Counter(outbox.states())
    assert states == {RowState.DONE: count - CHANGED, RowState.HELD: CHANGED}
    assert [one.kind for one in outbox.work_items] == [WorkItemKind.FILL_CHANGED] * CHANGED
    assert happened["AlreadyApplied"] > 0  # the run did lose answers
    dispenses = phms.every(DISPENSE)
    completed = [one for one in dispenses if one["status"] == "completed"]
    assert len(completed) == count - CHANGED
    on_fills = [
        [one["value"] for one in fill["identifier"] if one["system"] == "urn:pos:pickup"]
        for fill in dispenses
    ]
    assert sorted(map(len, on_fills)) == [0] * CHANGED + [1] * (count - CHANGED)
    filed = [record["identifier"][0]["value"] for record in phms.every("Basic")]
    assert len(filed) == len(set(filed)) == count
    assert {ids[0] for ids in on_fills if ids} <= set(filed)


def test_every_pickup_is_applied_once_or_shown_to_a_person(simulator: ChaoticSimulator) -> None:
    outbox, happened = run_chaos(simulator, 60, seed=1)
    assert_exact(simulator, outbox, happened, 60)


class PowerCutError(Exception):
    """The terminal is gone; only what its store holds remains."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("request_number", [1, 2])
def test_a_power_cut_at_any_request_ends_in_one_pickup(
    simulator: ChaoticSimulator, request_number: int, when: str
) -> None:
    simulator.seed(many_fills(1))
    connector = FhirConnector(simulator.url)
    transport = HttpxTransport(Destination(simulator.url))
    (fill,) = pull_all(connector, transport).values()
    outbox = MemoryOutbox()
    row = outbox.put(a_pickup(fill=fill), NOON)
    sent: list[HttpRequest] = []

    def carry(request: HttpRequest) -> HttpAnswer:
        sent.append(request)
        if len(sent) == request_number and when == "before":
            raise PowerCutError
        answer = transport.send(request, 10.0)
        if len(sent) == request_number:
            raise PowerCutError
        return answer

    mark_sent = partial(outbox.mark_sent, row.key, NOON)
    with pytest.raises(PowerCutError):
        drive(connector.deliver(row.envelope, doubtful=False), carry, mark_sent)
    written = sent[-1].changes
    assert outbox.states() == [RowState.SENT if written else RowState.QUEUED]
    again = connector.deliver(row.envelope, doubtful=False)
    outcome = drive(again, lambda request: transport.send(request, 10.0), mark_sent)
    took_before = written and when == "after"
    assert isinstance(outcome, AlreadyApplied if took_before else Applied)
    kept = simulator.phms.picked_up(fill.key)
    assert kept is not None
    assert kept.exactly_once
    transport.close()


@pytest.mark.peer
def test_four_hundred_pickups_against_a_server_that_nobody_here_wrote(peer: Peer) -> None:
    phms = ChaoticPeer(peer)
    outbox, happened = run_chaos(phms, 400, seed=2)
    assert_exact(phms, outbox, happened, 400)


# A fill that was changed: a person compares it, and the same pickup goes for what it is now


def send_for_the_fill_as_it_is_now(phms: Chaotic) -> None:
    """The first answer of the second sending is lost: it is asked about, and not sent twice."""
    phms.seed(many_fills(1))
    connector = FhirConnector(phms.url)
    transport = HttpxTransport(Destination(phms.url))

    def deliver(pickup: PickupEnvelope) -> Outcome:
        exchange = connector.deliver(pickup, doubtful=False)
        return drive(exchange, lambda request: transport.send(request, 10.0))

    (cached,) = pull_all(connector, transport).values()
    pickup = a_pickup(fill=cached)
    phms.change(cached)
    conflict = deliver(pickup)
    assert isinstance(conflict, Conflict)
    assert conflict.now is not None
    assert isinstance(deliver(pickup), Conflict), "as it was it only stops again"
    again = replace(pickup, expect_version=conflict.now.version)
    phms.cut_next_answer()
    assert isinstance(deliver(again), Applied | AlreadyApplied | Retry)
    phms.be_well()
    assert isinstance(deliver(again), AlreadyApplied)
    (fill,) = phms.every(DISPENSE)
    assert fill["status"] == "completed"
    assert fill["daysSupply"] == {"value": 99}, "what the PhMS changed stays as it is"
    ids = [one["value"] for one in fill["identifier"] if one["system"] == "urn:pos:pickup"]
    assert ids == [pickup.event_id]
    assert len(phms.every("Basic")) == 1
    transport.close()


def test_a_compared_pickup_goes_once_for_the_fill_as_it_is_now(simulator: ChaoticSimulator) -> None:
    send_for_the_fill_as_it_is_now(simulator)


@pytest.mark.peer
def test_a_compared_pickup_goes_once_at_the_independent_server_too(peer: Peer) -> None:
    send_for_the_fill_as_it_is_now(ChaoticPeer(peer))


# The rest of the profile against the independent server


@pytest.mark.peer
def test_the_demo_reads_the_same_from_both_servers(peer: Peer, simulator: ChaoticSimulator) -> None:
    def as_read(phms: Chaotic) -> dict[FillKey, FillSnapshot]:
        phms.seed(demo_pharmacy(date(2026, 11, 20)))
        transport = HttpxTransport(Destination(phms.url))
        fills = pull_all(FhirConnector(phms.url), transport)
        transport.close()
        return {
            key: replace(fill, version=Version("1"), changed_at=NOON) for key, fill in fills.items()
        }

    assert as_read(ChaoticPeer(peer)) == as_read(simulator)


@pytest.mark.peer
def test_a_changed_copay_and_a_changed_name_are_found_at_the_other_server_too(peer: Peer) -> None:
    phms = ChaoticPeer(peer)
    demo = demo_pharmacy(date(2026, 11, 20))
    phms.seed(demo)
    connector = FhirConnector(phms.url)
    key = FillKey("6012345", 0)
    first = drive(connector.fill(key), lambda request: peer.transport.send(request, 10.0))
    assert first is not None
    for kind in ("ChargeItem", "Patient"):
        start = drive(
            connector.changes(kind, None, None, RecentVersions()),
            lambda request: peer.transport.send(request, 10.0),
        )
        assert start.newest is not None
        known = RecentVersions()
        known.add((kind, one["id"], one["meta"]["versionId"]) for one in phms.every(kind))
        if kind == "Patient":
            held = peer.get(f"Patient/{first.patient.phms_id}")
            peer.put({**held, "telecom": [{"system": "phone", "value": "555-0199"}]})
        else:
            held = next(
                one for one in phms.every(kind) if first.phms_id in one["service"][0]["reference"]
            )
            peer.put({**held, "priceOverride": {"value": 4, "currency": "USD"}})
        page = drive(
            connector.changes(kind, start.newest - timedelta(seconds=130), None, known),
            lambda request: peer.transport.send(request, 10.0),
        )
        found = {fill.key: fill for fill in page.fills}
        assert key in found
        if kind == "Patient":
            assert found[key].patient.phone == "555-0199"
            assert len(found) == 2
        else:
            assert found[key].copay_cents == 400
            assert list(found) == [key]


@pytest.mark.peer
def test_a_pickup_is_seen_as_a_change_by_the_next_pull(peer: Peer) -> None:
    phms = ChaoticPeer(peer)
    phms.seed(many_fills(1))
    connector = FhirConnector(phms.url)
    (before,) = pull_all(connector, peer.transport).values()
    exchange = connector.deliver(a_pickup(fill=before), doubtful=False)
    drive(exchange, lambda request: peer.transport.send(request, 10.0))
    (after,) = pull_all(connector, peer.transport).values()
    assert after.changed_at > before.changed_at
    assert after.status is FillStatus.SOLD


@pytest.mark.peer
def test_the_running_link_works_with_the_other_server(peer: Peer) -> None:
    phms = ChaoticPeer(peer)
    phms.seed(demo_pharmacy(date(2026, 11, 20)))
    lane = Lane(phms.url)
    lane.link.start()
    lane.ear.wait_for(lambda: len(lane.inbox.fills) == 25)
    key = FillKey("6012345", 0)
    peer.fault(drop=1)
    lane.wait_state(lane.sell(key), RowState.DONE)

    def is_sold() -> bool:
        fill = lane.inbox.by_key(key)
        return fill is not None and fill.status is FillStatus.SOLD

    lane.ear.wait_for(is_sold)
    lane.wait_health(PhmsState.OK)
    lane.link.stop()
    assert len(phms.every("Basic")) == 1
