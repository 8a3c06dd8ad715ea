"""The order in which a PAX terminal is asked for what is no charge (card-terminal.md sections 4-6).

Each conversation is a generator as in `pax_conversations`. Rules that hold here:

1. A batch is not closed while a payment is open that this driver knows of (section 10.2), nor
   while the terminal has stored what the bank has not seen (`pax_stored_talk`).
2. A signature is fetched in pieces, each a short answer, until its end mark; without the mark it is
   not one. A terminal that fell silent on the way is reset to its idle screen (A16), so that the
   next customer does not find a signature line. It is never reset after a charge: that might end a
   prompt at which somebody pays.
3. Nothing is asked twice by itself.
"""

from typing import Final, assert_never

from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal import pax_services as read
from drivers.card_terminal.messages import (
    AskStored,
    Balance,
    CaptureSignature,
    CloseBatch,
    CountStored,
    NotDone,
    Service,
    SetStoreAndForward,
    SignatureCaptured,
    StoreAndForward,
    Trouble,
    UploadStored,
    Verdict,
)
from drivers.card_terminal.pax_conversations import Conversation, answer_to
from drivers.card_terminal.pax_frames import MAX_FRAME_BYTES
from drivers.card_terminal.pax_link import Failed, Request
from drivers.card_terminal.pax_stored_talk import (
    ask_stored,
    count_stored,
    set_store_and_forward,
    stored_before_batch,
    upload_stored,
)
from drivers.card_terminal.troubles import not_done, words_of

# Half a frame's bound: what a terminal adds around it fits as well.
SIGNATURE_PIECE: Final = MAX_FRAME_BYTES // 2
_RESET: Final = Request(requests.reset(), "A17")
# Without a lost wire: there is somebody who can be reset.
_LEFT_ALONE: Final = frozenset({Trouble.NO_ANSWER, Trouble.GARBLED, Trouble.ENDED})
_DAMAGED: Final = "the terminal's signature could not be read; let the customer sign again"
_NOTHING_DRAWN: Final = "the customer did not sign"


def serve(command: Service, unresolved: tuple[str, ...], saf: StoreAndForward) -> Conversation:
    """Carry out a service; `unresolved` are the payments that a batch has to wait for."""
    match command:
        case Balance():
            return _balance(command)
        case CaptureSignature():
            return _capture(command)
        case CloseBatch():
            return _close_batch(command, unresolved, saf)
        case SetStoreAndForward():
            return set_store_and_forward(command)
        case CountStored():
            return count_stored(command)
        case UploadStored():
            return upload_stored(command)
        case AskStored():
            return ask_stored(command)
        case _:
            assert_never(command)


def _balance(command: Balance) -> Conversation:
    payload = requests.balance(command)
    ending = yield Request(payload, answer_to(payload), command.ref, asks_customer=True)
    if isinstance(ending, Failed):
        return not_done(command, ending.trouble)
    return read.read_balance(command, ending.answer)


def _close_batch(
    command: CloseBatch, unresolved: tuple[str, ...], saf: StoreAndForward
) -> Conversation:
    if unresolved:
        reason = Trouble.UNRESOLVED
        text = words_of(reason)
        return NotDone(command, Verdict.ABORTED, reason, text, unresolved=unresolved)
    stored = yield from stored_before_batch(command, saf)
    if stored is not None:
        return stored
    ending = yield Request(requests.batch_close(command.at), "B01", asks_host=True)
    if isinstance(ending, Failed):
        return not_done(command, ending.trouble)
    return read.read_batch(ending.answer) or read.refused(command, ending.answer)


def _capture(command: CaptureSignature) -> Conversation:
    ending = yield Request(requests.sign(command.wait_s), "A21", asks_customer=True)
    if isinstance(ending, Failed):
        if ending.trouble in _LEFT_ALONE:
            yield _RESET
        return not_done(command, ending.trouble)
    if ending.answer.code != read.DONE:
        return read.refused(command, ending.answer)
    drawn = ""
    while not read.signature_ended(drawn):
        ending = yield Request(requests.signature(len(drawn), SIGNATURE_PIECE), "A09")
        if isinstance(ending, Failed):
            return not_done(command, ending.trouble)
        if ending.answer.code != read.DONE:
            return read.refused(command, ending.answer)
        piece = ending.answer.at(2)
        drawn += piece
        if not piece or len(drawn) > read.MAX_SIGNATURE_CHARS:
            break
    strokes = read.strokes_of(drawn)
    if strokes is None:
        return NotDone(command, Verdict.ABORTED, Trouble.GARBLED, _DAMAGED)
    if not strokes:
        return NotDone(command, Verdict.ABORTED, Trouble.TIMED_OUT, _NOTHING_DRAWN)
    return SignatureCaptured(strokes)
