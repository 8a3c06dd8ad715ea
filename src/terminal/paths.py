"""Where the program finds the files that travel with it, and how a finished file gets its name.

In a checkout the files are under the repository's root; in a PyInstaller folder under the folder
into which the build put `migrations/` and `resources/`.
"""

import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

RULES_FOLDER: Final = "rules"
"""Beside a lane's settings: rules of its own."""


def program_version() -> str:
    """The version that was installed; "unknown" in a bare checkout."""
    try:
        return metadata.version("rxlane")
    except metadata.PackageNotFoundError:
        return "unknown"


def resource_root() -> Path:
    """The folder that holds `migrations/` and `resources/`."""
    bundled = getattr(sys, "_MEIPASS", None)
    if isinstance(bundled, str):
        return Path(bundled)
    return Path(__file__).resolve().parents[2]


def put_in_place(finished: Path, name: Path) -> None:
    """Give a written and synced file its name, at once and for good.

    On POSIX a new name survives a power cut only when its folder was synced too (fsync(2)); Windows
    keeps names in its own log and cannot sync a folder.
    """
    finished.replace(name)
    if os.name == "posix":
        folder = os.open(name.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
