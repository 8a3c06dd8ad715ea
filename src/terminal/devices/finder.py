"""What is plugged in, looked at again and again while a person searches for a device.

Looking writes nothing to any port: bytes for a printer can set a scanner up anew
(scanners-printers-displays.md section 19).
"""

import threading
from collections.abc import Callable
from typing import Final

from drivers.wire.discovery import Attached, PortKind, attached
from drivers.wire.makers import Guess
from terminal.app.effects import FindDevices, StopFinding
from terminal.app.inputs import DeviceRole, DevicesFound, FoundDevice, Input

LOOK_EVERY_S: Final = 1.0
"""A person who plugs something in sees it within two seconds."""
Look = Callable[[], tuple[FoundDevice, ...]]


class Finder:
    """Posts `DevicesFound` at once and at each change, between `start` and `stop`."""

    def __init__(self, post: Callable[[Input], None], look: Look) -> None:
        self._post, self._look = post, look
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def perform(self, effect: FindDevices | StopFinding) -> None:
        match effect:
            case FindDevices():
                self.start()
            case StopFinding():
                self.stop()

    def start(self) -> None:
        self.stop()
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._stopping,), name="device search", daemon=False
        )
        self._thread.start()

    def stop(self) -> None:
        """Does not wait: a look that is under way is the last one, and is not told."""
        self._stopping.set()

    def _run(self, stopping: threading.Event) -> None:
        told: tuple[FoundDevice, ...] | None = None
        while not stopping.is_set():
            found = self._look()
            if found != told and not stopping.is_set():
                told = found
                self._post(DevicesFound(found))
            stopping.wait(LOOK_EVERY_S)


_LIKELY: Final = {
    Guess.SCANNER: DeviceRole.SCANNER,
    Guess.PRINTER: DeviceRole.PRINTER,
    Guess.DISPLAY: DeviceRole.DISPLAY,
    Guess.CARD_TERMINAL: DeviceRole.CARD_TERMINAL,
}
"""What is not here may be anything: a cable tells nothing of what hangs on it."""
_ONLY: Final = {
    PortKind.USB_PRINTER: DeviceRole.PRINTER,
    PortKind.HID_SCANNER: DeviceRole.SCANNER,
}
"""These ports are of one kind of device alone."""


def attached_devices() -> tuple[FoundDevice, ...]:
    """Everything that is plugged in, in the counter's terms; tens of milliseconds."""
    return tuple(found_device(each) for each in attached())


def found_device(each: Attached) -> FoundDevice:
    """A port that this program itself holds is usable: it is exchanged, not opened twice."""
    ours = each.holder is not None and each.holder.ours
    details = [each.path]
    if each.usb is not None and each.usb.serial:
        details.append(f"serial number {each.usb.serial}")
    if ours:
        details.append("used by this counter")
    elif each.trouble:
        details.append(each.trouble)
    name = f"{each.maker} {each.text}" if each.maker not in each.text else each.text
    likely = _ONLY.get(each.kind, _LIKELY.get(each.guess))
    return FoundDevice(each.address, name, " · ".join(details), likely, each.usable or ours)
