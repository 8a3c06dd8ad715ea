"""`devices.toml`: which device is which, as a person assigned them; laid over `settings.toml`.

Rules that hold here: the program writes this file and nobody else needs to; it is complete or the
one before (written beside, synchronised, renamed); `settings.toml` is never written.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec
import tomli_w

from terminal.app.settings import (
    CardTerminalKind,
    Devices,
    DisplayKind,
    DrawerSensor,
    ScannerKind,
    Settings,
)

NAME: Final = "devices.toml"
_HEAD: Final = "# Written by Rxlane. Without this file the devices of settings.toml count.\n"


class _Assigned(msgspec.Struct, forbid_unknown_fields=True):
    devices: Devices = Devices()
    scanner_kind: ScannerKind = ScannerKind.PLAIN
    receipt_columns: int = 42
    paper_mm: int = 80
    display_kind: DisplayKind = DisplayKind.EPSON
    drawer_open_when: DrawerSensor = DrawerSensor.NONE


KEYS: Final = _Assigned.__struct_fields__
"""What an assignment decides; everything else stays the business of settings.toml."""


class AssignedDevicesWrong(Exception):
    """The file was changed by hand or damaged."""

    def __init__(self, path: Path, why: Exception) -> None:
        super().__init__(str(why))
        self.path = path


def save_devices(folder: Path, settings: Settings) -> None:
    """Remember the devices of these settings. Raises `OSError` when the disk refuses."""
    plain = msgspec.to_builtins(settings)
    text = _HEAD + tomli_w.dumps({key: plain[key] for key in KEYS})
    part = folder / f"{NAME}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / NAME)


def laid_over(plain: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The settings with what was assigned in their place. Raises `AssignedDevicesWrong`."""
    path = folder / NAME
    if not path.exists():
        return plain
    try:
        assigned = tomllib.loads(path.read_text(encoding="utf-8"))
        msgspec.convert(assigned, _Assigned)
    except (ValueError, msgspec.MsgspecError) as error:
        raise AssignedDevicesWrong(path, error) from error
    if plain.get("card_terminal_kind") == CardTerminalKind.NEXO.value:
        assigned.get("devices", {}).pop("card_terminal", None)  # [nexo] says where it is now
    return plain | assigned
