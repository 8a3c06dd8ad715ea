"""Goods that come back, through the whole counter (returns.feature)."""

from dataclasses import replace

from pytest_bdd import given, parsers, scenarios, then, when

from drivers.simulator.card_terminal_script import FSA_CARD, Faults, PowerCut
from features.clerk import PHARMACIST, Clerk
from features.stand import Stand
from sync.messages import FillKey
from terminal.app.inputs import Condition, DeviceRole
from terminal.app.return_page import RefundPage, ReturnPage
from terminal.app.state import CardPage, PharmacistPage, SalePage, TenderPage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S
from terminal.demo.seed import demo_pin
from terminal.domain import facts as f
from terminal.store.journal import all_facts

scenarios("returns.feature")
FIRST = "2-000001"


def next_customer(stand: Stand, clerk: Clerk) -> None:
    clerk.see_done()
    clerk.see_receipt()
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Enter")
    stand.until("the next customer", lambda s: isinstance(s.page, SalePage))


def read_it(stand: Stand) -> None:
    """What is left to pay was read: the next press is no double one."""
    taken = stand.state.now
    stand.until(
        "it was read",
        lambda s: isinstance(s.page, TenderPage) and s.now >= taken + SEEN_AFTER_S,
    )


@given("2 of ibuprofen were paid in cash")
def two_sold(stand: Stand, clerk: Clerk) -> None:
    clerk.scan_item("ibuprofen")
    clerk.set_quantity(2)
    clerk.pay_exact_cash()
    next_customer(stand, clerk)


@given("ibuprofen was paid by an FSA card, a chocolate bar in cash")
def by_fsa(stand: Stand, clerk: Clerk) -> None:
    stand.world.hold_card(replace(FSA_CARD, balance_cents=100_00))
    clerk.scan_item("ibuprofen")
    clerk.scan_item("a chocolate bar")
    clerk.open_payment()
    clerk.press("F11")
    stand.until("the FSA card paid", lambda s: bool(s.sale and s.sale.anything_taken))
    read_it(stand)
    clerk.press("F9")
    next_customer(stand, clerk)


@given("it is paid in cash and the next customer is there")
def paid(stand: Stand, clerk: Clerk) -> None:
    clerk.pay_exact_cash()
    stand.until_true("the PhMS holds it", lambda: stand.handed_over_once("6012345-00"))
    next_customer(stand, clerk)


@when("the receipt of the first ticket is scanned")
def scan_receipt(stand: Stand) -> None:
    stand.world.scan("]C0", FIRST)
    stand.until("the ticket is there", _there)


def _there(state: TerminalState) -> bool:
    return isinstance(state.page, ReturnPage) and state.page.original is not None


@when("the next customer brings the receipt of the first ticket")
def next_receipt(stand: Stand, clerk: Clerk) -> None:
    next_customer(stand, clerk)
    scan_receipt(stand)


@when("1 of the first line comes back")
def comes_back(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Enter")
    stand.until("the line is chosen", lambda s: _page(s).line is not None)
    if _page(stand.state).asks_quantity:
        clerk.press("Ctrl+1")
        stand.until("so many", lambda s: _page(s).quantity == 1)
    clerk.press("Ctrl+1")
    stand.until("it is on the ticket", lambda s: bool(s.sale and s.sale.return_lines))
    clerk.press("Esc")
    stand.until("back on the ticket", lambda s: isinstance(s.page, SalePage))


def _page(state: TerminalState) -> ReturnPage:
    assert isinstance(state.page, ReturnPage)
    return state.page


@when("a pharmacist reverses the prescription of the first line")
def reversed_(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Enter")
    stand.until("the reason is asked", lambda s: isinstance(s.page, PharmacistPage))
    clerk.press("Ctrl+2")
    stand.until("who is asked", lambda s: isinstance(s.page, PharmacistPage) and not _asks(s))
    clerk.enter(PHARMACIST)
    clerk.enter(demo_pin(PHARMACIST))
    stand.until("it is on the ticket", lambda s: bool(s.sale and s.sale.return_lines))
    clerk.press("Esc")


def _asks(state: TerminalState) -> bool:
    return isinstance(state.page, PharmacistPage) and state.page.asks_reason


@when("the clerk wants to give the money back")
def wants(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F9")
    stand.until("the refund's page", lambda s: isinstance(s.page, RefundPage))


@when("what came back is refunded in cash")
def in_cash(stand: Stand, clerk: Clerk) -> None:
    wants(stand, clerk)
    clerk.press("F9")
    clerk.see_done()


@when("the card is refunded")
def card(clerk: Clerk) -> None:
    clerk.press("F10")
    clerk.see_done()


@when("the power fails when the card terminal has the refund")
def power_fails(stand: Stand, clerk: Clerk) -> None:
    """Also in the terminal: its answer never comes, and its record tells of the refund."""
    cut = Faults(power_cut=PowerCut.AFTER_RECORD, reboot_s=0.5)
    terminal = stand.world.plugged.card_terminal
    terminal.call(lambda: stand.world.card_terminal.script(faults=cut))
    wants(stand, clerk)
    clerk.press("F10")
    stand.until_true("the bank has it", lambda: sum(stand.charged_cents) == 0)
    assert isinstance(stand.state.page, CardPage)
    stand.close()


@when("the counter starts again")
def starts_again(stand: Stand, clerk: Clerk) -> None:
    stand.open()
    clerk._fingers = stand.fingers
    stand.ready()
    clerk.sign_in()


@when("the card terminal is not there any more")
def unplugged(stand: Stand) -> None:
    stand.world.plugged.card_terminal.unplug()
    role = DeviceRole.CARD_TERMINAL
    stand.until("it is missed", lambda s: s.device[role].condition is Condition.DOWN)


@when("the difference is paid in cash")
def difference(clerk: Clerk) -> None:
    clerk.pay_exact_cash()


@then("the refund is found at the terminal")
def found(stand: Stand) -> None:
    stand.until("it is settled", lambda s: bool(s.sale) and not s.unconfirmed)


@then("the ticket of the refund closes without another one")
def closes(stand: Stand, clerk: Clerk) -> None:
    if isinstance(stand.state.page, SalePage | TenderPage):
        clerk.pay_exact_cash()
    clerk.see_done()
    store = stand.counter.store
    recorded = store.reader.wait(lambda c: [each.fact for each in all_facts(c)])
    assert len([each for each in recorded if isinstance(each, f.RefundRequested)]) == 1


@then("cash is not offered")
def no_cash(stand: Stand, clerk: Clerk) -> None:
    before = stand.state.sale
    clerk.press("F9")
    assert isinstance(stand.state.page, RefundPage)
    assert stand.state.sale == before


@then("nothing stands against the card")
def nothing_stands(stand: Stand) -> None:
    assert sum(stand.charged_cents) == 0


@then("the PhMS does not hold the pickup of 6012345-00 any more")
def undone(stand: Stand) -> None:
    def gone() -> bool:
        held = stand.world.phms.picked_up(FillKey("6012345", 0))
        return held is not None and not held.completed

    stand.until_true("the PhMS undid it", gone)


@then(parsers.parse('the receipt says "{text}"'))
def receipt_says(stand: Stand, clerk: Clerk, text: str) -> None:
    clerk.see_receipt()
    assert any(text in paper for paper in stand.receipts())


@then("the drawer opened twice")
def drawer(stand: Stand) -> None:
    printer = stand.world.plugged.printer
    assert printer.call(lambda: len(stand.world.printer.pulses)) == 2
