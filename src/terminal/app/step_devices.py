"""What devices and the PhMS say about themselves: the status strip, the receipt, the drawer."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.printing import on_print_moved, on_printer_health
from terminal.app.state import DeviceHealth, Msg, Said, TerminalState
from terminal.app.step_batch import on_batch
from terminal.app.step_capture import on_signature
from terminal.app.step_drawer import on_answered, on_moved, on_taught
from terminal.app.step_equipment import on_equipment
from terminal.app.step_stored import on_stored, on_terminal_met, terminal_is_away
from terminal.app.step_testing import on_test_printed
from terminal.app.step_till_print import PREFIX, on_slip_moved
from terminal.app.step_trial import on_trial_health
from terminal.app.stepping import Step

CardTerminalInput = (
    i.CardTerminalMet
    | i.SignatureCaptured
    | i.SignatureNotCaptured
    | i.CardBatchReported
    | i.CardBatchNotClosed
    | i.StoredInput
)
DeviceInput = (
    CardTerminalInput
    | i.DeviceHealthChanged
    | i.DevicesFound
    | i.DevicesNotKept
    | i.DeviceTested
    | i.DrawerMoved
    | i.DrawerAnswered
    | i.DrawerTaught
    | i.PrintJobMoved
    | i.TestPrinted
    | i.PhmsHealthChanged
    | i.OutboxCounted
    | i.PickupSettled
    | i.ScanSeen
)


def on_device(state: TerminalState, what: DeviceInput) -> Step:  # noqa: C901  a table
    match what:
        case i.DeviceHealthChanged():
            told = on_trial_health(terminal_is_away(_with_health(state, what), what), what)
            if what.role is i.DeviceRole.PRINTER:
                return replace(told, state=on_printer_health(state, told.state))
            return told
        case i.DevicesFound() | i.DevicesNotKept() | i.DeviceTested() | i.ScanSeen():
            return on_equipment(state, what)
        case i.DrawerMoved():
            return on_moved(state, what.position)
        case i.DrawerAnswered():
            return on_answered(state, what)
        case i.DrawerTaught():
            return on_taught(state, what)
        case (
            i.CardTerminalMet()
            | i.SignatureCaptured()
            | i.SignatureNotCaptured()
            | i.CardBatchReported()
            | i.CardBatchNotClosed()
            | i.StoredSalesCounted()
            | i.StoredSalesUploaded()
            | i.StoredSalesNotUploaded()
            | i.StoredSalesFound()
            | i.StoredSalesNotFound()
        ):
            return _on_card_terminal(state, what)
        case i.PrintJobMoved(job=job) if job.startswith(PREFIX):
            return on_slip_moved(state, what)
        case i.PrintJobMoved():
            return on_print_moved(state, what)
        case i.TestPrinted():
            return on_test_printed(state, what)
        case i.PhmsHealthChanged():
            phms = replace(
                state.phms,
                condition=what.condition,
                detail=what.detail,
                last_good=what.last_good or state.phms.last_good,
                held=what.held,
            )
            return Step(replace(state, phms=phms))
        case i.OutboxCounted():
            phms = replace(
                state.phms,
                waiting=what.waiting,
                stuck=what.stuck,
                oldest=what.oldest,
                to_settle=what.to_settle,
            )
            return Step(replace(state, phms=phms))
        case i.PickupSettled(conflict=""):
            return Step(state)
        case i.PickupSettled():
            if state.locked:
                return Step(state)
            return Step(replace(state, said=Said(Msg.PHMS_DISPUTES, str(what.key), what.conflict)))
        case _:
            assert_never(what)


def _on_card_terminal(state: TerminalState, what: CardTerminalInput) -> Step:
    """What the card terminal says beside payments."""
    match what:
        case i.CardTerminalMet(serial=serial, can=can):
            return on_terminal_met(replace(state, card_terminal=serial, card_terminal_can=can))
        case i.SignatureCaptured() | i.SignatureNotCaptured():
            return on_signature(state, what)
        case i.CardBatchReported() | i.CardBatchNotClosed():
            return on_batch(state, what)
        case _:
            return on_stored(state, what)


def _with_health(state: TerminalState, what: i.DeviceHealthChanged) -> TerminalState:
    """Since when it is so counts from the first time it was said."""
    known = state.device.get(what.role)
    as_before = known is not None and (known.condition, known.detail) == (
        what.condition,
        what.detail,
    )
    since = known.since if known is not None and as_before else state.at
    others = tuple(each for each in state.devices if each.role is not what.role)
    health = DeviceHealth(what.role, what.condition, what.detail, since, what.why, what.reachable)
    return replace(state, devices=(*others, health))
