"""Returns at the counter: a receipt, its line, the reason, the money back (money-tax-iias 6.7)."""

from dataclasses import replace

import pytest

from helpers.cards import an_id_card
from helpers.counter import ANA, MARY, PHIL, PLAIN, Counter, a_counter, approval, rung_up
from helpers.sales import CANDY, IBUPROFEN, UNTAXED, a_fill, an_item, usd
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, Do, PrintState
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.sale_search import question_of
from terminal.app.state import CardPage, DonePage, Msg, PharmacistPage, SalePage, TenderPage
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome, QueryVerdict
from terminal.domain.identity import Digest
from terminal.domain.money import ZERO
from terminal.domain.refund import GoodsFate
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus

FIRST = "2-000001"


def paid_in_cash(counter: Counter) -> Counter:
    """Two candies on the first ticket, paid in cash; the next customer is there."""
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter("2")
    counter.press("F9")
    counter.enter("20.00")
    return next_customer(counter)


def next_customer(counter: Counter) -> Counter:
    counter.now += 5
    counter.printer_says(PrintState.PRINTED)
    counter.do(Do.NEXT_CUSTOMER)
    return counter


def shown(view: object) -> str:
    return " | ".join(texts(view))


def printed(counter: Counter) -> str:
    """The last receipt that went to the printer."""
    job = counter.did(e.PrintReceipt)[-1]
    assert isinstance(job, e.PrintReceipt)
    return shown(job.receipt)


def paid_by_card(counter: Counter, *, fsa: bool = False) -> Counter:
    counter.scan_item(IBUPROFEN if fsa else CANDY)
    counter.press("F9")
    counter.press("F11" if fsa else "F10")
    counter.card_says(approval(str(counter.sale.due), fsa=fsa))
    return next_customer(counter)


def scan_receipt(counter: Counter, ticket: str = FIRST) -> None:
    counter.scan(ticket, "]C0")


def bring_back(counter: Counter, ticket: str = FIRST) -> None:
    """The first line of the ticket, unopened, and back to the ticket's page."""
    scan_receipt(counter, ticket)
    counter.enter("")
    page = counter.on(ReturnPage)
    if page.asks_quantity:
        counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    counter.press("Esc")


@pytest.fixture
def counter() -> Counter:
    return paid_in_cash(a_counter())


# --- the thinnest whole slice


def test_a_scanned_receipt_gives_a_line_back_in_cash(counter: Counter) -> None:
    bring_back(counter)
    counter.on(SalePage)
    assert counter.total == "-4.25"
    counter.press("F9")
    counter.on(RefundPage)
    counter.press("F9")
    counter.on(DonePage)
    assert "4.25" in shown(counter.screen.page)
    assert counter.last_batch() == (
        *("RefundGiven", "SaleCompleted", "ReceiptRequested", "ReceiptMoved", "DrawerRequested"),
    )
    assert counter.did(e.OpenDrawer)
    on_display = counter.did(e.ShowOnDisplay)[-1]
    assert isinstance(on_display, e.ShowOnDisplay)
    assert on_display.first.split() == ["REFUND", "4.25"]


def test_the_receipt_of_a_refund_says_what_came_back_and_from_which_ticket(
    counter: Counter,
) -> None:
    bring_back(counter)
    counter.press("F9")
    counter.press("F9")
    words = printed(counter)
    for wanted in ("REFUND", "RETURN Candy bar", "CASH BACK", "-4.25", "Customer ____"):
        assert wanted in words
    assert "TICKET 2-000001, NOT WANTED, UNOPENED" in words


def test_a_typed_number_opens_the_ticket_too(counter: Counter) -> None:
    counter.enter(FIRST)
    assert counter.on(ReturnPage).original is not None


def test_a_number_that_is_nobodys_says_so(counter: Counter) -> None:
    scan_receipt(counter, "2-000099")
    assert counter.told() is Why.SALE_NOT_FOUND
    assert counter.on(ReturnPage).original is None


