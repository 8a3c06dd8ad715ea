"""The IIAS archive has all that an audit of a card payment asks for (money-tax-iias.md 6.10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store_support.stores import AT, CASHIER, KEY, commit, open_store
from store_support.tickets import (
    ADDED,
    CHARGE,
    COMPLETED,
    IBUPROFEN,
    OPENED,
    READY,
    SALE,
    resolved,
)
from terminal.app.records import RegisterPage
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardPayment, CardResult, Merchant, Outcome
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility, EligibilitySource
from terminal.domain.copay import Relief
from terminal.domain.discount import Discount, DiscountKind
from terminal.domain.identity import AttemptRef, LineId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.money import Money
from terminal.domain.payer import PayerKind
from terminal.domain.refund import Source, SourceShare
from terminal.domain.tax import NO_TAX, TaxCharge
from terminal.domain.tender_kind import TenderKind
from terminal.paper_files import as_csv, writer_for
from terminal.presentation.paper import Heading, Paper, Table
from terminal.registers import paper_of, read, register_of, table_of
from terminal.store.database import Connection
from terminal.store.store import alone

ZONE = ZoneInfo("America/New_York")
PEOPLE = {CASHIER: "A. Rivera"}
MERCHANT = Merchant("Elm Street Pharmacy", "999000111", "12345678")
BAG = f.FillAdded(
    SALE,
    LineId(2),
    replace(READY, filled=date(2026, 3, 5)),
    Money(1500),
    NO_TAX,
    EntryMethod.SCANNED,
)
TAXED = TaxCharge(Money(66), 82_500, "Texas Comptroller")
CANDY = f.ItemAdded(
    SALE,
    LineId(3),
    replace(
        IBUPROFEN,
        name="Chocolate bar",
        eligibility=Eligibility.NONE,
        eligibility_source=EligibilitySource.NOT_LISTED,
        list_version="",
    ),
    1,
    Money(399),
    TaxCharge(Money(33), 82_500, "Texas Comptroller"),
    EntryMethod.SCANNED,
)
TWO = replace(ADDED, quantity=2, tax=TAXED)
CHEAPER = f.LineDiscounted(
    SALE,
    LineId(1),
    Discount(DiscountKind.AMOUNT, 898, "damaged pack", CASHIER),
    Money(898),
    TAXED,
)
FSA = replace(
    CHARGE,
    kind=CardKind.FSA_HSA,
    amount=Money(2366),
    healthcare=Money(2366),
    rx=Money(1500),
    terminal="1240338",
    merchant=MERCHANT,
)
SAID = CardResult(
    Outcome.PARTIAL,
    Money(2000),
    auth="A12345",
    host_ref="606215440017",
    terminal_txn="17",
    batch="4",
    last4="0014",
    brand="VISA",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, TWO, BAG, CANDY, CHEAPER)
        commit(store, FSA, resolved(SAID))
        commit(store, COMPLETED)
    return path


@pytest.fixture
def opened(path: Path) -> Iterator[Connection]:
    with alone(path, KEY, demo=False) as (_, connection):
        yield connection


def page(connection: Connection, sought: str = "") -> RegisterPage:
    register = register_of("iias")
    assert register is not None
    first = AT.astimezone(ZONE) - timedelta(days=1)
    return read(connection, register, first, first + timedelta(days=60), PEOPLE, sought)


def told(connection: Connection) -> dict[str, str]:
    """The one record by the names of its columns."""
    shown = page(connection)
    (row,) = shown.rows
    return dict(zip(shown.columns, row.cells, strict=True))


def test_the_record_of_the_ticket_has_its_number_store_and_times(opened: Connection) -> None:
    record = told(opened)
    assert record["ticket"] == "01-000482"
    assert record["store"] == "Elm Street Pharmacy"
    assert (record["MID"], record["TID"]) == ("999000111", "12345678")
    assert record["terminal"] == "1240338"
    assert record["date and time"] == "03/07/2026 10:42 AM"
    assert record["UTC time"] == "03/07/2026 03:44 PM"


def test_the_record_of_the_tender_has_what_the_card_and_its_host_said(opened: Connection) -> None:
    record = told(opened)
    assert (record["card"], record["brand"]) == ("****0014", "VISA")
    assert record["auth code"] == "A12345"
    assert record["host reference"] == "606215440017"
    assert (record["transaction"], record["batch"]) == ("17", "4")
    assert (record["amount"], record["approved"]) == ("23.66", "20.00")
    assert (record["eligible"], record["prescriptions"]) == ("23.66", "15.00")


def test_each_line_has_pieces_prices_discounts_tax_and_why_it_is_eligible(
    opened: Connection,
) -> None:
    first, second = told(opened)["eligible lines"].split("\n")
    assert first == (
        "00012345678905 Ibuprofen 200 mg 100 ct, 2 x 8.49 = 16.98, less 8.98 = 8.00,"
        " tax 0.66, HEALTHCARE_OTC, EPL 2026-06"
    )
    assert second == "Rx 6012345-02 of 03/05/2026, patient pay 15.00, tax 0.00, RX"


def test_the_other_lines_stand_there_too_for_they_were_not_paid_by_it(opened: Connection) -> None:
    assert told(opened)["other lines"] == (
        "00012345678905 Chocolate bar, 1 x 3.99 = 3.99, tax 0.33, NONE, NOT_LISTED"
    )


def test_no_medicine_that_was_prescribed_stands_in_it(opened: Connection) -> None:
    assert "Lisinopril" not in "\n".join(told(opened).values())
    assert "Rosenthal" not in "\n".join(told(opened).values())


@pytest.mark.parametrize(
    "asked",
    [
        "A12345",
        "0014",
        "606215440017",
        "03/07/2026 20.00",
        "$20.00 03/07/2026",
        "03/07/2026  23.66 ",
        "01-000482",
    ],
)
def test_a_retrieval_request_finds_its_payment(opened: Connection, asked: str) -> None:
    """By auth code, last 4, RRN, or date and amount: in whatever order they are typed."""
    assert len(page(opened, asked).rows) == 1


@pytest.mark.parametrize("asked", ["A12346", "03/08/2026 20.00", "03/07/2026 20.01"])
def test_of_what_was_asked_every_word_must_stand_in_the_record(
    opened: Connection, asked: str
) -> None:
    assert page(opened, asked).rows == ()


def drawn(shown: RegisterPage) -> Paper:
    day = date(2026, 3, 7)
    return paper_of(shown, (day, day), "Elm Street Pharmacy", "A. Rivera", AT.astimezone(ZONE))


def test_on_paper_a_record_is_a_block_of_its_own_with_a_row_for_each_field(
    opened: Connection, tmp_path: Path
) -> None:
    """As many columns as it has would be a word wide each."""
    paper = drawn(page(opened))
    heading, table = paper.blocks
    assert not paper.landscape
    assert heading == Heading("03/07/2026 10:42 AM · R1A01000000001")
    assert isinstance(table, Table)
    rows = table.rows
    assert ("auth code", "A12345") in rows
    assert ("given back", "") not in rows, "what is empty says nothing"
    place = [name for name, _ in rows].index("eligible lines")
    assert rows[place + 1][0] == "", "each line of the ticket has a row"
    assert rows[place + 1][1].startswith("Rx 6012345-02")
    writer_for(tmp_path / "iias.pdf")(paper, table_of(page(opened)), tmp_path / "iias.pdf")
    assert (tmp_path / "iias.pdf").read_bytes().startswith(b"%PDF-1.")


def test_a_register_with_few_columns_stays_a_table(opened: Connection) -> None:
    shown = replace(page(opened), columns=("a", "b"), rows=())
    assert drawn(shown).blocks == (Table(("a", "b", "journal row"), ()),)


def test_a_csv_of_it_has_every_field_in_a_column(opened: Connection) -> None:
    head = as_csv(table_of(page(opened))).splitlines()[0].split(",")
    assert {"ticket", "MID", "TID", "UTC time", "card", "brand", "auth code"} < set(head)
    assert {"host reference", "transaction", "batch", "eligible lines", "hash"} < set(head)


def test_a_copay_that_stayed_owed_is_no_eligible_line(tmp_path: Path) -> None:
    path = tmp_path / "owed.db"
    owed = f.CopayLeftOwed(
        SALE, LineId(2), READY.patient.id, PayerKind.MEDICAID, Money(1500), CASHIER, "hardship", ()
    )
    with open_store(path) as store:
        commit(store, OPENED, TWO, BAG, owed, replace(FSA, rx=Money(0)))
    with alone(path, KEY, demo=False) as (_, connection):
        record = told(connection)
    assert "Rx" not in record["eligible lines"]
    assert record["other lines"] == (
        f"Rx 6012345-02 of 03/05/2026, patient pay 0.00 ({Relief.OWED.value} 15.00), tax 0.00, RX"
    )


def test_a_payment_that_told_no_eligible_amount_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with open_store(path) as store:
        commit(store, OPENED, CANDY, replace(FSA, healthcare=Money(0), rx=Money(0)))
    with alone(path, KEY, demo=False) as (_, connection):
        assert page(connection).rows == ()


def test_it_tells_what_went_back_and_what_stays(tmp_path: Path) -> None:
    """Gross, given back, net: a void leaves nothing of what the card was charged."""
    path = tmp_path / "store.db"
    asked = f.VoidRequested(SALE, FSA.tender, AttemptRef("V1"), "17", AT)
    done = CardResult(Outcome.APPROVED, Money(2000))
    voided = f.VoidResolved(SALE, FSA.tender, AttemptRef("V1"), done)
    with open_store(path) as store:
        commit(store, OPENED, TWO, BAG, FSA, resolved(SAID), asked, voided)
    with alone(path, KEY, demo=False) as (_, connection):
        record = told(connection)
    assert record["outcome"] == "partial"
    assert [record[each] for each in ("approved", "given back", "stays paid")] == [
        *("20.00", "20.00", "0.00")
    ]


@pytest.mark.parametrize("voided", [True, False])
def test_it_tells_how_much_went_back_for_goods(tmp_path: Path, *, voided: bool) -> None:
    payment = CardPayment(FSA.ref, CardKind.FSA_HSA, Money(1500), "17", AT) if voided else None
    source = Source(SaleId("earlier"), TenderId(1), TenderKind.FSA_HSA, "0014", payment=payment)
    share, ref = SourceShare(source, Buckets(rx=Money(1500))), AttemptRef("V1")
    asked = f.RefundRequested(
        *(SALE, TenderId(1), ref, CardKind.FSA_HSA, (share,), share.amount, AT),
        terminal="1240338",
        void_of=payment,
        merchant=MERCHANT,
    )
    given = CardResult(Outcome.APPROVED, Money(1500), auth="B2", last4="0014")
    resolved_as = f.RefundResolved(SALE, ref, given, share.part, CardKind.FSA_HSA, voided)
    path = tmp_path / "store.db"
    with open_store(path) as store:
        commit(store, OPENED, asked, resolved_as)
    with alone(path, KEY, demo=False) as (_, connection):
        record = told(connection)
    deed = f"void of {FSA.ref}" if voided else "refund"
    names = ("amount", "eligible", "prescriptions", "outcome", "approved", "given back")
    assert [record[each] for each in names] == [
        *("-15.00", "-15.00", "-15.00", f"{deed} approved"),
        *("", "15.00"),
    ]
    assert (record["MID"], record["auth code"], record["card"]) == ("999000111", "B2", "****0014")
