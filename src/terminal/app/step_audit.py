"""The audit pack: a payer's list is pasted or loaded, proved, and written as PDF and CSV.

Rules that hold here: nothing is shown of a list that was left; that a pack was read is a fact
before it is in a file (45 CFR 164.312(b)), whether the page stays or not; what cannot be proved is
named, never left out; what still stands in the field belongs to the list that is written.
"""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.audit_list import MAX_LETTERS, MOST, UNREADABLE, ListTooLong, read_list, words_of
from terminal.app.effects import CollectAudit, StopAudit, WriteAudit
from terminal.app.inputs import Do
from terminal.app.records import AUDIT, PAGES
from terminal.app.state import AuditPage, TerminalState
from terminal.app.step_records import choose_page
from terminal.app.stepping import Step
from terminal.domain import facts as f


def _too_long(text: str, stood: int) -> str:
    more = " or more" if len(text) >= MAX_LETTERS else ""  # the rest of it was not read
    given = f"A pack holds {MOST:,} prescriptions, and {len(words_of(text)):,}{more} were given"
    kept = f" beside the {stood:,} that stand here, which stay" if stood else ""
    return f"{given}{kept}. Split the list."


_NO_TEXT: Final = (
    "This file is not text, or it cannot be opened. Save the list as text (.txt or .csv),"
    " then load that."
)


def on_audit(
    state: TerminalState, page: AuditPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK) if page.making:
            return _stopped(state, page)
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.CHOOSE_REGISTER, argument=key) if key in PAGES and key != AUDIT:
            left = _stopped(state, page) if page.making else Step(state)
            return left.and_then(choose_page(left.state, page.back, key))
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            by = 1 if what.do is Do.LINE_DOWN else -1
            place = max(0, min(page.highlighted + by, len(page.wanted) - 1))
            return Step(replace(state, page=replace(page, highlighted=place)))
        case i.Intent(do=Do.CLEAR_LIST) if not page.making:
            return Step(replace(state.clear_field(AuditPage(page.back, number=page.number))))
        case i.Intent(do=Do.WRITE_AUDIT) if not page.making:
            return _write(state, page)
        case i.FieldSubmitted(text=text) if text == UNREADABLE and not page.making:
            return Step(state.clear_field(replace(page, trouble=_NO_TEXT)))
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text) if not page.making:
            return Step(state.clear_field(_joined(page, text)))
        case _:
            return Step(state)


def _joined(page: AuditPage, text: str) -> AuditPage:
    """What is pasted joins what stands there: a payer's list often comes in parts."""
    before = " ".join(each.text for each in page.wanted)
    try:
        wanted = read_list(f"{before} {text}")
    except ListTooLong:
        return replace(page, typed="", trouble=_too_long(text, len(page.wanted)))
    return replace(page, typed="", wanted=wanted, made=None, trouble="", highlighted=0)


def _write(state: TerminalState, page: AuditPage) -> Step:
    if page.typed.strip():
        page = _joined(replace(page, trouble=""), page.typed)
        state = state.clear_field(page)
        if page.trouble:
            return Step(state)
    if not page.wanted:
        return Step(state)
    number, person = page.number + 1, "" if state.user is None else state.user.name
    making = replace(page, number=number, making=True, done=0, of=0, made=None, trouble="")
    effect = CollectAudit(number, page.wanted, state.settings.store.name, person)
    return Step(replace(state, page=making), (), (effect,))


def _stopped(state: TerminalState, page: AuditPage) -> Step:
    return Step(replace(state, page=replace(page, making=False)), (), (StopAudit(),))


def on_audit_told(
    state: TerminalState, what: i.AuditProgress | i.AuditCollected | i.AuditWritten
) -> Step:
    page = state.page
    ours = isinstance(page, AuditPage) and page.making and what.number == page.number
    if not isinstance(page, AuditPage) or not ours:
        return Step(state)
    match what:
        case i.AuditProgress():
            return Step(replace(state, page=replace(page, done=what.done, of=what.of)))
        case i.AuditCollected():
            read = f.RecordsRead(f"{AUDIT} pack", what.rows)
            return Step(state, (read,), (WriteAudit(what.number),))
        case i.AuditWritten():
            told = replace(page, making=False, made=what.paper, trouble=what.trouble)
            return Step(replace(state, page=told))


def left_audit(page: AuditPage) -> tuple[StopAudit, ...]:
    """What a lock in the middle leaves to be done."""
    return (StopAudit(),) if page.making else ()
