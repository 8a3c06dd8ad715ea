"""What a driver remembers of the attempts that went through it: whom it asked, what is open.

A batch close empties the terminal's records and with them the evidence, so that it has to wait for
every attempt that is not confirmed (card-terminal.md section 10.2). This is the memory of one
driver's life; the caller's journal is the one that lasts.
"""

from collections import OrderedDict
from typing import Final

from drivers.card_terminal.messages import (
    Outcome,
    QueryAnswered,
    Unresolved,
    Verdict,
    Void,
)
from drivers.card_terminal.troubles import Charge

MAX_REMEMBERED: Final = 64
"""Which terminal was charged is remembered for as many attempts as a busy hour has."""
MAX_OPEN: Final = 1000
"""Of unconfirmed payments the first ones are kept: while any is open the batch is not closed."""


class Attempts:
    """The attempts of one driver's life."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._open: dict[str, str] = {}

    def asked(self, ref: str, serial: str) -> None:
        """Remember which terminal an attempt goes to."""
        self._asked[ref] = serial
        while len(self._asked) > MAX_REMEMBERED:
            self._asked.popitem(last=False)

    def serial_of(self, ref: str) -> str:
        """The terminal that an attempt went to, "" if that is not known."""
        return self._asked.get(ref, "")

    def ended(self, charge: Charge, outcome: Outcome) -> None:
        """Take in how an attempt ended."""
        result = outcome.result
        if isinstance(charge, Void):
            self._void_ended(charge, result.outcome)
        elif result.outcome is Verdict.UNKNOWN or result.confirm_by_query:
            self._leave_open(charge.ref, charge.ref)
        elif result.moved_money:
            self._open.pop(charge.ref, None)

    def told(self, answered: QueryAnswered) -> None:
        """Take in what became of an attempt."""
        if isinstance(answered.answer, Unresolved):
            self._leave_open(answered.ref, answered.ref)
        else:
            self._open.pop(answered.ref, None)

    def unresolved(self, settled: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The references that are open and that no person has settled."""
        for key in [key for key, ref in self._open.items() if ref in settled]:
            del self._open[key]
        return tuple(self._open.values())

    def _void_ended(self, void: Void, verdict: Verdict) -> None:
        """An unknown void is asked again under another reference: what it takes back names it."""
        key = f"void of {void.terminal_txn}"
        if verdict is Verdict.UNKNOWN:
            self._leave_open(key, void.ref)
        elif verdict in {Verdict.APPROVED, Verdict.DECLINED}:
            self._open.pop(key, None)

    def _leave_open(self, key: str, ref: str) -> None:
        if len(self._open) < MAX_OPEN:
            self._open.setdefault(key, ref)
