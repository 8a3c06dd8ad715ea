"""From the start of a process to the painted sign-in page, and what it holds in memory.

A fresh process each time, on the big shop: `bench/start_probe.py` says when its first page is
painted, on the clock that all processes share, and how much memory is resident then and later.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import monotonic_ns
from typing import Any

from bench.plan import Place
from bench.rows import Row

START_S = 1.0
RESIDENT_MB = 200.0
PATIENCE_S = 60.0
DEMO = {"RXLANE_STARTUP_MARK": "1", "DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}
"""`DISPLAY` is never opened: it only says that the demo is played by hand."""


def measure(place: Place) -> Iterator[Row]:
    demo = place.scratch / "demo"
    if place.plan.starts > 1:
        _start(place)  # reads programs and libraries from the disk
        _demo_start(demo)  # makes the demo's store
    starts = [_start(place) for _ in range(place.plan.starts)]
    bare = [_bare_start() for _ in range(place.plan.starts)]
    python = median(bare)
    yield Row(
        "start to sign-in page, from source", median(s["s"] for s in starts), "s", START_S, python
    )
    demos = [_demo_start(demo) for _ in range(place.plan.starts)]
    yield Row("start to sign-in page, the demo from source", median(demos), "s", START_S, python)
    yield Row(
        "resident at the sign-in page", median(s["resident_mb"] for s in starts), "MB", RESIDENT_MB
    )
    yield Row(
        "resident after scans and searches",
        _start(place, str(place.plan.shop.items))["resident_later_mb"],
        "MB",
        RESIDENT_MB,
    )


def _start(place: Place, *more: str) -> dict[str, Any]:
    begun = monotonic_ns()
    ended = subprocess.run(
        [sys.executable, "-m", "bench.start_probe", str(place.long_shop), *more],
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
        check=True,
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return {**told, "s": (told["painted_ns"] - begun) / 1e9}


def _demo_start(folder: Path) -> float:
    """`rxlane counter --demo`, with its simulators and its PhMS, on a display in memory."""
    begun = monotonic_ns()
    ended = subprocess.run(
        [sys.executable, "-m", "terminal", "counter", "--demo", "--folder", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **DEMO},
        timeout=PATIENCE_S,
        check=True,
    )
    found = re.search(rb"sign-in page painted (\d+)", ended.stderr)
    assert found is not None, "the counter did not say when its page was painted"
    return (int(found[1]) - begun) / 1e9


def _bare_start() -> float:
    """The yardstick: Python with Qt's windows loaded, and nothing of ours."""
    begun = monotonic_ns()
    subprocess.run(
        [sys.executable, "-c", "import PySide6.QtWidgets"], timeout=PATIENCE_S, check=True
    )
    return (monotonic_ns() - begun) / 1e9
