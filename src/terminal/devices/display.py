"""The customer display: what it shows is decided by the terminal; here are only the 2x20 cells."""

from collections.abc import Callable

from drivers.line_display.messages import DisplayCommand, Show
from drivers.line_display.protocol import LineDisplayProtocol
from drivers.wire.link import LinkEvent
from drivers.wire.runner import DeviceRunner
from terminal.app.inputs import DeviceRole, Input
from terminal.devices.health import link_health


class Display:
    """The 2x20 line display of this lane. Write-only: its health is that its port is open."""

    def __init__(self, url: str, post: Callable[[Input], None]) -> None:
        self._post = post
        self._runner: DeviceRunner[DisplayCommand, LinkEvent] = DeviceRunner(
            "display", url, LineDisplayProtocol(), self._happened
        )

    def start(self) -> None:
        self._runner.start()

    def look_again(self) -> None:
        self._runner.look_again()

    def stop(self) -> None:
        self._runner.stop()

    def show(self, first: str, second: str) -> None:
        self._runner.send(Show(first, second))

    def _happened(self, event: LinkEvent) -> None:
        health = link_health(DeviceRole.DISPLAY, event)
        if health is not None:
            self._post(health)