def test_the_last_tickets_are_offered_and_found_by_amount(counter: Counter) -> None:
    counter.press("Ctrl+Shift+R")
    assert [each.ticket for each in counter.on(ReturnPage).sales or ()] == [FIRST]
    counter.enter("8.50")
    assert [each.ticket for each in counter.on(ReturnPage).sales or ()] == [FIRST]
    counter.enter("8.50")
    assert counter.on(ReturnPage).original is not None
    counter.press("Esc")
    counter.press("Ctrl+Shift+R")
    counter.enter("nothing like that")
    assert counter.on(ReturnPage).sales == ()


def test_a_row_of_the_list_can_be_pressed(counter: Counter) -> None:
    counter.press("Ctrl+Shift+R")
    counter.do(Do.RETURN, FIRST)
    assert counter.on(ReturnPage).original is not None


def test_what_came_back_is_not_offered_again(counter: Counter) -> None:
    for _ in range(2):
        bring_back(counter)
        counter.press("F5")
    scan_receipt(counter)
    counter.enter("")
    assert counter.told() is Why.ALL_CAME_BACK
    assert "2 sold, 2 came back" in shown(counter.screen.page)


def test_how_many_is_asked_where_there_are_several(counter: Counter) -> None:
    scan_receipt(counter)
    counter.enter("")
    counter.enter("three")
    assert counter.told() is Msg.QUANTITY_NOT_UNDERSTOOD
    counter.enter("3")
    assert counter.told() is Why.MORE_THAN_SOLD
    counter.enter("0")
    assert counter.told() is Why.QUANTITY_OUT_OF_RANGE
    counter.enter("2")
    assert counter.on(ReturnPage).asks_reason
    counter.press("Esc")
    assert counter.on(ReturnPage).asks_quantity
    counter.press("Esc")
    assert counter.on(ReturnPage).line is None
    counter.press("Esc")
    counter.on(SalePage)


def test_up_and_down_mark_a_line(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    scan_receipt(counter, "2-000002")
    counter.press("Down")
    counter.press("Down")
    counter.enter("")
    counter.press("Ctrl+3")
    (added,) = counter.recorded(f.ReturnAdded)
    assert isinstance(added, f.ReturnAdded)
    assert added.returned.item == IBUPROFEN
    assert added.returned.fate is GoodsFate.WRITTEN_OFF


def test_goods_are_not_sold_on_the_page_of_returns(counter: Counter) -> None:
    scan_receipt(counter)
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_AT_RETURN
    assert counter.state.sale is None


def test_a_second_receipt_can_follow_the_first(counter: Counter) -> None:
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    scan_receipt(counter)
    scan_receipt(counter, "2-000002")
    page = counter.on(ReturnPage)
    assert page.original is not None
    assert page.original.ticket == "2-000002"


# --- who may


def test_over_the_limit_a_manager_signs() -> None:
    dear = an_item("80.00")
    counter = a_counter(items=(dear,), policy=UNTAXED)
    counter.scan_item(dear)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    scan_receipt(counter)
    counter.enter("")
    counter.press("Ctrl+1")
    counter.on(PharmacistPage)
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Msg.NOT_A_MANAGER
    counter.pharmacist_signs(MARY)
    (added,) = counter.recorded(f.ReturnAdded)
    assert isinstance(added, f.ReturnAdded)
    assert added.by == MARY.id


# --- cards


def test_a_card_is_refunded_over_the_terminal_and_the_request_is_durable_first() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.journal.slow = True
    counter.press("F10")
    assert counter.did(e.CreditCard) == ()
    counter.commit_now()
    counter.journal.slow = False
    assert counter.did(e.CreditCard) == (
        e.CreditCard(counter.ref, CardKind.CREDIT, usd("4.25"), ANA.id, "2-000002"),
    )
    counter.on(CardPage)
    counter.card_says(approval("4.25"))
    counter.on(DonePage)
    assert "REFUND VISA" in printed(counter)


def test_without_the_terminal_a_card_gets_nothing_and_no_cash_either() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.card_terminal(Condition.DOWN)
    assert not counter.can_press("F10")
    assert not counter.can_press("F9")
    counter.do(Do.REFUND)
    assert counter.told() is Msg.REFUND_NEEDS_TERMINAL
    counter.press("Esc")
    counter.press("F5")
    assert counter.told() is Msg.TICKET_SUSPENDED


def test_a_declined_refund_says_so_and_stays_due() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.DECLINED)
    assert counter.told() is Msg.CARD_NOT_REFUNDED
    counter.on(RefundPage)


