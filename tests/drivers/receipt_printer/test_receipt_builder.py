"""The door to python-escpos: loaded late, leaving nothing behind, and failing like a device."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.receipt_printer import builder, job_bytes
from drivers.receipt_printer.codec import BuilderUnavailable, encode, warm_up
from drivers.receipt_printer.document import Code128, Cut, Document, Qr, Text
from drivers.receipt_printer.messages import JobStage, JobState, Trouble
from drivers.receipt_printer.profile import EPSON_42
from printer_support.bench import Bench, job, receipt

SOURCES = Path(__file__).parents[3] / "src"

FIRST_RECEIPT = """
import logging, sys
from drivers.receipt_printer.codec import encode, warm_up
from drivers.receipt_printer.document import Code128, Cut, Document, Qr, Text
from drivers.receipt_printer.profile import EPSON_42
assert "escpos" not in sys.modules, "imported before it is needed"
warm_up()
assert "escpos" in sys.modules
document = Document((Text("cr\\u00e8me", "1.00", bold=True), Qr("x"), Code128("2-1"), Cut()))
sys.stderr.write(encode(document, EPSON_42).hex())
assert not logging.root.handlers, "the program's log is the program's"
"""


def test_a_fresh_program_loads_the_library_late_and_nothing_of_it_stays(tmp_path: Path) -> None:
    scratch = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FIRST_RECEIPT],
        env={**os.environ, **scratch, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    document = Document((Text("crème", "1.00", bold=True), Qr("x"), Code128("2-1"), Cut()))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert bytes.fromhex(done.stderr) == encode(document, EPSON_42)
    assert list(tmp_path.iterdir()) == []


def test_the_constants_sent_outside_receipts_are_those_of_the_library() -> None:
    out = builder.ReceiptBuilder()
    out.cut()
    assert out.output == builder.FEED_AND_CUT
    fresh = builder.ReceiptBuilder()
    fresh.initialise(19)
    assert fresh.output.startswith(builder.INITIALISE)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No temporary folder can be made, and the library is not loaded yet."""

    def no_room(prefix: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(builder, "TemporaryDirectory", no_room)
    builder._dummy.cache_clear()


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_no_surprise_to_whoever_warms_up() -> None:
    warm_up()
    with pytest.raises(BuilderUnavailable, match="No space left"):
        encode(receipt(), EPSON_42)


@pytest.mark.usefixtures("full_disk")
def test_a_receipt_that_cannot_be_encoded_has_failed_and_the_next_may_come() -> None:
    bench = Bench().ready()
    bench.sent.clear()
    bench.command(job()).command(job("J2", "!!!2"))
    assert bench.last() == JobState("J1", JobStage.FAILED, Trouble.CANNOT_ENCODE)
    assert bench.last("J2") == JobState("J2", JobStage.FAILED, Trouble.CANNOT_ENCODE)
    assert bench.sent == b""


def test_a_receipt_of_metres_and_metres_is_refused() -> None:
    endless = Document(tuple(Text("x" * 1_000) for _ in range(280)))
    bench = Bench().ready().command(job(document=endless))
    assert bench.last() == JobState("J1", JobStage.FAILED, Trouble.TOO_LONG)


def test_a_mistake_of_the_encoder_still_ends_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(document: Document, profile: object) -> bytes:
        raise RuntimeError("a bug")

    bench = Bench().ready()
    monkeypatch.setattr(job_bytes, "encode", mistaken)
    with pytest.raises(RuntimeError):
        bench.command(job())
    bench.lose()
    assert bench.last() == JobState("J1", JobStage.FAILED, Trouble.NOT_CONNECTED)


def test_a_ticket_of_500_lines_is_encoded_whole_and_in_order() -> None:
    names = [f"Ibuprofen 200 mg tablets no {n:03}" for n in range(500)]
    lines = tuple(Text(name, "F 8.49") for name in names)
    document = Document((*lines, Qr("https://example.test/r/2-000482"), Code128("2-1"), Cut()))
    said = encode(document, EPSON_42)
    places = [said.find(name.encode()) for name in names]
    assert min(places) > 0
    assert places == sorted(places)
