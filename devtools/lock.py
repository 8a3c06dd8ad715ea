"""Locking the requirements: exact versions with hashes, for every platform in one file.

Rules that hold here: hub.txt and dev.txt are locked within run.txt, so that the tests run what is
delivered; no registry's address is written into the files.
"""

import shutil
import sys
from pathlib import Path

from devtools.places import BUILD
from devtools.programs import Command, quietly
from devtools.say import timed

OLDEST_PYTHON = "3.11"
FORM = (
    *("--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header"),
)
OFFLINE = "Locking needs the package registry."


def lock(*, upgrade: bool) -> int:
    """Write the files anew; versions stay unless the project asks for others or `upgrade`."""
    uv = _uv()
    newer = ["--upgrade"] if upgrade else []
    source = ["pip", "compile", "pyproject.toml", "--group", "install", *FORM, *newer]
    run, hub, dev = (f"requirements/{name}.txt" for name in ("run", "hub", "dev"))
    with timed("Locking requirements/run.txt"):
        quietly([uv, *source, "-o", run], OFFLINE)
    with timed("Locking requirements/hub.txt"):
        quietly([uv, *source, "--extra", "hub", "-c", run, "-o", hub], OFFLINE)
    with timed("Locking requirements/dev.txt"):
        quietly([uv, *source, "--extra", "dev", "--extra", "hub", "-c", hub, "-o", dev], OFFLINE)
    return 0


def _uv() -> str | Path:
    """uv of this machine, or one of our own under build/."""
    found = shutil.which("uv")
    if found is not None:
        return found
    folder = BUILD / "uv"
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (scripts / "uv").exists():
        install: Command = [scripts / "python", "-m", "pip", "install", "--quiet", "uv"]
        with timed("Installing uv into build/uv"):
            quietly([sys.executable, "-m", "venv", "--clear", folder], OFFLINE)
            quietly(install, OFFLINE)
    return scripts / "uv"
