"""Rule files: what travels with the program is good, a mistake is named by its line."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.restricted import CIGARETTES
from terminal import rules_files
from terminal.domain import pse
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.pickup import SignatureKind
from terminal.domain.restricted import demand_of
from terminal.domain.rules import RuleBook, Wording
from terminal.domain.signing import SignatureTerms
from terminal.rules_files import (
    FOLDER_NAME,
    LAST_GOOD_NAME,
    RuleMistake,
    laid_over,
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


LOOSE = """\
[[rule]]
name = "us-pse-cmea"
kind = "pse"
jurisdiction = "US"
since = 2006-09-30
source = "the owner's wish"
text = "99 g a day."
confirmed = true
daily_mg = 99000

[[rule]]
name = "us-tobacco"
kind = "restricted"
jurisdiction = "US"
since = 2024-09-30
source = "the owner's wish"
text = "Under 12 no tobacco."
confirmed = true
item_class = "tobacco"
min_age = 12
method = "visual"
id_if_appears_under = 12
"""
DAY = date(2026, 11, 22)
LATER = LOOSE.replace("2006-09-30", "2026-11-22").replace("2024-09-30", "2026-11-22")


def test_a_row_of_the_same_name_and_day_is_refused_and_the_law_stays(tmp_path: Path) -> None:
    loaded = load_rules(lane(tmp_path, LOOSE))
    assert loaded.refused is not None
    assert (loaded.refused.file, loaded.refused.line) == ("own.toml", 5)
    assert "the program's row us-pse-cmea@2006-09-30 stays what it is" in loaded.refused.reason
    assert "a change of it begins on a later day" in loaded.refused.reason
    assert loaded.rules == packaged_rules()


def at_once(book: RuleBook) -> int:
    """The milligrams of base that one buyer gets on one day."""
    demand = pse.demand_of(book, DAY)
    assert demand is not None
    asked = [each.terms.daily_mg for each in demand.rules if each.terms.daily_mg]
    return min(asked)


def test_no_row_of_a_store_s_file_loosens_what_the_program_has_read(tmp_path: Path) -> None:
    loaded = load_rules(lane(tmp_path, LATER))
    assert loaded.refused is None
    book = RuleBook.of(loaded.rules, "US-TX")
    assert at_once(book) == at_once(RuleBook.of(packaged_rules(), "US-TX"))
    assert demand_of(CIGARETTES, book, DAY).min_age == 21


@given(data=st.data())
def test_every_row_that_the_program_has_read_holds_whatever_a_store_files(
    data: st.DataObject,
) -> None:
    """Rule 2, by construction: for each kind that a wording cannot change."""
    law = packaged_rules()
    read = [each for each in law if each.confirmed and not isinstance(each.terms, Wording)]
    old = data.draw(st.sampled_from(read))
    since = old.since + timedelta(days=data.draw(st.integers(1, 5000)))
    new = replace(old, since=since, source="anything", confirmed=data.draw(st.booleans()))
    book = RuleBook.of(laid_over(law, [replace(new, filed="own.toml")]), old.jurisdiction)
    day = since + timedelta(days=data.draw(st.integers(0, 5000)))
    held = {each.ref for each in book.in_force(type(old.terms), day)}
    assert {old.ref, new.ref} <= held


GUESS = """\
[[rule]]
name = "us-ct-controlled-id"
kind = "controlled-id"
jurisdiction = "US-CT"
since = 2026-11-22
source = "The state's own text, read by the pharmacist in charge"
text = "An ID of whoever takes Schedule II."
confirmed = true
schedules = [2]
"""


def asked_in_connecticut(loaded: rules_files.RuleSet, day: date) -> list[str]:
    book = RuleBook.of(loaded.rules, "US-CT")
    return [each.ref for each in book.in_force(ControlledIdTerms, day)]


def test_a_guess_of_the_program_gives_way_to_what_a_store_read_from_its_day(
    tmp_path: Path,
) -> None:
    loaded = load_rules(lane(tmp_path, GUESS))
    assert loaded.refused is None
    old, new = "us-ct-controlled-id@2013-01-01", "us-ct-controlled-id@2026-11-22"
    assert asked_in_connecticut(loaded, date(2026, 11, 21)) == [old]
    assert asked_in_connecticut(loaded, DAY) == [new]
    (row,) = [rule for rule in loaded.rules if rule.ref == new]
    assert (row.filed, row.instead_of) == ("own.toml", old)
    assert RuleBook.of(loaded.rules, "US-CT").named(old), "what was recorded is still known"


def test_the_guess_holds_again_after_the_last_day_of_a_change(tmp_path: Path) -> None:
    ends = GUESS.replace("since = 2026-11-22", "since = 2026-11-22\nuntil = 2026-11-30")
    loaded = load_rules(lane(tmp_path, ends))
    assert asked_in_connecticut(loaded, date(2026, 12, 1)) == ["us-ct-controlled-id@2013-01-01"]


def test_a_change_that_nobody_read_holds_beside_the_guess(tmp_path: Path) -> None:
    loaded = load_rules(lane(tmp_path, GUESS.replace("confirmed = true", "confirmed = false")))
    assert len(asked_in_connecticut(loaded, DAY)) == 2


def test_a_row_that_nobody_read_ends_no_careful_row(tmp_path: Path) -> None:
    text = GUESS.replace("us-ct", "us-wy").replace("US-CT", "US-WY")
    unread = text.replace("confirmed = true", "confirmed = false")

    def held(rows: str) -> list[str]:
        book = RuleBook.of(load_rules(lane(tmp_path, rows)).rules, "US-WY")
        return [each.name for each in book.in_force(ControlledIdTerms, DAY)]

    assert held(unread) == ["us-controlled-id", "us-wy-controlled-id"]
    assert held(text) == ["us-wy-controlled-id"]


GRANT = """\
[[rule]]
name = "own-duress"
kind = "pse"
jurisdiction = "US-WY"
since = 2026-01-01
source = "somebody said so"
text = "A stop may be passed over."
confirmed = false
override = "duress"
offline = "log with a note"
"""


def test_what_a_store_has_not_read_grants_nothing(tmp_path: Path) -> None:
    book = RuleBook.of(load_rules(lane(tmp_path, GRANT)).rules, "US-WY")
    demand = pse.demand_of(book, DAY)
    assert demand is not None
    assert (demand.override, demand.offline) == (pse.Override.NEVER, pse.Offline.BLOCK)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("The state's own text", "CDC survey (unconfirmed)", 8, "the source says that it is unc"),
        ("2026-11-22", "2012-01-01", 5, "begins after 2013-01-01, its first day"),
    ],
)
def test_a_change_names_its_own_source_and_begins_later(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    loaded = load_rules(lane(tmp_path, GUESS.replace(old, new)))
    assert loaded.refused is not None
    assert loaded.refused.line == line
    assert reason in loaded.refused.reason


def test_one_row_stands_in_one_file(tmp_path: Path) -> None:
    folder = lane(tmp_path, ROW) / FOLDER_NAME
    (folder / "second.toml").write_text(ROW)
    loaded = load_rules(tmp_path)
    assert loaded.refused is not None
    assert (loaded.refused.file, loaded.refused.line) == ("second.toml", 1)
    assert "own-refills holds twice on 2026-01-01" in loaded.refused.reason


NOTICE = """\
[[rule]]
name = "us-privacy-notice"
kind = "signature"
jurisdiction = "US"
since = 2026-11-22
source = "HIPAA: 45 CFR 164.520(c)(2)(i)-(ii)"
text = "The acknowledgement of our notice of privacy practices."
confirmed = true
covers = "notice of privacy practices"
title = "Notice of privacy practices"
words = "I was given the Notice of Privacy Practices of the Elm Street Pharmacy."
version = "elm 2026-11"
notice = "2026-11"
signer = "the patient"
unsigned = ["refused", "patient not present"]
"""


def test_a_store_s_own_words_take_the_place_of_the_program_s(tmp_path: Path) -> None:
    loaded = load_rules(lane(tmp_path, NOTICE))
    book = RuleBook.of(loaded.rules, "US-TX")
    covered = [
        each.terms.notice
        for each in book.in_force(SignatureTerms, DAY)
        if each.terms.covers is SignatureKind.NOTICE
    ]
    assert covered == ["2026-11"]


def test_words_of_a_store_let_nothing_stay_unsigned_that_the_program_wants_signed(
    tmp_path: Path,
) -> None:
    text = NOTICE.replace("us-privacy-notice", "us-third-party-log").replace(
        "notice of privacy practices", "third party"
    )
    text = text.replace('notice = "2026-11"\n', "").replace("the patient", "who picks up")
    loaded = load_rules(lane(tmp_path, text))
    assert loaded.refused is None
    book = RuleBook.of(loaded.rules, "US-TX")
    signed = [e for e in book.in_force(SignatureTerms, DAY) if e.name == "us-third-party-log"]
    assert len(signed) == 2, "the program's is signed all the same"


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


def test_what_is_kept_are_the_store_s_rows_and_never_those_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update of the program may have changed its own rows since."""
    load_rules(lane(tmp_path, GUESS))
    assert "us-tobacco" not in (tmp_path / LAST_GOOD_NAME).read_text()
    updated = tuple(
        replace(rule, text="As the update says.") if rule.name == "us-tobacco" else rule
        for rule in packaged_rules()
    )
    monkeypatch.setattr(rules_files, "packaged_rules", lambda: updated)
    loaded = load_rules(lane(tmp_path, "nonsense"))
    assert loaded.refused is not None
    assert [r.text for r in loaded.rules if r.name == "us-tobacco"] == ["As the update says."]
    assert "us-ct-controlled-id@2026-11-22" in asked_in_connecticut(loaded, DAY)


@pytest.mark.parametrize("damage", [b"", b"[]x", b'[{"envelope": 1}]'])
def test_with_nothing_good_kept_the_program_s_own_rows_hold(tmp_path: Path, damage: bytes) -> None:
    lane(tmp_path, "nonsense")
    (tmp_path / LAST_GOOD_NAME).write_bytes(damage)
    loaded = load_rules(tmp_path)
    assert loaded.refused is not None
    assert loaded.rules == packaged_rules()
