"""What devices and the PhMS say about themselves: the status strip, the receipt, the drawer."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.inputs import PrintState
from terminal.app.state import DeviceHealth, Msg, Said, TerminalState
from terminal.app.stepping import Step
from terminal.domain import facts as f

DeviceInput = (
    i.DeviceHealthChanged
    | i.DrawerMoved
    | i.CardTerminalMet
    | i.PrintJobMoved
    | i.PhmsHealthChanged
    | i.OutboxCounted
    | i.PickupSettled
    | i.ScanSeen
)


def on_device(state: TerminalState, what: DeviceInput) -> Step:
    match what:
        case i.DeviceHealthChanged():
            others = tuple(each for each in state.devices if each.role is not what.role)
            health = DeviceHealth(what.role, what.condition, what.detail)
            return Step(replace(state, devices=(*others, health)))
        case i.DrawerMoved():
            return Step(replace(state, drawer=what.position))
        case i.CardTerminalMet():
            return Step(replace(state, card_terminal=what.serial))
        case i.ScanSeen():
            return Step(replace(state, last_scan=what))
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


def _print_moved(state: TerminalState, what: i.PrintJobMoved) -> Step:
    """Every move but `sending` is recorded; that one was, before the first byte."""
    job = state.receipt
    if job is not None and job.job == what.job:
        state = replace(state, receipt=replace(job, state=what.state, reason=what.reason))
    if what.state in (PrintState.QUEUED, PrintState.SENDING):
        return Step(state)
    return Step(state, (f.ReceiptMoved(what.job, what.state.value, what.reason),))
