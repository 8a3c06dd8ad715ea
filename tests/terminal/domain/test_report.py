"""What the facts of a ticket post to the reports, against a count that knows only facts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from helpers.returns import Shop
from helpers.sales import CANDY, CASHIER, NOW, SALE, add, cash, usd
from report_support.recount import Recount, sums_of
from report_support.tickets import AnyTicket, entries_of_ticket, random_ticket
from store_support.tickets import ADDED, APPROVED, CHARGE, COMPLETED, OPENED, REF, resolved
from store_support.tickets import SALE as SOLD
from store_support.tills import CLOSED, TILL_FACTS, TILL_OPENED
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.barcode import EntryMethod
from terminal.domain.deposit import DepositKind
from terminal.domain.identity import LaneId, LineId, TenderId
from terminal.domain.iias import Buckets
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money
from terminal.domain.report import (
    TELLS_CASH,
    Entry,
    Figure,
    Report,
    Slot,
    added_up,
    basket_of,
    by_key,
    entries_of_counter,
    rate_and_rule,
    remains_of,
    seen,
    tax_key,
    total_of,
)
from terminal.domain.tax import NO_TAX, TaxCharge
from terminal.domain.three_way import Side, Way


class AnyReport(AnyTicket):
    """After every step of any ticket the reports say what the facts say."""

    @invariant()
    def the_entries_are_those_of_an_independent_count(self) -> None:
        recount = Recount()
        recount.ticket(self.facts)
        assert sums_of(added_up(entries_of_ticket(tuple(self.facts)))) == recount.sums()

    @invariant()
    def sales_and_tax_and_tenders_sum_to_the_tickets(self) -> None:
        sums = added_up(entries_of_ticket(tuple(self.facts)))
        _, tickets = total_of(sums, Figure.TICKETS)
        _, sales = total_of(sums, Figure.SALES)
        _, tax = total_of(sums, Figure.TAX)
        _, paid = total_of(sums, Figure.TENDERS)
        assert sales + tax == tickets
        assert tickets + total_of(sums, Figure.ON_ACCOUNT)[1] == paid
        by_snap = any(line.snap for line in self.sale.lines if isinstance(line, ItemLine))
        assert by_snap or total_of(sums, Figure.TAXED)[1] >= sales
        less = total_of(sums, Figure.DISCOUNTS, "price", "line", "ticket")[1]
        assert total_of(sums, Figure.REASONS)[1] == less


AnyReport.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, derandomize=True
)
TestAnyReport = AnyReport.TestCase


def test_random_tickets_have_what_a_report_has_to_tell() -> None:
    """The property would hold of nothing at all."""
    entries = [each for seed in range(200) for each in entries_of_ticket(random_ticket(seed))]
    told = {each.figure for each in entries}
    # made elsewhere: the drawer, the till, what the bank refuses later, what comes back
    elsewhere = {Figure.DRAWER, Figure.TILL, Figure.VARIANCE, Figure.LOST, Figure.RETURNED}
    assert told == set(Figure) - elsewhere
    less = {each.key for each in entries if each.figure is Figure.DISCOUNTS}
    assert less == {
        "price",
        "sale",
        "line",
        "ticket",
        "promotion",
        "store coupon",
        "manufacturer coupon",
    }


def a_ticket(*lines: f.ItemAdded, total: str) -> list[Entry]:
    done = f.SaleCompleted(SALE, usd(total), ZERO, ZERO, ZERO, ZERO)
    return entries_of_ticket((f.SaleOpened(SALE, 1, LaneId("2"), CASHIER), *lines, done))


def a_line(price: str, quantity: int = 1) -> f.ItemAdded:
    return f.ItemAdded(SALE, LineId(1), CANDY, quantity, usd(price), NO_TAX, EntryMethod.SCANNED)


def test_another_price_than_the_shelfs_is_told_with_its_department() -> None:
    assert CANDY.price is not None
    asked = CANDY.price - Money(50)
    posted = a_ticket(a_line(str(asked), 2), total=str(asked * 2))
    assert Entry(Figure.DISCOUNTS, "price", "CANDY", 1, Money(100)) in posted


@pytest.mark.parametrize(
    ("pieces", "basket"),
    [(1, "01"), (5, "05"), (6, "06"), (10, "06"), (11, "11"), (20, "11"), (900, "21")],
)
def test_a_basket_is_named_by_its_least_pieces(pieces: int, basket: str) -> None:
    assert basket_of(pieces) == basket


def test_money_put_on_a_gift_card_is_no_piece_of_the_basket() -> None:
    loaded = f.DepositAdded(SALE, LineId(2), DepositKind.GIFT_CARD, "1117", usd("25.00"))
    goods, on_card = usd("1.29"), usd("25.00")
    done = f.SaleCompleted(SALE, goods + on_card, ZERO, ZERO, ZERO, ZERO, gift_cards=on_card)
    ticket = (f.SaleOpened(SALE, 1, LaneId("2"), CASHIER), a_line(str(usd("1.29"))), loaded, done)
    recount = Recount()
    recount.ticket(ticket)
    baskets = [each for each in entries_of_ticket(ticket) if each.figure is Figure.BASKETS]
    assert [each.key for each in baskets] == ["01"]
    assert sums_of(added_up(entries_of_ticket(ticket))) == recount.sums()


@pytest.mark.parametrize(("exchanged_for", "baskets"), [(0, []), (2, ["02"])])
def test_goods_that_come_back_are_no_basket(exchanged_for: int, baskets: list[str]) -> None:
    shop = Shop()
    sold = shop.ticket(add(CANDY), cash("20.00"))
    back = shop.ticket(shop.bring(sold))
    if exchanged_for:
        back.do(add(CANDY, exchanged_for))
    shop.refund_all(back)
    if back.sale.due > ZERO:
        back.do(cash("20.00"))
    recount, told = Recount(), entries_of_ticket(tuple(back.facts))
    recount.ticket(back.facts)
    assert [each.key for each in told if each.figure is Figure.BASKETS] == baskets
    assert len([each for each in told if each.figure is Figure.TICKETS]) == 1
    assert sums_of(added_up(told)) == recount.sums()


def test_a_rate_and_its_rule_are_one_key() -> None:
    charge = TaxCharge(Money(7), 70_000, "a county and its state")
    assert rate_and_rule(tax_key(charge)) == (70_000, "a county and its state")
    assert rate_and_rule("") == (0, "")


def test_a_ticket_whose_lines_are_gone_still_adds_up() -> None:
    sums = remains_of(f.SaleCompleted(SALE, usd("10.70"), usd("0.70"), ZERO, ZERO, ZERO))
    assert total_of(sums, Figure.SALES)[1] + total_of(sums, Figure.TAX)[1] == usd("10.70")
    assert total_of(sums, Figure.TENDERS) == (0, usd("10.70"))


def test_the_drawer_is_counted_by_reason() -> None:
    asked = f.DrawerRequested(f.DrawerReason.NO_SALE, None)
    with_its_key = f.DrawerSeen(f.DrawerSight.OPENED_UNASKED, None, None)
    shut = f.DrawerSeen(f.DrawerSight.CLOSED, None, None)
    posted = [each.key for fact in (asked, with_its_key, shut) for each in entries_of_counter(fact)]
    assert posted == ["no sale", "opened unasked"]
    assert list(entries_of_counter(f.SignedIn(CASHIER))) == []


def test_what_is_done_with_a_till_is_told_with_its_cash() -> None:
    told = [each for fact in TILL_FACTS for each in entries_of_counter(fact)]
    assert [(each.key, each.amount.cents) for each in told if each.figure is Figure.TILL] == [
        ("opened", 150_00),
        ("counted", 0),
        ("paid in", 20_00),
        ("paid out", 5_00),
        ("dropped", 13_00),
        ("taken over", 0),
        ("taken over without a count", 0),
        ("closed", 160_00),
        ("deposited", 10_00),
    ]
    assert [
        (each.key, each.part, each.amount.cents) for each in told if each.figure is Figure.VARIANCE
    ] == [("short", "take-over", -55), ("agreed", "close", 0)]


def test_a_till_that_was_opened_with_more_than_was_left_in_it_and_closed_over_something() -> None:
    opened = replace(TILL_OPENED, expected=Money(149_00))
    over = Entry(Figure.VARIANCE, "over", "opening", 1, Money(1_00))
    assert over in entries_of_counter(opened)
    closed = replace(CLOSED, unsettled=("a card payment",), reason="the bank is closed")
    told = [each.key for each in entries_of_counter(closed)]
    assert "closed over what was open" in told
    accepted = t.TillClockAccepted(TILL_OPENED.till, CASHIER, NOW, "summer time")
    assert [each.key for each in entries_of_counter(accepted)] == ["clock accepted"]
    settled = t.DifferenceSettled(
        TILL_OPENED.till, CASHIER, Side.SOLD_THERE, Way.EXPLAIN, "k", "k", ZERO, "mailed"
    )
    assert [each.key for each in entries_of_counter(settled)] == ["difference settled"]


def test_who_has_to_count_a_till_sees_nothing_that_tells_its_cash() -> None:
    entries = [each for seed in range(200) for each in entries_of_ticket(random_ticket(seed))]
    entries += [each for fact in TILL_FACTS for each in entries_of_counter(fact)]
    day = date(2026, 11, 20)
    sums = added_up(entries)
    slot = Slot(10, 1, Money(1))
    whole = Report(day, day, sums, (slot,), (replace(slot, at=day),), sums)
    blind = seen(whole, cash=False, tills=True)
    hidden = {each.figure for each in whole.sums} - {each.figure for each in blind.sums}
    assert hidden == TELLS_CASH
    assert (blind.hours, blind.days, blind.before) == ((), (), blind.sums)
    assert blind.without_cash
    assert seen(whole, cash=True, tills=True) == whole
    told = {each.figure for each in seen(whole, cash=True, tills=False).sums}
    assert told == {each.figure for each in sums} - {Figure.TILL, Figure.VARIANCE}


def test_a_payment_on_account_is_no_sale() -> None:
    paid = f.DepositAdded(SALE, LineId(1), DepositKind.ACCOUNT, "1001", Money(20_00))
    cash = f.CashTaken(SALE, TenderId(1), *(Money(20_00),) * 2, ZERO, ZERO, Buckets())
    done = f.SaleCompleted(SALE, Money(20_00), ZERO, ZERO, ZERO, ZERO, Money(20_00))
    told = entries_of_ticket((f.SaleOpened(SALE, 1, LaneId("2"), CASHIER), paid, cash, done))
    assert [(each.figure, each.key) for each in told] == [
        (Figure.ON_ACCOUNT, "account"),
        (Figure.TENDERS, "CASH"),
    ]
    kept = remains_of(done)
    assert [(each.figure, each.amount) for each in kept] == [
        (Figure.ON_ACCOUNT, Money(20_00)),
        (Figure.TENDERS, Money(20_00)),
    ]
    half = remains_of(replace(done, deposits=Money(5_00)))
    assert total_of(half, Figure.SALES)[1] == Money(15_00)
    assert total_of(half, Figure.ON_ACCOUNT)[1] == Money(5_00)


def test_what_is_put_on_a_gift_card_is_told_apart_from_a_house_account() -> None:
    """Also when the lines are gone: the end of the ticket tells both sums."""
    load = f.DepositAdded(SALE, LineId(1), DepositKind.GIFT_CARD, "4421", Money(25_00))
    cash = f.CashTaken(SALE, TenderId(1), *(Money(25_00),) * 2, ZERO, ZERO, Buckets())
    done = f.SaleCompleted(SALE, Money(25_00), *(ZERO,) * 4, gift_cards=Money(25_00))
    told = entries_of_ticket((f.SaleOpened(SALE, 1, LaneId("2"), CASHIER), load, cash, done))
    assert total_of(told, Figure.ON_ACCOUNT, "gift card") == (1, Money(25_00))
    assert total_of(told, Figure.ON_ACCOUNT, "account") == (0, ZERO)
    assert total_of(told, Figure.TICKETS) == (0, ZERO)
    kept = remains_of(replace(done, total=Money(30_00), deposits=Money(5_00)))
    owed = [(each.key, each.amount) for each in kept if each.figure is Figure.ON_ACCOUNT]
    assert owed == [("account", Money(5_00)), ("gift card", Money(25_00))]


def test_a_report_adds_the_parts_of_a_key_together() -> None:
    tax = Entry(Figure.TAX, "a", "CANDY", 1, Money(5))
    report = Report(
        *(date(2026, 11, 20), date(2026, 11, 20)),
        (tax, replace(tax, part="FOOD"), replace(tax, key="b", amount=Money(30))),
    )
    assert [
        (each.key, each.count, each.amount.cents) for each in by_key(report.of(Figure.TAX))
    ] == [
        ("b", 1, 30),
        ("a", 2, 10),
    ]
    assert report.all_of(Figure.TAX, "a") == (2, Money(10))


def test_what_the_bank_refuses_after_the_end_is_lost_and_before_it_is_not() -> None:
    stored = replace(APPROVED, offline=True)
    refused = f.StoredSaleDeclined(SOLD, REF, "insufficient funds")
    paid = (OPENED, ADDED, CHARGE, resolved(stored))
    (lost,) = [
        each
        for each in entries_of_ticket((*paid, COMPLETED, refused))
        if each.figure is Figure.LOST
    ]
    assert lost == Entry(Figure.LOST, "CREDIT", "", 1, stored.approved)
    assert entries_of_ticket((*paid, refused)) == []
