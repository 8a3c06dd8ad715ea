"""Tickets on their way from one lane to another: what the hub keeps of them, and how long.

Rules that hold here (docs/decisions/0036):

1. A request is for those who wait at a counter: nobody decided within `WANT_FOR`, and it is over.
2. What the lane that had the ticket gave away counts, whatever was said before: it has ended it.
   It lies here, sealed, until the lane that asked says that it has it.
3. Only the lane that has a ticket refuses, and only the lane that asked says that it has it.
4. `outcome` is nothing while a lane is asked, `AWAY` while the ticket is carried, else a word.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sync.hub.database import Connection
from sync.lanes.codec import decoded, encoded
from sync.lanes.moves import (
    MAX_MOVES,
    Arriving,
    AsideTicket,
    Away,
    LaneAside,
    MoveSituation,
    MovesSaid,
    MoveTold,
    MoveWord,
    Want,
    Wanted,
)

WANT_FOR: Final = timedelta(seconds=20)
ARRIVING_AT_ONCE: Final = 4
"""Each may be long."""
AWAY: Final = "away"
_REFUSED: Final = [MoveWord.OVER.value, MoveWord.STAYS.value, MoveWord.SILENT.value]
_OF_THE_OWNER: Final = (MoveWord.OVER, MoveWord.STAYS)


def said(
    connection: Connection, lane: str, what: MovesSaid, now: datetime, heard_since: datetime
) -> MoveSituation:
    """With the lane's row locked; a lane that was heard later than `heard_since` is open."""
    _keep_aside(connection, lane, what.aside)
    for each in what.told:
        _settle(connection, lane, each)
    connection.execute(
        "UPDATE move SET heard = true WHERE id = ANY(%(ids)s)"
        " AND ((lane = %(lane)s AND outcome = 'taken')"
        " OR (by_lane = %(lane)s AND outcome = ANY(%(refused)s)))",
        {"ids": [UUID(each) for each in what.heard], "lane": lane, "refused": _REFUSED},
    )
    connection.execute(
        "UPDATE move SET outcome = %s WHERE by_lane = %s AND outcome IS NULL AND asked_at < %s",
        (MoveWord.SILENT.value, lane, now - WANT_FOR),
    )
    return MoveSituation(
        _aside_elsewhere(connection, lane, heard_since),
        _wanted(connection, lane, now),
        _arriving(connection, lane),
        _told(connection, lane),
    )


def want(
    connection: Connection, by_lane: str, what: Want, now: datetime, heard_since: datetime
) -> MoveTold:
    """`TAKEN`: the lane is asked. Its row is locked, so that of two lanes one is first."""
    known = connection.execute("SELECT 1 FROM move WHERE id = %s", (what.id,)).fetchone()
    if known is not None:
        return MoveTold(what.id, MoveWord.TAKEN)
    row = connection.execute(
        "SELECT seen_at, closed, (SELECT tickets FROM aside WHERE lane = name)"
        " FROM lane WHERE name = %s FOR UPDATE",
        (what.lane,),
    ).fetchone()
    if row is None or row[0] is None or row[0] < heard_since or row[1]:
        return MoveTold(what.id, MoveWord.SILENT)
    under_way = connection.execute(
        "SELECT 1 FROM move WHERE lane = %s AND ticket = %s"
        " AND (outcome = %s OR (outcome IS NULL AND asked_at >= %s))",
        (what.lane, what.ticket, AWAY, now - WANT_FOR),
    ).fetchone()
    if under_way is not None:
        return MoveTold(what.id, MoveWord.FIRST)
    if what.ticket not in {each.ticket for each in _tickets(row[2])}:
        return MoveTold(what.id, MoveWord.OVER)
    connection.execute(
        "INSERT INTO move (id, lane, by_lane, ticket, staff, asked_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (what.id, what.lane, by_lane, what.ticket, what.by, now),
    )
    return MoveTold(what.id, MoveWord.TAKEN)


