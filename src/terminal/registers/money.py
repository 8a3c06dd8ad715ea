"""Registers of money: what cards were told, returns, voids, untaxed sales, receipts sent."""

from typing import Final

from terminal.app.dates import day_of
from terminal.domain import facts as f
from terminal.domain import receipt_message as m
from terminal.domain.attempt import CardKind
from terminal.domain.deposit import DepositLine
from terminal.domain.iias import Buckets
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refund import ReturnLine
from terminal.domain.retention import RecordClass
from terminal.domain.tender import CardTender
from terminal.registers.row import Around, Register


def _iias(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """A card that was told of eligible amounts, with what stood behind them."""
    assert isinstance(fact, f.ChargeRequested | f.RefundRequested)
    if isinstance(fact, f.RefundRequested):
        return _iias_back(fact, around)
    if not fact.healthcare and not fact.rx:
        return None
    tender = around.sale.tender(fact.tender) if around.sale else None
    result = tender.result if isinstance(tender, CardTender) else None
    outcome = "" if result is None else result.outcome.value.lower()
    lines = () if around.sale is None else around.sale.live_lines
    eligible = "; ".join(_eligible_line(line) for line in lines if line.buckets.eligible)
    return (
        fact.ref,
        str(fact.amount),
        str(fact.healthcare),
        str(fact.rx),
        outcome,
        *_approved(tender),
        eligible,
    )


def _iias_back(fact: f.RefundRequested, around: Around) -> tuple[str, ...] | None:
    """What went back to an FSA/HSA card, for which earlier ticket."""
    if fact.kind is not CardKind.FSA_HSA:
        return None
    tender = around.sale.tender(fact.tender) if around.sale else None
    result = tender.result if isinstance(tender, CardTender) else None
    outcome = "" if result is None else result.outcome.value.lower()
    back = () if around.sale is None else around.sale.return_lines
    lines = (f"{line.name} {line.net} of ticket {line.returned.ticket}" for line in back)
    part = sum((each.part for each in fact.shares), start=Buckets())
    amounts = (str(-fact.amount), str(-part.eligible), str(-part.rx_eligible))
    given = tender.refunded if isinstance(tender, CardTender) else ()
    money = ("", str(total(each.amount for each in given)) if given else "", "")
    deed = "refund" if fact.void_of is None else f"void of {fact.void_of.ref}"
    return (fact.ref, *amounts, f"{deed} {outcome}".rstrip(), *money, "; ".join(lines))


def _approved(tender: object) -> tuple[str, str, str]:
    """What the card was charged, what of it went back, and what stays: gross, back, net."""
    if not isinstance(tender, CardTender) or not tender.approved:
        return "", "", ""
    assert tender.result is not None, "what was approved was answered"
    gross = tender.result.approved
    back = ZERO if tender.taken else gross
    return str(gross), str(back) if back else "", str(gross - back)


def _eligible_line(line: Line) -> str:
    match line:
        case RxLine():
            return f"Rx {line.fill.key} {line.net}"
        case ItemLine(item=item):
            source = f"{item.eligibility_source.value} {item.list_version}"
            return f"{item.gtin} {item.name} {line.net} ({source})"
        case DepositLine() | ReturnLine():
            return ""  # never eligible here


def _returned(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """What came back; a line that was struck, or a ticket that was given up, says so."""
    assert isinstance(fact, f.ReturnAdded)
    back = fact.returned
    return (
        around.ticket.name,
        back.ticket,
        (back.item.name if back.item is not None else f"Rx {back.fill}") + around.struck(fact.line),
        str(back.quantity),
        str(back.net + back.tax.amount),
        ": ".join(part for part in (back.reason.value, fact.note) if part),
        back.fate.value,
        around.who(fact.by),
    )


def _returner(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.ReturnerRecorded)
    lines = () if around.sale is None else around.sale.return_lines
    back = sum((line.net + line.tax.amount).cents for line in lines if not line.returned.sold_on)
    return (
        around.ticket.name,
        fact.name.full,
        fact.document,
        fact.number,
        str(Money(-back)),
        around.who(fact.by),
    )


def _untaxed(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Why a sale was not taxed, or less: a certificate, or a pharmacist's word."""
    assert isinstance(fact, f.CustomerExempted | f.ExemptionLifted | f.OnPrescription)
    ticket = around.ticket.name
    match fact:
        case f.CustomerExempted():
            ends, by = day_of(fact.expires), around.who(fact.by)
            return ticket, "certificate shown", fact.certificate, ends, by
        case f.ExemptionLifted():
            return ticket, "certificate taken back", "", "", ""
        case f.OnPrescription():
            said = "for a prescription" if fact.on_rx else "for no prescription any more"
            return ticket, said, around.goods((fact.line,)), "", around.who(fact.by)


def _void(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.SaleAbandoned)
    had = None if around.sale is None else around.sale.staff
    return fact.sale, str(fact.amount), fact.reason, around.who(fact.by), around.who(had)


def _no_sale(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.NoSaleOpened)
    return fact.reason, around.who(fact.by)


def _sent_receipt(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001
    """What the customer agreed to, and what became of it; an address is recognised, not told."""
    if isinstance(fact, m.ReceiptMessageSettled):
        said = ": ".join(part for part in (fact.outcome.value, fact.reason) if part)
        return fact.sale, fact.message, "", "", said, ""
    assert isinstance(fact, m.ReceiptMessageAsked)
    agreed = f"agreed on {day_of(fact.agreed_on)}, question of {fact.consent}"
    to = m.masked(fact.via, fact.address)
    return fact.sale, fact.message, fact.via.value, to, agreed, fact.bound


REGISTERS: Final = (
    Register(
        "iias",
        RecordClass.SALES,
        (f.ChargeRequested, f.RefundRequested),
        (
            *("reference", "amount", "eligible", "prescriptions", "outcome"),
            *("approved", "given back", "stays paid", "eligible lines"),
        ),
        _iias,
    ),
    Register(
        "voids",
        RecordClass.SALES,
        (f.SaleAbandoned,),
        ("ticket", "amount", "reason", "answered for by", "had the ticket"),
        _void,
    ),
    Register(
        "no-sales",
        RecordClass.SALES,
        (f.NoSaleOpened,),
        ("reason", "answered for by"),
        _no_sale,
    ),
    Register(
        "sent-receipts",
        RecordClass.SALES,
        (m.ReceiptMessageAsked, m.ReceiptMessageSettled),
        ("ticket", "message", "by", "to", "what the customer said, what became of it", "bound to"),
        _sent_receipt,
    ),
    Register(
        "returns",
        RecordClass.SALES,
        (f.ReturnAdded,),
        ("ticket", "sold on", "what", "pieces", "amount", "reason", "goods", "answers for it"),
        _returned,
    ),
    Register(
        "returners",
        RecordClass.RETURN_ID,
        (f.ReturnerRecorded,),
        ("ticket", "name", "document", "last four of its number", "given back", "answers for it"),
        _returner,
    ),
    Register(
        "untaxed",
        RecordClass.SALES,
        (f.CustomerExempted, f.ExemptionLifted, f.OnPrescription),
        ("ticket", "what", "certificate or goods", "good until", "answers for it"),
        _untaxed,
    ),
)
