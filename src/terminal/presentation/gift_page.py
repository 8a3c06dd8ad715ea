"""A gift card of the store: its number, what is on it, how much is put on it or paid with it."""

from terminal.app.inputs import Do
from terminal.app.state import GiftPage, TerminalState
from terminal.app.step_gift import ALL, LOADS, most_of
from terminal.domain.gift import GiftStanding
from terminal.domain.money import ZERO
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Field, Notice, PromptView, Row, TicketView, Tone


def gift_view(state: TerminalState, page: GiftPage, ticket: TicketView) -> PromptView:
    known = page.standing
    choices = () if known is None else _choices(state, page)
    return PromptView(
        ticket,
        _heading(state, page),
        _question(page),
        _explained(state, page),
        () if known is None else _rows(state, page, known),
        tr("Choose or type") if choices else "",
        choices,
        Field("keyed", _placeholder(page), page.typed, state.revision),
        tr("Number") if known is None else tr("Amount"),
        "",
        (Notice(tr("One moment …"), "", Tone.INFO),) if page.looking else (),
        (),
    )


def _heading(state: TerminalState, page: GiftPage) -> str:
    if not page.paying or state.sale is None:
        return tr("Gift card")
    return tr("{name} · left to pay {due}", name=tr("Gift card"), due=state.sale.due)


def _question(page: GiftPage) -> str:
    if page.first:
        return tr("It is new: type its number once more")
    if page.standing is None:
        return tr("What is the number of the gift card?")
    return tr("How much does it pay?") if page.paying else tr("How much is put on it?")


def _explained(state: TerminalState, page: GiftPage) -> str:
    rules = state.policy.tenders.gift
    if page.standing is None:
        return tr("It begins with {prefix}. The number is not kept.", prefix=rules.prefix)
    if not page.paying:
        return tr("It is on the card once the ticket is paid. Esc leaves it as it is.")
    if rules.only_lane:
        return tr("What the card does not pay is paid another way.")
    return tr("Other lanes cannot be asked now, so this lane takes only so much from one card.")


def _placeholder(page: GiftPage) -> str:
    if page.standing is None:
        return tr("As it is printed on the card")
    return tr("Enter alone: all of it") if page.paying else tr("For example 20 or 20.00")


def _rows(state: TerminalState, page: GiftPage, known: GiftStanding) -> tuple[Row, ...]:
    card = tr("Gift card •••• {last4}", last4=known.last4)
    words = tr("is on it") if known.known else tr("new: nothing was put on it yet")
    rows = (Row("card", card, words, (), str(known.balance)),)
    if not page.paying:
        return rows
    most = most_of(state, page)
    return (*rows, Row("most", tr("It may pay"), "", (), str(most)))


def _choices(state: TerminalState, page: GiftPage) -> tuple[Action, ...]:
    if not page.paying:
        return tuple(
            press(Do.ANSWER, str(each), f"Ctrl+{number}", str(each.cents))
            for number, each in enumerate(LOADS, 1)
        )
    most = most_of(state, page)
    if most == ZERO:
        return ()
    return (press(Do.ANSWER, tr("All that it may pay: {most}", most=most), "Ctrl+1", ALL),)
