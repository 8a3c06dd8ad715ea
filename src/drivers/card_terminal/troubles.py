"""What a trouble means for the command that met it, whichever terminal it was.

The rule about money (card-terminal.md sections 10 and 16) stands here once: what never left the
till is ABORTED; what may have left it, and has no answer, is UNKNOWN.
"""

from typing import Final, assert_never

from drivers.card_terminal.messages import (
    Initialize,
    Outcome,
    Query,
    QueryAnswered,
    Refund,
    Result,
    Sale,
    Trouble,
    Unresolved,
    Verdict,
    Void,
)

Charge = Sale | Refund | Void
Work = Initialize | Charge | Query

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
}
_NO_MONEY: Final = frozenset({Trouble.NOT_SENT, Trouble.CANCELLED})


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


def unresolved(trouble: Trouble, retry_after_s: float | None = RETRY_S) -> Unresolved:
    """A query's answer when it cannot be said yet."""
    return Unresolved(trouble, words_of(trouble), retry_after_s)


def ended(command: Work, result: Result, trouble: Trouble) -> Outcome | QueryAnswered | None:
    """The event of a command that ends before it was begun: `result`, or for a query `trouble`.

    A greeting has none: whatever runs will tell how the terminal is.
    """
    match command:
        case Initialize():
            return None
        case Sale() | Refund() | Void():
            return Outcome(command.ref, result)
        case Query():
            return QueryAnswered(command.ref, unresolved(trouble))
        case _:
            assert_never(command)
