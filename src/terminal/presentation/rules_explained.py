"""Of each row that is about fills: whether it applies to this one, and why.

Rules that hold here: whether it applies is asked of the module that enforces the row, so that what
is explained is what happens; only the words are made here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from terminal.app.dates import day_of
from terminal.domain.controlled import ControlledIdTerms, covers
from terminal.domain.copay import Relief, ReliefTerms, relief_rules
from terminal.domain.counselling import CounsellingTerms, trigger_of
from terminal.domain.hand_out import QuestionTerms
from terminal.domain.notice import NoticeTerms, notices_for
from terminal.domain.pickup import SignatureKind
from terminal.domain.prescription import Fill
from terminal.domain.recall import RecallTerms, recall_of
from terminal.domain.return_to_stock import ReturnToStockTerms, rules_for, window_of
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.signing import SignatureTerms


@dataclass(frozen=True, slots=True)
class Explained:
    rule: Rule[object]
    applies: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Asked:
    fill: Fill
    book: RuleBook
    day: date


def explained(fill: Fill, book: RuleBook, day: date) -> tuple[Explained, ...]:
    """The rows in force on `day`, kind by kind."""
    asked = _Asked(fill, book, day)
    return tuple(
        Explained(rule, *why_of(rule, asked))
        for terms, why_of in KINDS.items()
        for rule in book.in_force(terms, day)
    )


_Why = tuple[bool, str]


def _counselling(rule: Rule[CounsellingTerms], asked: _Asked) -> _Why:
    trigger, asks = trigger_of(asked.fill), rule.terms.triggers
    when = ", ".join(sorted(each.value for each in asks))
    return trigger in asks, f"this fill is {trigger.value}; asked when {when}"


def _controlled_id(rule: Rule[ControlledIdTerms], asked: _Asked) -> _Why:
    terms = rule.terms
    at = " and ".join(sorted(each.value for each in terms.applies_to))
    of = " and ".join(sorted(each.value for each in terms.who))
    why = f"{_described(asked.fill)}; asked for {_schedules(terms.schedules)}, {at}, of the {of}"
    return covers(terms, asked.fill), why


def _question(rule: Rule[QuestionTerms], asked: _Asked) -> _Why:
    terms = rule.terms
    of = "every fill" if terms.every_fill else _schedules(terms.schedules)
    when = " when new" if terms.new_only else ""
    return terms.covers(asked.fill), f"{_described(asked.fill)}; asked for {of}{when}"


def _schedules(schedules: frozenset[int]) -> str:
    return ", ".join(f"C-{each}" for each in sorted(schedules))


def _described(fill: Fill) -> str:
    schedule = "not controlled" if fill.schedule is None else f"C-{fill.schedule}"
    return f"this fill is {schedule}, {'new' if fill.is_new else 'a refill'}"


def _signature(rule: Rule[SignatureTerms], asked: _Asked) -> _Why:
    patient = asked.fill.patient
    match rule.terms.covers:
        case SignatureKind.THIRD_PARTY:
            billed = asked.fill.third_party
            return billed, "a third party pays" if billed else "no third party pays"
        case SignatureKind.NOTICE:
            known = rule.terms.notice in patient.acknowledged
            told = "has answered" if known else "has not answered"
            return not known, f"the patient {told} this version, {rule.terms.notice}"
        case SignatureKind.COUNSELLING_REFUSAL:
            return False, "asked when counselling is refused"
        case SignatureKind.EASY_OPEN:
            wanted = asked.fill.caps_unsigned
            lies = "lies" if wanted else "does not lie"
            return wanted, f"it {lies} in an easy-open container without a signed request"
        case SignatureKind.DELIVERY:
            return False, "asked when it is delivered"


def _return_to_stock(rule: Rule[ReturnToStockTerms], asked: _Asked) -> _Why:
    if rule not in rules_for(asked.fill, asked.book, asked.day):
        return False, "it is about another payer, or another row says more of this one"
    window = window_of(asked.fill, asked.book, asked.day)
    if window is None:
        return False, "nothing tells since when the fill waits"
    if rule not in window.rules:
        return False, f"another row ends earlier: sold on {day_of(window.last_day)} at the latest"
    over = "it is over" if window.over(asked.day) else "it runs"
    return True, f"sold on {day_of(window.last_day)} at the latest; {over}"


def _notice(rule: Rule[NoticeTerms], asked: _Asked) -> _Why:
    codes = ", ".join(rule.terms.reject_codes)
    told = ", ".join(asked.fill.rejects) or "none"
    applies = rule in notices_for(asked.fill, asked.book, asked.day)
    return applies, f"reject codes of the claim: {told}; asked at {codes}"


def _recall(rule: Rule[RecallTerms], asked: _Asked) -> _Why:
    recall = recall_of(asked.fill, asked.book, asked.day)
    if recall is None or rule not in recall.rules:
        return False, "it is of another package or lot"
    return True, "this lot is recalled" if recall.certain else "its lot is not known"


def _relief(rule: Rule[ReliefTerms], asked: _Asked) -> _Why:
    applies = rule in relief_rules(rule.terms.relief, asked.fill, asked.book, asked.day)
    done = "be left owed" if rule.terms.relief is Relief.OWED else "be waived"
    payer = asked.fill.payer.kind.value
    return applies, f"the copay may {'' if applies else 'not '}{done} (payer: {payer})"


KINDS: Final[Mapping[type[Any], Callable[[Rule[Any], _Asked], _Why]]] = MappingProxyType(
    {
        CounsellingTerms: _counselling,
        ControlledIdTerms: _controlled_id,
        QuestionTerms: _question,
        SignatureTerms: _signature,
        ReturnToStockTerms: _return_to_stock,
        NoticeTerms: _notice,
        RecallTerms: _recall,
        ReliefTerms: _relief,
    }
)
"""The kinds that are about a fill; those about goods and about keeping records are not."""
