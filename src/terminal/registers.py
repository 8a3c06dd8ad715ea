"""The registers: what an inspector asks for, read from the journal as rows with their proof.

Rules that hold here:

1. A register shows facts as they were recorded; nothing is worked out anew but names of people who
   signed in.
2. Rows come newest first and are bounded; more are found by narrower days or a search.
3. A search looks at every cell, letters of either case; each word of it stands somewhere in the
   row. It is for people, not for speed.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from terminal.app import benefit_register, iias_archive
from terminal.app.dates import day_of, on_paper
from terminal.app.records import REGISTERS as NAMES
from terminal.app.records import RegisterPage, RegisterRow
from terminal.domain import facts as f
from terminal.domain import pse_ticket as p
from terminal.domain import receipt_message as m
from terminal.domain.evolve import replay
from terminal.domain.identity import LineId, SaleId, StaffId
from terminal.domain.lines import RxLine
from terminal.domain.money import Money
from terminal.domain.pickup import IdentityMethod, Relationship, SignatureKind, Unsigned
from terminal.domain.prescription import Patient, PatientId
from terminal.domain.retention import RecordClass
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.shown_id import ShownId
from terminal.presentation.paper import Paper, Table
from terminal.presentation.register_paper import blocks_of, in_blocks
from terminal.store import registry
from terminal.store.database import Connection
from terminal.store.registry import Proven

MOST_ROWS: Final = 5_000
"""Of one answer: a year of a busy counter's controlled fills."""
RELATIONSHIPS: Final = MappingProxyType(
    {
        Relationship.PATIENT: "patient",
        Relationship.PARENT_OR_GUARDIAN: "parent or guardian",
        Relationship.SPOUSE: "spouse",
        Relationship.CAREGIVER: "caregiver",
        Relationship.OTHER: "other",
    }
)


@dataclass(frozen=True, slots=True)
class Around:
    """What a row is told with: the ticket it belongs to, the people, the store's zone."""

    sale: Sale | None
    people: Mapping[StaffId, str]
    zone: tzinfo

    def who(self, staff: StaffId | None) -> str:
        return "" if staff is None else self.people.get(staff, str(staff))

    def lines(self, ids: tuple[LineId, ...]) -> tuple[RxLine, ...]:
        if self.sale is None:
            return ()
        found = (self.sale.line(each) for each in ids)
        return tuple(line for line in found if isinstance(line, RxLine))

    def fills(self, ids: tuple[LineId, ...]) -> str:
        return ", ".join(str(line.fill.key) for line in self.lines(ids))

    def patients(self, ids: tuple[LineId, ...]) -> str:
        names = (full_name(line.fill.patient) for line in self.lines(ids))
        return "; ".join(dict.fromkeys(names))

    def person(self, patient: PatientId) -> str:
        """The name as the ticket has it; the id where the ticket's part is gone."""
        lines = () if self.sale is None else self.sale.lines
        people = (line.fill.patient for line in lines if isinstance(line, RxLine))
        return next((full_name(each) for each in people if each.id == patient), str(patient))


@dataclass(frozen=True, slots=True)
class Register:
    """`cells` of a fact stand under `columns`; the day, lane and person go before them."""

    key: str
    record: RecordClass
    kinds: tuple[type[f.Fact], ...]
    columns: tuple[str, ...]
    cells: Callable[[f.Fact, Around], tuple[str, ...] | None]
    """None: this fact is not of the register."""

    @property
    def title(self) -> str:
        return NAMES[self.key]


BEFORE: Final = ("date and time", "lane", "by")


def full_name(patient: Patient) -> str:
    return ", ".join(part for part in (patient.family, patient.given) if part)


def read(
    connection: Connection,
    register: Register,
    since: datetime,
    before: datetime,
    people: Mapping[StaffId, str],
    sought: str = "",
) -> RegisterPage:
    """The rows from `since` up to, but without, `before`; both with the store's zone."""
    zone = since.tzinfo
    assert zone is not None, "an instant has a zone"
    columns = (*BEFORE, *register.columns)
    rows: list[RegisterRow] = []
    words = tuple(word.removeprefix("$") for word in sought.casefold().split())
    for row in _rows(connection, register, since, before, people, zone):
        text = "\n".join(row.cells).casefold()
        if all(word in text for word in words):
            if len(rows) == MOST_ROWS:
                return RegisterPage(
                    register.title, (*BEFORE, *register.columns), tuple(rows), more=True
                )
            rows.append(row)
    return RegisterPage(register.title, columns, tuple(rows), more=False)


