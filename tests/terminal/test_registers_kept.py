"""Registers and the audit pack while the years go by: a row is told whole, or it is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store_support.logged import approved, logged, requested
from store_support.messages import a_message
from store_support.stores import AT, CASHIER, KEY, LANE, commit, deliver, open_store
from store_support.tickets import (
    ADDED,
    APPROVED,
    BOOKED,
    CHARGE,
    COMPLETED,
    HANDED_OVER,
    IBUPROFEN,
    OPENED,
    PICKUP,
    READY,
    RECEIPT,
    SALE,
    resolved,
)
from terminal import audit_pack
from terminal.app.audit_list import read_list
from terminal.app.records import RegisterRow
from terminal.domain import facts as f
from terminal.domain import pse_ticket as p
from terminal.domain.attempt import CardKind
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility
from terminal.domain.consent import Channel, MessageConsent
from terminal.domain.identity import Digest, LineId, SaleId, TenderId
from terminal.domain.iias import NOTHING
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.payer import PayerKind
from terminal.domain.pickup import (
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignatureKind,
    Unsigned,
)
from terminal.domain.receipt_message import MessageOutcome, ReceiptMessageSettled
from terminal.domain.refund import GoodsFate, Returned, ReturnReason
from terminal.domain.restricted import AgeMethod
from terminal.domain.retention import RecordClass, RetentionTerms, period_of
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.shown_id import IdType, PersonName, ShownId
from terminal.domain.tax import NO_TAX
from terminal.domain.tender_kind import TenderKind
from terminal.domain.unclaimed import CallResult
from terminal.domain.work_item import Settlement, WorkItemId
from terminal.registers import REGISTERS, read
from terminal.rules_files import packaged_rules
from terminal.store import journal, retention
from terminal.store.database import Connection
from terminal.store.store import StoreMeta, alone

ZONE = ZoneInfo("America/New_York")
PEOPLE = {CASHIER: "A. Rivera"}
BAG = LineId(2)
WHO = READY.patient.id
VOIDED = SaleId("5a1e0000-0000-4000-8000-000000000009")
SHOWN = ShownId(IdType.DRIVER_LICENCE, "D12345678", "NC", PersonName("Sampleton", "Orville"))
SIGNED = f.SignatureTaken(
    SALE, (BAG,), SignatureKind.THIRD_PARTY, Relationship.SPOUSE, "I received it.", "1",
    Digest("1" * 64), Digest("2" * 64),
)  # fmt: skip
BACK = Returned(
    SaleId(""), "", LineId(0), IBUPROFEN, None, 1, Money(-849), NO_TAX, Eligibility.NONE,
    ReturnReason.UNOPENED, GoodsFate.SHELF, (),
)  # fmt: skip
FSA = replace(CHARGE, kind=CardKind.FSA_HSA, amount=Money(1500), healthcare=Money(1500))

IN_THE_EVENING = (
    OPENED,
    ADDED,
    f.IdentityConfirmed(SALE, WHO, IdentityMethod.PHARMACIST, CASHIER, "the record is wrong"),
    f.ObjectionReleased(SALE, WHO, CASHIER, "the patient called"),
    f.FillAdded(
        SALE, BAG, replace(READY, schedule=2), Money(1500), NO_TAX, EntryMethod.SCANNED
    ),
    f.CounsellingRecorded(SALE, (BAG,), Counselling.REFUSED, CASHIER, "patient", ("a@2020-01-01",)),
    f.ControlledReleased(SALE, (BAG,), CASHIER, ReleaseBasis.BYPASSED, "hospice"),
    f.ControlledIdShown(SALE, (BAG,), SHOWN, CASHIER, 3, ()),
    f.HandOutAnswered(SALE, (BAG,), "a@2020-01-01", "Is it early?", "no", "", CASHIER, True),
    SIGNED,
    f.LeftUnsigned(
        SALE, (), SignatureKind.NOTICE, Unsigned.NOT_PRESENT, "put into the bag", CASHIER,
        "notice", ("a@2020-01-01",), WHO, "2026-01",
    ),
    f.CopayLeftOwed(SALE, BAG, WHO, PayerKind.MEDICARE, Money(1500), CASHIER, "a word", ()),
    f.NoticeHandedOver(SALE, (BAG,), ("CMS-10147",), CASHIER, ("a@2020-01-01",)),
    f.MessagesAnswered(SALE, WHO, MessageConsent(Channel.SMS, date(2026, 3, 7)), CASHIER),
    f.AgeVerified(SALE, (LineId(1),), 18, AgeMethod.DOB_ENTRY, CASHIER, ("a@2020-01-01",)),
    f.CustomerExempted(SALE, "EX-1", date(2026, 12, 31), CASHIER),
    BOOKED,
    requested("r1"),
    approved("r1"),
    f.ReturnAdded(SALE, LineId(3), BACK, CASHIER),
    f.ReturnerRecorded(
        SALE, PersonName("Sampleton", "Orville"), "passport", "4567", Digest("3" * 64), CASHIER
    ),
)  # fmt: skip
AFTER_MIDNIGHT = (
    FSA,
    resolved(replace(APPROVED, approved=Money(1500))),
    f.KeyedTenderTaken(
        SALE,
        TenderId(2),
        TenderKind.EXTERNAL_BENEFIT,
        Money(100),
        Money(100),
        ZERO,
        NOTHING,
        ((Entry.PROGRAMME, "Fresh"), (Entry.AUTHORISATION, "A1")),
    ),
    logged("r1"),
    HANDED_OVER,
    COMPLETED,
    RECEIPT,
    replace(a_message(), sale=SALE),
)
IN_THE_MORNING = (
    f.PickupConfirmed(PICKUP, READY.key, "4"),
    p.PseExchangeSettled(SALE, "r1", p.Settled.PURCHASED, "X1"),
    ReceiptMessageSettled(SALE, a_message().message, MessageOutcome.SENT),
    f.PatientViewed(WHO),
    f.IdentityMissed(WHO, 2),
    f.NoSaleOpened("change", CASHIER),
    f.PickupCalled(READY.key, WHO, CallResult.MESSAGE_LEFT),
    f.SignedIn(CASHIER),
    f.StaffTrained(CASHIER, date(2027, 3, 8)),
    f.WorkItemSettled(
        WorkItemId("one"), "copay_differs", str(READY.key), Settlement.DONE_IN_PHMS, "called"
    ),
    replace(OPENED, sale=VOIDED, number=999),
    f.SaleAbandoned(VOIDED, "left", CASHIER, Money(0)),
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[StoreMeta, Connection]]:
    """A ticket over midnight that has something for every register, paid and settled."""
    path = tmp_path / "store.db"
    evening = datetime(2026, 3, 7, 23, 58, tzinfo=ZONE)
    with open_store(path) as store:
        commit(store, *IN_THE_EVENING, at=evening)
        commit(store, *AFTER_MIDNIGHT, at=evening + timedelta(minutes=4))
        commit(store, *IN_THE_MORNING, at=evening + timedelta(hours=10))
        deliver(store)
    with alone(path, KEY, demo=False) as (meta, connection):
        yield meta, connection


def told(connection: Connection) -> dict[tuple[str, int], RegisterRow]:
    """Every row of every register, by its register and its place in the journal."""
    since = AT.astimezone(ZONE) - timedelta(days=2)
    rows = {
        (each.key, row.seq): row
        for each in REGISTERS
        for row in read(connection, each, since, since + timedelta(days=7), PEOPLE).rows
    }
    connection.rollback()
    return rows


def pack(connection: Connection) -> audit_pack.Pack:
    found = audit_pack.collect(connection, read_list("6012345-02"), PEOPLE, ZONE)
    connection.rollback()
    return found


def purged(meta: StoreMeta, connection: Connection, book: RuleBook, at: datetime) -> None:
    found = (period_of(record, book, at.date()) for record in RecordClass)
    periods = tuple(each for each in found if each is not None)
    retention.remove_due(connection, meta, periods, at, LANE)


def longer(record: RecordClass | None, years: int) -> RuleBook:
    rules = list(packaged_rules())
    if record is not None:
        terms = RetentionTerms(record, years)
        rules.append(Rule("own", STORE, date(2020, 1, 1), None, "the owner", "Keep.", True, terms))
    return RuleBook.of(rules, "US-TX")


@pytest.mark.parametrize("kept_longer", [None, *RecordClass])
def test_a_row_of_a_register_is_told_whole_or_is_gone(
    kept: tuple[StoreMeta, Connection], kept_longer: RecordClass | None
) -> None:
    """Whichever class is kept longest, on each of the days around the end of each period."""
    meta, connection = kept
    book = longer(kept_longer, 14)
    first, proof = told(connection), pack(connection)
    connection.rollback()
    assert {key for key, _ in first} == {each.key for each in REGISTERS} - {"removed"}
    assert "sold" in first["schedule-v", _seq(connection, "BookEntryMade")].cells
    assert "6012345-02" in first["signatures", _seq(connection, "SignatureTaken")].cells
    for years in (2, 5, 7, 10, 14):
        for days in (0, 1, 2, 3):
            at = datetime(2026 + years, 3, 7, 9, tzinfo=ZONE) + timedelta(days=days)
            purged(meta, connection, book, at)
            left = told(connection)
            assert {place: first[place] for place in left} == left
            evidence = pack(connection).evidence
            assert evidence in ((), proof.evidence)
            connection.rollback()
            assert retention.unproved(connection) == ""
            connection.rollback()
    assert {type(each.fact) for each in journal.all_facts(connection)} == {f.BodiesRemoved}


def _seq(connection: Connection, name: str) -> int:
    row = connection.exec_driver_sql("SELECT seq FROM journal WHERE name = ?", (name,)).first()
    connection.rollback()
    assert row is not None
    return int(row.seq)


SEVEN_YEARS_ON = datetime(2033, 3, 20, 9, tzinfo=ZONE)
TEN_YEARS_ON = datetime(2036, 3, 20, 9, tzinfo=ZONE)
TOLD_WITH_THE_TICKET = ("signatures", "npp", "counselling", "questions", "pickups", "waivers")


@pytest.mark.parametrize("key", TOLD_WITH_THE_TICKET)
def test_the_proof_of_a_pickup_says_whose_and_which_until_its_own_time_has_come(
    kept: tuple[StoreMeta, Connection], key: str
) -> None:
    """Section 16: ten years; the ticket that says the prescription and the name stays with it."""
    meta, connection = kept
    purged(meta, connection, longer(None, 0), SEVEN_YEARS_ON)
    rows = [row.cells for (name, _), row in told(connection).items() if name == key]
    assert any("Rosenthal, Miriam" in cells for cells in rows)
    (evidence,) = pack(connection).evidence
    assert evidence.patient == "Rosenthal, Miriam"
    purged(meta, connection, longer(None, 0), TEN_YEARS_ON)
    assert told(connection) == {}
    assert pack(connection).evidence == ()


def test_what_only_goes_with_a_ticket_goes_at_its_own_time(
    kept: tuple[StoreMeta, Connection],
) -> None:
    """The address that a receipt was sent to says nothing of the pickup."""
    meta, connection = kept
    purged(meta, connection, longer(None, 0), SEVEN_YEARS_ON)
    left = {type(each.fact) for each in journal.all_facts(connection)}
    connection.rollback()
    assert {f.SaleOpened, f.ItemAdded, f.ChargeRequested, f.FillAdded} <= left
    assert not {kind for kind in left if kind.__name__.startswith("ReceiptMessage")}
    assert f.SaleAbandoned not in left, "the ticket without a pickup is gone"
