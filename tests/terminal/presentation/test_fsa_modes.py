"""What the counter tells of FSA/HSA, by how the store stands with it (money-tax-iias.md 6.1)."""

from dataclasses import replace

import pytest

from helpers.counter import SETTINGS, Counter, a_counter
from helpers.sales import CANDY, IBUPROFEN, POLICY
from helpers.screens import actions, texts
from terminal.app import effects as e
from terminal.app.inputs import PrintState
from terminal.app.receipt import TextRow
from terminal.domain.policy import FsaMode
from terminal.presentation.views import TicketsView

NOT_HERE = "This store takes FSA/HSA cards as ordinary cards: use Card"
WITHOUT = (FsaMode.OFF, FsaMode.NINETY_PERCENT)


def rung_up(mode: FsaMode) -> Counter:
    counter = a_counter(policy=replace(POLICY, fsa=mode), settings=replace(SETTINGS, fsa=mode))
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    return counter


def told(*views: object) -> str:
    """Every text, but those of the keys."""
    return " | ".join(text for view in views for text in texts(view))


def keys(counter: Counter) -> dict[str, tuple[str, str]]:
    found = (each for each in actions(counter.screen) if each.key == "F11")
    return {each.key: (each.label, each.why) for each in found}


def receipt(counter: Counter) -> list[tuple[str, str]]:
    counter.press("F9")
    counter.press("F9")
    printed = counter.did(e.PrintReceipt)[-1]
    assert isinstance(printed, e.PrintReceipt)
    return [(row.left, row.right) for row in printed.receipt.rows if isinstance(row, TextRow)]


@pytest.mark.parametrize("mode", WITHOUT)
def test_without_iias_no_screen_tells_what_is_eligible(mode: FsaMode) -> None:
    counter = rung_up(mode)
    for key in ("", "F9", "F12"):
        if key:
            counter.press(key)
        shown = told(counter.screen, counter.customer)
        assert "eligible" not in shown
        assert "4.29" not in shown
        assert " | FSA | " not in shown


@pytest.mark.parametrize("mode", WITHOUT)
def test_without_iias_the_key_says_what_to_do_instead(mode: FsaMode) -> None:
    counter = rung_up(mode)
    assert keys(counter) == {"F11": ("FSA/HSA", NOT_HERE)}
    counter.press("F9")
    assert keys(counter) == {"F11": ("FSA/HSA: not here", NOT_HERE)}


@pytest.mark.parametrize("mode", WITHOUT)
def test_without_iias_a_price_check_has_no_badge(mode: FsaMode) -> None:
    counter = rung_up(mode)
    counter.press("Ctrl+Shift+P")
    counter.scan_item(IBUPROFEN)
    assert "Ibuprofen 200 mg" in told(counter.screen.page)
    assert "FSA" not in texts(counter.screen.page)


def test_with_iias_screens_tell_it() -> None:
    counter = rung_up(FsaMode.IIAS)
    shown = texts(counter.screen.page)
    assert {"FSA", "FSA/HSA eligible"} <= set(shown)
    assert "FSA/HSA eligible" in texts(counter.customer)


def test_switched_off_no_receipt_tells_it() -> None:
    rows = receipt(rung_up(FsaMode.OFF))
    assert ("Ibuprofen 200 mg", "  3.99") in rows
    assert not any("FSA" in left or right.startswith("F ") for left, right in rows)
    assert ("  RX", "0.00") not in rows


@pytest.mark.parametrize("mode", [FsaMode.NINETY_PERCENT, FsaMode.IIAS])
def test_by_the_ninety_percent_rule_the_receipt_tells_it_for_the_customers_claim(
    mode: FsaMode,
) -> None:
    rows = receipt(rung_up(mode))
    assert ("Ibuprofen 200 mg", "F 3.99") in rows
    assert ("F = FSA/HSA eligible", "") in rows
    assert ("FSA/HSA ELIGIBLE TOTAL", "4.29") in rows


def test_a_copy_that_is_looked_up_tells_no_more_than_the_receipt_did() -> None:
    counter = rung_up(FsaMode.OFF)
    receipt(counter)
    counter.printer_says(PrintState.PRINTED)
    counter.wait(1)
    counter.press("Enter")
    counter.press("Ctrl+S")
    page = counter.screen.page
    assert isinstance(page, TicketsView)
    assert page.sheet is not None
    assert "Ibuprofen 200 mg" in page.sheet.text
    assert "ELIGIBLE" not in page.sheet.text
