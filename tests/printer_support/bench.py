"""The driver's protocol and the simulated printer on one wire, in a time of their own."""

from collections.abc import Callable

from drivers.cash_drawer.codec import PinLevel, PulseForm
from drivers.receipt_printer.document import Code128, Cut, Document, Qr, Rule, Text
from drivers.receipt_printer.messages import (
    Command,
    Event,
    JobStage,
    JobState,
    PrinterStatus,
    PrintJob,
    PulseDone,
)
from drivers.receipt_printer.profile import EPSON_42, PrinterProfile, PrinterSettings
from drivers.receipt_printer.protocol import ReceiptPrinterProtocol
from drivers.simulator.printer import Model, SimulatedPrinter

STEP_S = 0.005


def receipt(title: str = "Main Street Pharmacy") -> Document:
    return Document(
        (
            Text(title, bold=True),
            Rule(),
            Text("Ibuprofen 200 mg 100 ct", "8.49"),
            Text("Rx 6012345-02", "15.00"),
            Qr("https://example.test/r/2-000482"),
            Code128("2-000482"),
            Cut(),
        )
    )


def job(job_id: str = "J1", process_id: str = "!!!1", document: Document | None = None) -> PrintJob:
    return PrintJob(job_id, document or receipt(), process_id)


class Bench:
    """Both ends; `run` lets time pass, `lose_after` cuts the wire after so many bytes to paper."""

    def __init__(
        self,
        model: Model | None = None,
        profile: PrinterProfile = EPSON_42,
        baud: int | None = None,
        open_when: PinLevel | None = PinLevel.HIGH,
        form: PulseForm = PulseForm.REAL_TIME,
    ) -> None:
        self.settings = PrinterSettings(profile, baud, open_when, form)
        self.protocol = ReceiptPrinterProtocol(self.settings)
        self.printer = SimulatedPrinter(model)
        self.now = 100.0
        self.events: list[Event] = []
        self.sent = bytearray()
        self.lose_after: int | None = None
        self.up = False

    def connect(self) -> "Bench":
        self.up = True
        self.printer.connected(self.now)
        self.protocol.connected(self.now)
        self._exchange()
        return self

    def lose(self) -> None:
        self.up = False
        self.lose_after = None
        self.printer.disconnected(self.now)
        self.protocol.disconnected(self.now)
        self._exchange()

    def run(self, seconds: float, until: Callable[[], bool] | None = None) -> "Bench":
        end = self.now + seconds
        while self.now < end and not (until is not None and until()):
            self.now += STEP_S
            self.printer.tick(self.now)
            deadline = self.protocol.deadline()
            if deadline is not None and deadline <= self.now:
                self.protocol.tick(self.now)
            self._exchange()
        return self

    def ready(self) -> "Bench":
        self.connect().run(1.0)
        self.events.clear()
        return self

    def command(self, command: Command) -> "Bench":
        self.protocol.command(command, self.now)
        self._exchange()
        return self

    def _exchange(self) -> None:
        for _ in range(50):
            out = self.protocol.outgoing()
            self.events += self.protocol.events()
            if not self.up:
                return
            if self.lose_after is not None and len(self.sent) + len(out) >= self.lose_after:
                out = out[: self.lose_after - len(self.sent)]
                self.sent += out
                self.printer.receive(out, self.now)
                self.lose()
                return
            self.sent += out
            if out:
                self.printer.receive(out, self.now)
            back = self.printer.outgoing()
            if back:
                self.protocol.receive(back, self.now)
            if not out and not back:
                return

    def stages(self, job_id: str = "J1") -> list[JobStage]:
        return [
            event.stage
            for event in self.events
            if isinstance(event, JobState) and event.job_id == job_id
        ]

    def last(self, job_id: str = "J1") -> JobState:
        return [e for e in self.events if isinstance(e, JobState) and e.job_id == job_id][-1]

    def status(self) -> PrinterStatus:
        return [event for event in self.events if isinstance(event, PrinterStatus)][-1]

    def pulses(self) -> list[PulseDone]:
        return [event for event in self.events if isinstance(event, PulseDone)]

    def ended(self, job_id: str = "J1") -> bool:
        return bool(self.stages(job_id)) and self.last(job_id).final
