"""Bars with their names and values: a value that the screen and the paper draw alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` gives the length, `text` says it; `before` is the same of the period before."""

    label: str
    value: int
    text: str
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Standing bars for a course of time, lying ones for things with names.

    `unit` is what a mark of the axis counts: 100 where the values are cents.
    """

    title: str
    bars: tuple[Bar, ...]
    standing: bool = False
    unit: int = 1
    legend: tuple[str, str] | None = None
    """What a bar is, and what the bar before is; only where they are compared."""

    @property
    def most(self) -> int:
        """The longest bar; at least one, so that there is something to measure by."""
        return max((max(each.value, each.before or 0) for each in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the chart."""

    value: int
    text: str


MARKS = 5


def marks_of(chart: Chart) -> tuple[Mark, ...]:
    """A few round values from zero up to the longest bar, or just above: 0, 50, 100 ..."""
    most = -(-chart.most // chart.unit)
    step = _round_step(most)
    count = -(-most // step)
    return tuple(Mark(n * step * chart.unit, f"{n * step:,}") for n in range(count + 1))


def _round_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that needs at most `MARKS` of them."""
    power = 1
    while True:
        for each in (1, 2, 5):
            if each * power * MARKS >= most:
                return each * power
        power *= 10
