"""The ledger of the record book: what one buyer got, whoever else bought what."""

from dataclasses import replace
from datetime import timedelta

from store_support.stores import AT, commit
from store_support.tickets import ADDED, BOOKED, BUYER, COMPLETED, OPENED, SALE
from terminal.domain import facts
from terminal.domain.identity import EMPTY_DIGEST, LineId, SaleId
from terminal.domain.record_book import BookBuyer, EarlierSale
from terminal.domain.tax import NO_TAX
from terminal.store.database import Connection
from terminal.store.record_book import Became, became, earlier_sales
from terminal.store.registry import of_kind, of_sale
from terminal.store.store import Store

TWO_DAYS = timedelta(hours=48)
SOMEBODY_ELSE = replace(BUYER, family="Specimen", id_number="999")


def got(store: Store, buyer: BookBuyer = BUYER, after: timedelta = timedelta()) -> list[int]:
    """The amounts that this buyer got in the 48 hours before a moment."""
    since = AT + after - TWO_DAYS
    found: tuple[EarlierSale, ...] = store.reader.wait(
        lambda c: earlier_sales(c, buyer.person, buyer.document, since)
    )
    return [each.counted.amount for each in found]


def fates(store: Store) -> list[Became | None]:
    """Of every entry, oldest first."""

    def told(connection: Connection) -> list[Became | None]:
        day = timedelta(days=1)
        entries = of_kind(connection, facts.BookEntryMade, AT - day, AT + day)
        return [became(each, of_sale(connection, each.sale)) for each in entries][::-1]

    return store.reader.wait(told)


def test_a_buyer_is_known_by_name_and_birth_date_or_by_the_id(store: Store) -> None:
    commit(store, OPENED, ADDED, BOOKED)
    assert got(store) == [120]
    assert got(store, replace(BUYER, id_number="")) == [120], "the name and the birth date"
    assert got(store, replace(BUYER, family="Married")) == [120], "the number of the ID"
    assert got(store, SOMEBODY_ELSE) == []


def test_what_has_no_id_number_is_not_everybody_s(store: Store) -> None:
    commit(store, OPENED, ADDED, replace(BOOKED, document=EMPTY_DIGEST))
    assert got(store, replace(SOMEBODY_ELSE, id_number="")) == []


def test_48_hours_later_it_still_counts_and_a_second_later_no_more(store: Store) -> None:
    commit(store, OPENED, ADDED, BOOKED)
    assert got(store, after=TWO_DAYS) == [120]
    assert got(store, after=TWO_DAYS + timedelta(seconds=1)) == []
    assert got(store, after=-timedelta(days=1)) == [120], "the clock was set back"


def test_what_leaves_the_ticket_or_changes_counts_no_more(store: Store) -> None:
    second = replace(BOOKED, line=LineId(2), amount=60)
    commit(store, OPENED, ADDED, BOOKED, second)
    assert sorted(got(store)) == [60, 120]
    commit(store, facts.LineVoided(SALE, LineId(1)))
    assert got(store) == [60]
    commit(store, facts.QuantityChanged(SALE, LineId(2), 2, NO_TAX))
    assert got(store) == []
    commit(store, replace(second, amount=30))
    assert got(store) == [30]
    commit(store, facts.SaleAbandoned(SALE, "all lines voided"))
    assert got(store) == []


def test_every_ticket_of_the_store_counts(store: Store) -> None:
    commit(store, OPENED, ADDED, BOOKED)
    commit(store, replace(BOOKED, sale=SaleId("another"), amount=40), at=AT + timedelta(hours=3))
    assert got(store) == [120, 40]


def test_the_book_keeps_every_entry_and_says_what_became_of_it(store: Store) -> None:
    second, third = SaleId("second"), SaleId("third")
    commit(store, OPENED, ADDED, BOOKED, facts.QuantityChanged(SALE, LineId(1), 2, NO_TAX))
    commit(store, BOOKED, COMPLETED)
    commit(store, replace(OPENED, sale=second, number=483), replace(BOOKED, sale=second))
    commit(store, facts.SaleAbandoned(second, "left"))
    commit(store, replace(OPENED, sale=third, number=484), replace(BOOKED, sale=third))
    assert fates(store) == [Became.TAKEN_BACK, Became.SOLD, Became.TAKEN_BACK, Became.OPEN]


def test_what_became_of_an_entry_without_its_ticket_is_not_guessed(store: Store) -> None:
    """The ticket's own facts are not kept as long where a row keeps the book longer."""
    commit(store, BOOKED)
    assert fates(store) == [None]


def test_the_ledger_holds_digests_and_nobody_s_name(store: Store) -> None:
    commit(store, OPENED, ADDED, BOOKED)
    row = store.reader.wait(lambda c: tuple(c.exec_driver_sql("SELECT * FROM book_entry").one()))
    named = {"Sampleton", "Orville", "12345678", BUYER.person, BUYER.document}
    assert not named & {str(each) for each in row}
