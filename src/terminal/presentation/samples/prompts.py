"""What the checklist asks, in all its states: counselling, a pharmacist's PIN, signing."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import CheckPin
from terminal.app.inputs import CardAbility, Do, SignatureDrawn
from terminal.domain.obligation import Kind
from terminal.domain.pickup import Counselling, Relationship
from terminal.domain.signature import Point, Strokes
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.pharmacy import pin_of
from terminal.presentation.samples.picking_up import picked_up
from terminal.presentation.screen import Presenter
from terminal.presentation.views import SignView

STROKES = Strokes(
    (
        tuple(
            Point(1200 + 180 * n, 5600 + (2600 if n % 2 else -1900) * (40 - n) // 40, 16 * n)
            for n in range(34)
        ),
        (Point(5200, 3200, 700), Point(7800, 3000, 760)),
    )
)


MET = i.CardTerminalMet("53012345", frozenset(CardAbility))
"""A card terminal that can do everything."""


def _counselling(lane: SampleLane) -> SampleLane:
    return lane.press(Do.MEET, Kind.COUNSELLING.value)


def _signing(lane: SampleLane) -> SampleLane:
    return lane.press(Do.MEET, Kind.SIGNATURE.value)


def answered(lane: SampleLane, result: Counselling) -> SampleLane:
    return _counselling(lane).press(Do.ANSWER, result.value)


def counselled(lane: SampleLane) -> SampleLane:
    return answered(lane, Counselling.ACCEPTED).enter(stock.PHARMACIST.id, pin_of(stock.PHARMACIST))


def signed(lane: SampleLane) -> SampleLane:
    return _signing(lane).then(SignatureDrawn(STROKES)).press(Do.SIGN)


def several_at(lane: SampleLane, picker: Relationship = Relationship.PATIENT) -> SampleLane:
    """More fills on the ticket, of somebody new: one flagged, one changed, one re-issued."""
    more = lane.holds(stock.FLAGGED, stock.STRONGER, stock.REISSUED)
    return picked_up(more, stock.FLAGGED, stock.BORN_FLORENTINA, picker)


def caps_at(lane: SampleLane) -> SampleLane:
    """A container that is easy to open, without a request for it."""
    return picked_up(lane.holds(stock.EASY), stock.EASY, stock.BORN_HARRIET)


def _left_unsigned(lane: SampleLane) -> SampleLane:
    """The first text that may stay unsigned."""
    view = Presenter().screen(lane.state).page
    assert isinstance(view, SignView)
    action = next(each.action for each in view.texts if each.action is not None)
    return lane.press(Do.LEAVE_UNSIGNED, action.intent.argument)


def in_california(lane: SampleLane) -> SampleLane:
    """Where the pharmacist shall consult, not only offer."""
    policy = replace(lane.state.policy, rules=stock.CALIFORNIA)
    return replace(lane, state=replace(lane.state, policy=policy))


def prompt_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: a ticket on which everything is open."""
    number = answered(lane, Counselling.ACCEPTED)
    pin = number.enter(stock.PHARMACIST.id)
    controlled = picked_up(lane, stock.CONTROLLED, stock.BORN_ROSALIND, Relationship.SPOUSE)
    signing = _signing(lane)
    several = _counselling(several_at(lane))
    newcomer = _signing(several_at(lane, Relationship.PARENT_OR_GUARDIAN))
    by_spouse = _signing(several_at(lane, Relationship.SPOUSE))
    there = signing.then(MET)
    asked = there.press(Do.SIGN_ON_TERMINAL)
    not_practicable = answered(lane, Counselling.NOT_PRACTICABLE)
    return {
        "counsel": _counselling(lane),
        "counsel-refused": answered(lane, Counselling.REFUSED),
        "counsel-note": not_practicable.key_in("wants to be called at home"),
        "counsel-several": several,
        "counsel-some": several.press(Do.TOGGLE_FILL, "7"),
        "counsel-consult": _counselling(several_at(in_california(lane))),
        "counsel-request": _counselling(counselled(lane)),
        "counsel-reasons": several.press(Do.PHARMACIST).enter(
            stock.PHARMACIST.id, pin_of(stock.PHARMACIST)
        ),
        "pharmacist": number,
        "pharmacist-pin": pin.key_in("211"),
        "pharmacist-wrong-pin": pin.enter("0000"),
        "pharmacist-checking": pin.holding(CheckPin).enter("0000"),
        "pharmacist-none": number.enter(stock.CASHIER.id, pin_of(stock.CASHIER)),
        "pharmacist-controlled": controlled.press(Do.MEET, Kind.CONTROLLED.value).press(
            Do.KNOWN_PERSON
        ),
        "sign": signing,
        "sign-signed": signing.then(SignatureDrawn(STROKES)),
        "sign-several": newcomer,
        "sign-representative": by_spouse,
        "sign-in-person": by_spouse.then(SignatureDrawn(STROKES)).press(Do.SIGN),
        "sign-caps": _signing(caps_at(lane)),
        "sign-more": newcomer.press(Do.MORE_TO_SIGN),
        "unsigned": _left_unsigned(by_spouse.then(SignatureDrawn(STROKES)).press(Do.SIGN)),
        "unsigned-note": _left_unsigned(newcomer),
        "sign-terminal": there,
        "sign-terminal-waiting": asked,
        "sign-terminal-cancelling": asked.press(Do.CANCEL_SIGNING),
        "sign-terminal-none": asked.then(i.SignatureNotCaptured(1, "the customer did not sign")),
        "sign-terminal-signed": asked.then(i.SignatureCaptured(1, STROKES)),
    }
