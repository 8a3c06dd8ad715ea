"""A receipt printer that Windows owns: raw bytes through its spooler, and no word back.

Rules that hold here:

1. The spooler takes documents. What is written in one go is one document, which ends when nothing
   more came for `QUIET_S`; only then is it certain to be printed. While there is more to write (a
   read that may not wait, or a write that was not taken whole) it never ends, however long the
   thread was held up: a receipt is one document.
2. The spooler keeps the printer to itself and most of its ports hand nothing back, so this wire
   does not hear: `LinkUp.hears` is False, and no answer may be waited for. A receipt is "sent",
   never "printed". ReadPrinter is not used: it may block for as long as the port likes.
3. A document that was begun is ended, not aborted: half a receipt that vanishes and half a receipt
   that is printed are both told as unknown, and the second one can be seen.
"""

import sys
import threading
import time
from typing import Final, NewType, Protocol

from drivers.wire.errors import WireFault, WireLost, WireMissing
from drivers.wire.urls import SpoolAddress

QUIET_S: Final = 0.2
"""A receipt comes in pieces; a customer does not notice this at its end."""
DOCUMENT: Final = "Rxlane"
"""What the spooler's window shows; no document's title may say whose receipt it is."""
ERROR_ACCESS_DENIED: Final = 5
ERROR_INVALID_PRINTER_NAME: Final = 1801

Handle = NewType("Handle", int)


class SpoolerRefused(Exception):
    """The spooler said no; `code` is Windows' own number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Windows error {code}")
        self.code = code


class Spooler(Protocol):
    """The five calls of winspool that this needs; each raises `SpoolerRefused`."""

    def open(self, printer: str, /) -> Handle:
        """OpenPrinterW."""

    def begin(self, handle: Handle, title: str, /) -> None:
        """StartDocPrinterW with the data type RAW, and StartPagePrinter."""

    def write(self, handle: Handle, data: bytes, /) -> int:
        """WritePrinter; how many bytes it took."""

    def end(self, handle: Handle, /) -> None:
        """EndPagePrinter and EndDocPrinter."""

    def close(self, handle: Handle, /) -> None:
        """ClosePrinter."""


class SpoolTransport:
    """A printer of the spooler."""

    hears = False

    def __init__(self, address: SpoolAddress, spooler: Spooler | None = None) -> None:
        """Remember the printer; nothing is opened yet."""
        self._printer = address.printer
        self._spooler = spooler
        self._open: tuple[Spooler, Handle] | None = None
        self._in_document = False
        self._taken_whole = True
        self._written_at = 0.0
        self._woken = threading.Event()

    @property
    def where(self) -> str:
        """The printer's name in Windows."""
        return f"the printer {self._printer!r}"

    def open(self) -> None:
        """Open the printer."""
        assert self._open is None, "a transport is opened once at a time"
        spooler = _system_spooler() if self._spooler is None else self._spooler
        try:
            self._open = spooler, spooler.open(self._printer)
        except SpoolerRefused as refused:
            raise self._fault(refused) from refused

    def close(self) -> None:
        """End the document and close."""
        claimed, self._open = self._open, None
        if claimed is None:
            return
        spooler, handle = claimed
        in_document, self._in_document = self._in_document, False
        for needed, step in ((in_document, spooler.end), (True, spooler.close)):
            if needed:
                try:
                    step(handle)
                except SpoolerRefused:  # it is gone, and takes the handle with it
                    continue

    def read(self, limit: int, timeout_s: float, *, until_room: bool = False) -> bytes:
        """Hear nothing; end the document once nothing more came for it."""
        del limit
        spooler, handle = self._claimed()
        may_end = self._in_document and self._taken_whole and timeout_s > 0
        if may_end:
            timeout_s = min(timeout_s, max(0.0, self._written_at + QUIET_S - time.monotonic()))
        if not until_room and self._woken.wait(timeout_s):
            self._woken.clear()
        if may_end and time.monotonic() >= self._written_at + QUIET_S:
            self._in_document = False
            try:
                spooler.end(handle)
            except SpoolerRefused as refused:
                raise self._fault(refused) from refused
        return b""

    def write(self, data: bytes) -> int:
        """Give the spooler bytes, beginning a document where none is open."""
        spooler, handle = self._claimed()
        try:
            if not self._in_document:
                spooler.begin(handle, DOCUMENT)
                self._in_document = True
            taken = spooler.write(handle, data)
        except SpoolerRefused as refused:
            raise self._fault(refused) from refused
        self._written_at, self._taken_whole = time.monotonic(), taken == len(data)
        return taken

    def interrupt(self) -> None:
        """Wake the reading thread."""
        self._woken.set()

    def _claimed(self) -> tuple[Spooler, Handle]:
        if self._open is None:
            raise WireLost(f"{self.where} is not open")
        return self._open

    def _fault(self, refused: SpoolerRefused) -> WireFault:
        if refused.code == ERROR_INVALID_PRINTER_NAME:
            return WireMissing(f"{self.where} of Windows")
        if refused.code == ERROR_ACCESS_DENIED:
            return WireLost(f"no permission to print on {self.where}; ask who manages this PC")
        return WireLost(f"Windows does not print on {self.where} (error {refused.code})")


def _system_spooler() -> Spooler:
    if sys.platform == "win32":
        from drivers.wire.winspool import WinSpool  # noqa: PLC0415 - exists on Windows alone

        return WinSpool()
    else:  # noqa: RET505 - so that a type check for each system sees only its own half
        raise WireLost("a printer named by spool: can be used on Windows only")
