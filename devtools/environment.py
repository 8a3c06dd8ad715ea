"""The virtual environment: made from locked, hashed requirements, and made again when they change.

Rules that hold here: a stamp inside .venv says what it was made from and is written last, so that
an interrupted set-up is never taken for a finished one; a changed Python, requirement file or
folder means a fresh environment, never a patched one.
"""

import hashlib
import importlib.util
import json
import platform
import sys
import tomllib
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from devtools.places import PYTHON, ROOT, VENV
from devtools.programs import quietly
from devtools.say import Trouble, timed

STAMP = VENV / "rxlane-environment.json"
NO_REGISTRY = "Is there a connection to the package registry? Then start the same command again."


class Requirements(StrEnum):
    """A locked requirement file; HUB and DEV hold everything of RUN at the same versions, and DEV
    what is in HUB.
    """

    RUN = "run.txt"
    HUB = "hub.txt"
    DEV = "dev.txt"

    @property
    def path(self) -> Path:
        return ROOT / "requirements" / self.value

    def digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(slots=True)
class Stamp:
    """What .venv was made from."""

    python: str
    folder: str
    requirements: dict[str, str] = field(default_factory=dict)
    project: str = ""

    def still_true(self) -> bool:
        return (self.python, self.folder) == (_python(), str(ROOT)) and all(
            digest == Requirements(name).digest() for name, digest in self.requirements.items()
        )

    def has(self, wanted: Requirements) -> bool:
        return wanted in self.requirements or Requirements.DEV in self.requirements

    def write(self) -> None:
        STAMP.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def ensure(wanted: Requirements) -> bool:
    """Bring .venv up to date; whether anything had to be done."""
    stamp = _read()
    if stamp is None or not stamp.still_true():
        _make()
        stamp = Stamp(_python(), str(ROOT))
    changed = False
    if not stamp.has(wanted):
        with timed(f"Installing the locked packages of requirements/{wanted} (a minute or two)"):
            _pip("--require-hashes", "-r", str(wanted.path))
        stamp.requirements[wanted.value] = wanted.digest()
        stamp.write()
        changed = True
    if stamp.project != _project():
        with timed("Installing the checkout itself"):
            _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        stamp.project = _project()
        stamp.write()
        changed = True
    return changed


def _read() -> Stamp | None:
    try:
        return Stamp(**json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _make() -> None:
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise Trouble(
            ".venv is out of date and cannot replace itself: "
            "start dev.py with the Python outside it, for example: python3 dev.py run"
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            "This Python cannot make virtual environments (ensurepip is missing). "
            "On Debian and Ubuntu: apt-get install python3-venv"
        )
    with timed(f"Making .venv with Python {platform.python_version()}"):
        STAMP.unlink(missing_ok=True)
        quietly([sys.executable, "-m", "venv", "--clear", VENV], "Delete .venv and try again.")


def _pip(*arguments: str) -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-input")
    quietly([PYTHON, "-m", "pip", "install", *options, *arguments], NO_REGISTRY)


def _python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()} {sys.base_prefix}"


def _project() -> str:
    """The part of pyproject.toml that the installation writes down: name, scripts, dependencies."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    told = json.dumps([settings["build-system"], settings["project"]], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
