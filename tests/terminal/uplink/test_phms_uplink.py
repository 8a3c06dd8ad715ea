"""A lane with a real store against the demo PhMS: what the counter learns, and what reaches it."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from store_support.stores import commit, open_store
from store_support.tickets import OPENED
from sync.messages import FillKey as PhmsFillKey
from sync.messages import utc_now
from sync.phms import profile
from sync.runner import LinkSettings
from sync.simulator import Fault, FaultKind, PhmsSimulator
from terminal.app.faults import KnownFault
from terminal.app.inputs import Condition, FillRead, OutboxCounted, PhmsHealthChanged, ReadFrom
from terminal.domain.barcode import EntryMethod, RxNumber
from terminal.domain.dispute import Dispute, Hindrance, Part, changes, hindrance
from terminal.domain.facts import (
    FillAdded,
    FillHandedOver,
    PickupConfirmed,
    PickupDisputed,
    PickupUndone,
    PickupUndoSettled,
    WorkItemSettled,
)
from terminal.domain.identity import LineId, PickupId, SaleId, StaffId
from terminal.domain.money import Money
from terminal.domain.prescription import Fill, FillKey, FillStatus
from terminal.domain.tax import NO_TAX
from terminal.domain.work_item import Settlement
from terminal.store import disputes, will_call
from terminal.store.outbox import OutboxState
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.faults import BadAddress, DemoKeepsToItself
from terminal.uplink.mapping import key_at_phms
from terminal.uplink.uplink import PhmsUplink
from uplink_support.lane import DEMO_FILLS, FAST, Lane, handed_over

TODAY = date(2026, 11, 20)
AMOXICILLIN = FillKey(RxNumber("6012345"), 0)
LISINOPRIL = FillKey(RxNumber("6010077"), 2)
SOON_S = 10.0
TRIES = 10
"""On a busy machine; what would be waited for in vain takes longer, or for ever."""
OF_THE_UPLINK = {"sync", "sync-read", "read-deadlines"}
NOBODYS = FillKey(RxNumber("9999999"), 0)
OTHER_NDC = {
    "medicationCodeableConcept": {
        "coding": [{"system": profile.NDC_SYSTEM, "code": "99999000999"}],
        "text": "Amoxicillin 875 mg tablet",
    }
}
LONG_AGO = datetime.fromisoformat("2026-01-01T00:00:00Z")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lane" / "store.db"


@pytest.fixture
def phms() -> Iterator[PhmsSimulator]:
    with PhmsSimulator.demo(TODAY) as phms:
        yield phms


@pytest.fixture
def lane(path: Path, phms: PhmsSimulator) -> Iterator[Lane]:
    with Lane(path, phms.url) as lane:
        lane.wait_pulled()
        yield lane


def there(phms: PhmsSimulator, key: FillKey) -> bool:
    """Whether the PhMS holds the pickup, once."""
    kept = phms.picked_up(key_at_phms(key))
    return kept is not None and kept.exactly_once


# --- pulling


def test_the_will_call_fills_itself(lane: Lane) -> None:
    lane.wait_condition(Condition.GOOD)
    found = lane.store.reader.wait(lambda c: will_call.find(c, "testa ros", LONG_AGO))
    family = {fill.key for fill in found}
    assert {AMOXICILLIN, LISINOPRIL, FillKey(RxNumber("6012346"), 0)} <= family
    fill = lane.known(AMOXICILLIN)
    assert (fill.copay, fill.bin, fill.status) == (Money(1000), "C14", FillStatus.READY)
    assert fill.counselling is True


def test_a_cancelled_fill_is_no_longer_ready_here(lane: Lane, phms: PhmsSimulator) -> None:
    phms.cancel(key_at_phms(AMOXICILLIN))
    lane.wait_for(lambda: lane.known(AMOXICILLIN).status is FillStatus.CANCELLED)


@pytest.mark.parametrize(
    ("fault", "condition"),
    [
        (Fault(FaultKind.STATUS, status=500), Condition.ATTENTION),
        (Fault(FaultKind.HTML), Condition.ATTENTION),
        (Fault(FaultKind.HALF), Condition.ATTENTION),
        (Fault(FaultKind.EMPTY), Condition.ATTENTION),
        (Fault(FaultKind.REFUSE), Condition.DOWN),
        (Fault(FaultKind.SILENT), Condition.DOWN),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Fault) else value.value,
)
def test_a_phms_that_answers_badly_is_told_and_followed_again_when_it_is_well(
    path: Path, phms: PhmsSimulator, fault: Fault, condition: Condition
) -> None:
    phms.faults.add(fault, times=200)
    with Lane(path, phms.url, LinkSettings(pull_every_s=0.05, request_timeout_s=0.1)) as lane:
        lane.wait_condition(condition)
        assert lane.held() == 0
        phms.faults.clear()
        lane.uplink.wake()
        lane.wait_pulled()
        lane.wait_condition(Condition.GOOD)
        assert lane.all_of(PhmsHealthChanged)[-1].last_good is not None


# --- pickups on their way


def test_a_pickup_reaches_the_phms_once_and_is_confirmed_in_the_journal(
    lane: Lane, phms: PhmsSimulator
) -> None:
    pickup = lane.hand_over(lane.known(AMOXICILLIN))
    lane.wait_settled(AMOXICILLIN)
    assert there(phms, AMOXICILLIN)
    assert lane.facts(PickupConfirmed) == [PickupConfirmed(pickup, AMOXICILLIN, "")]
    assert lane.row(pickup).state == OutboxState.DONE
    assert lane.journal_is_whole()
    lane.wait_counted(0, 0)
    assert any((c.waiting, c.stuck) == (1, 0) for c in lane.all_of(OutboxCounted))


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.EMPTY, FaultKind.HALF, FaultKind.TORN])
def test_a_lost_answer_makes_no_second_pickup(
    lane: Lane, phms: PhmsSimulator, kind: FaultKind
) -> None:
    phms.faults.add(Fault(kind, method="POST"))
    lane.hand_over(lane.known(AMOXICILLIN))
    lane.wait_settled(AMOXICILLIN)
    assert there(phms, AMOXICILLIN)
    assert len(lane.facts(PickupConfirmed)) == 1


def test_a_crash_between_the_answer_and_its_record_makes_no_second_pickup(
    path: Path, phms: PhmsSimulator
) -> None:
    with Lane(path, phms.url, jitter=1.0) as lane:  # a long wait before the next try
        lane.wait_pulled()
        phms.faults.add(Fault(FaultKind.CUT, method="POST"))
        pickup = lane.hand_over(lane.known(AMOXICILLIN))
        lane.wait_for(lambda: lane.row(pickup).tries == 1)
        row = lane.row(pickup)
        assert (row.state, row.first_sent_at is None) == (OutboxState.SENT, False)
    with Lane(path, phms.url) as lane:
        lane.wait_settled(AMOXICILLIN)
        assert lane.facts(PickupConfirmed) == [PickupConfirmed(pickup, AMOXICILLIN, "")]
    assert there(phms, AMOXICILLIN)


def test_a_crash_before_the_first_byte_loses_no_pickup(path: Path, phms: PhmsSimulator) -> None:
    with Lane(path, phms.url) as lane:
        lane.wait_pulled()
        lane.uplink.stop()
        pickup = lane.hand_over(lane.known(AMOXICILLIN))
        lane.desk.mark_sent(pickup, utc_now())
    with Lane(path, phms.url) as lane:
        lane.wait_settled(AMOXICILLIN)
    assert there(phms, AMOXICILLIN)


def test_pickups_wait_for_a_phms_that_is_down(path: Path, tmp_path: Path) -> None:
    records = tmp_path / "phms.db"
    first = PhmsSimulator.demo(TODAY, store=records)
    address = first.url.split("/")[2]
    with first, Lane(path, first.url) as lane:
        lane.wait_pulled()
        first.stop()
        lane.wait_condition(Condition.DOWN)
        for key in (AMOXICILLIN, LISINOPRIL):
            lane.hand_over(lane.known(key))
        lane.wait_counted(2, 0)
        with PhmsSimulator.demo(TODAY, listen=address, store=records) as second:
            lane.wait_settled(AMOXICILLIN)
            lane.wait_settled(LISINOPRIL)
            lane.wait_counted(0, 0)
            lane.wait_condition(Condition.GOOD)
            assert there(second, AMOXICILLIN)
            assert there(second, LISINOPRIL)


def test_a_fill_that_was_edited_after_the_sale_goes_to_a_person(
    lane: Lane, phms: PhmsSimulator
) -> None:
    sold = lane.known(AMOXICILLIN)
    phms.edit(key_at_phms(AMOXICILLIN), OTHER_NDC)
    pickup = lane.hand_over(sold)
    lane.wait_for(lane.work_items)
    (item,) = lane.work_items()
    assert (item.kind, item.subject, item.stopped) == (
        "fill_changed_after_sale",
        "6012345-0",
        True,
    )
    lane.wait_settled(AMOXICILLIN, conflict=item.detail)
    assert lane.facts(PickupDisputed) == [PickupDisputed(pickup, AMOXICILLIN, item.detail)]
    assert lane.row(pickup).state == OutboxState.HELD
    lane.wait_counted(0, 1)
    assert lane.known(AMOXICILLIN).status is FillStatus.SOLD, "the drug has left all the same"
    lane.hand_over(lane.known(LISINOPRIL))  # and nobody else waits for it
    lane.wait_settled(LISINOPRIL)


def disputed(lane: Lane, phms: PhmsSimulator, edit: dict[str, object]) -> PickupId:
    """The amoxicillin was sold on a ticket; the PhMS had changed it meanwhile, and says no."""
    sold = lane.known(AMOXICILLIN)
    phms.edit(key_at_phms(AMOXICILLIN), edit)
    handed = handed_over(sold, PickupId(str(uuid4())))
    opened = replace(OPENED, sale=handed.sale)
    added = FillAdded(handed.sale, handed.line, sold, handed.copay, NO_TAX, EntryMethod.SCANNED)
    commit(lane.store, opened, added, handed, at=utc_now())
    lane.uplink.wake()
    lane.wait_for(lambda: len(lane.work_items()) == 1)
    return handed.pickup


def compared(lane: Lane) -> tuple[Dispute, Fill | None]:
    """As the page does when a person chooses the item."""
    (item,) = lane.work_items()
    dispute = lane.store.reader.wait(lambda c: disputes.dispute(c, item.message))
    assert dispute is not None
    told = (lane.read(AMOXICILLIN) for _ in range(TRIES))  # a silent PhMS is asked again
    return dispute, next(each.fill for each in told if each.source is ReadFrom.PHMS)


def send_as(lane: Lane, version: str) -> None:
    (item,) = lane.work_items()
    how = Settlement.SENT_AS_NOW
    settled = WorkItemSettled(item.id, item.kind, item.subject, how, "compared", version)
    commit(lane.store, settled, at=utc_now())
    lane.uplink.wake()


def test_a_pickup_goes_for_the_fill_as_it_is_now_once_a_person_has_compared_it(
    lane: Lane, phms: PhmsSimulator
) -> None:
    pickup = disputed(lane, phms, {"daysSupply": {"value": 99}})
    dispute, now = compared(lane)
    assert now is not None
    assert hindrance(dispute, now) is None
    assert [each.part for each in changes(dispute, now)] == [Part.VERSION]
    send_as(lane, now.version)
    lane.wait_settled(AMOXICILLIN)
    assert lane.row(pickup).state == OutboxState.DONE
    assert lane.work_items() == ()
    kept = phms.picked_up(key_at_phms(AMOXICILLIN))
    assert kept is not None
    assert (kept.completed, kept.pickup_ids, len(kept.records)) == (True, (pickup,), 1)
    (handed,) = lane.facts(FillHandedOver)
    assert handed == dispute.handed, "what was sold stays as it was"
    assert lane.journal_is_whole()


def test_an_answer_that_is_lost_does_not_send_it_twice(lane: Lane, phms: PhmsSimulator) -> None:
    pickup = disputed(lane, phms, {"daysSupply": {"value": 99}})
    _, now = compared(lane)
    assert now is not None
    phms.faults.add(Fault(FaultKind.CUT, method="POST"))
    send_as(lane, now.version)
    lane.wait_settled(AMOXICILLIN)
    kept = phms.picked_up(key_at_phms(AMOXICILLIN))
    assert kept is not None
    assert kept.exactly_once
    assert kept.pickup_ids == (pickup,)


def test_a_fill_that_changes_once_more_after_it_was_compared_stops_it_again(
    lane: Lane, phms: PhmsSimulator
) -> None:
    pickup = disputed(lane, phms, {"daysSupply": {"value": 99}})
    _, now = compared(lane)
    assert now is not None
    (first,) = lane.work_items()
    phms.edit(key_at_phms(AMOXICILLIN), OTHER_NDC)
    send_as(lane, now.version)
    lane.wait_for(lambda: [each.id for each in lane.work_items()] not in ([], [first.id]))
    assert lane.row(pickup).state == OutboxState.HELD
    dispute, again = compared(lane)
    assert hindrance(dispute, again) is Hindrance.ANOTHER_MEDICINE
    kept = phms.picked_up(key_at_phms(AMOXICILLIN))
    assert kept is not None
    assert not kept.completed


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (OTHER_NDC, Hindrance.ANOTHER_MEDICINE),
        ({"quantity": {"value": 5, "unit": "CAP"}}, Hindrance.ANOTHER_MEDICINE),
        ({"status": "preparation"}, Hindrance.NOT_READY),
    ],
)
def test_what_cannot_be_the_same_pickup_is_left_to_a_person(
    lane: Lane, phms: PhmsSimulator, edit: dict[str, object], why: Hindrance
) -> None:
    disputed(lane, phms, edit)
    assert hindrance(*compared(lane)) is why


def test_a_phms_that_does_not_let_us_in_is_told_and_nothing_is_lost(
    lane: Lane, phms: PhmsSimulator
) -> None:
    phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=401))
    pickup = lane.hand_over(lane.known(AMOXICILLIN))
    lane.wait_condition(Condition.DOWN, "does not let us in")
    assert lane.row(pickup).state == OutboxState.QUEUED
    lane.uplink.release()
    lane.wait_settled(AMOXICILLIN)
    assert there(phms, AMOXICILLIN)


def undone(lane: Lane, pickup: PickupId) -> PickupUndone:
    """The pickup of the amoxicillin is void: committed, and sync woken, as the counter does."""
    sold = lane.known(AMOXICILLIN)
    undo = PickupUndone(
        SaleId("return"),
        LineId(1),
        PickupId(str(uuid4())),
        pickup,
        AMOXICILLIN,
        sold.phms_id,
        "wrong medicine",
        StaffId("107"),
    )
    commit(lane.store, undo, at=utc_now())
    lane.uplink.wake()
    return undo


def test_a_prescription_that_came_back_is_undone_at_the_phms(
    lane: Lane, phms: PhmsSimulator
) -> None:
    pickup = lane.hand_over(lane.known(AMOXICILLIN))
    lane.wait_settled(AMOXICILLIN)
    undo = undone(lane, pickup)
    lane.wait_for(lambda: lane.facts(PickupUndoSettled))
    assert lane.facts(PickupUndoSettled) == [PickupUndoSettled(undo.undo, AMOXICILLIN)]
    kept = phms.picked_up(key_at_phms(AMOXICILLIN))
    assert kept is not None
    assert not kept.completed, "the PhMS does not count it as picked up any more"
    assert lane.known(AMOXICILLIN).status is FillStatus.SOLD, "the bag is never sold again here"


def test_an_undoing_that_the_phms_refuses_is_a_persons(lane: Lane) -> None:
    undo = undone(lane, PickupId(str(uuid4())))
    lane.wait_for(lane.work_items)
    (item,) = lane.work_items()
    assert item.message == undo.undo
    (settled,) = lane.facts(PickupUndoSettled)
    assert settled == PickupUndoSettled(undo.undo, AMOXICILLIN, item.detail)


# --- questions about a fill


def test_a_changed_copay_is_seen_when_the_fill_is_read_again(
    path: Path, phms: PhmsSimulator
) -> None:
    with Lane(path, phms.url, replace(FAST, pull_every_s=60.0)) as lane:
        lane.wait_pulled()
        pulled_at = lane.known(AMOXICILLIN).read_at
        phms.edit_copay(key_at_phms(AMOXICILLIN), 410)
        answer = lane.read(AMOXICILLIN)
        assert answer.source is ReadFrom.PHMS
        assert answer.fill is not None
        assert answer.fill.copay == Money(410)
        lane.wait_for(lambda: lane.known(AMOXICILLIN) == answer.fill)
        again = lane.read(AMOXICILLIN).fill
        assert again is not None
        assert again.read_at > pulled_at
        lane.wait_for(lambda: lane.known(AMOXICILLIN) == again)


def test_a_fill_that_nobody_has_is_told_as_absent(lane: Lane) -> None:
    answer = lane.read(NOBODYS)
    assert (answer.fill, answer.source) == (None, ReadFrom.PHMS)
    assert answer.trouble


def test_a_fill_that_the_phms_no_longer_has_is_cancelled_here(
    path: Path, phms: PhmsSimulator
) -> None:
    with Lane(path, phms.url, replace(FAST, pull_every_s=60.0)) as lane:
        lane.wait_pulled()
        phms.edit(key_at_phms(AMOXICILLIN), {"identifier": []})
        answer = lane.read(AMOXICILLIN)
        assert (answer.fill, answer.source) == (None, ReadFrom.PHMS)
        lane.wait_for(lambda: lane.known(AMOXICILLIN).status is FillStatus.CANCELLED)


def test_a_phms_that_hangs_is_not_waited_for(lane: Lane, phms: PhmsSimulator) -> None:
    phms.faults.add(Fault(FaultKind.SILENT, method="GET"), times=50)
    asked_at = time.monotonic()
    answer = lane.read(AMOXICILLIN)
    took_s = time.monotonic() - asked_at
    assert took_s < SOON_S, f"{took_s:.3f} s"
    assert answer.source is ReadFrom.CACHE
    assert answer.fill is not None
    assert answer.fill.copay == Money(1000)
    assert answer.trouble


def test_many_questions_at_once_are_answered_once_each_and_in_time(
    lane: Lane, phms: PhmsSimulator
) -> None:
    keys = [AMOXICILLIN, LISINOPRIL, NOBODYS, FillKey(RxNumber("6012346"), 0)]
    phms.faults.add(Fault(FaultKind.SILENT, method="GET"), times=3)
    for key in keys:
        lane.uplink.read_fill(key)
    lane.wait_for(lambda: len(lane.all_of(FillRead)) == len(keys), within_s=SOON_S)
    lane.read(AMOXICILLIN)  # a late answer of the first round would come before this one
    assert len(lane.all_of(FillRead)) == len(keys) + 1


def test_a_fill_handed_out_here_is_sold_whatever_the_phms_still_says(
    path: Path, phms: PhmsSimulator
) -> None:
    with Lane(path, phms.url) as lane:
        lane.wait_pulled()
        phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=503), times=500)
        lane.hand_over(lane.known(AMOXICILLIN))
        kept = phms.picked_up(PhmsFillKey("6012345", 0))
        assert kept is None, "the PhMS does not know yet"
        answer = lane.read(AMOXICILLIN)
        assert answer.source is ReadFrom.PHMS
        assert answer.fill is not None
        assert answer.fill.status is FillStatus.SOLD
        assert lane.known(AMOXICILLIN).status is FillStatus.SOLD


def test_what_is_no_prescription_number_is_looked_up_here_alone(lane: Lane) -> None:
    answer = lane.read(FillKey(RxNumber("60 123"), 0))
    assert (answer.fill, answer.source) == (None, ReadFrom.CACHE)
    assert "number" in answer.trouble


# --- beginning and end


def test_a_lane_without_a_phms_answers_from_the_cache(path: Path, phms: PhmsSimulator) -> None:
    with Lane(path, phms.url) as lane:
        lane.wait_pulled()
    with Lane(path, "") as lane:
        lane.wait_condition(Condition.ABSENT)
        lane.wait_counted(0, 0)
        answer = lane.read(AMOXICILLIN)
        assert (answer.source, answer.fill) == (ReadFrom.CACHE, lane.known(AMOXICILLIN))
        lane.hand_over(lane.known(AMOXICILLIN))
        lane.wait_counted(1, 0)


def test_a_question_after_the_end_is_answered_too(path: Path, phms: PhmsSimulator) -> None:
    with Lane(path, phms.url) as lane:
        lane.uplink.stop()
        answer = lane.read(AMOXICILLIN)
        assert (answer.fill, answer.source) == (None, ReadFrom.CACHE)
        lane.uplink.wake()


def test_stopping_is_quick_and_leaves_no_thread(path: Path, phms: PhmsSimulator) -> None:
    lane = Lane(path, phms.url, replace(FAST, pull_every_s=600.0))
    lane.uplink.start()
    lane.wait_pulled()
    running = {each.name for each in threading.enumerate()}
    assert running >= OF_THE_UPLINK
    began = time.monotonic()
    lane.uplink.stop()
    assert time.monotonic() - began < SOON_S, "it does not sleep until the next pull"
    lane.store.close()
    assert OF_THE_UPLINK.isdisjoint(each.name for each in threading.enumerate())


def test_stopping_waits_for_a_hanging_request_no_longer_than_its_limit(
    lane: Lane, phms: PhmsSimulator
) -> None:
    phms.faults.add(Fault(FaultKind.SILENT), times=50)
    lane.uplink.read_fill(AMOXICILLIN)
    lane.hand_over(lane.known(LISINOPRIL))
    began = time.monotonic()
    lane.uplink.stop()
    assert time.monotonic() - began < FAST.request_timeout_s + SOON_S
    lane.wait_for(lambda: len(lane.all_of(FillRead)) == 1)


def test_a_demo_store_does_not_talk_to_a_real_phms(path: Path) -> None:
    with open_store(path, demo=True) as store:
        desk = SyncDesk(store)
        with pytest.raises(DemoKeepsToItself):
            PhmsUplink(desk, "https://phms.example/fhir/", _nobody)
        PhmsUplink(desk, "http://127.0.0.1:1/fhir/", _nobody)


@pytest.mark.parametrize(
    "url", ["phms.example", "http://phms.example/fhir/", "https://me@phms.example/", "https://"]
)
def test_an_address_that_cannot_be_used_is_said_and_not_quoted(path: Path, url: str) -> None:
    with open_store(path) as store:
        with pytest.raises(BadAddress) as caught:
            PhmsUplink(SyncDesk(store), url, _nobody)
        assert isinstance(caught.value, KnownFault)
        assert caught.value.remedy
        assert "phms.example" not in str(caught.value)


def test_an_address_may_lack_its_last_slash(path: Path, phms: PhmsSimulator) -> None:
    with Lane(path, phms.url.rstrip("/")) as lane:
        lane.wait_for(lambda: lane.held() == DEMO_FILLS)


def test_the_first_word_is_how_things_stand(path: Path, phms: PhmsSimulator) -> None:
    with Lane(path, phms.url) as lane:
        lane.wait_counted(0, 0)
        first = lane.all_of(PhmsHealthChanged)[0]
        assert (first.condition, first.detail) == (Condition.ATTENTION, "connecting")
        lane.wait_condition(Condition.GOOD)
        good = lane.all_of(PhmsHealthChanged)[-1]
        assert good.last_good is not None
        assert utc_now() - good.last_good < timedelta(seconds=30)


def _nobody(what: object) -> None:
    raise AssertionError(what)
