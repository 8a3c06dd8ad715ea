"""`rxlane devices drawer`: what the drawer's sensor means, learnt with the drawer at hand.

The steps are those of the devices page (drivers/cash_drawer/learning.py); here they are read and
answered on a console. Nothing here opens the drawer: an opening is recorded, and a console records
none.
"""

import queue
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import typer

from terminal.app.effects import LessonMove, TeachDrawer
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    DrawerTaught,
)
from terminal.app.settings import DrawerSensor, Settings
from terminal.commands.devices import FAILED, PATIENCE_S, Heard, alone
from terminal.commands.opening import store_path
from terminal.devices.rack import Rack
from terminal.devices_file import save_devices
from terminal.setup_files import SETTINGS_NAME, load_settings

LISTEN_S: Final = 4.0
"""A printer that is asked for its status answers, or is told to be silent, within this time."""
QUIET_S: Final = 0.3
"""Nothing more is said when it was quiet so long."""
WITH_KEY: Final = "With its key. Leave it open."
"""The counter's own words offer a button, which a console has not."""


def learn_drawer(folder: Path | None) -> int:
    """Teach the sensor by a person's word, and keep what was learnt when the person says so."""
    home = store_path(folder, demo=False).parent
    settings = load_settings(home / SETTINGS_NAME)
    if not settings.devices.printer:
        raise KnownFault(
            "There is no printer on this lane",
            "The drawer hangs on it.",
            "Assign one: rxlane devices assign printer ADDRESS",
        )
    with alone(DeviceRole.PRINTER, settings) as (rack, heard):
        _until_reached(heard)
        learnt = _lesson(rack, heard)
    if not learnt.open_when:
        typer.echo("Nothing was changed.", err=True)
        return FAILED
    if not typer.confirm("Keep it?"):
        typer.echo("Nothing was changed.")
        return FAILED
    save_devices(home, _knowing(settings, learnt))
    typer.echo("The drawer's sensor is known from the next start on.")
    return 0


def _knowing(settings: Settings, learnt: DrawerTaught) -> Settings:
    return replace(settings, drawer_open_when=DrawerSensor(learnt.open_when))


def _until_reached(heard: Heard) -> None:
    """Raises `KnownFault` when the printer cannot be asked; paper does not matter here."""
    end, why = time.monotonic() + PATIENCE_S, "It does not answer."
    while (left := end - time.monotonic()) > 0:
        try:
            what = heard.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(what, DeviceHealthChanged) and what.role is DeviceRole.PRINTER:
            if what.condition is not Condition.DOWN or what.reachable:
                return
            why = f"{what.why or what.detail}."
    raise KnownFault("The printer is not reached", why, "Check its power and its cable.")


def _lesson(rack: Rack, heard: Heard) -> DrawerTaught:
    """Step by step until it is over; the last step holds what was learnt."""
    step = _asked(rack, heard, LessonMove.BEGIN, None)
    while not step.over:
        typer.echo(f"{step.title}. {WITH_KEY if step.may_pulse else step.detail}")
        typer.prompt(f'Press Enter for "{step.button}"', "", show_default=False)
        step = _asked(rack, heard, LessonMove.SAID, step)
    typer.echo(f"{step.title}. {step.detail}")
    rack.perform(TeachDrawer(LessonMove.END))
    return step


def _asked(rack: Rack, heard: Heard, move: LessonMove, step: DrawerTaught | None) -> DrawerTaught:
    """Where the lesson stands after a move; a printer that said nothing new leaves it there."""
    rack.perform(TeachDrawer(move))
    now, patience_s = step, LISTEN_S
    while True:
        try:
            what = heard.get(timeout=patience_s)
        except queue.Empty:
            break
        if isinstance(what, DrawerTaught):
            now, patience_s = what, QUIET_S
    assert now is not None, "the beginning is told at once"
    return now
