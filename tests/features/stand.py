"""A whole counter for a scenario: real window, drivers, store and HTTP, simulated machines.

Rules that hold here: everything that a scenario says about the screen is read from the screen that
the window was given; what became of money, paper and pickups is asked of the machines, never of the
terminal. A bug anywhere fails the scenario.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo

from drivers.card_terminal.pax_timings import PaxTimings
from drivers.simulator.printer import Model
from sync.messages import FillKey
from terminal.app.inputs import Condition, DeviceRole, FoundDevice
from terminal.app.settings import Settings
from terminal.app.state import TerminalState
from terminal.bootstrap import Counter, Lane, open_counter, open_store
from terminal.demo.seed import seed
from terminal.demo.world import DemoWorld
from terminal.presentation.views import ScreenView
from terminal.store.journal import Verdict, verify
from terminal.ui.application import CounterApplication
from terminal.ui.fingers import Fingers
from terminal.vault.secret import StoreSecret

PATIENCE_S: Final = 60.0
"""Far more than any step takes; a step that needs it has failed."""
PRESENT_AFTER_S: Final = 0.05
HOST_DELAY_S: Final = 0.02
CARD_WAITS: Final = PaxTimings(ack_s=2.0, response_s=1.0, hello_again_s=0.5)
"""A terminal whose customer and host are as quick as the simulated ones above."""
STORE: Final = "store.db"
WIRE: Final = "{device}.port?baud=115200"
"""Under a link of its own, since the number of an unplugged pty soon belongs to somebody else."""


def today() -> date:
    """The demo store's local day: its fills are dated from it."""
    return datetime.now(ZoneInfo("America/Chicago")).date()


def words_of(view: object) -> Iterator[str]:
    """Every text inside a screen, in the order in which the screen holds them."""
    if isinstance(view, str):
        yield view
    elif isinstance(view, tuple):
        for part in view:
            yield from words_of(part)
    elif is_dataclass(view):
        for each in fields(view):
            yield from words_of(getattr(view, each.name))


def prepare(folder: Path, secret: StoreSecret) -> None:
    """A demo store with its people, its catalogue and every fill of the PhMS."""
    with Stand(folder, secret) as stand:
        with open_store(stand.lane) as store:
            seed(store)
        stand.open()
        stand.until("the PhMS was read", lambda s: s.phms.condition is Condition.GOOD)


def leave_key(folder: Path, secret: StoreSecret) -> None:
    """Put a demo's key where the program looks for it, for a command of its own."""
    (folder / f"{STORE}.demo-key").write_text(f"# the key of a demo\n{secret.to_text()}\n")


