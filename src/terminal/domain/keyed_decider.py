"""Whether a keyed tender is taken, or handed back (domain/keyed.py has what it asks for)."""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.account import credit_trouble
from terminal.domain.deposit_decider import pays_a_debt
from terminal.domain.gift_decider import gift_trouble, with_what_is_left
from terminal.domain.iias import used_by_other
from terminal.domain.keyed import FORMS, Entries, Entry, TenderRules, amount_trouble, entry_trouble
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tender import KeyedTender, programme_of
from terminal.domain.tender_kind import BUYS_NO_GIFT_CARD, TenderKind


def take_keyed(
    sale: Sale, command: c.TakeKeyed, rules: TenderRules, day: date
) -> f.KeyedTenderTaken | Refusal:
    """Something is due. What is over it goes back as change, never as a rounded one."""
    kind, amount = command.kind, command.amount
    if kind not in FORMS or not rules.takes(kind):
        return Refusal(Why.TENDER_NOT_TAKEN)
    trouble = amount_trouble(kind, amount, sale.due, rules)
    if trouble is not None:
        return trouble
    if rules.keyed_twice(kind, amount) and command.again != amount:
        missing = command.again is None
        return Refusal(Why.AMOUNT_TO_REPEAT if missing else Why.AMOUNTS_DIFFER)
    trouble = _entries_trouble(kind, command.entries, rules)
    if trouble is not None:
        return trouble
    applied = min(amount, sale.due)
    trouble = goods_trouble(sale, kind, applied)
    if trouble is None and kind is TenderKind.HOUSE:
        trouble = _account_trouble(command, rules, day)
    if trouble is not None:
        return trouble
    entries = tuple((entry, text) for entry, text in command.entries if text)
    if kind is TenderKind.GIFT:
        trouble = gift_trouble(command, rules)
        if trouble is not None:
            return trouble
        entries = with_what_is_left(command, applied)
    return f.KeyedTenderTaken(
        sale.id,
        sale.next_tender,
        kind,
        applied,
        amount,
        amount - applied,
        used_by_other(sale.remaining, applied),
        entries,
    )


def goods_trouble(sale: Sale, kind: TenderKind, applied: Money) -> Refusal | None:
    """Whether such money buys so much of what is on the ticket."""
    if kind is TenderKind.HOUSE and pays_a_debt(sale):
        return Refusal(Why.DEBT_BY_DEBT)
    if kind in BUYS_NO_GIFT_CARD and applied > sale.open_to_benefits:
        return Refusal(Why.BUYS_NO_GIFT_CARD, str(sale.open_to_benefits))
    return None


def _account_trouble(command: c.TakeKeyed, rules: TenderRules, day: date) -> Refusal | None:
    """`standing` is the account's as the store read it just now."""
    said = dict(command.entries)
    standing = command.standing
    if standing is None or standing.account.id != said[Entry.ACCOUNT]:
        return Refusal(Why.ACCOUNT_UNKNOWN)
    if said[Entry.BUYER] not in standing.account.may_buy:
        return Refusal(Why.BUYER_NOT_AUTHORISED)
    return credit_trouble(standing, command.amount, day, rules.credit)


def _entries_trouble(kind: TenderKind, entries: Entries, rules: TenderRules) -> Refusal | None:
    said = dict(entries)
    form = FORMS[kind]
    if len(said) != len(entries) or not said.keys() <= {*form.required, *form.optional}:
        return Refusal(Why.ENTRY_NOT_UNDERSTOOD)
    for entry in (*form.required, *form.optional):
        trouble = entry_trouble(kind, entry, said.get(entry, ""), rules)
        if trouble is not None:
            return trouble
    return None


def return_keyed(
    sale: Sale, tender: KeyedTender, reference: str
) -> tuple[f.KeyedTenderReturned] | Refusal:
    """A check or a voucher is handed back; what a programme approved, its own device takes back."""
    assert tender.change == ZERO, "who was given change has a closed ticket"
    if FORMS[tender.kind].approved_elsewhere:
        trouble = reversal_trouble(reference)
        if trouble is not None:
            return trouble
    programme = programme_of(tender)
    return (
        f.KeyedTenderReturned(
            sale.id, tender.id, reference, tender.kind, tender.applied, programme
        ),
    )


def reversal_trouble(reference: str) -> Refusal | None:
    """Whether this can be what the programme's device says of a reversal."""
    if not reference.strip():
        return Refusal(Why.REVERSAL_MISSING)
    return entry_trouble(TenderKind.EXTERNAL_BENEFIT, Entry.SLIP, reference, TenderRules())
