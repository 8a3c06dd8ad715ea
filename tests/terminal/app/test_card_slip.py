"""The slip of a card that paid nothing (money-tax-iias.md sections 6.6 and 12.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.counter import MARY, SETTINGS, Counter, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN, POLICY, usd
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.card_slip import card_slip
from terminal.app.inputs import CardAbility, Condition, DeviceRole, Do, PrintState
from terminal.app.receipt import BarcodeRow, Receipt, Style, TextRow
from terminal.app.recovery import Recovered, UnsettledReceipt, recover
from terminal.app.state import Msg, TenderPage
from terminal.domain import facts as f
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.evolve import replay
from terminal.domain.language import Language
from terminal.domain.receipt_wish import Form, Wish

EMV = (("AAC", "1F2E3D4C"), ("AID", "A0000000031010"), ("APPLAB", "VISA CREDIT"))
DECLINED = CardResult(
    Outcome.DECLINED,
    text="DO NOT HONOR",
    code="05",
    last4="0014",
    brand="VISA",
    entry="CHIP",
    cvm="no CVM",
    emv=EMV,
)
VOIDED = CardResult(Outcome.APPROVED, usd("4.29"), terminal_txn="18", auth="V77")


def paying() -> Counter:
    counter = a_counter()
    counter.send(i.CardTerminalMet("53012345", frozenset(CardAbility)))
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("F9")
    return counter


def declined(result: CardResult = DECLINED) -> Counter:
    counter = paying()
    counter.press("F10")
    counter.card_says(result)
    return counter


def refused_part() -> Counter:
    """An FSA card pays a part, and its customer does not want it."""
    counter = paying()
    counter.press("F10")
    counter.card_says(replace(approval("4.29", partial=True, fsa=True), emv=EMV, cvm="no CVM"))
    counter.wait(3)
    counter.press("Ctrl+B")
    counter.card_says(VOIDED)
    return counter


def papers(counter: Counter) -> list[Receipt]:
    found = (each for each in counter.did(e.PrintReceipt) if isinstance(each, e.PrintReceipt))
    return [each.receipt for each in found]


def slip(counter: Counter) -> Receipt:
    (only,) = papers(counter)
    return only


def wishes(counter: Counter) -> list[f.ReceiptRequested]:
    return [each for each in counter.facts if isinstance(each, f.ReceiptRequested)]


def rows(paper: Receipt) -> list[tuple[str, str]]:
    return [(row.left, row.right) for row in paper.rows if isinstance(row, TextRow)]


def large(paper: Receipt) -> list[str]:
    return [row.left for row in paper.rows if isinstance(row, TextRow) and row.style is Style.LARGE]


# --- what stands on it


def test_a_part_that_the_customer_refuses_is_voided_on_paper() -> None:
    counter = refused_part()
    assert counter.told() is Msg.CARD_GIVEN_BACK
    paper = slip(counter)
    assert large(paper) == ["Elm Street Pharmacy", "VOID"]
    told = rows(paper)
    assert ("Ticket 2-000001", "07/01/2026 10:00 AM") in told
    assert ("FSA CARD ****0014", "-4.29") in told
    assert ("  VOID VISA CHIP", "USD -4.29") in told
    assert ("  APPROVAL V77", "") in told
    assert ("  AID A0000000031010", "") in told
    assert ("The card is not charged for it any more.", "") in told


def test_a_declined_chip_card_gets_its_tags_on_paper() -> None:
    counter = declined()
    assert counter.told() is Msg.CARD_DECLINED
    paper = slip(counter)
    assert large(paper) == ["Elm Street Pharmacy", "DECLINED"]
    told = rows(paper)
    assert ("CARD ****0014", "8.54") in told
    assert ("  SALE VISA CHIP", "USD 8.54") in told
    assert ("  VISA CREDIT", "") in told
    assert ("  AAC 1F2E3D4C", "") in told
    assert ("The card was not charged.", "") in told
    assert not any("PROOF" in left.upper() for left, _ in told)


@pytest.mark.parametrize("made", [declined, refused_part])
def test_it_tells_nothing_of_the_goods_no_signature_and_leads_to_no_sale(
    made: Callable[[], Counter],
) -> None:
    paper = slip(made())
    words = " ".join(texts(paper))
    assert "Ibuprofen" not in words
    assert "SIGNATURE" not in words
    assert "DO NOT HONOR" not in words
    assert not any(isinstance(row, BarcodeRow) for row in paper.rows)


def test_it_is_in_the_language_of_the_receipt() -> None:
    counter = paying()
    counter.press("Ctrl+S")
    counter.press("F10")
    counter.card_says(DECLINED)
    paper = slip(counter)
    assert paper.language is Language.SPANISH
    assert "RECHAZADA" in large(paper)
    assert ("No se cobró nada en su tarjeta.", "") in rows(paper)


def test_a_card_that_does_not_take_its_money_back_is_told_so() -> None:
    """The sale's card is asked to take the refund, and its chip declines."""
    counter = paying()
    counter.press("F10")
    counter.card_says(replace(approval("8.54"), terminal_txn=""))
    counter.wait(1)
    counter.printer_says(PrintState.PRINTED)
    counter.press("Enter")
    counter.scan("2-000001", "]C0")
    counter.enter("")
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.press("F9")
    counter.press("F10")
    counter.card_says(DECLINED)
    assert counter.told() is Msg.CARD_NOT_REFUNDED
    paper = papers(counter)[-1]
    assert large(paper) == ["Elm Street Pharmacy", "REFUND", "DECLINED"]
    told = rows(paper)
    assert ("  REFUND VISA CHIP", "USD -4.29") in told
    assert ("Nothing went back to the card.", "") in told