class Stand:
    """A counter in its folder. A context manager; `open` and `close` the counter in between."""

    def __init__(self, folder: Path, secret: StoreSecret) -> None:
        self.folder = folder
        self.secret = secret
        self.world = DemoWorld(
            folder, today(), present_after_s=PRESENT_AFTER_S, wire=f"pty:{folder}/{WIRE}"
        )
        self.world.card_terminal._host_delay_s = HOST_DELAY_S
        self.world.printer.model = Model(dots_per_s=0)
        self.settings: Settings | None = None
        self.spares: list[FoundDevice] = []
        """What else is plugged in."""
        self._running = ExitStack()
        self._open = ExitStack()
        self._counter: Counter | None = None
        self._application: CounterApplication | None = None
        self._fingers: Fingers | None = None

    @classmethod
    def copied(cls, prepared: Path, folder: Path, secret: StoreSecret) -> Self:
        """A new stand that begins as `prepared` ended."""
        shutil.copytree(prepared, folder)
        return cls(folder, secret)

    def __enter__(self) -> Self:
        self._running.enter_context(self.world)
        self.settings = self.world.settings
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        finally:
            self._running.close()
        assert not self.bugs, "\n".join(self.bugs)

    @property
    def bugs(self) -> list[str]:
        """What the technical log says of bugs: a redacted report, line by line."""
        log = self.folder / "logs" / "rxlane.log"
        entries = (
            [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        )
        return [entry["where"] for entry in entries if entry["event"] == "bug"]

    # --- the counter

    @property
    def lane(self) -> Lane:
        assert self.settings is not None, "only while the world stands"
        return Lane(
            self.settings,
            self.folder / STORE,
            self.secret,
            demo=True,
            card_waits=CARD_WAITS,
            attached=lambda: (*self.world.attached(), *self.spares),
        )

    def open(self) -> None:
        """Start the counter, as a person does in the morning or after a power cut."""
        with ExitStack() as opening:
            store = opening.enter_context(open_store(self.lane))
            counter, application = opening.enter_context(open_counter(self.lane, store))
            self._open = opening.pop_all()
        application.show_window(full_screen=False)
        self._counter, self._application = counter, application
        self._fingers = Fingers(application.window, application.turn)

    def close(self) -> None:
        self._open.close()
        self._counter = self._application = self._fingers = None

    @property
    def counter(self) -> Counter:
        assert self._counter is not None, "the counter is closed"
        return self._counter

    @property
    def fingers(self) -> Fingers:
        assert self._fingers is not None, "the counter is closed"
        return self._fingers

    @property
    def state(self) -> TerminalState:
        return self.counter.state

    @property
    def screen(self) -> ScreenView:
        """What the window shows."""
        assert self._application is not None, "the counter is closed"
        shown = self._application.window._screen
        assert shown is not None
        return shown

    @property
    def words(self) -> str:
        """Everything that can be read on the screen."""
        return "\n".join(each for each in words_of(self.screen) if each)

    # --- waiting

    def until(self, what: str, happened: Callable[[TerminalState], bool]) -> None:
        self.until_true(what, lambda: happened(self.state))

    def until_true(self, what: str, happened: Callable[[], bool]) -> None:
        if not self.fingers.wait(happened, PATIENCE_S):
            shown = self.words.replace("\n", " | ")
            raise AssertionError(f"waited in vain until {what}; the screen: {shown}")

    def until_said(self, text: str) -> None:
        self.until_true(f'the screen says "{text}"', lambda: text in self.words)

    def ready(self, *roles: DeviceRole) -> None:
        """Wait until these devices and the PhMS are in order."""
        wanted = roles or (DeviceRole.SCANNER, DeviceRole.PRINTER, DeviceRole.CARD_TERMINAL)

        def good(state: TerminalState) -> bool:
            found = [state.device.get(role) for role in wanted]
            devices = all(one is not None and one.condition is Condition.GOOD for one in found)
            return devices and state.phms.condition is Condition.GOOD

        self.until("devices and PhMS are in order", good)

    def pass_time(self, seconds: float) -> None:
        """Let the counter live on, where a scenario says that nothing happens."""
        end = time.monotonic() + seconds
        self.fingers.wait(lambda: time.monotonic() >= end, seconds + 1)

    # --- what the machines hold

    @property
    def standing(self) -> dict[str, list[int]]:
        """The card host's book: what stands under each reference, in cents."""

        def read() -> dict[str, list[int]]:
            store = self.world.card_terminal.store
            refs = {ref for (ref,) in store._db.execute("SELECT ref FROM charges").fetchall()}
            held = {ref: store.standing_charges(ref) for ref in sorted(refs)}
            return {ref: cents for ref, cents in held.items() if cents}

        return self.world.plugged.card_terminal.call(read)

    @property
    def charged_cents(self) -> list[int]:
        return [cents for each in self.standing.values() for cents in each]

    def handed_over_once(self, key: str) -> bool:
        rx, _, fill = key.partition("-")
        held = self.world.phms.picked_up(FillKey(rx, int(fill)))
        return held is not None and held.exactly_once

    def receipts(self) -> list[str]:
        printer = self.world.plugged.printer
        return printer.call(lambda: [each.text() for each in self.world.printer.receipts])

    def journal(self) -> Verdict:
        """Signed up to now, and verified from its first row."""
        self.counter.sign_checkpoint()
        store, key = self.counter.store, self.counter.public_key()
        return store.reader.wait(lambda each: verify(each, store.meta.store_id, key))
