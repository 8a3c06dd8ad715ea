"""Card payments: charged once, asked about when unknown, put aside, given back (section 10)."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BEN, MARY, PLAIN, SETTINGS, Counter, a_counter, approval, rung_up
from helpers.sales import CANDY, IBUPROFEN, UNTAXED, usd
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, Do
from terminal.app.state import (
    CardPage,
    DonePage,
    Msg,
    SalePage,
    SignInPage,
    TenderPage,
    TerminalState,
)
from terminal.app.step_card import QUERY_AGAIN_S, QUERY_PARKED_S
from terminal.domain import facts as f
from terminal.domain.attempt import (
    CardKind,
    CardResult,
    HeldPayment,
    Merchant,
    Outcome,
    QueryVerdict,
)
from terminal.domain.identity import AttemptRef
from terminal.domain.policy import FsaMode, FsaOnCards
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import CardTender
from terminal.presentation.views import CardView

UNKNOWN = CardResult(Outcome.UNKNOWN, text="the line went down")


@pytest.fixture
def counter() -> Counter:
    """The worked ticket of 23.54, payment open."""
    counter = rung_up(PLAIN)
    counter.press("F9")
    return counter


@pytest.fixture
def waiting(counter: Counter) -> Counter:
    """The card terminal has been asked for all of it."""
    counter.press("F10")
    return counter


@pytest.fixture
def unknown(waiting: Counter) -> Counter:
    waiting.card_says(UNKNOWN)
    return waiting


def queries(counter: Counter) -> int:
    return len(counter.did(e.QueryCharge))


# --- the request


def test_the_request_is_on_disk_before_the_terminal_sees_a_byte(counter: Counter) -> None:
    counter.journal.slow = True
    counter.press("F10")
    assert counter.did(e.Charge) == ()
    counter.commit_now()
    assert counter.recorded(f.ChargeRequested) != ()
    assert counter.did(e.Charge) == (
        e.Charge(
            AttemptRef("02260701000001"),
            CardKind.CREDIT,
            usd("23.54"),
            usd("19.29"),
            usd("15.00"),
            ANA.id,
            "2-000001",
        ),
    )


def test_a_request_that_could_not_be_recorded_is_not_sent(counter: Counter) -> None:
    with counter.full_disk():
        counter.press("F10")
    assert counter.did(e.Charge) == ()
    assert counter.on(TenderPage) == TenderPage()
    assert counter.sale.pending is None


def test_an_fsa_card_is_asked_for_the_eligible_part(counter: Counter) -> None:
    counter.press("F11")
    charge = counter.did(e.Charge)[0]
    assert isinstance(charge, e.Charge)
    assert (charge.kind, charge.amount) == (CardKind.FSA_HSA, usd("19.29"))


def test_the_request_keeps_who_charged_for_the_archive() -> None:
    store = replace(SETTINGS.store, merchant_id="999000111", terminal_id="12345678")
    counter = a_counter(settings=replace(SETTINGS, store=store))
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F11")
    (request,) = (each for each in counter.facts if isinstance(each, f.ChargeRequested))
    assert request.merchant == Merchant("Elm Street Pharmacy", "999000111", "12345678")


def test_each_attempt_has_its_own_reference(waiting: Counter) -> None:
    first = waiting.ref
    waiting.card_says(Outcome.DECLINED)
    waiting.press("F10")
    assert waiting.ref != first
    assert len(waiting.ref) == 14


@pytest.mark.parametrize("condition", [Condition.DOWN, Condition.ABSENT])
def test_without_a_terminal_no_card_is_charged(counter: Counter, condition: Condition) -> None:
    counter.card_terminal(condition)
    assert not counter.can_press("F10")
    counter.do(Do.CARD)
    assert counter.told() is Msg.CARD_TERMINAL_DOWN
    assert counter.did(e.Charge) == ()
    assert counter.can_press("F9")


def test_nothing_eligible_is_refused() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.do(Do.FSA)
    assert counter.told() is Why.NOTHING_ELIGIBLE


def test_the_terminals_receipt_of_the_request_is_recorded(waiting: Counter) -> None:
    waiting.send(i.ChargeAcknowledged(waiting.ref))
    assert waiting.last_batch() == ("ChargeSent",)
    assert waiting.sale.pending is not None
    assert waiting.sale.pending.sent


# --- certain answers


def test_an_approval_of_all_of_it_completes_the_ticket(waiting: Counter) -> None:
    waiting.card_approves("23.54")
    assert waiting.on(DonePage).sale == "2-000001"
    assert waiting.last_batch() == (
        "ChargeResolved", "SaleCompleted", "FillHandedOver", "ReceiptRequested", "ReceiptMoved",
    )  # fmt: skip
    assert waiting.did(e.OpenDrawer) == ()


def test_a_partial_approval_leaves_the_rest_to_pay(counter: Counter) -> None:
    counter.press("F11")
    counter.card_approves("10.00", partial=True, fsa=True)
    assert counter.told() is Msg.PARTLY_APPROVED
    assert counter.on(TenderPage) == TenderPage()
    assert counter.sale.due == usd("13.54")
    counter.press("F9")
    assert counter.on(DonePage).sale == "2-000001"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.DECLINED, Msg.CARD_DECLINED),
        (Outcome.ABORTED, Msg.CARD_NOT_CHARGED),
        (Outcome.CONFIG_ERROR, Msg.CARD_MISCONFIGURED),
    ],
)
def test_when_no_money_moved_another_payment_is_open(
    waiting: Counter, outcome: Outcome, told: Msg
) -> None:
    waiting.card_says(outcome)
    assert waiting.told() is told
    assert waiting.effects[-1] == e.Beep(good=False)
    assert waiting.sale.due == usd("23.54")
    assert waiting.can_press("F9")


def test_an_approval_of_the_eligible_part_sounds_well(counter: Counter) -> None:
    counter.press("F11")
    counter.card_approves("19.29", fsa=True)
    assert counter.told() is None
    assert counter.effects[-1] == e.Beep(good=True)


def test_an_approval_of_more_than_was_asked_waits_for_a_person(waiting: Counter) -> None:
    waiting.card_approves("99.00")
    page = waiting.on(CardPage)
    assert "99.00" in page.trouble
    assert waiting.last_batch() == ("ChargeParked",)
    assert waiting.can_press("F5")


def test_an_answer_for_nobody_changes_nothing(counter: Counter) -> None:
    counter.card_says(approval("1.00"), AttemptRef("02260701000099"))
    counter.send(i.ChargeAcknowledged(AttemptRef("02260701000099")))
    assert counter.recorded(f.ChargeResolved, f.ChargeSent) == ()


def test_the_same_answer_twice_counts_once(counter: Counter) -> None:
    counter.press("F11")
    counter.card_approves("10.00", partial=True)
    counter.card_approves("10.00", partial=True)
    assert len(counter.recorded(f.ChargeResolved)) == 1


# --- cancelling


def test_cancelling_is_a_hint_and_the_answer_decides(waiting: Counter) -> None:
    waiting.press("Esc")
    assert waiting.effects[-1] == e.CancelCharge()
    assert not waiting.can_press("Esc")
    waiting.do(Do.CANCEL_CARD)
    assert len(waiting.did(e.CancelCharge)) == 1
    waiting.card_approves("23.54")
    assert waiting.on(DonePage).sale == "2-000001"


def test_a_cancelled_payment_was_not_charged(waiting: Counter) -> None:
    waiting.press("Esc")
    waiting.card_says(Outcome.ABORTED)
    assert waiting.told() is Msg.CARD_NOT_CHARGED


# --- unknown


def test_an_unknown_outcome_is_asked_about_at_once_and_never_charged_again(
    unknown: Counter,
) -> None:
    assert queries(unknown) == 1
    query = unknown.did(e.QueryCharge)[0]
    assert isinstance(query, e.QueryCharge)
    assert (query.ref, query.amount, query.void_of) == (unknown.ref, usd("23.54"), None)
    assert len(unknown.did(e.Charge)) == 1
    assert unknown.on(CardPage).trouble == "the line went down"
    view = unknown.screen.page
    assert isinstance(view, CardView)
    assert view.heading == "Payment not confirmed"


def test_it_is_asked_about_again_while_a_person_waits(unknown: Counter) -> None:
    unknown.wait(1)
    assert queries(unknown) == 1
    unknown.wait(QUERY_AGAIN_S)
    assert queries(unknown) == 2
    unknown.press("F9")
    assert queries(unknown) == 3


def asking_row(counter: Counter) -> str:
    view = counter.screen.page
    assert isinstance(view, CardView)
    return view.steps[1].detail


def test_f9_shows_that_it_asks_then_the_answer_and_when_it_asked(unknown: Counter) -> None:
    unknown.wait(4)
    assert asking_row(unknown) == "The line went down · Asked 4 s ago"
    unknown.press("F9")
    assert asking_row(unknown) == "Asking the terminal now … · Asked 0 s ago"
    unknown.wait(2)
    unknown.terminal_tells(QueryVerdict.UNRESOLVED)
    assert asking_row(unknown) == "The terminal does not answer · Asked 2 s ago"


def test_asking_by_itself_changes_no_words_until_there_is_an_answer(unknown: Counter) -> None:
    unknown.wait(QUERY_AGAIN_S)
    assert queries(unknown) == 2
    assert asking_row(unknown) == "The line went down · Asked 0 s ago"


def test_it_is_asked_about_also_behind_the_lock(unknown: Counter) -> None:
    unknown.do(Do.LOCK)
    unknown.wait(QUERY_AGAIN_S)
    assert queries(unknown) == 2
    unknown.terminal_tells(QueryVerdict.UNRESOLVED)
    unknown.sign_in()
    assert unknown.on(CardPage).trouble == "the terminal does not answer"


def test_an_unknown_outcome_behind_the_lock_is_asked_about(waiting: Counter) -> None:
    waiting.do(Do.LOCK)
    waiting.card_says(UNKNOWN)
    assert queries(waiting) == 1
    assert waiting.on(SignInPage).number == ANA.id
    waiting.sign_in()
    assert waiting.on(CardPage).next_query is not None


def test_found_at_the_terminal_is_approved(unknown: Counter) -> None:
    unknown.terminal_tells(QueryVerdict.FOUND, approval("23.54"))
    assert unknown.on(DonePage).sale == "2-000001"


def test_not_processed_by_the_terminal_is_not_charged(unknown: Counter) -> None:
    unknown.terminal_tells(QueryVerdict.NOT_PROCESSED)
    assert unknown.told() is Msg.CARD_NOT_CHARGED
    assert unknown.can_press("F10")


def test_unresolved_stays_unknown_and_says_why(unknown: Counter) -> None:
    unknown.terminal_tells(QueryVerdict.UNRESOLVED)
    assert unknown.on(CardPage).trouble == "the terminal does not answer"
    assert unknown.sale.pending is not None
    assert not unknown.can_press("F10")


def test_a_query_that_answers_after_the_page_was_left_changes_no_page(waiting: Counter) -> None:
    waiting.do(Do.LOCK)
    waiting.sign_in(BEN)
    waiting.terminal_tells(QueryVerdict.UNRESOLVED)
    assert waiting.on(SalePage) == SalePage()


def test_an_answer_that_could_not_be_recorded_is_asked_for_again(waiting: Counter) -> None:
    with waiting.full_disk():
        waiting.card_approves("23.54")
    assert waiting.told() is Msg.STORE_TROUBLE
    assert waiting.sale.pending is not None
    waiting.wait(1)
    assert queries(waiting) == 1
    waiting.terminal_tells(QueryVerdict.FOUND, approval("23.54"))
    assert waiting.on(DonePage).sale == "2-000001"


def test_asking_about_nothing_asks_nothing(counter: Counter) -> None:
    counter.engine._state = _on_card_page(counter)
    counter.do(Do.ASK_TERMINAL)
    assert queries(counter) == 0
    counter.do(Do.PARK)
    assert counter.told() is Why.NOT_PENDING
    counter.do(Do.HELP)
    counter.do(Do.CASH)
    assert counter.on(CardPage).ref == "gone"


def _on_card_page(counter: Counter) -> TerminalState:
    return replace(counter.state, page=CardPage(AttemptRef("gone"), since=0.0))


# --- put aside


def parked(counter: Counter) -> Counter:
    counter.press("F5")
    return counter


def test_an_unconfirmed_payment_is_put_aside_for_the_queue_to_go_on(unknown: Counter) -> None:
    parked(unknown)
    assert unknown.last_batch() == ("ChargeParked", "SaleSuspended")
    assert unknown.told() is Msg.PAYMENT_PARKED
    assert unknown.effects[-1] == e.ShowOnDisplay("", "")
    unknown.scan_item(CANDY)
    unknown.press("F9")
    unknown.press("F10")
    assert unknown.ref == "02260701000002"
    unknown.card_approves("4.25")
    assert unknown.on(DonePage).sale == "2-000002"


def test_the_answer_for_a_ticket_put_aside_settles_it_there(unknown: Counter) -> None:
    parked(unknown)
    unknown.scan_item(CANDY)
    unknown.terminal_tells(QueryVerdict.FOUND, approval("23.54"))
    (aside,) = unknown.state.suspended
    assert aside.due == usd("0.00")
    assert aside.status is SaleStatus.SUSPENDED
    assert unknown.recorded(f.SaleCompleted) == ()
    assert unknown.sale.id == "2-000002"

    unknown.press("F5")
    unknown.press("Ctrl+1")
    unknown.press("F9")
    unknown.press("F9")
    assert unknown.on(DonePage).sale == "2-000001"
    assert len(unknown.recorded(f.FillHandedOver)) == 1


def test_an_unresolved_answer_for_a_ticket_put_aside_leaves_it_so(unknown: Counter) -> None:
    parked(unknown)
    unknown.terminal_tells(QueryVerdict.UNRESOLVED)
    unknown.card_says(UNKNOWN)
    (aside,) = unknown.state.suspended
    assert aside.pending is not None


def test_a_ticket_put_aside_comes_back_to_its_open_question(unknown: Counter) -> None:
    ref = unknown.ref
    parked(unknown)
    unknown.press("Ctrl+1")
    assert unknown.on(CardPage).ref == ref
    unknown.wait(1)
    assert queries(unknown) == 2
    unknown.terminal_tells(QueryVerdict.NOT_PROCESSED)
    assert unknown.on(TenderPage) == TenderPage()


def test_another_person_leaves_the_payment_under_way_to_its_ticket(waiting: Counter) -> None:
    waiting.do(Do.LOCK)
    waiting.sign_in(BEN)
    assert waiting.last_batch() == ("SignedOut", "ChargeParked", "SaleSuspended", "SignedIn")
    waiting.card_approves("23.54")
    (aside,) = waiting.state.suspended
    assert aside.due == usd("0.00")


# --- the answer behind the lock


def test_an_approval_behind_the_lock_completes_the_ticket(waiting: Counter) -> None:
    waiting.do(Do.LOCK)
    waiting.card_approves("23.54")
    assert waiting.locked()
    assert waiting.did(e.PrintReceipt) != ()
    waiting.sign_in()
    assert waiting.on(DonePage).sale == "2-000001"


def test_a_decline_behind_the_lock_waits_there(waiting: Counter) -> None:
    waiting.do(Do.LOCK)
    waiting.card_says(Outcome.DECLINED)
    assert waiting.told() is None
    waiting.sign_in()
    assert waiting.on(TenderPage) == TenderPage()


# --- given back


def paid_in_part(counter: Counter) -> Counter:
    counter.press("F11")
    counter.card_approves("10.00", partial=True, fsa=True)
    return counter


def test_a_card_payment_is_given_back_under_its_own_reference(counter: Counter) -> None:
    paid_in_part(counter)
    first = counter.ref
    counter.do(Do.GIVE_BACK, "1")
    assert counter.last_batch() == ("VoidRequested",)
    held = HeldPayment(first, CardKind.FSA_HSA, usd("10.00"), "17", "0014")
    assert counter.did(e.VoidCharge) == (e.VoidCharge(counter.ref, held),)
    assert counter.ref != first
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert (view.amount.label, view.amount.amount) == ("To give back", "10.00")

    counter.card_approves("10.00")
    assert counter.told() is Msg.CARD_GIVEN_BACK
    assert counter.sale.due == usd("23.54")


def test_a_void_that_failed_leaves_the_payment_in_force(counter: Counter) -> None:
    paid_in_part(counter)
    counter.do(Do.GIVE_BACK, "1")
    counter.card_says(Outcome.ABORTED)
    assert counter.told() is Msg.CARD_VOID_FAILED
    assert counter.sale.due == usd("13.54")


def test_an_unknown_void_is_asked_about_by_what_it_gives_back(counter: Counter) -> None:
    paid_in_part(counter)
    counter.do(Do.GIVE_BACK, "1")
    counter.card_says(UNKNOWN)
    query = counter.did(e.QueryCharge)[-1]
    assert isinstance(query, e.QueryCharge)
    assert (query.ref, query.amount) == (counter.ref, usd("10.00"))
    assert query.void_of == asked_back(counter).payment
    counter.press("F5")
    counter.press("Ctrl+1")
    assert counter.on(CardPage).ref == counter.ref


def asked_back(counter: Counter) -> e.VoidCharge:
    void = counter.did(e.VoidCharge)[-1]
    assert isinstance(void, e.VoidCharge)
    return void


def test_what_the_terminal_does_not_hold_any_more_stays_on_the_ticket(counter: Counter) -> None:
    """The cashier reads what to do: the goods come back by a return, which credits the card."""
    paid_in_part(counter)
    counter.do(Do.GIVE_BACK, "1")
    gone = "the terminal does not hold the payment any more"
    counter.card_says(CardResult(Outcome.DECLINED, text=gone))
    counter.on(TenderPage)
    assert counter.told() is Msg.CARD_NOT_VOIDED
    words = " | ".join(texts(counter.screen))
    assert f"The payment stays on the ticket: {gone}" in words
    assert "take the goods back" in words
    assert counter.sale.due == usd("13.54")


def test_at_another_terminal_nothing_is_asked_for_and_nothing_recorded(counter: Counter) -> None:
    """Its number is another customer's there."""
    counter.send(i.CardTerminalMet("53012345", frozenset()))
    paid_in_part(counter)
    counter.wait(3)
    counter.send(i.CardTerminalMet("99999999", frozenset()))
    counter.do(Do.GIVE_BACK, "1")
    assert counter.told() is Msg.CARD_NOT_VOIDED
    assert counter.did(e.VoidCharge) == ()
    assert counter.recorded(f.VoidRequested) == ()
    counter.send(i.CardTerminalMet("53012345", frozenset()))
    counter.do(Do.GIVE_BACK, "1")
    assert asked_back(counter).payment.terminal == "53012345"


