"""The receipt on paper of 42 and 48 columns, in English and Spanish, line by line as it lies there.

The files in `receipts` are read by people: write them anew with
`RXLANE_GOLDEN=1 pytest tests/terminal/devices/test_receipt_papers.py`, and look at each change.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.receipt_printer.codec import encode
from drivers.receipt_printer.profile import profile_for
from helpers.counter import MARY, PLAIN, SETTINGS, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN, POLICY, ROUNDED
from terminal.app.receipt import Receipt
from terminal.app.receipt_forms import paper_of
from terminal.devices.paper_sheet import sheet_of
from terminal.devices.printer import document_of
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.identity import AttemptRef
from terminal.domain.language import Language
from terminal.domain.policy import FsaMode
from terminal.domain.receipt_wish import Form, RxWords, Wish
from terminal.domain.sale import Sale

GOLDEN = Path(__file__).parent / "receipts"
STORE = replace(
    SETTINGS.store,
    return_policy="Returns within 30 days with this receipt.",
    return_policy_spanish="Devoluciones dentro de 30 días con este recibo.",
    merchant_id="518900001234",
    terminal_id="0042",
)
EMV = (
    ("APPLAB", "VISA DEBIT"),
    ("AID", "A0000000031010"),
    ("TVR", "8000008000"),
    ("TSI", "6800"),
    ("ARC", "00"),
    ("TC", "1F2E3D4C5B6A7988"),
)


def worked() -> Sale:
    """A copay, goods with a discount, an FSA card for a part, and rounded cash for the rest."""
    counter = a_counter(PLAIN, person=MARY, policy=ROUNDED)
    counter.pick_up(PLAIN)
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("Ctrl+O")
    counter.press("Ctrl+1")
    counter.enter("10")
    counter.press("Ctrl+2")
    counter.press("F9")
    counter.press("F11")
    card = approval("15.00", partial=True, fsa=True)
    counter.card_says(replace(card, emv=EMV, cvm="online PIN", entry="chip"))
    counter.enter("20")
    assert counter.state.finished is not None
    return counter.state.finished


def the_paper(wish: Wish) -> Receipt:
    sale = worked()
    counter = a_counter(policy=POLICY)
    local = counter.at.astimezone(counter.state.zone)
    return paper_of(sale, STORE, "Ana Rivera", local, wish, FsaMode.IIAS)


@pytest.mark.parametrize("form", [Form.RECEIPT, Form.GIFT])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("columns", [42, 48])
def test_the_paper_line_by_line(columns: int, language: Language, form: Form) -> None:
    sale = worked()
    lines = tuple(line.id for line in sale.live_lines)
    paper = the_paper(Wish(language, form=form, lines=lines))
    compare(sheet_of(paper, columns).text, f"{form.value}-{columns}-{language.value}.txt", columns)


def compare(text: str, name: str, columns: int) -> None:
    assert all(len(line) <= columns for line in text.splitlines())
    file = GOLDEN / name
    if os.environ.get("RXLANE_GOLDEN"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


DECLINED = CardResult(
    Outcome.DECLINED, last4="0014", brand="VISA", entry="chip", emv=(*EMV[:5], ("AAC", EMV[5][1]))
)


def slips() -> tuple[Sale, tuple[AttemptRef, AttemptRef]]:
    """An FSA card's part that the customer did not want, then a card that was declined."""
    counter = a_counter()
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    part = approval("4.29", partial=True, fsa=True)
    counter.card_says(replace(part, emv=EMV, cvm="online PIN", entry="chip"))
    counter.wait(3)
    counter.press("Ctrl+B")
    counter.card_says(CardResult(Outcome.APPROVED, part.approved, terminal_txn="18", auth="V77"))
    counter.wait(3)
    counter.press("F10")
    counter.card_says(DECLINED)
    voided, declined = counter.sale.slips
    return counter.sale, (voided, declined)


@pytest.mark.parametrize("which", ["void", "declined"])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("columns", [42, 48])
def test_the_slip_of_a_card_line_by_line(columns: int, language: Language, which: str) -> None:
    sale, (voided, declined) = slips()
    wish = Wish(language, form=Form.CARD, attempt=voided if which == "void" else declined)
    counter = a_counter(policy=POLICY)
    local = counter.at.astimezone(counter.state.zone)
    paper = paper_of(sale, STORE, "Ana Rivera", local, wish, FsaMode.IIAS)
    compare(sheet_of(paper, columns).text, f"{which}-{columns}-{language.value}.txt", columns)


def test_accents_leave_in_the_printers_code_page_and_plain_where_it_lacks_them() -> None:
    paper = document_of(the_paper(Wish(Language.SPANISH)))
    with_858 = encode(paper, profile_for(42))
    assert b"\x1bt\x13" in with_858
    assert "APROBACIÓN".encode("cp858") in with_858
    with_437 = encode(paper, profile_for(42, confirms=False))
    assert b"APROBACION" in with_437
    assert "días".encode("cp437") in with_437


@pytest.mark.parametrize("language", list(Language))
def test_a_medicine_is_named_only_where_the_patient_asks(language: Language) -> None:
    for words in (RxWords.HIDDEN, RxWords.NUMBER):
        text = sheet_of(the_paper(Wish(language, words)), 42).text
        assert "GABAPENTIN" not in text.upper()
        assert ("6012345" in text) is (words is RxWords.NUMBER)
    assert "GABAPENTIN" in sheet_of(the_paper(Wish(language, RxWords.NAME)), 42).text.upper()


@pytest.mark.parametrize("language", list(Language))
def test_a_gift_receipt_has_no_price_and_no_prescription(language: Language) -> None:
    sale = worked()
    wish = Wish(language, form=Form.GIFT, lines=tuple(line.id for line in sale.live_lines))
    text = sheet_of(the_paper(wish), 42).text
    assert "3.99" not in text
    assert "6012345" not in text
    assert "Candy bar" in text
    assert "[2-000001-G]" in text
