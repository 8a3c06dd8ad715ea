"""Earlier tickets for returns: found, read with what is back already, and who brings goods again.

Rules that hold here:

1. What came back is read from the journal itself, by the kind of its facts: no row is kept beside.
   A look goes back to the day of sale at most.
2. A list is bounded twice: so many tickets are shown, so many looked at.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from sqlalchemy import Connection

from terminal.app.sale_search import SHOWN, SaleQuestion, SaleSummary
from terminal.domain import facts as f
from terminal.domain.evolve import replay
from terminal.domain.identity import Digest, SaleId
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO, Money
from terminal.domain.original import Original, original_of
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.tender import CardTender
from terminal.store.database import driver_of
from terminal.store.journal import Recorded, sale_facts
from terminal.store.tables import EVERYDAY
from terminal.store.times import instant, utc_text

LOOKED_AT: Final = 5_000
"""Tickets that one search looks at, from the newest on: weeks of a busy lane."""
_CLOSED: Final = (
    "SELECT id, number, lane, closed_at, total_cents FROM sale WHERE state = 'completed'"
)


def original(connection: Connection, ticket: str, zone: tzinfo) -> Original | None:
    """The closed ticket with this number, as `2-000482`; None where there is none."""
    lane, _, number = ticket.partition("-")
    row = connection.exec_driver_sql(
        f"{_CLOSED} AND lane = ? AND number = ?",
        (lane, int(number) if number.isdigit() else -1),
    ).first()
    if row is None:
        return None
    sold = _sale(connection, SaleId(row.id))
    if sold is None:
        return None
    sale, rows = sold
    day = instant(row.closed_at).astimezone(zone).date()
    first = rows[0].seq
    back = tuple(_brought_back(connection, sale.id, first))
    return original_of(sale, ticket, day, (each.fact for each in rows), back)


def _sale(connection: Connection, sale: SaleId) -> tuple[Sale, tuple[Recorded, ...]] | None:
    """The ticket with its facts; None where its retention has ended."""
    rows = sale_facts(connection, sale)
    facts = [row.fact for row in rows if isinstance(row.fact, f.SaleFact)]
    if not facts or not isinstance(facts[0], f.SaleOpened):
        return None
    try:
        return replay(facts), rows
    except AssertionError:  # a part of it was removed
        return None


def _brought_back(
    connection: Connection, sold_on: SaleId, since: int
) -> Iterator[tuple[Sale, ReturnLine]]:
    """Every line that brings goods of this ticket back, on whichever ticket."""
    rows = connection.exec_driver_sql(
        f"SELECT entity FROM journal WHERE {EVERYDAY} AND name = 'ReturnAdded' AND seq > ?"  # noqa: S608  a constant
        " AND body IS NOT NULL AND instr(body, CAST(? AS BLOB)) > 0 GROUP BY entity",
        (since, f'"sold_on":"{sold_on}"'),
    ).fetchall()
    for row in rows:
        found = _sale(connection, SaleId(row.entity))
        if found is None:
            continue
        for line in found[0].lines:
            if isinstance(line, ReturnLine) and line.returned.sold_on == sold_on:
                yield found[0], line


# --- a list


def search(connection: Connection, question: SaleQuestion, zone: tzinfo) -> tuple[SaleSummary, ...]:
    """Closed tickets that fit everything that is asked, the newest first."""
    found: list[SaleSummary] = []
    where, values = _conditions(question, zone)
    rows = connection.exec_driver_sql(
        f"{_CLOSED}{where} ORDER BY rowid DESC LIMIT ?", (*values, LOOKED_AT)
    )
    for row in rows.fetchall():
        sale_id = SaleId(row.id)
        if not _mentions(connection, sale_id, question):
            continue
        sold = _sale(connection, sale_id)
        if sold is None or not _holds(sold[0], question):
            continue
        at = instant(row.closed_at).astimezone(zone)
        found.append(_summary(sold[0], f"{row.lane}-{row.number:06}", at))
        if len(found) == SHOWN:
            break
    return tuple(found)


def _conditions(question: SaleQuestion, zone: tzinfo) -> tuple[str, tuple[object, ...]]:
    """What the ticket's own row can tell."""
    where, values = "", list[object]()
    if question.ticket:
        lane, _, number = question.ticket.partition("-")
        where += " AND lane = ? AND number = ?"
        values += [lane, int(number)]
    if question.amount is not None:
        where += " AND total_cents = ?"
        values.append(question.amount.cents)
    if question.day is not None:
        begins = datetime.combine(question.day, time(), zone)
        ends = datetime.combine(question.day + timedelta(days=1), time(), zone)
        where += " AND closed_at >= ? AND closed_at < ?"
        values += [utc_text(begins), utc_text(ends)]
    return where, tuple(values)


