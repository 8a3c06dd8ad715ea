"""Returns and refunds: which ticket, which line, how many, why; then what goes back to whom."""

from collections.abc import Iterator
from typing import Final

from terminal.app.dates import clock, day_of
from terminal.app.inputs import Do, Intent
from terminal.app.return_page import RefundPage, ReturnPage, Unreceipted
from terminal.app.sale_search import SaleSummary
from terminal.app.state import TerminalState
from terminal.app.step_payment import terminal_answers
from terminal.app.step_refund import dues, needs_no_card
from terminal.app.step_return import sold_line
from terminal.domain.money import ZERO, Money
from terminal.domain.original import Original, SoldLine
from terminal.domain.refund import FOR_GOODS, RefundWay, fate_of
from terminal.domain.refund_decider import RefundDue, cash_rounding
from terminal.domain.refusal import Refusal
from terminal.domain.return_decider import return_trouble
from terminal.domain.shown_id import IdType
from terminal.presentation.actions import press
from terminal.presentation.return_rows import fate_words
from terminal.presentation.tender_rows import KIND_NAMES
from terminal.presentation.text import refusal_title, tr
from terminal.presentation.views import Action, Emphasis, Field, PromptView, Row, TicketView

KEYS: Final = 9


def return_view(state: TerminalState, page: ReturnPage, ticket: TicketView) -> PromptView:
    if page.asks_reason:
        return _why_back(page, ticket)
    if page.asks_quantity:
        return _how_many(state, page, ticket)
    if page.without is not None:
        return _without_receipt(state, page, page.without, ticket)
    if page.original is not None:
        return _which_line(state, page, page.original, ticket)
    return _which_ticket(state, page, ticket)


# --- which ticket


def _which_ticket(state: TerminalState, page: ReturnPage, ticket: TicketView) -> PromptView:
    sales = page.sales or ()
    if page.looking:
        explain = tr("One moment …")
    elif page.sales is None:
        explain = tr("Scan the barcode at the foot of the receipt.")
    elif sales:
        explain = tr("Scan the receipt, or choose one of these with Enter; the newest first.")
    else:
        explain = tr("Nothing fits. Look for less at once: the day alone, or the amount alone.")
    unreceipted = state.policy.returns.unreceipted
    closed = "" if unreceipted else tr("This store takes nothing back without a receipt")
    return PromptView(
        ticket,
        tr("Return"),
        tr("Which ticket was it?"),
        explain,
        tuple(
            _sale_row(state, each, selected=place == page.highlighted)
            for place, each in enumerate(sales)
        ),
        "",
        (),
        Field("return", tr("2-000482, 10/12, 12.34, card 4242, goods"), page.typed, state.revision),
        tr("Number of the receipt, day, amount, last four of the card, goods"),
        tr("Tickets of another lane are returned there, or without a receipt."),
        (),
        (press(Do.RETURN_WITHOUT, tr("No receipt"), "F8", unless=closed),),
    )


def _sale_row(state: TerminalState, each: SaleSummary, *, selected: bool) -> Row:
    at = each.at.astimezone(state.zone)
    return Row(
        each.ticket,
        tr("{ticket} · {day} {at}", ticket=each.ticket, day=day_of(at.date()), at=clock(at)),
        " · ".join(words for words in (each.what, *_paid_with(each)) if words),
        (),
        str(each.total),
        selected=selected,
        choose=Intent(Do.RETURN, each.ticket),
    )


def _paid_with(each: SaleSummary) -> Iterator[str]:
    yield from (tr(KIND_NAMES[kind]) for kind in each.kinds)
    yield from (f"•••• {last4}" for last4 in each.cards)


# --- which line


def _which_line(
    state: TerminalState, page: ReturnPage, original: Original, ticket: TicketView
) -> PromptView:
    rows = tuple(
        _line_row(state, original, line, selected=place == page.highlighted)
        for place, line in enumerate(original.lines)
    )
    return PromptView(
        ticket,
        tr("Ticket {ticket} of {day}", ticket=original.ticket, day=day_of(original.day)),
        tr("What comes back?"),
        tr("What came back already is greyed. Prices and tax are those of that day."),
        rows,
        "",
        (),
        Field("return", tr("Enter takes the marked line"), page.typed, state.revision),
        tr("Scan the next receipt, or press Esc when nothing more comes back"),
        "",
        (),
        (),
    )


