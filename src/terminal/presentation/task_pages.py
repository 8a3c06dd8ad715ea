"""The prompts of the pickup counter beside pickup itself: stops, copays, notices."""

from typing import assert_never

from terminal.app.state import (
    CopayPage,
    MessagesPage,
    NoticePage,
    StopPage,
    TerminalState,
    TypedBagPage,
)
from terminal.presentation.copay_page import copay_view
from terminal.presentation.next_visit import messages_view
from terminal.presentation.notice_page import notice_view
from terminal.presentation.stops import stop_view
from terminal.presentation.typed_bag import typed_bag_view
from terminal.presentation.views import PromptView, TicketView


def task_view(
    state: TerminalState,
    page: StopPage | CopayPage | NoticePage | MessagesPage | TypedBagPage,
    ticket: TicketView,
) -> PromptView:
    match page:
        case StopPage():
            return stop_view(state, page, ticket)
        case CopayPage():
            return copay_view(state, page, ticket)
        case NoticePage():
            return notice_view(state, page, ticket)
        case MessagesPage():
            return messages_view(state, page, ticket)
        case TypedBagPage():
            return typed_bag_view(state, page, ticket)
        case _:
            assert_never(page)
