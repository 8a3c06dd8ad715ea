"""Sales tax at the counter: a certificate, a prescription for goods, a ticket of another day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.counter import ANA, MARY, PEOPLE, PHIL, Counter, a_counter
from helpers.sales import CANDY, DAY, IBUPROFEN, POLICY, rate
from helpers.screens import texts
from terminal.app.inputs import Do
from terminal.app.recovery import Recovered
from terminal.app.state import ExemptPage, Msg, PharmacistPage, PriceChange, SalePage
from terminal.domain import facts as f
from terminal.domain.identity import SaleId
from terminal.domain.lines import ItemLine
from terminal.domain.refusal import Why
from terminal.domain.sale import Exemption
from terminal.domain.tax import TaxTable


def goods() -> Counter:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    return counter


def ask(counter: Counter, change: PriceChange) -> None:
    counter.press("Ctrl+O")
    counter.do(Do.ANSWER, change.value)


def exempt(counter: Counter) -> None:
    ask(counter, PriceChange.EXEMPT)
    counter.enter("EX 12-3")
    counter.enter("12312026")


def test_a_certificate_with_a_managers_pin_takes_the_tax_off() -> None:
    counter = goods()
    exempt(counter)
    assert isinstance(counter.page, PharmacistPage)
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Msg.NOT_A_MANAGER
    counter.pharmacist_signs(MARY)
    assert counter.told() is Msg.TAX_CHANGED
    assert counter.total == "7.98"
    (exempted,) = counter.recorded(f.CustomerExempted)
    assert isinstance(exempted, f.CustomerExempted)
    assert (exempted.certificate, exempted.by) == ("EX 12-3", MARY.id)
    ask(counter, PriceChange.TAXED)
    assert counter.total == "8.54"


def test_the_last_day_of_a_known_certificate_is_offered_and_not_typed_again() -> None:
    """Kept with the customer (money-tax-iias.md section 2); a manager signs all the same."""
    counter = goods()
    exempt(counter)
    counter.pharmacist_signs(MARY)
    ask(counter, PriceChange.TAXED)
    ask(counter, PriceChange.EXEMPT)
    counter.enter("ex 12-3")
    assert "Good until 12/31/2026" in texts(counter.screen)
    counter.press("Ctrl+1")
    assert isinstance(counter.page, PharmacistPage)
    counter.pharmacist_signs(MARY)
    assert counter.total == "7.98"
    first, again = counter.recorded(f.CustomerExempted)
    assert isinstance(first, f.CustomerExempted)
    assert isinstance(again, f.CustomerExempted)
    assert again.expires == first.expires


@pytest.mark.parametrize("number", ["EX 12-4", "OLD 1"])
def test_nothing_is_offered_for_another_certificate_or_one_that_is_over(number: str) -> None:
    known = (Exemption("EX 12-3", date(2026, 12, 31)), Exemption("OLD 1", date(2026, 6, 30)))
    counter = a_counter()
    counter.start(Recovered(people=PEOPLE, certificates=known))
    counter.sign_in(ANA)
    counter.scan_item(CANDY)
    ask(counter, PriceChange.EXEMPT)
    counter.enter(number)
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.ANSWER, "2026-12-31")
    assert counter.on(ExemptPage).expires is None
    counter.enter("12312027")
    assert isinstance(counter.page, PharmacistPage)


@pytest.mark.parametrize(
    ("number", "last", "told"),
    [
        (" ", "", Why.CERTIFICATE_MISSING),
        ("1", "13452026", Msg.DATE_NOT_UNDERSTOOD),
        ("1", "06302026", Why.CERTIFICATE_EXPIRED),
    ],
)
def test_a_certificate_that_is_none_is_told(number: str, last: str, told: object) -> None:
    counter = goods()
    ask(counter, PriceChange.EXEMPT)
    counter.enter(number)
    if last:
        counter.enter(last)
    assert counter.told() is told
    assert counter.total == "8.54"


def test_the_way_back_from_the_certificate() -> None:
    counter = goods()
    ask(counter, PriceChange.EXEMPT)
    counter.enter("1")
    counter.do(Do.BACK)
    assert counter.on(ExemptPage).certificate == ""
    counter.do(Do.LINE_UP)
    counter.do(Do.BACK)
    assert isinstance(counter.page, SalePage)


def test_a_pharmacist_has_the_prescription_for_the_goods() -> None:
    counter = goods()
    ask(counter, PriceChange.ON_PRESCRIPTION)
    counter.pharmacist_signs(PHIL)
    line = counter.sale.lines[1]
    assert isinstance(line, ItemLine)
    assert line.on_rx
    assert counter.total == "8.24"
    ask(counter, PriceChange.NO_PRESCRIPTION)
    assert counter.total == "8.54"
    counter.do(Do.SELECT_LINE, "1")
    counter.press("Ctrl+O")
    counter.do(Do.ANSWER, PriceChange.ON_PRESCRIPTION.value)
    assert counter.total == "8.54"


def test_a_ticket_of_another_day_is_taken_up_with_that_days_tax_and_says_so() -> None:
    rows = (
        rate(None, 65_000, until=DAY),
        rate(None, 100_000, since=DAY + timedelta(days=1)),
        rate(None, 0, has_rx=True),
    )
    counter = a_counter(policy=replace(POLICY, tax=TaxTable(rows)))
    counter.scan_item(CANDY)
    sale = counter.sale.id
    counter.press("F5")
    counter.wait(86_400)
    counter.sign_in()
    counter.do(Do.RESUME, SaleId(sale))
    assert counter.told() is Msg.TAX_CHANGED
    said = counter.state.said
    assert said is not None
    assert (said.detail, said.remedy) == ("0.26", "0.40")
    assert counter.total == "4.39"


def test_the_receipt_names_the_certificate_and_the_prescription() -> None:
    from terminal.app.receipt import TextRow, receipt_of

    counter = goods()
    ask(counter, PriceChange.ON_PRESCRIPTION)
    counter.pharmacist_signs(PHIL)
    exempt(counter)
    counter.pharmacist_signs(MARY)
    rows = receipt_of(counter.sale, counter.settings.store, "A", counter.at).rows
    texts = [row.left for row in rows if isinstance(row, TextRow)]
    assert "  DISPENSED ON A PRESCRIPTION" in texts
    assert "TAX EXEMPT, CERTIFICATE EX 12-3" in texts
    assert "  GOOD UNTIL 12/31/2026" in texts


def test_without_a_rule_for_prescriptions_the_goods_stay_as_they_are() -> None:
    counter = a_counter(policy=replace(POLICY, tax=TaxTable((rate(None, 65_000),))))
    counter.scan_item(IBUPROFEN)
    ask(counter, PriceChange.ON_PRESCRIPTION)
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Why.NO_TAX_RULE
    assert counter.total == "4.25"
