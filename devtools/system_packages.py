"""The Debian and Ubuntu packages that Qt and the tests need.

Rules that hold here: only root installs; anybody else is told the exact command and goes on, since
a missing library stops only what needs it. A line of the lists in packaging/debian may name
alternatives (`new | old`), as a Depends field does: names differ between releases.
"""

import os
import shutil
import subprocess
from pathlib import Path

from devtools.places import PACKAGING
from devtools.programs import quietly
from devtools.say import Trouble, say, timed

RUN_PACKAGES = PACKAGING / "debian/run-packages.txt"
TEST_PACKAGES = PACKAGING / "debian/test-packages.txt"

Alternatives = tuple[str, ...]


def listed(path: Path) -> list[Alternatives]:
    """The packages of one list, each with its alternatives, best first."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [tuple(name.strip() for name in line.split("|")) for line in lines if line]


def ensure(*lists: Path) -> bool:
    """Install what is missing when root, otherwise say how; whether all is there.

    Other systems have no such packages: there Qt brings everything with it.
    """
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return True
    wanted = list(dict.fromkeys(package for path in lists for package in listed(path)))
    missing = _missing(wanted)
    if not missing:
        return True
    if os.geteuid() != 0:
        names = " ".join(_choice(alternatives) for alternatives in missing)
        say("[dev] Some system packages are missing. Install them with:")
        say(f"    sudo apt-get install --no-install-recommends {names}")
        return False
    try:
        _install(missing)
    except Trouble as trouble:
        say(f"[dev] {trouble} Going on without.")
        return False
    return True


def _missing(wanted: list[Alternatives]) -> list[Alternatives]:
    form = "${Package} ${db:Status-Status}\n"
    told = subprocess.run(
        ["dpkg-query", "--show", "--showformat", form], capture_output=True, text=True, check=True
    ).stdout
    installed = {
        name for name, _, status in (line.partition(" ") for line in told.splitlines())
        if status == "installed"
    }  # fmt: skip
    return [names for names in wanted if installed.isdisjoint(names)]


def _install(missing: list[Alternatives]) -> None:
    with timed(f"Installing {len(missing)} system packages with apt-get"):
        os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
        offline = "Is there a connection to the distribution's archive?"
        quietly(["apt-get", "update", "-qq"], offline)
        names = [_choice(alternatives) for alternatives in missing]
        quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], offline)


def _choice(alternatives: Alternatives) -> str:
    """The first name that this release has; the last one when it cannot be told."""
    for name in alternatives[:-1]:
        known = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
        if known.returncode == 0:
            return name
    return alternatives[-1]
