"""What can be done to a cable that carries bytes, serial or TCP, in words.

Written from the knobs of scanners-printers-displays.md section 21. Faults hold for what the device
says; with `in` before them, for what it is told. Bytes are counted from the moment of the command.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Final

from drivers.simulator.console import Command
from drivers.simulator.console_plug import (
    Cable,
    Powered,
    plug_commands,
    power_commands,
    told_of,
)
from drivers.simulator.faults import PERFECT, LinkFaults
from drivers.simulator.host import SimulatorHost

LATE_S: Final = 3.0
"""A late answer, where no time is named: later than any status that is waited for."""
XON, XOFF = b"\x11", b"\x13"


def cable_of(host: SimulatorHost) -> Cable:
    """How this host's cable is now; on the host's thread."""
    outward, inward = host.faults
    faults = (*_in_words(outward), *(f"in {words}" for words in _in_words(inward)))
    return Cable(host.url, host.plugged, host.in_use, host.silent, faults)


def link_commands(host: SimulatorHost, device: Powered) -> list[Command]:
    """Everything of section 21 that has to do with cable and power."""
    return [
        *plug_commands(host),
        *_fault_commands(host, "", "what it says", 0),
        *_fault_commands(host, "in ", "what it is told", 1),
        Command("perfect", "a perfect cable again", lambda: _mend(host)),
        Command("silent", "let nothing it says get out", lambda: _quiet(host, silent=True)),
        Command("speak", "let it speak again", lambda: _quiet(host, silent=False)),
        Command("noise <count>", "so many bytes of garbage on the line", host.noise),
        Command("late reply", f"the next answer {LATE_S:g} s late", lambda: _late(host, LATE_S)),
        Command("late reply <time>", "the next answer so late", lambda time: _late(host, time)),
        Command(
            "stale reply",
            "the next question is answered as the one before",
            host.repeat_last_answer,
        ),
        Command("xoff", "say XOFF", lambda: host.put_on_line(XOFF)),
        Command("xon", "say XON", lambda: host.put_on_line(XON)),
        *power_commands(host, device),
        Command("link", "how it is connected", lambda: told_of(cable_of(host))),
    ]


def _fault_commands(host: SimulatorHost, way: str, what: str, line: int) -> Iterator[Command]:
    """The faults of one direction."""

    def now(make: Callable[..., dict[str, object]]) -> Callable[..., None]:
        def act(*arguments: object) -> None:
            both = list(host.faults)
            both[line] = replace(both[line], **make(*arguments))  # type: ignore[arg-type]  # by name
            host.become(*both)

        return act

    def at(name: str) -> Callable[..., None]:
        return now(lambda byte: {name: frozenset({byte})})

    def stall(byte: object, time: object) -> dict[str, object]:
        return {"stall_at": byte, "stall_s": time}

    yield Command(
        f"{way}unplug at <byte>",
        f"pull the cable after so many bytes of {what}",
        now(lambda byte: {"unplug_at": byte}),
    )
    yield Command(f"{way}drop <byte>", f"lose that byte of {what}", at("drop_at"))
    yield Command(
        f"{way}drop <chance>", f"lose each byte of {what} so likely", now(_named("drop_chance"))
    )
    yield Command(f"{way}duplicate <byte>", f"that byte of {what} twice", at("duplicate_at"))
    yield Command(
        f"{way}duplicate <chance>",
        f"each byte of {what} twice so likely",
        now(_named("duplicate_chance")),
    )
    yield Command(f"{way}corrupt <byte>", f"flip a bit in that byte of {what}", at("corrupt_at"))
    yield Command(f"{way}split", f"{what}, byte by byte", now(lambda: {"byte_by_byte": True}))
    yield Command(f"{way}split <byte>", f"a pause in {what} before that byte", at("split_at"))
    yield Command(f"{way}glue <time>", f"hold and join {what}", now(_named("glue_s")))
    yield Command(f"{way}delay <time>", f"{what}, so late", now(_named("delay_s")))
    yield Command(f"{way}stall <byte> <time>", f"stop {what} at that byte for so long", now(stall))


def _named(name: str) -> Callable[[object], dict[str, object]]:
    return lambda value: {name: value}


def _mend(host: SimulatorHost) -> None:
    host.become(PERFECT, PERFECT)
    host.be_silent(silent=False)


def _quiet(host: SimulatorHost, *, silent: bool) -> None:
    host.be_silent(silent=silent)


def _late(host: SimulatorHost, seconds: float) -> None:
    host.delay_next_answer(seconds)


def _in_words(faults: LinkFaults) -> Iterator[str]:
    """What is wrong, as it is said in commands."""
    for each in fields(faults):
        value = getattr(faults, each.name)
        if each.name in ("seed", "stall_s") or value == getattr(PERFECT, each.name):
            continue
        word = each.name.split("_")[0]
        match each.name:
            case "byte_by_byte":
                yield "split"
            case "stall_at":
                yield f"stall {value} {faults.stall_s:g}s"
            case "unplug_at":
                yield f"unplug at {value}"
            case name if name.endswith("_chance"):
                yield f"{word} {value * 100:g}%"
            case name if name.endswith("_s"):
                yield f"{word} {value:g}s"
            case _:
                yield f"{word} {', '.join(str(byte) for byte in sorted(value))}"
