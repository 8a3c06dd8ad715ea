"""Questions before a fill is handed out: an answer, a word on it, a pharmacist's PIN."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.question_answers import answer_recorded, question_now
from terminal.app.state import QuestionPage, Release, SalePage, TerminalState
from terminal.app.step_pharmacist import ask_pharmacist
from terminal.app.stepping import Step, refuse
from terminal.domain.hand_out import Question, signed_for
from terminal.domain.lines import RxLine
from terminal.domain.refusal import Refusal, Why

Asked = tuple[Question, tuple[RxLine, ...]]
MAX_NOTE = 200


def on_question(
    state: TerminalState, page: QuestionPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    now = question_now(state)
    if now is None:  # the line was taken off behind a lock
        return Step(replace(state.clear_field(SalePage()), said=None))
    match what:
        case i.Intent(do=Do.BACK):
            back = QuestionPage() if page.answer else SalePage()
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.ANSWER, argument=answer) if not page.answer:
            return _answered(state, now, answer)
        case i.FieldEdited(text=text) if page.answer:
            return Step(replace(state, page=replace(page, note=text[:MAX_NOTE])))
        case i.FieldSubmitted(text=text) if page.answer:
            return _noted(state, now, replace(page, note=text.strip()[:MAX_NOTE]))
        case _:
            return Step(state)


def _answered(state: TerminalState, now: Asked, answer: str) -> Step:
    terms = now[0].terms
    if answer not in terms.answers:
        return Step(state)  # the question changed as its answer was pressed
    page = QuestionPage(answer)
    if terms.note_wanted:
        return Step(replace(state.clear_field(page), said=None))
    return _signed(state, now, page)


def _noted(state: TerminalState, now: Asked, page: QuestionPage) -> Step:
    if not page.note:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    return _signed(state, now, page)


def _signed(state: TerminalState, now: Asked, page: QuestionPage) -> Step:
    assert state.user is not None
    assert state.sale is not None
    if signed_for(state.sale, *now, page.answer):
        return ask_pharmacist(state, Release.QUESTION, page)
    return answer_recorded(state, page, state.user.id, pharmacist=False)
