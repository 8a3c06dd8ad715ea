"""Which ID a controlled fill asks for: the rows of section 7, and that a store only tightens."""

from dataclasses import replace
from datetime import date
from enum import Enum

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from helpers.sales import DAY, LUIS, MARIA, PHARMACIST, POLICY, Ticket, a_fill, given, known
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.controlled import (
    SCHEDULES,
    BypassBy,
    ControlledIdTerms,
    CopyOfId,
    Dispensing,
    IdDemand,
    Party,
    joined,
    rules_for,
)
from terminal.domain.identity import LineId, StaffId
from terminal.domain.obligation import Kind, obligations
from terminal.domain.pickup import Relationship, ReleaseBasis
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.shown_id import IdField, IdType, PersonName, ShownId, read_name
from terminal.rules_files import packaged_rules

CLERK = StaffId("11")
LICENCE = ShownId(
    IdType.DRIVER_LICENCE, "99999999", "NC", PersonName("Sampleton", "Orville"), "1 Elm St"
)
NEW = {schedule: a_fill(number=0, schedule=schedule) for schedule in SCHEDULES}
GOOD_UNTIL = date(2030, 1, 31)


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def own(terms: ControlledIdTerms, name: str = "own") -> Rule[ControlledIdTerms]:
    return Rule(name, STORE, date(2020, 1, 1), None, "the owner", "Ask.", True, terms)


def demand(
    state: str, fill: Fill, who: Relationship = Relationship.PATIENT, *more: Rule[object]
) -> IdDemand | None:
    return joined(rules_for(fill, who, book(state, *more), DAY))


def ticket(state: str, fill: Fill, who: Relationship = Relationship.PATIENT) -> Ticket:
    """The fill is on a ticket of a store in this state; `who` takes it."""
    identity, _ = known()
    added = c.AddFill(fill, EntryMethod.SCANNED)
    policy = replace(POLICY, rules=book(state))
    return given(identity, c.NamePicker(MARIA, who), added, policy=policy)


def record(shown: ShownId = LICENCE, expires: date | None = GOOD_UNTIL) -> c.RecordId:
    return c.RecordId(shown, CLERK, expires)


# --- North Carolina, G.S. 90-106.1


@pytest.mark.parametrize("schedule", [2, 3])
@pytest.mark.parametrize("number", [0, 3])
@pytest.mark.parametrize("who", Relationship)
def test_north_carolina_asks_everybody_for_schedules_ii_and_iii(
    schedule: int, number: int, who: Relationship
) -> None:
    asked = demand("US-NC", a_fill(number=number, schedule=schedule), who)
    assert asked is not None
    assert asked.accepted == {
        IdType.DRIVER_LICENCE, IdType.STATE_ID, IdType.MILITARY, IdType.PASSPORT,
    }  # fmt: skip
    assert asked.written == {IdField.NAME, IdField.TYPE, IdField.NUMBER}
    assert asked.must_be_unexpired
    assert not asked.known_is_enough
    assert asked.keep_years == 3
    (rule,) = asked.rules
    assert rule.confirmed
    assert "90-106.1" in rule.source
    assert (rule.terms.produce_within_hours, rule.terms.satisfied_by_pdmp_report) == (72, True)


@pytest.mark.parametrize("schedule", [4, 5, None])
def test_north_carolina_asks_for_no_other_schedule(schedule: int | None) -> None:
    assert demand("US-NC", a_fill(schedule=schedule)) is None


def test_in_north_carolina_a_pharmacist_who_knows_the_person_is_not_enough() -> None:
    wanted = ticket("US-NC", NEW[2])
    assert wanted.why(c.ReleaseControlled(PHARMACIST)) is Why.NOT_PERMITTED


def test_in_north_carolina_an_expired_id_is_refused_the_day_after_its_last() -> None:
    wanted = ticket("US-NC", NEW[2])
    assert wanted.why(record(expires=date(2026, 6, 30))) is Why.ID_EXPIRED
    wanted.do(record(expires=DAY))
    assert Kind.CONTROLLED not in open_kinds(wanted)


def test_in_north_carolina_only_its_own_id_card_counts() -> None:
    wanted = ticket("US-NC", NEW[2])
    other = replace(LICENCE, type=IdType.STATE_ID, jurisdiction="SC")
    assert wanted.why(record(other)) is Why.ID_NOT_TAKEN
    assert wanted.why(record(replace(LICENCE, type=IdType.TRIBAL))) is Why.ID_NOT_TAKEN
    assert ticket("US-NC", NEW[2]).do(record(replace(other, jurisdiction="NC")))


