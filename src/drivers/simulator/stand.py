"""Any simulated device on the counter, and how one is set up by itself.

A device has a kind where the settings know several of it; the words are those of settings.toml.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_store import TerminalStore
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.display_logic_controls import LogicControlsSimulator
from drivers.simulator.host import SimulatorHost
from drivers.simulator.memory import FORGETFUL, DeviceMemory
from drivers.simulator.nexo_standing import nexo_standing
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.scanner import ScannerSimulator
from drivers.simulator.scanner_hid import HidScannerSimulator
from drivers.simulator.scanner_ssi import SsiScannerSimulator
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_nexo import NexoStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand
from drivers.simulator.stand_scanner_hid import HidScannerStand
from drivers.simulator.stand_scanner_ssi import SsiScannerStand

Stand = (
    PrinterStand
    | DisplayStand
    | ScannerStand
    | SsiScannerStand
    | HidScannerStand
    | CardTerminalStand
    | NexoStand
)

DEVICES: Final = ("printer", "card-terminal", "scanner", "display")
HONEYWELL, HOST_ACKNOWLEDGE, SSI, HID = (
    "honeywell",
    "honeywell host acknowledge",
    "zebra ssi",
    "hid",
)
EPSON, LOGIC_CONTROLS = "epson", "logic controls"
PAX, NEXO = "pax", "nexo"
KINDS: Final = {
    "card-terminal": (PAX, NEXO),
    "scanner": (HONEYWELL, HOST_ACKNOWLEDGE, "plain", SSI, HID),
    "display": (EPSON, LOGIC_CONTROLS),
}
"""What each device may be, the usual first."""


@contextmanager
def standing(
    device: str,
    listen: str,
    state: Path | None = None,
    *,
    kind: str = "",
    customer_s: float | None = None,
) -> Iterator[Stand]:
    """One of `DEVICES`, plugged in at `listen`, with its state in a file, until the end.

    `listen`: "" a pty or a port of its own. `kind`: one of `KINDS`, "" the usual. `customer_s`: a
    card is presented after so many seconds; None: by hand. A display keeps nothing. Raises
    ValueError (address), OSError (port taken), MemoryUnusable (file).
    """
    if kind == NEXO:
        with nexo_standing(listen, state, customer_s) as nexo:
            yield nexo
        return
    listen = listen or "pty:"
    with ExitStack() as stack:
        stand: Stand
        match device:
            case "printer":
                paper = PrinterMemory(state or FORGETFUL)
                stack.callback(paper.close)
                printer = SimulatedPrinter(memory=paper)
                stand = PrinterStand(printer, SimulatorHost(printer, listen))
            case "scanner":
                stand = _scanner(stack, listen, state, kind or HONEYWELL)
            case "display":
                logic = kind == LOGIC_CONTROLS
                display = LogicControlsSimulator() if logic else DisplaySimulator()
                stand = DisplayStand(display, SimulatorHost(display, listen))
            case "card-terminal":
                stand = _card_terminal(stack, listen, state, customer_s)
            case _:
                raise ValueError(f"there is no simulated {device}")
        stack.enter_context(stand.host)
        yield stand


def _scanner(stack: ExitStack, listen: str, state: Path | None, kind: str) -> Stand:
    def memory(of: str) -> DeviceMemory:
        opened = DeviceMemory(state or FORGETFUL, of)
        stack.callback(opened.close)
        return opened

    if kind == SSI:
        zebra = SsiScannerSimulator(memory=memory("Zebra scanner"))
        return SsiScannerStand(zebra, SimulatorHost(zebra, listen))
    if kind == HID:
        reporter = HidScannerSimulator(memory=memory("HID scanner"))
        return HidScannerStand(reporter, SimulatorHost(reporter, listen))
    scanner = ScannerSimulator(memory=memory("scanner"))
    if kind == HOST_ACKNOWLEDGE:
        scanner.set_up(host_acknowledge=True)
    return ScannerStand(scanner, SimulatorHost(scanner, listen))


def _card_terminal(
    stack: ExitStack, listen: str, state: Path | None, customer_s: float | None
) -> CardTerminalStand:
    store = TerminalStore(state or FORGETFUL)
    stack.callback(store.close)
    terminal = CardTerminalSimulator(store, auto_present_s=customer_s)
    return CardTerminalStand(terminal, CardTerminalHost(terminal, listen))
