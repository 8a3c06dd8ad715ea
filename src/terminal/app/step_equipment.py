"""The devices page: which device is looked at, what its keys do, and the way out.

How one is tested is `step_testing`, which one stands where `step_trial`, its drawer `step_drawer`.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import KeepDevices, LessonMove, StopFinding, UseDevice, WatchScans
from terminal.app.equipment import ROLES, typed_address
from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.app.printing import for_a_person
from terminal.app.settings import DrawerSensor
from terminal.app.state import DevicesPage, DonePage, Msg, Said, SalePage, TerminalState
from terminal.app.step_batch import ask_once_more, close_batch
from terminal.app.step_drawer import end_lesson, teach
from terminal.app.step_stored import count_when_looked_at, on_stored_key
from terminal.app.step_testing import begin_test, on_scan_seen, on_tested
from terminal.app.step_trial import (
    exchanged,
    on_assigning,
    on_found,
    put_back,
    tidying,
    try_address,
)
from terminal.app.stepping import Step, say
from terminal.domain import facts as f

KEEP: Final = "keep"
"""Beside the moves of the drawer's lesson: what was learnt is kept."""


def open_devices(state: TerminalState, wished: str = "") -> Step:
    """From the ticket and from the end of a sale; not while a customer is being asked.

    Without a wish the device is looked at that is in trouble, or the printer while receipts wait.
    """
    page = state.page
    if not isinstance(page, SalePage | DonePage):
        return Step(state)
    calm = DeviceRole.PRINTER if for_a_person(state) else DeviceRole.SCANNER
    troubled = next((role for role in ROLES if _in_trouble(state, role)), calm)
    role = next((role for role in ROLES if role.value == wished), troubled)
    opened = replace(state.clear_field(DevicesPage(page, role)), said=None)
    return Step(opened, (), (WatchScans(on=True),)).and_then(count_when_looked_at(opened))


def _in_trouble(state: TerminalState, role: DeviceRole) -> bool:
    health = state.device.get(role)
    return health is not None and health.condition in (Condition.ATTENTION, Condition.DOWN)


def closed(state: TerminalState, page: DevicesPage) -> Step:
    """The page that was there before; a device on trial makes room for the old one."""
    back = replace(put_back(state, page).clear_field(page.back), said=None)
    left = Step(back, (), (*tidying(state, page), WatchScans(on=False)))
    return left if state.drawer_lesson is None else end_lesson(left)


def on_devices(
    state: TerminalState, page: DevicesPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text) if text.strip():
            return try_address(state, page, typed_address(page.role, text))
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.CHOOSE_DEVICE, argument=role):
            return _choose(state, page, DeviceRole(role))
        case i.Intent(do=Do.LINE_UP):
            return _choose(state, page, ROLES[max(0, ROLES.index(page.role) - 1)])
        case i.Intent(do=Do.LINE_DOWN):
            return _choose(state, page, ROLES[min(len(ROLES) - 1, ROLES.index(page.role) + 1)])
        case i.Intent(do=Do.TEST_DEVICE):
            return begin_test(state, page)
        case i.Intent(do=Do.LEARN_DRAWER, argument=move) if page.role is DeviceRole.DRAWER:
            return _learn(state, page, move)
        case i.Intent(do=Do.CLOSE_BATCH):
            return ask_once_more(state, page)
        case i.Intent(do=Do.CONFIRM_BATCH):
            return close_batch(state, page)
        case i.Intent(do=Do.UPLOAD_STORED | Do.SETTLE_STORED | Do.STORED_OUTCOME):
            return on_stored_key(state, page, what)
        case i.Intent():
            return on_assigning(state, page, what)
        case _:
            return Step(state)


def _back(state: TerminalState, page: DevicesPage) -> Step:
    """First the lesson, the question or the trial, then the search, then the page."""
    if state.drawer_lesson is not None:
        return teach(state, LessonMove.END)
    if page.batch_asked or page.settling is not None:
        unasked = replace(page, batch_asked=False, settling=None)
        return Step(replace(state, page=unasked, said=None))
    if page.trial is not None:
        tidied = tidying(state, replace(page, finding=False))
        back = put_back(state, page).clear_field(replace(page, trial=None, tested=None))
        return Step(replace(back, said=Said(Msg.DEVICE_PUT_BACK)), (), tidied)
    if page.finding:
        calm = replace(state.clear_field(replace(page, finding=False, found=None)), said=None)
        return Step(calm, (), (StopFinding(),))
    return closed(state, page)


def _choose(state: TerminalState, page: DevicesPage, role: DeviceRole) -> Step:
    if role is page.role:
        return Step(state)
    other = DevicesPage(page.back, role)
    left = put_back(state, page).clear_field(other)
    chosen = Step(replace(left, said=None), (), tidying(state, page))
    chosen = chosen.and_then(count_when_looked_at(chosen.state))
    return chosen if state.drawer_lesson is None else end_lesson(chosen)


def on_equipment(
    state: TerminalState,
    what: i.DevicesFound | i.DevicesNotKept | i.DeviceTested | i.ScanSeen,
) -> Step:
    """What was asked for here is answered."""
    match what:
        case i.DevicesFound():
            return on_found(state, what)
        case i.DeviceTested():
            return on_tested(state, what)
        case i.ScanSeen():
            return on_scan_seen(replace(state, last_scan=what))
        case i.DevicesNotKept() if not state.locked:
            return say(state, Said(Msg.DEVICES_NOT_KEPT, what.why))
        case _:
            return Step(state)


# --- what the drawer's sensor means


def _learn(state: TerminalState, page: DevicesPage, move: str) -> Step:
    """A lesson ends with what was learnt, and a person says that it is kept."""
    lesson = state.drawer_lesson
    if move != KEEP:
        return teach(state, LessonMove(move))
    if lesson is None or not lesson.open_when:
        return Step(state)
    learnt = replace(state.settings, drawer_open_when=DrawerSensor(lesson.open_when))
    told = replace(state, settings=learnt, said=Said(Msg.DRAWER_LEARNT))
    fact = f.DeviceAssigned(page.role.value, f"open when {lesson.open_when}")
    told = exchanged(told, DeviceRole.PRINTER)
    kept = Step(told, (fact,), (KeepDevices(learnt), UseDevice(DeviceRole.PRINTER, learnt)))
    return end_lesson(kept)
