"""What may be recorded of counselling, and what a fill that was read again does to it.

Rules that hold here (pickup-and-compliance.md section 6):

1. An answer is for the fills it names, each of which waits for one; there is no default.
2. Counselling and its impracticability are a pharmacist's to record; a refusal too, unless every
   row that asks for it lets anybody offer.
3. What a patient asks for is a pharmacist's to record, of any fill that waits for no answer.
4. Required is what was known or what is known now: an offer once due stays due, and as strict.
"""

from dataclasses import replace
from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.counselling import CounsellingDemand, Mode, OfferBy, counselling_for
from terminal.domain.identity import LineId
from terminal.domain.lines import RxLine
from terminal.domain.obligation import on_request, uncounselled
from terminal.domain.pickup import Counselling
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rules import RuleBook
from terminal.domain.sale import Sale

Asked = tuple[tuple[RxLine, CounsellingDemand], ...]


def record_counselling(
    sale: Sale, command: c.RecordCounselling, book: RuleBook, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    """One fact for all fills that the same rows ask about."""
    find = on_request if command.requested else uncounselled
    asked = answered_with(find(sale, book, day), command.lines)
    if not asked or (command.requested and not command.lines):
        return Refusal(Why.NOTHING_TO_COUNSEL)
    if command.result is not Counselling.ACCEPTED and not command.note.strip():
        return Refusal(Why.NOTE_MISSING)
    if not command.by_pharmacist and not clerk_may_record(command.result, asked):
        return Refusal(Why.PHARMACIST_NEEDED)
    by_rows: dict[tuple[str, ...], list[LineId]] = {}
    for line, demand in asked:
        by_rows.setdefault(tuple(rule.ref for rule in demand.rules), []).append(line.id)
    return tuple(
        f.CounsellingRecorded(
            sale.id,
            tuple(lines),
            command.result,
            command.by,
            command.note,
            refs,
            command.lane,
            command.by_pharmacist,
            command.requested,
        )
        for refs, lines in by_rows.items()
    )


def answered_with(waiting: Asked, lines: tuple[LineId, ...]) -> Asked:
    """Those of the waiting fills that an answer names; none if it names one that does not wait."""
    if not lines:
        return waiting
    named = tuple(pair for pair in waiting if pair[0].id in lines)
    return named if len(named) == len(set(lines)) else ()


def clerk_may_record(result: Counselling, asked: Asked) -> bool:
    """Whether this answer can stand without a pharmacist."""
    by_anybody = all(demand.offer_by is OfferBy.ANY for _, demand in asked)
    return result is Counselling.REFUSED and by_anybody


def kept_demand(before: Fill, now: Fill, book: RuleBook, day: date) -> Fill:
    """The fill as read now, with the words of before where those asked for more (rule 4)."""
    old, new = counselling_for(before, book, day), counselling_for(now, book, day)
    if old is None or (new is not None and not _asks_more(old, new)):
        return now
    return replace(
        now,
        counselling=before.counselling,
        therapy=before.therapy,
        counselling_reason=now.counselling_reason or before.counselling_reason,
    )


def _asks_more(one: CounsellingDemand, other: CounsellingDemand) -> bool:
    """Whether `one` asks for something that `other` does not; to consult outweighs the rest."""
    if one.mode is not other.mode:
        return one.mode is Mode.MUST_CONSULT
    stricter = one.offer_by is OfferBy.PHARMACIST and other.offer_by is OfferBy.ANY
    return stricter or (one.refusal_signed and not other.refusal_signed)
