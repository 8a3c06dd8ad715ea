"""Tickets that bring goods of earlier tickets back, as the store would remember them."""

from dataclasses import replace
from datetime import date

from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    IBUPROFEN,
    MANAGER,
    NOW,
    POLICY,
    Ticket,
    a_fill,
    add,
    answer,
    approved,
    cash,
    charge_fsa,
    pick,
    usd,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.catalog import ItemCategory
from terminal.domain.evolve import opened
from terminal.domain.gift import GiftDigest, GiftRules, GiftStanding
from terminal.domain.identity import AttemptRef, LaneId, LineId, SaleId
from terminal.domain.keyed import Entry, TenderRules
from terminal.domain.money import Money
from terminal.domain.original import Original, original_of
from terminal.domain.policy import Policy
from terminal.domain.refund import RefundWay, ReturnReason
from terminal.domain.refund_decider import RefundDue, refunds_due
from terminal.domain.tender import CardTender, CashTender
from terminal.domain.tender_kind import TenderKind

CASHIERS = c.ReturnGrant(CASHIER)
MANAGERS = c.ReturnGrant(MANAGER.id, over_limit=True, prescriptions=True)


FOOD = replace(CANDY, snap=True)
TERMINAL = "53012345"
"""The serial number of the card terminal of this lane."""


class Shop:
    """Every ticket of one store, in order."""

    def __init__(self, policy: Policy = POLICY, day: date = DAY) -> None:
        self.policy = policy
        self.day = day
        self.tickets: list[Ticket] = []
        self.refs = 0

    def ticket(self, *commands: c.Command) -> Ticket:
        number = len(self.tickets) + 1
        ticket = Ticket(self.policy, self.day)
        opening = f.SaleOpened(SaleId(f"02-{number:06}"), number, LaneId("02"), CASHIER)
        ticket.facts, ticket.sale = [opening], opened(opening)
        self.tickets.append(ticket)
        ticket.do(*commands)
        return ticket

    def original(self, ticket: Ticket) -> Original:
        """As the store would read it now."""
        back = [
            (each.sale, line)
            for each in self.tickets
            for line in each.sale.return_lines
            if line.returned.sold_on == ticket.sale.id
        ]
        number = f"02-{ticket.sale.number:06}"
        found = original_of(ticket.sale, number, ticket.day, ticket.facts, back)
        assert found is not None
        return found

    def bring(
        self,
        ticket: Ticket,
        line: int = 1,
        quantity: int = 1,
        reason: ReturnReason = ReturnReason.UNOPENED,
        grant: c.ReturnGrant = MANAGERS,
    ) -> c.AddReturn:
        return c.AddReturn(self.original(ticket), LineId(line), quantity, reason, grant)

    def due(self, ticket: Ticket) -> tuple[RefundDue, ...]:
        return refunds_due(ticket.sale, self.policy.returns, ticket.day)

    def ref(self) -> AttemptRef:
        self.refs += 1
        return AttemptRef(f"r-{self.refs}")

    def refund_all(self, ticket: Ticket) -> None:
        """Give everything back that is due, each to where it came from."""
        while due := self.due(ticket):
            self.refund(ticket, due[0])

    def refund(self, ticket: Ticket, due: RefundDue) -> None:
        assert due.refusal is None
        if due.way is RefundWay.CARD:
            ref = self.ref()
            ticket.do(c.RefundCard(due.key, ref, NOW))
            last4 = due.source.last4
            given = CardResult(Outcome.APPROVED, due.amount, terminal_txn="9", last4=last4)
            ticket.do(c.ResolveCharge(ref, given))
        else:
            wants = due.way in (RefundWay.REFERENCE, RefundWay.CHECK)
            ticket.do(c.GiveRefund(due.key, "REV 1" if wants else ""))


GIFT_CARD = GiftStanding(GiftDigest("p" * 32), "2207", Money(9_00), known=True)
BY_GIFT_CARD = ((Entry.CARD, GIFT_CARD.card), (Entry.LAST4, GIFT_CARD.last4))
WITH_GIFT_CARDS = TenderRules(gift=GiftRules(cards=True))


def by_gift_card(amount: Money, card: GiftStanding = GIFT_CARD) -> c.TakeKeyed:
    return c.TakeKeyed(TenderKind.GIFT, amount, BY_GIFT_CARD, gift=card)


def a_sale_by_fsa_gift_card_and_cash() -> Original:
    shop = Shop(replace(POLICY, tenders=WITH_GIFT_CARDS))
    by_card = replace(charge_fsa("e-1"), terminal=TERMINAL)
    sold = shop.ticket(add(IBUPROFEN), add(CANDY, 3), *pick(a_fill("7000009")), by_card)
    sold.do(answer("e-1", with_card(approved("19.29", fsa=True), "0014")))
    sold.do(by_gift_card(Money(9_00)), cash(str(sold.sale.due - Money(9_00))))
    return shop.original(sold)


BY_EBT = TenderRules(snap=True, ebt_cash=True)


def by_card(shop: Shop, ticket: Ticket, kind: CardKind, most: str = "") -> f.ChargeRequested:
    """The card pays what it may, or so much of it; what it was asked for."""
    ref = shop.ref()
    wanted = c.ChargeCard(kind, ref, NOW, TERMINAL, usd(most) if most else None)
    asked = ticket.do(wanted)[-1]
    assert isinstance(asked, f.ChargeRequested)
    given = approved(str(asked.amount), fsa=kind is CardKind.FSA_HSA)
    ticket.do(answer(ref, replace(with_card(given, "7777"), terminal_txn="5")))
    return asked


def a_sale_by_snap_ebt_cash_and_cash() -> Original:
    """Cash first: what it paid is known when SNAP has paid."""
    shop = Shop(replace(POLICY, tenders=BY_EBT))
    shop.ticket()
    vitamins = replace(IBUPROFEN, category=ItemCategory.FOOD, snap=True)
    sold = shop.ticket(*pick(a_fill("7000008")), add(vitamins, 2), add(FOOD, 2), cash("12.00"))
    by_card(shop, sold, CardKind.EBT_SNAP, "6.00")
    by_card(shop, sold, CardKind.EBT_CASH, "5.00")
    sold.do(cash(str(sold.sale.due)))
    return shop.original(sold)


def with_card(result: CardResult, last4: str) -> CardResult:
    return replace(result, last4=last4)


def kept_in_cash(ticket: Ticket) -> Money:
    """What stayed in the drawer for the sale, after change."""
    cash = (each for each in ticket.sale.tenders if isinstance(each, CashTender) and each.taken)
    return Money(sum((each.tendered - each.change).cents for each in cash))


def card_tenders(ticket: Ticket) -> list[CardTender]:
    return [each for each in ticket.sale.tenders if isinstance(each, CardTender)]
