"""The composition root: opens the store, starts what the lane has, and runs the window.

The only module, with the demo and the commands, that names concrete classes. Threads: GUI (engine
and presenter), `journal` and `store-reader`, one per device, `sync` and `sync-read`, `store-hub`
where the lane has joined one, `keys`; all are joined at the end, in reverse order of their start.
"""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from terminal.app.counselling_elsewhere import awaited_counselling
from terminal.app.effects import Effect, Secret
from terminal.app.engine import Engine
from terminal.app.inputs import (
    Arrived,
    ClockTicked,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Input,
)
from terminal.app.moves import aside_offered
from terminal.app.pse_store import LanesUnseen, NoOtherLanes, OtherLanes
from terminal.app.recovery import first_effects, recover
from terminal.app.settings import Profile, Settings
from terminal.app.state import TerminalState
from terminal.devices.card_lines import CardWaits
from terminal.devices.finder import Finder, Look, attached_devices
from terminal.devices.rack import Rack
from terminal.domain.receipt_message import Via
from terminal.log import TechnicalLog
from terminal.presentation.customer import customer_view
from terminal.presentation.screen import Presenter
from terminal.promotion_files import load_promotions
from terminal.recovered import recovered_from
from terminal.rules_files import load_rules
from terminal.setup_files import keep_scanner_prefix, machine_id, policy_of, with_kept_prefix
from terminal.store.hub_desk import HubStoreDesk
from terminal.store.pse_desk import PseStoreDesk
from terminal.store.store import Store
from terminal.store.sync_desk import SyncDesk
from terminal.uplink.carriers import Carrier, MailCarrier, TextCarrier
from terminal.uplink.hub_link import HubLink, HubPlace
from terminal.uplink.message_line import MessageLine
from terminal.uplink.pse_line import PseLine
from terminal.uplink.uplink import PhmsUplink
from terminal.vault.secret import StoreSecret
from terminal.world import World

if TYPE_CHECKING:
    from terminal.ui.application import CounterApplication

CLOCK_EVERY_S = 1.0
CHECKPOINT_EVERY_S = 3600.0
"""DESIGN.md section 4: the journal is signed at least hourly."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What a counter is opened with."""

    settings: Settings
    store: Path
    secret: StoreSecret
    demo: bool
    attached: Look = attached_devices
    """What is plugged in; the demo shows its simulated devices."""
    card_waits: CardWaits | None = None
    """How long the card terminal is waited for, where its own timeouts are not the usual ones."""
    card_passphrase: Secret | None = None
    """What a nexo terminal's messages are sealed with; None: the lane has no such terminal, or
    nobody set it yet.
    """
    phms_key: Secret | None = None
    """The bearer token that the PhMS knows this lane by; None where it asks for none."""
    mail_password: Secret | None = None
    texts_key: Secret | None = None
    hub: HubPlace | None = None
    """None: this lane belongs to no store hub."""


