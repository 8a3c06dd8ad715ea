"""Payment: every copay is read again first, then cash; card tenders are in test_card_steps.py."""

from dataclasses import replace

import pytest

from helpers.counter import PLAIN, Counter, a_counter, rung_up
from helpers.sales import CANDY, IBUPROFEN, ROUNDED, a_fill, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import DonePage, Msg, SalePage, TenderPage
from terminal.app.step_payment import changed_copays
from terminal.domain import facts as f
from terminal.domain.policy import MAX_TICKET
from terminal.domain.prescription import ClaimState, FillKey, FillStatus
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus

OTHER = a_fill("6012346")


@pytest.fixture
def counter() -> Counter:
    return rung_up(PLAIN)


def reading(counter: Counter) -> Counter:
    """Payment was asked for; the PhMS has not answered yet."""
    counter.hold = {e.ReadFill}
    counter.press("F9")
    return counter


# --- reading again


def test_payment_opens_when_every_fill_was_read_again(counter: Counter) -> None:
    reading(counter)
    assert counter.on(TenderPage).reading == {PLAIN.key}
    assert not counter.can_press("F9")
    counter.do(Do.CASH)
    assert counter.told() is Why.FILL_BEING_READ
    counter.send(i.FieldSubmitted("amount", "50"))
    assert counter.told() is Why.FILL_BEING_READ

    counter.send(counter.read(PLAIN.key))
    assert counter.can_press("F9")
    assert counter.total == "23.54"


def test_goods_alone_are_not_read_again() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    assert counter.did(e.ReadFill) == ()
    assert counter.effects[-1] == e.ShowOnDisplay("", "TO PAY          4.25")


def test_a_changed_copay_waits_for_the_clerks_word(counter: Counter) -> None:
    counter.phms[PLAIN.key] = replace(PLAIN, copay=usd("18.00"), version="2")
    counter.press("F9")
    page = counter.on(TenderPage)
    assert [(fill.copay, old) for fill, old in changed_copays(counter.state, page)] == [
        (usd("18.00"), usd("15.00"))
    ]
    counter.do(Do.CASH)
    assert counter.told() is Why.COPAY_CHANGED
    assert counter.total == "23.54"

    counter.press("F6")
    assert counter.told() is Msg.COPAY_ACCEPTED
    assert counter.total == "26.54"
    assert counter.on(TenderPage).changed == ()
    counter.press("F9")
    assert counter.on(DonePage).sale == "2-000001"


def test_two_changed_copays_are_accepted_together() -> None:
    counter = a_counter(PLAIN, OTHER)
    counter.pick_up(PLAIN)
    for fill in (PLAIN, OTHER):
        counter.phms[fill.key] = replace(fill, copay=usd("1.00"), version="2")
    counter.press("F9")
    assert len(counter.on(TenderPage).changed) == 2
    counter.press("F6")
    assert counter.total == "2.00"


def test_nothing_is_accepted_when_nothing_changed(counter: Counter) -> None:
    counter.press("F9")
    counter.do(Do.ACCEPT_COPAY)
    assert counter.told() is None


def test_a_changed_copay_that_makes_the_ticket_too_large_is_refused(counter: Counter) -> None:
    counter.phms[PLAIN.key] = replace(PLAIN, copay=MAX_TICKET, version="2")
    counter.press("F9")
    counter.press("F6")
    assert counter.told() is Why.TICKET_TOO_LARGE
    assert counter.on(SalePage) == SalePage()
    assert counter.total == "23.54"


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (replace(PLAIN, status=FillStatus.SOLD), Why.FILL_SOLD),
        (replace(PLAIN, status=FillStatus.ON_HOLD), Why.FILL_ON_HOLD),
        (replace(PLAIN, status=FillStatus.CANCELLED), Why.FILL_CANCELLED),
        (replace(PLAIN, claim=ClaimState.REJECTED), Why.CLAIM_REJECTED),
        (replace(PLAIN, claim=ClaimState.LIMBO), Why.CLAIM_UNDECIDED),
        (replace(PLAIN, copay=None), Why.NO_COPAY),
        (replace(PLAIN, ndc="00093015099"), Why.MEDICINE_CHANGED),
        (replace(PLAIN, quantity="30"), Why.MEDICINE_CHANGED),
    ],
)
@pytest.mark.parametrize("later", ["online", "offline"])
def test_a_fill_that_the_phms_does_not_let_go_leaves_the_ticket(
    counter: Counter, now: object, why: Why, later: str
) -> None:
    counter.phms[PLAIN.key] = now  # type: ignore[assignment]
    counter.press("F9")
    assert counter.told() is why
    assert counter.on(SalePage) == SalePage()
    assert counter.sale.rx_lines == ()
    assert counter.total == "8.54"

    counter.phms_answers = later == "online"
    counter.press("F9")
    counter.press("F9")
    assert counter.recorded(f.FillHandedOver) == ()


