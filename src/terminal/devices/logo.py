"""Stores a logo in the printer of a lane whose counter is closed: one job on a wire of its own."""

import threading
from collections.abc import Callable
from typing import Final

from drivers.receipt_printer.logo import Picture
from drivers.receipt_printer.messages import (
    Command,
    Event,
    JobStage,
    JobState,
    PrinterStatus,
    StoreLogo,
)
from drivers.receipt_printer.picture import picture_of
from drivers.receipt_printer.status import Presence
from drivers.wire.link import LinkDown, LinkEvent
from drivers.wire.runner import DeviceRunner
from terminal.app.settings import Settings
from terminal.devices.printer import driver_of, wired_as

ANSWER_S: Final = 15.0
"""A silent printer is known to be silent after ten seconds (section 12)."""
STORING_S: Final = 90.0
"""8 kB and as many zeros take 17 s at 9600 baud; the driver's own time-out comes first."""
LOGO_JOB: Final = "logo"


class LogoNotStored(Exception):
    """The printer does not keep the logo; the text says why, in the driver's words.

    `in_doubt`: it may be there in part, because its bytes had begun to go out.
    """

    def __init__(self, reason: str, *, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.in_doubt = in_doubt


def picture_for(file: bytes, settings: Settings) -> Picture:
    """The file as this lane's printer can print it. Raises `PictureRefused`."""
    return picture_of(file, wired_as(settings).profile.dots)


class _Ear:
    """What the device's thread tells, for a caller that waits."""

    def __init__(self) -> None:
        self._more = threading.Condition()
        self._trouble = "it does not answer"
        self.status: PrinterStatus | None = None
        self.end: JobState | None = None

    def __call__(self, event: Event | LinkEvent) -> None:
        with self._more:
            match event:
                case PrinterStatus():
                    self.status = event
                case JobState(final=True):
                    self.end = event
                case LinkDown(reason=reason):
                    self._trouble = reason
                case _:
                    return
            self._more.notify_all()

    def wait(self, happened: Callable[["_Ear"], bool], seconds: float) -> None:
        with self._more:
            if not self._more.wait_for(lambda: happened(self), seconds):
                raise LogoNotStored(self._trouble)


def _spoke(ear: _Ear) -> bool:
    return ear.status is not None and ear.status.presence is not Presence.ABSENT


def store_in_printer(
    settings: Settings, picture: Picture, process_id: str, before_writing: Callable[[], None]
) -> bool:
    """Store it under the key of the settings; whether the printer said that it is there.

    `before_writing` is called once, when the printer is known to be ready and no byte of the logo
    has gone out. Raises `LogoNotStored`.
    """
    ear = _Ear()
    runner: DeviceRunner[Command, Event] = DeviceRunner(
        "printer", settings.devices.printer, driver_of(wired_as(settings)), ear
    )
    runner.start()
    try:
        ear.wait(_spoke, ANSWER_S)
        assert ear.status is not None, "it spoke"
        if not ear.status.online:
            raise LogoNotStored(f"it is {ear.status.presence.value}")
        before_writing()
        runner.send(StoreLogo(LOGO_JOB, settings.store.logo, picture, process_id))
        ear.wait(lambda heard: heard.end is not None, STORING_S)
    finally:
        runner.stop()
    assert ear.end is not None, "the job ended"
    if ear.end.stage in (JobStage.UNKNOWN, JobStage.FAILED):
        in_doubt = ear.end.stage is JobStage.UNKNOWN
        raise LogoNotStored(ear.end.reason.value, in_doubt=in_doubt)
    return ear.end.stage is JobStage.PRINTED
