"""The record book, the PSE log, ages: what was taken back or came back never reads as sold."""

from dataclasses import replace
from pathlib import Path

import pytest

from store_support.logged import approved, goods, logged, requested
from store_support.register_rows import PHARMACIST, register_rows
from store_support.stores import CASHIER
from store_support.tickets import ADDED, BOOKED, BUYER, COMPLETED, OPENED, SALE
from terminal.domain import facts as f
from terminal.domain import pse_ticket as p
from terminal.domain.identity import LineId, SaleId
from terminal.domain.pse import Offline
from terminal.domain.restricted import AgeMethod, RefusedBecause
from terminal.domain.tax import NO_TAX

TICKET = "01-000482"

# --- the record book (21 CFR 1306.26)


def test_the_book_has_every_field_and_what_a_row_asks_for_besides(tmp_path: Path) -> None:
    (row,) = register_rows(
        tmp_path, "schedule-v", (OPENED, ADDED, replace(BOOKED, buyer=BUYER), COMPLETED)
    )
    assert row == {
        "date and time": "03/07/2026 10:42 AM",
        "lane": "01",
        "by": "A. Rivera",
        "drug": "Codeine and guaifenesin syrup",
        "became": "sold",
        "amount": "120 cc",
        "buyer": "Sampleton, Orville",
        "packages": "1",
        "address": "1 Elm Street, Austin TX 78701",
        "born": "07/21/1967",
        "ID number": "12345678",
        "known by": "id scanned",
        "pharmacist": "M. Lindqvist",
        "ticket": f"{TICKET}, line 1",
        "rules": "us-schedule-v@1997-04-24",
    }


@pytest.mark.parametrize(
    ("after", "became"),
    [
        ((), "open"),
        ((f.LineVoided(SALE, LineId(1)),), "taken back"),
        ((f.QuantityChanged(SALE, LineId(1), 2, NO_TAX),), "taken back"),
        ((f.SaleAbandoned(SALE, "left"),), "taken back"),
        ((COMPLETED,), "sold"),
    ],
)
def test_an_entry_that_was_taken_back_is_not_told_as_dispensed(
    tmp_path: Path, after: tuple[f.Fact, ...], became: str
) -> None:
    (row,) = register_rows(tmp_path, "schedule-v", (OPENED, ADDED, BOOKED, *after))
    assert row["became"] == became


# --- the PSE log (section 9)

ASKED, YES = requested("r1"), approved("r1")


def log(tmp_path: Path, *facts: f.Fact) -> dict[str, str]:
    (row,) = register_rows(tmp_path, "pse", (OPENED, ADDED, ASKED, *facts))
    return row


def test_the_pse_log_has_the_columns_of_the_law_and_the_birth_date(tmp_path: Path) -> None:
    """21 CFR 1314.30(a)(1); the birth date, document and who issued it: HRS 329-75."""
    row = log(tmp_path, YES, logged("r1"), COMPLETED)
    assert row == {
        "date and time": "03/07/2026 10:42 AM",
        "lane": "01",
        "by": "A. Rivera",
        "products": "Decongestant",
        "what": "sold",
        "packages": "1",
        "buyer": "Testa, Rosalind",
        "address": "100 Sample Street, Anytown TX 75001",
        "born": "03/12/1984",
        "document": "driver licence S881234567, TX",
        "seller": "A. Rivera",
        "exchange": "approved",
        "exchange reference": "r1 (X1)",
        "sale": SALE,
        "signature": "ab" * 32,
    }


def settled(outcome: p.Settled, reason: str = "") -> p.PseExchangeSettled:
    return p.PseExchangeSettled(SALE, "r1", outcome, "X1", reason)


@pytest.mark.parametrize(
    ("entry", "after", "exchange"),
    [
        (logged(""), (), "no exchange"),
        (logged("r1", offline=Offline.NOTE), (), "down: sold without submission"),
        (logged("r1", offline=Offline.UPLOAD), (), "down: not entered yet"),
        (
            logged("r1", offline=Offline.UPLOAD),
            (settled(p.Settled.PURCHASED),),
            "down: entered 03/07/2026 10:42 AM",
        ),
        (logged("r1"), (settled(p.Settled.PURCHASED),), "approved"),
        (
            logged("r1"),
            (settled(p.Settled.REFUSED, "unknown id"),),
            "approved, then refused 03/07/2026 10:42 AM",
        ),
    ],
)
def test_the_log_says_how_a_sale_stands_with_the_exchange(
    tmp_path: Path, entry: p.PseLogged, after: tuple[f.Fact, ...], exchange: str
) -> None:
    """Section 10, North Carolina: record that the sale was made without submission."""
    assert log(tmp_path, entry, COMPLETED, *after)["exchange"] == exchange


