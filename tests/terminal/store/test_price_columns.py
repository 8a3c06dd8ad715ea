"""Dated prices, further barcodes, cases, departments and open prices: from a file to a look-up."""

from datetime import date
from pathlib import Path

import pytest

from terminal.domain.barcode import gtin
from terminal.domain.catalog import Item
from terminal.domain.money import Money
from terminal.domain.price_book import OpenPrice
from terminal.store import catalog
from terminal.store.catalogue_file import OWN, ImportReport, import_catalogue
from terminal.store.search import search_items
from terminal.store.store import Store

TODAY = date(2026, 11, 20)
BASE = "614141101009,Ibuprofen,{price},OTC_DRUG,HEALTHCARE_OTC,EPL,2026-06,none,wellmark"
CODE, CASE, OTHER = "614141101009", "10614141101006", "614141101078"


def imported(
    store: Store, folder: Path, columns: str, cells: str, price: str = "8.49", *more: str
) -> ImportReport:
    file = folder / "list.csv"
    header = ",".join((*OWN.required, columns) if columns else OWN.required)
    row = BASE.format(price=price)
    file.write_text("\n".join((header, f"{row},{cells}" if columns else row, *more)) + "\n")

    def take(rows: list[catalog.Listed]) -> catalog.Taken:
        return store.writer.wait(lambda each: catalog.take(each, rows, TODAY))

    return import_catalogue(file, take)  # type: ignore[arg-type]


def found(store: Store, code: str = CODE) -> Item:
    (item,) = store.reader.wait(lambda each: catalog.find(each, [gtin(code)]))
    return item


def price(store: Store, day: date) -> str:
    return str(found(store).on(day).price)


def test_a_price_of_later_takes_effect_on_its_day(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "", "")
    imported(store, tmp_path, "price_from", "2026-12-01", "9.49")
    assert price(store, date(2026, 11, 30)) == "8.49"
    assert price(store, date(2026, 12, 1)) == "9.49"
    (hit,) = store.reader.wait(lambda each: search_items(each, "ibuprofen"))
    assert str(hit.on(date(2026, 12, 1)).price) == "9.49"


def test_a_sale_falls_back_when_it_has_ended(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "sale_price,sale_from,sale_to", "6.99,2026-11-20,2026-11-27")
    days = [date(2026, 11, day) for day in (19, 20, 27, 28)]
    assert [price(store, day) for day in days] == ["8.49", "6.99", "6.99", "8.49"]
    assert found(store).on(days[1]).regular == Money(8_49)


def test_a_price_that_ends_falls_back(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "", "")
    imported(store, tmp_path, "price_from,price_to", "2026-12-01,2026-12-24", "9.49")
    days = [date(2026, 11, 30), date(2026, 12, 24), date(2026, 12, 25)]
    assert [price(store, day) for day in days] == ["8.49", "9.49", "8.49"]


def test_a_price_without_days_holds_from_now_and_leaves_what_is_to_come(
    store: Store, tmp_path: Path
) -> None:
    imported(store, tmp_path, "", "")
    imported(store, tmp_path, "price_from", "2026-11-01", "9.49")
    imported(store, tmp_path, "price_from", "2026-12-01", "9.99")
    imported(store, tmp_path, "", "", "8.49")  # the same file again changes nothing
    assert price(store, TODAY) == "9.49"
    imported(store, tmp_path, "", "", "7.49")
    assert price(store, TODAY) == "7.49"
    assert price(store, date(2026, 12, 1)) == "9.99"


def test_the_same_day_told_again_is_another_price_for_it(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "sale_price,sale_from,sale_to", "6.99,2026-11-20,2026-11-27")
    imported(store, tmp_path, "sale_price,sale_from,sale_to", "5.99,2026-11-20,2026-11-21")
    assert price(store, date(2026, 11, 21)) == "5.99"
    assert price(store, date(2026, 11, 22)) == "8.49"


def test_a_new_item_may_have_its_first_price_later(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "price_from", "2026-12-01")
    assert price(store, TODAY) == "None"
    assert price(store, date(2026, 12, 1)) == "8.49"


def test_prices_that_ended_long_ago_are_forgotten(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "sale_price,sale_from,sale_to", "6.99,2026-01-01,2026-01-02")
    assert found(store).prices == ()


def test_what_a_file_does_not_say_stays(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "department,barcodes", f"Pain relief,{OTHER}")
    imported(store, tmp_path, "", "", "8.99")
    assert found(store).department == "Pain relief"
    assert found(store, OTHER).gtin == found(store).gtin


