"""What may be signed, and what may stay unsigned: one fact a text, bound to exactly what was seen.

Rules that hold here (pickup-and-compliance.md section 5):

1. Only a text that is asked for can be signed, for exactly the fills or the person that the signer
   saw; what has changed meanwhile is seen again first.
2. Each text is bound on its own: its words, their version, its fills or its person, the strokes.
   One drawing may be bound to several texts, never a text to another's fills.
3. A text stays unsigned only for a reason that its row allows, with words to it; none is a default.
"""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import EMPTY_DIGEST
from terminal.domain.pickup import SignedOn
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import RuleBook
from terminal.domain.sale import Sale
from terminal.domain.signature import PaperId, bind
from terminal.domain.signing import DuePaper, due_papers, papers_on_request, reasons_to_leave


def sign(
    sale: Sale, command: c.TakeSignature, book: RuleBook, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    paper = _paper(sale, command.paper, book, day)
    if paper is None:
        return Refusal(Why.NOTHING_TO_SIGN)
    if command.strokes == EMPTY_DIGEST:
        return Refusal(Why.SIGNATURE_EMPTY)
    terms = paper.terms
    covers = _covers(sale, paper, command.place)
    return (
        f.SignatureTaken(
            sale.id,
            paper.lines,
            terms.covers,
            paper.signer,
            terms.words,
            terms.version,
            command.strokes,
            bind(terms.words, terms.version, covers, command.strokes),
            command.picture,
            (paper.rule.ref,),
            paper.patient,
            terms.notice,
            terms.scope,
            command.place,
        ),
    )


def leave_unsigned(
    sale: Sale, command: c.LeaveUnsigned, book: RuleBook, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    paper = _paper(sale, command.paper, book, day)
    if paper is None:
        return Refusal(Why.NOTHING_TO_SIGN)
    terms = paper.terms
    if command.why not in reasons_to_leave(sale, paper):
        return Refusal(Why.MUST_BE_SIGNED, terms.title)
    if not command.note.strip():
        return Refusal(Why.NOTE_MISSING)
    return (
        f.LeftUnsigned(
            sale.id,
            paper.lines,
            terms.covers,
            command.why,
            command.note,
            command.by,
            terms.version,
            (paper.rule.ref,),
            paper.patient,
            terms.notice,
        ),
    )


def _paper(sale: Sale, wanted: PaperId, book: RuleBook, day: date) -> DuePaper | None:
    asked = (*due_papers(sale, book, day), *papers_on_request(sale, book, day))
    return next((paper for paper in asked if paper.id == wanted), None)


def _covers(sale: Sale, paper: DuePaper, place: SignedOn) -> list[str]:
    """What the digest holds beside the text: fills, whom it is about, and where it was drawn.

    No fill's key holds a "=", so none can be taken for another part.
    """
    covers = [str(line.fill.key) for line in sale.rx_lines if line.id in paper.lines]
    if paper.patient is not None:
        covers.append(f"patient={paper.patient}")
    if place is not SignedOn.PAD:
        covers.append(f"drawn on={place.value}")
    return covers
