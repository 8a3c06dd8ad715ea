"""The will-call list: what happened here counts, and who could be taken for whom is known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from store_support.stores import commit
from store_support.tickets import HANDED_OVER, OPENED, READY
from terminal.domain.barcode import RxNumber
from terminal.domain.facts import SecondPickupClaimed
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import Fill, FillKey, FillStatus, Patient, PatientId
from terminal.store import fills, will_call, work_items
from terminal.store.fills import FillUpdate
from terminal.store.store import Store

CHANGED = datetime(2026, 3, 7, 15, 30, tzinfo=UTC)
ROSALIND = Patient(PatientId("p-1"), "Testa", "Rosalind", date(1984, 3, 12), "house-1")
THEO = Patient(PatientId("p-2"), "Testa", "Theodore", date(2015, 9, 2), "house-1")
ROSALINDA = Patient(PatientId("p-3"), "TESTA", "Rosalinda", date(1948, 12, 3))
TESTAROSSA = Patient(PatientId("p-4"), "Testarossa", "Rosa", date(1990, 1, 1))


def fill(rx: str, patient: Patient, status: FillStatus = FillStatus.READY) -> Fill:
    key = FillKey(RxNumber(rx), 0)
    return replace(READY, key=key, phms_id=f"d-{rx}", patient=patient, status=status)


@pytest.fixture
def waiting(store: Store) -> Store:
    held = [
        fill("7000001", ROSALIND),
        fill("7000002", THEO),
        fill("7000003", ROSALINDA),
        fill("7000004", TESTAROSSA),
    ]
    store.writer.wait(lambda c: fills.apply(c, [FillUpdate(one, CHANGED) for one in held]))
    return store


def keys(found: Iterable[Fill]) -> list[str]:
    return [fill.key.rx for fill in found]


def test_a_label_finds_the_family(waiting: Store) -> None:
    found = waiting.reader.wait(lambda c: will_call.find(c, "7000001", CHANGED))
    assert keys(found) == ["7000001", "7000002"]


def test_another_household_of_the_same_name_is_similar(waiting: Store) -> None:
    found = waiting.reader.wait(lambda c: will_call.find(c, "7000001", CHANGED))
    similar = waiting.reader.wait(lambda c: will_call.similar(c, found, CHANGED))
    assert keys(similar) == ["7000003"]


@pytest.mark.parametrize(
    "other",
    [
        Patient(PatientId("p-9"), "Tesda", "Zoe", date(1999, 1, 1)),
        Patient(PatientId("p-9"), "Mock", "ROSALIND", date(1999, 1, 1)),
        Patient(PatientId("p-9"), "Mock", "Zoe", date(1984, 3, 12)),
    ],
)
def test_a_similar_family_name_the_first_name_or_the_birth_date_is_enough(
    waiting: Store, other: Patient
) -> None:
    waiting.writer.wait(lambda c: fills.apply(c, [FillUpdate(fill("7000009", other), CHANGED)]))
    found = waiting.reader.wait(lambda c: will_call.find(c, "7000001", CHANGED))
    similar = waiting.reader.wait(lambda c: will_call.similar(c, found, CHANGED))
    assert keys(similar) == ["7000003", "7000009"]


def test_who_has_nothing_ready_is_mistaken_for_nobody(waiting: Store) -> None:
    gone = fill("7000003", ROSALINDA, FillStatus.SOLD)
    waiting.writer.wait(lambda c: fills.apply(c, [FillUpdate(gone, CHANGED)]))
    found = waiting.reader.wait(lambda c: will_call.find(c, "7000001", CHANGED))
    assert waiting.reader.wait(lambda c: will_call.similar(c, found, CHANGED)) == ()


def test_without_a_text_those_who_wait_longest_are_shown(waiting: Store) -> None:
    found = waiting.reader.wait(lambda c: will_call.find(c, "", CHANGED))
    assert set(keys(found)) == {"7000001", "7000002", "7000003", "7000004"}


def test_a_fill_handed_out_here_is_sold_whatever_the_page_says(store: Store) -> None:
    store.writer.wait(lambda c: fills.apply(c, [FillUpdate(READY, CHANGED)]))
    commit(store, OPENED, HANDED_OVER)
    known = store.reader.wait(lambda c: will_call.known(c, READY.key))
    assert known is not None
    assert known.status is FillStatus.SOLD


def test_a_fill_that_the_phms_lost_is_cancelled(waiting: Store) -> None:
    key = FillKey(RxNumber("7000001"), 0)
    waiting.writer.wait(lambda c: fills.mark_missing(c, key, "not in the list", CHANGED))
    known = waiting.reader.wait(lambda c: will_call.known(c, key))
    assert known is not None
    assert known.status is FillStatus.CANCELLED


def test_a_fill_nobody_told_of_is_not_known(store: Store) -> None:
    assert store.reader.wait(lambda c: will_call.known(c, READY.key)) is None


def test_what_was_handed_out_here_says_when_on_which_lane_and_to_whom(waiting: Store) -> None:
    taken = replace(
        HANDED_OVER, key=FillKey(RxNumber("7000001"), 0), relationship=Relationship.SPOUSE
    )
    commit(waiting, OPENED, taken)
    told = waiting.reader.wait(lambda c: will_call.known(c, taken.key))
    assert told is not None
    assert told.status is FillStatus.SOLD
    assert told.sold is not None
    assert (told.sold.lane, told.sold.to) == (OPENED.lane, Relationship.SPOUSE)
    listed = waiting.reader.wait(lambda c: will_call.find(c, "7000001", CHANGED))
    assert told.sold in [each.sold for each in listed]


def test_a_second_claim_opens_one_work_item_a_day(waiting: Store) -> None:
    claim = SecondPickupClaimed(
        FillKey(RxNumber("7000001"), 0), ROSALIND.id, CHANGED, "2", Relationship.SPOUSE
    )
    commit(waiting, claim)
    commit(waiting, claim)
    (item,) = waiting.reader.wait(work_items.open_items)
    assert (item.kind, item.subject) == ("second_pickup_claim", "7000001-00")
    assert "picked up before at 2026-03-07" in item.detail
    assert "Testa" not in item.detail
