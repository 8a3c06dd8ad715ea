"""`rxlane devices`: what is plugged in, which device is which, and whether it works."""

import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from drivers.wire.discovery import attached
from drivers.wire.urls import parse_url
from terminal.app.effects import PrintTest, TestDevice
from terminal.app.equipment import (
    ROLES,
    address_of,
    assignable,
    has_address,
    held_by,
    kind_in,
    kinds,
    typed_address,
    types_scans,
    with_address,
    with_kind,
)
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    DeviceTested,
    FoundDevice,
    Input,
    TestPrinted,
)
from terminal.app.print_ids import spare_id
from terminal.app.printer_test import TEST, sample_page, tested_by_page
from terminal.app.settings import Devices, DrawerSensor, Settings
from terminal.commands.opening import store_path
from terminal.devices.finder import attached_devices
from terminal.devices.rack import Rack
from terminal.devices_file import save_devices
from terminal.domain.identity import JobId
from terminal.setup_files import SETTINGS_NAME, load_settings

Heard = queue.SimpleQueue[Input]
PATIENCE_S: Final = 20.0
"""A cold printer or a terminal that wakes up needs some seconds."""
FAILED: Final = 1
_SENSORS: Final = {
    DrawerSensor.HIGH: "open when the level is high",
    DrawerSensor.LOW: "open when the level is low",
    DrawerSensor.NONE: "without a sensor",
}
_ASK: Final = {
    DeviceRole.SCANNER: "Did the right scanner beep (or does it read by itself)?",
    DeviceRole.PRINTER: "Did the test print come out of the right printer?",
    DeviceRole.DISPLAY: "Does the right display show the test?",
    DeviceRole.CARD_TERMINAL: "Is that the serial number of the right terminal?",
}


def list_devices(folder: Path | None) -> None:
    """Print the devices of the lane, then everything that is plugged in. Nothing is written to."""
    console = Console()
    path = store_path(folder, demo=False).parent / SETTINGS_NAME
    settings = load_settings(path) if path.exists() else None
    if settings is None:
        typer.echo("This lane has no settings yet; this is what is plugged in:")
    else:
        console.print(_assigned(settings))
    found = attached_devices()
    if found:
        console.print(_plugged_in(found))
    else:
        typer.echo("Nothing is plugged in that could be assigned.")


def _assigned(settings: Settings) -> Table:
    table = Table("device", "address", "kind", title="Devices of this lane")
    for role in filter(has_address, ROLES):
        table.add_row(name_of(role), _place(settings, role), kind_in(settings, role))
    table.add_row("drawer", "on the printer", _SENSORS[settings.drawer_open_when])
    return table


def name_of(role: DeviceRole) -> str:
    """As the commands take it."""
    return role.value.replace("_", "-")


def _place(settings: Settings, role: DeviceRole) -> str:
    if types_scans(settings, role):
        return "a keyboard"
    return address_of(settings, role) or "none"


def _plugged_in(found: tuple[FoundDevice, ...]) -> Table:
    table = Table("address", "what it says", "may be", "where", title="Plugged in")
    for each in found:
        likely = "" if each.likely is None else name_of(each.likely)
        table.add_row(each.address, each.name, likely, each.detail)
    return table


def assign_device(device: str, address: str, kind: str, folder: Path | None, *, yes: bool) -> int:
    """Try the device, ask the person, and remember it; an empty address takes it off."""
    role = _role(device)
    store = store_path(folder, demo=False)
    settings = load_settings(store.parent / SETTINGS_NAME)
    if not assignable(settings, role):
        raise KnownFault(
            "The card terminal of this lane is a nexo terminal",
            "It is set up by its address, certificate and passphrase together.",
            f"Change [nexo] in {SETTINGS_NAME}.",
        )
    url = typed_address(role, address) if address else ""
    _must_be_free(settings, role, url)
    before = address_of(settings, role)
    settings = with_address(settings, role, url)
    if kind:
        settings = with_kind(settings, role, _kind(settings, role, kind))
    ask = f"Take the {name_of(role)} at {before} off this lane?" if before else ""
    if address:
        _check(role, settings)
        tested = _tried(role, settings)
        typer.echo(f"{name_of(role)}: {tested.words.rstrip('.')}.")
        if not tested.good:
            typer.echo("Nothing was changed.", err=True)
            return FAILED
        ask = _ASK[role]
    if ask and not yes and not typer.confirm(ask):
        typer.echo("Nothing was changed.")
        return FAILED
    save_devices(store.parent, settings)
    typer.echo(f"{name_of(role)}: {_place(settings, role)} from the next start on.")
    return 0


