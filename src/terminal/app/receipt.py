"""The receipt as a structured document, whatever prints or shows it.

Rules that hold here (money-tax-iias.md sections 6.9 and 12):

1. At most the last four digits of a card, no expiry, no holder.
2. `RX 1234567 COPAY`: no drug and no patient name; the drug only where the patient asks for it.
3. `F` left of the price of each FSA/HSA eligible line, with its legend and totals; nothing of
   it where the store has no part in FSA/HSA (section 6.1).
4. Every copy after the first is headed DUPLICATE and numbered.
5. A card that was approved without the bank says so (card-terminal.md section 11).
6. A paper on which nothing was sold says what a refund is: no words about bringing goods back, and
   what of FSA/HSA money went back. An exchange is a sale too, and has both.
7. Every word goes through `Words`, so that the same paper is there in each language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from terminal.app.receipt_words import Words
from terminal.app.settings import StoreDetails
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.catalog import Eligibility
from terminal.domain.copay import Relief
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.discount import DiscountKind, percent_words
from terminal.domain.keyed import Entry
from terminal.domain.language import Language
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.money import ZERO, Money, total
from terminal.domain.policy import FsaMode
from terminal.domain.receipt_wish import PLAIN_WISH, RxWords, Wish
from terminal.domain.refund import NO_STORE_TAKES, RefundWay, ReturnLine
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, CashTender, KeyedTender, RefundTender, Tender
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
    language: Language = Language.ENGLISH


def receipt_of(
    sale: Sale,
    store: StoreDetails,
    cashier: str,
    at: datetime,
    copy: int = 1,
    wish: Wish = PLAIN_WISH,
    fsa: FsaMode = FsaMode.IIAS,
) -> Receipt:
    """The receipt of a completed ticket; `at` is the store's local time of completion."""
    w, marks = Words(wish.language), fsa.on_receipts
    share_name = _share_name(w, sale)
    original = Receipt(
        (
            *head_rows(w, sale, store, cashier, at),
            *(
                row
                for line in sale.live_lines
                for row in _line(w, line, wish.rx, share_name, marks)
            ),
            RuleRow(),
            *_totals(w, sale, marks=marks),
            *(row for tender in sale.tenders for row in _tender(w, tender, store)),
            *_change(w, sale),
            *_to_sign(w, sale, store),
            *_foot(w, sale, store),
        ),
        wish.language,
    )
    return numbered(original, copy)


def numbered(original: Receipt, copy: int) -> Receipt:
    """The same rows as copy number `copy`; the first is the original."""
    if copy == 1:
        return original
    heading = Words(original.language)("*** DUPLICATE {n} ***", n=copy - 1)
    return Receipt((TextRow(heading, style=Style.LARGE), *original.rows), original.language)


def ticket_number(sale: Sale) -> str:
    """Lane and number, as printed, shown and scanned: `2-000482`."""
    return f"{sale.lane}-{sale.number:06}"


def head_rows(
    w: Words, sale: Sale, store: StoreDetails, cashier: str, at: datetime
) -> Iterator[ReceiptRow]:
    if store.logo:
        yield LogoRow(store.logo)
    yield TextRow(store.name, style=Style.LARGE)
    for row in (*store.address, store.phone):
        yield TextRow(row, style=Style.CENTRED)
    yield RuleRow()
    if sale.return_lines:
        yield TextRow(w("REFUND" if refunds_only(sale) else "EXCHANGE"), style=Style.LARGE)
    yield TextRow(w("Ticket {number}", number=ticket_number(sale)), w.at(at))
    yield TextRow(w("Lane {lane}", lane=sale.lane), w("Served by {name}", name=cashier))
    yield RuleRow()


_RELIEF: Final = {
    Relief.OWED: "COPAY {amount} STAYS OWED",
    Relief.WAIVED: "COPAY {amount} WAIVED",
}


def _share_name(w: Words, sale: Sale) -> str:
    """What a line's share of the ticket's discount is called."""
    rate = sale.discount
    return w("TICKET DISCOUNT") if rate is None or not rate.group else rate.group.upper()


