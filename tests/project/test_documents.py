"""The documents keep up with the program: links lead somewhere, commands and messages exist."""

import re
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from terminal.app.state import Msg, Said
from terminal.commands import cli
from terminal.domain.refusal import Refusal, Why
from terminal.presentation.text import notice_of

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = sorted(
    [
        *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")),
        *(ROOT / "docs").rglob("*.md"),
    ]
)
LINK: Final = re.compile(r'(?:\]\(|src=")(?!https?:)(?P<target>[^)"#]+)')
COMMAND: Final = re.compile(r"`rxlane (?P<words>[a-z]+(?: [a-z]+)?)")
MOST_KB: Final = 3_000
"""All pictures together: a clone stays small."""
COMMANDS: Final = set(get_command(cli.app).commands)  # type: ignore[attr-defined]  # a group


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(document.read_text("utf-8"))]
    assert [each for each in targets if not (document.parent / each).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_command_named_is_a_command(document: Path) -> None:
    named = {match["words"].split()[0] for match in COMMAND.finditer(document.read_text("utf-8"))}
    assert named <= COMMANDS


def test_the_readme_names_every_command() -> None:
    table = (ROOT / "README.md").read_text("utf-8")
    groups = get_command(cli.app).commands.items()  # type: ignore[attr-defined]  # a group
    every = [
        f"{name} {inner}" if inner else name
        for name, command in groups
        for inner in getattr(command, "commands", [""])
    ]
    assert [each for each in every if f"`rxlane {each}" not in table] == []


def test_every_message_of_the_counter_is_explained_to_cashiers() -> None:
    page = (ROOT / "docs" / "for-cashiers.md").read_text("utf-8")
    said = (*(Said(Refusal(why), "...") for why in Why), *(Said(msg, "...") for msg in Msg))
    notices = [notice_of(each) for each in said]
    assert [each.title for each in notices if each and each.title not in page] == []


def test_every_page_is_pictured_in_both_themes() -> None:
    names = {each.stem for each in (ROOT / "docs" / "pictures").glob("*.png")}
    light = {name.removesuffix("-light") for name in names if name.endswith("-light")}
    assert light == {name.removesuffix("-dark") for name in names if name.endswith("-dark")}
    assert len(light) >= 15


def test_the_pictures_stay_small() -> None:
    sizes = [each.stat().st_size for each in (ROOT / "docs" / "pictures").glob("*.png")]
    assert sum(sizes) < MOST_KB * 1000
