"""The cache of fills: found as people ask, and never ready again once handed over here."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from store_support.stores import commit
from store_support.tickets import HANDED_OVER, OPENED, READY, SALE
from terminal.domain import facts
from terminal.domain.barcode import RxNumber
from terminal.domain.prescription import Fill, FillKey, FillStatus, Patient, PatientId
from terminal.store import fills
from terminal.store.fills import FillUpdate, Held
from terminal.store.projections import PickupState
from terminal.store.store import Store

CHANGED = datetime(2026, 3, 7, 15, 30, tzinfo=UTC)
MIRIAM = READY.patient
SON = Patient(PatientId("pat-2"), "Rosenthal-Núñez", "Ezra", date(2015, 1, 30), "house-9")
STRANGER = Patient(PatientId("pat-3"), "Rowe", "Mira", date(1980, 7, 4))


def fill(
    rx: str,
    number: int = 0,
    *,
    patient: Patient = MIRIAM,
    status: FillStatus = FillStatus.READY,
    place: str = READY.bin,
) -> Fill:
    return replace(
        READY,
        key=FillKey(RxNumber(rx), number),
        phms_id=f"d-{rx}-{number}",
        patient=patient,
        status=status,
        bin=place,
    )


def told(
    one: Fill,
    changed_at: datetime = CHANGED,
    phone: str = "",
    source: bytes = b"",
    tombstone: str = "",
) -> FillUpdate:
    return FillUpdate(one, changed_at, phone, source, tombstone)


def take(store: Store, *updates: FillUpdate) -> None:
    store.writer.wait(lambda connection: fills.apply(connection, updates))


def held(store: Store, key: FillKey) -> Held:
    found = store.reader.wait(lambda connection: fills.get(connection, key))
    assert found is not None
    return found


def people(store: Store, typed: str) -> list[str]:
    found = store.reader.wait(lambda connection: fills.search_people(connection, typed))
    return [one.patient.given for one in found]


@pytest.fixture
def waiting(store: Store) -> Store:
    """Two ready for a mother, one for her son, one on hold, one of a stranger."""
    take(
        store,
        told(READY, phone="+1 (919) 555-0142", source=b"opaque"),
        told(fill("6012346", status=FillStatus.ON_HOLD)),
        told(fill("6012347", patient=SON, place="F02")),
        told(fill("7100001", patient=STRANGER, place="A01")),
    )
    return store


def test_a_fill_comes_back_as_it_was_told(waiting: Store) -> None:
    assert held(waiting, READY.key) == Held(READY, CHANGED, "", None)
    key = READY.key
    assert waiting.reader.wait(lambda c: fills.source_of(c, key)) == b"opaque"
    missing = FillKey(RxNumber("1"), 0)
    assert waiting.reader.wait(lambda c: fills.get(c, missing)) is None
    assert waiting.reader.wait(lambda c: fills.source_of(c, missing)) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ros", ["Miriam", "Ezra"]),
        ("ROSENTHAL, MIR", ["Miriam"]),
        ("rosenthal m", ["Miriam"]),
        ("mir rosen", ["Miriam"]),
        ("mir", ["Miriam", "Mira"]),
        ("rosenthal-nunez", ["Ezra"]),
        ("04/09/1961", ["Miriam"]),
        ("4/9/1961", ["Miriam"]),
        ("919-555-0142", ["Miriam"]),
        ("9195550142", ["Miriam"]),
        ("6012345", ["Miriam"]),
        ("6012345-02", ["Miriam"]),
        ("601234", ["Miriam", "Ezra"]),
        ("f02", ["Ezra"]),
        ("02/30/1961", []),
        ("nobody", []),
        ("", []),
        ("%", []),
    ],
)
def test_a_patient_is_found_by_what_people_say(
    waiting: Store, typed: str, found: list[str]
) -> None:
    assert people(waiting, typed) == found


def test_will_call_shows_the_family_and_why_something_does_not_wait(waiting: Store) -> None:
    found = waiting.reader.wait(
        lambda c: fills.will_call(c, MIRIAM.id, CHANGED - timedelta(days=14))
    )
    assert [(str(one.fill.key), one.ready, one.why_not) for one in found] == [
        ("6012345-02", True, ""),
        ("6012347-00", True, ""),
        ("6012346-00", False, "on hold"),
    ]


def test_what_is_long_over_is_not_shown(waiting: Store) -> None:
    take(waiting, told(fill("6012347", patient=SON, status=FillStatus.SOLD)))
    since = CHANGED + timedelta(days=1)
    found = waiting.reader.wait(lambda c: fills.will_call(c, SON.id, since))
    assert [one.fill.key.rx for one in found] == ["6012345", "6012346"]


def test_a_fill_handed_over_here_is_never_ready_again(waiting: Store) -> None:
    commit(waiting, OPENED, HANDED_OVER)
    take(waiting, told(replace(READY, version="4"), changed_at=CHANGED + timedelta(minutes=1)))
    one = held(waiting, READY.key)
    assert one.fill.status is FillStatus.READY  # what the PhMS says is kept as it is
    assert (one.status, one.ready) == (FillStatus.SOLD, False)
    assert one.why_not == "handed over here on 03/07/2026"
    assert one.sold_here is not None
    assert (one.sold_here.pickup, one.sold_here.sale) == (HANDED_OVER.pickup, SALE)
    commit(waiting, facts.PickupConfirmed(HANDED_OVER.pickup, READY.key, "5"))
    confirmed = held(waiting, READY.key).sold_here
    assert confirmed is not None
    assert confirmed.state is PickupState.CONFIRMED


def test_a_fill_that_vanished_says_why_when_its_bag_is_scanned(waiting: Store) -> None:
    key, now = READY.key, CHANGED
    assert waiting.writer.wait(lambda c: fills.mark_missing(c, key, "returned to stock", now))
    assert held(waiting, key).why_not == "returned to stock"
    unknown = FillKey(RxNumber("1"), 0)
    assert not waiting.writer.wait(lambda c: fills.mark_missing(c, unknown, "gone", now))
    take(waiting, told(READY))
    assert held(waiting, key).ready


def test_the_ready_list_for_the_comparison(waiting: Store) -> None:
    take(waiting, told(fill("7100001", patient=STRANGER), tombstone="cancelled"))
    keys = waiting.reader.wait(fills.ready_keys)
    assert {str(key) for key in keys} == {"6012345-02", "6012347-00"}


def test_every_fill_of_a_prescription_for_a_label_without_a_number(waiting: Store) -> None:
    take(waiting, told(fill("6012345", 1, status=FillStatus.SOLD)))
    found = waiting.reader.wait(lambda c: fills.of_prescription(c, READY.key.rx))
    assert [one.fill.key.fill for one in found] == [2, 1]


def test_no_name_appears_in_a_repr(waiting: Store) -> None:
    shown = f"{held(waiting, READY.key)!r}{told(READY, phone='9195550142')!r}"
    assert "Rosenthal" not in shown
    assert "9195550142" not in shown