def _must_be_free(settings: Settings, role: DeviceRole, url: str) -> None:
    """A port takes one device, under whichever of its names it was assigned."""
    bare = url.partition("?")[0]
    named = ({each.address, f"serial:{each.path}"} for each in attached())
    same = frozenset({bare}).union(*(names for names in named if bare in names))
    holder = held_by(settings, role, same)
    if holder is not None:
        raise KnownFault(
            f"The {name_of(holder)} of this lane is at {address_of(settings, holder)}",
            "A port takes one device.",
            f"Name another address, or first: rxlane devices assign {name_of(holder)} ''",
        )


def test_device(device: str, folder: Path | None) -> int:
    """Open the device as the counter would and let it show that it works."""
    role = _role(device)
    settings = load_settings(store_path(folder, demo=False).parent / SETTINGS_NAME)
    if not address_of(settings, role):
        raise KnownFault(
            f"There is no {name_of(role)} on this lane", "", "Assign one: rxlane devices assign"
        )
    tested = _tried(role, settings)
    typer.echo(f"{name_of(role)}: {tested.words.rstrip('.')}.")
    return 0 if tested.good else FAILED


def _role(device: str) -> DeviceRole:
    names = {name_of(role): role for role in filter(has_address, ROLES)}
    role = names.get(device.replace("_", "-"))
    if role is None:
        raise KnownFault(f"There is no device {device}", "", f"Choose one of: {', '.join(names)}.")
    return role


def _kind(settings: Settings, role: DeviceRole, kind: str) -> str:
    known = {_plain(each): each for each in kinds(settings, role)}
    if not known:
        raise KnownFault(f"A {name_of(role)} has no kinds", "", "Leave --kind out.")
    if _plain(kind) not in known:
        quoted = "\n".join(f'  --kind "{each}"' for each in known.values())
        raise KnownFault(
            f"There is no kind {kind} of {name_of(role)}", "", f"Choose one of:\n{quoted}"
        )
    return known[_plain(kind)]


def _plain(kind: str) -> str:
    """Commas and capitals do not matter: `80 mm 42 columns`."""
    return " ".join(kind.replace(",", " ").casefold().split())


def _check(role: DeviceRole, settings: Settings) -> None:
    try:
        parse_url(address_of(settings, role))
    except ValueError as error:
        raise KnownFault("That is no address", f"{error}.", "See: rxlane devices list") from error


def _tried(role: DeviceRole, settings: Settings) -> DeviceTested:
    with alone(role, settings) as (rack, heard):
        return _answer(role, rack, heard, _test_of(role, settings))


@contextmanager
def alone(role: DeviceRole, settings: Settings) -> Iterator[tuple[Rack, Heard]]:
    """Only this device is opened; the counter must not hold it at the same time."""
    nexo = not assignable(settings, role)
    devices = Devices() if nexo else Devices(**{role.value: address_of(settings, role)})
    heard: Heard = queue.SimpleQueue()
    rack = Rack(replace(settings, devices=devices), heard.put)
    rack.start()
    try:
        yield rack, heard
    finally:
        rack.stop()


def _test_of(role: DeviceRole, settings: Settings) -> TestDevice | PrintTest:
    """As the devices page asks it; a printer shows it on paper."""
    if role is not DeviceRole.PRINTER:
        return TestDevice(role)
    at = datetime.now(ZoneInfo(settings.time_zone))
    number = int(at.timestamp())
    return PrintTest(JobId(f"{TEST}{number}"), spare_id(number), sample_page(settings, at))


def _answer(
    role: DeviceRole,
    rack: Rack,
    heard: Heard,
    test: TestDevice | PrintTest,
) -> DeviceTested:
    end, why, asked = time.monotonic() + PATIENCE_S, "it does not answer", False
    while (left := end - time.monotonic()) > 0:
        try:
            what = heard.get(timeout=left)
        except queue.Empty:
            break
        match what:
            case DeviceTested():
                return what
            case TestPrinted():
                tested = tested_by_page(what)
                if tested is not None:
                    return tested
            case DeviceHealthChanged(condition=Condition.DOWN) if what.role is role:
                why = what.why or what.detail
            case DeviceHealthChanged() if what.role is role and not asked:
                asked = True
                rack.perform(test)
            case _:
                continue
    return DeviceTested(role, good=False, words=why)
