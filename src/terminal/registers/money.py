"""Registers of money: what cards were told, returns, voids, untaxed sales, receipts sent."""

from typing import Final

from terminal.app import benefit_register, iias_archive
from terminal.app.dates import day_of
from terminal.domain import facts as f
from terminal.domain import receipt_message as m
from terminal.domain.money import Money
from terminal.domain.retention import RecordClass
from terminal.registers.row import Around, Register


def _iias(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    return iias_archive.cells(fact, around.sale)


def _benefit(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    return benefit_register.cells(fact, around.sale)


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


def _sent_receipt(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
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
        iias_archive.COLUMNS,
        _iias,
    ),
    Register(
        "benefits",
        RecordClass.SALES,
        benefit_register.KINDS,
        benefit_register.COLUMNS,
        _benefit,
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
