"""The receipt printer and the drawer behind it: receipts become jobs, stages become inputs."""

from collections.abc import Callable
from typing import Final, assert_never

from drivers.cash_drawer.codec import Drawer, Pin, PinLevel, PulseForm
from drivers.receipt_printer import document as paper
from drivers.receipt_printer.codec import warm_up
from drivers.receipt_printer.messages import (
    Command,
    Event,
    ExpectPrinted,
    JobStage,
    JobState,
    PrinterStatus,
    PrintJob,
    Pulse,
    PulseDone,
    Resume,
    Trouble,
)
from drivers.receipt_printer.profile import PrinterSettings, profile_for
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.receipt_printer.status import Paper, Presence, PrinterError
from drivers.receipt_printer.write_only import WriteOnlyPrinter
from drivers.wire.link import LinkDown, LinkEvent, LinkIdle, LinkUp, ProtocolBug
from drivers.wire.protocol import WireProtocol
from drivers.wire.runner import DeviceRunner
from drivers.wire.transport import Transport
from drivers.wire.urls import SerialAddress, SpoolAddress, UsbSerialAddress, parse_url
from terminal.app import effects as e
from terminal.app.inputs import (
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    DrawerAnswered,
    DrawerMoved,
    DrawerOutcome,
    DrawerPosition,
    Input,
    PrintJobMoved,
    PrintState,
    TestPrinted,
)
from terminal.app.printer_test import TEST
from terminal.app.receipt import (
    BarcodeRow,
    LogoRow,
    QrRow,
    Receipt,
    ReceiptRow,
    RuleRow,
    Style,
    TextRow,
)
from terminal.app.settings import DrawerPulse, DrawerSensor, Settings
from terminal.devices.drawer_lesson import DrawerLesson
from terminal.devices.health import NOT_CONNECTED, link_health
from terminal.domain.identity import JobId

PAPER_PATIENCE_S: Final = 300.0
"""A printer that waits for paper takes no bytes: that is not a lost cable."""
DRAWER_REASON: Final = "counter"
SENDS_ONLY: Final = "sends only"
"""How a printer is that can only be written to: no trouble, and no more than that is known."""
_SENSORS: Final = {
    DrawerSensor.HIGH: PinLevel.HIGH,
    DrawerSensor.LOW: PinLevel.LOW,
    DrawerSensor.NONE: None,
}
_PINS: Final = {2: Pin.TWO, 5: Pin.FIVE}
_FORMS: Final = {
    DrawerPulse.REAL_TIME: PulseForm.REAL_TIME,
    DrawerPulse.BUFFERED: PulseForm.BUFFERED,
}


def wired_as(settings: Settings) -> PrinterSettings:
    """This lane's printer, as its driver needs to know it."""
    profile = profile_for(
        settings.receipt_columns, settings.paper_mm, confirms=settings.printer_confirms
    )
    return PrinterSettings(
        profile,
        line_speed(settings.devices.printer),
        drawer_open_when=_SENSORS[settings.drawer_open_when],
        drawer_pulse=_FORMS[settings.drawer_pulse],
        hears=not isinstance(parse_url(settings.devices.printer), SpoolAddress),
    )


def driver_of(wired: PrinterSettings) -> WireProtocol[Command, Event]:
    """The conversation that such a printer is capable of."""
    return ReceiptPrinterProtocol(wired) if wired.hears else WriteOnlyPrinter(wired)


def line_speed(url: str) -> int | None:
    """The baud of a serial address; None for what is no serial line.

    Data is paced by it, and the time that a job may take follows from it.
    """
    match parse_url(url):
        case SerialAddress(baud=baud):
            return baud
        case UsbSerialAddress(settings=line):
            return line.baud
        case _:
            return None


