"""A whole card payment goes back by a void, with keys (money-tax-iias.md section 6.7)."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, MARY, Counter, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN, usd
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Do, PrintState
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.state import CardPage, DecidePage, DonePage, Msg
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, HeldPayment, Outcome, QueryVerdict
from terminal.domain.card_batch import BatchReport
from terminal.domain.money import ZERO

SERIAL = "53012345"
MET = i.CardTerminalMet(SERIAL, frozenset({CardAbility.CLOSE_BATCH}))


def next_customer(counter: Counter) -> Counter:
    counter.now += 5
    counter.printer_says(PrintState.PRINTED)
    counter.do(Do.NEXT_CUSTOMER)
    return counter


def bring_back(counter: Counter, ticket: str = "2-000001") -> None:
    counter.scan(ticket, "]C0")
    counter.enter("")
    assert not counter.on(ReturnPage).asks_quantity
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.press("F9")
    counter.on(RefundPage)


def shown(view: object) -> str:
    return " | ".join(texts(view))


def printed(counter: Counter) -> str:
    job = counter.did(e.PrintReceipt)[-1]
    assert isinstance(job, e.PrintReceipt)
    return shown(job.receipt)


def sold(*, fsa: bool = False) -> Counter:
    """Paid by card on the first ticket; the next customer is there."""
    counter = a_counter()
    counter.send(MET)
    counter.scan_item(IBUPROFEN if fsa else CANDY)
    counter.press("F9")
    counter.press("F11" if fsa else "F10")
    counter.card_says(approval(str(counter.sale.due), fsa=fsa))
    return next_customer(counter)


def voided(counter: Counter) -> e.VoidCharge:
    void = counter.did(e.VoidCharge)[-1]
    assert isinstance(void, e.VoidCharge)
    return void


@pytest.fixture
def counter() -> Counter:
    made = sold()
    bring_back(made)
    return made


def test_the_void_is_durable_first_and_names_the_very_payment(counter: Counter) -> None:
    charged = counter.recorded(f.ChargeRequested)[0]
    assert isinstance(charged, f.ChargeRequested)
    assert "Void the payment" in shown(counter.screen.page)
    counter.journal.slow = True
    counter.press("F10")
    assert counter.did(e.VoidCharge) == ()
    counter.commit_now()
    counter.journal.slow = False
    void = voided(counter)
    held = HeldPayment(charged.ref, CardKind.CREDIT, usd("4.25"), "17", "0014", SERIAL)
    assert void == e.VoidCharge(counter.ref, held)
    assert counter.did(e.CreditCard) == ()


def test_nobody_is_asked_for_a_card(counter: Counter) -> None:
    counter.press("F10")
    counter.on(CardPage)
    assert "no card is needed" in shown(counter.screen.page)
    assert not counter.can_press("Esc")
    assert "card" not in shown(counter.customer).lower().replace("scorecard", "")
    assert "4.25" in shown(counter.customer)


def test_the_paper_says_void_and_names_the_payment(counter: Counter) -> None:
    charged = counter.recorded(f.ChargeRequested)[0]
    assert isinstance(charged, f.ChargeRequested)
    counter.press("F10")
    counter.card_says(CardResult(Outcome.APPROVED, usd("4.25"), auth="OK1234", host_ref="H9"))
    counter.on(DonePage)
    words = printed(counter)
    assert "VOID" in words
    assert f"OF PAYMENT {charged.ref}" in words
    assert "****0014" in words
    assert "The card is not charged for it any more." in words
    assert "few days" not in words


def test_it_is_the_card_that_the_terminal_could_not_void(counter: Counter) -> None:
    counter.press("F10")
    first = counter.ref
    gone = "the terminal does not hold the payment any more"
    counter.card_says(CardResult(Outcome.DECLINED, text=gone))
    counter.on(RefundPage)
    assert counter.told() is Msg.CARD_NEEDED
    assert f"The card is needed: {gone}" in shown(counter.screen)
    assert "Back to the card" in shown(counter.screen.page)
    counter.now += 2
    counter.press("F10")
    (credit,) = counter.did(e.CreditCard)
    assert isinstance(credit, e.CreditCard)
    assert credit.ref == counter.ref != first
    assert len(counter.did(e.VoidCharge)) == 1
    counter.card_says(approval("4.25"))
    counter.on(DonePage)
    assert "REFUND VISA" in printed(counter)


def test_the_second_press_of_a_double_one_credits_nothing(counter: Counter) -> None:
    counter.press("F10")
    counter.card_says(CardResult(Outcome.DECLINED, text="gone"))
    counter.do(Do.REFUND)
    assert counter.did(e.CreditCard) == ()


def test_an_unknown_void_is_asked_about_behind_the_same_question(counter: Counter) -> None:
    counter.press("F10")
    counter.card_says(CardResult(Outcome.UNKNOWN, text="the line went down"))
    counter.on(CardPage)
    assert "Refund not confirmed" in shown(counter.screen.page)
    query = counter.did(e.QueryCharge)[-1]
    assert isinstance(query, e.QueryCharge)
    assert query.terminal == SERIAL
    assert query.void_of == voided(counter).payment
    assert counter.did(e.CreditCard) == ()
    counter.terminal_tells(QueryVerdict.FOUND, CardResult(Outcome.APPROVED, usd("4.25")))
    counter.on(DonePage)
    assert len(counter.recorded(f.RefundRequested)) == 1


def test_a_void_that_stays_unknown_is_for_a_manager(counter: Counter) -> None:
    counter.press("F10")
    counter.card_says(CardResult(Outcome.UNKNOWN, text="the line went down"))
    counter.terminal_tells(QueryVerdict.UNRESOLVED)
    counter.do(Do.DECIDE)
    counter.on(DecidePage)
    assert "Look for the void of the payment" in shown(counter.screen.page)
    counter.press("Ctrl+2")
    counter.pharmacist_signs(MARY)
    counter.press("F9")
    counter.on(RefundPage)
    assert "Back to the card" in shown(counter.screen.page)


def test_after_a_crash_the_void_goes_on_and_nothing_is_credited(counter: Counter) -> None:
    counter.press("F10")
    ref = counter.ref
    again = counter.crash()
    query = again.did(e.QueryCharge)[-1]
    assert isinstance(query, e.QueryCharge)
    assert query.ref == ref
    assert query.void_of == voided(counter).payment
    again.card_terminal()
    again.terminal_tells(QueryVerdict.FOUND, CardResult(Outcome.APPROVED, usd("4.25")), ref)
    again.sign_in()
    assert again.sale.due == ZERO
    assert again.did(e.CreditCard) == ()


def test_once_the_batch_was_closed_the_card_is_needed(counter: Counter) -> None:
    counter.send(i.CardBatchReported(BatchReport()))
    assert "Back to the card" in shown(counter.screen.page)
    counter.press("F10")
    assert counter.did(e.VoidCharge) == ()
    assert len(counter.did(e.CreditCard)) == 1


def test_a_batch_close_is_remembered_over_a_restart(counter: Counter) -> None:
    counter.press("Esc")
    counter.press("F5")
    counter.send(i.CardBatchNotClosed("the line went down", unknown=True))
    again = counter.crash()
    assert again.state.card_batch_at is not None
    again.card_terminal().printer()
    again.send(MET)
    again.sign_in()
    (back,) = again.state.suspended
    assert back.staff == ANA.id
    again.press("Ctrl+S")
    again.enter("")
    again.press("F9")
    assert "Back to the card" in shown(again.screen.page)


def test_at_another_terminal_the_card_is_needed(counter: Counter) -> None:
    counter.send(replace(MET, serial="1240000001"))
    assert "Back to the card" in shown(counter.screen.page)


def test_a_whole_fsa_payment_is_voided_too() -> None:
    counter = sold(fsa=True)
    bring_back(counter)
    counter.press("F10")
    assert voided(counter).payment.kind is CardKind.FSA_HSA
    counter.card_says(CardResult(Outcome.APPROVED, usd("4.29")))
    counter.on(DonePage)
    assert "FSA CARD ****0014" in printed(counter)
