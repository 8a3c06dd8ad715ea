"""The order in which a PAX terminal is asked things: charging, voiding, resolving an unknown.

Each conversation is a generator: it yields a `Request`, is sent its `Ending`, and returns the one
event that answers the command. No bytes, no clock, no wire: time is in the endings.

Resolution (card-terminal.md section 10.2): A00 says whether the terminal is there, idle, and the
one that was asked; then R02 asks for our reference. Adopt only what is ours, approved, and within
the amount. "Not found" counts only from an idle terminal after the full response wait since the
first byte, and after a look at the latest record and at what the terminal stored for later.
Everything else stays unresolved, with a reason.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal.messages import (
    Found,
    NotProcessed,
    Original,
    Outcome,
    Query,
    QueryAnswer,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    ServiceEvent,
    StoreAndForward,
    TerminalReady,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.pax_link import Answered, Ending, Failed, Request
from drivers.card_terminal.pax_outcomes import (
    FIRST_FAILED,
    FIRST_STORED,
    holds_payment,
    is_not_found,
    judge_charge,
    judge_record,
    judge_void,
)
from drivers.card_terminal.pax_services import read_summary
from drivers.card_terminal.troubles import (
    failed_result,
    not_the_payment,
    refused_result,
    unresolved,
    void_outcome,
    words_of,
)

Conversation = Generator[
    Request, Ending, "Outcome | QueryAnswered | ServiceEvent | TerminalReady | Failed | Answer"
]

_INITIALIZED: Final = "000000"
WHO_ARE_YOU: Final = Request(requests.initialize(), "A01")
# What a store may hold back without the bank is some dozens of sales; the numbers may have gaps.
MAX_STORED_LOOKS: Final = 100
_TOO_MANY: Final = "the terminal has stored more than can be looked through; look there"


def greet() -> Conversation:
    """Ask the terminal who it is."""
    ending = yield WHO_ARE_YOU
    if isinstance(ending, Failed):
        return ending
    if ending.answer.code != _INITIALIZED:
        return ending.answer
    return TerminalReady(ending.answer.serial, ending.answer.model)


def charge(command: Sale | Refund, saf: StoreAndForward) -> Conversation:
    """Charge or credit a card."""
    payload = requests.sale(command) if isinstance(command, Sale) else requests.refund(command)
    ending = yield Request(payload, answer_to(payload), command.ref, asks_customer=True)
    if isinstance(ending, Answered):
        return Outcome(command.ref, judge_charge(command, ending.answer, saf))
    if ending.trouble is Trouble.BUSY:
        # EOT instead of ACK: "terminal busy or refused -> R02, else NOT_SENT" (section 10.1).
        return Outcome(command.ref, (yield from _refused(command, saf)))
    return Outcome(command.ref, failed_result(ending.trouble))


def _refused(command: Sale | Refund, saf: StoreAndForward) -> Generator[Request, Ending, Result]:
    ending = yield Request(requests.find_by_ref(command.ref), "R03")
    if isinstance(ending, Failed):
        return failed_result(Trouble.BUSY)
    if is_not_found(ending.answer):
        return refused_result()
    fsa = command.fsa if isinstance(command, Sale) else None
    healthcare = fsa.healthcare_cents if fsa is not None else 0
    asked = Query(command.ref, command.amount_cents, 0.0, healthcare_cents=healthcare)
    found = judge_record(asked, ending.answer, saf)
    return found.result if isinstance(found, Found) else failed_result(Trouble.MISMATCH)


def void(command: Void) -> Conversation:
    """Take a transaction back; with its original, only that very one."""
    if command.original is not None:
        why_not = yield from _cannot_void(command, command.original)
        if why_not is not None:
            gone = why_not.outcome is Verdict.DECLINED
            return void_outcome(command, why_not, forgotten=gone)
    payload = requests.void(command)
    ending = yield Request(payload, answer_to(payload), command.ref, asks_customer=True)
    if isinstance(ending, Answered):
        result, gone = judge_void(command, ending.answer), is_not_found(ending.answer)
        return void_outcome(command, result, forgotten=gone)
    return void_outcome(command, failed_result(ending.trouble))


def _cannot_void(command: Void, original: Original) -> Generator[Request, Ending, Result | None]:
    """Why nothing is voided. The trouble of looking is not the trouble of doing: nothing was."""
    who = yield WHO_ARE_YOU
    if isinstance(who, Failed):
        return Result(Verdict.ABORTED, code=who.trouble, text=words_of(who.trouble))
    if who.answer.code != _INITIALIZED:
        return refused_result()
    if original.terminal_serial and who.answer.serial != original.terminal_serial:
        return not_the_payment(Trouble.WRONG_TERMINAL)
    for look in _looks_for(command, original):
        record = yield Request(look, "R03")
        if isinstance(record, Failed):
            return Result(Verdict.ABORTED, code=record.trouble, text=words_of(record.trouble))
        if not is_not_found(record.answer):
            fits = holds_payment(command, original, record.answer)
            return None if fits else not_the_payment(Trouble.MISMATCH)
    # Perhaps the first void was done, and what is void is not listed. Nothing stands under the
    # number, so that nothing of anybody's can be voided by it: "already voided" is the proof.
    return None if command.again else not_the_payment(Trouble.REFUSED)


def _looks_for(command: Void, original: Original) -> tuple[bytes, ...]:
    """What is stored is found by its number only (section 10.2)."""
    if int(command.terminal_txn) >= FIRST_STORED:
        return (requests.find_record(int(command.terminal_txn)),)
    by_ref = requests.find_by_ref(original.ref)
    return (by_ref, requests.find_numbered(command.terminal_txn)) if command.again else (by_ref,)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a resolution has to know beside the question.

    `serial` is the only terminal that can know, "" if any can; `response_s` the age before which
    "not found" proves nothing.
    """

    asked_at: float
    serial: str
    response_s: float
    saf: StoreAndForward


