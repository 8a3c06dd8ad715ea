"""`rxlane simulate`: one device or the PhMS, by itself, until Ctrl+C."""

import signal
import threading
from datetime import date
from pathlib import Path
from typing import Final

import typer

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_store import TerminalStore
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.scanner import ScannerSimulator
from sync.simulator.phms import PhmsSimulator
from terminal.app.faults import KnownFault
from terminal.commands.simulate_nexo import simulate_nexo

DEVICES: Final = ("printer", "card-terminal", "nexo", "scanner", "display", "phms")
CUSTOMER_PRESENTS_AFTER_S: Final = 2.5


def simulate_device(device: str, listen: str, state: Path | None) -> None:
    """Run until interrupted. A scanner reads each line typed on the console as a label."""
    if device not in DEVICES:
        raise KnownFault(
            f"There is no simulated {device}", "", f"Choose one of: {', '.join(DEVICES)}."
        )
    if device == "phms":
        _run_phms(listen, state)
        return
    if device == "nexo":
        simulate_nexo(listen, state, _until_interrupted)
        return
    try:
        host = _host(device, listen, state)
    except (ValueError, OSError) as error:
        raise KnownFault(
            "It cannot listen there", str(error), "Use pty: or tcp://127.0.0.1:PORT."
        ) from error
    with host:
        typer.echo(f"{device} at {host.url}")
        if device == "scanner":
            _scan_lines(host)
        else:
            _until_interrupted()


def _host(device: str, listen: str, state: Path | None) -> SimulatorHost:
    match device:
        case "printer":
            return SimulatorHost(SimulatedPrinter(), listen)
        case "card-terminal":
            terminal = CardTerminalSimulator(
                TerminalStore(state or ":memory:"), auto_present_s=CUSTOMER_PRESENTS_AFTER_S
            )
            return CardTerminalHost(terminal, listen)
        case "display":
            return SimulatorHost(DisplaySimulator(), listen)
        case _:
            return _Scanner(listen)


class _Scanner(SimulatorHost):
    """A scanner whose labels come from the console."""

    def __init__(self, listen: str) -> None:
        self.device = ScannerSimulator()
        super().__init__(self.device, listen)


def _scan_lines(host: SimulatorHost) -> None:
    assert isinstance(host, _Scanner)
    typer.echo("Type `]E0 0614141101009` or `]C0 6012345-00` and Enter; Ctrl+D ends.")
    while True:
        try:
            line = input()
        except (EOFError, KeyboardInterrupt):
            return
        symbology, _, data = line.strip().partition(" ")
        if symbology.startswith("]") and data.isascii():
            host.call(lambda s=symbology, d=data: host.device.scan(s, d.encode("ascii")))  # type: ignore[misc]
        elif line.strip():
            typer.echo("A label is an AIM identifier, a blank and the data.", err=True)


def _run_phms(listen: str, state: Path | None) -> None:
    address = listen.removeprefix("tcp://") if listen.startswith("tcp://") else "127.0.0.1:0"
    try:
        phms = PhmsSimulator.demo(date.today(), listen=address, store=state)  # noqa: DTZ011  local
    except (ValueError, OSError) as error:
        raise KnownFault(
            "It cannot listen there", str(error), "Use tcp://127.0.0.1:PORT."
        ) from error
    phms.start()
    try:
        typer.echo(f"phms at {phms.url}")
        _until_interrupted()
    finally:
        phms.stop()


def _until_interrupted() -> None:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    typer.echo("Ctrl+C ends it.")
    over.wait()
