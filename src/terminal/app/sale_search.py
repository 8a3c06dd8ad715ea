"""Looking for an earlier ticket: by its number, its day, its amount, a card or what was on it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from terminal.domain.barcode import ticket_code
from terminal.domain.money import Money
from terminal.domain.tender_kind import TenderKind

SHOWN: Final = 50
"""Tickets of one answer: who sees more types more."""
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", re.ASCII)
_AMOUNT: Final = re.compile(r"\d{1,5}\.\d{2}", re.ASCII)
_LAST4: Final = re.compile(r"\d{4}", re.ASCII)
MAX_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class SaleQuestion:
    """What every ticket of the answer has to fit; nothing asked for: the last ones."""

    text: str
    day: date | None = None
    amount: Money | None = None
    last4: str = ""
    words: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class SaleSummary:
    """One ticket of the answer; `what` names goods, never a prescription's drug."""

    ticket: str
    at: datetime
    total: Money
    what: str
    kinds: tuple[TenderKind, ...]
    """What it was paid with, and the last four of each card."""
    cards: tuple[str, ...] = ()


def question_of(text: str, today: date) -> SaleQuestion:
    """`10/12 12.34 4242 ibuprofen`: a day, an amount, a card's last four, goods; in any order."""
    words, day, amount, last4, ticket = [], None, None, "", ""
    for word in text.split():
        code = ticket_code(word)
        if code is not None:
            ticket = code.number
        elif (found := _DAY.fullmatch(word)) is not None:
            day = _day_of(found, today) or day
        elif _AMOUNT.fullmatch(word):
            amount = Money.parse(word)
        elif _LAST4.fullmatch(word):
            last4 = word
        else:
            words.append(word)
    return SaleQuestion(text, day, amount, last4, " ".join(words)[:MAX_WORDS], ticket)


def _day_of(found: re.Match[str], today: date) -> date | None:
    """Without a year: the last such day."""
    month, day = int(found[1]), int(found[2])
    try:
        if found[3]:
            return date(int(found[3]), month, day)
        here = date(today.year, month, day)
        return here if here <= today else date(today.year - 1, month, day)
    except ValueError:
        return None
