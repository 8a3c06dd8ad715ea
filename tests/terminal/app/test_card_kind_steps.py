"""EBT and debit cards at the counter: what F12 offers, what is asked, and what comes of it."""

from dataclasses import replace

import pytest

from helpers.counter import Counter, a_counter, approval
from helpers.sales import CANDY, IBUPROFEN, POLICY, usd
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Condition, Do
from terminal.app.receipt import TextRow
from terminal.app.state import CardKindPage, CardPage, DonePage, Msg, TenderPage, WaysPage
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, Outcome, QueryVerdict
from terminal.domain.gift import GiftRules
from terminal.domain.identity import AttemptRef
from terminal.domain.keyed import TenderRules
from terminal.domain.money import ZERO
from terminal.domain.refusal import Why
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_ledger import Account, Ledger, postings
from terminal.presentation.views import CardView, PromptView, Row

TAKEN = TenderRules(snap=True, ebt_cash=True, debit=True)
FOOD = replace(CANDY, snap=True)
ALL = frozenset(CardAbility)


@pytest.fixture
def counter() -> Counter:
    return at_payment()


def at_payment(rules: TenderRules = TAKEN, can: frozenset[CardAbility] = ALL) -> Counter:
    made = a_counter(items=(FOOD, IBUPROFEN), policy=replace(POLICY, tenders=rules))
    made.send(i.CardTerminalMet("53012345", can))
    made.scan_item(FOOD)
    made.scan_item(IBUPROFEN)
    made.press("F9")
    return made


def ways(counter: Counter) -> dict[str, Row]:
    view = counter.screen.page
    assert isinstance(view, PromptView)
    return {row.id: row for row in view.rows}


def asked(counter: Counter) -> e.Charge:
    charge = counter.did(e.Charge)[-1]
    assert isinstance(charge, e.Charge)
    return charge


def receipt(counter: Counter) -> list[tuple[str, str]]:
    printed = counter.did(e.PrintReceipt)[-1]
    assert isinstance(printed, e.PrintReceipt)
    return [
        (row.left.strip(), row.right) for row in printed.receipt.rows if isinstance(row, TextRow)
    ]


# --- what is offered


@pytest.mark.parametrize("kind", [TenderKind.EBT_SNAP, TenderKind.EBT_CASH, TenderKind.DEBIT])
def test_a_store_that_does_not_take_it_says_so(kind: TenderKind) -> None:
    counter = at_payment(TenderRules())
    counter.press("F12")
    assert ways(counter)[kind.value].detail == "This store does not take it"


def test_a_terminal_without_ebt_says_so() -> None:
    """A nexo terminal: EBT is refused there, and it asks debit or credit itself."""
    counter = at_payment(can=frozenset())
    counter.press("F12")
    assert ways(counter)["EBT_SNAP"].detail == "This card terminal does not take EBT cards"
    assert ways(counter)["EBT_CASH"].detail == "This card terminal does not take EBT cards"
    assert "asks the customer" in ways(counter)["DEBIT"].detail
    counter.do(Do.TENDER, "EBT_SNAP")
    assert counter.on(WaysPage) is not None


def test_without_a_line_no_card_is_offered(counter: Counter) -> None:
    counter.card_terminal(Condition.DOWN)
    counter.press("F12")
    for kind in ("EBT_SNAP", "EBT_CASH", "DEBIT"):
        assert "not ready" in ways(counter)[kind].detail


def test_snap_is_closed_where_no_food_is_left(counter: Counter) -> None:
    by_snap(counter)
    counter.card_approves("3.99")
    counter.press("F12")
    assert ways(counter)["EBT_SNAP"].detail == "Nothing left to pay is food that SNAP pays"
    assert not counter.can_press("Ctrl+1")


# --- SNAP


