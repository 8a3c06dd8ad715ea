"""A lane's side of the conversation with the store hub; sans-IO, one request each.

Rules that hold here (phms-and-sync.md section 9):

1. Every request may be sent again: the hub knows an answer and a purchase by their own ids, and a
   report replaces the one before.
2. An answer of the hub counts when its status is 200 and its body is the whole message that was
   asked for. Anything else is silence, with its reason.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from sync.http import Exchange, HttpAnswer, HttpRequest, NoAnswer
from sync.lanes.codec import decoded, encoded
from sync.lanes.keys import Keying, KeySituation
from sync.lanes.messages import (
    Answer,
    BuyerAnswer,
    BuyerQuestion,
    Joined,
    JoinRequest,
    Mark,
    Publication,
    Receipt,
    Report,
    Situation,
)
from sync.lanes.moves import Away, MoveTold, Want

ROOT: Final = "v1/"
REPORT: Final = "report"
PURCHASES: Final = "purchases"
BUYER: Final = "buyer"
ANSWER: Final = "answer"
KEY: Final = "key"
WANT: Final = "want"
AWAY: Final = "away"
JOIN: Final = "join"
AUTHORITY: Final = "authority"
_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}
MessageT = TypeVar("MessageT")


class Quiet(StrEnum):
    """Why there is no answer that counts."""

    UNREACHABLE = "unreachable"
    TROUBLE = "trouble"  # the hub is there, and cannot now
    STRANGER = "stranger"  # it does not know this lane any more
    REPLACED = "replaced"  # another machine goes on in this lane's place
    REFUSED = "refused"  # it would say the same again


@dataclass(frozen=True, slots=True)
class Silence:
    why: Quiet
    reason: str


def report(what: Report) -> Exchange[Situation | Silence]:
    """How this lane stands; what the others wait for."""
    answer = yield _post(REPORT, what)
    return _read(answer, Situation)


def publish(what: Publication) -> Exchange[Mark | Silence]:
    """What was sold here; up to where the hub has it now."""
    answer = yield _post(PURCHASES, what)
    return _read(answer, Mark)


def bought(what: BuyerQuestion) -> Exchange[BuyerAnswer | Silence]:
    """What a buyer bought at the other lanes."""
    answer = yield _post(BUYER, what)
    return _read(answer, BuyerAnswer)


def give(what: Answer) -> Exchange[Receipt | Silence]:
    """A pharmacist's answer for another lane."""
    answer = yield _post(ANSWER, what)
    said = _read(answer, Receipt)
    if isinstance(said, Receipt) and said.id != what.id:
        return Silence(Quiet.TROUBLE, "an answer about something else")
    return said


def key(what: Keying) -> Exchange[KeySituation | Silence]:
    """Name the store's key, or do with it what the hub cannot."""
    answer = yield _post(KEY, what)
    return _read(answer, KeySituation)


def want(what: Want) -> Exchange[MoveTold | Silence]:
    """Ask another lane for a ticket; `TAKEN` means that it was asked."""
    answer = yield _post(WANT, what)
    return _about(what.id, _read(answer, MoveTold))


def give_away(what: Away) -> Exchange[MoveTold | Silence]:
    """Bring a ticket that is over here; `TAKEN` means that the hub keeps it."""
    answer = yield _post(AWAY, what)
    return _about(what.id, _read(answer, MoveTold))


def _about(name: str, said: MoveTold | Silence) -> MoveTold | Silence:
    if isinstance(said, MoveTold) and said.id != name:
        return Silence(Quiet.TROUBLE, "an answer about something else")
    return said


def join(what: JoinRequest) -> Exchange[Joined | Silence]:
    """Become a lane of this store, with the one-time secret."""
    answer = yield _post(JOIN, what)
    return _read(answer, Joined)


def _post(target: str, what: object) -> HttpRequest:
    return HttpRequest("POST", ROOT + target, encoded(what), _JSON)


_SAID: Final = {
    401: (Quiet.STRANGER, "the hub does not know this lane's token"),
    403: (Quiet.STRANGER, "the hub does not let this lane in"),
    409: (Quiet.REPLACED, "another machine goes on in this lane's place"),
    429: (Quiet.TROUBLE, "the hub is asked too much"),
}


def _read(answer: HttpAnswer, kind: type[MessageT]) -> MessageT | Silence:
    """Bytes of the outside never raise here (rule 2)."""
    if isinstance(answer, NoAnswer):
        return Silence(Quiet.UNREACHABLE, answer.reason)
    if answer.status in _SAID:
        return Silence(*_SAID[answer.status])
    if answer.status >= 500:
        return Silence(Quiet.TROUBLE, f"the hub is in trouble (status {answer.status})")
    if answer.status != 200:
        return Silence(Quiet.REFUSED, f"the hub refuses it (status {answer.status})")
    try:
        return decoded(answer.body, kind)
    except ValueError:
        return Silence(Quiet.TROUBLE, "an answer that cannot be read")
