"""Sign-in and lock, in all their states."""

from dataclasses import replace
from datetime import timedelta

from terminal.app.effects import CheckPin
from terminal.app.inputs import Do, SystemSlept
from terminal.domain.eligibility_list import ListTaken
from terminal.presentation.samples.lane import SampleLane, started
from terminal.presentation.samples.pharmacy import WAIT_FROM
from terminal.presentation.samples.selling import combined_ticket, troubled
from terminal.presentation.samples.stock import CASHIER, IBUPROFEN

WRONG = "0000"
A_MOMENT_S = 0.5
TROUBLE = "own.toml, line 9"


def sign_in_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: nobody is signed in yet."""
    asked = lane.press(Do.CHOOSE_STAFF, CASHIER.id)
    missed = asked.enter(WRONG)
    waiting = missed
    for _ in range(WAIT_FROM - 1):
        waiting = waiting.enter(CASHIER.id, WRONG)
    settings, policy = lane.state.settings, lane.state.policy
    old = ListTaken("2026-10", lane.state.at - timedelta(days=41))
    return {
        "sign-in": lane,
        "sign-in-typed": lane.press(Do.KEYPAD, "1").press(Do.KEYPAD, "1"),
        "sign-in-pin": asked.key_in("111"),
        "sign-in-wrong-pin": missed,
        "sign-in-delay": waiting.after(A_MOMENT_S),
        "sign-in-checking": asked.holding(CheckPin).enter("1111"),
        "sign-in-demo": started(settings, policy, demo=True),
        "sign-in-rules-refused": replace(lane, state=replace(lane.state, rules_trouble=TROUBLE)),
        "sign-in-old-list": replace(lane, state=replace(lane.state, eligibility_list=old)),
        "sign-in-recovered": lane.sign_in(CASHIER).scan(IBUPROFEN).after_power_cut(),
    }


def lock_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    locked = combined_ticket(lane).press(Do.LOCK)
    missed = locked.enter(WRONG)
    waiting = missed.enter(WRONG, WRONG)
    return {
        "locked": locked.key_in("111"),
        "locked-wrong-pin": troubled(missed),
        "locked-delay": waiting.after(A_MOMENT_S),
        "locked-someone-else": locked.press(Do.BACK),
        "locked-no-ticket": lane.then(SystemSlept()),
    }
