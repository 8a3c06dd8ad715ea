"""Registers and the audit pack: what was recorded, where it stands, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store_support.messages import a_message
from store_support.stores import AT, CASHIER, KEY, commit, open_store
from store_support.tickets import (
    ADDED,
    APPROVED,
    CHARGE,
    COMPLETED,
    HANDED_OVER,
    OPENED,
    READY,
    SALE,
    resolved,
)
from terminal import audit_pack
from terminal.app.audit_list import ListTooLong, read_list
from terminal.app.faults import KnownFault
from terminal.app.records import REGISTERS as NAMES
from terminal.app.records import RegisterPage
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind
from terminal.domain.barcode import EntryMethod, RxNumber
from terminal.domain.identity import Digest, LaneId, LineId, PickupId, SaleId
from terminal.domain.money import Money
from terminal.domain.pickup import (
    Counselling,
    IdentityMethod,
    Relationship,
    ReleaseBasis,
    SignatureKind,
    Unsigned,
)
from terminal.domain.prescription import FillKey
from terminal.domain.receipt_message import MessageOutcome, ReceiptMessageSettled
from terminal.domain.shown_id import IdType, PersonName, ShownId
from terminal.domain.tax import NO_TAX
from terminal.domain.work_item import Settlement, WorkItemId
from terminal.paper_files import as_csv, writer_for
from terminal.presentation.paper import Heading, Paper, Paragraph, Table
from terminal.registers import REGISTERS, paper_of, read, register_of, table_of
from terminal.registers.pickup import taker_of
from terminal.store.database import Connection
from terminal.store.store import alone
from terminal.ui.paper_pdf import write_pdf

ZONE = ZoneInfo("America/New_York")
PEOPLE = {CASHIER: "A. Rivera"}
BAG = f.FillAdded(SALE, LineId(2), READY, Money(1500), NO_TAX, EntryMethod.SCANNED)
SIGNED = f.SignatureTaken(
    SALE,
    (LineId(2),),
    SignatureKind.THIRD_PARTY,
    Relationship.SPOUSE,
    "I received the prescriptions listed here.",
    "third-party 2026-11",
    Digest("1" * 64),
    Digest("2" * 64),
)
COUNSELLED = f.CounsellingRecorded(
    SALE, (LineId(2),), Counselling.REFUSED, CASHIER, "patient", ("us-counselling@1993-01-01",)
)
FSA = replace(
    CHARGE, kind=CardKind.FSA_HSA, amount=Money(1500), healthcare=Money(1500), rx=Money(1500)
)
UNSIGNED_SALE = SaleId("5a1e0000-0000-4000-8000-000000000002")
UNSIGNED = replace(
    HANDED_OVER,
    sale=UNSIGNED_SALE,
    line=LineId(1),
    pickup=PickupId("b1c50000-0000-4000-8000-000000000002"),
    key=FillKey(RxNumber("6012345"), 3),
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Connection]:
    """A signed pickup that an FSA card paid, and a month later one that nobody signed."""
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, ADDED, BAG, COUNSELLED, SIGNED)
        commit(store, FSA)
        commit(store, resolved(replace(APPROVED, approved=Money(1500))), HANDED_OVER, COMPLETED)
        later = AT + timedelta(days=30)
        commit(store, replace(OPENED, sale=UNSIGNED_SALE, number=483), at=later)
        again = replace(
            BAG, sale=UNSIGNED_SALE, line=LineId(1), fill=replace(READY, key=UNSIGNED.key)
        )
        commit(store, again, UNSIGNED, replace(COMPLETED, sale=UNSIGNED_SALE), at=later)
    with alone(path, KEY, demo=False) as (_, connection):
        yield connection


def page(connection: Connection, key: str, sought: str = "", days: int = 60) -> RegisterPage:
    register = register_of(key)
    assert register is not None
    first = AT.astimezone(ZONE) - timedelta(days=1)
    return read(connection, register, first, first + timedelta(days=days), PEOPLE, sought)


def test_every_register_can_be_read_and_has_a_key_of_its_own(opened: Connection) -> None:
    keys = [each.key for each in REGISTERS]
    assert keys == list(NAMES)
    for key in keys:
        told = page(opened, key)
        assert all(len(row.cells) == len(told.columns) for row in told.rows)


def test_the_signature_log_says_who_signed_what_for_which_fills(opened: Connection) -> None:
    (row,) = page(opened, "signatures").rows
    assert row.cells == (
        *("03/07/2026 10:42 AM", "01", "A. Rivera"),
        *("6012345-02", "Rosenthal, Miriam", "third party", "spouse", "third-party 2026-11"),
        "2" * 64,
    )
    assert len(row.hash) == 64


def test_the_counselling_log_names_the_rule_that_asked(opened: Connection) -> None:
    (row,) = page(opened, "counselling").rows
    assert row.cells[5:] == ("refused", "A. Rivera", "patient", "us-counselling@1993-01-01")


def test_a_pickup_names_who_took_it_for_somebody_else() -> None:
    name = PersonName("Sampleton", "Orville")
    taken = replace(HANDED_OVER, relationship=Relationship.SPOUSE, picker=name)
    assert taker_of(taken) == "spouse, Orville Sampleton"
    assert taker_of(replace(taken, picker=None)) == "spouse"
    assert taker_of(replace(taken, relationship=Relationship.PATIENT)) == "patient"


def test_pickups_come_newest_first(opened: Connection) -> None:
    assert [row.cells[3] for row in page(opened, "pickups").rows] == ["6012345-03", "6012345-02"]


def test_only_the_days_asked_for_are_told(opened: Connection) -> None:
    assert [row.cells[3] for row in page(opened, "pickups", days=5).rows] == ["6012345-02"]
    assert page(opened, "pickups", days=0).rows == ()


@pytest.mark.parametrize(("sought", "found"), [("ROSENTHAL", 2), ("-03", 1), ("nobody", 0)])
def test_a_search_looks_at_every_cell(opened: Connection, sought: str, found: int) -> None:
    assert len(page(opened, "pickups", sought).rows) == found


# --- who took controlled fills, and what a pharmacist let go

SECRET = "D12345678"
SHOWN = f.ControlledIdShown(
    SALE,
    (LineId(2),),
    ShownId(
        IdType.DRIVER_LICENCE, SECRET, "NC", PersonName("Sampleton", "Orville"), "1 Elm St",
        date(1967, 7, 21), scanned=True,
    ),
    CASHIER,
    3,
    ("us-nc-controlled-id@2012-03-01",),
    (Relationship.SPOUSE,),
)  # fmt: skip
WITHOUT = f.ControlledReleased(
    SALE,
    (LineId(2),),
    CASHIER,
    ReleaseBasis.BYPASSED,
    "hospice",
    ("us-nc-controlled-id@2012-03-01",),
    (Relationship.CAREGIVER,),
)
STAYS = f.HandOutAnswered(
    SALE, (LineId(2),), "flag@2026-01-01", "Is it early?", "not settled", "called", CASHIER, False
)
STOOD_IN = f.IdentityConfirmed(
    SALE, READY.patient.id, IdentityMethod.PHARMACIST, CASHIER, "the record is wrong"
)
OBJECTED = f.ObjectionReleased(SALE, READY.patient.id, CASHIER, "the patient called")
AGAIN = f.SecondPickupClaimed(READY.key, READY.patient.id, AT, "02", Relationship.SPOUSE)


@pytest.fixture
def controlled(tmp_path: Path) -> Iterator[Connection]:
    """A Schedule II fill with each thing that may be recorded of who takes it."""
    path = tmp_path / "controlled.db"
    bag = replace(BAG, fill=replace(READY, schedule=2))
    with open_store(path) as store:
        commit(store, OPENED, ADDED, STOOD_IN, OBJECTED, bag, SHOWN, WITHOUT, STAYS)
        commit(store, replace(STOOD_IN, method=IdentityMethod.DATE_OF_BIRTH, reason=""))
        commit(store, f.IdentityMissed(READY.patient.id, 2))
        commit(store, AGAIN)
    with alone(path, KEY, demo=False) as (_, connection):
        yield connection


def test_the_log_of_ids_says_who_took_what_with_which_document(controlled: Connection) -> None:
    without, seen = page(controlled, "controlled").rows
    fill = ("6012345-02", "Rosenthal, Miriam", "C-II")
    rule = "us-nc-controlled-id@2012-03-01"
    assert seen.cells[2:] == (
        *("A. Rivera", *fill, "Sampleton, Orville; spouse", "driver licence", f"NC {SECRET}"),
        *("1 Elm St; born 07/21/1967; scanned", "", rule),
    )
    assert without.cells[3:] == (
        *fill,
        "caregiver",
        "",
        "",
        "",
        "bypassed: hospice, A. Rivera",
        rule,
    )
    assert [row.seq for row in page(controlled, "controlled", SECRET).rows] == [seen.seq]


def test_the_log_of_ids_goes_to_paper_and_csv(controlled: Connection, tmp_path: Path) -> None:
    told = page(controlled, "controlled")
    day = AT.date()
    paper = paper_of(told, (day, day), "Elm Street Pharmacy", "A. Rivera", AT)
    for ending in ("pdf", "csv"):
        path = tmp_path / f"log.{ending}"
        writer_for(path)(paper, table_of(told), path)
        assert path.stat().st_size > 0
    assert SECRET in (tmp_path / "log.csv").read_text(encoding="utf-8-sig")


def test_an_answer_before_handing_out_stands_with_its_question(controlled: Connection) -> None:
    (row,) = page(controlled, "questions").rows
    assert row.cells[5:] == (
        *("Is it early?", "not settled (stays here)", "called", "A. Rivera", "flag@2026-01-01"),
    )


def test_where_a_pharmacist_stood_in_for_an_answer_is_reported(controlled: Connection) -> None:
    _again, missed, objection, stood_in = page(controlled, "exceptions").rows
    who = "Rosenthal, Miriam"
    assert stood_in.cells[3:] == (who, "identity confirmed", "the record is wrong", "A. Rivera", "")
    assert objection.cells[3:] == (
        *(who, "somebody else may collect", "the patient called", "A. Rivera", ""),
    )
    assert missed.cells[3:] == ("pat-1", "answer did not fit", "try 2", "", "")


def test_a_second_claim_says_when_and_by_whom_it_was_taken(controlled: Connection) -> None:
    again = page(controlled, "exceptions").rows[0]
    before = "6012345-02, picked up 03/07/2026 10:42 AM, lane 02, spouse"
    assert again.cells[3:] == ("pat-1", "asked for a second time", before, "", "")


# --- texts beside the payer's

ACKNOWLEDGED = replace(
    SIGNED,
    lines=(),
    kind=SignatureKind.NOTICE,
    signer=Relationship.PATIENT,
    text_version="notice 2026-11",
    bound=Digest("3" * 64),
    patient=READY.patient.id,
    notice="2026-01",
)
REFUSAL = replace(SIGNED, kind=SignatureKind.COUNSELLING_REFUSAL, bound=Digest("4" * 64))
NOT_SIGNED = f.LeftUnsigned(
    SALE,
    (),
    SignatureKind.NOTICE,
    Unsigned.NOT_PRESENT,
    "notice put into the bag",
    CASHIER,
    "notice 2026-11",
    ("us-privacy-notice@2003-04-14",),
    READY.patient.id,
    "2025-01",
)


@pytest.fixture
def several_texts(tmp_path: Path) -> Iterator[Connection]:
    """A pickup for which three texts were signed, the payer's first, and one was not."""
    path = tmp_path / "texts.db"
    with open_store(path) as store:
        commit(store, OPENED, ADDED, BAG, replace(COUNSELLED, lane=LaneId("02")))
        commit(store, SIGNED, REFUSAL, ACKNOWLEDGED, NOT_SIGNED)
        commit(store, FSA)
        commit(store, resolved(replace(APPROVED, approved=Money(1500))), HANDED_OVER, COMPLETED)
    with alone(path, KEY, demo=False) as (_, connection):
        yield connection