def test_in_north_carolina_name_type_and_number_are_kept_and_nothing_else() -> None:
    (fact,) = ticket("US-NC", NEW[2]).do(record())
    assert fact == f.ControlledIdShown(
        fact.sale,
        (LineId(1),),
        ShownId(IdType.DRIVER_LICENCE, "99999999", name=PersonName("Sampleton", "Orville")),
        CLERK,
        3,
        ("us-nc-controlled-id@2012-03-01",),
        (Relationship.PATIENT,),
    )


# --- Virginia, 54.1-3420.1


def test_virginia_asks_for_schedule_ii_alone() -> None:
    asking = [schedule for schedule in SCHEDULES if demand("US-VA", NEW[schedule])]
    assert asking == [2]


def test_virginia_looks_at_the_id_of_an_unknown_patient_and_writes_nothing_down() -> None:
    asked = demand("US-VA", NEW[2])
    assert asked is not None
    assert asked.written == frozenset()
    assert asked.known_is_enough
    wanted = ticket("US-VA", NEW[2])
    (fact,) = wanted.do(record(expires=date(2020, 1, 1)))
    assert isinstance(fact, f.ControlledIdShown)
    assert fact.shown == ShownId(IdType.DRIVER_LICENCE)


@pytest.mark.parametrize("who", [each for each in Relationship if each.value != "01"])
def test_virginia_wants_name_and_address_of_a_representative(who: Relationship) -> None:
    asked = demand("US-VA", NEW[2], who)
    assert asked is not None
    assert asked.written == {IdField.NAME, IdField.ADDRESS}
    wanted = ticket("US-VA", NEW[2], who)
    assert wanted.why(record(replace(LICENCE, address=""))) is Why.ID_INCOMPLETE
    (fact,) = wanted.do(record())
    assert isinstance(fact, f.ControlledIdShown)
    assert fact.shown == ShownId(
        IdType.DRIVER_LICENCE, name=PersonName("Sampleton", "Orville"), address="1 Elm St"
    )


def test_in_virginia_a_pharmacist_signs_for_a_person_who_is_known() -> None:
    (fact,) = ticket("US-VA", NEW[2], Relationship.CAREGIVER).do(c.ReleaseControlled(PHARMACIST))
    assert isinstance(fact, f.ControlledReleased)
    assert (fact.basis, fact.pharmacist) == (ReleaseBasis.KNOWN, PHARMACIST)
    assert len(fact.rules) == 2


# --- the other states


SURVEYED = {
    "any controlled drug": "US-DE",
    "if unknown and nothing else": "US-CT US-HI US-IN US-LA US-MI US-NY US-ND US-OK US-SC US-TX",
    "if unknown, and more": "US-ID US-ME US-MN US-NM",
    "on suspicion": "US-MA US-NV",
    "certain schedules": "US-FL US-GA US-IL US-VT US-WV",
}
"""The groups of section 7; Virginia and North Carolina have rows from their statutes."""


@pytest.mark.parametrize("state", " ".join(SURVEYED.values()).split())
def test_the_states_of_the_2013_survey_are_asked_carefully_and_say_so(state: str) -> None:
    for schedule in SCHEDULES:
        asked = demand(state, a_fill(number=3, schedule=schedule), Relationship.OTHER)
        assert asked is not None
        assert all(not rule.confirmed for rule in asked.rules)
        assert all("unconfirmed" in rule.source for rule in asked.rules)
        assert asked.must_be_unexpired
        lenient = SURVEYED["if unknown and nothing else"]
        assert asked.known_is_enough is (state in lenient)


@pytest.mark.parametrize("state", ["US-MA", "US-NV", "US-ME", "US-MN", "US-NM", "US-ID"])
def test_where_the_survey_asks_for_more_a_known_person_is_asked_too(state: str) -> None:
    wanted = ticket(state, NEW[2])
    assert wanted.why(c.ReleaseControlled(PHARMACIST)) is Why.NOT_PERMITTED
    unknown = demand("US-WY", NEW[2])
    asked = demand(state, NEW[2])
    assert asked is not None
    assert unknown is not None
    assert (asked.fields, asked.known_is_enough) == (unknown.fields, unknown.known_is_enough)


def test_a_state_without_a_row_asks_everybody() -> None:
    asked = demand("US-CA", NEW[5])
    assert asked is not None
    assert not asked.known_is_enough
    assert [rule.name for rule in asked.rules] == ["us-controlled-id"]
    assert [rule.name for rule in rules_for(NEW[2], None, book("US-NC"), DAY)] == [
        "us-nc-controlled-id"
    ]