def _rows(
    connection: Connection,
    register: Register,
    since: datetime,
    before: datetime,
    people: Mapping[StaffId, str],
    zone: tzinfo,
) -> Iterator[RegisterRow]:
    kinds = (registry.of_kind(connection, kind, since, before) for kind in register.kinds)
    last: tuple[SaleId, Sale | None] = (SaleId(""), None)
    for each in heapq.merge(*kinds, key=lambda proven: -proven.seq):
        if each.sale != last[0]:
            last = (each.sale, ticket_of(registry.of_sale(connection, each.sale)))
        around = Around(last[1], people, zone)
        cells = register.cells(each.fact, around)
        if cells is not None:
            yield RegisterRow(each.seq, each.hash.hex(), (*_before(each, around), *cells))


def _before(each: Proven, around: Around) -> tuple[str, ...]:
    at = each.at.astimezone(around.zone)
    return on_paper(at), str(each.lane), around.who(each.actor)


def ticket_of(proven: tuple[Proven, ...]) -> Sale | None:
    """The ticket again; None for none, or when a part of it was removed by retention."""
    told = tuple(each.fact for each in proven if isinstance(each.fact, f.SaleFact))
    if not told or not isinstance(told[0], f.SaleOpened):
        return None
    try:
        return replay(told)
    except AssertionError:
        return None


# --- what each register tells


