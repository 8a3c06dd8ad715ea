"""A nexo driver and a simulated terminal on one bench, in virtual time.

The bench plays the part of the device's threads and of the network: it carries each request on a
line of its own, brings the answers, and lets time pass from one deadline to the next.
"""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from drivers.card_terminal.messages import (
    Command,
    Event,
    Found,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    Unresolved,
    Void,
)
from drivers.card_terminal.nexo_crypto import key_from
from drivers.card_terminal.nexo_settings import NexoParty, NexoTimings
from drivers.card_terminal.nexo_terminal import NexoTerminal
from drivers.simulator.nexo_envelope import HttpAnswer
from drivers.simulator.nexo_secrets import Secrets
from drivers.simulator.nexo_store import NexoStore
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from drivers.wire.exchange import Answer, NoAnswer

PASSPHRASE: Final = "pharmacy-test-pass"
KEY_NAME: Final = "lane-key"
KEY: Final = key_from(PASSPHRASE, KEY_NAME, 1)
SECRETS: Final = Secrets(PASSPHRASE, KEY_NAME, 1)
PARTY: Final = NexoParty("LANE01", "V400m-123456789")
FIXED_NOW: Final = datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
STEP_S: Final = 0.5
MAX_RESOLVE: Final = 5


def new_driver(
    party: NexoParty = PARTY, timings: NexoTimings | None = None, first: int = 1
) -> NexoTerminal:
    """A driver whose chance counts up from `first`: never the same twice on one bench."""
    numbers = itertools.count(first)
    return NexoTerminal(
        party,
        KEY,
        chance=lambda size: next(numbers).to_bytes(size, "big"),
        utc_now=lambda: FIXED_NOW,
        timings=timings,
    )


def new_terminal(
    store: NexoStore | None = None, auto_present_s: float | None = 1.0
) -> NexoTerminalSimulator:
    """A terminal with a customer who presents a card after a second."""
    return NexoTerminalSimulator(
        SECRETS, store, auto_present_s=auto_present_s, wall_clock=lambda: FIXED_NOW
    )


@dataclass
class Bench:
    """Both ends. `reachable`: whether connections can be made."""

    terminal: NexoTerminalSimulator = field(default_factory=new_terminal)
    driver: NexoTerminal = field(default_factory=new_driver)
    now: float = 1000.0
    reachable: bool = True
    events: list[Event] = field(default_factory=list)
    _lives: int = 0

    def crash(self, party: NexoParty = PARTY) -> None:
        """The till dies and starts again: nothing in its memory is left, answers go nowhere."""
        self._lives += 1
        self.driver = new_driver(party, first=1_000_000 * self._lives)
        self.events.clear()

    def do(self, command: Command) -> None:
        """Give the driver a command."""
        self.driver.command(command, self.now)
        self._carry()

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + STEP_S, end)
            self.terminal.tick(self.now)
            deadline = self.driver.deadline()
            if deadline is not None and self.now >= deadline:
                self.driver.tick(self.now)
            self._carry()

    def outcome(self, command: Sale | Refund | Void, patience_s: float = 300) -> Result:
        """Carry out an attempt to its outcome; a void may carry the reference of its sale."""
        self.events = [e for e in self.events if not isinstance(e, Outcome)]
        self.do(command)
        return self.wait_for_outcome(command.ref, patience_s)

    def wait_for_outcome(self, ref: str, patience_s: float = 300) -> Result:
        """Let time pass until the attempt has its one outcome."""
        end = self.now + patience_s
        while self.now < end:
            found = [e for e in self.events if isinstance(e, Outcome) and e.ref == ref]
            if found:
                assert len(found) == 1, "once per attempt"
                return found[0].result
            self.run(STEP_S)
        raise AssertionError("no outcome")

    def ask(self, query: Query, patience_s: float = 300) -> Found | NotProcessed | Unresolved:
        """Ask once what became of an attempt."""
        self.events = [e for e in self.events if not isinstance(e, QueryAnswered)]
        self.do(query)
        end = self.now + patience_s
        while self.now < end:
            found = [e for e in self.events if isinstance(e, QueryAnswered)]
            if found:
                return found[0].answer
            self.run(STEP_S)
        raise AssertionError("no answer")

    def resolve(self, sale: Sale | Refund, sent_at: float) -> Found | NotProcessed | None:
        """Ask as the counter does, until it can be said, or a person has to (None)."""
        for _ in range(MAX_RESOLVE):
            answer = self.ask(Query(sale.ref, sale.amount_cents, self.now - sent_at))
            if not isinstance(answer, Unresolved):
                return answer
            if answer.retry_after_s is None:
                return None
            self.run(answer.retry_after_s)
        return None

    def _carry(self) -> None:
        """Carry requests and answers until nothing moves any more."""
        while True:
            self.events += self.driver.events()
            requests = self.driver.requests()
            if not requests:
                return
            for request in requests:
                self._line(self.driver, request.number, request.body)

    def _line(self, driver: NexoTerminal, number: int, body: bytes) -> None:
        if not (self.reachable and self.terminal.powered):
            driver.answer(number, NoAnswer("nothing listens there", sent=False), self.now)
            return

        def reply(answer: HttpAnswer | None) -> None:
            if answer is None:
                driver.answer(number, NoAnswer("cut", sent=True), self.now)
            else:
                driver.answer(number, Answer(answer.status, answer.body), self.now)

        driver.sent(number, self.now)
        self.terminal.post(body, reply, self.now)
