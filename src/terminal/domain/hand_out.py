"""Questions before a fill is handed out: the store's red flags, and the opened bag.

Rules that hold here (pickup-and-compliance.md section 3; 21 CFR 1306.04(a) for the pharmacist's
part in a controlled prescription):

1. A question, its answers and who gives them are a row; every answer is recorded with its row.
2. An answer that stops leaves the question open: the fill comes off the ticket, or a pharmacist
   answers otherwise, whoever else could have answered before. It is recorded all the same.
3. A store adds questions; it takes none away.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.lines import RxLine
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.sale import Sale


class AnsweredBy(Enum):
    ANY = "any"
    PHARMACIST = "pharmacist"


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    question: str
    answers: tuple[str, ...]
    stops: frozenset[str] = frozenset()
    """Answers with which the fill stays here."""
    schedules: frozenset[int] = frozenset({2, 3, 4, 5})
    every_fill: bool = False
    new_only: bool = False
    answered_by: AnsweredBy = AnsweredBy.PHARMACIST
    note_wanted: bool = False
    """Whether a word on how it was settled is written down with the answer."""

    def __post_init__(self) -> None:
        if not self.question.strip() or not all(each.strip() for each in self.answers):
            raise ValueError("a question and each of its answers are in words")
        if not 1 <= len(self.answers) <= 8 or len(set(self.answers)) != len(self.answers):
            raise ValueError("a question has 1 to 8 different answers")
        if not self.stops < set(self.answers):
            raise ValueError("what stops is one of the answers, and another one lets it go")
        if not self.schedules <= {2, 3, 4, 5} or not (self.schedules or self.every_fill):
            raise ValueError("a question is for DEA schedules 2 to 5, or for every fill")

    def covers(self, fill: Fill) -> bool:
        concerns = self.every_fill or fill.schedule in self.schedules
        return concerns and (fill.is_new or not self.new_only)


Question = Rule[QuestionTerms]


def questions(
    sale: Sale, book: RuleBook, day: date
) -> tuple[tuple[Question, tuple[RxLine, ...]], ...]:
    """Each question of the ticket with its lines, answered ones too."""
    rows = book.in_force(QuestionTerms, day)
    asked = ((row, tuple(x for x in sale.rx_lines if row.terms.covers(x.fill))) for row in rows)
    return tuple((row, lines) for row, lines in asked if lines)


def open_questions(
    sale: Sale, book: RuleBook, day: date
) -> tuple[tuple[Question, tuple[RxLine, ...]], ...]:
    """The questions that wait for an answer that lets the fill go, with the lines that do."""
    waiting = (
        (row, tuple(line for line in lines if row.ref not in line.answered))
        for row, lines in questions(sale, book, day)
    )
    return tuple((row, lines) for row, lines in waiting if lines)


def signed_for(sale: Sale, row: Question, lines: tuple[RxLine, ...], answer: str) -> bool:
    """Whether a pharmacist signs for this answer; one that stopped a fill is undone by no other.

    Taken off and scanned again, the fill is still the one that was stopped.
    """
    if row.terms.answered_by is AnsweredBy.PHARMACIST:
        return True
    keys = {line.fill.key for line in lines}
    held = (
        line
        for line in sale.lines
        if isinstance(line, RxLine) and line.fill.key in keys and row.ref in line.stopped
    )
    return answer not in row.terms.stops and any(held)


def decide_answer(
    sale: Sale, command: c.AnswerQuestion, book: RuleBook, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    found = next(
        (each for each in open_questions(sale, book, day) if each[0].ref == command.rule), None
    )
    if found is None or command.answer not in found[0].terms.answers:
        return Refusal(Why.NOTHING_TO_ANSWER)
    row, lines = found
    note = command.note.strip()
    if row.terms.note_wanted and not note:
        return Refusal(Why.NOTE_MISSING)
    lets_go = command.answer not in row.terms.stops
    if signed_for(sale, row, lines, command.answer) and not command.pharmacist:
        return Refusal(Why.PHARMACIST_NEEDED)
    ids = tuple(line.id for line in lines)
    return (
        f.HandOutAnswered(
            sale.id, ids, row.ref, row.terms.question, command.answer, note, command.by, lets_go
        ),
    )
