"""The store's own gift cards: owed and no sale, bought with money alone (section 9)."""

from dataclasses import replace

import pytest

from helpers.sales import (
    CANDY,
    IBUPROFEN,
    NOW,
    POLICY,
    Ticket,
    a_fill,
    add,
    answer,
    approved,
    cash,
    give_back,
    given,
    pick,
    quantity,
    ticket_off,
    usd,
    void,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, CreditRules, Standing
from terminal.domain.attempt import CardKind
from terminal.domain.deposit import DepositKind
from terminal.domain.discount import DiscountKind
from terminal.domain.gift import (
    GiftDigest,
    GiftRules,
    GiftStanding,
    gift_number,
    load_trouble,
    pay_trouble,
    payable,
)
from terminal.domain.identity import AttemptRef
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import ZERO, Money
from terminal.domain.policy import MAX_LINES, MAX_TICKET
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import KeyedTender
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_ledger import Account as TillAccount
from terminal.domain.till_ledger import Ledger, postings

RULES = GiftRules(cards=True)
TENDERS = TenderRules(
    gift=RULES, ebt_cash=True, snap=True, programmes=("Plan",), credit=CreditRules(accounts=True)
)
STORE = replace(POLICY, tenders=TENDERS)
CARD = GiftStanding(GiftDigest("p" * 32), "2207", usd("25.00"), known=True)
NEW = GiftStanding(GiftDigest("a" * 32), "3333")


def example(*more: c.Command) -> Ticket:
    """Rx 15.00, OTC 4.29, candy 4.25: 23.54 (section 6.5)."""
    return given(*pick(a_fill()), add(IBUPROFEN), add(CANDY), *more, policy=STORE)


def paying(amount: str, card: GiftStanding = CARD) -> c.TakeKeyed:
    entries = ((Entry.CARD, card.card), (Entry.LAST4, card.last4))
    return c.TakeKeyed(TenderKind.GIFT, usd(amount), entries, gift=card)


def load(amount: str, card: GiftStanding = NEW) -> c.LoadGiftCard:
    return c.LoadGiftCard(card, usd(amount))


def ebt_cash(most: str | None = None) -> c.ChargeCard:
    wanted = None if most is None else usd(most)
    return c.ChargeCard(CardKind.EBT_CASH, AttemptRef("e1"), NOW, most=wanted)


# --- numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [("9800 1234-5678", "980012345678"), ("98123456", "98123456"), ("9812345", None),
     ("4761730000000014", None), ("98" * 10, None), ("98abcdefgh", None), ("", None)],
)  # fmt: skip
def test_only_the_stores_own_numbers_are_its_cards(typed: str, number: str | None) -> None:
    assert gift_number(typed, RULES) == number


def test_a_card_is_kept_as_digest_and_last_four() -> None:
    for digest, last4 in (("9800123456782207", "2207"), ("p" * 32, "82207"), ("p" * 32, "")):
        with pytest.raises(ValueError, match="digest and its last four"):
            GiftStanding(GiftDigest(digest), last4)


@pytest.mark.parametrize(
    "wrong", [{"prefix": "9"}, {"prefix": "98x"}, {"most_cents": 0}, {"offline_cents": -1}]
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"prefix|most_cents|offline_cents"):
        GiftRules(**wrong)  # type: ignore[arg-type]


# --- sold


def test_what_is_put_on_a_card_is_no_sale() -> None:
    at = example(load("25.00"))
    assert at.sale.total == usd("48.54")
    assert at.sale.tax == usd("0.56")
    assert at.sale.owed.eligible == usd("19.29")
    decided = at.do(cash("48.54"))
    completed = next(fact for fact in decided if isinstance(fact, f.SaleCompleted))
    assert (completed.gift_cards, completed.deposits) == (usd("25.00"), ZERO)
    book = Ledger()
    for fact in at.facts:
        book = book.posted(postings(fact))
    assert book.balance(TillAccount.GIFT_SOLD) == -usd("25.00")
    assert book.balance(TillAccount.SALES) == -usd("22.98")
    assert book.balance(TillAccount.DEBTS_PAID) == ZERO


