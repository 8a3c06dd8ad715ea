"""Storing a logo: from a file, over a real wire, at most ten times a day."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from drivers.receipt_printer.logo import MAX_WRITES
from drivers.simulator.host import SimulatorHost
from drivers.simulator.printer import Model, Roll, SimulatedPrinter
from terminal.app.faults import KnownFault
from terminal.commands.logo import WRITES_NAME, LogoWrites, store_logo
from terminal.devices import logo as adapter

SETTINGS = """
lane = "2"
receipt_columns = 48
[store]
name = "Elm Street Pharmacy"
address = ["1 Elm Street"]
phone = "615-555-0100"
{logo}
[devices]
printer = "{printer}"
"""
NOW = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def printer() -> SimulatedPrinter:
    return SimulatedPrinter(Model(dots=576, dots_per_s=0))


@pytest.fixture
def lane(tmp_path: Path, printer: SimulatedPrinter) -> Iterator[Path]:
    """A folder with settings, and the printer that they name."""
    with SimulatorHost(printer, "tcp://127.0.0.1:0") as host:
        set_up(tmp_path, host.url)
        yield tmp_path


def set_up(folder: Path, printer: str, logo: str = 'logo = "RX"') -> None:
    (folder / "settings.toml").write_text(SETTINGS.format(printer=printer, logo=logo))


def picture(folder: Path, width: int = 600) -> Path:
    image = Image.new("L", (width, 60), 255)
    image.paste(0, (0, 0, width // 2, 60))
    path = folder / "logo.png"
    file = io.BytesIO()
    image.save(file, "PNG")
    path.write_bytes(file.getvalue())
    return path


def writes(folder: Path) -> int:
    path = folder / WRITES_NAME
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_picture_is_stored_as_wide_as_the_paper(
    lane: Path, printer: SimulatedPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    store_logo(picture(lane), lane)
    assert printer.stored_logos[b"RX"].width == 576
    assert "576 x 57 dots are stored as RX." in capsys.readouterr().out
    assert writes(lane) == 1


def test_a_printer_that_cannot_confirm_is_told_of(
    lane: Path, printer: SimulatedPrinter, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = lane / "settings.toml"
    settings.write_text(f"printer_confirms = false\n{settings.read_text()}")
    store_logo(picture(lane), lane)
    assert "cannot confirm" in capsys.readouterr().out


def test_after_ten_writes_the_memory_is_left_alone_until_tomorrow(
    lane: Path, printer: SimulatedPrinter
) -> None:
    earlier = LogoWrites(lane / WRITES_NAME)
    for _ in range(MAX_WRITES):
        earlier.add(datetime.now(UTC))
    with pytest.raises(KnownFault, match="10 times today"):
        store_logo(picture(lane), lane)
    assert printer.stored_logos == {}


def test_a_write_is_on_the_disk_before_the_first_byte(
    lane: Path, printer: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: LogoWrites, at: datetime) -> None:
        raise OSError(28, "No space left on device", str(lane))

    monkeypatch.setattr(LogoWrites, "add", full_disk)
    with pytest.raises(OSError, match="No space"):
        store_logo(picture(lane), lane)
    assert printer.stored_logos == {}


def test_only_the_writes_of_a_day_are_kept_and_a_damaged_line_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / WRITES_NAME
    path.write_text("2026-07-01T1\nnot a time\n2026-06-01T00:00:00+00:00\n2026-07-01T14:00:00\n")
    writes = LogoWrites(path)
    for hour in range(MAX_WRITES):
        writes.check(NOW + timedelta(hours=hour))
        writes.add(NOW + timedelta(hours=hour))
    with pytest.raises(KnownFault):
        writes.check(NOW + timedelta(hours=MAX_WRITES))
    writes.check(NOW + timedelta(hours=24, seconds=1))
    writes.add(NOW + timedelta(days=3))
    assert path.read_text() == "2026-07-04T15:00:00+00:00\n"


@pytest.mark.parametrize(
    ("printer", "logo", "title"),
    [
        ("", 'logo = "RX"', "This lane has no printer"),
        ("tcp://127.0.0.1:9", "", "The settings name no logo"),
        ("tcp://127.0.0.1:9", 'logo = "R"', "settings.toml has a mistake"),
    ],
)
def test_what_is_not_set_up_is_said(tmp_path: Path, printer: str, logo: str, title: str) -> None:
    set_up(tmp_path, printer, logo)
    with pytest.raises(KnownFault, match=title):
        store_logo(picture(tmp_path), tmp_path)


def test_a_file_that_is_no_picture_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    set_up(tmp_path, "tcp://127.0.0.1:9")
    (tmp_path / "logo.png").write_bytes(b"no picture")
    with pytest.raises(KnownFault, match=r"logo\.png is no logo"):
        store_logo(tmp_path / "logo.png", tmp_path)


def test_a_printer_without_paper_is_not_written_to(lane: Path, printer: SimulatedPrinter) -> None:
    printer.set_roll(Roll.OUT)
    with pytest.raises(KnownFault, match="The logo was not stored"):
        store_logo(picture(lane), lane)
    assert (printer.stored_logos, writes(lane)) == ({}, 0)


def test_a_printer_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "ANSWER_S", 0.2)
    set_up(tmp_path, "tcp://127.0.0.1:9")
    with pytest.raises(KnownFault, match="The logo was not stored"):
        store_logo(picture(tmp_path), tmp_path)


def test_a_logo_whose_end_nobody_heard_is_in_doubt(
    lane: Path, printer: SimulatedPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = printer.answer
    monkeypatch.setattr(
        printer, "answer", lambda data: None if data.startswith(b"\x37\x22") else deaf(data)
    )
    monkeypatch.setattr("drivers.receipt_printer.job.STORE_S", 0.1)
    monkeypatch.setattr("drivers.receipt_printer.job.PRINT_GRACE_S", 0.1)
    with pytest.raises(KnownFault, match="did not say that the logo is stored"):
        store_logo(picture(lane, width=64), lane)
    assert writes(lane) == 1