def test_a_void_after_a_crash_and_a_suspension_names_the_very_payment(counter: Counter) -> None:
    counter.send(i.CardTerminalMet("53012345", frozenset()))
    paid_in_part(counter)
    paid = counter.sale.tenders[0]
    assert isinstance(paid, CardTender)
    counter.press("Esc")
    counter.press("F5")
    again = counter.crash().card_terminal().printer()
    again.send(i.CardTerminalMet("53012345", frozenset()))
    again.sign_in()
    again.press("Ctrl+1")
    again.press("F9")
    again.do(Do.GIVE_BACK, "1")
    held = HeldPayment(paid.ref, CardKind.FSA_HSA, usd("10.00"), "17", "0014", "53012345")
    assert asked_back(again).payment == held
    again.card_says(UNKNOWN)
    query = again.did(e.QueryCharge)[-1]
    assert isinstance(query, e.QueryCharge)
    assert (query.void_of, query.terminal) == (held, "53012345")


def test_a_card_payment_is_not_given_back_without_a_terminal(counter: Counter) -> None:
    paid_in_part(counter)
    counter.card_terminal(Condition.DOWN)
    counter.do(Do.GIVE_BACK, "1")
    assert counter.told() is Msg.CARD_TERMINAL_DOWN
    assert counter.did(e.VoidCharge) == ()


