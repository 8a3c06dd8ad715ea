"""What the counter waits for is found by an index, however long the history is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from store_support.logged import DOCUMENT, PERSON
from store_support.stores import LANE, commit
from store_support.tickets import (
    ADDED,
    BOOKED,
    BUYER,
    CHARGE,
    HANDED_OVER,
    IBUPROFEN,
    OPENED,
    PICKUP,
    READY,
    RECEIPT,
    SALE,
)
from store_support.tills import TILL_FACTS, TILL_OPENED
from terminal.domain.rules import RuleBook
from terminal.domain.till import till_id
from terminal.domain.unclaimed import UnclaimedList
from terminal.store import (
    catalog,
    fills,
    journal,
    outbox,
    pse,
    record_book,
    staff,
    three_way,
    tills,
    unclaimed,
    will_call,
)
from terminal.store.catalog import Listed
from terminal.store.database import driver_of
from terminal.store.fills import FillUpdate
from terminal.store.missed_identity import unsettled_since
from terminal.store.recovery import load_recovery
from terminal.store.search import search_items
from terminal.store.store import Store

NOW = datetime(2026, 3, 7, 16, tzinfo=UTC)
GROWS = (
    "pse_purchase|pse_transaction|journal|sale|pickup|fill_call|card_attempt|print_job|outbox|item"
    "|item_word|fill|attachment|book_entry|till|till_account|till_count|work_item"
)
_READS_ALL = re.compile(rf"SCAN ({GROWS}|[a-z]|before)(?! USING (COVERING )?INDEX)\b")
"""A scan of a partial index is bounded by what is open; a scan of a table is not. Tables of a few
rows (staff, setting, destination) may be read whole."""

NO_ROWS = RuleBook("US-TN")
QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "what is open": load_recovery,
    "a ticket": lambda c: journal.sale_facts(c, SALE),
    "the head": lambda c: journal.head(c, "", 1),
    "the tail": lambda c: journal.verify_tail(c, ""),
    "an item": lambda c: catalog.find(c, [IBUPROFEN.gtin]),
    "a fill": lambda c: fills.get(c, READY.key),
    "a prescription": lambda c: fills.of_prescription(c, READY.key.rx),
    "will call": lambda c: fills.will_call(c, READY.patient.id, NOW),
    "who waits longest": lambda c: will_call.find(c, "", NOW),
    "who is similar": lambda c: will_call.similar(c, (READY,), NOW),
    "people by name": lambda c: fills.search_people(c, "rosenthal mir"),
    "people by number": lambda c: fills.search_people(c, "9195550142"),
    "people by birth": lambda c: fills.search_people(c, "04/09/1961"),
    "what may go": lambda c: outbox.due(c, "phms", NOW, timedelta(hours=1), 10),
    "when next": lambda c: outbox.next_due_at(c, "phms"),
    "one row": lambda c: outbox.get(c, PICKUP),
    "how many wait": outbox.waiting,
    "what a buyer bought": lambda c: pse.bought(c, DOCUMENT, PERSON, NOW.date()),
    "what the exchange has to hear": lambda c: pse.waiting(c, NOW, 10),
    "an inquiry": lambda c: pse.inquiry(c, "r1"),
    "who did not come": lambda c: unclaimed.of_list(
        c, UnclaimedList.TWO_DAYS, NOW, NO_ROWS, NOW.date()
    ),
    "bags without a bin": lambda c: unclaimed.of_list(
        c, UnclaimedList.NO_BIN, NOW, NO_ROWS, NOW.date()
    ),
    "what goes back": lambda c: unclaimed.of_list(
        c, UnclaimedList.RETURNS, NOW, NO_ROWS, NOW.date()
    ),
    "a buyer": lambda c: record_book.earlier_sales(c, BUYER.person, BUYER.document, NOW),
    "the till": lambda c: tills.load_book(c, LANE),
    "closed tills": lambda c: tills.history(c, LANE),
    "what a close has to know": three_way.close_sheet,
    "a person": lambda c: staff.credentials(c, OPENED.staff),
    "who was answered for in vain": lambda c: unsettled_since(c, NOW),
}


def plan(connection: Connection, ask: Callable[[Connection], object]) -> list[str]:
    """The plans of every query that `ask` sends."""
    driver, sent = driver_of(connection), list[str]()
    driver.set_trace_callback(sent.append)
    ask(connection)
    driver.set_trace_callback(None)
    queries = [sql for sql in sent if sql.startswith("SELECT")]
    assert queries
    return [row[3] for sql in queries for row in _explained(driver, sql)]


def _explained(driver: Any, sql: str) -> Any:
    return driver.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_of_the_counter_reads_a_whole_table(store: Store, question: str) -> None:
    commit(store, OPENED, ADDED, BOOKED, CHARGE, HANDED_OVER, RECEIPT, *TILL_FACTS)
    commit(store, replace(TILL_OPENED, till=till_id(LANE, 2), number=2))
    store.writer.wait(lambda c: fills.apply(c, [FillUpdate(READY, NOW, "9195550142")]))
    steps = store.reader.wait(lambda c: plan(c, QUESTIONS[question]))
    assert [step for step in steps if _READS_ALL.match(step)] == []


def test_search_goes_from_the_word_index_to_the_rows(store: Store) -> None:
    store.writer.wait(lambda c: catalog.take(c, [Listed(IBUPROFEN)]))
    steps = store.reader.wait(lambda c: plan(c, lambda same: search_items(same, "ibupr")))
    assert any(step.startswith("SEARCH i USING INTEGER PRIMARY KEY") for step in steps)
    assert not any(step.startswith(("SCAN i", "SCAN item_word")) for step in steps)
