"""Rows that a list of changes likes to hide, against the demo PhMS (section 12.8)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from sync.http import drive
from sync.messages import FillKey, FillStatus
from sync.phms.fhir import DISPENSE, FhirConnector
from sync.protocol import PullPass, RecentVersions
from sync.simulator import PhmsSimulator
from sync.simulator.demo_fills import demo_pharmacy
from sync.simulator.seeding import resources
from sync.transport import Destination, HttpxTransport
from sync_support.memory import MemoryInbox

MORNING = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
AMOXICILLIN = FillKey("6012345", 0)
LISINOPRIL = FillKey("6010077", 2)


@dataclass
class ServerClock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Puller:
    """One reader of the list, pass by pass; its own clock is an hour wrong."""

    phms: PhmsSimulator
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    recent: RecentVersions = field(default_factory=RecentVersions)

    def __post_init__(self) -> None:
        self.connector = FhirConnector(self.phms.url)
        self.transport = HttpxTransport(Destination(self.phms.url))

    def pull(self, pages: int = 1_000) -> None:
        reading = PullPass(self.inbox.cursor(DISPENSE))
        while not reading.complete and pages:
            exchange = self.connector.changes(
                DISPENSE, reading.since, reading.page_token, self.recent
            )
            page = drive(exchange, lambda request: self.transport.send(request, 5.0))
            cursor = reading.take(page, MORNING - timedelta(hours=1))
            self.inbox.apply_page(page.fills, page.unreadable, cursor)
            self.recent.add(page.seen)
            pages -= 1

    def status(self, key: FillKey) -> FillStatus:
        fill = self.inbox.by_key(key)
        assert fill is not None
        return fill.status


@pytest.fixture
def clock() -> ServerClock:
    return ServerClock()


@pytest.fixture
def puller(clock: ServerClock) -> Iterator[Puller]:
    seed = resources(demo_pharmacy(date(2026, 11, 20)))
    with PhmsSimulator(seed=seed, clock=clock) as phms:
        puller = Puller(phms)
        puller.pull()
        yield puller
        puller.transport.close()


def test_the_watermark_is_the_servers_newest_stamp(puller: Puller) -> None:
    assert puller.inbox.cursor(DISPENSE).watermark == MORNING


def test_a_change_in_the_same_millisecond_as_the_watermark_is_seen(puller: Puller) -> None:
    puller.phms.hold(AMOXICILLIN)  # the server's clock has not moved on
    puller.pull()
    assert puller.status(AMOXICILLIN) is FillStatus.ON_HOLD


def test_a_late_commit_with_an_older_stamp_is_seen(puller: Puller, clock: ServerClock) -> None:
    clock.now = MORNING + timedelta(minutes=10)
    puller.phms.hold(LISINOPRIL)
    puller.pull()
    assert puller.inbox.cursor(DISPENSE).watermark == clock.now
    puller.phms.cancel(AMOXICILLIN)  # began two minutes ago, committed only now
    fill = puller.inbox.by_key(AMOXICILLIN)
    assert fill is not None
    puller.phms.records.restamp(DISPENSE, fill.phms_id, clock.now - timedelta(seconds=120))
    puller.pull()
    assert puller.status(AMOXICILLIN) is FillStatus.CANCELLED


def test_an_overlap_applies_nothing_twice(puller: Puller) -> None:
    applied = puller.inbox.applied
    puller.pull()
    puller.recent = RecentVersions()  # even when the process has forgotten what it saw
    puller.pull()
    assert puller.inbox.applied == applied


def test_a_list_read_in_pieces_by_two_processes_loses_nothing(clock: ServerClock) -> None:
    seed = [dict(one) for one in resources(demo_pharmacy(date(2026, 11, 20)))]
    with PhmsSimulator(seed=seed, clock=clock) as phms:
        for number in range(120):
            dispense = next(one for one in seed if one["resourceType"] == DISPENSE)
            name = {"system": "urn:phms:fill", "value": f"{7_000_000 + number}-0"}
            phms.records.create({**dispense, "identifier": [name]})
            clock.now += timedelta(seconds=1)
        first = Puller(phms)
        first.pull(pages=1)
        assert first.inbox.cursor(DISPENSE).page_token is not None
        assert first.inbox.cursor(DISPENSE).watermark is None
        second = Puller(phms, first.inbox)  # the process was killed; its store was not
        second.pull()
        second.pull()
        assert len(second.inbox.fills) == 145
        assert second.inbox.cursor(DISPENSE).watermark == clock.now - timedelta(seconds=1)
        first.transport.close()
        second.transport.close()
