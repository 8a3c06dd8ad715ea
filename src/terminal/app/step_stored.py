"""Sales that the card terminal stored: uploading them, and what becomes of each.

Rules that hold here (card-terminal.md section 11):

1. The wish is durable before the terminal sees a byte, and one upload runs at a time. Nobody pays
   by card meanwhile: the terminal does one thing at a time.
2. By itself it is uploaded only while the lane is quiet: when the bank is there again, and every
   night. A press does it at once.
3. The upload's answer has only sums, and may be lost. So the terminal is asked about each sale, as
   often as it takes, until the sale is known to be with the bank, declined, or gone.
4. What the bank declined, and what the terminal holds no record of, waits for a manager.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import AskStoredSales, Beep, CountStoredSales, UploadStoredSales
from terminal.app.inputs import CardAbility, Condition, DeviceRole, Do
from terminal.app.permissions import Right, may
from terminal.app.settings import OfflineApproval, StoreAndForward, StoredUpload
from terminal.app.state import (
    DevicesPage,
    DonePage,
    Msg,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.step_capture import card_terminal_ready
from terminal.app.stepping import Step, refuse, say
from terminal.app.stored import StoredCount, StoredSale, StoredWatch, after
from terminal.domain import facts as f
from terminal.domain.attempt import StoredFate
from terminal.domain.evolve import evolve
from terminal.domain.identity import AttemptRef
from terminal.domain.refusal import Refusal, Why

QUIET_S: Final = 20.0
"""Nobody touched or scanned anything for so long: no customer stands here."""
UPLOAD_AGAIN_S: Final = 1800.0
"""Between two uploads that nobody asked for: each keeps the terminal from its customers."""
ASK_AGAIN_S: Final = 30.0
PATIENCE_S: Final = 300.0
"""Longer than the driver waits for an answer; then cards may be charged again."""
MOST_ASKED: Final = 4
"""Asked about at once: a customer who comes meanwhile waits for it."""
MOST_NAMED: Final = 3
NOT_WRITTEN: Final = "the answer could not be written down"
NO_ANSWER: Final = "nothing was heard of it"
PAID = "paid"
LOST = "lost"
StoredFact = f.StoredSaleUploaded | f.StoredSaleDeclined | f.StoredSaleMissing | f.StoredSaleSettled


# --- what waits where


def waiting_here(state: TerminalState) -> tuple[StoredSale, ...]:
    """What waits in the terminal of this lane, as far as it said who it is."""
    return tuple(each for each in state.stored.waiting if _is_here(state, each))


def waits_elsewhere(state: TerminalState) -> bool:
    """Whether something waits in another terminal than the one that is here, if one is."""
    waiting = state.stored.waiting
    return any(each.terminal != state.card_terminal or not each.terminal for each in waiting)


def _is_here(state: TerminalState, sale: StoredSale) -> bool:
    return state.card_terminal in {"", sale.terminal} or not sale.terminal


def upload_under_way(state: TerminalState) -> bool:
    return isinstance(state.stored.upload, f.StoredUploadRequested)


def something_waits(state: TerminalState) -> bool:
    """By the journal, or by the terminal's own word."""
    counted = state.stored.counted
    return bool(waiting_here(state)) or (counted is not None and counted.waiting > 0)


def upload_by(state: TerminalState) -> datetime | None:
    """When the oldest stored sale has waited as long as the store allows; None: nothing waits."""
    rules = state.settings.store_and_forward
    waiting = state.stored.waiting
    if rules is None or not rules.max_age_days or not waiting:
        return None
    return min(each.stored_at for each in waiting) + timedelta(days=rules.max_age_days)


def on_stored_key(state: TerminalState, page: DevicesPage, what: i.Intent) -> Step:
    match what.do:
        case Do.UPLOAD_STORED:
            return upload_now(state, page)
        case Do.SETTLE_STORED:
            return settle_stored(state, page, AttemptRef(what.argument))
        case _:
            return stored_outcome(state, page, what.argument)


# --- the upload


def upload_now(state: TerminalState, page: DevicesPage) -> Step:
    """A person asks for it."""
    elsewhere = page.role is not DeviceRole.CARD_TERMINAL or page.trial is not None
    if elsewhere or page.finding or not something_waits(state) or not _ready(state):
        return Step(state)
    return _upload(replace(state, said=None), by_itself=False)


def _ready(state: TerminalState) -> bool:
    return card_terminal_ready(state, CardAbility.STORE)


