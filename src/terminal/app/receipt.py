"""The receipt as a structured document, whatever prints or shows it.

Rules that hold here (money-tax-iias.md sections 6.9 and 12):

1. At most the last four digits of a card, no expiry, no holder.
2. `RX 1234567 COPAY`: no drug and no patient name.
3. `F` left of the price of each FSA/HSA eligible line, with its legend and totals.
4. Every copy after the first is headed DUPLICATE and numbered.
5. A card that was approved without the bank says so (card-terminal.md section 11).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from terminal.app.dates import day_of, on_paper
from terminal.app.settings import StoreDetails
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.catalog import Eligibility
from terminal.domain.copay import Relief
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money, total
from terminal.domain.sale import ItemLine, Line, RxLine, Sale
from terminal.domain.tender import CardTender, CashTender, KeyedTender, Tender
from terminal.domain.tender_kind import TenderKind


class Style(Enum):
    PLAIN = "plain"
    BOLD = "bold"
    LARGE = "large"
    CENTRED = "centred"


@dataclass(frozen=True, slots=True)
class TextRow:
    """Text at the left and, if there, an amount at the right of the same row."""

    left: str
    right: str = ""
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class BarcodeRow:
    """The ticket number as Code 128, so that a return finds the sale."""

    text: str


@dataclass(frozen=True, slots=True)
class QrRow:
    """A text as QR code, in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class LogoRow:
    """The picture that the printer keeps under this key."""

    key: str


ReceiptRow = TextRow | RuleRow | BarcodeRow | QrRow | LogoRow


@dataclass(frozen=True, slots=True)
class Receipt:
    rows: tuple[ReceiptRow, ...]


def receipt_of(
    sale: Sale, store: StoreDetails, cashier: str, at: datetime, copy: int = 1
) -> Receipt:
    """The receipt of a completed ticket; `at` is the store's local time of completion."""
    original = Receipt(
        (
            *_head(sale, store, cashier, at),
            *(row for line in sale.live_lines for row in _line(line)),
            RuleRow(),
            *_totals(sale),
            *(row for tender in sale.tenders for row in _tender(tender)),
            *_change(sale),
            *_foot(sale, store),
        )
    )
    return numbered(original, copy)


def numbered(original: Receipt, copy: int) -> Receipt:
    """The same rows as copy number `copy`; the first is the original."""
    if copy == 1:
        return original
    return Receipt((TextRow(f"*** DUPLICATE {copy - 1} ***", style=Style.LARGE), *original.rows))


def ticket_number(sale: Sale) -> str:
    """Lane and number, as printed, shown and scanned: `2-000482`."""
    return f"{sale.lane}-{sale.number:06}"


def _head(sale: Sale, store: StoreDetails, cashier: str, at: datetime) -> Iterator[ReceiptRow]:
    if store.logo:
        yield LogoRow(store.logo)
    yield TextRow(store.name, style=Style.LARGE)
    for row in (*store.address, store.phone):
        yield TextRow(row, style=Style.CENTRED)
    yield RuleRow()
    yield TextRow(f"Ticket {ticket_number(sale)}", on_paper(at))
    yield TextRow(f"Lane {sale.lane}", f"Served by {cashier}")
    yield RuleRow()


_RELIEF = {Relief.OWED: "STAYS OWED", Relief.WAIVED: "WAIVED"}


def _line(line: Line) -> Iterator[TextRow]:
    mark = "F " if _eligible(line) else "  "
    match line:
        case RxLine():
            yield TextRow(f"RX {line.fill.key.rx} COPAY", f"{mark}{line.net}")
            if line.relief is not None:
                yield TextRow(f"  COPAY {line.copay} {_RELIEF[line.relief]}")
        case DepositLine(kind=DepositKind.GIFT_CARD):
            yield TextRow(f"GIFT CARD ****{line.reference}", f"{mark}{line.net}")
            yield TextRow(f"  NOW ON THIS CARD {line.before + line.amount}")
        case DepositLine():
            yield TextRow(f"PAID ON ACCOUNT {line.reference}", f"{mark}{line.net}")
        case ItemLine():
            yield TextRow(line.item.name, f"{mark}{line.extended}")
            if line.quantity != 1:
                yield TextRow(f"  {line.quantity} @ {line.unit_price}")
            if line.on_rx:
                yield TextRow("  DISPENSED ON A PRESCRIPTION")
            yield from _reductions(line)


def _reductions(line: ItemLine) -> Iterator[TextRow]:
    """What came off, and why; with the price above it adds up to what the line costs."""
    if line.override is not None and line.item.price is not None:
        yield TextRow(f"  REGULAR {line.item.price}, {line.override.reason}".upper())
    if line.discount is not None:
        words = f"  {line.discount.words}, {line.discount.reason}"
        yield TextRow(words.upper(), str(-line.off))
    for coupon in line.coupons:
        kind = "STORE COUPON" if coupon.code.store else "MANUFACTURER COUPON"
        yield TextRow(f"  {kind}", str(-coupon.amount))
    if line.share:
        yield TextRow("  TICKET DISCOUNT", str(-line.share))


def _eligible(line: Line) -> bool:
    if isinstance(line, DepositLine):
        return False
    return isinstance(line, RxLine) or line.item.eligibility is not Eligibility.NONE


