"""Bad input from the scanner (bad_scans.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import CREDIT_CARD
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.state import CardPage, CounselPage, SalePage

scenarios("bad_scans.feature")
HAND_S = 1.0
"""No hand brings the next label sooner."""


@when(parsers.parse("the scanner sends {length:d} bytes of garbage"))
def garbage(stand: Stand, length: int) -> None:
    scanner = stand.world.scanner
    stand.world.plugged.scanner.call(lambda: scanner.garbage(length))
    stand.pass_time(HAND_S)


@given("the bag 6012345-00 is on the ticket")
def bag(clerk: Clerk) -> None:
    clerk.pick_up("6012345-00", "Ctrl+1")


@when("the counselling prompt is open")
def prompt(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F7")
    stand.until("the prompt is open", lambda s: isinstance(s.page, CounselPage))


@then("the prompt is still open, with nothing chosen")
def prompt_open(stand: Stand) -> None:
    assert stand.state.page == CounselPage()


@when("the clerk goes back to the ticket")
def back(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))


@then("the scanner gave the bad sound")
def bad_sound(stand: Stand) -> None:
    def heard() -> bool:
        beeps = stand.world.plugged.scanner.call(lambda: list(stand.world.scanner.beeps))
        return "error" in beeps

    stand.until_true("the scanner beeped", heard)


@given("the customer takes long to present a card")
def slow_customer(stand: Stand) -> None:
    stand.world.card_terminal.auto_present_s = None


@when("the clerk asks for a card payment")
def card(stand: Stand, clerk: Clerk) -> None:
    clerk.open_payment()
    clerk.press("F10")
    stand.until("the terminal waits", lambda s: isinstance(s.page, CardPage))
    terminal = stand.world.card_terminal
    stand.until_true(
        "the customer is asked",
        lambda: stand.world.plugged.card_terminal.call(lambda: terminal.waiting_for_card),
    )


@when("the customer presents the card")
def presents(stand: Stand) -> None:
    stand.world.plugged.card_terminal.present(CREDIT_CARD)
