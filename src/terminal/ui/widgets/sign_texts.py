"""The texts that one signature covers: each with its title, its words and what it is signed for."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal.presentation.views import SignText
from terminal.ui.presses import Presses
from terminal.ui.theme import Look, Role, Size, Weight
from terminal.ui.widgets.button import NO_ACTION, Button
from terminal.ui.widgets.labels import Label


class TextBlock(QWidget):
    """One text."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._title = Label(look, Size.TEXT, Role.INK, Weight.SEMIBOLD)
        self._covers = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        self._words = Label(look, Size.TEXT, Role.INK, wrap=True)
        self._button = Button(look, presses)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addWidget(self._covers)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(look.px(12))
        top.addLayout(head, 1)
        top.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(6))
        column.setSpacing(look.px(2))
        column.addLayout(top)
        column.addWidget(self._words)

    def render_block(self, text: SignText | None) -> None:
        self._title.render_text(text.title if text else "")
        self._covers.render_text(text.covers if text else "")
        self._words.render_text(text.words if text else "")
        action = text.action if text else None
        self._button.render_action(action or NO_ACTION)
        self._button.setVisible(action is not None)
        self.setVisible(text is not None)


class SignTexts(QWidget):
    """All texts, under each other, as tall as they are."""

    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__()
        self._look, self._presses = look, presses
        self._texts: tuple[SignText, ...] = ()
        self._blocks: list[TextBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(4))

    def render_texts(self, texts: tuple[SignText, ...]) -> None:
        if texts == self._texts:
            return
        self._texts = texts
        while len(self._blocks) < len(texts):
            block = TextBlock(self._look, self._presses)
            self._column.addWidget(block)
            self._blocks.append(block)
        for at, block in enumerate(self._blocks):
            block.render_block(texts[at] if at < len(texts) else None)