def by_snap(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+1")
    counter.enter("")


def test_the_page_says_what_it_pays_and_which_tax_goes(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+1")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    rows = {row.id: (row.detail, row.amount) for row in view.rows}
    assert rows == {
        "line-1": ("of 3.99, tax 0.26 → 0.00", "3.99"),
        "paid": ("", "3.99"),
        "tax": ("", "0.26"),
        "rest": ("", "4.29"),
    }
    counter.key_in("1.00")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert view.rows[0].detail == "of 3.99, tax 0.26 → 0.19"
    counter.press("Esc")
    assert counter.on(WaysPage) is not None


def test_snap_is_asked_for_its_food_and_the_rest_is_left(counter: Counter) -> None:
    by_snap(counter)
    assert (asked(counter).kind, asked(counter).amount) == (CardKind.EBT_SNAP, usd("3.99"))
    assert asked(counter).healthcare == ZERO
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert "PIN" in view.steps[1].detail
    counter.card_says(replace(approval("3.99"), balance=usd("96.01"), emv=(("PINSTATUSNUM", "1"),)))
    assert counter.last_batch() == ("ChargeResolved", "SnapApplied")
    assert counter.sale.due == usd("4.29")
    counter.wait(1)
    counter.press("F9")
    rows = receipt(counter)
    assert ("EBT SNAP ****0014", "3.99") in rows
    assert ("LEFT ON THIS CARD", "96.01") in rows
    assert ("NO TAX ON WHAT SNAP PAYS", "3.99") in rows
    assert ("TAX", "0.30") in rows
    assert ("PIN VERIFIED", "") in rows


def test_a_double_enter_asks_once(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+1")
    counter.send(i.FieldSubmitted("keyed", ""), i.FieldSubmitted("keyed", ""))
    counter.do(Do.ANSWER, "all")
    assert len(counter.did(e.Charge)) == 1


def test_the_second_press_does_not_take_cash_when_the_terminal_is_quick(counter: Counter) -> None:
    """Declined at once: Enter on the payment page would take the exact cash."""
    by_snap(counter)
    counter.card_says(Outcome.DECLINED)
    counter.on(TenderPage)
    counter.send(i.FieldSubmitted("amount", ""))
    assert not counter.recorded(f.CashTaken)
    counter.wait(1)
    counter.send(i.FieldSubmitted("amount", ""))
    assert counter.recorded(f.CashTaken)


def test_more_than_the_food_is_refused_before_a_card_is_read(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+1")
    counter.enter("4.00")
    assert counter.told() is Why.SNAP_OVER_FOOD
    counter.enter("much")
    assert counter.told() is Msg.AMOUNT_NOT_UNDERSTOOD
    assert not counter.did(e.Charge)


def test_a_part_of_the_balance_is_accepted_or_given_back(counter: Counter) -> None:
    by_snap(counter)
    counter.card_says(replace(approval("2.00", partial=True), balance=ZERO))
    assert counter.told() is Msg.PARTLY_APPROVED
    assert counter.sale.due == usd("6.41")  # 1.99 + 0.13 of tax, and 4.29
    counter.wait(1)
    counter.press("Ctrl+B")
    void = counter.did(e.VoidCharge)[-1]
    assert isinstance(void, e.VoidCharge)
    assert void.payment.kind is CardKind.EBT_SNAP
    counter.card_approves("2.00")
    assert counter.last_batch()[:2] == ("VoidResolved", "SnapUndone")
    assert counter.sale.due == usd("8.54")


def test_an_unknown_answer_is_asked_about_and_found(counter: Counter) -> None:
    by_snap(counter)
    counter.card_says(Outcome.UNKNOWN)
    assert len(counter.did(e.QueryCharge)) == 1
    counter.terminal_tells(QueryVerdict.FOUND, approval("3.99"))
    assert counter.sale.due == usd("4.29")
    assert len(counter.did(e.Charge)) == 1


def test_a_crash_while_the_card_is_asked_comes_back_to_the_question(counter: Counter) -> None:
    by_snap(counter)
    again = counter.crash().sign_in().card_terminal()
    assert again.on(CardPage) is not None
    query = again.did(e.QueryCharge)[-1]
    assert isinstance(query, e.QueryCharge)
    assert query.kind is CardKind.EBT_SNAP
    again.terminal_tells(QueryVerdict.FOUND, approval("3.99"), query.ref)
    assert again.sale.due == usd("4.29")
    assert again.sale.tax == usd("0.30")


# --- EBT cash and debit


def test_ebt_cash_pays_all_with_the_tax(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+2")
    counter.press("Ctrl+1")
    assert (asked(counter).kind, asked(counter).amount) == (CardKind.EBT_CASH, usd("8.54"))
    counter.card_says(replace(approval("8.54"), balance=usd("1.46")))
    assert counter.on(DonePage) is not None
    assert ("EBT CASH ****0014", "8.54") in receipt(counter)
    assert ("TAX", "0.56") in receipt(counter)


def test_debit_is_asked_for_by_its_kind_and_needs_no_signature(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+9")
    assert counter.on(CardKindPage).kind is CardKind.DEBIT
    counter.enter("")
    assert (asked(counter).kind, asked(counter).healthcare) == (CardKind.DEBIT, ZERO)
    counter.card_says(replace(approval("8.54"), cvm="online PIN"))
    rows = receipt(counter)
    assert ("DEBIT CARD ****0014", "8.54") in rows
    assert ("PIN VERIFIED", "") in rows


def test_the_processors_gift_cards_are_taken_by_the_terminal() -> None:
    counter = at_payment(TenderRules(gift=GiftRules(on_terminal=True)))
    assert not counter.can_press("Ctrl+Shift+G")
    counter.press("F12")
    assert "terminal reads it" in ways(counter)["GIFT"].detail
    counter.press("Ctrl+4")
    counter.enter("")
    assert (asked(counter).kind, asked(counter).amount) == (CardKind.GIFT, usd("8.54"))
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert "PIN" not in view.steps[1].detail
    counter.card_says(replace(approval("8.54"), balance=usd("1.46")))
    assert ("GIFT CARD ****0014", "8.54") in receipt(counter)
    assert ("LEFT ON THIS CARD", "1.46") in receipt(counter)


def test_a_terminal_that_takes_no_gift_cards_says_so() -> None:
    counter = at_payment(TenderRules(gift=GiftRules(on_terminal=True)), frozenset())
    counter.press("F12")
    assert ways(counter)["GIFT"].detail == "This card terminal does not take gift cards"


# --- what is left on the card


def asking_balance(counter: Counter) -> e.AskCardBalance:
    counter.press("F12")
    counter.press("Ctrl+1")
    counter.press("Ctrl+2")
    query = counter.did(e.AskCardBalance)[-1]
    assert isinstance(query, e.AskCardBalance)
    return query


def test_the_balance_is_asked_for_and_nothing_is_charged(counter: Counter) -> None:
    query = asking_balance(counter)
    assert query.kind is CardKind.EBT_SNAP
    counter.enter("")
    counter.do(Do.ANSWER, "all")
    counter.send(i.CardBalanceTold(AttemptRef("other"), usd("1.00")))
    assert counter.on(CardKindPage).balance is None
    counter.send(i.CardBalanceTold(query.ref, usd("12.34")))
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert (view.rows[0].title, view.rows[0].amount) == ("On the card", "12.34")
    assert not counter.did(e.Charge)
    counter.press("Ctrl+1")
    assert asked(counter).ref != query.ref


def test_a_balance_that_is_not_told_is_said_also_after_giving_up(counter: Counter) -> None:
    query = asking_balance(counter)
    counter.press("Esc")
    assert counter.did(e.CancelCharge)
    counter.on(CardKindPage)
    counter.send(i.CardBalanceNotTold(query.ref, "cancelled"))
    assert counter.told() is Msg.BALANCE_NOT_READ
    counter.press("Esc")
    counter.on(WaysPage)


def test_a_balance_is_told_behind_the_lock(counter: Counter) -> None:
    query = asking_balance(counter)
    counter.do(Do.LOCK)
    counter.send(i.CardBalanceTold(query.ref, usd("12.34")))
    counter.sign_in()
    assert counter.on(CardKindPage).balance == usd("12.34")


def test_a_debit_card_tells_no_balance(counter: Counter) -> None:
    counter.press("F12")
    counter.press("Ctrl+9")
    assert not counter.can_press("Ctrl+2")
    counter.do(Do.CARD_BALANCE)
    assert not counter.did(e.AskCardBalance)


def test_the_till_books_each_kind_for_itself(counter: Counter) -> None:
    by_snap(counter)
    counter.card_approves("3.99")
    counter.wait(1)
    counter.press("F12")
    counter.press("Ctrl+9")
    counter.enter("")
    counter.card_approves("4.29")
    book = Ledger()
    for fact in counter.facts:
        book = book.posted(postings(fact))
    assert book.balance(Account.EBT_SNAP) == usd("3.99")
    assert book.balance(Account.DEBIT) == usd("4.29")
    assert book.balance(Account.TAX) == -usd("0.30")
    assert book.balance(Account.TICKETS) == ZERO
