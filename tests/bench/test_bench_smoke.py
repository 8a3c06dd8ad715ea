"""The bench as a developer runs it, once and small: each figure is there, in its agreed shape."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wire_support.bench import needs_pty

ROOT = Path(__file__).resolve().parents[2]
SHAPE = {"name", "value", "unit", "budget", "yardstick", "ratio", "ok"}


def run_bench(*options: str) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join(map(str, (ROOT / "src", ROOT)))
    return subprocess.run(
        [sys.executable, "-m", "bench", "--quick", *options],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    ended = run_bench("--json")
    assert ended.returncode == 0, ended.stderr
    told: list[dict[str, Any]] = json.loads(ended.stdout)
    return told


def test_each_row_has_the_agreed_shape(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert set(row) == SHAPE
        assert isinstance(row["name"], str)
        assert isinstance(row["unit"], str)
        assert isinstance(row["ok"], bool)
        assert row["value"] > 0 or row["budget"] == 0


def test_what_is_within_its_budget_is_ok_and_nothing_else(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert row["ok"] == (row["budget"] is None or row["value"] <= row["budget"])


def test_a_ratio_is_to_the_yardstick_measured_beside_it(rows: list[dict[str, Any]]) -> None:
    compared = [row for row in rows if row["yardstick"] is not None]
    assert compared
    for row in compared:
        assert row["ratio"] == pytest.approx(row["value"] / row["yardstick"])


@pytest.mark.parametrize(
    "figure",
    [
        "scan to painted line, p99",
        "of a ticket against line 1",
        "item lookup",
        "sale of 20 lines",
        "tender to durable sale (",
        "tender to durable sale: commits",
        "encrypted against plain",
        "journal rows against",
        "search as you type to painted results, p99",
        "receipt of 12 lines with QR code: bytes",
        "receipt bytes built, p99",
        "status of a healthy printer known, p99",
        pytest.param("scan bytes to event over a pty, p99", marks=needs_pty),
        pytest.param("of 200 scans 5 ms apart, lost or out of order", marks=needs_pty),
        pytest.param("scan bytes to event beside a stalled printer, p99", marks=needs_pty),
        pytest.param("idle: looks at one port in its busiest second", marks=needs_pty),
        pytest.param("idle: all drivers together", marks=needs_pty),
        "start to sign-in page",
        "resident",
        "changed fills",
        "meanwhile, p99",
        "pseudoephedrine to painted, ten times the log",
        "record book to painted, ten times the log",
        "tickets, all of them counted",
        "tickets beside as many others",
        "tickets since the last one",
    ],
)
def test_every_figure_of_the_design_is_measured(rows: list[dict[str, Any]], figure: str) -> None:
    assert any(figure in row["name"] for row in rows)


def test_a_tender_is_one_commit(rows: list[dict[str, Any]]) -> None:
    [row] = [row for row in rows if row["name"] == "tender to durable sale: commits"]
    assert row["value"] == 1


@needs_pty
def test_no_scan_of_a_burst_is_lost(rows: list[dict[str, Any]]) -> None:
    [row] = [row for row in rows if "lost or out of order" in row["name"]]
    assert row["value"] == 0


def test_a_shortfall_is_said_and_fails_nothing() -> None:
    ended = run_bench("--only", "selling")
    assert ended.returncode == 0
    short = ended.stdout.count("over budget")
    assert ended.stderr.count("over budget") == short
