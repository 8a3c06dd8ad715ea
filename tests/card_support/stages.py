"""Two card terminals of different make behind the one port, each simulated over its real network.

What happened to a card is asked of the simulated bank, never of the adapter.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.pax_timings import PaxTimings
from drivers.simulator import card_terminal_script as pax
from drivers.simulator import nexo_script as nexo
from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import CREDIT_CARD
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_terminal import NexoTerminalSimulator
from helpers.counter import SETTINGS
from nexo_support.bench import SECRETS
from nexo_support.lane import CARD_PASSPHRASE, nexo_at, with_nexo
from terminal.app.effects import Charge, CreditCard, QueryCharge, VoidCharge
from terminal.app.inputs import (
    CardTerminalMet,
    ChargeAcknowledged,
    ChargeAnswered,
    ChargeQueried,
    Condition,
    DeviceHealthChanged,
    Input,
)
from terminal.app.settings import Devices, Settings
from terminal.devices.card_lines import CardWaits, Frames
from terminal.devices.card_terminal import CardTerminal
from terminal.domain.attempt import CardKind, CardResult, HeldPayment, Outcome, QueryResult
from terminal.domain.identity import AttemptRef, StaffId
from terminal.domain.money import ZERO, Money

PATIENCE_S: Final = 30.0
PAX_WAITS: Final = PaxTimings(ack_s=2.0, response_s=1.5, hello_again_s=0.3)
NEXO_WAITS: Final = NexoTimings(
    no_answer_s=1.5, local_s=2.0, poll_s=0.05, in_progress_s=0.5, hello_again_s=0.3
)
AMOUNT: Final = Money(2354)
REF: Final = AttemptRef("02260701000001")
VOID_REF: Final = AttemptRef("02260701000002")
LANE: Final = replace(SETTINGS, devices=Devices())

T = TypeVar("T")


@dataclass
class Ear:
    """Hears the adapter's inputs on the device's thread; waits for one on the test's."""

    inputs: list[Input] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, what: Input) -> None:
        with self._changed:
            self.inputs.append(what)
            self._changed.notify_all()

    def wait_for(self, what: str, found: Callable[[Input], T | None]) -> T:
        def look() -> T | None:
            return next((f for each in self.inputs if (f := found(each)) is not None), None)

        with self._changed:
            heard = self._changed.wait_for(lambda: look() is not None, PATIENCE_S)
            assert heard, f"waited in vain for {what}; heard {self.inputs}"
            answer = look()
            assert answer is not None
            return answer

    def until_good(self) -> None:
        self.wait_for("a terminal in order", lambda each: each if _good(each) else None)

    def until_down(self) -> str:
        """What the status strip says."""
        return self.wait_for("a terminal that is down", _down)

    def until_asked(self, ref: AttemptRef = REF) -> None:
        asked = ChargeAcknowledged(ref)
        self.wait_for("the customer being asked", lambda each: each if each == asked else None)

    def answer(self, ref: AttemptRef = REF) -> CardResult:
        result = self.wait_for("an answer", lambda each: _answer(each, ref))
        assert sum(_answer(each, ref) is not None for each in self.inputs) == 1
        return result

    def query_answer(self, ref: AttemptRef = REF) -> QueryResult:
        """The next answer to a question; it is heard once."""
        answer = self.wait_for("an answer to the question", lambda each: _queried(each, ref))
        with self._changed:
            self.inputs.remove(ChargeQueried(ref, answer))
        return answer


def _good(what: Input) -> bool:
    return isinstance(what, DeviceHealthChanged) and what.condition is Condition.GOOD


def _down(what: Input) -> str | None:
    if isinstance(what, DeviceHealthChanged) and what.condition is Condition.DOWN:
        return what.detail
    return None


def _answer(what: Input, ref: AttemptRef) -> CardResult | None:
    return what.result if isinstance(what, ChargeAnswered) and what.ref == ref else None


def _queried(what: Input, ref: AttemptRef) -> QueryResult | None:
    return what.answer if isinstance(what, ChargeQueried) and what.ref == ref else None


