"""The journal: facts in, in one transaction with everything they mean; read back; verified.

Rules that hold here:

1. A batch is one transaction: rows, hashes, bodies, attachments, projections, outbox.
2. A row is never changed or removed. A body may be removed when its retention has ended; the row,
   its digest and its hash stay (pickup-and-compliance.md section 16).
3. Verifying streams: it holds one row at a time and tells how far it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from terminal.app.ports import Batch
from terminal.domain.facts import Fact
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.signature import digest_of
from terminal.store import chain, codec
from terminal.store.chain import Head, Link
from terminal.store.database import driver_of, scalar
from terminal.store.projections import Entry, project
from terminal.store.times import instant, local_text, utc_text

MAX_FACTS_PER_BATCH: Final = 2_000
"""A ticket of 500 lines completed with all its pickups stays far below."""
MAX_ATTACHMENT_BYTES: Final = 4 * 1024 * 1024
"""A signature of `MAX_POINTS` points is below 300 kB; an image of an ID below this."""
TAIL_ROWS: Final = 256
"""Rows that every start verifies: a bounded look at what was written last."""
PROGRESS_EVERY_ROWS: Final = 5_000

_LAST: Final = "SELECT seq, hash FROM journal WHERE seq = (SELECT max(seq) FROM journal)"

Progress = Callable[[int, int], None]
"""Rows done and rows in all."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact with the journal row around it."""

    seq: int
    at: datetime
    lane: LaneId
    actor: StaffId | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `removed` counts bodies whose retention has ended."""

    rows: int
    removed: int
    checkpoints: int
    first_bad_seq: int | None = None
    trouble: str = ""

    @property
    def good(self) -> bool:
        return self.first_bad_seq is None


def last_at(connection: Connection) -> datetime | None:
    """When the last row was written, by the clock of then."""
    row = connection.exec_driver_sql(
        "SELECT at FROM journal WHERE seq = (SELECT max(seq) FROM journal)"
    ).first()
    return None if row is None else instant(row.at)


def entity_of(fact: Fact) -> str:
    """The sale that a fact belongs to, or nothing: by the field that facts of a ticket share."""
    return getattr(fact, "sale", None) or ""


def head(connection: Connection, store_id: str, epoch: int) -> Head:
    """Where the chain stands."""
    last = connection.exec_driver_sql(_LAST).first()
    if last is None:
        return Head(epoch, 0, chain.genesis(store_id))
    return Head(epoch, last.seq, last.hash)


def append(connection: Connection, before: Head, batch: Batch) -> Head:
    """Write the whole batch inside the open transaction and say where the chain stands then.

    The caller commits, and only then takes the new head as true.
    """
    assert 0 < len(batch.facts) <= MAX_FACTS_PER_BATCH, "a batch has facts, and not without limit"
    at, utc, actor = local_text(batch.at), utc_text(batch.at), batch.actor or ""
    _attach(connection, batch)
    now = before
    for fact in batch.facts:
        body = codec.encode(fact)
        link = Link(
            now.seq + 1,
            now.epoch,
            at,
            batch.lane,
            actor,
            entity_of(fact),
            type(fact).__name__,
            chain.digest(body),
        )
        now = Head(now.epoch, link.seq, chain.link_hash(now.hash, link))
        _insert(connection, link, now.hash, body)
        project(connection, fact, Entry(utc, batch.lane, actor, body))
    return now


def _insert(connection: Connection, link: Link, row_hash: bytes, body: bytes) -> None:
    """Straight to the driver: this statement is in every commit of the counter."""
    driver_of(connection).execute(
        "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*link, row_hash, body)
    )


def _attach(connection: Connection, batch: Batch) -> None:
    for attachment in batch.attachments:
        assert len(attachment.content) <= MAX_ATTACHMENT_BYTES, "an attachment has a limit"
        assert digest_of(attachment.content) == attachment.digest, "named by its own digest"
        connection.exec_driver_sql(
            "INSERT INTO attachment(digest, media_type, content) VALUES (?, ?, ?)"
            " ON CONFLICT(digest) DO NOTHING",
            (attachment.digest, attachment.media_type, attachment.content),
        )


_RECORDED: Final = "SELECT seq, at, lane, actor, name, body FROM journal WHERE body IS NOT NULL"


def _recorded(rows: Iterator[tuple[int, str, str, str, str, bytes]]) -> Iterator[Recorded]:
    for seq, at, lane, actor, name, body in rows:
        who = StaffId(actor) if actor else None
        yield Recorded(seq, instant(at), LaneId(lane), who, codec.decode(name, body))


def sale_facts(connection: Connection, sale: SaleId) -> tuple[Recorded, ...]:
    """Every fact of one ticket, in order: replaying them gives the ticket again."""
    rows = connection.exec_driver_sql(
        f"{_RECORDED} AND entity = ? AND entity <> '' ORDER BY seq", (sale,)
    )
    return tuple(_recorded(tuple(row) for row in rows))


def all_facts(connection: Connection, after: int = 0) -> Iterator[Recorded]:
    """Every fact whose body is there, in order, one row at a time."""
    rows = connection.exec_driver_sql(f"{_RECORDED} AND seq > ? ORDER BY seq", (after,))
    yield from _recorded(tuple(row) for row in rows)


def attachment(connection: Connection, digest: str) -> bytes | None:
    found = scalar(connection, "SELECT content FROM attachment WHERE digest = ?", (digest,))
    return None if found is None else bytes(found)


# --- checkpoints


def sign_checkpoint(
    connection: Connection, store_id: str, sign: chain.Sign, at: datetime
) -> int | None:
    """Sign the last row inside the open transaction; its number, or None when nothing is new."""
    last = connection.exec_driver_sql(_LAST).first()
    if last is None:
        return None
    signature = sign(chain.checkpoint_message(store_id, last.seq, last.hash))
    changed = connection.exec_driver_sql(
        "INSERT INTO checkpoint(seq, hash, at, signature) VALUES (?, ?, ?, ?)"
        " ON CONFLICT(seq) DO NOTHING",
        (last.seq, last.hash, utc_text(at), signature),
    ).rowcount
    return int(last.seq) if changed else None


# --- retention


def remove_body(connection: Connection, seq: int) -> bool:
    """Remove one body whose retention has ended; False when it was gone already.

    The caller records that it did so as a fact of its own, in the same transaction.
    """
    changed = connection.exec_driver_sql(
        "UPDATE journal SET body = NULL WHERE seq = ? AND body IS NOT NULL", (seq,)
    ).rowcount
    return changed == 1


# --- verifying


class _Broken(Exception):
    def __init__(self, seq: int, trouble: str) -> None:
        super().__init__(trouble)
        self.seq = seq
        self.trouble = trouble


_LINKS: Final = (
    "SELECT j.seq, j.epoch, j.at, j.lane, j.actor, j.entity, j.name, j.body_digest, j.hash, j.body,"
    " c.hash AS signed, c.signature"
    " FROM journal AS j LEFT JOIN checkpoint AS c ON c.seq = j.seq WHERE j.seq > ? ORDER BY j.seq"
)


def verify(
    connection: Connection,
    store_id: str,
    public_key: bytes | None = None,
    progress: Progress = lambda _done, _rows: None,
) -> Verdict:
    """Walk the whole chain: hashes, digests, gaps, and checkpoints when the key is given."""
    rows = scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal")
    verdict = _walk(connection, Head(1, 0, chain.genesis(store_id)), store_id, public_key, progress)
    beyond = scalar(connection, "SELECT min(seq) FROM checkpoint WHERE seq > ?", (rows,))
    if verdict.good and beyond is not None:
        trouble = "rows at the end are missing: a later one was signed"
        return Verdict(verdict.rows, verdict.removed, verdict.checkpoints, rows + 1, trouble)
    return verdict


def verify_tail(connection: Connection, store_id: str) -> Verdict:
    """The last rows only: what every start can afford, however long the history."""
    last = scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal")
    if last <= TAIL_ROWS:
        start = Head(1, 0, chain.genesis(store_id))
    else:
        at = last - TAIL_ROWS
        before = scalar(connection, "SELECT hash FROM journal WHERE seq = ?", (at,))
        if before is None:
            return Verdict(0, 0, 0, at, "a row is missing")
        start = Head(1, at, before)
    return _walk(connection, start, store_id, None, lambda _done, _rows: None)


def _walk(
    connection: Connection,
    start: Head,
    store_id: str,
    public_key: bytes | None,
    progress: Progress,
) -> Verdict:
    total = scalar(connection, "SELECT coalesce(max(seq), 0) FROM journal") - start.seq
    done = removed = signed = 0
    before = start
    try:
        for row in connection.exec_driver_sql(_LINKS, (start.seq,)):
            link = Link(*row[:8])
            before = _next(before, link, row.hash)
            removed += _is_removed(link, row.body)
            signed += _is_checkpoint(row.signed, row.signature, before, store_id, public_key)
            done += 1
            if done % PROGRESS_EVERY_ROWS == 0:
                progress(done, total)
    except _Broken as broken:
        return Verdict(done, removed, signed, broken.seq, broken.trouble)
    progress(done, total)
    return Verdict(done, removed, signed)


def _next(before: Head, link: Link, row_hash: bytes) -> Head:
    if link.seq != before.seq + 1:
        raise _Broken(before.seq + 1, "a row is missing")
    if link.epoch < before.epoch:
        raise _Broken(link.seq, "its epoch is older than the row before")
    if chain.link_hash(before.hash, link) != row_hash:
        raise _Broken(link.seq, "its hash does not follow from the row before")
    return Head(link.epoch, link.seq, row_hash)


def _is_removed(link: Link, body: bytes | None) -> bool:
    if body is not None and chain.digest(body) != link.body_digest:
        raise _Broken(link.seq, "its body is not the one that was recorded")
    return body is None


def _is_checkpoint(
    row_hash: bytes | None,
    signature: bytes | None,
    at: Head,
    store_id: str,
    public_key: bytes | None,
) -> bool:
    if row_hash is None or signature is None:
        return False
    message = chain.checkpoint_message(store_id, at.seq, at.hash)
    if row_hash != at.hash or (
        public_key is not None and not chain.is_signed(public_key, message, signature)
    ):
        raise _Broken(at.seq, "its checkpoint was not signed by this store")
    return True