def test_the_log_neither_tells_of_duress_nor_calls_it_approved(tmp_path: Path) -> None:
    """Section 10: hidden; `rxlane pse duress` lists each."""
    row = log(tmp_path, p.PseStopOverridden(SALE, "r1", CASHIER), logged("r1", overridden=True))
    assert row["exchange"] == "reported apart"
    told = " ".join(row.values()).casefold()
    assert not any(word in told for word in ("duress", "overrid", "stop", "approved"))


LATER = SaleId("5a1e0000-0000-4000-8000-00000000000b")
BACK = (
    replace(OPENED, sale=LATER, number=490),
    f.PseReturned(LATER, SALE, "r1", (LineId(1),), whole=True),
)


def test_what_came_back_stands_in_the_log_with_its_buyer_and_the_ticket_it_was_sold_on(
    tmp_path: Path,
) -> None:
    sold = replace(logged("r1"), goods=(*goods(), *goods(2, line=2)))
    back, first = register_rows(tmp_path, "pse", (OPENED, ADDED, ASKED, YES, sold), BACK)
    assert (first["what"], first["packages"]) == ("sold", "1; 2")
    assert back["date and time"] == "03/08/2026 11:42 AM"
    assert (back["products"], back["packages"]) == ("Decongestant", "1")
    assert back["what"] == "all of it came back"
    assert (back["buyer"], back["sale"]) == ("Testa, Rosalind", SALE)
    assert (back["exchange"], back["exchange reference"]) == ("not told yet", "r1 (X1)")


def test_the_log_says_when_the_exchange_took_it_back(tmp_path: Path) -> None:
    gone = settled(p.Settled.RETURNED)
    rows = register_rows(tmp_path, "pse", (OPENED, ASKED, YES, logged("r1")), BACK, (gone,))
    assert rows[0]["exchange"] == "taken back 03/09/2026 11:42 AM"


def test_of_a_part_that_came_back_a_person_tells_the_exchange(tmp_path: Path) -> None:
    opened, whole = BACK
    assert isinstance(whole, f.PseReturned)
    part = replace(whole, whole=False)
    rows = register_rows(tmp_path, "pse", (OPENED, ASKED, YES, logged("r1")), (opened, part))
    assert (rows[0]["what"], rows[0]["exchange"]) == ("came back", "a person tells it")


def test_what_came_back_of_another_lane_is_told_without_its_entry(tmp_path: Path) -> None:
    (row,) = register_rows(tmp_path, "pse", BACK)
    assert (row["sale"], row["what"], row["buyer"]) == (SALE, "all of it came back", "")


# --- ages (section 11)

BOX = (LineId(1),)
VERIFIED = f.AgeVerified(SALE, BOX, 18, AgeMethod.ID_SCAN, CASHIER, ("us-dxm@2012-01-01",))
EXEMPTED = f.AgeExempted(SALE, BOX, PHARMACIST, ("us-dxm@2012-01-01",))
REFUSED = f.RestrictedRefused(SALE, BOX, RefusedBecause.UNDER_AGE, 18, CASHIER, ())


def test_ages_that_were_checked_exempted_or_refused_are_told_without_the_person(
    tmp_path: Path,
) -> None:
    facts = (OPENED, ADDED, VERIFIED, EXEMPTED, REFUSED, f.LineVoided(SALE, LineId(1)))
    rows = register_rows(tmp_path, "ages", facts)
    told = [(row["what"], row["age"], row["how"], row["answered by"]) for row in reversed(rows)]
    assert told == [
        ("old enough", "18 or more", "id scanned", "A. Rivera"),
        ("on a prescription", "", "the pharmacist's word", "M. Lindqvist"),
        ("refused: under age", "18", "", "A. Rivera"),
    ]
    assert {row["goods"] for row in rows} == {"Ibuprofen 200 mg 100 ct (struck)"}
