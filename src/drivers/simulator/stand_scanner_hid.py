"""The simulated USB-HID-POS scanner on the counter: what is seen of it, and what it can be told.

Its cable is a pty or TCP, on which its reports follow each other; a counter with scanner_kind "hid"
reads them there as it reads those of `hid:` (scanners-printers-displays.md section 2).
"""

from dataclasses import dataclass

from drivers.simulator.console import Command, CommandRefused, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable
from drivers.simulator.host import SimulatorHost
from drivers.simulator.label_words import LABEL_USAGE, label_of
from drivers.simulator.scanner_hid import HidScannerSimulator, Vendor


@dataclass(frozen=True, slots=True)
class HidSeen:
    """A scanner at one moment. It hears nothing, so it has no beeps to show."""

    cable: Cable
    powered: bool
    layout: str
    cuts_next: bool
    read: int


class HidScannerStand:
    """A scanner, its host and its commands."""

    name = "HID scanner"

    def __init__(self, scanner: HidScannerSimulator, host: SimulatorHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.scanner = scanner
        self.host = host
        self.console = Console(host, [*_commands(scanner), *link_commands(host, scanner)])

    def look(self) -> HidSeen:
        """How it is now; on the host's thread."""
        scanner = self.scanner
        return HidSeen(
            cable_of(self.host),
            scanner.powered,
            scanner.vendor.value,
            scanner.cut_next,
            scanner.read,
        )


def _commands(scanner: HidScannerSimulator) -> list[Command]:
    return [
        Command("scan <text>", LABEL_USAGE, lambda text: _scan(scanner, text)),
        Command("cut", "the next label's last report never comes", lambda: _cut(scanner)),
        Command("status", "a report that holds no label", lambda: _status(scanner)),
        Command("raw <hex>", "these bytes as they are", scanner.raw),
        Command(
            f"layout {'|'.join(each.value for each in Vendor)}",
            "whose reports they are; idtech sends no AIM identifier",
            lambda name: scanner.set_up(Vendor(name)),
        ),
        Command("show", "how it is set up", lambda: _told(scanner)),
    ]


def _scan(scanner: HidScannerSimulator, text: str) -> None:
    if not scanner.scan(*label_of(text)):
        raise CommandRefused("It reads nothing: it is off.")


def _cut(scanner: HidScannerSimulator) -> None:
    scanner.cut_next = True


def _status(scanner: HidScannerSimulator) -> None:
    if not scanner.powered:
        raise CommandRefused("It says nothing: it is off.")
    scanner.tell_status()


def _told(scanner: HidScannerSimulator) -> str:
    words = ["on" if scanner.powered else "off", f"layout {scanner.vendor.value}"]
    if scanner.cut_next:
        words.append("cuts the next label")
    return ", ".join([*words, f"labels read: {scanner.read}"])