@pytest.mark.parametrize(
    ("given", "told"),
    [("20", ("Hand out the change", "15.75")), ("4.25", ("Done", "Paid", "4.25"))],
)
def test_what_an_fsa_card_paid_goes_back_before_anything_else(
    given: str, told: tuple[str, ...]
) -> None:
    """And what the page after payment says is what happened last: nobody gets it twice."""
    counter = a_counter()
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F11")
    counter.card_says(approval("4.29", fsa=True))
    counter.press("F9")
    next_customer(counter)
    bring_back(counter)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.on(RefundPage)
    assert not counter.can_press("F9")
    counter.press("F10")
    counter.card_says(approval("4.29", fsa=True))
    counter.on(TenderPage)
    assert str(counter.sale.due) == "4.25"
    counter.wait(1.0)
    counter.enter(given)
    counter.on(DonePage)
    words = shown(counter.screen.page)
    assert "Given back" not in words
    assert all(each in words for each in told)


# --- the crash in the middle of a card refund


def test_a_refund_that_was_cut_off_is_asked_about_and_never_done_twice() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.press("F10")
    ref = counter.ref
    again = counter.crash()
    (query,) = again.did(e.QueryCharge)
    assert isinstance(query, e.QueryCharge)
    assert (query.ref, query.amount, query.void_of) == (ref, usd("4.25"), None)
    again.card_terminal()
    again.terminal_tells(QueryVerdict.FOUND, approval("4.25"), ref)
    again.sign_in()
    assert again.sale.due == ZERO
    assert again.did(e.CreditCard) == ()
    again.press("F9")
    again.do(Do.COMPLETE)
    closed = again.recorded(f.SaleCompleted)
    assert len(closed) == 2


def test_an_unknown_refund_is_asked_about() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(CardResult(Outcome.UNKNOWN, text="the line went down"))
    counter.on(CardPage)
    assert counter.did(e.QueryCharge)
    assert "Refund not confirmed" in shown(counter.screen.page)
    counter.terminal_tells(QueryVerdict.NOT_PROCESSED)
    assert counter.told() is Msg.CARD_NOT_REFUNDED
    counter.on(RefundPage)


def test_a_refund_to_another_card_waits_for_a_manager() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(replace(approval("4.25"), last4="9999"))
    counter.on(CardPage)
    assert "0014 had paid" in shown(counter.screen.page)
    counter.press("F12")
    counter.press("Ctrl+2")
    counter.pharmacist_signs(MARY)
    assert counter.sale.pending is None
    assert counter.sale.due == -usd("4.25")


# --- prescriptions


def test_a_prescription_is_reversed_with_a_reason_and_undone() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    scan_receipt(counter)
    counter.enter("")
    counter.on(PharmacistPage)
    counter.press("Ctrl+1")
    counter.pharmacist_signs(PHIL)
    assert counter.told() is Msg.RETURN_ADDED
    counter.press("Esc")
    counter.press("F9")
    counter.press("F9")
    counter.on(DonePage)
    (undone,) = counter.recorded(f.PickupUndone)
    assert isinstance(undone, f.PickupUndone)
    assert undone.key == PLAIN.key
    assert undone.reason == "it never left the store"
    assert counter.did(e.WakeSync)


