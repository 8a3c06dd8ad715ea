"""A nexo terminal set up by itself: its port, its state, its certificate, its key.

Rules that hold here: it listens on this computer only; its passphrase is no secret, since it guards
invented cards; with a state file its certificate outlives a power cut as well, so that a counter
that pinned it goes on.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from drivers.simulator.memory import FORGETFUL
from drivers.simulator.nexo_certificates import Chain, certificate_name, make_chain
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_secrets import Secrets
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import POI_ID, NexoTerminalSimulator
from drivers.simulator.stand_nexo import NexoStand

PASSPHRASE: Final = "simulated terminal only"  # noqa: S105  it guards nothing and is printed
KEY_IDENTIFIER: Final = "simulated-key"
KEY_VERSION: Final = 1
CHAIN_LASTS: Final = timedelta(hours=24)
"""Half the life of a simulated certificate: a day's demo does not end in the middle."""
_HERE: Final = frozenset({"127.0.0.1", "localhost"})


@contextmanager
def nexo_standing(listen: str, state: Path | None, customer_s: float | None) -> Iterator[NexoStand]:
    """Plugged in at `https://127.0.0.1:PORT`; without a port, or "", at a free one.

    Raises ValueError (address), OSError (port taken), MemoryUnusable (file).
    """
    port = _port(listen)
    with ExitStack() as stack:
        store = NexoStore(state or FORGETFUL)
        stack.callback(store.close)
        chain, pinned, renewed = stack.enter_context(_certificate(state))
        secrets = Secrets(PASSPHRASE, KEY_IDENTIFIER, KEY_VERSION)
        terminal = NexoTerminalSimulator(secrets, store, auto_present_s=customer_s)
        host = NexoTerminalHost(terminal, port, chain=chain)
        yield NexoStand(stack.enter_context(host), pinned.absolute(), renewed=renewed)


def _port(listen: str) -> int:
    """0: a free one."""
    if not listen:
        return 0
    parts = urlsplit(listen)
    if parts.scheme != "https" or parts.hostname not in _HERE:
        raise ValueError("a simulated nexo terminal is asked over HTTPS, on this computer")
    return parts.port or 0


@contextmanager
def _certificate(state: Path | None) -> Iterator[tuple[Chain, Path, bool]]:
    """The terminal's chain, the file that a till pins, and whether an older chain ran out."""
    if state is None:
        with TemporaryDirectory(prefix="rxlane-nexo-") as folder:
            chain = make_chain(certificate_name(POI_ID))
            yield chain, _pinned(Path(folder, "terminal.pem"), chain), False
        return
    file = state.with_name(state.name + ".chain")
    had_one = file.exists()
    kept = _kept_chain(file)
    chain = kept or _new_chain(file)
    yield chain, _pinned(state.with_name(state.name + ".pem"), chain), had_one and kept is None


def _pinned(file: Path, chain: Chain) -> Path:
    file.write_text(chain.authority_pem, encoding="ascii")
    return file


def _kept_chain(file: Path) -> Chain | None:
    """The chain of an earlier start, if it is one that lasts the day."""
    try:
        kept = json.loads(file.read_bytes())
        now = datetime.now(UTC)
        if not now - CHAIN_LASTS < datetime.fromisoformat(kept["made"]) <= now:
            return None
        return Chain(kept["authority_pem"], kept["certificate_pem"], kept["key_pem"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _new_chain(file: Path) -> Chain:
    now = datetime.now(UTC)
    chain = make_chain(certificate_name(POI_ID), now)
    made = {
        "made": now.isoformat(),
        "authority_pem": chain.authority_pem,
        "certificate_pem": chain.certificate_pem,
        "key_pem": chain.key_pem,
    }
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(json.dumps(made).encode())
    return chain
