"""A signing: every text that the one signature covers, word for word, and the pad."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout

from terminal.app.inputs import Do, Intent
from terminal.presentation.views import Action, SignView
from terminal.ui.pages.page import Page
from terminal.ui.presses import Presses
from terminal.ui.theme import TOUCH, Look, Role, Size, Weight
from terminal.ui.widgets.button import Button, ButtonRow, ButtonSize
from terminal.ui.widgets.labels import Label, Panel, Scroller
from terminal.ui.widgets.notice import Notices
from terminal.ui.widgets.sign_texts import SignTexts
from terminal.ui.widgets.signature_pad import SignaturePad
from terminal.ui.widgets.ticket import EMPTY_TICKET, TicketPanel

CLEAR = Action(Intent(Do.CLEAR_SIGNATURE), "", enabled=False)
BLANK = SignView(
    EMPTY_TICKET, "", (), "", "", "", signed=False, notices=(), clear=CLEAR, buttons=()
)


class SignPage(Page):
    def __init__(self, look: Look, presses: Presses) -> None:
        super().__init__(look, presses)
        self._clear_intent: Intent | None = None
        self._signed = False
        self._ticket = TicketPanel(look, presses)
        self._heading = Label(look, Size.HEADING, Role.INK, Weight.SEMIBOLD, wrap=True)
        self._texts = SignTexts(look, presses)
        self._later = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        self._signer = Label(look, Size.TEXT, Role.MUTED, Weight.SEMIBOLD)
        self._clear = Button(look, presses)
        self.pad = SignaturePad(look, presses)
        self._why = Label(look, Size.SMALL, Role.MUTED, wrap=True)
        self._notices = Notices(look, presses)
        self._buttons = ButtonRow(look, presses, ButtonSize.LARGE)
        body = Scroller(look)
        body.column.setSpacing(0)
        body.column.addLayout(
            self.padded(self._heading, self._texts, self._later, top=12, bottom=8)
        )
        body.column.addStretch(1)
        right = Panel(look)
        column = self.column(right, flush=True)
        column.setSpacing(0)
        column.addWidget(body)
        foot = self.padded(self._notices, top=8, bottom=16)
        self._body, self._foot, self._right = body, foot, right
        above = QHBoxLayout()
        above.addWidget(self._signer, 1)
        above.addWidget(self._clear)
        foot.addLayout(above)
        foot.addWidget(self.pad, 1)
        foot.addWidget(self._why)
        foot.addSpacing(look.px(4))
        foot.addWidget(self._buttons)
        column.addLayout(foot, 1)
        self.split(self._ticket, right)
        right.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if watched is self._right and event.type() == QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        """The text gets the height that it needs, the pad all the rest."""
        self._body.column.activate()  # what was just rendered counts already
        wanted = self._body.column.heightForWidth(self._right.width() - 2)
        room = self._right.height() - 2 - self._foot.minimumSize().height()
        self._body.setFixedHeight(max(self.look.px(TOUCH), min(wanted, room)))

    def show_view(self, view: SignView) -> None:
        self._ticket.render_ticket(view.ticket)
        self._heading.render_text(view.heading)
        self._texts.render_texts(view.texts)
        self._later.render_text(view.later)
        self._signer.render_text(view.signer)
        self._clear.render_action(view.clear)
        self._clear.setVisible(bool(view.clear.label))
        self._why.render_text(view.why)
        self._notices.render_notices(view.notices)
        self._buttons.render_actions(view.buttons)
        self._clear_intent = view.clear.intent
        if view.strokes is not None:
            self.pad.show_strokes(view.strokes)
        elif self._signed and not view.signed:
            self.pad.clear()
        self._signed = view.signed
        self._share()

    def pressed(self, intent: Intent) -> None:
        if intent == self._clear_intent:
            self.pad.clear()

    def clear(self) -> None:
        self.show_view(BLANK)
        self.pad.clear()