def test_an_uncontrolled_fill_asks_for_nothing_anywhere() -> None:
    states = {rule.jurisdiction for rule in packaged_rules() if rule.jurisdiction[:2] == "US"}
    assert [state for state in states if demand(state, a_fill())] == []


# --- what a store adds


def test_a_store_may_ask_at_refills_or_of_representatives_alone() -> None:
    terms = ControlledIdTerms(
        frozenset({4}),
        applies_to=frozenset({Dispensing.REFILL}),
        who=frozenset({Party.REPRESENTATIVE}),
    )
    refill, rule = a_fill(number=2, schedule=4), own(terms)
    assert demand("US-NC", refill, Relationship.SPOUSE, rule) is not None
    assert demand("US-NC", refill, Relationship.PATIENT, rule) is None
    assert demand("US-NC", NEW[4], Relationship.SPOUSE, rule) is None


def test_a_listed_drug_is_asked_about_whatever_its_schedule() -> None:
    rule = own(ControlledIdTerms(frozenset(), drugs=("000930150",)))
    plain = a_fill(ndc="00093015001")
    assert demand("US-NC", plain, Relationship.PATIENT, rule) is not None
    assert demand("US-NC", replace(plain, ndc="11111111111"), Relationship.PATIENT, rule) is None


def test_a_store_can_forbid_going_without() -> None:
    rule = own(ControlledIdTerms(frozenset({2}), bypass=BypassBy.NOBODY))
    policy = replace(POLICY, rules=book("US-TX", rule))
    identity, picker = known()
    wanted = given(identity, picker, c.AddFill(NEW[2], EntryMethod.SCANNED), policy=policy)
    without = c.ReleaseControlled(PHARMACIST, ReleaseBasis.BYPASSED, "no ID with them")
    assert wanted.why(without) is Why.NOT_PERMITTED


def test_a_copy_that_nothing_replaces_is_made_and_filed() -> None:
    rule = own(ControlledIdTerms(frozenset({4}), copy=CopyOfId.IMAGE))
    policy = replace(POLICY, rules=book("US-NC", rule))
    identity, picker = known()
    wanted = given(identity, picker, c.AddFill(NEW[4], EntryMethod.SCANNED), policy=policy)
    assert wanted.why(record()) is Why.ID_INCOMPLETE
    (fact,) = wanted.do(record(replace(LICENCE, copy_filed=True)))
    assert isinstance(fact, f.ControlledIdShown)
    assert fact.shown == ShownId(IdType.DRIVER_LICENCE, copy_filed=True)


def sets(of: type[Enum]) -> st.SearchStrategy[frozenset[Enum]]:
    return st.frozensets(st.sampled_from(list(of)), min_size=1)


terms = st.builds(
    ControlledIdTerms,
    schedules=st.frozensets(st.sampled_from(sorted(SCHEDULES)), min_size=1),
    fields=st.frozensets(st.sampled_from(IdField)),
    accepted=sets(IdType),
    own_state_id_only=st.booleans(),
    applies_to=sets(Dispensing),
    who=sets(Party),
    drugs=st.just(()),
    if_unknown_only=st.booleans(),
    must_be_unexpired=st.booleans(),
    copy=st.sampled_from(CopyOfId),
    keep_years=st.integers(1, 30),
    bypass=st.sampled_from(BypassBy),
)
fills = st.builds(a_fill, number=st.integers(0, 2), schedule=st.sampled_from([2, 3, 4, 5, None]))


@given_any(st.lists(terms, max_size=3), terms, fills, st.sampled_from(Relationship))
def test_another_row_never_asks_for_less(
    before: list[ControlledIdTerms], more: ControlledIdTerms, fill: Fill, who: Relationship
) -> None:
    rows = [own(each, f"own-{n}") for n, each in enumerate(before)]
    there = joined(rules_for(fill, who, RuleBook.of(rows, "US-NC"), DAY))
    added = [*rows, own(more, "more")]
    then = joined(rules_for(fill, who, RuleBook.of(added, "US-NC"), DAY))
    if there is None:
        return
    assert then is not None
    assert then.written >= there.written
    assert then.accepted <= there.accepted
    assert then.own_state_id_only >= there.own_state_id_only
    assert then.must_be_unexpired >= there.must_be_unexpired
    assert then.known_is_enough <= there.known_is_enough
    assert then.may_bypass <= there.may_bypass
    assert then.keep_years >= there.keep_years
    assert list(CopyOfId).index(then.copy) >= list(CopyOfId).index(there.copy)


