"""The devices page: how each device is and since when, its test, and which device is which."""

from typing import Final

from terminal.app.dates import clock
from terminal.app.effects import LessonMove
from terminal.app.equipment import (
    ROLES,
    address_of,
    assignable,
    kind_in,
    kinds,
    terminal_name,
    types_scans,
)
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition, FoundDevice, Intent
from terminal.app.permissions import Right, may
from terminal.app.settings import DrawerPulse, DrawerSensor, ScannerKind, Settings
from terminal.app.state import DeviceHealth, DevicesPage, TerminalState, Trial, TrialState
from terminal.app.step_equipment import KEEP
from terminal.presentation.actions import back_key, press
from terminal.presentation.batch_rows import (
    batch_buttons,
    batch_figures,
    batch_notices,
    card_terminal_free,
)
from terminal.presentation.eligibility_rows import fsa_figures
from terminal.presentation.receipt_rows import print_all_key, unsettled_rows
from terminal.presentation.stored_rows import (
    stored_buttons,
    stored_figures,
    stored_notices,
    stored_rows,
    stored_words,
)
from terminal.presentation.text import ago, sentence, tr
from terminal.presentation.views import (
    Action,
    Badge,
    DevicesView,
    Emphasis,
    Field,
    Figure,
    Notice,
    Row,
    Tone,
)

DEVICE_NAMES: Final = {
    DeviceRole.SCANNER: "Barcode scanner",
    DeviceRole.PRINTER: "Receipt printer",
    DeviceRole.DRAWER: "Cash drawer",
    DeviceRole.DISPLAY: "Customer display",
    DeviceRole.CUSTOMER_SCREEN: "Customer screen",
    DeviceRole.CARD_TERMINAL: "Card terminal",
}
_TESTS: Final = {
    DeviceRole.SCANNER: "Beep",
    DeviceRole.PRINTER: "Test print",
    DeviceRole.DISPLAY: "Show a test",
    DeviceRole.CARD_TERMINAL: "Initialize",
}
_EXPLAIN: Final = {
    DeviceRole.SCANNER: "Scan anything: what arrives is shown here and is not sold.",
    DeviceRole.PRINTER: "The test print shows columns, signs, codes and the cutter.",
    DeviceRole.DRAWER: "It hangs on the receipt printer, which opens it and reads its sensor.",
    DeviceRole.DISPLAY: "It never answers: whether it shows the test, only a person can see.",
    DeviceRole.CUSTOMER_SCREEN: "A second screen of this computer, named in the settings.",
    DeviceRole.CARD_TERMINAL: "Initialize asks the terminal who it is. Nothing is charged.",
}
_CONDITIONS: Final = {
    Condition.GOOD: ("Good", Tone.GOOD),
    Condition.ATTENTION: ("Look", Tone.ATTENTION),
    Condition.DOWN: ("Down", Tone.DANGER),
    Condition.ABSENT: ("None", Tone.PLAIN),
}
_POSITIONS: Final = {
    DrawerPosition.OPEN: "open",
    DrawerPosition.CLOSED: "closed",
    DrawerPosition.UNKNOWN: "not known",
}
_SENSORS: Final = {
    DrawerSensor.HIGH: "open when the level is high",
    DrawerSensor.LOW: "open when the level is low",
    DrawerSensor.NONE: "none",
}
_LISTS: Final = {
    DeviceRole.PRINTER: "Receipts on their way",
    DeviceRole.CARD_TERMINAL: "Stored card sales to settle",
}
_KINDS: Final = {ScannerKind.ZEBRA_SSI.value: "Zebra SSI"}
"""Kinds that the settings write in another way than people do."""
SHOWN_FOLDERS: Final = 2
"""`/dev/ttyACM0` is shown whole."""
SHOWN_FOUND: Final = 9
"""Rows with a key of their own; a counter has fewer ports."""


def devices_view(state: TerminalState, page: DevicesPage) -> DevicesView:
    health = _health(state, page.role)
    choosing = page.finding and page.trial is None
    waiting = (
        () if page.finding or page.trial else (*_receipts(state, page), *stored_rows(state, page))
    )
    return DevicesView(
        tr("Devices of this lane"),
        tuple(_row(state, page, role) for role in ROLES),
        tr(DEVICE_NAMES[page.role]),
        "" if choosing else tr(_EXPLAIN[page.role]),
        _figures(state, page, health),
        tr("Which of these is it?") if choosing else tr(_LISTS[page.role]) if waiting else "",
        _found(page) if choosing else waiting,
        _nothing_found(page) if choosing else "",
        tr("What kind is it?") if page.trial and kinds(page.trial.settings, page.role) else "",
        () if page.trial is None else _kinds(page, page.trial),
        tr("Or type its address") if choosing else "",
        _address_field(state, page) if choosing else None,
        _notices(state, page),
        _buttons(state, page),
    )


