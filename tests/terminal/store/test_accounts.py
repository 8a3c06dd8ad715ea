"""The ledger of house accounts: written with its tender, read as the account stands."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from store_support.stores import AT, CASHIER, LANE, commit
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, Standing
from terminal.domain.deposit import DepositKind
from terminal.domain.identity import LineId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.tender_kind import TenderKind
from terminal.store import accounts
from terminal.store.store import Store

ZONE = ZoneInfo("America/Chicago")
HOME = Account(AccountId("1001"), "Sample Care Home", Money(50_00), ("A. Example",))
GUEST = Account(AccountId("1001-2"), "Sample Guest", master=HOME.id)
SALE = SaleId("5a1e0000-0000-4000-8000-000000000077")


def bought(
    amount: int, tender: int = 1, account: str = "1001", kind: TenderKind = TenderKind.HOUSE
) -> f.KeyedTenderTaken:
    money = Money(amount)
    entries = ((Entry.ACCOUNT, account), (Entry.BUYER, "A. Example"))
    used = Buckets(none=money)
    return f.KeyedTenderTaken(SALE, TenderId(tender), kind, money, money, Money(0), used, entries)


def standing(store: Store, number: str = "1001") -> Standing | None:
    return store.reader.wait(lambda c: accounts.standing(c, AccountId(number), LANE, ZONE))


def opened(store: Store) -> None:
    commit(store, f.AccountOpened(HOME), f.AccountOpened(GUEST))


def work(store: Store) -> list[tuple[str, str]]:
    rows = store.reader.wait(
        lambda c: c.exec_driver_sql("SELECT subject, detail FROM work_item").all()
    )
    return [(row.subject, row.detail) for row in rows]


def test_an_account_stands_as_it_was_opened_and_changed(store: Store) -> None:
    opened(store)
    assert standing(store) == Standing(HOME, Money(50_00), Money(0))
    changed = Account(HOME.id, "Sample Care Home", Money(10_00), (), None, held=True)
    commit(store, f.AccountChanged(changed, "asked"))
    assert standing(store) == Standing(changed, Money(10_00), Money(0), held=True)
    assert standing(store, "7") is None
    assert store.reader.wait(accounts.every) == (changed, GUEST)


def test_a_charge_stands_in_the_ledger_until_it_is_taken_back(store: Store) -> None:
    opened(store)
    commit(store, bought(12_00), bought(3_00, 2), bought(9_00, 3, kind=TenderKind.OTHER))
    now = standing(store)
    assert now is not None
    assert (now.balance, now.lent_here) == (Money(15_00), Money(15_00))
    assert now.oldest == AT.astimezone(ZONE).date()
    commit(store, f.KeyedTenderReturned(SALE, TenderId(1), "", TenderKind.HOUSE, ZERO))
    after = standing(store)
    assert after is not None
    assert after.balance == Money(3_00)


def test_the_master_pays_for_its_sub_accounts(store: Store) -> None:
    opened(store)
    commit(store, bought(12_00, account="1001-2"), bought(3_00, 2))
    for number in ("1001", "1001-2"):
        now = standing(store, number)
        assert now is not None
        assert (now.limit, now.balance) == (Money(50_00), Money(15_00))
    held = Account(HOME.id, HOME.name, HOME.limit, held=True)
    commit(store, f.AccountChanged(held, "late"))
    guest = standing(store, "1001-2")
    assert guest is not None
    assert guest.held


def test_the_rows_come_in_order_with_their_day_in_the_store(store: Store) -> None:
    opened(store)
    commit(store, bought(1_00, 2), at=AT + timedelta(days=40))
    commit(store, bought(2_00), at=AT)
    rows = store.reader.wait(lambda c: accounts.postings(c, HOME.id, ZONE))
    first = AT.astimezone(ZONE).date()
    assert [(each.day, each.amount.cents) for each in rows] == [
        (first, 2_00),
        (first + timedelta(days=40), 1_00),
    ]
    assert all(isinstance(each.day, date) for each in rows)


def test_an_account_that_owes_more_than_its_limit_is_a_work_item_and_no_block(store: Store) -> None:
    """Two lanes that could not ask each other lent too much together."""
    opened(store)
    commit(store, bought(30_00))
    assert work(store) == []
    commit(store, bought(30_00, 2, "1001-2"))
    commit(store, bought(1_00, 3))
    assert work(store) == [("1001", "owes 60.00, its limit is 50.00")]


def test_a_payment_counts_when_its_ticket_is_closed(store: Store) -> None:
    opened(store)
    commit(store, bought(30_00))
    payment = SaleId("5a1e0000-0000-4000-8000-000000000078")
    opening = f.SaleOpened(payment, 78, LANE, CASHIER)
    paid = f.DepositAdded(payment, LineId(1), DepositKind.ACCOUNT, "1001", Money(20_00))
    commit(store, opening, paid)
    assert balance(store) == Money(30_00)
    commit(store, f.SaleCompleted(payment, Money(20_00), Money(0), Money(0), Money(0), Money(0)))
    assert balance(store) == Money(10_00)


@pytest.mark.parametrize(
    "end",
    [lambda sale: f.LineVoided(sale, LineId(1)), lambda sale: f.SaleAbandoned(sale, "gone")],
    ids=["struck", "abandoned"],
)
def test_a_payment_that_came_to_nothing_counts_never(
    store: Store, end: Callable[[SaleId], f.SaleFact]
) -> None:
    opened(store)
    commit(store, bought(30_00))
    payment = SaleId("5a1e0000-0000-4000-8000-000000000079")
    opening = f.SaleOpened(payment, 79, LANE, CASHIER)
    paid = f.DepositAdded(payment, LineId(1), DepositKind.ACCOUNT, "1001", Money(20_00))
    commit(store, opening, paid, end(payment))
    rows = store.reader.wait(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM account_entry WHERE part < 0").scalar()
    )
    assert rows == 0
    assert balance(store) == Money(30_00)


def balance(store: Store) -> Money:
    now = standing(store)
    assert now is not None
    return now.balance
