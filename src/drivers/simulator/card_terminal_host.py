"""A simulated card terminal, plugged in: a serial port, or a network address with two lines.

A networked terminal serves one client; a second connection is heard only for a cancel and refused
otherwise (card-terminal.md section 3 and fault 13 of section 12).
"""

import time

from drivers.simulator.card_terminal import CardTerminalSimulator
from drivers.simulator.card_terminal_script import Card
from drivers.simulator.host import SimulatorHost


class CardTerminalHost(SimulatorHost):
    """Runs a `CardTerminalSimulator` at `pty:...` or `tcp://host:port` (port 0: a free one)."""

    def __init__(self, terminal: CardTerminalSimulator, url: str = "pty:") -> None:
        super().__init__(
            terminal, url, visitor=lambda data: self._terminal.urgent(data, time.monotonic())
        )
        self._terminal = terminal
        terminal.on_hang_up = self._drop_link

    def present(self, card: Card) -> None:
        """The customer presents a card now."""
        self.call(lambda: self._terminal.present(card, time.monotonic()))

    def enter_pin(self, pin: str) -> None:
        """The customer types the PIN now."""
        self.call(lambda: self._terminal.enter_pin(pin, time.monotonic()))

    def sign(self, strokes: tuple[tuple[tuple[int, int], ...], ...]) -> None:
        """The customer signs now."""
        self.call(lambda: self._terminal.sign(strokes, time.monotonic()))

    def cancel_by_customer(self) -> None:
        """The customer presses the red key now."""
        self.call(lambda: self._terminal.cancel_by_customer(time.monotonic()))

    @property
    def screen(self) -> str:
        """What the customer reads now."""
        return self.call(lambda: self._terminal.screen)

    def _drop_link(self) -> None:
        """Lose the connection; a network is there again at once, a pulled cable is not."""
        self.unplug()
        if self.url.startswith("tcp:"):
            self.replug()
