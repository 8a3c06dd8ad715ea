"""The program as a person starts it: on a console of its own, or with its output in a pipe.

Rules that hold here: no keyring, no display and no settings of the machine reach the program; it
ends within a limit or is killed.
"""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Typed = str | Callable[[], str]
"""What is typed; or what a person does first, and then types."""
LIMIT_S: Final = 90.0
PIECE_BYTES: Final = 4096
_COLOURS: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; `said` is everything it wrote, `out` only its standard output."""

    status: int
    said: str
    out: str = ""


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the program may know of this machine."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "QT_QPA_PLATFORM": "offscreen",
        "TERM": "xterm",
        "COLUMNS": "200",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT / "src"),
        **(more or {}),
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "terminal", *words]


def piped(*words: str, more: Mapping[str, str] | None = None, typed: str = "") -> Ended:
    """Run without a console."""
    done = subprocess.run(
        command(*words),
        input=typed,
        env=surroundings(more),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return Ended(done.returncode, done.stdout + done.stderr, done.stdout)


def at_console(
    *words: str,
    answers: Sequence[tuple[str, Typed]] = (),
    more: Mapping[str, str] | None = None,
) -> Ended:
    """Run at a console; each answer is typed once its question stands there."""
    keyboard, console = os.openpty()
    program = subprocess.Popen(
        command(*words),
        stdin=console,
        stdout=console,
        stderr=console,
        env=surroundings(more),
        start_new_session=True,
    )
    os.close(console)
    try:
        said = _talk(keyboard, list(answers))
        return Ended(program.wait(LIMIT_S), _COLOURS.sub("", said))
    finally:
        program.kill()
        program.wait()
        os.close(keyboard)


def _talk(keyboard: int, answers: list[tuple[str, Typed]]) -> str:
    said, read_to = "", 0
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        if not select.select([keyboard], [], [], 1.0)[0]:
            continue
        try:
            piece = os.read(keyboard, PIECE_BYTES)
        except OSError:  # EIO: the program has ended
            return said
        if not piece:
            return said
        said += piece.decode("utf-8", "replace")
        if answers and answers[0][0] in said[read_to:]:
            read_to = len(said)
            typed = answers.pop(0)[1]
            os.write(keyboard, (typed if isinstance(typed, str) else typed()).encode() + b"\n")
    raise AssertionError(f"the program did not end; it said: {said}")
