"""Card sales that the terminal stored: on the devices page, and on the status strip."""

from typing import Final

from terminal.app.dates import clock, day_of_this_year
from terminal.app.inputs import CardAbility, DeviceRole, Do
from terminal.app.state import DevicesPage, TerminalState
from terminal.app.step_capture import card_terminal_ready
from terminal.app.step_stored import (
    LOST,
    PAID,
    may_settle,
    settleable,
    something_waits,
    upload_by,
    upload_under_way,
    waiting_here,
)
from terminal.app.stored import StoredSale, total
from terminal.domain.attempt import StoredFate
from terminal.domain.facts import StoredUploadAnswered, StoredUploadFailed, StoredUploadRequested
from terminal.presentation.actions import back_key, press
from terminal.presentation.text import ago, counted, tr
from terminal.presentation.views import Action, Badge, Notice, Row, StatusItem, Tone

SHOWN_KEYS: Final = 9
"""Rows with a key of their own."""

# --- the status strip


def stored_items(state: TerminalState) -> tuple[StatusItem, ...]:
    """Only while something waits, in the terminal or for a manager."""
    waiting, open_ones = len(state.stored.waiting), len(state.stored.to_settle)
    items = []
    if waiting:
        one, several = "1 card sale waits in the terminal", "{n} card sales wait in the terminal"
        words = counted(waiting, one, several)
        late = _is_late(state)
        words = tr("{words} too long", words=words) if late else words
        items.append(StatusItem(words, Tone.DANGER if late else Tone.ATTENTION))
    if open_ones:
        one, several = "1 stored card sale to settle", "{n} stored card sales to settle"
        words = counted(open_ones, one, several)
        items.append(StatusItem(words, Tone.ATTENTION))
    return tuple(items)


def _is_late(state: TerminalState) -> bool:
    by = upload_by(state)
    return by is not None and state.at >= by


# --- the devices page


def stored_words(state: TerminalState) -> str:
    """For the terminal's row in the list of devices; empty: nothing waits."""
    waiting = state.stored.waiting
    if not waiting:
        return ""
    since = _when(state, min(waiting, key=lambda each: each.stored_at))
    one, several = "1 sale of {sum} waits since {at}", "{n} sales of {sum} wait since {at}"
    return counted(len(waiting), one, several, sum=total(waiting), at=since)


def _when(state: TerminalState, sale: StoredSale) -> str:
    """The time alone, for today's."""
    local = sale.stored_at.astimezone(state.zone)
    if local.date() == state.day:
        return clock(local)
    return tr("{day} {at}", day=day_of_this_year(local.date()), at=clock(local))


def stored_figures(state: TerminalState) -> list[tuple[str, str]]:
    waiting, counted = state.stored.waiting, state.stored.counted
    rows = []
    if waiting:
        held = tr("{n}, {sum}", n=len(waiting), sum=total(waiting))
        rows.append((tr("Waiting for the bank"), held))
        oldest = min(each.stored_at for each in waiting)
        past = ago((state.at - oldest).total_seconds())
        rows.append((tr("The oldest since"), tr("{n} ago", n=past)))
        rows.extend(_time_left(state))
    if counted is not None and counted.waiting > len(waiting_here(state)):
        told = tr("{n}, {sum}", n=counted.waiting, sum=counted.waiting_amount)
        rows.append((tr("The terminal itself counts"), told))
    return [*rows, *_last_upload(state)]


def _time_left(state: TerminalState) -> list[tuple[str, str]]:
    by = upload_by(state)
    if by is None:
        return []
    left = (by - state.at).total_seconds()
    return [(tr("Upload within"), ago(left) if left > 0 else tr("at once: the time is over"))]


def _last_upload(state: TerminalState) -> list[tuple[str, str]]:
    upload, at = state.stored.upload, state.stored.upload_at
    if upload is None or at is None:
        return []
    label, when = tr("Upload"), clock(at.astimezone(state.zone))
    match upload:
        case StoredUploadRequested():
            return [(label, tr("under way"))]
        case StoredUploadFailed():
            return [(label, tr("not done at {at}", at=when))]
        case StoredUploadAnswered(uploaded=sent, failed=failed):
            done = tr("{n} sent at {at}", n=sent, at=when)
            return [(label, tr("{done}, {n} declined", done=done, n=failed) if failed else done)]


