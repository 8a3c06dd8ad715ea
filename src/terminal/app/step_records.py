"""The registers page: read, searched, written to a file; by who may, and recorded before it shows.

Rules that hold here: what was read is a fact before it is on the screen or in a file (45 CFR
164.312(b)); an answer to an older question is dropped; leaving the page, or the lock, forgets the
rows.
"""

from dataclasses import replace
from datetime import timedelta

from terminal.app import inputs as i
from terminal.app.effects import ReadRegister, WriteRegister
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.record_terms import record_terms
from terminal.app.records import AUDIT, REGISTERS, RULES, RegisterQuestion
from terminal.app.state import AuditPage, DonePage, RecordsPage, RulesPage, SalePage, TerminalState
from terminal.app.stepping import Step, refuse
from terminal.domain import facts as f
from terminal.domain.refusal import Refusal, Why

SPANS = (1, 7, 30, 366)
"""Days back from today that are offered."""
FORMATS = ("pdf", "csv")


def open_records(state: TerminalState) -> Step:
    """From the ticket and from the end of a sale, for who may read registers."""
    page = state.page
    if not isinstance(page, SalePage | DonePage):
        return Step(state)
    if state.user is None or not may(state.user, Right.READ_RECORDS):
        return refuse(state, Refusal(Why.NOT_PERMITTED))
    return ask_register(state, RecordsPage(page))


def choose_page(state: TerminalState, back: SalePage | DonePage, key: str) -> Step:
    """To one of `PAGES`, from another one."""
    if key in REGISTERS:
        return ask_register(state, RecordsPage(back, key))
    if key == AUDIT:
        return Step(state.clear_field(AuditPage(back)))
    return Step(state.clear_field(RulesPage(back)) if key == RULES else state)


def on_records(
    state: TerminalState, page: RecordsPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.CHOOSE_REGISTER, argument=key) if key in REGISTERS:
            return ask_register(state, replace(page, register=key, highlighted=0))
        case i.Intent(do=Do.CHOOSE_REGISTER, argument=key):
            return choose_page(state, page.back, key)
        case i.Intent(do=Do.CHOOSE_SPAN, argument=days) if days in map(str, SPANS):
            return ask_register(state, replace(page, days=int(days), highlighted=0))
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN):
            return _move(state, page, 1 if what.do is Do.LINE_DOWN else -1)
        case i.Intent(do=Do.WRITE_REGISTER, argument=ending) if ending in FORMATS:
            return _write(state, page, ending)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text)))
        case i.FieldSubmitted(text=text):
            return ask_register(state, replace(page, sought=text.strip(), highlighted=0))
        case _:
            return Step(state)


def on_register(state: TerminalState, what: i.RegisterRead | i.RegisterWritten) -> Step:
    page = state.page
    if not isinstance(page, RecordsPage) or what.question != page.question:
        return Step(state)
    if isinstance(what, i.RegisterWritten):
        told = replace(page, writing=False, written=what.place, trouble=what.trouble)
        return Step(replace(state, page=told))
    if what.page is None:
        return Step(replace(state, page=replace(page, reading=False, trouble=what.trouble)))
    shown = replace(page, reading=False, shown=what.page)
    return Step(replace(state, page=shown), (f.RecordsRead(page.register, len(what.page.rows)),))


def ask_register(state: TerminalState, page: RecordsPage) -> Step:
    number = 1 if page.question is None else page.question.number + 1
    since = state.day - timedelta(days=page.days - 1)
    question = RegisterQuestion(number, page.register, since, state.day, page.sought)
    asked = replace(
        page, question=question, shown=None, reading=True, written="", trouble="", writing=False
    )
    return Step(replace(state, page=asked, said=None), (), (ReadRegister(question),))


def _move(state: TerminalState, page: RecordsPage, by: int) -> Step:
    rows = 0 if page.shown is None else len(page.shown.rows)
    place = max(0, min(page.highlighted + by, rows - 1))
    return Step(replace(state, page=replace(page, highlighted=place)))


def _write(state: TerminalState, page: RecordsPage, ending: str) -> Step:
    if page.question is None or page.shown is None or page.writing:
        return Step(state)
    person = "" if state.user is None else state.user.name
    terms = record_terms(page.register, state.policy.rules, state.day)
    effect = WriteRegister(page.question, ending, state.settings.store.name, person, terms)
    told = replace(page, writing=True, written="", trouble="")
    read = f.RecordsRead(page.register, len(page.shown.rows))
    return Step(replace(state, page=told), (read,), (effect,))
