"""Which rows apply to a fill: the same that are enforced, each with its reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.sales import a_fill
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import ClaimState, Fill, Therapy
from terminal.domain.rules import RuleBook
from terminal.presentation.rules_explained import KINDS, explained
from terminal.rules_files import TERMS, load_rules

DAY = date(2026, 11, 20)
BOOK = RuleBook.of(load_rules(None).rules, "US-NC")
NOT_ABOUT_A_FILL = {
    "cash rounding",
    "coupon",
    "holidays",
    "restricted",
    "pse",
    "pse-notice",
    "retention",
}
FILL = replace(a_fill(), claim=ClaimState.PAID, therapy=Therapy.UNCHANGED)


def test_every_kind_of_rule_is_explained_or_is_not_about_fills() -> None:
    assert {kind for kind, terms in TERMS.items() if terms not in KINDS} == NOT_ABOUT_A_FILL


NEW_HERE = replace(FILL, patient=replace(FILL.patient, acknowledged=()))
BILLED = replace(FILL, third_party=True)
REJECTED = replace(FILL, rejects=("569",))
EASY_OPEN = replace(FILL, caps_unsigned=True)
MEDICAID = replace(FILL, payer=Payer(PayerKind.MEDICAID))


@pytest.mark.parametrize(
    ("fill", "rule", "applies", "why"),
    [
        (BILLED, "us-third-party-log", True, "a third party pays"),
        (FILL, "us-third-party-log", False, "no third party pays"),
        (REJECTED, "us-cms-10147", True, "reject codes of the claim: 569"),
        (FILL, "us-cms-10147", False, "reject codes of the claim: none"),
        (EASY_OPEN, "us-easy-open-all", True, "it lies in an easy-open container"),
        (FILL, "us-delivery", False, "asked when it is delivered"),
        (FILL, "us-counselling-refusal", False, "asked when counselling is refused"),
        (MEDICAID, "us-medicaid-copay-owed", True, "may be left owed"),
        (FILL, "us-medicaid-copay-owed", False, "may not be left owed"),
        (NEW_HERE, "us-privacy-notice", True, "the patient has not answered this version"),
        (FILL, "us-privacy-notice", False, "the patient has answered this version"),
    ],
)
def test_a_row_applies_for_the_reason_it_is_enforced_for(
    fill: Fill, rule: str, applies: bool, why: str
) -> None:
    (found,) = [each for each in explained(fill, BOOK, DAY) if each.rule.name == rule]
    assert found.applies is applies
    assert why in found.why


@pytest.mark.parametrize(
    ("waited", "why"),
    [(3, "it runs"), (40, "it is over"), (None, "nothing tells since when the fill waits")],
)
def test_a_window_says_until_when_it_may_be_sold(waited: int | None, why: str) -> None:
    since = None if waited is None else DAY - timedelta(days=waited)
    fill = replace(FILL, ready_since=None, adjudicated=since, filled=since)
    (found,) = [e for e in explained(fill, BOOK, DAY) if e.rule.name == "us-return-to-stock"]
    assert found.applies is (waited is not None)
    assert why in found.why