@pytest.mark.parametrize("later", ["online", "offline"])
def test_a_fill_that_the_phms_no_longer_has_leaves_the_ticket(counter: Counter, later: str) -> None:
    del counter.phms[PLAIN.key]
    counter.press("F9")
    assert counter.told() is Why.FILL_CANCELLED
    counter.phms_answers = later == "online"
    counter.press("F9")
    counter.press("F9")
    assert counter.on(DonePage).sale == "2-000001"
    assert counter.recorded(f.FillHandedOver) == ()


def test_a_fill_that_left_the_ticket_comes_back_by_its_label(counter: Counter) -> None:
    counter.phms[PLAIN.key] = replace(PLAIN, status=FillStatus.ON_HOLD)
    counter.press("F9")
    counter.phms[PLAIN.key] = replace(PLAIN, version="3")
    counter.scan_label(PLAIN)
    counter.do(Do.ADD_FILLS)
    assert counter.total == "23.54"
    counter.press("F9")
    counter.press("F9")
    assert len(counter.recorded(f.FillHandedOver)) == 1


def test_a_ticket_of_one_fill_that_is_refused_is_over() -> None:
    counter = a_counter(PLAIN)
    counter.pick_up(PLAIN)
    counter.phms[PLAIN.key] = replace(PLAIN, status=FillStatus.SOLD)
    counter.press("F9")
    assert counter.last_batch() == ("LineVoided", "SaleAbandoned")
    assert counter.state.sale is None
    assert counter.told() is Why.FILL_SOLD


def test_without_the_phms_the_ticket_is_paid_as_it_was_rung_up(counter: Counter) -> None:
    counter.phms_answers = False
    counter.press("F9")
    counter.press("F9")
    assert counter.on(DonePage).sale == "2-000001"


def test_a_fill_that_the_cache_never_saw_is_paid_as_it_was_rung_up(counter: Counter) -> None:
    counter.phms_answers = False
    counter.cache.clear()
    counter.press("F9")
    assert counter.can_press("F9")


def test_an_answer_that_nobody_waits_for_changes_nothing(counter: Counter) -> None:
    counter.press("F9")
    changed = replace(PLAIN, copay=usd("1.00"))
    counter.send(i.FillRead(PLAIN.key, changed, ReadFrom.PHMS))
    counter.send(i.FillRead(FillKey(OTHER.key.rx, 9), None, ReadFrom.PHMS))
    counter.send(i.WillCallLoaded("", (OTHER,)))
    assert counter.on(TenderPage).changed == ()
    assert counter.total == "23.54"


def test_an_answer_is_taken_behind_the_lock(counter: Counter) -> None:
    reading(counter)
    counter.do(Do.LOCK)
    counter.send(counter.read(PLAIN.key))
    assert counter.locked()
    counter.sign_in()
    assert counter.on(TenderPage).reading == frozenset()
    assert counter.can_press("F9")


def test_a_refusal_behind_the_lock_waits_there(counter: Counter) -> None:
    reading(counter)
    counter.do(Do.LOCK)
    counter.phms[PLAIN.key] = replace(PLAIN, status=FillStatus.SOLD)
    counter.send(counter.read(PLAIN.key))
    counter.sign_in()
    assert counter.on(SalePage) == SalePage()
    assert counter.total == "8.54"


