"""Retention: what was kept long enough goes, provably, and nothing else does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.logged import approved, logged, requested
from store_support.stores import AT, KEY, LANE, batch, commit, commit_batch, open_store
from store_support.tickets import ADDED, COMPLETED, HANDED_OVER, OPENED, PICKUP, READY, SALE
from terminal.app.ports import Attachment
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.controlled import SCHEDULES, ControlledIdTerms
from terminal.domain.identity import LineId, StaffId
from terminal.domain.pickup import Relationship, SignatureKind
from terminal.domain.retention import (
    CLASS_OF,
    KEPT_FOR_EVER,
    Period,
    RecordClass,
    RetentionTerms,
    period_of,
)
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.shown_id import IdType, ShownId
from terminal.domain.signature import digest_of
from terminal.rules_files import packaged_rules
from terminal.store import journal, retention
from terminal.store.store import StoreMeta, alone

DAY = date(2026, 11, 21)
BOOK = RuleBook.of(packaged_rules(), "US-TX")
STROKES, PICTURE = b"1,1,0 2,2,9", b"a picture"
SIGNED = f.SignatureTaken(
    SALE,
    (LineId(2),),
    SignatureKind.THIRD_PARTY,
    Relationship.PATIENT,
    "I received it.",
    "1",
    digest_of(STROKES),
    digest_of(b"bound"),
    digest_of(PICTURE),
)
CONFIRMED = f.PickupConfirmed(PICKUP, READY.key, "4")


def periods(day: date = DAY) -> tuple[Period, ...]:
    found = (period_of(record, BOOK, day) for record in RecordClass)
    return tuple(each for each in found if each is not None)


def years_later(years: int, days: int = 0) -> datetime:
    return AT.replace(year=AT.year + years) + timedelta(days=days)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A ticket of goods and one bag, signed for, over, and known to the PhMS."""
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
        pictures = (
            Attachment(SIGNED.strokes, "application/x-rxlane-strokes", STROKES),
            Attachment(SIGNED.picture, "image/png", PICTURE),
        )
        commit_batch(store, batch(SIGNED, attachments=pictures))
        commit(store, HANDED_OVER, COMPLETED)
        commit(store, CONFIRMED)
    return path


@pytest.fixture
def opened(kept: Path) -> Iterator[tuple[StoreMeta, Connection]]:
    with alone(kept, KEY, demo=False) as (meta, connection):
        yield meta, connection


def names(connection: Connection) -> set[str]:
    return {type(each.fact).__name__ for each in journal.all_facts(connection)}


# --- the matrix of section 16


def test_every_kind_of_fact_has_a_class_or_is_kept_for_ever() -> None:
    classed = [kind for kinds in CLASS_OF.values() for kind in kinds]
    assert sorted((*classed, *KEPT_FOR_EVER), key=str) == sorted(f.FACTS, key=str)


@pytest.mark.parametrize(
    ("record", "years"),
    [
        (RecordClass.PICKUP, 10),
        (RecordClass.PRIVACY, 7),
        (RecordClass.CONTROLLED_ID, 5),
        (RecordClass.SALES, 7),
        (RecordClass.SCHEDULE_V_BOOK, 5),
        (RecordClass.PSE_LOG, 2),
        (RecordClass.OPERATIONS, 7),
    ],
)
def test_each_default_of_the_retention_matrix(record: RecordClass, years: int) -> None:
    period = period_of(record, BOOK, DAY)
    assert period is not None
    assert period.years == years


def test_a_store_keeps_longer_and_never_shorter() -> None:
    def own(years: int) -> Rule[object]:
        terms = RetentionTerms(RecordClass.SALES, years)
        return Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Keep.", True, terms)

    for years, kept in ((2, 7), (9, 9)):
        book = RuleBook.of((*packaged_rules(), own(years)), "US-TX")
        period = period_of(RecordClass.SALES, book, DAY)
        assert period is not None
        assert period.years == kept


def test_an_id_is_kept_as_long_as_the_row_that_asks_for_it() -> None:
    def own(years: int) -> Rule[object]:
        terms = ControlledIdTerms(SCHEDULES, keep_years=years)
        return Rule("own", STORE, date(2020, 1, 1), None, "the state", "Keep.", True, terms)

    for years, kept in ((3, 5), (7, 7)):
        book = RuleBook.of((*packaged_rules(), own(years)), "US-TX")
        period = period_of(RecordClass.CONTROLLED_ID, book, DAY)
        assert period is not None
        assert period.years == kept
        assert {"own@2020-01-01"} & {rule.ref for rule in period.rules} == (
            {"own@2020-01-01"} if years > 5 else set()
        )


