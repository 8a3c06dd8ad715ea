"""A day is written in one way, wherever it is read by people."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from terminal.app.dates import clock, day_of, day_of_this_year, on_paper

TERMINAL = Path(__file__).parents[3] / "src" / "terminal"
FOR_PEOPLE = ("app", "presentation", "ui")
FOR_MACHINES = {"%y%m%d", "%Y-%m-%dT%H:%M:%S"}
"""A payment's reference, and the code of the test page."""


def test_dates_are_written_as_people_here_write_them() -> None:
    at = datetime(2026, 10, 2, 16, 5, tzinfo=UTC)

    assert day_of(date(2026, 10, 2)) == "10/02/2026"
    assert day_of_this_year(date(2026, 10, 2)) == "10/02"
    assert clock(at) == "16:05"
    assert on_paper(at) == "10/02/2026 04:05 PM"


def dates_written_in(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="isoformat" | "strftime" as name)):
                found.append(f"line {node.lineno}: {name}()")
            case ast.JoinedStr(values=[ast.Constant(value=str(form)), *_]) if form.startswith("%"):
                found += [] if form in FOR_MACHINES else [f"line {node.lineno}: {form}"]
    return found


@pytest.mark.parametrize("package", FOR_PEOPLE)
def test_no_other_module_writes_a_date(package: str) -> None:
    sources = [path for path in (TERMINAL / package).rglob("*.py") if path.name != "dates.py"]
    written = {
        path.name: found
        for path in sources
        if (found := dates_written_in(ast.parse(path.read_text(encoding="utf-8"))))
    }

    assert sources
    assert written == {}


@pytest.mark.parametrize("line", ["day.isoformat()", 'day.strftime("%d")', 'f"{day:%d.%m.%Y}"'])
def test_each_way_to_write_one_is_noticed(line: str) -> None:
    assert dates_written_in(ast.parse(line))
