"""A lane to measure: the real engine, store, presenter and, where it is looked at, the window.

Rules that hold here: threads and queues are those of the counter; only devices and the PhMS are
left out, which no figure here waits for. Whoever measures stands where the cashier stands: time
runs from the input to the state that is durable, or to the pixels.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from bench.settings import CASHIER, lane_settings
from terminal.app import effects as e
from terminal.app.engine import Engine
from terminal.app.faults import KnownFault
from terminal.app.inputs import (
    Arrived,
    CodeScanned,
    Condition,
    DeviceHealthChanged,
    DeviceRole,
    Do,
    FieldEdited,
    FieldSubmitted,
    Input,
    Intent,
    ItemsFound,
    PinChecked,
    PrintJobMoved,
    PrintState,
    SearchAnswered,
)
from terminal.app.ports import Batch, Journal
from terminal.app.recovery import recover
from terminal.app.state import PriceChange, SalePage, TenderPage, TerminalState
from terminal.app.step_done import SEEN_AFTER_S
from terminal.devices.scans import meaning_of
from terminal.domain.prescription import FillStatus
from terminal.domain.promotion import PromotionBook
from terminal.recovered import recovered_from
from terminal.rules_files import packaged_rules
from terminal.setup_files import policy_of
from terminal.store import catalog, search, will_call
from terminal.store.worker import Job, Reader
from terminal.world import SHOW_OVER

T = TypeVar("T")
PATIENCE_S = 10.0
"""Far above every budget: an answer that never comes ends the run with a word, not by hanging."""


class Turns(Protocol):
    """The thread of the engine: whatever is posted runs there, one at a time."""

    def post(self, call: Callable[[], None]) -> None: ...

    def turn(self) -> None:
        """Wait until something was posted, and run it."""


class Loop:
    """The turns of a lane without a window."""

    def __init__(self) -> None:
        self._posted = SimpleQueue[Callable[[], None]]()

    def post(self, call: Callable[[], None]) -> None:
        self._posted.put(call)

    def turn(self) -> None:
        try:
            call = self._posted.get(timeout=PATIENCE_S)
        except Empty:
            raise TimeoutError("the lane stands still: nothing is under way") from None
        call()


class CountedJournal:
    """The journal, with how many commits it was asked for."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.commits = 0

    def commit(self, batch: Batch, done: Callable[[KnownFault | None], None]) -> None:
        self.commits += 1
        self._journal.commit(batch, done)


