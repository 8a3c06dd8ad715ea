"""The lock (lock.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import CREDIT_CARD
from features.clerk import CASHIER, PHARMACIST, Clerk
from features.stand import Stand
from terminal.app.state import CardPage, SalePage, SignInPage
from terminal.demo.seed import demo_pin

scenarios("lock.feature")


@when("the cashier locks the counter")
def lock(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+L")
    stand.until("it is locked", lambda s: s.locked)


@when("the cashier unlocks the counter")
def unlock(stand: Stand, clerk: Clerk) -> None:
    clerk.enter(demo_pin(CASHIER))
    stand.until("it is open", lambda s: not s.locked)


@when("M. Lindqvist signs in instead")
def somebody_else(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("a number is asked", lambda s: s.page == SignInPage())
    clerk.sign_in(PHARMACIST)


@when(parsers.parse("a wrong PIN is typed {count:d} times"))
def wrong_pins(stand: Stand, clerk: Clerk, count: int) -> None:
    for _ in range(count):
        clerk.enter("0000")
        stand.until(
            "it was checked", lambda s: isinstance(s.page, SignInPage) and s.said is not None
        )


@then("nothing of the ticket can be read")
def nothing_shown(stand: Stand) -> None:
    for secret in ("Ibuprofen", "8.49", "Sunbreak", "Ticket 2-"):
        assert secret not in stand.words
    assert stand.state.locked


@then("no line is on the counter")
def no_line(stand: Stand) -> None:
    assert isinstance(stand.state.page, SalePage)
    assert stand.state.sale is None
    assert "1 × 8.49" not in stand.words


@given("the customer takes long to present a card")
def slow_customer(stand: Stand) -> None:
    stand.world.card_terminal.auto_present_s = None


@when("the clerk asks for a card payment and locks the counter")
def asks_and_locks(stand: Stand, clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F10")
    stand.until("the terminal waits", lambda s: isinstance(s.page, CardPage))
    terminal, host = stand.world.card_terminal, stand.world.plugged.card_terminal
    stand.until_true("the customer is asked", lambda: host.call(lambda: terminal.waiting_for_card))
    lock(stand, clerk)


@when("the customer presents the card")
def presents(stand: Stand) -> None:
    stand.world.plugged.card_terminal.present(CREDIT_CARD)
    stand.until_true("it is charged", lambda: bool(stand.charged_cents))
