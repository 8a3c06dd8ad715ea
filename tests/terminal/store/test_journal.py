"""The journal: everything of a batch or nothing, and any later change of it is found."""

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection
from sqlcipher3.dbapi2 import IntegrityError

from store_support.stores import AT, CASHIER, KEY, batch, commit, commit_batch, open_store
from store_support.tickets import (
    ADDED,
    APPROVED,
    CHARGE,
    COMPLETED,
    HANDED_OVER,
    JOB,
    OPENED,
    PICKUP,
    RECEIPT,
    SALE,
    UNKNOWN,
    resolved,
)
from terminal.app.ports import Attachment
from terminal.domain import facts
from terminal.domain.signature import digest_of
from terminal.store import journal
from terminal.store.chain import Link, genesis, link_hash
from terminal.store.recovery import load_recovery
from terminal.store.store import Store, alone
from terminal.store.worker import BrokenStore

TICKET = (OPENED, ADDED, CHARGE, resolved(APPROVED), HANDED_OVER, COMPLETED, RECEIPT)


def verify(store: Store, public_key: bytes | None = None) -> journal.Verdict:
    return store.reader.wait(
        lambda connection: journal.verify(connection, store.meta.store_id, public_key)
    )


def tamper(path: Path, *statements: str) -> journal.Verdict:
    """Change the file as somebody with the key could, and verify."""
    with alone(path, KEY, demo=False) as (meta, connection):
        with connection.begin():
            for trigger in ("journal_keeps_its_rows", "journal_is_never_edited"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                connection.exec_driver_sql(statement)
        with connection.begin():
            return journal.verify(connection, meta.store_id)


def test_a_ticket_comes_back_fact_by_fact_with_who_and_when(store: Store) -> None:
    for fact in TICKET:
        commit(store, fact)
    recorded = store.reader.wait(lambda connection: journal.sale_facts(connection, SALE))
    assert tuple(row.fact for row in recorded) == TICKET
    assert {row.actor for row in recorded} == {CASHIER}
    assert recorded[0].at == AT
    assert recorded[0].at.utcoffset() == AT.utcoffset()


def test_the_hash_of_a_row_is_what_the_format_says() -> None:
    before = genesis("store")
    link = Link(1, 1, "at", "01", "", "sale", "SaleOpened", b"\1" * 32)
    parts = [before, b"1", b"1", b"at", b"01", b"", b"sale", b"SaleOpened", b"\1" * 32]
    written = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert link_hash(before, link) == hashlib.sha256(written).digest()


def test_an_untouched_journal_verifies(store: Store) -> None:
    commit(store, *TICKET)
    assert verify(store) == journal.Verdict(len(TICKET), 0, 0)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE journal SET actor = '1' WHERE seq = 3", 3),
        ("UPDATE journal SET at = '2026-01-01T00:00:00Z' WHERE seq = 2", 2),
        ("UPDATE journal SET name = 'ItemAdde', lane = 'd01' WHERE seq = 2", 2),
        ("UPDATE journal SET body = CAST('{}' AS BLOB) WHERE seq = 4", 4),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 5", 5),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("UPDATE journal SET epoch = 0 WHERE seq = 6", 6),
    ],
)
def test_a_changed_row_is_named(path: Path, change: str, found: int) -> None:
    with open_store(path) as store:
        commit(store, *TICKET)
    verdict = tamper(path, change)
    assert (verdict.good, verdict.first_bad_seq) == (False, found)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal",
        "UPDATE journal SET lane = '09'",
        "UPDATE journal SET body = CAST('{}' AS BLOB)",
        "UPDATE journal SET body = NULL, lane = '09'",
    ],
)
def test_a_row_cannot_be_changed_or_removed_through_sql(
    path: Path, bugs: list[BaseException], statement: str
) -> None:
    with open_store(path, bug=bugs.append) as store:
        commit(store, OPENED)
        with pytest.raises(BrokenStore):
            store.writer.wait(lambda connection: connection.exec_driver_sql(statement))
        assert "the journal only grows" in str(bugs[0])
        assert verify(store) == journal.Verdict(1, 0, 0)


def test_a_body_may_go_and_the_chain_still_verifies(store: Store) -> None:
    commit(store, *TICKET)
    assert store.writer.wait(lambda connection: journal.remove_body(connection, 2))
    assert not store.writer.wait(lambda connection: journal.remove_body(connection, 2))
    assert verify(store) == journal.Verdict(len(TICKET), 1, 0)
    left = store.reader.wait(lambda connection: journal.sale_facts(connection, SALE))
    assert [row.seq for row in left] == [1, 3, 4, 5, 6, 7]


