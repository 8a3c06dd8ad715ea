"""Retention: what was kept long enough goes, provably, and nothing else does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from store_support.logged import approved, logged, requested
from store_support.messages import a_message
from store_support.stores import AT, KEY, LANE, batch, commit, commit_batch, deliver, open_store
from store_support.tickets import ADDED, COMPLETED, HANDED_OVER, OPENED, PICKUP, READY, SALE
from terminal.app.ports import Attachment
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.controlled import SCHEDULES, ControlledIdTerms
from terminal.domain.identity import LineId, PickupId, SaleId, StaffId
from terminal.domain.pickup import Relationship, SignatureKind
from terminal.domain.pse import PseTerms
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
GOODS_ALONE = SaleId("5a1e0000-0000-4000-8000-000000000002")
OPENED_NEXT = replace(OPENED, number=483)


def periods(day: date = DAY) -> tuple[Period, ...]:
    found = (period_of(record, BOOK, day) for record in RecordClass)
    return tuple(each for each in found if each is not None)


def years_later(years: int, days: int = 0) -> datetime:
    return AT.replace(year=AT.year + years) + timedelta(days=days)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A ticket of goods and one bag, signed for, over, and known to the PhMS; and one of goods."""
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
        commit(
            store, *(replace(each, sale=GOODS_ALONE) for each in (OPENED_NEXT, ADDED, COMPLETED))
        )
        deliver(store)
    return path


@pytest.fixture
def opened(kept: Path) -> Iterator[tuple[StoreMeta, Connection]]:
    with alone(kept, KEY, demo=False) as (meta, connection):
        yield meta, connection


def proofs(connection: Connection) -> list[f.BodiesRemoved]:
    facts = (each.fact for each in journal.all_facts(connection))
    return [each for each in facts if isinstance(each, f.BodiesRemoved)]


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
    assert period.months == years * 12


def test_a_store_keeps_longer_and_never_shorter() -> None:
    def own(years: int) -> Rule[object]:
        terms = RetentionTerms(RecordClass.SALES, years)
        return Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Keep.", True, terms)

    for years, kept in ((2, 7), (9, 9)):
        book = RuleBook.of((*packaged_rules(), own(years)), "US-TX")
        period = period_of(RecordClass.SALES, book, DAY)
        assert period is not None
        assert period.months == kept * 12


def test_an_id_is_kept_as_long_as_the_row_that_asks_for_it() -> None:
    def own(years: int) -> Rule[object]:
        terms = ControlledIdTerms(SCHEDULES, keep_years=years)
        return Rule("own", STORE, date(2020, 1, 1), None, "the state", "Keep.", True, terms)

    for years, kept in ((3, 5), (7, 7)):
        book = RuleBook.of((*packaged_rules(), own(years)), "US-TX")
        period = period_of(RecordClass.CONTROLLED_ID, book, DAY)
        assert period is not None
        assert period.months == kept * 12
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
        assert period.months == years * 12
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
        deliver(store)
    with alone(path, KEY, demo=False) as (meta, connection):
        retention.remove_due(connection, meta, periods(), years_later(5, days=1), LANE)
        left = names(connection)
        assert "ControlledIdShown" not in left
        assert "FillHandedOver" in left
        assert retention.unproved(connection) == ""


def pse_row(months: int | None, jurisdiction: str = STORE) -> Rule[object]:
    terms = PseTerms(retention_months=months)
    return Rule("own", jurisdiction, date(2020, 1, 1), None, "the state", "Keep.", True, terms)


@pytest.mark.parametrize("jurisdiction", [STORE, "US-TX"])
@pytest.mark.parametrize(
    ("asked", "months", "words"),
    [(None, 24, "2 years"), (18, 24, "2 years"), (30, 30, "30 months"), (60, 60, "5 years")],
)
def test_the_log_is_kept_as_long_as_any_row_about_it_asks(
    asked: int | None, months: int, words: str, jurisdiction: str
) -> None:
    """Section 16: the longer of two years and what the state says."""
    book = RuleBook.of((*packaged_rules(), pse_row(asked, jurisdiction)), "US-TX")
    period = period_of(RecordClass.PSE_LOG, book, DAY)
    assert period is not None
    assert (period.months, period.words) == (months, words)
    own = period.rules[0].name == "own"
    assert own is (months > 24), "the row that decides stands first"


