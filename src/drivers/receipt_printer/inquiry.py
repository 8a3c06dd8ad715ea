"""Real-time questions to the printer, one at a time (DLE EOT n, section 11).

Rules:

1. An answer does not say which question it answers, so only one is ever open.
2. After a silence, answers are dropped for a moment before the question is put again, so that a
   late answer is not taken for the next one.
3. A question is put again once a second for as long as somebody wants to know (section 12).
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

from drivers.receipt_printer.status import Question

ANSWER_S: Final = 0.7
"""A printer answers within milliseconds; a network print server within a few tenths."""

REPEAT_S: Final = 1.0
"""Section 12: retry every second. Between ANSWER_S and this, late answers are dropped."""

ALL: Final = tuple(Question)


class Inquiry:
    """Puts questions in rounds; a round is complete when each of its questions was answered."""

    def __init__(self) -> None:
        self.completed = 0
        self.silent_since: float | None = None
        self._wanted: deque[Question] = deque()
        self._open: Question | None = None
        self._open_since = 0.0
        self._dropping = False
        self._out = bytearray()

    def reset(self) -> None:
        """Forget all questions: the wire is a new one."""
        self._wanted.clear()
        self._open = self.silent_since = None
        self._dropping = False
        self._out.clear()

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self._open is not None

    def ask(self, questions: Sequence[Question], now: float, wire_free_at: float = 0.0) -> int:
        """Begin a round, or widen the one under way; complete when `completed` reaches the answer.

        A question under way is asked again, so that every answer of the round is fresh.
        """
        self._wanted = deque(
            question for question in ALL if question in {*questions, *self._wanted}
        )
        if self._open is None:
            self._put(max(now, wire_free_at))
        return self.completed + 1

    def heard(self) -> None:
        """The printer said something, whatever it was."""
        self.silent_since = None

    def answer(self, now: float) -> Question | None:
        """The question that a real-time answer arriving now belongs to, if any."""
        question = self._open
        if question is None or self._dropping:
            return None
        self._open = None
        if self._wanted:
            self._put(now)
        else:
            self.completed += 1
        return question

    def tick(self, now: float) -> None:
        """Drop late answers for a while, then put the question again."""
        if self._open is None:
            return
        if now >= self._open_since + REPEAT_S:
            self._wanted.appendleft(self._open)
            self._put(now)
        elif now >= self._open_since + ANSWER_S:
            self._dropping = True

    def deadline(self) -> float | None:
        """When a silence matters next."""
        if self._open is None:
            return None
        return self._open_since + (REPEAT_S if self._dropping else ANSWER_S)

    def outgoing(self) -> bytes:
        """Drain the bytes to write."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def _put(self, at: float) -> None:
        self._open = self._wanted.popleft()
        self._open_since = at
        self._dropping = False
        if self.silent_since is None:
            self.silent_since = at
        self._out += bytes((0x10, 0x04, self._open.value))
