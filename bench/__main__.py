"""`python -m bench [--json] [--quick]`: measure, and say what holds and what does not.

A figure that falls short is printed as it is, marked "over budget"; that is no failure of the run.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.lane import use_offscreen
from bench.machine import Bystanders
from bench.plan import FULL, QUICK, Place, Plan
from bench.rows import Row
from bench.shops import FOLDER, shop

NOTES = Console(stderr=True, highlight=False)
"""What a person reads while waiting; figures alone go to stdout."""
QUIET = 0.1
"""Below this share, others had hardly a hand in any figure."""
WITHOUT_A_SHOP = frozenset({"devices", "prompts", "reports"})
"""Parts for which nobody has to wait until a million items are made."""
WIDTH = 140
"""So that a figure's name stays on its line, also in a log."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="figures as a list of rows")
    parser.add_argument("--quick", action="store_true", help="everything once, on a small shop")
    parser.add_argument("--only", default="", help="one part: scanning, selling, searching ...")
    chosen = parser.parse_args()
    use_offscreen()
    rows = [*_measured(QUICK if chosen.quick else FULL, chosen.only)]
    if chosen.json:
        sys.stdout.write(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    else:
        Console(width=WIDTH).print(_table(rows))
    for row in rows:
        if not row.ok:
            NOTES.print(f"over budget: {row.name}: {_amount(row.value, row)}", soft_wrap=True)
    return 0


def _parts() -> dict[str, Callable[[Place], Iterator[Row]]]:
    from bench import (  # noqa: PLC0415  Qt
        devices,
        prompts,
        reports,
        scanning,
        searching,
        selling,
        starting,
        syncing,
    )

    return {
        "scanning": scanning.measure,
        "selling": selling.measure,
        "devices": devices.measure,
        "searching": searching.measure,
        "starting": starting.measure,
        "syncing": syncing.measure,
        "prompts": prompts.measure,
        "reports": reports.measure,
    }


def _measured(plan: Plan, only: str) -> Iterator[Row]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if only not in WITHOUT_A_SHOP:
        _build(plan)
    for name, measure in _parts().items():
        if only in ("", name):
            with tempfile.TemporaryDirectory(prefix="run-", dir=FOLDER) as scratch:
                others = Bystanders()
                for row in measure(Place(plan, Path(scratch))):
                    NOTES.print(f"  {row.name}: {_amount(row.value, row)}", soft_wrap=True)
                    yield row
                NOTES.print(f"{name}: {_busy(others.share())}")


def _busy(share: float | None) -> str:
    if share is None:
        return "how busy other programs were is not known"
    quiet = "" if share < QUIET else "; a p99 of such a machine says little"
    return f"other programs used {share:.0%} of {os.cpu_count()} cores{quiet}"


def _build(plan: Plan) -> None:
    """The cached shops; with a bar, since a million items take a minute."""
    with Progress(console=NOTES, transient=True) as progress:
        bars = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(f"building: {what}")
            progress.update(bars[what], completed=done, total=total)

        shop(plan.shop, show)
        shop(plan.long_shop, show, base=plan.shop)
        shop(plan.small_shop, show)


def _table(rows: list[Row]) -> Table:
    table = Table(title="Figures to reach", box=SIMPLE)
    for heading in ("what", "measured", "budget", "yardstick", "ratio", ""):
        table.add_column(heading, justify="left" if heading in ("what", "") else "right")
    for row in rows:
        table.add_row(
            row.name,
            _amount(row.value, row),
            _amount(row.budget, row),
            _amount(row.yardstick, row),
            "" if row.ratio is None else f"{row.ratio:.2f}x",
            "" if row.budget is None else "ok" if row.ok else "over budget",
        )
    return table


def _amount(value: float | None, row: Row) -> str:
    return "" if value is None else f"{value:.3g} {row.unit}"


if __name__ == "__main__":
    sys.exit(main())
