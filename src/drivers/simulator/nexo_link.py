"""What can be done to the network and the power of a simulated nexo terminal, in words.

TCP loses, doubles and damages nothing, so of the knobs of scanners-printers-displays.md section 21
these are left: silence, refusal, a cut at a byte, and time.
"""

from collections.abc import Callable
from dataclasses import replace

from drivers.simulator.console import Command
from drivers.simulator.console_link import LATE_S
from drivers.simulator.console_plug import Cable, plug_commands, power_commands, told_of
from drivers.simulator.nexo_host import GOOD_NETWORK, NetworkFaults, NexoTerminalHost
from drivers.simulator.nexo_script import Travel


def cable_of(host: NexoTerminalHost) -> Cable:
    """How it is connected now; on the terminal's thread."""
    return Cable(host.url, host.plugged, host.in_use, host.silent, tuple(host.faults.words))


def network_commands(host: NexoTerminalHost) -> list[Command]:
    """Everything that has to do with network and power."""

    def now(make: Callable[..., NetworkFaults]) -> Callable[..., None]:
        return lambda *arguments: host.become(make(host.faults, *arguments))

    def travel(make: Callable[..., Travel]) -> Callable[..., None]:
        return now(lambda faults, *args: replace(faults, travel=make(faults.travel, *args)))

    return [
        *plug_commands(host),
        Command(
            "unplug at <byte>",
            "pull the cable after so many bytes of what it answers",
            now(lambda faults, byte: replace(faults, unplug_at=byte)),
        ),
        Command("split", "answers byte by byte", travel(lambda way: replace(way, drip=True))),
        Command(
            "delay <time>",
            "answers so late",
            now(lambda faults, time: replace(faults, delay_s=time)),
        ),
        Command(
            "stall <byte> <time>",
            "answers stop at that byte for so long",
            travel(lambda way, byte, time: replace(way, stall_at=byte, stall_s=time)),
        ),
        Command("perfect", "a perfect network again", lambda: _mend(host)),
        Command(
            "silent",
            "take connections and say nothing, not even hello",
            lambda: host.be_silent(silent=True),
        ),
        Command("speak", "answer the next ones", lambda: host.be_silent(silent=False)),
        Command(
            "late reply",
            f"the next answer {LATE_S:g} s late",
            lambda: host.delay_next_answer(LATE_S),
        ),
        Command("late reply <time>", "the next answer so late", host.delay_next_answer),
        Command(
            "stale reply",
            "the next request is answered as the one before",
            host.repeat_last_answer,
        ),
        Command(
            "certificate other",
            "show a certificate that somebody else has signed",
            now(lambda faults: replace(faults, foreign_certificate=True)),
        ),
        Command(
            "certificate own",
            "show its own certificate",
            now(lambda faults: replace(faults, foreign_certificate=False)),
        ),
        *power_commands(host, host.terminal),
        Command("link", "how it is connected", lambda: told_of(cable_of(host))),
    ]


def _mend(host: NexoTerminalHost) -> None:
    host.become(GOOD_NETWORK)
    host.be_silent(silent=False)
