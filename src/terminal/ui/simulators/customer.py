"""What the customer does at the card terminal beside holding a card: the PIN, the signature."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from drivers.simulator.card_terminal_script import CREDIT_CARD
from terminal.app.inputs import Do, Input, Intent
from terminal.domain.signature import Strokes
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Tone
from terminal.ui.presses import Presses
from terminal.ui.simulators.parts import Section, command_row, presses_saying, says
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import Button, ButtonSize
from terminal.ui.widgets.labels import Label
from terminal.ui.widgets.signature_pad import UNITS, SignaturePad

KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "enter")
MAX_PIN: Final = 12
MIN_PIN: Final = 4
HIDDEN: Final = "•"
SCREEN_WIDTH: Final = 300
SCREEN_HEIGHT: Final = 120
"""The terminal's own signature field, in its dots."""
MAX_POINTS: Final = 500
"""More than a name needs, and few enough for one line of the console."""


class PinPad(Section):
    """Number keys; what is typed is shown as dots and forgotten when it was said."""

    def __init__(self, look: Look, tell: Callable[[str], None]) -> None:
        super().__init__(look, tr("PIN; that of every card here is {pin}", pin=CREDIT_CARD.pin))
        self._tell = tell
        self._typed = ""
        self._shown = Label(look, Size.TITLE, Role.INK, Weight.BOLD)
        self.add(self._shown)
        keys = QWidget()
        grid = QGridLayout(keys)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.px(8))
        presses = presses_saying(self.press)
        self.keys: dict[str, Button] = {}
        for at, key in enumerate(KEYS):
            button = Button(look, presses, ButtonSize.COMPACT)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.render_action(_key_action(key))
            grid.addWidget(button, at // 3, at % 3)
            self.keys[key] = button
        self.add(keys)
        self._render()
        self.setVisible(False)

    def show_if(self, asked: bool) -> None:
        if not asked:
            self._typed = ""
            self._render()
        self.setVisible(asked)

    def press(self, key: str) -> None:
        """One key of the pad."""
        if key == "clear":
            self._typed = ""
        elif key == "enter":
            pin, self._typed = self._typed, ""
            if len(pin) >= MIN_PIN:
                self._tell(f"pin {pin}")
        elif len(self._typed) < MAX_PIN:
            self._typed += key
        self._render()

    def _render(self) -> None:
        self._shown.render_text(HIDDEN * len(self._typed) or "\u00a0")


def _key_action(key: str) -> Action:
    tones = {"clear": Tone.ATTENTION, "enter": Tone.GOOD}
    words = {"clear": tr("Clear"), "enter": tr("Enter")}
    intent = Intent(Do.KEYPAD if key.isdigit() else Do.DISMISS, key)
    return Action(intent, words.get(key, key), tone=tones.get(key, Tone.PLAIN))


class SigningPad(Section):
    """Where the customer signs, and the green key below."""

    def __init__(self, look: Look, tell: Callable[[str], None]) -> None:
        super().__init__(look, tr("Signature"))
        self._tell = tell
        self.pad = SignaturePad(look, Presses(self._drawn))
        self.pad.setFixedHeight(look.px(150))
        self.add(self.pad)
        self._keys = command_row(look, presses_saying(self._press))
        self.add(self._keys)
        self._drawn(None)
        self.setVisible(False)

    def show_if(self, asked: bool) -> None:
        if not asked:
            self.pad.clear()
            self._drawn(None)
        self.setVisible(asked)

    def _drawn(self, _what: Input | None) -> None:
        signed = bool(self.pad.strokes().strokes)
        self._keys.render_actions(
            (
                says("clear", tr("Clear"), enabled=signed),
                says("enter", tr("Done"), enabled=signed, tone=Tone.GOOD),
            )
        )

    def _press(self, key: str) -> None:
        if key == "enter":
            self._tell(f"sign {_in_words(self.pad.strokes())}")
        self.pad.clear()
        self._drawn(None)


def _in_words(strokes: Strokes) -> str:
    """The drawing in the terminal's own dots, as its console takes it."""
    count = sum(len(stroke) for stroke in strokes.strokes)
    step = count // MAX_POINTS + 1
    return " / ".join(
        " ".join(
            f"{point.x * SCREEN_WIDTH // UNITS},{point.y * SCREEN_HEIGHT // UNITS}"
            for point in stroke[::step]
        )
        for stroke in strokes.strokes
    )
