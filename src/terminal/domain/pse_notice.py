"""The notice that the buyer reads before signing the log, as dated rows like every rule.

It says that false statements may be punished under 18 USC 1001, with the maximum fine and
imprisonment (PL 109-177). All rows in force are shown, so a store's own row adds and hides nothing.
"""

from dataclasses import dataclass
from datetime import date

from terminal.domain.rules import RuleBook

MAX_NOTICE = 1_000


@dataclass(frozen=True, slots=True)
class PseNoticeTerms:
    notice: str
    """The words that are shown and kept with the signature."""

    def __post_init__(self) -> None:
        if not self.notice.strip() or len(self.notice) > MAX_NOTICE:
            raise ValueError(f"a notice has 1 to {MAX_NOTICE} letters")


@dataclass(frozen=True, slots=True)
class PseNotice:
    text: str
    version: str
    """The rows that it is made of, by name and first day."""


def notice_of(book: RuleBook, day: date) -> PseNotice | None:
    """What is shown on that day; None where nobody wrote a notice: then nothing is signed."""
    rows = book.in_force(PseNoticeTerms, day)
    if not rows:
        return None
    text = "\n\n".join(row.terms.notice for row in rows)
    return PseNotice(text, ", ".join(row.ref for row in rows))
