"""`rxlane rules`: what holds here, what applies to a fill, and what is wrong with a file."""

from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terminal.commands.cli import app
from terminal.domain.holding import without_superseded
from terminal.domain.rules import RuleBook
from terminal.rules_files import FOLDER_NAME, packaged_rules

SETTINGS = """
lane = "2"
jurisdiction = "US-CA"
[store]
name = "Elm Street Pharmacy"
address = ["1 Elm Street"]
phone = "615-555-0100"
"""
OWN = """
[[rule]]
name = "own-refills"
kind = "counselling"
jurisdiction = "store"
since = 2026-01-01
source = "the owner's wish"
text = "Offered at every refill."
confirmed = true
triggers = ["refill"]
"""


@pytest.fixture
def lane(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text(SETTINGS)
    (tmp_path / FOLDER_NAME).mkdir()
    return tmp_path


def said(*words: str, status: int = 0) -> str:
    ended = CliRunner().invoke(app, ["rules", *words], env={"COLUMNS": "300"})
    assert ended.exit_code == status, ended.output
    return ended.output


def test_the_rows_of_the_lane_s_state_are_listed_with_their_sources(lane: Path) -> None:
    listed = said("list", "--folder", str(lane))
    assert "us-ca-counselling" in listed
    assert "16 CCR 1707.2" in listed
    assert "us-id-counselling-new" not in listed
    assert "[not confirmed]" in listed


def test_another_state_can_be_asked_about(lane: Path) -> None:
    assert "us-id-counselling-new" in said("list", "--state", "US-ID", "--folder", str(lane))


@pytest.mark.parametrize("state", ["id", "ID", "us-id"])
def test_a_state_is_taken_by_its_code_alone(lane: Path, state: str) -> None:
    listed = said("list", "--state", state, "--folder", str(lane))
    assert listed == said("list", "--state", "US-ID", "--folder", str(lane))


@pytest.mark.parametrize("state", ["US-ZZ", "California", "XX", "*"])
@pytest.mark.parametrize("command", ["list", "explain"])
def test_what_is_no_state_is_never_answered_with_a_law(
    lane: Path, command: str, state: str
) -> None:
    told = said(command, "--state", state, "--folder", str(lane), status=1)
    assert told.strip() == f"There is no state {state}; write US-NC"


def test_of_a_day_only_what_held_then_is_listed(lane: Path) -> None:
    assert "us-ca-counselling" not in said("list", "--on", "1990-01-01", "--folder", str(lane))


@pytest.mark.parametrize("when", [(), ("--on", "2026-11-20")])
def test_what_a_row_of_the_state_supersedes_is_not_listed(lane: Path, when: tuple[str]) -> None:
    words = (*when, "--folder", str(lane))
    assert "us-controlled-id" not in said("list", "--state", "US-NC", *words).splitlines()
    listed = said("list", "--state", "US-WY", *words)
    assert "us-controlled-id" in listed.splitlines()
    assert "states without a row" in listed


def test_what_is_piped_is_never_cut(lane: Path) -> None:
    words = ["rules", "list", "--folder", str(lane)]
    narrow = CliRunner().invoke(app, words, env={"COLUMNS": "40"}).output
    assert narrow == said("list", "--folder", str(lane))
    book = RuleBook.of(packaged_rules(), "US-CA")
    for rule in without_superseded(book, datetime.now().astimezone().date()):
        assert rule.name in narrow.splitlines()
        assert rule.text in narrow
        assert f"  source            {rule.source}" in narrow.splitlines()


def test_each_row_says_whether_it_applies_to_a_fill_and_why(lane: Path) -> None:
    told = said("explain", "--folder", str(lane)).splitlines()
    assert any(row.startswith("applies   us-ca-counselling: this fill is new") for row in told)
    at_refill = said("explain", "--refill", "--folder", str(lane))
    assert "does not  us-ca-counselling: this fill is refill" in at_refill


@pytest.mark.parametrize(
    ("asked", "rule", "applies"),
    [
        (("--schedule", "2"), "us-nc-controlled-id", True),
        (("--schedule", "4"), "us-nc-controlled-id", False),
        ((), "us-nc-controlled-id", False),
        (("--schedule", "4", "--refill"), "open-the-bag", True),
        (("--refill",), "open-the-bag", False),
    ],
)
def test_a_row_for_controlled_fills_says_whether_it_is_about_this_one(
    tmp_path: Path, asked: tuple[str, ...], rule: str, applies: bool
) -> None:
    told = said("explain", "--state", "US-NC", "--folder", str(tmp_path), *asked).splitlines()
    (row,) = [each for each in told if f" {rule}: " in each]
    assert row.startswith("applies") is applies


def test_the_store_s_own_row_counts_and_a_mistake_in_it_is_named(lane: Path) -> None:
    own = lane / FOLDER_NAME / "own.toml"
    own.write_text(OWN)
    assert "own.toml: good, rules: 1" in said("check", "--folder", str(lane))
    assert "applies   own-refills" in said("explain", "--refill", "--folder", str(lane))
    own.write_text(OWN.replace('["refill"]', '["never"]'))
    assert "own.toml, line 10: " in said("check", "--folder", str(lane), status=1)
    still = said("explain", "--refill", "--folder", str(lane))
    assert "own.toml, line 10: " in still
    assert "applies   own-refills" in still, "the last good set holds"


def test_every_broken_row_is_named(lane: Path) -> None:
    broken = OWN.replace("confirmed = true", "confirmed = 1")
    (lane / FOLDER_NAME / "own.toml").write_text(broken + OWN.replace("refill", "never"))
    told = said("check", "--folder", str(lane), status=1)
    assert "own.toml, line 9: " in told
    assert "own.toml, line 20: " in told


def test_a_row_of_the_store_s_with_the_name_of_the_law_is_not_good(lane: Path) -> None:
    (lane / FOLDER_NAME / "own.toml").write_text(OWN.replace("own-refills", "us-tobacco"))
    told = said("check", "--folder", str(lane), status=1)
    assert "own.toml, line 3: a store's own row has a name of its own: us-tobacco" in told


GUESS = """
[[rule]]
name = "us-ct-controlled-id"
kind = "controlled-id"
jurisdiction = "US-CT"
since = 2026-11-01
source = "The state's own text"
text = "An ID of whoever takes Schedule II."
confirmed = true
schedules = [2]
"""


def test_what_stands_in_the_place_of_the_program_s_row_is_marked_everywhere(lane: Path) -> None:
    (lane / FOLDER_NAME / "own.toml").write_text(GUESS + OWN)
    old, new = "us-ct-controlled-id@2013-01-01", "us-ct-controlled-id@2026-11-01"
    assert f"  {new} takes the place of {old}" in said("check", "--folder", str(lane))
    words = ("--state", "CT", "--folder", str(lane))
    listed = said("list", *words)
    assert f"  stands in         this store's file own.toml, in place of {old}" in listed
    assert "replaced by this store's file own.toml from 11/01/2026" in listed
    told = said("explain", *words, "--on", "2026-11-22", "--schedule", "2")
    assert f"          this store's file own.toml, in place of {old}" in told
    assert "replaced  us-ct-controlled-id: replaced by this store's file own.toml" in told
    assert "          this store's file own.toml\n" in said("explain", *words, "--refill")
    assert "replaced" not in said("explain", *words, "--on", "2026-10-31", "--schedule", "2")


def test_a_change_of_what_the_program_has_read_is_said_to_hold_beside_it(lane: Path) -> None:
    text = OWN.replace("own-refills", "us-counselling").replace('"store"', '"US"')
    (lane / FOLDER_NAME / "own.toml").write_text(text)
    told = said("check", "--folder", str(lane))
    assert "us-counselling@2026-01-01 holds beside the program's row of this name" in told


def test_without_files_of_its_own_a_lane_is_told_so(lane: Path) -> None:
    assert "There are no rule files" in said("check", "--folder", str(lane))


def test_a_lane_without_settings_has_no_state(tmp_path: Path) -> None:
    assert "--state" in said("explain", "--folder", str(tmp_path), status=1)
    assert "applies" in said("explain", "--state", "US-NC", "--folder", str(tmp_path))


def test_what_is_no_prescription_is_refused(lane: Path) -> None:
    assert "is no prescription" in said("explain", "??", "--folder", str(lane), status=1)
    assert "There is no store here yet" in said(
        "explain", "6012345-00", "--folder", str(lane), status=1
    )


def test_the_doctor_says_which_rule_file_is_refused(lane: Path) -> None:
    own = lane / FOLDER_NAME / "own.toml"
    own.write_text(OWN)
    good = CliRunner().invoke(app, ["doctor", "--folder", str(lane)])
    assert "ok    Rules: the program's own, and files of this store: 1" in good.output
    own.write_text(OWN.replace('["refill"]', '["never"]'))
    bad = CliRunner().invoke(app, ["doctor", "--folder", str(lane)])
    assert bad.exit_code == 1
    assert "LOOK  Rules: own.toml, line 10: " in bad.output
