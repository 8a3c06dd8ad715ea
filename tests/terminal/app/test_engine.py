"""Durable before visible, one input at a time, and nothing lost while the disk is slow."""

import pytest

from helpers.counter import ANA, Counter, a_counter
from helpers.sales import CANDY, IBUPROFEN
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.engine import MAX_WAITING
from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.app.state import Msg, SalePage, SignInPage
from terminal.domain import facts as f


@pytest.fixture
def slow() -> Counter:
    """A counter whose disk answers when it is told to."""
    counter = a_counter()
    counter.journal.slow = True
    return counter


def test_a_line_is_shown_only_after_it_is_durable(slow: Counter) -> None:
    shown = len(slow.states)
    slow.scan_item(CANDY)
    assert slow.state.sale is None
    assert slow.did(e.ShowOnDisplay) == ()
    assert all(state.sale is None for state in slow.states[shown:])

    slow.commit_now()
    assert slow.total == "4.25"
    assert len(slow.did(e.ShowOnDisplay)) == 1


def test_an_input_without_facts_is_shown_at_once_while_nothing_commits() -> None:
    counter = a_counter()
    counter.do(Do.SWITCH_THEME)
    assert counter.state.theme == "dark"
    assert not counter.engine.busy


def test_inputs_wait_their_turn_while_facts_commit(slow: Counter) -> None:
    slow.scan_item(CANDY)
    slow.scan_item(IBUPROFEN)
    slow.do(Do.HELP)
    assert slow.engine.busy
    assert slow.screen.overlay == ()

    slow.commit_now()
    slow.commit_now()
    assert [line.id for line in slow.sale.lines] == [1, 2]
    assert slow.state.help
    assert slow.journal.held == []


def test_one_commit_is_under_way_at_a_time(slow: Counter) -> None:
    slow.scan_item(CANDY)
    slow.scan_item(CANDY)
    assert len(slow.journal.held) == 1


def test_facts_that_could_not_be_stored_never_happened(slow: Counter) -> None:
    slow.scan_item(CANDY)
    with slow.full_disk():
        slow.commit_now()
    assert slow.state.sale is None
    assert slow.did(e.ShowOnDisplay) == ()
    assert slow.told() is Msg.STORE_TROUBLE
    assert slow.screen.notice is not None
    assert slow.screen.notice.title == "The disk is full"
    assert slow.screen.notice.detail == "Free some space."

    slow.journal.slow = False
    slow.scan_item(CANDY)
    assert slow.total == "4.25"


def test_what_waited_behind_a_failed_commit_is_still_done(slow: Counter) -> None:
    slow.scan_item(CANDY)
    slow.do(Do.SWITCH_THEME)
    with slow.full_disk():
        slow.commit_now()
    assert slow.state.theme == "dark"


def test_too_many_scans_during_one_commit_are_refused_with_a_sound(slow: Counter) -> None:
    slow.scan_item(CANDY)
    for _ in range(MAX_WAITING):
        slow.do(Do.SWITCH_THEME)
    assert e.Beep(good=False) not in slow.effects
    slow.do(Do.LOCK)
    assert slow.effects[-1] == e.Beep(good=False)

    slow.journal.slow = False
    slow.commit_now()
    assert not slow.state.locked
    assert slow.state.theme == "light"


def test_a_full_queue_drops_signs_of_life_without_a_sound(slow: Counter) -> None:
    slow.scan_item(CANDY)
    for _ in range(MAX_WAITING + 1):
        slow.send(i.Activity())
    assert e.Beep(good=False) not in slow.effects


def test_a_full_queue_never_drops_what_a_device_says(slow: Counter) -> None:
    slow.scan_item(CANDY)
    for _ in range(MAX_WAITING):
        slow.do(Do.SWITCH_THEME)
    slow.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "open"))
    slow.commit_now()
    assert slow.state.device[DeviceRole.PRINTER].detail == "open"


def test_a_batch_says_who_and_when_and_where() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    batch = counter.journal.batches[-1]
    assert (batch.actor, batch.lane, batch.at) == (ANA.id, "2", counter.at)
    assert counter.last_batch() == ("SaleOpened", "ItemAdded")


def test_before_anybody_signs_in_a_fact_has_no_actor() -> None:
    counter = Counter()
    counter.enter(ANA.id)
    counter.enter("wrong")
    assert counter.journal.batches[-1].actor is None
    assert isinstance(counter.journal.batches[-1].facts[0], f.SignInFailed)


def test_a_lock_holds_even_when_it_cannot_be_recorded() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    with counter.full_disk():
        counter.do(Do.LOCK)
    assert counter.locked()
    counter.on(SignInPage)
    assert counter.effects[-1] == e.ShowOnDisplay("", "")
    assert counter.told() is Msg.STORE_TROUBLE

    counter.sign_in()
    counter.on(SalePage)
    assert counter.total == "4.25"


def test_a_sign_in_that_cannot_be_recorded_can_be_tried_again() -> None:
    counter = Counter()
    with counter.full_disk():
        counter.sign_in()
    assert counter.locked()
    assert counter.told() is Msg.STORE_TROUBLE
    counter.enter("1111")
    assert not counter.locked()


def test_the_journal_answers_once() -> None:
    counter = a_counter()
    counter.journal.slow = True
    counter.scan_item(CANDY)
    _, done = counter.journal.held[0]
    counter.commit_now()
    done(None)
    with pytest.raises(AssertionError, match="answers once"):
        counter.settle()
