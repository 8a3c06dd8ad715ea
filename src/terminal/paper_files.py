"""Documents as files: PDF and CSV, written whole or not at all, readable by their owner alone.

Rules that hold here: a cell of a CSV never becomes a formula in the program that opens it.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal.app.faults import KnownFault
from terminal.app.sheet import Sheet
from terminal.paths import put_in_place
from terminal.presentation.paper import Paper, Table

Write = Callable[[Paper, Table, Path], None]


def writer_for(path: Path) -> Write:
    """What writes this file, by its ending. Raises `KnownFault`."""
    match path.suffix.lower():
        case ".pdf":
            return _write_pdf
        case ".csv":
            return _write_csv
        case _:
            raise KnownFault(f"{path.name} has no known ending", "", "Use .pdf or .csv.")


def _write_pdf(paper: Paper, _: Table, path: Path) -> None:
    from terminal.ui.paper_pdf import write_pdf  # noqa: PLC0415  Qt only where it is used

    _whole(path, lambda new: write_pdf(paper, new))


def write_sheet(sheet: Sheet, path: Path, title: str) -> None:
    """A receipt as .pdf or .png, as it lies on paper. Raises `KnownFault`."""
    from terminal.ui import receipt_picture  # noqa: PLC0415

    match path.suffix.lower():
        case ".pdf":
            _whole(path, lambda new: receipt_picture.write_sheet_pdf(sheet, new, title))
        case ".png":
            _whole(path, lambda new: new.write_bytes(receipt_picture.png_of(sheet)))
        case _:
            raise KnownFault(f"{path.name} has no known ending", "", "Use .pdf or .png.")


def _write_csv(_: Paper, table: Table, path: Path) -> None:
    _whole(path, lambda new: new.write_text(as_csv(table), encoding="utf-8", newline=""))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    new = path.with_name(f"{path.name}.new")
    new.touch(mode=0o600)
    try:
        write(new)
        put_in_place(new, path)
    finally:
        new.unlink(missing_ok=True)


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table) -> str:
    """RFC 4180, with a first row of names. A cell that a program would calculate is quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_amount(cell) else cell


def _is_amount(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).replace(",", "").isdigit()
