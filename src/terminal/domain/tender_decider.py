"""What may happen to the tenders of a ticket, and how the last one closes it.

The rules are those at the top of sale_decider.py, which asks here.
"""

import uuid
from dataclasses import replace
from datetime import date
from typing import assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import BY_REQUEST, CardKind, CardResult, Outcome
from terminal.domain.copay import Relief
from terminal.domain.deposit import DepositKind
from terminal.domain.evolve import evolved
from terminal.domain.fill_guards import guard_of
from terminal.domain.id_decider import picker_name
from terminal.domain.identity import EMPTY_DIGEST, PickupId
from terminal.domain.iias import NOTHING, FsaAmounts, fsa_request, used_by_fsa, used_by_other
from terminal.domain.keyed_decider import return_keyed, take_keyed
from terminal.domain.lines import RxLine
from terminal.domain.money import ZERO, Money
from terminal.domain.obligation import open_obligations
from terminal.domain.policy import MAX_CASH, MAX_CHANGE, FsaMode, FsaOnCards, Policy
from terminal.domain.pse_desk import logged
from terminal.domain.refund_decider import (
    ask_card_refund,
    carried_over,
    give_refund,
    logged_back,
    refund_first,
    resolve_refund,
    undone,
    worth_returned,
)
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.signing import acknowledged_here
from terminal.domain.snap_decider import snap_room, snap_shares, snap_undone, snap_used
from terminal.domain.tender import CardTender, CashTender, KeyedTender, RefundTender
from terminal.domain.tender_kind import TenderKind

Decision = tuple[f.SaleFact, ...] | Refusal

PICKUP_NAMESPACE = uuid.UUID("6f0b2f7e-7d0b-5f5e-9d3c-3a5c9a3c1e10")
"""Fixed for ever: pickup ids are UUIDv5 of device, sale and line under it."""


def decide_tender(
    sale: Sale,
    command: c.TakeCash | c.TakeKeyed | c.ChargeCard | c.GiveBack | c.Complete | c.RefundCommand,
    policy: Policy,
    day: date,
) -> Decision:
    if isinstance(command, c.GiveBack):
        return _give_back(sale, command)
    if not sale.live_lines:
        return Refusal(Why.TICKET_EMPTY)
    if open_obligations(sale, policy.rules, day):
        return Refusal(Why.OBLIGATIONS_OPEN)
    for line in sale.rx_lines:  # a ticket that was suspended may be older than its fills allow
        refusal = guard_of(line.fill, day, policy.rules, sale.released(line.fill.key))
        if refusal is not None:
            return refusal
    if isinstance(command, c.RefundCard):
        return ask_card_refund(sale, command, policy, day)
    if isinstance(command, c.GiveRefund):
        given = give_refund(sale, command, policy, day)
        return given if isinstance(given, Refusal) else _with_completion(sale, given, policy, day)
    if refund_first(sale):
        return Refusal(Why.REFUND_FIRST)
    if isinstance(command, c.Complete):
        if sale.due != ZERO:
            return Refusal(Why.SOMETHING_DUE)
        return _with_completion(sale, (), policy, day)
    if sale.due <= ZERO:
        return Refusal(Why.NOTHING_DUE)
    if isinstance(command, c.TakeCash):
        return _take_cash(sale, command, policy, day)
    if isinstance(command, c.TakeKeyed):
        keyed = take_keyed(sale, command, policy.tenders, day)
        if isinstance(keyed, Refusal):
            return keyed
        return _with_completion(sale, (keyed,), policy, day)
    return _charge(sale, command, policy)


def _take_cash(sale: Sale, command: c.TakeCash, policy: Policy, day: date) -> Decision:
    """Enough cash closes the ticket, rounded; less pays exactly what it is.

    Who puts the exact cents down pays exactly: rounding is for cents that nobody has.
    """
    tendered = command.tendered
    rounding = policy.cash_rounding(day).of(sale.due)
    rounded_due = sale.due + rounding
    if not ZERO <= tendered <= MAX_CASH or (tendered == ZERO and rounded_due != ZERO):
        return Refusal(Why.CASH_OUT_OF_RANGE)
    if tendered >= rounded_due:
        applied, change = sale.due, tendered - rounded_due
    else:
        applied, rounding = min(tendered, sale.due), ZERO
        change = tendered - applied
    if change >= MAX_CHANGE:
        return Refusal(Why.CASH_OUT_OF_RANGE)
    taken = f.CashTaken(
        sale.id,
        sale.next_tender,
        applied,
        tendered,
        rounding,
        change,
        used_by_other(sale.remaining, applied),
    )
    return _with_completion(sale, (taken,), policy, day)


