"""A sale that was approved without the bank is found at each start until somebody has spoken."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from store_support.stores import AT, commit
from store_support.tickets import (
    ADDED,
    APPROVED,
    CHARGE,
    COMPLETED,
    OPENED,
    REF,
    SALE,
    resolved,
)
from terminal.app.stored import StoredSale
from terminal.domain import facts
from terminal.domain.attempt import CardResult, Outcome, StoredFate
from terminal.domain.identity import AttemptRef, StaffId, TenderId
from terminal.domain.money import Money
from terminal.recovered import recovered_from
from terminal.store import journal
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

OFFLINE = replace(APPROVED, offline=True, terminal_txn="5001")
SOLD = (OPENED, ADDED, replace(CHARGE, terminal="53012345"), resolved(OFFLINE))
WAITING = StoredSale(
    SALE, TenderId(1), REF, "01-000482", Money(849), "53012345", "5001", AT.astimezone()
)
DECLINED = facts.StoredSaleDeclined(SALE, REF, "DECLINED")
MISSING = facts.StoredSaleMissing(SALE, REF, "no record")
VOID = AttemptRef("R1A01000000002")


def found(store: Store) -> tuple[StoredSale, ...]:
    return store.reader.wait(lambda c: recovered_from(c).stored)


def attempts(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.exec_driver_sql("SELECT ref, state FROM card_attempt ORDER BY ref")
    return [(row.ref, row.state) for row in rows]


def test_what_waits_is_found_with_all_that_is_to_be_known_of_it(store: Store) -> None:
    commit(store, *SOLD, COMPLETED)
    assert found(store) == (WAITING,)


def test_one_that_the_bank_took_is_over(store: Store) -> None:
    commit(store, *SOLD, COMPLETED)
    commit(store, facts.StoredSaleUploaded(SALE, REF, "7", "123456", "H7"))
    assert found(store) == ()
    assert store.reader.wait(attempts) == [(REF, "resolved")]


@pytest.mark.parametrize(
    ("fact", "fate"), [(DECLINED, StoredFate.DECLINED), (MISSING, StoredFate.MISSING)]
)
def test_one_that_it_did_not_take_stays_until_a_manager_has_settled_it(
    store: Store, fact: facts.StoredSaleDeclined | facts.StoredSaleMissing, fate: StoredFate
) -> None:
    commit(store, *SOLD, COMPLETED)
    commit(store, fact)
    assert found(store) == (replace(WAITING, fate=fate, reason=fact.reason),)
    commit(store, facts.StoredSaleSettled(SALE, REF, StaffId("31"), paid=False))
    assert found(store) == ()


def test_one_that_bounces_on_an_open_ticket_is_the_tickets_own_business(store: Store) -> None:
    commit(store, *SOLD)
    commit(store, DECLINED)
    assert found(store) == ()
    assert store.reader.wait(attempts) == [(REF, "resolved")]


def test_one_that_was_given_back_is_over(store: Store) -> None:
    commit(store, *SOLD)
    commit(store, facts.VoidRequested(SALE, TenderId(1), VOID, "5001", AT))
    commit(store, facts.VoidResolved(SALE, TenderId(1), VOID, CardResult(Outcome.DECLINED)))
    assert len(found(store)) == 1
    commit(store, facts.VoidRequested(SALE, TenderId(1), AttemptRef("R1A3"), "5001", AT))
    commit(store, facts.VoidResolved(SALE, TenderId(1), AttemptRef("R1A3"), APPROVED))
    assert found(store) == ()
    assert {state for _, state in store.reader.wait(attempts)} == {"resolved"}


def test_replaying_the_journal_makes_the_same(store: Store) -> None:
    commit(store, *SOLD, COMPLETED)
    commit(store, DECLINED)
    before = store.reader.wait(attempts)
    store.writer.wait(rebuild)
    assert store.reader.wait(attempts) == before == [(REF, "declined")]


def test_one_whose_ticket_was_forgotten_stops_no_start(store: Store) -> None:
    commit(store, *SOLD, COMPLETED)
    store.writer.wait(lambda c: journal.remove_body(c, 1))
    assert found(store) == ()
