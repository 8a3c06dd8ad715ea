"""More ways to pay, by hand: what is asked, what is closed and why, and what comes of it."""

from dataclasses import replace

import pytest

from helpers.counter import Counter, a_counter
from helpers.sales import CANDY, POLICY, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.app.receipt import TextRow
from terminal.app.state import (
    DepositPage,
    DonePage,
    KeyedPage,
    Msg,
    ReversalPage,
    SalePage,
    TenderPage,
    WaysPage,
)
from terminal.app.step_keyed import Asked, asked_now
from terminal.app.stepping import ask_ticket
from terminal.app.ways import Need, ways
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, CreditRules, Standing
from terminal.domain.deposit import DepositKind
from terminal.domain.gift import GiftRules
from terminal.domain.identity import LineId
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.refusal import Refusal, Why
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.views import PromptView, Row

PLANS = ("OTC Plan A", "OTC Plan B")
RULES = TenderRules(
    programmes=PLANS, key_twice_over_cents=10_00, other=True, credit=CreditRules(accounts=True)
)


@pytest.fixture
def counter() -> Counter:
    return at_payment(RULES)


def at_payment(rules: TenderRules) -> Counter:
    made = a_counter(policy=replace(POLICY, tenders=rules))
    made.scan_item(CANDY)
    made.press("F9")
    return made


def receipt(counter: Counter) -> list[tuple[str, str]]:
    printed = counter.did(e.PrintReceipt)[-1]
    assert isinstance(printed, e.PrintReceipt)
    return [(row.left, row.right) for row in printed.receipt.rows if isinstance(row, TextRow)]


# --- the page of every way


def test_the_ways_stand_in_the_recommended_order(counter: Counter) -> None:
    """Section 5 rule 3: benefits first, cash last."""
    order = [way.kind for way in ways(counter.state)]
    assert order == [
        TenderKind.EBT_SNAP,
        TenderKind.FSA_HSA,
        TenderKind.EBT_CASH,
        TenderKind.EXTERNAL_BENEFIT,
        TenderKind.GIFT,
        TenderKind.HOUSE,
        TenderKind.CHECK,
        TenderKind.CHARITY_VOUCHER,
        TenderKind.OTHER,
        TenderKind.DEBIT,
        TenderKind.CREDIT,
        TenderKind.CASH,
    ]


def test_a_closed_way_says_why_and_paper_needs_nothing(counter: Counter) -> None:
    """Section 5 rule 6: offline, cash, check and external tenders work."""
    counter.card_terminal(Condition.ABSENT)
    counter.press("F12")
    closed = {way.kind: way.missing for way in ways(counter.state) if way.missing is not None}
    assert closed == {
        TenderKind.EBT_SNAP: Need.STORE_TAKES_IT,
        TenderKind.FSA_HSA: Need.CARD_TERMINAL,
        TenderKind.EBT_CASH: Need.STORE_TAKES_IT,
        TenderKind.DEBIT: Need.STORE_TAKES_IT,
        TenderKind.GIFT: Need.STORE_TAKES_IT,
        TenderKind.CREDIT: Need.CARD_TERMINAL,
    }
    view = counter.screen.page
    assert isinstance(view, PromptView)
    rows = {row.id: row for row in view.rows}
    assert rows["CREDIT"].detail == "There is no card terminal on this lane"
    assert not counter.can_press("F10")
    assert counter.can_press("F9")
    assert counter.can_press("Ctrl+6")


def test_a_way_opens_as_soon_as_what_it_needs_is_there(counter: Counter) -> None:
    counter.press("F12")
    up = i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.GOOD)
    down = i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.DOWN, "unplugged")
    counter.send(up)
    assert counter.can_press("F10")
    assert {way.kind: way.missing for way in ways(counter.state)}[TenderKind.FSA_HSA] is (
        Need.SOMETHING_ELIGIBLE
    )
    counter.send(down)
    assert not counter.can_press("F10")
    assert row_of(counter, "CREDIT").detail == "The card terminal is not ready: unplugged"


