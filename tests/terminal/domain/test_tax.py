"""Sales tax is item category, has-prescription and date, from dated and cited rows."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from helpers.sales import BEGINNING, DAY, rate
from terminal.domain.catalog import ItemCategory
from terminal.domain.money import ZERO, Money, total
from terminal.domain.tax import NO_TAX, NoTaxRule, TaxRounding, TaxRule, TaxTable, per_ticket
from terminal.setup_files import load_tax_table

TEXAS = TaxTable((rate(None, 82_500), rate(ItemCategory.OTC_DRUG, 0), rate(None, 0, has_rx=True)))
ILLINOIS = TaxTable(
    (
        rate(None, 62_500),
        rate(ItemCategory.OTC_DRUG, 10_000),
        rate(None, 0, has_rx=True),
        rate(ItemCategory.RX_DRUG, 10_000, has_rx=True),
    )
)
TENNESSEE = TaxTable((rate(None, 97_500), rate(None, 0, has_rx=True)))


@pytest.mark.parametrize(
    ("table", "net", "category", "has_rx", "tax"),
    [
        pytest.param(TEXAS, 1500, ItemCategory.RX_DRUG, True, 0, id="copay anywhere but IL"),
        pytest.param(TENNESSEE, 1500, ItemCategory.RX_DRUG, True, 0, id="copay in TN"),
        pytest.param(ILLINOIS, 1500, ItemCategory.RX_DRUG, True, 15, id="copay in IL"),
        pytest.param(TEXAS, 399, ItemCategory.OTC_DRUG, False, 0, id="OTC in TX"),
        pytest.param(ILLINOIS, 399, ItemCategory.OTC_DRUG, False, 4, id="OTC in IL"),
        pytest.param(TENNESSEE, 399, ItemCategory.OTC_DRUG, False, 39, id="OTC in TN"),
        pytest.param(TENNESSEE, 399, ItemCategory.OTC_DRUG, True, 0, id="OTC on Rx in TN"),
    ],
)
def test_the_vectors_of_the_states(
    table: TaxTable, net: int, category: ItemCategory, *, has_rx: bool, tax: int
) -> None:
    assert table.charge(Money(net), category, has_rx, DAY).amount == Money(tax)


def test_a_charge_names_its_rate_and_its_rule() -> None:
    charge = ILLINOIS.charge(Money(399), ItemCategory.OTC_DRUG, has_rx=False, day=DAY)
    assert (charge.rate_ppm, charge.rule) == (10_000, "store rate")


@pytest.mark.parametrize(
    ("day", "rate_ppm"),
    [(date(2026, 6, 30), 60_000), (date(2026, 7, 1), 70_000), (date(2027, 1, 1), 70_000)],
)
def test_the_rule_in_force_on_the_day_of_sale_applies(day: date, rate_ppm: int) -> None:
    table = TaxTable(
        (
            rate(None, 60_000, until=date(2026, 6, 30)),
            rate(None, 70_000, since=date(2026, 7, 1)),
        )
    )
    assert table.rules_for(ItemCategory.FOOD, has_rx=False, day=day)[0].rate_ppm == rate_ppm


def test_of_two_open_rules_the_later_one_holds() -> None:
    table = TaxTable((rate(None, 70_000, since=date(2026, 1, 1)), rate(None, 60_000)))
    assert table.rules_for(ItemCategory.FOOD, has_rx=False, day=DAY)[0].rate_ppm == 70_000


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2031, 1, 1)])
def test_no_rule_in_force_is_said_and_not_guessed(day: date) -> None:
    table = TaxTable((rate(None, 60_000, until=date(2030, 12, 31)),))
    with pytest.raises(NoTaxRule, match="FOOD"):
        table.rules_for(ItemCategory.FOOD, has_rx=False, day=day)


@pytest.mark.parametrize("rate_ppm", [-1, 250_001])
def test_a_rate_beyond_reason_cannot_be_loaded(rate_ppm: int) -> None:
    with pytest.raises(ValueError, match="25 %"):
        rate(None, rate_ppm)


def test_a_rule_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        replace(rate(None, 0), effective_to=date(2019, 1, 1))
    one_day = TaxRule("TN", None, False, 0, BEGINNING, BEGINNING, "")
    assert one_day.in_force(BEGINNING)


# --- the rows that travel with the program


@pytest.mark.parametrize(
    ("state", "net", "category", "has_rx", "tax"),
    [
        ("US-TX", 1500, ItemCategory.RX_DRUG, True, 0),
        ("US-TN", 1500, ItemCategory.RX_DRUG, True, 0),
        ("US-IL", 1500, ItemCategory.RX_DRUG, True, 15),
        ("US-TX", 399, ItemCategory.OTC_DRUG, False, 0),
        ("US-IL", 399, ItemCategory.OTC_DRUG, False, 4),
        ("US-TN", 399, ItemCategory.OTC_DRUG, False, 39),
        ("US-TN", 399, ItemCategory.OTC_DRUG, True, 0),
    ],
)
def test_the_vectors_hold_for_the_packaged_rows(
    state: str, net: int, category: ItemCategory, *, has_rx: bool, tax: int
) -> None:
    table = load_tax_table((state,))
    assert table.charge(Money(net), category, has_rx, DAY).amount == Money(tax)


# --- several jurisdictions


def area(name: str, ppm: int, category: ItemCategory | None = None) -> TaxRule:
    return replace(rate(category, ppm), jurisdiction=name)


FIVE = TaxTable(
    (
        area("state", 62_500),
        area("county", 5_000),
        area("city", 10_000),
        area("city", 0, ItemCategory.FOOD),
        area("transit", 2_500),
        area("district", 2_500),
    )
)


def test_the_rates_of_five_jurisdictions_add_and_are_rounded_once() -> None:
    charge = FIVE.charge(Money(399), ItemCategory.GENERAL, has_rx=False, day=DAY)
    assert (charge.rate_ppm, charge.amount) == (82_500, Money(33))
    parts = {part.jurisdiction: part.amount.cents for part in charge.parts}
    assert parts == {"state": 25, "county": 2, "city": 4, "transit": 1, "district": 1}


def test_each_jurisdiction_has_its_own_row_for_a_category() -> None:
    charge = FIVE.charge(Money(1000), ItemCategory.FOOD, has_rx=False, day=DAY)
    assert charge.rate_ppm == 72_500


def test_an_area_without_a_fitting_row_is_an_incomplete_set_up() -> None:
    table = TaxTable((rate(None, 0, has_rx=True), area("county", 5_000)))
    with pytest.raises(NoTaxRule, match="of TN"):
        table.charge(Money(100), ItemCategory.FOOD, has_rx=False, day=DAY)


@for_any(st.integers(0, 10_000_000), st.lists(st.integers(0, 50_000), min_size=2, max_size=6))
def test_the_parts_of_a_tax_sum_to_it(net: int, rates: list[int]) -> None:
    table = TaxTable(tuple(area(f"area {n}", ppm) for n, ppm in enumerate(rates)))
    charge = table.charge(Money(net), ItemCategory.GENERAL, has_rx=False, day=DAY)
    assert total(part.amount for part in charge.parts) == charge.amount
    assert charge.of(charge.amount) == charge


# --- per line or per ticket


def test_per_ticket_the_cents_are_rounded_once() -> None:
    """Three times 0.0399 is 0.12 line by line with 0.04 each; ten times 0.005 is 0.05, not 0.10."""
    assert per_ticket([Money(399)] * 3, 10_000) == (Money(4),) * 3
    assert total(per_ticket([Money(50)] * 10, 10_000)) == Money(5)
    assert per_ticket([ZERO, ZERO], 10_000) == (ZERO, ZERO)


@for_any(st.lists(st.integers(0, 5_000), min_size=1, max_size=20), st.integers(0, 250_000))
def test_a_tax_per_ticket_is_that_of_the_sum(cents: list[int], rate_ppm: int) -> None:
    shares = per_ticket([Money(each) for each in cents], rate_ppm)
    assert total(shares).cents == (sum(cents) * rate_ppm + 500_000) // 1_000_000


def test_a_table_knows_whether_a_line_depends_on_its_neighbours() -> None:
    assert not TEXAS.per_ticket
    row = replace(rate(None, 1), rounding=TaxRounding.PER_TICKET)
    assert TaxTable((row,)).per_ticket
    assert NO_TAX.of(Money(3)).amount == Money(3)
