"""Which program holds a port, where the system tells: Linux, by the open files of each process.

Another account's processes do not show their files; then nobody is named. Windows and macOS tell
nothing without administrator rights.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has a port open now."""

    name: str
    pid: int

    @property
    def ours(self) -> bool:
        """Whether it is this program itself."""
        return self.pid == os.getpid()

    def __str__(self) -> str:
        """Write it as an error text does."""
        return f"{self.name or 'a program'}, process {self.pid}"


def holders(paths: Iterable[str], proc: Path = PROC) -> dict[str, Holder]:
    """Return who holds which of the paths; another program comes before this one."""
    real = {str(Path(path).resolve()): path for path in paths if path.startswith("/")}
    found: dict[str, Holder] = {}
    for process in _processes(proc) if real else ():
        for target in _open_files(process):
            path = real.get(target)
            if path is not None and (path not in found or found[path].ours):
                found[path] = Holder(_name(process), int(process.name))
    return found


def holder_of(path: str, proc: Path = PROC) -> Holder | None:
    """Return who holds one path; about a millisecond for each ten processes of this account."""
    return holders((path,), proc).get(path)


def _processes(proc: Path) -> Iterator[Path]:
    try:
        yield from (each for each in proc.iterdir() if each.name.isdigit())
    except OSError:
        return


def _open_files(process: Path) -> Iterator[str]:
    """The targets of a process's descriptors; one that ends meanwhile, or is not ours, has none."""
    try:
        descriptors = list((process / "fd").iterdir())
    except OSError:
        return
    for descriptor in descriptors:
        try:
            yield str(descriptor.readlink())
        except OSError:
            continue


def _name(process: Path) -> str:
    try:
        name = (process / "comm").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(char for char in name if char.isprintable())
