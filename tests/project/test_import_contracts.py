"""Each import contract of pyproject.toml catches the import that it forbids."""

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("terminal", "drivers", "sync")


@dataclass(frozen=True, slots=True)
class Violation:
    """`statement` planted at the end of the module `module`."""

    module: str
    statement: str


VIOLATIONS = {
    "packages": Violation("drivers.scanner.protocol", "import sync.messages"),
    "terminal-layers": Violation("terminal.domain.money", "import terminal.app.state"),
    "drivers-door": Violation("terminal.store.journal", "import drivers.scanner.messages"),
    "sync-door": Violation("terminal.store.journal", "import sync.messages"),
    "hub-door": Violation("terminal.uplink.uplink", "import sync.hub.service"),
    "one-door-to-postgres": Violation("sync.lanes.client", "import psycopg"),
    "pure-core": Violation("terminal.app.step", "import time"),
    "plain-core": Violation("terminal.domain.facts", "import msgspec"),
    "one-door-to-qt": Violation("terminal.presentation.views", "import PySide6.QtCore"),
    "one-door-to-sql": Violation("terminal.app.recovery", "import sqlalchemy"),
    "one-door-to-keys": Violation("terminal.ui.window", "import cryptography.fernet"),
    "one-door-to-ports": Violation("sync.transport", "import serial"),
    "one-door-to-escpos": Violation("drivers.simulator.printer", "import escpos.printer"),
    "one-door-to-http": Violation("sync.runner", "import httpx2"),
    "device-protocols-touch-no-port": Violation(
        "drivers.card_terminal.pax_frames", "import drivers.wire.serial_transport"
    ),
    "sync-protocol-touches-no-socket": Violation("sync.phms.answers", "import socket"),
    "simulators-read-for-themselves": Violation(
        "drivers.simulator.card_terminal_frames", "import drivers.card_terminal.pax_frames"
    ),
    "drivers-know-no-simulator": Violation(
        "drivers.wire.runner", "import drivers.simulator.endpoint"
    ),
    "demo-phms-reads-for-itself": Violation("sync.simulator.search", "import sync.phms.fhir"),
}


def contracts() -> dict[str, str]:
    """The name of each contract by its identifier."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        contract["id"]: contract["name"]
        for contract in settings["tool"]["importlinter"]["contracts"]
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the sources, to be spoilt."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / "src" / package,
            tmp_path / "src" / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    shutil.copytree(ROOT / "devtools", tmp_path / "devtools")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(checkout: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the copy, which comes before any installed package of that name."""
    program = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *options],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_has_a_deliberate_violation() -> None:
    assert set(VIOLATIONS) == set(contracts())


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_contract_catches_a_deliberate_violation(checkout: Path, contract: str) -> None:
    violation = VIOLATIONS[contract]
    path = checkout / "src" / f"{violation.module.replace('.', '/')}.py"
    with path.open("a", encoding="utf-8") as source:
        source.write(f"\n{violation.statement}\n")
    done = lint_imports(checkout, "--contract", contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contracts()[contract]} BROKEN" in done.stdout
    assert violation.module in done.stdout


def test_a_new_package_of_the_terminal_must_find_its_layer(checkout: Path) -> None:
    (checkout / "src/terminal/helpers.py").write_text('"""Belongs nowhere."""\n')
    done = lint_imports(checkout, "--contract", "terminal-layers")
    assert done.returncode == 1
    assert "helpers" in done.stdout
