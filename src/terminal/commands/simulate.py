"""`rxlane simulate`: one device or the PhMS, by itself, until Ctrl+C."""

import signal
import threading
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from drivers.simulator.memory import MemoryUnusable
from drivers.simulator.stand import KINDS, NEXO, Stand, standing
from drivers.simulator.stand_nexo import NexoStand
from sync.simulator.phms import PhmsSimulator
from terminal.app.faults import KnownFault
from terminal.commands.console import Session, read_console
from terminal.commands.simulate_nexo import nexo_settings

if TYPE_CHECKING:
    from terminal.ui.simulators.bench import Bench

CUSTOMER_PRESENTS_AFTER_S: Final = 2.5
PHMS: Final = "phms"
KNOWN: Final = ("printer", "card-terminal", NEXO, "scanner", "display", PHMS)
"""A nexo terminal is a kind of card terminal, and has a name of its own as well."""
AT_A_CONSOLE: Final = tuple(each for each in KNOWN if each != PHMS)
HTTPS_HERE: Final = "https://127.0.0.1:PORT"
HELP_IS_THERE: Final = "Type help for what it can be told."


def simulate_device(
    device: str,
    listen: str,
    state: Path | None,
    script: Path | None,
    *,
    kind: str = "",
    window: bool = False,
    dark: bool = False,
) -> None:
    """Run until interrupted; what is typed on the console is carried out."""
    said_as = device
    if device not in KNOWN:
        raise KnownFault(
            f"There is no simulated {device}", "", f"Choose one of: {', '.join(KNOWN)}."
        )
    if device == NEXO and not kind:
        device, kind = "card-terminal", NEXO
    if kind and kind not in KINDS.get(device, ()):
        known = ", ".join(KINDS.get(device, ()))
        remedy = f"Choose one of: {known}." if known else "Leave --kind out: it has no kinds."
        raise KnownFault(f"There is no kind {kind} of {said_as}", "", remedy)
    if device == PHMS:
        if window or script is not None:
            raise KnownFault(
                "The simulated PhMS has neither a window nor a console",
                "",
                f"--window and --script are for: {', '.join(AT_A_CONSOLE)}.",
            )
        _run_phms(listen, state)
        return
    with ExitStack() as stack:
        # By hand there is somebody to present a card.
        customer_s = None if window else CUSTOMER_PRESENTS_AFTER_S
        stand = _set_up(stack, device, listen, state, kind, customer_s)
        said = [f"{said_as} at {stand.host.url}"]
        if isinstance(stand, NexoStand):
            said.append(nexo_settings(stand))
        elif kind:
            said.append(_settings(device.replace("-", "_"), kind, stand.host.url))
        _run(stand, said, script, window=window, dark=dark)


def _set_up(
    stack: ExitStack,
    device: str,
    listen: str,
    state: Path | None,
    kind: str,
    customer_s: float | None,
) -> Stand:
    try:
        return stack.enter_context(
            standing(device, listen, state, kind=kind, customer_s=customer_s)
        )
    except MemoryUnusable as error:
        raise KnownFault(
            "Its state cannot be kept there", f"{state}: {error}.", "Name another file."
        ) from error
    except (ValueError, OSError) as error:
        why = getattr(error, "strerror", None) or error
        where = HTTPS_HERE if kind == NEXO else "pty: or tcp://127.0.0.1:PORT"
        raise KnownFault("It cannot listen there", f"{why}.", f"Use {where}.") from error


def _settings(device: str, kind: str, address: str) -> str:
    """What a lane writes to use it."""
    return f'For settings.toml: {device}_kind = "{kind}", and {device} = "{address}" in [devices].'


def _run(stand: Stand, said: list[str], script: Path | None, *, window: bool, dark: bool) -> None:
    over = threading.Event()
    session = Session(stand, lambda words, good: typer.echo(words, err=not good), over)
    lines = session.read_script(script) if script is not None else []
    _end_on_signals(over)
    typer.echo("\n".join(said))
    typer.echo(f"Ctrl+C ends it. {HELP_IS_THERE}")
    player = threading.Thread(target=session.play, args=(lines,), name="script")
    bench = _bench(stand, over, dark=dark) if window else None
    player.start()
    read_console(session.take)
    try:
        if bench is None:
            over.wait()
        else:
            bench.run()
    finally:
        over.set()
        player.join()


def _bench(stand: Stand, over: threading.Event, *, dark: bool) -> "Bench":
    from terminal.demo.shelf import shelf  # noqa: PLC0415  the sample goods, where they are shown
    from terminal.ui.application import has_display  # noqa: PLC0415  Qt only where it is used
    from terminal.ui.simulators.bench import Bench  # noqa: PLC0415
    from terminal.ui.theme import DARK, LIGHT  # noqa: PLC0415

    if not has_display():
        raise KnownFault(
            "There is no display here", "", "Leave --window out; the console does the same."
        )
    return Bench([stand], shelf(), theme=DARK if dark else LIGHT, over=over)


def _end_on_signals(over: threading.Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())


def _run_phms(listen: str, state: Path | None) -> None:
    address = (listen or "tcp://127.0.0.1:0").removeprefix("tcp://")
    try:
        phms = PhmsSimulator.demo(date.today(), listen=address, store=state)  # noqa: DTZ011  local
    except (ValueError, OSError) as error:
        raise KnownFault(
            "It cannot listen there", str(error), "Use tcp://127.0.0.1:PORT."
        ) from error
    phms.start()
    over = threading.Event()
    _end_on_signals(over)
    try:
        typer.echo(f"phms at {phms.url}")
        typer.echo("Ctrl+C ends it.")
        over.wait()
    finally:
        phms.stop()
