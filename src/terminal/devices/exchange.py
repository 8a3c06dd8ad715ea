"""Which device stands in which place of the lane, and how one makes room for another.

Rules that hold here:

1. Exchanges happen on a thread of their own, one after the other: closing a stalled port takes its
   time. Of several wishes for a place the last one counts; those before it are not begun.
2. Whatever stands in a place is stopped before its successor begins, whoever wished for it: a port
   that nobody gave back would be in use for ever, and its thread would outlive the counter.
3. A device on the network may hang in an attempt to connect; its successor waits for it shortly.
   One at a port of this computer is waited for to the end: the port may be the successor's.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

from terminal.app.equipment import address_of
from terminal.app.inputs import DeviceRole
from terminal.app.settings import Settings

GOING_S: Final = 0.8
"""The last words of a runner are over by then (drivers/wire/runner.py): the rest is a connect."""
FAR: Final = ("tcp:", "https:")


class Device(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def look_again(self) -> None:
        """Something was plugged in: try at once to open what is not open."""


@dataclass(frozen=True, slots=True)
class _Standing:
    device: Device
    far: bool


class Exchange:
    """The places of a lane.

    `leave` takes a place's device out of use at once, on the thread that wishes; `begin` makes and
    starts the next one, and tells what it may not be; `begun` is called after that.
    """

    def __init__(
        self,
        leave: Callable[[DeviceRole], None],
        begin: Callable[[DeviceRole, Settings], Device | None],
        begun: Callable[[Settings], None],
    ) -> None:
        self._leave, self._begin, self._begun = leave, begin, begun
        self._lock = threading.Lock()
        self._wishes: dict[DeviceRole, int] = {}
        self._standing: dict[DeviceRole, _Standing] = {}
        self._going: list[threading.Thread] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="device change")

    def stands(self, role: DeviceRole, device: Device | None, settings: Settings) -> None:
        """This device has its place from now on."""
        if device is not None:
            far = address_of(settings, role).startswith(FAR)
            self._standing[role] = _Standing(device, far)

    def wish(self, role: DeviceRole, settings: Settings) -> None:
        """Exchange the place's device for the one of these settings."""
        with self._lock:
            number = self._wishes[role] = self._wishes.get(role, 0) + 1
            self._leave(role)
        self._thread.submit(self._exchange, role, settings, number)

    def stop(self) -> None:
        """Every device, also those that are still going; what was wished for is not begun."""
        self._thread.shutdown(cancel_futures=True)
        for standing in reversed(self._standing.values()):
            standing.device.stop()
        for going in self._going:
            going.join()

    # --- on the thread of exchanges

    def _exchange(self, role: DeviceRole, settings: Settings, number: int) -> None:
        old = self._standing.pop(role, None)
        if old is not None:
            self._send_away(role, old)
        with self._lock:
            if number != self._wishes[role]:
                return
            self.stands(role, self._begin(role, settings), settings)
        self._begun(settings)

    def _send_away(self, role: DeviceRole, old: _Standing) -> None:
        self._going = [each for each in self._going if each.is_alive()]
        going = threading.Thread(target=old.device.stop, name=f"device {role.value} going")
        going.start()
        going.join(GOING_S if old.far else None)
        self._going.append(going)
