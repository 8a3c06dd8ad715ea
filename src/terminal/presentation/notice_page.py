"""The printed notice that goes with a rejected claim."""

from terminal.app.inputs import Do
from terminal.app.state import NoticePage, PickupPage, TerminalState
from terminal.app.step_notice import notices_at_pickup
from terminal.domain.notice import NoticeTerms, notices_for
from terminal.domain.prescription import Fill
from terminal.domain.rules import Rule
from terminal.presentation.actions import press
from terminal.presentation.text import short_name, tr
from terminal.presentation.views import (
    Action,
    Emphasis,
    Notice,
    PromptView,
    Row,
    TicketView,
    Tone,
)
from terminal.presentation.why import words_of


def notice_view(state: TerminalState, page: NoticePage, ticket: TicketView) -> PromptView:
    rules = _rules(state, page)
    names = ", ".join(dict.fromkeys(rule.terms.notice for rule in rules))
    return PromptView(
        ticket,
        tr("Printed notice"),
        tr("Hand over the notice {names}", names=names),
        tr("On paper, as the form is, also when the medicine stays here."),
        tuple(_row(fill) for fill in _fills(state, page)),
        "",
        (),
        None,
        "",
        words_of(rules),
        _told(page),
        (
            press(
                Do.PRINT_FORM,
                tr("Print"),
                "F10",
                unless=tr("It is being printed") if page.printing else "",
            ),
            press(Do.HANDED_OVER, tr("It is handed over"), "Enter", emphasis=Emphasis.FILLED),
        ),
    )


def notice_buttons(state: TerminalState, page: PickupPage) -> tuple[Action, ...]:
    """At pickup, for fills that stay here."""
    if not notices_at_pickup(state, page):
        return ()
    return (press(Do.NOTICE, tr("Medicare notice"), "Ctrl+N", tone=Tone.ATTENTION),)


def _fills(state: TerminalState, page: NoticePage) -> tuple[Fill, ...]:
    on_ticket = () if state.sale is None else tuple(line.fill for line in state.sale.rx_lines)
    fills = page.back.fills if isinstance(page.back, PickupPage) else on_ticket
    return tuple(fill for fill in fills if fill.key in page.keys)


def _rules(state: TerminalState, page: NoticePage) -> tuple[Rule[NoticeTerms], ...]:
    found = {
        rule.ref: rule
        for fill in _fills(state, page)
        for rule in notices_for(fill, state.policy.rules, state.day)
    }
    return tuple(found.values())


def _row(fill: Fill) -> Row:
    rejects = tr("reject {codes}", codes=", ".join(fill.rejects))
    title = tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill)
    return Row(str(fill.key), title, f"{short_name(fill.patient)} · {rejects}")


def _told(page: NoticePage) -> tuple[Notice, ...]:
    if page.printing:
        return (Notice(tr("It goes to the printer …"), "", Tone.INFO),)
    if page.printed:
        return (Notice(tr("The printer has it."), tr("Look that it came out."), Tone.GOOD),)
    if page.trouble:
        return (Notice(tr("{why}.", why=page.trouble), tr(page.remedy), Tone.ATTENTION),)
    return ()
