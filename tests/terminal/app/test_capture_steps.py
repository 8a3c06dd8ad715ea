"""A signature from the card terminal: asked for once, taken back when nobody waits, never late."""

from helpers.counter import ANA, MARY, SIGNATURE, Counter, a_counter
from helpers.sales import CANDY, a_fill
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import CardAbility, Condition, Do
from terminal.app.state import Msg, SalePage, SignInPage, SignPage
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.refusal import Why
from terminal.domain.signature import Point, Strokes, digest_of
from terminal.domain.signature_picture import png_of

PAID_BY_A_PAYER = a_fill(third_party=True)
MET = i.CardTerminalMet("53012345", frozenset(CardAbility))
ON_THE_TERMINAL = Strokes(((Point(1000, 2000, 0), Point(9000, 8000, 0)),))
DOT = Strokes(((Point(1, 1, 0),),))


def at_the_pad(*met: i.CardTerminalMet) -> Counter:
    counter = a_counter(PAID_BY_A_PAYER)
    counter.send(*(met or (MET,)))
    counter.pick_up(PAID_BY_A_PAYER)
    counter.to_the_pad()
    return counter


def signing() -> Counter:
    counter = at_the_pad()
    counter.press("F10")
    return counter


def words(counter: Counter) -> str:
    return repr(counter.screen.page)


# --- asked for


def test_what_is_drawn_there_is_shown_on_the_pad_and_stored_like_anything_drawn() -> None:
    counter = signing()
    assert counter.did(e.CaptureSignature) == (e.CaptureSignature(1),)
    assert "signs on the card terminal" in words(counter)
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    assert counter.on(SignPage).strokes == ON_THE_TERMINAL
    assert counter.on(SignPage).asked is None
    assert counter.recorded(f.SignatureTaken) == ()
    counter.press("Enter")
    (fact,) = counter.recorded(f.SignatureTaken)
    assert isinstance(fact, f.SignatureTaken)
    vectors, picture = counter.journal.batches[-1].attachments
    assert (vectors.content, vectors.digest) == (ON_THE_TERMINAL.canonical(), fact.strokes)
    assert (picture.content, picture.digest) == (png_of(ON_THE_TERMINAL), fact.picture)
    assert digest_of(vectors.content) == fact.strokes


def test_a_terminal_without_a_pen_is_not_offered() -> None:
    counter = at_the_pad(i.CardTerminalMet("V400m", frozenset()))
    assert "On card terminal" not in words(counter)
    counter.do(Do.SIGN_ON_TERMINAL)
    assert counter.did(e.CaptureSignature) == ()


def test_a_terminal_that_is_down_is_grey_and_says_so_when_it_is_asked_all_the_same() -> None:
    counter = at_the_pad()
    counter.card_terminal(Condition.DOWN)
    assert "On card terminal" in words(counter)
    assert not counter.can_press("F10")
    counter.do(Do.SIGN_ON_TERMINAL)
    assert counter.told() is Msg.SIGN_ON_PAD
    assert counter.did(e.CaptureSignature) == ()


def test_nobody_is_asked_to_sign_while_a_payment_is_not_confirmed() -> None:
    counter = a_counter(PAID_BY_A_PAYER)
    counter.send(MET)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    counter.pick_up(PAID_BY_A_PAYER)
    counter.to_the_pad()
    assert not counter.can_press("F10")
    counter.do(Do.SIGN_ON_TERMINAL)
    assert counter.told() is Msg.SIGN_ON_PAD
    assert counter.did(e.CaptureSignature) == ()


def test_it_is_asked_for_once_and_the_old_drawing_makes_room() -> None:
    counter = at_the_pad()
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.press("F10")
    counter.do(Do.SIGN_ON_TERMINAL)
    assert counter.did(e.CaptureSignature) == (e.CaptureSignature(1),)
    assert not counter.can_press("Enter")
    counter.do(Do.SIGN)
    assert counter.told() is Why.SIGNATURE_EMPTY


def test_a_terminal_that_brings_none_says_why_and_can_be_asked_again() -> None:
    counter = signing()
    counter.send(i.SignatureNotCaptured(1, "the customer did not sign"))
    assert "the customer did not sign" in words(counter)
    counter.press("F10")
    assert counter.did(e.CaptureSignature)[-1] == e.CaptureSignature(2)


# --- taken back


def test_cancelling_waits_for_the_terminals_word() -> None:
    counter = signing()
    counter.press("Esc")
    assert counter.on(SignPage).cancelling
    counter.do(Do.CANCEL_SIGNING)
    assert len(counter.did(e.CancelSignature)) == 1
    counter.send(i.SignatureNotCaptured(1, "cancelled"))
    assert (counter.on(SignPage).asked, counter.on(SignPage).strokes) == (None, Strokes())
    assert counter.can_press("F10")


def test_a_signature_that_was_quicker_than_the_cancel_is_shown() -> None:
    counter = signing()
    counter.press("Esc")
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    assert counter.on(SignPage).strokes == ON_THE_TERMINAL
    assert counter.on(SignPage).asked is None


def test_leaving_the_page_takes_the_request_back() -> None:
    counter = signing()
    counter.press("Esc")
    counter.press("Esc")
    counter.on(SalePage)
    assert counter.effects[-1] == e.CancelSignature()


def test_a_late_signature_never_lands_at_another_pickup() -> None:
    counter = signing()
    counter.do(Do.BACK)
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    counter.on(SalePage)
    counter.to_the_pad()
    counter.press("F10")
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    counter.send(i.SignatureNotCaptured(1, "cancelled"))
    assert (counter.on(SignPage).asked, counter.on(SignPage).strokes) == (2, Strokes())


def test_locking_takes_the_request_back_and_nothing_comes_behind_the_lock() -> None:
    counter = signing()
    counter.do(Do.LOCK)
    counter.on(SignInPage)
    assert len(counter.did(e.CancelSignature)) == 1
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    assert isinstance(counter.state.behind, SignPage)
    assert counter.state.behind.asked is None
    counter.sign_in(ANA)
    assert (counter.on(SignPage).asked, counter.on(SignPage).strokes) == (None, Strokes())
    assert counter.can_press("F10")


def test_another_person_who_signs_in_finds_nothing_of_it() -> None:
    counter = signing()
    counter.send(i.SystemSlept())
    counter.sign_in(MARY)
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    counter.on(SalePage)
    assert len(counter.did(e.CancelSignature)) == 1


def test_who_draws_on_the_pad_signs_there_but_a_dot_is_a_mishap() -> None:
    counter = signing()
    counter.send(i.SignatureDrawn(DOT))
    assert counter.on(SignPage).asked == 1
    assert counter.did(e.CancelSignature) == ()
    counter.send(i.SignatureDrawn(SIGNATURE))
    assert len(counter.did(e.CancelSignature)) == 1
    counter.send(i.SignatureCaptured(1, ON_THE_TERMINAL))
    assert counter.on(SignPage).strokes == SIGNATURE


def test_a_signature_is_in_no_repr() -> None:
    assert "Point" not in repr(i.SignatureCaptured(1, ON_THE_TERMINAL))
