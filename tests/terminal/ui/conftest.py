"""The window under test, offscreen unless there is a display."""

import os
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui_support.counter import Counter

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def counter(qapp: QApplication) -> Iterator[Counter]:
    made = Counter()
    made.window.resize(1366, 768)
    made.window.show()
    yield made
    made.close()
