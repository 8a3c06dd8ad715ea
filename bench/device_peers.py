"""The other ends of the cables, in a process of their own, so that only the drivers are measured.

`python -m bench.device_peers` starts every simulated device, writes where they are as one line of
JSON, and ends when its standard input does.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Final

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.host import SimulatedDevice, SimulatorHost
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_secrets import Secrets
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from drivers.simulator.printer import SimulatedPrinter
from drivers.simulator.scanner import ScannerSimulator
from drivers.simulator.scanner_hid import HidScannerSimulator
from drivers.simulator.scanner_ssi import SsiScannerSimulator

PASSPHRASE: Final = "bench-passphrase"
KEY_NAME: Final = "bench-key"
PTY: Final = "pty:?baud=115200"
PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Peers:
    """Where the devices are: addresses as settings write them, and the nexo terminal's own."""

    scanner: str
    ssi_scanner: str
    hid_scanner: str
    printer: str
    network_printer: str
    display: str
    card_terminal: str
    nexo_port: int
    nexo_name: str
    nexo_poi: str
    nexo_certificate: str


@contextmanager
def peers() -> Iterator[Peers]:
    """Every device, plugged in, as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.device_peers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Peers(**json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait(PATIENCE_S)


def main() -> None:
    with ExitStack() as stack:

        def plugged(device: SimulatedDevice, url: str = PTY) -> str:
            return stack.enter_context(SimulatorHost(device, url)).url

        terminal = NexoTerminalSimulator(Secrets(PASSPHRASE, KEY_NAME))
        stack.callback(terminal.store.close)
        nexo = stack.enter_context(NexoTerminalHost(terminal))
        told = Peers(
            scanner=plugged(ScannerSimulator()),
            ssi_scanner=plugged(SsiScannerSimulator()),
            hid_scanner=plugged(HidScannerSimulator()),
            printer=plugged(SimulatedPrinter()),
            network_printer=plugged(SimulatedPrinter(), "tcp://127.0.0.1:0"),
            display=plugged(DisplaySimulator()),
            card_terminal=plugged(CardTerminalSimulator()),
            nexo_port=nexo.port,
            nexo_name=nexo.certificate_name,
            nexo_poi=terminal.poi_id,
            nexo_certificate=nexo.chain.authority_pem,
        )
        sys.stdout.write(json.dumps(asdict(told)) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
