"""Rule files: what travels with the program is good, a mistake is named by its line."""

from pathlib import Path

import pytest

from terminal import rules_files
from terminal.domain.counselling import CounsellingTerms
from terminal.rules_files import (
    FOLDER_NAME,
    LAST_GOOD_NAME,
    RuleMistake,
    load_rules,
    look_into,
    packaged_rules,
    read_file,
)

ROW = """\
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


def lane(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / FOLDER_NAME
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text)
    return tmp_path


def test_the_rules_of_the_program_load_and_no_name_stands_in_two_files() -> None:
    refs = [rule.ref for rule in packaged_rules()]
    assert refs
    assert len(refs) == len(set(refs))


def test_what_no_primary_source_confirmed_says_so() -> None:
    for rule in packaged_rules():
        assert rule.confirmed is ("unconfirmed" not in rule.source), rule.name


def test_the_store_s_own_rows_count_beside_those_of_the_program(tmp_path: Path) -> None:
    loaded = load_rules(lane(tmp_path, ROW))
    assert loaded.refused is None
    assert loaded.rules[-1].name == "own-refills"
    assert len(loaded.rules) == len(packaged_rules()) + 1


def test_a_row_of_the_same_name_and_day_replaces_the_program_s(tmp_path: Path) -> None:
    first = next(rule for rule in packaged_rules() if isinstance(rule.terms, CounsellingTerms))
    text = ROW.replace("own-refills", first.name).replace("2026-01-01", str(first.since))
    loaded = load_rules(lane(tmp_path, text.replace('"store"', f'"{first.jurisdiction}"')))
    assert [rule.text for rule in loaded.rules if rule.ref == first.ref] == [
        "Offered at every refill."
    ]


TOBACCO = """\
[[rule]]
name = "us-tobacco"
kind = "restricted"
jurisdiction = "store"
since = 2024-09-30
source = "the owner's wish"
text = "Under 16 no tobacco."
confirmed = true
item_class = "tobacco"
min_age = 16
method = "visual"
id_if_appears_under = 30
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("", "", 2, "a store's own row has a name of its own: us-tobacco is the law's"),
        ("2024-09-30", "2025-01-01", 2, "us-tobacco is the law's"),
        ('"store"', '"US-TX"', 4, 'the row us-tobacco is of "US" and stays so'),
        ('"store"', '"*"', 4, 'the row us-tobacco is of "US" and stays so'),
    ],
)
def test_a_row_of_another_place_never_takes_the_place_of_the_law(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    loaded = load_rules(lane(tmp_path, TOBACCO.replace(old, new, 1)))
    assert loaded.refused is not None
    assert (loaded.refused.file, loaded.refused.line) == ("own.toml", line)
    assert reason in loaded.refused.reason
    assert loaded.rules == packaged_rules()


def test_a_row_of_another_kind_never_takes_the_place_of_the_law(tmp_path: Path) -> None:
    text = ROW.replace("own-refills", "us-tobacco").replace('"store"', '"US"')
    loaded = load_rules(lane(tmp_path, text.replace("2026-01-01", "2024-09-30")))
    assert loaded.refused is not None
    assert (loaded.refused.line, loaded.rules) == (3, packaged_rules())
    assert 'of the kind "restricted" and stays so' in loaded.refused.reason


def test_what_an_earlier_version_let_loosen_the_law_is_no_good_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(rules_files, "misplaced", lambda *_: ("", ""))
        assert load_rules(lane(tmp_path, TOBACCO)).refused is None
    loaded = load_rules(tmp_path)
    assert loaded.refused is not None
    (law,) = [rule for rule in loaded.rules if rule.name == "us-tobacco"]
    assert law.jurisdiction == "US"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('["refill"]', '["never"]', 9, '"never" is not known here; choose of: "new", '),
        ('["refill"]', "[]", 9, "at least one trigger"),
        ('["refill"]', '"refill"', 9, 'here stands a list like ["one", "two"], not a text'),
        ("triggers", "trigger", 9, 'no field "trigger"'),
        ('triggers = ["refill"]', "", 1, "the row has no triggers"),
        ("confirmed = true", "confirmed = 1", 8, "confirmed: here stands true or false, not a wh"),
        (
            '"counselling"',
            '"council"',
            3,
            'there is no kind of rule "council"; there are: "cash',
        ),
        ("2026-01-01", '"soon"', 5, "since: "),
        ("2026-01-01", "2026-01-01\nuntil = 2025-01-01", 6, "ends on or after the day it begins"),
        ('source = "the owner\'s wish"\n', "", 1, "the row has no source"),
        ('source = "the owner\'s wish"', 'source = " "', 6, "names its source"),
        ('"own-refills"', '"Own Refills"', 2, "name is small letters"),
        ('"store"', '"Texas"', 4, "jurisdiction"),
        ('"store"', '"US-ZZ"', 4, "jurisdiction"),
        ("[[rule]]", "[rule]", 1, "[[rule]] tables"),
        (ROW, "rule = [1]", 1, "[[rule]] tables"),
        ("confirmed = true", "confirmed =", 8, "Invalid value"),
        ('["refill"]', '["refill"]\n\n' + ROW, 11, "holds twice on 2026-01-01"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(ROW.replace(old, new, 1))
    with pytest.raises(RuleMistake) as told:
        read_file(path)
    assert (told.value.file, told.value.line) == ("own.toml", line)
    assert reason in told.value.reason


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(RuleMistake, match=r"own\.toml, line 1: it cannot be read"):
        read_file(path)


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(RuleMistake, match=r"line 1: it cannot be opened: No such file"):
        read_file(tmp_path / "own.toml")


def test_every_broken_row_is_told_with_its_own_line(tmp_path: Path) -> None:
    window = ROW.replace('"counselling"', '"return to stock"')
    rows = (
        ROW.replace("confirmed = true", 'confirmed = "yes"'),
        ROW,
        window.replace('triggers = ["refill"]', "days = -3").replace("own-refills", "own-window"),
        TOBACCO,
    )
    path = tmp_path / "own.toml"
    path.write_text("".join(rows))
    looked = look_into(path, packaged_rules())
    assert [rule.name for rule in looked.rules] == ["own-refills"]
    assert [each.line for each in looked.mistakes] == [8, 27, 29]
    assert "a window has 1 to 60 days" in looked.mistakes[1].reason


def test_each_constraint_of_a_rule_is_found_at_the_key_it_is_about(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = TOBACCO.replace("us-tobacco", "own-tobacco")
    path.write_text(text.replace("min_age = 16", "min_age = -1"))
    (mistake,) = look_into(path).mistakes
    assert (mistake.line, "an age is 1 to" in mistake.reason) == (10, True)


def test_after_a_mistake_the_last_good_set_stays_in_force(tmp_path: Path) -> None:
    good = load_rules(lane(tmp_path, ROW))
    bad = load_rules(lane(tmp_path, ROW.replace("refill", "never")))
    assert bad.refused is not None
    assert bad.refused.file == "own.toml"
    assert {rule.ref for rule in bad.rules} == {rule.ref for rule in good.rules}
    assert load_rules(lane(tmp_path, ROW)).refused is None


@pytest.mark.parametrize("damage", [b"", b"[]x", b'[{"envelope": 1}]'])
def test_with_nothing_good_kept_the_program_s_own_rows_hold(tmp_path: Path, damage: bytes) -> None:
    lane(tmp_path, "nonsense")
    (tmp_path / LAST_GOOD_NAME).write_bytes(damage)
    loaded = load_rules(tmp_path)
    assert loaded.refused is not None
    assert loaded.rules == packaged_rules()
