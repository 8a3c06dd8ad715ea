"""Wrong identity answers of today are found again by a start, until somebody settled them."""

from datetime import timedelta

from store_support.stores import AT, CASHIER, commit
from store_support.tickets import OPENED, SALE
from terminal.domain.facts import IdentityConfirmed, IdentityMissed
from terminal.domain.pickup import IdentityMethod
from terminal.domain.prescription import PatientId
from terminal.recovered import recovered_from
from terminal.store.missed_identity import unsettled_since
from terminal.store.store import Store

MIRIAM, OTHER = PatientId("miriam"), PatientId("other")
MIDNIGHT = AT.replace(hour=0, minute=0, second=0, microsecond=0)
SETTLED = IdentityConfirmed(SALE, MIRIAM, IdentityMethod.PHARMACIST, CASHIER, "ID was checked")


def found(store: Store) -> tuple[tuple[PatientId, int], ...]:
    return store.reader.wait(lambda c: unsettled_since(c, MIDNIGHT))


def test_how_often_each_patient_was_missed_today_is_found(store: Store) -> None:
    commit(store, IdentityMissed(MIRIAM, 1))
    commit(store, IdentityMissed(OTHER, 1), IdentityMissed(MIRIAM, 2))
    assert dict(found(store)) == {MIRIAM: 2, OTHER: 1}
    assert store.reader.wait(lambda c: recovered_from(c, midnight=MIDNIGHT)).missed == found(store)


def test_what_was_settled_afterwards_counts_no_more(store: Store) -> None:
    commit(store, OPENED, IdentityMissed(MIRIAM, 2), SETTLED)
    assert found(store) == ()


def test_a_confirmation_before_it_settles_nothing(store: Store) -> None:
    commit(store, OPENED, SETTLED, IdentityMissed(MIRIAM, 1))
    assert dict(found(store)) == {MIRIAM: 1}


def test_what_was_missed_yesterday_is_over(store: Store) -> None:
    commit(store, IdentityMissed(MIRIAM, 2), at=MIDNIGHT - timedelta(minutes=1))
    commit(store, IdentityMissed(OTHER, 2), at=MIDNIGHT)
    assert dict(found(store)) == {OTHER: 2}