_ANYWHERE: Final = (
    "SELECT 1 FROM journal WHERE entity = ? AND entity <> '' AND name IN (?, ?)"
    " AND instr(lower(CAST(body AS TEXT)), ?) > 0 LIMIT 1"
)


def _mentions(connection: Connection, sale: SaleId, question: SaleQuestion) -> bool:
    """A quick look at the bodies: most tickets need not be read for it."""
    words = question.words.lower()
    wanted = []
    if question.last4:
        wanted.append(("ChargeResolved", "RefundResolved", f'"last4":"{question.last4}"'))
    if words and words.isascii() and words.isalnum():
        wanted.append(("ItemAdded", "FillAdded", words.removeprefix("rx")))
    driver = driver_of(connection)
    return all(driver.execute(_ANYWHERE, (sale, *each)).fetchone() is not None for each in wanted)


def _holds(sale: Sale, question: SaleQuestion) -> bool:
    if question.last4 and question.last4 not in _cards(sale):
        return False
    words = question.words.casefold()
    return not words or any(words in name.casefold() for name in _names(sale))


def _cards(sale: Sale) -> tuple[str, ...]:
    cards = (each for each in sale.tenders if isinstance(each, CardTender) and each.taken)
    return tuple(each.result.last4 for each in cards if each.result is not None)


def _names(sale: Sale) -> tuple[str, ...]:
    """Of goods, and the numbers of prescriptions: never a drug."""
    return tuple(
        line.item.name if isinstance(line, ItemLine) else f"Rx {line.fill.key.rx}"
        for line in sale.live_lines
        if isinstance(line, ItemLine | RxLine)
    )


def _summary(sale: Sale, ticket: str, at: datetime) -> SaleSummary:
    kinds = dict.fromkeys(each.booked_as for each in sale.tenders if each.taken)
    cards = dict.fromkeys(last4 for last4 in _cards(sale) if last4)
    return SaleSummary(ticket, at, sale.total, ", ".join(_names(sale)), tuple(kinds), tuple(cards))


# --- without a receipt


def unreceipted(connection: Connection, mark: Digest, since: datetime) -> Money:
    """What this person got back without receipts since then, on tickets that stand.

    Facts of earlier versions name the person by a plain digest: it is marked as it is read.
    """
    rows = connection.exec_driver_sql(
        f"SELECT entity FROM journal WHERE {EVERYDAY} AND name = 'ReturnerRecorded'"  # noqa: S608  a constant
        " AND body IS NOT NULL AND marked(json_extract(CAST(body AS TEXT), '$.person')) = ?"
        " GROUP BY entity",
        (mark,),
    ).fetchall()
    given = ZERO
    for row in rows:
        found = _sale(connection, SaleId(row.entity))
        if found is None or found[1][0].at < since:
            continue
        given = given + _without_receipt(found[0])
    return given


def _without_receipt(sale: Sale) -> Money:
    if sale.status is SaleStatus.ABANDONED:
        return ZERO
    lines = (line for line in sale.return_lines if not line.returned.sold_on)
    return Money(-sum((line.net + line.tax.amount).cents for line in lines))
