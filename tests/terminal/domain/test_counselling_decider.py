"""What may be recorded of counselling: for which fills, by whom, and what a new reading does."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from helpers.sales import CASHIER, DAY, PHARMACIST, POLICY, Ticket, a_fill, counsel, given, pick
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.counselling import (
    CounsellingTerms,
    Mode,
    OfferBy,
    Trigger,
    counselling_for,
)
from terminal.domain.counselling_decider import kept_demand
from terminal.domain.identity import LaneId, LineId
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import Fill, Therapy
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.sale import Sale
from terminal.rules_files import packaged_rules

ONE, TWO = LineId(1), LineId(2)
IDAHO = RuleBook.of(packaged_rules(), "US-ID")
IN_IDAHO = replace(POLICY, rules=IDAHO)
REFILL = a_fill("6012345", 2, counselling=None)
NEW = a_fill("6012346", 0, counselling=None)
REFUSED = c.RecordCounselling(Counselling.REFUSED, CASHIER, "patient", by_pharmacist=False)


def results(sale: Sale) -> list[Counselling | None]:
    return [line.counselling for line in sale.rx_lines]


def two_new() -> Ticket:
    return given(*pick(NEW), *pick(a_fill("6012347", 0, counselling=None)))


# --- what the patient asks for

ASKED = replace(counsel(), lines=(ONE,), requested=True)
IN_CALIFORNIA = replace(POLICY, rules=RuleBook.of(packaged_rules(), "US-CA"))


def test_what_a_patient_asks_of_a_refill_is_recorded_as_a_request() -> None:
    ticket = given(*pick(REFILL), policy=IN_CALIFORNIA)
    assert ticket.open_kinds() == [], "nothing asks by itself"
    (fact,) = ticket.do(ASKED)
    assert isinstance(fact, f.CounsellingRecorded)
    assert fact.requested
    assert (fact.lines, fact.result, fact.by) == ((ONE,), Counselling.ACCEPTED, PHARMACIST)
    assert fact.rules == ("us-ca-counselling@1992-11-01",)
    assert results(ticket.sale) == [Counselling.ACCEPTED]


def test_where_no_row_speaks_of_requests_it_is_recorded_all_the_same() -> None:
    (fact,) = given(*pick(REFILL)).do(ASKED)
    assert isinstance(fact, f.CounsellingRecorded)
    assert (fact.requested, fact.rules) == (True, ())


def test_what_a_row_asks_for_is_answered_as_such_and_not_as_a_request() -> None:
    assert given(*pick(NEW)).why(ASKED) is Why.NOTHING_TO_COUNSEL
    assert given(*pick(REFILL)).why(replace(ASKED, lines=())) is Why.NOTHING_TO_COUNSEL
    assert given(*pick(REFILL)).why(replace(ASKED, lines=(TWO,))) is Why.NOTHING_TO_COUNSEL


def test_a_request_is_a_pharmacist_s_to_record_whatever_came_of_it() -> None:
    ticket = given(*pick(REFILL), policy=IN_IDAHO)
    ticket.do(REFUSED)  # the row for refills lets anybody offer
    asked = replace(REFUSED, lines=(ONE,), requested=True)
    assert ticket.why(asked) is Why.PHARMACIST_NEEDED


def test_a_patient_who_refused_may_ask_afterwards() -> None:
    ticket = given(*pick(NEW))
    ticket.do(counsel(Counselling.REFUSED, "patient"))
    ticket.do(ASKED)
    assert results(ticket.sale) == [Counselling.ACCEPTED]


@pytest.mark.parametrize("came", [Counselling.REFUSED, Counselling.NOT_PRACTICABLE])
def test_a_request_that_came_to_nothing_answers_no_row(came: Counselling) -> None:
    ticket = given(*pick(REFILL))
    ticket.do(replace(ASKED, result=came, note="by phone later"))
    assert results(ticket.sale) == [None]
    ticket.do(c.RefreshFill(replace(REFILL, counselling=True), None))
    assert Kind.COUNSELLING in ticket.open_kinds()


# --- which fills


def test_the_patient_accepts_one_and_refuses_another() -> None:
    ticket = two_new()
    ticket.do(replace(counsel(), lines=(ONE,)))
    assert ticket.open_kinds() == [Kind.COUNSELLING]
    ticket.do(replace(counsel(Counselling.REFUSED, "patient"), lines=(TWO,)))
    assert results(ticket.sale) == [Counselling.ACCEPTED, Counselling.REFUSED]
    assert ticket.open_kinds() == []


def test_an_answer_that_names_a_fill_which_does_not_wait_is_for_none() -> None:
    ticket = two_new()
    ticket.do(replace(counsel(), lines=(ONE,)))
    assert ticket.why(replace(counsel(), lines=(ONE, TWO))) is Why.NOTHING_TO_COUNSEL
    assert ticket.why(replace(counsel(), lines=(LineId(9),))) is Why.NOTHING_TO_COUNSEL
    assert results(ticket.sale) == [Counselling.ACCEPTED, None]


def test_each_fill_is_recorded_with_the_rows_that_asked_for_it() -> None:
    ticket = given(*pick(REFILL), *pick(NEW), policy=IN_IDAHO)
    facts = ticket.do(counsel())
    told = [(each.lines, each.rules) for each in facts if isinstance(each, f.CounsellingRecorded)]
    assert [lines for lines, _ in told] == [(ONE,), (TWO,)]
    assert told[0][1] == ("us-id-counselling-refill@2018-07-01",)
    assert "us-id-counselling-new@2018-07-01" in told[1][1]


# --- by whom


def test_a_clerk_records_a_refusal_only_where_anybody_may_offer() -> None:
    at_refill = given(*pick(REFILL), policy=IN_IDAHO)
    (fact,) = at_refill.do(REFUSED)
    assert isinstance(fact, f.CounsellingRecorded)
    assert (fact.by, fact.result) == (CASHIER, Counselling.REFUSED)
    assert given(*pick(NEW), policy=IN_IDAHO).why(REFUSED) is Why.PHARMACIST_NEEDED
    both = given(*pick(REFILL), *pick(NEW), policy=IN_IDAHO)
    assert both.why(REFUSED) is Why.PHARMACIST_NEEDED
    both.do(replace(REFUSED, lines=(ONE,)))
    assert results(both.sale) == [Counselling.REFUSED, None]


def test_nothing_but_a_refusal_stands_without_a_pharmacist() -> None:
    ticket = given(*pick(REFILL), policy=IN_IDAHO)
    for result in (Counselling.ACCEPTED, Counselling.NOT_PRACTICABLE):
        assert ticket.why(replace(REFUSED, result=result)) is Why.PHARMACIST_NEEDED


def test_a_pharmacist_at_another_lane_answers_also_for_a_ticket_that_was_put_aside() -> None:
    there = replace(counsel(), lane=LaneId("3"))
    ticket = two_new()
    ticket.do(c.Suspend())
    assert ticket.why(counsel()) is Why.TICKET_NOT_OPEN
    (fact,) = ticket.do(there)
    assert isinstance(fact, f.CounsellingRecorded)
    assert (fact.by, fact.lane) == (PHARMACIST, LaneId("3"))
    ticket.do(c.Resume(CASHIER), c.Abandon("gone"))
    assert ticket.why(there) is Why.TICKET_NOT_OPEN


# --- read again


def test_a_flag_that_comes_after_the_answer_asks_again() -> None:
    ticket = given(*pick(NEW), counsel())
    flagged = replace(NEW, counselling=True, counselling_reason="interaction")
    ticket.do(c.RefreshFill(flagged, None))
    assert results(ticket.sale) == [None]
    assert ticket.open_kinds() == [Kind.COUNSELLING]


def test_the_same_words_leave_the_answer_alone() -> None:
    ticket = given(*pick(NEW), counsel())
    ticket.do(c.RefreshFill(replace(NEW, version="2"), None))
    assert results(ticket.sale) == [Counselling.ACCEPTED]


def test_a_therapy_that_is_said_to_be_known_only_later_is_still_asked_about() -> None:
    ticket = given(*pick(NEW), c.RefreshFill(replace(NEW, therapy=Therapy.UNCHANGED), None))
    assert ticket.open_kinds() == [Kind.COUNSELLING]


fills = st.builds(
    lambda number, word, therapy: replace(a_fill(number=number, counselling=word), therapy=therapy),
    st.integers(0, 2),
    st.sampled_from([True, False, None]),
    st.sampled_from(Therapy),
)
terms = st.builds(
    CounsellingTerms,
    st.frozensets(st.sampled_from(Trigger), min_size=1),
    st.just(Mode.OFFER),
    st.sampled_from(OfferBy),
    st.booleans(),
) | st.builds(
    CounsellingTerms,
    st.frozensets(st.sampled_from(Trigger), min_size=1),
    st.just(Mode.MUST_CONSULT),
)


@for_all(fills, fills, st.lists(terms, max_size=4), st.sampled_from(["US-CA", "US-ID", "US-TX"]))
def test_what_is_read_again_never_asks_for_less(
    before: Fill, now: Fill, own: list[CounsellingTerms], state: str
) -> None:
    rows = [
        Rule(f"own-{n}", STORE, date(2020, 1, 1), None, "the owner", "Ask.", True, each)
        for n, each in enumerate(own)
    ]
    book = RuleBook.of((*packaged_rules(), *rows), state)
    now = replace(now, key=before.key)
    old, new = counselling_for(before, book, DAY), counselling_for(now, book, DAY)
    kept = counselling_for(kept_demand(before, now, book, DAY), book, DAY)
    if old is None and new is None:
        assert kept is None
        return
    assert kept is not None
    for asked in (old, new):
        if asked is not None and asked.mode is Mode.MUST_CONSULT:
            assert kept.mode is Mode.MUST_CONSULT
    if old is not None and kept.mode is old.mode and old.offer_by is OfferBy.PHARMACIST:
        assert kept.offer_by is OfferBy.PHARMACIST


@for_all(fills, st.lists(terms, max_size=5), terms, st.sampled_from(["US-CA", "US-ID", "US-TX"]))
def test_one_more_row_of_the_store_only_tightens(
    fill: Fill, own: list[CounsellingTerms], more: CounsellingTerms, state: str
) -> None:
    rows = [
        Rule(f"own-{n}", STORE, date(2020, 1, 1), None, "the owner", "Ask.", True, each)
        for n, each in enumerate((*own, more))
    ]
    without = counselling_for(fill, RuleBook.of((*packaged_rules(), *rows[:-1]), state), DAY)
    with_it = counselling_for(fill, RuleBook.of((*packaged_rules(), *rows), state), DAY)
    if without is None:
        return
    assert with_it is not None
    assert with_it.mode is Mode.MUST_CONSULT or without.mode is Mode.OFFER
    assert with_it.offer_by is OfferBy.PHARMACIST or without.offer_by is OfferBy.ANY
    assert with_it.refusal_signed or not without.refusal_signed