def test_a_state_that_says_how_long_takes_the_place_of_the_default() -> None:
    """Section 16: North Carolina three years (G.S. 90-106.1), the others five; a store may more."""

    def own(years: int) -> Rule[object]:
        terms = RetentionTerms(RecordClass.CONTROLLED_ID, years)
        return Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Keep.", True, terms)

    for state, more, years in (
        ("US-NC", (), 3),
        ("US-NC", (own(2),), 3),
        ("US-NC", (own(6),), 6),
        ("US-TX", (), 5),
        ("US-TX", (own(2),), 5),
    ):
        book = RuleBook.of((*packaged_rules(), *more), state)
        period = period_of(RecordClass.CONTROLLED_ID, book, DAY)
        assert period is not None
        assert period.years == years
        assert period.rules


def test_an_id_goes_before_the_pickup_that_it_was_shown_for(tmp_path: Path) -> None:
    path = tmp_path / "ids.db"
    shown = f.ControlledIdShown(
        SALE, (LineId(2),), ShownId(IdType.PASSPORT, "A1234567"), StaffId("11"), 3, ()
    )
    with open_store(path) as store:
        commit(store, OPENED, ADDED, shown)
        commit(store, HANDED_OVER, COMPLETED)
        commit(store, CONFIRMED)
    with alone(path, KEY, demo=False) as (meta, connection):
        retention.remove_due(connection, meta, periods(), years_later(5, days=1), LANE)
        left = names(connection)
        assert "ControlledIdShown" not in left
        assert "FillHandedOver" in left
        assert retention.unproved(connection) == ""


def test_without_a_rule_nothing_is_due() -> None:
    assert period_of(RecordClass.SALES, RuleBook("US-TX"), DAY) is None


def test_a_year_ends_on_the_last_of_february_where_there_is_no_29th() -> None:
    period = period_of(RecordClass.PRIVACY, BOOK, DAY)
    assert period is not None
    assert period.due_before(date(2028, 2, 29)) == date(2021, 2, 28)


# --- removing


def test_nothing_goes_before_its_time(opened: tuple[StoreMeta, Connection]) -> None:
    meta, connection = opened
    before = names(connection)
    connection.rollback()
    gone = retention.remove_due(connection, meta, periods(), years_later(7), LANE)
    assert [each.count for each in gone] == [0] * len(gone)
    assert names(connection) == before


def test_what_is_due_goes_class_by_class_and_the_chain_still_verifies(
    opened: tuple[StoreMeta, Connection],
) -> None:
    meta, connection = opened
    at = years_later(7, days=1)
    assert at.tzinfo is not None
    told = retention.due(connection, periods(), at.date(), at.tzinfo)
    connection.rollback()
    gone = retention.remove_due(connection, meta, periods(), at, LANE)
    assert told == gone, "the dry run says what will happen"
    assert {each.period.record: each.count for each in gone if each.count} == {RecordClass.SALES: 3}
    assert names(connection) == {
        *("SignatureTaken", "FillHandedOver", "PickupConfirmed"),
        "BodiesRemoved",
    }
    verdict = journal.verify(connection, meta.store_id)
    assert (verdict.good, verdict.removed) == (True, 3)
    assert retention.unproved(connection) == ""
    assert journal.attachment(connection, SIGNED.strokes) == STROKES


def test_the_signature_s_picture_goes_with_the_last_record_of_it(
    opened: tuple[StoreMeta, Connection],
) -> None:
    meta, connection = opened
    retention.remove_due(connection, meta, periods(), years_later(10, days=1), LANE)
    assert names(connection) == {"BodiesRemoved"}
    assert journal.attachment(connection, SIGNED.strokes) is None
    assert journal.attachment(connection, SIGNED.picture) is None
    assert retention.unproved(connection) == ""


LOG_PICTURES = (
    Attachment(digest_of(STROKES), "application/x-rxlane-strokes", STROKES),
    Attachment(digest_of(PICTURE), "image/png", PICTURE),
)
LOG_SIGNED = t.PseSigned(
    SALE, "A notice.", "1", LOG_PICTURES[0].digest, digest_of(b"bound"), LOG_PICTURES[1].digest
)


def log_left(path: Path, *outcomes: t.PseExchangeSettled) -> tuple[int, int, set[str]]:
    """A logged sale; then its inquiries, pictures and facts that two years leave of it."""
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
        commit(store, requested("r1"), approved("r1"))
        commit_batch(store, batch(LOG_SIGNED, attachments=LOG_PICTURES))
        commit(store, logged("r1"), HANDED_OVER, COMPLETED)
        commit(store, CONFIRMED, *outcomes)
    with alone(path, KEY, demo=False) as (meta, connection):
        retention.remove_due(connection, meta, periods(), years_later(2, days=1), LANE)
        rows, pictures = (
            int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
            for table in ("pse_transaction", "attachment")
        )
        assert retention.unproved(connection) == ""
        return rows, pictures, names(connection)


