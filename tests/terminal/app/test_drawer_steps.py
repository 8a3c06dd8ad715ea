"""The drawer: every opening with its reason, the one that did not happen, the one that lasts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.counter import ANA, DISK_FULL, MARY, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.drawer import ASKED_FOR_S, MOST_RECORDS, RECORDS_IN_S, SOUND_EVERY_S
from terminal.app.effects import LessonMove
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerOutcome, DrawerPosition
from terminal.app.settings import DRAWER_ALARM_S
from terminal.app.state import DonePage, Msg
from terminal.app.step_drawer import teach, with_requests
from terminal.app.stepping import Step
from terminal.domain import facts as f
from terminal.domain.facts import DrawerReason, DrawerSight
from terminal.domain.identity import SaleId
from terminal.domain.refusal import Why

OPEN = i.DrawerMoved(DrawerPosition.OPEN)
CLOSED = i.DrawerMoved(DrawerPosition.CLOSED)
UNKNOWN = i.DrawerMoved(DrawerPosition.UNKNOWN)
OPENED = i.DrawerAnswered(DrawerOutcome.OPENED, "none")
STAYED = i.DrawerAnswered(DrawerOutcome.NOT_OPENED, "drawer stayed closed")
CASH = (DrawerReason.CASH, SaleId("2-000001"))
NOBODY = (None, None)


@pytest.fixture
def counter() -> Counter:
    """Somebody is here, and the drawer is closed."""
    counter = a_counter()
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD), CLOSED)
    return counter


def pay_cash(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F9")
    counter.on(DonePage)


def seen(counter: Counter) -> list[tuple[DrawerSight, DrawerReason | None, SaleId | None]]:
    facts = counter.recorded(f.DrawerSeen)
    return [(e.sight, e.reason, e.sale) for e in facts if isinstance(e, f.DrawerSeen)]


def strip(counter: Counter) -> str:
    return " ".join(item.text for item in counter.screen.status.items if "rawer" in item.text)


# --- reasons


@pytest.mark.parametrize("answers", [(OPEN, OPENED), (OPENED, OPEN)])
def test_an_opening_that_was_asked_for_is_recorded_once_with_its_reason_and_ticket(
    counter: Counter, answers: tuple[i.Input, ...]
) -> None:
    pay_cash(counter)
    counter.send(*answers)
    counter.send(CLOSED)
    assert seen(counter) == [(DrawerSight.OPENED, *CASH), (DrawerSight.CLOSED, *NOBODY)]
    assert counter.told() is None
    assert strip(counter) == ""


def test_a_closed_drawer_that_is_closed_is_no_news(counter: Counter) -> None:
    counter.send(CLOSED, CLOSED, UNKNOWN, CLOSED)
    assert seen(counter) == []


def test_a_drawer_opened_with_its_key_is_recorded_and_told_and_on_the_strip(
    counter: Counter,
) -> None:
    counter.send(OPEN)
    assert seen(counter) == [(DrawerSight.OPENED_UNASKED, *NOBODY)]
    assert counter.told() is Msg.DRAWER_UNASKED
    assert strip(counter) == "Drawer opened with its key"
    assert counter.journal.batches[-1].actor == ANA.id
    counter.send(CLOSED)
    assert strip(counter) == ""


def test_the_second_opening_of_one_request_was_not_asked_for(counter: Counter) -> None:
    pay_cash(counter)
    counter.send(OPEN, OPENED, CLOSED)
    counter.wait(10)
    counter.send(OPEN)
    assert [each[0] for each in seen(counter)][-1] is DrawerSight.OPENED_UNASKED


def test_a_request_explains_an_opening_only_for_a_while(counter: Counter) -> None:
    pay_cash(counter)
    counter.wait(ASKED_FOR_S + 1)
    counter.send(OPEN)
    assert [each[0] for each in seen(counter)] == [DrawerSight.OPENED_UNASKED]


def test_a_drawer_opened_behind_the_lock_is_told_to_whoever_comes_back(counter: Counter) -> None:
    counter.do(Do.LOCK)
    counter.send(OPEN, CLOSED)
    assert seen(counter)[0][0] is DrawerSight.OPENED_UNASKED
    assert counter.state.said is None
    counter.sign_in()
    counter.wait(1)
    assert counter.told() is Msg.DRAWER_UNASKED
    counter.do(Do.DISMISS)
    counter.wait(1)
    assert counter.told() is None


def test_a_warning_on_the_screen_is_not_covered_by_the_drawer(counter: Counter) -> None:
    counter.scan("012345678905")
    assert counter.told() is Msg.ITEM_UNKNOWN
    counter.send(OPEN)
    assert counter.told() is Msg.ITEM_UNKNOWN
    counter.do(Do.DISMISS)
    counter.wait(1)
    assert counter.told() is Msg.DRAWER_UNASKED


def test_a_drawer_that_stands_open_when_the_counter_starts_was_found_so() -> None:
    counter = a_counter()
    counter.send(OPEN)
    assert seen(counter) == [(DrawerSight.FOUND_OPEN, *NOBODY)]
    assert counter.told() is None


def test_a_drawer_opened_while_the_cable_was_pulled_was_opened_unasked(counter: Counter) -> None:
    counter.send(UNKNOWN, OPEN)
    assert seen(counter) == [(DrawerSight.OPENED_UNASKED, *NOBODY)]
    counter.send(UNKNOWN, OPEN)
    assert len(seen(counter)) == 1


def test_the_reason_is_on_disk_before_the_pulse(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.press("F9")
    with counter.full_disk():
        counter.press("F9")
    assert counter.did(e.OpenDrawer) == ()
    assert counter.state.drawer_watch.asked == ()


# --- it did not open


def test_a_drawer_that_stayed_closed_is_told_to_the_hand_with_the_cash(counter: Counter) -> None:
    pay_cash(counter)
    counter.send(STAYED)
    assert seen(counter) == [(DrawerSight.STAYED_CLOSED, *CASH)]
    assert counter.told() is Msg.DRAWER_STAYED_CLOSED
    assert strip(counter) == "Drawer did not open"
    counter.send(OPEN)
    assert seen(counter)[-1] == (DrawerSight.OPENED_BY_HAND, *CASH)
    assert strip(counter) == ""


def test_a_printer_that_is_gone_says_why_the_drawer_did_not_open(counter: Counter) -> None:
    pay_cash(counter)
    counter.send(i.DrawerAnswered(DrawerOutcome.FAILED, "not connected"))
    assert seen(counter) == [(DrawerSight.NOT_REACHED, *CASH)]
    words = " ".join(texts(counter.screen.notice))
    assert "The printer is not connected. Open it with its key." in words
    counter.wait(61)
    assert strip(counter) == ""


@pytest.mark.parametrize("reason", ["no drawer sensor", "wire lost", "silent"])
def test_what_nobody_can_know_is_not_claimed(counter: Counter, reason: str) -> None:
    pay_cash(counter)
    counter.send(i.DrawerAnswered(DrawerOutcome.UNCONFIRMED, reason))
    assert (seen(counter), counter.told(), strip(counter)) == ([], None, "")


def test_a_lane_without_a_printer_opens_its_drawer_by_hand_without_being_told_each_time() -> None:
    counter = a_counter()
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ABSENT))
    pay_cash(counter)
    none = i.DrawerAnswered(DrawerOutcome.FAILED, "no printer on this lane", refused=True)
    counter.send(none)
    assert (seen(counter), counter.told()) == ([], None)
    counter.do(Do.LOCK)
    counter.sign_in(MARY)
    counter.press("Ctrl+D")
    counter.press("Ctrl+1")
    counter.send(none)
    assert seen(counter) == [(DrawerSight.NOT_REACHED, DrawerReason.NO_SALE, None)]
    assert counter.told() is Msg.DRAWER_NOT_REACHED


def test_answers_belong_to_requests_in_their_order_and_a_refusal_to_the_latest() -> None:
    counter = a_counter(person=MARY)
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD), CLOSED)
    pay_cash(counter)
    counter.press("Ctrl+D")
    counter.press("Ctrl+1")
    counter.send(i.DrawerAnswered(DrawerOutcome.FAILED, "too many jobs", refused=True), STAYED)
    assert seen(counter) == [
        (DrawerSight.NOT_REACHED, DrawerReason.NO_SALE, None),
        (DrawerSight.STAYED_CLOSED, *CASH),
    ]


def test_an_answer_that_nobody_waits_for_changes_nothing(counter: Counter) -> None:
    before = counter.state
    counter.send(OPENED, STAYED)
    assert counter.state == before


# --- it stands open


def test_a_drawer_left_open_sounds_at_a_sensible_pace_until_it_is_closed(counter: Counter) -> None:
    pay_cash(counter)
    counter.send(OPEN, OPENED)
    counter.wait(DRAWER_ALARM_S - 1)
    assert counter.did(e.SoundAlarm) == ()
    assert strip(counter) == ""
    for _ in range(int(SOUND_EVERY_S) * 2):
        counter.wait(1)
    assert len(counter.did(e.SoundAlarm)) == 2
    assert strip(counter) == "Drawer open for 1 min"
    counter.send(CLOSED)
    counter.wait(60)
    assert len(counter.did(e.SoundAlarm)) == 2
    assert strip(counter) == ""


def test_the_alarm_sounds_behind_the_lock_too(counter: Counter) -> None:
    counter.send(OPEN)
    counter.do(Do.LOCK)
    counter.wait(DRAWER_ALARM_S)
    assert len(counter.did(e.SoundAlarm)) == 1
    assert strip(counter) == "Drawer open for 1 min"


@pytest.mark.parametrize("told", [UNKNOWN, CLOSED])
def test_a_drawer_that_is_not_seen_open_never_alarms(counter: Counter, told: i.Input) -> None:
    pay_cash(counter)
    counter.send(told)
    counter.wait(10 * DRAWER_ALARM_S)
    assert counter.did(e.SoundAlarm) == ()


def test_a_cable_pulled_from_an_open_drawer_stops_the_sound_and_its_return_goes_on(
    counter: Counter,
) -> None:
    counter.send(OPEN, UNKNOWN)
    counter.wait(DRAWER_ALARM_S)
    assert counter.did(e.SoundAlarm) == ()
    counter.send(OPEN)
    counter.wait(1)
    assert len(counter.did(e.SoundAlarm)) == 1


def test_an_alarm_of_zero_is_never() -> None:
    counter = a_counter(settings=replace(SETTINGS, drawer_alarm_s=0))
    counter.send(OPEN)
    counter.wait(10_000)
    assert counter.did(e.SoundAlarm) == ()


# --- a loose sensor


def test_a_flapping_sensor_fills_no_journal_and_is_called_unsteady(counter: Counter) -> None:
    for _ in range(500):
        counter.send(OPEN, CLOSED)
    assert len(seen(counter)) == MOST_RECORDS + 1
    assert seen(counter)[-1] == (DrawerSight.UNSTEADY, *NOBODY)
    assert strip(counter) == "Drawer: sensor unsteady"
    counter.wait(RECORDS_IN_S)
    assert strip(counter) == ""
    counter.send(OPEN)
    assert seen(counter)[-1][0] is DrawerSight.OPENED_UNASKED


def test_what_was_asked_for_is_recorded_also_while_the_sensor_is_unsteady(
    counter: Counter,
) -> None:
    for _ in range(20):
        counter.send(OPEN, CLOSED)
    pay_cash(counter)
    counter.send(OPEN, OPENED)
    assert seen(counter)[-1] == (DrawerSight.OPENED, *CASH)


def test_an_unsteady_sensor_never_alarms(counter: Counter) -> None:
    for _ in range(20):
        counter.send(OPEN, CLOSED)
    counter.send(OPEN)
    counter.wait(59)
    counter.send(CLOSED, OPEN)
    counter.wait(59)
    assert counter.did(e.SoundAlarm) == ()


words = st.sampled_from([OPEN, CLOSED, UNKNOWN, OPENED, STAYED])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(words, st.sampled_from([0.0, 0.1, 3.0])), max_size=120))
def test_without_a_request_the_journal_grows_by_a_few_facts_a_minute(
    told: list[tuple[i.Input, float]],
) -> None:
    counter = a_counter()
    began = counter.now
    for word, seconds in told:
        counter.send(word)
        counter.wait(seconds)
    minutes = (counter.now - began) // RECORDS_IN_S + 1
    assert len(seen(counter)) <= (MOST_RECORDS + 1) * minutes
    assert {each[1:] for each in seen(counter)} <= {NOBODY}


# --- learning its polarity


def taught(counter: Counter, move: LessonMove) -> None:
    """As the page of the devices does it."""
    _take(counter, teach(counter.state, move))


def _take(counter: Counter, step: Step) -> None:
    done = with_requests(step)
    counter.engine._state = done.state
    counter.effects.extend(done.effects)


def test_only_a_manager_teaches_the_counter_what_the_sensor_means(counter: Counter) -> None:
    taught(counter, LessonMove.BEGIN)
    assert counter.told() is Why.NOT_PERMITTED
    assert counter.did(e.TeachDrawer) == ()


@pytest.fixture
def lesson() -> Counter:
    counter = a_counter(person=MARY)
    counter.send(CLOSED)
    taught(counter, LessonMove.BEGIN)
    counter.send(i.DrawerTaught("Open the drawer", "...", "It is open", may_pulse=True))
    return counter


def test_a_lesson_records_its_reason_and_its_moves_are_no_openings(lesson: Counter) -> None:
    begun = teach(lesson.state, LessonMove.BEGIN)
    assert begun.facts == (f.DrawerRequested(DrawerReason.TEST, None),)
    taught(lesson, LessonMove.PULSE)
    lesson.send(STAYED, OPEN, CLOSED)
    lesson.wait(200)
    assert seen(lesson) == []
    assert lesson.told() is None
    assert lesson.did(e.SoundAlarm) == ()
    assert strip(lesson) == ""


def test_the_drawer_is_pulsed_in_a_lesson_only_when_it_is_to_be_opened(lesson: Counter) -> None:
    lesson.send(i.DrawerTaught("Close the drawer", "...", "It is closed"))
    assert teach(lesson.state, LessonMove.PULSE) == Step(lesson.state)
    assert teach(lesson.state, LessonMove.SAID).effects == (e.TeachDrawer(LessonMove.SAID),)


def test_after_a_lesson_an_opening_with_the_key_counts_again(lesson: Counter) -> None:
    taught(lesson, LessonMove.END)
    assert lesson.state.drawer_lesson is None
    lesson.send(i.DrawerTaught("too late", ""))
    assert lesson.state.drawer_lesson is None
    lesson.send(OPEN)
    assert seen(lesson) == [(DrawerSight.OPENED_UNASKED, *NOBODY)]


def test_a_drawer_left_open_by_a_lesson_alarms(lesson: Counter) -> None:
    lesson.send(OPEN)
    taught(lesson, LessonMove.END)
    lesson.wait(DRAWER_ALARM_S)
    assert len(lesson.did(e.SoundAlarm)) == 1


def test_a_lesson_does_not_go_on_behind_a_lock(lesson: Counter) -> None:
    lesson.do(Do.LOCK)
    lesson.wait(1)
    assert lesson.state.drawer_lesson is None
    assert lesson.did(e.TeachDrawer)[-1] == e.TeachDrawer(LessonMove.END)


def test_no_lesson_no_move() -> None:
    manager = a_counter(person=MARY)
    assert teach(manager.state, LessonMove.SAID) == Step(manager.state)


def test_a_full_disk_stops_no_drawer_from_being_seen(counter: Counter) -> None:
    with counter.full_disk():
        counter.send(OPEN)
    assert counter.journal.fault is None
    assert DISK_FULL.title in " ".join(texts(counter.screen.notice))
    counter.send(OPEN)
    assert seen(counter) == [(DrawerSight.OPENED_UNASKED, *NOBODY)]
