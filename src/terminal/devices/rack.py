"""The devices of one lane, as its settings name them: started, asked, exchanged, stopped together.

Rules that hold here:

1. A device that is not configured is absent, not broken; a command that a device cannot take now is
   dropped with its health said, because no sale waits for a device that is not needed.
2. A device that is exchanged (exchange.py) is heard no more, but for the answers that it owed.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from typing import Final

from drivers.wire.errors import WireFault
from drivers.wire.watch import PortChange, PortWatch, watched_paths
from terminal.app import effects as e
from terminal.app.effects import Secret
from terminal.app.equipment import address_of, terminal_name
from terminal.app.inputs import (
    CardBatchNotClosed,
    CardTerminalMet,
    ChargeAnswered,
    ChargeQueried,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    DeviceTested,
    DrawerAnswered,
    DrawerOutcome,
    DrawerTaught,
    Input,
    PrintJobMoved,
    PrintState,
    SignatureNotCaptured,
    StoredSalesNotFound,
    StoredSalesNotUploaded,
    TestPrinted,
)
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.card_lines import CardWaits, Frames
from terminal.devices.card_terminal import CardTerminal
from terminal.devices.display import Display
from terminal.devices.exchange import Device, Exchange
from terminal.devices.keyboard_scanner import KeyboardScanner
from terminal.devices.printer import Printer
from terminal.devices.scanner import Scanner
from terminal.domain.attempt import CardResult, Outcome, QueryResult, QueryVerdict

CardService = (
    e.CaptureSignature
    | e.CancelSignature
    | e.CloseCardBatch
    | e.CountStoredSales
    | e.UploadStoredSales
    | e.AskStoredSales
)
"""What the card terminal is asked for beside payments."""
_CardEffect = e.Charge | e.VoidCharge | e.CreditCard | e.QueryCharge | e.CancelCharge
DeviceEffect = (
    e.Charge
    | e.VoidCharge
    | e.CreditCard
    | e.CancelCharge
    | e.QueryCharge
    | CardService
    | e.PrintReceipt
    | e.PrintTest
    | e.PrintReport
    | e.ExpectPrinted
    | e.ResumePrinter
    | e.OpenDrawer
    | e.TeachDrawer
    | e.ShowOnDisplay
    | e.AnswerScan
    | e.ArmScanner
    | e.WatchScans
    | e.Beep
    | e.UseDevice
    | e.TestDevice
)
PLACES: Final = (
    DeviceRole.SCANNER,
    DeviceRole.PRINTER,
    DeviceRole.DISPLAY,
    DeviceRole.CARD_TERMINAL,
)
"""Where a device stands; the drawer hangs on the printer."""


_LAST_WORDS = (PrintJobMoved, ChargeAnswered, ChargeQueried, DrawerAnswered)
"""What became of a receipt, a payment or a pulse counts, whichever device had it."""


class _Voice:
    """Hands on what one device says; of one that was exchanged only what it still had to answer."""

    def __init__(self, post: Callable[[Input], None]) -> None:
        self._post = post
        self._heard = True

    def post(self, what: Input) -> None:
        if self._heard or isinstance(what, _LAST_WORDS):
            self._post(what)

    def hush(self) -> None:
        self._heard = False


class Rack:
    """All devices of the lane. `post` may be called from any thread."""

    def __init__(
        self,
        settings: Settings,
        post: Callable[[Input], None],
        card_waits: CardWaits | None = None,
        card_passphrase: Secret | None = None,
        card_frames: Frames | None = None,
    ) -> None:
        self._tell, self._settings = post, settings
        self._card_waits, self._card_passphrase = card_waits, card_passphrase
        self._card_frames = card_frames
        self._exchange = Exchange(self._leave, self._begin_other, self._other_begun)
        self._testing_card = threading.Event()
        self._voices: dict[DeviceRole, _Voice] = {}
        typed = settings.scanner_kind is ScannerKind.KEYBOARD
        self.keyboard = KeyboardScanner(settings) if typed else None
        """The scanner that types, for the window, whose keys it is asked about."""
        self._armed = self._watched = False
        self._devices: dict[DeviceRole, Device | None] = {
            role: self._made(role, settings) for role in PLACES
        }
        self._ports = self._port_watch(settings)

    def start(self) -> None:
        for role, device in self._devices.items():
            self._exchange.stands(role, device, self._settings)
            self._begin(role, device)
        self._ports.start()

    def stop(self) -> None:
        self._exchange.stop()
        self._ports.stop()

    def perform(self, effect: DeviceEffect) -> None:
        with self._told(effect):
            self._ask(effect)

    # --- making and exchanging

    def _made(self, role: DeviceRole, settings: Settings) -> Device | None:
        voice = self._voices[role] = _Voice(self._post)
        typed = role is DeviceRole.SCANNER and settings.scanner_kind is ScannerKind.KEYBOARD
        if typed or not address_of(settings, role):
            return None
        match role:
            case DeviceRole.SCANNER:
                return Scanner(settings, voice.post)
            case DeviceRole.PRINTER:
                return Printer(settings, voice.post)
            case DeviceRole.DISPLAY:
                return Display(settings, voice.post)
            case _:
                passphrase, waits = self._card_passphrase, self._card_waits
                frames = self._card_frames
                return CardTerminal(settings, voice.post, passphrase, waits, frames)

    def _begin(self, role: DeviceRole, device: Device | None) -> None:
        if role is DeviceRole.SCANNER and self.keyboard is not None:
            self._tell(DeviceHealthChanged(role, Condition.GOOD))
        elif device is None:
            self._tell(DeviceHealthChanged(role, Condition.ABSENT))
        else:
            device.start()

    def _leave(self, role: DeviceRole) -> None:
        """Another one was wished for: this one's health is not heard from here on."""
        self._voices[role].hush()
        self._devices[role] = None
        if role is DeviceRole.CARD_TERMINAL:
            self._testing_card.clear()  # what the next one says is no answer to this one's test

    def _begin_other(self, role: DeviceRole, settings: Settings) -> Device | None:
        try:
            new = self._made(role, settings)
        except ValueError as error:  # an address that no wire understands
            self._tell(DeviceHealthChanged(role, Condition.DOWN, str(error)))
            return None
        self._devices[role] = new
        self._begin(role, new)
        if isinstance(new, Scanner):
            self._prepare(new)
        return new

    def _other_begun(self, settings: Settings) -> None:
        self._ports.stop()
        self._ports = self._port_watch(settings)
        self._ports.start()

    def _port_watch(self, settings: Settings) -> PortWatch:
        """What is plugged in is opened at once, not when the next try is due."""
        paths = watched_paths(each for each in astuple(settings.devices) if each)
        return PortWatch(self._plugged, paths=paths)

    def _plugged(self, change: PortChange) -> None:
        for device in self._devices.values():
            if device is not None and change.appeared:
                device.look_again()

    # --- what a device says

    def _post(self, what: Input) -> None:
        self._tell(what)
        if self._testing_card.is_set():
            self._answer_card_test(what)

    def _answer_card_test(self, what: Input) -> None:
        role = DeviceRole.CARD_TERMINAL
        match what:
            case CardTerminalMet(serial=serial):
                name = terminal_name(serial)
                answer = DeviceTested(role, good=True, words=f"Its serial number is {name}")
            case DeviceHealthChanged(role=DeviceRole.CARD_TERMINAL, condition=Condition.DOWN):
                answer = DeviceTested(role, good=False, words=what.detail)
            case _:
                return
        self._testing_card.clear()
        self._tell(answer)

    # --- what the counter asks

    def _ask(self, effect: DeviceEffect) -> None:
        display = self._devices[DeviceRole.DISPLAY]
        printer = self._devices[DeviceRole.PRINTER]
        match effect:
            case e.ShowOnDisplay() if isinstance(display, Display):
                display.show(effect.first, effect.second)
            case e.AnswerScan() | e.ArmScanner() | e.WatchScans() | e.Beep():
                self._ask_scanner(effect)
            case e.OpenDrawer() | e.TeachDrawer():
                self._ask_drawer(effect)
            case e.PrintReceipt():
                self._print(effect)
            case e.PrintTest():
                self._print_test(effect)
            case e.PrintReport():
                self._print_report(effect)
            case e.ExpectPrinted() if isinstance(printer, Printer):
                printer.expect(effect)
            case e.ResumePrinter() if isinstance(printer, Printer):
                printer.resume()
            case e.Charge() | e.VoidCharge() | e.CreditCard() | e.QueryCharge() | e.CancelCharge():
                self._ask_card(effect)
            case (
                e.CaptureSignature()
                | e.CancelSignature()
                | e.CloseCardBatch()
                | e.CountStoredSales()
                | e.UploadStoredSales()
                | e.AskStoredSales()
            ):
                self._ask_card_service(effect)
            case e.UseDevice():
                self._exchange.wish(effect.role, effect.settings)
            case e.TestDevice():
                self._test(effect.role)
            case _:
                return

    def _ask_scanner(self, effect: e.AnswerScan | e.ArmScanner | e.WatchScans | e.Beep) -> None:
        device = self._devices[DeviceRole.SCANNER]
        scanner = device if isinstance(device, Scanner) else None
        match effect:
            case e.ArmScanner(armed):
                self._armed = armed
                self._prepare(scanner or self.keyboard)
            case e.WatchScans(on):
                self._watched = on
                self._prepare(scanner or self.keyboard)
            case e.AnswerScan(good) if scanner is not None:
                scanner.answer(good=good)
            case e.Beep(good) if scanner is not None:
                scanner.beep(good=good)

    def _prepare(self, scanner: Scanner | KeyboardScanner | None) -> None:
        """A scanner is as the page wants it, also one that was exchanged just now."""
        if scanner is not None:
            scanner.arm(armed=self._armed)
            scanner.watch(on=self._watched)

    def _ask_drawer(self, effect: e.OpenDrawer | e.TeachDrawer) -> None:
        printer = self._devices[DeviceRole.PRINTER]
        if isinstance(printer, Printer):
            match effect:
                case e.OpenDrawer():
                    printer.open_drawer()
                case e.TeachDrawer():
                    printer.teach(effect.move)
        elif isinstance(effect, e.OpenDrawer):
            reason = "no printer on this lane"
            self._tell(DrawerAnswered(DrawerOutcome.FAILED, reason, refused=True))
        elif effect.move is not e.LessonMove.END:
            reason = "There is no printer on this lane"
            self._tell(DrawerTaught(reason, "The drawer hangs on it.", over=True))

    def _print(self, effect: e.PrintReceipt) -> None:
        printer = self._devices[DeviceRole.PRINTER]
        if not isinstance(printer, Printer):
            reason = "no printer on this lane"
            self._tell(PrintJobMoved(effect.job, PrintState.FAILED, reason))
            return
        printer.print(effect)

    def _print_report(self, effect: e.PrintReport) -> None:
        printer = self._devices[DeviceRole.PRINTER]
        if isinstance(printer, Printer):
            printer.print_report(effect)
        else:
            reason = "no printer on this lane"
            self._tell(PrintJobMoved(effect.job, PrintState.FAILED, reason))

    def _print_test(self, effect: e.PrintTest) -> None:
        printer = self._devices[DeviceRole.PRINTER]
        if isinstance(printer, Printer):
            printer.print_test(effect)
        else:
            self._tell(TestPrinted(PrintState.FAILED, "no printer on this lane"))

    def _test(self, role: DeviceRole) -> None:
        match self._devices.get(role):
            case Scanner() as scanner:
                scanner.beep(good=True)
                self._tell(DeviceTested(role, good=True, words="It was told to beep"))
            case Display() as display:
                display.test()
                self._tell(DeviceTested(role, good=True, words="The test is on its two lines"))
            case CardTerminal() as card:
                self._testing_card.set()
                card.initialize()
            case _:
                self._tell(DeviceTested(role, good=False, words="there is none on this lane"))

    def _ask_card(self, effect: _CardEffect) -> None:
        card = self._devices[DeviceRole.CARD_TERMINAL]
        if not isinstance(card, CardTerminal):
            self._no_card_terminal(effect)
            return
        match effect:
            case e.Charge():
                card.charge(effect)
            case e.VoidCharge():
                card.void(effect)
            case e.CreditCard():
                card.credit(effect)
            case e.QueryCharge():
                card.query(effect)
            case e.CancelCharge():
                card.cancel()

    def _no_card_terminal(self, effect: _CardEffect) -> None:
        """Nothing was sent, so nothing was charged; what was asked before stays unknown."""
        reason = "no card terminal on this lane"
        match effect:
            case e.Charge() | e.VoidCharge() | e.CreditCard():
                not_sent = CardResult(Outcome.ABORTED, text=reason)
                self._tell(ChargeAnswered(effect.ref, not_sent))
            case e.QueryCharge():
                unresolved = QueryResult(QueryVerdict.UNRESOLVED, reason=reason)
                self._tell(ChargeQueried(effect.ref, unresolved))
            case e.CancelCharge():
                return

    def _ask_card_service(self, effect: CardService) -> None:
        card = self._devices[DeviceRole.CARD_TERMINAL]
        if not isinstance(card, CardTerminal):
            self._no_card_service(effect, "no card terminal on this lane")
            return
        match effect:
            case e.CaptureSignature():
                card.services.capture_signature(effect.request)
            case e.CancelSignature():
                card.services.cancel_signature()
            case e.CloseCardBatch():
                card.services.close_batch(effect)
            case e.CountStoredSales():
                card.services.count_stored()
            case e.UploadStoredSales():
                card.services.upload_stored()
            case e.AskStoredSales():
                card.services.ask_stored(effect)

    def _no_card_service(self, effect: CardService, reason: str) -> None:
        """Nothing was sent, so nothing was done."""
        match effect:
            case e.CaptureSignature():
                self._tell(SignatureNotCaptured(effect.request, reason))
            case e.CloseCardBatch():
                self._tell(CardBatchNotClosed(reason))
            case e.UploadStoredSales():
                self._tell(StoredSalesNotUploaded(reason))
            case e.AskStoredSales():
                self._tell(StoredSalesNotFound(reason))
            case e.CancelSignature() | e.CountStoredSales():
                return

    @contextmanager
    def _told(self, effect: DeviceEffect) -> Iterator[None]:
        """A device whose queue is full or whose thread has ended: what was asked did not start."""
        try:
            yield
        except WireFault as fault:
            match effect:
                case e.PrintReceipt() | e.PrintReport():
                    self._tell(PrintJobMoved(effect.job, PrintState.FAILED, str(fault)))
                case e.PrintTest():
                    self._tell(TestPrinted(PrintState.FAILED, str(fault)))
                case e.OpenDrawer():
                    failed = DrawerAnswered(DrawerOutcome.FAILED, str(fault), refused=True)
                    self._tell(failed)
                case e.Charge() | e.VoidCharge() | e.CreditCard():
                    not_sent = CardResult(Outcome.ABORTED, text=str(fault))
                    self._tell(ChargeAnswered(effect.ref, not_sent))
                case e.QueryCharge():
                    unresolved = QueryResult(QueryVerdict.UNRESOLVED, reason=str(fault))
                    self._tell(ChargeQueried(effect.ref, unresolved))
                case (
                    e.CaptureSignature()
                    | e.CancelSignature()
                    | e.CloseCardBatch()
                    | e.CountStoredSales()
                    | e.UploadStoredSales()
                    | e.AskStoredSales()
                ):
                    self._no_card_service(effect, str(fault))
                case e.TestDevice():
                    self._tell(DeviceTested(effect.role, good=False, words=str(fault)))
                case _:
                    return
