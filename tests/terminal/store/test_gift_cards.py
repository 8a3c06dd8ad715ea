"""The ledger of gift cards: written with the line and the tender, read as the card stands."""

from store_support.stores import LANE, commit
from terminal.domain import facts as f
from terminal.domain.deposit import DepositKind
from terminal.domain.gift import GiftDigest, GiftStanding
from terminal.domain.identity import LaneId, LineId, SaleId, StaffId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.tender_kind import TenderKind
from terminal.store import gift_cards
from terminal.store.rebuild import rebuild
from terminal.store.store import Store
from terminal.vault.secret import StoreSecret

CARD = GiftDigest("p" * 32)
SOLD = SaleId("5a1e0000-0000-4000-8000-000000000077")
BOUGHT = SaleId("5a1e0000-0000-4000-8000-000000000078")
LOADED = f.DepositAdded(SOLD, LineId(1), DepositKind.GIFT_CARD, "2207", Money(25_00), CARD)
PAID = f.KeyedTenderTaken(
    BOUGHT,
    TenderId(1),
    TenderKind.GIFT,
    Money(4_00),
    Money(4_00),
    ZERO,
    Buckets(none=Money(4_00)),
    ((Entry.CARD, CARD), (Entry.LAST4, "2207"), (Entry.LEFT, "21.00")),
)
DONE = f.SaleCompleted(SOLD, Money(25_00), ZERO, ZERO, ZERO, ZERO, ZERO, Money(25_00))
OPENED = f.SaleOpened(SOLD, 7, LANE, StaffId("101"))


def standing(store: Store, lane: LaneId = LANE) -> GiftStanding:
    return store.reader.wait(lambda c: gift_cards.standing(c, CARD, "2207", lane))


def test_money_is_on_a_card_once_its_ticket_is_paid(store: Store) -> None:
    commit(store, OPENED, LOADED)
    assert standing(store) == GiftStanding(CARD, "2207")
    commit(store, DONE)
    assert standing(store) == GiftStanding(CARD, "2207", Money(25_00), known=True)
    assert store.reader.wait(gift_cards.owed) == Money(25_00)


def test_what_is_taken_is_gone_at_once_and_comes_back(store: Store) -> None:
    commit(store, OPENED, LOADED, DONE, PAID)
    assert (standing(store).balance, standing(store).taken_here) == (Money(21_00), Money(4_00))
    assert standing(store, LaneId("9")).taken_here == ZERO
    commit(store, f.KeyedTenderReturned(BOUGHT, TenderId(1), "", TenderKind.GIFT, Money(4_00)))
    assert standing(store).balance == Money(25_00)


def test_a_line_that_was_struck_puts_nothing_on_it(store: Store) -> None:
    commit(store, OPENED, LOADED, f.LineVoided(SOLD, LineId(1)), DONE)
    assert standing(store).known is False


def test_an_abandoned_ticket_puts_nothing_on_it(store: Store) -> None:
    commit(store, OPENED, LOADED, f.SaleAbandoned(SOLD, "gone"))
    assert standing(store).known is False
    rows = store.reader.wait(lambda c: c.exec_driver_sql("SELECT * FROM gift_entry").all())
    assert rows == []


def test_the_ledger_is_made_again_from_the_journal(store: Store) -> None:
    commit(store, OPENED, LOADED, DONE, PAID)
    before = standing(store)
    store.writer.wait(rebuild)
    assert standing(store) == before


def test_a_number_becomes_letters_that_only_this_store_makes() -> None:
    secret, other = StoreSecret(b"s" * 32), StoreSecret(b"t" * 32)
    digest = secret.gift_digest("9800123456782207")
    GiftStanding(GiftDigest(digest), "2207")
    assert digest == secret.gift_digest("9800123456782207")
    assert digest != secret.gift_digest("9800123456782208")
    assert digest != other.gift_digest("9800123456782207")
