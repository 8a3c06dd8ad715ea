"""The wire is lost at every single byte of a job (scanners-printers-displays.md section 21)."""

from drivers.receipt_printer.codec import FLUSH
from drivers.receipt_printer.document import Code128, Cut, Document, Logo, Qr, Rule, Size, Text
from drivers.receipt_printer.logo import Picture
from drivers.receipt_printer.messages import JobStage, StoreLogo
from drivers.simulator.printer import Model
from printer_support.bench import Bench, job

SMALL = Document(
    (
        Logo("A1"),
        Text("Shop", bold=True, size=Size.DOUBLE),
        Rule(),
        Text("Original", "1.00"),
        Qr("abc"),
        Code128("1"),
        Cut(),
    )
)
LOGO = StoreLogo("L1", "A1", Picture(16, 4, b"\x81\x18" * 4), "~!!1")
FAST = Model(dots_per_s=20_000)


def _bytes_of_a_whole_job() -> int:
    bench = Bench(FAST).ready()
    before = len(bench.sent)
    bench.command(job(document=SMALL)).run(5, bench.ended)
    return len(bench.sent) - before


def test_at_every_byte_never_two_originals_and_never_printed_without_its_id() -> None:
    total = _bytes_of_a_whole_job()
    assert total > 150
    for at in range(1, total + 1):
        bench = Bench(FAST).ready()
        bench.lose_after = len(bench.sent) + at
        bench.command(job(document=SMALL)).run(0.2)
        assert not bench.up
        ended = bench.last()
        questions_only = at <= 12
        if questions_only:
            assert bench.stages() == [JobStage.FAILED], at
        else:
            assert ended.stage is JobStage.UNKNOWN, at
            assert ended.final, at
        bench.connect().run(0.5)
        bench.command(job(document=SMALL)).run(3)
        originals = sum(paper.text().count("Original") for paper in bench.printer.receipts)
        originals += bench.printer.hanging.text().count("Original")
        assert originals <= 1, at
        if questions_only:
            assert bench.last().stage is JobStage.PRINTED, at
        assert bytes(bench.printer.received).count(b"Original") <= 1, at
        printed = JobStage.PRINTED in bench.stages()
        assert not printed or b"00!!!1" in bytes(bench.printer.received), at


def test_at_every_byte_of_a_logo_it_is_whole_or_in_doubt_and_a_receipt_follows() -> None:
    whole = Bench(FAST).ready()
    before = len(whole.sent)
    whole.command(LOGO).run(5, lambda: whole.ended("L1"))
    total = len(whole.sent) - before
    for at in range(len(FLUSH), total + 1):
        bench = Bench(FAST).ready()
        bench.lose_after = len(bench.sent) + at
        bench.command(LOGO).run(0.5)
        ended = bench.last("L1")
        assert (ended.stage, ended.final) == (JobStage.UNKNOWN, True), at
        bench.connect().run(0.3)
        bench.command(job(document=SMALL)).run(3, bench.ended)
        assert bench.last().stage is JobStage.PRINTED, at
        originals = sum(paper.text().count("Original") for paper in bench.printer.receipts)
        assert originals == 1, at
