"""The queue of receipts: which waits, which goes out, which is over (docs/decisions/0020).

Rules that hold here (scanners-printers-displays.md section 12):

1. A receipt is queued in the commit of its sale, and is "sending" on the disk before its first
   byte. One at a time, in the order in which they were asked for.
2. Of a job that failed not one byte went out: it is the original still, and goes back to the queue.
   What has begun never goes back: it ends printed, sent or unknown, and a copy is a job of its own.
3. By itself a receipt is printed while its customer is there: the page after payment is open. It
   also waits its turn at a printer that is well. Any other waits for a person's key, also after
   a restart, because perhaps nobody stands there any more to take what comes out.
4. Asked again, the driver tells how a job stands and prints nothing: an answer that the disk could
   not take is asked for again.
5. At most `MAX_UNSETTLED` are waiting or in doubt, here and in the store.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import Effect, PrintReceipt, ResumePrinter
from terminal.app.inputs import Condition, DeviceRole, Do, PrintState
from terminal.app.print_ids import process_id
from terminal.app.receipt import Receipt, numbered, ticket_number
from terminal.app.receipt_forms import language_for, paper_of
from terminal.app.state import DevicesPage, DonePage, Msg, ReceiptJob, Said, TerminalState
from terminal.app.stepping import Step
from terminal.domain import facts as f
from terminal.domain.evolve import printed
from terminal.domain.identity import AttemptRef, JobId, SaleId
from terminal.domain.receipt_wish import Form, Wish
from terminal.domain.sale import Sale

MAX_UNSETTLED: Final = 50
"""A morning with a dead printer; who wants an older receipt gets a copy of the ticket."""
MAX_TRIES: Final = 3
"""So often a job is tried while the printer says that it is well, and refuses it all the same."""
AGAIN_AFTER_S: Final = 5.0
"""Between two such tries, and before an answer that the disk did not take is asked for again."""

SEEN: Final = "seen by the cashier"
COPIED: Final = "a copy was printed instead"
DROPPED: Final = "not wanted any more"
CROWDED: Final = "too many receipts wait"
NO_PRINTER: Final = "no printer on this lane"
RESTARTED: Final = "the terminal was restarted"
NOT_READY: Final = "not ready"
HOPELESS: Final = frozenset({"too long", NO_PRINTER})
"""Why the same receipt would fail again, however well the printer is."""

SETTLED: Final = frozenset({PrintState.SENT, PrintState.PRINTED, PrintState.FAILED})
MOVES: Final = {
    PrintState.SENDING: SETTLED | {PrintState.UNKNOWN},
    PrintState.UNKNOWN: frozenset({PrintState.SENT, PrintState.PRINTED}),
}
"""What the printer can say of a job; anything else is an answer to a question long settled."""


# --- what the counter asks


def request_receipt(state: TerminalState, sale: Sale) -> Step:
    """Queue the receipt of a completed ticket, and send it when the printer is free for it.

    Both in the commit of the sale, which is safe: the effect follows the commit, so "sending" is
    durable before the first byte. A power cut in between leaves a job that is asked about though
    nothing came out of it: the price of a tender that costs one commit and not two.
    """
    cashier = cashier_of(state, sale)
    at = (state.finished_at or state.at).astimezone(state.zone)
    wish = Wish(language_for(state, sale))
    original = paper_of(sale, state.settings.store, cashier, at, wish, state.policy.fsa)
    return _ask(
        replace(state, finished=sale),
        sale.id,
        ticket_number(sale),
        original,
        sale.receipts + 1,
        wish,
    )


def print_paper(
    state: TerminalState, sale: Sale, cashier: str, at: datetime, wish: Wish
) -> tuple[Step, Sale]:
    """A person asked for this paper of a ticket that is over: it goes as soon as the printer is
    well. Also the ticket with it counted, so that the next one has another number.
    """
    copy = 1 + (sale.gift_receipts if wish.form is Form.GIFT else sale.receipts)
    original = paper_of(sale, state.settings.store, cashier, at, wish, state.policy.fsa)
    step = _ask(state, sale.id, ticket_number(sale), original, copy, wish, released=True)
    return step, printed(sale, wish, copy)


def request_slip(state: TerminalState, sale: Sale, ref: AttemptRef) -> Step:
    """Queue the slip of a void or a declined card, in the commit of the terminal's answer. The
    ticket is open: where the printer is not well it waits for a key, as receipts do.
    """
    wish = Wish(language_for(state, sale), form=Form.CARD, attempt=ref)
    at = state.at.astimezone(state.zone)
    fsa, store = state.policy.fsa, state.settings.store
    original = paper_of(sale, store, cashier_of(state, sale), at, wish, fsa)
    copy = 1 + sale.slips.count(ref)
    return _ask(state, sale.id, ticket_number(sale), original, copy, wish)


def cashier_of(state: TerminalState, sale: Sale) -> str:
    name = next((each.name for each in state.people if each.id == sale.staff), "")
    return name or (state.user.name if state.user is not None else "")


def _job_of(sale: SaleId, copy: int, wish: Wish) -> JobId:
    match wish.form:
        case Form.GIFT:
            return JobId(f"{sale}/g{copy}")
        case Form.CARD:
            return JobId(f"{sale}/{wish.attempt}/{copy}")
        case Form.RECEIPT:
            return JobId(f"{sale}/{copy}")


def _ask(
    state: TerminalState,
    sale: SaleId,
    ticket: str,
    original: Receipt,
    copy: int,
    wish: Wish,
    *,
    released: bool = False,
) -> Step:
    """A new job at the end of the queue; on a lane without a printer it has failed already."""
    number = state.counters.job
    job = ReceiptJob(
        _job_of(sale, copy, wish),
        sale,
        PrintState.QUEUED,
        "" if _is_well(state) else _trouble(state),
        copy,
        process_id(number),
        ticket,
        original,
        last_copy=copy,
        released=released,
        wish=wish,
    )
    facts: list[f.Fact] = [f.ReceiptRequested(sale, job.job, copy, job.process_id, wish)]
    if _has_no_printer(state):
        job = replace(job, state=PrintState.FAILED, reason=NO_PRINTER)
        facts.append(_move_of(job))
    older = tuple(
        replace(each, last_copy=copy) if _is_alike(each, job) else each for each in state.prints
    )
    queued = replace(state, counters=replace(state.counters, job=number + 1), prints=(*older, job))
    if queued.finished is not None and queued.finished.id == sale:
        queued = replace(queued, finished=printed(queued.finished, wish, copy))
    if queued.sale is not None and queued.sale.id == sale:
        queued = replace(queued, sale=printed(queued.sale, wish, copy))
    step = Step(queued, tuple(facts))
    return step.and_then(_within_bounds(queued))


def _is_alike(one: ReceiptJob, other: ReceiptJob) -> bool:
    """Whether they are counted together."""
    same = one.wish.form is other.wish.form and one.wish.attempt == other.wish.attempt
    return one.sale == other.sale and same


def _within_bounds(state: TerminalState) -> Step:
    """Give up the oldest that waits when there are too many; then let the next one go."""
    open_jobs = [each for each in state.prints if each.state not in SETTLED]
    oldest = next((each for each in open_jobs if each.state is not PrintState.SENDING), None)
    if len(open_jobs) <= MAX_UNSETTLED or oldest is None:
        return advance(_tidied(state))
    return _settle(state, oldest, PrintState.FAILED, CROWDED)


def on_print_key(state: TerminalState, what: i.Intent) -> Step:
    """A person's word about a receipt; the argument names the job, or nothing: the last ticket's.

    `Do.PRINT_WAITING` without an argument lets everything go that waits.
    """
    job = _named(state, what.argument)
    match what.do:
        case Do.PRINT_WAITING:
            return _release(state, what.argument)
        case Do.PRINT_COPY if job is not None and job.state is PrintState.QUEUED:
            return _release(state, job.job)  # the original still: not a byte of it went out
        case Do.PRINT_COPY:
            return _copy(state, job)
        case Do.RECEIPT_CAME_OUT if job is not None and job.state is PrintState.UNKNOWN:
            return _settle(state, job, PrintState.PRINTED, SEEN)
        case Do.DROP_RECEIPT if job is not None and job.state in (
            PrintState.QUEUED,
            PrintState.UNKNOWN,
        ):
            dropped = replace(state, said=Said(Msg.RECEIPT_DROPPED, job.ticket))
            return _settle(dropped, job, PrintState.FAILED, DROPPED)
        case _:
            return Step(state)


def _named(state: TerminalState, argument: str) -> ReceiptJob | None:
    if not argument:
        return state.receipt
    return next((each for each in state.prints if each.job == argument), None)


def _release(state: TerminalState, argument: str) -> Step:
    """Print what waits, now or as soon as the printer is well; a mended cutter is told to go on."""
    freed = tuple(
        replace(each, released=True, tries=0, not_before=0.0)
        if each.state is PrintState.QUEUED and argument in ("", each.job)
        else each
        for each in state.prints
    )
    step = advance(replace(state, prints=freed))
    return step if _is_well(state) else step.doing(ResumePrinter())


def _copy(state: TerminalState, job: ReceiptJob | None) -> Step:
    """A copy, headed and counted; the job in doubt that it stands for is over."""
    if job is None:
        return Step(state) if state.finished is None else request_receipt(state, state.finished)
    over = Step(state)
    if job.state is PrintState.UNKNOWN:
        answered = replace(job, state=PrintState.FAILED, reason=COPIED)
        over = Step(_put(state, answered), (_move_of(answered),))
    copy = _ask(over.state, job.sale, job.ticket, job.receipt, job.last_copy + 1, job.wish)
    return over.and_then(copy)


def for_a_person(state: TerminalState) -> tuple[ReceiptJob, ...]:
    """Receipts that come out, or are over, by a person's word alone.

    The page after payment asks about its own.
    """
    return tuple(
        each for each in state.prints if _needs_a_word(each) and not _customer_is_here(state, each)
    )


def _needs_a_word(job: ReceiptJob) -> bool:
    held_back = job.state is PrintState.QUEUED and bool(job.reason) and not job.released
    return held_back or job.state is PrintState.UNKNOWN


# --- what the printer says


def on_print_moved(state: TerminalState, what: i.PrintJobMoved) -> Step:
    """The printer's word about a job; nothing of one that it cannot have a word about."""
    job = next((each for each in state.prints if each.job == what.job), None)
    if job is None or what.state not in MOVES.get(job.state, frozenset()):
        return Step(state)
    if what.state is not PrintState.FAILED or what.reason in HOPELESS:
        return _settle(state, job, what.state, what.reason)
    back = replace(
        job,
        state=PrintState.QUEUED,
        reason=what.reason or NOT_READY,
        released=False,
        not_before=state.now + AGAIN_AFTER_S,
    )
    failed = f.ReceiptMoved(job.job, PrintState.FAILED.value, what.reason)
    queued = Step(_put(state, back), (failed, _move_of(back)))
    return queued.and_then(advance(queued.state))


