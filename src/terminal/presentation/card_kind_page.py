"""A card that is asked for by its kind: how much it pays, and what of the tax SNAP takes away."""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.state import CardKindPage, TerminalState
from terminal.app.step_card_kind import ALL, can_tell, most_of
from terminal.domain.attempt import NEVER_ANOTHER, CardKind
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.sale import Sale
from terminal.domain.snap import SnapShare
from terminal.domain.snap_decider import snap_shares, tax_saved
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.actions import press
from terminal.presentation.tender_rows import KIND_NAMES
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Field, Notice, PromptView, Row, TicketView, Tone

_EXPLAINED: Final = {
    CardKind.EBT_SNAP: "It pays for food only, without tax. The customer types the PIN on the"
    " terminal; when the card holds less, it pays what it can.",
    CardKind.EBT_CASH: "It pays for anything, with tax. The customer types the PIN on the"
    " terminal; when the card holds less, it pays what it can. No cash back.",
    CardKind.GIFT: "The customer swipes the gift card on the terminal; when it holds less, it pays"
    " what it can.",
    CardKind.DEBIT: "The customer types the PIN on the terminal. No signature.",
}


def card_kind_view(state: TerminalState, page: CardKindPage, ticket: TicketView) -> PromptView:
    sale = state.sale
    assert sale is not None, "there is no payment without a ticket"
    most = most_of(state, page.kind)
    asked = _typed(page, most)
    name = tr(KIND_NAMES[TenderKind(page.kind.value)])
    rows = _food(sale, asked) if page.kind is CardKind.EBT_SNAP else ()
    if page.balance is not None:
        left = Row("balance", tr("On the card"), tr("the terminal says"), (), str(page.balance))
        rows = (left, *rows)
    return PromptView(
        ticket,
        tr("{name} · left to pay {due}", name=name, due=sale.due),
        tr("How much goes on this card?"),
        tr(_EXPLAINED[page.kind]),
        rows,
        tr("Choose or type") if page.asked is None else "",
        _choices(state, page, most) if page.asked is None else (),
        Field("keyed", tr("Enter alone: all of it"), page.typed, state.revision),
        tr("Amount"),
        "",
        (_asking(),) if page.asked is not None else (),
        (),
    )


def _asking() -> Notice:
    return Notice(
        tr("The customer swipes the card on the terminal."),
        tr("It tells what is left; nothing is charged. Esc gives up."),
        Tone.INFO,
    )


def _choices(state: TerminalState, page: CardKindPage, most: Money) -> tuple[Action, ...]:
    pay = press(Do.ANSWER, tr("All that it may pay: {most}", most=most), "Ctrl+1", ALL)
    if page.kind not in NEVER_ANOTHER:
        return (pay,)
    busy = "" if can_tell(state, page.kind) else tr("The card terminal is not ready")
    return (pay, press(Do.CARD_BALANCE, tr("What is on the card?"), "Ctrl+2", unless=busy))


def _typed(page: CardKindPage, most: Money) -> Money:
    """What the rows tell of: what is typed, where that is an amount."""
    try:
        return min(most, max(ZERO, Money.parse(page.typed)))
    except ValueError:
        return most


def _food(sale: Sale, asked: Money) -> tuple[Row, ...]:
    """Line by line what SNAP would pay, and the tax that falls away; then the sums."""
    shares = snap_shares(sale, asked)
    paid, saved = total(each.amount for each in shares), tax_saved(sale, shares)
    rest = sale.due - paid - saved
    return (
        *(_line(sale, each) for each in shares),
        Row("paid", tr("SNAP pays"), "", (), str(paid)),
        Row("tax", tr("Tax that is not charged"), "", (), str(saved)),
        Row("rest", tr("Left to pay after it"), "", (), str(rest)),
    )


def _line(sale: Sale, share: SnapShare) -> Row:
    line = sale.lines[share.line - 1]
    assert isinstance(line, ItemLine), "only goods are food"
    words = tr(
        "of {net}, tax {old} → {new}", net=line.net, old=line.tax.amount, new=share.tax.amount
    )
    return Row(f"line-{line.id}", line.item.name, words, (), str(share.amount))
