"""Windows of simulated devices on real ports, and what a person reads and presses there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from drivers.simulator.stand import Stand
from drivers.wire.transport import Transport, open_url
from helpers.simulated import stands
from terminal.demo.shelf import shelf
from terminal.ui.simulators.bench import window_for
from terminal.ui.simulators.window import DeviceWindow
from terminal.ui.theme import LIGHT, Theme
from terminal.ui.widgets.button import Button
from ui_support.hands import tap

PATIENCE_S: Final = 30.0


def until(happened: Callable[[], bool], what: str = "it") -> None:
    """Let the windows work until it has happened."""
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, f"{what} did not happen in time"
        QApplication.processEvents()
        time.sleep(0.002)


@contextmanager
def window_of(
    model: str, folder: Path, theme: Theme = LIGHT, state: Path | None = None
) -> Iterator[tuple[Stand, DeviceWindow]]:
    """One of `MODELS` on a real port with its window, until the end."""
    with stands(model, folder, state) as stand:
        window = window_for(stand, shelf(), theme)
        window.show()
        until(lambda: bool(window.status.words), "the first look")
        try:
            yield stand, window
        finally:
            take_away(window)


def take_away(window: DeviceWindow) -> None:
    """Close a window and let Qt forget it."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def buttons(window: DeviceWindow, label: str) -> list[Button]:
    """The buttons with these words that can be seen."""
    return [
        each
        for each in window.findChildren(Button)
        if each.action.label == label and each.isVisibleTo(window)
    ]


def button(window: DeviceWindow, label: str) -> Button:
    """The one button with these words, once it is there."""
    until(lambda: len(buttons(window, label)) == 1, f"the button {label}")
    return buttons(window, label)[0]


def press(window: DeviceWindow, label: str) -> None:
    """Press that button once it can be pressed."""
    until(lambda: button(window, label).isEnabled(), f"{label} can be pressed")
    tap(button(window, label))


@contextmanager
def on_the_wire(stand: Stand) -> Iterator[Transport]:
    """The counter's end of the cable."""
    wire = open_url(stand.host.url)
    try:
        until(lambda: stand.host.call(lambda: stand.host.in_use), "the wire is noticed")
        yield wire
    finally:
        wire.close()
