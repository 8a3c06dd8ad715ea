"""What a pickup asks to be signed: which texts, for what, by whom (section 5).

Rules that hold here:

1. A text is a row: its words, their version, who signs and whether it may stay unsigned. Of
   several rows of a kind each text is signed, so that a store's own row only adds.
2. One person signs once for all that this person may sign for. The third-party log and what is
   like it are signed by whoever picks up; a consent of the patient's by the patient or, for a
   child or ward, the parent or guardian (45 CFR 164.502(g)).
3. The notice of privacy practices is acknowledged once per patient and version; why it was not,
   or what was done when the patient was not there, is as good as an answer.
4. A signature never answers for another text: neither does that on a card slip.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from terminal.domain.counselling import counselling_for
from terminal.domain.identity import LineId
from terminal.domain.lines import RxLine
from terminal.domain.pickup import (
    CapScope,
    Counselling,
    Relationship,
    SignatureKind,
    Unsigned,
)
from terminal.domain.prescription import PatientId
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.sale import Sale
from terminal.domain.signature import PaperId

ON_REQUEST = (SignatureKind.EASY_OPEN, SignatureKind.DELIVERY)
"""Not due by themselves: the customer asks for it, or the bag is handed over at the door."""
FOR_THE_PATIENT = (Relationship.PATIENT, Relationship.PARENT_OR_GUARDIAN)
"""Who may give a consent of the patient's."""


class Signer(Enum):
    PICKER = "who picks up"
    PATIENT = "the patient"


@dataclass(frozen=True, slots=True)
class SignatureTerms:
    """One text that is signed."""

    covers: SignatureKind
    title: str
    words: str
    """Exactly what the signer reads."""
    version: str
    """Of the words: a new wording is a new version."""
    signer: Signer = Signer.PICKER
    unsigned: frozenset[Unsigned] = frozenset()
    """For what reasons it may stay unsigned."""
    notice: str = ""
    """The version of the store's notice of privacy practices."""
    scope: CapScope | None = None

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.words.strip() and self.version.strip()):
            raise ValueError("a text that is signed has a title, words and a version")
        if (self.covers is SignatureKind.NOTICE) != bool(self.notice):
            raise ValueError("the acknowledgement of a notice names its version, and nothing else")
        if (self.covers is SignatureKind.EASY_OPEN) != (self.scope is not None):
            raise ValueError("a request for easy-open caps has a scope, and nothing else has one")
        if self.covers in PATIENTS_OWN and self.signer is not Signer.PATIENT:
            raise ValueError("the patient signs for this")

    def asks_all_of(self, other: object) -> bool:
        """The same is signed by the same person, and no reason more lets it stay unsigned."""
        return (
            isinstance(other, SignatureTerms)
            and (self.covers, self.scope, self.signer) == (other.covers, other.scope, other.signer)
            and self.unsigned <= other.unsigned
        )


PATIENTS_OWN = (SignatureKind.NOTICE, SignatureKind.EASY_OPEN)

