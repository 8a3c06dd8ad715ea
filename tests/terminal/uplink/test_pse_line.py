"""The line to the exchange, over a real store and socket: one purchase or none, whenever killed."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store_support.logged import approved, logged, requested
from store_support.stores import commit, open_store
from store_support.tickets import SALE
from sync.simulator.faults import Fault, FaultKind
from sync.simulator.pse_exchange import PseExchangeSimulator
from terminal.app.effects import AskPseExchange
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, PseExchangeAnswered
from terminal.app.settings import PseExchange
from terminal.domain import pse_ticket as t
from terminal.domain.facts import Fact
from terminal.domain.pse import Offline
from terminal.domain.pse_ticket import Verdict
from terminal.store.database import scalar
from terminal.store.pse_desk import PseStoreDesk
from terminal.store.store import Store
from terminal.uplink.faults import BadAddress
from terminal.uplink.pse_line import NOT_SET_UP, PseLine

PATIENCE_S = 30.0
ZONE = ZoneInfo("America/Chicago")
BEGIN = datetime(2026, 3, 8, tzinfo=UTC)
ALLOWED = t.PseOfflineAllowed(SALE, "r1", Offline.UPLOAD, "no connection", ())
ASK = AskPseExchange("r1", None, again=False)
AGAIN = AskPseExchange("r1", None, again=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lane" / "store.db"


@pytest.fixture
def there() -> Iterator[PseExchangeSimulator]:
    with PseExchangeSimulator() as simulator:
        yield simulator


class Desk(PseStoreDesk):
    """The store's own, which also says when something was told: None is later again."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.told: queue.Queue[t.Settled | None] = queue.Queue()

    def settle(self, fact: t.PseExchangeSettled, lane: str, at: datetime) -> None:
        super().settle(fact, lane, at)
        self.told.put(fact.outcome)

    def put_off(self, ref: str, due_at: datetime, error: str) -> None:
        super().put_off(ref, due_at, error)
        self.told.put(None)


class Lane:
    """A store with its line; `said` is what the counter hears. An hour passes at each look."""

    def __init__(self, store: Store, there: PseExchangeSimulator) -> None:
        self.store = store
        self.desk = Desk(store)
        self.said: queue.Queue[Input] = queue.Queue()
        hours = count()
        self.line = PseLine(
            PseExchange(there.url, "store"),
            self.desk,
            self.said.put,
            zone=ZONE,
            demo=True,
            clock=lambda: BEGIN + timedelta(hours=next(hours)),
        )

    def settled(self) -> t.Settled:
        """What became of the row; the line is woken each time it has to wait."""
        while (told := self.desk.told.get(timeout=PATIENCE_S)) is None:
            self.line.wake()
        return told

    def answer(self) -> PseExchangeAnswered:
        said = self.said.get(timeout=PATIENCE_S)
        assert isinstance(said, PseExchangeAnswered)
        return said


@contextmanager
def lane(path: Path, there: PseExchangeSimulator) -> Iterator[Lane]:
    """Started on what is durable; closed as a program ends."""
    with open_store(path) as store:
        made = Lane(store, there)
        made.line.start()
        try:
            yield made
        finally:
            made.line.stop()


def record(path: Path, *facts: Fact) -> None:
    with open_store(path) as store:
        commit(store, *facts)


def test_an_inquiry_is_answered_with_the_exchange_s_word(
    path: Path, there: PseExchangeSimulator
) -> None:
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        assert here.answer() == PseExchangeAnswered("r1", Verdict.APPROVED, "X000001")


def test_the_exchange_counts_the_evening_to_the_day_of_the_store(
    path: Path, there: PseExchangeSimulator
) -> None:
    evening = datetime(2026, 3, 7, 21, 30, tzinfo=ZONE)
    with lane(path, there) as here:
        commit(here.store, requested("r1"), at=evening)
        here.line.ask(ASK)
        assert here.answer().verdict is Verdict.APPROVED
    [held] = there.held()
    assert held.day == date(2026, 3, 7)
    assert evening.astimezone(UTC).date() == date(2026, 3, 8), "in Greenwich it is tomorrow"


def test_silence_is_an_answer_too(path: Path, there: PseExchangeSimulator) -> None:
    there.down = True
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        said = here.answer()
        assert (said.verdict, bool(said.reason)) == (None, True)


def test_without_an_exchange_the_answer_comes_at_once(path: Path) -> None:
    said: list[Input] = []
    with open_store(path) as store:
        line = PseLine(None, PseStoreDesk(store), said.append, zone=ZONE, demo=True)
        line.start()
        line.ask(ASK)
        line.wake()
        line.stop()
    assert said == [PseExchangeAnswered("r1", None, reason=NOT_SET_UP)]