def test_a_manager_too_says_why() -> None:
    counter = a_counter(a_fill(), person=MARY)
    counter.pick_up(a_fill())
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    scan_receipt(counter)
    counter.enter("")
    assert counter.on(PharmacistPage).asks_reason
    counter.press("Ctrl+2")
    assert counter.told() is Msg.RETURN_ADDED


# --- exchange


def test_an_exchange_is_paid_the_difference(counter: Counter) -> None:
    bring_back(counter)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.on(TenderPage)
    assert str(counter.sale.due) == "0.04"
    counter.press("F9")
    counter.on(DonePage)
    assert "EXCHANGE" in printed(counter)


def test_an_even_exchange_closes_with_one_key(counter: Counter) -> None:
    bring_back(counter)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.do(Do.COMPLETE)
    counter.on(DonePage)


def test_a_return_struck_by_mistake_is_off_the_ticket(counter: Counter) -> None:
    bring_back(counter)
    counter.press("Del")
    assert counter.state.sale is None


def test_after_a_payment_nothing_more_comes_back(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1.00")
    counter.press("Esc")
    scan_receipt(counter)
    assert counter.told() is Why.TENDERS_TAKEN


# --- without a receipt


def identified(counter: Counter) -> Counter:
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.press("Ctrl+1")
    counter.enter("D-123 456")
    counter.enter("Doe, Jane")
    return counter


def test_without_a_receipt_a_manager_signs_and_it_is_cash() -> None:
    counter = identified(a_counter())
    counter.enter(CANDY.gtin[1:])
    counter.enter("1")
    counter.press("Ctrl+1")
    counter.on(PharmacistPage)
    counter.pharmacist_signs(MARY)
    assert counter.told() is Msg.RETURN_ADDED
    (who,) = counter.recorded(f.ReturnerRecorded)
    assert isinstance(who, f.ReturnerRecorded)
    assert (who.name.family, who.document, who.number) == ("Doe", "driver licence", "3456")
    counter.press("Esc")
    assert any(each.startswith("1 without a receipt") for each in texts(counter.screen))
    counter.press("F9")
    counter.press("F9")
    counter.on(DonePage)


def test_the_same_person_is_known_the_next_time() -> None:
    counter = identified(a_counter(person=MARY))
    counter.scan_item(CANDY)
    counter.enter("5")
    counter.press("Ctrl+1")
    assert counter.told() is Msg.RETURN_ADDED
    counter.scan_item(CANDY)
    assert counter.told() is Why.UNRECEIPTED_LIMIT
    counter.press("Esc")
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    identified(counter)
    assert "21.25" in shown(counter.screen.page)


def test_what_never_comes_back_is_refused_with_the_goods_before_anybody_signs() -> None:
    unpriced = an_item(price=None)
    counter = identified(a_counter(items=(CANDY, unpriced)))
    counter.scan_item(unpriced)
    assert counter.told() is Why.NO_PRICE
    page = counter.on(ReturnPage)
    assert page.without is not None
    assert page.without.item is None
    counter.enter(CANDY.gtin[1:])
    counter.enter("7")
    assert counter.told() is Why.UNRECEIPTED_LIMIT
    assert counter.on(ReturnPage).asks_quantity


def test_an_id_card_answers_for_document_and_name() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.send(i.CodeScanned(an_id_card()))
    page = counter.on(ReturnPage)
    assert page.without is not None
    assert page.without.before == ZERO
    counter.scan("2-000001", "]C0")
    assert counter.told() is Msg.SCAN_AT_RETURN


def test_what_is_no_number_and_no_name_is_asked_again() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.press("Ctrl+2")
    counter.enter("12")
    assert counter.told() is Msg.ID_NUMBER_WRONG
    counter.enter("123456")
    for no_name in ("12", "TX", "Doe, 7"):
        counter.enter(no_name)
        assert counter.told() is Msg.NAME_NOT_UNDERSTOOD
    counter.enter("Jane Doe")
    counter.enter("candy")
    assert counter.told() is Msg.ITEM_UNKNOWN
    counter.enter(CANDY.gtin[1:])
    counter.enter("none")
    assert counter.told() is Msg.QUANTITY_NOT_UNDERSTOOD
    counter.enter("2")
    for _ in range(3):
        counter.press("Esc")
    counter.on(SalePage)


def test_a_store_that_takes_nothing_without_a_receipt_says_so() -> None:
    returns = replace(UNTAXED.returns, unreceipted=False)
    counter = a_counter(policy=replace(UNTAXED, returns=returns))
    counter.press("Ctrl+Shift+R")
    assert not counter.can_press("F8")
    counter.do(Do.RETURN_WITHOUT)
    assert counter.told() is Why.RECEIPT_NEEDED


# --- the disk, the lock


def test_a_refund_that_could_not_be_recorded_opens_no_drawer(counter: Counter) -> None:
    bring_back(counter)
    counter.press("F9")
    before = len(counter.did(e.OpenDrawer))
    with counter.full_disk():
        counter.press("F9")
    assert len(counter.did(e.OpenDrawer)) == before
    assert counter.told() is Msg.STORE_TROUBLE
    assert counter.sale.status is SaleStatus.OPEN


def test_the_answer_about_a_ticket_comes_behind_the_lock(counter: Counter) -> None:
    counter.hold.add(e.FindSale)
    scan_receipt(counter)
    asked = counter.on(ReturnPage)
    counter.do(Do.LOCK)
    counter.send(i.SaleFound(asked.looking, None))
    assert counter.state.behind == ReturnPage()


def test_the_second_press_of_a_double_one_gives_nothing(counter: Counter) -> None:
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F11")
    counter.card_says(approval("4.29", fsa=True))
    next_customer(counter)
    bring_back(counter)
    bring_back(counter, "2-000002")
    counter.press("F9")
    counter.press("F9")
    assert counter.told() is Msg.REFUNDED_IN_CASH
    counter.do(Do.REFUND)
    assert counter.did(e.CreditCard) == ()
    counter.wait(1.0)
    counter.press("F10")
    assert len(counter.did(e.CreditCard)) == 1


# --- other ways back


def paid_by_voucher(counter: Counter) -> Counter:
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F12")
    counter.press("Ctrl+7")
    for answer in ("", "V-1", "charity"):
        counter.enter(answer)
    return next_customer(counter)


def test_who_gave_a_voucher_takes_it_back_and_their_reference_is_kept() -> None:
    counter = paid_by_voucher(a_counter())
    bring_back(counter)
    counter.press("F9")
    assert "Whoever approved it" in shown(counter.screen.page)
    counter.press("Ctrl+1")
    assert counter.on(RefundPage).source
    counter.press("Esc")
    counter.press("Ctrl+1")
    counter.enter("")
    assert counter.told() is Why.REVERSAL_MISSING
    counter.enter("R-77")
    counter.on(DonePage)
    assert "REF R-77" in printed(counter)


def test_a_check_that_may_still_bounce_waits() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("")
    counter.enter("1042")
    next_customer(counter)
    bring_back(counter)
    counter.press("F9")
    assert not counter.can_press("Ctrl+1")
    counter.do(Do.REFUND)
    assert counter.told() is Why.CHECK_NOT_CLEARED
    counter.press("Esc")
    counter.on(SalePage)


def test_while_stored_sales_are_uploaded_no_card_is_refunded() -> None:
    counter = paid_by_card(a_counter())
    bring_back(counter)
    counter.press("F9")
    state = counter.state
    asked = f.StoredUploadRequested("53012345", by_itself=False)
    counter.engine._state = replace(state, stored=replace(state.stored, upload=asked))
    counter.press("F10")
    assert counter.told() is Msg.STORED_UNDER_WAY
    assert counter.did(e.CreditCard) == ()


def test_what_means_nothing_on_the_page_of_returns_does_nothing(counter: Counter) -> None:
    counter.press("Ctrl+Shift+R")
    before = counter.page
    counter.do(Do.RETURN_LINE, "1")
    counter.do(Do.ANSWER, "1")
    counter.do(Do.FAMILY)
    assert counter.page == before
    scan_receipt(counter)
    counter.do(Do.RETURN_LINE, "x")
    counter.do(Do.RETURN_LINE, "9")
    assert counter.told() is Why.NOT_RETURNABLE
    counter.do(Do.RETURN_LINE, "1")
    counter.do(Do.RETURN_LINE, "1")
    counter.do(Do.ANSWER, "1")
    counter.do(Do.ANSWER, "no reason of ours")
    assert counter.on(ReturnPage).asks_reason
    counter.send(i.SalesFound(question_of("late", counter.state.day), ()))
    counter.send(i.SaleFound("2-000077", None))
    assert counter.on(ReturnPage).asks_reason


def test_a_code_that_nobody_knows_is_told_on_the_page_of_returns(counter: Counter) -> None:
    scan_receipt(counter)
    counter.scan("hello", "]C0")
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD


def test_prescriptions_and_goods_of_one_ticket_come_back_together() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    for line in ("2", "3"):
        scan_receipt(counter)
        counter.do(Do.RETURN_LINE, line)
        counter.press("Ctrl+1")
        counter.press("Esc")
    assert [each.returned.fill for each in counter.sale.return_lines] == [None, None]
    assert counter.total == "-8.54"


def test_with_a_prescription_on_the_ticket_its_copay_is_read_before_money_goes_back() -> None:
    counter = paid_in_cash(a_counter(PLAIN))
    bring_back(counter)
    counter.pick_up(PLAIN)
    bring_back(counter)
    counter.scan_item(CANDY)
    counter.phms_answers = True
    counter.press("F9")
    assert counter.on(TenderPage).reading == frozenset()
    assert str(counter.sale.due) == "10.75"


def test_copays_are_read_first_where_the_balance_goes_back() -> None:
    dear = an_item("40.00")
    counter = a_counter(PLAIN, items=(dear,), policy=UNTAXED)
    counter.scan_item(dear)
    counter.press("F9")
    counter.press("F9")
    next_customer(counter)
    bring_back(counter)
    counter.pick_up(PLAIN)
    counter.press("F9")
    assert "Give 25.00 back" in shown(counter.screen.page)
    counter.press("F9")
    counter.on(RefundPage)
    counter.press("F9")
    counter.on(DonePage)
    assert len(counter.recorded(f.FillHandedOver)) == 1


def after_the_refund(counter: Counter) -> Counter:
    """An exchange: what an FSA card had paid went back to it, and nothing is paid yet."""
    paid_by_card(counter, fsa=True)
    bring_back(counter)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(approval("4.29", fsa=True))
    counter.on(TenderPage)
    counter.press("Esc")
    return counter


def test_a_fill_is_read_before_payment_also_when_money_went_back_already() -> None:
    counter = after_the_refund(a_counter(PLAIN))
    counter.pick_up(PLAIN)
    counter.hold = {e.ReadFill}
    counter.press("F9")
    assert counter.on(TenderPage).reading == {PLAIN.key}


def test_a_ticket_whose_money_went_back_is_closed_before_more_comes_back() -> None:
    counter = after_the_refund(a_counter())
    scan_receipt(counter)
    assert counter.told() is Why.MONEY_WENT_BACK
    counter.press("Esc")
    figures = {each.label: each.amount for each in counter.customer.figures}
    assert figures["Given back"] == "4.29"
    assert "Paid" not in figures


def test_each_answer_about_who_brings_goods_can_be_taken_back() -> None:
    counter = identified(a_counter(person=MARY))
    counter.scan_item(CANDY)
    counter.enter("2")
    counter.press("Esc")
    page = counter.on(ReturnPage)
    assert page.asks_quantity
    counter.press("Esc")
    page = counter.on(ReturnPage)
    assert page.without is not None
    assert page.without.item is None
    counter.press("Esc")
    counter.on(SalePage)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.press("Ctrl+3")
    counter.press("Esc")
    page = counter.on(ReturnPage)
    assert page.without is not None
    assert page.without.document is None
    counter.press("Esc")
    counter.on(SalePage)


def test_who_was_recorded_on_the_ticket_is_not_asked_again() -> None:
    counter = identified(a_counter(person=MARY))
    counter.scan_item(CANDY)
    counter.enter("1")
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.press("Esc")
    counter.on(SalePage)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.scan_item(CANDY)
    counter.enter("1")
    counter.press("Ctrl+2")
    assert len(counter.recorded(f.ReturnerRecorded)) == 1
    assert len(counter.recorded(f.ReturnAdded)) == 2


def test_what_means_nothing_without_a_receipt_does_nothing() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    before = counter.page
    counter.do(Do.ANSWER, "no document of ours")
    counter.do(Do.FAMILY)
    counter.send(i.ItemsFound("=return 0", (CANDY,)))
    assert counter.page == before
    counter.hold.add(e.LookUpReturner)
    counter.press("Ctrl+1")
    counter.enter("D1234567")
    counter.enter("Doe, Jane")
    waiting = counter.on(ReturnPage)
    assert waiting.without is not None
    assert waiting.without.person is not None
    counter.send(i.FieldSubmitted("return", CANDY.gtin[1:]))
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_AT_RETURN
    counter.do(Do.LOCK)
    asked = waiting.without.person
    counter.send(i.ReturnerFound(asked, Digest("m" * 64), ZERO))
    behind = counter.state.behind
    assert isinstance(behind, ReturnPage)
    assert behind.without is not None
    assert behind.without.before == ZERO
    assert behind.without.person == Digest("m" * 64)
    counter.send(i.ReturnerFound(asked, Digest("m" * 64), usd("1.00")))


def test_goods_that_nobody_knows_do_not_come_back() -> None:
    counter = identified(a_counter(person=MARY))
    counter.scan("0614141000104")
    assert counter.told() is Msg.ITEM_UNKNOWN
    counter.scan_item(CANDY)
    counter.do(Do.ANSWER, "2")
    counter.do(Do.ANSWER, "no reason of ours")
    assert counter.on(ReturnPage).asks_reason


def test_a_card_with_a_number_that_is_none_is_refused() -> None:
    counter = a_counter(person=MARY)
    counter.press("Ctrl+Shift+R")
    counter.press("F8")
    counter.send(i.CodeScanned(replace(an_id_card(), number="--1-")))
    assert counter.told() is Msg.ID_NUMBER_WRONG


def test_a_price_that_nobody_knows_is_refused_with_the_goods_to_choose_again() -> None:
    counter = identified(a_counter(items=(an_item(price=None),), person=MARY))
    counter.scan("012345000058")
    assert counter.told() is Why.NO_PRICE
    page = counter.on(ReturnPage)
    assert page.without is not None
    assert page.without.item is None


def test_on_the_refund_page_only_what_is_due_goes_back(counter: Counter) -> None:
    bring_back(counter)
    counter.press("F9")
    counter.do(Do.REFUND, "2-000009/1")
    counter.do(Do.ANSWER, "whatever")
    counter.send(i.FieldSubmitted("keyed", "12.00"))
    counter.on(RefundPage)
    assert counter.recorded(f.RefundGiven) == ()
    counter.press("Esc")
    counter.on(SalePage)
