"""Words that make a simulated device do things: one parser, and a table of commands per device.

    Console(host, commands).run("unplug at 120")  ->  Answer(good=True, words="...")

A command's usage is its grammar: words as they stand, `a|b` one of some words, and in
angle brackets what is filled in: `<byte>` or `<count>` a number, `<time>` as 50ms, 5s or 2.5,
`<chance>` as 5%, `<money>` as 15.00, `<hex>` bytes as 3722, `<word>` anything without a blank,
`<text>` the rest of the line as it is. What stands in square brackets at the end may be left out.

Rules that hold here: a line that cannot be understood changes nothing and is answered with the
right way to say it; what a command does, it does on the device's own thread; nothing raises.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Protocol, TypeVar

MAX_LINE: Final = 8_192
"""Longer than any label (4,096 bytes) in any escape."""
MAX_COUNT: Final = 1_000_000
MAX_TIME_S: Final = 3_600.0
COMMENT: Final = "#"
COMMAND: Final = "command"

Argument = int | float | str | bytes
Act = Callable[..., str | None]
"""Takes the filled-in parts in order; what it gives back is told, nothing is `done`."""


class CommandRefused(Exception):
    """It was understood and cannot be done now; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a device can be told."""

    usage: str
    says: str
    act: Act


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a line."""

    good: bool
    words: str


class HasUsage(Protocol):
    """Whatever is said in words of a grammar."""

    @property
    def usage(self) -> str:
        """How it is said."""


Said = TypeVar("Said", bound=HasUsage)
Result = TypeVar("Result")


class _Unfit(ValueError):
    """A part of a line is not what the usage asks for; `str()` is that part."""


class DeviceThread(Protocol):
    """Where a device lives; every host has it."""

    def ask(self, function: Callable[[], Result]) -> "Future[Result]":
        """Have a function run there, without waiting for it."""


class Console:
    """A device's commands, and the host on whose thread they are carried out."""

    def __init__(self, host: DeviceThread, commands: Iterable[Command]) -> None:
        """Offer these commands, and `help`."""
        self._host = host
        self.commands = tuple(commands)

    def run(self, line: str) -> Answer:
        """Carry out a line and say what came of it; an empty line or a comment is nothing."""
        try:
            return self.ask(line).result(_PATIENCE_S)
        except TimeoutError:
            return Answer(False, "The device does not answer.")

    def ask(self, line: str) -> "Future[Answer]":
        """Have a line carried out, without waiting for it."""
        words = line[:MAX_LINE].strip()
        if not words or words.startswith(COMMENT):
            return _at_once(Answer(True, ""))
        if words.lower().split(maxsplit=1)[0] == "help":
            return _at_once(Answer(True, help_of(self.commands, words[4:].strip())))
        found = parse(words, self.commands)
        if isinstance(found, str):
            return _at_once(Answer(False, found))
        command, arguments = found
        return self._host.ask(lambda: _carry_out(command, arguments))


def help_of(commands: Sequence[Command], about: str = "") -> str:
    """Every command with its words; or those that have something to do with `about`."""
    asked = [each for each in commands if about.lower() in each.usage.lower()]
    width = max((len(each.usage) for each in asked), default=0)
    lines = [f"  {each.usage.ljust(width)}  {each.says}" for each in asked]
    return "\n".join(lines) if lines else f"Nothing is known about {about!r}; try help."


_PATIENCE_S: Final = 10.0
"""A device that does not take a command for this long has crashed; its console must not hang."""


def _carry_out(command: Command, arguments: Sequence[Argument]) -> Answer:
    try:
        said = command.act(*arguments)
    except CommandRefused as refused:
        return Answer(False, str(refused))
    except OSError as error:
        return Answer(False, f"That could not be done: {error.strerror or error}.")
    return Answer(True, "done" if said is None else said)


def parse(
    line: str, commands: Sequence[Said], noun: str = COMMAND
) -> tuple[Said, list[Argument]] | str:
    """The command that a line means with its arguments, or why there is none."""
    for command in commands:
        for usage in _forms(command.usage):
            try:
                arguments = _fit(usage.split(), line)
            except _Unfit:
                continue
            if arguments is not None:
                return command, arguments
    return _advice(line, commands, noun)


def _forms(usage: str) -> tuple[str, ...]:
    """The usage without its optional end, and with it."""
    must, _, may = usage.partition(" [")
    return (must, f"{must} {may.removesuffix(']')}") if may else (must,)


def _advice(line: str, commands: Sequence[HasUsage], noun: str) -> str:
    first = line.split(maxsplit=1)[0].lower()
    akin = [each.usage for each in commands if first in _openings(each)]
    if akin:
        return f"Say it like this: {', or '.join(akin)}."
    known = sorted({opening for each in commands for opening in _openings(each)})
    close = get_close_matches(first, known, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    all_of_them = " Type help for all." if noun == COMMAND else ""
    return f"There is no {noun} {line.split(maxsplit=1)[0]!r}.{meant}{all_of_them}"


def _openings(command: HasUsage) -> list[str]:
    return command.usage.split()[0].lower().split("|")


def _fit(usage: Sequence[str], line: str) -> list[Argument] | None:
    """The arguments of a line that has this usage; None or `_Unfit` when it has not."""
    arguments: list[Argument] = []
    rest = line
    for part in usage:
        if part == "<text>":
            if not rest:
                return None
            arguments.append(rest)
            return arguments
        word, _, rest = rest.partition(" ")
        rest = rest.lstrip()
        if not word:
            return None
        if part.startswith("<"):
            arguments.append(_READERS[part](word))
        elif "|" in part:
            if word.lower() not in part.split("|"):
                return None
            arguments.append(word.lower())
        elif word.lower() != part.lower():
            return None
    return None if rest else arguments


def _count(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or int(word) > MAX_COUNT:
        raise _Unfit(word)
    return int(word)


def seconds_of(word: str) -> float:
    """A time as a person writes it, in seconds; raises ValueError."""
    match = re.fullmatch(r"(\d{1,7}(?:\.\d{1,3})?)(ms|s|min)?", word.lower())
    if match is None:
        raise _Unfit(word)
    time = float(match[1]) * {"ms": 0.001, "min": 60.0}.get(match[2], 1.0)
    if time > MAX_TIME_S:
        raise _Unfit(word)
    return time


def _chance(word: str) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)%", word)
    if match is None or float(match[1]) > 100:
        raise _Unfit(word)
    return float(match[1]) / 100


def _money(word: str) -> int:
    match = re.fullmatch(r"\$?(\d{1,5})\.(\d\d)", word, re.ASCII)
    if match is None:
        raise _Unfit(word)
    return int(match[1]) * 100 + int(match[2])


def _hex(word: str) -> bytes:
    try:
        return bytes.fromhex(word)
    except ValueError as error:
        raise _Unfit(word) from error


_READERS: Final[dict[str, Callable[[str], Argument]]] = {
    "<byte>": _count,
    "<count>": _count,
    "<time>": seconds_of,
    "<chance>": _chance,
    "<money>": _money,
    "<hex>": _hex,
    "<word>": str,
}


def _at_once(answer: Answer) -> "Future[Answer]":
    done: Future[Answer] = Future()
    done.set_result(answer)
    return done
