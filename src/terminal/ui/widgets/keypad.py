"""Twelve keys for fingers: 1 2 3 / 4 5 6 / 7 8 9 / clear 0 enter."""

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from terminal.presentation.views import Action
from terminal.ui.presses import Presses
from terminal.ui.theme import Look
from terminal.ui.widgets.button import Button, ButtonSize

COLUMNS = 3


class Keypad(QWidget):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self.buttons: list[Button] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(10))

    def render_keys(self, keys: tuple[Action, ...]) -> None:
        for at, key in enumerate(keys):
            if at == len(self.buttons):
                button = Button(self._look, self._presses, ButtonSize.LARGE)
                button.squeezable = True
                button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                self._grid.addWidget(button, at // COLUMNS, at % COLUMNS)
                self.buttons.append(button)
            self.buttons[at].render_action(key)
