"""The devices page: health, tests, and which device is which.

Rules that hold here:

1. A device is tried in its place first and kept only when a person says that it is the right one;
   until then the old one comes back by itself, also when the page is left or the screen locks.
2. Nothing is written to a port that no person chose.
3. The card terminal stays while a payment, or the closing of its batch, waits for its word, and
   while it holds sales that the bank has not seen.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.drawer import DrawerWatch
from terminal.app.effects import (
    Effect,
    FindDevices,
    KeepDevices,
    LessonMove,
    StopFinding,
    TestDevice,
    UseDevice,
    WatchScans,
)
from terminal.app.equipment import (
    ROLES,
    address_of,
    assignable,
    has_address,
    kinds,
    typed_address,
    usable_for,
    with_address,
    with_kind,
)
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition
from terminal.app.permissions import Right, may
from terminal.app.printer_test import print_test, tested_by_page
from terminal.app.settings import DrawerSensor, Settings
from terminal.app.state import (
    DevicesPage,
    DonePage,
    Msg,
    Said,
    SalePage,
    TerminalState,
    Trial,
    TrialState,
)
from terminal.app.step_batch import ask_once_more, batch_under_way, close_batch
from terminal.app.step_drawer import end_lesson, teach
from terminal.app.step_stored import (
    count_when_looked_at,
    on_stored_key,
    upload_under_way,
    waits_elsewhere,
)
from terminal.app.stepping import Step, refuse, say
from terminal.domain import facts as f
from terminal.domain.refusal import Refusal, Why

NONE_THEN = "There is none on this lane then"
TEST_PATIENCE_S = 20.0
"""A cold printer or a terminal that wakes up needs some seconds; a person waits no longer."""


def open_devices(state: TerminalState) -> Step:
    """From the ticket and from the end of a sale; not while a customer is being asked."""
    page = state.page
    if not isinstance(page, SalePage | DonePage):
        return Step(state)
    troubled = (role for role in ROLES if _in_trouble(state, role))
    role = next(troubled, DeviceRole.SCANNER)
    opened = replace(state.clear_field(DevicesPage(page, role)), said=None)
    return Step(opened, (), (WatchScans(on=True),)).and_then(count_when_looked_at(opened))


def _in_trouble(state: TerminalState, role: DeviceRole) -> bool:
    health = state.device.get(role)
    return health is not None and health.condition in (Condition.ATTENTION, Condition.DOWN)


def closed(state: TerminalState, page: DevicesPage) -> Step:
    """The page that was there before; a device on trial makes room for the old one."""
    back = replace(_put_back(state, page).clear_field(page.back), said=None)
    left = Step(back, (), (*_tidying(state, page), WatchScans(on=False)))
    return left if state.drawer_lesson is None else end_lesson(left)


def _put_back(state: TerminalState, page: DevicesPage) -> TerminalState:
    """What the device on trial said is not the old one's."""
    return state if page.trial is None else _exchanged(state, page.role)


def _exchanged(state: TerminalState, role: DeviceRole) -> TerminalState:
    """Another device stands there now: what the one before told counts no more."""
    state = replace(state, devices=tuple(each for each in state.devices if each.role is not role))
    match role:
        case DeviceRole.PRINTER:  # the drawer hangs on it: an open one was not opened just now
            return replace(state, drawer=DrawerPosition.UNKNOWN, drawer_watch=DrawerWatch())
        case DeviceRole.CARD_TERMINAL:
            known = replace(state.stored, counted=None, ask_not_before=0.0)
            return replace(state, card_terminal="", card_terminal_can=frozenset(), stored=known)
        case _:
            return state


def _tidying(state: TerminalState, page: DevicesPage) -> tuple[Effect, ...]:
    stop: tuple[Effect, ...] = (StopFinding(),) if page.finding else ()
    return stop if page.trial is None else (*stop, UseDevice(page.role, state.settings))


