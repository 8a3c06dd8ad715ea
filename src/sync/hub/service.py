"""A request's meaning and its answer: no socket, no clock, no chance of its own.

Rules that hold here:

1. Who has no token is told nothing but that; only the authority's certificate and joining are open.
2. Whatever is not a whole message is refused without being quoted.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, TypeVar

from sync.hub.errors import DatabaseTrouble, OldEpoch
from sync.lanes import client
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

MAX_BODY_BYTES: Final = 256 * 1024
"""A report of a lane with as many tickets put aside as it may have; a real one has some hundred."""
_BEARER: Final = "Bearer "
MessageT = TypeVar("MessageT")


class Desk(Protocol):
    """The store behind the service. Every method may raise `DatabaseTrouble`."""

    def lane_of(self, token: str) -> str | None: ...

    def join(self, request: JoinRequest, token: str, now: datetime) -> Joined | None: ...

    def report(self, lane: str, what: Report, now: datetime) -> Situation: ...

    def answer(self, by_lane: str, what: Answer, now: datetime) -> Receipt: ...

    def publish(self, lane: str, what: Publication, now: datetime) -> Mark: ...

    def bought(self, lane: str, what: BuyerQuestion, now: datetime) -> BuyerAnswer: ...

    def key(self, lane: str, what: Keying) -> KeySituation: ...

    def want(self, by_lane: str, what: Want, now: datetime) -> MoveTold: ...

    def away(self, lane: str, what: Away, now: datetime) -> MoveTold: ...


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = field(default=b"{}", repr=False)


class Service:
    """`authority` is its certificate in DER; `mint` makes a lane's token."""

    def __init__(self, desk: Desk, authority: bytes, mint: Callable[[], str]) -> None:
        self._desk = desk
        self._authority = encoded({"certificate": base64.b64encode(authority).decode("ascii")})
        self._mint = mint

    def answer(
        self, method: str, path: str, authorization: str, body: bytes, now: datetime
    ) -> Reply:
        """Never raises but for a bug."""
        try:
            return self._routed(method, path.removeprefix("/"), authorization, body, now)
        except ValueError:
            return Reply(400)
        except OldEpoch:
            return Reply(409)
        except DatabaseTrouble:
            return Reply(503)

    def _routed(
        self, method: str, path: str, authorization: str, body: bytes, now: datetime
    ) -> Reply:
        name = path.removeprefix(client.ROOT)
        if name == path:
            return Reply(404)
        if (method, name) == ("GET", client.AUTHORITY):
            return Reply(200, self._authority)
        if (method, name) == ("POST", client.JOIN):
            joined = self._desk.join(decoded(body, JoinRequest), self._mint(), now)
            return Reply(403) if joined is None else Reply(200, encoded(joined))
        lane = self._lane(authorization)
        if lane is None:
            return Reply(401)
        if method != "POST":
            return Reply(405)
        return self._of_lane(lane, name, body, now)

    def _of_lane(self, lane: str, name: str, body: bytes, now: datetime) -> Reply:
        match name:
            case client.REPORT:
                said: object = self._desk.report(lane, decoded(body, Report), now)
            case client.BUYER:
                said = self._desk.bought(lane, decoded(body, BuyerQuestion), now)
            case client.PURCHASES:
                said = self._desk.publish(lane, decoded(body, Publication), now)
            case client.KEY:
                said = self._desk.key(lane, decoded(body, Keying))
            case client.ANSWER:
                what = decoded(body, Answer)
                if what.lane == lane:
                    raise ValueError("a lane answers for its own tickets itself")
                said = self._desk.answer(lane, what, now)
            case client.WANT:
                wish = decoded(body, Want)
                if wish.lane == lane:
                    raise ValueError("a lane takes its own tickets up itself")
                said = self._desk.want(lane, wish, now)
            case client.AWAY:
                said = self._desk.away(lane, decoded(body, Away), now)
            case _:
                return Reply(404)
        return Reply(200, encoded(said))

    def _lane(self, authorization: str) -> str | None:
        if not authorization.startswith(_BEARER):
            return None
        return self._desk.lane_of(authorization.removeprefix(_BEARER))


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: str


def read_authority(body: bytes) -> bytes:
    """The certificate (DER) that a hub presents. ValueError for anything else."""
    try:
        return base64.b64decode(decoded(body, _Authority).certificate, validate=True)
    except binascii.Error:
        raise ValueError("not a certificate") from None