def test_the_privacy_notices_say_who_acknowledged_which_and_why_one_did_not(
    several_texts: Connection,
) -> None:
    unsigned, signed = page(several_texts, "npp").rows
    who = "Rosenthal, Miriam"
    assert signed.cells[3:] == (who, "2026-01", "acknowledged", "patient", "", "3" * 64)
    assert unsigned.cells[3:] == (
        *(who, "2025-01", "not acknowledged, patient not here"),
        *("", "notice put into the bag", ""),
    )


def test_the_signature_log_has_each_text_and_what_stayed_unsigned(
    several_texts: Connection,
) -> None:
    rows = page(several_texts, "signatures").rows
    assert [row.cells[5] for row in rows] == [
        *("notice of privacy practices", "notice of privacy practices"),
        *("counselling refusal", "third party"),
    ]
    assert {row.cells[4] for row in rows} == {"Rosenthal, Miriam"}
    assert rows[0].cells[6] == "not signed, patient not present: notice put into the bag"


def test_the_counselling_log_names_what_the_patient_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "asked.db"
    asked = replace(COUNSELLED, result=Counselling.ACCEPTED, note="", requested=True)
    with open_store(path) as store:
        commit(store, OPENED, ADDED, BAG, asked, replace(asked, rules=()))
    with alone(path, KEY, demo=False) as (_, connection):
        rows = page(connection, "counselling").rows
    told = {row.cells[-1] for row in rows}
    assert told == {"on request", "on request, us-counselling@1993-01-01"}