def away(connection: Connection, lane: str, what: Away, now: datetime) -> MoveTold:
    """Kept also when nothing is known of the request: the ticket is over at its lane.

    What was taken already is said again to that lane, which has not heard it.
    """
    connection.execute(
        "INSERT INTO move (id, lane, by_lane, ticket, staff, body, outcome, asked_at)"
        " VALUES (%(id)s, %(lane)s, %(to)s, %(ticket)s, '', %(body)s, %(away)s, %(now)s)"
        " ON CONFLICT (id) DO UPDATE SET heard = false,"
        " outcome = CASE move.outcome WHEN 'taken' THEN 'taken' ELSE EXCLUDED.outcome END,"
        " body = CASE move.outcome WHEN 'taken' THEN NULL ELSE EXCLUDED.body END"
        " WHERE move.lane = EXCLUDED.lane AND move.by_lane = EXCLUDED.by_lane",
        {
            "id": what.id,
            "lane": lane,
            "to": what.to,
            "ticket": what.ticket,
            "body": encoded(what),
            "away": AWAY,
            "now": now,
        },
    )
    return MoveTold(what.id, MoveWord.TAKEN)


def forget_old(connection: Connection, before: datetime) -> None:
    """Never what is carried, nor that it arrived before its first lane has heard that."""
    connection.execute(
        "DELETE FROM move WHERE asked_at < %s AND (heard OR outcome = ANY(%s))", (before, _REFUSED)
    )


def _tickets(stored: bytes | None) -> tuple[AsideTicket, ...]:
    return () if stored is None else decoded(stored, tuple[AsideTicket, ...])


def _keep_aside(connection: Connection, lane: str, tickets: tuple[AsideTicket, ...]) -> None:
    """It stays when the lane closes: the others see that it has to be open."""
    if tickets:
        connection.execute(
            "INSERT INTO aside (lane, tickets) VALUES (%s, %s)"
            " ON CONFLICT (lane) DO UPDATE SET tickets = EXCLUDED.tickets"
            " WHERE aside.tickets <> EXCLUDED.tickets",
            (lane, encoded(tickets)),
        )
    else:
        connection.execute("DELETE FROM aside WHERE lane = %s", (lane,))


def _settle(connection: Connection, lane: str, what: MoveTold) -> None:
    """Rule 3."""
    if what.word is MoveWord.TAKEN:
        connection.execute(
            "UPDATE move SET outcome = %s, body = NULL, heard = false"
            " WHERE id = %s AND by_lane = %s AND outcome = %s",
            (MoveWord.TAKEN.value, what.id, lane, AWAY),
        )
    elif what.word in _OF_THE_OWNER:
        connection.execute(
            "UPDATE move SET outcome = %s WHERE id = %s AND lane = %s AND outcome IS NULL",
            (what.word.value, what.id, lane),
        )


def _aside_elsewhere(
    connection: Connection, lane: str, heard_since: datetime
) -> tuple[LaneAside, ...]:
    rows = connection.execute(
        "SELECT aside.lane, seen_at >= %s AND NOT closed, tickets"
        " FROM aside JOIN lane ON lane.name = aside.lane WHERE aside.lane <> %s"
        " ORDER BY aside.lane",
        (heard_since, lane),
    )
    return tuple(LaneAside(str(name), bool(here), _tickets(kept)) for name, here, kept in rows)


def _wanted(connection: Connection, lane: str, now: datetime) -> tuple[Wanted, ...]:
    rows = connection.execute(
        "SELECT id, ticket, staff, by_lane FROM move WHERE lane = %s AND outcome IS NULL"
        " AND asked_at >= %s ORDER BY asked_at, id LIMIT %s",
        (lane, now - WANT_FOR, MAX_MOVES),
    )
    return tuple(
        Wanted(Want(str(name), lane, ticket, staff), str(by)) for name, ticket, staff, by in rows
    )


def _arriving(connection: Connection, lane: str) -> tuple[Arriving, ...]:
    rows = connection.execute(
        "SELECT body, lane FROM move WHERE by_lane = %s AND outcome = %s"
        " ORDER BY asked_at, id LIMIT %s",
        (lane, AWAY, ARRIVING_AT_ONCE),
    )
    return tuple(Arriving(decoded(body, Away), str(owner)) for body, owner in rows)


def _told(connection: Connection, lane: str) -> tuple[MoveTold, ...]:
    rows = connection.execute(
        "SELECT id, outcome FROM move WHERE NOT heard AND"
        " ((lane = %(lane)s AND outcome = 'taken')"
        " OR (by_lane = %(lane)s AND outcome = ANY(%(refused)s)))"
        " ORDER BY asked_at, id LIMIT %(most)s",
        {"lane": lane, "refused": _REFUSED, "most": MAX_MOVES},
    )
    return tuple(MoveTold(str(name), MoveWord(outcome)) for name, outcome in rows)