def stored_notices(state: TerminalState, page: DevicesPage) -> tuple[Notice, ...]:
    if page.role is not DeviceRole.CARD_TERMINAL:
        return ()
    sale = None if page.settling is None else state.stored.sale(page.settling)
    if sale is not None:
        what = tr("Ticket {n}, {sum}", n=sale.ticket, sum=sale.amount)
        title = tr("What became of it? {what}", what=what)
        return (Notice(title, tr("The bank's report tells. It is recorded with your name.")),)
    match state.stored.upload:
        case StoredUploadRequested():
            wait = tr("No card can be charged meanwhile; this may take some minutes.")
            return (Notice(tr("Stored sales go to the bank …"), wait, Tone.INFO),)
        case StoredUploadFailed(reason=reason, unknown=True) if state.stored.to_ask:
            asked = tr("{why}. The terminal is asked about each of them.", why=_sentence(reason))
            return (Notice(tr("The sales may be uploaded, or not"), asked, Tone.ATTENTION),)
        case StoredUploadFailed(reason=reason) if something_waits(state):
            again = tr("{why}. They wait in the terminal; try again later.", why=_sentence(reason))
            return (Notice(tr("The sales were not uploaded"), again, Tone.ATTENTION),)
        case _:
            return ()


def _sentence(reason: str) -> str:
    return (reason[:1].upper() + reason[1:]).rstrip(".")


def stored_rows(state: TerminalState, page: DevicesPage) -> tuple[Row, ...]:
    """What a manager has to settle."""
    if page.role is not DeviceRole.CARD_TERMINAL or not may_settle(state):
        return ()
    return tuple(
        _row(state, page, each, f"Alt+{number}" if number <= SHOWN_KEYS else "")
        for number, each in enumerate(settleable(state), 1)
    )


def _row(state: TerminalState, page: DevicesPage, sale: StoredSale, key: str) -> Row:
    badge, reason = _fate(sale)
    parts = (reason, _when(state, sale), sale.ref)
    return Row(
        sale.ref,
        tr("Ticket {n}", n=sale.ticket),
        " · ".join(part for part in parts if part),
        (badge,),
        str(sale.amount),
        selected=page.settling == sale.ref,
        action=press(Do.SETTLE_STORED, tr("Settle"), key, sale.ref),
    )


def _fate(sale: StoredSale) -> tuple[Badge, str]:
    match sale.fate:
        case StoredFate.DECLINED:
            return Badge(tr("declined"), Tone.DANGER), tr("the bank: {why}", why=sale.reason)
        case StoredFate.WAITING:
            where = tr("in terminal {serial}", serial=sale.terminal or "?")
            return Badge(tr("waits"), Tone.ATTENTION), where
        case _:
            return Badge(tr("not known"), Tone.ATTENTION), sale.reason


def stored_buttons(state: TerminalState, page: DevicesPage) -> tuple[Action, ...]:
    """`Upload now`, where the terminal stores or something waits; or the manager's answer."""
    if page.settling is not None:
        return (
            press(Do.STORED_OUTCOME, tr("It was paid"), "F9", PAID),
            press(Do.STORED_OUTCOME, tr("The store's loss"), "F10", LOST),
            back_key(tr("Not now")),
        )
    if page.role is not DeviceRole.CARD_TERMINAL:
        return ()
    waits = something_waits(state)
    if not waits and state.settings.store_and_forward is None:
        return ()
    unless = _no_upload(state) if waits else tr("Nothing waits in the terminal")
    return (press(Do.UPLOAD_STORED, tr("Upload now"), "Ctrl+U", unless=unless),)


def _no_upload(state: TerminalState) -> str:
    """Why what waits cannot be sent now; empty: it can be."""
    if card_terminal_ready(state, CardAbility.STORE):
        return ""
    if upload_under_way(state):
        return tr("The card terminal sends stored sales to the bank")
    return tr("The card terminal is not ready")
