"""Returns and refunds: what comes back, and where the money goes (money-tax-iias.md 4, 5, 6.7)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from helpers.promotions import SECOND_HALF, a_promotion
from helpers.returns import (
    BY_EBT,
    CASHIERS,
    MANAGERS,
    WITH_GIFT_CARDS,
    Shop,
    by_card,
    by_gift_card,
    with_card,
)
from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    IBUPROFEN,
    MANAGER,
    NOW,
    POLICY,
    ROUNDED,
    UNTAXED,
    Ticket,
    a_fill,
    add,
    an_item,
    answer,
    approved,
    cash,
    charge,
    charge_fsa,
    line_off,
    pick,
    quantity,
    ticket_off,
    usd,
    void,
)
from helpers.ticket_accounts import Account, entries_of
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import Account as HouseAccount
from terminal.domain.account import AccountId, Standing
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.catalog import Eligibility, ItemCategory, ItemClass, Measure, Pack
from terminal.domain.copay import Relief
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import DiscountKind
from terminal.domain.gift import GiftDigest, GiftStanding
from terminal.domain.identity import AttemptRef, Digest, LineId, SaleId, TenderId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import ZERO, Money, total
from terminal.domain.policy import MAX_LINES, Policy
from terminal.domain.promotion import PromotionBook
from terminal.domain.refund import (
    REFUNDS,
    GoodsFate,
    RefundWay,
    ReturnReason,
    ReturnRules,
    fate_of,
    pieces,
    tax_back,
)
from terminal.domain.refund_decider import outstanding, refund_first
from terminal.domain.refusal import Why
from terminal.domain.report import Figure, added_up
from terminal.domain.report import entries_of as figures_of
from terminal.domain.rounding import CashRounding
from terminal.domain.sale import SaleStatus
from terminal.domain.shown_id import PersonName
from terminal.domain.snap_decider import snap_room
from terminal.domain.tax import TaxCharge, TaxPart, summed
from terminal.domain.tender import CardTender, RefundTender
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_ledger import Account as TillAccount
from terminal.domain.till_ledger import Ledger, postings

VISA, FSA = "4242", "0014"
SELLS_GIFT_CARDS = replace(UNTAXED, tenders=WITH_GIFT_CARDS)
SOURCES = {TenderKind.CASH: 1, TenderKind.CREDIT: 2}


def fsa_then(rest: str, shop: Shop) -> Ticket:
    """The worked example of section 6.5: 19.29 by FSA card, 4.25 otherwise."""
    ticket = shop.ticket(*pick(a_fill()), add(IBUPROFEN), add(CANDY), charge_fsa("a-1"))
    ticket.do(answer("a-1", with_card(approved("19.29", fsa=True), FSA)))
    ticket.do(cash(rest))
    return ticket


# --- every kind of tender has its way back


def test_every_kind_of_tender_says_how_it_goes_back() -> None:
    assert set(REFUNDS) == set(TenderKind)


def test_money_of_others_goes_nowhere_but_back() -> None:
    bound = {kind for kind, rule in REFUNDS.items() if rule.bound}
    assert bound == {
        TenderKind.EBT_SNAP,
        TenderKind.EBT_CASH,
        TenderKind.FSA_HSA,
        TenderKind.EXTERNAL_BENEFIT,
        TenderKind.CHARITY_VOUCHER,
        TenderKind.OTHER,
    }
    assert all(REFUNDS[kind].way is not RefundWay.CASH for kind in bound)


# --- lines


def test_one_of_two_comes_back_for_half_of_what_both_cost() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY, 2), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    (line,) = back.sale.return_lines
    assert (line.net, line.tax.amount) == (-usd("3.99"), -usd("0.26"))
    assert back.sale.total == -usd("4.25")


def test_three_pieces_of_an_odd_amount_are_together_exactly_what_was_paid() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY, 3), line_off(1, DiscountKind.AMOUNT, 100), cash("20.00"))
    amounts = []
    for _ in range(3):
        back = shop.ticket(shop.bring(sold))
        amounts.append(back.sale.total)
        shop.refund_all(back)
    assert -total(amounts) == sold.sale.total
    assert shop.ticket().why(shop.bring(sold)) is Why.ALL_CAME_BACK


def test_a_return_that_is_struck_again_leaves_every_cent_to_come_back() -> None:
    """Three pieces for 10.00 are 3.34, 3.33 and 3.33, whichever of them were struck again."""
    shop = Shop(UNTAXED)
    sold = shop.ticket(add(an_item("3.34"), 3), line_off(1, DiscountKind.AMOUNT, 2), cash("10.00"))
    one = shop.ticket(shop.bring(sold))
    one.do(shop.bring(sold), void(1))
    shop.refund_all(one)
    two = shop.ticket(shop.bring(sold, 1, 2))
    shop.refund_all(two)
    assert one.sale.total + two.sale.total == usd("-10.00")
    assert shop.original(sold).left(None) == ()


@for_all(st.integers(0, 10_000), st.integers(1, 40), st.data())
def test_pieces_always_sum_to_the_whole(cents: int, sold: int, data: st.DataObject) -> None:
    left, given_back = sold, list[Money]()
    while left:
        now = data.draw(st.integers(1, left))
        given_back.append(pieces(Money(cents) - total(given_back), left, now))
        left -= now
    assert total(given_back) == Money(cents)
    assert all(each >= ZERO for each in given_back)


def test_discounts_and_the_tax_of_the_day_of_sale_come_back_as_they_were() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), add(IBUPROFEN), ticket_off(DiscountKind.AMOUNT, 100))
    sold.do(cash("20.00"))
    shop.policy = UNTAXED
    back = shop.ticket(shop.bring(sold, 1), shop.bring(sold, 2))
    assert back.sale.total == -sold.sale.total
    assert back.sale.tax == -sold.sale.tax


def test_more_than_was_sold_does_not_come_back() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY, 2), cash("20.00"))
    assert shop.ticket().refusal(shop.bring(sold, quantity=3)).why is Why.MORE_THAN_SOLD
    assert shop.ticket().why(shop.bring(sold, quantity=0)) is Why.QUANTITY_OUT_OF_RANGE
    assert shop.ticket().why(shop.bring(sold, line=7)) is Why.NOT_RETURNABLE


def test_what_another_ticket_put_aside_brings_back_counts() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY, 2), cash("20.00"))
    aside = shop.ticket(shop.bring(sold), c.Suspend())
    assert aside.sale.status is SaleStatus.SUSPENDED
    assert shop.ticket().refusal(shop.bring(sold, quantity=2)).detail == "1"


def test_a_return_that_was_struck_or_given_up_counts_no_more() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    shop.ticket(shop.bring(sold), c.VoidLine(LineId(1)))
    shop.ticket(shop.bring(sold), c.Abandon("gone"))
    shop.ticket(shop.bring(sold))


def test_a_return_does_not_come_back() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    shop.refund_all(back)
    assert shop.ticket().why(shop.bring(back)) is Why.RETURN_OF_A_RETURN


def test_what_the_store_takes_from_nobody_does_not_come_back() -> None:
    shop = Shop()
    sold = shop.ticket(add(an_item(category=ItemCategory.GIFT_CARD)), cash("20.00"))
    assert shop.ticket().why(shop.bring(sold)) is Why.NEVER_RETURNED
    syrup = replace(
        CANDY, classes=(ItemClass.SCHEDULE_V,), pack=Pack(120, Measure.CC), name="Codeine syrup"
    )
    plain = shop.original(shop.ticket(add(CANDY), cash("20.00")))
    original = replace(plain, lines=(replace(plain.lines[0], item=syrup),))
    asked = c.AddReturn(original, LineId(1), 1, ReturnReason.UNOPENED, MANAGERS)
    assert shop.ticket().why(asked) is Why.NEVER_RETURNED


def test_a_return_has_no_quantity_to_change() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    assert back.why(c.ChangeQuantity(LineId(1), 2)) is Why.QUANTITY_OF_A_RETURN


# --- who may


def test_a_cashier_gives_back_up_to_the_limit_of_one_ticket() -> None:
    shop = Shop()
    sold = shop.ticket(add(an_item("30.00"), 2), cash("80.00"))
    back = shop.ticket(shop.bring(sold, grant=CASHIERS))
    refused = back.refusal(shop.bring(sold, grant=CASHIERS))
    assert (refused.why, refused.detail) == (Why.RETURN_OVER_LIMIT, "50.00")
    back.do(shop.bring(sold, grant=MANAGERS))


def test_after_the_days_of_the_store_a_manager_answers_for_it() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    shop.day = DAY + timedelta(days=31)
    assert shop.ticket().why(shop.bring(sold, grant=CASHIERS)) is Why.RETURN_TOO_LATE
    shop.ticket(shop.bring(sold, grant=MANAGERS))


# --- where the money goes


def test_cash_goes_back_as_cash_and_closes_the_ticket() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    assert back.sale.due == -usd("4.25")
    shop.refund_all(back)
    assert back.sale.status is SaleStatus.COMPLETED
    (given,) = back.sale.tenders
    assert isinstance(given, RefundTender)
    assert (given.booked_as, given.handed_out) == (TenderKind.CASH, usd("4.25"))


def test_the_refund_of_a_rounded_cash_sale_is_rounded_by_the_same_table() -> None:
    """8.54 was paid as 8.55, and 8.55 goes back; the account of the rounding is even again."""
    shop = Shop(replace(UNTAXED, rounding=CashRounding.MANDATORY))
    sold = shop.ticket(add(an_item("8.54")), cash("10.00"))
    back = shop.ticket(shop.bring(sold))
    shop.refund_all(back)
    (given,) = back.sale.tenders
    assert isinstance(given, RefundTender)
    assert (given.handed_out, given.rounding) == (usd("8.55"), -usd("0.01"))
    facts = (*sold.facts, *back.facts)
    book = Ledger().posted(posting for fact in facts for posting in postings(fact))
    assert book.balance(TillAccount.ROUNDING) == ZERO
    assert book.balance(TillAccount.CASH) == ZERO


def test_a_card_gets_back_what_it_paid_over_the_terminal() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    (due,) = shop.due(back)
    assert (due.way, due.source.last4) == (RefundWay.CARD, VISA)
    assert back.why(c.GiveRefund(due.key)) is Why.NOTHING_TO_REFUND
    requested = back.do(c.RefundCard(due.key, shop.ref(), NOW, "1240338"))
    assert isinstance(requested[0], f.RefundRequested)
    assert back.sale.pending is not None
    assert back.sale.due == -usd("4.25")
    back.do(answer("r-1", with_card(approved("4.25"), VISA)))
    assert back.sale.status is SaleStatus.COMPLETED


@pytest.mark.parametrize("own_request", [False, True])
def test_what_a_debit_card_paid_goes_back_in_the_books_of_debit(own_request: bool) -> None:
    """Where the customer chose debit at the terminal, the wire asks for credit, not the till."""
    shop = Shop(replace(POLICY, tenders=TenderRules(debit=own_request)))
    by_debit = replace(with_card(approved("4.25"), VISA), is_debit=True)
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", by_debit))
    back = shop.ticket(shop.bring(sold))
    shop.refund_all(back)
    (wish,) = (each for each in back.facts if isinstance(each, f.RefundRequested))
    assert wish.kind is (CardKind.DEBIT if own_request else CardKind.CREDIT)
    facts = (*sold.facts, *back.facts)
    book = Ledger().posted(posting for fact in facts for posting in postings(fact))
    assert (book.times(TillAccount.CREDIT), book.times(TillAccount.DEBIT)) == (0, 2)
    assert book.balance(TillAccount.DEBIT) == ZERO
    told = added_up(e for t in shop.tickets for fact in t.facts for e in figures_of(t.sale, fact))
    assert [(e.key, e.amount) for e in told if e.figure is Figure.TENDERS] == [("DEBIT", ZERO)]


def test_a_refund_that_was_recorded_as_credit_stays_it() -> None:
    """As it was recorded of debit cards once: a till that was closed over it does not change."""
    given = CardResult(Outcome.APPROVED, usd("4.25"))
    once = f.RefundResolved(SaleId("02-000002"), AttemptRef("r-1"), given, NOTHING, CardKind.CREDIT)
    assert {each.account for each in postings(once)} == {TillAccount.CREDIT, TillAccount.TICKETS}


def test_a_refund_that_went_to_another_card_waits_for_a_manager() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    wrong = with_card(approved("4.25"), "9999")
    (parked,) = back.do(answer("r-1", wrong))
    assert isinstance(parked, f.ChargeParked)
    assert back.do(answer("r-1", wrong)) == ()  # said once
    decided = back.do(c.DecideCharge(AttemptRef("r-1"), MANAGERS.by, charged=False))
    assert isinstance(decided[0], f.ChargeDecided)
    assert shop.due(back)[0].amount == usd("4.25")


def test_a_replacement_card_of_the_same_account_is_the_managers_word() -> None:
    """Section 6.7: the decision is recorded; the refund then stands."""
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    back.do(answer("r-1", with_card(approved("4.25"), "9999")))
    decided = back.do(c.DecideCharge(AttemptRef("r-1"), MANAGERS.by, charged=True))
    assert [type(each) for each in decided[:2]] == [f.ChargeDecided, f.RefundResolved]
    assert back.sale.status is SaleStatus.COMPLETED


def test_a_refund_that_the_bank_has_not_seen_is_for_a_person() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    stored = replace(with_card(approved("4.25"), VISA), offline=True)
    (parked,) = back.do(answer("r-1", stored))
    assert isinstance(parked, f.ChargeParked)
    assert back.sale.pending is not None


def test_a_declined_refund_leaves_it_due() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    back.do(answer("r-1", Outcome.DECLINED))
    assert shop.due(back)[0].amount == usd("4.25")
    assert back.sale.status is SaleStatus.OPEN
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    back.do(answer("r-2", with_card(approved("1.00", partial=True), VISA)))
    assert shop.due(back)[0].amount == usd("3.25")


def test_what_was_given_back_stands() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), add(IBUPROFEN), charge_fsa("a-1"))
    sold.do(answer("a-1", with_card(approved("4.29", fsa=True), FSA)), cash("10.00"))
    back = shop.ticket(shop.bring(sold, 1), shop.bring(sold, 2))
    shop.refund(back, shop.due(back)[0])
    given = c.GiveBack(back.sale.tenders[0].id, shop.ref(), NOW)
    assert back.why(given) is Why.REFUND_STANDS
    assert back.why(shop.bring(sold, 1)) is Why.MONEY_WENT_BACK
    assert back.why(c.Abandon("gone")) is Why.MONEY_WENT_BACK


def test_what_an_fsa_card_paid_goes_back_to_it_first_and_never_as_cash() -> None:
    shop = Shop()
    sold = fsa_then("4.25", shop)
    back = shop.ticket(shop.bring(sold, 2), shop.bring(sold, 3))
    fsa, in_cash = shop.due(back)
    assert (fsa.source.kind, fsa.source.last4, fsa.amount) == (TenderKind.FSA_HSA, FSA, usd("4.29"))
    assert (in_cash.way, in_cash.amount) == (RefundWay.CASH, usd("4.25"))
    shop.refund(back, in_cash)
    assert back.sale.status is SaleStatus.OPEN
    assert back.why(c.Complete()) is Why.REFUND_FIRST


def test_a_full_return_leaves_every_bucket_at_zero() -> None:
    """Section 16, check 5."""
    shop = Shop()
    sold = fsa_then("4.25", shop)
    reversed_ = ReturnReason.REVERSED
    back = shop.ticket(
        shop.bring(sold, 1, reason=reversed_), shop.bring(sold, 2), shop.bring(sold, 3)
    )
    by_kind = {each.source.kind: each.amount for each in shop.due(back)}
    assert by_kind == {TenderKind.FSA_HSA: usd("19.29"), TenderKind.CASH: usd("4.25")}
    shop.refund_all(back)
    assert back.sale.remaining == NOTHING
    assert shop.original(sold).left(None) == ()


def test_a_check_waits_until_it_has_cleared_and_goes_back_in_cash_up_to_a_limit() -> None:
    shop = Shop(replace(UNTAXED, tenders=TenderRules()))
    entries = ((Entry.NUMBER, "1042"),)
    sold = shop.ticket(add(an_item("40.00"), 2))
    sold.do(c.TakeKeyed(TenderKind.CHECK, usd("80.00"), entries))
    back = shop.ticket(shop.bring(sold))
    (early,) = shop.due(back)
    assert early.refusal is not None
    assert early.refusal.why is Why.CHECK_NOT_CLEARED
    assert back.why(c.GiveRefund(early.key)) is Why.CHECK_NOT_CLEARED
    back.day = DAY + timedelta(days=10)
    (cleared,) = shop.due(back)
    assert cleared.way is RefundWay.CASH
    shop.day = DAY + timedelta(days=10)
    large = shop.ticket(shop.bring(sold))
    large.policy = replace(large.policy, returns=ReturnRules(check_cash_cents=10_00))
    shop.policy = large.policy
    (written,) = shop.due(large)
    assert written.way is RefundWay.CHECK
    assert large.why(c.GiveRefund(written.key)) is Why.REVERSAL_MISSING
    large.do(c.GiveRefund(written.key, "2051"))
    assert large.sale.status is SaleStatus.COMPLETED


def test_a_benefit_is_taken_back_by_its_own_device_alone() -> None:
    shop = Shop(replace(UNTAXED, tenders=TenderRules(programmes=("Plan",))))
    entries = ((Entry.PROGRAMME, "Plan"), (Entry.AUTHORISATION, "A1"))
    sold = shop.ticket(add(an_item("10.00")))
    sold.do(c.TakeKeyed(TenderKind.EXTERNAL_BENEFIT, usd("10.00"), entries))
    back = shop.ticket(shop.bring(sold), add(an_item("10.00")))
    (due,) = shop.due(back)
    assert due.way is RefundWay.REFERENCE
    assert back.why(cash("10.00")) is Why.REFUND_FIRST
    shop.refund_all(back)
    assert back.sale.due == usd("10.00")
    back.do(cash("10.00"))
    assert back.sale.status is SaleStatus.COMPLETED


def test_nothing_comes_back_for_a_card_sale_that_the_bank_did_not_take() -> None:
    shop = Shop()
    offline = replace(with_card(approved("4.25"), VISA), offline=True)
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", offline))
    assert shop.ticket().why(shop.bring(sold)) is Why.RETURN_UNPAID


# --- exchange


def test_an_even_exchange_closes_without_money() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    swap = shop.ticket(shop.bring(sold), add(CANDY))
    assert swap.sale.due == ZERO
    swap.do(c.Complete())
    assert swap.sale.status is SaleStatus.COMPLETED
    assert [each.source.kind for each in swap.sale.carried] == [TenderKind.CASH]


def test_a_dearer_exchange_is_paid_the_difference() -> None:
    shop = Shop(UNTAXED)
    sold = shop.ticket(add(an_item("4.00")), cash("4.00"))
    swap = shop.ticket(shop.bring(sold), add(an_item("10.00")))
    assert swap.sale.due == usd("6.00")
    swap.do(cash("6.00"))
    assert swap.sale.status is SaleStatus.COMPLETED


def test_what_a_card_paid_does_not_become_cash_over_an_exchange() -> None:
    """Bought by card, exchanged evenly, brought back: the card gets it, not the drawer."""
    shop = Shop(UNTAXED)
    paid = answer("a-1", with_card(approved("4.00"), VISA))
    sold = shop.ticket(add(an_item("4.00")), charge("a-1"), paid)
    swap = shop.ticket(shop.bring(sold), add(an_item("4.00")), c.Complete())
    back = shop.ticket(shop.bring(swap, 2))
    (due,) = shop.due(back)
    assert (due.way, due.source.last4) == (RefundWay.CARD, VISA)


def test_fsa_money_does_not_pay_for_candy_over_an_exchange() -> None:
    shop = Shop()
    sold = fsa_then("4.25", shop)
    swap = shop.ticket(shop.bring(sold, 2), add(CANDY))
    assert swap.why(cash("10.00")) is Why.REFUND_FIRST
    shop.refund(swap, shop.due(swap)[0])
    assert swap.sale.due == usd("4.25")
    swap.do(cash("4.25"))
    assert swap.sale.status is SaleStatus.COMPLETED


def test_goods_that_nobody_paid_come_off_an_exchange_whose_money_went_back() -> None:
    shop = Shop()
    sold = fsa_then("4.25", shop)
    swap = shop.ticket(shop.bring(sold, 2), add(CANDY), add(CANDY, 2))
    shop.refund(swap, shop.due(swap)[0])
    swap.do(quantity(3, 1), void(3), void(2))
    assert swap.why(void(1)) is Why.REFUND_STANDS
    assert swap.why(c.Abandon("changed their mind")) is Why.MONEY_WENT_BACK
    assert swap.sale.due == ZERO
    swap.do(c.Complete())
    assert swap.sale.status is SaleStatus.COMPLETED


def test_prices_move_on_an_exchange_whose_money_went_back_until_something_is_paid() -> None:
    shop = Shop()
    sold = fsa_then("4.25", shop)
    fill = a_fill("6012346")
    swap = shop.ticket(shop.bring(sold, 2), add(CANDY, 2), *pick(fill))
    shop.refund(swap, shop.due(swap)[0])
    swap.do(line_off(2, DiscountKind.AMOUNT, 50))
    swap.do(c.TakeCoupon(CouponCode("1", CANDY.gtin[1:8], usd("1.00")), LineId(2), None))
    swap.do(c.ExemptCustomer("EX 12-3", DAY, CASHIER))
    swap.do(c.RefreshFill(replace(fill, copay=usd("20.00"), version="2"), usd("20.00")))
    assert swap.sale.due == usd("26.48"), "7.98 less 0.50, less 1.00, and 20.00"
    swap.do(c.RelieveCopay(LineId(3), Relief.WAIVED, MANAGER.id, "need"))
    swap.do(cash("6.48"))
    assert swap.sale.status is SaleStatus.COMPLETED


def test_what_is_paid_for_stays_on_an_exchange() -> None:
    shop = Shop()
    sold = fsa_then("4.25", shop)
    swap = shop.ticket(shop.bring(sold, 2), add(CANDY))
    shop.refund(swap, shop.due(swap)[0])
    swap.do(cash("1.00"))
    assert swap.why(void(2)) is Why.TENDERS_TAKEN
    assert swap.why(line_off(2, DiscountKind.AMOUNT, 50)) is Why.TENDERS_TAKEN
    assert swap.why(void(1)) is Why.REFUND_STANDS


# --- gift cards

NEW_CARD = GiftStanding(GiftDigest("a" * 32), "3333")


def put_on(amount: str) -> c.LoadGiftCard:
    return c.LoadGiftCard(NEW_CARD, usd(amount))


def test_what_comes_back_for_cash_may_be_put_on_a_gift_card() -> None:
    shop = Shop(SELLS_GIFT_CARDS)
    sold = shop.ticket(add(an_item("20.00")), cash("20.00"))
    ticket = shop.ticket(shop.bring(sold), put_on("15.00"))
    assert [(due.way, due.amount) for due in shop.due(ticket)] == [(RefundWay.CASH, usd("5.00"))]
    shop.refund_all(ticket)
    assert ticket.sale.status is SaleStatus.COMPLETED
    assert [(each.source.kind, each.amount) for each in ticket.sale.carried] == [
        (TenderKind.CASH, usd("15.00"))
    ]


def test_what_a_gift_card_paid_does_not_buy_another_one() -> None:
    shop = Shop(SELLS_GIFT_CARDS)
    sold = shop.ticket(add(an_item("9.00")), by_gift_card(usd("9.00")))
    ticket = shop.ticket(shop.bring(sold), put_on("10.00"), add(an_item("2.00")))
    assert ticket.why(cash("10.00")) is Why.REFUND_FIRST
    assert [(due.way, due.amount) for due in shop.due(ticket)] == [
        (RefundWay.GIFT_CARD, usd("7.00"))
    ]
    shop.refund_all(ticket)
    ticket.do(cash("10.00"))
    assert ticket.sale.status is SaleStatus.COMPLETED
    assert [each.amount for each in ticket.sale.carried] == [usd("2.00")]


# --- prescriptions


def test_a_prescription_is_reversed_only_by_who_may_and_is_destroyed() -> None:
    shop = Shop()
    sold = shop.ticket(*pick(a_fill()), cash("15.00"))
    reversed_ = ReturnReason.REVERSED
    assert shop.ticket().why(shop.bring(sold, reason=reversed_, grant=CASHIERS)) is (
        Why.RETURN_OF_A_FILL
    )
    assert shop.ticket().why(shop.bring(sold)) is Why.NOT_RETURNABLE  # no reason for a fill
    back = shop.ticket(shop.bring(sold, reason=reversed_))
    assert back.sale.return_lines[0].returned.fate is GoodsFate.DESTROYED
    assert back.sale.return_lines[0].name == "RX 6012345 COPAY"
    shop.refund_all(back)
    (undone,) = (fact for fact in back.facts if isinstance(fact, f.PickupUndone))
    (handed,) = (fact for fact in sold.facts if isinstance(fact, f.FillHandedOver))
    assert (undone.pickup, undone.key) == (handed.pickup, handed.key)


@pytest.mark.parametrize("reason", ReturnReason)
def test_medicine_on_prescription_never_goes_back_to_the_shelf(reason: ReturnReason) -> None:
    assert fate_of(reason, None) is GoodsFate.DESTROYED


# --- without a receipt


def returner() -> c.RecordReturner:
    return c.RecordReturner(
        PersonName("Doe", "Jane"), "driver licence", "123456789", Digest("ab" * 32), ZERO, MANAGERS
    )


def no_receipt(price: str = "10.00", before: Money = ZERO, **more: object) -> c.AddUnreceipted:
    item = an_item(price, **more)  # type: ignore[arg-type]
    return c.AddUnreceipted(item, 1, ReturnReason.UNOPENED, before, MANAGERS)


def test_without_a_receipt_goods_come_back_in_cash_after_an_id() -> None:
    shop = Shop(UNTAXED)
    back = shop.ticket()
    assert back.why(no_receipt()) is Why.RECEIPT_NEEDED
    (recorded,) = back.do(returner())
    assert isinstance(recorded, f.ReturnerRecorded)
    assert recorded.number == "6789"
    back.do(no_receipt())
    assert [each.way for each in shop.due(back)] == [RefundWay.CASH]
    shop.refund_all(back)
    assert back.sale.status is SaleStatus.COMPLETED


@pytest.mark.parametrize("together", [True, False])
def test_without_a_receipt_goods_are_worth_what_they_cost_today(together: bool) -> None:
    book = PromotionBook((a_promotion(SECOND_HALF),))
    shop = Shop(replace(UNTAXED, promotions=book))
    back = shop.ticket(returner())
    one = no_receipt("8.49")
    if together:
        back.do(replace(one, quantity=2))
    else:
        back.do(one, one)
    cost = shop.ticket(add(one.item, 2)).sale.total
    assert cost < usd("16.98")
    assert back.sale.total == -cost


def test_without_a_receipt_there_are_limits_and_rights() -> None:
    shop = Shop(UNTAXED)
    back = shop.ticket(returner())
    assert back.why(no_receipt("25.01")) is Why.UNRECEIPTED_LIMIT
    refused = back.refusal(no_receipt("10.00", before=usd("70.00")))
    assert (refused.why, refused.detail) == (Why.UNRECEIPTED_PERIOD, "5.00")
    weak = replace(no_receipt(), grant=CASHIERS)
    assert back.why(weak) is Why.RETURN_WITHOUT_RECEIPT
    assert shop.ticket().why(replace(returner(), grant=CASHIERS)) is Why.RETURN_WITHOUT_RECEIPT
    assert shop.ticket().why(replace(returner(), number="")) is Why.ID_INCOMPLETE
    assert back.why(no_receipt(category=ItemCategory.TOBACCO)) is Why.NEVER_RETURNED
    back.do(no_receipt("15.00"))
    assert back.why(no_receipt("10.01")) is Why.UNRECEIPTED_LIMIT


# --- any sequence


@settings(max_examples=150, deadline=None, derandomize=True)
@for_all(st.data(), st.sampled_from([POLICY, ROUNDED, UNTAXED]))
def test_no_sequence_of_sales_and_returns_makes_money(data: st.DataObject, policy: Policy) -> None:
    """Per source never more than it paid; FSA money only to its card; every account is even."""
    shop = Shop(replace(policy, tenders=BY_EBT))
    for _ in range(data.draw(st.integers(1, 3))):
        any_sale(shop, data)
    for _ in range(data.draw(st.integers(1, 4))):
        any_return(shop, data)
    facts = [fact for each in shop.tickets for fact in each.facts]
    never_more_than_was_paid(shop)
    for fact in facts:
        assert total(each.amount for each in postings(fact)) == ZERO
    for ticket in shop.tickets:
        entries = entries_of(ticket.sale)
        assert total(entries.values()) == ZERO
        if ticket.sale.status is SaleStatus.COMPLETED:
            assert Account.RECEIVABLE not in entries
            assert ticket.sale.due == ZERO
    book = Ledger().posted(posting for fact in facts for posting in postings(fact))
    assert book.balance(TillAccount.TICKETS) == ZERO
    for kind in (TillAccount.CREDIT, TillAccount.DEBIT, TillAccount.FSA_HSA):
        assert book.balance(kind) >= ZERO, f"more went back to {kind} than it paid"


def any_sale(shop: Shop, data: st.DataObject) -> None:
    ticket = shop.ticket()
    for _ in range(data.draw(st.integers(1, 3))):
        eligible = data.draw(st.booleans())
        item = an_item(
            str(Money(data.draw(st.integers(1, 1500)))),
            data.draw(st.sampled_from([ItemCategory.FOOD, ItemCategory.GENERAL])),
            Eligibility.HEALTHCARE_OTC if eligible else Eligibility.NONE,
        )
        item = replace(item, snap=item.category is ItemCategory.FOOD)
        ticket.do(add(item, data.draw(st.integers(1, 4))))
    pay(shop, ticket, data)


def pay(shop: Shop, ticket: Ticket, data: st.DataObject) -> None:
    while ticket.sale.status is SaleStatus.OPEN:
        if ticket.sale.due == ZERO:
            ticket.do(c.Complete())
            return
        how = data.draw(st.sampled_from(["cash", "part", "card", "debit", "fsa", "snap", "ebt"]))
        if how == "snap" and (room := snap_room(ticket.sale)) > ZERO:
            by_card(shop, ticket, CardKind.EBT_SNAP, part_of(room, data))
        elif how == "ebt":
            by_card(shop, ticket, CardKind.EBT_CASH, part_of(ticket.sale.due, data))
        elif how == "fsa" and ticket.sale.remaining.eligible > ZERO:
            card(shop, ticket, charge_fsa, FSA)
        elif how in ("card", "debit"):
            card(shop, ticket, charge, VISA, debit=how == "debit")
        elif how == "part" and ticket.sale.due > Money(10):
            ticket.do(c.TakeCash(Money(ticket.sale.due.cents // 2)))
        else:
            ticket.do(c.TakeCash(ticket.sale.due + Money(5)))


def part_of(room: Money, data: st.DataObject) -> str:
    return str(Money(data.draw(st.integers(1, room.cents))))


def card(shop: Shop, ticket: Ticket, way: object, last4: str, *, debit: bool = False) -> None:
    ref = shop.ref()
    (asked,) = ticket.do(way(ref))  # type: ignore[operator]
    assert isinstance(asked, f.ChargeRequested)
    fsa = last4 == FSA
    result = replace(approved(str(asked.amount), fsa=fsa), is_debit=debit)
    ticket.do(answer(ref, with_card(result, last4)))


def any_return(shop: Shop, data: st.DataObject) -> None:
    closed = [each for each in shop.tickets if each.sale.status is SaleStatus.COMPLETED]
    ticket = shop.ticket()
    for _ in range(data.draw(st.integers(1, 3))):
        sold = data.draw(st.sampled_from(closed))
        original = shop.original(sold)
        if not original.lines:
            continue
        line = data.draw(st.sampled_from(original.lines))
        left = line.quantity - original.back(line.line, ticket.sale)
        if left:
            ticket.do(shop.bring(sold, line.line, data.draw(st.integers(1, left))))
    for each in ticket.sale.return_lines:
        if data.draw(st.integers(0, 4)) == 0:
            ticket.do(void(each.id))
    if data.draw(st.booleans()):
        ticket.do(add(an_item(str(Money(data.draw(st.integers(1, 900)))))))
    if not ticket.sale.live_lines:
        return
    shop.refund_all(ticket)
    pay(shop, ticket, data)
    assert outstanding(ticket.sale) == () or ticket.sale.carried


def never_more_than_was_paid(shop: Shop) -> None:
    """What left each source, over every ticket, is at most what it paid."""
    paid, gone = Counter[str](), Counter[str]()
    for ticket in shop.tickets:
        if ticket.sale.status is SaleStatus.COMPLETED:
            for share in shop.original(ticket).sources:
                paid[share.source.key] += share.amount.cents
        for tender in ticket.sale.tenders:
            shares = tender.shares if isinstance(tender, RefundTender) else ()
            shares = tender.refunded if isinstance(tender, CardTender) else shares
            for share in shares:
                gone[share.source.key] += share.amount.cents
                fsa = share.source.kind is TenderKind.FSA_HSA
                assert not (fsa and isinstance(tender, RefundTender))
        for share in ticket.sale.carried:
            assert share.source.kind is not TenderKind.FSA_HSA
            gone[share.source.key] += share.amount.cents
    assert all(gone[key] <= paid[key] for key in gone)


def test_a_sale_that_was_never_closed_has_no_original() -> None:
    shop = Shop()
    with pytest.raises(AssertionError):
        shop.original(shop.ticket(add(CANDY)))


def test_an_approval_over_what_was_asked_is_for_a_person() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), charge("a-1"), answer("a-1", with_card(approved("4.25"), VISA)))
    back = shop.ticket(shop.bring(sold))
    back.do(c.RefundCard(shop.due(back)[0].key, shop.ref(), NOW))
    (parked,) = back.do(c.ResolveCharge(AttemptRef("r-1"), CardResult(Outcome.APPROVED, usd("9"))))
    assert isinstance(parked, f.ChargeParked)
    assert SaleId("02-000002") == back.sale.id


# --- what else is refused


def test_a_debt_is_paid_alone_and_a_full_ticket_takes_no_more() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    owing = Standing(HouseAccount(AccountId("1001"), "A. Buyer"), usd("30.00"), usd("10.00"))
    debt = shop.ticket(c.PayAccount(owing, usd("5.00")))
    assert debt.why(shop.bring(sold)) is Why.TICKET_OF_ITS_OWN
    full = shop.ticket(*[add(CANDY)] * MAX_LINES)
    assert full.why(shop.bring(sold)) is Why.TICKET_FULL


def test_no_refund_is_beyond_reason() -> None:
    shop = Shop(UNTAXED)
    dear = an_item("99999.99")
    sold = [shop.ticket(add(dear), charge(ref), answer(ref, approved("99999.99"))) for ref in "ab"]
    back = shop.ticket(shop.bring(sold[0]))
    assert back.why(shop.bring(sold[1])) is Why.TICKET_TOO_LARGE


def test_logged_goods_come_back_whole_are_set_aside_and_told_of() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY, 2), cash("20.00"))
    plain = shop.original(sold)
    logged = replace(plain.lines[0], logged_lines=1, pse_ref="x-1")
    original = replace(plain, lines=(logged,))
    back = shop.ticket()
    one = c.AddReturn(original, LineId(1), 1, ReturnReason.UNOPENED, MANAGERS)
    assert back.why(one) is Why.LOGGED_WHOLE
    back.do(replace(one, quantity=2))
    shop.refund_all(back)
    (told,) = (fact for fact in back.facts if isinstance(fact, f.PseReturned))
    assert (told.sold_on, told.ref, told.lines, told.whole) == (
        sold.sale.id,
        "x-1",
        (LineId(1),),
        True,
    )


def test_a_part_of_a_logged_sale_says_that_it_is_one() -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), add(CANDY), cash("20.00"))
    plain = shop.original(sold)
    logged = tuple(replace(each, logged_lines=2, pse_ref="x-1") for each in plain.lines)
    original = replace(plain, lines=logged)
    back = shop.ticket(c.AddReturn(original, LineId(1), 1, ReturnReason.UNOPENED, MANAGERS))
    shop.refund_all(back)
    (told,) = (fact for fact in back.facts if isinstance(fact, f.PseReturned))
    assert not told.whole


def test_what_the_law_counts_is_not_put_back_unseen() -> None:
    counted = replace(CANDY, classes=(ItemClass.SYRINGE,))
    assert fate_of(ReturnReason.UNOPENED, counted) is GoodsFate.QUARANTINE
    assert fate_of(ReturnReason.DAMAGED, counted) is GoodsFate.WRITTEN_OFF
    assert fate_of(ReturnReason.UNOPENED, CANDY) is GoodsFate.SHELF


def test_without_a_receipt_goods_have_a_price_a_number_and_a_reason() -> None:
    shop = Shop(UNTAXED)
    back = shop.ticket(returner())
    assert back.why(replace(no_receipt(), item=an_item(None))) is Why.NO_PRICE
    assert back.why(replace(no_receipt(), quantity=0)) is Why.QUANTITY_OUT_OF_RANGE
    wrong = replace(no_receipt(), reason=ReturnReason.REVERSED)
    assert back.why(wrong) is Why.NOT_RETURNABLE
    never = replace(UNTAXED, returns=ReturnRules(unreceipted=False))
    shop.policy = never
    assert shop.ticket().why(returner()) is Why.RECEIPT_NEEDED


@pytest.mark.parametrize(
    "wrong",
    [
        {"cashier_limit_cents": -1},
        {"days": -1},
        {"check_days": 366},
        {"unreceipted_period_days": 0},
    ],
)
def test_rules_beyond_reason_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="returns"):
        ReturnRules(**wrong)  # type: ignore[arg-type]


def test_a_refund_gives_something_back() -> None:
    with pytest.raises(ValueError, match="something"):
        RefundTender(TenderId(1), RefundWay.CASH, (), ZERO)


def test_every_jurisdiction_gets_back_exactly_what_it_got() -> None:
    parts = (TaxPart("TN", 70_000, Money(7)), TaxPart("county", 12_345, Money(2)))
    charge_ = TaxCharge(Money(9), 82_345, "store rate", parts)
    backs = list[TaxCharge]()
    for left in (3, 2, 1):
        backs.append(tax_back(summed((charge_, *backs)), left, 1))
    assert total(each.amount for each in backs) == Money(-9)
    for place, part in enumerate(parts):
        assert total(each.parts[place].amount for each in backs) == -part.amount
    assert all(total(each.amount for each in back.parts) == back.amount for back in backs)


# --- EBT


def food_and_vitamins() -> tuple[Shop, Ticket]:
    """Two of a food at 4.00 by SNAP; what is no food at 3.00 in cash."""
    food = replace(an_item("4.00", ItemCategory.FOOD), snap=True)
    other = an_item("3.00")
    rules = TenderRules(snap=True)
    shop = Shop(replace(POLICY, tenders=rules, tax=UNTAXED.tax))
    ticket = shop.ticket(add(food, 2), add(other), charge("a-1", CardKind.EBT_SNAP))
    ticket.do(answer("a-1", with_card(approved("8.00"), "7777")))
    ticket.do(cash("3.00"))
    return shop, ticket


def test_snap_gets_back_what_it_paid_of_food_and_nothing_else() -> None:
    shop, sold = food_and_vitamins()
    one = shop.ticket(shop.bring(sold, line=1, quantity=1))
    assert [(due.source.kind, due.amount) for due in shop.due(one)] == [
        (TenderKind.EBT_SNAP, usd("4.00"))
    ]
    shop.refund_all(one)
    other = shop.ticket(shop.bring(sold, line=2, quantity=1))
    assert [(due.way, due.amount) for due in shop.due(other)] == [(RefundWay.CASH, usd("3.00"))]


EBT_SHOP = replace(UNTAXED, tenders=BY_EBT)
DEAR_FOOD = replace(an_item("10.00", ItemCategory.CANDY), snap=True)


def test_an_exchange_after_snap_is_paid_like_any_other() -> None:
    """What went back of EBT is no payment, and what the rest of the credit pays is exact."""
    shop = Shop(EBT_SHOP)
    sold = shop.ticket(add(DEAR_FOOD, 2))
    by_card(shop, sold, CardKind.EBT_SNAP, "4.00")
    by_card(shop, sold, CardKind.EBT_CASH, "6.00")
    sold.do(cash("10.00"))
    swap = shop.ticket(shop.bring(sold, 1, 2), add(an_item("25.00")))
    shop.refund_all(swap)
    assert swap.sale.due == usd("15.00")
    assert swap.sale.eligible_left == ZERO
    by_card(shop, swap, CardKind.CREDIT)
    assert swap.sale.status is SaleStatus.COMPLETED


def test_snap_pays_the_food_of_an_exchange_beside_what_came_back_and_cash() -> None:
    shop = Shop(EBT_SHOP)
    sold = shop.ticket(add(an_item("2.00")), cash("2.00"))
    fill = a_fill("7000009", copay=usd("10.00"))
    swap = shop.ticket(shop.bring(sold), add(DEAR_FOOD), *pick(fill), cash("10.00"))
    assert by_card(shop, swap, CardKind.EBT_SNAP).amount == usd("8.00")
    assert swap.sale.status is SaleStatus.COMPLETED


def test_no_fsa_card_is_asked_for_what_is_not_eligible_after_a_return_of_food() -> None:
    shop = Shop(EBT_SHOP)
    vitamins = an_item("10.00", ItemCategory.FOOD, Eligibility.HEALTHCARE_OTC)
    vitamins = replace(vitamins, snap=True)
    sold = shop.ticket(add(vitamins), add(DEAR_FOOD))
    by_card(shop, sold, CardKind.EBT_SNAP)
    for line in (1, 2):
        swap = shop.ticket(shop.bring(sold, line), add(an_item("12.00")))
        shop.refund_all(swap)
        assert swap.sale.remaining == Buckets(none=usd("12.00"))
        assert swap.sale.eligible_left == ZERO
        swap.do(cash("12.00"))


def test_cash_that_came_before_snap_paid_what_snap_does_not_and_goes_back_for_it() -> None:
    shop = Shop(EBT_SHOP)
    fill = a_fill("7000009", copay=usd("5.00"))
    sold = shop.ticket(*pick(fill), add(DEAR_FOOD), cash("10.00"))
    by_card(shop, sold, CardKind.EBT_SNAP)
    back = shop.ticket(shop.bring(sold, 1, 1, ReturnReason.REVERSED))
    assert [(due.way, due.amount) for due in shop.due(back)] == [(RefundWay.CASH, usd("5.00"))]
    rest = shop.ticket(shop.bring(sold, 2))
    assert [(due.source.kind, due.amount) for due in shop.due(rest)] == [
        (TenderKind.EBT_SNAP, usd("5.00")),
        (TenderKind.CASH, usd("5.00")),
    ]


def test_what_snap_paid_buys_nothing_in_an_exchange() -> None:
    shop, sold = food_and_vitamins()
    ticket = shop.ticket(shop.bring(sold, line=1, quantity=1), add(CANDY))
    assert refund_first(ticket.sale)
    assert [due.source.kind for due in shop.due(ticket)] == [TenderKind.EBT_SNAP]
