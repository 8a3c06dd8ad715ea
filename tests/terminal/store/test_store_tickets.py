"""Tickets that are over, as the store finds them, and their paper as the counter gets it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import Queue
from zoneinfo import ZoneInfo

import pytest

from helpers.counter import SETTINGS
from store_support import tickets as t
from store_support.stores import AT, CASHIER, commit, open_store
from terminal.app.effects import DrawTicket, LoadTickets
from terminal.app.faults import KnownFault
from terminal.app.inputs import Input, TicketDrawn, TicketsLoaded
from terminal.app.tickets import SHOWN, TicketSought
from terminal.domain import facts as f
from terminal.domain.identity import JobId, LaneId, LineId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.language import Language
from terminal.domain.money import ZERO, Money
from terminal.domain.receipt_wish import Wish
from terminal.domain.tax import NO_TAX
from terminal.store import tickets
from terminal.store.store import Store
from terminal.ticket_reader import TicketReader

LANE = LaneId("1")
ALL = TicketSought(LANE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db", bytes(32)) as opened:
        yield opened


def sale_id(number: int) -> SaleId:
    return SaleId(f"1-{number:06}")


def sell(store: Store, number: int, cents: int = 849, lane: LaneId = LANE) -> SaleId:
    sale, money = SaleId(f"{lane}-{number:06}"), Money(cents)
    for fact in (
        f.SaleOpened(sale, number, lane, CASHIER),
        f.ItemAdded(sale, LineId(1), t.IBUPROFEN, 1, money, NO_TAX, t.ADDED.entry),
        f.CashTaken(sale, TenderId(1), money, money, ZERO, ZERO, Buckets(otc=money)),
        f.SaleCompleted(sale, money, ZERO, money, ZERO, ZERO),
    ):
        commit(store, fact, at=AT + timedelta(minutes=number))
    return sale


def numbers(store: Store, sought: TicketSought = ALL) -> list[int]:
    return [each.number for each in store.reader.wait(lambda c: tickets.over(c, sought))]


def test_the_newest_first_voided_ones_marked_open_ones_not_there(store: Store) -> None:
    sell(store, 1)
    commit(store, f.SaleOpened(sale_id(2), 2, LANE, CASHIER), at=AT)
    commit(store, f.SaleAbandoned(sale_id(2), "left"), at=AT)
    commit(store, f.SaleOpened(sale_id(3), 3, LANE, CASHIER), at=AT)
    rows = store.reader.wait(lambda c: tickets.over(c, ALL))
    assert [(row.number, row.voided) for row in rows] == [(2, True), (1, False)]
    assert rows[1].total == Money(849)
    assert rows[1].at == AT + timedelta(minutes=1)


def test_they_are_found_by_number_amount_and_time_on_their_lane_alone(store: Store) -> None:
    for number, cents in ((1, 849), (2, 500), (3, 849)):
        sell(store, number, cents)
    sell(store, 4, 849, LaneId("2"))
    assert numbers(store) == [3, 2, 1]
    assert numbers(store, TicketSought(LaneId("2"))) == [4]
    assert numbers(store, TicketSought(LANE, number=2)) == [2]
    assert numbers(store, TicketSought(LANE, amount=Money(849))) == [3, 1]
    since, before = AT + timedelta(minutes=2), AT + timedelta(minutes=3)
    assert numbers(store, TicketSought(LANE, since=since, before=before)) == [2]


def test_the_list_is_bounded(store: Store) -> None:
    for number in range(1, SHOWN + 3):
        commit(store, f.SaleOpened(sale_id(number), number, LANE, CASHIER), at=AT)
        commit(store, f.SaleAbandoned(sale_id(number), "left"), at=AT)
    assert len(numbers(store)) == SHOWN


def test_only_a_ticket_that_was_sold_has_its_paper(store: Store) -> None:
    sold = sell(store, 1)
    commit(store, f.SaleOpened(sale_id(2), 2, LANE, CASHIER), at=AT)
    found = store.reader.wait(lambda c: tickets.completed(c, sold))
    assert found is not None
    assert found[0].id == sold
    assert found[1] == AT + timedelta(minutes=1)
    for other in (sale_id(2), sale_id(9)):
        assert store.reader.wait(lambda c, other=other: tickets.completed(c, other)) is None  # type: ignore[misc]


def test_the_counter_is_told_of_both_off_the_thread_that_answers_scans(store: Store) -> None:
    sold = sell(store, 1)
    told: Queue[Input | KnownFault] = Queue()
    reader = TicketReader(store, ZoneInfo("America/Chicago"), told.put)
    answers = []
    for asked in (
        LoadTickets(ALL),
        DrawTicket(sold, Wish(Language.SPANISH), SETTINGS.store, 42),
        DrawTicket(sale_id(9), Wish(), SETTINGS.store, 42),
    ):
        reader.perform(asked)
        answers.append(told.get(timeout=10))
    listed, drawn, gone = answers
    assert isinstance(listed, TicketsLoaded)
    assert [row.sale for row in listed.rows] == [sold]
    assert isinstance(drawn, TicketDrawn)
    assert drawn.drawn is not None
    assert "IMPUESTO" in drawn.drawn.sheet.text
    assert gone == TicketDrawn(sale_id(9), Wish(), None)


def test_a_ticket_is_laid_out_in_the_language_in_which_it_was_printed(store: Store) -> None:
    sold = sell(store, 1)
    assert store.reader.wait(lambda c: tickets.printed_in(c, sold)) is None
    spanish = f.ReceiptRequested(sold, JobId(f"{sold}/1"), 1, "0001", Wish(Language.SPANISH))
    commit(store, spanish, at=AT)
    told: Queue[Input | KnownFault] = Queue()
    reader = TicketReader(store, ZoneInfo("America/Chicago"), told.put)
    reader.perform(DrawTicket(sold, Wish(), SETTINGS.store, 42, as_printed=True))
    drawn = told.get(timeout=10)
    assert isinstance(drawn, TicketDrawn)
    assert drawn.wish == Wish()
    assert drawn.drawn is not None
    assert drawn.drawn.wish == Wish(Language.SPANISH)
    assert "IMPUESTO" in drawn.drawn.sheet.text
