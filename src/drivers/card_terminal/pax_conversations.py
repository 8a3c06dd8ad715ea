"""The order in which a PAX terminal is asked things: charging, voiding, resolving an unknown.

Each conversation is a generator: it yields a `Request`, is sent its `Ending`, and returns the one
event that answers the command. No bytes, no clock, no wire: time is in the endings.

Resolution (card-terminal.md section 10.2): A00 says whether the terminal is there, idle, and the
one that was asked; then R02 asks for our reference. Adopt only what is ours, approved, and within
the amount. "Not found" counts only from an idle terminal after the full response wait since the
first byte, and after a look at the latest record. Everything else stays unresolved, with a reason.
"""

from collections.abc import Generator

from drivers.card_terminal import pax_codec as codec
from drivers.card_terminal.messages import (
    Found,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswer,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    TerminalReady,
    Trouble,
    Void,
)
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.pax_link import Answered, Ending, Failed, Request
from drivers.card_terminal.pax_outcomes import (
    is_not_found,
    judge_charge,
    judge_record,
    judge_void,
)
from drivers.card_terminal.troubles import failed_result, refused_result, unresolved

Conversation = Generator[
    Request, Ending, "Outcome | QueryAnswered | TerminalReady | Failed | Answer"
]

_INITIALIZED = "000000"
WHO_ARE_YOU = Request(codec.initialize(), "A01")


def greet() -> Conversation:
    """Ask the terminal who it is."""
    ending = yield WHO_ARE_YOU
    if isinstance(ending, Failed):
        return ending
    if ending.answer.code != _INITIALIZED:
        return ending.answer
    return TerminalReady(ending.answer.serial, ending.answer.model)


def charge(command: Sale | Refund, *, saf_enabled: bool) -> Conversation:
    """Charge or credit a card."""
    payload = codec.sale(command) if isinstance(command, Sale) else codec.refund(command)
    request = Request(payload, _answer_to(payload), command.ref, asks_customer=True)
    ending = yield request
    if isinstance(ending, Answered):
        return Outcome(command.ref, judge_charge(command, ending.answer, saf_enabled=saf_enabled))
    if ending.trouble is Trouble.BUSY:
        # EOT instead of ACK: "terminal busy or refused -> R02, else NOT_SENT" (section 10.1).
        return Outcome(command.ref, (yield from _refused(command)))
    return Outcome(command.ref, failed_result(ending.trouble))


def _refused(command: Sale | Refund) -> Generator[Request, Ending, Result]:
    ending = yield Request(codec.find_by_ref(command.ref), "R03")
    if isinstance(ending, Failed):
        return failed_result(Trouble.BUSY)
    if is_not_found(ending.answer):
        return refused_result()
    found = judge_record(Query(command.ref, command.amount_cents, 0.0), ending.answer)
    return found.result if isinstance(found, Found) else failed_result(Trouble.MISMATCH)


def void(command: Void) -> Conversation:
    """Take a transaction back."""
    payload = codec.void(command)
    ending = yield Request(payload, _answer_to(payload), command.ref, asks_customer=True)
    if isinstance(ending, Answered):
        return Outcome(command.ref, judge_void(command, ending.answer))
    return Outcome(command.ref, failed_result(ending.trouble))


def query(command: Query, *, asked_at: float, serial: str, response_s: float) -> Conversation:
    """Find out what became of an attempt; `serial` is the only terminal that can know."""
    answer = yield from _resolve(command, asked_at, serial, response_s)
    return QueryAnswered(command.ref, answer)


def _resolve(
    command: Query, asked_at: float, serial: str, response_s: float
) -> Generator[Request, Ending, QueryAnswer]:
    who = yield WHO_ARE_YOU
    if isinstance(who, Failed):
        return unresolved(who.trouble)
    if who.answer.code != _INITIALIZED:
        return unresolved(Trouble.BUSY)
    if serial and who.answer.serial != serial:
        return unresolved(Trouble.WRONG_TERMINAL, None)
    record = yield Request(codec.find_by_ref(command.ref), "R03")
    if isinstance(record, Failed):
        return unresolved(record.trouble)
    if not is_not_found(record.answer):
        return judge_record(command, record.answer)
    age_s = command.age_s + (who.at - asked_at)
    if age_s < response_s:
        return unresolved(Trouble.TOO_EARLY, response_s - age_s)
    latest = yield Request(codec.find_latest(), "R03")
    if isinstance(latest, Failed):
        return unresolved(latest.trouble)
    if latest.answer.trace.ref == command.ref:
        return judge_record(command, latest.answer)
    return NotProcessed()


def _answer_to(payload: bytes) -> str:
    """T00 is answered by T01, and so on: the next number (section 4)."""
    command = payload[:3].decode("ascii")
    return f"{command[0]}{int(command[1:]) + 1:02d}"