def _signature(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Each text on its own, and what was due and is not signed."""
    assert isinstance(fact, f.SignatureTaken | f.LeftUnsigned)
    if isinstance(fact, f.SignatureTaken):
        by, bound = RELATIONSHIPS[fact.signer], str(fact.bound)
    else:
        by, bound = f"not signed, {fact.why.value}: {fact.note}", ""
    fills, who = around.fills(fact.lines), _about(fact, around)
    return fills, who, fact.kind.value, by, fact.text_version, bound


def _about(fact: f.SignatureTaken | f.LeftUnsigned, around: Around) -> str:
    """Whom a text is about: the person it names, or those of its fills."""
    return around.patients(fact.lines) if fact.patient is None else around.person(fact.patient)


def _notice(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """The notice of privacy practices: acknowledged, or why not (45 CFR 164.520(c)(2)(ii))."""
    assert isinstance(fact, f.SignatureTaken | f.LeftUnsigned)
    if fact.kind is not SignatureKind.NOTICE:
        return None
    who = _about(fact, around)
    if isinstance(fact, f.SignatureTaken):
        return who, fact.notice, "acknowledged", RELATIONSHIPS[fact.signer], "", fact.bound
    return who, fact.notice, _NOT_ACKNOWLEDGED[fact.why], "", fact.note, ""


_NOT_ACKNOWLEDGED: Final = MappingProxyType(
    {Unsigned.REFUSED: "refused", Unsigned.NOT_PRESENT: "not acknowledged, patient not here"}
)


def _counselling(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.CounsellingRecorded)
    return (
        around.fills(fact.lines),
        around.patients(fact.lines),
        fact.result.value,
        around.who(fact.by) + ("" if fact.lane is None else f", at lane {fact.lane}"),
        fact.note,
        ", ".join(fact.rules),
    )


def _controlled(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """The ID that was seen, or why there is none and which pharmacist answers for it."""
    assert isinstance(fact, f.ControlledIdShown | f.ControlledReleased)
    schedules = ", ".join(
        f"C-{_ROMAN[line.fill.schedule]}" for line in around.lines(fact.lines) if line.fill.schedule
    )
    relations = ", ".join(dict.fromkeys(RELATIONSHIPS[each] for each in fact.relationships))
    fills = (around.fills(fact.lines), around.patients(fact.lines), schedules)
    rules = ", ".join(fact.rules)
    if isinstance(fact, f.ControlledReleased):
        why = ": ".join(part for part in (fact.basis.value, fact.reason) if part)
        return *fills, relations, "", "", "", f"{why}, {around.who(fact.pharmacist)}", rules
    shown = fact.shown
    name = "" if shown.name is None else f"{shown.name.family}, {shown.name.given}".strip(", ")
    taker = "; ".join(part for part in (name, relations) if part)
    number = " ".join(part for part in (shown.jurisdiction, shown.number) if part)
    return *fills, taker, shown.type.value, number, _more_of(shown), "", rules


def _more_of(shown: ShownId) -> str:
    born = "" if shown.birth_date is None else f"born {day_of(shown.birth_date)}"
    copied = "copy filed" if shown.copy_filed else ""
    how = "scanned" if shown.scanned else ""
    return "; ".join(part for part in (shown.address, born, copied, how) if part)


def _question(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.HandOutAnswered)
    return (
        around.fills(fact.lines),
        around.patients(fact.lines),
        fact.question,
        fact.answer if fact.lets_go else f"{fact.answer} (stays here)",
        fact.note,
        around.who(fact.by),
        fact.rule,
    )


def _exception(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """Where a pharmacist stood in for an answer or a wish, and what did not fit (section 3)."""
    assert isinstance(
        fact, f.IdentityConfirmed | f.ObjectionReleased | f.IdentityMissed | f.SecondPickupClaimed
    )
    who = around.person(fact.patient)
    match fact:
        case f.ObjectionReleased():
            by = around.who(fact.pharmacist)
            return who, "somebody else may collect", fact.reason, by
        case f.IdentityMissed():
            return who, "answer did not fit", f"try {fact.tries}", ""
        case f.SecondPickupClaimed():
            return who, "asked for a second time", _picked_up_before(fact, around), ""
        case f.IdentityConfirmed(method=IdentityMethod.PHARMACIST):
            return who, "identity confirmed", fact.reason, around.who(fact.by)
        case _:
            return None


def _picked_up_before(fact: f.SecondPickupClaimed, around: Around) -> str:
    at = "" if fact.sold_at is None else on_paper(fact.sold_at.astimezone(around.zone))
    lane = f"lane {fact.sold_lane}" if fact.sold_lane else ""
    taker = "" if fact.sold_to is None else RELATIONSHIPS[fact.sold_to]
    before = ", ".join(part for part in (at, lane, taker) if part)
    return f"{fact.key}, picked up {before}" if before else str(fact.key)


_ROMAN: Final = MappingProxyType({2: "II", 3: "III", 4: "IV", 5: "V"})


def _handed_over(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.FillHandedOver)
    return (
        str(fact.key),
        around.patients((fact.line,)),
        taker_of(fact),
        "" if fact.counselling is None else fact.counselling.value,
        str(fact.copay),
        fact.signature,
    )


def taker_of(fact: f.FillHandedOver) -> str:
    """What this person is to the patient, and the name where it was asked or stands on an ID."""
    relation = RELATIONSHIPS[fact.relationship]
    if fact.picker is None or fact.relationship is Relationship.PATIENT:
        return relation
    return f"{relation}, {fact.picker.full}"


def _iias(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    return iias_archive.cells(fact, around.sale)


def _benefit(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    return benefit_register.cells(fact, around.sale)


def _returned(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    """What came back; a line that was struck, or a ticket that was given up, says so."""
    assert isinstance(fact, f.ReturnAdded)
    back = fact.returned
    line = None if around.sale is None else around.sale.line(fact.line)
    gone = around.sale is not None and around.sale.status is SaleStatus.ABANDONED
    struck = " (struck)" if gone or (line is not None and line.voided) else ""
    return (
        "" if around.sale is None else f"{around.sale.lane}-{around.sale.number:06}",
        back.ticket,
        (back.item.name if back.item is not None else f"Rx {back.fill}") + struck,
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
        "" if around.sale is None else f"{around.sale.lane}-{around.sale.number:06}",
        fact.name.full,
        fact.document,
        fact.number,
        str(Money(-back)),
        around.who(fact.by),
    )


def _settled(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    assert isinstance(fact, f.WorkItemSettled)
    return fact.subject, fact.kind.replace("_", " "), fact.how.value, fact.note


def _viewed(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001  the shape of all registers
    assert isinstance(fact, f.PatientViewed)
    return (fact.patient,)


def _book(fact: f.Fact, around: Around) -> tuple[str, ...] | None:  # noqa: ARG001
    assert isinstance(fact, f.BookEntryMade)
    buyer = fact.buyer
    return (
        f"{fact.drug} ({fact.amount} {fact.measure.value})",
        f"{buyer.family}, {buyer.given}",
        buyer.address,
        str(fact.quantity),
        fact.pharmacist_name,
        ", ".join(fact.rules),
    )


def _pse(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, p.PseLogged)
    buyer = fact.buyer
    document = f"{buyer.id_type.value} {buyer.number}"
    reference = fact.ref if not fact.exchange_id else f"{fact.ref} ({fact.exchange_id})"
    return (
        "; ".join(each.name for each in fact.goods),
        "; ".join(str(each.packages) for each in fact.goods),
        f"{buyer.family}, {buyer.given}",
        buyer.address,
        f"{document}, {buyer.jurisdiction}",
        around.who(fact.seller),
        reference,
        fact.signature,
    )


def _relief(fact: f.Fact, around: Around) -> tuple[str, ...] | None:
    assert isinstance(fact, f.CopayWaived | f.CopayLeftOwed)
    waived = isinstance(fact, f.CopayWaived)
    return (
        around.fills((fact.line,)),
        around.patients((fact.line,)),
        "waived" if waived else "left owed",
        str(fact.amount),
        fact.reason,
        around.who(fact.by) if waived else "",
    )


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
        "signatures",
        RecordClass.PICKUP,
        (f.SignatureTaken, f.LeftUnsigned),
        ("prescriptions", "patient", "for", "signed by", "text", "bound to"),
        _signature,
    ),
    Register(
        "npp",
        RecordClass.PICKUP,
        (f.SignatureTaken, f.LeftUnsigned),
        ("patient", "notice", "answer", "signed by", "reason or effort", "bound to"),
        _notice,
    ),
    Register(
        "counselling",
        RecordClass.PICKUP,
        (f.CounsellingRecorded,),
        ("prescriptions", "patient", "result", "recorded by", "note", "rules"),
        _counselling,
    ),
    Register(
        "controlled",
        RecordClass.CONTROLLED_ID,
        (f.ControlledIdShown, f.ControlledReleased),
        (
            *("prescriptions", "patient", "schedule", "picked up by", "document", "number"),
            *("also written down", "without an ID", "rules"),
        ),
        _controlled,
    ),
    Register(
        "questions",
        RecordClass.PICKUP,
        (f.HandOutAnswered,),
        ("prescriptions", "patient", "question", "answer", "note", "answered by", "rule"),
        _question,
    ),
    Register(
        "exceptions",
        RecordClass.PICKUP,
        (f.IdentityConfirmed, f.ObjectionReleased, f.IdentityMissed, f.SecondPickupClaimed),
        ("patient", "what", "reason or before", "released by"),
        _exception,
    ),
    Register(
        "pickups",
        RecordClass.PICKUP,
        (f.FillHandedOver,),
        ("prescription", "patient", "picked up by", "counselling", "copay", "signature"),
        _handed_over,
    ),
    Register(
        "schedule-v",
        RecordClass.SCHEDULE_V_BOOK,
        (f.BookEntryMade,),
        ("drug", "buyer", "address", "packages", "pharmacist", "rules"),
        _book,
    ),
    Register(
        "pse",
        RecordClass.PSE_LOG,
        (p.PseLogged,),
        (
            *("products", "packages", "buyer", "address", "document", "seller"),
            *("exchange reference", "signature"),
        ),
        _pse,
    ),
    Register(
        "waivers",
        RecordClass.SALES,
        (f.CopayWaived, f.CopayLeftOwed),
        ("prescription", "patient", "what", "copay", "reason", "approved by"),
        _relief,
    ),
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
        "settled",
        RecordClass.PICKUP,
        (f.WorkItemSettled,),
        ("about", "what it was", "how it was settled", "found and done"),
        _settled,
    ),
    Register(
        "views",
        RecordClass.PRIVACY,
        (f.PatientViewed,),
        ("patient id",),
        _viewed,
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
)
"""In the order of the page; a new kind of proof is one more entry."""


def register_of(key: str) -> Register | None:
    return next((each for each in REGISTERS if each.key == key), None)


# --- on paper


def table_of(page: RegisterPage) -> Table:
    """Every row with its place in the chain."""
    columns = (*page.columns, "journal row", "hash")
    return Table(columns, tuple((*row.cells, str(row.seq), row.hash) for row in page.rows))


def paper_of(
    page: RegisterPage, days: tuple[date, date], store: str, person: str, at: datetime
) -> Paper:
    """A register as a document; the CSV beside it has the hashes whole."""
    spanned = " to ".join(day_of(day) for day in days)
    made = f"{spanned} · {store} · {on_paper(at)} · {person}"
    blocks = blocks_of(page)
    return Paper(page.title, made, blocks, page.title, landscape=not in_blocks(page))
