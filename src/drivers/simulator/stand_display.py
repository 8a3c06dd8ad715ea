"""The simulated customer display on the counter: what is seen of it, and what it can be told."""

from dataclasses import dataclass

from drivers.simulator.console import Command, Console
from drivers.simulator.console_link import cable_of, link_commands
from drivers.simulator.console_plug import Cable
from drivers.simulator.display import DisplaySimulator
from drivers.simulator.display_logic_controls import LogicControlsSimulator
from drivers.simulator.host import SimulatorHost


@dataclass(frozen=True, slots=True)
class DisplaySeen:
    """A display at one moment. `cursor` is row and column, None when it is switched off."""

    cable: Cable
    powered: bool
    lines: tuple[str, str]
    cursor: tuple[int, int] | None
    brightness: int
    blink_s: float
    unknown: int


class DisplayStand:
    """A display, its host and its commands."""

    def __init__(self, display: DisplaySimulator, host: SimulatorHost) -> None:
        """Stand it there; whoever made the host starts it."""
        self.display = display
        logic = isinstance(display, LogicControlsSimulator)
        self.name = "Logic Controls display" if logic else "Customer display"
        self.host = host
        show = Command("show", "what is on the glass", lambda: _told(display))
        self.console = Console(host, [show, *link_commands(host, display)])

    def look(self) -> DisplaySeen:
        """How it is now; on the host's thread."""
        display = self.display
        return DisplaySeen(
            cable_of(self.host),
            display.powered,
            display.lines,
            display.cursor if display.cursor_on else None,
            display.brightness,
            display.blink_s,
            display.unknown,
        )


def _told(display: DisplaySimulator) -> str:
    if not display.powered:
        return "dark: it is off"
    return "\n".join(f"|{line}|" for line in display.lines)
