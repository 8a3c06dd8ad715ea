"""The subcommands of dev.py: each sets up what it needs, then starts the work."""

import argparse
import os
import sys
from pathlib import Path

from devtools import checks, environment, lock, package, peers, system_packages
from devtools.environment import Requirements
from devtools.places import BUILD, PYTHON
from devtools.programs import STOPPED, in_sight, quietly
from devtools.say import Trouble, say

RXLANE: tuple[str | Path, ...] = (PYTHON, "-m", "terminal")
PASSING_ON = ("run", "test", "bench", "gallery")
"""Commands whose further words belong to the program that they start, `--help` included."""


def main() -> int:
    """Do what the command line says; the exit status."""
    words = sys.argv[1:]
    own = 1 if words and words[0] in PASSING_ON else len(words)
    chosen = _parser().parse_args(words[:own])
    chosen.rest = words[own:]
    try:
        status: int = chosen.work(chosen)
    except Trouble as trouble:
        say(f"[dev] {trouble}")
        return 1
    except KeyboardInterrupt:
        say("[dev] Stopped.")
        return STOPPED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="The developer's entrance to Rxlane."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, work, about in (
        ("run", run, "open the counter as a demo; --scripted plays one ticket without a display"),
        ("test", test, "run every check and test; with arguments, pytest alone with them"),
        ("check", check, "run the fast checks: lint, format, contracts, types, spelling"),
        (
            "torture",
            torture,
            "kill the counter at random moments; properties on new examples",
        ),
        ("bench", bench, "measure the figures to reach; --json for a list of rows"),
        ("gallery", gallery, "draw all pages in all states and themes into build/gallery"),
        ("package", package_, "build the program as a package, install it aside, play a ticket"),
        ("lock", lock_, "lock the requirements again, with hashes"),
    ):
        commands.add_parser(name, help=about, description=about).set_defaults(work=work)
    commands.choices["lock"].add_argument(
        "--upgrade", action="store_true", help="take the newest versions that the project allows"
    )
    return parser


def _ready(wanted: Requirements) -> None:
    extra = [system_packages.TEST_PACKAGES] if wanted is Requirements.DEV else []
    complete = system_packages.ensure(system_packages.RUN_PACKAGES, *extra)
    changed = environment.ensure(wanted)
    if changed or not complete:
        window = "import PySide6.QtWidgets, PySide6.QtSvg"
        quietly(
            [PYTHON, "-c", window],
            "Qt cannot start: the system library named above is missing. "
            "packaging/debian/run-packages.txt lists what Debian and Ubuntu need.",
        )


def run(chosen: argparse.Namespace) -> int:
    _ready(Requirements.RUN)
    counter = ["counter", "--demo", *chosen.rest]
    if _no_display() and not {"--scripted", "--help"} & set(chosen.rest):
        say("[dev] There is no display here: playing the scripted ticket instead.")
        counter.append("--scripted")
    drawn = checks.OFFSCREEN if "--scripted" in counter else {}
    return in_sight([*RXLANE, *counter], drawn)


def _no_display() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def test(chosen: argparse.Namespace) -> int:
    _ready(Requirements.DEV)
    if chosen.rest:
        return checks.run_tests(chosen.rest)
    peers.ensure()
    return checks.run_all([*checks.FAST, *checks.TESTS])


def check(_: argparse.Namespace) -> int:
    _ready(Requirements.DEV)
    return checks.run_all(checks.FAST)


def torture(_: argparse.Namespace) -> int:
    _ready(Requirements.DEV)
    tests = (PYTHON, "-m", "pytest", "-n", "2", "-q")
    how = {**checks.OFFSCREEN, "RXLANE_TORTURE": "1"}
    killed = in_sight((*tests, "tests/features/test_kill.py"), how)
    return in_sight((*tests, "-m", "hypothesis"), how) or killed


def bench(chosen: argparse.Namespace) -> int:
    _ready(Requirements.DEV)
    return in_sight([PYTHON, "-m", "bench", *chosen.rest], checks.OFFSCREEN)


def gallery(chosen: argparse.Namespace) -> int:
    _ready(Requirements.RUN)
    folder = chosen.rest or [str(BUILD / "gallery")]
    return in_sight([*RXLANE, "gallery", *folder], checks.OFFSCREEN)


def package_(_: argparse.Namespace) -> int:
    _ready(Requirements.DEV)
    return package.build()


def lock_(chosen: argparse.Namespace) -> int:
    return lock.lock(upgrade=chosen.upgrade)
