"""How a device's thread tells its listener, and how it tells of a driver's mistake."""

import threading
import traceback
from collections.abc import Callable
from typing import TypeVar

from drivers.wire.link import ProtocolBug

NewsT = TypeVar("NewsT")


def hand_over(listener: Callable[[NewsT], None], news: NewsT) -> None:
    """Call the listener; its mistakes are not the device's and go to the program's crash hook."""
    try:
        listener(news)
    except Exception as error:  # noqa: BLE001 - handed on whole
        threading.excepthook(
            threading.ExceptHookArgs(
                (type(error), error, error.__traceback__, threading.current_thread())
            )
        )


def bug_in_driver(bug: Exception) -> ProtocolBug:
    """Name the kind and the line, never the text, which may hold bytes from the wire."""
    last = traceback.extract_tb(bug.__traceback__)[-1]
    return ProtocolBug(type(bug).__name__, f"{last.name}, line {last.lineno}")