def test_what_was_not_taken_is_not_given_back(counter: Counter) -> None:
    counter.do(Do.GIVE_BACK, "1")
    assert counter.told() is Why.NO_SUCH_TENDER


def test_an_fsa_button_is_dead_where_the_store_has_no_iias() -> None:
    counter = a_counter(policy=replace(UNTAXED, fsa=FsaMode.NINETY_PERCENT))
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.do(Do.FSA)
    assert counter.told() is Why.FSA_OFF


@pytest.mark.parametrize("key", ["F10", "F11"])
def test_a_terminal_that_cannot_be_told_fsa_amounts_is_not_asked_and_the_key_says_why(
    key: str,
) -> None:
    counter = a_counter(policy=replace(UNTAXED, fsa_on_cards=FsaOnCards.REFUSED))
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press(key)
    assert counter.told() in {Why.FSA_NOT_ON_TERMINAL, Why.ELIGIBLE_NOT_ON_TERMINAL}
    assert "FSA/HSA: not here" in texts(counter.screen)
    assert counter.did(e.Charge) == ()
    assert counter.recorded(f.ChargeRequested) == ()


def test_a_payment_under_way_keeps_its_ticket_at_the_counter(waiting: Counter) -> None:
    waiting.engine._state = replace(waiting.state, page=SalePage())
    waiting.do(Do.SUSPEND)
    assert waiting.told() is Why.PAYMENT_PENDING
    waiting.terminal_tells(QueryVerdict.UNRESOLVED)
    assert waiting.on(SalePage) == SalePage()


