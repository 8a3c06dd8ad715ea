"""What becomes of the next charge at a simulated card terminal of any make, in words.

`next` names the outcome, and after `with` what goes wrong meanwhile; the words of the faults are a
table of the make's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from drivers.simulator.console import Command, CommandRefused, parse

Faults = TypeVar("Faults")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class FaultWord:
    """One fault as it is said after `with`."""

    usage: str
    says: str
    make: Callable[..., Any]
    """From the faults so far and what is filled in."""


def plain(name: str, value: object) -> Callable[..., Any]:
    """A fault without anything to fill in."""
    return lambda faults: replace(faults, **{name: value})


def filled(name: str) -> Callable[..., Any]:
    """A fault with one thing to fill in."""
    return lambda faults, value: replace(faults, **{name: value})


class FaultWords(Generic[Faults]):
    """All that can go wrong around a request."""

    def __init__(self, none: Faults, words: Sequence[FaultWord]) -> None:
        self._none = none
        self.words = tuple(words)

    @property
    def listed(self) -> str:
        """One a line."""
        return "\n".join(f"  {each.usage}: {each.says}" for each in self.words)

    def read(self, said: str) -> Faults:
        """Faults as they are said, with commas between; raises `CommandRefused`."""
        faults = self._none
        for each in said.split(",") if said else ():
            found = parse(each.strip() or "-", self.words, "fault")
            if isinstance(found, str):
                raise CommandRefused(f"{found}\nWhat can go wrong:\n{self.listed}")
            word, arguments = found
            faults = word.make(faults, *arguments)
        return faults


@dataclass(frozen=True, slots=True)
class OutcomeWord(Generic[Outcome]):
    """One end of a payment as it is said after `next`."""

    usage: str
    says: str
    make: Callable[..., Outcome]


class NextPayment(Generic[Outcome, Faults]):
    """The commands `next`, `fault` and `faults`; `told` is what was said last, in words."""

    def __init__(
        self,
        outcomes: Sequence[OutcomeWord[Outcome]],
        faults: FaultWords[Faults],
        script: Callable[[Outcome, Faults], None],
        in_words: Callable[[Outcome], str],
    ) -> None:
        """`script` has it happen; the first outcome is that of a payment with a fault alone."""
        self._outcomes = outcomes
        self._faults = faults
        self._script = script
        self._in_words = in_words
        self.told = ""

    def commands(self) -> list[Command]:
        """All of them."""
        return [
            *(
                Command(
                    f"next {each.usage} [with <text>]",
                    f"the next charge: {each.says}",
                    self._next(each.make, each.usage.count("<")),
                )
                for each in self._outcomes
            ),
            Command("fault <text>", "the next charge goes wrong on the way", self._fault),
            Command("faults", "what can go wrong on the way", lambda: self._faults.listed),
        ]

    def _next(self, make: Callable[..., Outcome], parts: int) -> Callable[..., str]:
        """Carries out `next`: `parts` arguments are the outcome's, one more came after `with`."""

        def act(*arguments: object) -> str:
            said = str(arguments[parts]) if len(arguments) > parts else ""
            return self._have(make(*arguments[:parts]), said)

        return act

    def _fault(self, said: str) -> str:
        return self._have(self._outcomes[0].make(), said)

    def _have(self, outcome: Outcome, said: str) -> str:
        self._script(outcome, self._faults.read(said))
        self.told = self._in_words(outcome) + (f", with {said}" if said else "")
        return f"the next charge: {self.told}"