def _line(w: Words, line: Line, rx: RxWords, share_name: str, marks: bool) -> Iterator[TextRow]:
    mark = "F " if marks and _eligible(line) else "  "
    match line:
        case RxLine():
            yield TextRow(_rx_title(w, line, rx), f"{mark}{line.net}")
            if rx is RxWords.NAME:
                yield TextRow(f"  {line.fill.drug}")
            if line.relief is not None:
                yield TextRow(f"  {w(_RELIEF[line.relief], amount=line.relieved)}")
        case ReturnLine():
            yield from _return(w, line, mark)
        case DepositLine(kind=DepositKind.GIFT_CARD):
            yield TextRow(w("GIFT CARD ****{last4}", last4=line.reference), f"{mark}{line.net}")
            left = line.before + line.amount
            yield TextRow(f"  {w('NOW ON THIS CARD {left}', left=left)}")
        case DepositLine():
            paid = w("PAID ON ACCOUNT {reference}", reference=line.reference)
            yield TextRow(paid, f"{mark}{line.net}")
        case ItemLine():
            yield TextRow(line.item.name, f"{mark}{line.extended}")
            if line.quantity != 1:
                yield TextRow(f"  {w('{n} @ {price}', n=line.quantity, price=line.unit_price)}")
            if line.on_rx:
                yield TextRow(f"  {w('DISPENSED ON A PRESCRIPTION')}")
            yield from _reductions(w, line, share_name)


def _rx_title(w: Words, line: RxLine, rx: RxWords) -> str:
    if rx is RxWords.HIDDEN:
        return w("PRESCRIPTION COPAY")
    return w("RX {rx} COPAY", rx=line.fill.key.rx)


def _return(w: Words, line: ReturnLine, mark: str) -> Iterator[TextRow]:
    """What comes back, on which ticket it was sold, and why."""
    back = line.returned
    yield TextRow(w("RETURN {name}", name=line.name), f"{mark}{line.net}")
    if back.quantity != 1:
        yield TextRow(f"  {w('{n} pieces', n=back.quantity)}")
    reason = w(back.reason.value.upper())
    ticket = w("TICKET {number}", number=back.ticket) if back.sold_on else back.ticket.upper()
    yield TextRow(f"  {ticket}, {reason}")


def _reductions(w: Words, line: ItemLine, share_name: str) -> Iterator[TextRow]:
    """What came off, and why; with the price above it adds up to what the line costs."""
    if line.override is not None and line.item.price is not None:
        regular = line.item.shelf_price
        reason = w(line.override.reason.upper())
        yield TextRow(f"  {w('REGULAR {price}, {reason}', price=regular, reason=reason)}")
    elif line.item.regular is not None:
        yield TextRow(f"  {w('REGULAR {price}, ON SALE', price=line.item.regular)}")
    if line.discount is not None:
        reason = w(line.discount.reason.upper())
        words = w("OFF, {reason}", reason=reason)
        if line.discount.kind is DiscountKind.PERCENT:
            percent = percent_words(line.discount.value)
            words = w("{percent} OFF, {reason}", percent=percent, reason=reason)
        yield TextRow(f"  {words}", str(-line.off))
    for part in line.promotions:
        counted = f" ({part.units})" if part.units != line.quantity else ""
        yield TextRow(f"  {part.text}{counted}".upper(), str(-part.amount))
    for coupon in line.coupons:
        kind = w("STORE COUPON") if coupon.code.store else w("MANUFACTURER COUPON")
        yield TextRow(f"  {kind}", str(-coupon.amount))
    if line.share:
        yield TextRow(f"  {share_name}", str(-line.share))


def _eligible(line: Line) -> bool:
    if isinstance(line, ReturnLine):
        return line.returned.eligibility is not Eligibility.NONE
    if isinstance(line, DepositLine):
        return False
    return isinstance(line, RxLine) or line.item.eligibility is not Eligibility.NONE


def _totals(w: Words, sale: Sale, *, marks: bool) -> Iterator[ReceiptRow]:
    yield TextRow(w("SUBTOTAL"), str(sale.total - sale.tax))
    yield TextRow(w("TAX"), str(sale.tax))
    by_snap = total(line.snap for line in sale.live_lines if isinstance(line, ItemLine))
    if by_snap > ZERO:
        yield TextRow(w("  NO TAX ON WHAT SNAP PAYS"), str(by_snap))
    if sale.exemption is not None:
        yield TextRow(w("TAX EXEMPT, CERTIFICATE {number}", number=sale.exemption.certificate))
        yield TextRow(f"  {w('GOOD UNTIL {day}', day=w.day(sale.exemption.expires))}")
    yield TextRow(w("TOTAL"), str(sale.total), Style.LARGE)
    if sale.saved > ZERO:
        yield TextRow(w("YOU SAVED"), str(sale.saved))
    if marks:
        yield from _eligible_totals(w, sale)
    yield RuleRow()


def _eligible_totals(w: Words, sale: Sale) -> Iterator[ReceiptRow]:
    """What a card may pay; on a refund, what of it comes back: the plan asks for it."""
    if not any(map(_eligible, sale.live_lines)):
        return
    yield TextRow(w("F = FSA/HSA eligible"))
    owed = sale.owed
    if refunds_only(sale):
        yield TextRow(w("FSA/HSA ELIGIBLE TOTAL"), str(owed.rx + owed.otc))
        yield TextRow(f"  {w('RX')}", str(owed.rx))
    elif owed.eligible > ZERO:
        yield TextRow(w("FSA/HSA ELIGIBLE TOTAL"), str(owed.eligible))
        yield TextRow(f"  {w('RX')}", str(owed.rx_eligible))