def _charge(sale: Sale, command: c.ChargeCard, policy: Policy) -> Decision:
    if command.most is not None and command.most <= ZERO:
        return Refusal(Why.CARD_AMOUNT)
    elsewhere = command.kind is CardKind.GIFT and not policy.tenders.gift.on_terminal
    if elsewhere or not policy.tenders.takes(TenderKind(command.kind.value)):
        return Refusal(Why.TENDER_NOT_TAKEN)
    fsa = FsaAmounts(ZERO, ZERO)
    if command.kind in BY_REQUEST:
        amount = _by_request(sale, command)
        if isinstance(amount, Refusal):
            return amount
    else:
        asked = _with_fsa(sale, command, policy)
        if isinstance(asked, Refusal):
            return asked
        amount, fsa = asked
    return (
        f.ChargeRequested(
            sale.id,
            sale.next_tender,
            command.ref,
            command.kind,
            amount,
            fsa.healthcare,
            fsa.rx,
            command.at,
            command.terminal,
            command.merchant,
        ),
    )


def _by_request(sale: Sale, command: c.ChargeCard) -> Money | Refusal:
    """What is asked of a card that pays only certain things: all of them, or what is wanted."""
    room = sale.due
    over, nothing = Why.TENDER_OVER_DUE, Why.NOTHING_DUE
    if command.kind is CardKind.EBT_SNAP:
        room, over, nothing = snap_room(sale), Why.SNAP_OVER_FOOD, Why.NO_SNAP_FOOD
    elif command.kind is not CardKind.DEBIT and sale.open_to_benefits < sale.due:
        room, over = sale.open_to_benefits, Why.BUYS_NO_GIFT_CARD
        nothing = Why.BUYS_NO_GIFT_CARD
    if room <= ZERO:
        return Refusal(nothing, str(room))
    most = room if command.most is None else command.most
    return Refusal(over, str(room)) if most > room else most


def _with_fsa(
    sale: Sale, command: c.ChargeCard, policy: Policy
) -> tuple[Money, FsaAmounts] | Refusal:
    """What is asked of a card that may turn out to be an FSA/HSA card, and what it is told."""
    amount = sale.due if command.most is None else min(sale.due, command.most)
    fsa = FsaAmounts(ZERO, ZERO)
    if policy.fsa is FsaMode.IIAS:
        if command.kind is CardKind.FSA_HSA:
            amount = min(sale.eligible_left, amount)
        fsa = fsa_request(sale.remaining, min(amount, sale.open_to_benefits))
    elif command.kind is CardKind.FSA_HSA:
        return Refusal(Why.FSA_OFF)
    if amount <= ZERO:
        return Refusal(Why.NOTHING_ELIGIBLE)
    if fsa.healthcare > ZERO and policy.fsa_on_cards is not FsaOnCards.SENT:
        if command.kind is CardKind.FSA_HSA:
            return Refusal(Why.FSA_NOT_ON_TERMINAL)
        if policy.fsa_on_cards is FsaOnCards.REFUSED:
            return Refusal(Why.ELIGIBLE_NOT_ON_TERMINAL)
        fsa = FsaAmounts(ZERO, ZERO)
    return amount, fsa


def _give_back(sale: Sale, command: c.GiveBack) -> Decision:
    tender = sale.tender(command.tender)
    if tender is None or not tender.taken:
        return Refusal(Why.NO_SUCH_TENDER)
    if isinstance(tender, RefundTender) or (isinstance(tender, CardTender) and tender.refunds):
        return Refusal(Why.REFUND_STANDS)
    if isinstance(tender, CashTender):
        return (f.CashReturned(sale.id, tender.id, tender.applied, tender.rounding),)
    if isinstance(tender, KeyedTender):
        return return_keyed(sale, tender, command.reversal)
    assert tender.result is not None
    return (
        f.VoidRequested(sale.id, tender.id, command.ref, tender.result.terminal_txn, command.at),
    )


def decide_attempt(
    sale: Sale,
    command: c.NoteSent | c.ResolveCharge | c.ParkCharge | c.DecideCharge,
    policy: Policy,
    day: date,
) -> Decision:
    tender = sale.attempt(command.ref)
    if tender is None:
        return Refusal(Why.NOT_PENDING)
    match command:
        case c.NoteSent():
            return (f.ChargeSent(sale.id, command.ref),)
        case c.ParkCharge():
            if not command.reason.strip():
                return Refusal(Why.NOTE_MISSING)
            return (f.ChargeParked(sale.id, command.ref, command.reason),)
        case c.ResolveCharge():
            return _resolve_either(sale, tender, command, policy, day)
        case c.DecideCharge():
            return _decided_by_hand(sale, tender, command, policy, day)
        case _:
            assert_never(command)


def _resolve_either(
    sale: Sale, tender: CardTender, command: c.ResolveCharge, policy: Policy, day: date
) -> Decision:
    if tender.void is not None:
        return _resolve_void(sale, tender, command)
    if tender.refunds:
        settled = resolve_refund(sale, tender, command.result)
        if isinstance(settled, Refusal):
            return settled
        return _with_completion(sale, settled, policy, day)
    return _resolve(sale, tender, command.result, policy, day)