def test_a_copy_that_another_row_wants_does_not_replace_name_and_address() -> None:
    either = ControlledIdTerms(frozenset({2}), copy=CopyOfId.IMAGE_OR_NAME_ADDRESS)
    both = joined([own(either, "either"), own(replace(either, copy=CopyOfId.IMAGE), "image")])
    assert both is not None
    assert both.copy is CopyOfId.IMAGE
    assert both.written == {IdField.NAME, IdField.ADDRESS}


@pytest.mark.parametrize(
    "wrong",
    [
        {"schedules": frozenset({1})},
        {"schedules": frozenset()},
        {"drugs": ("x",)},
        {"accepted": frozenset()},
        {"keep_years": 0},
    ],
)
def test_a_row_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rule|drug|records"):
        ControlledIdTerms(**{"schedules": frozenset({2}), **wrong})  # type: ignore[arg-type]


# --- on the ticket


def open_kinds(wanted: Ticket) -> list[Kind]:
    asked = obligations(wanted.sale, wanted.policy.rules, DAY)
    return [each.kind for each in asked if not each.met]


def test_without_an_id_a_pharmacist_goes_on_for_a_reason_that_is_kept() -> None:
    wanted = ticket("US-NC", NEW[3])
    without = c.ReleaseControlled(PHARMACIST, ReleaseBasis.BYPASSED, " ")
    assert wanted.why(without) is Why.NOTE_MISSING
    (fact,) = wanted.do(replace(without, reason="emergency"))
    assert isinstance(fact, f.ControlledReleased)
    assert (fact.basis, fact.reason) == (ReleaseBasis.BYPASSED, "emergency")
    assert Kind.CONTROLLED not in open_kinds(wanted)


def test_no_id_is_recorded_where_none_is_asked() -> None:
    assert ticket("US-NC", a_fill()).why(record()) is Why.ID_NOT_ASKED


def test_somebody_else_at_the_counter_shows_an_id_again() -> None:
    wanted = ticket("US-NC", NEW[2])
    wanted.do(record())
    wanted.do(c.NamePicker(MARIA, Relationship.SPOUSE))
    assert Kind.CONTROLLED in open_kinds(wanted)
    wanted.do(record())
    wanted.do(c.NamePicker(MARIA, Relationship.SPOUSE))
    assert Kind.CONTROLLED not in open_kinds(wanted)


def test_one_id_answers_for_the_fills_of_a_family() -> None:
    child = a_fill("7000001", 0, who=LUIS, schedule=2)
    wanted = ticket("US-NC", NEW[2])
    identity, _ = known(LUIS)
    wanted.do(
        identity,
        c.NamePicker(LUIS, Relationship.PARENT_OR_GUARDIAN),
        c.AddFill(child, EntryMethod.SCANNED),
    )
    (fact,) = wanted.do(record())
    assert isinstance(fact, f.ControlledIdShown)
    assert fact.lines == (LineId(1), LineId(2))


def test_nothing_of_an_id_is_in_a_repr() -> None:
    shown = replace(LICENCE, birth_date=date(1967, 7, 21))
    (fact,) = ticket("US-NC", NEW[2]).do(record(shown))
    words = repr(shown) + repr(record(shown)) + repr(fact)
    for secret in ("99999999", "Sampleton", "Orville", "Elm", "1967"):
        assert secret not in words


# --- names as they are typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sampleton, Orville", ("Sampleton", "Orville")),
        ("orville  sampleton", ("sampleton", "orville")),
        ("de la Sample, Ana Maria", ("de la Sample", "Ana Maria")),
        ("Ana Maria Sample", None),
        ("Sampleton", None),
        (", Orville", None),
        ("", None),
        ("12, 34", None),
        ("x" * 200 + ", y", None),
    ],
)
def test_a_typed_name_is_read_in_one_way_or_not_at_all(
    typed: str, name: tuple[str, str] | None
) -> None:
    read = read_name(typed)
    assert (read and (read.family, read.given)) == name


@pytest.mark.parametrize(
    "wrong",
    [{"number": "x" * 41}, {"jurisdiction": "North"}, {"address": "a\nb"}],
)
def test_a_record_that_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"ID number|jurisdiction|address"):
        ShownId(IdType.PASSPORT, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="name"):
        PersonName(" ")


def test_each_kind_of_id_has_its_code_for_the_pdmp() -> None:
    assert {each.value: each.air04 for each in IdType} == {
        "military": "01",
        "state id": "02",
        "green card": "04",
        "passport": "05",
        "driver licence": "06",
        "tribal": "08",
        "other": "99",
    }
