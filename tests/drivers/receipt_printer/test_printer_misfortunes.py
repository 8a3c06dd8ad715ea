"""Any sequence of misfortunes: whatever happens, no receipt comes out twice and none is claimed."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.receipt_printer.document import Cut, Document, Qr, Text
from drivers.receipt_printer.messages import JobStage, JobState, Pulse
from drivers.simulator.printer import Fault, Model, Roll
from printer_support.bench import Bench, job


def _reconnect(bench: Bench) -> None:
    if not bench.up:
        bench.connect()


def _lose(bench: Bench) -> None:
    if bench.up:
        bench.lose()


def _lose_soon(bench: Bench) -> None:
    bench.lose_after = len(bench.sent) + 70


def _noise(bench: Bench) -> None:
    if bench.up:
        bench.protocol.receive(b"\x37\x22!!\xff\x12\x16\x10\x00\x37\x22", bench.now)


def _id_of_the_first_again(bench: Bench) -> None:
    finished = any(sheet.cut and "<end 1>" in sheet.text() for sheet in bench.printer.receipts)
    if bench.up and finished:
        bench.protocol.receive(b"\x37\x22" + b"0001" + b"\x00", bench.now)


MISFORTUNES: dict[str, Callable[[Bench], None]] = {
    "nothing": lambda bench: None,
    "cover opens": lambda bench: bench.printer.open_cover(),
    "cover closes": lambda bench: bench.printer.close_cover(),
    "paper ends soon": lambda bench: setattr(bench.printer, "stock_dots", 40),
    "new roll": lambda bench: bench.printer.set_roll(Roll.OK),
    "cutter jams": lambda bench: bench.printer.set_fault(Fault.CUTTER),
    "cutter mended": lambda bench: bench.printer.set_fault(Fault.NONE),
    "falls silent": lambda bench: setattr(bench.printer, "silent", True),
    "speaks again": lambda bench: setattr(bench.printer, "silent", False),
    "power cycle": lambda bench: bench.printer.power_cycle(),
    "noise": _noise,
    "old answer": _id_of_the_first_again,
    "wire lost": _lose,
    "wire lost soon": _lose_soon,
    "wire back": _reconnect,
}


def _one(number: int) -> Document:
    return Document(
        (Text(f"<Original {number}>", "1.00"), Qr("abc"), Text(f"<end {number}>"), Cut())
    )


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(MISFORTUNES)),
            st.sampled_from(["print", "print again", "pulse", "wait"]),
            st.sampled_from([0.02, 0.1, 0.4, 3.0, 12.0]),
        ),
        max_size=10,
    )
)
def test_no_receipt_twice_and_none_printed_that_did_not_come_out(
    story: list[tuple[str, str, float]],
) -> None:
    bench = Bench(Model(dots_per_s=400)).ready()
    asked = 0
    for misfortune, wish, pause in story:
        MISFORTUNES[misfortune](bench)
        if wish == "print":
            asked += 1
            bench.command(job(f"J{asked}", f"{asked:04}", _one(asked)))
        elif wish == "print again" and asked:
            bench.command(job(f"J{asked}", f"{asked:04}", _one(asked)))
        elif wish == "pulse":
            bench.command(Pulse("p"))
        bench.run(pause)
    _mend(bench)
    paper = "\n".join(sheet.text() for sheet in [*bench.printer.receipts, bench.printer.hanging])
    cut = "\n".join(sheet.text() for sheet in bench.printer.receipts)
    for number in range(1, asked + 1):
        assert paper.count(f"<Original {number}>") <= 1
        _judge(bench, number, cut)


def _mend(bench: Bench) -> None:
    bench.printer.silent = False
    bench.printer.close_cover()
    bench.printer.set_roll(Roll.OK)
    bench.printer.set_fault(Fault.NONE)
    bench.lose_after = None
    _reconnect(bench)
    bench.run(60)


def _judge(bench: Bench, number: int, cut: str) -> None:
    states = [e for e in bench.events if isinstance(e, JobState) and e.job_id == f"J{number}"]
    assert states, "every job is answered"
    assert states[-1].final
    stages = {state.stage for state in states}
    if JobStage.PRINTED in stages:
        assert f"<Original {number}>" in cut
        assert f"<end {number}>" in cut
    if stages == {JobStage.FAILED}:
        assert f"<Original {number}>".encode() not in bytes(bench.printer.received)
