"""The pages of the pickup counter beside pickup itself: stops, copays, notices, unclaimed bags; and
those of tickets."""

from typing import assert_never

from terminal.app import inputs as i
from terminal.app.state import (
    CopayPage,
    MessagesPage,
    NoticePage,
    StopPage,
    TerminalState,
    TypedBagPage,
    UnclaimedPage,
)
from terminal.app.step_copay import on_copay
from terminal.app.step_gift_receipt import on_gift_receipt
from terminal.app.step_messages import on_messages
from terminal.app.step_notice import on_notice
from terminal.app.step_send import on_send
from terminal.app.step_stops import on_stop
from terminal.app.step_tickets import on_tickets
from terminal.app.step_typed_bag import on_typed_bag
from terminal.app.step_unclaimed import on_unclaimed
from terminal.app.step_void import on_aside, on_no_sale, on_void
from terminal.app.stepping import Step
from terminal.app.tickets_page import (
    AsidePage,
    GiftReceiptPage,
    NoSalePage,
    SendPage,
    TicketPrompt,
    TicketsPage,
    VoidPage,
)

TaskPage = (
    StopPage | CopayPage | NoticePage | UnclaimedPage | MessagesPage | TypedBagPage | TicketPrompt
)


def on_task(
    state: TerminalState, page: TaskPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match page:
        case StopPage():
            return on_stop(state, page, what)
        case CopayPage():
            return on_copay(state, page, what)
        case NoticePage():
            return on_notice(state, page, what)
        case UnclaimedPage():
            return on_unclaimed(state, page, what)
        case MessagesPage():
            return on_messages(state, page, what)
        case TypedBagPage():
            return on_typed_bag(state, page, what)
        case TicketsPage():
            return on_tickets(state, page, what)
        case VoidPage():
            return on_void(state, page, what)
        case AsidePage():
            return on_aside(state, page, what)
        case GiftReceiptPage():
            return on_gift_receipt(state, page, what)
        case NoSalePage():
            return on_no_sale(state, page, what)
        case SendPage():
            return on_send(state, page, what)
        case _:
            assert_never(page)
