"""When a pharmacist talks about a medicine: each state's row, and what is new to a patient."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.sales import DAY, a_fill
from terminal.domain.counselling import (
    CounsellingTerms,
    Mode,
    OfferBy,
    Trigger,
    counselling_for,
    reissued,
)
from terminal.domain.prescription import Fill, Therapy
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.rules_files import packaged_rules

NEW = a_fill(number=0, counselling=None)
REFILL = a_fill(number=2, counselling=None)
CHANGED = replace(REFILL, therapy=Therapy.CHANGED)
FLAGGED = a_fill(number=2, counselling=True)


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def own(terms: CounsellingTerms) -> Rule[object]:
    return Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Ask.", True, terms)


@pytest.mark.parametrize(
    ("state", "fill", "mode"),
    [
        ("US-CA", NEW, Mode.MUST_CONSULT),
        ("US-CA", CHANGED, Mode.MUST_CONSULT),
        ("US-CA", FLAGGED, Mode.MUST_CONSULT),
        ("US-CA", REFILL, None),
        ("US-ID", NEW, Mode.MUST_CONSULT),
        ("US-ID", REFILL, Mode.OFFER),
        ("US-SD", NEW, Mode.OFFER),
        ("US-SD", REFILL, None),
        ("US-DC", NEW, Mode.OFFER),
        ("US-TX", NEW, Mode.OFFER),
        ("US-TX", CHANGED, Mode.OFFER),
        ("US-TX", REFILL, None),
    ],
)
def test_each_row_of_section_6(state: str, fill: Fill, mode: Mode | None) -> None:
    asked = counselling_for(fill, book(state), DAY)
    assert (asked and asked.mode) == mode


def test_a_state_without_a_row_is_asked_carefully_and_says_so() -> None:
    asked = counselling_for(CHANGED, book("US-TX"), DAY)
    assert asked is not None
    assert [rule.confirmed for rule in asked.rules] == [False]
    in_california = counselling_for(CHANGED, book("US-CA"), DAY)
    assert in_california is not None
    assert [rule.name for rule in in_california.rules] == ["us-ca-counselling"]


def test_a_reissued_number_of_a_known_therapy_is_not_new() -> None:
    again = replace(NEW, therapy=Therapy.UNCHANGED)
    assert reissued(again)
    assert counselling_for(again, book("US-CA"), DAY) is None


def test_a_new_therapy_is_new_whatever_its_fill_number() -> None:
    asked = counselling_for(replace(REFILL, therapy=Therapy.NEW), book("US-TX"), DAY)
    assert asked is not None
    assert asked.trigger is Trigger.NEW


def test_the_word_of_the_phms_that_none_is_needed_covers_the_medicine_not_the_refill_rule() -> None:
    told = replace(NEW, counselling=False)
    assert counselling_for(told, book("US-CA"), DAY) is None
    asked = counselling_for(told, book("US-ID"), DAY)
    assert asked is not None
    assert (asked.mode, asked.offer_by) == (Mode.OFFER, OfferBy.ANY)


def test_a_store_tightens_and_cannot_loosen() -> None:
    strict = own(CounsellingTerms(frozenset({Trigger.REFILL, Trigger.NEW}), refusal_signed=True))
    at_refill = counselling_for(REFILL, book("US-TX", strict), DAY)
    assert at_refill is not None
    assert at_refill.refusal_signed
    lax = own(CounsellingTerms(frozenset({Trigger.NEW}), offer_by=OfferBy.ANY))
    still = counselling_for(NEW, book("US-CA", lax), DAY)
    assert still is not None
    assert (still.mode, still.offer_by) == (Mode.MUST_CONSULT, OfferBy.PHARMACIST)
