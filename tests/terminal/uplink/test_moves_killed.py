"""Two lanes with real stores and a real hub: killed at each step of a move, the ticket is at one.

A kill is the program ending between the journal and what follows from it, or just before it.
"""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.counter import ANA, SETTINGS
from helpers.sales import CANDY, NOW, POLICY, add, given
from hub_support.fixtures import hub, server
from hub_support.store import Hub
from store_support.stores import commit, open_store
from terminal.app.effects import AskForTicket, GiveTicket, HearMove, Secret, TellMove
from terminal.app.inputs import Arrived, Input
from terminal.app.moves import aside_offered
from terminal.app.recovery import recover
from terminal.app.step import step
from terminal.domain import facts as f
from terminal.domain.identity import LaneId, SaleId
from terminal.domain.move import MovedGoods, MoveSettled, SaleMovedAway, SaleMovedHere
from terminal.recovered import recovered_from
from terminal.store import catalog
from terminal.store.catalog import Listed
from terminal.store.hub_desk import HubStoreDesk
from terminal.store.journal import all_facts
from terminal.uplink import hub_moves
from terminal.uplink.hub_link import HubLink, HubPlace
from terminal.vault.hub_key import HubKeyring
from terminal.vault.secret import StoreSecret

__all__ = ["hub", "server"]
pytestmark = pytest.mark.peer
MOVE = "00000000-0000-0000-0000-000000000007"
TICKET = SaleId("1-000001")
PATIENCE_S = 30.0


class Node:
    """A lane without a screen: its store, its line, and the pure step between them."""

    def __init__(self, hub: Hub, folder: Path, name: str) -> None:
        self.lane = LaneId(name)
        self._path = folder / f"lane{name}.db"
        self._keys = HubKeyring(StoreSecret.new(), lambda _: None, None)
        token = Secret(hub.add(name, int(name)).token)
        self._place = HubPlace(self.lane, hub.url, hub.authority_file, token, self._keys)
        self.dies_at: tuple[type[f.Fact], bool] | None = None
        self.start()

    def start(self) -> None:
        self.store = open_store(self._path)
        found = self.store.reader.wait(lambda each: recovered_from(each, self.lane, NOW))
        settings = replace(SETTINGS, lane=self.lane)
        first = recover(found, settings, POLICY, NOW, 0.0)
        self.state = replace(first, user=ANA, locked=False)
        self.inbox: queue.Queue[Input] = queue.Queue()
        desk = HubStoreDesk(self.store)
        self.link = HubLink(self._place, desk, self.inbox.put, every_s=0.05)
        self.link.moves.show(aside_offered(self.state))
        self.link.start()

    def stop(self) -> None:
        self.link.stop()
        self.store.close()

    def turn(self) -> None:
        """One input, as the engine takes it; the program ends where it was told to."""
        try:
            what = self.inbox.get(timeout=0.05)
        except queue.Empty:
            return
        taken = step(self.state, Arrived(what, NOW, 0.0))
        kind, after = self.dies_at or (None, False)
        dies = any(type(fact) is kind for fact in taken.facts)
        if taken.facts and not (dies and not after):
            commit(self.store, *taken.facts)
        if dies:
            self.dies_at = None
            self.stop()
            self.start()
            return
        self.state = taken.state
        self.link.moves.show(aside_offered(self.state))
        for effect in taken.effects:
            if isinstance(effect, AskForTicket | GiveTicket | TellMove | HearMove):
                self.link.moves.perform(effect)

    def facts(self, kind: type[f.Fact]) -> list[f.Fact]:
        rows = self.store.reader.wait(lambda each: [row.fact for row in all_facts(each)])
        return [each for each in rows if isinstance(each, kind)]

    def sees_ticket(self) -> bool:
        return self.state.other_lanes is not None and bool(self.state.other_lanes.aside)


@pytest.fixture
def nodes(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Node, Node]]:
    monkeypatch.setattr(hub_moves, "AGAIN_S", 0.2)
    with ExitStack() as stack:
        one, two = Node(hub, tmp_path, "1"), Node(hub, tmp_path, "2")
        for each in (one, two):
            stack.callback(each.stop)
        yield one, two


def pump(nodes: tuple[Node, Node], happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, "it did not come to that"
        for each in nodes:
            each.turn()


@pytest.mark.parametrize("after", [False, True], ids=["before the disk", "after the disk"])
@pytest.mark.parametrize(
    ("lane", "kind"), [(0, SaleMovedAway), (1, SaleMovedHere), (0, MoveSettled)]
)
def test_a_ticket_is_at_one_lane_whenever_a_program_is_killed(
    nodes: tuple[Node, Node], lane: int, kind: type[f.Fact], after: bool
) -> None:
    one, two = nodes
    two.store.writer.wait(lambda connection: catalog.take(connection, (Listed(CANDY),)))
    _waits_at(one)
    pump(nodes, two.sees_ticket)
    nodes[lane].dies_at = (kind, after)
    two.link.moves.perform(AskForTicket(MOVE, one.lane, TICKET, ANA.id))
    pump(nodes, lambda: bool(one.facts(MoveSettled)) and nodes[lane].dies_at is None)
    (away,) = one.facts(SaleMovedAway)
    (here,) = two.facts(SaleMovedHere)
    assert isinstance(away, SaleMovedAway)
    assert isinstance(here, SaleMovedHere)
    assert (away.goods, here.missing) == ((MovedGoods(CANDY.gtin, 2),), ())
    assert one.state.suspended == ()
    (sale,) = two.state.suspended
    assert [line.quantity for line in sale.live_lines if hasattr(line, "quantity")] == [2]
    assert HubStoreDesk(one.store).moved_away() == ()


def _waits_at(one: Node) -> None:
    """A ticket that was put aside, as it lies in the journal before the program starts."""
    sold = given(add(CANDY, 2)).facts[1:]
    opened = f.SaleOpened(TICKET, 1, one.lane, ANA.id)
    lines = [replace(fact, sale=TICKET) for fact in sold]
    commit(one.store, opened, *lines, f.SaleSuspended(TICKET, "cap", "", ANA.id, NOW))
    one.stop()
    one.start()
