"""How a card terminal is, for the status strip: told on every change, and asked again in time."""

from collections.abc import Set as AbstractSet

from drivers.card_terminal.messages import HealthState, TerminalHealth


class Health:
    """The last word about a terminal, and when it is greeted to hear whether that still holds.

    Soon in a state of `asked_again`; else after `hello_idle_s` in which nothing was asked of it.
    """

    def __init__(
        self, asked_again: AbstractSet[HealthState], hello_again_s: float, hello_idle_s: float
    ) -> None:
        self._asked_again = asked_again
        self._hello_again_s = hello_again_s
        self._hello_idle_s = hello_idle_s
        self._told: list[TerminalHealth] = []
        self.last: TerminalHealth | None = None
        self.greet_at: float | None = None

    def say(self, state: HealthState, now: float, *reasons: str) -> None:
        """Take in how it is."""
        health = TerminalHealth(state, reasons)
        if health != self.last:
            self.last = health
            self._told.append(health)
        self.rest(now)

    def rest(self, now: float) -> None:
        """From now on nothing is asked of it."""
        soon = self.last is None or self.last.state in self._asked_again
        self.greet_at = now + (self._hello_again_s if soon else self._hello_idle_s)

    def time_to_greet(self, now: float) -> bool:
        """Whether somebody should ask how it is; once."""
        if self.greet_at is None or now < self.greet_at:
            return False
        self.greet_at = None
        return True

    def drain(self) -> list[TerminalHealth]:
        """Take what changed."""
        told, self._told = self._told, []
        return told
