"""What a PAX terminal says about balances, signatures, the batch and what it stored (section 6).

Rules that hold here:

1. A number that cannot be read is not guessed: totals are told as unreadable, a damaged signature
   is none.
2. Nothing here can charge or close anything: these are readers.
"""

from typing import Final

from drivers.card_terminal.messages import (
    EBT_KINDS,
    Balance,
    BalanceRead,
    BatchClosed,
    CardClass,
    ClassTotal,
    Kind,
    NotDone,
    Point,
    Service,
    StoredUploaded,
    Stroke,
    Trouble,
    Verdict,
)
from drivers.card_terminal.pax_codec import Answer
from drivers.card_terminal.pax_frames import US
from drivers.card_terminal.pax_outcomes import balances, by_code

DONE: Final = "000000"
_OUT_OF_BALANCE: Final = "000300"
_BATCH_FAILED: Final = "100006"
_REASONS: Final = {"100001": Trouble.TIMED_OUT, "100002": Trouble.CANCELLED}
# Page 6 lists six books; a newer build may add more, which nobody here sells on.
_CLASSES: Final = tuple(CardClass)
_MAX_TOTAL_DIGITS: Final = 12

PEN_UP: Final = 65535
"""A coordinate that no screen has (unconfirmed: check with the vendor)."""
MAX_SIGNATURE_CHARS: Final = 65_536
"""Ours: some minutes of drawing; "x,y^" has at most twelve characters."""
_END_OF_SIGNATURE: Final = "~"


def refused(command: Service, answer: Answer) -> NotDone:
    """The terminal's no, in its own words; what nobody has heard of is not known to be a no."""
    verdict = Verdict.DECLINED if answer.code == _BATCH_FAILED else by_code(answer).outcome
    reason = _REASONS.get(answer.code, Trouble.REFUSED)
    return NotDone(command, verdict, reason, answer.text or answer.code, answer.code)


def read_balance(command: Balance, answer: Answer) -> BalanceRead | NotDone:
    """T05 to a type 23. Nothing is charged, so that a strange answer is a no."""
    if answer.code == DONE and command.kind is Kind.GIFT and answer.amounts.balance is not None:
        return BalanceRead(command.ref, None, None, answer.amounts.balance)
    if answer.code == DONE:
        snap, cash = (None, None)
        if command.kind in EBT_KINDS:
            snap, cash = balances(command.kind, answer.amounts)
        if (snap, cash) == (None, None):
            text = "the terminal's answer holds no balance"
            return NotDone(command, Verdict.ABORTED, Trouble.MISMATCH, text, answer.code)
        return BalanceRead(command.ref, snap, cash)
    told = refused(command, answer)
    words = answer.host.message or told.text
    verdict = Verdict.ABORTED if told.verdict is Verdict.UNKNOWN else told.verdict
    return NotDone(command, verdict, told.reason, words, told.code)


def read_batch(answer: Answer) -> BatchClosed | None:
    """B01; None if it does not say that the batch was closed."""
    if answer.code not in {DONE, _OUT_OF_BALANCE}:
        return None
    host = answer.at(0).split(US)
    totals = _totals(answer.at(1), answer.at(2))
    warnings = [answer.text or "out of balance"] if answer.code == _OUT_OF_BALANCE else []
    warnings += [] if totals else ["the batch is closed, but its totals could not be read"]
    return BatchClosed(
        totals,
        tid=_label(answer.at(4)),
        mid=_label(answer.at(5)),
        batch=_label(host[5]) if len(host) > 5 else "",
        closed_at=_label(answer.at(3)),
        warning="; ".join(warnings),
    )


def _totals(counts: str, amounts: str) -> tuple[ClassTotal, ...]:
    """`credit=debit=ebt=gift=loyalty=cash`, of counts and of cents."""
    pairs = list(zip(counts.split("="), amounts.split("="), strict=False))[: len(_CLASSES)]
    read = [(number(count), number(cents)) for count, cents in pairs]
    if len(read) < len(_CLASSES):
        return ()
    totals = [
        ClassTotal(card_class, count, cents)
        for card_class, (count, cents) in zip(_CLASSES, read, strict=True)
        if count is not None and count >= 0 and cents is not None
    ]
    return tuple(totals) if len(totals) == len(_CLASSES) else ()


def read_upload(answer: Answer) -> StoredUploaded | None:
    """B09; None if its numbers cannot be read."""
    numbers = [number(answer.at(index)) for index in (3, 4, 5, 6)]
    uploaded, uploaded_cents, failed, failed_cents = numbers
    if uploaded is None or uploaded_cents is None or failed is None or failed_cents is None:
        return None
    return StoredUploaded(uploaded, uploaded_cents, failed, failed_cents)


def read_summary(answer: Answer) -> tuple[int, int] | None:
    """R11: count and cents; None if they cannot be read."""
    count, cents = number(answer.at(0)), number(answer.at(1))
    return None if count is None or cents is None else (count, cents)


def number(text: str) -> int | None:
    """A whole number of a total, perhaps negative; None for anything else."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MAX_TOTAL_DIGITS):
        return None
    return int(text)


def signature_ended(drawn: str) -> bool:
    """Whether the mark that ends a signature has come."""
    return _END_OF_SIGNATURE in drawn


def strokes_of(drawn: str) -> tuple[Stroke, ...] | None:
    """`x,y^x,y^...^~`, split where the pen was lifted; None unless every point can be read."""
    points, end, _ = drawn.partition(_END_OF_SIGNATURE)
    if not end:
        return None
    strokes: list[Stroke] = []
    stroke: list[Point] = []
    for text in points.split("^"):
        if not text:
            continue
        point = _point(text)
        if point is None:
            return None
        if PEN_UP in point:
            strokes += [tuple(stroke)] if stroke else []
            stroke = []
        else:
            stroke.append(point)
    return (*strokes, tuple(stroke)) if stroke else tuple(strokes)


def _point(text: str) -> Point | None:
    x, comma, y = text.partition(",")
    if not comma or not all(len(n) <= 5 and n.isascii() and n.isdigit() for n in (x, y)):
        return None
    point = (int(x), int(y))
    return point if max(point) <= PEN_UP else None


def _label(text: str) -> str:
    """A short name of the processor's, as it may be shown."""
    return text.replace(US, " ").strip()[:32]