def _tender(w: Words, tender: Tender, store: StoreDetails) -> Iterator[ReceiptRow]:
    if not tender.taken:
        return
    if isinstance(tender, KeyedTender):
        yield from _keyed(w, tender)
        return
    if isinstance(tender, RefundTender):
        yield from _refund(w, tender)
        return
    if isinstance(tender, CashTender):
        if tender.rounding != ZERO:
            yield TextRow(w("ROUNDING"), _signed(tender.rounding))
        yield TextRow(w("CASH"), str(tender.tendered))
        return
    assert tender.result is not None
    yield from _card(w, tender, tender.result, store)


def refunds_only(sale: Sale) -> bool:
    """Goods came back and nothing was sold."""
    back = len(sale.return_lines)
    return back > 0 and len(sale.live_lines) == back


def _refund(w: Words, tender: RefundTender) -> Iterator[TextRow]:
    if tender.rounding != ZERO:
        yield TextRow(w("ROUNDING"), _signed(tender.rounding))
    if tender.way is RefundWay.CASH:
        yield TextRow(w("CASH BACK"), str(-tender.handed_out))
        return
    source = tender.shares[0].source
    number = source.name or (source.last4 and f"****{source.last4}")
    name = f"{w(PAPERS[tender.booked_as])} {number}".strip()
    yield TextRow(w("{name} BACK", name=" ".join(name.split())), str(-tender.handed_out))
    if tender.reference:
        yield TextRow(f"  {w('REF {code}', code=tender.reference)}"[:NARROWEST])


PAPERS: Final = {
    TenderKind.CHECK: "CHECK",
    TenderKind.GIFT: "GIFT CARD",
    TenderKind.HOUSE: "HOUSE ACCOUNT",
    TenderKind.EXTERNAL_BENEFIT: "BENEFIT CARD",
    TenderKind.CHARITY_VOUCHER: "VOUCHER",
    TenderKind.OTHER: "OTHER",
}
READ_OFF: Final = {
    Entry.PROGRAMME: "{code}",
    Entry.AUTHORISATION: "APPROVAL {code}",
    Entry.SLIP: "SLIP {code}",
    Entry.REFERENCE: "REF {code}",
    Entry.LEFT: "LEFT ON THIS CARD {code}",
}
"""What of a paper stands below its name. No ID and no reason: they are nobody else's business."""
NARROWEST: Final = 32


def _keyed(w: Words, tender: KeyedTender) -> Iterator[ReceiptRow]:
    number = tender.entry(Entry.NUMBER) or tender.entry(Entry.ACCOUNT)
    if tender.kind is TenderKind.GIFT:
        number = f"****{tender.entry(Entry.LAST4)}"
    name = f"{w(PAPERS[tender.kind])} {number}".rstrip()
    yield TextRow(name, str(tender.tendered))
    for entry, label in READ_OFF.items():
        if tender.entry(entry):
            yield TextRow(f"  {w(label, code=tender.entry(entry))}"[:NARROWEST])


_CARD_NAMES: Final = {
    TenderKind.EBT_SNAP: "EBT SNAP",
    TenderKind.EBT_CASH: "EBT CASH",
    TenderKind.DEBIT: "DEBIT CARD",
    TenderKind.GIFT: "GIFT CARD",
}


def card_title(w: Words, tender: CardTender, result: CardResult) -> str:
    name = w(_CARD_NAMES.get(tender.booked_as, "CARD"))
    fsa = tender.healthcare > ZERO and result.is_fsa
    if fsa or (tender.refunds and tender.booked_as is TenderKind.FSA_HSA):
        name = w("FSA CARD")
    last4 = result.last4 or (tender.refunds[0].source.last4 if tender.refunds else "")
    if result.outcome is Outcome.PARTIAL:
        return w("{name} ****{last4} PARTIAL", name=name, last4=last4)
    return f"{name} ****{last4}"


