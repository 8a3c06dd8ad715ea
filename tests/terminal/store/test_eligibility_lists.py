"""Which version of the eligible products list came when: from the journal, by its first import."""

from datetime import UTC, timedelta

from store_support.stores import AT, commit
from terminal.domain.eligibility_list import ListTaken
from terminal.domain.facts import EligibilityListTaken
from terminal.recovered import recovered_from
from terminal.store import eligibility_lists
from terminal.store.rebuild import rebuild
from terminal.store.store import Store

OCTOBER, NOVEMBER = EligibilityListTaken("2026-10", 8_000), EligibilityListTaken("2026-11", 8_100)


def latest(store: Store) -> ListTaken | None:
    return store.reader.wait(eligibility_lists.latest)


def new(store: Store, *found: tuple[str, int]) -> tuple[EligibilityListTaken, ...]:
    return store.reader.wait(lambda c: eligibility_lists.new_versions(c, found))


def test_a_store_that_was_told_of_none_knows_none(store: Store) -> None:
    assert latest(store) is None
    assert store.reader.wait(recovered_from).eligibility_list is None


def test_the_newest_version_is_as_old_as_its_first_import(store: Store) -> None:
    commit(store, OCTOBER)
    later = AT + timedelta(days=30)
    commit(store, NOVEMBER, at=later)
    known = ListTaken("2026-11", later.astimezone(UTC))
    assert latest(store) == known
    assert store.reader.wait(recovered_from).eligibility_list == known


def test_the_same_version_again_makes_nothing_newer(store: Store) -> None:
    commit(store, OCTOBER, NOVEMBER)
    assert new(store, ("2026-11", 8_100), ("2026-10", 3)) == ()
    assert new(store, ("2026-11", 8_100), ("2026-12", 8_200)) == (
        EligibilityListTaken("2026-12", 8_200),
    )


def test_a_file_of_nothing_but_versions_does_not_fill_the_journal(store: Store) -> None:
    found = tuple((f"v{number}", 1) for number in range(1_000))
    assert len(new(store, *found)) == eligibility_lists.MOST_VERSIONS


def test_it_is_known_still_after_the_projections_were_made_again(store: Store) -> None:
    commit(store, NOVEMBER)
    store.writer.wait(rebuild)
    assert latest(store) is not None