class Counter:
    """The running counter of one lane: the engine between the window and the world."""

    def __init__(
        self, lane: Lane, store: Store, application: "CounterApplication", log: TechnicalLog
    ) -> None:
        self.store = store
        self._started = self._stopped = False
        self._log = log
        self._lane = lane
        self._application = application
        self._presenter = Presenter()
        settings = with_kept_prefix(lane.settings, lane.store.parent)
        frames = log.card_frame if settings.log_card_frames else None
        self._rack = Rack(settings, self.post, lane.card_waits, lane.card_passphrase, frames)
        if self._rack.keyboard is not None:
            application.window.watch_keys(self._rack.keyboard)
        self._finder = Finder(self.post, lane.attached)
        self._uplink = PhmsUplink(
            SyncDesk(store),
            lane.settings.phms_url,
            self.post,
            token=None if lane.phms_key is None else lane.phms_key.text,
        )
        self._pse = PseLine(
            lane.settings.pse_exchange,
            PseStoreDesk(store),
            self.post,
            zone=ZoneInfo(lane.settings.time_zone),
            demo=store.meta.demo,
        )
        self._messages = MessageLine(SyncDesk(store), _carriers(lane))
        self._hub = None if lane.hub is None else HubLink(lane.hub, HubStoreDesk(store), self.post)
        self._keys = ThreadPoolExecutor(1, thread_name_prefix="keys")
        state = self._first_state()
        world = World(
            store,
            self._rack,
            self._uplink,
            self._keys,
            self.post,
            self._show,
            application.mailbox.post,
            sound=application.beep,
            keep_prefix=lambda prefix: keep_scanner_prefix(lane.store.parent, prefix),
            finder=self._finder,
            folder=None if lane.demo else lane.store.parent,
            pse=self._pse,
            other_lanes=self._hub or _without_hub(lane.settings),
            hub=self._hub,
            zone=ZoneInfo(lane.settings.time_zone),
            public_key=self.public_key,
            gift_digest=lane.secret.gift_digest,
            lane=lane.settings.lane,
            messages=self._messages,
        )
        self._world = world
        self.engine = Engine(state, store.writer, world)

    @property
    def state(self) -> TerminalState:
        return self.engine.state

    def post(self, what: Input) -> None:
        """From any thread: something happened."""
        self._log.happened(what)
        arrived = Arrived(what, datetime.now(UTC), time.monotonic())
        self._application.mailbox.post(lambda: self.engine.take(arrived))

    def take(self, what: Input) -> None:
        """On the GUI thread: a person did something."""
        self.engine.take(Arrived(what, datetime.now(UTC), time.monotonic()))

    def start(self) -> None:
        """Show the first page; what may take its time is started when that is painted."""
        self._show(self.engine.state)
        self._application.after_paint(self._start_the_rest)

    def _start_the_rest(self) -> None:
        if self._stopped:  # closed before anything was painted
            return
        self._started = True
        if self._lane.settings.customer_screen:
            wanted = self._lane.settings.customer_screen
            self._application.open_customer_screen(wanted, self._customer_screen)
            self._show(self.engine.state)
        self._rack.start()
        self._uplink.start()
        self._pse.start()
        self._messages.start()
        if self._hub is not None:
            self._hub.show(awaited_counselling(self.engine.state))
            self._hub.moves.show(aside_offered(self.engine.state))
            self._hub.start()
        for effect in first_effects(self.engine.state):
            self._perform_later(effect)
        self._application.every(CLOCK_EVERY_S, lambda: self.take(ClockTicked()))
        self._application.every(CHECKPOINT_EVERY_S, self.sign_checkpoint)

    def stop(self) -> None:
        """Devices and PhMS first, the store last; then the journal's end is signed."""
        self._stopped = True
        if self._started:
            self._messages.stop()
            if self._hub is not None:
                self._hub.stop()
            self._pse.stop()
            self._uplink.stop()
            self._finder.stop()
            self._rack.stop()
        self._keys.shutdown()
        self.sign_checkpoint()

    def _first_state(self) -> TerminalState:
        lane, meta = self._lane, self.store.meta
        at, now = datetime.now(UTC), time.monotonic()
        local = at.astimezone(ZoneInfo(lane.settings.time_zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        found = self.store.reader.wait(lambda c: recovered_from(c, lane.settings.lane, midnight))
        folder = None if lane.demo else lane.store.parent
        loaded = load_rules(folder)
        policy = policy_of(lane.settings, meta.device, loaded.rules, folder)
        declared = load_promotions(lane.store.parent)
        policy = replace(policy, promotions=declared.book)
        bad = loaded.refused or declared.refused
        trouble = "" if bad is None else f"{bad.file}, line {bad.line}"
        return recover(found, lane.settings, policy, at, now, meta.demo, trouble)

    def _perform_later(self, effect: Effect) -> None:
        self._application.mailbox.post(lambda: self._world.perform(effect))

    def _show(self, state: TerminalState) -> None:
        self._application.show_screen(self._presenter.screen(state), state.theme)
        if self._lane.settings.customer_screen:
            self._application.show_customer(customer_view(state), state.theme)

    def _customer_screen(self, found: bool) -> None:
        condition = Condition.GOOD if found else Condition.DOWN
        detail = "" if found else "not connected"
        self.post(DeviceHealthChanged(DeviceRole.CUSTOMER_SCREEN, condition, detail))

    def sign_checkpoint(self) -> None:
        """Sign the end of the journal: at every close, hourly, and when it is to be proved."""
        self.store.sign_checkpoint(self._lane.secret.signing_key().sign, datetime.now(UTC))

    def public_key(self) -> bytes:
        """What the journal's checkpoints are verified with (Ed25519, raw)."""
        return self._lane.secret.signing_key().public_key().public_bytes_raw()


def _carriers(lane: Lane) -> dict[Via, Carrier]:
    """What is set up; a demo sends nothing to real people."""
    settings = lane.settings
    if lane.demo:
        return {}
    carriers: dict[Via, Carrier] = {}
    if settings.mail is not None:
        from terminal.ui.receipt_picture import pdf_of  # noqa: PLC0415  Qt only where it is used

        carriers[Via.EMAIL] = MailCarrier(settings.mail, lane.mail_password, paper_pdf=pdf_of)
    if settings.texts is not None:
        carriers[Via.TEXT] = TextCarrier(settings.texts, lane.texts_key)
    return carriers


def _without_hub(settings: Settings) -> OtherLanes:
    return NoOtherLanes() if settings.pse_only_lane else LanesUnseen()


@contextmanager
def open_store(lane: Lane) -> Iterator[Store]:
    """The lane's store, locked and checked; closed at the end."""
    with Store.open(
        lane.store,
        lane.secret.database_key(),
        demo=lane.demo,
        bug=lambda error: sys.excepthook(type(error), error, error.__traceback__),
        machine=machine_id(),
    ) as store:
        yield store


@contextmanager
def open_counter(lane: Lane, store: Store) -> Iterator[tuple[Counter, "CounterApplication"]]:
    """The counter, shown and started; everything is stopped and joined at the end."""
    from terminal.ui.application import CounterApplication  # noqa: PLC0415  Qt only here

    settings = lane.settings
    with ExitStack() as stack:
        log = TechnicalLog(lane.store.parent / "logs")
        stack.callback(log.close)
        sender: list[Counter] = []
        application = CounterApplication(
            lambda what: sender[0].take(what),  # noqa: PLW0108  it is there only later
            drive_through=settings.profile is Profile.DRIVE_THROUGH,
            theme=settings.theme,
            log=log.bug,
        )
        stack.callback(application.close)
        counter = Counter(lane, store, application, log)
        sender.append(counter)
        stack.callback(counter.stop)
        counter.start()
        yield counter, application
