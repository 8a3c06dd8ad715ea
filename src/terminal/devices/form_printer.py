"""The store's own forms, given to the system's printer as they are.

Rules that hold here:

1. The file goes out byte for byte: CMS-10147 must be unaltered, in 12-point letters, which neither
   the receipt's paper (72 mm) nor its letters (8.5 point) can be. So it is a PDF for a page
   printer, and the store keeps the file: nothing of the form is in this program.
2. Whatever is wrong comes back as words with the way out; nothing raises, nothing waits for ever.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal.app.inputs import FormPrinted

MOST_BYTES: Final = 5_000_000
"""A form of a few pages; more is another file."""
TIMEOUT_S: Final = 20.0
"""`lp` only queues: a spooler that takes longer is out of order."""
_STOCK: Final = "Hand over the store's printed stock."

Send = Callable[[Path, str], None]
"""Queues a file at a printer of the system. Raises OSError when that does not take it."""


def print_form(file: str, printer: str, send: Send | None = None) -> FormPrinted:
    """Queue the PDF; for a thread that may wait."""
    path = Path(file)
    wrong = _wrong_file(path)
    if wrong:
        return FormPrinted(wrong, f"{_STOCK} The settings name {path.name} as the form.")
    try:
        (send or _send)(path, printer)
    except OSError:
        where = f"The printer {printer}" if printer else "This computer's default printer"
        return FormPrinted(f"{where} did not take the form", f"{_STOCK} Check the printer.")
    return FormPrinted()


def _wrong_file(path: Path) -> str:
    try:
        if not path.is_file():
            return "The form's file is not there"
        if path.stat().st_size > MOST_BYTES:
            return "The form's file is too large to be one"
        with path.open("rb") as opened:
            return "" if opened.read(5) == b"%PDF-" else "The form's file is no PDF"
    except OSError:
        return "The form's file cannot be read"


def _send(path: Path, printer: str) -> None:
    """`lp` of CUPS; on Windows the program with which the system prints PDF files."""
    if sys.platform == "win32":
        verb, named = ("printto", f'"{printer}"') if printer else ("print", "")
        os.startfile(path, verb, named)  # noqa: S606  the store's file, with the program for it
        return
    command = ["lp", *(("-d", printer) if printer else ()), "--", str(path)]
    try:
        done = subprocess.run(  # noqa: S603  our own command, a file and a printer of the settings
            command, timeout=TIMEOUT_S, check=False, capture_output=True
        )
    except subprocess.TimeoutExpired as error:
        raise OSError("the spooler does not answer") from error
    if done.returncode != 0:
        raise OSError("the spooler refused the file")
