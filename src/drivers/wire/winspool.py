"""The calls of Windows' winspool.drv, with their types; imported on Windows alone.

Written from the documentation of the print spooler API: OpenPrinter, StartDocPrinter with
DOC_INFO_1, WritePrinter, EnumPrinters with PRINTER_INFO_4. What is done with them, and when, stands
in spool_transport.py, where it is tested.
"""

import ctypes
import sys
from typing import Final

from drivers.wire.spool_transport import Handle, SpoolerRefused

assert sys.platform == "win32", "winspool.drv is a part of Windows"

from ctypes import wintypes  # noqa: E402 - loads on Windows alone

RAW: Final = "RAW"
_LOCAL_AND_CONNECTED: Final = 0x02 | 0x04
"""PRINTER_ENUM_LOCAL and PRINTER_ENUM_CONNECTIONS."""
_LEVEL_NAMES: Final = 4
_LEVEL_DOCUMENT: Final = 1


class _DocInfo1(ctypes.Structure):
    _fields_ = (
        ("pDocName", wintypes.LPWSTR),
        ("pOutputFile", wintypes.LPWSTR),
        ("pDatatype", wintypes.LPWSTR),
    )


class _PrinterInfo4(ctypes.Structure):
    _fields_ = (
        ("pPrinterName", wintypes.LPWSTR),
        ("pServerName", wintypes.LPWSTR),
        ("Attributes", wintypes.DWORD),
    )


class WinSpool:
    """The system's spooler."""

    def __init__(self) -> None:
        """Load the library and name the types of its calls."""
        dll = ctypes.WinDLL("winspool.drv", use_last_error=True)
        text, dword, handle, place = (
            wintypes.LPWSTR,
            wintypes.DWORD,
            wintypes.HANDLE,
            ctypes.c_void_p,
        )
        number = ctypes.POINTER(dword)
        for name, *arguments in (
            ("OpenPrinterW", text, ctypes.POINTER(handle), place),
            ("StartDocPrinterW", handle, dword, ctypes.POINTER(_DocInfo1)),
            ("StartPagePrinter", handle),
            ("WritePrinter", handle, place, dword, number),
            ("EndPagePrinter", handle),
            ("EndDocPrinter", handle),
            ("ClosePrinter", handle),
            ("EnumPrintersW", dword, text, dword, place, dword, number, number),
        ):
            call = getattr(dll, name)
            call.restype, call.argtypes = dword, arguments  # BOOL or a number; 0 is "no" in each
        self._dll = dll

    def open(self, printer: str, /) -> Handle:
        """OpenPrinterW with the defaults: the right to print."""
        handle = wintypes.HANDLE()
        _must(self._dll.OpenPrinterW(printer, ctypes.byref(handle), None))
        return Handle(handle.value or 0)

    def begin(self, handle: Handle, title: str, /) -> None:
        """Begin a document whose bytes reach the printer unchanged."""
        document = _DocInfo1(title, None, RAW)
        _must(self._dll.StartDocPrinterW(handle, _LEVEL_DOCUMENT, ctypes.byref(document)))
        _must(self._dll.StartPagePrinter(handle))

    def write(self, handle: Handle, data: bytes, /) -> int:
        """Give it bytes; return how many it took."""
        taken = wintypes.DWORD()
        _must(self._dll.WritePrinter(handle, data, len(data), ctypes.byref(taken)))
        return int(taken.value)

    def end(self, handle: Handle, /) -> None:
        """End the page and the document."""
        _must(self._dll.EndPagePrinter(handle))
        _must(self._dll.EndDocPrinter(handle))

    def close(self, handle: Handle, /) -> None:
        """Close the printer."""
        _must(self._dll.ClosePrinter(handle))

    def printers(self) -> list[str]:
        """Return the names of the printers of this computer and of those it is connected to."""
        size, count = wintypes.DWORD(), wintypes.DWORD()
        found = (ctypes.byref(size), ctypes.byref(count))
        what = (_LOCAL_AND_CONNECTED, None, _LEVEL_NAMES)
        self._dll.EnumPrintersW(*what, None, 0, *found)
        if not size.value:
            return []
        room = ctypes.create_string_buffer(size.value)
        _must(self._dll.EnumPrintersW(*what, room, size.value, *found))
        rows = ctypes.cast(room, ctypes.POINTER(_PrinterInfo4))
        return [str(rows[at].pPrinterName) for at in range(count.value)]


def _must(worked: int) -> None:
    if not worked:
        raise SpoolerRefused(ctypes.get_last_error())