def on_printer_health(before: TerminalState, state: TerminalState) -> TerminalState:
    """The printer's health was told: what waits for it goes at the next tick, or now waits for it.

    Not at once: a step whose facts the disk refuses never was, and the news would be lost with it.
    """
    well = _is_well(state)
    if well and _is_well(before):
        return state
    return replace(state, prints=tuple(_told(each, state, well=well) for each in state.prints))


def _told(job: ReceiptJob, state: TerminalState, *, well: bool) -> ReceiptJob:
    if job.state is not PrintState.QUEUED:
        return job
    if well:
        return replace(job, tries=0, not_before=0.0)
    return job if job.reason else replace(job, reason=_trouble(state))


def on_tick(state: TerminalState) -> Step:
    """Time passed: try again what was refused, and ask again for what could not be written."""
    late = next((each for each in state.prints if _is_to_be_asked_again(state, each)), None)
    if late is None:
        return advance(state)
    return Step(_put(state, replace(late, not_before=0.0)), (), (_printing(late),))


def _is_to_be_asked_again(state: TerminalState, job: ReceiptJob) -> bool:
    return job.state is PrintState.SENDING and 0.0 < job.not_before <= state.now


def put_off(state: TerminalState) -> TerminalState:
    """The disk took nothing: no print before a while, and answers are asked for again then."""
    later = state.now + AGAIN_AFTER_S
    unsettled = tuple(
        replace(each, not_before=later)
        if each.state in (PrintState.QUEUED, PrintState.SENDING)
        else each
        for each in state.prints
    )
    return replace(state, prints=unsettled) if unsettled != state.prints else state


