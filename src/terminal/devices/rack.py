"""The devices of one lane, as its settings name them: started, asked and stopped together.

Rules: a device that is not configured is absent, not broken; a command that a device cannot take
now is dropped with its health said, because no sale waits for a device that is not needed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.card_terminal.pax_timings import PaxTimings
from drivers.wire.errors import WireFault
from terminal.app import effects as e
from terminal.app.inputs import (
    ChargeAnswered,
    ChargeQueried,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Input,
    PrintJobMoved,
    PrintState,
)
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.card_terminal import CardTerminal
from terminal.devices.display import Display
from terminal.devices.keyboard_scanner import KeyboardScanner
from terminal.devices.printer import Printer
from terminal.devices.scanner import Scanner
from terminal.domain.attempt import CardResult, Outcome, QueryResult, QueryVerdict

DeviceEffect = (
    e.Charge
    | e.VoidCharge
    | e.CancelCharge
    | e.QueryCharge
    | e.PrintReceipt
    | e.OpenDrawer
    | e.ShowOnDisplay
    | e.AnswerScan
    | e.ArmScanner
    | e.WatchScans
    | e.Beep
)


class Rack:
    """All devices of the lane. `post` may be called from any thread."""

    def __init__(
        self,
        settings: Settings,
        post: Callable[[Input], None],
        card_waits: PaxTimings | None = None,
    ) -> None:
        self._post = post
        urls = settings.devices
        typed = settings.scanner_kind is ScannerKind.KEYBOARD
        self.keyboard = KeyboardScanner(settings) if typed else None
        """The scanner that types, for the window, whose keys it is asked about."""
        self._scanner = Scanner(settings, post) if urls.scanner and not typed else None
        self._display = Display(urls.display, post) if urls.display else None
        self._card = (
            CardTerminal(urls.card_terminal, post, card_waits) if urls.card_terminal else None
        )
        self._printer = Printer(settings, post) if urls.printer else None

    def start(self) -> None:
        for device in (self._scanner, self._printer, self._display, self._card):
            if device is not None:
                device.start()
        absent = {
            DeviceRole.SCANNER: self._scanner,
            DeviceRole.PRINTER: self._printer,
            DeviceRole.DISPLAY: self._display,
            DeviceRole.CARD_TERMINAL: self._card,
        }
        for role, device in absent.items():
            if role is DeviceRole.SCANNER and self.keyboard is not None:
                self._post(DeviceHealthChanged(role, Condition.GOOD))
            elif device is None:
                self._post(DeviceHealthChanged(role, Condition.ABSENT))

    def stop(self) -> None:
        for device in (self._card, self._display, self._printer, self._scanner):
            if device is not None:
                device.stop()

    def perform(self, effect: DeviceEffect) -> None:
        with self._told(effect):
            self._ask(effect)

    def _ask(self, effect: DeviceEffect) -> None:
        match effect:
            case e.ShowOnDisplay() if self._display is not None:
                self._display.show(effect.first, effect.second)
            case e.AnswerScan() | e.ArmScanner() | e.WatchScans() | e.Beep():
                self._ask_scanner(effect)
            case e.OpenDrawer() if self._printer is not None:
                self._printer.open_drawer()
            case e.PrintReceipt():
                self._print(effect)
            case e.Charge() | e.VoidCharge() | e.QueryCharge() | e.CancelCharge():
                self._ask_card(effect)
            case _:
                return

    def _ask_scanner(self, effect: e.AnswerScan | e.ArmScanner | e.WatchScans | e.Beep) -> None:
        scanner = self._scanner or self.keyboard
        match effect:
            case e.ArmScanner(armed) if scanner is not None:
                scanner.arm(armed=armed)
            case e.WatchScans(on) if scanner is not None:
                scanner.watch(on=on)
            case e.AnswerScan(good) if self._scanner is not None:
                self._scanner.answer(good=good)
            case e.Beep(good) if self._scanner is not None:
                self._scanner.beep(good=good)

    def _print(self, effect: e.PrintReceipt) -> None:
        if self._printer is None:
            reason = "no printer on this lane"
            self._post(PrintJobMoved(effect.job, PrintState.FAILED, reason))
            return
        self._printer.print(effect)

    def _ask_card(self, effect: e.Charge | e.VoidCharge | e.QueryCharge | e.CancelCharge) -> None:
        if self._card is None:
            self._no_card_terminal(effect)
            return
        match effect:
            case e.Charge():
                self._card.charge(effect)
            case e.VoidCharge():
                self._card.void(effect)
            case e.QueryCharge():
                self._card.query(effect)
            case e.CancelCharge():
                self._card.cancel()

    def _no_card_terminal(
        self, effect: e.Charge | e.VoidCharge | e.QueryCharge | e.CancelCharge
    ) -> None:
        """Nothing was sent, so nothing was charged; what was asked before stays unknown."""
        reason = "no card terminal on this lane"
        match effect:
            case e.Charge() | e.VoidCharge():
                not_sent = CardResult(Outcome.ABORTED, text=reason)
                self._post(ChargeAnswered(effect.ref, not_sent))
            case e.QueryCharge():
                unresolved = QueryResult(QueryVerdict.UNRESOLVED, reason=reason)
                self._post(ChargeQueried(effect.ref, unresolved))
            case e.CancelCharge():
                return

    @contextmanager
    def _told(self, effect: DeviceEffect) -> Iterator[None]:
        """A device whose queue is full or whose thread has ended: what was asked did not start."""
        try:
            yield
        except WireFault as fault:
            match effect:
                case e.PrintReceipt():
                    self._post(PrintJobMoved(effect.job, PrintState.FAILED, str(fault)))
                case e.Charge() | e.VoidCharge():
                    not_sent = CardResult(Outcome.ABORTED, text=str(fault))
                    self._post(ChargeAnswered(effect.ref, not_sent))
                case e.QueryCharge():
                    unresolved = QueryResult(QueryVerdict.UNRESOLVED, reason=str(fault))
                    self._post(ChargeQueried(effect.ref, unresolved))
                case _:
                    return
