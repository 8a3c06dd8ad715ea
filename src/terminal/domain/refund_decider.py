"""How the money of goods that came back goes back.

Rules that hold here (money-tax-iias.md sections 4 and 6.7):

1. What is bound goes back first; nothing is paid, and the ticket does not close, before it has.
   Nor does what a gift card paid buy another one (section 9): it goes back to its card.
2. What is left of the rest pays for what is sold on the ticket: only the balance goes back.
3. A refund that went to another card than the one that had paid is parked for a manager.
4. A whole payment of the open batch is voided (`refund_void`); what that does not give back, or not
   for certain, is never credited beside it: the refund is pending until the terminal has told.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.identity import PickupId, SaleId
from terminal.domain.iias import NOTHING, used_by_other
from terminal.domain.keyed_decider import reversal_trouble
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.policy import Policy
from terminal.domain.refund import (
    RefundWay,
    Returned,
    ReturnRules,
    Shares,
    Source,
    SourceShare,
    in_order,
    less,
    taken_from,
)
from terminal.domain.refund_void import payment_to_void
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, RefundTender
from terminal.domain.tender_kind import BUYS_NO_GIFT_CARD

Decision = tuple[f.SaleFact, ...] | Refusal

UNDO_NAMESPACE = uuid.UUID("a1c0f9d2-5e3b-5c44-8a57-2f0c9f6f4d21")
"""Fixed for ever: undo ids are UUIDv5 of device, sale and line under it."""


# --- what is due back


@dataclass(frozen=True, slots=True)
class RefundDue:
    """One way in which money has to go back now; `refusal`: why it cannot."""

    key: str
    way: RefundWay
    shares: Shares
    refusal: Refusal | None = None

    @property
    def amount(self) -> Money:
        return total(each.amount for each in self.shares)

    @property
    def source(self) -> Source:
        return self.shares[0].source


def outstanding(sale: Sale) -> Shares:
    """What came back on the ticket and has not gone back to its source yet."""
    came = (share for line in sale.return_lines for share in line.returned.shares)
    return less(came, _gone(sale))


def _gone(sale: Sale) -> Iterable[SourceShare]:
    for tender in sale.tenders:
        if isinstance(tender, RefundTender):
            yield from tender.shares
        elif isinstance(tender, CardTender):
            yield from tender.refunded


def refunded(sale: Sale) -> Money:
    """What went back, as it left: cash rounded."""
    given = Money(0)
    for tender in sale.tenders:
        if isinstance(tender, RefundTender):
            given = given + tender.handed_out
        elif isinstance(tender, CardTender):
            given = given + total(each.amount for each in tender.refunded)
    return given


def given_back_last(sale: Sale) -> Money:
    """What the customer gets at the end: nothing of it where something was paid after it."""
    return ZERO if sale.anything_paid else refunded(sale)


def due_first(sale: Sale) -> Shares:
    """What goes back before anything is paid or closed: all that is bound, and what a gift card
    paid as far as only another gift card is left for it to buy.
    """
    left = outstanding(sale)
    bound = tuple(each for each in left if each.source.rule.bound)
    others = tuple(each for each in less(left, bound) if each.source.kind in BUYS_NO_GIFT_CARD)
    if not others:
        return bound
    goods = (line for line in sale.live_lines if isinstance(line, ItemLine | RxLine))
    paid = (each for each in sale.payments if each.booked_as in BUYS_NO_GIFT_CARD)
    room = total(each.buckets.total for each in goods) - total(each.paid.total for each in paid)
    stuck = total(each.amount for each in others) - max(ZERO, room)
    return in_order((*bound, *taken_from(others, max(ZERO, stuck))))


def refund_first(sale: Sale) -> bool:
    """Whether money has to go back before anything is paid, or the ticket is closed."""
    return bool(sale.return_lines) and bool(due_first(sale))


def shares_due(sale: Sale) -> Shares:
    """What goes back now: what goes first; of the rest what the goods sold do not need."""
    if not sale.return_lines:
        return ()
    first = due_first(sale)
    free = less(outstanding(sale), first)
    balance = sale.due + total(each.amount for each in first)
    return in_order((*first, *taken_from(free, max(ZERO, -balance))))


def refunds_due(sale: Sale, rules: ReturnRules, day: date) -> tuple[RefundDue, ...]:
    """Each way by itself; all that goes back in cash is one."""
    cash: list[SourceShare] = []
    found: list[RefundDue] = []
    for each in shares_due(sale):
        way, refusal = _way_of(each, rules, day)
        if way is RefundWay.CASH and refusal is None:
            cash.append(each)
        else:
            found.append(RefundDue(each.source.key, way, (each,), refusal))
    if cash:
        found.append(RefundDue(RefundWay.CASH.value, RefundWay.CASH, in_order(cash)))
    return tuple(found)


def _way_of(share: SourceShare, rules: ReturnRules, day: date) -> tuple[RefundWay, Refusal | None]:
    way = share.source.rule.way
    if way is RefundWay.GIFT_CARD and not share.source.card:
        return RefundWay.CARD, None  # the processor's gift card
    if way is not RefundWay.CHECK:
        return way, None
    cleared = (share.source.paid_on or day) + timedelta(days=rules.check_days)
    if day < cleared:
        return way, Refusal(Why.CHECK_NOT_CLEARED, f"{cleared:%m/%d/%Y}")
    in_cash = share.amount <= Money(rules.check_cash_cents)
    return (RefundWay.CASH if in_cash else RefundWay.CHECK), None


# --- giving it back


def give_refund(sale: Sale, command: c.GiveRefund, policy: Policy, day: date) -> Decision:
    due = _due_of(sale, command.source, policy, day)
    if due is None:
        return Refusal(Why.NOTHING_TO_REFUND)
    if due.refusal is not None:
        return due.refusal
    if due.way is RefundWay.CARD:
        return Refusal(Why.NOTHING_TO_REFUND)
    reference, rounding = "", ZERO
    if due.way in (RefundWay.REFERENCE, RefundWay.CHECK):
        trouble = reversal_trouble(command.reference)
        if trouble is not None:
            return trouble
        reference = command.reference
    if due.way is RefundWay.CASH:
        rounding = cash_rounding(due, policy, day)
    return (
        f.RefundGiven(
            sale.id,
            sale.next_tender,
            due.way,
            due.shares,
            due.amount,
            rounding,
            due.source.kind,
            reference,
        ),
    )


def cash_rounding(due: RefundDue, policy: Policy, day: date) -> Money:
    """What is added to the negative amount; cash that goes back is rounded by the same table."""
    return policy.cash_rounding(day).of(-due.amount)


def ask_card_refund(sale: Sale, command: c.RefundCard, policy: Policy, day: date) -> Decision:
    due = _due_of(sale, command.source, policy, day)
    if due is None or due.way is not RefundWay.CARD:
        return Refusal(Why.NOTHING_TO_REFUND)
    kind = CardKind(due.source.kind.value)
    if kind is CardKind.DEBIT and not policy.tenders.debit:
        kind = CardKind.CREDIT  # as it was asked for: the customer chose debit at the terminal
    return (
        f.RefundRequested(
            sale.id,
            sale.next_tender,
            command.ref,
            kind,
            due.shares,
            due.amount,
            command.at,
            command.terminal,
            payment_to_void(sale, due.shares, command.terminal, command.batch_at),
            command.merchant,
        ),
    )


def _due_of(sale: Sale, key: str, policy: Policy, day: date) -> RefundDue | None:
    rows = refunds_due(sale, policy.returns, day)
    return next((each for each in rows if each.key == key), None)


def resolve_refund(sale: Sale, tender: CardTender, result: CardResult) -> Decision:
    """The facts of the terminal's word; what it says of another card is for a person."""
    reason = _wrong_refund(tender, result)
    if reason:
        parked = tender.parked == reason
        return () if parked else (f.ChargeParked(sale.id, tender.ref, reason),)
    used = NOTHING
    if result.outcome in (Outcome.APPROVED, Outcome.PARTIAL):
        used = used_by_other(tender.refunds[0].part, result.approved)
    voided = used != NOTHING and tender.void_of is not None
    booked = CardKind(tender.booked_as.value)  # as the payment was, however it was asked back
    return (f.RefundResolved(sale.id, tender.ref, result, used, booked, voided),)


