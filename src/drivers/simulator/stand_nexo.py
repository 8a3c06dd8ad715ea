"""The simulated nexo terminal on the counter: what is seen of it, and what it can be told.

Written from card-terminal.md section 13. `next` says what becomes of the next payment or reversal
that is not scripted yet, `expect` what goes wrong with the next request of another category.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from drivers.simulator.console import Command, Console
from drivers.simulator.nexo_host import NexoTerminalHost
from drivers.simulator.nexo_link import cable_of, network_commands
from drivers.simulator.nexo_script import (
    NO_FAULTS,
    Approve,
    ApproveOffline,
    ApprovePart,
    Fail,
    Faults,
    PowerCut,
    Script,
)
from drivers.simulator.nexo_store import Charged
from drivers.simulator.stand_customer import (
    RECORDS_SHOWN,
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

CUTS: Final = {each.name.lower().replace("_", "-"): each for each in PowerCut}
CATEGORIES: Final = {
    "status": "TransactionStatus",
    "abort": "Abort",
    "diagnosis": "Diagnosis",
}
NOISE: Final = b"\x00\xff<html>no JSON at all"
OTHER: Final = "X000000001"
"""No till's ServiceID and nobody's reference."""
OTHER_TERMINAL: Final = "V400m-000000001"


def _travel(**how: Any) -> Any:
    return lambda faults: replace(faults, travel=replace(faults.travel, **how))


HTTP_FAULTS: Final = FaultWords(
    NO_FAULTS,
    (
        FaultWord("silent", "done, and never answered", plain("silent", True)),
        FaultWord("lost", "the line breaks, nothing happens", plain("lost", True)),
        FaultWord(
            "drop-at-once", "the line breaks, the payment goes on", plain("cut_at_once", True)
        ),
        FaultWord("drop-after", "the line breaks in place of the answer", plain("cut_after", True)),
        FaultWord(
            "reset-at <byte>",
            "the connection is reset at that byte of the answer",
            lambda faults, byte: _travel(reset_at=byte)(faults),
        ),
        FaultWord(
            "stall <byte> <time>",
            "the answer stops at that byte, for so long",
            lambda faults, byte, seconds: _travel(stall_at=byte, stall_s=seconds)(faults),
        ),
        FaultWord("drip", "the answer byte by byte", _travel(drip=True)),
        FaultWord("late <time>", "so long between deciding and answering", filled("late_s")),
        FaultWord("stale", "the answer to the request before, once more", plain("stale", True)),
        FaultWord("busy", "the terminal says that it is busy", plain("busy", True)),
        FaultWord("wrong-hmac", "a seal that does not fit", plain("wrong_hmac", True)),
        FaultWord("in-clear", "an answer without a seal", plain("in_clear", True)),
        FaultWord("status <count>", "that HTTP status, such as 500", filled("status")),
        FaultWord("garbage", "a body that is no JSON", plain("garbage", NOISE)),
        FaultWord("empty", "no body", plain("garbage", b"")),
        FaultWord("other-service", "another request's ServiceID", plain("other_service_id", OTHER)),
        FaultWord(
            "other-terminal", "another terminal's name", plain("other_poi_id", OTHER_TERMINAL)
        ),
        FaultWord("other-ref", "another sale's reference", plain("other_ref", OTHER)),
        FaultWord("other-amount <money>", "another amount is told", filled("other_cents")),
        FaultWord("other-currency", "another currency is told", plain("other_currency", "EUR")),
        FaultWord("abort-loses", "the card is read as the till aborts", plain("abort_loses", True)),
        FaultWord(
            f"power-cut {'|'.join(CUTS)}",
            "power lost there",
            lambda faults, where: replace(faults, power_cut=CUTS[where]),
        ),
        FaultWord("reboot <time>", "with power-cut, back after so long", filled("reboot_s")),
    ),
)
TIMEOUT: Final = Fail("Cancel", "Timed out", at_once=True)
ABORT: Final = Fail("Aborted", "Cancelled at the terminal", at_once=True)
OUTCOMES: Final[tuple[OutcomeWord[Script], ...]] = (
    OutcomeWord("approve", "approved, as the card allows", Approve),
    OutcomeWord("partial <money>", "approved only so much", ApprovePart),
    OutcomeWord("decline", "the bank says no", lambda: Fail("Refusal", "Declined")),
    OutcomeWord("timeout", "no card in time", lambda: TIMEOUT),
    OutcomeWord("abort", "cancelled at the terminal", lambda: ABORT),
    OutcomeWord("host-down", "the bank is not reached", lambda: Fail("UnreachableHost")),
    OutcomeWord("offline", "the terminal approves on its own", ApproveOffline),
    OutcomeWord("fail <word>", "ended with that ErrorCondition, such as InsertedCard", Fail),
)


class NexoStand:
    """A card terminal, its host and its commands."""

    name = "Card terminal (nexo)"

    def __init__(self, host: NexoTerminalHost, pinned: Path, *, renewed: bool = False) -> None:
        """Stand it there; whoever made the host starts it.

        `pinned`: the file of what a till trusts it by; `renewed`: it replaced one that ran out.
        """
        self.pinned = pinned
        self.renewed = renewed
        self.terminal = host.terminal
        self.host = host
        self._customer = Customer(host.terminal)
        self._next = NextPayment[Script, Faults](
            OUTCOMES, HTTP_FAULTS, host.terminal.script, _outcome_in_words
        )
        self.console = Console(host, [*self._commands(), *network_commands(host)])

    def look(self) -> TerminalSeen:
        """How it is now; on the terminal's thread."""
        return self._customer.looks(
            cable_of(self.host), self.terminal.poi_id, self._next.told, self._recent()
        )

    # --- what it can be told

    def _commands(self) -> list[Command]:
        return [
            *self._next.commands(),
            Command(
                f"expect {'|'.join(CATEGORIES)} with <text>",
                "the next such request has that fault",
                self._expect,
            ),
            *self._customer.commands(),
            Command("menu open", "somebody is in its menu: it is busy", lambda: self._menu(True)),
            Command("menu close", "nobody is any more", lambda: self._menu(False)),
            Command("name <word>", "another terminal: its POIID", self._name),
            Command("records", "the bank's book", lambda: records_in_words(self._recent())),
        ]

    def _expect(self, category: str, words: str) -> None:
        self.terminal.expect(CATEGORIES[category], HTTP_FAULTS.read(words))

    def _menu(self, is_open: bool) -> None:
        self.terminal.occupied = is_open

    def _name(self, poi_id: str) -> None:
        self.terminal.poi_id = poi_id

    def _recent(self) -> tuple[RecordSeen, ...]:
        return tuple(_seen(each) for each in reversed(self.terminal.store.book(RECORDS_SHOWN)))


def _seen(line: Charged) -> RecordSeen:
    kind = "sale" if line.cents > 0 else "return"
    return RecordSeen(
        line.number, kind, abs(line.cents), line.last4, line.ref, voided=line.is_reversed
    )


def _outcome_in_words(outcome: Script) -> str:
    match outcome:
        case ApprovePart(cents):
            return f"approved in part, {in_money(cents)}"
        case ApproveOffline():
            return "approved offline"
        case Fail(condition, text):
            return f"{condition}, {text.lower()}" if text else condition
        case _:
            return "approved"
