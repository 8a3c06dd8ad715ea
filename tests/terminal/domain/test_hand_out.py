"""Questions before a fill is handed out: rows of the program and of the store."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.sales import (
    CASHIER,
    DAY,
    MARIA,
    PHARMACIST,
    POLICY,
    Ticket,
    a_fill,
    given,
    known,
    opened_bag,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.hand_out import AnsweredBy, QuestionTerms, open_questions
from terminal.domain.identity import LineId
from terminal.domain.obligation import Kind, obligations
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.rules_files import packaged_rules

FLAG = QuestionTerms(
    "Is it early?", ("no", "settled", "not settled"), frozenset({"not settled"}), note_wanted=True
)
REF = "flag@2026-01-01"


def ticket(fill: Fill, *terms: QuestionTerms) -> Ticket:
    own = [
        Rule("flag", STORE, date(2026, 1, 1), None, "the owner", "Ask.", True, each)
        for each in terms
    ]
    policy = replace(POLICY, rules=RuleBook.of((*packaged_rules(), *own), "US-VA"))
    identity, picker = known(MARIA)
    return given(identity, picker, c.AddFill(fill, EntryMethod.SCANNED), policy=policy)


def open_kinds(wanted: Ticket) -> set[Kind]:
    asked = obligations(wanted.sale, wanted.policy.rules, DAY)
    return {each.kind for each in asked if not each.met}


def answer(text: str = "settled", note: str = "called", by: str = PHARMACIST) -> c.AnswerQuestion:
    return c.AnswerQuestion(REF, text, note, PHARMACIST, pharmacist=by == PHARMACIST)


@pytest.mark.parametrize("schedule", [2, 3, 4, 5])
def test_the_bag_of_every_controlled_fill_is_opened(schedule: int) -> None:
    wanted = ticket(a_fill(schedule=schedule))
    assert Kind.QUESTIONS in open_kinds(wanted)
    wanted.do(opened_bag())
    assert Kind.QUESTIONS not in open_kinds(wanted)
    assert Kind.QUESTIONS not in open_kinds(ticket(a_fill()))


def test_an_answer_is_recorded_with_its_question_and_row() -> None:
    wanted = ticket(a_fill(schedule=4), FLAG)
    (fact,) = wanted.do(answer())
    assert fact == f.HandOutAnswered(
        fact.sale, (LineId(1),), REF, "Is it early?", "settled", "called", PHARMACIST, lets_go=True
    )
    assert wanted.why(answer()) is Why.NOTHING_TO_ANSWER


def test_an_answer_that_stops_is_recorded_and_leaves_it_open() -> None:
    wanted = ticket(a_fill(schedule=4), FLAG)
    (fact,) = wanted.do(answer("not settled", "prescriber not reached"))
    assert isinstance(fact, f.HandOutAnswered)
    assert not fact.lets_go
    assert Kind.QUESTIONS in open_kinds(wanted)
    wanted.do(answer(), opened_bag())
    assert Kind.QUESTIONS not in open_kinds(wanted)


def test_no_answer_is_a_default_and_none_is_made_up() -> None:
    wanted = ticket(a_fill(schedule=4), FLAG)
    assert wanted.why(answer("perhaps")) is Why.NOTHING_TO_ANSWER
    assert wanted.why(answer(note=" ")) is Why.NOTE_MISSING
    assert wanted.why(answer(by=CASHIER)) is Why.PHARMACIST_NEEDED
    assert wanted.why(replace(answer(), rule="other@2026-01-01")) is Why.NOTHING_TO_ANSWER


def test_a_question_is_for_its_fills() -> None:
    new = replace(FLAG, new_only=True)
    every = replace(FLAG, schedules=frozenset(), every_fill=True)

    def asked(fill: Fill, terms: QuestionTerms) -> bool:
        wanted = ticket(fill, terms)
        rows = open_questions(wanted.sale, wanted.policy.rules, DAY)
        return any(row.name == "flag" for row, _ in rows)

    assert asked(a_fill(number=0, schedule=2), new)
    assert not asked(a_fill(number=1, schedule=2), new)
    assert asked(a_fill(), every)
    assert not asked(a_fill(), FLAG)


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": " "},
        {"answers": ()},
        {"answers": ("no", "no")},
        {"stops": frozenset({"no", "settled", "not settled"})},
        {"stops": frozenset({"maybe"})},
        {"schedules": frozenset()},
        {"schedules": frozenset({1})},
    ],
)
def test_a_question_that_nobody_can_answer_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"question|answers"):
        replace(FLAG, **wrong)  # type: ignore[arg-type]


def test_anybody_answers_where_the_row_says_so() -> None:
    plain = replace(FLAG, answered_by=AnsweredBy.ANY, note_wanted=False)
    wanted = ticket(a_fill(schedule=4), plain)
    assert wanted.do(c.AnswerQuestion(REF, "no", "", CASHIER))


def test_what_stopped_is_undone_by_a_pharmacist_alone() -> None:
    anybody = replace(FLAG, answered_by=AnsweredBy.ANY)
    wanted = ticket(a_fill(schedule=4), anybody)
    wanted.do(answer("not settled", by=CASHIER))
    assert wanted.why(answer(by=CASHIER)) is Why.PHARMACIST_NEEDED
    wanted.do(answer("not settled", by=CASHIER))
    wanted.do(answer(by=PHARMACIST), opened_bag())
    assert Kind.QUESTIONS not in open_kinds(wanted)


def test_a_stopped_fill_that_was_taken_off_and_scanned_again_is_still_stopped() -> None:
    fill = a_fill(schedule=4)
    wanted = ticket(fill, replace(FLAG, answered_by=AnsweredBy.ANY))
    wanted.do(answer("not settled", by=CASHIER))
    wanted.do(
        c.AddFill(a_fill(rx="6012346", schedule=4), EntryMethod.SCANNED), c.VoidLine(LineId(1))
    )
    wanted.do(c.AddFill(fill, EntryMethod.SCANNED))
    assert wanted.why(answer(by=CASHIER)) is Why.PHARMACIST_NEEDED
