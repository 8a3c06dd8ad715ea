"""Tickets that wait, as rows: by name, why and since when, with what is left to pay.

The sale's page offers them while nothing is on its ticket; the tickets page lists them.
"""

from datetime import datetime
from typing import Final

from terminal.app.asides import NOT_CONFIRMED, PUT_ASIDE, name_of, reason_of
from terminal.app.inputs import Do, Intent
from terminal.app.state import TerminalState
from terminal.domain.money import ZERO, Money
from terminal.domain.sale import Sale
from terminal.presentation.actions import press
from terminal.presentation.text import ago, tr
from terminal.presentation.views import Badge, Row, Tone

SHOWN_OTHERWISE: Final = (PUT_ASIDE, NOT_CONFIRMED)
"""Reasons that the heading or a badge says."""
KEYS: Final = 9
MINUTE_S: Final = 60


def waiting_title(state: TerminalState) -> str:
    unsure = sum(sale.pending is not None for sale in state.suspended)
    title = tr("Tickets put aside: {n}", n=len(state.suspended))
    if not unsure:
        return title
    return tr("{title} · {n} with a payment that is not confirmed", title=title, n=unsure)


def waiting_rows(state: TerminalState) -> tuple[Row, ...]:
    return tuple(_offered(state, place, sale) for place, sale in enumerate(state.suspended, 1))


def _offered(state: TerminalState, place: int, sale: Sale) -> Row:
    """What matters less comes later, and is cut where there is no room."""
    number, name, reason = tr("Ticket {n}", n=sale.number), name_of(sale), reason_of(sale)
    parts = (age(state, sale), "" if reason in SHOWN_OTHERWISE else reason, number if name else "")
    key = f"Ctrl+{place}" if place <= KEYS else ""
    return Row(
        sale.id,
        name or number,
        " · ".join(part for part in parts if part),
        payment_badges(sale),
        str(left_to_pay(sale)),
        choose=Intent(Do.RESUME, sale.id),
        action=press(Do.RESUME, tr("Take up"), key, sale.id),
    )


def left_to_pay(sale: Sale) -> Money:
    """What it costs, less what was taken for it."""
    return sale.due if sale.anything_taken else sale.total


def payment_badges(sale: Sale) -> tuple[Badge, ...]:
    if sale.pending is not None:
        return (Badge(tr("not confirmed"), Tone.ATTENTION),)
    if not sale.anything_taken:
        return ()
    if sale.due != ZERO:
        return (Badge(tr("left to pay"), Tone.INFO),)
    return (Badge(tr("paid") if sale.anything_paid else tr("given back"), Tone.INFO),)


def age(state: TerminalState, sale: Sale) -> str:
    return since(state, None if sale.aside is None else sale.aside.at)


def since(state: TerminalState, at: datetime | None) -> str:
    """A page that nobody touches does not count seconds."""
    if at is None:
        return ""
    waited = (state.at - at).total_seconds()
    return tr("just now") if waited < MINUTE_S else ago(waited)
