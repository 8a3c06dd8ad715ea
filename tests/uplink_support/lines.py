"""Lines to a real hub, each with a journal and a vault in memory."""

import queue
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from helpers.pse import BOX, BUYER, DAY
from hub_support.store import Hub
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.hub_store import LoggedSale, ReturnedSale
from terminal.app.inputs import Input, OtherLanesHeard
from terminal.app.pse_store import BoughtElsewhere
from terminal.domain.barcode import Gtin
from terminal.domain.catalog import Item
from terminal.domain.identity import EMPTY_DIGEST, LaneId, LineId, SaleId, StaffId
from terminal.domain.move import SaleMovedAway
from terminal.domain.pse import Purchase
from terminal.domain.pse_ticket import PseGoods, PseLogged
from terminal.uplink.hub_link import HubLink, HubPlace
from terminal.vault.hub_key import HubKeyring
from terminal.vault.secret import StoreSecret

PATIENCE_S = 15.0
EVERY_S = 0.05


def a_sale(seq: int, packages: int = 2) -> LoggedSale:
    assert BOX.pse is not None
    goods = (PseGoods(LineId(1), BOX.gtin, BOX.name, packages, BOX.pse),)
    fact = PseLogged(
        *(SaleId(f"1-{seq:06}"), "", BUYER, goods, DAY, StaffId("11"), EMPTY_DIGEST, "1", ""),
        *(None, False, DAY, ()),
    )
    return LoggedSale(1, seq, fact)


@dataclass
class Shelf:
    """A lane's journal, as the line sees it."""

    device: str = "00000000-0000-0000-0000-000000000031"
    epoch: int = 1
    demo: bool = False
    sales: list[LoggedSale | ReturnedSale] = field(default_factory=list)
    broken: bool = False
    away: list[SaleMovedAway] = field(default_factory=list)
    here: set[str] = field(default_factory=set)
    sells: dict[Gtin, Item] = field(default_factory=dict)

    def logged_after(
        self, epoch: int, seq: int, limit: int
    ) -> tuple[LoggedSale | ReturnedSale, ...]:
        if self.broken:
            raise KnownFault("The disk is broken", "", "")
        return tuple(each for each in self.sales if (each.epoch, each.seq) > (epoch, seq))[:limit]

    def moved_away(self) -> tuple[SaleMovedAway, ...]:
        if self.broken:
            raise KnownFault("The disk is broken", "", "")
        return tuple(self.away)

    def arrived(self, move: str) -> bool:
        return move in self.here

    def items(self, gtins: Iterable[Gtin]) -> tuple[Item, ...]:
        return tuple(self.sells[gtin] for gtin in gtins if gtin in self.sells)


class Line:
    """A link with its inbox."""

    def __init__(
        self,
        hub: Hub,
        name: str,
        number: int,
        shelf: Shelf | None = None,
        keys: HubKeyring | None = None,
    ) -> None:
        self.shelf = shelf or Shelf()
        self.inbox: queue.Queue[Input] = queue.Queue()
        self.heard: list[Input] = []
        self.kept: list[Secret] = []
        token = hub.add(name, number).token
        self.keys = keys or HubKeyring(StoreSecret.new(), self.kept.append, None)
        place = HubPlace(LaneId(name), hub.url, hub.authority_file, Secret(token), self.keys)
        self.link = HubLink(place, self.shelf, self.inbox.put, every_s=EVERY_S)
        self.link.start()

    def until(self, happened: Callable[[Input], bool]) -> Input:
        end = time.monotonic() + PATIENCE_S
        while True:
            what = self.inbox.get(timeout=max(0.01, end - time.monotonic()))
            self.heard.append(what)
            if happened(what):
                return what

    def connected(self, *, now: bool = True) -> OtherLanesHeard:
        found = self.until(lambda w: isinstance(w, OtherLanesHeard) and w.now.connected is now)
        assert isinstance(found, OtherLanesHeard)
        return found

    def waits(self, count: int) -> OtherLanesHeard:
        found = self.until(lambda w: isinstance(w, OtherLanesHeard) and len(w.now.tickets) == count)
        assert isinstance(found, OtherLanesHeard)
        return found

    def ask(self) -> BoughtElsewhere:
        answer: queue.Queue[BoughtElsewhere] = queue.Queue()
        since = DAY - timedelta(days=29)
        self.link.ask(BUYER.document_key, BUYER.person_key, since, answer.put)
        return answer.get(timeout=PATIENCE_S)

    def until_complete(self) -> BoughtElsewhere:
        end = time.monotonic() + PATIENCE_S
        while not (said := self.ask()).complete:
            assert time.monotonic() < end, "the other lane was never told of"
        return said


def no_keys() -> HubKeyring:
    return HubKeyring(StoreSecret.new(), lambda _: None, None)


@pytest.fixture
def lines(hub: Hub) -> Iterator[Callable[..., Line]]:
    made: list[Line] = []

    def make(name: str, shelf: Shelf | None = None, keys: HubKeyring | None = None) -> Line:
        made.append(Line(hub, name, len(made) + 1, shelf, keys))
        return made[-1]

    try:
        yield make
    finally:
        for each in made:
            each.link.stop()


def bought(packages: int) -> Purchase:
    assert BOX.pse is not None
    return Purchase.of(BOX.pse, packages, DAY)