def test_counselling_from_another_lane_names_that_lane(several_texts: Connection) -> None:
    (row,) = page(several_texts, "counselling").rows
    assert row.cells[6] == "A. Rivera, at lane 02"


def test_a_pack_proves_the_pickup_with_the_signature_for_the_payer(
    several_texts: Connection,
) -> None:
    (one,) = pack(several_texts, "6012345-02").evidence
    assert one.signed == SIGNED


# --- the audit pack


def pack(connection: Connection, text: str) -> audit_pack.Pack:
    return audit_pack.collect(connection, read_list(text), PEOPLE, ZONE)


def test_a_list_is_read_however_it_is_pasted() -> None:
    wanted = read_list("6012345-02, 6012346;6012345-02\n\t7000001-00\r\nRx?\n")
    assert [(each.rx, each.fill) for each in wanted] == [
        ("6012345", 2),
        ("6012346", None),
        ("7000001", 0),
        (None, None),
    ]
    assert read_list(" \n,") == ()


def test_a_list_that_no_audit_has_is_refused() -> None:
    with pytest.raises(ListTooLong, match="2,001"):
        read_list(" ".join(str(n) for n in range(6_000_000, 6_002_001)))


def test_a_pickup_that_is_asked_for_twice_is_proved_once(opened: Connection) -> None:
    once = pack(opened, "6012345")
    assert "6012345-02" in [each.cells[0] for each in once.evidence]
    assert pack(opened, "6012345 6012345-02") == once
    assert sorted(pack(opened, "6012345-02 6012345").evidence, key=_row) == list(once.evidence)


