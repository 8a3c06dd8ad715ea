"""A whole counter without a counter: a demo PhMS on loopback and simulated devices on real ports.

Rules that hold here: everything is invented; the demo store is marked as one and refuses to talk to
a real PhMS; what is simulated keeps its state in the demo's folder, as the real things would.
"""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_requests import Charge
from drivers.simulator.card_terminal_script import (
    CREDIT_CARD,
    DEBIT_CARD,
    EBT_CARD,
    FSA_CARD,
    GIFT_CARD,
    Card,
)
from drivers.simulator.card_terminal_store import TerminalStore
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.host import SimulatorHost
from drivers.simulator.memory import DeviceMemory, MemoryUnusable
from drivers.simulator.printer import Fault, Roll, SimulatedPrinter
from drivers.simulator.printer_memory import PrinterMemory
from drivers.simulator.scanner import ScannerSimulator
from drivers.simulator.stand import Stand
from drivers.simulator.stand_card_terminal import CardTerminalStand
from drivers.simulator.stand_display import DisplayStand
from drivers.simulator.stand_printer import PrinterStand
from drivers.simulator.stand_scanner import ScannerStand
from sync.simulator.phms import PhmsSimulator
from sync.simulator.pse_exchange import PseExchangeSimulator
from terminal.app.faults import KnownFault
from terminal.app.inputs import DeviceRole, FoundDevice
from terminal.app.settings import (
    Devices,
    DrawerSensor,
    PseExchange,
    ScannerKind,
    Settings,
)
from terminal.demo.lane import demo_settings
from terminal.domain.account import CreditRules
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules

LINE: Final = "?baud=115200"
DRAWER_PUSHED_IN_AFTER_S: Final = 8.0
"""The cashier of the demo has taken the change out by then."""
_OTHER_CARDS: Final = MappingProxyType({"T02": DEBIT_CARD, "T04": EBT_CARD, "T06": GIFT_CARD})
"""What is presented when the terminal is asked for debit, EBT and gift cards."""
CUSTOMER_PRESENTS_AFTER_S: Final = 2.5
"""Long enough to see that the terminal waits, and to cancel."""


@dataclass(frozen=True, slots=True)
class _Plugged:
    scanner: SimulatorHost
    printer: SimulatorHost
    display: SimulatorHost
    card_terminal: CardTerminalHost


@dataclass(frozen=True, slots=True)
class _Memories:
    printer: PrinterMemory
    scanner: DeviceMemory
    card_terminal: TerminalStore

    def close(self) -> None:
        self.printer.close()
        self.scanner.close()
        self.card_terminal.close()


def _memories(folder: Path) -> _Memories:
    with ExitStack() as opened:
        try:
            printer = PrinterMemory(folder / "demo-printer.db")
            opened.callback(printer.close)
            scanner = DeviceMemory(folder / "demo-scanner.db", "scanner")
            opened.callback(scanner.close)
            card_terminal = TerminalStore(folder / "demo-card-terminal.db")
        except MemoryUnusable as trouble:
            raise KnownFault(
                "The demo's devices cannot be set up",
                f"{folder}: {trouble}.",
                "Close the other demo, or name another folder with --folder.",
            ) from trouble
        opened.pop_all()
        return _Memories(printer, scanner, card_terminal)