def test_nobody_puts_a_payment_aside_without_the_right(unknown: Counter) -> None:
    unknown.engine._state = replace(unknown.state, user=None)
    unknown.do(Do.PARK)
    assert unknown.told() is Why.NOT_PERMITTED


# --- a manager decides, when the terminal cannot be asked any more


@pytest.mark.parametrize(("key", "page"), [("Ctrl+1", DonePage), ("Ctrl+2", TenderPage)])
def test_a_manager_settles_what_the_terminal_cannot(
    unknown: Counter, key: str, page: type[DonePage | TenderPage]
) -> None:
    sale, ref = unknown.sale.id, unknown.ref
    unknown.press("F12")
    unknown.press(key)
    unknown.pharmacist_signs(MARY)
    unknown.on(page)
    decided = f.ChargeDecided(sale, ref, MARY.id, charged=page is DonePage)
    assert unknown.recorded(f.ChargeDecided) == (decided,)
    assert len(unknown.did(e.Charge)) == 1


def test_only_a_manager_settles_a_payment_by_hand(unknown: Counter) -> None:
    unknown.press("F12")
    unknown.press("Ctrl+1")
    unknown.pharmacist_signs()
    assert unknown.told() is Msg.NOT_A_MANAGER
    assert unknown.recorded(f.ChargeDecided) == ()


def test_esc_goes_on_asking_the_terminal(unknown: Counter) -> None:
    unknown.press("F12")
    unknown.press("Esc")
    assert unknown.on(CardPage).next_query is not None


def test_a_payment_that_is_only_waited_for_is_nobodys_to_decide(waiting: Counter) -> None:
    waiting.do(Do.DECIDE)
    waiting.on(CardPage)


def test_a_payment_put_aside_is_asked_about_now_and_then(unknown: Counter) -> None:
    unknown.press("F5")
    before = queries(unknown)
    unknown.wait(1)
    unknown.wait(QUERY_PARKED_S)
    assert queries(unknown) == before + 2


@pytest.mark.parametrize("text", ["ABORTED", "Cancelled "])
def test_a_payment_that_was_stopped_is_told_in_words(text: str) -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(CardResult(Outcome.ABORTED, text=text))
    assert counter.told() is Msg.CARD_NOT_CHARGED
    assert counter.state.said is not None
    assert counter.state.said.detail == "The payment was cancelled"
