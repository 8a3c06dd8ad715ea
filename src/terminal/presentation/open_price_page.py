"""The price of goods that have none of their own: between which amounts, typed by a person."""

from terminal.app.state import OpenPricePage, TerminalState
from terminal.presentation.text import tr
from terminal.presentation.views import Field, PromptView, Row, TicketView


def open_price_view(state: TerminalState, page: OpenPricePage, ticket: TicketView) -> PromptView:
    limits = page.item.open_price
    assert limits is not None, "it is asked for goods with an open price"
    return PromptView(
        ticket,
        tr("Open price"),
        tr("What does one piece cost?"),
        tr("From {least} to {most}. It stands on the label or in your price list.",
           least=limits.least, most=limits.most),
        (Row("item", page.item.name, page.item.gtin.lstrip("0"), (), ""),),
        "",
        (),
        Field("amount", tr("Like 2.50"), page.typed, state.revision),
        tr("Price"),
        tr("It is on the ticket once the price is entered; Esc leaves it out."),
        (),
        (),
    )  # fmt: skip