def test_it_is_never_discounted_and_has_no_quantity() -> None:
    at = example(load("25.00"), ticket_off(DiscountKind.PERCENT, 1_000))
    line = at.sale.live_lines[-1]
    assert (line.net, line.tax.amount) == (usd("25.00"), ZERO)
    assert at.why(quantity(4, 2)) is Why.QUANTITY_OF_A_PAYMENT
    at.do(void(4))
    assert at.sale.deposits(DepositKind.GIFT_CARD) == ZERO


def test_a_card_holds_so_much_and_no_more() -> None:
    at = example(load("400.00"))
    assert at.refusal(load("100.01")).detail == "100.00"
    assert at.why(load("100.01")) is Why.GIFT_LOAD_LIMIT
    (added,) = at.do(load("100.00"))
    assert isinstance(added, f.DepositAdded)
    assert (added.before, added.reference, added.card) == (usd("400.00"), "3333", NEW.card)
    assert at.why(load("0.00")) is Why.AMOUNT_OUT_OF_RANGE
    assert at.why(load("-1.00")) is Why.AMOUNT_OUT_OF_RANGE


def test_a_store_without_them_sells_none_and_takes_none() -> None:
    at = given(add(CANDY), policy=POLICY)
    assert at.why(load("25.00")) is Why.TENDER_NOT_TAKEN
    assert at.why(paying("4.25")) is Why.TENDER_NOT_TAKEN


def test_nobody_pays_a_debt_beside_it() -> None:
    owing = Standing(Account(AccountId("1001"), "Sample"), usd("50.00"), usd("30.00"))
    at = given(c.PayAccount(owing, usd("10.00")), policy=STORE)
    assert at.why(load("25.00")) is Why.TICKET_OF_ITS_OWN


def test_a_ticket_has_its_limits_with_it() -> None:
    rules = GiftRules(cards=True, most_cents=10_000_00)
    rich = replace(STORE, tenders=replace(TENDERS, gift=rules))
    cards = [replace(NEW, card=GiftDigest(letter * 32)) for letter in "abcdefghij"]
    at = given(*(load("10000.00", card) for card in cards[:9]), policy=rich)
    at.do(load("9999.99", cards[9]))
    assert at.sale.total == MAX_TICKET
    assert at.why(load("0.01", cards[9])) is Why.TICKET_TOO_LARGE
    full = given(*(add(CANDY) for _ in range(MAX_LINES)), policy=STORE)
    assert full.why(load("1.00")) is Why.TICKET_FULL


# --- taken


def test_case_g_the_gift_card_keeps_room_for_the_fsa_card() -> None:
    """Gift 23.00 first: NONE 4.25, OTC 4.29, RX 14.46; then FSA 0.54."""
    at = example()
    at.do(paying("23.00"))
    tender = at.sale.tenders[0]
    assert isinstance(tender, KeyedTender)
    assert (tender.used.none, tender.used.otc, tender.used.rx) == (
        usd("4.25"), usd("4.29"), usd("14.46"),
    )  # fmt: skip
    asked = at.do(c.ChargeCard(CardKind.FSA_HSA, AttemptRef("f1"), NOW))[0]
    assert isinstance(asked, f.ChargeRequested)
    assert (asked.amount, asked.healthcare, asked.rx) == (usd("0.54"),) * 3
    assert tender.entry(Entry.LEFT) == "2.00"


def test_it_pays_what_is_on_it() -> None:
    at = example()
    poor = replace(CARD, balance=usd("3.00"))
    assert at.refusal(paying("3.01", poor)).why is Why.GIFT_OVER_BALANCE
    at.do(paying("3.00", poor))
    assert at.sale.due == usd("20.54")
    at.do(give_back(1))
    assert at.sale.due == usd("23.54")


def test_a_card_that_is_not_known_or_empty_pays_nothing() -> None:
    at = example()
    assert at.why(paying("1.00", NEW)) is Why.GIFT_UNKNOWN
    assert at.why(paying("1.00", replace(CARD, balance=ZERO))) is Why.GIFT_EMPTY
    other = replace(paying("1.00"), gift=replace(CARD, card=GiftDigest("b" * 32)))
    assert at.why(other) is Why.GIFT_UNKNOWN
    assert at.why(replace(paying("1.00"), gift=None)) is Why.GIFT_UNKNOWN


