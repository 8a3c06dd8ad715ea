"""One start of the counter in a process of its own: `python -m bench.start_probe SHOP [ITEMS]`.

It goes the command line's own way to the first page. When it knows how many items there are,
somebody signs in and works a while. It says when the page was painted, and what is resident.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from terminal.bootstrap import Counter, Lane, open_counter, open_store
from terminal.commands import cli  # noqa: F401  a start through `rxlane` pays for it too
from terminal.ui.application import CounterApplication, use_offscreen

PATIENCE_S = 10.0
SCANS = 100
STRIDE = 4
"""Of all texts that are typed elsewhere: enough to fill the caches."""


def main(shop: Path, items: int) -> None:
    from bench.settings import lane_settings  # noqa: PLC0415  a real start loads no bench
    from bench.shops import SECRET  # noqa: PLC0415

    use_offscreen()
    lane = Lane(lane_settings(), shop, SECRET, demo=False)
    with open_store(lane) as store, open_counter(lane, store) as (counter, application):
        application.show_window(full_screen=False)
        application.turn()
        told = {"painted_ns": float(time.monotonic_ns()), "resident_mb": _resident_mb()}
        if items:
            _work(counter, application, items)
            told["resident_later_mb"] = _resident_mb()
    sys.stdout.write(json.dumps(told))


def _resident_mb() -> float:
    """What is resident now; where the system does not say, the most that ever was."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _work(counter: Counter, application: CounterApplication, items: int) -> None:
    """Sign in with the PIN, search letter by letter, ring up a long ticket."""
    from bench.goods import on_the_shelf  # noqa: PLC0415
    from bench.searching import typed_texts  # noqa: PLC0415
    from bench.settings import CASHIER, PIN  # noqa: PLC0415
    from terminal.app.inputs import CodeScanned, Do, FieldEdited, Intent  # noqa: PLC0415
    from terminal.devices.scans import meaning_of  # noqa: PLC0415

    def until(reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not reached():
            application.turn()
            assert time.monotonic() < deadline, "the counter stands still"

    counter.take(Intent(Do.CHOOSE_STAFF, CASHIER.id))
    for key in (*PIN, "enter"):
        counter.take(Intent(Do.KEYPAD, key))
    until(lambda: not counter.state.locked)
    for text in typed_texts()[::STRIDE]:
        counter.take(FieldEdited("search", text))
        until(partial(_found, counter, text))
    counter.take(Intent(Do.BACK))
    for number, gtin in enumerate(on_the_shelf(items, SCANS), 1):
        counter.take(CodeScanned(meaning_of("]E0", b"%012d" % gtin)))
        until(partial(_has_lines, counter, number))


def _found(counter: Counter, text: str) -> bool:
    return getattr(counter.state.page, "found_for", "") == text


def _has_lines(counter: Counter, number: int) -> bool:
    sale = counter.state.sale
    return sale is not None and len(sale.lines) == number


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
