"""Sales tax is item category, has-prescription and date, from dated and cited rows."""

from dataclasses import replace
from datetime import date

import pytest

from helpers.sales import BEGINNING, DAY, rate
from terminal.domain.catalog import ItemCategory
from terminal.domain.money import Money
from terminal.domain.tax import NoTaxRule, TaxRule, TaxTable

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
    assert table.rule_for(ItemCategory.FOOD, has_rx=False, day=day).rate_ppm == rate_ppm


def test_of_two_open_rules_the_later_one_holds() -> None:
    table = TaxTable((rate(None, 70_000, since=date(2026, 1, 1)), rate(None, 60_000)))
    assert table.rule_for(ItemCategory.FOOD, has_rx=False, day=DAY).rate_ppm == 70_000


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2031, 1, 1)])
def test_no_rule_in_force_is_said_and_not_guessed(day: date) -> None:
    table = TaxTable((rate(None, 60_000, until=date(2030, 12, 31)),))
    with pytest.raises(NoTaxRule, match="FOOD"):
        table.rule_for(ItemCategory.FOOD, has_rx=False, day=day)


@pytest.mark.parametrize("rate_ppm", [-1, 250_001])
def test_a_rate_beyond_reason_cannot_be_loaded(rate_ppm: int) -> None:
    with pytest.raises(ValueError, match="25 %"):
        rate(None, rate_ppm)


def test_a_rule_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        replace(rate(None, 0), effective_to=date(2019, 1, 1))
    one_day = TaxRule("TN", None, False, 0, BEGINNING, BEGINNING, "")
    assert one_day.in_force(BEGINNING)
