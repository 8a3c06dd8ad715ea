"""The floor that coverage may not fall below, for the modules where a gap costs money or trust.

Rules that hold here: floors stand in pyproject.toml under tool.rxlane.coverage-floors as
`pattern = percent`, counted over lines and branches of each file; `*` also matches slashes, and a
pattern that matches nothing is a mistake. Started as
`python -m devtools.coverage_floors build/coverage.json`.
"""

import json
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from devtools.places import ROOT
from devtools.say import say


@dataclass(frozen=True, slots=True)
class Measured:
    """One source file, how much of it the tests ran, and the lines that they did not."""

    path: str
    percent: float
    missing: tuple[int, ...]


def floors() -> dict[str, float]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    chosen: dict[str, float] = settings["tool"]["rxlane"]["coverage-floors"]
    return chosen


def measured(report: Path) -> list[Measured]:
    """The files of a JSON report of coverage.py."""
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return [
        Measured(
            Path(path).as_posix(), told["summary"]["percent_covered"], tuple(told["missing_lines"])
        )
        for path, told in files.items()
    ]


def shortfalls(found: list[Measured], wanted: dict[str, float]) -> list[str]:
    """What is below its floor, in words."""
    said = []
    for pattern, floor in wanted.items():
        matched = [file for file in found if fnmatchcase(file.path, pattern)]
        if not matched:
            said.append(f"{pattern}: no such file was measured; mend the pattern")
        said += [
            f"{file.path}: {file.percent:.1f} %, floor {floor:g} %; not run: "
            f"{_ranges(file.missing) or 'some branches'}"
            for file in matched
            if file.percent < floor
        ]
    return said


def _ranges(lines: tuple[int, ...]) -> str:
    """Line numbers as people write them: 3-7, 12, 20-21."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def main(report: Path) -> int:
    if not report.is_file():
        say(f"No coverage was measured: {report} does not exist.")
        return 1
    found = measured(report)
    said = shortfalls(found, floors())
    for line in said:
        say(line)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
