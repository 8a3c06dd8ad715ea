"""What the customer of a simulated card terminal reads."""

WELCOME = "Welcome"
SHOW_RESULT_S = 3.0


class Screen:
    """A text, and when it goes away by itself."""

    def __init__(self) -> None:
        self.text = WELCOME
        self._until: float | None = None

    def show(self, text: str) -> None:
        """Show a text until the next one."""
        self.text, self._until = text, None

    def flash(self, text: str, now: float) -> None:
        """Show a result for a moment."""
        self.text, self._until = text, now + SHOW_RESULT_S

    def tick(self, now: float) -> None:
        """Let time pass."""
        if self._until is not None and now >= self._until:
            self.show(WELCOME)