def _wrong_refund(tender: CardTender, result: CardResult) -> str:
    if result.approved > tender.amount:
        return f"the terminal gave {result.approved} back where {tender.amount} was asked"
    if tender.void_of is not None and result.outcome is Outcome.PARTIAL:
        return f"the terminal voided only {result.approved} of {tender.amount}"
    if result.offline:
        return "the terminal stored it without the bank: only the bank's report tells"
    paid_with = tender.refunds[0].source.last4
    if result.approved > ZERO and result.last4 and paid_with and result.last4 != paid_with:
        return (
            f"it went to card ****{result.last4}, and ****{paid_with} had paid:"
            f" void it at the terminal (transaction {result.terminal_txn or 'unknown'})"
        )
    return ""


# --- the end


def carried_over(sale: Sale) -> tuple[f.CreditCarried, ...]:
    """What came back paid for what was sold: which earlier payment which kinds of goods."""
    left = outstanding(sale)
    if not left:
        return ()
    unpaid = sale.sold - sum((part for _, part in sale.paid_for()), start=NOTHING)
    facts = []
    for each in left:
        part = used_by_other(unpaid, each.amount)
        unpaid = unpaid - part
        facts.append(f.CreditCarried(sale.id, SourceShare(each.source, part)))
    assert unpaid == NOTHING, "what is not paid otherwise is paid by what came back"
    return tuple(facts)


def worth_returned(sale: Sale) -> Money:
    return -total(line.net for line in sale.return_lines)


def undone(sale: Sale, policy: Policy) -> tuple[f.PickupUndone, ...]:
    """Each prescription that came back: its pickup is void."""
    facts = []
    for line in sale.return_lines:
        returned = line.returned
        if returned.fill is None or returned.pickup is None:
            continue
        undo = uuid.uuid5(UNDO_NAMESPACE, f"{policy.device}/{sale.id}/{line.id}")
        facts.append(
            f.PickupUndone(
                sale.id,
                line.id,
                PickupId(str(undo)),
                returned.pickup,
                returned.fill,
                returned.phms_id,
                line.note or returned.reason.value,
                sale.staff,
            )
        )
    return tuple(facts)


def logged_back(sale: Sale) -> tuple[f.PseReturned, ...]:
    """Logged goods that came back, by the sale that the exchange knows."""
    found: dict[tuple[SaleId, str], list[Returned]] = {}
    for line in sale.return_lines:
        if line.returned.logged_lines:
            key = (line.returned.sold_on, line.returned.pse_ref)
            found.setdefault(key, []).append(line.returned)
    return tuple(
        f.PseReturned(
            sale.id,
            sold_on,
            ref,
            tuple(each.sold_line for each in back),
            whole=len(back) == back[0].logged_lines,
        )
        for (sold_on, ref), back in found.items()
    )