def _upload(state: TerminalState, *, by_itself: bool) -> Step:
    wish = f.StoredUploadRequested(state.card_terminal, by_itself)
    asked = replace(
        state.stored,
        upload=wish,
        upload_at=state.at,
        upload_since=state.now,
        worth_trying=False,
        not_before=state.now + UPLOAD_AGAIN_S,
    )
    return Step(replace(state, stored=asked), (wish,), (UploadStoredSales(),))


def stored_when_due(state: TerminalState) -> Step:
    """What time brings: an upload nobody asked for, a question once more, an answer given up."""
    watch = state.stored
    if upload_under_way(state):
        overdue = state.now >= watch.upload_since + PATIENCE_S
        return _not_uploaded(state, NO_ANSWER, unknown=True) if overdue else Step(state)
    if watch.to_ask and state.now >= watch.ask_not_before:
        return _ask_next(state)
    if _upload_is_due(state) and lane_is_quiet(state) and _ready(state):
        return _upload(state, by_itself=True)
    return Step(state)


def _upload_is_due(state: TerminalState) -> bool:
    waiting, watch = waiting_here(state), state.stored
    rules = state.settings.store_and_forward
    if not waiting or state.now < watch.not_before or watch.to_ask:
        return False
    if rules is not None and rules.upload is StoredUpload.BY_HAND:
        return False
    oldest = min(each.stored_at for each in waiting)
    return watch.worth_trying or oldest < _last_night(state)


