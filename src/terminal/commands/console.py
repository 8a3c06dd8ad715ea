"""What is typed on the console of a simulated device, or stands in a script, carried out in order.

Rules that hold here: a console that is closed, or that never was one, ends nothing: the device
stays plugged in as a service; a script is understood whole before its first line is carried out.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from drivers.simulator.console import COMMENT, MAX_LINE, Command, help_of, parse
from drivers.simulator.stand import Stand
from terminal.app.faults import KnownFault

PIECE_BYTES: Final = 4_096
LABEL: Final = "]"
"""A line that begins like an AIM identifier is a label, for a scanner."""

Tell = Callable[[str, bool], None]
"""Says words to the person; the flag says whether it went well."""


class Session:
    """One stand, told line by line. `over` is set when the person asked for the end."""

    def __init__(self, stand: Stand, tell: Tell, over: threading.Event) -> None:
        self._stand, self._tell, self._over = stand, tell, over
        self._commands = (
            Command("wait <time>", "do nothing for so long", lambda _: None),
            Command("quit", "end it", lambda: None),
            *stand.console.commands,
        )

    def take(self, line: str) -> None:
        """Carry out one line."""
        line = _as_command(line)
        word = line.split(maxsplit=1)[0].lower() if line.strip() else ""
        if word == "quit":
            self._over.set()
        elif word == "wait":
            self._wait(line)
        elif word == "help":
            self._tell(help_of(self._commands, line.strip()[len(word) :].strip()), True)
        elif word:
            answer = self._stand.console.run(line)
            if answer.words:
                self._tell(answer.words, answer.good)

    def play(self, lines: list[str]) -> None:
        """Carry out a script, until its end or the end of everything."""
        for line in lines:
            if self._over.is_set():
                return
            self.take(line)

    def read_script(self, path: Path) -> list[str]:
        """The lines of a script; raises KnownFault that names each line nobody understands."""
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise KnownFault(
                "The script cannot be read", str(path), "Name a text file that is there."
            ) from error
        wrong = [
            f"Line {number}: {trouble}"
            for number, line in enumerate(lines, 1)
            if (trouble := self._trouble(_as_command(line)))
        ]
        if wrong:
            raise KnownFault(
                "The script is not understood", "\n".join(wrong), "Mend it; nothing was done."
            )
        return lines

    def _trouble(self, line: str) -> str:
        if not line.strip() or line.strip().startswith((COMMENT, "help")):
            return ""
        found = parse(line.strip(), self._commands)
        return found if isinstance(found, str) else ""

    def _wait(self, line: str) -> None:
        found = parse(line.strip(), self._commands)
        if isinstance(found, str):
            self._tell(found, False)
            return
        (seconds,) = found[1]
        assert isinstance(seconds, float), "the usage says a time"
        self._over.wait(seconds)


def _as_command(line: str) -> str:
    return f"scan {line.strip()}" if line.strip().startswith(LABEL) else line


def read_console(take: Callable[[str], None]) -> None:
    """Have each line that is typed carried out, on a thread of its own.

    The thread is a daemon: reading a console cannot be interrupted on every system.
    """
    if sys.stdin is None or sys.stdin.closed:
        return  # descriptor 0 may be anything now, even a device's own wire
    try:
        descriptor = sys.stdin.fileno()
    except (OSError, ValueError):
        return
    if hasattr(signal, "SIGTTIN"):
        # In the background of a shell: read nothing instead of being stopped.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    threading.Thread(target=_read, args=(descriptor, take), name="console", daemon=True).start()


def _read(descriptor: int, take: Callable[[str], None]) -> None:
    kept = b""
    while True:
        try:
            piece = os.read(descriptor, PIECE_BYTES)
        except OSError:  # no console any more, or never ours
            return
        *lines, kept = (kept + piece).split(b"\n")
        kept = kept[:MAX_LINE]
        for line in lines:
            take(line.decode("utf-8", "replace"))
        if not piece:
            if kept:
                take(kept.decode("utf-8", "replace"))
            return
