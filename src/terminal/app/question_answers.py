"""An answer to a question before handing out: recorded, then the next question or the ticket."""

from dataclasses import replace

from terminal.app.state import QuestionPage, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse
from terminal.domain import commands as c
from terminal.domain.hand_out import Question, open_questions
from terminal.domain.identity import StaffId
from terminal.domain.lines import RxLine
from terminal.domain.refusal import Refusal, Why


def question_now(state: TerminalState) -> tuple[Question, tuple[RxLine, ...]] | None:
    """The question that is asked now, with the lines that it is about."""
    if state.sale is None:
        return None
    return next(iter(open_questions(state.sale, state.policy.rules, state.day)), None)


def answer_recorded(
    state: TerminalState, page: QuestionPage, by: StaffId, *, pharmacist: bool
) -> Step:
    now = question_now(state)
    if now is None:
        return refuse(state.clear_field(SalePage()), Refusal(Why.NOTHING_TO_ANSWER))
    rule, _ = now
    command = c.AnswerQuestion(rule.ref, page.answer, page.note, by, pharmacist)
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(QuestionPage()), asked)
    if page.answer in rule.terms.stops:
        stays = refuse(asked.state.clear_field(SalePage()), Refusal(Why.FILL_STAYS))
        return asked.and_then(stays)
    more = question_now(asked.state) is not None
    shown = asked.state.clear_field(QuestionPage() if more else SalePage())
    return replace(asked, state=replace(shown, said=None))
