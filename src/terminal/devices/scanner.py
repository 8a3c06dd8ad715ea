"""The barcode scanner: bytes become a meaning here, and are not kept.

GS1 element strings are read by biip, and only for symbologies that carry them: it would turn a
prescription label into groceries (scanners-printers-displays.md sections 1 and 5).
"""

from collections.abc import Callable
from typing import Final, assert_never

from drivers.scanner.messages import (
    BeepError,
    BeepGood,
    ScanDropped,
    ScanGarbage,
    Scanned,
    ScannerCommand,
)
from drivers.scanner.profile import HONEYWELL, PLAIN
from drivers.scanner.protocol import ScannerProtocol
from drivers.scanner.ssi import CommandFailed, SsiEvent, SsiProtocol
from drivers.wire.link import LinkEvent
from drivers.wire.protocol import WireProtocol
from drivers.wire.runner import DeviceRunner
from terminal.app.inputs import (
    CodeScanned,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Input,
    ScanRefused,
)
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.health import link_health
from terminal.domain.barcode import (
    DEFAULT_RX_MASKS,
    GtinCode,
    Meaning,
    NotUnderstood,
    gtin,
    meaning_of_scan,
)

GS1_SYMBOLOGIES: Final = ("]C1", "]d2", "]e0", "]Q3")
_NO_GTIN: Final = NotUnderstood(
    "This code holds no item number", "Scan the retail code (UPC) on the pack."
)


class Scanner:
    """The scanner of this lane. `post` may be called from the device's thread."""

    def __init__(self, settings: Settings, post: Callable[[Input], None]) -> None:
        self._post = post
        self._runner: DeviceRunner[ScannerCommand, SsiEvent] = DeviceRunner(
            "scanner", settings.devices.scanner, _protocol(settings.scanner_kind), self._happened
        )

    def start(self) -> None:
        self._runner.start()

    def look_again(self) -> None:
        self._runner.look_again()

    def stop(self) -> None:
        self._runner.stop()

    def beep(self, *, good: bool) -> None:
        self._runner.send(BeepGood() if good else BeepError())

    def _happened(self, event: SsiEvent | LinkEvent) -> None:
        match event:
            case Scanned(symbology=symbology, data=data):
                self._post(CodeScanned(meaning_of(symbology, data)))
            case ScanGarbage(reason=reason):
                self._post(ScanRefused(reason.value))
            case ScanDropped():
                return
            case CommandFailed():
                self._post(DeviceHealthChanged(DeviceRole.SCANNER, Condition.ATTENTION, "no beep"))
            case _:
                health = link_health(DeviceRole.SCANNER, event)
                if health is not None:
                    self._post(health)


def _protocol(kind: ScannerKind) -> WireProtocol[ScannerCommand, SsiEvent]:
    match kind:
        case ScannerKind.PLAIN:
            return ScannerProtocol(PLAIN)
        case ScannerKind.HONEYWELL:
            return ScannerProtocol(HONEYWELL)
        case ScannerKind.ZEBRA_SSI:
            return SsiProtocol()
        case _:
            assert_never(kind)


def meaning_of(symbology: str, data: bytes) -> Meaning:
    """What a scan means, GS1 element strings included."""
    if symbology[:3] in GS1_SYMBOLOGIES:
        return _gs1(data)
    return meaning_of_scan(symbology, data, DEFAULT_RX_MASKS)


def _gs1(data: bytes) -> Meaning:
    from biip import ParseError  # noqa: PLC0415  0.1 s, for the first such code alone
    from biip.gs1_messages import GS1Message  # noqa: PLC0415

    try:
        message = GS1Message.parse(data.decode("ascii"))
    except (UnicodeDecodeError, ValueError, ParseError):
        return _NO_GTIN
    found = {element.ai.ai: element.value for element in message.element_strings}
    try:
        return GtinCode((gtin(found["01"]),), expiry=found.get("17", ""))
    except (KeyError, ValueError):
        return _NO_GTIN
