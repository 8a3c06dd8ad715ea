"""Earlier tickets in the store: read as they were sold, with what is back already."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from helpers.returns import MANAGERS, Shop, with_card
from helpers.sales import (
    CANDY,
    DAY,
    IBUPROFEN,
    UNTAXED,
    Ticket,
    a_fill,
    add,
    answer,
    approved,
    cash,
    charge,
    pick,
    usd,
)
from store_support.stores import commit
from terminal.app.sale_search import SaleQuestion, question_of
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, CreditRules, Standing
from terminal.domain.identity import Digest, LineId
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import ZERO, Money
from terminal.domain.original import Original
from terminal.domain.refund import ReturnReason
from terminal.domain.shown_id import PersonName
from terminal.domain.tender_kind import TenderKind
from terminal.store import accounts, outbox, rebuild, returns
from terminal.store.buyer_marks import marked
from terminal.store.store import Store

AT = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
REVERSED = ReturnReason.REVERSED


@pytest.fixture
def shop() -> Shop:
    return Shop()


def kept(store: Store, *tickets: Ticket, at: datetime = AT) -> None:
    for ticket in tickets:
        commit(store, *ticket.facts, at=at)


def read(store: Store, ticket: str) -> Original | None:
    return store.reader.wait(lambda connection: returns.original(connection, ticket, UTC))


def found(store: Store, text: str) -> list[str]:
    question = question_of(text, DAY)
    sales = store.reader.wait(lambda connection: returns.search(connection, question, UTC))
    return [each.ticket for each in sales]


def test_the_store_reads_a_ticket_as_the_facts_tell_it(store: Store, shop: Shop) -> None:
    sold = shop.ticket(add(CANDY, 2), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    shop.refund_all(back)
    aside = shop.ticket(shop.bring(sold), c.Suspend())
    kept(store, sold, back, aside)
    original = read(store, "02-000001")
    assert original == shop.original(sold)
    assert original is not None
    assert original.back(LineId(1), None) == 2
    assert original.left(None) == ()


def test_what_was_never_closed_or_is_of_another_lane_is_not_there(store: Store, shop: Shop) -> None:
    kept(store, shop.ticket(add(CANDY)))
    assert read(store, "02-000001") is None
    assert read(store, "07-000001") is None
    assert read(store, "nonsense") is None


def test_tickets_are_found_by_day_amount_card_and_goods(store: Store, shop: Shop) -> None:
    candy = shop.ticket(add(CANDY), cash("20.00"))
    paid = answer("a-1", with_card(approved("4.29"), "4242"))
    other = shop.ticket(add(IBUPROFEN), charge("a-1"), paid)
    fill = shop.ticket(*pick(a_fill()), cash("15.00"))
    kept(store, candy)
    kept(store, other, fill, at=AT + timedelta(days=1))
    assert found(store, "") == ["02-000003", "02-000002", "02-000001"]
    assert found(store, "07/01") == ["02-000001"]
    assert found(store, "4.29") == ["02-000002"]
    assert found(store, "4242") == ["02-000002"]
    assert found(store, "ibuprofen") == ["02-000002"]
    assert found(store, "07/02/2026 15.00") == ["02-000003"]
    assert found(store, "02-000001") == ["02-000001"]
    assert found(store, "gabapentin") == []


def test_a_question_is_read_in_any_order_and_no_day_is_invented() -> None:
    asked = question_of("candy 12/24 4.25 4242 2-000482", date(2026, 7, 1))
    assert asked == SaleQuestion(
        "candy 12/24 4.25 4242 2-000482", date(2025, 12, 24), usd("4.25"), "4242", "candy",
        "2-000482",
    )  # fmt: skip
    assert question_of("13/45", DAY).day is None


@pytest.mark.parametrize("named", [Digest("ab" * 32), None])
def test_what_a_person_got_back_without_receipts_is_known_by_the_document(
    store: Store, named: Digest | None
) -> None:
    """A fact names the person by a mark under the store's key; earlier ones by a plain digest."""
    shop = Shop(UNTAXED)
    plain = Digest("ab" * 32)
    person = named or store.reader.wait(lambda each: marked(each, plain))
    who = PersonName("Doe", "Jane")
    shown = c.RecordReturner(who, "passport", "123456", person, ZERO, MANAGERS)
    goods = c.AddUnreceipted(CANDY, 2, ReturnReason.UNOPENED, ZERO, MANAGERS)
    given = shop.ticket(shown, goods)
    shop.refund_all(given)
    dropped = shop.ticket(shown, goods, c.Abandon("gone"))
    kept(store, given, dropped)

    def before(since: datetime, whose: Digest = plain) -> Money:
        return store.reader.wait(lambda each: returns.unreceipted(each, marked(each, whose), since))

    assert before(AT - timedelta(days=1)) == usd("7.98")
    assert before(AT + timedelta(days=1)) == ZERO
    assert before(AT - timedelta(days=1), Digest("cd" * 32)) == ZERO


def test_a_prescription_that_came_back_is_undone_behind_its_pickup(
    store: Store, shop: Shop
) -> None:
    sold = shop.ticket(*pick(a_fill()), cash("15.00"))
    back = shop.ticket(shop.bring(sold, reason=REVERSED))
    shop.refund_all(back)
    kept(store, sold, back)
    (undone,) = (fact for fact in back.facts if isinstance(fact, f.PickupUndone))
    row = store.reader.wait(lambda connection: outbox.get(connection, undone.undo))
    pickup = store.reader.wait(lambda connection: outbox.get(connection, undone.pickup))
    assert row is not None
    assert pickup is not None
    assert row.stream == pickup.stream
    assert row.seq > pickup.seq
    assert row.fact == undone
    commit(store, f.PickupConfirmed(undone.pickup, undone.key, "5"))  # heard of afterwards
    state = store.reader.wait(
        lambda each: each.exec_driver_sql("SELECT state FROM pickup").scalar_one()
    )
    assert state == "undone"


def test_an_account_owes_less_after_a_return(store: Store) -> None:
    account = Account(AccountId("1001"), "A. Buyer", limit=usd("50.00"))
    commit(store, f.AccountOpened(account))
    shop = Shop(replace(UNTAXED, tenders=TenderRules(credit=CreditRules(accounts=True))))
    entries = ((Entry.ACCOUNT, "1001"), (Entry.BUYER, "A. Buyer"))
    standing = Standing(account, usd("50.00"), ZERO)
    bought = c.TakeKeyed(TenderKind.HOUSE, usd("3.99"), entries, None, standing)
    sold = shop.ticket(add(CANDY), bought)
    back = shop.ticket(shop.bring(sold))
    shop.refund_all(back)
    kept(store, sold, back)
    owed = store.reader.wait(lambda each: accounts.postings(each, AccountId("1001"), UTC))
    assert [each.amount for each in owed] == [usd("3.99"), -usd("3.99")]


def test_the_projections_of_returns_can_be_rebuilt(store: Store, shop: Shop) -> None:
    sold = shop.ticket(*pick(a_fill()), cash("15.00"))
    back = shop.ticket(shop.bring(sold, reason=REVERSED))
    shop.refund_all(back)
    kept(store, sold, back)
    store.writer.wait(rebuild.rebuild)
    assert read(store, "02-000001") == shop.original(sold)
