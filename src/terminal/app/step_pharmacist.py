"""A pharmacist's own number and PIN, for the one thing that waits for it."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, CheckPin, Secret
from terminal.app.identity_challenge import forgiven
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.question_answers import answer_recorded
from terminal.app.state import (
    CounselPage,
    DecidePage,
    Msg,
    PharmacistPage,
    PickupPage,
    QuestionPage,
    Release,
    ReleasedFrom,
    Said,
    SalePage,
    TerminalState,
)
from terminal.app.step_done import decide_payment
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import StaffId
from terminal.domain.pickup import Counselling, ReleaseBasis
from terminal.domain.refusal import Refusal, Why
from terminal.domain.staff import StaffMember

RELEASE = "release"
MAX_TYPED = 12
MAX_REASON = 200

REASONS = {
    Release.IDENTITY: ("ID was checked", "no date of birth on record", "the record is wrong"),
    Release.OBJECTION: ("the patient called", "the patient changed it in writing"),
    Release.NO_ID: ("no ID with them, identity is certain", "hospice or home care", "emergency"),
}
"""Offered for why; anything else can be typed."""


def ask_pharmacist(
    state: TerminalState,
    release: Release,
    back: ReleasedFrom,
) -> Step:
    """Go on at once when the person here may release this, else ask for one who may."""
    if release.wants_reason:
        return Step(replace(state.clear_field(PharmacistPage(release, back)), said=None))
    if state.user is not None and may(state.user, right_of(release)):
        return _released(state, PharmacistPage(release, back), state.user)
    return Step(replace(state.clear_field(PharmacistPage(release, back)), said=None))


def on_pharmacist(
    state: TerminalState,
    page: PharmacistPage,
    what: i.Intent | i.FieldEdited | i.FieldSubmitted,
) -> Step:
    match what:
        case i.FieldEdited(text=text):
            limit = MAX_REASON if page.asks_reason else MAX_TYPED
            return Step(replace(state, page=replace(page, typed=text[:limit])))
        case i.FieldSubmitted(text=text):
            if page.asks_reason:
                return _reasoned(state, page, text.strip()[:MAX_REASON])
            return _enter(state, page, text.strip()[:MAX_TYPED])
        case i.Intent(do=Do.ANSWER, argument=reason) if page.asks_reason:
            return _reasoned(state, page, reason)
        case i.Intent(do=Do.BACK) if page.reason:
            again = PharmacistPage(page.release, page.back)
            return Step(replace(state.clear_field(again), said=None))
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(given_up(page)), said=None))
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def right_of(release: Release) -> Right:
    return Right.SETTLE_PAYMENT if release is Release.PAYMENT else Right.RELEASE_PICKUP


def given_up(page: PharmacistPage) -> ReleasedFrom:
    """The page without the pharmacist; "counselled" is an answer only with the signature."""
    back = page.back
    if isinstance(back, CounselPage) and back.result is Counselling.ACCEPTED:
        return CounselPage()
    return back


def _reasoned(state: TerminalState, page: PharmacistPage, reason: str) -> Step:
    if not reason:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    reasoned = replace(page, reason=reason, typed="")
    if state.user is not None and may(state.user, right_of(page.release)):
        return _released(state, reasoned, state.user)
    return Step(replace(state.clear_field(reasoned), said=None))


def _enter(state: TerminalState, page: PharmacistPage, typed: str) -> Step:
    if not typed or page.checking:
        return Step(state)
    if page.number is None:
        asked = replace(page, number=StaffId(typed), typed="")
        return Step(replace(state.clear_field(asked), said=None))
    if state.now < page.wait_until:
        return say(state.clear_field(replace(page, typed="")), Said(Msg.WAIT_BEFORE_NEXT_TRY))
    checking = state.clear_field(replace(page, typed="", checking=True))
    return Step(checking, (), (CheckPin(RELEASE, page.number, Secret(typed)),))


def on_pharmacist_checked(state: TerminalState, what: i.PinChecked) -> Step:
    page = state.page
    if not isinstance(page, PharmacistPage) or not page.checking or what.entered != page.number:
        return Step(state)
    again = replace(page, number=None, typed="", checking=False, wait_until=state.now + what.wait_s)
    if what.staff is None:
        told = replace(state.clear_field(again), said=Said(Msg.WRONG_NUMBER_OR_PIN))
        failed = f.SignInFailed(what.entered, what.failures)
        return Step(told, (failed,), (Beep(good=False),))
    if not may(what.staff, right_of(page.release)):
        payment = page.release is Release.PAYMENT
        wrong = Said(Msg.NOT_A_MANAGER if payment else Msg.NOT_A_PHARMACIST)
        return say(state.clear_field(again), wrong).doing(Beep(good=False))
    return _released(state, page, what.staff)


def _released(state: TerminalState, page: PharmacistPage, pharmacist: StaffMember) -> Step:
    back = page.back
    match page.release:
        case Release.IDENTITY:
            assert isinstance(back, PickupPage)
            assert back.patient is not None
            known = replace(back, identified=True, by_pharmacist=pharmacist.id, reason=page.reason)
            return Step(replace(forgiven(state, back.patient).clear_field(known), said=None))
        case Release.QUESTION:
            assert isinstance(back, QuestionPage)
            return answer_recorded(state, back, pharmacist.id, pharmacist=True)
        case Release.OBJECTION:
            assert isinstance(back, PickupPage)
            let_go = replace(back, released_by=pharmacist.id, release_reason=page.reason)
            return Step(replace(state.clear_field(let_go), said=None))
        case Release.CONTROLLED:
            return _record(state, c.ReleaseControlled(pharmacist.id))
        case Release.NO_ID:
            basis = ReleaseBasis.BYPASSED
            return _record(state, c.ReleaseControlled(pharmacist.id, basis, page.reason))
        case Release.COUNSELLING:
            assert isinstance(back, CounselPage)
            assert back.result is not None
            return _record(state, c.RecordCounselling(back.result, pharmacist.id, back.note))
        case Release.PAYMENT:
            assert isinstance(back, DecidePage)
            assert back.charged is not None
            return decide_payment(state, c.DecideCharge(back.ref, pharmacist.id, back.charged))
        case _:
            assert_never(page.release)


def _record(state: TerminalState, command: c.Command) -> Step:
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return replace(asked, state=asked.state.clear_field(SalePage()))
