"""The printed notice of a rejected claim: printed from the store's own file, and handed over.

Rules that hold here (pickup-and-compliance.md section 13):

1. What counts is a person's word that it was handed over; with who and when it is a fact.
2. Printing helps and is no condition: a store with printed stock, or with a dead printer, hands
   its own copy over.
3. The till holds no form: CMS wants its own, unaltered, so the store's file goes out as it is.
"""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import PrintForm
from terminal.app.inputs import Do
from terminal.app.state import Msg, NoticePage, PickupPage, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.app.stops import stopped
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.notice import notices_for
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Refusal

NO_FILE = "No form is set up"
NO_FILE_REMEDY = (
    "Hand over the store's printed stock. To print it here, name the PDF in the settings:"
    " forms.medicare_rights."
)


def notices_at_pickup(state: TerminalState, page: PickupPage) -> tuple[Fill, ...]:
    """The fills of the person at hand that stay, and ask for a notice that is not handed over."""
    if page.patient is None or not page.identified or page.reading:
        return ()
    return tuple(
        fill
        for fill in page.fills_of(page.patient)
        if fill.key not in page.noticed
        and notices_for(fill, state.policy.rules, state.day)
        and stopped(state, page, fill) is not None
    )


def open_notice(state: TerminalState, page: PickupPage | SalePage) -> Step:
    if isinstance(page, PickupPage):
        keys = tuple(fill.key for fill in notices_at_pickup(state, page))
    else:
        lines = () if state.sale is None else state.sale.rx_lines
        rules = state.policy.rules
        keys = tuple(
            line.fill.key
            for line in lines
            if not line.noticed and notices_for(line.fill, rules, state.day)
        )
    if not keys:
        return Step(state)
    return Step(replace(state.clear_field(NoticePage(page, keys)), said=None))


def on_notice(
    state: TerminalState, page: NoticePage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(page.back), said=None))
        case i.Intent(do=Do.PRINT_FORM):
            return _print(state, page)
        case i.Intent(do=Do.HANDED_OVER):
            return _handed_over(state, page)
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def on_form_printed(state: TerminalState, what: i.FormPrinted) -> Step:
    """The page may be behind the lock meanwhile; gone, it has nothing to tell any more."""
    page = state.behind if state.locked else state.page
    if not isinstance(page, NoticePage) or not page.printing:
        return Step(state)
    told = replace(
        page, printing=False, printed=not what.trouble, trouble=what.trouble, remedy=what.remedy
    )
    return Step(replace(state, behind=told) if state.locked else replace(state, page=told))


def _print(state: TerminalState, page: NoticePage) -> Step:
    if page.printing:
        return Step(state)
    forms = state.settings.forms
    if not forms.medicare_rights:
        told = replace(page, trouble=NO_FILE, remedy=NO_FILE_REMEDY)
        return Step(replace(state, page=told))
    asked = replace(page, printing=True, printed=False, trouble="", remedy="")
    effect = PrintForm(forms.medicare_rights, forms.printer)
    return Step(replace(state, page=asked, said=None), (), (effect,))


def _handed_over(state: TerminalState, page: NoticePage) -> Step:
    assert state.user is not None
    if isinstance(page.back, PickupPage):
        return _aside(state, page.back)
    asked = ask_ticket(state, c.HandOverNotice(state.user.id))
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return replace(asked, state=asked.state.clear_field(SalePage()))


def _aside(state: TerminalState, back: PickupPage) -> Step:
    assert state.user is not None
    fills = notices_at_pickup(state, back)
    recorded = []
    for fill in fills:
        rules = notices_for(fill, state.policy.rules, state.day)
        names = tuple(dict.fromkeys(rule.terms.notice for rule in rules))
        refs = tuple(rule.ref for rule in rules)
        who = fill.patient.id
        recorded.append(f.NoticeHandedAside(fill.key, who, names, state.user.id, refs))
    done = replace(back, noticed=back.noticed | {fill.key for fill in fills})
    told = say(state.clear_field(done), Said(Msg.NOTICE_RECORDED))
    return replace(told, facts=tuple(recorded))
