"""What the hub does with each message, one transaction each.

Rules that hold here:

1. A lane is known by its token, of which the hub has the digest alone. What a lane says is about
   itself: nothing that it sends changes another lane. The one exception: who holds the store's key
   seals it for a lane that has none, and marks what was told before there was one (`keys.py`).
2. Of two answers for one fill the first wins: both lock the row of the ticket's lane.
3. A lane that has not reported for `SILENT_AFTER` is silent: what waited there is removed, and what
   it sold meanwhile is unknown, unless it closed with everything told.
4. Who locks several rows locks the lane's before the store's.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sync.hub import keys, moves
from sync.hub.database import Connection, Database
from sync.hub.errors import OldEpoch
from sync.lanes.codec import decoded, encoded
from sync.lanes.keys import Keying, KeySituation
from sync.lanes.messages import (
    MAX_ANSWERS,
    Accepted,
    Answer,
    Brought,
    BuyerAnswer,
    BuyerQuestion,
    Joined,
    JoinRequest,
    LaneWaiting,
    Logged,
    Mark,
    Outcome,
    Publication,
    Purchase,
    Receipt,
    Report,
    Returned,
    RxFill,
    Situation,
    Told,
    WaitingTicket,
)
from sync.lanes.moves import Away, MoveTold, Want

SILENT_AFTER: Final = timedelta(seconds=10)
"""Ten reports missed."""
JOIN_WITHIN: Final = timedelta(hours=1)
MAX_PURCHASES_OF_BUYER: Final = 1000
"""More than a year of the smallest package every day; what is left out is the oldest."""
KEEP_PURCHASES: Final = timedelta(days=400)
"""No limit looks back more than 366 days."""
KEEP_ANSWERED: Final = timedelta(days=2)
"""So long "already answered" can be told from "that ticket is over"."""


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane as `hub status` tells of it."""

    name: str
    joined_at: datetime | None
    seen_at: datetime | None
    closed: bool
    pending: bool
    waiting: int
    silent: bool


