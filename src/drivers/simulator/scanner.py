"""A hand scanner: puts labels on the cable as a real one does, and beeps when it is told to.

Written from scanners-printers-displays.md sections 2, 4 and 9, with nothing of the driver's.
"""

import random
from typing import Final

from drivers.simulator.memory import DeviceMemory

GOOD_READ: Final = "good"
ERROR: Final = "error"
LOW: Final = "low"
MEDIUM: Final = "medium"
HIGH: Final = "high"
_BEEPS: Final = {
    "\x1b7,": GOOD_READ,
    "\x1b8,": ERROR,
    "\x1b4,": LOW,
    "\x1b5,": MEDIUM,
    "\x1b6,": HIGH,
}
_SEQUENCE_LENGTH: Final = 3
_SUSPENDED_S: Final = 10.0
"""Section 9: how long a scanner under host acknowledge reads nothing without an answer."""
_BEEPS_KEPT: Final = 100
_BURST: Final = b"\r\xff\xfe\x00"
"""What a serial line carries when power comes back (section 21)."""
_GARBAGE_BYTES: Final = bytes(range(0x21, 0x7F))


class ScannerSimulator:
    """A Honeywell scanner on USB-CDC; with `sends_aim=False` and no suffix, the plainest one.

    With `host_acknowledge` it is silent and reads nothing after each label, until the host beeps.
    What it was set to and how it beeped last is in its memory, which goes before the arguments.
    """

    def __init__(
        self,
        suffix: bytes = b"\r",
        *,
        sends_aim: bool = True,
        host_acknowledge: bool = False,
        memory: DeviceMemory | None = None,
    ) -> None:
        """Set up as the setup sheet would."""
        self._memory = memory
        self._host_acknowledge = host_acknowledge
        self._resume_at = 0.0
        self._now = 0.0
        self.suspended = False
        self._suffix = suffix
        self._sends_aim = sends_aim
        self._leaving = bytearray()
        self._heard = ""
        self.plugged_in = False
        self.powered = True
        self.beeps: list[str] = []
        self._recall()

    @property
    def suffix(self) -> bytes:
        """What follows each label."""
        return self._suffix

    @property
    def sends_aim(self) -> bool:
        """Whether the AIM identifier goes before each label."""
        return self._sends_aim

    @property
    def host_acknowledge(self) -> bool:
        """Whether each label has to be answered with a beep."""
        return self._host_acknowledge

    def set_up(
        self,
        *,
        suffix: bytes | None = None,
        sends_aim: bool | None = None,
        host_acknowledge: bool | None = None,
    ) -> None:
        """Read a setup sheet; what it does not name stays."""
        self._suffix = self._suffix if suffix is None else suffix
        self._sends_aim = self._sends_aim if sends_aim is None else sends_aim
        if host_acknowledge is not None:
            self._host_acknowledge = host_acknowledge
            self.suspended = False
        if self._memory is not None:
            sheet = [self._suffix.hex(), self._sends_aim, self._host_acknowledge]
            self._memory.keep("sheet", sheet)

    def power_off(self) -> None:
        """Go dark: what was not sent is lost, and nothing can be read."""
        self.powered = False
        self._leaving.clear()
        self._heard = ""
        self.suspended = False

    def power_on(self) -> None:
        """Be there again; the line carries some garbage first."""
        if not self.powered:
            self.powered = True
            self._leaving += _BURST

    def _recall(self) -> None:
        if self._memory is None:
            return
        beeps, sheet = self._memory.recall("beeps", []), self._memory.recall("sheet")
        self.beeps = [str(each) for each in beeps] if isinstance(beeps, list) else []
        if isinstance(sheet, list) and len(sheet) == 3:
            suffix, aim, acknowledge = sheet
            self._suffix, self._sends_aim = bytes.fromhex(suffix), bool(aim)
            self._host_acknowledge = bool(acknowledge)

    def _beep(self, how: str) -> None:
        self.beeps.append(how)
        del self.beeps[:-_BEEPS_KEPT]
        if self._memory is not None:
            self._memory.keep("beeps", self.beeps)

    def scan(self, symbology: str, data: bytes) -> bool:
        """Read a label: `symbology` is its AIM id, such as `]E0`; False while suspended or dark."""
        if self.suspended or not self.powered:
            return False
        if self._host_acknowledge:
            self.suspended, self._resume_at = True, self._now + _SUSPENDED_S
        aim = symbology.encode("ascii") if self._sends_aim else b""
        self._leaving += aim + data + self._suffix
        return True

    def garbage(self, length: int, seed: int = 0) -> None:
        """Send printable nonsense without an end."""
        self._leaving += bytes(random.Random(seed).choices(_GARBAGE_BYTES, k=length))  # noqa: S311 - noise

    def raw(self, data: bytes) -> None:
        """Send bytes as they are: a wrong baud rate, a power-up burst."""
        self._leaving += data

    def connected(self, now: float) -> None:
        """Notice the host."""
        self._now = now
        self.plugged_in = True

    def disconnected(self, now: float) -> None:  # noqa: ARG002 - the shape of every simulated device
        """Notice that the host is gone."""
        self.plugged_in = False
        self._leaving.clear()
        self._heard = ""
        self.suspended = False

    def receive(self, data: bytes, now: float) -> None:
        """Beep as told; that is also the answer to a label."""
        self._now = now
        if not self.powered:
            return
        self._heard += data.decode("latin-1")
        while "\x1b" in self._heard:
            self._heard = self._heard[self._heard.index("\x1b") :]
            if len(self._heard) < _SEQUENCE_LENGTH:
                return
            beep = _BEEPS.get(self._heard[:_SEQUENCE_LENGTH])
            if beep is not None:
                self._beep(beep)
                self.suspended = False
            self._heard = self._heard[_SEQUENCE_LENGTH if beep else 1 :]
        self._heard = ""

    def tick(self, now: float) -> None:
        """Read on by itself, with an error tone, when the host has not answered for too long."""
        self._now = now
        if self.suspended and now >= self._resume_at:
            self.suspended = False
            self._beep(ERROR)

    def outgoing(self) -> bytes:
        """Drain what was scanned."""
        said = bytes(self._leaving)
        self._leaving.clear()
        return said
