"""A payment on account: the account, what it owes, and how much of it is paid."""

from terminal.app.inputs import Do
from terminal.app.state import DepositPage, TerminalState
from terminal.app.step_deposit import OWED
from terminal.domain.account import on_hold
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Badge, Field, Notice, PromptView, Row, TicketView, Tone


def deposit_view(state: TerminalState, page: DepositPage, ticket: TicketView) -> PromptView:
    known = page.standing
    ask = tr("Which account is paid?") if known is None else tr("How much is paid?")
    placeholder = tr("Its number") if known is None else tr("For example 20 or 20.00")
    choices = tuple(
        press(Do.ANSWER, tr("All that is owed: {owed}", owed=each.balance), "Ctrl+1", OWED)
        for each in (known,)
        if each is not None
    )
    return PromptView(
        ticket,
        tr("Payment on account"),
        ask,
        tr("It is a ticket of its own: nothing is sold on it."),
        _rows(state, page),
        tr("Choose or type") if choices else "",
        choices,
        Field("keyed", placeholder, page.typed, state.revision),
        tr("Account") if known is None else tr("Amount"),
        "",
        (Notice(tr("One moment …"), "", Tone.INFO),) if page.looking is not None else (),
        (),
    )


def _rows(state: TerminalState, page: DepositPage) -> tuple[Row, ...]:
    known = page.standing
    if known is None:
        return ()
    held = on_hold(known, state.day, state.policy.tenders.credit)
    badges = (Badge(tr("on hold"), Tone.ATTENTION),) if held else ()
    title = tr("Account {number}", number=known.account.id)
    owes = tr("{name} owes", name=known.account.name)
    return (Row("account", title, owes, badges, str(known.balance)),)
