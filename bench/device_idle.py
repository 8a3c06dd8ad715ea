"""What the drivers of a quiet counter cost: looks at a port, wake-ups, and time of a core.

The devices are simulated in another process, so that this one holds nothing but drivers: more of
them than any counter has. A look is a read, whatever it finds, or an attempt to open.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bench.device_peers import KEY_NAME, PASSPHRASE, Peers, peers
from bench.device_wires import Watched, busiest_second
from bench.plan import Place
from bench.rows import Row
from drivers.card_terminal.messages import Initialize, TerminalReady
from drivers.card_terminal.nexo_crypto import key_from
from drivers.card_terminal.nexo_settings import NexoParty
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.card_terminal.protocol import PaxTerminal
from drivers.line_display.protocol import LineDisplayProtocol
from drivers.receipt_printer.messages import PrinterStatus
from drivers.receipt_printer.profile import EPSON_42, PrinterSettings
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.scanner.hid_pos import HidPosProtocol
from drivers.scanner.profile import HONEYWELL
from drivers.scanner.protocol import ScannerProtocol
from drivers.scanner.ssi import SsiProtocol
from drivers.wire.exchange_runner import ExchangeRunner
from drivers.wire.hid_transport import HidRawTransport
from drivers.wire.https_call import HttpsAddress
from drivers.wire.link import LinkDown, LinkUp
from drivers.wire.ports import AttachedPort
from drivers.wire.protocol import WireProtocol
from drivers.wire.runner import DeviceRunner
from drivers.wire.transport import Transport, transport_for
from drivers.wire.urls import HidAddress, UsbIdentity
from drivers.wire.watch import PortWatch, system_glance, watched_paths

POLLS_A_SECOND: Final = 10
IDLE_PERCENT: Final = 1.0
SETTLED_S: Final = 0.5
"""What was said at the greeting is over."""
PATIENCE_S: Final = 15.0
BAUD: Final = 115_200
HID: Final = UsbIdentity(0x0C2E, 0x0B6A, "BENCH")
ABSENT: Final = "usb-serial:0C2E:0B6A:NOT-PLUGGED-IN"


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver: what its thread talks, over which wire, and what says that it is well."""

    name: str
    protocol: WireProtocol[Any, Any]
    wire: Callable[[], Transport]
    well: type[object] = LinkUp


def measure(place: Place) -> Iterator[Row]:
    with peers() as there, _running(_drivers(there), there) as (wires, glances):
        time.sleep(SETTLED_S)
        since, begun = time.monotonic(), time.process_time()
        time.sleep(place.plan.idle_s)
        used_s = time.process_time() - begun
        took_s = time.monotonic() - since
    looks = {name: [at for at in wire.looked_at if at >= since] for name, wire in wires.items()}
    looks["port watch"] = [at for at in glances if at >= since]
    most = max(looks, key=lambda name: busiest_second(looks[name]))
    yield Row(
        f"idle: looks at one port in its busiest second ({most})",
        busiest_second(looks[most]),
        "looks",
        POLLS_A_SECOND,
    )
    woken = sum(map(len, looks.values()))
    yield Row(f"idle: {len(looks)} ports looked at, together", woken / took_s, "looks/s")
    yield Row("idle: all drivers together", 100 * used_s / took_s, "% of a core", IDLE_PERCENT)


def _drivers(there: Peers) -> list[Driver]:
    def hid() -> Transport:
        port = AttachedPort(_path(there.hid_scanner), "scanner", HID)
        return HidRawTransport(HidAddress(HID), lambda: [port])

    def at(url: str) -> Callable[[], Transport]:
        return lambda: transport_for(url)

    printer = PrinterSettings(EPSON_42, BAUD)
    return [
        Driver("scanner", ScannerProtocol(HONEYWELL), at(there.scanner)),
        Driver("SSI scanner", SsiProtocol(), at(there.ssi_scanner)),
        Driver("HID scanner", HidPosProtocol(), hid),
        Driver("printer", ReceiptPrinterProtocol(printer), at(there.printer), PrinterStatus),
        Driver(
            "network printer",
            ReceiptPrinterProtocol(PrinterSettings(EPSON_42)),
            at(there.network_printer),
            PrinterStatus,
        ),
        Driver("display", LineDisplayProtocol(), at(there.display)),
        Driver("PAX terminal", PaxTerminal(), at(there.card_terminal), TerminalReady),
        Driver("absent scanner", ScannerProtocol(HONEYWELL), at(ABSENT), LinkDown),
    ]


@contextmanager
def _running(
    drivers: list[Driver], there: Peers
) -> Iterator[tuple[dict[str, Watched], list[float]]]:
    """All of them, greeted; with each wire, and when the port watch looked."""
    well: dict[str, threading.Event] = {}

    def heard(name: str, wanted: type[object]) -> Callable[[object], None]:
        happened = well[name] = threading.Event()
        return lambda event: happened.set() if isinstance(event, wanted) else None

    with ExitStack() as stack:
        wires = {}
        for driver in drivers:
            wires[driver.name] = wire = Watched(driver.wire())
            runner = DeviceRunner(
                driver.name, _again(wire), driver.protocol, heard(driver.name, driver.well)
            )
            runner.start()
            stack.callback(runner.stop)
        nexo = ExchangeRunner(
            "nexo terminal",
            HttpsAddress("127.0.0.1", there.nexo_port, there.nexo_certificate, there.nexo_name),
            NexoTerminal(
                NexoParty("LANE01", there.nexo_poi),
                key_from(PASSPHRASE, KEY_NAME, 1),
                chance=os.urandom,
                utc_now=lambda: datetime.now(UTC),
            ),
            heard("nexo terminal", TerminalReady),
        )
        nexo.start()
        nexo.send(Initialize())
        stack.callback(nexo.stop)
        glances: list[float] = []
        watch = _port_watch(there, glances)
        watch.start()
        stack.callback(watch.stop)
        for name, heard_of in well.items():
            if not heard_of.wait(PATIENCE_S):
                raise TimeoutError(f"nothing was heard of the {name}")
        yield wires, glances


def _again(wire: Watched) -> Callable[[], Transport]:
    return lambda: wire


def _port_watch(there: Peers, glances: list[float]) -> PortWatch:
    def glance() -> frozenset[tuple[str, int]] | None:
        glances.append(time.monotonic())
        return system_glance()

    paths = watched_paths([there.scanner, there.printer, there.display])
    return PortWatch(lambda _change: None, paths=paths, glance=glance)


def _path(url: str) -> str:
    return url.removeprefix("serial:").partition("?")[0]
