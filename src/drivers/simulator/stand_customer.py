"""The customer at a simulated card terminal of any make: what is asked, and what is done then."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol

from drivers.simulator import card_terminal_script as scripts
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.console import Command, CommandRefused
from drivers.simulator.console_plug import Cable

CARDS: Final = {
    name.removesuffix("_CARD").lower().replace("_", "-"): card
    for name, card in vars(scripts).items()
    if isinstance(card, Card)
}
"""Every card of the script's wallet, by its name: `credit`, `fsa`, `ebt` ..."""
ENTRIES: Final = {"insert": "4", "tap": "2", "swipe": "1"}
"""How a card is read, as the PAX protocol numbers it (card-terminal.md section 4)."""
RECORDS_SHOWN: Final = 50


class Asks(Enum):
    """What the customer has to do next."""

    NOTHING = "nothing"
    CARD = "a card"
    PIN = "a PIN"
    SIGNATURE = "a signature"


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """One line of the terminal's memory; of the card its last four digits only."""

    number: int
    kind: str
    cents: int
    last4: str
    ref: str
    voided: bool


@dataclass(frozen=True, slots=True)
class TerminalSeen:
    """A card terminal at one moment; `records` newest first."""

    cable: Cable
    powered: bool
    serial: str
    screen: str
    asks: Asks
    by_hand: bool
    told: str
    records: tuple[RecordSeen, ...]


class Paying(Protocol):
    """A card terminal as the customer finds it."""

    auto_present_s: float | None

    @property
    def powered(self) -> bool:
        """Whether it is switched on."""

    @property
    def screen(self) -> str:
        """What it shows."""

    @property
    def waiting_for_card(self) -> bool:
        """Whether a card is asked for."""

    @property
    def waiting_for_pin(self) -> bool:
        """Whether a PIN is asked for."""

    def present(self, card: Card, now: float) -> None:
        """A card is presented."""

    def enter_pin(self, pin: str, now: float) -> None:
        """A PIN is typed, and the green key."""

    def cancel_by_customer(self, now: float) -> None:
        """The red key is pressed."""


class Customer:
    """Somebody before the terminal."""

    def __init__(self, terminal: Paying, *, signs: Callable[[], bool] = lambda: False) -> None:
        """`signs`: whether a signature is asked for, where the make knows such a thing."""
        self._terminal = terminal
        self._signs = signs

    @property
    def asked(self) -> Asks:
        """What is to be done next."""
        if self._terminal.waiting_for_card:
            return Asks.CARD
        if self._terminal.waiting_for_pin:
            return Asks.PIN
        return Asks.SIGNATURE if self._signs() else Asks.NOTHING

    def looks(
        self, cable: Cable, serial: str, told: str, records: tuple[RecordSeen, ...]
    ) -> TerminalSeen:
        """The terminal as it stands before the customer."""
        terminal = self._terminal
        return TerminalSeen(
            cable,
            terminal.powered,
            serial,
            terminal.screen,
            self.asked,
            terminal.auto_present_s is None,
            told,
            records,
        )

    def need(self, what: Asks) -> None:
        """Refuse to do what is not asked for."""
        asked = self.asked
        if asked is not what:
            raise CommandRefused(f"It asks for {asked.value} now, not for {what.value}.")

    def commands(self) -> list[Command]:
        """What the customer can be told to do."""
        return [
            Command(
                f"present {'|'.join(CARDS)} [by {'|'.join(ENTRIES)}]",
                "the customer presents that card",
                self._present,
            ),
            Command(
                f"present {'|'.join(CARDS)} balance <money>",
                "one that holds only so much",
                lambda name, cents: self._show_card(replace(CARDS[name], balance_cents=cents)),
            ),
            Command("pin <word>", "the customer types that PIN and the green key", self._pin),
            Command("cancel", "the customer presses the red key", self._cancel),
            Command("customer after <time>", "a card comes by itself", self._wait),
            Command("customer by hand", "only `present` presents a card", lambda: self._wait(None)),
            Command("show", "its screen", self._screen),
        ]

    def _present(self, name: str, how: str = "") -> None:
        card = CARDS[name]
        self._show_card(replace(card, entry=ENTRIES[how]) if how else card)

    def _show_card(self, card: Card) -> None:
        self.need(Asks.CARD)
        self._terminal.present(card, time.monotonic())

    def _pin(self, pin: str) -> None:
        self.need(Asks.PIN)
        self._terminal.enter_pin(pin, time.monotonic())

    def _cancel(self) -> None:
        if self.asked is Asks.NOTHING:
            raise CommandRefused("There is nothing to cancel.")
        self._terminal.cancel_by_customer(time.monotonic())

    def _wait(self, seconds: float | None) -> None:
        self._terminal.auto_present_s = seconds

    def _screen(self) -> str:
        return self._terminal.screen if self._terminal.powered else "dark: it is off"


def records_in_words(records: tuple[RecordSeen, ...]) -> str:
    """A terminal's memory, one record a line."""
    lines = [
        f"{each.number:4} {each.kind:6} {in_money(each.cents):>9} "
        f"card {each.last4} {each.ref}{' voided' if each.voided else ''}"
        for each in records
    ]
    return "\n".join(lines) if lines else "no records"


def in_money(cents: int) -> str:
    """Cents as a terminal writes them."""
    return f"{cents // 100}.{cents % 100:02d}"
