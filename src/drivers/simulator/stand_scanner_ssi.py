"""The simulated Zebra scanner on the counter: what is seen of it, and what it can be told.

Written from scanners-printers-displays.md section 9. Beside the cable's own faults it can be told
what only packets can suffer: damaged ones, unheard ones, refused ones, repeated ones.
"""

from dataclasses import dataclass
from typing import Final

from drivers.simulator.console import Command, CommandRefused, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable
from drivers.simulator.host import SimulatorHost
from drivers.simulator.label_words import LABEL_USAGE, label_of
from drivers.simulator.scanner_ssi import (
    BEEP,
    DISABLE,
    ENABLE,
    SsiScannerSimulator,
    code_type_of,
)

OPCODES: Final = {"beep": BEEP, "enable": ENABLE, "disable": DISABLE}
BEEPS: Final = {0x00: "short high", 0x10: "two long low"}
"""What the guide calls them (unconfirmed: check with the vendor)."""
MAX_PACKETS: Final = 100


@dataclass(frozen=True, slots=True)
class SsiSeen:
    """A scanner at one moment; `beeps` are the last, oldest first."""

    cable: Cable
    powered: bool
    enabled: bool
    waits: bool
    sends_aim: bool
    denied: tuple[str, ...]
    beeps: tuple[str, ...]
    acknowledged: int
    given_up: int


class SsiScannerStand:
    """A scanner, its host and its commands."""

    name = "Zebra scanner"

    def __init__(self, scanner: SsiScannerSimulator, host: SimulatorHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.scanner = scanner
        self.host = host
        self.console = Console(host, [*_commands(scanner), *link_commands(host, scanner)])

    def look(self) -> SsiSeen:
        """How it is now; on the host's thread."""
        scanner = self.scanner
        return SsiSeen(
            cable_of(self.host),
            scanner.powered,
            scanner.enabled,
            scanner.waits,
            scanner.sends_aim,
            _denied(scanner),
            tuple(beep_in_words(each) for each in scanner.beeps),
            scanner.acknowledged,
            scanner.transmission_errors,
        )


def beep_in_words(code: int) -> str:
    """How a beep sounds, or its number."""
    return BEEPS.get(code, f"{code:02X}")


def _commands(scanner: SsiScannerSimulator) -> list[Command]:
    return [
        Command("scan <text>", LABEL_USAGE, lambda text: _scan(scanner, text)),
        Command(
            "bad-check <count>",
            "wrong checksums in its next so many packets",
            lambda count: _count(scanner, "damage_next", count),
        ),
        Command(
            "deaf <count>",
            "hear nothing of the host's next so many packets, so labels are sent again",
            lambda count: _count(scanner, "deaf_to", count),
        ),
        Command(
            "nak <count>",
            "take the host's next so many packets for damaged ones",
            lambda count: _count(scanner, "nak_next", count),
        ),
        Command(
            "deny beep|enable|disable", "refuse that command", lambda name: _deny(scanner, name)
        ),
        Command("allow", "refuse no command", scanner.deny.clear),
        Command("again", "send the last label once more, as if unheard", lambda: _again(scanner)),
        Command(
            "event", "tell of an event, also in the middle of a label", lambda: _event(scanner)
        ),
        Command("raw <hex>", "these bytes as they are", scanner.raw),
        Command(
            "aim on", "the AIM identifier in each label", lambda: scanner.set_up(sends_aim=True)
        ),
        Command("aim off", "its own number only", lambda: scanner.set_up(sends_aim=False)),
        Command("show", "how it is set up, and its last beeps", lambda: _told(scanner)),
    ]


def _scan(scanner: SsiScannerSimulator, text: str) -> None:
    aim, label = label_of(text)
    code_type = code_type_of(aim, label)
    if code_type is None:
        raise CommandRefused(f"It does not read {aim}: it has no number for that symbology.")
    content = aim.encode("ascii") + label if scanner.sends_aim else label
    if not scanner.scan(code_type, content):
        raise CommandRefused(
            "It reads nothing: the counter has disabled it."
            if scanner.powered
            else "It reads nothing: it is off."
        )


def _count(scanner: SsiScannerSimulator, what: str, count: int) -> None:
    if count > MAX_PACKETS:
        raise CommandRefused(f"At most {MAX_PACKETS} packets.")
    setattr(scanner, what, count)


def _deny(scanner: SsiScannerSimulator, name: str) -> None:
    scanner.deny.add(OPCODES[name])


def _denied(scanner: SsiScannerSimulator) -> tuple[str, ...]:
    return tuple(name for name, opcode in OPCODES.items() if opcode in scanner.deny)


def _again(scanner: SsiScannerSimulator) -> None:
    if not scanner.send_again():
        raise CommandRefused("Nothing was acknowledged yet, or a label is under way.")


def _event(scanner: SsiScannerSimulator) -> None:
    if not scanner.powered:
        raise CommandRefused("It says nothing: it is off.")
    scanner.tell_event()


def _told(scanner: SsiScannerSimulator) -> str:
    last = ", ".join(beep_in_words(each) for each in scanner.beeps[-5:])
    return ", ".join(
        [
            "on" if scanner.powered else "off",
            "enabled" if scanner.enabled else "disabled",
            "waits for an acknowledgement" if scanner.waits else "ready",
            f"AIM {'sent' if scanner.sends_aim else 'not sent'}",
            f"denies {' '.join(_denied(scanner)) or 'nothing'}",
            f"{scanner.acknowledged} acknowledged, {scanner.transmission_errors} given up",
            f"last beeps {last or 'none'}",
        ]
    )
