"""A receipt by e-mail or text message: the channel, the address, and the customer's agreement."""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.state import TerminalState
from terminal.app.step_send import AGREED, ways
from terminal.app.tickets_page import SendPage
from terminal.domain.language import Language
from terminal.domain.receipt_message import MAX_ADDRESS, Via
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Emphasis,
    Field,
    Notice,
    PromptView,
    Row,
    TicketView,
    Tone,
)

CONSENTS: Final = {
    Language.ENGLISH: (
        "“May we send this receipt to {to}? Messages are not encrypted on their way."
        " We use the address for this receipt alone.”"
    ),
    Language.SPANISH: (
        "«¿Podemos enviar este recibo a {to}? Los mensajes no van cifrados."
        " Usamos la dirección solo para este recibo.»"
    ),
}
"""What the customer is asked; its version is `receipt_message.CONSENT`."""
_NOT_SET_UP: Final = {
    Via.EMAIL: "No mail server is set up here: a manager names it in settings.toml",
    Via.TEXT: "No gateway for texts is set up here: a manager names it in settings.toml",
}


def send_view(state: TerminalState, page: SendPage, ticket: TicketView) -> PromptView:
    if page.via is None:
        return _which(state, ticket)
    if page.address is None:
        return _where(state, page, page.via, ticket)
    return _agree(page, page.address, ticket)


def _view(
    ticket: TicketView,
    ask: str,
    explain: str,
    *,
    rows: tuple[Row, ...] = (),
    choices: tuple[Action, ...] = (),
    field: Field | None = None,
    notices: tuple[Notice, ...] = (),
    buttons: tuple[Action, ...] = (),
) -> PromptView:
    return PromptView(
        ticket,
        tr("Send the receipt"),
        ask,
        explain,
        rows,
        tr("Choose") if choices else "",
        choices,
        field,
        tr("Address") if field else "",
        "",
        notices,
        buttons,
    )


def _which(state: TerminalState, ticket: TicketView) -> PromptView:
    open_ways = ways(state)
    return _view(
        ticket,
        tr("How does the customer want it?"),
        tr("It leaves when there is a line. The customer is asked before."),
        choices=tuple(
            press(
                Do.ANSWER,
                tr(words),
                f"Ctrl+{number}",
                via.value,
                unless="" if via in open_ways else tr(_NOT_SET_UP[via]),
            )
            for number, (via, words) in enumerate(
                ((Via.EMAIL, "By e-mail"), (Via.TEXT, "As a text message")), 1
            )
        ),
    )


def _where(state: TerminalState, page: SendPage, via: Via, ticket: TicketView) -> PromptView:
    hint = tr("name@example.com") if via is Via.EMAIL else tr("512 555 0104")
    return _view(
        ticket,
        tr("Which address?") if via is Via.EMAIL else tr("Which number?"),
        tr("Read it back to the customer, sign by sign."),
        field=Field("receipt address", hint, page.typed, state.revision, most=MAX_ADDRESS),
    )


def _agree(page: SendPage, address: str, ticket: TicketView) -> PromptView:
    language = page.back.wish.language
    wait = "" if page.drawn is not None else tr("It is being laid out: one moment")
    numbers = Emphasis.CHOSEN if page.numbers else Emphasis.PLAIN
    drawn = page.drawn or page.back.drawn
    has_rx = drawn is not None and bool(drawn.sale.rx_lines)
    with_numbers = press(
        Do.RX_NUMBERS,
        tr("With prescription numbers"),
        "F6",
        unless="" if has_rx else tr("There is no prescription on it"),
        emphasis=numbers,
    )
    hidden = Notice(
        tr("Of prescriptions it says only that there is one."),
        tr("F6 adds their numbers, when the customer asks. Medicines are never named."),
        Tone.INFO,
    )
    return _view(
        ticket,
        tr("Ask the customer"),
        CONSENTS[language].format(to=address),
        choices=(
            press(
                Do.ANSWER,
                tr("The customer agrees"),
                "Ctrl+1",
                AGREED,
                unless=wait,
                emphasis=Emphasis.PLAIN if wait else Emphasis.FILLED,
            ),
            press(Do.BACK, tr("No, or another address"), "Ctrl+2"),
        ),
        notices=(hidden,) if has_rx and not page.numbers else (),
        buttons=(with_numbers,) if page.via is Via.EMAIL else (),
    )
