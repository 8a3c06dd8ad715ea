"""Tenders that are keyed in, through the whole counter (tenders.feature)."""

from datetime import UTC, datetime

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import Clerk
from features.stand import Stand
from store_support.stores import commit
from terminal.app.inputs import Condition, DeviceRole
from terminal.app.state import (
    CardKindPage,
    DepositPage,
    DonePage,
    GiftPage,
    KeyedPage,
    SalePage,
    TenderPage,
    TerminalState,
    WaysPage,
)
from terminal.app.step_done import SEEN_AFTER_S
from terminal.app.step_keyed import asked_now
from terminal.bootstrap import open_store
from terminal.domain.account import Account, AccountId
from terminal.domain.facts import AccountOpened
from terminal.domain.identity import LaneId
from terminal.domain.money import ZERO, Money
from terminal.store import accounts
from terminal.store.codec import encode
from terminal.store.journal import all_facts

scenarios("tenders.feature")


@given("the card terminal is unplugged")
def unplugged(stand: Stand) -> None:
    stand.world.plugged.card_terminal.unplug()
    role = DeviceRole.CARD_TERMINAL
    stand.until("it is missed", lambda s: s.device[role].condition is Condition.DOWN)


@when("the clerk looks at more ways to pay")
def more_ways(stand: Stand, clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F12")
    stand.until("the page of all ways", lambda s: isinstance(s.page, WaysPage))


def answer(stand: Stand, clerk: Clerk, *texts: str) -> None:
    """Each answer with Enter, as soon as its question stands there."""
    for text in texts:
        before = question(stand.state)
        clerk.enter(text)
        stand.until("the answer is taken", lambda s, b=before: question(s) != b)  # type: ignore[misc]


def question(state: TerminalState) -> object:
    page = state.page
    if isinstance(page, KeyedPage):
        return asked_now(page, state.policy.tenders)
    return type(page)


@when("a check is taken for all that is left, without a number")
def check_without(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+6")
    answer(stand, clerk, "")
    clerk.press("Enter")


@when(parsers.parse("the number of the check is {number}"))
def numbered(stand: Stand, clerk: Clerk, number: str) -> None:
    answer(stand, clerk, number)
    assert isinstance(stand.state.page, DonePage)


@when(parsers.parse("a check for {amount} is taken with the number {number}"))
def check(stand: Stand, clerk: Clerk, amount: str, number: str) -> None:
    clerk.press("Ctrl+6")
    answer(stand, clerk, amount, number)
    read_it(stand)


@when(parsers.parse("a benefit of {amount} is taken with the code {code}"))
def benefit(stand: Stand, clerk: Clerk, amount: str, code: str) -> None:
    clerk.press("Ctrl+3")
    answer(stand, clerk, amount, code, "")
    read_it(stand)


@when(parsers.parse("a voucher of {amount} is taken with the reference {reference}"))
def voucher(stand: Stand, clerk: Clerk, amount: str, reference: str) -> None:
    more_ways(stand, clerk)
    clerk.press("Ctrl+7")
    answer(stand, clerk, amount, reference, "charity")
    read_it(stand)


def read_it(stand: Stand) -> None:
    """What is left to pay was read: the next press is no double one."""
    taken = stand.state.now
    stand.until(
        "it was read",
        lambda s: isinstance(s.page, TenderPage) and s.now >= taken + SEEN_AFTER_S,
    )


HOME = AccountId("1001")


@given("the house account 1001 with a limit of 15.00 may be used by A. Example")
def account(stand: Stand, clerk: Clerk) -> None:
    stand.close()
    with open_store(stand.lane) as store:
        opened = Account(HOME, "Sample Care Home", Money(15_00), ("A. Example",))
        commit(store, AccountOpened(opened), at=datetime.now(UTC))
    stand.open()
    clerk._fingers = stand.fingers
    stand.ready()


@when(parsers.parse("{amount:d} is to go on the account 1001"))
def too_much(stand: Stand, clerk: Clerk, amount: int) -> None:
    clerk.press("Ctrl+5")
    answer(stand, clerk, str(amount))
    clerk.enter("1001")


@when("the clerk begins again with 5 on the account 1001, bought by A. Example")
def on_account(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    answer(stand, clerk, "5", "1001")
    clerk.press("Ctrl+1")
    read_it(stand)


@when("the account 1001 is paid in cash")
def pays_account(stand: Stand, clerk: Clerk) -> None:
    clerk.see_receipt()
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Enter")
    stand.until("the next customer", lambda s: isinstance(s.page, SalePage))
    clerk.press("Ctrl+F")
    clerk.enter("1001")
    stand.until("the account is there", _account_found)
    clerk.press("Ctrl+1")
    clerk.pay_exact_cash()


def _account_found(state: TerminalState) -> bool:
    return isinstance(state.page, DepositPage) and state.page.standing is not None


@then(parsers.parse("the account 1001 owes {amount}"))
def owes(stand: Stand, amount: str) -> None:
    store = stand.counter.store
    zone = stand.state.zone
    found = store.reader.wait(lambda c: accounts.standing(c, HOME, LaneId("2"), zone))
    assert found is not None
    assert found.balance == Money.parse(amount)


@when("the clerk gives the last payment back")
def give_back(clerk: Clerk) -> None:
    clerk.press("Ctrl+B")


@when("the counter starts again")
def starts_again(stand: Stand, clerk: Clerk) -> None:
    stand.close()
    stand.open()
    clerk._fingers = stand.fingers
    stand.ready()


@then("nothing is paid on the ticket of A. Rivera")
def nothing_paid(stand: Stand, clerk: Clerk) -> None:
    clerk.sign_in()
    stand.until("the ticket is back", lambda s: s.sale is not None)
    sale = stand.state.sale
    assert sale is not None
    assert sale.paid.total == ZERO
    assert len(sale.tenders) == 1


@then(parsers.parse('the receipt says "{text}"'))
def receipt_says(stand: Stand, clerk: Clerk, text: str) -> None:
    clerk.see_receipt()
    assert any(text in paper for paper in stand.receipts())


@then("the drawer opened once")
def drawer(stand: Stand) -> None:
    printer = stand.world.plugged.printer
    assert printer.call(lambda: len(stand.world.printer.pulses)) == 1


@when("SNAP pays all that it may")
def snap_pays(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+1")
    stand.until("what SNAP pays", lambda s: isinstance(s.page, CardKindPage))
    clerk.press("Enter")
    stand.until("the terminal answered", lambda s: isinstance(s.page, TenderPage))
    read_it(stand)


@then(parsers.parse("{amount} is left to pay, and no tax is charged"))
def left_without_tax(stand: Stand, amount: str) -> None:
    sale = stand.state.sale
    assert sale is not None
    assert (str(sale.due), sale.tax) == (amount, ZERO)


@then(parsers.parse("{amount} is left to pay again"))
def left_again(stand: Stand, amount: str) -> None:
    sale = stand.state.sale
    assert sale is not None
    assert str(sale.due) == amount
    assert stand.charged_cents == []


@when(parsers.parse("{amount} is put on the gift card {number}"))
def put_on(stand: Stand, clerk: Clerk, amount: str, number: str) -> None:
    clerk.press("Ctrl+Shift+G")
    stand.until("the gift card's page", lambda s: isinstance(s.page, GiftPage))
    clerk.enter(number)
    stand.until("it is new", lambda s: isinstance(s.page, GiftPage) and s.page.first != "")
    name_gift_card(stand, clerk, number)
    clerk.enter(amount)
    stand.until("it is on the ticket", lambda s: isinstance(s.page, SalePage))
    clerk.open_payment()


def name_gift_card(stand: Stand, clerk: Clerk, number: str) -> None:
    stand.until("the gift card's page", lambda s: isinstance(s.page, GiftPage))
    clerk.enter(number)
    stand.until("its balance was read", _balance_read)


def _balance_read(state: TerminalState) -> bool:
    page = state.page
    known = isinstance(page, GiftPage) and page.standing is not None
    return known and isinstance(page, GiftPage) and state.now >= page.found_at + SEEN_AFTER_S


@when(parsers.parse("the next customer buys ibuprofen with the gift card {number}"))
def buys_with(stand: Stand, clerk: Clerk, number: str) -> None:
    clerk.see_receipt()
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Enter")
    stand.until("the next customer", lambda s: isinstance(s.page, SalePage))
    clerk.scan_item("ibuprofen")
    more_ways(stand, clerk)
    clerk.press("Ctrl+4")
    name_gift_card(stand, clerk, number)
    clerk.press("Enter")
    stand.until("it paid", lambda s: isinstance(s.page, TenderPage))
    read_it(stand)
    clerk.pay_exact_cash()


@then(parsers.parse("the number {number} is nowhere in the store's files"))
def nowhere(stand: Stand, number: str) -> None:
    """The store's own file is encrypted; the log is not."""
    rows = stand.counter.store.reader.wait(lambda c: [encode(row.fact) for row in all_facts(c)])
    assert rows
    assert all(number.encode() not in row for row in rows)
    logs = list((stand.folder / "logs").glob("*"))
    assert logs
    assert all(number.encode() not in each.read_bytes() for each in logs)