_EXAMPLES: Final = {
    DeviceRole.SCANNER: "COM3 or /dev/ttyACM0",
    DeviceRole.PRINTER: "192.168.1.20",
    DeviceRole.DISPLAY: "COM4 or /dev/ttyUSB0",
    DeviceRole.CARD_TERMINAL: "192.168.1.30",
}
"""An address as such a device mostly has it, and as a person may type it (`typed_address`)."""


def _address_field(state: TerminalState, page: DevicesPage) -> Field:
    example = tr("for example {address}", address=_EXAMPLES[page.role])
    return Field("address", example, page.typed, state.revision)


def _receipts(state: TerminalState, page: DevicesPage) -> tuple[Row, ...]:
    return unsettled_rows(state) if page.role is DeviceRole.PRINTER else ()


# --- the list


def _health(state: TerminalState, role: DeviceRole) -> DeviceHealth:
    """A drawer is as reachable as the printer that it hangs on.

    A pulse in real time opens it also while the printer has no paper (section 10 of
    scanners-printers-displays.md); a buffered one waits until the printer prints again.
    """
    wired = DeviceRole.PRINTER if role is DeviceRole.DRAWER else role
    health = state.device.get(wired) or DeviceHealth(wired, Condition.ABSENT)
    real_time = state.settings.drawer_pulse is DrawerPulse.REAL_TIME
    if role is DeviceRole.DRAWER and health.reachable and real_time:
        return DeviceHealth(role, Condition.GOOD)
    return health


def _badge(state: TerminalState, role: DeviceRole) -> Badge:
    health = _health(state, role)
    reachable = health.condition in (Condition.GOOD, Condition.ATTENTION)
    if role is DeviceRole.DRAWER and reachable:
        seen = state.drawer is not DrawerPosition.UNKNOWN
        return Badge(tr("Good"), Tone.GOOD) if seen else Badge(tr("No sensor"))
    word, tone = _CONDITIONS[health.condition]
    return Badge(tr(word), tone)


def _row(state: TerminalState, page: DevicesPage, role: DeviceRole) -> Row:
    health = _health(state, role)
    return Row(
        role.value,
        tr(DEVICE_NAMES[role]),
        _words(state, role, health),
        (_badge(state, role),),
        selected=role is page.role,
        choose=Intent(Do.CHOOSE_DEVICE, role.value),
    )


def _words(state: TerminalState, role: DeviceRole, health: DeviceHealth) -> str:
    if health.condition is Condition.ABSENT:
        return tr("none on this lane")
    if role is DeviceRole.DRAWER:
        return tr(_POSITIONS[state.drawer])
    stored = stored_words(state) if role is DeviceRole.CARD_TERMINAL else ""
    if stored and health.condition is Condition.GOOD:
        return stored
    what = health.detail or tr("ready")
    if health.since is None:
        return what
    since = clock(health.since.astimezone(state.zone))
    return tr("{what} since {at}", what=what, at=since)


# --- the one that is looked at


def _figures(state: TerminalState, page: DevicesPage, health: DeviceHealth) -> tuple[Figure, ...]:
    settings = state.settings if page.trial is None else page.trial.settings
    rows = [(tr("Connected at"), _place(settings, page.role))]
    if page.finding and page.trial is None:
        return tuple(Figure(*row) for row in rows)  # the place belongs to what was found
    if health.condition is not Condition.ABSENT:
        rows.append((tr("State"), health.detail or tr("ready")))
        if health.since is not None:
            past = ago((state.at - health.since).total_seconds())
            rows.append((tr("Since"), tr("{n} ago", n=past)))
    match page.role:
        case DeviceRole.SCANNER:
            rows.append((tr("Kind"), kind_in(settings, page.role)))
            rows.extend(_last_scan(state))
        case DeviceRole.PRINTER:
            rows.append((tr("Paper"), kind_in(settings, page.role)))
        case DeviceRole.DISPLAY:
            rows.append((tr("Kind"), kind_in(settings, page.role)))
        case DeviceRole.DRAWER:
            rows.append((tr("Drawer"), tr(_POSITIONS[state.drawer])))
            rows.append((tr("Sensor"), tr(_SENSORS[settings.drawer_open_when])))
        case DeviceRole.CARD_TERMINAL:
            if state.card_terminal:
                rows.append((tr("Serial number"), terminal_name(state.card_terminal)))
            rows.extend(stored_figures(state))
            rows.extend(batch_figures(state))
            rows.extend(fsa_figures(state))
        case _:
            pass
    if page.tested is not None:
        rows.append((tr("Last test"), page.tested.words))
    return tuple(Figure(label, words) for label, words in rows)