@dataclass(frozen=True, slots=True)
class StoreRow:
    seq: int
    purchases: int
    answers_on_their_way: int


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class HubDesk:
    """Over one database. Every method may raise `DatabaseTrouble`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- who is who

    def lane_of(self, token: str) -> str | None:
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT name FROM lane WHERE token_digest = %s", (digest(token),)
            ).fetchone()
        return None if row is None else str(row[0])

    def add_lane(self, name: str, secret: str, now: datetime) -> None:
        """A one-time secret for a lane; one that was not used before is of no use any more."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO lane (name) VALUES (%s) ON CONFLICT DO NOTHING", (name,)
            )
            connection.execute("DELETE FROM join_code WHERE lane = %s", (name,))
            connection.execute(
                "INSERT INTO join_code (secret_digest, lane, expires_at) VALUES (%s, %s, %s)",
                (digest(secret), name, now + JOIN_WITHIN),
            )

    def remove_lane(self, name: str) -> bool:
        """The lane is gone for good: what it sold stays, its tickets are over.

        Whether there was one.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE answer SET outcome = %s, body = NULL WHERE lane = %s AND outcome IS NULL",
                (Outcome.OVER.value, name),
            )
            done = connection.execute("DELETE FROM lane WHERE name = %s", (name,))
            return done.rowcount > 0

    def join(self, request: JoinRequest, token: str, now: datetime) -> Joined | None:
        """The lane of the secret gets `token`; another store in its place begins at its start."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "DELETE FROM join_code WHERE secret_digest = %s AND expires_at > %s"
                " AND %s IN ('', lane) RETURNING lane",
                (digest(request.secret), now, request.lane),
            ).fetchone()
            if row is None:
                return None
            lane = str(row[0])
            connection.execute(
                "UPDATE lane SET mark_epoch = 0, mark_seq = 0, epoch = 0"
                " WHERE name = %s AND device IS DISTINCT FROM %s",
                (lane, request.device),
            )
            connection.execute(
                "UPDATE lane SET token_digest = %s, device = %s, joined_at = %s, seen_at = NULL,"
                " pending = true, closed = false WHERE name = %s",
                (digest(token), request.device, now, lane),
            )
        return Joined(lane, token)

    # --- how the lanes stand

    def report(self, lane: str, what: Report, now: datetime) -> Situation:
        """Raises `OldEpoch`."""
        with self._database.transaction() as connection:
            mark = _reported(connection, lane, what, now)
            _keep_waiting(connection, lane, what, now)
            _settle(connection, lane, what.told)
            connection.execute(
                "UPDATE answer SET heard = true WHERE by_lane = %s AND outcome IS NOT NULL"
                " AND id = ANY(%s)",
                (lane, _uuids(what.heard)),
            )
            keys.heard(connection, lane, what.public)
            return Situation(
                mark,
                _waiting_elsewhere(connection, lane, now),
                _to_take(connection, lane),
                _to_tell(connection, lane),
                keys.situation(connection, lane, what.key),
                moves.said(connection, lane, what.moves, now, now - SILENT_AFTER),
            )

    def key(self, lane: str, what: Keying) -> KeySituation:
        with self._database.transaction() as connection:
            keys.take(connection, what)
            return keys.situation(connection, lane, what.check)

    # --- counselling

    def answer(self, by_lane: str, what: Answer, now: datetime) -> Receipt:
        with self._database.transaction() as connection:
            known = connection.execute(
                "SELECT by_lane FROM answer WHERE id = %s", (what.id,)
            ).fetchone()
            if known is not None:
                return Receipt(what.id, Accepted.ON_ITS_WAY)
            trouble = _cannot_take(connection, what, now)
            if trouble is not None:
                return Receipt(what.id, trouble)
            _take(connection, by_lane, what, now)
        return Receipt(what.id, Accepted.ON_ITS_WAY)

    # --- tickets that move

    def want(self, by_lane: str, what: Want, now: datetime) -> MoveTold:
        with self._database.transaction() as connection:
            return moves.want(connection, by_lane, what, now, now - SILENT_AFTER)

    def away(self, lane: str, what: Away, now: datetime) -> MoveTold:
        with self._database.transaction() as connection:
            return moves.away(connection, lane, what, now)

    # --- purchases

    def publish(self, lane: str, what: Publication, now: datetime) -> Mark:
        """Up to where the lane's purchases are here now; a gap is not taken, and shows in that.
        Nor is what is marked with another key than the store's.

        Raises `OldEpoch`.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT mark_epoch, mark_seq, device, epoch FROM lane WHERE name = %s FOR UPDATE",
                (lane,),
            ).fetchone()
            if row is None or what.epoch < row[3]:
                raise OldEpoch
            mark, device = Mark(row[0], row[1]), str(row[2])
            if mark != what.after or not keys.taken(connection, what.key):
                return mark
            _append(connection, lane, device, what, now)
            connection.execute(
                "UPDATE lane SET mark_epoch = %s, mark_seq = %s WHERE name = %s",
                (what.upto.epoch, what.upto.seq, lane),
            )
        return what.upto

    def bought(self, lane: str, what: BuyerQuestion, now: datetime) -> BuyerAnswer:
        """At the other lanes, by document or by name.

        A lane's own are those of its store: what an earlier store in its place sold counts here.
        What is marked otherwise than the question cannot be compared: its lane is unseen.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT day, chemical, base, packages, pieces FROM purchase WHERE event IN ("
                " SELECT event FROM purchase WHERE document = %(document)s AND day >= %(since)s"
                " UNION SELECT event FROM purchase WHERE person = %(person)s AND day >= %(since)s"
                ") AND NOT (lane = %(lane)s"
                " AND device = (SELECT device FROM lane WHERE name = %(lane)s))"
                " ORDER BY day DESC, event DESC LIMIT %(limit)s",
                {
                    "document": what.document,
                    "person": what.person,
                    "since": what.since,
                    "lane": lane,
                    "limit": MAX_PURCHASES_OF_BUYER,
                },
            ).fetchall()
            unseen = connection.execute(
                "SELECT name FROM lane WHERE name <> %(lane)s AND joined_at IS NOT NULL AND"
                " (pending OR seen_at IS NULL OR (seen_at < %(heard)s AND NOT closed))"
                " UNION SELECT lane FROM purchase WHERE key <> %(key)s AND day >= %(since)s"
                " AND NOT (lane = %(lane)s"
                " AND device = (SELECT device FROM lane WHERE name = %(lane)s)) ORDER BY 1",
                {
                    "lane": lane,
                    "heard": now - SILENT_AFTER,
                    "key": what.key,
                    "since": what.since,
                },
            ).fetchall()
        return BuyerAnswer(
            tuple(Purchase(*row) for row in rows), tuple(str(name) for (name,) in unseen)
        )

    # --- for the hub's own people

    def forget_key(self) -> None:
        """Every lane that held it is lost. What it marked is unseen until no limit asks for it."""
        with self._database.transaction() as connection:
            keys.forget(connection)

    def lanes(self, now: datetime) -> tuple[LaneRow, ...]:
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT name, joined_at, seen_at, closed, pending, tickets FROM lane"
                " LEFT JOIN waiting ON waiting.lane = lane.name ORDER BY name"
            ).fetchall()
        return tuple(
            LaneRow(
                name,
                joined,
                seen,
                closed,
                pending,
                len(_tickets(tickets)),
                seen is not None and seen < now - SILENT_AFTER,
            )
            for name, joined, seen, closed, pending, tickets in rows
        )

    def totals(self) -> StoreRow:
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT seq, (SELECT count(*) FROM purchase),"
                " (SELECT count(*) FROM answer WHERE outcome IS NULL) FROM store WHERE id = 1"
            ).fetchone()
        assert row is not None, "the tables were checked"
        return StoreRow(*row)

    def forget_old(self, today: date, now: datetime) -> None:
        """What no limit and no message needs any more."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM event WHERE seq IN (SELECT event FROM purchase WHERE day < %s)"
                " OR (at < %s AND seq NOT IN (SELECT event FROM purchase))",
                (today - KEEP_PURCHASES, now - KEEP_PURCHASES),
            )
            connection.execute(
                "DELETE FROM answered_fill USING answer WHERE answer.id = answered_fill.answer"
                " AND answer.outcome IS NOT NULL AND answer.given_at < %s",
                (now - KEEP_ANSWERED,),
            )
            moves.forget_old(connection, now - KEEP_ANSWERED)
            connection.execute("DELETE FROM join_code WHERE expires_at < %s", (now,))


def _uuids(texts: Iterable[str]) -> list[UUID]:
    return [UUID(text) for text in texts]


def _tickets(stored: bytes | None) -> tuple[WaitingTicket, ...]:
    return () if stored is None else decoded(stored, tuple[WaitingTicket, ...])


def _reported(connection: Connection, lane: str, what: Report, now: datetime) -> Mark:
    row = connection.execute(
        "SELECT epoch, mark_epoch, mark_seq FROM lane WHERE name = %s FOR UPDATE", (lane,)
    ).fetchone()
    if row is None or what.epoch < row[0]:
        raise OldEpoch
    connection.execute(
        "UPDATE lane SET epoch = %s, pending = %s, closed = %s, seen_at = %s WHERE name = %s",
        (what.epoch, what.pending, what.closing, now, lane),
    )
    return Mark(row[1], row[2])


def _keep_waiting(connection: Connection, lane: str, what: Report, now: datetime) -> None:
    """What waits at this lane as it is now; what waited at silent ones goes (rule 3)."""
    if what.waiting and not what.closing:
        connection.execute(
            "INSERT INTO waiting (lane, tickets) VALUES (%s, %s)"
            " ON CONFLICT (lane) DO UPDATE SET tickets = EXCLUDED.tickets"
            " WHERE waiting.tickets <> EXCLUDED.tickets",
            (lane, encoded(what.waiting)),
        )
    else:
        connection.execute("DELETE FROM waiting WHERE lane = %s", (lane,))
    connection.execute(
        "DELETE FROM waiting USING lane WHERE lane.name = waiting.lane AND lane.name <> %s"
        " AND lane.seen_at < %s",
        (lane, now - SILENT_AFTER),
    )


def _settle(connection: Connection, lane: str, told: Iterable[Told]) -> None:
    """The content goes with the outcome: only the id is needed any more."""
    for each in told:
        connection.execute(
            "UPDATE answer SET outcome = %s, body = NULL"
            " WHERE id = %s AND lane = %s AND outcome IS NULL",
            (each.outcome.value, each.id, lane),
        )


def _waiting_elsewhere(connection: Connection, lane: str, now: datetime) -> tuple[LaneWaiting, ...]:
    rows = connection.execute(
        "SELECT waiting.lane, tickets FROM waiting JOIN lane ON lane.name = waiting.lane"
        " WHERE waiting.lane <> %s AND seen_at >= %s AND NOT closed ORDER BY waiting.lane",
        (lane, now - SILENT_AFTER),
    )
    return tuple(LaneWaiting(str(name), _tickets(tickets)) for name, tickets in rows)


def _to_take(connection: Connection, lane: str) -> tuple[Brought, ...]:
    rows = connection.execute(
        "SELECT body, by_lane FROM answer WHERE lane = %s AND outcome IS NULL"
        " ORDER BY given_at, id LIMIT %s",
        (lane, MAX_ANSWERS),
    )
    return tuple(Brought(decoded(body, Answer), str(by_lane)) for body, by_lane in rows)


def _to_tell(connection: Connection, lane: str) -> tuple[Told, ...]:
    rows = connection.execute(
        "SELECT id, outcome FROM answer WHERE by_lane = %s AND outcome IS NOT NULL AND NOT heard"
        " ORDER BY given_at, id LIMIT %s",
        (lane, MAX_ANSWERS),
    )
    return tuple(Told(str(name), Outcome(outcome)) for name, outcome in rows)


def _cannot_take(connection: Connection, what: Answer, now: datetime) -> Accepted | None:
    """Locks the lane of the ticket, so that of two answers the second sees the first (rule 2)."""
    row = connection.execute(
        "SELECT seen_at, closed FROM lane WHERE name = %s FOR UPDATE", (what.lane,)
    ).fetchone()
    if row is None or row[0] is None or row[0] < now - SILENT_AFTER or row[1]:
        return Accepted.SILENT
    earlier = connection.execute(
        "SELECT rx, fill, outcome FROM answered_fill JOIN answer ON answer.id = answer"
        " WHERE answered_fill.lane = %s AND ticket = %s",
        (what.lane, what.ticket),
    ).fetchall()
    wanted = set(what.keys)
    if any(outcome is None and RxFill(rx, fill) in wanted for rx, fill, outcome in earlier):
        return Accepted.ANSWERED
    stored = connection.execute(
        "SELECT tickets FROM waiting WHERE lane = %s", (what.lane,)
    ).fetchone()
    tickets = _tickets(None if stored is None else stored[0])
    waits = {
        each.key for ticket in tickets if ticket.ticket == what.ticket for each in ticket.fills
    }
    if wanted <= waits:
        return None
    taken = {RxFill(rx, fill) for rx, fill, outcome in earlier if outcome == Outcome.TAKEN}
    return Accepted.ANSWERED if wanted & taken else Accepted.OVER


def _take(connection: Connection, by_lane: str, what: Answer, now: datetime) -> None:
    connection.execute(
        "INSERT INTO answer (id, lane, by_lane, body, given_at) VALUES (%s, %s, %s, %s, %s)",
        (what.id, what.lane, by_lane, encoded(what), now),
    )
    connection.cursor().executemany(
        "INSERT INTO answered_fill (answer, lane, ticket, rx, fill) VALUES (%s, %s, %s, %s, %s)",
        [(what.id, what.lane, what.ticket, key.rx, key.fill) for key in sorted(set(what.keys))],
    )


def _append(
    connection: Connection, lane: str, device: str, what: Publication, now: datetime
) -> None:
    """The store's counter is taken under the lock of its row, in the transaction that writes."""
    new = _unknown(connection, (*what.logged, *what.returned))
    if not new:
        return
    row = connection.execute(
        "UPDATE store SET seq = seq + %s WHERE id = 1 RETURNING seq", (len(new),)
    ).fetchone()
    assert row is not None, "the tables were checked"
    first = int(row[0]) - len(new) + 1
    for seq, each in enumerate(new, first):
        kind = "purchase" if isinstance(each, Logged) else "return"
        connection.execute(
            "INSERT INTO event (seq, id, lane, device, epoch, lane_seq, kind, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (seq, each.id, lane, device, what.upto.epoch, each.seq, kind, now),
        )
        if isinstance(each, Returned):
            connection.execute(
                "DELETE FROM purchase WHERE lane = %s AND device = %s AND ticket = %s"
                " AND line = ANY(%s)",
                (lane, device, each.ticket, list(each.lines)),
            )
        else:
            _bought(connection, seq, lane, device, each, what.key)


def _bought(
    connection: Connection, seq: int, lane: str, device: str, what: Logged, key: str
) -> None:
    bought = what.purchase
    connection.execute(
        "INSERT INTO purchase (event, lane, device, ticket, line, document, person, day, chemical,"
        " base, packages, pieces, key)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(seq, lane, device, what.ticket, what.line, what.document, what.person, bought.day),
            *(bought.chemical, bought.base, bought.packages, bought.pieces, key),
        ),
    )


def _unknown(
    connection: Connection, told: tuple[Logged | Returned, ...]
) -> list[Logged | Returned]:
    """Those that are not here yet: the lane's row is locked, so nobody else brings them now."""
    known = {
        str(name)
        for (name,) in connection.execute(
            "SELECT id FROM event WHERE id = ANY(%s)", (_uuids(each.id for each in told),)
        )
    }
    return list({each.id: each for each in told if each.id not in known}.values())
