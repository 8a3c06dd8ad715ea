"""Prompts about a ticket: why it is voided or waits, what is on a gift receipt; why no sale."""

from terminal.app.asides import REASONS as WAITS
from terminal.app.asides import name_of, reason_of, ticket_aside
from terminal.app.inputs import Do, Intent
from terminal.app.receipt import ticket_number
from terminal.app.receipt_forms import gift_lines
from terminal.app.state import TerminalState
from terminal.app.tickets_page import AsidePage, GiftReceiptPage, NoSalePage, VoidPage
from terminal.app.voiding import NO_SALES, VOIDS, may_void, ticket_to_void
from terminal.domain.aside import MAX_NAME, MAX_REASON
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    PromptView,
    Row,
    TicketView,
    Tone,
)


def void_view(state: TerminalState, page: VoidPage, ticket: TicketView) -> PromptView:
    sale = ticket_to_void(state, page)
    own = sale is not None and may_void(state, sale)
    said = tr("Nothing of it is sold, and its bags stay here. It is recorded with the reason.")
    signs = "" if own else tr("Somebody else had it: a manager signs.")
    return PromptView(
        ticket,
        tr("Void the ticket"),
        tr("Why is it voided?"),
        f"{said} {signs}".strip(),
        (),
        tr("Choose or type"),
        _choices(VOIDS),
        _reason_field(state, page.typed),
        tr("Reason"),
        "",
        (),
        (),
    )


def no_sale_view(state: TerminalState, page: NoSalePage, ticket: TicketView) -> PromptView:
    return PromptView(
        ticket,
        tr("Open the drawer, no sale"),
        tr("Why is it opened?"),
        tr("It is recorded with the reason and with who asks. A manager signs where you may not."),
        (),
        tr("Choose or type"),
        _choices(NO_SALES),
        _reason_field(state, page.typed),
        tr("Reason"),
        "",
        (),
        (),
    )


def aside_view(state: TerminalState, page: AsidePage, ticket: TicketView) -> PromptView:
    naming = page.name is None
    sale = ticket_aside(state, page.sale)
    now = "" if sale is None else name_of(sale) if naming else reason_of(sale)
    hint = tr("A name that people here know it by") if naming else tr("In a few words")
    hint = tr("Now: {now}", now=now) if now else hint
    field = Field("note", hint, page.typed, state.revision, most=MAX_NAME if naming else MAX_REASON)
    return PromptView(
        ticket,
        tr("A ticket that waits"),
        tr("How is it known?") if naming else tr("Why does it wait?"),
        tr("It stands in the list of tickets, for whoever takes it up."),
        () if naming else (Row("name", page.name or tr("no name")),),
        "" if naming else tr("Choose or type; Enter leaves the reason as it is"),
        () if naming else _choices(WAITS),
        field,
        tr("Name") if naming else tr("Reason"),
        "",
        (),
        (),
    )


def gift_receipt_view(page: GiftReceiptPage, ticket: TicketView) -> PromptView:
    drawn = page.back.drawn
    assert drawn is not None, "a gift receipt is of a ticket that was read"
    lines = gift_lines(drawn.sale)
    left = len(lines) - len(page.left_out)
    nothing = "" if left else tr("Nothing is on it")
    return PromptView(
        ticket,
        tr("Gift receipt"),
        tr("What is the gift?"),
        tr(
            "It shows goods of ticket {number} without prices. Its barcode leads to that ticket.",
            number=ticket_number(drawn.sale),
        ),
        tuple(
            Row(
                str(line.id),
                line.item.name,
                "" if line.quantity == 1 else tr("{n} pieces", n=line.quantity),
                () if line.id in page.left_out else (Badge(tr("on it"), Tone.GOOD),),
                struck=line.id in page.left_out,
                choose=Intent(Do.SELECT_LINE, str(line.id)),
            )
            for line in lines
        ),
        tr("Leave out, or take in again"),
        tuple(
            press(
                Do.SELECT_LINE,
                line.item.name,
                f"Ctrl+{number}" if number <= KEYS else "",
                str(line.id),
                emphasis=Emphasis.PLAIN if line.id in page.left_out else Emphasis.CHOSEN,
            )
            for number, line in enumerate(lines, 1)
        ),
        None,
        "",
        "",
        (),
        (
            press(
                Do.PRINT_COPY,
                tr("Print it"),
                "Enter",
                unless=nothing,
                emphasis=Emphasis.PLAIN if nothing else Emphasis.FILLED,
                icon="mdi6.printer-outline",
            ),
        ),
    )


KEYS = 9


def reason_rows(state: TerminalState, page: VoidPage | NoSalePage) -> tuple[Row, ...]:
    """What a manager signs for."""
    if isinstance(page, NoSalePage):
        return (Row("drawer", tr("The drawer, no sale"), page.reason),)
    sale = ticket_to_void(state, page)
    if sale is None:
        return ()
    number = tr("Ticket {number}", number=ticket_number(sale))
    return (Row("ticket", number, page.reason, (), str(sale.total)),)


def _choices(reasons: tuple[str, ...]) -> tuple[Action, ...]:
    return tuple(
        press(Do.ANSWER, tr(reason), f"Ctrl+{number}", reason)
        for number, reason in enumerate(reasons, 1)
    )


def _reason_field(state: TerminalState, typed: str) -> Field:
    return Field("note", tr("In a few words"), typed, state.revision, most=MAX_REASON)
