"""EBT SNAP: food alone, and no tax on what it pays (money-tax-iias.md section 7)."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from helpers.sales import (
    CANDY,
    IBUPROFEN,
    NOW,
    POLICY,
    Ticket,
    a_fill,
    add,
    an_item,
    answer,
    approved,
    cash,
    give_back,
    given,
    pick,
    usd,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.barcode import gtin
from terminal.domain.catalog import NEVER_FOOD, Eligibility, Item, ItemCategory
from terminal.domain.identity import AttemptRef, LineId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import TenderRules
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.snap import FoodLine, SnapShare, shared, tax_without
from terminal.domain.snap_decider import snap_room, snap_shares, tax_saved
from terminal.domain.tax import TaxCharge
from terminal.domain.tender import CardTender
from terminal.domain.tender_kind import TenderKind

SNAP = replace(POLICY, tenders=TenderRules(snap=True, ebt_cash=True, debit=True))
FOOD = replace(CANDY, snap=True)
"""3.99 and 0.26 of tax at 6.5 %: 4.25."""
UNTAXED_FOOD = Item(gtin("036000291452"), "Bread", usd("2.00"), ItemCategory.FOOD, snap=True)
DUAL = replace(
    an_item("10.00", ItemCategory.BEVERAGE, Eligibility.HEALTHCARE_OTC),
    snap=True,
)
"""Food that is FSA/HSA eligible too: 10.00 and 0.65 of tax."""


def ticket(*items: Item, rx: bool = False) -> Ticket:
    return given(*(pick(a_fill()) if rx else ()), *map(add, items), policy=SNAP)


def ebt(ref: str, most: str | None = None, kind: CardKind = CardKind.EBT_SNAP) -> c.ChargeCard:
    return c.ChargeCard(kind, AttemptRef(ref), NOW, most=None if most is None else usd(most))


def pay(
    at: Ticket, ref: str, got: str, most: str | None = None, kind: CardKind = CardKind.EBT_SNAP
) -> CardTender:
    """Asked, and approved for `got`."""
    (asked,) = at.do(ebt(ref, most, kind))
    assert isinstance(asked, f.ChargeRequested)
    at.do(answer(ref, approved(got, partial=usd(got) < asked.amount)))
    tender = at.sale.tenders[-1]
    assert isinstance(tender, CardTender)
    return tender


def line(at: Ticket, number: int) -> ItemLine:
    found = at.sale.line(LineId(number))
    assert isinstance(found, ItemLine)
    return found


# --- the tax


def test_what_snap_pays_whole_has_no_tax() -> None:
    at = ticket(FOOD)
    assert snap_room(at.sale) == usd("3.99")
    pay(at, "e1", "3.99")
    assert at.sale.status is SaleStatus.COMPLETED
    assert (at.sale.total, at.sale.tax) == (usd("3.99"), ZERO)


def test_a_part_takes_its_part_of_the_tax() -> None:
    """`tax_l = round(full_tax_l * (net_l - snap_paid_l) / net_l)`: 0.26 * 2.99 / 3.99."""
    at = ticket(FOOD)
    tender = pay(at, "e1", "1.00", "1.00")
    assert line(at, 1).tax.amount == usd("0.19")
    assert at.sale.due == usd("3.18")
    assert [(each.line, each.amount) for each in tender.snap] == [(1, usd("1.00"))]
    at.do(cash("3.18"))
    assert at.sale.status is SaleStatus.COMPLETED
    assert at.sale.total == usd("4.18")


def test_the_tax_is_worked_out_again_when_less_is_approved() -> None:
    at = ticket(FOOD)
    at.do(ebt("e1"))
    at.do(answer("e1", approved("2.00", partial=True)))
    assert line(at, 1).tax.amount == usd("0.13")  # 0.26 * 1.99 / 3.99 = 0.1297
    assert at.sale.due == usd("2.12")
    assert at.sale.tenders[0].booked_as is TenderKind.EBT_SNAP


@pytest.mark.parametrize(
    ("full", "net", "paid", "left"),
    [("0.26", "3.99", "3.99", "0.00"), ("0.26", "3.99", "0.00", "0.26"),
     ("0.01", "1.00", "0.50", "0.01"), ("0.01", "1.00", "0.51", "0.00"),
     ("0.25", "1.00", "0.50", "0.13")],
)  # fmt: skip
def test_the_rest_of_the_tax_is_rounded_half_up(full: str, net: str, paid: str, left: str) -> None:
    charge = TaxCharge(usd(full), 65_000, "rate")
    assert tax_without(charge, usd(net), usd(paid)).amount == usd(left)


def test_taxed_food_is_paid_first() -> None:
    """Assign SNAP to taxable food first, which lowers the customer's tax."""
    free = FoodLine(LineId(1), Eligibility.NONE, usd("5.00"), ZERO, TaxCharge(ZERO, 0, ""))
    low = FoodLine(
        LineId(2), Eligibility.NONE, usd("5.00"), ZERO, TaxCharge(usd("0.10"), 20_000, "")
    )
    high = FoodLine(
        LineId(3), Eligibility.NONE, usd("5.00"), ZERO, TaxCharge(usd("0.40"), 80_000, "")
    )
    room = {Eligibility.NONE: usd("100.00"), Eligibility.HEALTHCARE_OTC: ZERO}
    shares = shared([free, low, high], usd("7.00"), usd("100.00"), room)
    assert [(each.line, each.amount) for each in shares] == [(3, usd("5.00")), (2, usd("2.00"))]