def test_a_demo_talks_to_this_machine_alone_and_an_address_must_be_one(path: Path) -> None:
    with open_store(path) as store:
        for address in ("https://exchange.example/", "nonsense"):
            with pytest.raises(KnownFault) as trouble:
                PseLine(PseExchange(address, "s"), PseStoreDesk(store), print, zone=ZONE, demo=True)
            assert "exchange" in trouble.value.title
        assert isinstance(trouble.value, BadAddress)


# --- killed at each step: exactly one purchase, or none


def test_killed_before_the_inquiry_left(path: Path, there: PseExchangeSimulator) -> None:
    record(path, requested("r1"))
    with lane(path, there) as here:
        here.line.ask(AGAIN)
        assert here.answer().verdict is Verdict.APPROVED
    assert (len(there.held()), there.records.inquiries) == (1, 1)


def test_killed_after_the_inquiry_was_taken_and_its_answer_lost(
    path: Path, there: PseExchangeSimulator
) -> None:
    there.faults.add(Fault(FaultKind.CUT, method="POST"))
    record(path, requested("r1"))
    with lane(path, there) as here:
        here.line.ask(ASK)
        assert here.answer().verdict is None
    with lane(path, there) as again:
        again.line.ask(AGAIN)
        assert again.answer().verdict is Verdict.APPROVED
    assert (len(there.held()), there.records.inquiries) == (1, 1), "never a second inquiry"


def test_killed_between_approval_and_sale_nothing_is_bought(
    path: Path, there: PseExchangeSimulator
) -> None:
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        here.answer()
        commit(here.store, approved("r1"))
    with lane(path, there) as again:
        again.line.ask(AGAIN)
        assert again.answer().verdict is Verdict.APPROVED
    assert not there.purchases


@pytest.mark.parametrize("fault", [None, FaultKind.CUT, FaultKind.EMPTY, FaultKind.STATUS])
def test_killed_after_the_sale_it_is_told_once_in_effect(
    path: Path, there: PseExchangeSimulator, fault: FaultKind | None
) -> None:
    record(path, requested("r1"), approved("r1"), logged("r1"))
    if fault is not None:
        there.faults.add(Fault(fault, method="PUT"))
    with lane(path, there) as here:
        here.settled()
    with lane(path, there) as again:
        again.line.wake()
    assert [each.ref for each in there.purchases] == ["r1"]


def test_killed_after_the_line_was_struck_the_approval_is_given_back(
    path: Path, there: PseExchangeSimulator
) -> None:
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        here.answer()
    record(path, approved("r1"), t.PseWithdrawn(SALE, "r1"))
    with lane(path, there) as again:
        again.settled()
    assert [each.state for each in there.held()] == ["returned"]


def test_a_sale_while_the_exchange_was_down_is_entered_when_it_is_up(
    path: Path, there: PseExchangeSimulator
) -> None:
    there.down = True
    record(path, requested("r1"), ALLOWED, logged("r1", offline=Offline.UPLOAD))
    with lane(path, there) as here:
        assert here.desk.told.get(timeout=PATIENCE_S) is None
        assert not there.purchases
        there.down = False
        here.line.wake()
        here.settled()
    (purchase,) = there.purchases
    assert purchase.offline
    assert purchase.base_ug == -(-24 * 30_000 * 81_923 // 100_000)


def test_what_the_exchange_refuses_waits_for_a_person(
    path: Path, there: PseExchangeSimulator
) -> None:
    there.stop_buyer("S881234567")
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        assert here.answer().verdict is Verdict.STOPPED
        commit(here.store, ALLOWED, logged("r1", offline=Offline.UPLOAD))
        here.line.wake()
        assert here.settled() is t.Settled.REFUSED
        count = here.store.reader.wait(lambda c: scalar(c, "SELECT count(*) FROM work_item"))
    assert count == 1


def test_duress_is_told_to_the_exchange(path: Path, there: PseExchangeSimulator) -> None:
    there.stop_buyer("S881234567")
    with lane(path, there) as here:
        commit(here.store, requested("r1"))
        here.line.ask(ASK)
        assert here.answer().verdict is Verdict.STOPPED
        overridden = t.PseStopOverridden(SALE, "r1", requested("r1").by)
        commit(here.store, overridden, logged("r1", overridden=True))
        here.line.wake()
        here.settled()
    (purchase,) = there.purchases
    assert purchase.overridden
