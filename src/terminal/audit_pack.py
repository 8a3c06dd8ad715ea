"""The audit pack: for each prescription of a payer's list, what proves that it was picked up.

Rules that hold here (pickup-and-compliance.md section 17):

1. What is missing stands first: a number that was never handed out here, or without a signature.
2. Each row names its places in the journal and their hashes; the end of the chain is signed.
3. Nothing is filled in: a cell that the journal does not answer stays empty.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from terminal.app.audit_list import Wanted
from terminal.app.dates import on_paper
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind
from terminal.domain.barcode import RxNumber
from terminal.domain.identity import LineId, StaffId
from terminal.domain.lines import RxLine
from terminal.domain.pickup import SignatureKind
from terminal.domain.prescription import Fill
from terminal.domain.sale import Sale
from terminal.domain.tender import CashTender, KeyedTender, RefundTender, Tender
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.paper import Block, Heading, Paper, Paragraph, Picture, Table
from terminal.registers.pickup import taker_of
from terminal.registers.row import RELATIONSHIPS, full_name, ticket_of
from terminal.store import journal, registry
from terminal.store.chain import Head
from terminal.store.database import Connection
from terminal.store.journal import Verdict
from terminal.store.registry import Proven

COLUMNS: Final = (
    "prescription",
    "picked up",
    "lane",
    "by",
    "picked up by",
    "signed",
    "signer",
    "counselling",
    "pharmacist",
    "paid with",
    "copay",
    "days waiting",
    "journal row",
    "hash",
    "signature row",
    "signature hash",
)
Progress = Callable[[int, int], None]
"""Told how many of how many are done; may raise, to stop."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pickup with its proof; `signed` None: nobody signed."""

    seq: int
    """Of the pickup's row in the journal."""
    cells: tuple[str, ...]
    patient: str
    signed: f.SignatureTaken | None
    picture: bytes | None


@dataclass(frozen=True, slots=True)
class Pack:
    missing: tuple[tuple[str, str], ...]
    """What was asked for and cannot be proved, with the reason."""
    evidence: tuple[Evidence, ...]


def collect(
    connection: Connection,
    wanted: Sequence[Wanted],
    people: Mapping[StaffId, str],
    zone: tzinfo,
    progress: Progress = lambda _done, _of: None,
) -> Pack:
    """What the journal knows of these prescriptions, each pickup once."""
    missing: list[tuple[str, str]] = []
    told: set[int] = set()
    evidence: list[Evidence] = []
    for done, each in enumerate(wanted):
        progress(done, len(wanted))
        if each.rx is None:
            missing.append((each.text, "this is no prescription number"))
            continue
        found = list(_evidence(connection, each.rx, each.fill, people, zone))
        if not found:
            missing.append((each.text, "never handed out at this lane, or its record is gone"))
        found = [one for one in found if one.seq not in told]  # asked for with and without its fill
        told |= {one.seq for one in found}
        missing += [
            (one.cells[0], f"handed out {one.cells[1]} without a signature")
            for one in found
            if one.signed is None
        ]
        evidence += found
    return Pack(tuple(missing), tuple(evidence))


def _evidence(
    connection: Connection,
    rx: RxNumber,
    fill: int | None,
    people: Mapping[StaffId, str],
    zone: tzinfo,
) -> Iterable[Evidence]:
    for sale_id in dict.fromkeys(registry.sales_of_prescription(connection, rx, fill)):
        proven = registry.of_sale(connection, sale_id)
        sale = ticket_of(proven)
        for each in proven:
            fact = each.fact
            if not isinstance(fact, f.FillHandedOver) or fact.key.rx != rx:
                continue
            if fill in (None, fact.key.fill):
                yield _of_pickup(connection, each, fact, proven, sale, people, zone)


def _of_pickup(
    connection: Connection,
    row: Proven,
    fact: f.FillHandedOver,
    proven: tuple[Proven, ...],
    sale: Sale | None,
    people: Mapping[StaffId, str],
    zone: tzinfo,
) -> Evidence:
    line = None if sale is None else sale.line(fact.line)
    told = line.fill if isinstance(line, RxLine) else None
    signed = _signature_of(proven, fact.line)
    counselled = _last(proven, f.CounsellingRecorded, fact.line)
    at = row.at.astimezone(zone)
    signature = signed.fact if signed else None
    counselling = counselled.fact if counselled else None
    assert signature is None or isinstance(signature, f.SignatureTaken)
    assert counselling is None or isinstance(counselling, f.CounsellingRecorded)
    cells = (
        str(fact.key),
        on_paper(at),
        str(row.lane),
        _who(people, row.actor),
        taker_of(fact),
        "" if signed is None else on_paper(signed.at.astimezone(zone)),
        "" if signature is None else RELATIONSHIPS[signature.signer],
        "" if counselling is None else _answer(counselling),
        "" if counselling is None else _who(people, counselling.by),
        "" if sale is None else _tenders(sale),
        str(fact.copay),
        "" if told is None else _days(told, row, zone),
        str(row.seq),
        row.hash.hex(),
        "" if signed is None else str(signed.seq),
        "" if signed is None else signed.hash.hex(),
    )
    picture = journal.attachment(connection, signature.picture) if signature else None
    patient = "" if told is None else full_name(told.patient)
    return Evidence(row.seq, cells, patient, signature, picture)


