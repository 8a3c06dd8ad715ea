"""How large a picture comes out on paper: a signature of 15 mm is 15 mm high."""

import re
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from terminal.presentation.paper import Paper, Picture
from terminal.ui.paper_pdf import DPI, write_pdf

HIGH, WIDE = 100, 200
PLACED = re.compile(
    rb"([\d.]+) 0 0 [\d.]+ [\d.]+ [\d.]+ cm\s+%d 0 0 -%d 0 %d cm /Im" % (WIDE, HIGH, HIGH)
)


def a_png() -> bytes:
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub names its bytes
    return bytes(kept.data())


def drawn_mm(pdf: bytes) -> float:
    """The height at which the picture is placed, from the page's own commands."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    pages = [zlib.decompress(each) for each in streams if each[:1] == b"x"]
    (found,) = [match for page in pages for match in PLACED.finditer(page)]
    return float(found[1]) * HIGH / DPI * 25.4


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("height_mm", [15, 30])
def test_a_picture_is_as_high_as_it_was_asked_for(tmp_path: Path, height_mm: int) -> None:
    path = tmp_path / "paper.pdf"
    write_pdf(Paper("Title", "", (Picture(a_png(), "caption", height_mm),)), path)
    assert drawn_mm(path.read_bytes()) == pytest.approx(height_mm, abs=0.5)
