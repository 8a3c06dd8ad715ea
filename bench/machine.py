"""How busy other programs kept this machine meanwhile: what a p99 has to be read with."""

import os
import time
from pathlib import Path
from typing import Final

PROC_STAT: Final = Path("/proc/stat")
NOT_BUSY: Final = (3, 4)
"""Columns idle and iowait of the line `cpu` (proc(5)); guests, the last, are in the first."""


class Bystanders:
    """From its making on: the share of all cores that others used, where the system tells."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._busy, self._ours = _busy_s(), _ours_s()

    def share(self) -> float | None:
        """0 to 1, or None where nobody tells."""
        if self._busy is None:
            return None
        cores_s = (time.monotonic() - self._begun) * (os.cpu_count() or 1)
        others_s = ((_busy_s() or 0.0) - self._busy) - (_ours_s() - self._ours)
        return min(1.0, max(0.0, others_s / cores_s))


def _busy_s() -> float | None:
    if not PROC_STAT.exists():
        return None
    ticks = [int(each) for each in PROC_STAT.read_text().split("\n", 1)[0].split()[1:9]]
    return sum(each for at, each in enumerate(ticks) if at not in NOT_BUSY) / os.sysconf(
        "SC_CLK_TCK"
    )


def _ours_s() -> float:
    """This process and the children that it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