def test_what_is_paid_in_part_is_not_read_again(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("5")
    counter.press("Esc")
    asked = len(counter.did(e.ReadFill))
    counter.press("F9")
    assert len(counter.did(e.ReadFill)) == asked


# --- cash


def test_the_exact_amount_takes_one_key(counter: Counter) -> None:
    counter.press("F9")
    counter.press("F9")
    assert counter.last_batch() == (
        "CashTaken",
        "SaleCompleted",
        "FillHandedOver",
        "ReceiptRequested",
        "ReceiptMoved",
        "DrawerRequested",
    )


def test_the_drawer_opens_before_the_receipt_prints(counter: Counter) -> None:
    counter.press("F9")
    before = len(counter.effects)
    counter.press("F9")
    done = [type(each) for each in counter.effects[before:]]
    assert done == [e.OpenDrawer, e.PrintReceipt, e.WakeSync, e.ShowOnDisplay]


def test_a_typed_amount_gives_change(counter: Counter) -> None:
    counter.press("F9")
    counter.key_in("4")
    assert counter.on(TenderPage).typed == "4"
    counter.enter("40")
    assert counter.state.finished is not None
    assert counter.state.finished.change == usd("16.46")
    assert counter.effects[-1] == e.ShowOnDisplay("CHANGE         16.46", "Thank you")


def test_a_note_can_be_touched(counter: Counter) -> None:
    counter.press("F9")
    counter.do(Do.CASH, "5000")
    assert counter.state.finished is not None
    assert counter.state.finished.change == usd("26.46")


def test_too_little_cash_leaves_the_rest_to_pay(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("20.00")
    page = counter.on(TenderPage)
    assert page.typed == ""
    assert counter.sale.due == usd("3.54")
    assert counter.last_batch() == ("CashTaken", "DrawerRequested")
    assert counter.did(e.ShowOnDisplay)[-1] == e.ShowOnDisplay("", "TO PAY          3.54")
    counter.wait(1)
    counter.press("F9")
    assert counter.on(DonePage).sale == "2-000001"


def test_a_wrong_amount_is_typed_anew_whichever_key_it_was_entered_with(counter: Counter) -> None:
    counter.press("F9")
    counter.key_in("2o")
    counter.press("F9")
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD
    assert counter.field.text == ""


@pytest.mark.parametrize("text", ["abc", "1.234", "٢٠", "12 34"])
def test_what_is_no_amount_is_asked_again(counter: Counter, text: str) -> None:
    counter.press("F9")
    counter.enter(text)
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD
    assert counter.field.text == ""
    assert counter.sale.tenders == ()


@pytest.mark.parametrize("text", ["-5", "0", "10000"])
def test_an_amount_that_cannot_be_is_refused(counter: Counter, text: str) -> None:
    counter.press("F9")
    counter.enter(text)
    assert counter.told() is Why.CASH_OUT_OF_RANGE


def test_cash_is_rounded_where_the_state_rounds() -> None:
    counter = a_counter(policy=ROUNDED)
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    taken = counter.recorded(f.CashTaken)[0]
    assert isinstance(taken, f.CashTaken)
    assert (taken.applied, taken.tendered, taken.rounding) == (
        usd("8.54"), usd("8.55"), usd("0.01"),
    )  # fmt: skip


def test_cash_is_handed_back_while_the_ticket_is_open(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("20")
    counter.do(Do.GIVE_BACK, "1")
    assert counter.told() is Msg.CASH_GIVEN_BACK
    assert counter.last_batch() == ("CashReturned", "DrawerRequested")
    assert counter.effects[-1] == e.OpenDrawer()
    assert counter.sale.due == usd("23.54")
    counter.wait(1)
    counter.do(Do.GIVE_BACK, "1")
    assert counter.told() is Why.NO_SUCH_TENDER


def test_a_double_enter_takes_one_payment(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("5")
    counter.enter("")
    counter.press("F9")
    counter.do(Do.CASH, "2000")
    assert len(counter.sale.tenders) == 1
    assert counter.sale.due == usd("18.54")
    counter.wait(1)
    counter.enter("")
    assert counter.on(DonePage).sale == "2-000001"


def test_a_double_tap_gives_one_payment_back(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("5")
    counter.wait(1)
    counter.enter("6")
    counter.do(Do.GIVE_BACK, "1")
    counter.do(Do.GIVE_BACK, "2")
    assert [each.taken for each in counter.sale.tenders] == [False, True]


def test_a_line_is_not_changed_after_part_was_paid(counter: Counter) -> None:
    counter.press("F9")
    counter.enter("5")
    counter.press("Esc")
    counter.press("Del")
    assert counter.told() is Why.TENDERS_TAKEN


def test_a_ticket_that_costs_nothing_is_closed_by_a_person() -> None:
    free = a_fill(copay=usd("0.00"))
    counter = a_counter(free)
    counter.pick_up(free)
    counter.press("F9")
    assert counter.recorded(f.SaleCompleted) == ()
    counter.press("F9")
    assert counter.last_batch()[0] == "SaleCompleted"
    assert counter.did(e.OpenDrawer) == ()
    assert counter.state.finished is not None
    assert counter.state.finished.status is SaleStatus.COMPLETED


def test_what_is_still_to_pay_is_not_closed(counter: Counter) -> None:
    counter.press("F9")
    counter.do(Do.COMPLETE)
    assert counter.told() is Why.SOMETHING_DUE
    counter.do(Do.FAMILY)
    assert counter.on(TenderPage) == TenderPage()


def test_the_page_without_a_ticket_has_no_change_to_show() -> None:
    page = TenderPage(changed=(PLAIN,))
    assert changed_copays(a_counter().state, page) == ()


def test_a_typed_amount_is_what_the_card_is_asked_for(counter: Counter) -> None:
    counter.card_terminal()
    counter.press("F9")
    due = counter.sale.due
    counter.key_in("1")
    counter.press("F10")
    (charge,) = counter.did(e.Charge)
    assert isinstance(charge, e.Charge)
    assert charge.amount == usd("1.00")
    counter.do(Do.CARD)
    assert len(counter.did(e.Charge)) == 1, "a second press asks for nothing"
    counter.card_approves("1.00")
    assert counter.sale.due == due - usd("1.00")
    assert counter.field.text == ""


def test_a_card_is_never_asked_for_more_than_is_due(counter: Counter) -> None:
    counter.card_terminal()
    counter.press("F9")
    counter.key_in("500")
    counter.press("F10")
    (charge,) = counter.did(e.Charge)
    assert isinstance(charge, e.Charge)
    assert charge.amount == counter.sale.due


@pytest.mark.parametrize("text", ["abc", "0", "-1"])
@pytest.mark.parametrize("do", [Do.CARD, Do.FSA])
def test_a_card_is_not_charged_for_what_is_no_amount(counter: Counter, text: str, do: Do) -> None:
    counter.card_terminal()
    counter.press("F9")
    counter.key_in(text)
    counter.do(do)
    assert counter.told() in (Msg.AMOUNT_NOT_UNDERSTOOD, Why.CARD_AMOUNT)
    assert counter.field.text == ""
    assert counter.did(e.Charge) == ()
