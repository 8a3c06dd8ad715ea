"""The simulated card terminal on the counter: what is seen of it, and what it can be told.

Written from card-terminal.md section 12. `next` says what becomes of the next charge that is not
scripted yet, and `with` what goes wrong on the link meanwhile, by the names below.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from drivers.simulator import card_terminal_script as scripts
from drivers.simulator.card_terminal import SCRIBBLE, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import (
    ABORT,
    NO_FAULTS,
    TIMEOUT,
    Approve,
    Card,
    Decline,
    Duplicate,
    Faults,
    HostDown,
    HostReceiveError,
    Partial,
    PowerCut,
    Refuse,
    Script,
    Shape,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import Record
from drivers.simulator.console import Command, CommandRefused, Console, parse
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable

CARDS: Final = {
    name.removesuffix("_CARD").lower().replace("_", "-"): card
    for name, card in vars(scripts).items()
    if isinstance(card, Card)
}
"""Every card of the script's wallet, by its name: `credit`, `fsa`, `ebt` ..."""
ENTRIES: Final = {"insert": "4", "tap": "2", "swipe": "1"}
"""How a card is read, as the protocol numbers it (card-terminal.md section 4)."""
KINDS: Final = {"01": "sale", "02": "return", "16": "void"}
RECORDS_SHOWN: Final = 50
POINT: Final = re.compile(r"\b(\d{1,3}),(\d{1,3})\b", re.ASCII)
Strokes = tuple[tuple[tuple[int, int], ...], ...]
NOISE: Final = b"\x00\x7f\x55"
CUTS: Final = {each.name.lower().replace("_", "-"): each for each in PowerCut}


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


@dataclass(frozen=True, slots=True)
class LinkFault:
    """One of the faults of section 12, as it is said after `with`."""

    usage: str
    says: str
    make: Callable[..., Faults]
    """From the faults so far and what is filled in."""


def _plain(name: str, value: object) -> Callable[..., Faults]:
    return lambda faults: replace(faults, **{name: value})


def _filled(name: str) -> Callable[..., Faults]:
    return lambda faults, value: replace(faults, **{name: value})


LINK_FAULTS: Final = (
    LinkFault("no-ack", "1: says nothing at all", _plain("no_ack", True)),
    LinkFault("nak <count>", "2: NAK to the first so many frames", _filled("nak_first")),
    LinkFault("one-write", "3: ACK and answer together", _plain("one_write", True)),
    LinkFault("drip", "4: byte by byte", _plain("drip", True)),
    LinkFault("bad-check <count>", "5: so many wrong check bytes", _filled("bad_check")),
    LinkFault(
        "check-byte 00|02|03|06|15",
        "6: an answer that ends in this check byte",
        lambda faults, byte: replace(faults, check_byte=int(byte, 16)),
    ),
    LinkFault("newer", "7: the longer answers of newer terminals", _plain("shape", Shape.NEWER)),
    LinkFault("trimmed", "7: answers without empty ends", _plain("shape", Shape.TRIMMED)),
    LinkFault("extra-groups", "7: more groups than known", _plain("shape", Shape.EXTRA_GROUPS)),
    LinkFault("full-account", "7: the whole card number", _plain("full_account", True)),
    LinkFault("status <count>", "8: so many reports before the answer", _filled("status_reports")),
    LinkFault("eot", "9: EOT instead of an answer", _plain("eot_instead", True)),
    LinkFault("drop-after-ack", "10: link lost after the ACK", _plain("drop_after_ack", True)),
    LinkFault(
        "drop-after-answer",
        "11: link lost before our ACK",
        _plain("drop_after_answer", True),
    ),
    LinkFault(
        f"power-cut {'|'.join(CUTS)}",
        "12: power lost there",
        lambda faults, where: replace(faults, power_cut=CUTS[where]),
    ),
    LinkFault("reboot <time>", "12: with power-cut, back after so long", _filled("reboot_s")),
    LinkFault("cancel-loses", "14: the card is read as you cancel", _plain("cancel_loses", True)),
    LinkFault("noise", "15: noise before ACK and answer", _plain("noise", NOISE)),
    LinkFault("uncharged", "with 1, 9 and 10: nothing is charged", _plain("charged", False)),
    LinkFault("late <time>", "so long between deciding and answering", _filled("late_s")),
    LinkFault("stale", "the answer of before comes first, once more", _plain("stale", True)),
    LinkFault(
        "stall <byte> <time>",
        "the line stops at that byte of the answer, for so long",
        lambda faults, byte, seconds: replace(faults, stall_at=byte, stall_s=seconds),
    ),
)
FAULTS_IN_WORDS: Final = "\n".join(f"  {each.usage}: {each.says}" for each in LINK_FAULTS)


