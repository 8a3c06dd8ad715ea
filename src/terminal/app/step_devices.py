"""What devices and the PhMS say about themselves: the status strip, the receipt, the drawer."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.printer_test import on_test_printed
from terminal.app.printing import on_print_moved, on_printer_health
from terminal.app.state import DeviceHealth, Msg, Said, TerminalState
from terminal.app.stepping import Step

DeviceInput = (
    i.DeviceHealthChanged
    | i.DrawerMoved
    | i.CardTerminalMet
    | i.PrintJobMoved
    | i.TestPrinted
    | i.PhmsHealthChanged
    | i.OutboxCounted
    | i.PickupSettled
)


def on_device(state: TerminalState, what: DeviceInput) -> Step:
    match what:
        case i.DeviceHealthChanged():
            others = tuple(each for each in state.devices if each.role is not what.role)
            health = DeviceHealth(what.role, what.condition, what.detail)
            told = replace(state, devices=(*others, health))
            if what.role is i.DeviceRole.PRINTER:
                return Step(on_printer_health(state, told))
            return Step(told)
        case i.DrawerMoved():
            return Step(replace(state, drawer=what.position))
        case i.CardTerminalMet():
            return Step(replace(state, card_terminal=what.serial))
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
