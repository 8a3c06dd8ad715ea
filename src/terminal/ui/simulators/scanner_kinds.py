"""What the windows of simulated scanners do not share: how each kind is set up, and its state."""

from dataclasses import dataclass
from typing import Final

from drivers.simulator.scanner_hid import Vendor
from drivers.simulator.stand_scanner import ScannerSeen
from drivers.simulator.stand_scanner_hid import HidSeen
from drivers.simulator.stand_scanner_ssi import OPCODES, SsiSeen
from terminal.presentation.text import tr
from terminal.presentation.views import Action
from terminal.ui.presses import Presses
from terminal.ui.simulators.parts import Section, command_row, says
from terminal.ui.theme import Look
from terminal.ui.widgets.button import ButtonRow

BEEPS_SHOWN: Final = 6
GARBAGE: Final = 100
LAYOUTS: Final = {Vendor.MOST: "Most makers", Vendor.IDTECH: "IDTECH"}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a person sees of a scanner beside its cable; `beeps` in words."""

    words: str
    beeps: str
    waits: bool = False


class SetUp(Section):
    """Rows of buttons that say what a setup sheet, or trouble, would."""

    def __init__(self, look: Look, presses: Presses, rows: int) -> None:
        super().__init__(look, tr("Set up"))
        self._rows: list[ButtonRow] = [command_row(look, presses) for _ in range(rows)]
        for row in self._rows:
            self.add(row)


class TextSetUp(SetUp):
    """A Honeywell that sends text."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses, 3)

    def render_seen(self, seen: ScannerSeen) -> Condition:
        suffix, switches, nonsense = self._rows
        suffix.render_actions(
            tuple(
                says(f"suffix {name}", name.upper(), chosen=seen.suffix == name)
                for name in ("cr", "crlf", "tab", "none")
            )
        )
        answered = seen.host_acknowledge
        switches.render_actions(
            (
                _switch("aim", tr("AIM identifier"), on=seen.sends_aim),
                _switch("acknowledge", tr("Waits for beeps"), on=answered),
            )
        )
        nonsense.render_actions(
            (says(f"garbage {GARBAGE}", tr("{count} signs of garbage", count=GARBAGE)),)
        )
        beeps = beeps_in_words(seen.beeps)
        if not seen.powered:
            return Condition(dark(), beeps)
        if seen.suspended:
            return Condition(tr("Waits for the answer to its last label."), beeps, waits=True)
        return Condition(tr("Ready to read."), beeps)


class SsiSetUp(SetUp):
    """A Zebra that sends packets."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses, 4)

    def render_seen(self, seen: SsiSeen) -> Condition:
        switches, packets, denied, odd = self._rows
        switches.render_actions((_switch("aim", tr("AIM identifier"), on=seen.sends_aim),))
        packets.render_actions(
            (
                says("bad-check 1", tr("Bad check")),
                says("deaf 1", tr("Deaf")),
                says("nak 1", tr("NAK")),
            )
        )
        denied.render_actions(
            tuple(
                says(
                    "allow" if name in seen.denied else f"deny {name}",
                    tr("No {command}", command=name),
                    chosen=name in seen.denied,
                )
                for name in OPCODES
            )
        )
        odd.render_actions((says("again", tr("Send it again")), says("event", tr("Tell an event"))))
        beeps = beeps_in_words(seen.beeps)
        if not seen.powered:
            return Condition(dark(), beeps)
        if not seen.enabled:
            return Condition(tr("Its light is off: the counter has disabled it."), beeps)
        if seen.waits:
            return Condition(tr("Waits for its packet to be acknowledged."), beeps, waits=True)
        return Condition(tr("Ready to read."), beeps)


class HidSetUp(SetUp):
    """A scanner that sends reports."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses, 2)

    def render_seen(self, seen: HidSeen) -> Condition:
        layout, odd = self._rows
        layout.render_actions(
            tuple(
                says(f"layout {vendor.value}", tr(words), chosen=seen.layout == vendor.value)
                for vendor, words in LAYOUTS.items()
            )
        )
        odd.render_actions(
            (
                says("cut", tr("Cut the next"), chosen=seen.cuts_next),
                says("status", tr("Tell a status")),
            )
        )
        beeps = tr("It beeps by itself; the counter cannot make it.")
        return Condition(tr("Ready to read.") if seen.powered else dark(), beeps)


def beeps_in_words(beeps: tuple[str, ...]) -> str:
    """The last ones, the newest first."""
    last = reversed(beeps[-BEEPS_SHOWN:])
    return tr("The last first: {beeps}", beeps=", ".join(last)) if beeps else tr("No beep yet.")


def dark() -> str:
    """Of a scanner without power."""
    return tr("Dark: it is switched off.")


def _switch(command: str, label: str, *, on: bool) -> Action:
    return says(f"{command} {'off' if on else 'on'}", label, chosen=on)
