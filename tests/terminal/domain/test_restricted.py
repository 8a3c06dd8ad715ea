"""The rows of section 11, and that a row more never lets anybody through."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sales import CANDY, DAY, IBUPROFEN
from terminal.domain.catalog import Item, ItemCategory, ItemClass, Measure, Pack, Restriction
from terminal.domain.identity import StaffId
from terminal.domain.refusal import Refusal, Why
from terminal.domain.restricted import (
    AgeMethod,
    Demand,
    LogField,
    RestrictedTerms,
    age_class,
    demand_of,
    not_sold,
    rows_of,
)
from terminal.domain.rules import ELSEWHERE, FEDERAL, STORE, Rule, RuleBook
from terminal.domain.staff import Role, StaffMember
from terminal.rules_files import packaged_rules

DXM = ItemClass.DEXTROMETHORPHAN
DXM_STATES = ("AK", "AZ", "CA", "FL", "MI", "NV", "OR", "PA", "TN", "TX", "VA", "WA")
TOBACCO = RestrictedTerms(ItemClass.TOBACCO, 21, 30, AgeMethod.VISUAL)
SYRUP = replace(IBUPROFEN, classes=(DXM,))
CASHIER = StaffMember(StaffId("101"), "A. Rivera", Role.CASHIER)


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def row(terms: RestrictedTerms, place: str = STORE, name: str = "own") -> Rule[object]:
    return Rule(name, place, date(2020, 1, 1), None, "the owner", "Ask.", True, terms)


def demand(state: str, item_class: ItemClass, *more: Rule[object], day: date = DAY) -> Demand:
    return Demand(rows_of(item_class, book(state, *more), day))


# --- the table of section 11


@pytest.mark.parametrize("state", DXM_STATES)
def test_dextromethorphan_is_18_with_an_id_of_who_looks_under_25(state: str) -> None:
    asked = demand(f"US-{state}", DXM)
    assert (asked.min_age, asked.looks_over, asked.rx_exempts) == (18, 25, True)
    assert [rule.jurisdiction for rule in asked.rules] == [f"US-{state}"]
    assert [rule.confirmed for rule in asked.rules] == [False]


def test_dextromethorphan_in_new_york_appearance_is_no_defence() -> None:
    asked = demand("US-NY", DXM)
    assert (asked.min_age, asked.looks_over) == (18, None)
    assert not asked.shown_by(60, AgeMethod.VISUAL)
    assert asked.shown_by(18, AgeMethod.DOB_ENTRY)


def test_dextromethorphan_in_a_state_without_a_row_is_careful_and_says_so() -> None:
    asked = demand("US-OH", DXM)
    assert (asked.min_age, asked.looks_over) == (18, 25)
    assert [(rule.jurisdiction, rule.confirmed) for rule in asked.rules] == [("*", False)]


@pytest.mark.parametrize("state", ["US-TX", "US-OH"])
def test_tobacco_is_21_with_a_photo_id_under_30_everywhere(state: str) -> None:
    asked = demand(state, ItemClass.TOBACCO)
    assert (asked.min_age, asked.looks_over, asked.rx_exempts) == (21, 30, False)
    assert [(rule.jurisdiction, rule.confirmed) for rule in asked.rules] == [("US", True)]


def test_the_photo_id_under_30_began_on_30_september_2024() -> None:
    assert demand("US-TX", ItemClass.TOBACCO, day=date(2024, 9, 29)).rules == ()
    assert demand("US-TX", ItemClass.TOBACCO, day=date(2024, 9, 30)).looks_over == 30


@pytest.mark.parametrize(
    ("item_class", "cc", "units"),
    [(ItemClass.SCHEDULE_V, 120, 24), (ItemClass.SCHEDULE_V_OPIUM, 240, 48)],
)
def test_schedule_v_over_the_counter_is_21_cfr_1306_26(
    item_class: ItemClass, cc: int, units: int
) -> None:
    (federal,) = (r for r in demand("US-TX", item_class).rules if r.jurisdiction == FEDERAL)
    terms = federal.terms
    assert federal.confirmed
    assert (terms.min_age, terms.method) == (18, AgeMethod.DOB_ENTRY)
    assert terms.seller_roles == {Role.PHARMACIST}
    assert (terms.limit_cc, terms.limit_units, terms.limit_hours) == (cc, units, 48)
    assert terms.log_fields == {
        *(LogField.NAME, LogField.ADDRESS, LogField.DRUG),
        *(LogField.QUANTITY, LogField.DATE, LogField.PHARMACIST),
    }


@pytest.mark.parametrize("item_class", [ItemClass.SCHEDULE_V, ItemClass.SCHEDULE_V_OPIUM])
def test_schedule_v_is_sold_only_where_the_state_s_row_asks_no_prescription(
    item_class: ItemClass,
) -> None:
    cough = replace(IBUPROFEN, classes=(item_class,), pack=Pack(120, Measure.CC))
    refused = not_sold(cough, book("US-TX"), DAY)
    assert refused == Refusal(Why.NEEDS_PRESCRIPTION, IBUPROFEN.name)
    allowed = row(RestrictedTerms(item_class), "US-TX", "texas")
    assert not_sold(cough, book("US-TX", allowed), DAY) is None
    forbidden_again = row(RestrictedTerms(item_class, without_prescription=False))
    assert not_sold(cough, book("US-TX", allowed, forbidden_again), DAY) == refused


@pytest.mark.parametrize(
    ("item_class", "age"),
    [
        (ItemClass.ALCOHOL, 21),
        (ItemClass.HEARING_AID, 18),
        (ItemClass.NITROUS_OXIDE, 21),
        (ItemClass.SYRINGE, 18),
        (ItemClass.LOTTERY, 21),
        (ItemClass.NICOTINE_REPLACEMENT, 18),
    ],
)
def test_the_other_goods_are_rows_that_nobody_confirmed(item_class: ItemClass, age: int) -> None:
    asked = demand("US-TX", item_class)
    assert asked.min_age == age
    assert not any(rule.confirmed for rule in asked.rules)
    assert all("unconfirmed" in rule.source for rule in asked.rules)


@pytest.mark.parametrize("item_class", ItemClass)
def test_every_class_has_a_row_in_every_state(item_class: ItemClass) -> None:
    assert demand("US-OH", item_class).rules


# --- which items


def test_a_state_s_row_of_one_class_leaves_the_careful_rows_of_another() -> None:
    alcohol = row(
        RestrictedTerms(ItemClass.ALCOHOL, 21, 40, AgeMethod.VISUAL), "US-TX", "tx-alcohol"
    )
    assert demand("US-TX", ItemClass.ALCOHOL, alcohol).looks_over == 40
    assert demand("US-TX", ItemClass.LOTTERY, alcohol).rules


def test_an_item_of_two_classes_is_asked_for_both() -> None:
    both = replace(SYRUP, classes=(DXM, ItemClass.ALCOHOL))
    asked = demand_of(both, book("US-TX"), DAY)
    assert (asked.min_age, asked.method, asked.rx_exempts) == (21, AgeMethod.DOB_ENTRY, False)


@pytest.mark.parametrize("category", [ItemCategory.TOBACCO, ItemCategory.ALCOHOL])
def test_tobacco_and_alcohol_are_asked_for_whatever_the_catalogue_forgot(
    category: ItemCategory,
) -> None:
    assert demand_of(replace(CANDY, category=category), book("US-TX"), DAY).min_age == 21


@pytest.mark.parametrize(
    "item",
    [replace(CANDY, restriction=Restriction.AGE), replace(CANDY, classes=(ItemClass.LOTTERY,))],
)
def test_what_its_rule_is_is_not_guessed(item: Item) -> None:
    assert not_sold(item, RuleBook("US-TX"), DAY) == Refusal(Why.RESTRICTED_AGE, CANDY.name)
    assert not_sold(CANDY, RuleBook("US-TX"), DAY) is None


# --- the strictest join

ROLES = st.frozensets(st.sampled_from(Role), min_size=1)


@st.composite
def terms(draw: st.DrawFn) -> RestrictedTerms:
    method = draw(st.none() | st.sampled_from(AgeMethod))
    age = 0 if method is None else draw(st.integers(1, 99))
    looks = draw(st.integers(age, 99)) if method is AgeMethod.VISUAL else None
    return RestrictedTerms(
        ItemClass.SCHEDULE_V,
        age,
        looks,
        method,
        rx_exempts=method is not None and draw(st.booleans()),
        seller_roles=draw(ROLES),
        seller_min_age=draw(st.integers(0, 30)),
        log_fields=draw(st.frozensets(st.sampled_from(LogField))),
        without_prescription=draw(st.booleans()),
    )


@given(
    law=st.lists(terms(), max_size=3),
    wish=terms(),
    age=st.integers(0, 120),
    method=st.sampled_from(AgeMethod),
    role=st.sampled_from(Role),
    born=st.none() | st.dates(date(1950, 1, 1), DAY),
)
def test_a_store_cannot_loosen_anything(
    law: list[RestrictedTerms],
    wish: RestrictedTerms,
    age: int,
    method: AgeMethod,
    role: Role,
    born: date | None,
) -> None:
    rows = tuple(row(each, FEDERAL, f"law-{n}") for n, each in enumerate(law))
    before, after = Demand(rows), Demand((*rows, row(wish)))  # type: ignore[arg-type]
    seller = StaffMember(StaffId("1"), "S", role, born)
    if after.shown_by(age, method):
        assert before.shown_by(age, method)
    if after.sold_by(seller, DAY) is None:
        assert before.sold_by(seller, DAY) is None
    assert after.min_age >= before.min_age
    assert after.method.strictness >= before.method.strictness
    if before.of_age and after.looks_over is not None:
        assert before.looks_over is not None
        assert after.looks_over >= before.looks_over
    assert after.log_fields >= before.log_fields
    assert before.without_prescription or not after.without_prescription
    if before.of_age:
        assert before.rx_exempts or not after.rx_exempts


def test_a_store_may_ask_an_id_of_everybody_who_looks_under_40() -> None:
    wish = replace(TOBACCO, id_if_appears_under=40)
    asked = demand("US-TX", ItemClass.TOBACCO, row(wish))
    assert (asked.min_age, asked.looks_over) == (21, 40)
    lax = demand("US-TX", ItemClass.TOBACCO, row(replace(TOBACCO, id_if_appears_under=21)))
    assert lax.looks_over == 30


# --- sellers and what is kept


@pytest.mark.parametrize(
    ("born", "why"),
    [
        (None, Why.SELLER_AGE_UNKNOWN),
        (date(2008, 7, 2), Why.SELLER_TOO_YOUNG),
        (date(2008, 7, 1), None),
    ],
)
def test_alcohol_is_sold_by_somebody_of_18(born: date | None, why: Why | None) -> None:
    refused = demand("US-TX", ItemClass.ALCOHOL).sold_by(replace(CASHIER, born=born), DAY)
    assert (refused and refused.why) == why


def test_schedule_v_is_dispensed_by_a_pharmacist_alone() -> None:
    asked = demand("US-TX", ItemClass.SCHEDULE_V)
    refused = asked.sold_by(CASHIER, DAY)
    assert refused is not None
    assert refused.why is Why.SELLER_ROLE
    assert asked.sold_by(replace(CASHIER, role=Role.PHARMACIST), DAY) is None


@pytest.mark.parametrize(("age", "kept"), [(17, 0), (18, 18), (20, 18), (21, 21), (80, 21)])
def test_of_an_age_only_the_class_is_kept(age: int, kept: int) -> None:
    assert age_class(age, book("US-TX"), DAY) == kept


# --- rows that cannot be


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_age": 21},
        {"method": AgeMethod.DOB_ENTRY},
        {"min_age": 21, "method": AgeMethod.VISUAL},
        {"min_age": 21, "method": AgeMethod.VISUAL, "id_if_appears_under": 18},
        {"min_age": 21, "method": AgeMethod.DOB_ENTRY, "id_if_appears_under": 30},
        {"min_age": 210, "method": AgeMethod.DOB_ENTRY},
        {"rx_exempts": True},
        {"seller_roles": frozenset()},
        {"limit_units": 24},
        {"log_fields": frozenset({LogField.NAME})},
    ],
)
def test_a_row_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each wrong in its own way
        RestrictedTerms(ItemClass.TOBACCO, **wrong)  # type: ignore[arg-type]


def test_a_limit_of_nothing_is_a_slip() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        RestrictedTerms(ItemClass.SCHEDULE_V, limit_cc=0)


def test_the_careful_row_is_one_for_every_other_state() -> None:
    assert {r.jurisdiction for r in demand("US-OH", DXM).rules} == {ELSEWHERE}
