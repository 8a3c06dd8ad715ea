"""What a trouble means for the command that met it, whichever terminal it was.

The rule about money (card-terminal.md sections 10 and 16) stands here once: what never left the
till is ABORTED; what may have left it, and has no answer, is UNKNOWN.
"""

from dataclasses import replace
from typing import Final, assert_never

from drivers.card_terminal.messages import (
    AskStored,
    Balance,
    CaptureSignature,
    CloseBatch,
    CountStored,
    Initialize,
    NotDone,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    Service,
    SetStoreAndForward,
    Trouble,
    Unresolved,
    UploadStored,
    Verdict,
    Void,
)

Charge = Sale | Refund | Void
AsksCustomer = Charge | Balance | CaptureSignature
"""What keeps a customer at the terminal, and can be cancelled."""
Work = Initialize | Charge | Query | Service

RETRY_S: Final = 10.0
"""What is worth another try soon, without a person: a terminal that boots or is busy."""
_WORDS: Final = {
    Trouble.NOT_SENT: "the terminal was not reached",
    Trouble.BUSY: "the terminal is busy",
    Trouble.CANCELLED: "cancelled before anything was sent",
    Trouble.NO_ACK: "the terminal did not acknowledge the request",
    Trouble.NO_ANSWER: "the terminal did not answer in time",
    Trouble.GARBLED: "the terminal's answer could not be read",
    Trouble.ENDED: "the terminal ended the exchange without an answer",
    Trouble.LINK_LOST: "the connection to the terminal was lost",
    Trouble.MISMATCH: "the terminal's answer does not fit what was asked",
    Trouble.WRONG_TERMINAL: "another terminal answers than the one that was asked",
    Trouble.TOO_EARLY: "the terminal may still be busy with this payment",
    Trouble.TIMED_OUT: "nothing happened at the terminal in time",
    Trouble.REFUSED: "the terminal refused",
    Trouble.UNSUPPORTED: "this card terminal cannot do that",
    Trouble.UNRESOLVED: "a payment is not confirmed yet; settle it first",
    Trouble.STORED: "sales wait in the terminal that the bank has not seen; upload them first",
}
_NO_MONEY: Final = frozenset({Trouble.NOT_SENT, Trouble.CANCELLED})
_NOT_BEGUN: Final = _NO_MONEY | {Trouble.BUSY}
_CHANGES_NOTHING: Final = Balance | CaptureSignature | CountStored | AskStored
"""Services that can be repeated without a thought: nothing is different afterwards."""


def words_of(trouble: Trouble) -> str:
    """What happened, whoever had asked for what."""
    return _WORDS[trouble]


def failed_result(trouble: Trouble) -> Result:
    """The outcome of an attempt without an answer: unknown unless nothing can have happened."""
    if trouble in _NO_MONEY:
        text = f"{words_of(trouble)}; nothing was charged"
        return Result(Verdict.ABORTED, code=trouble, text=text)
    return Result(Verdict.UNKNOWN, code=trouble, text=words_of(trouble), confirm_by_query=True)


def refused_result(why: Trouble = Trouble.BUSY) -> Result:
    """The outcome of an attempt that was not begun, since another one holds the terminal."""
    return Result(Verdict.ABORTED, code=Trouble.BUSY, text=words_of(why))


_NOT_IT: Final = {
    Trouble.REFUSED: "the terminal does not hold the payment any more",
    Trouble.MISMATCH: "the terminal holds another payment in its place",
    Trouble.WRONG_TERMINAL: "it was paid at another terminal",
}


def not_the_payment(why: Trouble) -> Result:
    """A void whose payment is not to be found at the terminal: nothing was voided."""
    return Result(Verdict.DECLINED, code=why, text=_NOT_IT[why])


def void_outcome(command: Void, result: Result, *, forgotten: bool = False) -> Outcome:
    """The outcome of a void. One that is done again is settled by the terminal's word only.

    `forgotten`: the terminal does not know the payment any more, taken back or not.
    """
    no_word = result.outcome in {Verdict.ABORTED, Verdict.CONFIG_ERROR}
    if command.again and (no_word or forgotten):
        result = replace(result, outcome=Verdict.UNKNOWN)
    return Outcome(command.ref, result)


def not_done(command: Service, trouble: Trouble) -> NotDone:
    """A service that met a trouble; UNKNOWN if it may have been carried out all the same."""
    begun = trouble not in _NOT_BEGUN and not isinstance(command, _CHANGES_NOTHING)
    verdict = Verdict.UNKNOWN if begun else Verdict.ABORTED
    return NotDone(command, verdict, trouble, words_of(trouble))


def unsupported(command: Service) -> NotDone:
    """A service that this terminal does not have."""
    trouble = Trouble.UNSUPPORTED
    return NotDone(command, Verdict.CONFIG_ERROR, trouble, words_of(trouble))


def unresolved(trouble: Trouble, retry_after_s: float | None = RETRY_S) -> Unresolved:
    """A query's answer when it cannot be said yet."""
    return Unresolved(trouble, words_of(trouble), retry_after_s)


def ended(
    command: Work, result: Result, trouble: Trouble
) -> Outcome | QueryAnswered | NotDone | None:
    """The event of a command that ends before it was begun: `result`, or else `trouble`.

    A greeting has none: whatever runs will tell how the terminal is.
    """
    match command:
        case Initialize():
            return None
        case Sale() | Refund():
            return Outcome(command.ref, result)
        case Void():
            return void_outcome(command, result)
        case Query():
            return QueryAnswered(command.ref, unresolved(trouble))
        case (
            Balance()
            | CaptureSignature()
            | CloseBatch()
            | SetStoreAndForward()
            | CountStored()
            | UploadStored()
            | AskStored()
        ):
            return not_done(command, trouble)
        case _:
            assert_never(command)
