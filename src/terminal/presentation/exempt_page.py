"""A customer who pays no sales tax: the certificate that stands for it."""

from terminal.app.dates import day_of
from terminal.app.state import ExemptPage, TerminalState
from terminal.presentation.text import tr
from terminal.presentation.views import Field, PromptView, Row, TicketView


def exempt_view(state: TerminalState, page: ExemptPage, ticket: TicketView) -> PromptView:
    number = Field("certificate", tr("As it stands on the certificate"), page.typed, state.revision)
    last = Field("expires", tr("Month, day, year"), page.typed, state.revision, date=True)
    return PromptView(
        ticket,
        tr("Sales tax"),
        tr("What is its last day?") if page.certificate else tr("Which certificate?"),
        tr(
            "The customer pays no sales tax on this ticket. The certificate is recorded and printed"
            " on the receipt; a manager signs for it."
        ),
        exempt_rows(page),
        "",
        (),
        last if page.certificate else number,
        tr("Good until") if page.certificate else tr("Number"),
        tr("Who is exempt, and with which paper, is your state's rule: check with the state."),
        (),
        (),
    )


def exempt_rows(page: ExemptPage) -> tuple[Row, ...]:
    if not page.certificate:
        return ()
    until = "" if page.expires is None else tr("good until {day}", day=day_of(page.expires))
    return (Row("certificate", tr("Certificate {id}", id=page.certificate), until),)
