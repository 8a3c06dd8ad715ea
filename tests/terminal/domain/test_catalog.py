"""An item that cannot be on a shelf cannot be made."""

from dataclasses import replace

import pytest

from helpers.sales import CANDY, an_item
from terminal.domain.barcode import Gtin
from terminal.domain.catalog import MAX_NAME, Eligibility
from terminal.domain.money import ZERO, Money


@pytest.mark.parametrize("code", ["012000003455", "00012000003456", "x" * 14, ""])
def test_an_item_is_keyed_by_a_valid_gtin_14(code: str) -> None:
    with pytest.raises(ValueError, match="GTIN-14"):
        replace(CANDY, gtin=Gtin(code))


@pytest.mark.parametrize("name", ["", "   ", "x" * (MAX_NAME + 1)])
def test_an_item_has_a_name_of_a_shelf_label(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        replace(CANDY, name=name)


def test_a_price_is_known_and_not_negative_or_not_known() -> None:
    with pytest.raises(ValueError, match="negative"):
        replace(CANDY, price=Money(-1))
    assert replace(CANDY, price=ZERO).price == ZERO
    assert an_item(None).price is None


def test_only_a_prescription_line_is_eligible_as_rx() -> None:
    with pytest.raises(ValueError, match="RX"):
        replace(CANDY, eligibility=Eligibility.RX)