class Printer:
    """The receipt printer of this lane; `transport` in place of the one of its address."""

    def __init__(
        self,
        settings: Settings,
        post: Callable[[Input], None],
        transport: Callable[[], Transport] | None = None,
    ) -> None:
        self._post = post
        self._wire_trouble = ""
        wired = wired_as(settings)
        self._runner: DeviceRunner[Command, Event] = DeviceRunner(
            "printer",
            transport or settings.devices.printer,
            driver_of(wired),
            self._happened,
            write_patience_s=PAPER_PATIENCE_S,
        )
        self._pin = _PINS[settings.drawer_pin]
        self._lesson = DrawerLesson(self._runner.send, self._pin, post, hears=wired.hears)

    def start(self) -> None:
        self._runner.start()

    def look_again(self) -> None:
        self._runner.look_again()

    def stop(self) -> None:
        self._runner.stop()

    def print(self, job: e.PrintReceipt) -> None:
        self._runner.send(PrintJob(job.job, document_of(job.receipt), job.process_id))

    def print_test(self, test: e.PrintTest) -> None:
        self._runner.send(PrintJob(test.job, document_of(test.sample), test.process_id))

    def print_report(self, paper: e.PrintReport) -> None:
        self._runner.send(PrintJob(paper.job, document_of(paper.report), paper.process_id))

    def expect(self, job: e.ExpectPrinted) -> None:
        self._runner.send(ExpectPrinted(job.job, job.process_id))

    def resume(self) -> None:
        self._runner.send(Resume())

    def open_drawer(self) -> None:
        self._runner.send(Pulse(DRAWER_REASON, self._pin))

    def teach(self, move: e.LessonMove) -> None:
        """Learn what the drawer's sensor means; `DrawerTaught` tells how far it has come."""
        self._lesson.go_on(move)

    def _happened(self, event: Event | LinkEvent) -> None:
        match event:
            case JobState(stage=JobStage.SENT, final=False):
                return  # on its way to "printed"
            case JobState():
                self._post(_moved(event))
            case PrinterStatus():
                self._post(self._health(event))
                self._post(DrawerMoved(_DRAWER[event.drawer]))
                self._lesson.heard(event.drawer_pin)
                warm_up()  # this is the device's thread, and what answers will be asked to print
            case PulseDone():
                self._post(_answer(event))
            case LinkUp() | LinkDown() | LinkIdle() | ProtocolBug():
                self._wire_trouble = event.reason if isinstance(event, LinkDown) else ""
                health = link_health(DeviceRole.PRINTER, event)
                if health is not None and health.condition is Condition.DOWN:
                    self._post(health)
            case _:
                assert_never(event)

    def _health(self, status: PrinterStatus) -> DeviceHealthChanged:
        """A printer that is not connected cannot be blamed for not answering."""
        if status.presence is Presence.ABSENT and self._wire_trouble:
            why = self._wire_trouble
            return DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, NOT_CONNECTED, why)
        return _health(status)


def _moved(event: JobState) -> PrintJobMoved | TestPrinted:
    reason = "" if event.reason is Trouble.NONE else event.reason.value
    stage = PrintState(event.stage.value)
    if event.job_id.startswith(TEST):
        return TestPrinted(stage, reason)
    return PrintJobMoved(JobId(event.job_id), stage, reason)


_DRAWER: Final = {
    Drawer.OPEN: DrawerPosition.OPEN,
    Drawer.CLOSED: DrawerPosition.CLOSED,
    Drawer.UNKNOWN: DrawerPosition.UNKNOWN,
}


def _answer(done: PulseDone) -> DrawerAnswered:
    outcome = DrawerOutcome(done.outcome.value)
    never_taken = done.reason is Trouble.TOO_MANY_JOBS
    return DrawerAnswered(outcome, done.reason.value, refused=never_taken)


_ERRORS: Final = {
    PrinterError.CUTTER: "cutter stuck",
    PrinterError.UNRECOVERABLE: "broken",
    PrinterError.AUTO: "busy with itself",
}


def _health(status: PrinterStatus) -> DeviceHealthChanged:
    """The first thing that keeps it from printing, in the words of the status strip."""
    role = DeviceRole.PRINTER
    if status.presence is Presence.UNHEARD:
        return DeviceHealthChanged(role, Condition.GOOD, SENDS_ONLY)
    if status.presence in (Presence.SILENT, Presence.ABSENT):
        return DeviceHealthChanged(role, Condition.DOWN, "does not answer")
    stopped = _why_stopped(status)
    if stopped:
        return DeviceHealthChanged(role, Condition.DOWN, stopped, reachable=True)
    if status.paper is Paper.LOW:
        return DeviceHealthChanged(role, Condition.ATTENTION, "paper low")
    return DeviceHealthChanged(role, Condition.GOOD)


def _why_stopped(status: PrinterStatus) -> str:
    """Why a printer that answers does not print; empty: it prints."""
    if status.cover_open:
        return "cover open"
    if status.paper is Paper.OUT:
        return "paper out"
    if status.error in _ERRORS:
        return _ERRORS[status.error]
    return "" if status.online else "offline"


def document_of(receipt: Receipt) -> paper.Document:
    """The receipt in the printer driver's terms, with a cut at its end."""
    return paper.Document((*(_element(row) for row in receipt.rows), paper.Cut()))


def _element(row: ReceiptRow) -> paper.Element:
    match row:
        case RuleRow():
            return paper.Rule()
        case BarcodeRow():
            return paper.Code128(row.text)
        case QrRow():
            return paper.Qr(row.text)
        case LogoRow():
            return paper.Logo(row.key)
        case TextRow(style=Style.CENTRED):
            return paper.Text(row.left, align=paper.Align.CENTER)
        case TextRow(style=Style.LARGE, right=""):
            return paper.Text(row.left, bold=True, size=paper.Size.DOUBLE, align=paper.Align.CENTER)
        case TextRow():
            size = paper.Size.DOUBLE if row.style is Style.LARGE else paper.Size.NORMAL
            return paper.Text(row.left, row.right, bold=row.style is not Style.PLAIN, size=size)
        case _:
            assert_never(row)
