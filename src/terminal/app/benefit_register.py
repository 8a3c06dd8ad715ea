"""The authorisation codes of benefit cards, programme by programme: what a claim to the programme,
or a comparison with its own device, asks for (money-tax-iias.md section 8).
"""

from typing import Final

from terminal.domain import facts as f
from terminal.domain.keyed import Entry
from terminal.domain.sale import Sale
from terminal.domain.tender import KeyedTender
from terminal.domain.tender_kind import TenderKind

COLUMNS: Final = ("programme", "authorisation", "amount", "what", "slip", "ticket")
KINDS: Final = (f.KeyedTenderTaken, f.KeyedTenderReturned, f.RefundGiven)


def cells(fact: f.Fact, sale: Sale | None) -> tuple[str, ...] | None:
    """None: no benefit card's. What went back is below zero, with what the device said of it."""
    assert isinstance(fact, KINDS)
    if fact.kind is not TenderKind.EXTERNAL_BENEFIT:
        return None
    ticket = "" if sale is None else f"{sale.lane}-{sale.number:06}"
    match fact:
        case f.KeyedTenderTaken():
            read = dict(fact.entries)
            code, slip = read.get(Entry.AUTHORISATION, ""), read.get(Entry.SLIP, "")
            programme = read.get(Entry.PROGRAMME, "")
            return programme, code, str(fact.applied), "paid", slip, ticket
        case f.KeyedTenderReturned():
            tender = None if sale is None else sale.tender(fact.tender)
            code = tender.entry(Entry.AUTHORISATION) if isinstance(tender, KeyedTender) else ""
            what = f"given back, {fact.reversal}"
            return fact.programme, code, str(-fact.applied), what, "", ticket
        case f.RefundGiven():
            what = f"refund, {fact.reference}"
            return fact.shares[0].source.name, "", str(-fact.amount), what, "", ticket