def test_of_the_pse_log_nothing_of_the_buyer_is_left_anywhere(tmp_path: Path) -> None:
    done = t.PseExchangeSettled(SALE, "r1", t.Settled.PURCHASED, "X1")
    rows, pictures, left = log_left(tmp_path / "store.db", done)
    assert (rows, pictures) == (0, 0)
    assert not {name for name in left if name.startswith("Pse")}


def test_what_the_exchange_has_to_hear_stays_whole(tmp_path: Path) -> None:
    rows, pictures, left = log_left(tmp_path / "store.db")
    assert (rows, pictures) == (1, 2)
    assert {"PseInquiryRequested", "PseSigned", "PseLogged"} <= left


def test_removing_again_removes_nothing_and_records_nothing(
    opened: tuple[StoreMeta, Connection],
) -> None:
    meta, connection = opened
    at = years_later(10, days=1)
    retention.remove_due(connection, meta, periods(), at, LANE)
    rows = journal.head(connection, meta.store_id, meta.epoch).seq
    connection.rollback()
    retention.remove_due(connection, meta, periods(), at, LANE)
    assert journal.head(connection, meta.store_id, meta.epoch).seq == rows


def test_many_rows_go_in_short_transactions_with_a_proof_each(tmp_path: Path) -> None:
    path, steps = tmp_path / "store.db", list[tuple[int, int]]()
    with open_store(path) as store:
        commit(store, *[f.PatientViewed(READY.patient.id)] * 1_200)
    with alone(path, KEY, demo=False) as (meta, connection):
        retention.remove_due(
            connection, meta, periods(), years_later(8), LANE, lambda *step: steps.append(step)
        )
        proofs = [each.fact for each in journal.all_facts(connection)]
        assert steps == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]
        assert [(p.first, p.last, p.count) for p in proofs if isinstance(p, f.BodiesRemoved)] == [
            (1, 500, 500),
            (501, 1_000, 500),
            (1_001, 1_200, 200),
        ]
        assert retention.unproved(connection) == ""


# --- what stays


def held(path: Path, *facts: f.Fact) -> dict[str, int]:
    """What would go after ten years, once these facts are recorded too."""
    with open_store(path) as store:
        commit(store, *facts)
    with alone(path, KEY, demo=False) as (_, connection):
        at = years_later(10, days=1)
        found = retention.due(connection, periods(), at.date(), UTC)
    return {each.period.record.value: each.count for each in found if each.count}


def test_a_legal_hold_keeps_the_tickets_of_a_prescription_or_everything(kept: Path) -> None:
    rx = READY.key.rx
    assert held(kept, f.HoldPlaced(rx, "an audit")) == {"pickup": 1}, "only what names no ticket"
    assert held(kept, f.HoldPlaced("", "a lawsuit")) == {}
    assert held(kept, f.HoldLifted("", "settled")) == {"pickup": 1}
    assert held(kept, f.HoldLifted(rx, "closed")) == {"pickup": 3, "sales": 3}


def test_a_ticket_that_is_not_settled_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
    assert held(path, HANDED_OVER) == {}
    assert held(path, COMPLETED) == {}, "the PhMS does not know of the pickup yet"
    assert held(path, CONFIRMED) == {"pickup": 2, "sales": 3}


def test_a_body_that_somebody_else_removed_is_found(opened: tuple[StoreMeta, Connection]) -> None:
    meta, connection = opened
    retention.remove_due(connection, meta, periods(), years_later(7, days=1), LANE)
    with connection.begin():
        journal.remove_body(connection, 3)
    assert retention.unproved(connection) == "the body of row 3 was removed, and nothing says why"
    assert journal.verify(connection, meta.store_id).good, "the chain alone does not see it"


def test_a_count_that_does_not_fit_is_found(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, *[f.PatientViewed(READY.patient.id)] * 3)
        commit(store, f.BodiesRemoved("privacy", DAY, 1, 3, 1, ()))
    with alone(path, KEY, demo=False) as (_, connection):
        with connection.begin():
            journal.remove_body(connection, 1)
        assert retention.unproved(connection) == ""
        connection.rollback()
        with connection.begin():
            journal.remove_body(connection, 2)
        assert retention.unproved(connection) == "2 bodies of privacy are gone, and 1 were recorded"
