"""A whole card payment that goes back while its batch is open (money-tax-iias.md section 6.7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.returns import TERMINAL, Shop, card_tenders, with_card
from helpers.sales import (
    CANDY,
    IBUPROFEN,
    NOW,
    Ticket,
    add,
    answer,
    approved,
    charge,
    charge_fsa,
    usd,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardPayment, CardResult, Outcome
from terminal.domain.identity import AttemptRef, SaleId, StaffId
from terminal.domain.money import ZERO
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till_ledger import Ledger, postings

PAID = with_card(approved("4.25"), "4242")
VOIDED = CardResult(Outcome.APPROVED, usd("4.25"), terminal_txn="18")


def sold(shop: Shop, result: CardResult = PAID, by: c.ChargeCard | None = None) -> Ticket:
    by = by or replace(charge("a-1"), terminal=TERMINAL)
    item = IBUPROFEN if by.kind is CardKind.FSA_HSA else CANDY
    return shop.ticket(add(item), by, answer(by.ref, result))


def asked(ticket: Ticket) -> CardPayment | None:
    """What the last refund to a card would void."""
    wishes = [each for each in ticket.facts if isinstance(each, f.RefundRequested)]
    return wishes[-1].void_of


def refund(shop: Shop, ticket: Ticket, **more: object) -> AttemptRef:
    ref = shop.ref()
    command = c.RefundCard(shop.due(ticket)[0].key, ref, NOW, TERMINAL)
    ticket.do(replace(command, **more))  # type: ignore[arg-type]
    return ref


def brought_back(result: CardResult = PAID, by: c.ChargeCard | None = None) -> tuple[Shop, Ticket]:
    shop = Shop()
    return shop, shop.ticket(shop.bring(sold(shop, result, by)))


# --- offered


def test_a_whole_payment_of_this_terminal_is_voided() -> None:
    shop, back = brought_back()
    ref = refund(shop, back)
    assert asked(back) == CardPayment(AttemptRef("a-1"), CardKind.CREDIT, usd("4.25"), "17", NOW)
    back.do(c.ResolveCharge(ref, VOIDED))
    assert back.sale.status is SaleStatus.COMPLETED
    (resolved,) = (each for each in back.facts if isinstance(each, f.RefundResolved))
    assert resolved.voided
    (tender,) = card_tenders(back)
    assert [(each.source.last4, each.amount) for each in tender.refunded] == [("4242", usd("4.25"))]


def test_an_fsa_payment_is_voided_too() -> None:
    by = replace(charge_fsa("a-1"), terminal=TERMINAL)
    shop, back = brought_back(with_card(approved("4.29", fsa=True), "0014"), by)
    refund(shop, back)
    assert asked(back) is not None
    assert back.sale.pending is not None
    assert back.sale.pending.booked_as is TenderKind.FSA_HSA


def test_a_voided_payment_leaves_the_tills_books_balanced() -> None:
    shop, back = brought_back()
    back.do(c.ResolveCharge(refund(shop, back), VOIDED))
    ledger = Ledger()
    for ticket in shop.tickets:
        for fact in ticket.facts:
            ledger = ledger.posted(postings(fact))
    assert sum(each.balance.cents for each in ledger.entries) == 0
    assert ledger.balance(next(e.account for e in ledger.entries if e.account == "credit")) == ZERO


# --- not offered


@pytest.mark.parametrize(
    "result",
    [
        approved("4.25"),  # no last four to compare
        replace(PAID, terminal_txn=""),
        replace(PAID, is_debit=True),
    ],
)
def test_what_the_terminal_could_not_be_asked_about_is_credited(result: CardResult) -> None:
    shop, back = brought_back(result)
    refund(shop, back)
    assert asked(back) is None


def test_of_an_unknown_terminal_nothing_is_voided() -> None:
    shop, back = brought_back(by=charge("a-1"))
    refund(shop, back)
    assert asked(back) is None


@pytest.mark.parametrize("terminal", ["", "99999999"])
def test_at_another_terminal_the_card_is_credited(terminal: str) -> None:
    shop, back = brought_back()
    refund(shop, back, terminal=terminal)
    assert asked(back) is None


@pytest.mark.parametrize("later_s", [0, 1, 3600])
def test_once_a_batch_close_was_asked_for_the_card_is_credited(later_s: int) -> None:
    shop, back = brought_back()
    refund(shop, back, batch_at=NOW + timedelta(seconds=later_s))
    assert asked(back) is None


def test_a_batch_that_was_closed_before_the_payment_is_another_one() -> None:
    shop, back = brought_back()
    refund(shop, back, batch_at=NOW - timedelta(seconds=1))
    assert asked(back) is not None


def test_a_part_is_credited_and_so_is_the_rest_after_it() -> None:
    shop = Shop()
    by = replace(charge("a-1"), terminal=TERMINAL)
    two = shop.ticket(add(CANDY, 2), by)
    two.do(answer("a-1", with_card(approved(str(two.sale.due)), "4242")))
    for _ in range(2):
        back = shop.ticket(shop.bring(two))
        ref = refund(shop, back)
        assert asked(back) is None
        given = (
            CardResult(Outcome.APPROVED, shop.due(back)[0].amount, last4="4242")
            if shop.due(back)
            else VOIDED
        )
        back.do(c.ResolveCharge(ref, replace(given, approved=card_tenders(back)[-1].amount)))


def test_what_another_ticket_brings_back_too_leaves_a_part() -> None:
    shop = Shop()
    by = replace(charge("a-1"), terminal=TERMINAL)
    two = shop.ticket(add(CANDY, 2), by)
    two.do(answer("a-1", with_card(approved(str(two.sale.due)), "4242")))
    shop.ticket(shop.bring(two), c.Suspend())
    back = shop.ticket(shop.bring(two))
    refund(shop, back)
    assert asked(back) is None


def test_what_pays_for_an_exchange_is_credited_for_the_rest() -> None:
    shop = Shop()
    by = replace(charge("a-1"), terminal=TERMINAL)
    two = shop.ticket(add(CANDY, 2), by)
    two.do(answer("a-1", with_card(approved(str(two.sale.due)), "4242")))
    back = shop.ticket(shop.bring(two, quantity=2), add(CANDY))
    refund(shop, back)
    assert asked(back) is None


def test_what_was_carried_in_an_exchange_is_credited() -> None:
    shop = Shop()
    first = sold(shop)
    exchanged = shop.ticket(shop.bring(first), add(CANDY), c.Complete())
    assert exchanged.sale.carried
    back = shop.ticket(shop.bring(exchanged, line=2))
    refund(shop, back)
    assert asked(back) is None


# --- what becomes of it


@pytest.mark.parametrize("said", [Outcome.DECLINED, Outcome.ABORTED, Outcome.CONFIG_ERROR])
def test_what_was_not_voided_is_credited_under_a_new_reference(said: Outcome) -> None:
    shop, back = brought_back()
    first = refund(shop, back)
    back.do(c.ResolveCharge(first, CardResult(said, text="not the payment")))
    assert not isinstance(back.facts[-1], f.SaleCompleted)
    second = refund(shop, back)
    assert second != first
    assert asked(back) is None
    back.do(c.ResolveCharge(second, with_card(approved("4.25"), "4242")))
    assert back.sale.status is SaleStatus.COMPLETED
    given = [each.voided for each in back.facts if isinstance(each, f.RefundResolved)]
    assert given == [False, False]


def test_an_unknown_void_is_pending_and_nothing_else_goes_back() -> None:
    shop, back = brought_back()
    key = shop.due(back)[0].key
    ref = refund(shop, back)
    back.do(c.ResolveCharge(ref, CardResult(Outcome.UNKNOWN)))
    assert back.sale.pending is not None
    assert back.why(c.RefundCard(key, shop.ref(), NOW, TERMINAL)) is Why.PAYMENT_PENDING
    back.do(c.ResolveCharge(ref, VOIDED))
    assert back.sale.status is SaleStatus.COMPLETED


@pytest.mark.parametrize("voided", [True, False])
def test_a_manager_says_what_became_of_it(*, voided: bool) -> None:
    shop, back = brought_back()
    ref = refund(shop, back)
    back.do(c.ResolveCharge(ref, CardResult(Outcome.UNKNOWN)))
    back.do(c.DecideCharge(ref, StaffId("31"), voided))
    closed = SaleStatus.COMPLETED if voided else SaleStatus.OPEN
    assert back.sale.status is closed
    if not voided:
        refund(shop, back)
        assert asked(back) is None


@pytest.mark.parametrize(
    "said",
    [
        CardResult(Outcome.PARTIAL, usd("1.00")),
        replace(VOIDED, last4="9999"),
        replace(VOIDED, approved=usd("4.26")),
    ],
)
def test_a_void_that_says_something_else_waits_for_a_manager(said: CardResult) -> None:
    shop, back = brought_back()
    ref = refund(shop, back)
    back.do(c.ResolveCharge(ref, said))
    assert back.sale.pending is not None
    assert back.sale.pending.parked


def test_a_ticket_that_was_sold_before_payments_were_remembered_is_credited() -> None:
    shop = Shop()
    first = sold(shop)
    original = shop.original(first)
    old = tuple(
        replace(each, source=replace(each.source, payment=None)) for each in original.sources
    )
    command = shop.bring(first)
    back = shop.ticket(replace(command, original=replace(original, sources=old)))
    refund(shop, back)
    assert asked(back) is None
    assert back.sale.id != SaleId("")
