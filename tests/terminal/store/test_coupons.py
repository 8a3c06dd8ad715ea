"""Numbered coupons: known by their number as long as a ticket of this lane holds them."""

import runpy
from dataclasses import replace

from sqlalchemy import Connection

from store_support.stores import LANE, commit
from terminal.domain import facts as f
from terminal.domain.coupon import Coupon, CouponCode
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.money import ZERO, Money
from terminal.domain.tax import TaxCharge
from terminal.paths import resource_root
from terminal.store import coupons
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

HERE = SaleId("5a1e0000-0000-4000-8000-000000000077")
NEXT = SaleId("5a1e0000-0000-4000-8000-000000000078")
OPENED = f.SaleOpened(HERE, 7, LANE, StaffId("101"))
CODE = CouponCode("8110x", "00123450", Money(1_00), serial="123456")
TAKEN = f.CouponTaken(
    HERE, LineId(1), Coupon(CODE, Money(1_00), Money(1_00), taxed=False), TaxCharge(ZERO, 0, "")
)


def taken(store: Store, sale: SaleId = NEXT) -> bool:
    return store.reader.wait(lambda c: coupons.taken_elsewhere(c, CODE.code, sale))


def test_it_is_taken_for_every_other_ticket_as_soon_as_one_holds_it(store: Store) -> None:
    assert not taken(store)
    commit(store, OPENED, TAKEN)
    assert taken(store)
    assert not taken(store, HERE)


def test_taken_off_struck_or_abandoned_it_is_free_again(store: Store) -> None:
    commit(store, OPENED, TAKEN, f.CouponsTakenOff(HERE, LineId(1), TAKEN.tax))
    assert not taken(store)
    commit(store, TAKEN, f.LineVoided(HERE, LineId(1)))
    assert not taken(store)
    commit(store, TAKEN, f.SaleAbandoned(HERE, "gone"))
    assert not taken(store)


def test_another_quantity_leaves_it(store: Store) -> None:
    commit(store, OPENED, TAKEN, f.QuantityChanged(HERE, LineId(1), 2, TAKEN.tax))
    assert taken(store)


def test_one_without_a_number_is_not_kept(store: Store) -> None:
    plain = replace(TAKEN.coupon, code=replace(CODE, serial=""))
    commit(store, OPENED, replace(TAKEN, coupon=plain))
    assert not taken(store)


def test_the_list_is_made_again_from_the_journal(store: Store) -> None:
    commit(store, OPENED, TAKEN)
    store.writer.wait(rebuild)
    assert taken(store)


def test_an_upgrade_finds_those_of_the_tickets_that_are_there(store: Store) -> None:
    third, fourth = LineId(3), LineId(4)
    commit(store, OPENED, TAKEN)
    commit(store, replace(TAKEN, line=third), f.LineVoided(HERE, third))
    commit(store, replace(TAKEN, line=fourth), f.CouponsTakenOff(HERE, fourth, TAKEN.tax))
    commit(store, replace(OPENED, sale=NEXT, number=8))
    commit(store, replace(TAKEN, sale=NEXT), f.SaleAbandoned(NEXT, "gone"))
    plain = replace(TAKEN.coupon, code=replace(CODE, code="8110y", serial=""))
    commit(store, replace(TAKEN, coupon=plain))
    script = resource_root() / "migrations" / "versions" / "0014_numbered_coupons.py"
    fill = runpy.run_path(str(script))["STATEMENTS"][-1]

    def upgraded(connection: Connection) -> list[tuple[object, ...]]:
        connection.exec_driver_sql("DELETE FROM coupon_used")
        connection.exec_driver_sql(fill)
        rows = connection.exec_driver_sql("SELECT code, sale, line FROM coupon_used").all()
        return [tuple(row) for row in rows]

    assert store.writer.wait(upgraded) == [("8110x", HERE, 1)]


def test_it_is_found_by_an_index(store: Store) -> None:
    asked = "EXPLAIN QUERY PLAN SELECT 1 FROM coupon_used WHERE code = ? AND sale <> ?"
    rows = store.reader.wait(lambda c: c.exec_driver_sql(asked, ("x", "y")).all())
    assert all("USING" in str(row) and "INDEX" in str(row) for row in rows)
