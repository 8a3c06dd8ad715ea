"""The receipt drawn: as wide as the paper, its barcode readable, its PDF of one page."""

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtGui import QImage

from terminal.app.faults import KnownFault
from terminal.app.sheet import Sheet, SheetLine, SheetSymbol, Symbology
from terminal.paper_files import write_sheet
from terminal.ui.receipt_picture import COLUMN, MARGIN, image_of, png_of, size_of


def a_sheet(columns: int = 42, code: str = "2-000001") -> Sheet:
    return Sheet(
        columns,
        (
            SheetLine("Elm Street Pharmacy".center(columns // 2), bold=True, double=True),
            SheetLine("-" * columns),
            SheetLine("CUPÓN DEL FABRICANTE" + "1.00".rjust(columns - 20)),
            SheetSymbol(Symbology.CODE128, code),
        ),
    )


def codes_of(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    shape = (grey.height(), grey.bytesPerLine())
    seen = memoryview(bytes(grey.constBits())).cast("B", shape)
    return [each.text for each in zxingcpp.read_barcodes(seen)]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("code", ["2-000001", "2-000001-G"])
def test_the_barcode_of_the_picture_is_read_by_a_scanner(columns: int, code: str) -> None:
    assert codes_of(image_of(a_sheet(columns, code))) == [code]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("columns", [42, 48])
def test_the_picture_is_as_wide_as_the_paper(columns: int) -> None:
    image = QImage.fromData(png_of(a_sheet(columns)))
    assert (image.width(), image.height()) == size_of(a_sheet(columns))
    assert image.width() == columns * COLUMN + 2 * MARGIN


@pytest.mark.usefixtures("qapp")
def test_a_sign_stands_in_its_own_column() -> None:
    """The last column holds ink where the amount ends, whatever the type face."""
    image = image_of(Sheet(42, (SheetLine("a" * 41 + "8"),)))
    last = range(MARGIN + 41 * COLUMN, MARGIN + 42 * COLUMN)
    assert any(
        image.pixelColor(x, y).value() < 128 for x in last for y in range(MARGIN, MARGIN + 30)
    )
    beyond = range(MARGIN + 42 * COLUMN + 2, image.width())
    assert all(image.pixelColor(x, y).value() == 255 for x in beyond for y in range(image.height()))


@pytest.mark.usefixtures("qapp")
def test_a_code_that_is_too_wide_for_the_paper_is_told_by_its_text() -> None:
    assert codes_of(image_of(a_sheet(24, "2-000001-000000001"))) == []


@pytest.mark.usefixtures("qapp")
def test_the_files_are_whole_and_their_owners_alone(tmp_path: Path) -> None:
    for name, magic in (("a.pdf", b"%PDF"), ("a.png", b"\x89PNG")):
        write_sheet(a_sheet(), tmp_path / name, "2-000001")
        assert (tmp_path / name).read_bytes().startswith(magic)
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert (tmp_path / "a.pdf").read_bytes().count(b"/Type /Page\n") == 1
    with pytest.raises(KnownFault, match="no known ending"):
        write_sheet(a_sheet(), tmp_path / "a.txt", "2-000001")
