"""A printer that cannot be heard: whole documents, and never more certainty than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cash_drawer.codec import Drawer, Pin, PulseForm
from drivers.receipt_printer.builder import REAL_TIME_PULSE_ON
from drivers.receipt_printer.codec import FLUSH, encode
from drivers.receipt_printer.document import Cut, Document, Qr, Text
from drivers.receipt_printer.job import OWN_FLUSH
from drivers.receipt_printer.job_book import MAX_JOBS
from drivers.receipt_printer.job_bytes import FALL
from drivers.receipt_printer.logo import Picture
from drivers.receipt_printer.messages import (
    AskStatus,
    Command,
    Event,
    ExpectPrinted,
    JobStage,
    JobState,
    PrinterStatus,
    Pulse,
    PulseDone,
    PulseOutcome,
    Resume,
    StoreLogo,
    Trouble,
)
from drivers.receipt_printer.profile import EPSON_42, PrinterSettings
from drivers.receipt_printer.pulse import MAX_PULSES, PRINTING_PATIENCE_S, pulse_bytes
from drivers.receipt_printer.status import Paper, Presence, PrinterError
from drivers.receipt_printer.write_only import REST_S, WriteOnlyPrinter
from drivers.simulator.printer import Model, SimulatedPrinter
from drivers.wire.link import LinkEvent
from drivers.wire.runner import DeviceRunner
from drivers.wire.spool_transport import QUIET_S, SpoolTransport
from drivers.wire.urls import SpoolAddress
from printer_support.bench import job, receipt
from wire_support.bench import until
from wire_support.spooler import DEAD, PlayedSpooler

UNHEARD = PrinterSettings(EPSON_42, hears=False)
HELLO = OWN_FLUSH + REAL_TIME_PULSE_ON
SOUND = (JobStage.SENT, Trouble.CANNOT_CONFIRM)


class Bench:
    """The protocol, and a wire that takes what it is told to take."""

    def __init__(self, settings: PrinterSettings = UNHEARD) -> None:
        self.protocol = WriteOnlyPrinter(settings)
        self.now = 100.0
        self.events: list[Event] = []
        self.unsent = bytearray()
        self.documents: list[bytes] = []
        self._document = bytearray()

    def connect(self) -> "Bench":
        self.protocol.connected(self.now)
        return self._drain()

    def do(self, *commands: Command) -> "Bench":
        for command in commands:
            self.protocol.command(command, self.now)
        return self._drain()

    def take(self, count: int | None = None) -> "Bench":
        """The wire takes so many bytes, or all."""
        taken = self.unsent[: len(self.unsent) if count is None else count]
        if taken:
            del self.unsent[: len(taken)]
            self._document += taken
            self.protocol.written(len(taken), self.now)
        return self._drain()

    def wait(self, seconds: float) -> "Bench":
        """Time passes; silence ends what was written, and only then comes the tick."""
        self.now += seconds
        if seconds >= QUIET_S and not self.unsent:
            self._end_document()
        deadline = self.protocol.deadline()
        if deadline is not None and self.now >= deadline:
            self.protocol.tick(self.now)
        return self._drain()

    def lose(self) -> "Bench":
        self.unsent.clear()
        self._end_document()
        self.protocol.disconnected(self.now)
        return self._drain()

    def print_all(self) -> "Bench":
        while self.unsent:
            self.take().wait(REST_S)
        return self

    def ends(self, job_id: str = "J1") -> list[tuple[JobStage, Trouble]]:
        states = (e for e in self.events if isinstance(e, JobState) and e.final)
        return [(each.stage, each.reason) for each in states if each.job_id == job_id]

    def pulses(self) -> list[tuple[PulseOutcome, Trouble]]:
        return [(e.outcome, e.reason) for e in self.events if isinstance(e, PulseDone)]

    def _end_document(self) -> None:
        if self._document:
            self.documents.append(bytes(self._document))
            self._document.clear()

    def _drain(self) -> "Bench":
        self.unsent += self.protocol.outgoing()
        self.events += self.protocol.events()
        return self


def test_nothing_is_written_until_there_is_something_to_print() -> None:
    bench = Bench().connect().do(AskStatus(), Resume(), ExpectPrinted("J0", "!!!0"))
    for _ in range(20):
        bench.wait(1.0)
    assert not bench.unsent
    assert bench.protocol.deadline() is None, "an idle printer wakes nobody"
    nothing_known = PrinterStatus(
        Presence.UNHEARD, None, Paper.UNKNOWN, PrinterError.UNKNOWN, Drawer.UNKNOWN
    )
    assert bench.events == [nothing_known, nothing_known]
    assert nothing_known.online, "as far as anybody can know"


def test_a_receipt_is_one_document_and_ends_as_sent() -> None:
    bench = Bench().connect().do(job())
    assert JobState("J1", JobStage.SENDING, final=False) in bench.events, "before the first byte"
    bench.print_all()
    assert bench.ends() == [SOUND]
    assert bench.documents == [HELLO + encode(receipt(), EPSON_42)]
    questions = (b"\x10\x04", b"\x1d\x61", b"\x1d\x72", b"\x1d\x28\x48")
    assert not any(question in bench.documents[0] for question in questions)


def test_the_next_receipt_waits_for_the_end_of_the_document_before_it() -> None:
    bench = Bench().connect().do(job(), job("J2", "!!!2")).take()
    bench.wait(REST_S / 2).do(AskStatus())
    assert not bench.unsent, "it would be glued to the first one"
    assert bench.ends() == []
    bench.wait(REST_S).print_all()
    body = encode(receipt(), EPSON_42)
    assert bench.documents == [HELLO + body, body]
    assert REST_S > QUIET_S


def test_a_pulse_that_is_given_up_meanwhile_does_not_end_the_rest_early() -> None:
    bench = Bench().connect().do(job(), Pulse("P"))
    bench.wait(PRINTING_PATIENCE_S - REST_S / 2).take().wait(REST_S / 2)
    assert bench.pulses() == [(PulseOutcome.FAILED, Trouble.OFFLINE)]
    assert bench.ends() == []
    bench.wait(REST_S)
    assert bench.ends() == [SOUND]


def test_a_command_that_comes_when_time_is_over_does_not_stand_in_for_a_look_at_the_wire() -> None:
    bench = Bench().connect().do(job()).take()
    bench.now += 10.0  # the thread was held up; the wire has not been looked at
    bench.do(job("J2", "!!!2"))
    assert not bench.unsent


@pytest.mark.parametrize("at", ["nothing", "a byte", "all"])
def test_what_the_wire_took_decides_what_a_lost_wire_means(at: str) -> None:
    bench = Bench().connect().do(job(), job("J2", "!!!2"))
    match at:
        case "a byte":
            bench.take(1)
        case "all":
            bench.take()
        case _:
            pass
    bench.lose()
    unknown = (JobStage.UNKNOWN, Trouble.WIRE_LOST)
    never = (JobStage.FAILED, Trouble.NOT_CONNECTED)
    assert bench.ends() == [never if at == "nothing" else unknown]
    assert bench.ends("J2") == [never]
    assert isinstance(bench.events[-1], PrinterStatus)
    assert bench.events[-1].presence is Presence.ABSENT
    bench.do(job("J3", "!!!3"), Pulse("P"), AskStatus())
    assert bench.ends("J3") == [never]
    assert bench.pulses() == [(PulseOutcome.FAILED, Trouble.NOT_CONNECTED)]


def test_a_job_that_may_have_begun_is_never_sent_again() -> None:
    bench = Bench().connect().do(job()).take(1).lose().connect().do(job())
    assert not bench.unsent
    assert bench.ends() == [(JobStage.UNKNOWN, Trouble.WIRE_LOST)] * 2
    failed = Bench().connect().do(job()).lose().connect().do(job()).print_all()
    assert failed.ends() == [(JobStage.FAILED, Trouble.NOT_CONNECTED), SOUND]


def test_half_a_receipt_falls_before_the_next_one_and_only_once() -> None:
    bench = Bench().connect().do(job()).take(1_100).lose().connect()
    bench.do(Pulse("P")).print_all().do(job("J2", "!!!2")).print_all()
    bench.do(job("J3", "!!!3")).print_all()
    body = encode(receipt(), EPSON_42)
    pulse = pulse_bytes(Pin.TWO, UNHEARD.drawer_pulse)
    assert bench.documents[1:] == [HELLO + pulse, FALL + body, body]


def test_a_logo_that_was_cut_short_is_ended_by_all_the_zeros_it_takes() -> None:
    logo = StoreLogo("L", "RX", Picture(8, 8, bytes(8)), "!!!1")
    bench = Bench().connect().do(logo).take(9_000).lose().connect().do(job()).print_all()
    assert bench.documents[-1].startswith(FLUSH + REAL_TIME_PULSE_ON + FALL)


@pytest.mark.parametrize("form", PulseForm)
def test_the_drawer_is_opened_and_nobody_says_that_it_is_open(form: PulseForm) -> None:
    settings = PrinterSettings(EPSON_42, drawer_pulse=form, hears=False)
    bench = Bench(settings).connect().do(Pulse("P", Pin.FIVE)).print_all()
    assert bench.documents == [HELLO + pulse_bytes(Pin.FIVE, form)]
    assert bench.pulses() == [(PulseOutcome.UNCONFIRMED, Trouble.CANNOT_CONFIRM)]


def test_the_drawer_comes_before_the_paper() -> None:
    bench = Bench().connect().do(job(), job("J2", "!!!2"), Pulse("P")).print_all()
    assert [b"Ibuprofen" in each for each in bench.documents] == [True, False, True]


def test_a_pulse_behind_a_wire_that_takes_nothing_never_leaves() -> None:
    bench = Bench().connect().do(job(), Pulse("P")).wait(PRINTING_PATIENCE_S)
    assert bench.pulses() == [(PulseOutcome.FAILED, Trouble.OFFLINE)]
    bench.print_all()
    assert bench.ends() == [SOUND]
    assert len(bench.documents) == 1


def test_a_pulse_that_may_have_left_is_unconfirmed() -> None:
    begun = Bench().connect().do(Pulse("P"), Pulse("Q")).take(1).lose()
    assert begun.pulses() == [
        (PulseOutcome.UNCONFIRMED, Trouble.WIRE_LOST),
        (PulseOutcome.FAILED, Trouble.NOT_CONNECTED),
    ]


def test_more_than_a_person_asks_for_is_refused() -> None:
    bench = Bench().connect().do(job())
    bench.do(*(job(f"K{n}", f"!!{n:02}") for n in range(MAX_JOBS + 1)))
    assert bench.ends(f"K{MAX_JOBS}") == [(JobStage.FAILED, Trouble.TOO_MANY_JOBS)]
    bench.do(*(Pulse(f"P{n}") for n in range(MAX_PULSES + 1)))
    assert bench.pulses() == [(PulseOutcome.FAILED, Trouble.TOO_MANY_JOBS)]


def test_a_receipt_that_no_printer_should_be_given_is_refused_and_the_next_one_printed() -> None:
    endless = Document((*(Text("x" * 900, "1.00") for _ in range(400)), Cut()))
    bench = Bench().connect().do(job(), job("J2", "!!!2", endless), job("J3", "!!!3")).print_all()
    assert bench.ends("J2") == [(JobStage.FAILED, Trouble.TOO_LONG)]
    assert bench.ends("J3") == [SOUND]


def test_what_such_a_wire_says_all_the_same_means_nothing() -> None:
    bench = Bench().connect().do(job()).take()
    bench.protocol.receive(b"\x37\x22!!!1\x00\x16", bench.now)
    bench.wait(REST_S)
    assert bench.ends() == [SOUND]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("job"), st.integers(0, 9)),
        st.tuples(st.just("pulse"), st.integers(0, 9)),
        st.tuples(st.just("take"), st.sampled_from([1, 700, 1_500, 100_000])),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 0.25, 0.35, 6.0])),
        st.tuples(st.just("lose"), st.just(0)),
    ),
    max_size=40,
)
PAPER = Document((Text("Elm Street Pharmacy"), Qr("https://example.test/r/1"), Cut()))


@given(STEPS)
def test_whatever_happens_no_job_is_sent_twice_and_nothing_is_claimed(
    steps: list[tuple[str, float]],
) -> None:
    bench = Bench().connect()
    for what, number in steps:
        match what:
            case "job":
                mine = Document((Text(f"ticket <{number:g}>"), *PAPER.elements))
                bench.do(job(f"J{number:g}", f"!!!{number:g}", mine))
            case "pulse":
                bench.do(Pulse(f"P{number:g}"))
            case "take":
                bench.take(int(number))
            case "wait":
                bench.wait(number)
            case _:
                bench.lose().connect()
    bench.print_all().lose()
    paper = b"".join(bench.documents)
    for number in range(10):
        title = f"ticket <{number}>".encode()
        assert paper.count(title) <= 1, "never two originals"
        ends = set(bench.ends(f"J{number}"))
        assert ends <= {
            SOUND,
            (JobStage.UNKNOWN, Trouble.WIRE_LOST),
            (JobStage.FAILED, Trouble.NOT_CONNECTED),
            (JobStage.FAILED, Trouble.TOO_MANY_JOBS),
        }
        if title in paper:
            assert {stage for stage, _ in ends} & {JobStage.SENT, JobStage.UNKNOWN}
        if SOUND in ends:
            assert title in paper
    for document in bench.documents:
        assert document.count(b"ticket <") <= 1, "one receipt, one document"
    assert all(outcome is not PulseOutcome.OPENED for outcome, _ in bench.pulses())


class Lane:
    """The driver's thread on the played spooler of Windows, and a printer behind that."""

    def __init__(self) -> None:
        self.spooler = PlayedSpooler()
        self.events: list[Event | LinkEvent] = []
        self.runner: DeviceRunner[Command, Event] = DeviceRunner(
            "printer",
            lambda: SpoolTransport(SpoolAddress("Receipts"), self.spooler),
            WriteOnlyPrinter(UNHEARD),
            self.events.append,
        )

    def ended(self, job_id: str) -> list[tuple[JobStage, Trouble]]:
        states = [e for e in list(self.events) if isinstance(e, JobState) and e.final]
        return [(each.stage, each.reason) for each in states if each.job_id == job_id]

    def until_ended(self, job_id: str) -> tuple[JobStage, Trouble]:
        until(lambda: bool(self.ended(job_id)))
        return self.ended(job_id)[-1]

    def until_present(self, presence: Presence) -> None:
        until(
            lambda: any(
                isinstance(e, PrinterStatus) and e.presence is presence for e in list(self.events)
            )
        )


