"""Testing a device on the devices page: what was asked of it, and what it answered.

A device on trial is tested like any other; what it answers is the verdict on the trial.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import TestDevice
from terminal.app.equipment import has_address
from terminal.app.inputs import DeviceRole
from terminal.app.printer_test import print_test, tested_by_page
from terminal.app.state import DevicesPage, Msg, Said, TerminalState, TrialState
from terminal.app.step_stored import upload_under_way
from terminal.app.stepping import Step, say

TEST_PATIENCE_S: Final = 20.0
"""A cold printer or a terminal that wakes up needs some seconds; a person waits no longer."""


def begin_test(state: TerminalState, page: DevicesPage) -> Step:
    if not has_address(page.role):
        return Step(state)  # the drawer has a key of its own, with its right and its fact
    if page.role is DeviceRole.CARD_TERMINAL and upload_under_way(state):
        return say(state, Said(Msg.STORED_UNDER_WAY))
    waiting = replace(page, test_until=state.now + TEST_PATIENCE_S, tested=None)
    asked = replace(state, page=waiting, said=None)
    if page.role is DeviceRole.PRINTER:
        return print_test(asked)
    return Step(asked, (), (TestDevice(page.role),))


def on_test_printed(state: TerminalState, what: i.TestPrinted) -> Step:
    """What became of the test page, once that is known."""
    tested = tested_by_page(what)
    return Step(state) if tested is None else on_tested(state, tested)


def on_tested(state: TerminalState, what: i.DeviceTested) -> Step:
    page = state.page
    if not isinstance(page, DevicesPage) or what.role is not page.role:
        return Step(state)
    page = replace(page, tested=what, test_until=None)
    if page.trial is not None:
        verdict = TrialState.ANSWERED if what.good else TrialState.FAILED
        page = replace(page, trial=replace(page.trial, state=verdict, words=what.words))
    return Step(replace(state, page=page))


def test_when_overdue(state: TerminalState, page: DevicesPage) -> Step:
    """A test that nobody answers has failed."""
    if page.test_until is None or state.now < page.test_until:
        return Step(state)
    return on_tested(state, i.DeviceTested(page.role, good=False, words="no answer"))


def on_scan_seen(state: TerminalState) -> Step:
    """A scan is the best proof that the scanner on trial is the right one."""
    if not isinstance(state.page, DevicesPage) or state.page.trial is None:
        return Step(state)
    return on_tested(state, i.DeviceTested(DeviceRole.SCANNER, good=True, words="A scan arrived"))