# --- going on


def advance(state: TerminalState) -> Step:
    """Send the first job that is due, when the printer is well and no other is on its way."""
    jobs = state.prints
    if not jobs or not _is_well(state) or any(each.state is PrintState.SENDING for each in jobs):
        return Step(state)
    due = next((each for each in jobs if _is_due(state, each)), None)
    if due is None:
        return Step(state)
    sending = replace(due, state=PrintState.SENDING, reason="", tries=due.tries + 1, not_before=0.0)
    return Step(_put(state, sending), (_move_of(sending),), (_printing(sending),))


def _is_due(state: TerminalState, job: ReceiptJob) -> bool:
    if job.state is not PrintState.QUEUED or state.now < job.not_before:
        return False
    in_vain = job.tries >= MAX_TRIES or job.reason == RESTARTED
    here = _customer_is_here(state, job) and not in_vain
    return here or job.released or not job.reason


def _customer_is_here(state: TerminalState, job: ReceiptJob) -> bool:
    """Whether nobody has gone on to the next ticket since."""
    page = state.behind if state.locked else state.page
    return isinstance(page, DonePage) and page.sale == job.sale


def _printing(job: ReceiptJob) -> Effect:
    copy = 1 if job.wish.form is Form.GIFT else job.copy
    return PrintReceipt(job.job, job.process_id, numbered(job.receipt, copy))


