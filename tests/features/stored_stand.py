"""A counter whose card terminal may approve without the bank, and what becomes of such sales."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from drivers.simulator.card_terminal_script import HostDown
from features.clerk import Clerk
from features.stand import Stand
from terminal.app.inputs import DeviceRole
from terminal.app.settings import OfflineApproval, StoreAndForward
from terminal.app.state import CardPage, DonePage, SalePage
from terminal.domain.facts import StoredSaleUploaded
from terminal.store.journal import all_facts

LIMITS: Final = StoreAndForward(OfflineApproval.AUTOMATIC, 5_000, 20_000, 50_000, 20, 3)
GOODS: Final = "a chocolate bar"
"""Nothing with FSA/HSA amounts is ever stored."""
T = TypeVar("T")


def allow_offline(stand: Stand) -> None:
    """Before the counter is opened."""
    assert stand.settings is not None
    stand.settings = replace(stand.settings, store_and_forward=LIMITS)


def at_terminal(stand: Stand, do: Callable[[], T]) -> T:
    return stand.world.plugged.card_terminal.call(do)


def until_told(stand: Stand) -> None:
    """The terminal has its limits."""
    terminal = stand.world.card_terminal
    stand.ready(DeviceRole.CARD_TERMINAL)
    stand.until_true(
        "the terminal keeps its limits",
        lambda: bool(at_terminal(stand, lambda: terminal.store.setting("offline"))),
    )


def sell_offline(stand: Stand, clerk: Clerk) -> None:
    """One sale that the terminal approves without the bank, and the next customer."""
    terminal = stand.world.card_terminal
    before = len(stand.state.stored.waiting)
    at_terminal(stand, lambda: terminal.script(HostDown()))
    sell(stand, clerk)
    assert len(stand.state.stored.waiting) == before + 1


def sell(stand: Stand, clerk: Clerk) -> None:
    clerk.scan_item(GOODS)
    clerk.open_payment()
    clerk.press("F10")
    stand.until("it is paid", lambda s: isinstance(s.page, CardPage | DonePage))
    clerk.see_done()
    stand.until_true("there is a next customer", lambda: _next_customer(stand, clerk))


def _next_customer(stand: Stand, clerk: Clerk) -> bool:
    """Enter counts only after the change has stood on the screen for a moment."""
    if isinstance(stand.state.page, DonePage):
        clerk.press("Enter")
    return isinstance(stand.state.page, SalePage)


def until_nothing_waits(stand: Stand) -> None:
    stand.until("nothing waits any more", lambda s: not s.stored.waiting)


def ever_charged(stand: Stand) -> list[list[int]]:
    """What the bank ever booked, reversed or not, under each reference."""

    def read() -> list[list[int]]:
        store = stand.world.card_terminal.store
        refs = [ref for (ref,) in store._db.execute("SELECT DISTINCT ref FROM charges").fetchall()]
        return [store.ever_charged(ref) for ref in refs]

    return at_terminal(stand, read)


def uploaded(stand: Stand) -> Tally[str]:
    """How often the journal says of each sale that it was uploaded."""
    facts = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return Tally(each.fact.ref for each in facts if isinstance(each.fact, StoredSaleUploaded))
