"""Gift cards at the counter: their balance, money put on them, and paying with one."""

from dataclasses import replace

import pytest

from helpers.counter import Counter, a_counter
from helpers.sales import CANDY, POLICY, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.receipt import TextRow
from terminal.app.state import DonePage, GiftPage, Msg, SalePage, TenderPage, WaysPage
from terminal.domain import facts as f
from terminal.domain.barcode import GiftCode, NotUnderstood
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules
from terminal.domain.refusal import Why
from terminal.presentation.views import PromptView

NUMBER = "9800123456782207"
TYPED = "9800 1234 5678 2207"
RULES = TenderRules(gift=GiftRules(cards=True))


@pytest.fixture
def counter() -> Counter:
    return with_candy()


def with_candy(rules: TenderRules = RULES, on_it: str | None = "25.00") -> Counter:
    made = a_counter(policy=replace(POLICY, tenders=rules))
    if on_it is not None:
        made.gift_cards = {NUMBER: usd(on_it)}
    made.scan_item(CANDY)
    return made


def at_gift_payment(counter: Counter) -> Counter:
    counter.press("F9")
    counter.press("F12")
    counter.press("Ctrl+4")
    return counter


def known(counter: Counter) -> Counter:
    """The number was typed, and the balance was read."""
    at_gift_payment(counter)
    counter.enter(TYPED)
    counter.wait(1)
    return counter


def prompt(counter: Counter) -> PromptView:
    view = counter.screen.page
    assert isinstance(view, PromptView)
    return view


def receipt(counter: Counter) -> list[tuple[str, str]]:
    printed = counter.did(e.PrintReceipt)[-1]
    assert isinstance(printed, e.PrintReceipt)
    rows = (row for row in printed.receipt.rows if isinstance(row, TextRow))
    return [(row.left.strip(), row.right.strip()) for row in rows]


# --- sold and loaded