def test_an_item_that_is_no_food_is_not_paid_by_it() -> None:
    at = ticket(IBUPROFEN, FOOD, rx=False)
    assert snap_room(at.sale) == usd("3.99")
    assert at.refusal(ebt("e1", "4.00")).why is Why.SNAP_OVER_FOOD
    pay(at, "e1", "3.99")
    assert at.sale.due == usd("4.29")
    assert at.why(ebt("e2")) is Why.NO_SNAP_FOOD


def test_medicine_alcohol_and_tobacco_are_never_food() -> None:
    for category in NEVER_FOOD:
        with pytest.raises(ValueError, match="no food for SNAP"):
            replace(an_item(category=category), snap=True)


def test_a_store_without_snap_takes_none() -> None:
    at = given(add(FOOD), policy=POLICY)
    for kind in (CardKind.EBT_SNAP, CardKind.EBT_CASH, CardKind.DEBIT):
        assert at.why(ebt("e1", kind=kind)) is Why.TENDER_NOT_TAKEN


# --- given back


def test_giving_it_back_brings_the_tax_back() -> None:
    at = ticket(FOOD, IBUPROFEN)
    before = at.sale
    pay(at, "e1", "3.99")
    at.do(give_back(1, "v1"))
    decided = at.do(answer("v1", approved("3.99")))
    assert [type(fact) for fact in decided] == [f.VoidResolved, f.SnapUndone]
    assert (at.sale.lines, at.sale.due) == (before.lines, before.due)


def test_two_cards_each_give_their_own_part_back() -> None:
    at = ticket(FOOD)
    pay(at, "e1", "1.00", "1.00")
    pay(at, "e2", "2.00", "2.00")
    at.do(give_back(1, "v1"), answer("v1", approved("1.00")))
    assert (line(at, 1).snap, line(at, 1).tax.amount) == (usd("2.00"), usd("0.13"))
    at.do(give_back(2, "v2"), answer("v2", approved("2.00")))
    assert (line(at, 1).snap, line(at, 1).tax.amount) == (ZERO, usd("0.26"))


def test_a_void_that_fails_leaves_the_tax_away() -> None:
    at = ticket(FOOD, IBUPROFEN)
    pay(at, "e1", "3.99")
    at.do(give_back(1, "v1"), answer("v1", Outcome.DECLINED))
    assert at.sale.due == usd("4.29")
    assert line(at, 1).tax.amount == ZERO


# --- in any order, with FSA/HSA and all the others


def test_cash_before_it_went_to_what_is_no_food() -> None:
    """Case F of section 6.5 with SNAP after it: nothing of the candy is paid twice."""
    at = ticket(IBUPROFEN, FOOD, rx=True)
    at.do(cash("5.00"))
    assert snap_room(at.sale) == usd("3.99")
    pay(at, "e1", "3.99")
    assert at.sale.remaining == Buckets(usd("14.29"), ZERO, ZERO)
    asked = at.do(c.ChargeCard(CardKind.FSA_HSA, AttemptRef("f1"), NOW))[0]
    assert isinstance(asked, f.ChargeRequested)
    assert (asked.amount, asked.healthcare, asked.rx) == (usd("14.29"),) * 3


def test_the_eligible_amount_is_whole_when_the_cash_is_given_back() -> None:
    at = ticket(IBUPROFEN, FOOD, rx=True)
    at.do(cash("5.00"))
    pay(at, "e1", "3.99")
    at.do(give_back(1))
    assert at.sale.remaining.eligible == usd("19.29")
    assert at.sale.due == usd("19.29")


def test_food_that_an_fsa_card_has_paid_is_not_paid_again() -> None:
    at = ticket(DUAL, FOOD)
    at.do(c.ChargeCard(CardKind.FSA_HSA, AttemptRef("f1"), NOW))
    at.do(answer("f1", approved("10.65", fsa=True)))
    assert snap_room(at.sale) == usd("3.99")
    pay(at, "e1", "3.99")
    assert at.sale.status is SaleStatus.COMPLETED


