"""Every check and test of the project, each timed, all run, and what failed named at the end."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.places import BIN, BUILD, PYTHON
from devtools.programs import in_sight
from devtools.say import say

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
"""GUI tests draw into memory: the same pictures on every machine, and no window on a desk."""
COVERAGE = BUILD / "coverage.json"


@dataclass(frozen=True, slots=True)
class Check:
    """One program that exits non-zero when a rule is broken."""

    name: str
    command: tuple[str | Path, ...]


def _tool(name: str) -> Path:
    return BIN / (f"{name}.exe" if os.name == "nt" else name)


FAST = (
    Check("ruff", (_tool("ruff"), "check", "--quiet")),
    Check("format", (_tool("ruff"), "format", "--check", "--quiet")),
    Check("import contracts", (_tool("lint-imports"), "--no-logo")),
    Check("vulture", (_tool("vulture"),)),
    Check("codespell", (_tool("codespell"),)),
    Check("mypy", (_tool("mypy"),)),
)
TESTS = (
    Check(
        "pytest",
        (
            *(PYTHON, "-m", "pytest", "--quiet", "-n", "2", "--dist", "loadfile"),
            *("--cov", "--cov-report=", f"--cov-report=json:{COVERAGE}"),
        ),
    ),
    Check("coverage floors", (PYTHON, "-m", "devtools.coverage_floors", COVERAGE)),
)


def run_all(checks: Sequence[Check]) -> int:
    """Run them all, whatever fails; 0 only when none did."""
    COVERAGE.unlink(missing_ok=True)  # floors are never measured against an earlier run
    BUILD.mkdir(exist_ok=True)
    rows = [_run(check) for check in checks]
    say("")
    for name, status, seconds in rows:
        say(f"[dev] {'ok    ' if status == 0 else 'FAILED'}  {seconds:6.1f} s  {name}")
    failed = [name for name, status, _ in rows if status != 0]
    say(f"[dev] Failed: {', '.join(failed)}." if failed else "[dev] Everything holds.")
    return 1 if failed else 0


def _run(check: Check) -> tuple[str, int, float]:
    say(f"\n[dev] {check.name}")
    start = time.monotonic()
    status = in_sight(check.command, OFFSCREEN)
    return check.name, status, time.monotonic() - start


def run_tests(arguments: Sequence[str]) -> int:
    """pytest alone, with the developer's own choice of tests and options."""
    return in_sight([PYTHON, "-m", "pytest", *arguments], OFFSCREEN)
