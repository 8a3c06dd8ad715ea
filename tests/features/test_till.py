"""The till of a lane through the whole counter (till.feature)."""

from dataclasses import replace

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import CASHIER, MANAGER, Clerk
from features.stand import Stand
from helpers.tills import cash_by_hand, check_till
from terminal.app.state import DonePage, SalePage, TerminalState
from terminal.app.till_page import TillMode, TillPage
from terminal.domain.facts import Fact
from terminal.domain.till_facts import TillClosed
from terminal.store.journal import all_facts

scenarios("till.feature")


@given("the till of this lane is counted by hand")
def by_hand(stand: Stand) -> None:
    """As on a real lane; the demo opens its till by itself."""
    stand.close()
    assert stand.settings is not None
    stand.settings = replace(stand.settings, till_opens_itself=False)
    stand.open()
    stand.ready()


@given("the page of the till is left")
def left(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    stand.until("the tickets", lambda s: isinstance(s.page, SalePage))


@when("the customer wants to pay")
def pays(clerk: Clerk) -> None:
    clerk.press("F9")


@when(parsers.parse("the float is counted as {count:d} tens"))
def float_counted(stand: Stand, clerk: Clerk, count: int) -> None:
    stand.until("the float is asked", lambda s: mode(s) is TillMode.OPEN)
    count_tens(stand, clerk, count)
    clerk.press("F9")
    stand.until("the till is open", lambda s: s.till.open is not None)


@when("ibuprofen is scanned and paid in cash")
def sold(stand: Stand, clerk: Clerk) -> None:
    clerk.scan_item("ibuprofen")
    clerk.pay_exact_cash()
    stand.pass_time(1)
    clerk.press("Enter")
    stand.until("the next customer", lambda s: isinstance(s.page, SalePage))


@when(parsers.parse('{amount} is paid out for "{reason}"'))
def paid_out(stand: Stand, clerk: Clerk, amount: str, reason: str) -> None:
    go(stand, clerk, "Ctrl+2", TillMode.PAID_OUT)
    enter_two(stand, clerk, amount, reason)


@when(parsers.parse("{amount} is dropped into the safe"))
def dropped(stand: Stand, clerk: Clerk, amount: str) -> None:
    go(stand, clerk, "Ctrl+3", TillMode.DROP)
    enter_two(stand, clerk, amount, "B7")


@when(parsers.parse("the drawer is counted as {count:d} tens and the till is closed"))
def closed(stand: Stand, clerk: Clerk, count: int) -> None:
    go(stand, clerk, "Ctrl+7", TillMode.CLOSE)
    count_tens(stand, clerk, count)
    stand.until("the store was asked", lambda s: page_of(s).check is not None)
    clerk.press("F9")
    stand.until("the till is closed", lambda s: mode(s) is TillMode.CLOSED)


@when("the counter loses its power")
def power(stand: Stand) -> None:
    stand.close()
    stand.open()
    stand.ready()


@when("A. Rivera signs in again")
def again(stand: Stand) -> None:
    hands = Clerk(stand.fingers, lambda: stand.state, stand.until, stand.world.scan)
    hands.sign_in(CASHIER)


@when("the manager looks at over and short")
def looks_back(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+L")
    stand.until("it is locked", lambda s: s.locked)
    clerk.press("Esc")
    clerk.sign_in(MANAGER)
    clerk.press("Ctrl+8")
    stand.until("the history is read", lambda s: page_of(s).history is not None)


@then(parsers.parse("the till is open with {amount}"))
def open_with(stand: Stand, amount: str) -> None:
    assert str(cash_by_hand(facts(stand))) == amount


@then("the drawer should hold what was put in less what was taken out")
def holds(stand: Stand) -> None:
    check_till(stand.state.till, facts(stand))
    assert stand.state.till.open is not None


@then(parsers.parse("the till is closed as number {number:d}"))
def closed_as(stand: Stand, number: int) -> None:
    (fact,) = (each for each in facts(stand) if isinstance(each, TillClosed))
    assert fact.number == number
    check_till(stand.state.till, facts(stand))


@then("the paper of the close does not say what was over or short")
def blind_paper(stand: Stand) -> None:
    def printed() -> bool:
        return any("Z report 1" in each for each in stand.receipts())

    stand.until_true("the Z is printed", printed)
    (paper,) = (each for each in stand.receipts() if "Z report 1" in each)
    assert "Counted" in paper
    assert "Short" not in paper
    assert "Over" not in paper


# --- the hands


def go(stand: Stand, clerk: Clerk, key: str, to: TillMode) -> None:
    if not isinstance(stand.state.page, TillPage):
        clerk.press("Ctrl+J")
        stand.until("the page of the till", lambda s: isinstance(s.page, TillPage))
    clerk.press(key)
    stand.until(f"the till asks: {to.value}", lambda s: mode(s) is to)


def count_tens(stand: Stand, clerk: Clerk, count: int) -> None:
    for place in range(1, 4):
        clerk.press("Down")
        stand.until("the next piece", lambda s, place=place: page_of(s).highlighted == place)  # type: ignore[misc]
    clerk.enter(str(count))
    stand.until("the tens are counted", lambda s: bool(page_of(s).counted))


def enter_two(stand: Stand, clerk: Clerk, first: str, second: str) -> None:
    clerk.enter(first)
    stand.until("the amount is taken", lambda s: page_of(s).amount is not None)
    clerk.enter(second)
    stand.until("it is done", lambda s: mode(s) is TillMode.HOME)


def page_of(state: TerminalState) -> TillPage:
    return state.page if isinstance(state.page, TillPage) else TillPage()


def mode(state: TerminalState) -> TillMode | None:
    if isinstance(state.page, DonePage):
        return None
    return state.page.mode if isinstance(state.page, TillPage) else None


def facts(stand: Stand) -> list[Fact]:
    rows = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return [row.fact for row in rows]
