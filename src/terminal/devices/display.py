"""The customer display: what it shows is decided by the terminal; here are only the 2x20 cells."""

from collections.abc import Callable
from typing import Final

from drivers.line_display.codec import EPSON, LOGIC_CONTROLS, Dialect
from drivers.line_display.messages import Clear, DisplayCommand, Show, ShowTest
from drivers.line_display.protocol import LineDisplayProtocol
from drivers.wire.link import LinkEvent
from drivers.wire.runner import DeviceRunner
from terminal.app.inputs import DeviceRole, Input
from terminal.app.settings import DisplayKind, Settings
from terminal.devices.health import link_health

_DIALECTS: Final[dict[DisplayKind, Dialect]] = {
    DisplayKind.EPSON: EPSON,
    DisplayKind.LOGIC_CONTROLS: LOGIC_CONTROLS,
}


class Display:
    """The 2x20 line display of this lane. Write-only: its health is that its port is open."""

    def __init__(self, settings: Settings, post: Callable[[Input], None]) -> None:
        self._post = post
        protocol = LineDisplayProtocol(
            _DIALECTS[settings.display_kind], settings.display_brightness
        )
        self._runner: DeviceRunner[DisplayCommand, LinkEvent] = DeviceRunner(
            "display", settings.devices.display, protocol, self._happened
        )

    def start(self) -> None:
        self._runner.start()

    def look_again(self) -> None:
        self._runner.look_again()

    def stop(self) -> None:
        self._runner.stop()

    def show(self, first: str, second: str) -> None:
        """Two lines; nothing at all goes out at once, before the next customer can read it."""
        self._runner.send(Show(first, second) if first or second else Clear())

    def test(self) -> None:
        """A test pattern for some seconds; what the customer is to see comes before it."""
        self._runner.send(ShowTest())

    def _happened(self, event: LinkEvent) -> None:
        health = link_health(DeviceRole.DISPLAY, event)
        if health is not None:
            self._post(health)
