"""The combined ticket, in the pharmacy's words (ticket.feature)."""

from dataclasses import replace

from pytest_bdd import parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import FSA_CARD
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.state import CardPage, SalePage, TenderPage

scenarios("ticket.feature")


@when(parsers.parse("makes it {count:d} of them"))
def quantity(clerk: Clerk, count: int) -> None:
    clerk.set_quantity(count)


@then("payment is closed until counselling and signature are done")
def closed_until_met(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F9")
    clerk.press("F11")
    stand.until_said("Payment opens when the 2 items above are done.")
    assert isinstance(stand.state.page, SalePage)


@when("the pharmacist counsels and the customer signs")
def counselled_and_signed(clerk: Clerk) -> None:
    clerk.meet_obligations()


@when(parsers.parse("the customer pays with an FSA card that holds {dollars:d}.00"))
def fsa(stand: Stand, clerk: Clerk, dollars: int) -> None:
    stand.world.hold_card(replace(FSA_CARD, balance_cents=dollars * 100))
    clerk.open_payment()
    clerk.press("F11")
    stand.until("the terminal was asked", lambda s: isinstance(s.page, CardPage))
    stand.until("the terminal answered", lambda s: isinstance(s.page, TenderPage))


@then("the receipt names both payments and is printed once")
def receipt(stand: Stand, clerk: Clerk) -> None:
    clerk.see_receipt()
    (paper,) = stand.receipts()
    assert "FSA CARD ****1234 PARTIAL            20.00" in paper
    assert "CHANGE                               12.23" in paper
    assert "Amoxicillin" not in paper


@then("the drawer opened once")
def drawer(stand: Stand) -> None:
    printer = stand.world.plugged.printer
    assert printer.call(lambda: len(stand.world.printer.pulses)) == 1
