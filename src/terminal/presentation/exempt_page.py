"""A customer who pays no sales tax: the certificate that stands for it."""

from terminal.app.dates import day_of
from terminal.app.inputs import Do
from terminal.app.state import ExemptPage, TerminalState
from terminal.app.step_exempt import certificate_known
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Field, PromptView, Row, TicketView


def exempt_view(state: TerminalState, page: ExemptPage, ticket: TicketView) -> PromptView:
    number = Field("certificate", tr("As it stands on the certificate"), page.typed, state.revision)
    last = Field("expires", tr("Month, day, year"), page.typed, state.revision, date=True)
    known = certificate_known(state, page) if page.certificate else None
    return PromptView(
        ticket,
        tr("Sales tax"),
        tr("What is its last day?") if page.certificate else tr("Which certificate?"),
        tr(
            "The customer pays no sales tax on this ticket. The certificate is recorded and printed"
            " on the receipt; a manager signs for it."
        ),
        exempt_rows(page),
        tr("As it was recorded before") if known is not None else "",
        ()
        if known is None
        else (
            press(
                Do.ANSWER,
                tr("Good until {day}", day=day_of(known)),
                "Ctrl+1",
                str(known),
            ),
        ),
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
