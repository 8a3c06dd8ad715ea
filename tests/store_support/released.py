"""The encrypted databases of released schemas in `tests/databases`, and how one is made.

`PYTHONPATH=src:tests python -m store_support.released` writes the database of the current schema,
once, when a schema is released. A file that is there is never written again.
"""

from dataclasses import replace
from pathlib import Path

from store_support.logged import approved, logged, requested
from store_support.stores import commit, open_store
from store_support.tickets import (
    ADDED,
    APPROVED,
    BOOKED,
    CHARGE,
    HANDED_OVER,
    OPENED,
    READY,
    resolved,
)
from store_support.tills import TILL_FACTS
from terminal.domain import facts
from terminal.domain.account import Account, AccountId
from terminal.domain.coupon import Coupon, CouponCode
from terminal.domain.deposit import DepositKind
from terminal.domain.identity import LineId, SaleId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import Entry
from terminal.domain.money import Money
from terminal.domain.pickup import SignatureKind, Unsigned
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax import TaxCharge
from terminal.domain.tender_kind import TenderKind
from terminal.store import catalog, fills, staff
from terminal.store.catalog import Listed
from terminal.store.fills import FillUpdate
from terminal.store.tables import SCHEMA

FOLDER = Path(__file__).resolve().parents[1] / "databases"
EARLIER = SaleId("5a1e0000-0000-4000-8000-000000000000")
"""A ticket that is over, of which the record book and the log still know."""
TOLD = facts.LeftUnsigned(
    EARLIER,
    (),
    SignatureKind.NOTICE,
    Unsigned.NOT_PRESENT,
    "notice put into the bag",
    OPENED.staff,
    "notice 2026-11",
    ("us-privacy-notice@2003-04-14",),
    READY.patient.id,
    "2026-01",
)
KEY = bytes.fromhex("5e" * 32)
"""Guards invented people; the file is in the repository."""
ON_ACCOUNT = (
    facts.AccountOpened(Account(AccountId("1001"), "Sample Care Home", Money(500_00), ("A. Ex",))),
    facts.AccountOpened(Account(AccountId("1001-2"), "Sample Guest", master=AccountId("1001"))),
    facts.KeyedTenderTaken(
        EARLIER,
        TenderId(1),
        TenderKind.HOUSE,
        Money(12_00),
        Money(12_00),
        Money(0),
        Buckets(none=Money(12_00)),
        ((Entry.ACCOUNT, "1001-2"), (Entry.BUYER, "Sample Guest")),
    ),
)
"""What somebody bought on a sub-account, on the ticket that is over."""
GIFT_CARD = "abcdefghijklmnop" * 2
ON_A_GIFT_CARD = (
    facts.DepositAdded(
        EARLIER, LineId(2), DepositKind.GIFT_CARD, "2207", Money(25_00), GIFT_CARD, Money(0)
    ),
    facts.KeyedTenderTaken(
        EARLIER,
        TenderId(2),
        TenderKind.GIFT,
        Money(4_00),
        Money(4_00),
        Money(0),
        Buckets(none=Money(4_00)),
        ((Entry.CARD, GIFT_CARD), (Entry.LAST4, "2207"), (Entry.LEFT, "0.00")),
    ),
)
"""What was put on a gift card and paid with one, on the same ticket."""
NUMBERED_COUPON = facts.CouponTaken(
    EARLIER,
    LineId(3),
    Coupon(
        CouponCode("8110106141410012343100500123456", "0614141", Money(1_00), serial="123456"),
        Money(1_00),
        Money(1_00),
        taxed=False,
    ),
    TaxCharge(Money(0), 0, ""),
)
"""Of the ticket that is over: it is taken on no other."""
JOURNAL = (OPENED, ADDED, CHARGE, resolved(APPROVED), HANDED_OVER)
"""An open ticket with one settled charge: what a start has to find again."""


def make(path: Path) -> None:
    """A store of the current schema with a row in each place that a migration may touch."""
    if path.exists():
        raise FileExistsError(f"{path.name} is released: it is never written again")
    with open_store(path, KEY) as store:
        rivera = StaffMember(OPENED.staff, "A. Rivera", Role.CASHIER)
        store.writer.wait(lambda c: staff.put_staff(c, rivera, "$argon2id$v=19$..."))
        store.writer.wait(lambda c: catalog.take(c, [Listed(ADDED.item, "ibuprofen wellmark")]))
        store.writer.wait(lambda c: fills.apply(c, [FillUpdate(READY, READY.read_at)]))
        commit(store, *JOURNAL)
        commit(store, facts.SignInFailed(OPENED.staff, 1))
        commit(store, *ON_ACCOUNT)
        commit(store, *ON_A_GIFT_CARD)
        commit(store, NUMBERED_COUPON)
        commit(store, replace(BOOKED, sale=EARLIER), TOLD)
        commit(store, *TILL_FACTS)
        commit(store, requested("r1", EARLIER), approved("r1", EARLIER), logged("r1", EARLIER))
    path.with_name(path.name + ".lock").unlink()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    make(FOLDER / f"{SCHEMA}.db")