def on_devices(
    state: TerminalState, page: DevicesPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text) if text.strip():
            return _try(state, page, typed_address(page.role, text))
        case i.Intent(do=Do.BACK):
            return _back(state, page)
        case i.Intent(do=Do.CHOOSE_DEVICE, argument=role):
            return _choose(state, page, DeviceRole(role))
        case i.Intent(do=Do.LINE_UP):
            return _choose(state, page, ROLES[max(0, ROLES.index(page.role) - 1)])
        case i.Intent(do=Do.LINE_DOWN):
            return _choose(state, page, ROLES[min(len(ROLES) - 1, ROLES.index(page.role) + 1)])
        case i.Intent(do=Do.TEST_DEVICE):
            return _test(state, page)
        case i.Intent(do=Do.LEARN_DRAWER, argument=move) if page.role is DeviceRole.DRAWER:
            return _learn(state, page, move)
        case i.Intent(do=Do.CLOSE_BATCH):
            return ask_once_more(state, page)
        case i.Intent(do=Do.CONFIRM_BATCH):
            return close_batch(state, page)
        case i.Intent(do=Do.UPLOAD_STORED | Do.SETTLE_STORED | Do.STORED_OUTCOME):
            return on_stored_key(state, page, what)
        case i.Intent():
            return _on_assigning(state, page, what)
        case _:
            return Step(state)


def _on_assigning(state: TerminalState, page: DevicesPage, what: i.Intent) -> Step:
    match what:
        case i.Intent(do=Do.FIND_DEVICES):
            return _find(state, page)
        case i.Intent(do=Do.TRY_DEVICE, argument=address) if _was_found(page, address):
            return _try(state, page, address)
        case i.Intent(do=Do.TRY_KIND, argument=kind) if page.trial is not None:
            return _of_kind(state, page, page.trial.settings, kind)
        case i.Intent(do=Do.KEEP_DEVICE) if page.trial and page.trial.state is TrialState.ANSWERED:
            return _keep(state, page, page.trial)
        case i.Intent(do=Do.REMOVE_DEVICE):
            return _remove(state, page)
        case _:
            return Step(state)


def _was_found(page: DevicesPage, address: str) -> bool:
    return any(each.address == address and each.usable for each in page.found or ())


def _back(state: TerminalState, page: DevicesPage) -> Step:
    """First the lesson, the question or the trial, then the search, then the page."""
    if state.drawer_lesson is not None:
        return teach(state, LessonMove.END)
    if page.batch_asked or page.settling is not None:
        unasked = replace(page, batch_asked=False, settling=None)
        return Step(replace(state, page=unasked, said=None))
    if page.trial is not None:
        tidied = _tidying(state, replace(page, finding=False))
        back = _put_back(state, page).clear_field(replace(page, trial=None, tested=None))
        return Step(replace(back, said=Said(Msg.DEVICE_PUT_BACK)), (), tidied)
    if page.finding:
        calm = replace(state.clear_field(replace(page, finding=False, found=None)), said=None)
        return Step(calm, (), (StopFinding(),))
    return closed(state, page)


def _choose(state: TerminalState, page: DevicesPage, role: DeviceRole) -> Step:
    if role is page.role:
        return Step(state)
    other = DevicesPage(page.back, role)
    left = _put_back(state, page).clear_field(other)
    chosen = Step(replace(left, said=None), (), _tidying(state, page))
    chosen = chosen.and_then(count_when_looked_at(chosen.state))
    return chosen if state.drawer_lesson is None else end_lesson(chosen)


def on_equipment(
    state: TerminalState,
    what: i.DevicesFound | i.DevicesNotKept | i.DeviceTested | i.ScanSeen,
) -> Step:
    """What was asked for here is answered."""
    match what:
        case i.DevicesFound():
            return _found(state, what)
        case i.DeviceTested():
            return _tested(state, what)
        case i.ScanSeen():
            return _scan_seen(replace(state, last_scan=what))
        case i.DevicesNotKept() if not state.locked:
            return say(state, Said(Msg.DEVICES_NOT_KEPT, what.why))
        case _:
            return Step(state)


def _scan_seen(state: TerminalState) -> Step:
    """A scan is the best proof that the scanner on trial is the right one."""
    if not isinstance(state.page, DevicesPage) or state.page.trial is None:
        return Step(state)
    return _tested(state, i.DeviceTested(DeviceRole.SCANNER, good=True, words="A scan arrived"))


# --- testing


def _test(state: TerminalState, page: DevicesPage) -> Step:
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
    return Step(state) if tested is None else _tested(state, tested)


def _tested(state: TerminalState, what: i.DeviceTested) -> Step:
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
    return _tested(state, i.DeviceTested(page.role, good=False, words="no answer"))


# --- which device is which