def test_with_other_lanes_it_takes_up_to_a_limit() -> None:
    rules = GiftRules(cards=True, only_lane=False, offline_cents=20_00)
    assert payable(CARD, rules) == usd("20.00")
    assert payable(replace(CARD, taken_here=usd("15.00")), rules) == usd("5.00")
    assert payable(replace(CARD, taken_here=usd("30.00")), rules) == ZERO
    trouble = pay_trouble(CARD, usd("20.01"), rules)
    assert trouble is not None
    assert (trouble.why, trouble.detail) == (Why.GIFT_OFFLINE_LIMIT, "20.00")
    assert load_trouble(ZERO, usd("500.00"), rules) is None


# --- only money buys one


@pytest.mark.parametrize(
    "tender",
    [paying("1.00"), c.TakeKeyed(TenderKind.EXTERNAL_BENEFIT, usd("1.00"),
     ((Entry.PROGRAMME, "Plan"), (Entry.AUTHORISATION, "A1"))), ebt_cash(), ebt_cash("1.00"),
     c.TakeKeyed(TenderKind.CHARITY_VOUCHER, usd("1.00"),
                 ((Entry.REFERENCE, "V-1"), (Entry.REASON, "charity")))],
)  # fmt: skip
def test_nothing_that_is_for_other_things_buys_one(tender: c.Command) -> None:
    at = given(load("25.00"), policy=STORE)
    assert at.why(tender) is Why.BUYS_NO_GIFT_CARD


def test_beside_goods_they_pay_the_goods_alone() -> None:
    at = example(load("25.00"))
    assert at.sale.open_to_benefits == usd("23.54")
    assert at.refusal(ebt_cash("23.55")).detail == "23.54"
    (asked,) = at.do(ebt_cash())
    assert isinstance(asked, f.ChargeRequested)
    assert asked.amount == usd("23.54")
    at.do(answer("e1", approved("23.54")))
    assert at.sale.open_to_benefits == ZERO
    assert at.sale.eligible_left == ZERO
    assert at.why(paying("0.01")) is Why.BUYS_NO_GIFT_CARD
    at.do(cash("25.00"))
    assert at.sale.status is SaleStatus.COMPLETED


def test_an_fsa_card_is_told_of_no_gift_card() -> None:
    at = example(load("25.00"))
    asked = at.do(c.ChargeCard(CardKind.CREDIT, AttemptRef("c1"), NOW))[0]
    assert isinstance(asked, f.ChargeRequested)
    assert (asked.amount, asked.healthcare) == (usd("48.54"), usd("19.29"))
    at.do(answer("c1", approved("19.29", fsa=True, partial=True)))
    assert at.sale.open_to_benefits == usd("4.25")


def test_what_is_left_on_it_is_never_below_nothing() -> None:
    assert payable(replace(CARD, balance=Money(-5)), RULES) == ZERO


# --- by the card terminal


def test_the_processors_cards_are_charged_at_the_terminal() -> None:
    by_terminal = replace(TENDERS, gift=GiftRules(on_terminal=True))
    at = given(add(IBUPROFEN), add(CANDY), policy=replace(STORE, tenders=by_terminal))
    assert at.why(paying("1.00")) is Why.TENDER_NOT_TAKEN
    assert at.why(load("1.00")) is Why.TENDER_NOT_TAKEN
    asked = at.do(c.ChargeCard(CardKind.GIFT, AttemptRef("g1"), NOW))[0]
    assert isinstance(asked, f.ChargeRequested)
    assert (asked.amount, asked.healthcare) == (usd("8.54"), ZERO)
    at.do(answer("g1", approved("5.00", partial=True)))
    tender = at.sale.tenders[0]
    assert tender.booked_as is TenderKind.GIFT
    assert tender.paid.none == usd("4.25")
    own = given(add(CANDY), policy=STORE)
    assert own.why(c.ChargeCard(CardKind.GIFT, AttemptRef("g2"), NOW)) is Why.TENDER_NOT_TAKEN


def test_a_store_has_cards_of_one_sort() -> None:
    with pytest.raises(ValueError, match="the store's own, or the card terminal's"):
        GiftRules(cards=True, on_terminal=True)