def test_whoever_rewrites_the_end_cannot_sign_it(path: Path) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
    public = key.public_key().public_bytes_raw()
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
        store.sign_checkpoint(key.sign, AT)
        assert verify(store, public) == journal.Verdict(2, 0, 1)
        assert not verify(store, Ed25519PrivateKey.generate().public_key().public_bytes_raw()).good
    verdict = tamper(path, "DELETE FROM journal WHERE seq = 2")
    assert verdict.first_bad_seq == 2


def test_all_of_a_batch_or_nothing(path: Path, bugs: list[BaseException]) -> None:
    never_handed_over = facts.PickupConfirmed(PICKUP, HANDED_OVER.key, "4")
    with open_store(path, bug=bugs.append) as store:
        commit(store, OPENED)
        with pytest.raises(BrokenStore):
            commit(store, ADDED, never_handed_over)
        assert isinstance(bugs[0], AssertionError)
        assert verify(store).rows == 1
        commit(store, ADDED)
        assert verify(store) == journal.Verdict(2, 0, 0)


def test_a_pickup_and_its_way_to_the_phms_are_one_transaction(store: Store) -> None:
    commit(store, OPENED, HANDED_OVER)

    def read(connection: Connection) -> list[tuple[object, ...]]:
        rows = connection.exec_driver_sql(
            "SELECT o.key, o.stream, o.state, p.state, p.rx FROM outbox o JOIN pickup p"
            " ON p.id = o.key"
        )
        return [tuple(row) for row in rows]

    assert store.reader.wait(read) == [
        (PICKUP, "fill:6012345-2", "queued", "handed_over", "6012345")
    ]


def test_one_pickup_is_never_queued_twice(path: Path, bugs: list[BaseException]) -> None:
    with open_store(path, bug=bugs.append) as store:
        commit(store, OPENED, HANDED_OVER)
        with pytest.raises(BrokenStore):
            commit(store, HANDED_OVER)
        assert isinstance(bugs[0], IntegrityError)
        assert "6012345" not in str(bugs[0])


def test_an_attachment_is_kept_once_under_its_digest(store: Store) -> None:
    strokes = b"1,2,3 4,5,6"
    signature = Attachment(digest_of(strokes), "text/x-strokes", strokes)
    commit_batch(store, batch(OPENED, attachments=(signature,)))
    commit_batch(store, batch(ADDED, attachments=(signature,)))
    kept = store.reader.wait(lambda c: journal.attachment(c, signature.digest))
    assert kept == strokes
    assert store.reader.wait(lambda c: journal.attachment(c, "0" * 64)) is None


def test_a_start_finds_what_is_open_and_nothing_else(path: Path) -> None:
    with open_store(path) as store:
        commit(store, OPENED, ADDED, CHARGE)
        commit(store, facts.ChargeSent(SALE, CHARGE.ref))
    with open_store(path) as store:
        recovered = store.reader.wait(load_recovery)
        (sale,) = recovered.sales
        (attempt,) = recovered.attempts
        assert [row.fact for row in sale.facts][:2] == [OPENED, ADDED]
        assert (attempt.ref, attempt.state, attempt.amount) == (CHARGE.ref, "sent", CHARGE.amount)
        assert (recovered.next_ticket, recovered.next_attempt, recovered.next_job) == (483, 2, 1)
        commit(store, resolved(UNKNOWN))
        (attempt,) = store.reader.wait(load_recovery).attempts
        assert attempt.state == "unknown"
        commit(store, resolved(APPROVED), COMPLETED, RECEIPT)
        recovered = store.reader.wait(load_recovery)
        assert (recovered.sales, recovered.attempts) == ((), ())
        assert [job.state for job in recovered.jobs] == ["queued"]
        commit(store, facts.ReceiptMoved(JOB, "sending", ""))
        commit(store, facts.ReceiptMoved(JOB, "printed", ""))
        assert store.reader.wait(load_recovery).jobs == ()


def test_a_store_on_another_machine_continues_in_a_new_epoch(path: Path) -> None:
    with open_store(path, machine="till-1") as store:
        commit(store, OPENED)
        assert store.meta.epoch == 1
    with open_store(path, machine="till-2") as store:
        commit(store, ADDED)
        assert store.meta.epoch == 2
        assert verify(store).good
    with open_store(path, machine="till-2") as store:
        assert store.meta.epoch == 2
