"""Learning the sensor's polarity: close it, open it, close it again; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cash_drawer.codec import PinLevel
from drivers.cash_drawer.learning import (
    GIVEN_UP,
    MOST_TRIES,
    NOT_HEARD,
    WORDS,
    DrawerLearning,
    LearningStep,
)
from drivers.receipt_printer.messages import AskStatus, PrinterStatus, Pulse
from drivers.simulator.printer import Model
from printer_support.bench import Bench

HIGH, LOW = PinLevel.HIGH, PinLevel.LOW


def read(learning: DrawerLearning, *levels: PinLevel | None) -> DrawerLearning:
    """At each step the person says so, and then the printer tells this level."""
    for level in levels:
        learning = learning.said().heard(level)
    return learning


@pytest.mark.parametrize(("closed", "opened"), [(LOW, HIGH), (HIGH, LOW)])
def test_levels_that_differ_and_come_back_are_the_polarity(
    closed: PinLevel, opened: PinLevel
) -> None:
    learnt = read(DrawerLearning(), closed, opened, closed)
    assert (learnt.step, learnt.open_when, learnt.over) == (LearningStep.LEARNT, opened, True)


@pytest.mark.parametrize("level", PinLevel)
def test_the_same_level_open_and_closed_is_a_drawer_without_sensor(level: PinLevel) -> None:
    learnt = read(DrawerLearning(), level, level)
    assert (learnt.step, learnt.open_when, learnt.over) == (LearningStep.NO_SENSOR, None, True)


def test_a_level_that_does_not_come_back_is_unclear_and_done_again() -> None:
    unclear = read(DrawerLearning(), LOW, HIGH, HIGH)
    assert (unclear.step, unclear.over) == (LearningStep.UNCLEAR, False)
    again = unclear.said()
    assert (again.step, again.tries) == (LearningStep.CLOSE, 2)
    assert read(again, LOW, HIGH, LOW).open_when is HIGH


def test_a_drawer_that_was_open_only_for_a_moment_is_unclear_not_without_sensor() -> None:
    opening = read(DrawerLearning(), LOW).heard(HIGH).heard(LOW)
    assert read(opening, LOW).step is LearningStep.UNCLEAR


def test_after_some_unclear_tries_somebody_has_to_look_at_the_cable() -> None:
    learning = DrawerLearning()
    for _ in range(MOST_TRIES):
        learning = read(learning.said() if learning.step is LearningStep.UNCLEAR else learning,
                        LOW, HIGH, HIGH)  # fmt: skip
    assert learning.over
    assert learning.words == GIVEN_UP
    assert learning.said() == learning


def test_a_silent_printer_leaves_the_step_as_it_is_and_says_so() -> None:
    unheard = read(DrawerLearning(), LOW, None)
    assert (unheard.step, unheard.words) == (LearningStep.OPEN, NOT_HEARD)
    assert read(unheard, HIGH, LOW).open_when is HIGH


def test_only_what_is_read_after_the_person_said_so_counts() -> None:
    waiting = DrawerLearning().heard(HIGH).heard(LOW)
    assert waiting.step is LearningStep.CLOSE
    assert read(waiting, HIGH, LOW, HIGH).open_when is LOW


def test_the_drawer_is_opened_only_in_its_step() -> None:
    assert not DrawerLearning().may_pulse
    assert read(DrawerLearning(), LOW).may_pulse
    assert not read(DrawerLearning(), LOW, HIGH).may_pulse


def test_every_step_has_its_words_and_its_button() -> None:
    assert set(WORDS) == set(LearningStep)
    for step in LearningStep:
        shown = DrawerLearning(step).words
        assert shown.title
        assert bool(shown.button) is not DrawerLearning(step).over


levels = st.sampled_from([HIGH, LOW, None])


@given(st.lists(st.tuples(st.booleans(), levels), max_size=30))
def test_nothing_heard_or_pressed_is_a_bug_and_a_polarity_needs_both_levels(
    moves: list[tuple[bool, PinLevel | None]],
) -> None:
    learning = DrawerLearning()
    for pressed, level in moves:
        learning = (learning.said() if pressed else learning).heard(level)
        assert learning.tries <= MOST_TRIES
    if learning.open_when is not None:
        assert {level for _, level in moves} >= {HIGH, LOW}


@pytest.mark.parametrize("open_high", [True, False])
@pytest.mark.parametrize("by_key", [True, False])
def test_a_drawer_on_a_printer_is_learnt_without_any_setting(
    *, open_high: bool, by_key: bool
) -> None:
    bench = Bench(Model(drawer_open_high=open_high), open_when=None).ready()
    learning = DrawerLearning()

    def pressed() -> DrawerLearning:
        bench.events.clear()
        bench.command(AskStatus()).run(1)
        now = learning.said()
        for event in bench.events:
            if isinstance(event, PrinterStatus):
                now = now.heard(event.drawer_pin)
        return now

    learning = pressed()
    assert learning.may_pulse
    if by_key:
        bench.printer.open_drawer()
    else:
        bench.command(Pulse("learning"))
    bench.run(2)
    learning = pressed()
    bench.printer.close_drawer()
    bench.run(1)
    learning = pressed()
    assert learning.open_when is (HIGH if open_high else LOW)
