"""Registers of restricted goods: the record book, the PSE log, ages that were checked.

Rules that hold here:

1. An entry that was made and taken back says so beside its drug: the book shows each, as a bound
   one would (21 CFR 1306.26(e)).
2. How a sale stands with the exchange is told from the facts of its ticket. That a stop was passed
   over is not: who looks over a shoulder learns nothing of it (section 10), and `rxlane pse duress`
   lists each.
3. The log names a sale as the journal does: the number of its ticket goes before it where a row
   keeps the log longer.
"""

from typing import Final

from terminal.app.dates import day_of, on_paper
from terminal.domain import facts as f
from terminal.domain import pse_ticket as p
from terminal.domain.pse import Offline
from terminal.domain.retention import RecordClass
from terminal.registers.row import Around, Register, Ticket
from terminal.store.record_book import became


def _book(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Every field of 21 CFR 1306.26(e), and what a row asks for besides."""
    assert isinstance(fact, f.BookEntryMade)
    buyer = fact.buyer
    fate = became(around.row, around.ticket.proven)
    return (
        fact.drug,
        "" if fate is None else fate.value,
        f"{fact.amount} {fact.measure.value}",
        f"{buyer.family}, {buyer.given}",
        str(fact.quantity),
        buyer.address,
        "" if buyer.born is None else day_of(buyer.born),
        buyer.id_number,
        fact.basis.value,
        fact.pharmacist_name,
        f"{around.ticket.name or fact.sale}, line {fact.line}",
        ", ".join(fact.rules),
    )


def _pse(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """The columns of 21 CFR 1314.30(a), and what the states add (section 9.5)."""
    if isinstance(fact, f.PseReturned):
        return _pse_back(fact, around)
    assert isinstance(fact, p.PseLogged)
    return (
        *_pse_entry(fact, fact.goods, "sold"),
        around.who(fact.seller),
        _exchange(fact, around),
        _reference(fact.ref, fact.exchange_id),
        fact.sale,
        fact.signature,
    )


def _pse_back(fact: f.PseReturned, around: Around) -> tuple[str, ...]:
    """What of an entry came back, with the buyer that the entry names."""
    sold = around.find(fact.sold_on)
    entries = (each.fact for each in sold.proven if isinstance(each.fact, p.PseLogged))
    entry = next((each for each in entries if each.ref == fact.ref), None)
    what = "all of it came back" if fact.whole else "came back"
    told: tuple[str, ...] = ("", what, *("",) * 5)
    if entry is not None:
        told = _pse_entry(entry, tuple(x for x in entry.goods if x.line in fact.lines), what)
    return (
        *told,
        around.who(around.row.actor),
        _taken_back(fact, sold, around),
        _reference(fact.ref, "" if entry is None else entry.exchange_id),
        fact.sold_on,
        "",
    )


def _pse_entry(fact: p.PseLogged, goods: tuple[p.PseGoods, ...], what: str) -> tuple[str, ...]:
    buyer = fact.buyer
    return (
        "; ".join(each.name for each in goods),
        what,
        "; ".join(str(each.packages) for each in goods),
        f"{buyer.family}, {buyer.given}",
        buyer.address,
        day_of(buyer.birth_date),
        f"{buyer.id_type.value} {buyer.number}, {buyer.jurisdiction}",
    )


def _reference(ref: str, exchange_id: str) -> str:
    return ref if not exchange_id else f"{ref} ({exchange_id})"


def _exchange(fact: p.PseLogged, around: Around) -> str:
    if not fact.ref:
        return "no exchange"
    if fact.overridden:
        return "reported apart"
    match fact.offline:
        case None:
            refused = _settled(fact.ref, around.ticket, around, p.Settled.REFUSED)
            return f"approved, then {refused}" if refused else "approved"
        case Offline.NOTE:
            return "down: sold without submission"
        case Offline.UPLOAD:
            settled = _settled(fact.ref, around.ticket, around)
            return f"down: {settled or 'not entered yet'}"
        case Offline.BLOCK:
            raise AssertionError("nothing is sold then")


def _taken_back(fact: f.PseReturned, sold: Ticket, around: Around) -> str:
    if not fact.ref:
        return ""
    if not fact.whole:
        return "a person tells it"  # a work item asks: the exchange takes whole sales back
    return _settled(fact.ref, sold, around, p.Settled.RETURNED) or "not told yet"


def _settled(ref: str, ticket: Ticket, around: Around, *wanted: p.Settled) -> str:
    """What became of it at the exchange in the end, and when."""
    kinds = wanted or (p.Settled.PURCHASED, p.Settled.REFUSED)
    for each in ticket.proven:
        fact = each.fact
        if isinstance(fact, p.PseExchangeSettled) and fact.ref == ref and fact.outcome in kinds:
            at = on_paper(each.at.astimezone(around.zone))
            return f"{_SETTLED[fact.outcome]} {at}"
    return ""


_SETTLED: Final = {
    p.Settled.PURCHASED: "entered",
    p.Settled.RETURNED: "taken back",
    p.Settled.REFUSED: "refused",
}


def _age(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Of a person only the class of the age is kept (section 11)."""
    assert isinstance(fact, f.AgeVerified | f.AgeExempted | f.RestrictedRefused)
    goods, rules = around.goods(fact.lines), ", ".join(fact.rules)
    match fact:
        case f.AgeVerified():
            by = around.who(fact.by)
            return goods, "old enough", f"{fact.age} or more", fact.method.value, by, rules
        case f.AgeExempted():
            by = around.who(fact.pharmacist)
            return goods, "on a prescription", "", "the pharmacist's word", by, rules
        case f.RestrictedRefused():
            why = f"refused: {fact.reason.value}"
            asked = str(fact.age) if fact.age else ""
            return goods, why, asked, "", around.who(fact.by), rules


REGISTERS: Final = (
    Register(
        "schedule-v",
        RecordClass.SCHEDULE_V_BOOK,
        (f.BookEntryMade,),
        (
            *("drug", "became", "amount", "buyer", "packages", "address", "born", "ID number"),
            *("known by", "pharmacist", "ticket", "rules"),
        ),
        _book,
    ),
    Register(
        "pse",
        RecordClass.PSE_LOG,
        (p.PseLogged, f.PseReturned),
        (
            *("products", "what", "packages", "buyer", "address", "born", "document", "seller"),
            *("exchange", "exchange reference", "sale", "signature"),
        ),
        _pse,
    ),
    Register(
        "ages",
        RecordClass.SALES,
        (f.AgeVerified, f.AgeExempted, f.RestrictedRefused),
        ("goods", "what", "age", "how", "answered by", "rules"),
        _age,
    ),
)
