"""The paper of goods that come back: a refund and an exchange, in both languages."""

from dataclasses import replace

import pytest

from drivers.receipt_printer.layout import layout
from helpers.counter import SETTINGS, Counter, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN
from terminal.app import effects as e
from terminal.app.inputs import Do, PrintState
from terminal.app.receipt import Receipt
from terminal.devices.printer import document_of

POLICY_WORDS = "Returns within 30 days with this receipt."
POLICY_SPANISH = "Devoluciones dentro de 30 días con este recibo."
STORE = replace(
    SETTINGS,
    store=replace(SETTINGS.store, return_policy=POLICY_WORDS, return_policy_spanish=POLICY_SPANISH),
)


def sold(*, fsa: bool = False) -> Counter:
    counter = a_counter(settings=STORE)
    counter.scan_item(IBUPROFEN if fsa else CANDY)
    counter.press("F9")
    counter.press("F11" if fsa else "F9")
    if fsa:
        counter.card_says(approval(str(counter.sale.due), fsa=True))
    counter.now += 5
    counter.printer_says(PrintState.PRINTED)
    counter.do(Do.NEXT_CUSTOMER)
    return counter


def brought_back(counter: Counter) -> Counter:
    counter.scan("2-000001", "]C0")
    counter.enter("")
    counter.press("Ctrl+1")
    counter.press("Esc")
    return counter


def in_cash(*, spanish: bool = False) -> Receipt:
    counter = brought_back(sold())
    counter.press("F9")
    if spanish:
        counter.press("Ctrl+S")
    counter.press("F9")
    return paper(counter)


def to_the_fsa_card() -> Receipt:
    counter = brought_back(sold(fsa=True))
    counter.press("F9")
    counter.press("F10")
    counter.card_says(approval("4.29", fsa=True))
    return paper(counter)


def exchanged(*, spanish: bool = False) -> Receipt:
    counter = brought_back(sold())
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    if spanish:
        counter.press("Ctrl+S")
    counter.press("F9")
    return paper(counter)


def paper(counter: Counter) -> Receipt:
    printed = counter.did(e.PrintReceipt)[-1]
    assert isinstance(printed, e.PrintReceipt)
    return printed.receipt


def lines(receipt: Receipt, columns: int) -> list[str]:
    laid = layout(document_of(receipt), columns)
    assert all(len(line) <= columns for line in laid)
    return [line.strip() for line in laid]


@pytest.mark.parametrize("columns", [42, 48])
def test_a_refund_says_nothing_of_bringing_goods_back_and_does_not_thank_for_a_sale(
    columns: int,
) -> None:
    told = lines(in_cash(), columns)
    assert "REFUND" in told
    assert "Keep this as proof of what you got back." in told
    assert not {POLICY_WORDS, "Thank you"} & set(told)
    assert "On a card it may take a few days to show." not in told


@pytest.mark.parametrize("columns", [42, 48])
def test_it_says_so_in_spanish_too(columns: int) -> None:
    told = lines(in_cash(spanish=True), columns)
    assert "REEMBOLSO" in told
    assert "Guárdelo: prueba lo que se le devolvió." in told
    assert not {"Gracias", "Thank you"} & set(told)
    assert not any("Devoluciones" in line for line in told)


def test_what_goes_back_to_an_fsa_card_is_told_for_its_plan_and_how_long_it_takes() -> None:
    told = [" ".join(line.split()) for line in lines(to_the_fsa_card(), 42)]
    assert "F = FSA/HSA eligible" in told
    assert "FSA/HSA ELIGIBLE TOTAL -4.29" in told
    assert "RX 0.00" in told
    assert "On a card it may take a few days to show." in told


@pytest.mark.parametrize("columns", [42, 48])
def test_an_exchange_is_a_sale_too(columns: int) -> None:
    told = lines(exchanged(), columns)
    assert "EXCHANGE" in told
    assert {POLICY_WORDS, "Thank you"} <= set(told)
    assert "Keep this as proof of what you got back." not in told


@pytest.mark.parametrize("columns", [42, 48])
def test_an_exchange_in_spanish(columns: int) -> None:
    told = lines(exchanged(spanish=True), columns)
    assert {"CAMBIO DE", "ARTÍCULOS"} & set(told) or "CAMBIO DE ARTÍCULOS" in told
    assert "Gracias" in told
    assert any("Devoluciones" in line for line in told)
