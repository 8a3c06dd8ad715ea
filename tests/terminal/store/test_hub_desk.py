"""The journal as the queue of what the store hub is told."""

from pathlib import Path

from helpers.sales import CANDY, IBUPROFEN
from store_support.logged import DOCUMENT, logged
from store_support.stores import commit, open_store
from terminal.app.hub_store import LoggedSale, ReturnedSale
from terminal.app.tickets import TicketSought
from terminal.domain import facts as f
from terminal.domain.barcode import RxNumber
from terminal.domain.identity import LaneId, LineId, SaleId, StaffId
from terminal.domain.move import MovedGoods, MoveSettled, SaleMovedAway, SaleMovedHere
from terminal.domain.prescription import FillKey
from terminal.store import catalog, tickets
from terminal.store.catalog import Listed
from terminal.store.hub_desk import HubStoreDesk
from terminal.store.recovery import load_recovery
from terminal.store.store import Store


def seqs(store: Store, epoch: int, seq: int, limit: int = 10) -> list[tuple[int, int]]:
    rows = HubStoreDesk(store).logged_after(epoch, seq, limit)
    sold = [each for each in rows if isinstance(each, LoggedSale)]
    assert all(each.fact.buyer.document_key == DOCUMENT for each in sold)
    return [(each.epoch, each.seq) for each in rows]


def test_only_what_was_logged_is_told_in_order_and_after_its_place(store: Store) -> None:
    commit(store, f.ScreenLocked("no input"), logged("", SaleId("s1")))
    commit(store, f.ScreenLocked("no input"), logged("", SaleId("s2")), logged("", SaleId("s3")))
    assert seqs(store, 0, 0) == [(1, 2), (1, 4), (1, 5)]
    assert seqs(store, 0, 0, 2) == [(1, 2), (1, 4)]
    assert seqs(store, 1, 2) == [(1, 4), (1, 5)]
    assert seqs(store, 1, 5) == []


def test_a_store_that_went_to_another_machine_is_told_on_in_its_new_epoch(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path, machine="one") as store:
        commit(store, logged("", SaleId("s1")), logged("", SaleId("s2")))
    with open_store(path, machine="another") as store:
        desk = HubStoreDesk(store)
        assert (desk.epoch, desk.demo) == (2, False)
        commit(store, logged("", SaleId("s3")))
        assert seqs(store, 1, 1) == [(1, 2), (2, 3)]
        # The hub had more of a backup's first life than the backup itself.
        assert seqs(store, 1, 900) == [(2, 3)]
        assert seqs(store, 2, 3) == []


def test_what_came_back_is_told_too(store: Store) -> None:
    back = f.PseReturned(SaleId("s2"), SaleId("s1"), "", (LineId(1),), whole=True)
    commit(store, logged("", SaleId("s1")), back)
    _, told = HubStoreDesk(store).logged_after(0, 0, 10)
    assert told == ReturnedSale(1, 2, SaleId("s1"), (LineId(1),))


TICKET, MOVE = SaleId("1-000001"), "00000000-0000-0000-0000-000000000007"
ASIDE = (f.SaleOpened(TICKET, 1, LaneId("1"), StaffId("12")), f.SaleSuspended(TICKET, "cap"))
AWAY = SaleMovedAway(
    *(TICKET, MOVE, LaneId("2"), StaffId("13"), (MovedGoods(CANDY.gtin, 2),)),
    *((FillKey(RxNumber("6012345"), 0),), "cap", ""),
)
CAME = SaleMovedHere(TICKET, MOVE, LaneId("2"), "2-000004", (), (MovedGoods(CANDY.gtin, 1),))


def test_what_left_is_brought_until_it_arrived_also_after_a_start(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, *ASIDE, AWAY)
        assert HubStoreDesk(store).moved_away() == (AWAY,)
    with open_store(path) as store:
        assert HubStoreDesk(store).moved_away() == (AWAY,)
        assert store.reader.wait(load_recovery).sales == ()
        commit(store, MoveSettled(MOVE))
        assert HubStoreDesk(store).moved_away() == ()


def test_what_left_is_listed_as_over_and_as_no_void(store: Store) -> None:
    commit(store, *ASIDE, AWAY)
    sought = TicketSought(LaneId("1"))
    (row,) = store.reader.wait(lambda each: tickets.over(each, sought))
    assert (row.sale, row.voided, row.moved) == (TICKET, True, True)


def test_what_arrived_is_known_by_its_move(store: Store) -> None:
    desk = HubStoreDesk(store)
    assert not desk.arrived(MOVE)
    commit(store, ASIDE[0], CAME, ASIDE[1])
    assert desk.arrived(MOVE)
    (sale,) = store.reader.wait(load_recovery).sales
    assert CAME in [row.fact for row in sale.facts]


def test_goods_come_as_this_lane_sells_them_under_their_own_code_alone(store: Store) -> None:
    listed = Listed(CANDY)
    store.writer.wait(lambda connection: catalog.take(connection, (listed,)))
    items = HubStoreDesk(store).items((CANDY.gtin, IBUPROFEN.gtin, CANDY.gtin))
    assert [each.gtin for each in items] == [CANDY.gtin]