def _card(
    w: Words, tender: CardTender, result: CardResult, store: StoreDetails
) -> Iterator[ReceiptRow]:
    amount = -result.approved if tender.refunds else result.approved
    yield TextRow(card_title(w, tender, result), str(amount))
    if result.balance is not None:
        yield TextRow(w("  LEFT ON THIS CARD"), str(result.balance))
    if result.offline:
        yield TextRow(w("OFFLINE - SUBJECT TO APPROVAL"), style=Style.BOLD)
    deed = "VOID" if tender.void_of else "REFUND" if tender.refunds else "SALE"
    yield card_deed(w, deed, result, amount)
    if tender.void_of is not None:
        yield TextRow(f"  {w('OF PAYMENT {ref}', ref=tender.void_of.ref)}")
    for detail in card_details(w, result):
        yield TextRow(f"  {detail}")
    verified = _verified(result)
    if verified:
        yield TextRow(f"  {w(verified)}")
    yield from numbers_of(store)


def card_deed(w: Words, deed: str, result: CardResult, amount: Money) -> TextRow:
    """What was done, with which brand, and how the card was read."""
    what = (w(deed), result.brand, w(result.entry.upper()))
    return TextRow(f"  {' '.join(part for part in what if part)}", f"USD {amount}")


def numbers_of(store: StoreDetails) -> Iterator[TextRow]:
    for label, number in (("MID", store.merchant_id), ("TID", store.terminal_id)):
        if number:
            yield TextRow(f"  {label} {number}")


CVM: Final = {
    "no CVM": "SIGNATURE NOT REQUIRED",
    "online PIN": "PIN VERIFIED",
    "signature": "SIGNED",
    "on device": "VERIFIED ON DEVICE",
}
"""The cardholder verification as card brands want it said (section 12.2)."""
_NOT_A_TAG = ("APPPN", "APPLAB", "CVM", "PINSTATUSNUM")


def tags_of(result: CardResult) -> tuple[tuple[str, str], ...]:
    """What the card's chip said; nothing of a card that was swiped."""
    return tuple(each for each in result.emv if each[0] not in _NOT_A_TAG)


def card_details(w: Words, result: CardResult) -> Iterator[str]:
    """The application's name, approval, the EMV tags."""
    known = dict(result.emv)
    application = (known.get("APPPN") or known.get("APPLAB") or "").strip()
    if application:
        yield application
    if result.auth:
        yield w("APPROVAL {code}", code=result.auth)
    if result.host_ref:
        yield w("REF {code}", code=result.host_ref)
    yield from (f"{name} {value}" for name, value in tags_of(result))


def _verified(result: CardResult) -> str:
    pin = dict(result.emv).get("PINSTATUSNUM") == "1"
    return "PIN VERIFIED" if pin else CVM.get(result.cvm, "")


def _change(w: Words, sale: Sale) -> Iterator[ReceiptRow]:
    by_cash = any(isinstance(tender, CashTender) and tender.taken for tender in sale.tenders)
    if by_cash or sale.change:
        yield TextRow(w("CHANGE"), str(sale.change), Style.BOLD)


def _to_sign(w: Words, sale: Sale, store: StoreDetails) -> Iterator[ReceiptRow]:
    if sale.return_lines and store.refund_signature:
        yield TextRow("")
        yield TextRow(f"{w('Customer')} ____________________")


def foot_rows(
    w: Words, barcode: str, store: StoreDetails, *, returns: bool = True
) -> Iterator[ReceiptRow]:
    """`returns`: whether anything was sold that may come back."""
    yield RuleRow()
    policy = store.policy_in(w.language)
    if policy and returns:
        yield TextRow(policy, style=Style.CENTRED)
    yield BarcodeRow(barcode)
    yield TextRow(w("Thank you"), style=Style.CENTRED)


def _foot(w: Words, sale: Sale, store: StoreDetails) -> Iterator[ReceiptRow]:
    if refunds_only(sale):
        yield from _refund_foot(w, sale)
    else:
        back = any(map(_may_come_back, sale.live_lines))
        yield from foot_rows(w, ticket_number(sale), store, returns=back)


def _may_come_back(line: Line) -> bool:
    """A gift card, a fee, a payment on account and what was just brought back never do."""
    match line:
        case ItemLine():
            return line.item.category not in NO_STORE_TAKES
        case RxLine():
            return True  # its money may, and the store's own words tell of it
        case _:
            return False


def _refund_foot(w: Words, sale: Sale) -> Iterator[ReceiptRow]:
    """How long a store takes goods back is nothing to whom it just did."""
    yield RuleRow()
    cards = [each for each in sale.tenders if isinstance(each, CardTender) and each.taken]
    if any(each.void_of is None for each in cards):
        yield TextRow(w("On a card it may take a few days to show."), style=Style.CENTRED)
    elif cards:
        yield TextRow(w("The card is not charged for it any more."), style=Style.CENTRED)
    yield TextRow(w("Keep this as proof of what you got back."), style=Style.CENTRED)
    yield BarcodeRow(ticket_number(sale))


def _signed(amount: Money) -> str:
    return f"{'+' if amount > ZERO else ''}{amount}"
