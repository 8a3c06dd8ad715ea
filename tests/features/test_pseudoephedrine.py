"""Pseudoephedrine at the counter (pseudoephedrine.feature)."""

from dataclasses import replace
from typing import Final

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import Clerk
from features.pse_buyer import BOX, CARD, NUMBER
from features.stand import Stand
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import SalePage
from terminal.domain.identity import StaffId
from terminal.domain.pse_ticket import InquiryState

scenarios("pseudoephedrine.feature")

UNTRAINED: Final = StaffId("12")


@given("K. Osei is signed in at the counter")
def untrained(clerk: Clerk) -> None:
    clerk.sign_in(UNTRAINED)


@given("a counter in a state whose rule is not known")
def elsewhere(stand: Stand) -> None:
    assert stand.settings is not None
    stand.close()
    stand.settings = replace(stand.settings, jurisdiction="US-TN")
    stand.open()
    stand.ready()


@given("the exchange stops this buyer")
def stops(stand: Stand) -> None:
    stand.world.exchange.stop_buyer(NUMBER)


@given("the exchange is down")
def down(stand: Stand) -> None:
    stand.world.exchange.down = True


@when("the exchange is up again")
def up(stand: Stand) -> None:
    stand.world.exchange.down = False


def _scan_box(stand: Stand, clerk: Clerk) -> None:
    before = clerk.lines
    stand.world.scan("]E0", BOX)
    stand.until("the box is on the ticket", lambda _state: clerk.lines == before + 1)


@when("the cashier scans a box of pseudoephedrine")
def scan_box(stand: Stand, clerk: Clerk) -> None:
    _scan_box(stand, clerk)


@when(parsers.parse("the cashier scans {count:d} boxes of pseudoephedrine"))
def scan_boxes(stand: Stand, clerk: Clerk, count: int) -> None:
    _scan_box(stand, clerk)
    clerk.set_quantity(count)


@when("the cashier scans a box")
def scan_refused(stand: Stand) -> None:
    stand.world.scan("]E0", BOX)
    stand.until("it is refused", lambda s: s.said is not None)


@when("the cashier asks for one box more")
def one_more(clerk: Clerk) -> None:
    clerk.press("F4")
    clerk.enter("7")


@when("the quantity is left as it was")
def left(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: s.page == SalePage())


@when("the buyer's card is scanned")
def card_scanned(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+P")
    stand.until("the log is open", lambda s: isinstance(s.page, PsePage))
    stand.world.scan("]L2", CARD)
    stand.until(
        "the ledger was read",
        lambda s: isinstance(s.page, PsePage) and s.page.earlier is not None,
    )


@when("the buyer's card is scanned and compared")
def card_compared(stand: Stand, clerk: Clerk) -> None:
    card_scanned(stand, clerk)
    clerk.press("Ctrl+1")
    stand.until(
        "the exchange was asked",
        lambda s: not (isinstance(s.page, PsePage) and (s.page.asked_at or s.page.buyer)),
    )


@when("the buyer signs the log")
def signs(stand: Stand) -> None:
    stand.until("the notice is shown", lambda s: isinstance(s.page, PseSignPage))
    stand.fingers.sign()
    stand.fingers.press("Enter")
    stand.until("it is signed", lambda s: isinstance(s.page, SalePage))


@when("the cashier sells with a record")
def with_record(clerk: Clerk) -> None:
    clerk.press("Ctrl+2")


@when("the next customer comes")
def next_customer(stand: Stand, clerk: Clerk) -> None:
    stand.pass_time(1.0)  # so long the change stays on the screen
    clerk.press("Esc")
    stand.until("the ticket is empty", lambda s: isinstance(s.page, SalePage))


@when("the program ends and is started again")
def again(stand: Stand) -> None:
    stand.close()
    stand.open()
    stand.ready()


@when("A. Rivera signs in again")
def signs_in_again(stand: Stand) -> None:
    _hands(stand).sign_in()


@when("the customer pays in cash after all")
def pays_after_all(stand: Stand) -> None:
    _hands(stand).pay_exact_cash()


def _hands(stand: Stand) -> Clerk:
    """Those at the counter that is open now."""
    return Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)


@when("the cashier goes on with the log")
def goes_on(stand: Stand) -> None:
    stand.fingers.press("Ctrl+P")


@when("the box is taken off the ticket")
def taken_off(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    clerk.press("Del")
    stand.until("one line is left", lambda _state: clerk.lines == 1)


@then("payment is not open")
def not_open(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    assert [each.kind.value for each in stand.state.open_obligations] == ["pse"]
    assert not any(each.enabled for each in stand.screen.page.tenders)  # type: ignore[union-attr]  # a SaleView


@then("there is no selling with a record")
def no_record(stand: Stand) -> None:
    stand.fingers.press("Ctrl+2")
    sale = stand.state.sale
    assert sale is not None
    assert sale.pse.inquiry is not None
    assert sale.pse.inquiry.state is InquiryState.ASKED
    assert "Sell with a record" not in stand.words


@then(parsers.parse("the exchange holds {count:d} purchase"))
@then(parsers.parse("the exchange holds {count:d} purchases"))
def holds(stand: Stand, count: int) -> None:
    exchange = stand.world.exchange
    stand.until_true("the exchange has heard", lambda: len(exchange.purchases) == count)


@then("the exchange was asked once")
def asked_once(stand: Stand) -> None:
    assert stand.world.exchange.records.inquiries == 1


@then("the exchange got its approval back")
def given_back(stand: Stand) -> None:
    exchange = stand.world.exchange
    stand.until_true(
        "the exchange has it back", lambda: [e.state for e in exchange.held()] == ["returned"]
    )