def _line_row(state: TerminalState, original: Original, line: SoldLine, *, selected: bool) -> Row:
    back = original.back(line.line, state.sale)
    trouble = return_trouble(original, line.line, state.sale, state.policy.returns)
    detail = tr("{sold} sold", sold=line.quantity)
    if back:
        detail = tr("{sold} sold, {back} came back", sold=line.quantity, back=back)
    if trouble is not None:
        detail = f"{detail} · {_title_of(trouble)}"
    return Row(
        str(line.line),
        name_of(line),
        detail,
        (),
        str(line.net + line.tax.amount),
        selected=selected,
        struck=trouble is not None,
        choose=Intent(Do.RETURN_LINE, str(line.line)),
    )


def name_of(line: SoldLine) -> str:
    if line.item is not None:
        return line.item.name
    return tr("Rx {rx} · fill {n}", rx=line.fill.rx, n=line.fill.fill) if line.fill else ""


def _title_of(refusal: Refusal) -> str:
    return refusal_title(refusal)


# --- how many, why


def _subject(page: ReturnPage) -> str:
    if page.without is not None:
        return "" if page.without.item is None else page.without.item.name
    return name_of(sold_line(page))


def _how_many(state: TerminalState, page: ReturnPage, ticket: TicketView) -> PromptView:
    choices: tuple[Action, ...] = ()
    explain = ""
    if page.original is not None:
        sold = sold_line(page)
        left = sold.quantity - page.original.back(sold.line, state.sale)
        explain = tr("{left} of {sold} can still come back.", left=left, sold=sold.quantity)
        choices = tuple(
            press(Do.ANSWER, str(many), f"Ctrl+{many}", str(many))
            for many in range(1, min(left, KEYS) + 1)
        )
    return PromptView(
        ticket,
        _subject(page),
        tr("How many come back?"),
        explain,
        (),
        tr("Choose or type") if choices else "",
        choices,
        Field("return", tr("Pieces"), page.typed, state.revision),
        tr("Pieces"),
        "",
        (),
        (),
    )


def _why_back(page: ReturnPage, ticket: TicketView) -> PromptView:
    item = page.without.item if page.without is not None else sold_line(page).item
    return PromptView(
        ticket,
        tr("{n} × {name}", n=page.quantity, name=_subject(page)),
        tr("Why does it come back?"),
        tr("The reason says what becomes of the goods."),
        tuple(
            Row(
                each.value,
                tr(each.value),
                fate_words(fate_of(each, item)),
                action=press(Do.ANSWER, tr("Choose"), f"Ctrl+{number}", each.value),
            )
            for number, each in enumerate(FOR_GOODS, 1)
        ),
        "",
        (),
        None,
        "",
        "",
        (),
        (),
    )


# --- without a receipt


_DOCUMENTS: Final = {
    IdType.DRIVER_LICENCE: "Driver licence",
    IdType.STATE_ID: "State ID",
    IdType.MILITARY: "Military ID",
    IdType.PASSPORT: "Passport",
    IdType.GREEN_CARD: "Green card",
    IdType.TRIBAL: "Tribal ID",
    IdType.OTHER: "Other",
}


def _without_receipt(
    state: TerminalState, page: ReturnPage, who: Unreceipted, ticket: TicketView
) -> PromptView:
    ask, placeholder, title, explain = _asked_of(who)
    choices: tuple[Action, ...] = ()
    if who.document is None:
        choices = tuple(
            press(Do.ANSWER, tr(name), f"Ctrl+{number}", kind.value)
            for number, (kind, name) in enumerate(_DOCUMENTS.items(), 1)
        )
    field = Field("return", placeholder, page.typed, state.revision) if placeholder else None
    return PromptView(
        ticket,
        tr("Return without a receipt"),
        ask,
        explain,
        tuple(_known(state, who)),
        tr("Choose") if choices else "",
        choices,
        field,
        title if field else "",
        tr("The refund is cash, at today's price and promotions. A manager signs for it."),
        (),
        (),
    )


def _asked_of(who: Unreceipted) -> tuple[str, str, str, str]:
    """The question, what stands in the field, its title, the explanation."""
    if who.document is None:
        return tr("Which document does the customer show?"), "", "", tr("Or scan the ID card.")
    if not who.number:
        kept = tr("Only the last four signs are kept.")
        return tr("The number of the document"), tr("Letters and digits"), tr("Number"), kept
    if who.name is None:
        both = tr("Both names: Doe, Jane, or Jane Doe.")
        return tr("The name on it"), tr("Last name, first name"), tr("Name"), both
    if who.before is None:
        return tr("One moment …"), "", "", ""
    return tr("What comes back?"), tr("Scan the goods, or type the code"), tr("Code"), ""


