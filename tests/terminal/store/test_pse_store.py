"""The ledger by buyer and day, and what the exchange still has to hear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from store_support.logged import (
    BUYER,
    CONTENT,
    DAY,
    DOCUMENT,
    PERSON,
    STAFF,
    approved,
    logged,
    requested,
)
from store_support.stores import commit
from store_support.tickets import SALE
from terminal.app.pse_store import ToTell, Waiting
from terminal.domain import pse_ticket as t
from terminal.domain.facts import PseReturned
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.pse import Offline, Purchase
from terminal.domain.shown_id import IdType
from terminal.domain.staff import Role, StaffMember
from terminal.store import pse, staff, work_items
from terminal.store.pse_desk import PseStoreDesk
from terminal.store.store import Store

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)


def bought(store: Store, since: date = DAY) -> Sequence[Purchase]:
    return store.reader.wait(lambda c: pse.bought(c, DOCUMENT, PERSON, since))


def waiting(store: Store, now: datetime = NOW) -> Sequence[Waiting]:
    return PseStoreDesk(store).waiting(now, 10)


def test_what_was_sold_is_in_the_ledger_from_that_day_on(store: Store) -> None:
    commit(store, logged("", packages=2))
    assert bought(store) == (Purchase.of(CONTENT, 2, DAY),)
    assert bought(store, DAY + timedelta(days=1)) == ()


def test_the_same_person_is_found_by_document_or_by_name(store: Store) -> None:
    other_card = replace(BUYER, id_type=IdType.PASSPORT, number="991")
    other_name = replace(BUYER, family="Testova")
    stranger = replace(BUYER, number="1", family="Sampleton")
    for number, buyer in enumerate((BUYER, other_card, other_name, stranger)):
        commit(store, logged("", SaleId(f"s{number}"), buyer=buyer))
    assert len(bought(store)) == 3


def test_two_equal_purchases_count_twice(store: Store) -> None:
    commit(store, logged("", SaleId("s1")), logged("", SaleId("s2")))
    assert len(bought(store)) == 2


def test_a_sale_is_told_to_the_exchange_until_it_has_it(store: Store) -> None:
    commit(store, requested("r1"))
    assert waiting(store) == (), "nobody has decided yet"
    commit(store, approved("r1"))
    assert waiting(store) == (), "nothing is sold yet"
    commit(store, logged("r1"))
    (row,) = waiting(store)
    assert (row.ref, row.tell, row.inquiry, row.tries) == (
        "r1",
        ToTell.PURCHASE,
        requested("r1"),
        0,
    )
    desk = PseStoreDesk(store)
    desk.put_off("r1", NOW + timedelta(seconds=5), "no answer")
    assert waiting(store) == ()
    assert waiting(store, NOW + timedelta(seconds=5))[0].tries == 1
    desk.settle(t.PseExchangeSettled(SALE, "r1", t.Settled.PURCHASED, "X1"), "01", NOW)
    assert waiting(store, NOW + timedelta(days=9)) == ()


def test_what_was_withdrawn_is_given_back_and_a_stop_is_nothing_to_give_back(store: Store) -> None:
    commit(store, requested("asked"), t.PseWithdrawn(SALE, "asked"))
    commit(store, requested("yes"), approved("yes"), t.PseWithdrawn(SALE, "yes"))
    stopped = t.PseInquiryAnswered(SALE, "no", t.Verdict.STOPPED, "")
    commit(store, requested("no"), stopped, t.PseWithdrawn(SALE, "no"))
    assert [(row.ref, row.tell) for row in waiting(store)] == [
        ("asked", ToTell.RETURN),
        ("yes", ToTell.RETURN),
    ]


@pytest.mark.parametrize(("policy", "told"), [(Offline.UPLOAD, 1), (Offline.NOTE, 0)])
def test_a_sale_without_the_exchange_is_entered_later_or_only_noted(
    store: Store, policy: Offline, told: int
) -> None:
    allowed = t.PseOfflineAllowed(SALE, "r1", policy, "no connection", ())
    commit(store, requested("r1"), allowed, logged("r1", offline=policy))
    rows = waiting(store)
    assert len(rows) == told
    assert all(row.offline for row in rows)
    assert len(bought(store)) == 1, "either way the ledger has it"


def test_duress_and_a_refusal_of_the_exchange_wait_for_a_person(store: Store) -> None:
    commit(store, requested("r1"), t.PseStopOverridden(SALE, "r1", STAFF))
    commit(store, logged("r1", overridden=True))
    assert waiting(store)[0].overridden
    (passed,) = store.reader.wait(pse.overridden)
    assert (passed.fact.by, passed.fact.sale, passed.lane) == (STAFF, SALE, "01")
    refused = t.PseExchangeSettled(SALE, "r1", t.Settled.REFUSED, "", "status 409")
    PseStoreDesk(store).settle(refused, "01", NOW)
    assert waiting(store) == ()
    items = store.reader.wait(
        lambda c: c.exec_driver_sql("SELECT kind, subject FROM work_item ORDER BY id").fetchall()
    )
    assert [tuple(row) for row in items] == [("pse_duress", SALE), ("pse_exchange", SALE)]


def test_nobody_is_named_in_the_ledger(store: Store) -> None:
    commit(store, requested("r1"), approved("r1"), logged("r1"))
    rows = store.reader.wait(lambda c: c.exec_driver_sql("SELECT * FROM pse_purchase").fetchall())
    shown = repr([tuple(row) for row in rows]).casefold()
    for word in (BUYER.number, BUYER.family, BUYER.given, BUYER.address):
        assert word.casefold() not in shown


def test_a_training_has_its_last_day_and_survives_a_new_pin(store: Store) -> None:
    member = StaffMember(STAFF, "A. Rivera", Role.CASHIER)
    store.writer.wait(lambda c: staff.put_staff(c, member, "hash"))
    assert store.writer.wait(lambda c: staff.train(c, STAFF, DAY)) == "A. Rivera"
    store.writer.wait(lambda c: staff.put_staff(c, member, "another"))
    (known,) = store.reader.wait(staff.all_staff)
    assert known.pse_trained_until == DAY
    assert known.pse_trained_on(DAY)
    assert not known.pse_trained_on(DAY + timedelta(days=1))
    assert store.writer.wait(lambda c: staff.train(c, StaffId("999"), DAY)) is None


def brought_back(ref: str, *, whole: bool = True) -> PseReturned:
    return PseReturned(SaleId("later"), SALE, ref, (LineId(1),), whole)


def test_what_came_back_counts_no_more_and_the_exchange_takes_it_back(store: Store) -> None:
    commit(store, requested("r1"), approved("r1"), logged("r1"))
    PseStoreDesk(store).settle(
        t.PseExchangeSettled(SALE, "r1", t.Settled.PURCHASED, "X1"), "01", NOW
    )
    assert waiting(store) == ()
    commit(store, brought_back("r1"))
    assert bought(store) == ()
    (row,) = waiting(store)
    assert (row.ref, row.tell) == ("r1", ToTell.RETURN)


def test_of_a_part_that_came_back_a_person_tells_the_exchange(store: Store) -> None:
    commit(store, requested("r1"), approved("r1"), logged("r1"), brought_back("r1", whole=False))
    (row,) = waiting(store)
    assert row.tell is ToTell.PURCHASE
    (item,) = store.reader.wait(work_items.open_items)
    assert (item.kind, item.subject) == ("pse_return", SALE)


def test_a_sale_that_the_exchange_never_heard_of_comes_back_too(store: Store) -> None:
    commit(store, logged(""), brought_back(""))
    assert bought(store) == ()
    assert waiting(store) == ()
