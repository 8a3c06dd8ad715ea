"""The checklist in the way of payment: what the pickup of these fills still asks for, and why.

Derived from the ticket and the rules in force, so it can never disagree with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from terminal.domain.controlled import id_asked
from terminal.domain.counselling import (
    CounsellingDemand,
    counselling_for,
    counselling_on_request,
)
from terminal.domain.hand_out import open_questions, questions
from terminal.domain.identity import LineId
from terminal.domain.lines import RxLine
from terminal.domain.notice import notices_for
from terminal.domain.prescription import PatientId
from terminal.domain.pse import demand_of
from terminal.domain.pse_desk import PseStep, goods_of, step_of
from terminal.domain.restricted_lines import (
    age_lines,
    book_lines,
    ids,
    joined,
    refused_lines,
    unbooked,
    unshown,
)
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.sale import Sale
from terminal.domain.signing import caps_without_request, due_papers


class Kind(Enum):
    IDENTITY = "identity"
    BAGS = "bags"
    CONTROLLED = "controlled"
    COUNSELLING = "counselling"
    SIGNATURE = "signature"
    PSE = "pse"
    NOTICE = "notice"
    AGE = "age"
    RECORD_BOOK = "record book"
    REFUSED = "refused"
    QUESTIONS = "questions"


SOURCES: dict[Kind, str] = {  # of what is asked in every state, whatever the rules
    Kind.IDENTITY: "Two identifiers before a bag is handed out; the most common consumer report to"
    " ISMP is a bag for another patient.",
    Kind.BAGS: "The bag is what is handed out: each label is scanned, so that no bag goes to the"
    " wrong person or is left behind.",
    Kind.NOTICE: "A printed notice goes with a claim that Medicare Part D rejected.",
    Kind.SIGNATURE: "Payer contract: every pickup paid by a third party is signed for.",
    Kind.PSE: "Combat Methamphetamine Epidemic Act: photo ID, log and signature (21 CFR 1314.30).",
    Kind.REFUSED: "Who wanted to buy it may not. The journal says so, and nothing of the person."
    " If a date was mistyped, take the line off and scan the item again.",
}


@dataclass(frozen=True, slots=True)
class Obligation:
    kind: Kind
    lines: tuple[LineId, ...]
    met: bool
    patient: PatientId | None = None
    done: int = 0
    wanted: int = 0
    rules: tuple[Rule[object], ...] = ()
    """The rows that ask for it; none where it is asked in every state."""
    typed: int = 0
    """Of what is done: bags whose number was typed."""


def obligations(sale: Sale, book: RuleBook, day: date) -> tuple[Obligation, ...]:
    """All obligations of the ticket, met ones too, in the order in which they are met."""
    lines = sale.rx_lines
    return (
        *_identities(sale, lines),
        *_bags(lines),
        *_controlled(sale, book, day),
        *_questions(sale, book, day),
        *_counselling(lines, book, day),
        *_signatures(sale, lines, book, day),
        *_pse(sale, book, day),
        *_notices(lines, book, day),
        *_restricted(sale, book, day),
    )


def open_obligations(sale: Sale, book: RuleBook, day: date) -> tuple[Obligation, ...]:
    return tuple(each for each in obligations(sale, book, day) if not each.met)


def counselled(
    lines: tuple[RxLine, ...], book: RuleBook, day: date
) -> tuple[tuple[RxLine, CounsellingDemand], ...]:
    """The lines on which counselling is asked for, answered ones too."""
    asked = ((line, counselling_for(line.fill, book, day)) for line in lines)
    return tuple((line, demand) for line, demand in asked if demand is not None)


def uncounselled(
    sale: Sale, book: RuleBook, day: date
) -> tuple[tuple[RxLine, CounsellingDemand], ...]:
    """The lines on which counselling is asked for and has no answer yet."""
    asked = counselled(sale.rx_lines, book, day)
    return tuple((line, demand) for line, demand in asked if line.counselling is None)


def on_request(
    sale: Sale, book: RuleBook, day: date
) -> tuple[tuple[RxLine, CounsellingDemand], ...]:
    """The lines that wait for nothing, of which the patient may ask all the same."""
    waiting = {line.id for line, _ in uncounselled(sale, book, day)}
    demand = counselling_on_request(book, day)
    return tuple((line, demand) for line in sale.rx_lines if line.id not in waiting)


def _identities(sale: Sale, lines: tuple[RxLine, ...]) -> Iterator[Obligation]:
    patients = dict.fromkeys(line.fill.patient.id for line in lines)
    for patient in patients:
        known = sale.identified(patient) and sale.picker_of(patient) is not None
        own = tuple(line for line in lines if line.fill.patient.id == patient)
        known = known and not any(sale.objected(line.fill) for line in own)
        ids = tuple(line.id for line in own)
        yield Obligation(Kind.IDENTITY, ids, known, patient)


def _bags(lines: tuple[RxLine, ...]) -> Iterator[Obligation]:
    if lines:
        wanted = sum(line.fill.bags for line in lines)
        done = sum(min(line.bags_scanned, line.fill.bags) for line in lines)
        ids = tuple(line.id for line in lines if line.bags_scanned < line.fill.bags)
        typed = sum(line.bags_typed for line in lines)
        yield Obligation(Kind.BAGS, ids, not ids, None, done, wanted, typed=typed)


def _controlled(sale: Sale, book: RuleBook, day: date) -> Iterator[Obligation]:
    asked = id_asked(sale, book, day)
    if asked:
        ids = tuple(line.id for line, _ in asked if not line.id_settled)
        rules = {rule.ref: rule for _, each in asked for rule in each}
        yield Obligation(Kind.CONTROLLED, ids, not ids, rules=tuple(rules.values()))


def _questions(sale: Sale, book: RuleBook, day: date) -> Iterator[Obligation]:
    asked = questions(sale, book, day)
    if asked:
        waiting = open_questions(sale, book, day)
        ids = tuple(dict.fromkeys(line.id for _, lines in waiting for line in lines))
        rules = tuple(rule for rule, _ in asked)
        done = len(asked) - len(waiting)
        yield Obligation(Kind.QUESTIONS, ids, not ids, None, done, len(asked), rules)


def _counselling(lines: tuple[RxLine, ...], book: RuleBook, day: date) -> Iterator[Obligation]:
    asked = counselled(lines, book, day)
    if asked:
        ids = tuple(line.id for line, _ in asked if line.counselling is None)
        rules = {rule.ref: rule for _, demand in asked for rule in demand.rules}
        yield Obligation(Kind.COUNSELLING, ids, not ids, rules=tuple(rules.values()))


def _signatures(
    sale: Sale, lines: tuple[RxLine, ...], book: RuleBook, day: date
) -> Iterator[Obligation]:
    """One obligation for everything that is signed: one signing covers all that it may."""
    due, caps = due_papers(sale, book, day), caps_without_request(sale, book, day)
    waiting = {line for paper in due for line in paper.lines} | set(caps)
    about = {paper.patient for paper in due}
    open_ = tuple(line.id for line in lines if line.id in waiting or line.fill.patient.id in about)
    settled = {line for paper in sale.papers for line in paper.lines}
    people = {paper.patient for paper in sale.papers}
    all_ = tuple(
        line.id for line in lines if line.id in (*open_, *settled) or line.fill.patient.id in people
    )
    if all_:
        refs = (*(paper.rule.ref for paper in due), *(paper.rule for paper in sale.papers))
        found = (book.named(ref) for ref in dict.fromkeys(refs))
        rules = tuple(rule for rule in found if rule is not None)
        yield Obligation(Kind.SIGNATURE, open_, not open_, wanted=len(all_), rules=rules)


def _notices(lines: tuple[RxLine, ...], book: RuleBook, day: date) -> Iterator[Obligation]:
    asked = [(line, found) for line in lines if (found := notices_for(line.fill, book, day))]
    if asked:
        ids = tuple(line.id for line, _ in asked if not line.noticed)
        rules = {rule.ref: rule for _, found in asked for rule in found}
        yield Obligation(Kind.NOTICE, ids, not ids, rules=tuple(rules.values()))


def _pse(sale: Sale, book: RuleBook, day: date) -> Iterator[Obligation]:
    step = step_of(sale, book, day)
    if step is not None:
        demand = demand_of(book, day)
        ids = tuple(each.line for each in goods_of(sale))
        rules = () if demand is None else demand.rules
        yield Obligation(Kind.PSE, ids, step is PseStep.DONE, rules=rules)


def _restricted(sale: Sale, book: RuleBook, day: date) -> Iterator[Obligation]:
    """`wanted` of AGE is the highest age that is asked for."""
    if not sale.restricted:
        return
    aged, booked = age_lines(sale, book, day), book_lines(sale, book, day)
    if aged:
        waiting, demand = ids(unshown(sale, book, day)), joined(aged)
        yield Obligation(Kind.AGE, waiting, not waiting, wanted=demand.min_age, rules=demand.of_age)
    if booked:
        waiting = ids(unbooked(sale, book, day))
        yield Obligation(Kind.RECORD_BOOK, waiting, not waiting, rules=joined(booked).rules)
    refused = tuple(line.id for line in refused_lines(sale))
    if refused:
        yield Obligation(Kind.REFUSED, refused, met=False)
