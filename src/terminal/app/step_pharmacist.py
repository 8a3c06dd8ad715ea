"""A pharmacist's own number and PIN, for the one thing that waits for it."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.counselling import record_answer
from terminal.app.effects import Beep, CheckPin, Secret
from terminal.app.elsewhere_answers import give_elsewhere
from terminal.app.identity_challenge import forgiven
from terminal.app.inputs import Do
from terminal.app.permissions import Right, may
from terminal.app.pricing import give
from terminal.app.question_answers import answer_recorded
from terminal.app.relief import relieve
from terminal.app.restricted_asking import ask_restricted
from terminal.app.return_page import ReturnPage
from terminal.app.state import (
    AgePage,
    BookPage,
    CopayPage,
    CounselPage,
    DecidePage,
    ElsewherePage,
    ExemptPage,
    Msg,
    Page,
    PharmacistPage,
    PickupPage,
    PricePage,
    QuestionPage,
    Release,
    ReleaseBack,
    Said,
    SalePage,
    StopPage,
    TerminalState,
)
from terminal.app.step_done import decide_payment
from terminal.app.stepping import Step, ask_ticket, refuse, say
from terminal.app.stops import let_go
from terminal.app.taking_back import take_back
from terminal.app.taxing import exempt, on_prescription
from terminal.app.tickets_page import NoSalePage, VoidPage
from terminal.app.voiding import open_without_sale, void
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
    Release.MINOR: ("a parent or guardian called", "the law lets this minor collect"),
    Release.RETURN_PRESCRIPTION: (
        "it never left the store",
        "wrong medicine or patient",
        "the claim was reversed",
    ),
    Release.NO_ID: ("no ID with them, identity is certain", "hospice or home care", "emergency"),
}
"""Offered for why; anything else can be typed."""
_RIGHTS = {
    Release.PAYMENT: Right.SETTLE_PAYMENT,
    Release.WAIVER: Right.WAIVE_COPAY,
    Release.PRICE: Right.SET_PRICE,
    Release.EXEMPT: Right.EXEMPT_FROM_TAX,
    Release.RETURN: Right.RETURN_ANYTHING,
    Release.RETURN_PRESCRIPTION: Right.RETURN_PRESCRIPTION,
    Release.VOID: Right.VOID_TICKET,
    Release.NO_SALE: Right.OPEN_DRAWER,
    Release.SELLER: Right.SELL,  # the rows say who; the ticket is asked
}
"""What is not a pharmacist's to release."""