def test_a_card_is_asked_for_its_balance(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter(TYPED)
    row = prompt(counter).rows[0]
    assert (row.title, row.detail, row.amount) == ("Gift card •••• 2207", "is on it", "25.00")
    counter.press("Esc")
    counter.press("Esc")
    assert counter.on(SalePage) is not None
    assert len(counter.sale.live_lines) == 1


def test_a_new_card_is_sold_beside_goods(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter("9800 1111 2222 3333")
    assert prompt(counter).ask == "It is new: type its number once more"
    counter.enter("9800111122223333")
    assert "new" in prompt(counter).rows[0].detail
    counter.press("Ctrl+2")
    assert counter.on(SalePage) is not None
    assert counter.total == "29.25"
    counter.press("F9")
    counter.press("F9")
    assert counter.on(DonePage) is not None
    rows = receipt(counter)
    assert ("GIFT CARD ****3333", "25.00") in rows
    assert ("NOW ON THIS CARD 25.00", "") in rows
    assert ("TAX", "0.26") in rows


def test_one_wrong_digit_does_not_sell_another_card(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter("9800 1111 2222 3333")
    counter.enter("9800 1111 2222 3334")
    assert counter.told() is Msg.GIFT_NUMBERS_DIFFER
    assert (counter.on(GiftPage).first, counter.on(GiftPage).standing) == ("", None)
    counter.enter("9800 1111 2222 3334")
    counter.enter("9800 1111 2222 3334")
    assert counter.on(GiftPage).standing is not None


def scanned(counter: Counter, number: str) -> None:
    counter.send(i.CodeScanned(GiftCode(number)))


def test_a_new_card_that_is_scanned_is_not_asked_for_twice(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    scanned(counter, "9800111122223333")
    assert counter.did(e.AnswerScan)[-1] == e.AnswerScan(good=True)
    standing = counter.on(GiftPage).standing
    assert standing is not None
    assert not standing.known
    counter.press("Ctrl+2")
    assert counter.total == "29.25"


def test_a_scan_answers_for_the_number_that_was_typed_once(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter("9800 1111 2222 3334")
    scanned(counter, "9800111122223333")
    standing = counter.on(GiftPage).standing
    assert standing is not None
    assert standing.last4 == "3333"


def test_a_card_scanned_on_the_ticket_says_what_is_on_it(counter: Counter) -> None:
    scanned(counter, NUMBER)
    assert prompt(counter).rows[0].amount == "25.00"
    assert NUMBER not in repr(counter.states)


def test_a_card_is_scanned_to_pay_and_nothing_is_taken_before_its_balance_is_seen(
    counter: Counter,
) -> None:
    at_gift_payment(counter)
    scanned(counter, NUMBER)
    counter.enter("")
    assert not counter.recorded(f.KeyedTenderTaken)
    counter.wait(1)
    counter.enter("")
    assert counter.on(DonePage) is not None


def test_goods_and_cards_of_others_are_not_scanned_there(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_GIFT_CARD
    scanned(counter, "4761730000000014")
    assert counter.told() is Why.GIFT_NUMBER
    counter.send(i.CodeScanned(NotUnderstood("Unknown", "Type it.")))
    assert counter.told() is Msg.CODE_NOT_UNDERSTOOD
    scanned(counter, NUMBER)
    scanned(counter, "9800111122223333")
    assert counter.told() is Msg.SCAN_TENDER_FIRST
    found = counter.on(GiftPage).standing
    assert found is not None
    assert found.last4 == "2207"


def test_a_scan_is_nothing_where_the_store_has_no_cards() -> None:
    counter = with_candy(TenderRules())
    scanned(counter, NUMBER)
    assert counter.told() is Why.TENDER_NOT_TAKEN
    assert not counter.did(e.LookUpGiftCard)


def test_other_lanes_that_cannot_be_asked_are_a_reason_to_take_nothing_by_itself() -> None:
    counter = known(with_candy(TenderRules(gift=GiftRules(cards=True, only_lane=False))))
    assert counter.told() is Why.GIFT_OFFLINE_LIMIT
    assert counter.on(GiftPage).standing is None


def test_an_amount_is_typed_and_more_is_told_on_the_receipt(counter: Counter) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter(TYPED)
    counter.wait(1)
    counter.enter("much")
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD
    counter.enter("1000")
    assert counter.told() is Why.GIFT_LOAD_LIMIT
    assert counter.on(GiftPage).typed == ""
    counter.enter("12.50")
    counter.press("F9")
    counter.press("F9")
    assert ("NOW ON THIS CARD 37.50", "") in receipt(counter)


def test_it_is_not_offered_where_the_store_has_none() -> None:
    counter = with_candy(TenderRules())
    assert not counter.can_press("Ctrl+Shift+G")
    counter.do(Do.GIFT_CARD)
    assert counter.told() is Why.TENDER_NOT_TAKEN


@pytest.mark.parametrize("typed", ["", "4761730000000014", "98-12", "a gift"])
def test_what_is_no_number_of_the_store_asks_nobody(counter: Counter, typed: str) -> None:
    counter.press("Ctrl+Shift+G")
    counter.enter(typed)
    assert counter.told() is Why.GIFT_NUMBER
    assert not counter.did(e.LookUpGiftCard)


def test_a_number_is_in_no_fact_and_no_repr(counter: Counter) -> None:
    known(counter)
    counter.press("Ctrl+1")
    assert NUMBER not in repr(counter.facts)
    assert NUMBER not in repr(counter.did(e.LookUpGiftCard))
    assert NUMBER not in repr(counter.states)
    assert NUMBER not in repr(i.GiftCardFound(NUMBER, counter.gift_card(NUMBER)))


# --- taken


def test_it_pays_what_is_due_and_says_what_is_left(counter: Counter) -> None:
    known(counter)
    rows = {row.id: row.amount for row in prompt(counter).rows}
    assert rows == {"card": "25.00", "most": "4.25"}
    counter.enter("")
    assert counter.on(DonePage) is not None
    rows_printed = receipt(counter)
    assert ("GIFT CARD ****2207", "4.25") in rows_printed
    assert ("LEFT ON THIS CARD 20.75", "") in rows_printed


def test_it_pays_what_is_on_it_and_is_given_back() -> None:
    counter = known(with_candy(on_it="3.00"))
    counter.enter("3.01")
    assert counter.told() is Why.GIFT_OVER_BALANCE
    counter.press("Ctrl+1")
    assert counter.on(TenderPage) is not None
    assert counter.sale.due == usd("1.25")
    counter.wait(1)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.GIFT_CREDITED
    assert counter.last_batch() == ("KeyedTenderReturned",)
    assert counter.sale.due == usd("4.25")


def test_a_double_enter_at_the_number_takes_nothing(counter: Counter) -> None:
    at_gift_payment(counter)
    counter.send(i.FieldSubmitted("keyed", TYPED), i.FieldSubmitted("keyed", ""))
    assert not counter.recorded(f.KeyedTenderTaken)
    assert counter.on(GiftPage).standing is not None
    counter.wait(1)
    counter.send(i.FieldSubmitted("keyed", ""), i.FieldSubmitted("keyed", ""))
    assert len(counter.recorded(f.KeyedTenderTaken)) == 1


@pytest.mark.parametrize(("on_it", "why"), [(None, Why.GIFT_UNKNOWN), ("0.00", Why.GIFT_EMPTY)])
def test_a_card_without_money_is_told_at_once(on_it: str | None, why: Why) -> None:
    counter = at_gift_payment(with_candy(on_it=on_it))
    counter.enter(TYPED)
    assert counter.told() is why
    assert counter.on(GiftPage).standing is None
    counter.press("Esc")
    assert counter.on(WaysPage) is not None


def test_with_other_lanes_only_so_much_is_offered() -> None:
    limited = TenderRules(gift=GiftRules(cards=True, only_lane=False, offline_cents=2_00))
    counter = known(with_candy(limited))
    assert "Other lanes" in prompt(counter).explain
    assert {row.id: row.amount for row in prompt(counter).rows}["most"] == "2.00"
    counter.enter("4.25")
    assert counter.told() is Why.GIFT_OFFLINE_LIMIT


def test_a_gift_card_does_not_buy_a_gift_card() -> None:
    counter = a_counter(policy=replace(POLICY, tenders=RULES))
    counter.gift_cards = {NUMBER: usd("25.00")}
    counter.press("Ctrl+Shift+G")
    counter.enter("9800 1111 2222 3333")
    counter.enter("9800 1111 2222 3333")
    counter.press("Ctrl+1")
    counter.press("F9")
    counter.press("F12")
    assert not counter.can_press("Ctrl+4")
    counter.do(Do.TENDER, "GIFT")
    assert counter.on(WaysPage) is not None


def test_the_answer_comes_behind_the_lock_and_to_nobody_else(counter: Counter) -> None:
    at_gift_payment(counter)
    counter.hold = {e.LookUpGiftCard}
    counter.enter(TYPED)
    counter.enter(TYPED)
    assert len(counter.did(e.LookUpGiftCard)) == 1
    counter.send(i.GiftCardFound("98001234", counter.gift_card("98001234")))
    assert counter.on(GiftPage).standing is None
    counter.do(Do.LOCK)
    counter.send(i.GiftCardFound(NUMBER, counter.gift_card(NUMBER)))
    counter.sign_in()
    found = counter.on(GiftPage).standing
    assert found is not None
    assert found.balance == usd("25.00")
    counter.press("Esc")
    counter.send(i.GiftCardFound(NUMBER, counter.gift_card(NUMBER)))
    assert counter.on(GiftPage).standing is None


def test_a_crash_after_it_paid_keeps_the_payment() -> None:
    counter = known(with_candy(on_it="3.00"))
    counter.press("Ctrl+1")
    again = counter.crash().sign_in()
    assert again.sale.due == usd("1.25")
