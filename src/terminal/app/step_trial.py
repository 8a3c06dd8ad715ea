"""Which device is which: what is looked for, tried in its place, kept or taken off.

Rules that hold here:

1. A device is tried in its place first and kept only when a person says that it is the right one;
   until then the old one comes back by itself, also when the page is left or the screen locks.
2. Nothing is written to a port that no person chose.
3. The card terminal stays while a payment, or the closing of its batch, waits for its word, and
   while it holds sales that the bank has not seen.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.drawer import DrawerWatch
from terminal.app.effects import Effect, FindDevices, KeepDevices, StopFinding, UseDevice
from terminal.app.equipment import (
    address_of,
    assignable,
    held_by,
    kinds,
    usable_for,
    with_address,
    with_kind,
)
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition
from terminal.app.permissions import Right, may
from terminal.app.settings import Settings
from terminal.app.state import DevicesPage, Msg, Said, TerminalState, Trial, TrialState
from terminal.app.step_batch import batch_under_way
from terminal.app.step_stored import upload_under_way, waits_elsewhere
from terminal.app.step_testing import begin_test
from terminal.app.stepping import Step, refuse, say
from terminal.domain import facts as f
from terminal.domain.refusal import Refusal, Why

NONE_THEN: Final = "There is none on this lane then"


def on_assigning(state: TerminalState, page: DevicesPage, what: i.Intent) -> Step:
    match what:
        case i.Intent(do=Do.FIND_DEVICES):
            return _find(state, page)
        case i.Intent(do=Do.TRY_DEVICE, argument=address) if _was_found(page, address):
            return try_address(state, page, address)
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


def on_found(state: TerminalState, what: i.DevicesFound) -> Step:
    """Everything that is plugged in; what was not there at the first look is marked."""
    page = state.page
    if not isinstance(page, DevicesPage) or not page.finding:
        return Step(state)
    known = None if page.found is None else {e.address for e in page.found if not e.fresh}
    found = tuple(
        replace(each, fresh=known is not None and each.address not in known) for each in what.found
    )
    return Step(replace(state, page=replace(page, found=usable_for(page.role, found))))


def try_address(state: TerminalState, page: DevicesPage, address: str) -> Step:
    refused = _refused(state, page)
    if refused is not None:
        return refused
    if not page.finding:
        return Step(state)
    holder = held_by(state.settings, page.role, frozenset({address}))
    if holder is not None:
        return say(state, Said(Msg.ADDRESS_TAKEN, holder.value.replace("_", " ")))
    return _begin(state, page, with_address(state.settings, page.role, address))


def _begin(state: TerminalState, page: DevicesPage, settings: Settings) -> Step:
    trial = replace(page, trial=Trial(settings), typed="", tested=None, test_until=None)
    trying = replace(exchanged(state, page.role).clear_field(trial), said=None)
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
    return begin_test(replace(state, page=testing), testing)


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


# --- making room again


def put_back(state: TerminalState, page: DevicesPage) -> TerminalState:
    """What the device on trial said is not the old one's."""
    return state if page.trial is None else exchanged(state, page.role)


def exchanged(state: TerminalState, role: DeviceRole) -> TerminalState:
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


def tidying(state: TerminalState, page: DevicesPage) -> tuple[Effect, ...]:
    stop: tuple[Effect, ...] = (StopFinding(),) if page.finding else ()
    return stop if page.trial is None else (*stop, UseDevice(page.role, state.settings))
