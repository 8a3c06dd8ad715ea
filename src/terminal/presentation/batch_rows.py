"""The card terminal's batch on the devices page: what is asked, what came of it, the totals."""

from typing import Final

from terminal.app.dates import clock
from terminal.app.inputs import CardAbility, DeviceRole, Do
from terminal.app.state import DevicesPage, TerminalState
from terminal.app.step_batch import batch_under_way, may_close_batch
from terminal.app.step_capture import card_terminal_ready
from terminal.domain.card_batch import BatchReport, CardClass, ClassTotal
from terminal.domain.facts import CardBatchClosed, CardBatchFailed, CardBatchRequested
from terminal.presentation.actions import back_key, press
from terminal.presentation.text import sentence, tr
from terminal.presentation.views import Action, Emphasis, Notice, Tone

_CLASSES: Final = {
    CardClass.CREDIT: "Credit",
    CardClass.DEBIT: "Debit",
    CardClass.EBT: "EBT",
    CardClass.GIFT: "Gift cards",
    CardClass.LOYALTY: "Loyalty",
    CardClass.CASH: "Cash",
}


def batch_figures(state: TerminalState) -> list[tuple[str, str]]:
    """How the last closing stands, with the terminal's own totals."""
    batch, at = state.card_batch, state.card_batch_at
    if batch is None or at is None:
        return []
    label, when = tr("Batch"), clock(at.astimezone(state.zone))
    match batch:
        case CardBatchRequested():
            return [(label, tr("is being closed"))]
        case CardBatchFailed(unknown=True):
            return [(label, tr("may be closed, asked at {at}", at=when))]
        case CardBatchFailed():
            return [(label, tr("not closed at {at}", at=when))]
        case CardBatchClosed(report=report):
            number = tr("Batch {n}", n=report.batch) if report.batch else label
            return [(number, tr("closed at {at}", at=when)), *_totals(report)]


def _totals(report: BatchReport) -> list[tuple[str, str]]:
    held = [each for each in report.totals if each.count]
    rows = [(_count(each), str(each.amount)) for each in held]
    if report.totals and not held:
        rows.append((tr("Payments"), tr("none")))
    if report.tid or report.mid:
        rows.append((tr("Terminal, merchant"), f"{report.tid}, {report.mid}"))
    return rows


def _count(total: ClassTotal) -> str:
    return tr("{kind}, {n}", kind=tr(_CLASSES[total.card_class]), n=total.count)


def batch_notices(state: TerminalState, page: DevicesPage) -> tuple[Notice, ...]:
    if page.role is not DeviceRole.CARD_TERMINAL:
        return ()
    if page.batch_asked:
        ask = tr("The terminal settles with the bank and forgets its records.")
        return (Notice(tr("Close the batch?"), ask, Tone.ATTENTION),)
    match state.card_batch:
        case CardBatchRequested():
            wait = tr("It settles with the bank; this may take some minutes.")
            return (Notice(tr("The batch is being closed …"), wait, Tone.INFO),)
        case CardBatchFailed(reason=reason, unknown=True):
            ask = tr("{why}. Ask again: what is left is closed then.", why=_sentence(reason))
            return (Notice(tr("The batch may be closed, or not"), ask, Tone.DANGER),)
        case CardBatchFailed(reason=reason):
            why = tr("{why}.", why=_sentence(reason))
            return (Notice(tr("The batch was not closed"), why, Tone.DANGER),)
        case CardBatchClosed(report=BatchReport(warning=warning)) if warning:
            look = tr("{why}. Compare with the bank's report.", why=_sentence(warning))
            return (Notice(tr("The batch is closed, with a warning"), look, Tone.ATTENTION),)
        case _:
            return ()


def _sentence(reason: str) -> str:
    return sentence(reason).rstrip(".")


def batch_buttons(state: TerminalState, page: DevicesPage) -> tuple[Action, ...]:
    """For a manager, where the terminal has a batch to close."""
    here = page.role is DeviceRole.CARD_TERMINAL and may_close_batch(state)
    if not here or CardAbility.CLOSE_BATCH not in state.card_terminal_can:
        return ()
    unready = "" if card_terminal_ready(state, CardAbility.CLOSE_BATCH) else _unready(state)
    if not page.batch_asked:
        return (press(Do.CLOSE_BATCH, tr("Close batch"), "Ctrl+B", unless=unready),)
    yes = press(Do.CONFIRM_BATCH, tr("Close it"), "F9", unless=unready, emphasis=Emphasis.FILLED)
    return (yes, back_key(tr("Not now")))


def _unready(state: TerminalState) -> str:
    if batch_under_way(state):
        return tr("The card terminal is closing its batch")
    return tr("The card terminal is not ready")


def card_terminal_free(state: TerminalState, page: DevicesPage) -> bool:
    """Whether a test can be asked for: the terminal does one thing at a time."""
    return page.role is not DeviceRole.CARD_TERMINAL or not batch_under_way(state)
