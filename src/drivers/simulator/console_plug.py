"""The cable and the power of any simulated device, in words: unplug, replug, power off, reboot.

A device that is out of power disappears from a network, and stays at a serial port, which belongs
to the counter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from drivers.simulator.console import Command, CommandRefused

REBOOT_S: Final = 2.0
AGAIN_S: Final = 1.0
"""How soon a device that cannot come back tries again: another program holds its port."""
SERIAL: Final = "serial:"


class Powered(Protocol):
    """A device with a switch."""

    def power_off(self) -> None:
        """Lose everything that needs power."""

    def power_on(self) -> None:
        """Be there again."""


class Pluggable(Protocol):
    """A host, whatever its cable is; every call is made on the device's thread."""

    @property
    def url(self) -> str:
        """The address for the driver."""

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""

    def unplug(self) -> None:
        """Pull the cable."""

    def replug(self, *, elsewhere: bool = False) -> None:
        """Plug it in again, a perfect one; OSError when it does not fit."""

    def after(self, seconds: float, function: Callable[[], None]) -> None:
        """Have a function run there when so much time has passed."""


@dataclass(frozen=True, slots=True)
class Cable:
    """How a device is connected, as a window shows it."""

    address: str
    plugged: bool
    in_use: bool
    silent: bool
    faults: tuple[str, ...]


def plug_commands(host: Pluggable) -> list[Command]:
    """What a hand does to the cable."""
    return [
        Command("unplug", "pull the cable", host.unplug),
        Command("replug", "plug it in again, with a perfect cable", lambda: _replug(host)),
        Command(
            "replug elsewhere",
            "plug it in under another name or port",
            lambda: _replug(host, elsewhere=True),
        ),
    ]


def power_commands(host: Pluggable, device: Powered) -> list[Command]:
    """What a hand does to the switch."""
    power = _Power(host, device)
    return [
        Command("power off", "switch it off", power.off),
        Command("power on", "switch it on; garbage first, on a serial cable", power.on),
        Command("power cycle", "switch it off and on", power.cycle),
        Command("reboot", f"gone, and back after {REBOOT_S:g} s", lambda: power.reboot(REBOOT_S)),
        Command("reboot <time>", "gone, and back after that time", power.reboot),
    ]


def told_of(cable: Cable) -> str:
    """How it is connected, in a line."""
    if not cable.plugged:
        return "unplugged"
    use = "in use" if cable.in_use else "nobody has it open"
    wrong = ["silent"] if cable.silent else []
    return f"at {cable.address}, {use}; {', '.join([*wrong, *cable.faults]) or 'a perfect cable'}"


def _replug(host: Pluggable, *, elsewhere: bool = False) -> str:
    if host.plugged:
        raise CommandRefused("It is plugged in; unplug first.")
    host.replug(elsewhere=elsewhere)
    return f"at {host.url}"


@dataclass(slots=True)
class _Power:
    """A device's switch."""

    host: Pluggable
    device: Powered
    lost: bool = False

    def off(self) -> None:
        self.device.power_off()
        if self.host.plugged and not self.host.url.startswith(SERIAL):
            self.host.unplug()
            self.lost = True

    def on(self) -> None:
        self.device.power_on()
        if self.lost and not self.host.plugged:
            self.host.replug()
        self.lost = False

    def cycle(self) -> None:
        self.off()
        self.on()

    def reboot(self, seconds: float) -> str:
        self.device.power_off()
        self.host.unplug()
        self.host.after(seconds, self._come_back)
        return f"back in {seconds:g} s"

    def _come_back(self) -> None:
        try:
            self.host.replug()
        except OSError:
            self.host.after(AGAIN_S, self._come_back)
            return
        self.device.power_on()