def _row(each: audit_pack.Evidence) -> int:
    return each.seq


def test_a_pickup_without_a_signature_is_named_once(opened: Connection) -> None:
    (unsigned,) = pack(opened, "6012345").missing
    assert pack(opened, f"{unsigned[0]} 6012345").missing == (unsigned,)


def test_a_pickup_is_proved_with_its_places_in_the_journal(opened: Connection) -> None:
    told = pack(opened, "6012345-02")
    assert told.missing == ()
    (one,) = told.evidence
    cells = dict(zip(audit_pack.COLUMNS, one.cells, strict=True))
    assert cells["picked up by"] == "patient"
    assert cells["signer"] == "spouse"
    assert cells["counselling"] == "refused: patient"
    assert cells["paid with"] == "FSA/HSA card 1111 15.00 (R1A01000000001)"
    assert cells["days waiting"] == "2"
    assert (cells["journal row"], cells["signature row"]) == ("8", "5")
    assert one.patient == "Rosenthal, Miriam"


def test_what_is_missing_stands_first(opened: Connection) -> None:
    told = pack(opened, "6012345 9999999 Rx?")
    assert [text for text, _ in told.missing] == ["6012345-03", "9999999", "Rx?"]
    assert "without a signature" in told.missing[0][1]
    assert len(told.evidence) == 2, "every fill of the number, signed or not"
    table = audit_pack.table_of(told)
    assert [row[0] for row in table.rows] == [
        *("6012345-03", "9999999", "Rx?"),
        *("6012345-02", "6012345-03"),
    ]


# --- on paper