def _known(state: TerminalState, who: Unreceipted) -> Iterator[Row]:
    if who.document is not None:
        number = f"•••• {who.number[-4:]}" if who.number else ""
        yield Row("document", tr(_DOCUMENTS[who.document]), number)
    if who.before is not None:
        days = state.policy.returns.unreceipted_period_days
        words = tr("without receipts in the last {n} days", n=days)
        yield Row("before", tr("Given back already"), words, (), str(who.before))


# --- the refund


_WAYS: Final = {
    RefundWay.CASH: ("In cash", "The drawer opens."),
    RefundWay.CARD: ("Back to the card", "The customer presents the card that had paid."),
    RefundWay.ACCOUNT: ("Off the house account", "The account owes that much less."),
    RefundWay.GIFT_CARD: ("Onto the gift card", "The card itself is not needed."),
    RefundWay.CHECK: ("By the store's own check", "Its number is asked for."),
    RefundWay.REFERENCE: ("Whoever approved it takes it back", "Their reference is asked for."),
}


def refund_view(state: TerminalState, page: RefundPage, ticket: TicketView) -> PromptView:
    if page.source:
        return _reference(state, page, ticket)
    rows = dues(state)
    return PromptView(
        ticket,
        tr("Refund"),
        tr("This goes back, to where it came from"),
        tr("FSA/HSA money goes back first, and only to its card."),
        tuple(_due_row(state, each) for each in rows),
        "",
        (),
        None,
        "",
        "",
        (),
        tuple(_keys(state, rows)),
    )


_VOIDED: Final = (
    "Void the payment",
    "No card is needed: the terminal takes the payment back.",
)


def _way(state: TerminalState, due: RefundDue) -> tuple[str, str]:
    return _VOIDED if needs_no_card(state, due) else _WAYS[due.way]


def _due_row(state: TerminalState, due: RefundDue) -> Row:
    way, detail = _way(state, due)
    source = due.source
    came_from = tr(KIND_NAMES[source.kind])
    which = f"•••• {source.last4}" if source.last4 else source.name
    why = why_not_now(state, due)
    return Row(
        due.key,
        tr("{way} · {kind} {which}", way=tr(way), kind=came_from, which=which).rstrip(),
        why or tr(detail),
        (),
        str(handed_out(state, due)),
    )


def handed_out(state: TerminalState, due: RefundDue) -> Money:
    """Cash as it leaves the drawer: rounded where the state rounds."""
    if due.way is not RefundWay.CASH:
        return due.amount
    return due.amount - cash_rounding(due, state.policy, state.day)


def why_not_now(state: TerminalState, due: RefundDue) -> str:
    if due.refusal is not None:
        return _title_of(due.refusal)
    if due.way is RefundWay.CARD and not terminal_answers(state):
        return tr("The card terminal does not answer; put the ticket aside until it does")
    return ""


def _keys(state: TerminalState, rows: tuple[RefundDue, ...]) -> Iterator[Action]:
    """F9 for cash, F10 for the card as at payment; the rest by their place."""
    keys = {RefundWay.CASH: "F9", RefundWay.CARD: "F10", RefundWay.ACCOUNT: "F11"}
    used: set[str] = set()
    for place, due in enumerate(rows, 1):
        key = keys.get(due.way, "")
        if not key or key in used:
            key = f"Ctrl+{place}" if place <= KEYS else ""
        used.add(key)
        yield press(
            Do.REFUND,
            tr("{way} {amount}", way=tr(_way(state, due)[0]), amount=handed_out(state, due)),
            key,
            due.key,
            unless=why_not_now(state, due),
            emphasis=Emphasis.FILLED if place == 1 else Emphasis.PLAIN,
        )


def _reference(state: TerminalState, page: RefundPage, ticket: TicketView) -> PromptView:
    due = next((each for each in dues(state) if each.key == page.source), None)
    check = due is not None and due.way is RefundWay.CHECK
    ask = tr("What is the number of the store's check?") if check else tr("What is the reference?")
    explain = tr("Write the check first; its number is kept.")
    if not check:
        explain = tr("Take it back there first: the counter cannot. Its reference is kept.")
    return PromptView(
        ticket,
        tr("Refund of {amount}", amount=ZERO if due is None else due.amount),
        ask,
        explain,
        () if due is None else (_due_row(state, due),),
        "",
        (),
        Field("return", tr("As it is written there"), page.typed, state.revision),
        tr("Number") if check else tr("Reference"),
        "",
        (),
        (),
    )
