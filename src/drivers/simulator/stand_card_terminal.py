"""The simulated card terminal on the counter: what is seen of it, and what it can be told.

Written from card-terminal.md section 12. `next` says what becomes of the next charge that is not
scripted yet, and `with` what goes wrong on the link meanwhile, by the names below.
"""

import re
import time
from dataclasses import replace
from typing import Final

from drivers.simulator.card_terminal import SCRIBBLE, CardTerminalSimulator
from drivers.simulator.card_terminal_host import CardTerminalHost
from drivers.simulator.card_terminal_script import (
    ABORT,
    NO_FAULTS,
    TIMEOUT,
    Approve,
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
from drivers.simulator.console import Command, CommandRefused, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.stand_customer import (
    RECORDS_SHOWN,
    Asks,
    Customer,
    RecordSeen,
    TerminalSeen,
    in_money,
    records_in_words,
)
from drivers.simulator.stand_next import (
    FaultWord,
    FaultWords,
    NextPayment,
    OutcomeWord,
    filled,
    plain,
)

KINDS: Final = {"01": "sale", "02": "return", "16": "void"}
POINT: Final = re.compile(r"\b(\d{1,3}),(\d{1,3})\b", re.ASCII)
Strokes = tuple[tuple[tuple[int, int], ...], ...]
NOISE: Final = b"\x00\x7f\x55"
CUTS: Final = {each.name.lower().replace("_", "-"): each for each in PowerCut}


LINK_FAULTS: Final = FaultWords(
    NO_FAULTS,
    (
        FaultWord("no-ack", "1: says nothing at all", plain("no_ack", True)),
        FaultWord("nak <count>", "2: NAK to the first so many frames", filled("nak_first")),
        FaultWord("one-write", "3: ACK and answer together", plain("one_write", True)),
        FaultWord("drip", "4: byte by byte", plain("drip", True)),
        FaultWord("bad-check <count>", "5: so many wrong check bytes", filled("bad_check")),
        FaultWord(
            "check-byte 00|02|03|06|15",
            "6: an answer that ends in this check byte",
            lambda faults, byte: replace(faults, check_byte=int(byte, 16)),
        ),
        FaultWord("newer", "7: the longer answers of newer terminals", plain("shape", Shape.NEWER)),
        FaultWord("trimmed", "7: answers without empty ends", plain("shape", Shape.TRIMMED)),
        FaultWord("extra-groups", "7: more groups than known", plain("shape", Shape.EXTRA_GROUPS)),
        FaultWord("full-account", "7: the whole card number", plain("full_account", True)),
        FaultWord(
            "status <count>", "8: so many reports before the answer", filled("status_reports")
        ),
        FaultWord("eot", "9: EOT instead of an answer", plain("eot_instead", True)),
        FaultWord("drop-after-ack", "10: link lost after the ACK", plain("drop_after_ack", True)),
        FaultWord(
            "drop-after-answer",
            "11: link lost before our ACK",
            plain("drop_after_answer", True),
        ),
        FaultWord(
            f"power-cut {'|'.join(CUTS)}",
            "12: power lost there",
            lambda faults, where: replace(faults, power_cut=CUTS[where]),
        ),
        FaultWord("reboot <time>", "12: with power-cut, back after so long", filled("reboot_s")),
        FaultWord(
            "halfway",
            "12: with power-cut before-host at B08, one stored sale is sent",
            plain("halfway", True),
        ),
        FaultWord(
            "cancel-loses", "14: the card is read as you cancel", plain("cancel_loses", True)
        ),
        FaultWord("noise", "15: noise before ACK and answer", plain("noise", NOISE)),
        FaultWord("uncharged", "with 1, 9 and 10: nothing is charged", plain("charged", False)),
        FaultWord("late <time>", "so long between deciding and answering", filled("late_s")),
        FaultWord("stale", "the answer of before comes first, once more", plain("stale", True)),
        FaultWord(
            "stall <byte> <time>",
            "the line stops at that byte of the answer, for so long",
            lambda faults, byte, seconds: replace(faults, stall_at=byte, stall_s=seconds),
        ),
    ),
)


OUTCOMES: Final[tuple[OutcomeWord[Script], ...]] = (
    OutcomeWord("approve", "approved, as the card and the request allow", Approve),
    OutcomeWord("partial <money>", "approved only so much", Partial),
    OutcomeWord("decline", "the host says no", Decline),
    OutcomeWord("decline code <word>", "with that code", Decline),
    OutcomeWord("timeout", "no card in time: 100001", lambda: TIMEOUT),
    OutcomeWord("abort", "cancelled at the terminal: 100002", lambda: ABORT),
    OutcomeWord("refuse <word>", "ended with that code", lambda code: Refuse(code, "REFUSED")),
    OutcomeWord("host-error", "charged and reversed: 100009", HostReceiveError),
    OutcomeWord("host-down", "the bank is not reached", HostDown),
    OutcomeWord("offline", "stored, not sent: 000001", StoredOffline),
    OutcomeWord("duplicate", "taken for another one: 100011", Duplicate),
)


class CardTerminalStand:
    """A card terminal, its host and its commands."""

    name = "Card terminal"

    def __init__(self, terminal: CardTerminalSimulator, host: CardTerminalHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.terminal = terminal
        self.host = host
        self._customer = Customer(terminal, signs=lambda: terminal.waiting_for_signature)
        self._next = NextPayment[Script, Faults](
            OUTCOMES,
            LINK_FAULTS,
            self._script,
            _outcome_in_words,
        )
        self._records: tuple[RecordSeen, ...] = ()
        self._records_of: tuple[object, ...] = ()
        self.console = Console(host, [*self._commands(), *link_commands(host, terminal)])

    def look(self) -> TerminalSeen:
        """How it is now; on the host's thread."""
        return self._customer.looks(
            cable_of(self.host), self.terminal.serial, self._next.told, self._recent()
        )

    # --- what it can be told

    def _commands(self) -> list[Command]:
        return [
            *self._next.commands(),
            *self._customer.commands(),
            Command("sign", "the customer draws something", lambda: self._sign(SCRIBBLE)),
            Command(
                "sign <text>",
                "the customer draws: points as 20,60 40,20 and / where the pen is lifted",
                lambda points: self._sign(strokes_of(points)),
            ),
            Command(
                "expect <word> refuse <word>",
                "the next such command (A20, B00, R02 ...) ends with that code",
                self._expect_refusal,
            ),
            Command(
                "expect <word> with <text>", "the next such command has that fault", self._expect
            ),
            Command(
                "upload declines <count>",
                "the bank declines the next so many stored sales when they are uploaded",
                self._decline_uploads,
            ),
            Command("serial <word>", "another serial number (fault 16)", self._name),
            Command("records", "its memory", lambda: records_in_words(self._recent())),
        ]

    def _script(self, outcome: Script, faults: Faults) -> None:
        self.terminal.script(outcome, faults)

    def _sign(self, strokes: Strokes) -> None:
        self._customer.need(Asks.SIGNATURE)
        self.terminal.sign(strokes, time.monotonic())

    def _expect_refusal(self, command: str, code: str) -> None:
        self.terminal.expect(command.upper(), Refuse(code, "REFUSED"))

    def _expect(self, command: str, words: str) -> None:
        self.terminal.expect(command.upper(), faults=LINK_FAULTS.read(words))

    def _decline_uploads(self, count: int) -> None:
        self.terminal.office.declines_at_upload = count

    def _name(self, serial: str) -> None:
        self.terminal.serial = serial

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
