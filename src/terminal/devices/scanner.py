"""The barcode scanner on a cable: its driver's events as inputs, the terminal's answers as beeps.

Rules that hold here: a scanner that waits for the host is told of good codes too; any other has
beeped by itself and hears of bad ones alone. It begins disarmed, as the counter begins locked.
"""

import re
from collections.abc import Callable
from typing import Final, assert_never

from drivers.scanner.hid_pos import STANDARD, HidPosProtocol, layout_of
from drivers.scanner.messages import (
    Arm,
    BeepError,
    BeepGood,
    Disarm,
    ScanDropped,
    ScanGarbage,
    Scanned,
    ScannerCommand,
    Sound,
)
from drivers.scanner.profile import HONEYWELL, HONEYWELL_HOST_ACK, PLAIN
from drivers.scanner.protocol import ScannerProtocol
from drivers.scanner.ssi import CommandFailed, SsiEvent, SsiProtocol
from drivers.wire.link import LinkEvent
from drivers.wire.protocol import WireProtocol
from drivers.wire.runner import DeviceRunner
from terminal.app.inputs import Condition, DeviceHealthChanged, DeviceRole, Input
from terminal.app.settings import ScannerKind, Settings
from terminal.devices.health import link_health
from terminal.devices.scans import ScanReader

_HID_VENDOR: Final = re.compile(r"hid:(?P<vendor>[0-9A-Fa-f]{4}):")


class Scanner:
    """The scanner of this lane. `post` may be called from the device's thread."""

    def __init__(self, settings: Settings, post: Callable[[Input], None]) -> None:
        self._post = post
        self._reader = ScanReader(settings)
        self._hears_good = settings.scanner_kind is ScannerKind.HONEYWELL_HOST_ACKNOWLEDGE
        self._runner: DeviceRunner[ScannerCommand, SsiEvent] = DeviceRunner(
            "scanner", settings.devices.scanner, protocol_of(settings), self._happened
        )

    def start(self) -> None:
        self._runner.start()

    def look_again(self) -> None:
        self._runner.look_again()

    def stop(self) -> None:
        self._runner.stop()

    def answer(self, *, good: bool) -> None:
        """The one answer to a scan."""
        if not good:
            self._runner.send(BeepError())
        elif self._hears_good:
            self._runner.send(BeepGood())

    def beep(self, *, good: bool) -> None:
        """A sound that answers no scan."""
        self._runner.send(Sound(good))

    def arm(self, *, armed: bool) -> None:
        self._runner.send(Arm() if armed else Disarm())

    def watch(self, *, on: bool) -> None:
        """Post how each code looked, masked, for diagnostics."""
        self._reader.watched = on

    def _happened(self, event: SsiEvent | LinkEvent) -> None:
        match event:
            case Scanned() | ScanGarbage() | ScanDropped():
                for told in self._reader.told(event):
                    self._post(told)
            case CommandFailed():
                self._post(DeviceHealthChanged(DeviceRole.SCANNER, Condition.ATTENTION, "no beep"))
            case _:
                health = link_health(DeviceRole.SCANNER, event)
                if health is not None:
                    self._post(health)


def protocol_of(settings: Settings) -> WireProtocol[ScannerCommand, SsiEvent]:
    """What the scanner of this lane speaks. ValueError for one that has no cable of its own."""
    match settings.scanner_kind:
        case ScannerKind.PLAIN:
            return ScannerProtocol(PLAIN, armed=False)
        case ScannerKind.HONEYWELL:
            return ScannerProtocol(HONEYWELL, armed=False)
        case ScannerKind.HONEYWELL_HOST_ACKNOWLEDGE:
            return ScannerProtocol(HONEYWELL_HOST_ACK, armed=False)
        case ScannerKind.ZEBRA_SSI:
            return SsiProtocol(armed=False)
        case ScannerKind.HID:
            named = _HID_VENDOR.match(settings.devices.scanner)
            layout = STANDARD if named is None else layout_of(int(named["vendor"], 16))
            return HidPosProtocol(layout, armed=False)
        case ScannerKind.KEYBOARD:
            raise ValueError("a scanner that types is a keyboard: it has no address")
        case _:
            assert_never(settings.scanner_kind)