def _place(settings: Settings, role: DeviceRole) -> str:
    if types_scans(settings, role):
        return tr("a keyboard of this computer")
    return _shown(address_of(settings, role))


def _shown(address: str) -> str:
    """An address in one row; of a deep path its last part, which tells it from the others."""
    scheme, _, rest = address.partition(":")
    if rest.startswith("/") and rest.count("/") > SHOWN_FOLDERS:
        return f"{scheme}:…/{rest.rpartition('/')[2]}"
    return address or tr("nowhere")


def _last_scan(state: TerminalState) -> list[tuple[str, str]]:
    """As the scanner sent it, masked where it may name a person (domain/shown_scan.py)."""
    seen = state.last_scan
    if seen is None:
        return [(tr("Last scan"), tr("none yet"))]
    return [
        (tr("Last scan"), f"{seen.symbology} {seen.shown}".strip()),
        (tr("It means"), seen.meaning),
    ]


def _found(page: DevicesPage) -> tuple[Row, ...]:
    return tuple(
        _found_row(each, f"Alt+{number}" if number <= SHOWN_FOUND else "")
        for number, each in enumerate(page.found or (), 1)
    )


def _found_row(each: FoundDevice, key: str) -> Row:
    badges = []
    if each.fresh:
        badges.append(Badge(tr("just plugged in"), Tone.INFO))
    elif each.likely is not None:
        badges.append(Badge(tr("likely"), Tone.GOOD))
    taken = "" if each.usable else tr("It cannot be opened now: {why}", why=each.detail)
    return Row(
        each.address,
        each.name,
        each.detail,
        tuple(badges),
        action=press(Do.TRY_DEVICE, tr("Try"), key, each.address, unless=taken),
    )


def _nothing_found(page: DevicesPage) -> str:
    if page.found is None:
        return tr("Looking …")
    if not page.found:
        return tr("Nothing fitting is plugged in. Plug it in now: it appears here.")
    return tr("Not sure? Unplug it and plug it in again: it is marked then.")


def _kinds(page: DevicesPage, trial: Trial) -> tuple[Action, ...]:
    chosen = kind_in(trial.settings, page.role)
    return tuple(
        press(
            Do.TRY_KIND,
            tr(_KINDS.get(kind, sentence(kind))),
            f"Ctrl+{number}",
            kind,
            emphasis=Emphasis.CHOSEN if kind == chosen else Emphasis.PLAIN,
        )
        for number, kind in enumerate(kinds(trial.settings, page.role), 1)
    )


# --- what happened, and what can be done


def _notices(state: TerminalState, page: DevicesPage) -> tuple[Notice, ...]:
    lesson = state.drawer_lesson
    if lesson is not None and page.role is DeviceRole.DRAWER:
        return (Notice(tr(lesson.title), tr(lesson.detail), Tone.INFO),)
    if page.trial is not None:
        return (_on_trial(page.role, page.trial),)
    stored = stored_notices(state, page)
    if page.settling is not None:
        return stored
    return batch_notices(state, page) or stored or _test_notices(state, page)


def _test_notices(state: TerminalState, page: DevicesPage) -> tuple[Notice, ...]:
    if page.test_until is not None:
        return (Notice(tr("The test is under way"), "", Tone.INFO),)
    if page.tested is None:
        return _why_down(state, page)
    tone = Tone.GOOD if page.tested.good else Tone.DANGER
    title = tr("The test is done") if page.tested.good else tr("The test failed")
    return (Notice(title, tr("{words}.", words=sentence(page.tested.words.rstrip("."))), tone),)


def _why_down(state: TerminalState, page: DevicesPage) -> tuple[Notice, ...]:
    """Who holds the port, which cable, which right is missing: what the strip has no room for."""
    health = state.device.get(page.role)
    if health is None or not health.why:
        return ()
    return (Notice(sentence(health.detail), sentence(f"{health.why.rstrip('.')}."), Tone.DANGER),)


_ASK: Final = {
    DeviceRole.SCANNER: "Did it beep, or does a scan arrive? Then keep it.",
    DeviceRole.PRINTER: "Did the test print come out of the right printer? Then keep it.",
    DeviceRole.DISPLAY: "Does it show the test? Then keep it.",
    DeviceRole.CARD_TERMINAL: "Is that its serial number? Then keep it.",
}