def _last_night(state: TerminalState) -> datetime:
    """The last time at which everything was to be uploaded."""
    rules = state.settings.store_and_forward or StoreAndForward(OfflineApproval.NEVER)
    local, nightly = state.at.astimezone(state.zone), rules.nightly
    due = local.replace(hour=nightly.hour, minute=nightly.minute, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


def lane_is_quiet(state: TerminalState) -> bool:
    """No ticket, nobody at the keys, and no page on which somebody works."""
    page = state.behind if state.locked else state.page
    at_rest = isinstance(page, SalePage | DonePage) and state.sale is None
    return at_rest and state.now - state.last_activity >= QUIET_S


# --- what the terminal says


def on_terminal_met(state: TerminalState) -> Step:
    """It is here, or here again: how much it holds is asked once, and an upload is worth a try."""
    watch = state.stored
    concerned = watch.waiting or state.settings.store_and_forward is not None
    if watch.counted is not None or not concerned:
        return Step(state)
    if CardAbility.STORE not in state.card_terminal_can:
        return Step(state)
    known = replace(watch, worth_trying=bool(watch.waiting))
    return Step(replace(state, stored=known), (), (CountStoredSales(),))


def terminal_is_away(state: TerminalState, what: i.DeviceHealthChanged) -> TerminalState:
    """What it counted counts no more: it may be another one that comes."""
    away = what.condition in (Condition.DOWN, Condition.ABSENT)
    if what.role is not DeviceRole.CARD_TERMINAL or not away:
        return state
    return replace(state, stored=replace(state.stored, counted=None))


def count_when_looked_at(state: TerminalState) -> Step:
    """Somebody looks at the terminal: what it says of itself is to be fresh."""
    page = state.page
    looked_at = isinstance(page, DevicesPage) and page.role is DeviceRole.CARD_TERMINAL
    return Step(state, (), (CountStoredSales(),) if looked_at and _ready(state) else ())


def on_stored(state: TerminalState, what: i.StoredInput) -> Step:
    """Recorded whoever is at the screen, and told to whoever is."""
    match what:
        case i.StoredSalesCounted():
            return _counted(state, what)
        case i.StoredSalesUploaded():
            return _uploaded(state, what)
        case i.StoredSalesNotUploaded(reason=reason, unknown=unknown):
            return _not_uploaded(state, reason, unknown=unknown)
        case i.StoredSalesFound():
            return _found(state, what.found)
        case i.StoredSalesNotFound():
            later = replace(state.stored, ask_not_before=state.now + ASK_AGAIN_S)
            return Step(replace(state, stored=later))
        case _:
            assert_never(what)


def _counted(state: TerminalState, what: i.StoredSalesCounted) -> Step:
    """A terminal that holds fewer than the journal has sent some by itself."""
    count = StoredCount(what.waiting, what.waiting_amount, what.failed, what.failed_amount)
    known = replace(state, stored=replace(state.stored, counted=count))
    if upload_under_way(known) or what.waiting >= len(waiting_here(known)):
        return Step(known)
    return _ask_all(known)


def _uploaded(state: TerminalState, what: i.StoredSalesUploaded) -> Step:
    by_itself = _by_itself(state)
    sums = (what.uploaded, what.uploaded_amount, what.failed, what.failed_amount)
    fact = f.StoredUploadAnswered(state.card_terminal, *sums)
    done = _with_upload(state, fact)
    told = Step(done, (fact,))
    if not by_itself:
        said = Said(Msg.STORED_UPLOADED, f"{what.uploaded}, {what.uploaded_amount}")
        told = _told(told, said, good=not what.failed)
    if not waiting_here(told.state):
        return told.doing(CountStoredSales())  # it held what nobody here knows of
    return told.and_then(_ask_all(told.state, at_once=True))


def _not_uploaded(state: TerminalState, reason: str, *, unknown: bool) -> Step:
    by_itself = _by_itself(state)
    fact = f.StoredUploadFailed(state.card_terminal, reason, unknown)
    told = Step(_with_upload(state, fact), (fact,))
    if not by_itself:
        said = Msg.STORED_UNKNOWN if unknown else Msg.STORED_NOT_UPLOADED
        told = _told(told, Said(said, reason), good=False)
    return told.and_then(_ask_all(told.state, at_once=True)) if unknown else told


def _by_itself(state: TerminalState) -> bool:
    """Of an answer that nobody waits for any more, nobody is told either."""
    upload = state.stored.upload
    return not isinstance(upload, f.StoredUploadRequested) or upload.by_itself


def _with_upload(state: TerminalState, fact: f.StoredUploadFact) -> TerminalState:
    return replace(state, stored=replace(state.stored, upload=fact, upload_at=state.at))


def _told(step: Step, said: Said, *, good: bool) -> Step:
    """Not on the page that shows it anyway, and nothing on a locked screen."""
    state = step.state
    if state.locked:
        return step
    shown = isinstance(state.page, DevicesPage) and state.page.role is DeviceRole.CARD_TERMINAL
    told = state if shown else replace(state, said=said)
    return replace(step, state=told).doing(Beep(good))


# --- what became of each


def _ask_all(state: TerminalState, *, at_once: bool = False) -> Step:
    """Ask about all that waits here; unless at once, when the last question is some time ago."""
    refs = tuple(each.ref for each in waiting_here(state))
    when = state.now if at_once else state.stored.ask_not_before
    watch = replace(state.stored, to_ask=refs, ask_not_before=when)
    return _ask_next(replace(state, stored=watch))


def _ask_next(state: TerminalState) -> Step:
    watch = state.stored
    open_ones = {each.ref: each for each in waiting_here(state)}
    to_ask = tuple(ref for ref in watch.to_ask if ref in open_ones)
    state = replace(state, stored=replace(watch, to_ask=to_ask))
    if not to_ask or state.now < watch.ask_not_before or not _ready(state):
        return Step(state)
    asking = replace(state.stored, ask_not_before=state.now + PATIENCE_S)
    asked = tuple(open_ones[ref] for ref in to_ask[:MOST_ASKED])
    return Step(replace(state, stored=asking), (), (AskStoredSales(asked, state.card_terminal),))


def _found(state: TerminalState, found: tuple[i.StoredSaleFound, ...]) -> Step:
    """Each fate is a fact of its ticket; then the next ones are asked about."""
    known = {each.ref: each for each in state.stored.waiting}
    facts = tuple(
        _fact_of(state, known[each.ref], each)
        for each in found
        if each.ref in known and each.fate is not StoredFate.WAITING
    )
    told = {each.ref for each in found}
    left = tuple(ref for ref in state.stored.to_ask if ref not in told)
    again_at = state.now if left else state.now + ASK_AGAIN_S
    answered = replace(state, stored=replace(state.stored, to_ask=left, ask_not_before=again_at))
    step = Step(_on_tickets(answered, facts), facts)
    refused = [known[each.ref] for each in facts if isinstance(each, f.StoredSaleDeclined)]
    if refused:
        step = _told(step, Said(Msg.STORED_DECLINED, _named(refused)), good=False)
    # What this step records is left out of the list only afterwards (`with_stored`).
    if left:
        return step.and_then(_ask_next(step.state))
    return step.doing(CountStoredSales())


def _fact_of(state: TerminalState, sale: StoredSale, found: i.StoredSaleFound) -> StoredFact:
    match found.fate:
        case StoredFate.UPLOADED:
            numbers = (found.terminal_txn, found.auth, found.host_ref)
            return f.StoredSaleUploaded(sale.sale, sale.ref, *numbers)
        case StoredFate.DECLINED:
            declined = f.StoredSaleDeclined(sale.sale, sale.ref, found.reason)
            here = state.suspended if state.sale is None else (state.sale, *state.suspended)
            tender = next((each.attempt(sale.ref) for each in here if each.id == sale.sale), None)
            if tender is None or tender.result is None:
                return declined
            kind = tender.counts_as(tender.result)
            return replace(declined, amount=sale.amount, kind=kind)
        case _:
            return f.StoredSaleMissing(sale.sale, sale.ref, found.reason)


def _named(refused: list[StoredSale]) -> str:
    named = ", ".join(f"{each.ticket}, {each.amount}" for each in refused[:MOST_NAMED])
    return f"{named} …" if len(refused) > MOST_NAMED else named


def _on_tickets(state: TerminalState, facts: Iterable[StoredFact]) -> TerminalState:
    """A ticket that is not over learns what became of its payment."""
    for fact in facts:
        if state.sale is not None and state.sale.id == fact.sale:
            state = replace(state, sale=evolve(state.sale, fact))
        suspended = tuple(
            evolve(each, fact) if each.id == fact.sale else each for each in state.suspended
        )
        state = replace(state, suspended=suspended)
    return state


# --- what a manager settles


def may_settle(state: TerminalState) -> bool:
    return state.user is not None and may(state.user, Right.SETTLE_PAYMENT)


def settleable(state: TerminalState) -> tuple[StoredSale, ...]:
    """What no question to the terminal can settle: also what waits in one that is not here."""
    health = state.device.get(DeviceRole.CARD_TERMINAL)
    away = health is None or health.condition in (Condition.DOWN, Condition.ABSENT)
    return tuple(
        each
        for each in state.stored.sales
        if each.fate is not StoredFate.WAITING or away or not _is_here(state, each)
    )


def settle_stored(state: TerminalState, page: DevicesPage, ref: AttemptRef) -> Step:
    """The manager is asked what became of it."""
    if not may_settle(state):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    if page.role is not DeviceRole.CARD_TERMINAL or not _may_be_settled(state, ref):
        return Step(state)
    return Step(replace(state, page=replace(page, settling=ref), said=None))


def stored_outcome(state: TerminalState, page: DevicesPage, outcome: str) -> Step:
    """The manager has said it."""
    ref = page.settling
    if ref is None:
        return Step(state)
    calm = replace(state, page=replace(page, settling=None))
    if not may_settle(state):
        return refuse(calm, Refusal(Why.NOT_PERMITTED))
    sale = state.stored.sale(ref)
    if sale is None or not _may_be_settled(state, ref):
        return Step(calm)
    assert state.user is not None
    fact = f.StoredSaleSettled(sale.sale, ref, state.user.id, outcome == PAID)
    settled = _on_tickets(calm, (fact,))
    told = Said(Msg.STORED_SETTLED, f"{sale.ticket}, {sale.amount}")
    return replace(say(settled, told), facts=(fact,))


def _may_be_settled(state: TerminalState, ref: AttemptRef) -> bool:
    return any(each.ref == ref for each in settleable(state))


# --- around every step


def with_stored(before: TerminalState, taken: Step) -> Step:
    """The list follows what this step records."""
    if not taken.facts:
        return taken
    sales = before.suspended if before.sale is None else (before.sale, *before.suspended)
    watch = taken.state.stored
    for fact in taken.facts:
        watch = after(watch, fact, sales, taken.state.at)
    return replace(taken, state=replace(taken.state, stored=watch))


def stored_in_doubt(state: TerminalState) -> TerminalState:
    """The disk refused something: if it was the terminal's answer, no other one will come."""
    watch: StoredWatch = replace(state.stored, ask_not_before=state.now + ASK_AGAIN_S)
    if isinstance(watch.upload, f.StoredUploadRequested):
        doubt = f.StoredUploadFailed(watch.upload.terminal, NOT_WRITTEN, unknown=True)
        refs = tuple(each.ref for each in waiting_here(state))
        watch = replace(watch, upload=doubt, to_ask=refs)
    return replace(state, stored=watch)
