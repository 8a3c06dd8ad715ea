"""The cash drawer: why it opened, that it did not, that it stands open too long.

Rules that hold here:

1. Every opening that the sensor tells is a fact with its reason; one that nobody asked for is told
   to the person too, as soon as one is there to read it.
2. An opening that was asked for and did not happen is told at once: somebody has cash in the hand.
3. A drawer without a sensor is never seen, so it is never recorded and never alarms.
4. A loose sensor cannot fill the journal: `MOST_RECORDS` a minute, then one fact that says so. What
   was asked for is recorded all the same.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.dates import clock
from terminal.app.drawer import (
    ASKED_FOR_S,
    MOST_RECORDS,
    RECORDS_IN_S,
    SOUND_EVERY_S,
    Asked,
    DrawerWatch,
)
from terminal.app.effects import LessonMove, OpenDrawer, SoundAlarm, TeachDrawer
from terminal.app.inputs import Condition, DeviceRole, DrawerOutcome, DrawerPosition
from terminal.app.permissions import Right, may
from terminal.app.state import Msg, Said, TerminalState
from terminal.app.stepping import Step, refuse
from terminal.app.till_page import COUNTING, TillPage
from terminal.domain import facts as f
from terminal.domain.facts import DrawerSight
from terminal.domain.refusal import Refusal, Why


def with_requests(step: Step) -> Step:
    """Remember what this step asks of the drawer, so that its opening is known for what it is."""
    pulses = sum(_opens(effect) for effect in step.effects)
    if not pulses:
        return step
    now, watch = step.state.now, step.state.drawer_watch
    requests = [fact for fact in step.facts if isinstance(fact, f.DrawerRequested)][-pulses:]
    assert len(requests) == pulses, "the drawer is opened for a reason that is on disk"
    asked = tuple(Asked(each.reason, each.sale, now) for each in requests)
    return _watching(step, replace(watch, asked=(*watch.asked, *asked), failed=None))


def _opens(effect: object) -> bool:
    return isinstance(effect, OpenDrawer) or effect == TeachDrawer(LessonMove.PULSE)


def _watching(step: Step, watch: DrawerWatch) -> Step:
    return replace(step, state=replace(step.state, drawer_watch=watch))


# --- what the sensor tells


def on_moved(state: TerminalState, position: DrawerPosition) -> Step:
    """Where the drawer stands now; told again and again, so only a change means anything."""
    before, watch = state.drawer_watch.known, state.drawer_watch
    state = replace(state, drawer=position)
    if position in (before, DrawerPosition.UNKNOWN) or state.drawer_lesson is not None:
        return Step(state)
    watch = replace(watch, known=position)
    if position is DrawerPosition.OPEN:
        return _opened(state, watch, first=before is DrawerPosition.UNKNOWN)
    watch = replace(watch, open_since=None, unasked=False)
    if before is DrawerPosition.UNKNOWN:
        return Step(replace(state, drawer_watch=watch))
    return _recorded(state, watch, DrawerSight.CLOSED)


def _opened(state: TerminalState, watch: DrawerWatch, *, first: bool) -> Step:
    now, ask, failed = state.now, watch.waiting(state.now), watch.stuck(state.now)
    sound_at = now + state.settings.drawer_alarm_s
    watch = replace(watch, open_since=now, sound_at=sound_at, unasked=False, failed=None)
    if ask is not None:
        seen = f.DrawerSeen(DrawerSight.OPENED, ask.reason, ask.sale)
        return Step(replace(state, drawer_watch=watch.explained(ask)), (seen,))
    if failed is not None:
        seen = f.DrawerSeen(DrawerSight.OPENED_BY_HAND, failed.reason, failed.sale)
        return Step(replace(state, drawer_watch=watch), (seen,))
    if watch.just_opened(now):
        return Step(replace(state, drawer_watch=watch))
    if first:
        return _recorded(state, watch, DrawerSight.FOUND_OPEN)
    watch = replace(watch, unasked=True, untold=watch.untold or state.at)
    return tell(_recorded(state, watch, DrawerSight.OPENED_UNASKED))


def _recorded(state: TerminalState, watch: DrawerWatch, sight: DrawerSight) -> Step:
    """Record what nobody asked for, unless the sensor tells more than hands can do."""
    now = state.now
    recent = tuple(at for at in watch.records if now - at < RECORDS_IN_S)
    if watch.unsteady_until is not None:
        still = replace(watch, unsteady_until=now + RECORDS_IN_S)
        return Step(replace(state, drawer_watch=still))
    unsteady = len(recent) >= MOST_RECORDS
    watch = replace(
        watch,
        records=(*recent, now)[-MOST_RECORDS:],
        unsteady_until=now + RECORDS_IN_S if unsteady else None,
    )
    seen = f.DrawerSeen(DrawerSight.UNSTEADY if unsteady else sight, None, None)
    return Step(replace(state, drawer_watch=watch), (seen,))


def tell(step: Step) -> Step:
    """Say that it was opened with its key, if a person is there and nothing else is being said."""
    state, watch = step.state, step.state.drawer_watch
    if watch.untold is None or state.locked or state.said is not None:
        return step
    at = clock(watch.untold.astimezone(state.zone))
    told = replace(state, said=Said(Msg.DRAWER_UNASKED, at))
    return _watching(replace(step, state=told), replace(watch, untold=None))


# --- what became of a request


def on_answered(state: TerminalState, what: i.DrawerAnswered) -> Step:
    """The driver's word on one request: on the oldest, or on the latest if it was never taken."""
    asked = state.drawer_watch.asked
    if not asked:
        return Step(state)
    ask = asked[-1] if what.refused else asked[0]
    watch = replace(state.drawer_watch, asked=tuple(each for each in asked if each is not ask))
    if what.outcome is DrawerOutcome.OPENED:
        watch = replace(watch, opened_at=state.now, failed=None)
    state = replace(state, drawer_watch=watch)
    if state.drawer_lesson is not None:
        return Step(state)
    match what.outcome:
        case DrawerOutcome.OPENED if not ask.seen and watch.known is not DrawerPosition.OPEN:
            return Step(state, (f.DrawerSeen(DrawerSight.OPENED, ask.reason, ask.sale),))
        case DrawerOutcome.NOT_OPENED if not ask.seen:
            told = Said(Msg.DRAWER_STAYED_CLOSED)
            return _did_not_open(state, ask, DrawerSight.STAYED_CLOSED, told)
        case DrawerOutcome.FAILED if _by_hand(state, ask):
            return Step(state)
        case DrawerOutcome.FAILED:
            told = Said(Msg.DRAWER_NOT_REACHED, what.reason)
            return _did_not_open(state, ask, DrawerSight.NOT_REACHED, told)
        case _:
            return Step(state)