# --- when there is one


@pytest.mark.parametrize(
    "result",
    [
        replace(DECLINED, emv=(), entry="SWIPE"),
        replace(DECLINED, emv=(("APPLAB", "VISA CREDIT"), ("PINSTATUSNUM", "1"))),
        replace(DECLINED, outcome=Outcome.ABORTED),
        replace(DECLINED, outcome=Outcome.CONFIG_ERROR),
    ],
)
def test_without_a_chips_tags_or_a_decline_there_is_no_slip(result: CardResult) -> None:
    assert papers(declined(result)) == []


def test_a_void_that_was_refused_leaves_the_payment_and_has_no_slip() -> None:
    counter = paying()
    counter.press("F10")
    counter.card_approves("4.29", partial=True, fsa=True)
    counter.wait(3)
    counter.press("Ctrl+B")
    counter.card_says(DECLINED)
    assert counter.told() is Msg.CARD_NOT_VOIDED
    assert papers(counter) == []


def test_a_void_that_a_manager_vouches_for_has_one_too() -> None:
    counter = paying()
    counter.press("F10")
    counter.card_approves("4.29", partial=True, fsa=True)
    counter.wait(3)
    counter.press("Ctrl+B")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F12")
    counter.press("Ctrl+1")
    counter.pharmacist_signs(MARY)
    assert counter.sale.due == counter.sale.total
    assert large(slip(counter)) == ["Elm Street Pharmacy", "VOID"]


def test_the_receipt_follows_the_slip() -> None:
    counter = declined()
    counter.wait(3)
    counter.press("F9")
    assert len(papers(counter)) == 1
    counter.slip_is_out()
    counter.wait(1)
    assert [large(each)[1] for each in papers(counter)] == ["DECLINED", "TOTAL"]
    assert counter.state.receipt is not None
    assert counter.state.receipt.wish.form is Form.RECEIPT
    assert counter.state.finished is not None
    assert counter.state.finished.receipts == 1


# --- it is a paper like the others


def test_it_is_asked_for_in_the_commit_of_the_answer() -> None:
    counter = declined()
    (asked,) = wishes(counter)
    assert (asked.copy, asked.wish.form) == (1, Form.CARD)
    names = [type(each).__name__ for each in counter.facts]
    assert names.index("ChargeResolved") < names.index("ReceiptRequested")
    assert counter.sale.slips == (asked.wish.attempt,)
    own = [each for each in counter.facts if isinstance(each, f.SaleFact)]
    assert replay(own) == counter.sale


def test_without_a_printer_that_is_well_it_waits_for_a_key() -> None:
    counter = paying()
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "no paper", ""))
    counter.press("F10")
    counter.card_says(DECLINED)
    assert papers(counter) == []
    counter.on(TenderPage)
    counter.send(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD, "", ""))
    (job,) = counter.state.prints
    assert job.state is PrintState.QUEUED
    counter.do(Do.PRINT_WAITING, job.job)
    assert large(slip(counter))[-1] == "DECLINED"


def test_one_that_is_in_doubt_is_printed_again_as_a_copy() -> None:
    counter = declined()
    (job,) = counter.state.prints
    counter.send(i.PrintJobMoved(job.job, PrintState.UNKNOWN, ""))
    counter.do(Do.PRINT_COPY, job.job)
    again = papers(counter)[-1]
    assert large(again)[0] == "*** DUPLICATE 1 ***"
    copies = [each.copy for each in wishes(counter)]
    assert copies == [1, 2]
    assert counter.sale.receipts == 0


def test_two_declined_cards_have_two_slips_and_neither_is_a_copy() -> None:
    counter = declined()
    counter.slip_is_out()
    counter.wait(3)
    counter.press("F10")
    counter.card_says(DECLINED)
    first, second = wishes(counter)
    assert first.job != second.job
    assert (first.copy, second.copy) == (1, 1)
    assert all("DUPLICATE" not in large(each)[0] for each in papers(counter))


def test_after_a_restart_it_is_the_same_paper_and_no_last_ticket() -> None:
    counter = declined()
    (job,) = counter.state.prints
    own = tuple(each for each in counter.facts if isinstance(each, f.SaleFact))
    left = UnsettledReceipt(
        job.job, 1, job.process_id, PrintState.QUEUED, own, counter.at + timedelta(0)
    )
    found = Recovered(tickets=(own,), receipts=(left,), people=counter.state.people)
    state = recover(found, SETTINGS, POLICY, counter.at, 0.0)
    (again,) = state.prints
    assert again.receipt == job.receipt
    assert again.last_copy == 1
    assert state.finished is None


def test_a_slip_of_another_attempt_is_a_mistake_of_ours() -> None:
    counter = declined()
    with pytest.raises(AssertionError):
        card_slip(counter.sale, SETTINGS.store, "A", counter.at, Wish(form=Form.CARD))
