"""In which language a ticket's receipt is, and that it stays so when the power goes."""

from dataclasses import replace

import pytest

from helpers.counter import PLAIN, SETTINGS, Counter, a_counter
from helpers.sales import CANDY
from terminal.app import effects as e
from terminal.app.inputs import Condition, Do, PrintState
from terminal.app.receipt import Receipt, Style, TextRow
from terminal.domain import facts as f
from terminal.domain.language import Language
from terminal.domain.prescription import Fill

SPANISH_STORE = replace(SETTINGS, store=replace(SETTINGS.store, language=Language.SPANISH))


def speaking(tag: str) -> Fill:
    return replace(PLAIN, patient=replace(PLAIN.patient, language=tag))


def sold(counter: Counter, *keys: str) -> Counter:
    """A candy bar paid in cash; `keys` are pressed at payment."""
    counter.scan_item(CANDY)
    for key in ("F9", *keys, "F9"):
        counter.press(key)
    return counter


def paper(counter: Counter) -> Receipt:
    effect = counter.did(e.PrintReceipt)[-1]
    assert isinstance(effect, e.PrintReceipt)
    return effect.receipt


def thanks(counter: Counter) -> str:
    row = paper(counter).rows[-1]
    assert isinstance(row, TextRow)
    return row.left


def test_a_receipt_is_in_the_stores_language() -> None:
    assert thanks(sold(a_counter())) == "Thank you"
    assert thanks(sold(a_counter(settings=SPANISH_STORE))) == "Gracias"


def test_a_key_at_payment_gives_the_other_one_and_again_gives_the_first() -> None:
    assert thanks(sold(a_counter(), "Ctrl+S")) == "Gracias"
    assert thanks(sold(a_counter(), "Ctrl+S", "Ctrl+S")) == "Thank you"


@pytest.mark.parametrize(("tag", "said"), [("es-MX", "Gracias"), ("vi", "Thank you")])
def test_the_language_that_the_phms_tells_of_the_patient_goes_before_the_stores(
    tag: str, said: str
) -> None:
    fill = speaking(tag)
    counter = a_counter(fill)
    counter.pick_up(fill)
    assert thanks(sold(counter)) == said


def test_a_customers_own_word_goes_before_the_patients() -> None:
    fill = speaking("es")
    counter = a_counter(fill)
    counter.pick_up(fill)
    assert thanks(sold(counter, "Ctrl+S")) == "Thank you"


def test_the_next_customer_has_the_stores_language_again() -> None:
    counter = sold(a_counter(), "Ctrl+S")
    counter.printer_says(PrintState.PRINTED)
    counter.wait(1)
    counter.press("Enter")
    assert thanks(sold(counter)) == "Thank you"


def test_afterwards_a_copy_in_the_other_language_is_one_key() -> None:
    counter = sold(a_counter())
    counter.printer_says(PrintState.PRINTED)
    counter.press("F11")
    assert thanks(counter) == "Gracias"
    assert paper(counter).rows[0] == TextRow("*** DUPLICADO 1 ***", style=Style.LARGE)
    asked = counter.recorded(f.ReceiptRequested)
    assert [each.wish.language for each in asked if isinstance(each, f.ReceiptRequested)] == [
        Language.ENGLISH,
        Language.SPANISH,
    ]


def test_a_receipt_that_waits_through_a_power_cut_keeps_its_language() -> None:
    counter = a_counter().printer(Condition.DOWN, "paper out")
    again = sold(counter, "Ctrl+S").crash()
    again.sign_in()
    again.printer()
    again.do(Do.PRINT_WAITING)
    assert thanks(again) == "Gracias"
