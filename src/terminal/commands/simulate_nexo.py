"""`rxlane simulate nexo`: a card terminal that speaks nexo Retailer JSON, until Ctrl+C.

Rules that hold here: it listens on this computer only; its passphrase is printed, since it guards
invented cards; with a state file its certificate outlives a power cut as well, so that a counter
that pinned it goes on. What it prints can be pasted into the settings.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

import msgspec
import typer

from drivers.simulator.nexo_certificates import Chain, certificate_name, make_chain
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_secrets import Secrets
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import POI_ID, NexoTerminalSimulator
from terminal.app.faults import KnownFault

PASSPHRASE: Final = "simulated terminal only"  # noqa: S105  it guards nothing and is printed
KEY_IDENTIFIER: Final = "simulated-key"
KEY_VERSION: Final = 1
CUSTOMER_PRESENTS_AFTER_S: Final = 2.5
"""Long enough to see that the terminal waits, and to cancel."""
CHAIN_LASTS: Final = timedelta(hours=24)
"""Half the life of a simulated certificate: a day's demo does not end in the middle."""
_HERE: Final = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True)
class _Kept:
    """A chain as it lies beside the state file."""

    made: datetime
    authority_pem: str
    certificate_pem: str
    key_pem: str = field(repr=False)

    @property
    def chain(self) -> Chain:
        return Chain(self.authority_pem, self.certificate_pem, self.key_pem)


def simulate_nexo(listen: str, state: Path | None, wait: Callable[[], None]) -> None:
    """Run until `wait` returns. `listen`: `https://127.0.0.1:PORT`; without a port a free one."""
    port = _port(listen)
    with ExitStack() as stack:
        store = NexoStore(state or ":memory:")
        stack.callback(store.close)
        terminal = NexoTerminalSimulator(
            Secrets(PASSPHRASE, KEY_IDENTIFIER, KEY_VERSION),
            store,
            auto_present_s=CUSTOMER_PRESENTS_AFTER_S,
        )
        chain, pinned = stack.enter_context(_certificate(state))
        try:
            host = NexoTerminalHost(terminal, port, chain=chain)
        except OSError as error:
            raise KnownFault(
                "It cannot listen there", f"{error.strerror}.", "Name another port."
            ) from error
        stack.enter_context(host)
        typer.echo(f"nexo at https://127.0.0.1:{host.port}/nexo")
        typer.echo(_settings(host, pinned))
        wait()


def _settings(host: NexoTerminalHost, pinned: Path) -> str:
    """What belongs into settings.toml; JSON's strings are TOML's too."""
    values = {
        "address": f"https://127.0.0.1:{host.port}/nexo",
        "poi_id": host.terminal.poi_id,
        "key_identifier": KEY_IDENTIFIER,
        "key_version": KEY_VERSION,
        "certificate": str(pinned.absolute()),
        "certificate_name": host.certificate_name,
    }
    lines = (f"{name} = {msgspec.json.encode(value).decode()}" for name, value in values.items())
    return "\n".join(
        (
            "For settings.toml:",
            "",
            'card_terminal_kind = "nexo"    # among the first lines',
            "[nexo]                         # at the end",
            *lines,
            "",
            "For rxlane key terminal, the passphrase of this simulated terminal:",
            "",
            PASSPHRASE,
            "",
        )
    )


def _port(listen: str) -> int:
    """0: a free one."""
    try:
        parts = urlsplit(listen)
        port = parts.port or 0
        right = parts.scheme == "https" and parts.hostname in _HERE
    except ValueError:
        right, port = False, 0
    if not right and listen != "pty:":  # what the command line says when nothing was said
        raise KnownFault(
            "It cannot listen there",
            "A simulated nexo terminal is asked over HTTPS, on this computer.",
            "Use https://127.0.0.1:PORT.",
        )
    return port


@contextmanager
def _certificate(state: Path | None) -> Iterator[tuple[Chain, Path]]:
    """The terminal's chain, and the file with what a till pins of it."""
    if state is None:
        with TemporaryDirectory(prefix="rxlane-nexo-") as folder:
            chain = make_chain(certificate_name(POI_ID))
            yield chain, _pinned(Path(folder, "terminal.pem"), chain)
        return
    chain = _kept_chain(state.with_name(state.name + ".chain"))
    yield chain, _pinned(state.with_name(state.name + ".pem"), chain)


def _pinned(file: Path, chain: Chain) -> Path:
    file.write_text(chain.authority_pem, encoding="ascii")
    return file


def _kept_chain(file: Path) -> Chain:
    """The chain of an earlier start, or a new one when there is none that lasts the day."""
    now = datetime.now(UTC)
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
        if now - CHAIN_LASTS < kept.made <= now:
            return kept.chain
        typer.echo("The certificate is out of date; a counter takes the new one at its next start.")
    except (FileNotFoundError, msgspec.DecodeError):
        pass
    chain = make_chain(certificate_name(POI_ID), now)
    made = _Kept(now, chain.authority_pem, chain.certificate_pem, chain.key_pem)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(msgspec.json.encode(made))
    return chain
