"""Days on the command line, written in either way."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terminal.commands.cli import app


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "add"),
        ("staff", "train"),
        ("book",),
        ("report", "waivers"),
        ("rules", "list"),
        ("rules", "explain"),
        ("records", "show"),
        ("accounts", "statement"),
    ],
)
def test_the_help_of_each_command_says_how_a_day_is_written(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output
    days = [row for row in told.splitlines() if re.search(r"\bDAY\b", row)]
    assert days
    assert all("2026-01-31 or 01/31/2026" in row for row in days)


def test_a_day_is_read_alike_in_both_ways(tmp_path: Path) -> None:
    rows = [
        CliRunner().invoke(
            app,
            ["rules", "list", "--state", "nc", "--on", day, "--folder", str(tmp_path)],
        )
        for day in ("2012-02-29", "02/29/2012")
    ]
    assert rows[0].exit_code == 0
    assert rows[0].output == rows[1].output


def test_what_is_no_day_is_told_with_both_ways(tmp_path: Path) -> None:
    ended = CliRunner().invoke(
        app,
        ["rules", "list", "--on", "nonsense", "--folder", str(tmp_path)],
        env={"COLUMNS": "200"},
    )
    assert ended.exit_code == 2
    assert "nonsense is no day. Write it like 2026-01-31 or 01/31/2026." in ended.output
    assert "%Y" not in ended.output
