"""The journal as the queue of what the store hub is told."""

from pathlib import Path

from store_support.logged import DOCUMENT, logged
from store_support.stores import commit, open_store
from terminal.app.hub_store import LoggedSale, ReturnedSale
from terminal.domain import facts as f
from terminal.domain.identity import LineId, SaleId
from terminal.store.hub_desk import HubStoreDesk
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
