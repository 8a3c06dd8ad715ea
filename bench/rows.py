"""Figures: one row each, with its budget and, where there is one, a yardstick measured beside it.

Rules that hold here: value, budget and yardstick of a row share its unit; a budget that is a
multiple of the yardstick is written in that unit too, so that one comparison decides for all rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter_ns


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `budget` None: shown for its own sake."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    yardstick: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.yardstick else self.value / self.yardstick

    @property
    def ok(self) -> bool:
        return self.budget is None or self.value <= self.budget

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "budget": self.budget,
            "yardstick": self.yardstick,
            "ratio": self.ratio,
            "ok": self.ok,
        }


def beside(
    name: str, ours: Sequence[float], yardstick: Sequence[float], at_most: float, unit: str = "ms"
) -> Row:
    """Two series taken in turns; `at_most` is how many times the yardstick is allowed.

    The ratio is the median of each turn's own, because a shared disk has moods that last longer
    than a turn. The value is what that makes of the yardstick's median.
    """
    bare = median(yardstick)
    ratio = median(one / other for one, other in zip(ours, yardstick, strict=True))
    return Row(f"{name} (at most {at_most:g}x)", ratio * bare, unit, at_most * bare, bare)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]


def timed_ms(work: Callable[[], object]) -> float:
    start = perf_counter_ns()
    work()
    return (perf_counter_ns() - start) / 1e6
