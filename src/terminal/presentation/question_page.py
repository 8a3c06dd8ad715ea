"""A question before handing out, with its answers; none is a default."""

from terminal.app.inputs import Do
from terminal.app.question_answers import question_now
from terminal.app.state import QuestionPage, TerminalState
from terminal.domain.hand_out import signed_for
from terminal.presentation.actions import press
from terminal.presentation.prompt_pages import line_rows
from terminal.presentation.text import tr
from terminal.presentation.views import Field, PromptView, TicketView
from terminal.presentation.why import words_of


def question_view(state: TerminalState, page: QuestionPage, ticket: TicketView) -> PromptView:
    now = question_now(state)
    if now is None:
        return PromptView(
            ticket, tr("Before handing out"), "", "", (), "", (), None, "", "", (), ()
        )
    rule, lines = now
    terms = rule.terms
    assert state.sale is not None, "a question is about a ticket"
    signed = any(signed_for(state.sale, rule, lines, answer) for answer in terms.answers)
    answers = tuple(
        press(Do.ANSWER, tr(answer), f"Ctrl+{number}", answer)
        for number, answer in enumerate(terms.answers, 1)
    )
    return PromptView(
        ticket,
        tr("Before handing out"),
        tr(terms.question),
        tr("There is no default. A pharmacist signs for the answer with own PIN.")
        if signed
        else tr("There is no default. The answer is recorded."),
        line_rows(lines),
        "" if page.answer else tr("Answer"),
        () if page.answer else answers,
        Field("note", tr("In a few words"), page.note, state.revision) if page.answer else None,
        tr(page.answer),
        words_of((rule,)),
        (),
        (),
    )
