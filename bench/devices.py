"""Every figure of the devices: receipts, scans, and what the drivers cost while nobody is there."""

from collections.abc import Iterator

from bench import device_idle, device_scans, printing
from bench.device_wires import has_ptys
from bench.plan import Place
from bench.rows import Row


def measure(place: Place) -> Iterator[Row]:
    yield from printing.measure(place)
    if has_ptys():
        yield from device_scans.measure(place)
        yield from device_idle.measure(place)
