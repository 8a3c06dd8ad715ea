"""The three sides of a close through the whole counter (three_way.feature)."""

from datetime import UTC, datetime

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import MANAGER, PHARMACIST, Clerk
from features.stand import Stand
from sync.messages import FillKey
from sync.simulator.faults import Fault, FaultKind
from terminal.app.state import SalePage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S
from terminal.app.step_match import found_on
from terminal.app.till_page import TillMode, TillPage
from terminal.domain.identity import StaffId
from terminal.domain.prescription import FillStatus
from terminal.domain.till_facts import DifferenceSettled
from terminal.store import fills, work_items
from terminal.store.journal import all_facts
from terminal.uplink.mapping import key_at_counter

scenarios("three_way.feature")


@given(parsers.parse("the PhMS cannot be reached, and the fill {key} is cancelled there"))
def away(stand: Stand, key: str) -> None:
    stand.world.phms.faults.add(Fault(FaultKind.REFUSE), 10_000)
    stand.world.phms.cancel(key_of(key))


@given("the PhMS refuses every message")
def refuses(stand: Stand) -> None:
    stand.world.phms.faults.add(Fault(FaultKind.STATUS, method="POST", status=422), 10_000)


@when("the PhMS has refused the pickup and is mended")
def refused(stand: Stand) -> None:
    stand.until("the pickup is held", lambda s: s.phms.stuck == 1)
    stand.world.phms.faults.clear()


@given(parsers.parse("the pharmacist marks {key} sold in the PhMS"))
def sold_there(stand: Stand, key: str) -> None:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    stand.world.phms.edit(key_of(key), {"status": "completed", "whenHandedOver": now})
    stand.until_true("it is told", lambda: status(stand, key) is FillStatus.SOLD)


@when("the PhMS is there again and disagrees")
def disagrees(stand: Stand) -> None:
    stand.world.phms.faults.clear()
    stand.until("the pickup is held", lambda s: s.phms.stuck == 1)


@when("the clerk compares three ways")
def compares(stand: Stand, clerk: Clerk) -> None:
    if not isinstance(stand.state.page, SalePage):
        stand.pass_time(SEEN_AFTER_S)
    clerk.press("Ctrl+J")
    stand.until("the page of the till", lambda s: mode(s) is TillMode.HOME)
    clerk.press("Ctrl+0")
    stand.until("the store was asked", lambda s: page_of(s).check is not None)


@when("the clerk sends it again")
def sends_again(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+1")
    stand.until("it was recorded", lambda _state: len(settled(stand)) == 1)


@when("the pharmacist enters it there and says so")
def entered(stand: Stand, clerk: Clerk) -> None:
    change_person(stand, clerk, PHARMACIST)
    clerk.press("Ctrl+2")
    stand.until("why is asked", lambda s: mode(s) is TillMode.SETTLE)
    clerk.press("Ctrl+1")


@when("a manager says that it was mailed")
def mailed(stand: Stand, clerk: Clerk) -> None:
    change_person(stand, clerk, MANAGER)
    clerk.press("Ctrl+1")
    stand.until("why is asked", lambda s: mode(s) is TillMode.SETTLE)
    clerk.enter("mailed on Friday")


@then("nothing differs")
def nothing(stand: Stand, clerk: Clerk) -> None:
    stand.until("the outbox is empty", lambda s: s.phms.waiting == 0 and s.phms.stuck == 0)
    clerk.press("Esc")
    stand.until("the page of the till", lambda s: mode(s) is TillMode.HOME)
    clerk.press("Ctrl+0")
    stand.until("the store was asked", lambda s: page_of(s).check is not None)
    assert found_on(page_of(stand.state)) == ()
    (fact,) = settled(stand)
    assert fact.by


@then("nothing waits for a person any more")
def no_items(stand: Stand) -> None:
    assert stand.counter.store.reader.wait(work_items.open_items) == ()


# --- the hands


def change_person(stand: Stand, clerk: Clerk, person: StaffId) -> None:
    """The page of the till is there again, and is asked for once more."""
    clerk.press("Ctrl+L")
    stand.until("it is locked", lambda s: s.locked)
    clerk.press("Esc")
    clerk.sign_in(person)
    if mode(stand.state) is not TillMode.MATCH:
        compares(stand, clerk)


def key_of(text: str) -> FillKey:
    rx, _, fill = text.partition("-")
    return FillKey(rx, int(fill))


def status(stand: Stand, key: str) -> FillStatus | None:
    reader = stand.counter.store.reader
    held = reader.wait(lambda c: fills.get(c, key_at_counter(key_of(key))))
    return None if held is None else held.fill.status


def settled(stand: Stand) -> list[DifferenceSettled]:
    rows = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return [row.fact for row in rows if isinstance(row.fact, DifferenceSettled)]


def page_of(state: TerminalState) -> TillPage:
    return state.page if isinstance(state.page, TillPage) else TillPage()


def mode(state: TerminalState) -> TillMode | None:
    return state.page.mode if isinstance(state.page, TillPage) else None
