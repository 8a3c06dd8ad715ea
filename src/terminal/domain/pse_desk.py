"""What may happen on the way to a logged sale, and what is still to do: pure, like all deciders.

Rules that hold here (pickup-and-compliance.md sections 9.4 and 10):

1. In this order: buyer and document, limits, the exchange, notice and signature, payment.
2. Whatever changes the goods or the buyer withdraws what was asked and signed for others: the
   exchange gets its record back, and is asked anew under a new reference.
3. A stop is passed over by duress alone. No right of a manager releases it, and the same buyer is
   not asked about again for the same goods.
4. Without the exchange's word the store's own ledger of all lanes decides; where a lane cannot see
   the others, nothing is sold.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final, assert_never

from terminal.domain import pse_ticket as t
from terminal.domain.barcode import EntryMethod
from terminal.domain.identity import EMPTY_DIGEST, Digest, StaffId
from terminal.domain.lines import ItemLine
from terminal.domain.months import months_after
from terminal.domain.policy import Policy
from terminal.domain.pse import (
    Beyond,
    Exchange,
    Offline,
    Override,
    PseDemand,
    Purchase,
    TooMany,
    demand_of,
    is_exempt,
    refused,
)
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_notice import PseNotice, notice_of
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import RuleBook
from terminal.domain.sale import Sale
from terminal.domain.signature import bind

REF_NAMESPACE: Final = uuid.UUID("1b0c7c0e-3a0f-5d11-9c44-70f1f1f3a9d2")
"""Fixed for ever: our transaction ids are UUIDv5 of device, sale and number under it."""
MAX_EARLIER: Final = 200
"""Purchases of one buyer in a year that are looked at; the limits allow far fewer."""


# --- commands


@dataclass(frozen=True, slots=True)
class CheckPseBuyer:
    buyer: PseBuyer
    entry: EntryMethod
    earlier: tuple[Purchase, ...]
    complete: bool
    by: StaffId


@dataclass(frozen=True, slots=True)
class AskPse:
    """Ask the exchange; the same inquiry is never asked under two references."""

    by: StaffId


@dataclass(frozen=True, slots=True)
class TakePseVerdict:
    ref: str
    verdict: t.Verdict
    exchange_id: str


@dataclass(frozen=True, slots=True)
class GoOnWithoutExchange:
    reason: str


@dataclass(frozen=True, slots=True)
class OverridePseStop:
    by: StaffId


@dataclass(frozen=True, slots=True)
class SignPseLog:
    """The buyer signed what `log_sheet` says."""

    strokes: Digest
    picture: Digest


@dataclass(frozen=True, slots=True)
class RecheckPse:
    """As payment opens: what was bought since the buyer was checked counts too."""

    earlier: tuple[Purchase, ...]
    complete: bool


PseCommand = (
    CheckPseBuyer
    | AskPse
    | TakePseVerdict
    | GoOnWithoutExchange
    | OverridePseStop
    | SignPseLog
    | RecheckPse
)
PseDecision = tuple[t.PseFact, ...] | Refusal


# --- what is to do


class PseStep(Enum):
    BUYER = auto()
    EXCHANGE = auto()
    SIGNATURE = auto()
    DONE = auto()


def goods_of(sale: Sale) -> tuple[t.PseGoods, ...]:
    """What is on the ticket and has to be counted."""
    return tuple(
        t.PseGoods(line.id, line.item.gtin, line.item.name, line.quantity, line.item.pse)
        for line in sale.live_lines
        if isinstance(line, ItemLine) and line.item.pse is not None
    )


def wanted_of(goods: Sequence[t.PseGoods], day: date) -> tuple[Purchase, ...]:
    return tuple(Purchase.of(each.content, each.packages, day) for each in goods)


def step_of(sale: Sale, book: RuleBook, day: date) -> PseStep | None:
    """What comes next; None where nothing on the ticket needs the log."""
    goods = goods_of(sale)
    if not goods:
        return None
    demand = demand_of(book, day)
    if demand is None:
        return PseStep.BUYER
    if is_exempt(demand, [(each.content, each.packages) for each in goods]):
        return None
    pse = sale.pse
    if pse.checked is None:
        return PseStep.BUYER
    asked = demand.exchange is Exchange.BEFORE_SALE
    if asked and (pse.inquiry is None or pse.inquiry.state not in t.PASSED):
        return PseStep.EXCHANGE
    return PseStep.SIGNATURE if pse.signature == EMPTY_DIGEST else PseStep.DONE


@dataclass(frozen=True, slots=True)
class LogSheet:
    """What the buyer reads and signs: the notice, and who buys what."""

    notice: PseNotice
    buyer: PseBuyer
    goods: tuple[t.PseGoods, ...]


def log_sheet(sale: Sale, book: RuleBook, day: date) -> LogSheet | None:
    """None while something else comes first, when it is signed, and where nobody wrote a notice."""
    notice, checked = notice_of(book, day), sale.pse.checked
    if step_of(sale, book, day) is not PseStep.SIGNATURE or notice is None or checked is None:
        return None
    return LogSheet(notice, checked.buyer, goods_of(sale))


def withdrawn(sale: Sale) -> tuple[t.PseWithdrawn, ...]:
    """What undoes the inquiry and the signature, where there are any (rule 2)."""
    if not sale.pse.begun:
        return ()
    return (t.PseWithdrawn(sale.id, "" if sale.pse.inquiry is None else sale.pse.inquiry.ref),)


def beyond_limits(
    sale: Sale, goods: Sequence[t.PseGoods], policy: Policy, day: date
) -> Refusal | None:
    """Why these goods cannot be on the ticket, whoever buys them."""
    demand = demand_of(policy.rules, day)
    if demand is None:
        return Refusal(Why.RESTRICTED_PSE, goods[-1].name)
    exempt = is_exempt(demand, [(each.content, each.packages) for each in goods])
    if demand.exchange is Exchange.BEFORE_SALE and not policy.pse_exchange and not exempt:
        return Refusal(Why.PSE_NO_EXCHANGE, goods[-1].name)
    earlier = () if sale.pse.checked is None else sale.pse.checked.earlier
    return refusal_of(refused(demand, wanted_of(goods, day), earlier, day))


def refusal_of(trouble: Beyond | TooMany | None) -> Refusal | None:
    match trouble:
        case None:
            return None
        case Beyond(days=1):
            return Refusal(Why.PSE_DAILY_LIMIT, grams(trouble.limit_mg))
        case Beyond():
            return Refusal(Why.PSE_PERIOD_LIMIT, f"{grams(trouble.limit_mg)} in {trouble.days}")
        case TooMany(packages=True):
            return Refusal(Why.PSE_PACKAGES, str(trouble.limit))
        case TooMany():
            return Refusal(Why.PSE_PIECES, str(trouble.limit))
        case _:
            assert_never(trouble)


def grams(milligrams: int) -> str:
    """`3.6 g`, `7.25 g`."""
    whole, part = divmod(milligrams, 1000)
    return f"{whole}.{f'{part:03}'.rstrip('0') or '0'} g"


# --- decisions


def decide_pse(sale: Sale, command: PseCommand, policy: Policy, day: date) -> PseDecision:
    if isinstance(command, TakePseVerdict):
        return _verdict(sale, command)
    goods = goods_of(sale)
    demand = demand_of(policy.rules, day)
    if not goods or demand is None or step_of(sale, policy.rules, day) is None:
        return Refusal(Why.NOTHING_TO_LOG)
    match command:
        case CheckPseBuyer():
            return _check(sale, command, demand, goods, policy, day)
        case AskPse():
            return _ask(sale, command, goods, policy, day)
        case GoOnWithoutExchange():
            return _go_on(sale, command, demand)
        case OverridePseStop():
            return _override(sale, command, demand)
        case SignPseLog():
            return _sign(sale, command, policy, day)
        case RecheckPse():
            return _recheck(sale, command, demand, goods, day)
        case _:
            assert_never(command)


def _check(
    sale: Sale,
    command: CheckPseBuyer,
    demand: PseDemand,
    goods: Sequence[t.PseGoods],
    policy: Policy,
    day: date,
) -> PseDecision:
    buyer, before, inquiry = command.buyer, sale.pse.checked, sale.pse.inquiry
    if inquiry is not None and inquiry.state is t.InquiryState.STOPPED:
        assert before is not None, "nobody is asked about without a buyer"
        if before.buyer.same_person_as(buyer):
            return Refusal(Why.PSE_STOPPED)
    if buyer.expired_on(day):
        return Refusal(Why.PSE_ID_EXPIRED)
    if buyer.age_on(day) < demand.min_age:
        return Refusal(Why.PSE_UNDER_AGE, str(demand.min_age))
    asked = demand.exchange is Exchange.BEFORE_SALE
    if asked and not policy.pse_exchange:
        return Refusal(Why.PSE_NO_EXCHANGE)
    if not command.complete and not asked:
        return Refusal(Why.PSE_LANES_UNSEEN)
    passed = refusal_of(refused(demand, wanted_of(goods, day), command.earlier, day))
    if passed is not None:
        return passed
    refs = tuple(rule.ref for rule in demand.rules)
    checked = t.PseBuyerChecked(
        sale.id, buyer, command.entry, command.earlier, command.complete, command.by, refs
    )
    return (*withdrawn(sale), checked)


def _ask(
    sale: Sale, command: AskPse, goods: tuple[t.PseGoods, ...], policy: Policy, day: date
) -> PseDecision:
    checked = sale.pse.checked
    if checked is None or sale.pse.inquiry is not None:
        return Refusal(Why.NOTHING_TO_LOG)
    name = f"{policy.device}/{sale.id}/{sale.pse.inquiries + 1}"
    ref = str(uuid.uuid5(REF_NAMESPACE, name))
    return (t.PseInquiryRequested(sale.id, ref, checked.buyer, goods, day, command.by),)


def _verdict(sale: Sale, command: TakePseVerdict) -> PseDecision:
    """Taken also for a ticket that is put aside: the exchange's word comes when it comes."""
    inquiry = sale.pse.inquiry
    if inquiry is None or inquiry.ref != command.ref or inquiry.state is not t.InquiryState.ASKED:
        return Refusal(Why.NOTHING_TO_LOG)
    return (t.PseInquiryAnswered(sale.id, command.ref, command.verdict, command.exchange_id),)


