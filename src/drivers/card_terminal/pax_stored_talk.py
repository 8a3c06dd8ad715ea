"""What a PAX terminal is asked about the sales that it stored (card-terminal.md sections 10, 11).

Each conversation is a generator as in `pax_conversations`. Rules that hold here:

1. A stored sale moves one way: from its stored number to a normal one, or to one that failed. It is
   looked for in that order, so that one that moves meanwhile is found where it went.
2. "Not found" counts from a terminal that said who it is, after a look at all three ranges.
3. No batch is closed over stored sales: the terminal is asked before, each time.
"""

import re
from collections.abc import Generator
from typing import Final

from drivers.card_terminal import pax_requests as requests
from drivers.card_terminal import pax_services as read
from drivers.card_terminal.messages import (
    AskStored,
    CloseBatch,
    CountStored,
    NotDone,
    Service,
    SetStoreAndForward,
    StoreAndForward,
    StoreAndForwardSet,
    StoredAnswer,
    StoredAsked,
    StoredCounted,
    StoredFate,
    StoredSale,
    Trouble,
    UploadStored,
    Verdict,
)
from drivers.card_terminal.pax_conversations import WHO_ARE_YOU, Conversation
from drivers.card_terminal.pax_link import Answered, Ending, Failed, Request
from drivers.card_terminal.pax_outcomes import FIRST_FAILED, is_not_found, judge_stored
from drivers.card_terminal.troubles import not_done, words_of

MAX_FAILED: Final = 999
"""Numbers 9001 to 9999: what failed stays listed until somebody deletes it at the terminal."""
_BAD_NUMBERS: Final = "the terminal's totals could not be read"
_GONE: Final = "the terminal holds no record of it any more"

_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)

_Counted = tuple[int, int] | NotDone
_Asking = Generator[Request, Ending, "_Counted"]


def set_store_and_forward(command: SetStoreAndForward) -> Conversation:
    """Tell the terminal what it may approve on its own."""
    ending = yield Request(requests.store_and_forward(command.settings), "A55")
    if isinstance(ending, Failed):
        return not_done(command, ending.trouble)
    if ending.answer.code != read.DONE:
        return read.refused(command, ending.answer)
    return StoreAndForwardSet(command.settings)


def count_stored(command: CountStored) -> Conversation:
    """How many wait, how many failed, and for how much."""
    waiting = yield from _counted(command, requests.NEWLY_STORED)
    if isinstance(waiting, NotDone):
        return waiting
    failed = yield from _counted(command, requests.FAILED)
    if isinstance(failed, NotDone):
        return failed
    return StoredCounted(*waiting, *failed)


def _counted(command: Service, indicator: str) -> _Asking:
    ending = yield Request(requests.count_stored(indicator), "R11")
    if isinstance(ending, Failed):
        return not_done(command, ending.trouble)
    if ending.answer.code != read.DONE:
        return read.refused(command, ending.answer)
    summary = read.read_summary(ending.answer)
    return summary or NotDone(command, Verdict.ABORTED, Trouble.MISMATCH, _BAD_NUMBERS)


def stored_before_batch(
    command: CloseBatch, saf: StoreAndForward
) -> Generator[Request, Ending, NotDone | None]:
    """Why the batch stays open; None where nothing is stored.

    A terminal without store and forward refuses the question: where the store keeps it switched
    off, that is no reason to leave the batch open.
    """
    ending = yield Request(requests.count_stored(requests.NEWLY_STORED), "R11")
    if isinstance(ending, Failed):
        return NotDone(command, Verdict.ABORTED, ending.trouble, words_of(ending.trouble))
    if ending.answer.code != read.DONE and not saf.stores:
        return None
    if ending.answer.code != read.DONE:
        told = read.refused(command, ending.answer)
        return NotDone(command, Verdict.ABORTED, told.reason, told.text, told.code)
    summary = read.read_summary(ending.answer)
    if summary is None:
        return NotDone(command, Verdict.ABORTED, Trouble.MISMATCH, _BAD_NUMBERS)
    if summary[0] == 0:
        return None
    return NotDone(command, Verdict.ABORTED, Trouble.STORED, words_of(Trouble.STORED))


def upload_stored(command: UploadStored) -> Conversation:
    """Let the terminal send what waits."""
    ending = yield Request(requests.upload_stored(requests.NEWLY_STORED), "B09", asks_host=True)
    if isinstance(ending, Failed):
        return not_done(command, ending.trouble)
    if ending.answer.code != read.DONE:
        return read.refused(command, ending.answer)
    return read.read_upload(ending.answer) or NotDone(
        command, Verdict.UNKNOWN, Trouble.MISMATCH, _BAD_NUMBERS
    )


def ask_stored(command: AskStored) -> Conversation:
    """Where each of these sales is now."""
    who = yield WHO_ARE_YOU
    if isinstance(who, Failed):
        return not_done(command, who.trouble)
    if who.answer.code != read.DONE:
        return not_done(command, Trouble.BUSY)
    if command.terminal_serial and who.answer.serial != command.terminal_serial:
        return not_done(command, Trouble.WRONG_TERMINAL)
    found: dict[str, StoredAnswer] = {}
    for sale in command.sales:
        answer = yield from _where(sale)
        if isinstance(answer, Failed):
            return not_done(command, answer.trouble)
        if answer is not None:
            found[sale.ref] = answer
    left = [sale for sale in command.sales if sale.ref not in found]
    if left:
        trouble = yield from _look_among_failed(command, left, found)
        if trouble is not None:
            return trouble
    gone = StoredFate.UNKNOWN
    return StoredAsked(
        tuple(found.get(each.ref, StoredAnswer(each.ref, gone, _GONE)) for each in command.sales)
    )


def _where(sale: StoredSale) -> Generator[Request, Ending, StoredAnswer | Failed | None]:
    """Under its stored number, or as a normal record with our reference."""
    looks = [requests.find_by_ref(sale.ref)]
    if _NUMBER.fullmatch(sale.terminal_txn):
        looks.insert(0, requests.find_record(int(sale.terminal_txn)))
    for look in looks:
        ending = yield Request(look, "R03")
        if isinstance(ending, Failed):
            return ending
        answer = judge_stored(sale, ending.answer)
        if answer is not None:
            return answer
    return None


def _look_among_failed(
    command: AskStored, left: list[StoredSale], found: dict[str, StoredAnswer]
) -> Generator[Request, Ending, NotDone | None]:
    """Find what the bank refused, by going through all that is listed as failed."""
    counted = yield from _counted(command, requests.FAILED)
    if isinstance(counted, NotDone):
        return counted
    listed = counted[0]
    for number in range(FIRST_FAILED, FIRST_FAILED + MAX_FAILED):
        if listed <= 0 or not left:
            break
        ending = yield Request(requests.find_record(number), "R03")
        if not isinstance(ending, Answered):
            return not_done(command, ending.trouble)
        listed -= 0 if is_not_found(ending.answer) else 1
        for sale in left:
            answer = judge_stored(sale, ending.answer)
            if answer is not None:
                found[sale.ref] = answer
        left = [sale for sale in left if sale.ref not in found]
    return None
