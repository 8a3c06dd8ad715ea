"""Running other programs: quietly with their words kept for trouble, or in plain sight."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools.places import ROOT
from devtools.say import Trouble, say

LAST_LINES = 30
"""How much of a failed program's output is shown: enough for a compiler's or pip's last words."""
STOPPED = 130
"""The exit status that a shell reports for Ctrl+C."""

Command = Sequence[str | Path]


def quietly(command: Command, what_to_do: str, cwd: Path = ROOT) -> str:
    """Run to the end and give its standard output; its last words and advice on failure."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    except FileNotFoundError as missing:
        raise Trouble(
            f"There is no program {command[0]} on this machine. {what_to_do}"
        ) from missing
    if done.returncode:
        for line in (done.stdout + done.stderr).splitlines()[-LAST_LINES:]:
            say(f"    {line}")
        raise Trouble(f"{Path(command[0]).name} failed (exit {done.returncode}). {what_to_do}")
    return done.stdout


def in_sight(command: Command, extra: Mapping[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run with our own input and output; give the exit status."""
    environment = {**os.environ, **(extra or {})}
    try:
        return subprocess.run(command, cwd=cwd, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return STOPPED