class Lane:
    """A signed-in counter on an open store. `device` is the store's identity."""

    def __init__(
        self,
        reader: Reader,
        writer: Journal,
        turns: Turns,
        show: Callable[[TerminalState], None] = lambda _state: None,
        name: str = "1",
        promotions: PromotionBook | None = None,
    ) -> None:
        self.journal = CountedJournal(writer)
        self._reader, self._turns, self._show = reader, turns, show
        self._ahead_s = 0.0
        settings = lane_settings(name)
        found = reader.wait(lambda each: recovered_from(each, settings.lane))
        policy = policy_of(settings, "bench", packaged_rules())
        policy = replace(policy, promotions=promotions or PromotionBook())
        state = recover(found, settings, policy, datetime.now(UTC), time.monotonic())
        self.engine = Engine(state, self.journal, self)
        self.post(DeviceHealthChanged(DeviceRole.PRINTER, Condition.GOOD))
        self._sign_in()

    # --- what the engine asks

    def publish(self, state: TerminalState) -> None:
        self._show(state)

    def deliver(self, done: Callable[[], None]) -> None:
        self._turns.post(done)

    def perform(self, effect: e.Effect) -> None:
        """As `terminal.world` does it, with a printer that prints at once and no other device."""
        match effect:
            case e.LookUpItem(code=code, gtins=gtins):
                self._ask(lambda each: ItemsFound(code, catalog.find(each, gtins)))
            case e.Search(text=text):
                self._reader.ask_latest("search", lambda each: answer(each, text), self._told)
            case e.CheckPin(purpose=purpose, staff=staff):
                self.post(PinChecked(purpose, staff, CASHIER))
            case e.PrintReceipt(job=job):
                self.post(PrintJobMoved(job, PrintState.PRINTED))
            case _:
                pass

    def _ask(self, job: Job[ItemsFound]) -> None:
        self._reader.ask(job, self._told)

    def _told(self, found: Input | KnownFault) -> None:
        if isinstance(found, KnownFault):
            raise found
        self.post(found)

    # --- what happens at the counter

    def post(self, what: Input) -> None:
        """From any thread, as a device does."""
        arrived = Arrived(what, datetime.now(UTC), time.monotonic() + self._ahead_s)
        self._turns.post(lambda: self.engine.take(arrived))

    def until(self, reached: Callable[[TerminalState], bool]) -> None:
        """Take turns until the durable state is like that and nothing is under way."""
        deadline = time.monotonic() + PATIENCE_S
        while self.engine.busy or not reached(self.engine.state):
            self._turns.turn()
            if time.monotonic() > deadline:
                raise TimeoutError(f"the lane stands still: {self.engine.state.said}")

    @property
    def lines(self) -> int:
        sale = self.engine.state.sale
        return 0 if sale is None else len(sale.lines)

    def scan(self, gtin: int) -> None:
        """One scan, from the bytes that the scanner sent to the line that is durable."""
        wanted = self.lines + 1
        self.post(CodeScanned(meaning_of("]E0", b"%012d" % gtin)))
        self.until(lambda _state: self.lines == wanted)

    def ring_up(self, gtins: Sequence[int]) -> None:
        """Each line durable before the next."""
        for gtin in gtins:
            self.scan(gtin)

    def type(self, text: str) -> None:
        """The field's text after a key, until what it finds is in the state."""
        self.post(FieldEdited("search", text))
        self.until(lambda state: getattr(state.page, "found_for", "") == text)

    def clear_field(self) -> None:
        self.post(Intent(Do.BACK))
        self.until(lambda state: getattr(state.page, "typed", "") == "")

    def discount_ticket(self, percent: int) -> None:
        """A discount that stands on the ticket from now on."""
        reason = self.engine.state.policy.discounts.reasons[0]
        self.post(Intent(Do.PRICE))
        self.post(Intent(Do.ANSWER, PriceChange.TICKET_PERCENT.value))
        self.post(FieldSubmitted("amount", str(percent)))
        self.post(Intent(Do.ANSWER, reason))
        self.until(lambda state: state.sale is not None and state.sale.discount is not None)

    def open_payment(self) -> None:
        self.post(Intent(Do.PAY))
        self.until(lambda state: isinstance(state.page, TenderPage))

    def pay_cash(self) -> None:
        """The exact amount, until the sale is durable and its end is shown."""
        self.post(Intent(Do.CASH))
        self.until(lambda state: state.sale is None)

    def next_customer(self) -> None:
        """The receipt is printed, the change was seen, and the ticket's page is back."""
        self._ahead_s += SEEN_AFTER_S * 2  # nobody looks at the change here: time leaps instead
        self.post(Intent(Do.NEXT_CUSTOMER))
        self.until(lambda state: isinstance(state.page, SalePage) and _printed(state))

    def sale(self, gtins: Sequence[int]) -> None:
        """A whole ticket: its lines, then cash, then the next customer."""
        self.ring_up(gtins)
        self.open_payment()
        self.pay_cash()
        self.next_customer()

    def _sign_in(self) -> None:
        self.post(Intent(Do.CHOOSE_STAFF, CASHIER.id))
        self.post(Intent(Do.KEYPAD, "1"))
        self.post(Intent(Do.KEYPAD, "enter"))
        self.until(lambda state: not state.locked)


def _printed(state: TerminalState) -> bool:
    return state.receipt is None or state.receipt.state is PrintState.PRINTED


def answer(connection: Connection, text: str) -> SearchAnswered:
    """What one typed letter asks of the store: items, and people with something ready."""
    items = search.search_items(connection, text)
    found = will_call.find(connection, text, datetime.now(UTC) - SHOW_OVER)
    return SearchAnswered(text, items, tuple(f for f in found if f.status is FillStatus.READY))


def use_offscreen() -> None:
    """Paint into memory, on every machine alike; before Qt is loaded."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
