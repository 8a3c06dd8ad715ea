"""What devices and the PhMS say about themselves: the status strip, the receipt, the drawer."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.inputs import PrintState
from terminal.app.state import DeviceHealth, Msg, Said, TerminalState
from terminal.app.step_drawer import on_answered, on_moved, on_taught
from terminal.app.step_equipment import on_equipment, on_trial_health
from terminal.app.stepping import Step
from terminal.domain import facts as f

DeviceInput = (
    i.DeviceHealthChanged
    | i.DevicesFound
    | i.DevicesNotKept
    | i.DeviceTested
    | i.DrawerMoved
    | i.DrawerAnswered
    | i.DrawerTaught
    | i.CardTerminalMet
    | i.PrintJobMoved
    | i.PhmsHealthChanged
    | i.OutboxCounted
    | i.PickupSettled
)


def on_device(state: TerminalState, what: DeviceInput) -> Step:
    match what:
        case i.DeviceHealthChanged():
            return on_trial_health(_with_health(state, what), what)
        case i.DevicesFound() | i.DevicesNotKept() | i.DeviceTested():
            return on_equipment(state, what)
        case i.DrawerMoved():
            return on_moved(state, what.position)
        case i.DrawerAnswered():
            return on_answered(state, what)
        case i.DrawerTaught():
            return on_taught(state, what)
        case i.CardTerminalMet():
            return Step(replace(state, card_terminal=what.serial))
        case i.PrintJobMoved():
            return _print_moved(state, what)
        case i.PhmsHealthChanged():
            phms = replace(
                state.phms,
                condition=what.condition,
                detail=what.detail,
                last_good=what.last_good or state.phms.last_good,
            )
            return Step(replace(state, phms=phms))
        case i.OutboxCounted():
            phms = replace(state.phms, waiting=what.waiting, stuck=what.stuck)
            return Step(replace(state, phms=phms))
        case i.PickupSettled(conflict=""):
            return Step(state)
        case i.PickupSettled():
            if state.locked:
                return Step(state)
            return Step(replace(state, said=Said(Msg.PHMS_DISPUTES, str(what.key), what.conflict)))
        case _:
            assert_never(what)


def _with_health(state: TerminalState, what: i.DeviceHealthChanged) -> TerminalState:
    """Since when it is so counts from the first time it was said."""
    known = state.device.get(what.role)
    if known is not None and (known.condition, known.detail) == (what.condition, what.detail):
        return state
    others = tuple(each for each in state.devices if each.role is not what.role)
    health = DeviceHealth(what.role, what.condition, what.detail, state.at)
    return replace(state, devices=(*others, health))


def _print_moved(state: TerminalState, what: i.PrintJobMoved) -> Step:
    """Every move but `sending` is recorded; that one was, before the first byte."""
    job = state.receipt
    if job is not None and job.job == what.job:
        state = replace(state, receipt=replace(job, state=what.state, reason=what.reason))
    if what.state in (PrintState.QUEUED, PrintState.SENDING):
        return Step(state)
    return Step(state, (f.ReceiptMoved(what.job, what.state.value, what.reason),))