Hand = PatientId | None
"""Who holds the pen: whoever picks up, or a patient in person."""


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A text with what one person signs it for."""

    rule: Rule[SignatureTerms]
    lines: tuple[LineId, ...]
    signer: Relationship
    hand: Hand = None
    patient: PatientId | None = None

    @property
    def id(self) -> PaperId:
        return PaperId(self.rule.ref, self.lines, self.patient)

    @property
    def terms(self) -> SignatureTerms:
        return self.rule.terms


def due_papers(sale: Sale, book: RuleBook, day: date) -> tuple[DuePaper, ...]:
    """What must be signed before payment and is not."""
    rows = book.in_force(SignatureTerms, day)
    return tuple(
        paper
        for row in rows
        if row.terms.covers not in ON_REQUEST
        for paper in _due(sale, row, book, day)
    )


def papers_on_request(sale: Sale, book: RuleBook, day: date) -> tuple[DuePaper, ...]:
    """What may be signed as well when the customer asks for it."""
    found: list[DuePaper] = []
    for row in book.in_force(SignatureTerms, day):
        if row.terms.covers is SignatureKind.EASY_OPEN:
            found.extend(_caps(sale, row))
        elif row.terms.covers is SignatureKind.DELIVERY:
            found.extend(_of_fills(sale, row, sale.rx_lines))
    return tuple(found)


def caps_without_request(sale: Sale, book: RuleBook, day: date) -> tuple[LineId, ...]:
    """Fills in easy-open containers for which no request was signed, here or before."""
    rows = book.in_force(SignatureTerms, day)
    if not any(row.terms.covers is SignatureKind.EASY_OPEN for row in rows):
        return ()
    return tuple(
        line.id for line in sale.rx_lines if line.fill.caps_unsigned and not _caps_asked(sale, line)
    )


def acknowledged_here(sale: Sale, line: RxLine) -> tuple[str, CapScope | None]:
    """What the PhMS is told with the pickup: the notice, and the scope of the caps request."""
    who = line.fill.patient.id
    signed = [p for p in sale.papers if p.unsigned is None and p.patient == who]
    notice = next((p.notice for p in signed if p.kind is SignatureKind.NOTICE), "")
    caps = next((p.scope for p in signed if p.kind is SignatureKind.EASY_OPEN), None)
    return notice, caps


def reasons_to_leave(sale: Sale, paper: DuePaper) -> tuple[Unsigned, ...]:
    """Why it may stay unsigned here: nobody who stands at the counter is "not present"."""
    about = paper.patient
    here = about is None or sale.picker_of(about) in FOR_THE_PATIENT
    return tuple(
        why
        for why in Unsigned
        if why in paper.terms.unsigned and not (here and why is Unsigned.NOT_PRESENT)
    )


# --- who signs


def hand_of(sale: Sale, patient: PatientId, signer: Signer) -> tuple[Relationship, Hand]:
    """As what this text is signed for the patient, and by whom.

    Two patients who each pick up their own are two people, and sign one after the other.
    """
    who = sale.picker_of(patient) or Relationship.OTHER
    if signer is Signer.PATIENT and who not in FOR_THE_PATIENT:
        return Relationship.PATIENT, patient
    themselves = [
        each
        for each in dict.fromkeys(line.fill.patient.id for line in sale.rx_lines)
        if sale.picker_of(each) is Relationship.PATIENT
    ]
    second = who is Relationship.PATIENT and patient in themselves[1:]
    return who, patient if second else None


# --- which texts


def _due(sale: Sale, row: Rule[SignatureTerms], book: RuleBook, day: date) -> Iterable[DuePaper]:
    lines = sale.rx_lines
    match row.terms.covers:
        case SignatureKind.THIRD_PARTY:
            return _of_fills(sale, row, [each for each in lines if each.fill.third_party])
        case SignatureKind.COUNSELLING_REFUSAL:
            return _of_fills(sale, row, [each for each in lines if _refused(each, book, day)])
        case SignatureKind.NOTICE:
            return _notices(sale, row)
        case SignatureKind.EASY_OPEN | SignatureKind.DELIVERY:
            return ()


def _refused(line: RxLine, book: RuleBook, day: date) -> bool:
    """Whether the patient has to sign for having refused."""
    if line.counselling is not Counselling.REFUSED:
        return False
    demand = counselling_for(line.fill, book, day)
    return demand is not None and demand.refusal_signed


def _of_fills(sale: Sale, row: Rule[SignatureTerms], lines: Iterable[RxLine]) -> Iterator[DuePaper]:
    """One paper for each person and relation to the patient, so that each is recorded truly."""
    groups: dict[tuple[Relationship, Hand], list[LineId]] = {}
    for line in lines:
        if not _settled(sale, row, line):
            by = hand_of(sale, line.fill.patient.id, row.terms.signer)
            groups.setdefault(by, []).append(line.id)
    for (signer, hand), ids in groups.items():
        yield DuePaper(row, tuple(ids), signer, hand)


def _settled(sale: Sale, row: Rule[SignatureTerms], line: RxLine) -> bool:
    """Signed, or left unsigned for a reason; a signature of before rows had texts counts."""
    return any(
        line.id in paper.lines and paper.kind is row.terms.covers and paper.rule in (row.ref, "")
        for paper in sale.papers
    )


def _notices(sale: Sale, row: Rule[SignatureTerms]) -> Iterator[DuePaper]:
    notice = row.terms.notice
    people = dict.fromkeys(line.fill.patient.id for line in sale.rx_lines)
    for who in people:
        known = [line.fill.patient for line in sale.rx_lines if line.fill.patient.id == who]
        signer, hand = hand_of(sale, who, Signer.PATIENT)
        here = sale.picker_of(who) in FOR_THE_PATIENT
        answered = any(notice in each.acknowledged for each in known)
        tried = not here and any(notice in each.tried for each in known)
        on_ticket = any(
            paper.patient == who and paper.notice == notice and paper.rule == row.ref
            for paper in sale.papers
        )
        if not (answered or tried or on_ticket):
            yield DuePaper(row, (), signer, hand, who)


def _caps(sale: Sale, row: Rule[SignatureTerms]) -> Iterator[DuePaper]:
    people = dict.fromkeys(line.fill.patient.id for line in sale.rx_lines)
    for who in people:
        mine = tuple(line.id for line in sale.rx_lines if line.fill.patient.id == who)
        covered = {
            line
            for paper in sale.papers
            if paper.kind is SignatureKind.EASY_OPEN and paper.unsigned is None
            for line in paper.lines
            if paper.patient == who and paper.rule == row.ref
        }
        if not covered.issuperset(mine):
            signer, hand = hand_of(sale, who, Signer.PATIENT)
            yield DuePaper(row, mine, signer, hand, who)


def _caps_asked(sale: Sale, line: RxLine) -> bool:
    return any(
        paper.kind is SignatureKind.EASY_OPEN
        and paper.patient == line.fill.patient.id
        and (paper.scope is CapScope.ALL or line.id in paper.lines)
        for paper in sale.papers
    )