def _signature_of(proven: tuple[Proven, ...], line: LineId) -> Proven | None:
    """That for the payer; else that of who received it. No other text proves a pickup."""
    for kind in (SignatureKind.THIRD_PARTY, SignatureKind.DELIVERY):
        texts = tuple(
            each
            for each in proven
            if isinstance(each.fact, f.SignatureTaken) and each.fact.kind is kind
        )
        found = _last(texts, f.SignatureTaken, line)
        if found is not None:
            return found
    return None


def _last(
    proven: tuple[Proven, ...],
    kind: type[f.SignatureTaken | f.CounsellingRecorded],
    line: LineId,
) -> Proven | None:
    found = (
        each for each in reversed(proven) if isinstance(each.fact, kind) and line in each.fact.lines
    )
    return next(found, None)


def _answer(fact: f.CounsellingRecorded) -> str:
    asked = "on request, " if fact.requested else ""
    return asked + (f"{fact.result.value}: {fact.note}" if fact.note else fact.result.value)


def _who(people: Mapping[StaffId, str], staff: StaffId | None) -> str:
    return "" if staff is None else people.get(staff, str(staff))


def _days(fill: Fill, row: Proven, zone: tzinfo) -> str:
    if fill.ready_since is None:
        return ""
    return str((row.at.astimezone(zone).date() - fill.ready_since.astimezone(zone).date()).days)


def _tenders(sale: Sale) -> str:
    return "; ".join(_tender(each) for each in sale.tenders if each.taken)


def _tender(tender: Tender) -> str:
    if isinstance(tender, CashTender):
        return f"cash {tender.applied}"
    if isinstance(tender, KeyedTender):
        return f"{_KEYED[tender.kind]} {tender.applied}"
    if isinstance(tender, RefundTender):
        return f"refund, {tender.way.value} {tender.amount}"
    card = "" if tender.result is None else f" {tender.result.last4}"
    return f"{_CARDS[CardKind(tender.booked_as.value)]}{card} {tender.paid.total} ({tender.ref})"


_KEYED: Final = {
    TenderKind.CHECK: "check",
    TenderKind.GIFT: "gift card",
    TenderKind.HOUSE: "house account",
    TenderKind.EXTERNAL_BENEFIT: "benefit card",
    TenderKind.CHARITY_VOUCHER: "charity voucher",
    TenderKind.OTHER: "other",
}
_CARDS: Final = {
    CardKind.CREDIT: "card",
    CardKind.DEBIT: "debit card",
    CardKind.FSA_HSA: "FSA/HSA card",
    CardKind.EBT_SNAP: "EBT SNAP",
    CardKind.EBT_CASH: "EBT cash",
    CardKind.GIFT: "gift card",
}


# --- on paper


def chain_words(verdict: Verdict, head: Head, public_key: bytes) -> str:
    """What stands at the top of a pack: whether the journal is whole, and how to check it."""
    state = "whole" if verdict.good else f"BROKEN at row {verdict.first_bad_seq}"
    return (
        f"The journal was verified before this was written and is {state}: {verdict.rows} rows,"
        f" {verdict.checkpoints} signed checkpoints, last row {head.seq} with hash"
        f" {head.hash.hex()}. Checkpoints verify with the Ed25519 key {public_key.hex()}."
    )


def table_of(pack: Pack) -> Table:
    """Missing ones first, so that nobody overlooks them."""
    missing = tuple((text, why, *("",) * (len(COLUMNS) - 2)) for text, why in pack.missing)
    return Table(COLUMNS, (*missing, *(each.cells for each in pack.evidence)))


def paper_of(pack: Pack, store: str, made: str, chain: str) -> Paper:
    """The pack as a document: the list, then each pickup with its signature."""
    blocks: list[Block] = [Paragraph(chain)]
    if pack.missing:
        blocks += [Heading("Not proved"), Table(("asked for", "why"), pack.missing, (1, 3))]
    for each in pack.evidence:
        blocks.append(Heading(f"Rx {each.cells[0]}  {each.patient}"))
        rows = tuple((name, cell) for name, cell in zip(COLUMNS, each.cells, strict=True) if cell)
        blocks.append(Table(("what", "as recorded"), rows, (1, 4)))
        if each.signed is not None:
            blocks.append(Paragraph(each.signed.text))
        if each.picture is not None and each.signed is not None:
            caption = f"Signature, text {each.signed.text_version}, bound to {each.signed.bound}"
            blocks.append(Picture(each.picture, caption))
    return Paper("Proof of pickup", f"{store}, {made}", tuple(blocks), footer=store)
