"""`rxlane counter`: the counter, real or as a demo, at a display or scripted."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import typer

from terminal.app.effects import Secret
from terminal.app.settings import CardTerminalKind
from terminal.bootstrap import Lane, open_counter, open_store
from terminal.commands.opening import open_secret, store_path
from terminal.hub_file import joined_hub
from terminal.setup_files import SETTINGS_NAME, load_settings
from terminal.uplink.hub_link import HubPlace
from terminal.vault.faults import SealedWordUnusable
from terminal.vault.hub_key import HubKeyring
from terminal.vault.sealed_word import HUB, HUB_KEY, MAIL, PHMS, TERMINAL, TEXTS, Word
from terminal.vault.secret import StoreSecret
from terminal.vault.vault import Vault

if TYPE_CHECKING:
    from terminal.demo.world import DemoWorld

STARTUP_MARK: Final = "RXLANE_STARTUP_MARK"
"""Set by the benchmark: say when the sign-in page is painted, and quit."""
FAILED: Final = 1
DEMO_ZONE: Final = "America/Chicago"


def run_counter(folder: Path | None) -> int:
    """The real counter of this lane."""
    path = store_path(folder, demo=False)
    settings = load_settings(path.parent / SETTINGS_NAME)
    secret = open_secret(path, demo=False)
    vault = Vault(path, demo=False)
    nexo = settings.card_terminal_kind is CardTerminalKind.NEXO
    lane = Lane(
        settings,
        path,
        secret,
        demo=False,
        card_passphrase=word_of(vault, TERMINAL, secret) if nexo else None,
        phms_key=word_of(vault, PHMS, secret),
        mail_password=word_of(vault, MAIL, secret),
        texts_key=word_of(vault, TEXTS, secret),
        hub=_hub(path, secret),
    )
    return _run(lane, full_screen=True)


def _hub(store: Path, secret: StoreSecret) -> HubPlace | None:
    """A token that is gone stops the line to the hub alone, which says so."""
    joined = joined_hub(store.parent)
    if joined is None:
        return None
    token = word_of(Vault(store, demo=False), HUB, secret)
    keys = hub_keys(store, secret)
    return HubPlace(joined.lane, joined.address, str(joined.authority_file), token, keys)


def hub_keys(store: Path, secret: StoreSecret) -> HubKeyring:
    """The key for buyers is made or brought by the line itself, so nobody is asked for it."""
    vault = Vault(store, demo=False)
    held = word_of(vault, HUB_KEY, secret)
    return HubKeyring(secret, lambda text: vault.keep_word(HUB_KEY, secret, text), held)


def word_of(vault: Vault, word: Word, secret: StoreSecret) -> Secret | None:
    """One that is missing or cannot be read stops only what it opens, which says so."""
    try:
        return vault.word(word, secret)
    except SealedWordUnusable:
        return None


def run_demo(folder: Path | None, *, windows: bool = False) -> int:
    """The demo by hand, at a display; with `windows` the devices are played by hand as well."""
    from terminal.demo.seed import seed  # noqa: PLC0415  the real counter needs none of it

    path = store_path(folder, demo=True)
    secret = open_secret(path, demo=True)
    with ExitStack() as stack:
        world = stack.enter_context(_world(path.parent, windows=windows))
        typer.echo("Demo counter. Sign in with number 11 and PIN 1111; pharmacist 21, PIN 2121.")
        hub = _hub(path, secret)
        settings = world.settings
        if hub is not None:  # several demo lanes on one machine
            settings = replace(
                settings, lane=hub.lane, pse_only_lane=False, schedule_v_only_lane=False
            )
        lane = Lane(settings, path, secret, demo=True, attached=world.attached, hub=hub)
        with open_store(lane) as store:
            seed(store)
        if windows:
            stack.enter_context(_devices_in_windows(world))
        return _run(lane, full_screen=False)


def _world(folder: Path, *, windows: bool) -> "DemoWorld":
    """By hand nobody comes with a card by himself, and what was jammed yesterday still is."""
    from terminal.demo.world import DemoWorld  # noqa: PLC0415

    if windows:
        return DemoWorld(folder, _today(), present_after_s=None)
    world = DemoWorld(folder, _today())
    world.put_in_order()
    return world


@contextmanager
def _devices_in_windows(world: "DemoWorld") -> Iterator[None]:
    from terminal.demo.shelf import shelf  # noqa: PLC0415
    from terminal.ui.simulators.bench import Bench  # noqa: PLC0415  Qt only where it is used
    from terminal.ui.theme import LIGHT, THEMES  # noqa: PLC0415

    world.printer.pushed_in_after_s = None  # the drawer has a window, and a person before it
    theme = THEMES.get(world.settings.theme, LIGHT)
    bench = Bench(world.stands(), shelf(_today()), theme=theme)
    bench.show()
    try:
        yield
    finally:
        bench.close()


def _run(lane: Lane, *, full_screen: bool) -> int:
    from terminal.ui.application import RESTART_STATUS  # noqa: PLC0415  Qt only where it is used

    while True:  # after a bug the person may restart; what was shown is in the store
        with open_store(lane) as store, open_counter(lane, store) as (_, application):
            application.show_window(full_screen=full_screen)
            if os.environ.get(STARTUP_MARK):
                application.turn()
                sys.stderr.write(f"sign-in page painted {time.monotonic_ns()}\n")
                return 0
            status = application.run()
        if status != RESTART_STATUS:
            return status


def run_scripted(out: Path | None) -> int:
    """One ticket through everything, in a new demo store; 0 only when all was proved."""
    from terminal.ui.application import use_offscreen  # noqa: PLC0415  Qt only where it is used

    use_offscreen()
    out = out or Path(tempfile.mkdtemp(prefix="rxlane-scripted-"))
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rxlane-demo-") as folder:
        return _play(Path(folder), out)


def _play(folder: Path, out: Path) -> int:
    from terminal.demo.scripted import Script, StepFailed  # noqa: PLC0415
    from terminal.demo.seed import seed  # noqa: PLC0415
    from terminal.demo.world import DemoWorld  # noqa: PLC0415
    from terminal.ui.fingers import Fingers  # noqa: PLC0415

    path = folder / "store.db"
    secret = open_secret(path, demo=True)
    with ExitStack() as stack:
        world = stack.enter_context(DemoWorld(folder, _today()))
        lane = Lane(world.settings, path, secret, demo=True, attached=world.attached)
        store = stack.enter_context(open_store(lane))
        seed(store)
        counter, application = stack.enter_context(open_counter(lane, store))
        application.show_window(full_screen=False)
        fingers = Fingers(application.window, application.turn)
        typer.echo(f"pictures, receipt and printer bytes: {out}")
        try:
            typer.echo(Script(world, counter, fingers, out, typer.echo).play())
        except StepFailed as failed:
            typer.echo(f"scripted ticket: failed, {failed}")
            return FAILED
    return 0


def _today() -> date:
    """The demo's fills are dated from its store's local day."""
    return datetime.now(ZoneInfo(DEMO_ZONE)).date()