def _by_hand(state: TerminalState, ask: Asked) -> bool:
    """A lane without a printer: its drawer is always opened by hand, and everybody knows."""
    printer = state.device.get(DeviceRole.PRINTER)
    absent = printer is None or printer.condition is Condition.ABSENT
    return absent and ask.reason is f.DrawerReason.CASH


def _did_not_open(state: TerminalState, ask: Asked, sight: DrawerSight, told: Said) -> Step:
    watch = replace(state.drawer_watch, failed=replace(ask, at=state.now))
    said = state.said if state.locked else told
    seen = f.DrawerSeen(sight, ask.reason, ask.sale)
    return Step(replace(state, drawer_watch=watch, said=said), (seen,))


# --- time


def on_clock(step: Step) -> Step:
    """After each tick: forget old requests, sound while it is open too long, tell what waits."""
    state = step.state
    watch, now = state.drawer_watch, state.now
    asked = tuple(each for each in watch.asked if now - each.at < ASKED_FOR_S)
    if asked != watch.asked:
        watch = replace(watch, asked=asked)
    if watch.unsteady_until is not None and now >= watch.unsteady_until:
        since = now if watch.known is DrawerPosition.OPEN else None
        watch = replace(watch, unsteady_until=None, records=(), open_since=since)
    late = is_late(state) and now >= watch.sound_at
    if late:
        watch = replace(watch, sound_at=now + SOUND_EVERY_S)
        step = step.doing(SoundAlarm())
    if watch is not state.drawer_watch:
        step = _watching(step, watch)
    if state.locked and state.drawer_lesson is not None:
        step = end_lesson(step)
    return tell(step)


def is_late(state: TerminalState) -> bool:
    """Whether the drawer is seen to stand open longer than it should; not while it is counted."""
    page = state.page
    counting = isinstance(page, TillPage) and page.mode in COUNTING
    seen_open = state.drawer is DrawerPosition.OPEN and state.drawer_lesson is None and not counting
    return seen_open and state.drawer_watch.late(state.now, state.settings.drawer_alarm_s)


# --- learning its polarity (drivers/cash_drawer/learning.py), for the page of the devices


def teach(state: TerminalState, move: LessonMove) -> Step:
    """A manager goes on with learning; the drawer's moves are no openings until it has ended."""
    if state.user is None or not may(state.user, Right.OPEN_DRAWER):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    asking = Step(state, (), (TeachDrawer(move),))
    match move:
        case LessonMove.BEGIN:
            begun = replace(state, drawer_lesson=i.DrawerTaught("", ""))
            return replace(asking, state=begun, facts=(_TEST,))
        case LessonMove.END:
            return end_lesson(Step(state))
        case _ if state.drawer_lesson is None:
            return Step(state)
        case LessonMove.PULSE if not state.drawer_lesson.may_pulse:
            return Step(state)
        case LessonMove.PULSE:
            return replace(asking, facts=(_TEST,))
        case _:
            return asking


_TEST = f.DrawerRequested(f.DrawerReason.TEST, None)


def end_lesson(step: Step) -> Step:
    """What the sensor told meanwhile may have been read upside down: begin to look afresh."""
    state = step.state
    watch = DrawerWatch(known=state.drawer)
    if state.drawer is DrawerPosition.OPEN:
        sound_at = state.now + state.settings.drawer_alarm_s
        watch = replace(watch, open_since=state.now, sound_at=sound_at)
    over = replace(state, drawer_lesson=None, drawer_watch=watch)
    return replace(step, state=over).doing(TeachDrawer(LessonMove.END))


def on_taught(state: TerminalState, what: i.DrawerTaught) -> Step:
    """How far the learning has come; one that was ended meanwhile stays ended."""
    if state.drawer_lesson is None:
        return Step(state)
    return Step(replace(state, drawer_lesson=what))