def row_of(counter: Counter, name: str) -> Row:
    view = counter.screen.page
    assert isinstance(view, PromptView)
    return next(row for row in view.rows if row.id == name)


def test_what_the_store_does_not_take_is_grey_and_refused() -> None:
    counter = at_payment(TenderRules(checks=False, vouchers=False))
    counter.press("F12")
    for kind, key in (("CHECK", "Ctrl+6"), ("EXTERNAL_BENEFIT", "Ctrl+3"), ("OTHER", "Ctrl+8")):
        assert row_of(counter, kind).detail == "This store does not take it"
        assert not counter.can_press(key)
        counter.do(Do.TENDER, kind)
        assert counter.told() is Why.TENDER_NOT_TAKEN


def test_escape_leads_back_step_by_step(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("1")
    assert counter.on(KeyedPage).amount == usd("1.00")
    counter.press("Esc")
    assert counter.on(KeyedPage).amount is None
    for page in (WaysPage, TenderPage, SalePage):
        counter.press("Esc")
        counter.on(page)


def test_cash_from_the_page_of_all_ways_is_cash(counter: Counter) -> None:
    counter.press("F12")
    counter.press("F9")
    counter.on(DonePage)
    assert counter.recorded(f.CashTaken)


def test_nothing_strange_is_a_way_to_pay(counter: Counter) -> None:
    counter.press("F12")
    for name in ("", "CASH", "nothing"):
        counter.do(Do.TENDER, name)
        counter.on(WaysPage)
    counter.do(Do.COMPLETE)
    counter.on(WaysPage)


# --- a check


def test_a_check_by_keyboard_is_five_presses_and_its_number(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("")
    counter.enter("1042")
    counter.on(DonePage)
    assert counter.last_batch()[:2] == ("KeyedTenderTaken", "SaleCompleted")
    (drawer,) = counter.recorded(f.DrawerRequested)
    assert isinstance(drawer, f.DrawerRequested)
    assert drawer.reason is f.DrawerReason.PAPER
    assert ("CHECK 1042", "4.25") in receipt(counter)
    assert not any(left == "CHANGE" for left, _ in receipt(counter))


def test_a_check_for_less_leaves_the_rest_to_pay(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("4")
    counter.enter("1042")
    assert counter.on(TenderPage).typed == ""
    assert counter.sale.due == usd("0.25")
    assert counter.did(e.ShowOnDisplay)[-1] == e.ShowOnDisplay("", "TO PAY          0.25")
    counter.enter("")
    assert len(counter.sale.tenders) == 1, "the second Enter of a double one pays nothing"
    counter.wait(1)
    counter.press("F9")
    counter.on(DonePage)


def test_change_of_a_check_is_cash_out_of_the_drawer() -> None:
    counter = at_payment(TenderRules(check_change_cents=20_00))
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("10")
    counter.enter("1042")
    counter.on(DonePage)
    (drawer,) = counter.recorded(f.DrawerRequested)
    assert isinstance(drawer, f.DrawerRequested)
    assert drawer.reason is f.DrawerReason.CASH
    assert receipt(counter)[-2:] == [("CHANGE", "5.75"), ("Thank you", "")]


def test_the_id_is_asked_where_the_store_wants_it_and_may_be_left_out() -> None:
    counter = at_payment(TenderRules(check_asks_id=True))
    for number in ("1", "2"):
        counter.press("F12")
        counter.press("Ctrl+6")
        counter.enter("1")
        counter.enter(number)
        assert asked_now(counter.on(KeyedPage), counter.state.policy.tenders) is Entry.ID
        if number == "1":
            counter.enter("TN licence 55")
        else:
            counter.press("Ctrl+1")
        counter.wait(1)
    assert [len(each.entries) for each in keyed(counter)] == [2, 1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-5", Why.AMOUNT_OUT_OF_RANGE),
        ("0", Why.AMOUNT_OUT_OF_RANGE),
        ("4.26", Why.TENDER_OVER_DUE),
        ("99999", Why.CHECK_TOO_LARGE),
        ("123456789012345", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("five", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("1.234", Msg.AMOUNT_NOT_UNDERSTOOD),
    ],
)
def test_a_wrong_amount_is_refused_at_once(counter: Counter, text: str, why: object) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter(text)
    assert counter.told() is why
    assert counter.on(KeyedPage).amount is None


def test_all_that_is_due_is_refused_at_once_where_a_check_may_not_be_so_large() -> None:
    counter = at_payment(replace(RULES, check_max_cents=3_00))
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.press("Ctrl+1")
    assert counter.told() is Why.CHECK_TOO_LARGE
    assert counter.on(KeyedPage).amount is None


def test_a_benefit_is_told_with_its_amount_that_it_buys_no_gift_card() -> None:
    counter = a_counter(policy=replace(POLICY, tenders=replace(RULES, gift=GiftRules(cards=True))))
    counter.scan_item(CANDY)
    counter.gift_cards = {"9800123456782207": usd("1.00")}
    counter.press("Ctrl+Shift+G")
    counter.enter("9800123456782207")
    counter.enter("25.00")
    counter.wait(1)
    counter.enter("25.00")
    counter.press("F9")
    counter.press("F12")
    counter.do(Do.TENDER, TenderKind.EXTERNAL_BENEFIT.value)
    counter.enter("5.00")
    assert counter.told() is Why.BUYS_NO_GIFT_CARD
    assert counter.on(KeyedPage).amount is None


def test_a_check_without_a_number_is_refused(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("4.25")
    counter.enter("")
    assert counter.told() is Why.CHECK_NUMBER_MISSING
    counter.enter("my check")
    assert counter.told() is Why.CHECK_NUMBER_MISSING
    counter.enter("000")
    assert counter.told() is Why.CHECK_NUMBER_MISSING
    assert counter.sale.tenders == ()


def test_a_check_is_handed_back_while_the_ticket_is_open(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("4")
    counter.enter("1042")
    counter.press("Ctrl+B")
    assert counter.told() is Msg.CHECK_HANDED_BACK
    assert counter.last_batch() == ("KeyedTenderReturned", "DrawerRequested")
    assert counter.sale.due == usd("4.25")
    assert counter.effects[-1] == e.OpenDrawer()


# --- a benefit card


def test_a_benefit_card_is_read_off_its_own_device() -> None:
    counter = rung_up_with(RULES)
    counter.press("F12")
    counter.press("Ctrl+3")
    counter.enter("")
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD, "its amount is never suggested"
    counter.enter("12")
    assert asked_now(counter.on(KeyedPage), RULES) is Asked.AGAIN
    counter.enter("120")
    assert counter.told() is Why.AMOUNTS_DIFFER
    counter.enter("12")
    counter.enter("12.00")
    counter.press("Ctrl+2")
    counter.enter("")
    assert counter.told() is Why.AUTHORISATION_MISSING
    counter.enter("A12345")
    counter.enter("")
    assert counter.on(TenderPage).typed == ""
    (taken,) = counter.recorded(f.KeyedTenderTaken)
    assert isinstance(taken, f.KeyedTenderTaken)
    assert taken.entries == ((Entry.PROGRAMME, PLANS[1]), (Entry.AUTHORISATION, "A12345"))
    assert counter.recorded(f.DrawerRequested) == ()
    counter.wait(1)
    counter.press("F9")
    assert ("BENEFIT CARD", "12.00") in receipt(counter)
    assert ("  OTC Plan B", "") in receipt(counter)
    assert ("  APPROVAL A12345", "") in receipt(counter)


def rung_up_with(rules: TenderRules) -> Counter:
    counter = a_counter(policy=replace(POLICY, tenders=rules))
    for _ in range(5):
        counter.scan_item(CANDY)
    counter.press("F9")
    return counter


def test_the_only_programme_is_not_asked_for() -> None:
    counter = at_payment(TenderRules(programmes=("Only Plan",)))
    counter.press("F12")
    counter.press("Ctrl+3")
    counter.enter("4.25")
    assert asked_now(counter.on(KeyedPage), counter.state.policy.tenders) is Entry.AUTHORISATION
    counter.enter("A1")
    counter.enter("slip 7")
    counter.on(DonePage)
    assert ("  SLIP slip 7", "") in receipt(counter)


def test_a_benefit_is_given_back_with_the_number_of_its_reversal() -> None:
    counter = at_payment(replace(RULES, programmes=("Only Plan",)))
    counter.press("F12")
    counter.press("Ctrl+3")
    for text in ("1", "A1", ""):
        counter.enter(text)
    counter.press("Ctrl+B")
    counter.on(ReversalPage)
    counter.enter("")
    assert counter.told() is Why.REVERSAL_MISSING
    counter.press("Esc")
    assert counter.sale.due == usd("3.25")
    counter.press("Ctrl+B")
    counter.do(Do.ANSWER, "1")
    counter.enter("4111111111111111")
    assert counter.told() is Why.CARD_NUMBER_TYPED
    counter.enter("REV 9")
    assert counter.told() is Msg.REVERSAL_RECORDED
    assert counter.sale.due == usd("4.25")
    (back,) = counter.recorded(f.KeyedTenderReturned)
    assert isinstance(back, f.KeyedTenderReturned)
    assert back.reversal == "REV 9"


# --- a voucher


def test_a_voucher_offers_reasons_and_takes_typed_ones(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+7")
    counter.enter("1")
    counter.enter("CV-1")
    counter.press("Ctrl+1")
    counter.wait(1)
    counter.press("F12")
    counter.press("Ctrl+8")
    counter.do(Do.ANSWER, "no such choice")
    counter.press("Ctrl+1")
    counter.enter("claim 7")
    counter.enter("state fund")
    counter.on(DonePage)
    reasons = [dict(each.entries)[Entry.REASON] for each in keyed(counter)]
    assert reasons == ["charity programme", "state fund"]
    assert ("VOUCHER", "1.00") in receipt(counter)
    assert ("  REF CV-1", "") in receipt(counter)
    assert ("OTHER", "3.25") in receipt(counter)
    assert not any("fund" in left for left, _ in receipt(counter))


def keyed(counter: Counter) -> list[f.KeyedTenderTaken]:
    return [each for each in counter.facts if isinstance(each, f.KeyedTenderTaken)]


def test_a_voucher_is_handed_back(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+7")
    for text in ("1", "CV-1", "because"):
        counter.enter(text)
    counter.press("Ctrl+B")
    assert counter.told() is Msg.PAPER_HANDED_BACK


# --- a house account

HOME = Account(AccountId("1001"), "Sample Care Home", usd("500.00"), ("A. Example", "B. Example"))


def with_account(standing: Standing | None = None, rules: TenderRules = RULES) -> Counter:
    counter = at_payment(rules)
    known = standing or Standing(HOME, usd("500.00"), usd("0.00"))
    counter.accounts = {known.account.id: known}
    counter.press("F12")
    counter.press("Ctrl+5")
    counter.enter("")
    return counter


def test_an_authorised_buyer_buys_on_account() -> None:
    counter = with_account()
    counter.enter(" 1001 ")
    assert asked_now(counter.on(KeyedPage), RULES) is Entry.BUYER
    counter.enter("Somebody Else")
    assert counter.told() is Why.BUYER_NOT_AUTHORISED
    counter.press("Ctrl+2")
    counter.on(DonePage)
    (taken,) = keyed(counter)
    assert taken.entries == ((Entry.ACCOUNT, "1001"), (Entry.BUYER, "B. Example"))
    assert ("HOUSE ACCOUNT 1001", "4.25") in receipt(counter)
    assert not any("Example" in left for left, _ in receipt(counter))
    assert counter.recorded(f.DrawerRequested) == ()


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing(HOME, usd("4.24"), usd("0.00")), Why.ACCOUNT_LIMIT),
        (Standing(HOME, usd("500.00"), usd("0.00"), held=True), Why.ACCOUNT_ON_HOLD),
    ],
)
def test_what_stands_against_an_account_is_said_at_once(standing: Standing, why: Why) -> None:
    counter = with_account(standing)
    counter.enter("1001")
    assert counter.told() is why
    assert counter.on(KeyedPage).entries == ()
    assert counter.sale.tenders == ()


@pytest.mark.parametrize("text", ["", "no such", "9999", "1001/2", "x" * 13])
def test_an_account_that_is_not_there_is_asked_again(text: str) -> None:
    counter = with_account()
    counter.enter(text)
    assert counter.told() is Why.ACCOUNT_UNKNOWN
    counter.enter("1001")
    assert counter.on(KeyedPage).standing is not None
    counter.press("Esc")
    assert counter.on(KeyedPage).standing is None


def test_nothing_is_taken_while_the_account_is_looked_up() -> None:
    counter = with_account()
    counter.hold = {e.LookUpAccount}
    counter.enter("1001")
    counter.enter("1001")
    assert len(counter.did(e.LookUpAccount)) == 1
    stranger = replace(HOME, id=AccountId("7"))
    counter.send(i.AccountFound(stranger.id, Standing(stranger, usd("1.00"), usd("0.00"))))
    assert counter.on(KeyedPage).looking == "1001"
    counter.do(Do.LOCK)
    counter.send(i.AccountFound(HOME.id, Standing(HOME, usd("500.00"), usd("0.00"))))
    counter.sign_in()
    counter.press("Ctrl+1")
    counter.on(DonePage)
    counter.send(i.AccountFound(HOME.id, None))
    counter.on(DonePage)


def test_what_was_bought_on_account_is_taken_back_while_the_ticket_is_open() -> None:
    counter = with_account()
    counter.press("Esc")
    counter.enter("1")
    counter.enter("1001")
    counter.press("Ctrl+1")
    counter.press("Ctrl+B")
    assert counter.told() is Msg.ACCOUNT_RELIEVED
    assert counter.last_batch() == ("KeyedTenderReturned",)
    assert counter.sale.due == usd("4.25")


# --- a payment on account


def owing(owed: str = "40.00") -> Counter:
    """Nothing is on the ticket; the account owes this much."""
    counter = a_counter(policy=replace(POLICY, tenders=RULES))
    counter.accounts = {HOME.id: Standing(HOME, usd("500.00"), usd(owed))}
    return counter


def test_a_payment_on_account_is_a_ticket_of_its_own_without_tax() -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.enter("30")
    counter.on(TenderPage)
    assert (counter.total, counter.sale.tax) == ("30.00", usd("0.00"))
    assert counter.recorded(f.DepositAdded) == (
        f.DepositAdded(counter.sale.id, LineId(1), DepositKind.ACCOUNT, "1001", usd("30.00")),
    )
    assert counter.sale.remaining.eligible == usd("0.00")
    assert counter.customer.rows[0].title == "Payment on account"
    counter.press("F9")
    counter.on(DonePage)
    assert ("PAID ON ACCOUNT 1001", "  30.00") in receipt(counter)
    assert ("TAX", "0.00") in receipt(counter)


def test_all_that_is_owed_is_one_press() -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.press("Ctrl+1")
    assert counter.total == "40.00"


def test_an_account_is_not_paid_by_an_account() -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.enter("30")
    counter.press("F12")
    counter.press("Ctrl+5")
    counter.enter("")
    counter.enter("1001")
    counter.press("Ctrl+1")
    assert counter.told() is Why.DEBT_BY_DEBT
    assert counter.sale.tenders == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("40.01", Why.MORE_THAN_OWED),
        ("0", Why.AMOUNT_OUT_OF_RANGE),
        ("-1", Why.AMOUNT_OUT_OF_RANGE),
        ("", Msg.AMOUNT_NOT_UNDERSTOOD),
        ("123456789012345", Msg.AMOUNT_NOT_UNDERSTOOD),
    ],
)
def test_a_wrong_payment_is_refused(text: str, why: object) -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.enter(text)
    assert counter.told() is why
    assert counter.state.sale is None


@pytest.mark.parametrize("text", ["", "no such", "9999"])
def test_an_unknown_account_cannot_be_paid(text: str) -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter(text)
    assert counter.told() is Why.ACCOUNT_UNKNOWN
    assert counter.on(DepositPage).standing is None


def test_what_owes_nothing_is_not_paid() -> None:
    counter = owing("0.00")
    counter.press("Ctrl+F")
    counter.enter("1001")
    assert counter.told() is Why.NOTHING_OWED
    counter.press("Esc")
    counter.on(SalePage)


def test_nothing_else_is_on_the_ticket_of_a_payment() -> None:
    counter = owing()
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.press("Ctrl+1")
    counter.press("Esc")
    counter.scan_item(CANDY)
    assert counter.told() is Why.TICKET_OF_ITS_OWN
    counter.press("F4")
    assert counter.told() is Why.QUANTITY_OF_A_PAYMENT
    counter.press("Ctrl+F")
    assert counter.told() is Why.TICKET_OF_ITS_OWN
    counter.press("Del")
    assert counter.state.sale is None


def test_a_ticket_with_goods_takes_no_payment_on_account() -> None:
    counter = owing()
    counter.scan_item(CANDY)
    counter.press("Ctrl+F")
    assert counter.told() is Why.TICKET_OF_ITS_OWN
    asked = ask_ticket(counter.state, c.PayAccount(counter.accounts[HOME.id], usd("1.00")))
    assert asked == Refusal(Why.TICKET_OF_ITS_OWN)


def test_a_store_without_accounts_offers_no_payment_on_them() -> None:
    counter = a_counter(policy=replace(POLICY, tenders=TenderRules()))
    assert not counter.can_press("Ctrl+O")
    counter.do(Do.PAY_ACCOUNT)
    assert counter.told() is Why.TENDER_NOT_TAKEN


def test_the_account_is_found_behind_the_lock_and_asked_for_once() -> None:
    counter = owing()
    counter.hold = {e.LookUpAccount}
    counter.press("Ctrl+F")
    counter.enter("1001")
    counter.enter("1001")
    assert len(counter.did(e.LookUpAccount)) == 1
    counter.do(Do.LOCK)
    counter.send(i.AccountFound(HOME.id, counter.accounts[HOME.id]))
    counter.sign_in()
    assert counter.on(DepositPage).standing is not None
    counter.do(Do.ANSWER, "something")
    counter.do(Do.COMPLETE)
    counter.press("Esc")
    assert counter.on(DepositPage).standing is None


# --- what happens in between


def test_a_ticket_that_cannot_be_paid_any_more_begins_the_tender_again(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("4.25")
    with counter.full_disk():
        counter.enter("1042")
    assert counter.told() is Msg.STORE_TROUBLE
    counter.enter("1042")
    counter.on(DonePage)


def test_a_scan_while_a_payment_is_entered_is_not_taken(counter: Counter) -> None:
    counter.press("F12")
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_PAY_FIRST
    counter.press("Ctrl+6")
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_TENDER_FIRST


def test_what_was_keyed_waits_behind_the_lock(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+6")
    counter.enter("1")
    counter.do(Do.LOCK)
    counter.sign_in()
    assert counter.on(KeyedPage).amount == usd("1.00")


def test_the_customer_sees_what_was_paid_and_how() -> None:
    counter = rung_up_with(replace(RULES, programmes=("Only Plan",)))
    counter.press("F12")
    counter.press("Ctrl+3")
    for text in ("5", "A1", ""):
        counter.enter(text)
    figures = {each.label: each.amount for each in counter.customer.figures}
    assert figures["Benefit card"] == "5.00"
