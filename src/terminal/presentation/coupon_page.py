"""A coupon that could be for several goods, or whose value is only printed: a person says."""

from terminal.app.inputs import Do, Intent
from terminal.app.state import CouponPage, TerminalState
from terminal.app.step_coupon import candidates
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Field, PromptView, Row, TicketView

KEYS = 9


def coupon_view(state: TerminalState, page: CouponPage, ticket: TicketView) -> PromptView:
    lines = candidates(state, page.code)
    field = None
    if page.asks_value:
        field = Field("amount", tr("As printed, like 1.00"), page.typed, state.revision)
    return PromptView(
        ticket,
        tr("Store coupon") if page.code.store else tr("Manufacturer's coupon"),
        tr("What is it worth?") if page.asks_value else tr("Which of these is it for?"),
        tr("Read what the coupon says: maker and size have to be those of the goods."),
        tuple(
            Row(
                str(line.id),
                line.item.name,
                f"{line.quantity} × {line.unit_price}",
                (),
                str(line.net),
                selected=line.id == page.line,
                choose=Intent(Do.SELECT_LINE, str(line.id)),
            )
            for line in lines
        ),
        "" if page.asks_value else tr("Choose"),
        ()
        if page.asks_value
        else tuple(
            press(Do.SELECT_LINE, line.item.name, f"Ctrl+{number}", str(line.id))
            for number, line in enumerate(lines[:KEYS], 1)
        ),
        field,
        tr("Value") if field else "",
        tr("It takes at most the price of its goods off, and only once for each piece."),
        (),
        (),
    )
