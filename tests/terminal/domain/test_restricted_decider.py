"""Restricted goods on a ticket: ages shown and refused, and what the record book takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from helpers.restricted import (
    ANA,
    CIGARETTES,
    CODEINE,
    ORVILLE,
    OTC,
    PHIL,
    SYRUP,
    WINE,
    born,
    check,
    dispense,
    row,
    sold,
    with_rows,
)
from helpers.sales import CANDY, DAY, NOW, POLICY, Ticket, add, cash, given, quantity, void
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import ItemClass, Measure, Pack
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.obligation import Kind, Obligation
from terminal.domain.record_book import BookBuyer, BuyerBasis, over_limit
from terminal.domain.refusal import Why
from terminal.domain.restricted import (
    AgeMethod,
    Demand,
    LogField,
    RefusedBecause,
    RestrictedTerms,
    rows_of,
)
from terminal.domain.rules import RuleBook
from terminal.domain.sale import SaleStatus
from terminal.rules_files import packaged_rules

NEW_YORK = replace(POLICY, rules=RuleBook.of(packaged_rules(), "US-NY"))
PILLS = replace(CODEINE, pack=Pack(12, Measure.UNITS))
OPIUM = replace(CODEINE, classes=(ItemClass.SCHEDULE_V_OPIUM,))
OPIUM_PILLS = replace(OPIUM, pack=Pack(12, Measure.UNITS))


def age(ticket: Ticket) -> Obligation:
    return next(each for each in ticket.todo() if each.kind is Kind.AGE)


# --- an age


def test_an_age_item_comes_on_the_ticket_and_waits_for_the_age() -> None:
    ticket = given(add(SYRUP), add(CANDY))
    assert ticket.open_kinds() == [Kind.AGE]
    assert (age(ticket).lines, age(ticket).wanted) == ((LineId(1),), 18)
    assert ticket.why(cash("20.00")) is Why.OBLIGATIONS_OPEN


def test_a_date_opens_payment_and_leaves_only_the_class_of_the_age() -> None:
    ticket = given(add(SYRUP))
    (shown,) = ticket.do(check(born(40)))
    assert shown == f.AgeVerified(
        ticket.sale.id, (LineId(1),), 21, AgeMethod.DOB_ENTRY, ANA.id,
        ("us-tx-dextromethorphan@2012-01-01",),
    )  # fmt: skip
    assert ticket.open_kinds() == []
    ticket.do(cash("20.00"))
    assert ticket.sale.status is SaleStatus.COMPLETED
    assert "1986" not in repr(ticket.facts)


def test_the_highest_age_of_the_ticket_is_asked_and_one_check_covers_all() -> None:
    ticket = given(add(SYRUP), add(CIGARETTES))
    assert age(ticket).wanted == 21
    ticket.do(check(born(21)))
    assert ticket.open_kinds() == []


def test_what_comes_later_is_covered_up_to_the_age_that_was_shown() -> None:
    ticket = given(add(SYRUP), check(born(20)))
    ticket.do(add(SYRUP))
    assert ticket.open_kinds() == []
    ticket.do(add(CIGARETTES))
    assert (age(ticket).lines, age(ticket).wanted) == ((LineId(3),), 21)


@pytest.mark.parametrize(("days", "refused"), [(0, False), (1, True)])
def test_of_age_on_the_birthday_and_not_a_day_before(days: int, refused: bool) -> None:
    ticket = given(add(CIGARETTES), check(born(21, days)))
    assert (ticket.open_kinds() == [Kind.REFUSED]) is refused


@pytest.mark.parametrize(("day", "refused"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_born_on_29_february_is_of_age_on_1_march(day: date, refused: bool) -> None:
    ticket = given(add(SYRUP), check(date(2008, 2, 29)), day=day)
    assert (ticket.open_kinds() == [Kind.REFUSED]) is refused


def test_who_is_too_young_is_refused_and_that_is_recorded_without_the_person() -> None:
    ticket = given(add(SYRUP), add(CANDY))
    (refused,) = ticket.do(check(born(17)))
    assert refused == f.RestrictedRefused(
        ticket.sale.id, (LineId(1),), RefusedBecause.UNDER_AGE, 18, ANA.id,
        ("us-tx-dextromethorphan@2012-01-01",),
    )  # fmt: skip
    assert ticket.why(cash("20.00")) is Why.OBLIGATIONS_OPEN
    assert ticket.why(check(born(40))) is Why.NO_AGE_ASKED, "a refused line is not asked about"
    ticket.do(void(1), cash("4.25"))
    assert ticket.sale.status is SaleStatus.COMPLETED


def test_of_two_ages_the_lower_may_pass_while_the_higher_is_refused() -> None:
    ticket = given(add(SYRUP), add(CIGARETTES))
    shown, refused = ticket.do(check(born(19)))
    assert isinstance(shown, f.AgeVerified)
    assert isinstance(refused, f.RestrictedRefused)
    assert (shown.lines, shown.age, refused.lines) == ((LineId(1),), 18, (LineId(2),))


def test_scanned_again_it_is_asked_anew() -> None:
    ticket = given(add(SYRUP), check(born(17)), add(CANDY), void(1), add(SYRUP))
    assert ticket.open_kinds() == [Kind.AGE]
    ticket.do(check(born(71)))
    assert ticket.open_kinds() == []


@pytest.mark.parametrize("reason", [RefusedBecause.NO_ID, RefusedBecause.ID_EXPIRED])
def test_without_a_good_id_nothing_is_sold(reason: RefusedBecause) -> None:
    ticket = given(add(SYRUP))
    ticket.do(c.RefuseRestricted(reason, ANA))
    expired = reason is RefusedBecause.ID_EXPIRED
    assert ticket.open_kinds() == [Kind.AGE if expired else Kind.REFUSED], "another ID may do"


def test_looks_are_enough_where_every_row_lets_them() -> None:
    ticket = given(add(SYRUP), add(CIGARETTES))
    (shown,) = ticket.do(c.JudgeAge(ANA))
    assert isinstance(shown, f.AgeVerified)
    assert (shown.age, shown.method) == (30, AgeMethod.VISUAL)
    assert ticket.open_kinds() == []


def test_who_looks_over_25_does_not_look_over_30() -> None:
    ticket = given(add(SYRUP), c.JudgeAge(ANA), add(CIGARETTES))
    assert ticket.open_kinds() == [Kind.AGE]


def test_a_document_below_the_age_refuses_what_a_look_had_passed() -> None:
    ticket = given(add(CIGARETTES), c.JudgeAge(ANA), add(WINE))
    (refused,) = ticket.do(check(born(20), AgeMethod.ID_SCAN))
    assert isinstance(refused, f.RestrictedRefused)
    assert set(refused.lines) == {LineId(1), LineId(2)}
    assert ticket.open_kinds() == [Kind.REFUSED]


def test_a_look_passes_nothing_after_a_document_told_an_age() -> None:
    ticket = given(add(WINE), check(born(20), AgeMethod.ID_SCAN), add(CIGARETTES), void(1))
    assert ticket.why(c.JudgeAge(ANA)) is Why.AGE_WAS_READ
    assert ticket.open_kinds() == [Kind.AGE]
    ticket.do(check(born(40)))
    assert ticket.open_kinds() == [], "somebody of age may buy it, with a document"


def test_a_document_that_was_enough_for_less_overrides_a_look_as_well() -> None:
    ticket = given(add(CIGARETTES), c.JudgeAge(ANA), add(WINE), void(2), add(SYRUP))
    assert ticket.open_kinds() == []
    ticket = given(add(SYRUP), check(born(19)), add(CIGARETTES))
    assert ticket.why(c.JudgeAge(ANA)) is Why.AGE_WAS_READ


def test_a_document_of_age_keeps_what_a_look_had_passed() -> None:
    ticket = given(add(CIGARETTES), c.JudgeAge(ANA), add(WINE), check(born(21)))
    assert ticket.open_kinds() == []


def test_the_buyer_of_the_record_book_belies_a_look_too() -> None:
    ticket = given(add(CIGARETTES), c.JudgeAge(ANA), add(CODEINE), policy=OTC)
    ticket.do(dispense(replace(ORVILLE, born=born(20))))
    assert Kind.REFUSED in ticket.open_kinds()
    book = ticket.sale.line(LineId(2))
    assert isinstance(book, ItemLine)
    assert book.booked


def test_in_new_york_looks_are_no_defence() -> None:
    ticket = given(add(SYRUP), policy=NEW_YORK)
    assert ticket.why(c.JudgeAge(ANA)) is Why.AGE_BY_ID_ONLY
    ticket.do(check(born(18)))
    assert ticket.open_kinds() == []


def test_a_store_that_wants_the_card_scanned_takes_no_typed_date() -> None:
    wish = row(RestrictedTerms(ItemClass.TOBACCO, 21, None, AgeMethod.ID_SCAN))
    ticket = given(add(CIGARETTES), policy=replace(POLICY, rules=with_rows(wish)))
    assert ticket.why(check(born(40))) is Why.AGE_BY_SCAN_ONLY
    ticket.do(check(born(40), AgeMethod.ID_SCAN))
    assert ticket.open_kinds() == []


def test_a_prescription_exempts_where_the_row_says_so_by_a_pharmacist_s_word() -> None:
    ticket = given(add(SYRUP), add(CIGARETTES))
    (exempted,) = ticket.do(c.ExemptAge(PHIL.id))
    assert isinstance(exempted, f.AgeExempted)
    assert (exempted.lines, exempted.pharmacist) == ((LineId(1),), PHIL.id)
    assert age(ticket).lines == (LineId(2),)
    assert ticket.why(c.ExemptAge(PHIL.id)) is Why.AGE_NOT_EXEMPT


def test_the_seller_s_own_age_counts_where_a_row_says_so() -> None:
    ticket = given(add(WINE))
    unknown = replace(check(born(40)), seller=replace(ANA, born=None))
    assert ticket.why(unknown) is Why.SELLER_AGE_UNKNOWN
    young = replace(check(born(40)), seller=replace(ANA, born=born(17)))
    assert ticket.why(young) is Why.SELLER_TOO_YOUNG
    ticket.do(check(born(40)))
    assert ticket.open_kinds() == []


def test_the_seller_s_role_counts_where_a_row_says_so() -> None:
    wish = row(RestrictedTerms(ItemClass.TOBACCO, seller_roles=frozenset({PHIL.role})))
    ticket = given(add(CIGARETTES), policy=replace(POLICY, rules=with_rows(wish)))
    assert ticket.why(check(born(40))) is Why.SELLER_ROLE
    assert ticket.why(c.JudgeAge(ANA)) is Why.SELLER_ROLE
    ticket.do(replace(check(born(40)), seller=PHIL))
    assert ticket.open_kinds() == []


# --- Schedule V over the counter


def test_it_needs_a_prescription_until_the_state_s_row_says_otherwise() -> None:
    assert given().why(add(CODEINE)) is Why.NEEDS_PRESCRIPTION
    assert given(add(CODEINE), policy=OTC).open_kinds() == [Kind.RECORD_BOOK]


UNSEEN = replace(OTC, schedule_v_only_lane=False)
"""As a store with several lanes: each would count what it sold itself."""


def test_with_other_lanes_nothing_of_it_comes_on_a_ticket() -> None:
    assert given(policy=UNSEEN).why(add(CODEINE)) is Why.BOOK_LANES_UNSEEN
    opium = replace(CODEINE, classes=(ItemClass.SCHEDULE_V_OPIUM,))
    assert given(policy=UNSEEN).why(add(opium)) is Why.BOOK_LANES_UNSEEN
    assert given(add(SYRUP), policy=UNSEEN).open_kinds() == [Kind.AGE], "the rest is sold"


def test_with_other_lanes_nothing_is_dispensed_that_was_put_aside_before() -> None:
    ticket = given(add(CODEINE), policy=OTC)
    ticket.policy = UNSEEN
    assert ticket.why(dispense()) is Why.BOOK_LANES_UNSEEN
    assert Kind.RECORD_BOOK in ticket.open_kinds(), "and nothing of it is paid"


def test_the_book_holds_every_field_of_1306_26_and_a_clerk_takes_the_money() -> None:
    ticket = given(add(CODEINE), policy=OTC)
    shown, entry = ticket.do(dispense(basis=BuyerBasis.ID_SCANNED))
    assert isinstance(shown, f.AgeVerified)
    assert isinstance(entry, f.BookEntryMade)
    assert (entry.buyer.family, entry.buyer.given) == ("Sampleton", "Orville")
    assert entry.buyer.address == "1 Elm Street, Austin TX 78701"
    assert (entry.drug, entry.quantity, entry.amount) == ("Codeine syrup", 1, 120)
    assert (entry.sold_on, entry.pharmacist_name) == (DAY, "P. Petrov")
    assert (entry.buyer.born, entry.buyer.id_number) == (None, ""), "nobody asked for them"
    assert "Sampleton" not in repr(entry)
    ticket.do(cash("20.00"))
    assert ticket.sale.status is SaleStatus.COMPLETED


def test_only_a_pharmacist_dispenses() -> None:
    assert given(add(CODEINE), policy=OTC).why(dispense(by=ANA)) is Why.SELLER_ROLE


def test_a_buyer_under_18_is_refused() -> None:
    ticket = given(add(CODEINE), policy=OTC)
    (refused,) = ticket.do(dispense(replace(ORVILLE, born=born(17))))
    assert isinstance(refused, f.RestrictedRefused)
    assert refused.reason is RefusedBecause.UNDER_AGE
    assert ticket.open_kinds() == [Kind.REFUSED]


@pytest.mark.parametrize(
    ("item", "packs", "over"),
    [
        (CODEINE, 1, False),
        (CODEINE, 2, True),
        (replace(CODEINE, pack=Pack(121, Measure.CC)), 1, True),
        (PILLS, 2, False),
        (PILLS, 3, True),
        (OPIUM, 2, False),
        (OPIUM, 3, True),
        (OPIUM_PILLS, 4, False),
        (OPIUM_PILLS, 5, True),
    ],
)
def test_120_cc_or_24_units_and_of_opium_240_cc_or_48_units(
    item: object, packs: int, over: bool
) -> None:
    ticket = given(add(item, packs), policy=OTC)  # type: ignore[arg-type]
    facts = ticket.do(dispense())
    refused = [each for each in facts if isinstance(each, f.RestrictedRefused)]
    assert bool(refused) is over
    if over:
        assert refused[0].reason is RefusedBecause.OVER_LIMIT
        assert ticket.open_kinds() == [Kind.RECORD_BOOK], "less of it may do"
        ticket.do(quantity(1, packs - 1) if packs > 1 else void(1))


@pytest.mark.parametrize(
    ("earlier", "over"),
    [
        (sold(120, 48), True),
        (sold(1, 47), True),
        (sold(120, 48.01), False),
        (sold(120, -5), True),  # the clock was set back
        (sold(24, 1, Measure.UNITS), False),
        (sold(120, 1, item_class=ItemClass.SCHEDULE_V_OPIUM), False),
    ],
)
def test_what_the_buyer_got_in_48_hours_counts(earlier: object, over: bool) -> None:
    ticket = given(add(CODEINE), policy=OTC)
    facts = ticket.do(dispense(ORVILLE, earlier))  # type: ignore[arg-type]
    assert isinstance(facts[0], f.RestrictedRefused) is over


def test_two_lines_count_together() -> None:
    ticket = given(add(PILLS), add(PILLS), add(PILLS), policy=OTC)
    (refused,) = ticket.do(dispense())
    assert isinstance(refused, f.RestrictedRefused)
    ticket.do(void(3), dispense())
    assert ticket.open_kinds() == []


def test_a_changed_quantity_is_dispensed_anew() -> None:
    ticket = given(add(PILLS), dispense(), quantity(1, 2), policy=OTC)
    assert ticket.open_kinds() == [Kind.RECORD_BOOK]
    ticket.do(dispense())
    line = ticket.sale.line(LineId(1))
    assert isinstance(line, ItemLine)
    assert line.booked


def test_the_buyer_of_the_book_has_shown_the_age_of_other_goods_too() -> None:
    ticket = given(add(CODEINE), add(CIGARETTES), policy=OTC)
    assert ticket.open_kinds() == [Kind.AGE, Kind.RECORD_BOOK]
    ticket.do(dispense())
    assert ticket.open_kinds() == []


def test_a_state_that_wants_more_gets_more_into_the_book() -> None:
    more = frozenset({LogField.BIRTH_DATE, LogField.ID_NUMBER})
    wish = row(RestrictedTerms(ItemClass.SCHEDULE_V, log_fields=more))
    policy = replace(OTC, rules=RuleBook("US-TX", (*OTC.rules.rules, wish)))
    ticket = given(add(CODEINE), policy=policy)
    assert ticket.why(dispense(replace(ORVILLE, id_number=""))) is Why.BOOK_INCOMPLETE
    _, entry = ticket.do(dispense())
    assert isinstance(entry, f.BookEntryMade)
    assert (entry.buyer.born, entry.buyer.id_number) == (date(1967, 7, 21), "12345678")


def test_without_a_birth_date_nothing_is_dispensed() -> None:
    ticket = given(add(CODEINE), policy=OTC)
    assert ticket.why(dispense(replace(ORVILLE, born=None))) is Why.BOOK_INCOMPLETE


def test_a_refused_buyer_of_the_book_is_recorded_too() -> None:
    ticket = given(add(CODEINE), policy=OTC)
    ticket.do(c.RefuseRestricted(RefusedBecause.NO_ID, ANA, of_book=True))
    assert ticket.open_kinds() == [Kind.REFUSED]
    assert given(add(CANDY)).why(dispense()) is Why.NOTHING_FOR_THE_BOOK


@pytest.mark.parametrize(
    "same",
    [
        {"family": "SAMPLETON"},
        {"given": "Orville Q."},
        {"family": "Sámpleton"},
        {"family": "Samp-leton", "given": "ORVILLE"},
        {"address": "2 Oak Street"},
    ],
)
def test_a_buyer_is_the_same_however_the_name_is_written(same: dict[str, str]) -> None:
    assert replace(ORVILLE, **same).person == ORVILLE.person  # type: ignore[arg-type]
    assert replace(ORVILLE, id_number="12-345 678").document == ORVILLE.document


@pytest.mark.parametrize(
    "wrong",
    [{"family": ""}, {"given": "7"}, {"address": " "}, {"family": "a" * 61}, {"address": "a\x1b"}],
)
def test_a_book_entry_without_a_name_or_an_address_cannot_be(wrong: dict[str, str]) -> None:
    fields = {"family": "Sampleton", "given": "Orville", "address": "Elm", **wrong}
    with pytest.raises(ValueError):  # noqa: PT011  each in its own words
        BookBuyer(**fields)  # type: ignore[arg-type]


AMOUNTS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), max_size=6)


@forall(before=AMOUNTS, wanted=st.integers(1, 60))
def test_what_is_left_of_a_limit_always_fits_and_one_more_never(
    before: list[tuple[int, int]], wanted: int
) -> None:
    asked = Demand(rows_of(ItemClass.SCHEDULE_V, OTC.rules, DAY))
    earlier = tuple(sold(amount, hours, Measure.UNITS) for amount, hours in before)
    within = sum(amount for amount, hours in before if hours <= 48)

    def over(amount: int) -> bool:
        line = sold(amount, 0, Measure.UNITS).counted
        return over_limit(asked, (line,), earlier, NOW) is not None

    assert over(wanted) is (within + wanted > 24)
    found = over_limit(asked, (sold(25, 0, Measure.UNITS).counted,), earlier, NOW)
    assert found is not None
    assert found.left == max(0, 24 - within)
    assert over_limit(asked, (), (), NOW + timedelta(days=9)) is None