class DemoWorld:
    """What stands round the demo counter. A context manager; `settings` once it has begun."""

    def __init__(
        self,
        folder: Path,
        today: date,
        *,
        present_after_s: float | None = CUSTOMER_PRESENTS_AFTER_S,
        wire: str = "",
    ) -> None:
        """`wire` is where each device is plugged in; `{device}` in it becomes the device's name.

        Left out, each is a pty under a link of its own in the folder: the system may give a pty's
        number to another program as soon as it is free.
        """
        folder.mkdir(parents=True, exist_ok=True)
        wire = wire or f"pty:{folder.absolute()}/{{device}}{LINE}"
        self._held: Card | None = None
        self._memories = _memories(folder)
        self.phms = PhmsSimulator.demo(today, store=folder / "demo-phms.db")
        self.scanner = ScannerSimulator(memory=self._memories.scanner)
        self.printer = SimulatedPrinter(memory=self._memories.printer)
        self.printer.pushed_in_after_s = DRAWER_PUSHED_IN_AFTER_S
        self.display = DisplaySimulator()
        self.card_terminal = CardTerminalSimulator(
            self._memories.card_terminal,
            auto_present_s=present_after_s,
            card_for=self._wallet,
        )
        self.plugged = _Plugged(
            SimulatorHost(self.scanner, wire.format(device="scanner")),
            SimulatorHost(self.printer, wire.format(device="printer")),
            SimulatorHost(self.display, wire.format(device="display")),
            CardTerminalHost(self.card_terminal, wire.format(device="card-terminal")),
        )
        self.exchange = PseExchangeSimulator()
        self._running = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.phms.start()
            self._running.callback(self.phms.stop)
            self._running.enter_context(self.exchange)
            for host in (
                self.plugged.scanner,
                self.plugged.printer,
                self.plugged.display,
                self.plugged.card_terminal,
            ):
                self._running.enter_context(host)
        except BaseException:
            self._running.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()
        self._memories.close()

    @property
    def settings(self) -> Settings:
        """The demo lane, with the addresses at which everything was plugged in."""
        return replace(
            demo_settings(),
            scanner_kind=ScannerKind.HONEYWELL,
            drawer_open_when=DrawerSensor.HIGH,
            devices=Devices(
                scanner=self.plugged.scanner.url,
                printer=self.plugged.printer.url,
                display=self.plugged.display.url,
                card_terminal=self.plugged.card_terminal.url,
            ),
            phms_url=self.phms.url,
            pse_exchange=PseExchange(self.exchange.url, "demo store"),
            pse_only_lane=True,
            schedule_v_only_lane=True,
            tenders=TenderRules(
                programmes=("Demo OTC Network",),
                check_change_cents=10_00,
                credit=CreditRules(accounts=True),
                gift=GiftRules(cards=True),
                snap=True,
                ebt_cash=True,
                debit=True,
            ),
            till_opens_itself=True,
        )

    def attached(self) -> tuple[FoundDevice, ...]:
        """What a person can assign in the demo: the simulated devices."""
        devices = self.settings.devices
        return tuple(
            FoundDevice(address, f"Simulated {words}", "used by this counter", likely)
            for address, words, likely in (
                (devices.scanner, "scanner", DeviceRole.SCANNER),
                (devices.printer, "receipt printer", DeviceRole.PRINTER),
                (devices.display, "display", DeviceRole.DISPLAY),
                (devices.card_terminal, "card terminal", DeviceRole.CARD_TERMINAL),
            )
        )

    def scan(self, symbology: str, data: str) -> None:
        """Hold a label before the scanner."""
        self.plugged.scanner.call(lambda: self.scanner.scan(symbology, data.encode("ascii")))

    def hold_card(self, card: Card) -> None:
        """The card that the next customers present, whatever they are asked for."""
        self._held = card

    def put_in_order(self) -> None:
        """Be a counter where nobody has to see the devices: paper in, covers and drawer closed."""
        self.printer.set_roll(Roll.OK)
        self.printer.set_fault(Fault.NONE)
        self.printer.close_cover()
        self.printer.close_drawer()

    def stands(self) -> tuple[Stand, ...]:
        """The four devices, as windows show them and a console tells them."""
        return (
            PrinterStand(self.printer, self.plugged.printer),
            DisplayStand(self.display, self.plugged.display),
            CardTerminalStand(self.card_terminal, self.plugged.card_terminal),
            ScannerStand(self.scanner, self.plugged.scanner),
        )

    def _wallet(self, charge: Charge) -> Card:
        """Customers of the demo pay with an FSA card what only such a card is asked for."""
        if self._held is not None:
            return self._held
        if charge.command in _OTHER_CARDS:
            return _OTHER_CARDS[charge.command]
        return FSA_CARD if charge.healthcare == charge.cents else CREDIT_CARD