def _go_on(sale: Sale, command: GoOnWithoutExchange, demand: PseDemand) -> PseDecision:
    inquiry, checked = sale.pse.inquiry, sale.pse.checked
    if inquiry is None or checked is None or inquiry.state is not t.InquiryState.ASKED:
        return Refusal(Why.NOTHING_TO_LOG)
    if demand.offline is Offline.BLOCK:
        return Refusal(Why.PSE_EXCHANGE_DOWN)
    if not checked.complete:
        return Refusal(Why.PSE_LANES_UNSEEN)
    refs = tuple(rule.ref for rule in demand.rules if rule.terms.exchange is Exchange.BEFORE_SALE)
    return (t.PseOfflineAllowed(sale.id, inquiry.ref, demand.offline, command.reason, refs),)


def _override(sale: Sale, command: OverridePseStop, demand: PseDemand) -> PseDecision:
    inquiry = sale.pse.inquiry
    stopped = inquiry is not None and inquiry.state is t.InquiryState.STOPPED
    if not stopped or demand.override is not Override.DURESS:
        return Refusal(Why.PSE_STOPPED)
    assert inquiry is not None
    return (t.PseStopOverridden(sale.id, inquiry.ref, command.by),)


def _sign(
    sale: Sale,
    command: SignPseLog,
    policy: Policy,
    day: date,
) -> PseDecision:
    sheet = log_sheet(sale, policy.rules, day)
    if sheet is None:
        return Refusal(Why.NOTHING_TO_SIGN)
    if command.strokes == EMPTY_DIGEST:
        return Refusal(Why.SIGNATURE_EMPTY)
    text, version = sheet.notice.text, sheet.notice.version
    packages = [f"{each.gtin}/{each.packages}" for each in sheet.goods]
    covers = [sheet.buyer.document_key, sheet.buyer.person_key, *packages]
    bound = bind(text, version, covers, command.strokes)
    return (t.PseSigned(sale.id, text, version, command.strokes, bound, command.picture),)