def _decided_by_hand(
    sale: Sale, tender: CardTender, command: c.DecideCharge, policy: Policy, day: date
) -> Decision:
    """Only what was parked, or answered as unknown, may be settled by a person."""
    void = tender.void
    said = tender.result if void is None else void.result
    if not tender.parked and said is None:
        return Refusal(Why.PAYMENT_PENDING)
    text = f"settled by hand, staff {command.by}"
    result = CardResult(Outcome.ABORTED, text=text)
    if command.charged:
        amount = tender.amount if void is None else tender.paid.total
        result = CardResult(Outcome.APPROVED, amount, text)
    settled = _resolve_either(sale, tender, c.ResolveCharge(command.ref, result), policy, day)
    if isinstance(settled, Refusal):
        return settled
    decided = f.ChargeDecided(sale.id, command.ref, command.by, command.charged)
    return (decided, *settled)


def _resolve(
    sale: Sale, tender: CardTender, result: CardResult, policy: Policy, day: date
) -> Decision:
    if result.approved > tender.amount:
        # More than we asked for: no rule can say what happened. A person must look.
        reason = (
            f"the terminal approved {result.approved} where {tender.amount} was asked"
            f" (authorisation {result.auth or 'none'}, host reference {result.host_ref or 'none'})"
        )
        return (f.ChargeParked(sale.id, tender.ref, reason),)
    used, kind = NOTHING, None
    by_snap: tuple[f.SaleFact, ...] = ()
    if result.outcome in (Outcome.APPROVED, Outcome.PARTIAL):
        # The terminal knows the card; where it is silent, the button that was pressed counts.
        kind = tender.counts_as(result)
        consume = used_by_fsa if kind is CardKind.FSA_HSA else used_by_other
        used = consume(sale.remaining, result.approved)
        if kind is CardKind.EBT_SNAP:
            shares = snap_shares(sale, result.approved)
            used = snap_used(sale, shares)
            by_snap = (f.SnapApplied(sale.id, tender.id, shares),)
    resolved = f.ChargeResolved(sale.id, tender.ref, result, used, kind)
    return _with_completion(sale, (resolved, *by_snap), policy, day)


def _resolve_void(sale: Sale, tender: CardTender, command: c.ResolveCharge) -> Decision:
    if command.result.outcome is Outcome.PARTIAL:
        # Neither still paid nor given back: only a person with the batch report can tell.
        reason = f"the terminal gave back only {command.result.approved}"
        return (f.ChargeParked(sale.id, command.ref, reason),)
    resolved = f.VoidResolved(sale.id, tender.id, command.ref, command.result)
    if command.result.outcome is Outcome.APPROVED and tender.result is not None:
        kind = tender.counts_as(tender.result)
        resolved = replace(resolved, amount=tender.result.approved, kind=kind)
        return (resolved, *snap_undone(sale, tender))
    return (resolved,)


# --- the end


def _with_completion(
    sale: Sale, facts: tuple[f.SaleFact, ...], policy: Policy, day: date
) -> Decision:
    """`facts`, and the completion with its pickups when they leave nothing due.

    A suspended ticket learns that it is paid, but hands nothing over: nobody is there to take it.
    """
    after = evolved(sale, facts)
    if after.status is not SaleStatus.OPEN or after.due != ZERO:
        return facts
    if after.pending is not None or open_obligations(after, policy.rules, day):
        return facts
    if refund_first(after):
        return facts
    completed = f.SaleCompleted(
        after.id,
        after.total,
        after.tax,
        after.owed.eligible,
        after.owed.rx_eligible,
        after.change,
        after.deposits(DepositKind.ACCOUNT),
        worth_returned(after),
        after.deposits(DepositKind.GIFT_CARD),
    )
    handed_over = (_handed_over(after, line, policy, day) for line in after.rx_lines)
    carried = carried_over(after)
    undoing, back = undone(after, policy), logged_back(after)
    entries = logged(after, policy, day)
    return (*facts, *carried, completed, *handed_over, *entries, *undoing, *back)


def _handed_over(sale: Sale, line: RxLine, policy: Policy, day: date) -> f.FillHandedOver:
    relationship = sale.picker_of(line.fill.patient.id)
    assert relationship is not None, "identity is an obligation of every fill"
    pickup = uuid.uuid5(PICKUP_NAMESPACE, f"{policy.device}/{sale.id}/{line.id}")
    return f.FillHandedOver(
        sale.id,
        line.id,
        PickupId(str(pickup)),
        line.fill.key,
        line.fill.phms_id,
        line.fill.version,
        line.copay,
        relationship,
        line.counselling,
        line.signature or EMPTY_DIGEST,
        line.relieved if line.relief is Relief.OWED else ZERO,
        line.relieved if line.relief is Relief.WAIVED else ZERO,
        sale.consents_of(line.fill.patient.id),
        *acknowledged_here(sale, line),
        picker=picker_name(sale, line),
        id_shown=line.shown_id is not None,
        pharmacist=line.pharmacist,
        sold_on=day,
    )
