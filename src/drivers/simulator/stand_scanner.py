"""The simulated hand scanner on the counter: what is seen of it, and what it can be told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from drivers.simulator.console import Command, CommandRefused, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable
from drivers.simulator.host import SimulatorHost
from drivers.simulator.label_words import LABEL_USAGE, label_of
from drivers.simulator.scanner import ScannerSimulator

SUFFIXES: Final = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "none": b""}
MAX_GARBAGE: Final = 100_000


@dataclass(frozen=True, slots=True)
class ScannerSeen:
    """A scanner at one moment; `beeps` are the last, oldest first."""

    cable: Cable
    powered: bool
    suspended: bool
    suffix: str
    sends_aim: bool
    host_acknowledge: bool
    beeps: tuple[str, ...]


class ScannerStand:
    """A scanner, its host and its commands."""

    name = "Scanner"

    def __init__(self, scanner: ScannerSimulator, host: SimulatorHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.scanner = scanner
        self.host = host
        self.console = Console(host, [*_commands(scanner), *link_commands(host, scanner)])

    def look(self) -> ScannerSeen:
        """How it is now; on the host's thread."""
        scanner = self.scanner
        return ScannerSeen(
            cable_of(self.host),
            scanner.powered,
            scanner.suspended,
            _suffix_name(scanner),
            scanner.sends_aim,
            scanner.host_acknowledge,
            tuple(scanner.beeps),
        )


def _commands(scanner: ScannerSimulator) -> list[Command]:
    def switch(name: str, *, on: bool) -> Callable[[], None]:
        def act() -> None:
            if name == "aim":
                scanner.set_up(sends_aim=on)
            else:
                scanner.set_up(host_acknowledge=on)

        return act

    return [
        Command("scan <text>", LABEL_USAGE, lambda text: _scan(scanner, text)),
        Command("garbage <count>", "nonsense without an end", lambda n: _garbage(scanner, n)),
        Command("raw <hex>", "these bytes as they are", scanner.raw),
        Command(
            "suffix cr|lf|crlf|tab|none",
            "what follows each label",
            lambda name: scanner.set_up(suffix=SUFFIXES[name]),
        ),
        Command("aim on", "the AIM identifier before each label", switch("aim", on=True)),
        Command("aim off", "no AIM identifier", switch("aim", on=False)),
        Command("acknowledge on", "wait for a beep after each label", switch("ack", on=True)),
        Command("acknowledge off", "read on without being answered", switch("ack", on=False)),
        Command("show", "how it is set up, and its last beeps", lambda: _told(scanner)),
    ]


def _scan(scanner: ScannerSimulator, text: str) -> None:
    if not scanner.scan(*label_of(text)):
        raise CommandRefused(
            "It reads nothing: it is off."
            if not scanner.powered
            else "It reads nothing: it waits for the answer to its last label."
        )


def _garbage(scanner: ScannerSimulator, length: int) -> None:
    if length > MAX_GARBAGE:
        raise CommandRefused(f"At most {MAX_GARBAGE} bytes at once.")
    scanner.garbage(length)


def _suffix_name(scanner: ScannerSimulator) -> str:
    known = {suffix: name for name, suffix in SUFFIXES.items()}
    return known.get(scanner.suffix, scanner.suffix.hex())


def _told(scanner: ScannerSimulator) -> str:
    return ", ".join(
        [
            "on" if scanner.powered else "off",
            "waits for an answer" if scanner.suspended else "ready",
            f"suffix {_suffix_name(scanner)}",
            f"AIM {'sent' if scanner.sends_aim else 'not sent'}",
            f"acknowledge {'on' if scanner.host_acknowledge else 'off'}",
            f"last beeps {' '.join(scanner.beeps[-5:]) or 'none'}",
        ]
    )