def drawn(told: audit_pack.Pack) -> Paper:
    return audit_pack.paper_of(told, "Elm Street Pharmacy", "today", "The journal is whole.")


def test_the_pack_on_paper_shows_each_pickup_and_what_is_not_proved(opened: Connection) -> None:
    blocks = drawn(pack(opened, "6012345 9999999")).blocks
    headings = [each.text for each in blocks if isinstance(each, Heading)]
    assert headings == [
        "Not proved",
        "Rx 6012345-02  Rosenthal, Miriam",
        "Rx 6012345-03  Rosenthal, Miriam",
    ]
    texts = [each.text for each in blocks if isinstance(each, Paragraph)]
    assert texts == ["The journal is whole.", SIGNED.text]


def test_a_pdf_and_a_csv_of_it_are_files_of_their_owner(opened: Connection, tmp_path: Path) -> None:
    told = pack(opened, "6012345")
    for name, start in (("pack.pdf", b"%PDF-1."), ("pack.csv", b"prescription,picked up,")):
        path = tmp_path / name
        writer_for(path)(drawn(told), audit_pack.table_of(told), path)
        assert path.read_bytes().startswith(start)
        assert path.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.new"))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownFault, match=r"pack\.doc has no known ending"):
        writer_for(tmp_path / "pack.doc")


def test_a_long_table_goes_over_pages_and_every_page_has_its_head(tmp_path: Path) -> None:
    rows = tuple((f"6{n:06}", "a <b>name</b> & more") for n in range(200))
    paper = Paper("Register", "of days", (Table(("number", "name"), rows),), "Elm Street")
    assert write_pdf(paper, tmp_path / "long.pdf") > 2


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+15125550100", "'+15125550100"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-3.50", "-3.50"),
        ("-2+3", "'-2+3"),
        ("plain", "plain"),
        ('a "word", and\nmore', '"a ""word"", and\nmore"'),
    ],
)
def test_no_cell_of_a_csv_is_a_formula(cell: str, written: str) -> None:
    assert as_csv(Table(("x",), ((cell,),))) == f"x\r\n{written}\r\n"


def test_a_table_has_a_cell_and_a_width_for_every_column() -> None:
    with pytest.raises(ValueError, match="cell for every column"):
        Table(("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="width for every column"):
        Table(("a", "b"), (), (1,))


def test_what_a_person_settled_is_told_with_the_words(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    settled = f.WorkItemSettled(
        WorkItemId("refused:1"),
        "refused_by_phms",
        "6012345-02",
        Settlement.DONE_IN_PHMS,
        "typed in",
    )
    with open_store(path) as store:
        commit(store, settled)
    with alone(path, KEY, demo=False) as (_, connection):
        (row,) = page(connection, "settled").rows
    assert row.cells[3:] == ("6012345-02", "refused by phms", "done in the PhMS", "typed in")


def test_voided_tickets_and_openings_without_a_sale_name_who_answers_for_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.db"
    void = f.SaleAbandoned(SALE, "customer left", CASHIER, Money(849))
    with open_store(path) as store:
        commit(store, OPENED, ADDED, void, f.NoSaleOpened("change for the till", CASHIER))
    with alone(path, KEY, demo=False) as (_, connection):
        (voided,) = page(connection, "voids").rows
        (opening,) = page(connection, "no-sales").rows
    assert voided.cells[4:7] == ("8.49", "customer left", "A. Rivera")
    assert opening.cells[3:] == ("change for the till", "A. Rivera")


def test_a_receipt_that_was_sent_is_told_with_the_agreement_and_without_the_address(
    tmp_path: Path,
) -> None:
    path, asked = tmp_path / "store.db", a_message()
    settled = ReceiptMessageSettled(asked.sale, asked.message, MessageOutcome.UNKNOWN, "no word")
    with open_store(path) as store:
        commit(store, asked, settled)
    with alone(path, KEY, demo=False) as (_, connection):
        last, first = page(connection, "sent-receipts").rows
    assert first.cells[3:] == (
        *(asked.sale, asked.message, "e-mail", "s•••@example.com"),
        *("agreed on 07/01/2026, question of 2026-11", asked.bound),
    )
    assert last.cells[7] == "unknown: no word"