def test_a_log_of_more_than_two_years_is_not_removed_after_two(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    done = t.PseExchangeSettled(SALE, "r1", t.Settled.PURCHASED, "X1")
    with open_store(path) as store:
        commit(store, OPENED, ADDED, requested("r1"), approved("r1"), logged("r1"), COMPLETED, done)
    book = RuleBook.of((*packaged_rules(), pse_row(60)), "US-TX")
    found = (period_of(record, book, DAY) for record in RecordClass)
    longer = tuple(each for each in found if each is not None)
    with alone(path, KEY, demo=False) as (meta, connection):
        for years, days, left in ((2, 1, True), (5, 0, True), (5, 1, False)):
            retention.remove_due(connection, meta, longer, years_later(years, days=days), LANE)
            assert ("PseLogged" in names(connection)) is left
            connection.rollback()


def test_what_was_recorded_to_be_kept_until_a_day_stays_whatever_the_rows_say_later(
    tmp_path: Path,
) -> None:
    """With the log its signature, the inquiry and the buyer; with the ID who let go without one."""
    path = tmp_path / "store.db"
    done = t.PseExchangeSettled(SALE, "r1", t.Settled.PURCHASED, "X1")
    long = replace(logged("r1"), keep_until=date(2030, 3, 7))
    shown = f.ControlledIdShown(
        SALE, (LineId(1),), ShownId(IdType.PASSPORT, "A1234567"), StaffId("11"), 6, ()
    )
    with open_store(path) as store:
        commit(store, OPENED, ADDED, requested("r1"), approved("r1"))
        commit_batch(store, batch(LOG_SIGNED, attachments=LOG_PICTURES))
        commit(store, long, COMPLETED, done, shown)
    with alone(path, KEY, demo=False) as (meta, connection):
        for at, log, ids in (
            (years_later(2, days=1), True, True),
            (years_later(4), True, True),
            (years_later(4, days=1), False, True),
            (years_later(6), False, True),
            (years_later(6, days=1), False, False),
        ):
            retention.remove_due(connection, meta, periods(), at, LANE)
            left = names(connection)
            log_left = {name for name in left if name.startswith("Pse")}
            whole = {"PseInquiryRequested", "PseInquiryAnswered", "PseSigned", "PseLogged"}
            assert log_left == ({*whole, "PseExchangeSettled"} if log else set())
            assert ("ControlledIdShown" in left) is ids
            assert (journal.attachment(connection, LOG_SIGNED.picture) is not None) is log
            connection.rollback()
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
    assert [each.record for each in proofs(connection)] == ["sales"]
    assert len(journal.sale_facts(connection, SALE)) == 5, "its signature is kept for ten years"
    assert journal.sale_facts(connection, GOODS_ALONE) == ()
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


class PowerCut(Exception):
    """In the middle of a removal."""


def test_what_a_removal_that_was_cut_short_left_goes_with_the_next(
    opened: tuple[StoreMeta, Connection],
) -> None:
    meta, connection = opened
    at = years_later(10, days=1)

    def cut(_done: int, _all: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        retention.remove_due(connection, meta, periods(), at, LANE, cut)
    assert journal.attachment(connection, SIGNED.picture) == PICTURE
    connection.rollback()
    retention.remove_due(connection, meta, periods(), at, LANE)
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
        deliver(store)
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
        assert steps == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]
        assert [(each.first, each.last, each.count) for each in proofs(connection)] == [
            (1, 500, 500),
            (501, 1_000, 500),
            (1_001, 1_200, 200),
        ]
        assert retention.unproved(connection) == ""


# --- what else is kept of a fact


def outbox_rows(connection: Connection) -> list[str]:
    rows = [row.name for row in connection.exec_driver_sql("SELECT name FROM outbox ORDER BY seq")]
    connection.rollback()
    return rows


def test_what_was_sent_goes_with_the_fact_that_it_told(tmp_path: Path) -> None:
    """A message holds the name of who collected, or the address of the customer, once more."""
    path = tmp_path / "store.db"
    undone = f.PickupUndone(
        SALE, LineId(2), PickupId("u1"), PICKUP, READY.key, READY.phms_id, "error", StaffId("11")
    )
    with open_store(path) as store:
        commit(store, OPENED, ADDED, HANDED_OVER, COMPLETED, replace(a_message(), sale=SALE))
        commit(store, CONFIRMED, undone)
        deliver(store)
    with alone(path, KEY, demo=False) as (meta, connection):
        retention.remove_due(connection, meta, periods(), years_later(7), LANE)
        assert outbox_rows(connection) == ["FillHandedOver", "ReceiptMessageAsked", "PickupUndone"]
        retention.remove_due(connection, meta, periods(), years_later(7, days=1), LANE)
        assert outbox_rows(connection) == ["FillHandedOver", "PickupUndone"]
        retention.remove_due(connection, meta, periods(), years_later(10, days=1), LANE)
        assert outbox_rows(connection) == []


@pytest.mark.parametrize("state", ["queued", "sent", "held", "dead"])
def test_what_has_not_arrived_stays_with_its_whole_ticket(kept: Path, state: str) -> None:
    """Also a settled pickup whose undoing the PhMS has not had."""
    undone = f.PickupUndone(
        SALE, LineId(2), PickupId("u1"), PICKUP, READY.key, READY.phms_id, "error", StaffId("11")
    )
    with open_store(kept) as store:
        commit(store, undone)
        store.writer.wait(
            lambda c: (
                c.exec_driver_sql("UPDATE outbox SET state = ? WHERE key = 'u1'", (state,)).rowcount
            )
        )
    with alone(kept, KEY, demo=False) as (meta, connection):
        retention.remove_due(connection, meta, periods(), years_later(20), LANE)
        left = [type(each.fact).__name__ for each in journal.sale_facts(connection, SALE)]
        assert left == [
            *("SaleOpened", "ItemAdded", "SignatureTaken", "FillHandedOver", "SaleCompleted"),
            "PickupUndone",
        ]
        assert outbox_rows(connection) == ["FillHandedOver", "PickupUndone"]


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
    others = {"pickup": 1, "sales": 3}
    assert held(kept, f.HoldPlaced(rx, "an audit")) == others, "what names no ticket, or another"
    assert held(kept, f.HoldPlaced("", "a lawsuit")) == {}
    assert held(kept, f.HoldLifted("", "settled")) == others
    assert held(kept, f.HoldLifted(rx, "closed")) == {"pickup": 3, "sales": 6}


def test_a_ticket_that_is_not_settled_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, ADDED)
    assert held(path, HANDED_OVER) == {}
    assert held(path, COMPLETED) == {}, "the PhMS does not know of the pickup yet"
    assert held(path, CONFIRMED) == {"pickup": 1}, "its message is still on its way"
    with open_store(path) as store:
        deliver(store)
    assert held(path, f.HoldLifted("", "none")) == {"pickup": 2, "sales": 3}


def test_a_body_that_somebody_else_removed_is_found(opened: tuple[StoreMeta, Connection]) -> None:
    meta, connection = opened
    retention.remove_due(connection, meta, periods(), years_later(7, days=1), LANE)
    with connection.begin():
        journal.remove_body(connection, 3)
    assert retention.unproved(connection) == "the body of row 3 was removed, and nothing says why"
    assert journal.verify(connection, meta.store_id).good, "the chain alone does not see it"


@pytest.mark.parametrize(("row", "found"), [(1, ""), (2, ""), (3, "row 3"), (4, ""), (5, "row 5")])
def test_a_body_between_those_that_were_recorded_is_found(
    tmp_path: Path, row: int, found: str
) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, *[f.PatientViewed(READY.patient.id)] * 5)
        for first, last in ((4, 4), (1, 2), (2, 2)):
            commit(store, f.BodiesRemoved("privacy", DAY, first, last, 0, ()))
        commit(store, f.BodiesRemoved("privacy", DAY, 1, 1, 1, ()))
    with alone(path, KEY, demo=False) as (_, connection):
        with connection.begin():
            journal.remove_body(connection, row)
        told = retention.unproved(connection)
        assert told == (found and f"the body of {found} was removed, and nothing says why")


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