def _refused(state: TerminalState, page: DevicesPage) -> Step | None:
    if state.user is None or not may(state.user, Right.ASSIGN_DEVICES):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    if page.role is DeviceRole.CARD_TERMINAL and state.unconfirmed:
        return say(state, Said(Msg.CARD_TERMINAL_NEEDED))
    if page.role is DeviceRole.CARD_TERMINAL and batch_under_way(state):
        return say(state, Said(Msg.BATCH_UNDER_WAY))
    if page.role is DeviceRole.CARD_TERMINAL and upload_under_way(state):
        return say(state, Said(Msg.STORED_UNDER_WAY))
    return None


def _find(state: TerminalState, page: DevicesPage) -> Step:
    if not assignable(state.settings, page.role) or page.finding:
        return Step(state)
    refused = _refused(state, page)
    if refused is not None:
        return refused
    looking = state.clear_field(replace(page, finding=True, found=None, typed=""))
    return Step(replace(looking, said=None), (), (FindDevices(),))


def _found(state: TerminalState, what: i.DevicesFound) -> Step:
    """Everything that is plugged in; what was not there at the first look is marked."""
    page = state.page
    if not isinstance(page, DevicesPage) or not page.finding:
        return Step(state)
    known = None if page.found is None else {e.address for e in page.found if not e.fresh}
    found = tuple(
        replace(each, fresh=known is not None and each.address not in known) for each in what.found
    )
    return Step(replace(state, page=replace(page, found=usable_for(page.role, found))))


def _try(state: TerminalState, page: DevicesPage, address: str) -> Step:
    refused = _refused(state, page)
    if refused is not None:
        return refused
    if not page.finding:
        return Step(state)
    return _begin(state, page, with_address(state.settings, page.role, address))


def _begin(state: TerminalState, page: DevicesPage, settings: Settings) -> Step:
    trial = replace(page, trial=Trial(settings), typed="", tested=None, test_until=None)
    trying = replace(_exchanged(state, page.role).clear_field(trial), said=None)
    return Step(trying, (), (UseDevice(page.role, settings),))


def on_trial_health(state: TerminalState, what: i.DeviceHealthChanged) -> Step:
    """A device on trial that is there is tested at once; one that is not says why."""
    page = state.page
    if not isinstance(page, DevicesPage) or page.trial is None or what.role is not page.role:
        return Step(state)
    if what.condition is Condition.DOWN:
        failed = replace(page.trial, state=TrialState.FAILED, words=what.why or what.detail)
        return Step(replace(state, page=replace(page, trial=failed)))
    if what.condition is Condition.ABSENT:
        none = replace(page.trial, state=TrialState.ANSWERED, words=NONE_THEN)
        return Step(replace(state, page=replace(page, trial=none)))
    if page.trial.state in (TrialState.TESTING, TrialState.ANSWERED):
        return Step(state)
    testing = replace(page, trial=replace(page.trial, state=TrialState.TESTING, words=""))
    return _test(replace(state, page=testing), testing)


def _of_kind(state: TerminalState, page: DevicesPage, settings: Settings, kind: str) -> Step:
    if kind not in kinds(settings, page.role):
        return Step(state)
    return _begin(state, page, with_kind(settings, page.role, kind))


def _keep(state: TerminalState, page: DevicesPage, trial: Trial) -> Step:
    if page.role is DeviceRole.CARD_TERMINAL and waits_elsewhere(state):
        return say(state, Said(Msg.STORED_IN_TERMINAL))
    kept = replace(state, settings=trial.settings)
    there = bool(address_of(trial.settings, page.role))
    said = Said(Msg.DEVICE_KEPT if there else Msg.DEVICE_REMOVED)
    told = replace(kept.clear_field(DevicesPage(page.back, page.role)), said=said)
    return _remembered(told, page, trial.settings)


def _remove(state: TerminalState, page: DevicesPage) -> Step:
    refused = _refused(state, page)
    if refused is not None:
        return refused
    if not (assignable(state.settings, page.role) and address_of(state.settings, page.role)):
        return Step(state)
    return _begin(state, page, with_address(state.settings, page.role, ""))


def _remembered(state: TerminalState, page: DevicesPage, settings: Settings) -> Step:
    stop: tuple[Effect, ...] = (StopFinding(),) if page.finding else ()
    fact = f.DeviceAssigned(page.role.value, address_of(settings, page.role))
    return Step(state, (fact,), (*stop, KeepDevices(settings)))


# --- what the drawer's sensor means

KEEP = "keep"


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
    told = _exchanged(told, DeviceRole.PRINTER)
    kept = Step(told, (fact,), (KeepDevices(learnt), UseDevice(DeviceRole.PRINTER, learnt)))
    return end_lesson(kept)
