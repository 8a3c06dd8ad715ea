"""The page of a customer who pays no sales tax: the certificate's number, then its last day."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import ExemptPage, Msg, Release, Said, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.step_pickup import read_date
from terminal.app.stepping import Step, refuse, say
from terminal.domain.refusal import Refusal, Why
from terminal.domain.tax_decider import MAX_CERTIFICATE


def on_exempt(
    state: TerminalState, page: ExemptPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = ExemptPage() if page.certificate else SalePage()
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER) if (known := certificate_known(state, page)) is not None:
            return _until(state, page, known)
        case i.FieldEdited(text=text):
            return Step(replace(state, page=replace(page, typed=text[:MAX_CERTIFICATE])))
        case i.FieldSubmitted(text=text) if not page.certificate:
            return _numbered(state, text.strip()[:MAX_CERTIFICATE])
        case i.FieldSubmitted(text=text):
            return _dated(state, page, text)
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _numbered(state: TerminalState, number: str) -> Step:
    if not number or not number.isprintable():
        return refuse(state, Refusal(Why.CERTIFICATE_MISSING))
    return Step(replace(state.clear_field(ExemptPage(number)), said=None))


def _dated(state: TerminalState, page: ExemptPage, text: str) -> Step:
    last = read_date(text)
    if last is None:
        return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    return _until(state, page, last)


def certificate_known(state: TerminalState, page: ExemptPage) -> date | None:
    """Its last day, where the same number was recorded before and still counts."""
    number = page.certificate.casefold()
    days = (each.expires for each in state.certificates if each.certificate.casefold() == number)
    last = next(days, None)
    return None if last is None or last < state.day else last


def _until(state: TerminalState, page: ExemptPage, last: date) -> Step:
    if state.day > last:
        return refuse(state.clear_field(SalePage()), Refusal(Why.CERTIFICATE_EXPIRED))
    return ask_pharmacist(state, Release.EXEMPT, replace(page, expires=last, typed=""))
