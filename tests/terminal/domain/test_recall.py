"""A recalled lot stays here, and one that may be recalled until a pharmacist has looked."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.sales import DAY, RULES, a_fill
from terminal.domain.fill_guards import Stop, guard_of
from terminal.domain.prescription import Fill
from terminal.domain.recall import RecallTerms, recall_of
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook

PACKAGE = "0093-0150-01"
"""As the notice prints it; the PhMS bills it as 00093015001."""


def book(*lots: str, ndc: str = PACKAGE, until: date | None = None) -> RuleBook:
    terms = RecallTerms((ndc,), lots)
    rule = Rule("recall-1", STORE, date(2026, 1, 1), until, "a notice", "Keep it.", True, terms)
    return RuleBook.of((*RULES.rules, rule), "US-TX")


def of_lot(lot: str) -> Fill:
    return replace(a_fill(), lot=lot)


@pytest.mark.parametrize(
    ("lots", "lot", "why"),
    [
        (("A17",), "A17", Why.LOT_RECALLED),
        (("A17",), " a17 ", Why.LOT_RECALLED),
        (("A17",), "B20", None),
        (("A17",), "", Why.LOT_UNKNOWN),
        ((), "B20", Why.LOT_RECALLED),
        ((), "", Why.LOT_RECALLED),
    ],
)
def test_a_lot_that_is_or_may_be_recalled_stays(
    lots: tuple[str, ...], lot: str, why: Why | None
) -> None:
    refusal = guard_of(of_lot(lot), DAY, book(*lots))
    assert (refusal and refusal.why) == why


def test_another_package_is_not_recalled() -> None:
    assert recall_of(of_lot("A17"), book("A17", ndc="0093-0151-01"), DAY) is None


def test_eleven_digits_name_the_same_package() -> None:
    assert recall_of(of_lot("A17"), book("A17", ndc="00093015001"), DAY) is not None


def test_a_recall_that_has_ended_stops_nothing() -> None:
    assert recall_of(of_lot("A17"), book("A17", until=date(2026, 6, 30)), DAY) is None


def test_a_pharmacist_answers_for_an_unknown_lot_and_never_for_a_recalled_one() -> None:
    every = frozenset(Stop)
    assert guard_of(of_lot(""), DAY, book("A17"), every) is None
    recalled = guard_of(of_lot("A17"), DAY, book("A17"), every)
    assert recalled is not None
    assert recalled.why is Why.LOT_RECALLED


@pytest.mark.parametrize("ndcs", [(), ("12345",), ("no number",)])
def test_a_recall_names_packages(ndcs: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="ndcs"):
        RecallTerms(ndcs)