def _totals(sale: Sale) -> Iterator[ReceiptRow]:
    yield TextRow("SUBTOTAL", str(sale.total - sale.tax))
    yield TextRow("TAX", str(sale.tax))
    by_snap = total(line.snap for line in sale.live_lines if isinstance(line, ItemLine))
    if by_snap > ZERO:
        yield TextRow("  NO TAX ON WHAT SNAP PAYS", str(by_snap))
    if sale.exemption is not None:
        yield TextRow(f"TAX EXEMPT, CERTIFICATE {sale.exemption.certificate}")
        yield TextRow(f"  GOOD UNTIL {day_of(sale.exemption.expires)}")
    yield TextRow("TOTAL", str(sale.total), Style.LARGE)
    if sale.saved > ZERO:
        yield TextRow("YOU SAVED", str(sale.saved))
    if sale.owed.eligible > ZERO:
        yield TextRow("F = FSA/HSA eligible")
        yield TextRow("FSA/HSA ELIGIBLE TOTAL", str(sale.owed.eligible))
        yield TextRow("  RX", str(sale.owed.rx_eligible))
    yield RuleRow()


def _tender(tender: Tender) -> Iterator[ReceiptRow]:
    if not tender.taken:
        return
    if isinstance(tender, KeyedTender):
        yield from _keyed(tender)
        return
    if isinstance(tender, CashTender):
        if tender.rounding != ZERO:
            yield TextRow("ROUNDING", _signed(tender.rounding))
        yield TextRow("CASH", str(tender.tendered))
        return
    assert tender.result is not None
    yield from _card(tender, tender.result)


_PAPERS: Final = {
    TenderKind.CHECK: "CHECK",
    TenderKind.GIFT: "GIFT CARD",
    TenderKind.HOUSE: "HOUSE ACCOUNT",
    TenderKind.EXTERNAL_BENEFIT: "BENEFIT CARD",
    TenderKind.CHARITY_VOUCHER: "VOUCHER",
    TenderKind.OTHER: "OTHER",
}
_READ_OFF: Final = {
    Entry.PROGRAMME: "",
    Entry.AUTHORISATION: "APPROVAL ",
    Entry.SLIP: "SLIP ",
    Entry.REFERENCE: "REF ",
    Entry.LEFT: "LEFT ON THIS CARD ",
}
"""What of a paper stands below its name. No ID and no reason: they are nobody else's business."""
NARROWEST: Final = 32


def _keyed(tender: KeyedTender) -> Iterator[ReceiptRow]:
    number = tender.entry(Entry.NUMBER) or tender.entry(Entry.ACCOUNT)
    if tender.kind is TenderKind.GIFT:
        number = f"****{tender.entry(Entry.LAST4)}"
    name = f"{_PAPERS[tender.kind]} {number}".rstrip()
    yield TextRow(name, str(tender.tendered))
    for entry, label in _READ_OFF.items():
        if tender.entry(entry):
            yield TextRow(f"  {label}{tender.entry(entry)}"[:NARROWEST])


_CARD_NAMES: Final = {
    TenderKind.EBT_SNAP: "EBT SNAP",
    TenderKind.EBT_CASH: "EBT CASH",
    TenderKind.DEBIT: "DEBIT CARD",
    TenderKind.GIFT: "GIFT CARD",
}


def _card(tender: CardTender, result: CardResult) -> Iterator[ReceiptRow]:
    name = _CARD_NAMES.get(tender.booked_as, "CARD")
    if tender.healthcare > ZERO and result.is_fsa:
        name = "FSA CARD"
    partial = " PARTIAL" if result.outcome is Outcome.PARTIAL else ""
    yield TextRow(f"{name} ****{result.last4}{partial}", str(result.approved))
    if result.balance is not None:
        yield TextRow("  LEFT ON THIS CARD", str(result.balance))
    if result.offline:
        yield TextRow("OFFLINE - SUBJECT TO APPROVAL", style=Style.BOLD)
    for detail in _card_details(result):
        yield TextRow(f"  {detail}")


_CVM = {
    "no CVM": "SIGNATURE NOT REQUIRED",
    "online PIN": "PIN VERIFIED",
    "signature": "SIGNED",
    "on device": "VERIFIED ON DEVICE",
}
"""The cardholder verification as card brands want it said (section 12.2)."""
_NOT_A_TAG = ("APPPN", "APPLAB", "CVM", "PINSTATUSNUM")


def _card_details(result: CardResult) -> Iterator[str]:
    """Brand and entry, the application's name, approval, the EMV tags, the verification."""
    tags = dict(result.emv)
    application = (tags.get("APPPN") or tags.get("APPLAB") or "").strip()
    yield " ".join(part for part in ("SALE", result.brand, result.entry.upper()) if part)
    if application:
        yield application
    if result.auth:
        yield f"APPROVAL {result.auth}"
    if result.host_ref:
        yield f"REF {result.host_ref}"
    yield from (f"{name} {value}" for name, value in result.emv if name not in _NOT_A_TAG)
    pin = tags.get("PINSTATUSNUM") == "1"
    verified = "PIN VERIFIED" if pin else _CVM.get(result.cvm, "")
    if verified:
        yield verified


def _change(sale: Sale) -> Iterator[ReceiptRow]:
    by_cash = any(isinstance(tender, CashTender) and tender.taken for tender in sale.tenders)
    if by_cash or sale.change:
        yield TextRow("CHANGE", str(sale.change), Style.BOLD)


def _foot(sale: Sale, store: StoreDetails) -> Iterator[ReceiptRow]:
    yield RuleRow()
    if store.return_policy:
        yield TextRow(store.return_policy, style=Style.CENTRED)
    yield BarcodeRow(ticket_number(sale))
    yield TextRow("Thank you", style=Style.CENTRED)


def _signed(amount: Money) -> str:
    return f"{'+' if amount > ZERO else ''}{amount}"