def _recheck(
    sale: Sale,
    command: RecheckPse,
    demand: PseDemand,
    goods: Sequence[t.PseGoods],
    day: date,
) -> PseDecision:
    inquiry = sale.pse.inquiry
    approved = inquiry is not None and inquiry.state is t.InquiryState.APPROVED
    if not command.complete and not approved:
        return Refusal(Why.PSE_LANES_UNSEEN)
    passed = refusal_of(refused(demand, wanted_of(goods, day), command.earlier, day))
    return () if passed is None else passed


# --- the end


def logged(sale: Sale, policy: Policy, day: date) -> tuple[t.PseLogged, ...]:
    """The log's entry of a ticket that is paid; nothing where nothing needs the log."""
    demand, goods = demand_of(policy.rules, day), goods_of(sale)
    if demand is None or step_of(sale, policy.rules, day) is None:
        return ()
    checked, inquiry = sale.pse.checked, sale.pse.inquiry
    assert checked is not None, "the buyer is an obligation of every logged sale"
    return (
        t.PseLogged(
            sale.id,
            "" if inquiry is None else inquiry.ref,
            checked.buyer,
            goods,
            day,
            sale.staff,
            sale.pse.signature,
            sale.pse.notice_version,
            "" if inquiry is None else inquiry.exchange_id,
            None if inquiry is None else inquiry.offline,
            inquiry is not None and inquiry.state is t.InquiryState.OVERRIDDEN,
            months_after(day, demand.retention_months),
            tuple(rule.ref for rule in demand.rules),
        ),
    )