def faults_of(words: str) -> Faults:
    """Faults as they are said, with commas between; raises `CommandRefused`."""
    faults = NO_FAULTS
    for each in words.split(","):
        found = parse(each.strip() or "-", LINK_FAULTS, "fault")
        if isinstance(found, str):
            raise CommandRefused(f"{found}\nWhat can go wrong:\n{FAULTS_IN_WORDS}")
        fault, arguments = found
        faults = fault.make(faults, *arguments)
    return faults


class CardTerminalStand:
    """A card terminal, its host and its commands."""

    name = "Card terminal"

    def __init__(self, terminal: CardTerminalSimulator, host: CardTerminalHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.terminal = terminal
        self.host = host
        self._told = ""
        self._records: tuple[RecordSeen, ...] = ()
        self._records_of: tuple[object, ...] = ()
        self.console = Console(host, [*self._commands(), *link_commands(host, terminal)])

    def look(self) -> TerminalSeen:
        """How it is now; on the host's thread."""
        terminal = self.terminal
        return TerminalSeen(
            cable_of(self.host),
            terminal.powered,
            terminal.serial,
            terminal.screen,
            self._asks(),
            terminal.auto_present_s is None,
            self._told,
            self._recent(),
        )

    def _asks(self) -> Asks:
        terminal = self.terminal
        if terminal.waiting_for_card:
            return Asks.CARD
        if terminal.waiting_for_pin:
            return Asks.PIN
        return Asks.SIGNATURE if terminal.waiting_for_signature else Asks.NOTHING

    # --- what it can be told

    def _commands(self) -> list[Command]:
        outcomes: list[tuple[str, str, Callable[..., Script]]] = [
            ("approve", "approved, as the card and the request allow", Approve),
            ("partial <money>", "approved only so much", Partial),
            ("decline", "the host says no", Decline),
            ("decline code <word>", "with that code", Decline),
            ("timeout", "no card in time: 100001", lambda: TIMEOUT),
            ("abort", "cancelled at the terminal: 100002", lambda: ABORT),
            ("refuse <word>", "ended with that code", lambda code: Refuse(code, "REFUSED")),
            ("host-error", "charged and reversed: 100009", HostReceiveError),
            ("host-down", "the bank is not reached", HostDown),
            ("offline", "stored, not sent: 000001", StoredOffline),
            ("duplicate", "taken for another one: 100011", Duplicate),
        ]
        return [
            *(
                Command(
                    f"next {usage} [with <text>]",
                    f"the next charge: {says}",
                    self._next(make, usage.count("<")),
                )
                for usage, says, make in outcomes
            ),
            Command("fault <text>", "the next charge goes wrong on the link", self._fault),
            Command("faults", "what can go wrong on the link", lambda: FAULTS_IN_WORDS),
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
            Command("sign", "the customer draws something", lambda: self._sign(SCRIBBLE)),
            Command(
                "sign <text>",
                "the customer draws: points as 20,60 40,20 and / where the pen is lifted",
                lambda points: self._sign(strokes_of(points)),
            ),
            Command("cancel", "the customer presses the red key", self._cancel),
            Command(
                "expect <word> refuse <word>",
                "the next such command (A20, B00, R02 ...) ends with that code",
                self._expect_refusal,
            ),
            Command(
                "expect <word> with <text>", "the next such command has that fault", self._expect
            ),
            Command("customer after <time>", "a card comes by itself", self._wait),
            Command("customer by hand", "only `present` presents a card", lambda: self._wait(None)),
            Command("serial <word>", "another serial number (fault 16)", self._name),
            Command("show", "its screen", self._screen),
            Command("records", "its memory", self._list),
        ]

    def _next(self, make: Callable[..., Script], parts: int) -> Callable[..., str]:
        """Carries out `next`: `parts` arguments are the outcome's, one more came after `with`."""

        def act(*arguments: object) -> str:
            words = str(arguments[parts]) if len(arguments) > parts else ""
            faults = faults_of(words) if words else NO_FAULTS
            return self._script(make(*arguments[:parts]), faults, words)

        return act

    def _fault(self, words: str) -> str:
        return self._script(Approve(), faults_of(words), words)

    def _script(self, outcome: Script, faults: Faults, words: str) -> str:
        self.terminal.script(outcome, faults)
        self._told = _outcome_in_words(outcome) + (f", with {words}" if words else "")
        return f"the next charge: {self._told}"

    def _present(self, name: str, how: str = "") -> None:
        card = CARDS[name]
        self._show_card(replace(card, entry=ENTRIES[how]) if how else card)

    def _show_card(self, card: Card) -> None:
        self._need(Asks.CARD)
        self.terminal.present(card, time.monotonic())

    def _pin(self, pin: str) -> None:
        self._need(Asks.PIN)
        self.terminal.enter_pin(pin, time.monotonic())

    def _sign(self, strokes: Strokes) -> None:
        self._need(Asks.SIGNATURE)
        self.terminal.sign(strokes, time.monotonic())

    def _need(self, what: Asks) -> None:
        asked = self._asks()
        if asked is not what:
            raise CommandRefused(f"It asks for {asked.value} now, not for {what.value}.")

    def _cancel(self) -> None:
        if self._asks() is Asks.NOTHING:
            raise CommandRefused("There is nothing to cancel.")
        self.terminal.cancel_by_customer(time.monotonic())

    def _expect_refusal(self, command: str, code: str) -> None:
        self.terminal.expect(command.upper(), Refuse(code, "REFUSED"))

    def _expect(self, command: str, words: str) -> None:
        self.terminal.expect(command.upper(), faults=faults_of(words))

    def _wait(self, seconds: float | None) -> None:
        self.terminal.auto_present_s = seconds

    def _name(self, serial: str) -> None:
        self.terminal.serial = serial

    def _screen(self) -> str:
        return self.terminal.screen if self.terminal.powered else "dark: it is off"

    def _list(self) -> str:
        lines = [
            f"{each.number:4} {each.kind:6} {in_money(each.cents):>9} "
            f"card {each.last4} {each.ref}{' voided' if each.voided else ''}"
            for each in self._recent()
        ]
        return "\n".join(lines) if lines else "no records"

    def _recent(self) -> tuple[RecordSeen, ...]:
        """Read again only when something happened: a full memory has 5,000 rows."""
        store = self.terminal.store
        latest = store.latest()
        now = (latest, self.terminal.screen, len(self.terminal.requests))
        if now != self._records_of:
            self._records_of = now
            newest = reversed(store.records()[-RECORDS_SHOWN:])
            self._records = tuple(_seen(each) for each in newest)
        return self._records


def _seen(record: Record) -> RecordSeen:
    kind = KINDS.get(record.kind, record.kind)
    return RecordSeen(record.number, kind, record.approved, record.last4, record.ref, record.voided)


def _outcome_in_words(outcome: Script) -> str:
    match outcome:
        case Partial(cents):
            return f"approved in part, {in_money(cents)}"
        case Decline(code, _):
            return f"declined, code {code}"
        case Refuse(code, text):
            return f"{text.lower()}, {code}"
        case HostReceiveError():
            return "charged, its answer lost, reversed"
        case HostDown():
            return "the bank is not reached"
        case StoredOffline():
            return "approved offline"
        case Duplicate():
            return "taken for a duplicate"
        case _:
            return "approved"


def strokes_of(points: str) -> Strokes:
    """A drawing as it is said; raises `CommandRefused`."""
    strokes = tuple(tuple(POINT.findall(stroke)) for stroke in points.split("/"))
    if POINT.sub("", points).strip(" /") or not all(strokes):
        raise CommandRefused("A drawing is said as 20,60 40,20 / 90,40 120,40.")
    return tuple(tuple((int(x), int(y)) for x, y in stroke) for stroke in strokes)


def in_money(cents: int) -> str:
    """Cents as the terminal writes them."""
    return f"{cents // 100}.{cents % 100:02d}"
