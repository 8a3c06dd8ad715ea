"""A card terminal that fails in the middle of a payment (bad_card_terminal.feature)."""

import time

from pytest_bdd import given, parsers, scenarios, when

from drivers.simulator.card_terminal_script import CREDIT_CARD, Approve, Faults
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.inputs import Condition, DeviceRole
from terminal.app.state import DonePage, SalePage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S

scenarios("bad_card_terminal.feature")
MORE_NAKS_THAN_TRIES = 4


def next_charge(stand: Stand, faults: Faults) -> None:
    terminal = stand.world.card_terminal
    stand.world.plugged.card_terminal.call(lambda: terminal.script(Approve(), faults))


@given("the terminal answers NAK to everything")
def naks(stand: Stand) -> None:
    next_charge(stand, Faults(nak_first=MORE_NAKS_THAN_TRIES))


@given(parsers.parse("the next {count:d} answers have a wrong check byte"))
def bad_check(stand: Stand, count: int) -> None:
    next_charge(stand, Faults(bad_check=count))


@given("the cable is pulled right after the terminal took the message")
def pulled(stand: Stand) -> None:
    next_charge(stand, Faults(drop_after_ack=True))


@given("the cable is pulled right after the terminal took the message, and it forgets it")
def pulled_uncharged(stand: Stand) -> None:
    next_charge(stand, Faults(drop_after_ack=True, charged=False))


@given("the customer takes long to present a card")
def slow_customer(stand: Stand) -> None:
    stand.world.card_terminal.auto_present_s = None


@when("the clerk asks for a card payment")
def card(clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F10")


@when("the customer presents the card")
def presents(stand: Stand) -> None:
    stand.world.plugged.card_terminal.present(CREDIT_CARD)
    stand.until_true("it is charged", lambda: bool(stand.charged_cents))


@when("the customer presses the red key")
def walks_away(stand: Stand) -> None:
    stand.world.plugged.card_terminal.cancel_by_customer()


@when("the terminal is plugged in again")
def replugged(stand: Stand) -> None:
    stand.world.plugged.card_terminal.replug()
    stand.until("it is met again", _terminal_good)


@when("the clerk asks the terminal until it knows")
def asks(clerk: Clerk) -> None:
    clerk.ask_terminal_until_known()


@when("the clerk puts the ticket aside")
def puts_aside(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F5")
    stand.until("the counter is free", lambda s: isinstance(s.page, SalePage) and s.sale is None)


def _change_was_seen(state: TerminalState) -> bool:
    """Enter counts only after the change has stood on the screen for a moment."""
    page = state.page
    return isinstance(page, DonePage) and time.monotonic() > page.since + SEEN_AFTER_S


@when("the clerk takes up the first ticket and asks the terminal")
def takes_up(stand: Stand, clerk: Clerk) -> None:
    stand.until("there is a second customer's end", _change_was_seen)
    clerk.press("Enter")
    stand.until("the counter is free", lambda s: isinstance(s.page, SalePage))
    clerk.press("Ctrl+1")
    stand.until("the ticket is here", lambda s: s.sale is not None)
    clerk.ask_terminal_until_known()


def _terminal_good(state: TerminalState) -> bool:
    health = state.device.get(DeviceRole.CARD_TERMINAL)
    return health is not None and health.condition is Condition.GOOD