def _on_trial(role: DeviceRole, trial: Trial) -> Notice:
    match trial.state:
        case TrialState.CONNECTING:
            return Notice(tr("Connecting …"), tr("Nothing is changed yet."), Tone.INFO)
        case TrialState.TESTING:
            return Notice(tr("Trying it …"), tr("Nothing is changed yet."), Tone.INFO)
        case TrialState.ANSWERED:
            return Notice(
                tr("{words}.", words=sentence(trial.words.rstrip("."))), tr(_ASK[role]), Tone.GOOD
            )
        case TrialState.FAILED:
            words = tr("It does not work: {words}.", words=trial.words.rstrip("."))
            return Notice(words, tr("Choose another, or mend that and wait."), Tone.DANGER)


def _buttons(state: TerminalState, page: DevicesPage) -> tuple[Action, ...]:
    if page.trial is not None:
        return _trial_buttons(page.trial)
    if page.finding:
        return ()
    if page.role is DeviceRole.DRAWER:
        return _drawer_buttons(state)
    if page.role is DeviceRole.CUSTOMER_SCREEN:
        return ()
    if page.batch_asked:
        return batch_buttons(state, page)
    if page.settling is not None:
        return stored_buttons(state, page)
    buttons = [_test_button(state, page)]
    if assignable(state.settings, page.role) and _may_assign(state):
        buttons.append(press(Do.FIND_DEVICES, tr("Find it"), "F6", icon="mdi6.magnify"))
        gone = "" if address_of(state.settings, page.role) else tr("There is none on this lane")
        buttons.append(press(Do.REMOVE_DEVICE, tr("None here"), "Ctrl+N", unless=gone))
    every = print_all_key(state) if page.role is DeviceRole.PRINTER else None
    more = (*stored_buttons(state, page), *batch_buttons(state, page))
    return (*buttons, *more, *((every,) if every else ()))


def _may_assign(state: TerminalState) -> bool:
    return state.user is not None and may(state.user, Right.ASSIGN_DEVICES)


def _drawer_buttons(state: TerminalState) -> tuple[Action, ...]:
    """Opening is recorded with its reason, and teaching its sensor opens it too."""
    lesson = state.drawer_lesson
    if lesson is None:
        allowed = state.user is not None and may(state.user, Right.OPEN_DRAWER)
        unless = "" if allowed else tr("Only a manager opens the drawer without a sale")
        return (
            press(Do.OPEN_DRAWER, tr("Open it"), "Ctrl+D", unless=unless),
            _teach(LessonMove.BEGIN.value, tr("Learn its sensor"), "F6", unless=unless),
        )
    stop = back_key(tr("Stop"))
    if lesson.over:
        unclear = "" if lesson.open_when else tr("It stayed unclear: there is nothing to keep")
        keep = _teach(KEEP, tr("Keep it"), "F9", unless=unclear, main=True)
        return (keep, stop)
    said = _teach(LessonMove.SAID.value, tr(lesson.button or "Done"), "F9", main=True)
    not_yet = "" if lesson.may_pulse else tr("The drawer is to be closed now")
    pulse = _teach(LessonMove.PULSE.value, tr("Open it"), "F10", unless=not_yet)
    return (said, pulse, stop)


def _teach(move: str, label: str, key: str, *, unless: str = "", main: bool = False) -> Action:
    emphasis = Emphasis.FILLED if main and not unless else Emphasis.PLAIN
    return press(Do.LEARN_DRAWER, label, key, move, unless=unless, emphasis=emphasis)


def _test_button(state: TerminalState, page: DevicesPage) -> Action:
    unless = _no_test(state, page)
    emphasis = Emphasis.PLAIN if unless else Emphasis.FILLED
    return press(Do.TEST_DEVICE, tr(_TESTS[page.role]), "F9", unless=unless, emphasis=emphasis)


def _no_test(state: TerminalState, page: DevicesPage) -> str:
    """Why the device cannot be tested now; empty: it can be."""
    if types_scans(state.settings, page.role):
        return tr("A scanner that types cannot be made to beep: scan something")
    if not address_of(state.settings, page.role):
        return tr("There is none on this lane")
    if page.test_until is not None:
        return tr("The test is under way")
    if not card_terminal_free(state, page):
        return tr("The card terminal is closing its batch")
    return ""


def _trial_buttons(trial: Trial) -> tuple[Action, ...]:
    answered = trial.state is TrialState.ANSWERED
    unless = "" if answered else tr("Only a device that works is kept")
    return (
        press(
            Do.KEEP_DEVICE,
            tr("Keep it"),
            "F9",
            unless=unless,
            emphasis=Emphasis.FILLED if answered else Emphasis.PLAIN,
        ),
        press(Do.TEST_DEVICE, tr("Test again"), "F6"),
        back_key(tr("Put the old one back")),
    )
