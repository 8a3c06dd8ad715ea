"""The order in which a nexo terminal is asked things: charging, taking back, resolving an unknown.

Each conversation is a generator: it yields an `Ask`, is sent its `Ending`, and returns the one
event that answers the command. No bytes, no clock: time is in the endings.

Rules that hold here (card-terminal.md sections 10 and 13):

1. A charge is asked once. Whatever ends it without an answer is UNKNOWN, unless no byte of it left.
2. An unknown is resolved by a status request for its ServiceID, which follows from its reference.
   "In progress" is asked again every `poll_s`. "Not found" counts only after the full wait for an
   answer, and not after the 48 hours in which a terminal remembers.
3. A void names the sale's reference. The terminal's own name of it comes from a status request, so
   that the till need not have kept it; nothing is taken back while that fails.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Final

from drivers.card_terminal import nexo_ids as ids
from drivers.card_terminal.messages import (
    BALANCE_KINDS,
    Found,
    HealthState,
    NotProcessed,
    Outcome,
    Query,
    QueryAnswer,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    TerminalHealth,
    TerminalReady,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.nexo_outcomes import (
    IN_PROGRESS,
    NOT_FOUND,
    judge_charge,
    judge_repeated,
    judge_void,
)
from drivers.card_terminal.nexo_replies import PoiTransaction, Reply
from drivers.card_terminal.nexo_requests import Asking, Question
from drivers.card_terminal.nexo_settings import NexoTimings
from drivers.card_terminal.troubles import (
    RETRY_S,
    failed_result,
    not_the_payment,
    refused_result,
    unresolved,
    void_outcome,
    words_of,
)

_NO_FSA: Final = "this terminal cannot be told FSA/HSA amounts yet; choose another tender"
_NO_EBT: Final = "this terminal does not take EBT cards or gift cards"
_BAD_REF: Final = "the reference is not one that this terminal can be asked about"
_BAD_ORIGINAL: Final = "the payment to take back is not one of this terminal's"
_FORGOTTEN: Final = "too long ago for the terminal to remember; look it up at the processor"
_GLOBAL_OK: Final = "OK"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, asked `after_s` from now; its answer is awaited for `wait_s`.

    `ref`: the attempt that begins to move money with it.
    """

    question: Question
    wait_s: float
    ref: str = ""
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    """A verified answer to the question."""

    reply: Reply
    at: float


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no answer that can be used. `why`: what the network said, for the status strip."""

    trouble: Trouble
    at: float
    why: str = ""


Ending = Answered | Failed
Conversation = Generator[
    Ask, Ending, "Outcome | QueryAnswered | TerminalReady | TerminalHealth | None"
]


def greet(asking: Asking, timings: NexoTimings) -> Conversation:
    """Ask the terminal how it is; who it is was verified with its seal."""
    ending = yield Ask(asking.diagnosis(), timings.local_s)
    if isinstance(ending, Failed):
        return None  # the health has been told
    reply = ending.reply
    if reply.response.result != "Success" or reply.global_status not in {"", _GLOBAL_OK}:
        reason = (reply.global_status or reply.response.text).lower()
        return TerminalHealth(HealthState.BUSY, (reason,))
    return TerminalReady(asking.party.serial, asking.party.model)


def charge(command: Sale | Refund, asking: Asking, timings: NexoTimings) -> Conversation:
    """Charge or credit a card."""
    if (refusal := _refusal(command, asking)) is not None:
        return Outcome(command.ref, refusal)
    ending = yield Ask(asking.charge(command), timings.no_answer_s, command.ref)
    if isinstance(ending, Failed):
        return Outcome(command.ref, failed_result(ending.trouble))
    payment = ending.reply.payment
    assert payment is not None, "a payment's reply holds a payment"
    return Outcome(command.ref, judge_charge(command, payment, asking.party.currency))


def void(command: Void, asking: Asking, timings: NexoTimings) -> Conversation:
    """Take a charge back: find it, then reverse it."""
    try:
        original = _charge_id(ids.original_ref(command.ref, command.terminal_txn))
        ids.service_id(ids.Attempt(ids.Purpose.VOID, command.ref))
    except ValueError:
        return void_outcome(command, Result(Verdict.CONFIG_ERROR, text=_BAD_ORIGINAL))
    found = yield Ask(asking.status(original), timings.local_s)
    if isinstance(found, Failed):
        # Nothing was taken back: the trouble of looking is not the trouble of doing.
        aborted = Result(Verdict.ABORTED, code=found.trouble, text=words_of(found.trouble))
        return void_outcome(command, aborted)
    name = _name_of(found.reply, original)
    if name is not None and not _is_the_payment(command, found.reply, asking):
        return void_outcome(command, not_the_payment(Trouble.MISMATCH), forgotten=True)
    if name is None:
        gone = found.reply.response.condition == NOT_FOUND
        return void_outcome(command, _cannot_reverse(found.reply), forgotten=gone)
    ending = yield Ask(asking.reversal(command, name), timings.no_answer_s, command.ref)
    if isinstance(ending, Failed):
        return void_outcome(command, failed_result(ending.trouble))
    response = ending.reply.response
    gone = response.condition == NOT_FOUND
    return void_outcome(command, judge_void(command.ref, response), forgotten=gone)


def _is_the_payment(command: Void, reply: Reply, asking: Asking) -> bool:
    """Whether the charge that the terminal tells of is the very one, where that is known."""
    told, original = reply.repeated, command.original
    if original is None:
        return True
    if told is None or original.terminal_serial not in {"", asking.party.serial}:
        return False
    if ids.original_ref(command.ref, command.terminal_txn) != original.ref:
        return False
    if told.payment.last4 != original.last4:
        return False
    currency = asking.party.currency
    answer = judge_repeated(original.ref, original.amount_cents, told.payment, currency)
    return isinstance(answer, Found) and answer.result.outcome is Verdict.APPROVED


def query(command: Query, asking: Asking, timings: NexoTimings, asked_at: float) -> Conversation:
    """Find out what became of an attempt."""
    answer = yield from _resolve(command, asking, timings, asked_at)
    return QueryAnswered(command.ref, answer)


def _resolve(
    command: Query, asking: Asking, timings: NexoTimings, asked_at: float
) -> Generator[Ask, Ending, QueryAnswer]:
    if command.terminal_serial not in {"", asking.party.serial}:
        return unresolved(Trouble.WRONG_TERMINAL, None)
    try:
        name = _charge_id(command.ref)
    except ValueError:
        return Unresolved(Trouble.MISMATCH, _BAD_REF)
    after_s = 0.0
    while True:
        ending = yield Ask(asking.status(name), timings.local_s, after_s=after_s)
        if isinstance(ending, Failed):
            return unresolved(ending.trouble, _retry_after(ending.trouble))
        if ending.reply.response.condition != IN_PROGRESS:
            age_s = command.age_s + (ending.at - asked_at)
            return _told(command, name, ending.reply, asking, timings, age_s)
        if ending.at - asked_at >= timings.in_progress_s:
            return unresolved(Trouble.TOO_EARLY)
        after_s = timings.poll_s


def _told(
    command: Query, name: str, reply: Reply, asking: Asking, timings: NexoTimings, age_s: float
) -> QueryAnswer:
    if reply.response.result == "Success":
        repeated = reply.repeated
        if repeated is None or not _is_of(reply, name):
            return unresolved(Trouble.MISMATCH, None)
        currency = asking.party.currency
        return judge_repeated(command.ref, command.requested_cents, repeated.payment, currency)
    if reply.response.condition != NOT_FOUND:
        return Unresolved(Trouble.BUSY, reply.response.text, RETRY_S)
    if age_s < timings.no_answer_s:
        return unresolved(Trouble.TOO_EARLY, timings.no_answer_s - age_s)
    if age_s > timings.remembered_s:
        return Unresolved(Trouble.MISMATCH, _FORGOTTEN)
    return NotProcessed()


def _is_of(reply: Reply, name: str) -> bool:
    """Whether what is repeated is the answer to the charge that was asked about."""
    told = reply.repeated
    return told is not None and (
        told.header.category == "Payment"
        and told.header.service_id == name
        and told.header.sale_id == reply.header.sale_id
    )


def _name_of(reply: Reply, original: str) -> PoiTransaction | None:
    """What the terminal calls the charge, if it holds it and approved it."""
    told = reply.repeated
    if reply.response.result != "Success" or told is None or not _is_of(reply, original):
        return None
    return told.payment.poi if told.payment.response.result in {"Success", "Partial"} else None


def _cannot_reverse(reply: Reply) -> Result:
    condition = reply.response.condition
    if condition == NOT_FOUND:
        gone = not_the_payment(Trouble.REFUSED)
        return replace(gone, code=condition)
    if condition == IN_PROGRESS:
        return refused_result(Trouble.TOO_EARLY)
    if reply.response.result == "Success":
        return Result(Verdict.DECLINED, code=Trouble.MISMATCH, text=_BAD_ORIGINAL)
    return Result(Verdict.ABORTED, code=condition, text=reply.response.text)


def _refusal(command: Sale | Refund, asking: Asking) -> Result | None:
    """Why a charge is not even asked for."""
    if command.kind in BALANCE_KINDS:
        return Result(Verdict.CONFIG_ERROR, text=_NO_EBT)
    has_fsa = isinstance(command, Sale) and command.fsa is not None
    if has_fsa and not asking.party.leave_out_fsa:
        return Result(Verdict.CONFIG_ERROR, text=_NO_FSA)
    try:
        _charge_id(command.ref)
    except ValueError:
        return Result(Verdict.CONFIG_ERROR, text=_BAD_REF)
    return None


def _charge_id(ref: str) -> str:
    return ids.service_id(ids.Attempt(ids.Purpose.CHARGE, ref))


def _retry_after(trouble: Trouble) -> float | None:
    return None if trouble is Trouble.WRONG_TERMINAL else RETRY_S
