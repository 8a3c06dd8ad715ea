"""The whole terminal in one pure function: `step(state, arrived) -> Step`.

Rules that hold here:

1. Nothing is read from a clock, a file or chance; time comes in with the input.
2. Facts are durable before the new state is shown and before an effect is done (engine.py).
3. What a device or the PhMS says is taken on whatever page the person is, locked or not.
4. While the screen is locked a person's input reaches the sign-in page only.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.state import CardPage, Msg, Said, TenderPage, TerminalState
from terminal.app.step_card import on_card, query_when_due
from terminal.app.step_devices import on_device
from terminal.app.step_pages import on_person
from terminal.app.step_payment import on_reread
from terminal.app.step_pickup import on_will_call
from terminal.app.step_sale import on_found, on_scan
from terminal.app.step_sign_in import lock, on_pin_checked, on_sign_in
from terminal.app.stepping import Step, say


def step(state: TerminalState, arrived: i.Arrived) -> Step:
    """The state after this input, the facts of it, and what to do once they are durable."""
    state = replace(state, at=arrived.at, now=arrived.now)
    what = arrived.what
    match what:
        case i.ClockTicked():
            return _tick(state)
        case i.Activity():
            return Step(replace(state, last_activity=state.now))
        case i.SystemSlept():
            return lock(state, "the machine slept")
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted() | i.SignatureDrawn():
            state = replace(state, last_activity=state.now)
            return on_sign_in(state, what) if state.locked else on_person(state, what)
        case i.CodeScanned() | i.ScanRefused():
            return on_scan(replace(state, last_activity=state.now), what)
        case i.ItemsFound() | i.SearchAnswered():
            return on_found(state, what)
        case i.FillRead() if isinstance(state.page, TenderPage):
            return on_reread(state, state.page, what)
        case i.WillCallLoaded() | i.FillRead():
            return on_will_call(state, what)
        case i.PinChecked():
            return on_pin_checked(state, what)
        case i.ChargeAcknowledged() | i.ChargeAnswered() | i.ChargeQueried():
            return on_card(state, what)
        case i.CommitFailed():
            return say(state, Said(Msg.STORE_TROUBLE, what.title, what.remedy))
        case (
            i.DeviceHealthChanged()
            | i.DrawerMoved()
            | i.CardTerminalMet()
            | i.PrintJobMoved()
            | i.PhmsHealthChanged()
            | i.OutboxCounted()
            | i.PickupSettled()
        ):
            return on_device(state, what)
        case _:
            assert_never(what)


def _tick(state: TerminalState) -> Step:
    idle = state.now - state.last_activity >= state.settings.lock_after_s
    if not state.locked and idle:
        return lock(state, "no input")
    if isinstance(state.page, CardPage):
        return query_when_due(state, state.page)
    return Step(state)
