"""What became of receipts, in words: on the page after payment, and as a list."""

from typing import Final

from terminal.app.inputs import Condition, DeviceRole, Do, PrintState
from terminal.app.printing import RESTARTED, SETTLED, for_a_person
from terminal.app.state import ReceiptJob, TerminalState
from terminal.domain.receipt_wish import Form
from terminal.presentation.actions import press
from terminal.presentation.text import counted, printer_trouble, tr
from terminal.presentation.views import Action, Notice, Row, Tone

_WORDS = {
    PrintState.QUEUED: "Receipt: waiting",
    PrintState.SENDING: "Receipt: printing",
    PrintState.SENT: "Receipt: sent, this printer does not confirm",
    PrintState.PRINTED: "Receipt: printed",
    PrintState.UNKNOWN: "Receipt: not confirmed",
    PrintState.FAILED: "Receipt: not printed",
}


def receipt_row(job: ReceiptJob) -> Row:
    """How the last ticket's receipt stands."""
    return Row("receipt", tr(_WORDS[job.state]), printer_trouble(job.reason))


def offers_copy(state: TerminalState) -> bool:
    """Whether a copy may simply be asked for; a receipt in trouble offers what helps it itself."""
    job = state.receipt
    return job is None or (job.state is not PrintState.QUEUED and not _notices_of(state, job))


def receipt_notices(state: TerminalState) -> tuple[Notice, ...]:
    """What a person should know or do about the last ticket's receipt, and about earlier ones."""
    job = state.receipt
    own = () if job is None else _notices_of(state, job)
    return (*own, *_earlier(state))


def _notices_of(state: TerminalState, job: ReceiptJob) -> tuple[Notice, ...]:
    match job.state:
        case PrintState.UNKNOWN:
            return (_in_doubt(),)
        case PrintState.QUEUED if job.reason:
            return (_waiting(job),)
        case PrintState.FAILED:
            return (_failed(job),)
        case PrintState.SENDING if _has_stopped(state):
            return (_stopped(state, job),)
        case _:
            return ()


def _in_doubt() -> Notice:
    return Notice(
        tr("Did the receipt come out?"),
        tr("The printer did not confirm it."),
        Tone.ATTENTION,
        (
            press(Do.RECEIPT_CAME_OUT, tr("Yes"), "F9"),
            press(Do.PRINT_COPY, tr("Print a copy"), "F10"),
        ),
    )


def _waiting(job: ReceiptJob) -> Notice:
    restarted = job.reason == RESTARTED and not job.released
    after = tr("F10 prints it") if restarted else tr("it prints when the printer is ready")
    return Notice(
        tr("The receipt was not printed."),
        tr("{reason}. The sale is safe; {after}.", reason=printer_trouble(job.reason), after=after),
        Tone.ATTENTION,
        (press(Do.PRINT_WAITING, tr("Print it"), "F10", job.job),),
    )


def _failed(job: ReceiptJob) -> Notice:
    reason = printer_trouble(job.reason) or tr("The printer is not ready")
    return Notice(
        tr("The receipt was not printed."),
        tr("{reason}. The sale is safe.", reason=reason),
        Tone.ATTENTION,
        (press(Do.PRINT_COPY, tr("Print a copy"), "F10"),),
    )


def _has_stopped(state: TerminalState) -> bool:
    printer = state.device.get(DeviceRole.PRINTER)
    return printer is not None and printer.condition is Condition.DOWN


def _stopped(state: TerminalState, job: ReceiptJob) -> Notice:
    detail = state.device[DeviceRole.PRINTER].detail
    return Notice(
        tr("The printer stopped in the middle: {detail}", detail=detail),
        tr("Put it right: the receipt goes on by itself. After a paper jam press F10."),
        Tone.ATTENTION,
        (press(Do.PRINT_WAITING, tr("Go on"), "F10", job.job),),
    )


def _earlier(state: TerminalState) -> tuple[Notice, ...]:
    """Receipts of earlier tickets that wait for a person: their customers have gone."""
    count = sum(_waits(state, each) for each in state.prints)
    if not count:
        return ()
    one = count == 1
    title = counted(count, "1 earlier receipt waits", "{n} earlier receipts wait")
    detail = tr("Its customer has left.") if one else tr("They come out in their order.")
    key = press(Do.PRINT_WAITING, tr("Print it") if one else tr("Print all"), "Ctrl+R")
    return (Notice(title, detail, Tone.INFO, (key,)),)


def _waits(state: TerminalState, job: ReceiptJob) -> bool:
    shown = state.receipt is not None and state.receipt.job == job.job
    return job.state is PrintState.QUEUED and bool(job.reason) and not job.released and not shown


# --- the list of all that are not settled, for a page of devices


SHOWN_KEYS: Final = 9
"""Rows with keys of their own; the others are touched."""


def waiting_words(state: TerminalState) -> str:
    """How many receipts a person has to see to; empty: none."""
    count = len(for_a_person(state))
    return counted(count, "1 receipt waits", "{n} receipts wait") if count else ""


def waiting_key() -> Action:
    """The way from the ticket to the receipts that wait; there the same key prints them."""
    return press(Do.DEVICES, tr("Receipts that wait"), "Ctrl+R", DeviceRole.PRINTER.value)


def print_all_key(state: TerminalState) -> Action | None:
    """One key for all that wait; a single one has it in its row."""
    held = sum(_is_held(each) for each in state.prints)
    return press(Do.PRINT_WAITING, tr("Print all"), "Ctrl+R") if held > 1 else None


def _is_held(job: ReceiptJob) -> bool:
    return job.state is PrintState.QUEUED and not job.released


def unsettled_rows(state: TerminalState) -> tuple[Row, ...]:
    """Every receipt that waits, is printed or is in doubt, oldest first, with what helps it."""
    jobs = [each for each in state.prints if each.state not in SETTLED]
    alone = sum(_is_held(each) for each in jobs) == 1
    return tuple(_unsettled(job, number, alone=alone) for number, job in enumerate(jobs, 1))


def _unsettled(job: ReceiptJob, number: int, *, alone: bool) -> Row:
    title = tr("Ticket {number}", number=job.ticket)
    if job.wish.form is Form.CARD:
        title = tr("{title}, slip of a card", title=title)
    if job.copy > 1:
        title = tr("{title}, copy {n}", title=title, n=job.copy - 1)
    detail = tr(_WORDS[job.state])
    if job.reason:
        detail = f"{detail} · {printer_trouble(job.reason)}"
    if job.state is PrintState.QUEUED and job.released:
        detail = tr("{detail} · prints as soon as it can", detail=detail)
    keys = (f"Alt+{number}", f"Ctrl+{number}") if number <= SHOWN_KEYS else ("", "")
    action, other = _help_of(job, keys, alone=alone)
    return Row(job.job, title, detail, action=action, other=other)


def _help_of(
    job: ReceiptJob, keys: tuple[str, str], *, alone: bool
) -> tuple[Action | None, Action | None]:
    """What brings it out, and what ends it without a print."""
    match job.state:
        case PrintState.QUEUED:
            key = "Ctrl+R" if alone else keys[0]
            go = press(Do.PRINT_WAITING, tr("Print it"), key, job.job)
            drop = press(Do.DROP_RECEIPT, tr("Do not print"), keys[1], job.job)
            return None if job.released else go, drop
        case PrintState.UNKNOWN:
            copy = press(Do.PRINT_COPY, tr("Print a copy"), keys[0], job.job)
            return copy, press(Do.RECEIPT_CAME_OUT, tr("It came out"), keys[1], job.job)
        case _:
            return None, None
