"""Any simulated device on the counter, and how one is set up by itself."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_store import TerminalStore
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.host import SimulatorHost
from drivers.simulator.memory import FORGETFUL, DeviceMemory
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.scanner import ScannerSimulator
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand

Stand = PrinterStand | DisplayStand | ScannerStand | CardTerminalStand

DEVICES: Final = ("printer", "card-terminal", "scanner", "display")


@contextmanager
def standing(
    device: str, listen: str, state: Path | None = None, *, customer_s: float | None = None
) -> Iterator[Stand]:
    """One of `DEVICES`, plugged in at `listen`, with its state in a file, until the end.

    `customer_s`: a card is presented after so many seconds; None: by hand. A display keeps nothing.
    Raises ValueError (address), OSError (port taken), MemoryUnusable (file).
    """
    with ExitStack() as stack:
        stand: Stand
        match device:
            case "printer":
                paper = PrinterMemory(state or FORGETFUL)
                stack.callback(paper.close)
                printer = SimulatedPrinter(memory=paper)
                stand = PrinterStand(printer, SimulatorHost(printer, listen))
            case "scanner":
                memory = DeviceMemory(state or FORGETFUL, "scanner")
                stack.callback(memory.close)
                scanner = ScannerSimulator(memory=memory)
                stand = ScannerStand(scanner, SimulatorHost(scanner, listen))
            case "display":
                display = DisplaySimulator()
                stand = DisplayStand(display, SimulatorHost(display, listen))
            case "card-terminal":
                stand = _card_terminal(stack, listen, state, customer_s)
            case _:
                raise ValueError(f"there is no simulated {device}")
        stack.enter_context(stand.host)
        yield stand


def _card_terminal(
    stack: ExitStack, listen: str, state: Path | None, customer_s: float | None
) -> CardTerminalStand:
    store = TerminalStore(state or FORGETFUL)
    stack.callback(store.close)
    terminal = CardTerminalSimulator(store, auto_present_s=customer_s)
    return CardTerminalStand(terminal, CardTerminalHost(terminal, listen))
