"""The one way out of the window: what a person did, at most once for each screen.

Rules that hold here: an intent goes out once until the next screen arrives, so a double tap or a
bouncing key never asks twice; only keypad digits repeat. A text is submitted once for the same
words. Edits always go out, in order.
"""

from collections.abc import Callable

from terminal.app.inputs import Do, FieldEdited, FieldSubmitted, Input, Intent, SignatureDrawn
from terminal.domain.signature import Strokes
from terminal.presentation.views import Action


def repeats(intent: Intent) -> bool:
    """Two presses of the same digit are two digits; two of Enter are one."""
    return intent.do is Do.KEYPAD and intent.argument.isdigit()


class Presses:
    """Sends inputs; knows which intents of the present screen are already spent."""

    def __init__(self, send: Callable[[Input], None]) -> None:
        self._send = send
        self.asked: Callable[[Intent], None] = lambda _intent: None
        """Told of each intent that was sent."""
        self._spent: set[Intent | FieldSubmitted] = set()

    def screen_arrived(self) -> None:
        self._spent.clear()

    def press(self, action: Action) -> bool:
        """Send what the action asks. False: nothing, or it was sent already."""
        asks = action.asks
        return asks is not None and self.ask(asks)

    def ask(self, intent: Intent) -> bool:
        if repeats(intent):
            self._send(intent)
            return True
        if not self._once(intent):
            return False
        self.asked(intent)
        return True

    def submit(self, name: str, text: str) -> bool:
        return self._once(FieldSubmitted(name, text))

    def edit(self, name: str, text: str) -> None:
        self._send(FieldEdited(name, text))

    def draw(self, strokes: Strokes) -> None:
        self._send(SignatureDrawn(strokes))

    def _once(self, what: Intent | FieldSubmitted) -> bool:
        if what in self._spent:
            return False
        self._spent.add(what)  # before sending: the answer may be the next screen, at once
        self._send(what)
        return True