# --- barcodes


def test_a_further_barcode_finds_the_item(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "barcodes", OTHER)
    assert found(store, OTHER) == found(store)
    both = [gtin(CODE), gtin(OTHER)]
    assert len(store.reader.wait(lambda each: catalog.find(each, both))) == 1


def test_a_case_sells_so_many_pieces_at_the_price_of_one(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "barcodes", f"{CASE}*12")
    case = found(store, CASE)
    assert (case.gtin, case.pieces, case.price) == (gtin(CODE), 12, Money(8_49))


def test_a_case_with_its_own_price_is_one_thing(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "barcodes", f"{CASE}*12=89.99")
    case = found(store, CASE)
    assert (case.gtin, case.pieces, case.price) == (gtin(CASE), 1, Money(89_99))
    assert (case.each, case.holds, case.name) == (gtin(CODE), 12, "Ibuprofen, case of 12")
    assert case.eligibility == found(store).eligibility


def test_a_new_list_of_barcodes_replaces_the_old_one(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "barcodes", OTHER)
    imported(store, tmp_path, "barcodes", "")
    assert store.reader.wait(lambda each: catalog.find(each, [gtin(OTHER)])) == ()


def test_a_barcode_of_another_item_is_left_to_it_and_told(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "", "", "8.49", BASE.replace(CODE, OTHER).format(price="1.00"))
    report = imported(store, tmp_path, "barcodes", OTHER)
    assert report.taken.clashes == (gtin(OTHER),)
    assert found(store, OTHER).price == Money(1_00)


def test_one_barcode_stands_in_a_file_once(store: Store, tmp_path: Path) -> None:
    second = BASE.replace(CODE, OTHER).format(price="1.00") + ","
    report = imported(store, tmp_path, "barcodes", OTHER, "8.49", second)
    assert [(row.line, row.reason) for row in report.rejected] == [
        (3, "the same item or barcode stands in this file before")
    ]


def test_an_open_price_replaces_every_other(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path, "price_from", "2026-12-01")
    imported(store, tmp_path, "open_price", "1.00-50.00", "")
    item = found(store)
    assert (item.open_price, item.price, item.prices) == (
        OpenPrice(Money(1_00), Money(50_00)), None, (),
    )  # fmt: skip
    imported(store, tmp_path, "", "", "8.49")
    assert (found(store).open_price, found(store).price) == (None, Money(8_49))


# --- rows that are refused


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("price_from", "12/01/2026", "its price_from is no day like 2026-11-30"),
        ("price_from", "2026-02-30", "its price_from is no day"),
        ("price_from,price_to", ",2026-12-01", "price_to stands without a price_from"),
        ("price_from,price_to", "2026-12-02,2026-12-01", "price_to lies before its first day"),
        ("sale_price,sale_from,sale_to", "6.99,2026-11-20,", "a sale has"),
        ("sale_price,sale_from,sale_to", "0.00,2026-11-20,2026-11-21", "not between 0.01"),
        ("sale_price,sale_from,sale_to", "6.99,2026-11-21,2026-11-20", "sale_to lies before"),
        ("open_price", "1.00", "no pair of amounts"),
        ("open_price", "5.00-1.00", "no pair of amounts"),
        ("open_price", "1.00-5.00", "there is no other"),
        ("barcodes", "614141101008", "wrong length or check digit"),
        ("barcodes", "abc", "its barcodes are not like"),
        ("barcodes", f"{OTHER};{OTHER}", "twice"),
        ("barcodes", CODE, "twice"),
        ("barcodes", f"{CASE}*0", "1 to 999 pieces"),
        ("barcodes", f"{OTHER}=1.00", "only a case has a price of its own"),
        ("barcodes", f"{CASE}*12=x", "its barcodes is not an amount"),
        ("department", "x" * 41, "a department has a name"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_line(
    store: Store, tmp_path: Path, columns: str, cells: str, said: str
) -> None:
    (row,) = imported(store, tmp_path, columns, cells).rejected
    assert row.line == 2
    assert said in row.reason


def test_goods_that_are_counted_by_law_come_in_no_case(store: Store, tmp_path: Path) -> None:
    columns = "classes,pack,barcodes"
    (row,) = imported(store, tmp_path, columns, f"schedule v,120 cc,{CASE}*12").rejected
    assert "counted by law" in row.reason