def ask_pharmacist(
    state: TerminalState,
    release: Release,
    back: ReleaseBack,
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
    return _RIGHTS.get(release, Right.RELEASE_PICKUP)


def given_up(page: PharmacistPage) -> ReleaseBack:
    """The page without the pharmacist; "counselled" is an answer only with the signature."""
    back = page.back
    if isinstance(back, CounselPage | ElsewherePage) and back.result is Counselling.ACCEPTED:
        return replace(back, result=None)
    return AgePage() if isinstance(back, AgePage) else back


def behind_the_lock(page: Page) -> Page:
    """What comes back when the same person unlocks; a pharmacist who was here has to come again."""
    back = given_up(page) if isinstance(page, PharmacistPage) else page
    return replace(back, pharmacist=None) if isinstance(back, CounselPage) else back


def _reasoned(state: TerminalState, page: PharmacistPage, reason: str) -> Step:
    if not reason:
        return refuse(state, Refusal(Why.NOTE_MISSING))
    if not any(sign.isalpha() for sign in reason):
        return refuse(state, Refusal(Why.REASON_IN_WORDS))
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
    again = replace(page, typed="", checking=False, wait_until=state.now + what.wait_s)
    if what.staff is None:  # the PIN is asked again: who types it by habit must not see it
        told = replace(state.clear_field(again), said=Said(Msg.WRONG_NUMBER_OR_PIN))
        failed = f.SignInFailed(what.entered, what.failures)
        return Step(told, (failed,), (Beep(good=False),))
    if not may(what.staff, right_of(page.release)):
        managers = page.release in _RIGHTS
        wrong = Said(Msg.NOT_A_MANAGER if managers else Msg.NOT_A_PHARMACIST)
        return say(state.clear_field(replace(again, number=None)), wrong).doing(Beep(good=False))
    return _released(state, page, what.staff)


def _released(  # noqa: C901  a table
    state: TerminalState, page: PharmacistPage, pharmacist: StaffMember
) -> Step:
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
        case Release.OBJECTION | Release.MINOR:
            assert isinstance(back, PickupPage)
            freed = replace(back, released_by=pharmacist.id, release_reason=page.reason)
            return Step(replace(state.clear_field(freed), said=None))
        case Release.CONTROLLED:
            return _record(state, c.ReleaseControlled(pharmacist.id))
        case Release.NO_ID:
            basis = ReleaseBasis.BYPASSED
            return _record(state, c.ReleaseControlled(pharmacist.id, basis, page.reason))
        case Release.COUNSELLING:
            assert isinstance(back, CounselPage)
            return record_answer(state, back, pharmacist.id)
        case Release.REASONS:
            assert isinstance(back, CounselPage)
            here = replace(back, pharmacist=pharmacist.id)
            return Step(replace(state.clear_field(here), said=None))
        case Release.PAYMENT:
            assert isinstance(back, DecidePage)
            assert back.charged is not None
            return decide_payment(state, c.DecideCharge(back.ref, pharmacist.id, back.charged))
        case Release.WAIVER:
            assert isinstance(back, CopayPage)
            return relieve(state, back, pharmacist.id)
        case Release.PRICE:
            assert isinstance(back, PricePage)
            given = give(state, back, pharmacist)
            again = PricePage(back.line, None if back.rate else back.change)
            return refuse(state.clear_field(again), given) if isinstance(given, Refusal) else given
        case Release.RETURN | Release.RETURN_PRESCRIPTION:
            assert isinstance(back, ReturnPage)
            return _taken_back(state, page, back, pharmacist)
        case Release.EXEMPT:
            assert isinstance(back, ExemptPage)
            return exempt(state, back, pharmacist.id)
        case Release.ON_PRESCRIPTION:
            assert isinstance(back, PricePage)
            return on_prescription(state, back, pharmacist.id, on_rx=True)
        case Release.STOP:
            assert isinstance(back, StopPage)
            return let_go(state, back, pharmacist.id)
        case Release.PRESCRIPTION:
            return _restricted(state, c.ExemptAge(pharmacist.id), AgePage())
        case Release.SELLER:
            assert isinstance(back, AgePage)
            assert back.asked is not None
            return _restricted(state, replace(back.asked, seller=pharmacist), AgePage())
        case Release.BOOK:
            assert isinstance(back, BookPage)
            return _dispensed(state, back, pharmacist)
        case Release.VOID:
            assert isinstance(back, VoidPage)
            return void(state, back, pharmacist.id)
        case Release.NO_SALE:
            assert isinstance(back, NoSalePage)
            return open_without_sale(state, back, pharmacist.id)
        case Release.ELSEWHERE:
            assert isinstance(back, ElsewherePage)
            return give_elsewhere(state, back, pharmacist.id)
        case _:
            assert_never(page.release)


def _taken_back(
    state: TerminalState, page: PharmacistPage, back: ReturnPage, by: StaffMember
) -> Step:
    taken = take_back(state, back, by, page.reason)
    if not isinstance(taken, Refusal):
        return taken
    again = replace(back, line=None, quantity=None, reason=None, typed="")
    return refuse(state.clear_field(again), taken)


def _dispensed(state: TerminalState, page: BookPage, pharmacist: StaffMember) -> Step:
    assert page.earlier is not None, "the ledger was read"
    assert page.marks is not None, "they come with it"
    assert page.draft.basis is not None, "how the buyer is known was asked"
    buyer, basis = page.draft.buyer(), page.draft.basis
    command = c.Dispense(buyer, basis, pharmacist, page.earlier, state.at, page.marks)
    return _restricted(state, command, page)


def _restricted(
    state: TerminalState, command: c.RestrictedCommand, otherwise: AgePage | BookPage
) -> Step:
    asked = ask_restricted(state, command)
    return refuse(state.clear_field(otherwise), asked) if isinstance(asked, Refusal) else asked


def _record(state: TerminalState, command: c.Command) -> Step:
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return refuse(state.clear_field(SalePage()), asked)
    return replace(asked, state=asked.state.clear_field(SalePage()))