def test_food_that_snap_has_paid_is_not_eligible_any_more() -> None:
    at = ticket(DUAL)
    pay(at, "e1", "4.00", "4.00")
    assert line(at, 1).tax.amount == usd("0.39")
    asked = at.do(c.ChargeCard(CardKind.FSA_HSA, AttemptRef("f1"), NOW))[0]
    assert isinstance(asked, f.ChargeRequested)
    assert asked.healthcare == usd("6.39") == at.sale.due


def test_with_the_tax_that_falls_away_never_more_than_is_due() -> None:
    """5.50 of 11.00 is paid in cash: 5.00 by SNAP and half of the tax are the rest."""
    at = ticket(replace(FOOD, price=usd("10.00")))
    at.do(cash("5.33"))
    assert at.sale.due == usd("5.32")
    room = snap_room(at.sale)
    pay(at, "e1", str(room))
    assert at.sale.status is SaleStatus.COMPLETED or at.sale.due == usd("0.01")


def test_what_is_approved_without_an_answer_is_settled_by_hand() -> None:
    at = ticket(FOOD, IBUPROFEN)
    at.do(ebt("e1"), answer("e1", CardResult(Outcome.UNKNOWN)))
    at.do(c.DecideCharge(AttemptRef("e1"), by=at.sale.staff, charged=True))
    assert line(at, 1).tax.amount == ZERO
    assert at.sale.due == usd("4.29")


# --- EBT cash and debit


def test_ebt_cash_pays_anything_with_its_tax_and_gives_none_out() -> None:
    at = ticket(IBUPROFEN, FOOD)
    assert at.why(ebt("e1", "8.55", CardKind.EBT_CASH)) is Why.TENDER_OVER_DUE
    tender = pay(at, "e1", "8.54", kind=CardKind.EBT_CASH)
    assert tender.booked_as is TenderKind.EBT_CASH
    assert (at.sale.status, at.sale.tax) == (SaleStatus.COMPLETED, usd("0.56"))


def test_debit_carries_no_fsa_amounts() -> None:
    at = ticket(IBUPROFEN)
    (asked,) = at.do(ebt("d1", kind=CardKind.DEBIT))
    assert isinstance(asked, f.ChargeRequested)
    assert (asked.amount, asked.healthcare) == (usd("4.29"), ZERO)
    at.do(answer("d1", approved("4.29")))
    assert at.sale.tenders[0].booked_as is TenderKind.DEBIT


def test_a_card_payment_that_was_debit_is_booked_as_debit() -> None:
    at = ticket(FOOD)
    at.do(c.ChargeCard(CardKind.CREDIT, AttemptRef("c1"), NOW))
    decided = at.do(answer("c1", replace(approved("4.25"), is_debit=True)))
    assert isinstance(decided[0], f.ChargeResolved)
    assert decided[0].kind is CardKind.DEBIT


# --- properties

lines = st.lists(
    st.builds(
        lambda number, dual, net, rate: FoodLine(
            LineId(number),
            Eligibility.HEALTHCARE_OTC if dual else Eligibility.NONE,
            Money(net),
            ZERO,
            TaxCharge(Money((net * rate + 500_000) // 1_000_000), rate, ""),
        ),
        st.integers(1, 99),
        st.booleans(),
        st.integers(1, 5_000),
        st.sampled_from([0, 10_000, 65_000, 97_500, 250_000]),
    ),
    max_size=6,
    unique_by=lambda each: each.line,
)
cents = st.integers(0, 20_000).map(Money)


@for_all(lines, cents, cents, cents, cents)
def test_any_amount_up_to_the_room_is_shared_exactly(
    food: list[FoodLine], due: Money, otc: Money, none: Money, wanted: Money
) -> None:
    open_for = {Eligibility.HEALTHCARE_OTC: otc, Eligibility.NONE: none}
    room = total(each.amount for each in shared(food, Money(10**9), due, open_for))
    shares = shared(food, wanted, due, open_for)
    assert total(each.amount for each in shares) == min(room, wanted)
    assert_lawful(food, shares, due, open_for)


def assert_lawful(
    food: list[FoodLine],
    shares: tuple[SnapShare, ...],
    due: Money,
    open_for: dict[Eligibility, Money],
) -> None:
    by_line = {each.line: each for each in food}
    fallen = dict.fromkeys(open_for, ZERO)
    for share in shares:
        known = by_line[share.line]
        assert ZERO < share.amount <= known.net
        assert share.tax.amount <= known.full.amount
        fallen[known.eligibility] += share.amount + known.full.amount - share.tax.amount
    assert total(fallen.values()) <= due
    assert all(fallen[kind] <= open_for[kind] for kind in open_for)


def test_the_page_tells_the_tax_that_falls_away() -> None:
    at = ticket(FOOD, UNTAXED_FOOD)
    shares = snap_shares(at.sale, usd("4.99"))
    assert [(each.line, each.amount) for each in shares] == [(1, usd("3.99")), (2, usd("1.00"))]
    assert tax_saved(at.sale, shares) == usd("0.32")  # all of 0.26, and 0.06 of 0.13
