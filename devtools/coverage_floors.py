"""The floor that coverage may not fall below, for the modules where a gap costs money or trust.

Rules that hold here: floors stand in pyproject.toml under tool.rxlane.coverage-floors as
`glob = percent`, counted over lines and branches of each file; a glob that matches nothing is a
mistake. Started as `python -m devtools.coverage_floors build/coverage.json`.
"""

import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
        matched = [file for file in found if PurePosixPath(file.path).match(pattern)]
        if not matched:
            said.append(f"{pattern}: no such file was measured; mend the pattern")
        said += [
            f"{file.path}: {file.percent:.1f} %, floor {floor:g} %; lines not run: "
            f"{', '.join(str(line) for line in file.missing) or 'none, but branches'}"
            for file in matched
            if file.percent < floor
        ]
    return said


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
