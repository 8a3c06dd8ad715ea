"""The developer's entrance: what it needs, what makes an environment stale, what floors say."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from devtools import debian, environment, system_packages
from devtools.coverage_floors import Measured, floors, shortfalls
from devtools.environment import Requirements, Stamp

ROOT = Path(__file__).parents[2]
OLDEST_TOLD = (3, 7)
"""The oldest Python whose grammar `ast` can still imitate."""


def test_an_old_python_gets_as_far_as_the_message() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=OLDEST_TOLD)


def test_the_tools_need_nothing_but_python() -> None:
    """All but the checks' own plug-in, which import-linter loads inside the environment."""
    loaded = {
        name.name.partition(".")[0]
        for path in (ROOT / "devtools").glob("*.py")
        if path.name != "contracts.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            node.names
            if isinstance(node, ast.Import)
            else [ast.alias(node.module or "")]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert loaded - set(sys.stdlib_module_names) == {"devtools"}


def fresh() -> Stamp:
    digests = {each.value: each.digest() for each in Requirements}
    return Stamp(environment._python(), str(ROOT), digests, environment._project())


def test_an_environment_made_from_the_same_things_stays() -> None:
    assert fresh().still_true()


@pytest.mark.parametrize(
    "stale",
    [
        Stamp("CPython 3.11.0 /elsewhere", str(ROOT)),
        Stamp(environment._python(), "/moved/rxlane"),
        Stamp(environment._python(), str(ROOT), {"run.txt": "another digest"}),
    ],
    ids=["another Python", "a moved folder", "changed requirements"],
)
def test_an_environment_made_from_other_things_is_made_again(stale: Stamp) -> None:
    assert not stale.still_true()


def test_development_requirements_cover_running_and_not_the_other_way_round() -> None:
    developer = Stamp("", "", {"dev.txt": ""})
    user = Stamp("", "", {"run.txt": ""})
    assert developer.has(Requirements.RUN)
    assert not user.has(Requirements.DEV)


def test_every_requirement_is_pinned_with_a_hash() -> None:
    for each in Requirements:
        blocks = each.path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        for line in blocks:
            if line and not line.lstrip().startswith("#"):
                assert "==" in line, line
                assert "--hash=sha256:" in line, line


def test_what_is_tested_is_what_is_delivered() -> None:
    """dev.txt holds every line of run.txt and of hub.txt at the same version."""

    def pins(each: Requirements) -> dict[str, str]:
        lines = each.path.read_text(encoding="utf-8").splitlines()
        pairs = (line.split()[0].split("==") for line in lines if line and line[0].isalnum())
        return dict(pairs)

    run, hub, dev = (pins(each) for each in Requirements)
    assert run.items() <= hub.items() <= dev.items()


def test_every_dependency_is_used() -> None:
    """By an import, or by the name of a package whose fonts are read as files."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        re.split(r"[<>=!; ]", line)[0].lower().replace("_", "-")
        for line in told["dependencies"]
        if "sys_platform" not in line  # not installed here
    }
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = {
        distribution.lower().replace("_", "-")
        for package, distributions in packages_distributions().items()
        if re.search(rf"^\s*(?:from|import) {package}\b|\"{package}\"", source, re.MULTILINE)
        for distribution in distributions
    }
    assert wanted - used == set()


def test_package_lists_name_alternatives_best_first() -> None:
    wanted = system_packages.listed(system_packages.RUN_PACKAGES)
    assert ("libegl1",) in wanted
    assert ("libglib2.0-0t64", "libglib2.0-0") in wanted
    assert system_packages.listed(system_packages.TEST_PACKAGES) == [
        ("dbus-daemon",),
        ("gnome-keyring",),
        ("postgresql-15", "postgresql"),
    ]


def test_debian_package_depends_on_what_the_window_needs() -> None:
    depends = debian._depends()
    assert depends[0].startswith("libc6 (>= ")
    assert "libglib2.0-0t64 | libglib2.0-0" in depends


def test_a_file_below_its_floor_is_named_with_the_lines_not_run() -> None:
    found = [
        Measured("src/terminal/domain/money.py", 90.0, (3, 4, 5, 9)),
        Measured("src/terminal/domain/tax.py", 100.0, ()),
        Measured("src/drivers/scanner/protocol.py", 93.9, ()),
    ]
    assert shortfalls(found, {"src/terminal/domain/*.py": 95, "src/*/protocol.py": 94}) == [
        "src/terminal/domain/money.py: 90.0 %, floor 95 %; not run: 3-5, 9",
        "src/drivers/scanner/protocol.py: 93.9 %, floor 94 %; not run: some branches",
    ]


def test_a_floor_under_nothing_is_a_mistake() -> None:
    assert shortfalls([], {"src/gone/*.py": 90}) == [
        "src/gone/*.py: no such file was measured; mend the pattern"
    ]


def test_floors_hold_the_domain_the_engine_and_every_protocol() -> None:
    assert {"src/terminal/domain/*.py", "src/terminal/app/*.py", "src/*/protocol.py"} <= set(
        floors()
    )