class Stage(ABC):
    """A simulated terminal, and adapters that talk to it, one after the other as after crashes."""

    waits: CardWaits
    terminal: Any
    host: Any
    identity: str
    """What a payment here is recorded with."""

    @property
    @abstractmethod
    def settings(self) -> Settings:
        """The lane with this terminal, once it is plugged in."""

    @contextmanager
    def adapter(self, settings: Settings | None = None) -> Iterator[tuple[CardTerminal, Ear]]:
        """A card terminal of the lane, started and in order."""
        with self.started(settings) as (card, ear):
            ear.until_good()
            yield card, ear

    @contextmanager
    def started(
        self, settings: Settings | None = None, frames: Frames | None = None
    ) -> Iterator[tuple[CardTerminal, Ear]]:
        ear = Ear()
        card = CardTerminal(settings or self.settings, ear, CARD_PASSPHRASE, self.waits, frames)
        card.start()
        try:
            yield card, ear
        finally:
            card.stop()

    def call(self, do: Callable[[], T]) -> T:
        done: T = self.host.call(do)
        return done

    def present_soon(self) -> None:
        """The customer presents a card as soon as it is asked for; otherwise `present` does."""
        self.call(lambda: setattr(self.terminal, "auto_present_s", 0.0))

    def present(self) -> None:
        self.call(lambda: self.terminal.present(CREDIT_CARD, time.monotonic()))

    def until_card_is_asked(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.call(self.waits_for_card):
            assert time.monotonic() < end, "nobody asks for a card"
            time.sleep(0.005)

    def standing(self, ref: AttemptRef = REF) -> list[int]:
        return self.call(lambda: self._standing(ref))

    @abstractmethod
    def switch(self, *, on: bool) -> None:
        """Take its power away, or give it back."""

    @abstractmethod
    def waits_for_card(self) -> bool: ...

    @abstractmethod
    def _standing(self, ref: AttemptRef) -> list[int]: ...

    @abstractmethod
    def approves_part(self, cents: int) -> None: ...

    @abstractmethod
    def declines(self) -> None: ...

    @abstractmethod
    def loses_its_answer(self) -> None:
        """To the next charge or void: it is done, and the word of it does not arrive."""

    @abstractmethod
    def charges_asked(self) -> int: ...


class PaxStage(Stage):
    identity = "53012345"
    address = "tcp://127.0.0.1:0"

    def __init__(self, _folder: Path) -> None:
        self.terminal = CardTerminalSimulator(host_delay_s=0.0)
        self.host = CardTerminalHost(self.terminal, self.address)
        self.waits = PAX_WAITS

    @property
    def settings(self) -> Settings:
        return replace(LANE, devices=Devices(card_terminal=self.host.url))

    def switch(self, *, on: bool) -> None:
        if on:
            self.host.replug()
        else:
            self.host.unplug()

    def waits_for_card(self) -> bool:
        return bool(self.terminal.waiting_for_card)

    def _standing(self, ref: AttemptRef) -> list[int]:
        return list(self.terminal.store.standing_charges(ref))

    def approves_part(self, cents: int) -> None:
        self.call(lambda: self.terminal.script(pax.Partial(cents)))

    def declines(self) -> None:
        self.call(lambda: self.terminal.script(pax.Decline()))

    def loses_its_answer(self) -> None:
        self.call(lambda: self.terminal.script(pax.Approve(), pax.Faults(drop_after_ack=True)))

    def charges_asked(self) -> int:
        return self.call(lambda: list(self.terminal.requests).count("T00"))


class NexoStage(Stage):
    identity = "V400m-123456789/LANE02"

    def __init__(self, folder: Path) -> None:
        self.terminal = NexoTerminalSimulator(SECRETS, host_delay_s=0.0)
        self.host = NexoTerminalHost(self.terminal)
        self.waits = NEXO_WAITS
        self._folder = folder

    @property
    def settings(self) -> Settings:
        return with_nexo(LANE, nexo_at(self.host, self._folder))

    def switch(self, *, on: bool) -> None:
        self.call(self.terminal.power_on if on else self.terminal.power_off)

    def waits_for_card(self) -> bool:
        return "Present card" in self.terminal.screen

    def _standing(self, ref: AttemptRef) -> list[int]:
        return list(self.terminal.store.standing(ref))

    def approves_part(self, cents: int) -> None:
        self.call(lambda: self.terminal.script(nexo.ApprovePart(cents)))

    def declines(self) -> None:
        self.call(lambda: self.terminal.script(nexo.Fail("Refusal", "Declined")))

    def loses_its_answer(self) -> None:
        self.call(lambda: self.terminal.script(nexo.Approve(), nexo.Faults(cut_after=True)))

    def charges_asked(self) -> int:
        return self.call(lambda: list(self.terminal.requests).count("Payment"))


def charge(ref: AttemptRef = REF, healthcare: Money = ZERO) -> Charge:
    return Charge(ref, CardKind.CREDIT, AMOUNT, healthcare, ZERO, StaffId("11"), "2-000001")


def credit(ref: AttemptRef = VOID_REF) -> CreditCard:
    return CreditCard(ref, CardKind.CREDIT, AMOUNT, StaffId("11"), "2-000002")


APPROVED: Final = CardResult(Outcome.APPROVED, AMOUNT, terminal_txn="1", last4="0014")


def held(paid: CardResult, kind: CardKind = CardKind.CREDIT) -> HeldPayment:
    """The payment of `REF` as the counter journals it."""
    return HeldPayment(REF, kind, paid.approved, paid.terminal_txn, paid.last4)


def void(paid: CardResult, kind: CardKind = CardKind.CREDIT) -> VoidCharge:
    return VoidCharge(VOID_REF, held(paid, kind))


def query(
    terminal: str = "",
    asked_at: datetime | None = None,
    ref: AttemptRef = REF,
    healthcare: Money = ZERO,
) -> QueryCharge:
    asked_at = asked_at or datetime.now(UTC)
    return QueryCharge(ref, AMOUNT, asked_at, terminal, healthcare=healthcare)


def void_again(paid: CardResult) -> QueryCharge:
    return QueryCharge(VOID_REF, AMOUNT, datetime.now(UTC), void_of=held(paid))


def met(ear: Ear) -> str:
    return ear.wait_for(
        "who it is", lambda each: each.serial if isinstance(each, CardTerminalMet) else None
    )
