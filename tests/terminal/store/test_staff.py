"""Staff: failures in a row are counted in the journal and survive a restart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from store_support.stores import AT, CASHIER, commit, open_store
from terminal.domain import facts
from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.store import staff
from terminal.store.staff import Credentials
from terminal.store.store import Store

RIVERA = StaffMember(CASHIER, "A. Rivera", Role.CASHIER)


def add(store: Store, member: StaffMember = RIVERA) -> None:
    store.writer.wait(lambda connection: staff.put_staff(connection, member, "$argon2id$..."))


def kept(store: Store, number: StaffId = CASHIER) -> Credentials | None:
    return store.reader.wait(lambda connection: staff.credentials(connection, number))


def test_failures_survive_a_restart_and_end_with_a_sign_in(path: Path) -> None:
    with open_store(path) as store:
        add(store)
        commit(store, facts.SignInFailed(CASHIER, 1))
        commit(store, facts.SignInFailed(CASHIER, 2))
    with open_store(path) as store:
        assert kept(store) == Credentials(RIVERA, "$argon2id$...", 2, AT)
        commit(store, facts.SignedIn(CASHIER))
        assert kept(store) == Credentials(RIVERA, "$argon2id$...", 0, None)


def test_nobody_has_no_credentials_and_a_failure_of_nobody_is_recorded(store: Store) -> None:
    commit(store, facts.SignInFailed(StaffId("999"), 1))
    assert kept(store, StaffId("999")) is None


def test_a_birth_date_is_kept_until_another_one_is_given(store: Store) -> None:
    add(store, replace(RIVERA, born=date(1990, 7, 14)))
    add(store, replace(RIVERA, role=Role.MANAGER))
    known = kept(store)
    assert known is not None
    assert (known.member.role, known.member.born) == (Role.MANAGER, date(1990, 7, 14))
    assert "1990" not in repr(known)
    assert store.reader.wait(staff.all_staff) == (known.member,)


def test_staff_are_listed_by_name_until_they_leave(store: Store) -> None:
    add(store)
    add(store, StaffMember(StaffId("200"), "A. Adeyemi", Role.PHARMACIST))
    assert [one.id for one in store.reader.wait(staff.all_staff)] == ["200", CASHIER]
    store.writer.wait(lambda connection: staff.retire(connection, CASHIER))
    assert [one.id for one in store.reader.wait(staff.all_staff)] == ["200"]
    assert kept(store) is None


def test_the_hash_is_not_shown(store: Store) -> None:
    add(store)
    assert "argon2id" not in repr(kept(store))