def test_each_job_is_one_document_of_the_spooler_and_comes_out_of_the_printer() -> None:
    lane, each = Lane(), 3
    lane.spooler.takes = 300
    lane.runner.start()
    try:
        lane.until_present(Presence.UNHEARD)
        for n in range(each):
            lane.runner.send(job(f"J{n}", f"!!!{n}"))
        lane.runner.send(Pulse("P"))
        assert [lane.until_ended(f"J{n}") for n in range(each)] == [SOUND] * each
    finally:
        lane.runner.stop()
    assert PulseDone("P", PulseOutcome.UNCONFIRMED, Trouble.CANNOT_CONFIRM) in lane.events
    assert len(lane.spooler.printed) == each + 1
    printer = SimulatedPrinter(Model(dots_per_s=0))
    for document in lane.spooler.printed:
        printer.receive(document, 0.0)
    assert [paper.cut for paper in printer.receipts] == [True] * each
    assert len(printer.pulses) == 1


def test_a_spooler_that_dies_before_the_first_byte_failed_and_in_the_middle_is_unknown() -> None:
    lane = Lane()
    lane.runner.start()
    try:
        lane.until_present(Presence.UNHEARD)
        lane.spooler.refuses = DEAD
        lane.runner.send(job())
        assert lane.until_ended("J1") == (JobStage.FAILED, Trouble.NOT_CONNECTED)
        lane.until_present(Presence.ABSENT)
        lane.events.clear()
        lane.spooler.revive()
        lane.runner.look_again()
        lane.until_present(Presence.UNHEARD)
        lane.spooler.dies_after = 600
        lane.runner.send(job("J2", "!!!2"))
        assert lane.until_ended("J2") == (JobStage.UNKNOWN, Trouble.WIRE_LOST)
        lane.spooler.revive()
        lane.runner.look_again()
        until(lambda: isinstance(lane.events[-1], PrinterStatus) and lane.events[-1].online)
        lane.runner.send(job("J2", "!!!2"))
        lane.runner.send(job("J3", "!!!3"))
        assert lane.until_ended("J3") == SOUND
    finally:
        lane.runner.stop()
    assert lane.ended("J2") == [(JobStage.UNKNOWN, Trouble.WIRE_LOST)] * 2
    (document,) = lane.spooler.printed
    assert document == HELLO + FALL + encode(receipt(), EPSON_42)