def query(command: Query, known: Knowledge) -> Conversation:
    """Find out what became of an attempt."""
    answer = yield from _resolve(command, known)
    return QueryAnswered(command.ref, answer)


def _resolve(command: Query, known: Knowledge) -> Generator[Request, Ending, QueryAnswer]:
    who = yield WHO_ARE_YOU
    if isinstance(who, Failed):
        return unresolved(who.trouble)
    if who.answer.code != _INITIALIZED:
        return unresolved(Trouble.BUSY)
    if known.serial and who.answer.serial != known.serial:
        return unresolved(Trouble.WRONG_TERMINAL, None)
    record = yield Request(requests.find_by_ref(command.ref), "R03")
    if isinstance(record, Failed):
        return unresolved(record.trouble)
    if not is_not_found(record.answer):
        return judge_record(command, record.answer, known.saf)
    age_s = command.age_s + (who.at - known.asked_at)
    if age_s < known.response_s:
        return unresolved(Trouble.TOO_EARLY, known.response_s - age_s)
    latest = yield Request(requests.find_latest(), "R03")
    if isinstance(latest, Failed):
        return unresolved(latest.trouble)
    if latest.answer.trace.ref == command.ref:
        return judge_record(command, latest.answer, known.saf)
    for indicator, first in (
        (requests.NEWLY_STORED, FIRST_STORED),
        (requests.FAILED, FIRST_FAILED),
    ):
        stored = yield from _look_among_stored(command, known.saf, indicator, first)
        if stored is not None:
            return stored
    return NotProcessed()


def _look_among_stored(
    command: Query, saf: StoreAndForward, indicator: str, first: int
) -> Generator[Request, Ending, Found | Unresolved | None]:
    """Look through one range of stored records ("also ... at the SAF ranges", section 10.2).

    A terminal without store and forward refuses the question, or does not know it: where the store
    keeps it switched off, that is no reason to leave the payment open.
    """
    summary = yield Request(requests.count_stored(indicator), "R11")
    if isinstance(summary, Failed):
        return unresolved(summary.trouble) if saf.stores else None
    counted = read_summary(summary.answer)
    left = counted[0] if counted is not None else 0
    for number in range(first, first + MAX_STORED_LOOKS):
        if left <= 0:
            return None
        record = yield Request(requests.find_record(number), "R03")
        if isinstance(record, Failed):
            return unresolved(record.trouble)
        if record.answer.trace.ref == command.ref:
            return judge_record(command, record.answer, saf)
        left -= 0 if is_not_found(record.answer) else 1
    return Unresolved(Trouble.MISMATCH, _TOO_MANY)


def answer_to(payload: bytes) -> str:
    """T00 is answered by T01, and so on: the next number (section 4)."""
    command = payload[:3].decode("ascii")
    return f"{command[0]}{int(command[1:]) + 1:02d}"
