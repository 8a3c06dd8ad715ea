"""Till sessions in the store: the same totals as in the counter, at a start and in the history."""

from dataclasses import replace
from datetime import UTC

from store_support.stores import AT, CASHIER, LANE, commit
from store_support.tills import (
    CASH,
    CLOSED,
    OTHER,
    SOLD,
    TILL,
    TILL_FACTS,
    TILL_OPENED,
)
from terminal.domain.facts import KeyedTenderTaken, SaleOpened
from terminal.domain.identity import LaneId, TenderId, TillId
from terminal.domain.iias import NOTHING
from terminal.domain.keyed import Entry
from terminal.domain.money import Money
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till import CountKind, TillBook, replay, till_id
from terminal.domain.till_facts import TillTakingsShown
from terminal.recovered import recovered_from
from terminal.store import tills
from terminal.store.store import Store

TICKET = SaleOpened(SOLD.sale, 483, LANE, CASHIER)
OPEN = TILL_FACTS[:-1]


def book(store: Store, lane: LaneId = LANE) -> TillBook:
    return store.reader.wait(lambda c: tills.load_book(c, lane))


def test_a_new_store_has_no_till(store: Store) -> None:
    assert book(store) == TillBook()


def test_an_open_till_comes_back_as_the_counter_had_it(store: Store) -> None:
    commit(store, TICKET, *OPEN, SOLD)
    at = AT.astimezone(UTC)
    assert book(store) == replay((fact, at) for fact in (*OPEN, SOLD))


def test_who_left_without_a_count_is_remembered(store: Store) -> None:
    commit(store, *OPEN)
    till = book(store).open
    assert till is not None
    assert (till.staff, till.shared_with) == (CASHIER, (OTHER,))


def test_who_chose_to_see_what_it_took_is_remembered_for_that_till_alone(store: Store) -> None:
    commit(
        store, *OPEN, TillTakingsShown(TILL, OTHER), TillTakingsShown(TillId("1-Z00099"), CASHIER)
    )
    till = book(store).open
    assert till is not None
    assert till.shown_to == {OTHER}
    assert not till.may_count(OTHER, oversees=False)
    assert till.may_count(OTHER, oversees=True)
    assert till.may_count(CASHIER, oversees=False)


def test_a_closed_till_leaves_its_number_and_its_float(store: Store) -> None:
    commit(store, *TILL_FACTS)
    known = book(store)
    assert (known.open, known.number, known.left) == (None, 1, Money(150_00))
    found = store.reader.wait(lambda c: recovered_from(c, LANE))
    assert found.till == known
    assert found.last_at == AT


def test_the_history_has_the_closed_tills_with_their_accounts_and_counts(store: Store) -> None:
    commit(store, *TILL_FACTS)
    (closed,), counts = store.reader.wait(lambda c: tills.history(c, LANE))
    at = AT.astimezone(UTC)
    assert closed == replay((fact, at) for fact in TILL_FACTS).closed
    assert [(row.kind, row.staff, row.variance) for row in counts] == [
        (CountKind.CLOSED, CASHIER, Money(0)),
        (CountKind.TAKEN_OVER, CASHIER, Money(-55)),
        (CountKind.BETWEEN, CASHIER, Money(1_45)),
    ]


def test_another_lane_has_a_till_of_its_own(store: Store) -> None:
    commit(store, TILL_OPENED)
    assert book(store, LaneId("02")) == TillBook()


def test_cash_while_no_till_is_open_is_in_none(store: Store) -> None:
    commit(store, CASH)
    commit(store, TILL_OPENED)
    till = book(store).open
    assert till is not None
    assert str(till.expected) == "150.00"


def test_the_next_till_is_a_new_one(store: Store) -> None:
    commit(store, *TILL_FACTS)
    commit(store, replace(TILL_OPENED, till=till_id(LANE, 2), number=2), CASH)
    (closed,), _ = store.reader.wait(lambda c: tills.history(c, LANE))
    assert closed.till.id == TILL
    assert closed.closed == CLOSED
    assert book(store).number == 2


def test_what_each_benefit_programme_paid_comes_back_too(store: Store) -> None:
    paid = Money(12_00)
    entries = ((Entry.PROGRAMME, "Plan Plus: gold"), (Entry.AUTHORISATION, "A1"))
    kind, change = TenderKind.EXTERNAL_BENEFIT, Money(0)
    benefit = KeyedTenderTaken(SOLD.sale, TenderId(2), kind, paid, paid, change, NOTHING, entries)
    commit(store, TICKET, TILL_OPENED, benefit)
    at = AT.astimezone(UTC)
    assert book(store) == replay((fact, at) for fact in (TILL_OPENED, benefit))
    till = book(store).open
    assert till is not None
    assert [(each.part, each.balance) for each in till.ledger.parts] == [("Plan Plus: gold", paid)]
