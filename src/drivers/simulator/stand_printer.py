"""The simulated receipt printer on the counter: what is seen of it, and what it can be told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from drivers.simulator.console import Command, CommandRefused, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.printer_paper import Receipt, png
from drivers.simulator.printer_state import Condition, DrawerPulse, Fault, Roll

DOTS_PER_MM: Final = 180 / 25.4
"""180 dots to the inch."""


@dataclass(frozen=True, slots=True)
class PrinterSeen:
    """A printer at one moment. `count` receipts were ever taken off; `receipts` are the last."""

    cable: Cable
    powered: bool
    condition: Condition
    printing: bool
    waiting_bytes: int
    count: int
    receipts: tuple[Receipt, ...]
    hanging: Receipt
    pulses: int
    pulse: DrawerPulse | None


class PrinterStand:
    """A printer, its host and its commands."""

    name = "Receipt printer"

    def __init__(self, printer: SimulatedPrinter, host: SimulatorHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.printer = printer
        self.host = host
        self.console = Console(host, [*_commands(printer), *link_commands(host, printer)])

    def look(self) -> PrinterSeen:
        """How it is now; on the host's thread."""
        printer = self.printer
        return PrinterSeen(
            cable_of(self.host),
            printer.powered,
            printer.condition,
            not printer.idle and not printer.condition.offline,
            printer.waiting_bytes,
            printer.receipt_count,
            tuple(printer.receipts),
            printer.hanging,
            len(printer.pulses),
            printer.pulses[-1] if printer.pulses else None,
        )


def _commands(printer: SimulatedPrinter) -> list[Command]:
    def roll(what: Roll) -> Callable[[], None]:
        return lambda: printer.set_roll(what)

    def fault(what: Fault) -> Callable[[], None]:
        return lambda: printer.set_fault(what)

    return [
        Command("cover open", "open the paper cover", printer.open_cover),
        Command("cover close", "close it", printer.close_cover),
        Command("paper ok", "put in a new roll", roll(Roll.OK)),
        Command("paper low", "let the roll be nearly at its end", roll(Roll.LOW)),
        Command("paper out", "let the roll be at its end", roll(Roll.OUT)),
        Command(
            "paper left <count>",
            "so many millimetres are left on the roll",
            lambda millimetres: _leave(printer, millimetres),
        ),
        Command("feed", "press FEED", lambda: _feed(printer)),
        Command("tear", "tear off what hangs out", printer.tear_off),
        Command("jam", "jam the cutter", fault(Fault.CUTTER)),
        Command("break", "an error that only a workshop mends", fault(Fault.UNRECOVERABLE)),
        Command("overheat", "let the head be too hot", fault(Fault.HOT)),
        Command("mend", "jam, error and heat are over", fault(Fault.NONE)),
        Command("drawer open", "open the drawer with its key", printer.open_drawer),
        Command("drawer close", "push it in", printer.close_drawer),
        Command(
            "asb in reply",
            "a status falls into the next block it answers",
            printer.put_status_into_next_answer,
        ),
        Command("show", "how it stands there", lambda: _told(printer)),
        Command("read", "what hangs out, or else the last receipt", lambda: _read(printer)),
        Command("save <text>", "the same as a PNG file", lambda name: _save(printer, name)),
    ]


def _leave(printer: SimulatedPrinter, millimetres: int) -> None:
    printer.set_roll(Roll.OK)
    printer.stock_dots = round(millimetres * DOTS_PER_MM)


def _feed(printer: SimulatedPrinter) -> None:
    if not printer.press_feed():
        raise CommandRefused("Nothing moves: it is off, stopped, or its panel is locked.")


def _told(printer: SimulatedPrinter) -> str:
    how = printer.condition
    words = [
        "on" if printer.powered else "off",
        f"cover {'open' if how.cover_open else 'closed'}",
        f"paper {how.roll}",
        f"fault {how.fault}",
        f"drawer {'open' if how.drawer_open else 'closed'}",
        f"{printer.waiting_bytes} bytes waiting",
        f"{printer.receipt_count} receipts",
    ]
    return ", ".join(words)


def _at_hand(printer: SimulatedPrinter) -> Receipt:
    if printer.hanging.length:
        return printer.hanging
    if not printer.receipts:
        raise CommandRefused("Nothing was printed yet.")
    return printer.receipts[-1]


def _read(printer: SimulatedPrinter) -> str:
    return _at_hand(printer).text().strip("\n") or "blank paper"


def _save(printer: SimulatedPrinter, name: str) -> str:
    path = Path(name).expanduser()
    path.write_bytes(png(_at_hand(printer)))
    return f"in {path}"
