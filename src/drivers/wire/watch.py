"""One thread that notices what is plugged in and pulled out, for all devices of the counter.

Rules that hold here (scanners-printers-displays.md section 19):

1. It looks once a second. On Linux the names in `/sys` are compared first, and only a difference is
   looked into; elsewhere the system's lists are read each time.
2. Nothing is opened and no byte is written.
3. Ptys and network devices are on no list. A path that settings name is looked for in the file
   system; a network device is found by its runner's own attempts.
4. What it tells of is a reason to try, never proof: the runner that opens a port finds out.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drivers.wire import identity, sysfs
from drivers.wire.errors import FOREIGN
from drivers.wire.ports import AttachedPort, Enumerator
from drivers.wire.telling import hand_over
from drivers.wire.urls import SerialAddress, UsbLpAddress, parse_url

EVERY_S: Final = 1.0
"""Found within 2 s: one for the next look, and half of one if the first attempt comes too early."""
_LOOKS_AFTER_CHANGE: Final = 2
"""The kernel shows a device a moment before its name in `/dev` exists."""
_UNLISTABLE: Final[tuple[type[Exception], ...]] = (*FOREIGN, ValueError)


@dataclass(frozen=True, slots=True)
class PortChange:
    """What came and what went since the last look; a device plugged in anew is in both."""

    appeared: tuple[AttachedPort, ...]
    vanished: tuple[AttachedPort, ...]


Glance = Callable[[], frozenset[tuple[str, int]] | None]
_Seen = dict[tuple[AttachedPort, int], AttachedPort]


def all_ports() -> list[AttachedPort]:
    """Return serial ports, USB printers and HID-POS scanners."""
    return [*identity.serial_ports(), *identity.usb_printers(), *identity.hid_scanners()]


def system_glance() -> frozenset[tuple[str, int]] | None:
    """Return what changes with every plug, cheaply; None where nothing cheap tells."""
    return sysfs.glance() if sys.platform == "linux" else None


def watched_paths(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the paths in device addresses that may come and go in the file system."""
    paths = []
    for address in addresses:
        match parse_url(address):
            case SerialAddress(path=path) | UsbLpAddress(path=path) if path.startswith("/"):
                paths.append(path)
            case _:
                continue
    return tuple(paths)


class PortWatch:
    """Calls `on_change` on its own thread, once for each look that finds a difference."""

    def __init__(
        self,
        on_change: Callable[[PortChange], None],
        *,
        paths: Iterable[str] = (),
        ports: Enumerator = all_ports,
        glance: Glance = system_glance,
        every_s: float = EVERY_S,
    ) -> None:
        """Set up; `paths` are looked for beside what the system lists."""
        self._on_change = on_change
        self._paths = tuple(paths)
        self._ports = ports
        self._glance = glance
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="port watch", daemon=False)
        self._glanced: frozenset[tuple[str, int]] | None = None
        self._looks_left = 0
        self._listed: _Seen = {}
        self._seen: _Seen = {}

    def start(self) -> None:
        """Take what is there now as known, and start the thread."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """From any other thread: end the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> PortChange:
        """Look once; the thread's own step."""
        now = {**self._look_at_system(), **self._look_at_paths()}
        before, self._seen = self._seen, now
        return PortChange(
            appeared=tuple(port for key, port in now.items() if key not in before),
            vanished=tuple(port for key, port in before.items() if key not in now),
        )

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            change = self.look()
            if change.appeared or change.vanished:
                hand_over(self._on_change, change)

    def _look_at_system(self) -> _Seen:
        glanced = self._glance()
        if glanced is None or glanced != self._glanced:
            self._glanced, self._looks_left = glanced, _LOOKS_AFTER_CHANGE
        if self._looks_left:
            self._looks_left -= 1
            numbers = dict(glanced or ())
            try:
                listed = list(self._ports())
            except _UNLISTABLE:  # pulled out while it was read: pyserial trips over it
                self._looks_left = _LOOKS_AFTER_CHANGE
                return self._listed
            self._listed = {(port, numbers.get(Path(port.path).name, 0)): port for port in listed}
        return self._listed

    def _look_at_paths(self) -> _Seen:
        found: _Seen = {}
        for path in self._paths:
            try:
                entry = Path(path).lstat()
                Path(path).stat()
            except OSError:
                continue
            port = AttachedPort(path, path, None)
            found[port, hash((entry.st_ino, entry.st_ctime_ns))] = port
        return found
