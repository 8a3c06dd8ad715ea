"""A signature from the card terminal, shown on the pad like one that was drawn there.

Rules that hold here:

1. A request has a number; only its own answer is taken, and only while the page still waits for it:
   a late signature never lands at the next customer's pickup.
2. Whatever leaves the page, or draws on the pad instead, takes the request back from the terminal.
3. The customer is asked for nothing while a payment of this lane is not confirmed: somebody may
   still be paying at the terminal (card-terminal.md section 10).
4. The terminal shows a word or two of its own. What is signed stands in full on our screen, and on
   the customer's where there is one; the fact says that it was drawn on the terminal.
"""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import Beep, CancelSignature, CaptureSignature
from terminal.app.inputs import CardAbility, Condition, DeviceRole
from terminal.app.signing import shown_to_sign
from terminal.app.state import Msg, Page, Said, SignPage, TerminalState
from terminal.app.stepping import Step, say
from terminal.domain.facts import CardBatchRequested, StoredUploadRequested
from terminal.domain.pickup import SignedOn
from terminal.domain.signature import Strokes


def card_terminal_ready(state: TerminalState, ability: CardAbility) -> bool:
    """Whether the terminal can do it, is there, and does not settle with the bank right now.

    One that refused its limits is there: what it stored can be uploaded all the same.
    """
    health = state.device.get(DeviceRole.CARD_TERMINAL)
    in_order = health is not None and health.condition in (Condition.GOOD, Condition.ATTENTION)
    closing = isinstance(state.card_batch, CardBatchRequested)
    uploading = isinstance(state.stored.upload, StoredUploadRequested)
    return in_order and not closing and not uploading and ability in state.card_terminal_can


def may_capture(state: TerminalState) -> bool:
    """Whether the customer can be asked to sign there now."""
    return card_terminal_ready(state, CardAbility.SIGN) and not state.unconfirmed


def ask_terminal_to_sign(state: TerminalState, page: SignPage) -> Step:
    """What is on the pad makes room: the new signature takes its place."""
    if page.asked is not None or CardAbility.SIGN not in state.card_terminal_can:
        return Step(state)
    if not may_capture(state):
        return say(state, Said(Msg.SIGN_ON_PAD))
    request = state.signatures_asked + 1
    page = SignPage(asked=request, extras=page.extras, seen=shown_to_sign(state, page))
    asking = replace(state.clear_field(page), signatures_asked=request)
    return Step(replace(asking, said=None), (), (CaptureSignature(request),))


def cancel_signing(state: TerminalState, page: SignPage) -> Step:
    """A hint to the terminal: its answer ends the waiting, also when it is a signature."""
    if page.asked is None or page.cancelling:
        return Step(state)
    return Step(replace(state, page=replace(page, cancelling=True)), (), (CancelSignature(),))


def drawn_on_pad(state: TerminalState, page: SignPage, strokes: Strokes) -> Step:
    """Who draws on the pad signs there, whatever was asked of the terminal; a dot is a mishap."""
    if not strokes and page.asked is not None:
        return Step(replace(state, page=replace(page, strokes=strokes), said=None))
    begun = page.seen if page.strokes else shown_to_sign(state, page)
    here = SignPage(strokes, extras=page.extras, seen=begun)
    return Step(replace(state, page=here, said=None))


def on_signature(state: TerminalState, what: i.SignatureCaptured | i.SignatureNotCaptured) -> Step:
    page = state.page
    if not isinstance(page, SignPage) or page.asked != what.request:
        return Step(state)
    match what:
        case i.SignatureCaptured(strokes=strokes):
            there = SignPage(
                strokes, extras=page.extras, seen=page.seen, place=SignedOn.CARD_TERMINAL
            )
            signed = state.clear_field(there)
            return Step(replace(signed, said=None), (), (Beep(good=True),))
        case i.SignatureNotCaptured(reason=reason):
            trouble = "" if page.cancelling else reason
            calm = replace(page, asked=None, cancelling=False, trouble=trouble)
            again = state.clear_field(calm)
            sounds = () if page.cancelling else (Beep(good=False),)
            return Step(replace(again, said=None), (), sounds)


def with_cancel(before: TerminalState, what: i.Input, taken: Step) -> Step:
    """The step with the request taken back, where the page does not wait for it any more."""
    asked = _asked(before.page)
    if asked is None or _asked(taken.state.page) == asked:
        return taken
    behind = taken.state.behind
    if _asked(behind) is not None:
        assert isinstance(behind, SignPage)
        calm = replace(behind, asked=None, cancelling=False)
        taken = replace(taken, state=replace(taken.state, behind=calm))
    if isinstance(what, i.SignatureCaptured | i.SignatureNotCaptured):
        return taken
    return taken.doing(CancelSignature())


def _asked(page: Page) -> int | None:
    return page.asked if isinstance(page, SignPage) else None
