"""Each tender in a row: on the payment page, after payment, and by name alone."""

from typing import Final

from terminal.app.inputs import Do
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refund_decider import refunded
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, CashTender, KeyedTender, RefundTender, Tender
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Figure, Row

KIND_NAMES: Final = {
    TenderKind.CASH: "Cash",
    TenderKind.CREDIT: "Card",
    TenderKind.FSA_HSA: "FSA/HSA card",
    TenderKind.EBT_SNAP: "EBT SNAP",
    TenderKind.EBT_CASH: "EBT cash",
    TenderKind.DEBIT: "Debit card",
    TenderKind.GIFT: "Gift card",
    TenderKind.HOUSE: "House account",
    TenderKind.CHECK: "Check",
    TenderKind.EXTERNAL_BENEFIT: "Benefit card",
    TenderKind.CHARITY_VOUCHER: "Voucher",
    TenderKind.OTHER: "Other",
}
_BESIDE: Final = {
    TenderKind.GIFT: Entry.LAST4,
    TenderKind.HOUSE: Entry.ACCOUNT,
    TenderKind.CHECK: Entry.NUMBER,
    TenderKind.EXTERNAL_BENEFIT: Entry.PROGRAMME,
    TenderKind.CHARITY_VOUCHER: Entry.REFERENCE,
    TenderKind.OTHER: Entry.REFERENCE,
}
"""What stands beside the name of a keyed tender."""


def moved_figures(sale: Sale) -> tuple[Figure, ...]:
    """What went back and what was paid, each for itself, where there is any of it."""
    back, paid = refunded(sale), total(each.paid.total for each in sale.payments)
    moved = ((tr("Given back"), back), (tr("Paid"), paid))
    return tuple(Figure(label, str(amount)) for label, amount in moved if amount != ZERO)


def tender_rows(sale: Sale) -> tuple[Row, ...]:
    """Every tender, also one that was given back, and every card attempt with what became of it."""
    last = next((each for each in reversed(sale.tenders) if each.taken), None)
    return tuple(_row(tender, last=tender is last) for tender in sale.tenders)


def done_rows(sale: Sale) -> tuple[Row, ...]:
    """What the closed ticket was paid with."""
    return tuple(
        Row(str(each.id), _long_name(each), _note(each), (), str(each.paid.total))
        for each in sale.tenders
        if each.taken
    )


def kind_name(tender: Tender) -> str:
    """In a word or two, as the customer may see it."""
    return tr(KIND_NAMES[tender.booked_as])


def _row(tender: Tender, *, last: bool) -> Row:
    give_back = press(Do.GIVE_BACK, tr("Give back"), "Ctrl+B" if last else "", str(tender.id))
    match tender:
        case CashTender():
            return _plain_row(tender, tender.applied, give_back)
        case KeyedTender():
            return _plain_row(tender, tender.tendered, give_back)
        case CardTender():
            return _card_row(tender, give_back)
        case RefundTender():
            return Row(
                str(tender.id), _long_name(tender), _note(tender), (), str(tender.paid.total)
            )


def _plain_row(tender: CashTender | KeyedTender, amount: Money, give_back: Action) -> Row:
    name = _long_name(tender)
    if tender.returned:
        title = tr("{name} · given back", name=name)
        return Row(str(tender.id), title, "", (), str(amount), struck=True)
    return Row(str(tender.id), name, _note(tender), (), str(amount), action=give_back)


_WORDS: Final = {
    Outcome.APPROVED: "approved",
    Outcome.PARTIAL: "approved in part",
    Outcome.DECLINED: "declined",
    Outcome.ABORTED: "not charged",
    Outcome.UNKNOWN: "not confirmed",
    Outcome.CONFIG_ERROR: "refused by the terminal",
}


def _card_row(tender: CardTender, give_back: Action) -> Row:
    result = tender.result
    if result is None:
        name = _plain_name(tender)
        return Row(str(tender.id), name, tr("not confirmed"), (), str(tender.amount))
    state = tr("given back") if tender.given_back else tr(_WORDS[result.outcome])
    if tender.bounced:
        state = tr("declined by the bank afterwards")
    return Row(
        str(tender.id),
        f"{_long_name(tender)} · {state}",
        _approval_words(tender.amount, result) if tender.approved else result.text,
        (),
        str(tender.paid.total) if tender.taken else "",
        struck=not tender.taken,
        action=give_back if tender.taken and not tender.refunds else None,
    )


def _long_name(tender: Tender) -> str:
    """With what tells it from another one of its kind."""
    name = kind_name(tender)
    match tender:
        case CashTender():
            return name
        case RefundTender():
            named = tender.shares[0].source.name
            return tr("{name} back", name=f"{name} {named}".rstrip())
        case KeyedTender(kind=TenderKind.GIFT):
            return f"{name} •••• {tender.entry(Entry.LAST4)}"
        case KeyedTender():
            return f"{name} {tender.entry(_BESIDE[tender.kind])}"
        case CardTender():
            last4 = tender.result.last4 if tender.result else ""
            last4 = last4 or (tender.refunds[0].source.last4 if tender.refunds else "")
            plain = _plain_name(tender)
            if tender.refunds:
                plain = tr("{name} back", name=plain)
            return f"{plain} •••• {last4}" if last4 else plain


def _plain_name(tender: CardTender) -> str:
    """An FSA/HSA card is one when the terminal says so."""
    if tender.booked_as is not TenderKind.FSA_HSA:
        return kind_name(tender)
    known = tender.result is not None and tender.result.is_fsa
    return kind_name(tender) if known else tr(KIND_NAMES[TenderKind.CREDIT])


def _note(tender: Tender) -> str:
    match tender:
        case CardTender(result=CardResult(offline=True)) if tender.taken:
            return _offline_words()
        case CardTender(result=CardResult(balance=Money() as left)) if tender.taken:
            return tr("left on the card {left}", left=left)
        case RefundTender() if tender.reference:
            return tr("reference {number}", number=tender.reference)
        case KeyedTender() if tender.entry(Entry.LEFT):
            return tr("left on the card {left}", left=tender.entry(Entry.LEFT))
        case KeyedTender() if tender.entry(Entry.AUTHORISATION):
            return tr("code {code}", code=tender.entry(Entry.AUTHORISATION))
        case _:
            return ""


def _approval_words(asked: Money, result: CardResult) -> str:
    said = tr("Asked {asked}, approved {got}", asked=asked, got=result.approved)
    if result.offline:
        said = f"{said} · {_offline_words()}"
    if result.balance is not None:
        said = f"{said} · {tr('left on the card {left}', left=result.balance)}"
    return f"{said} · {tr('code {code}', code=result.auth)}" if result.auth else said


def _offline_words() -> str:
    return tr("offline, subject to approval")