def _settle(state: TerminalState, job: ReceiptJob, end: PrintState, reason: str) -> Step:
    """The job has come to this; whatever is next may go."""
    moved = replace(job, state=end, reason=reason, released=False)
    step = Step(_tidied(_put(state, moved)), (_move_of(moved),))
    return step.and_then(advance(step.state))


def _move_of(job: ReceiptJob) -> f.ReceiptMoved:
    return f.ReceiptMoved(job.job, job.state.value, job.reason)


def _put(state: TerminalState, job: ReceiptJob) -> TerminalState:
    return replace(
        state, prints=tuple(job if each.job == job.job else each for each in state.prints)
    )


def _tidied(state: TerminalState) -> TerminalState:
    """Without what is over, except the receipt of the last ticket, which its page still shows."""
    shown = state.receipt
    kept = tuple(
        each
        for each in state.prints
        if each.state not in SETTLED or (shown is not None and each.job == shown.job)
    )
    return replace(state, prints=kept)


def _has_no_printer(state: TerminalState) -> bool:
    printer = state.device.get(DeviceRole.PRINTER)
    return printer is not None and printer.condition is Condition.ABSENT


def _is_well(state: TerminalState) -> bool:
    """A printer on trial is nobody's yet: it gets its test page, and no receipt."""
    page = state.page
    if isinstance(page, DevicesPage) and page.trial and page.role is DeviceRole.PRINTER:
        return False
    printer = state.device.get(DeviceRole.PRINTER)
    return printer is not None and printer.condition in (Condition.GOOD, Condition.ATTENTION)


def _trouble(state: TerminalState) -> str:
    printer = state.device.get(DeviceRole.PRINTER)
    return NOT_READY if printer is None or not printer.detail else printer.detail
