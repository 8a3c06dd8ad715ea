"""What waits for a pharmacist is found again only when it may have changed: counted, not timed."""

from dataclasses import replace
from datetime import timedelta

from helpers.counter import Counter, a_counter
from helpers.sales import CANDY, a_fill
from terminal.app.counselling_elsewhere import AwaitedCounselling, awaited_counselling
from terminal.app.inputs import Do
from terminal.app.state import TerminalState
from terminal.uplink.awaited import AwaitedShown

NEW = a_fill("6012346", 0, counselling=True)


class Watched:
    """What was shown, and how often it was looked for."""

    def __init__(self) -> None:
        self.finds = 0
        self.shown: tuple[AwaitedCounselling, ...] = ()
        self._awaited = AwaitedShown(self._show, self._find)
        self._seen = 0

    def _find(self, state: TerminalState) -> tuple[AwaitedCounselling, ...]:
        self.finds += 1
        return awaited_counselling(state)

    def _show(self, found: tuple[AwaitedCounselling, ...]) -> None:
        self.shown = found

    def finds_after(self, counter: Counter) -> int:
        """Every state that the counter has shown since; what is known is always what is so."""
        before = self.finds
        for state in counter.states[self._seen :]:
            self.publish(state)
        self._seen = len(counter.states)
        return self.finds - before

    def publish(self, state: TerminalState) -> None:
        self._awaited.publish(state)
        assert self.shown == awaited_counselling(state)


def at_work() -> tuple[Counter, Watched]:
    counter, watched = a_counter(NEW), Watched()
    counter.pick_up(NEW)
    assert watched.finds_after(counter) > 0
    assert [each.key for each in watched.shown] == [NEW.key]
    return counter, watched


def test_no_keystroke_and_no_tick_looks_for_it_again() -> None:
    counter, watched = at_work()
    shown = len(counter.states)
    for typed in ("i", "ib", "ibu"):
        counter.key_in(typed)
    counter.wait(5)
    counter.press("Esc")
    counter.press("Up")
    assert len(counter.states) > shown + 5
    assert watched.finds_after(counter) == 0


def test_another_line_another_ticket_and_a_list_of_waiting_ones_do() -> None:
    counter, watched = at_work()
    counter.scan_item(CANDY)
    assert watched.finds_after(counter) >= 1
    counter.press("F5")
    assert watched.finds_after(counter) >= 1
    counter.do(Do.RESUME, "2-000001")
    assert watched.finds_after(counter) >= 1


def test_other_rules_and_another_day_do_once() -> None:
    counter, watched = at_work()
    state = replace(counter.state, policy=replace(counter.state.policy))
    before = watched.finds
    for _ in range(3):
        watched.publish(state)
    assert watched.finds == before + 1
    tomorrow = replace(state, at=state.at + timedelta(days=1))
    for _ in range(3):
        watched.publish(tomorrow)
    assert watched.finds == before + 2
