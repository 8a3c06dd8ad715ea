"""ESC/POS bytes of one receipt: the only door to python-escpos, and a typed one.

Rules (scanners-printers-displays.md sections 1, 10 and 13):

1. One builder, hence one fresh `Dummy`, per receipt: the library remembers how it left the printer.
   It does no I/O here and asks nobody anything.
2. Text goes past its `text`, which changes code pages on its own and does not know of ESC @; what
   the library lacks (code page, logo, real-time pulse) is sent as bytes of our own beside it.
3. Importing it costs something and does more than a library should, so it is imported when first
   needed, by the thread that needs it, and cleaned up after; see `_quiet_import`.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, Final

INITIALISE: Final = b"\x1b\x40"
FEED_AND_CUT: Final = b"\x1d\x56\x42\x00"
"""Feed to the cutter and cut partially (GS V 66)."""

REAL_TIME_PULSE_OFF: Final = b"\x1d\x28\x44\x03\x00\x14\x01\x00"
REAL_TIME_PULSE_ON: Final = b"\x1d\x28\x44\x03\x00\x14\x01\x01"
CODE_PAGE: Final = b"\x1b\x74"
FONT: Final = b"\x1b\x4d"
INTERNATIONAL_USA: Final = b"\x1b\x52\x00"
LOGO: Final = b"\x1d\x28\x4c\x06\x00\x30\x45"
ONCE_EACH_WAY: Final = b"\x01\x01"
LINE_FEED: Final = b"\x0a"

QR_MODULE_DOTS: Final = 4
"""0.5 mm at 203 dpi: every telephone camera reads it from a counter."""

QR_LEVEL_L: Final = 0
BARCODE_DOTS: Final = 64
"""8 mm high: a hand scanner finds it at a glance."""

CAPABILITIES: Final = """
profiles:
  default:
    name: any ESC/POS printer
    features: {barcodeB: true}
    fonts: {}
    codePages: {}
encodings: {}
"""
"""All that we ask of the library's printer database; its own is 96 kB of YAML, parsed in 0.3 s.

Without a code page in it, nothing could switch one behind our back either.
"""


class BuilderUnavailable(Exception):
    """python-escpos could not be loaded: it writes a file when imported, and a disk may be full."""


class ReceiptBuilder:
    """Commands in, bytes out; says what is said to it, and decides nothing about the receipt."""

    def __init__(self) -> None:
        """`BuilderUnavailable` when the library is needed for the first time and cannot load."""
        self._dummy: Any = _dummy()()  # the library has no types

    @property
    def output(self) -> bytes:
        """All bytes so far."""
        out: bytes = self._dummy.output
        return out

    def _raw(self, data: bytes) -> None:
        self._dummy._raw(data)  # noqa: SLF001 - the library's own way in for bytes (section 13)

    def initialise(self, code_page: int) -> None:
        """ESC @, and at once what it resets: the code page and the international set."""
        self._dummy.hw("INIT")
        self._raw(CODE_PAGE + bytes([code_page]) + INTERNATIONAL_USA)

    def font(self, number: int) -> None:
        """The face of all text that follows; ESC @ goes back to font A."""
        self._raw(FONT + bytes([number]))

    def line(self, printable: bytes) -> None:
        """A line of text, already of the code page and free of control bytes."""
        self._raw(printable + LINE_FEED)

    def bold(self, *, on: bool) -> None:
        self._dummy.set(bold=on)

    def size(self, factor: int) -> None:
        """So many times as wide and high, 1 to 8."""
        self._dummy.set(custom_size=True, width=factor, height=factor)

    def centred(self, *, on: bool) -> None:
        self._dummy.set(align="center" if on else "left")

    def feed(self, lines: int) -> None:
        self._dummy.print_and_feed(lines)

    def cut(self) -> None:
        """Feed to the cutter and cut partially."""
        self._dummy.cut("PART", feed=False)

    def real_time_pulse(self, *, allowed: bool) -> None:
        """Whether DLE DC4 opens the drawer: not while data passes that could contain it."""
        self._raw(REAL_TIME_PULSE_ON if allowed else REAL_TIME_PULSE_OFF)

    def qr(self, text: str) -> None:
        """A QR code that the printer draws itself: model 2, level L, UTF-8."""
        self._dummy.qr(text, ec=QR_LEVEL_L, size=QR_MODULE_DOTS, native=True)

    def code128(self, text: str, module_dots: int) -> None:
        """Code 128, set B, its text below; a brace is the command's escape, so it is doubled.

        The library's public `barcode` prints a message on standard output each time.
        """
        self._dummy._hw_barcode(  # noqa: SLF001 - see above
            "{B" + text.replace("{", "{{"),
            "CODE128",
            height=BARCODE_DOTS,
            width=module_dots,
            pos="BELOW",
            font="A",
            align_ct=False,
            function_type="B",
        )

    def logo(self, key: str) -> None:
        """A picture that the printer keeps (GS ( L fn 69)."""
        self._raw(LOGO + key.encode("ascii") + ONCE_EACH_WAY)


@cache
def _dummy() -> Callable[[], Any]:
    """The library's class; `BuilderUnavailable` when it cannot be loaded now."""
    try:
        with _quiet_import():
            from escpos import capabilities  # noqa: PLC0415 - rule 3
            from escpos.printer import Dummy  # noqa: PLC0415 - rule 3
    except OSError as error:
        raise BuilderUnavailable(f"python-escpos: {error.strerror}") from error
    rmtree(capabilities.pickle_dir, ignore_errors=True)  # a copy in a folder that nobody removes
    dummy: Callable[[], Any] = Dummy
    return dummy


@contextmanager
def _quiet_import() -> Iterator[None]:
    """Our capabilities in place of its own, and the root logger as it was.

    Without a handler there, the library gives it one on standard error (`capabilities.py`).
    """
    placeholder = logging.NullHandler()
    logging.root.addHandler(placeholder)
    try:
        with TemporaryDirectory(prefix="rxlane-escpos-") as folder:
            path = Path(folder, "capabilities.yml")
            path.write_text(CAPABILITIES, encoding="ascii")
            os.environ["ESCPOS_CAPABILITIES_FILE"] = str(path)
            os.environ.pop("ESCPOS_CAPABILITIES_PICKLE_DIR", None)
            yield
    finally:
        os.environ.pop("ESCPOS_CAPABILITIES_FILE", None)
        logging.root.removeHandler(placeholder)


def load() -> None:
    """Import the library now; `BuilderUnavailable` when that fails."""
    _dummy()
