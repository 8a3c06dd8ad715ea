"""Logged sales in the store: the ledger by buyer, and what the exchange still has to hear.

Rules that hold here:

1. Both are projections of the ticket's facts (domain/pse_ticket.py); `project` is called inside
   the journal's own transaction.
2. The ledger knows buyers by keyed digests of document and name (`buyer_marks.py`); a look-up reads
   one buyer's rows of the last days, however long the history is.
3. A row of `pse_transaction` is over ("done", "refused", "stopped") or it is told again until the
   exchange has answered, also after a crash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, assert_never

from sqlalchemy import Connection

from terminal.app.ports import Batch
from terminal.app.pse_store import ToTell, Waiting
from terminal.domain import pse_ticket as t
from terminal.domain.facts import PseReturned
from terminal.domain.identity import Digest, LaneId
from terminal.domain.pse import Offline, Purchase
from terminal.domain.pse_content import BaseE5, Chemical
from terminal.domain.pse_desk import MAX_EARLIER
from terminal.domain.work_item import PSE_DURESS, PSE_EXCHANGE, PSE_RETURN
from terminal.store import codec, work_items
from terminal.store.database import driver_of
from terminal.store.times import DUE_AT_ONCE, instant, utc_text

_TOLD: Final = "state IN ('purchase', 'return')"
"""The condition of the partial index."""


# --- what the facts mean


def project(connection: Connection, fact: t.PseFact, at: str, lane: str, body: bytes) -> None:
    match fact:
        case t.PseInquiryRequested():
            _run(
                connection,
                "INSERT INTO pse_transaction(ref, sale, lane, state, at, body, due_at)"
                " VALUES (?, ?, ?, 'asked', ?, ?, ?)",
                (fact.ref, fact.sale, lane, at, body, DUE_AT_ONCE),
            )
        case t.PseInquiryAnswered():
            _move(connection, fact.ref, fact.verdict.value)
        case t.PseOfflineAllowed():
            _move(connection, fact.ref, "upload" if fact.policy is Offline.UPLOAD else "note")
        case t.PseStopOverridden():
            _move(connection, fact.ref, "overridden")
            _work_item(connection, PSE_DURESS, fact.sale, fact.ref, at)
        case t.PseWithdrawn():
            _withdraw(connection, fact.ref)
        case t.PseLogged():
            _log(connection, fact, at)
        case t.PseExchangeSettled():
            _settle(connection, fact, at)
        case t.PseBuyerChecked() | t.PseSigned():
            pass
        case _:
            assert_never(fact)


def _run(connection: Connection, sql: str, parameters: tuple[object, ...]) -> None:
    driver_of(connection).execute(sql, parameters)


def _move(connection: Connection, ref: str, state: str) -> None:
    _run(connection, "UPDATE pse_transaction SET state = ? WHERE ref = ?", (state, ref))


def _withdraw(connection: Connection, ref: str) -> None:
    """What was stopped is nothing to give back; anything else may be held by the exchange."""
    _run(
        connection,
        "UPDATE pse_transaction SET state = CASE state WHEN 'stopped' THEN 'done' ELSE 'return' END"
        " WHERE ref = ?",
        (ref,),
    )


def _log(connection: Connection, fact: t.PseLogged, at: str) -> None:
    """A row for each product; the exchange hears of it, unless the state asks only for a note."""
    for each in fact.goods:
        _run(
            connection,
            "INSERT INTO pse_purchase(sale, line, day, document, person, chemical, base_e5,"
            " packages, pieces) VALUES (?, ?, ?, marked(?), marked(?), ?, ?, ?, ?)",
            (
                fact.sale,
                each.line,
                fact.day.isoformat(),
                fact.buyer.document_key,
                fact.buyer.person_key,
                each.content.chemical.value,
                each.content.base * each.packages,
                each.packages,
                each.content.pieces * each.packages,
            ),
        )
    told = "done" if fact.offline is Offline.NOTE else "purchase"
    _run(
        connection,
        "UPDATE pse_transaction SET state = ?, at = ?, offline = ?, overridden = ? WHERE ref = ?",
        (told, at, fact.offline is not None, fact.overridden, fact.ref),
    )


def _settle(connection: Connection, fact: t.PseExchangeSettled, at: str) -> None:
    refused = fact.outcome is t.Settled.REFUSED
    _move(connection, fact.ref, "refused" if refused else "done")
    if refused:
        _work_item(connection, PSE_EXCHANGE, fact.sale, fact.reason, at)


def give_back(connection: Connection, fact: PseReturned, at: str) -> None:
    """What came back counts no more towards the buyer's limit; the exchange takes a whole sale
    back, of a part a person tells it.
    """
    for line in fact.lines:
        _run(
            connection,
            "DELETE FROM pse_purchase WHERE sale = ? AND line = ?",
            (fact.sold_on, line),
        )
    if not fact.ref:
        return
    if fact.whole:
        _run(
            connection,
            "UPDATE pse_transaction SET state = 'return', due_at = ? WHERE ref = ?"
            " AND state IN ('purchase', 'done')",
            (DUE_AT_ONCE, fact.ref),
        )
    else:
        _work_item(connection, PSE_RETURN, fact.sold_on, "a part of it came back", at)


def _work_item(connection: Connection, kind: str, sale: str, detail: str, at: str) -> None:
    """A person has to look; the ticket names it, never the buyer."""
    work_items.open_item(
        connection, kind=kind, subject=sale, detail=detail, once=f"{kind}:{sale}:{detail}", at=at
    )


@dataclass(frozen=True, slots=True)
class Overridden:
    """A stop that was passed over under duress."""

    at: datetime
    lane: str
    fact: t.PseStopOverridden


def overridden(connection: Connection) -> tuple[Overridden, ...]:
    """All of them, oldest first. Reads the whole journal: for a report, not for the counter."""
    name = t.PseStopOverridden.__name__
    rows = connection.exec_driver_sql(
        "SELECT at, lane, body FROM journal WHERE name = ? AND body IS NOT NULL ORDER BY seq",
        (name,),
    )
    found = ((row, codec.decode(name, row.body)) for row in rows)
    return tuple(
        Overridden(instant(row.at), row.lane, fact)
        for row, fact in found
        if isinstance(fact, t.PseStopOverridden)
    )


# --- the ledger


def bought(
    connection: Connection, document: Digest, person: Digest, since: date
) -> tuple[Purchase, ...]:
    """What this buyer bought here since that day, by document or by name; the newest first."""
    rows = driver_of(connection).execute(
        "SELECT day, chemical, base_e5, packages, pieces, sale, line FROM pse_purchase"
        " WHERE document = marked(?) AND day >= ?"
        " UNION SELECT day, chemical, base_e5, packages, pieces, sale, line FROM pse_purchase"
        " WHERE person = marked(?) AND day >= ? ORDER BY day DESC LIMIT ?",
        (document, since.isoformat(), person, since.isoformat(), MAX_EARLIER),
    )
    return tuple(
        Purchase(date.fromisoformat(day), Chemical(chemical), BaseE5(base), packages, pieces)
        for day, chemical, base, packages, pieces, _, _ in rows
    )


# --- what the exchange has to hear


def waiting(connection: Connection, now: datetime, limit: int) -> Sequence[Waiting]:
    rows = connection.exec_driver_sql(
        "SELECT ref, state, body, lane, at, offline, overridden, tries FROM pse_transaction"  # noqa: S608  a constant
        f" WHERE {_TOLD} AND due_at <= ? ORDER BY at, ref LIMIT ?",
        (utc_text(now), limit),
    )
    return tuple(
        Waiting(
            row.ref,
            ToTell(row.state),
            _inquiry(row.body),
            row.lane,
            instant(row.at),
            bool(row.offline),
            bool(row.overridden),
            row.tries,
        )
        for row in rows
    )


def inquiry(connection: Connection, ref: str) -> tuple[t.PseInquiryRequested, str, datetime] | None:
    row = connection.exec_driver_sql(
        "SELECT body, lane, at FROM pse_transaction WHERE ref = ?", (ref,)
    ).first()
    return None if row is None else (_inquiry(row.body), row.lane, instant(row.at))


def put_off(connection: Connection, ref: str, due_at: datetime, error: str) -> None:
    connection.exec_driver_sql(
        "UPDATE pse_transaction SET tries = tries + 1, due_at = ?, last_error = ? WHERE ref = ?",
        (utc_text(due_at), error, ref),
    )


def settled(fact: t.PseExchangeSettled, lane: str, at: datetime) -> Batch:
    """The journal's batch; its projection moves the row."""
    return Batch((fact,), at, LaneId(lane), None)


def _inquiry(body: bytes) -> t.PseInquiryRequested:
    fact = codec.decode(t.PseInquiryRequested.__name__, body)
    assert isinstance(fact, t.PseInquiryRequested)
    return fact
