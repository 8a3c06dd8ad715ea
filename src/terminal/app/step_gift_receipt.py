"""Which goods are on a gift receipt: all of the ticket's, less those that are left out."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.receipt_forms import gift_lines
from terminal.app.state import TerminalState
from terminal.app.step_tickets import print_drawn
from terminal.app.stepping import Step, refuse
from terminal.app.tickets_page import GiftReceiptPage
from terminal.domain.receipt_wish import Form, Wish
from terminal.domain.refusal import Refusal, Why


def on_gift_receipt(
    state: TerminalState, page: GiftReceiptPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    drawn = page.back.drawn
    assert drawn is not None, "a gift receipt is of a ticket that was read"
    lines = gift_lines(drawn.sale)
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.SELECT_LINE, argument=number):
            known = {line.id for line in lines if str(line.id) == number}
            return Step(replace(state, page=replace(page, left_out=page.left_out ^ known)))
        case i.Intent(do=Do.PRINT_COPY):
            chosen = tuple(line.id for line in lines if line.id not in page.left_out)
            if not chosen:
                return refuse(state, Refusal(Why.NO_SUCH_LINE))
            wish = Wish(page.back.wish.language, form=Form.GIFT, lines=chosen)
            return print_drawn(state, page.back, drawn, wish)
        case _:
            return Step(state)
