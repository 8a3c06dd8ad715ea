"""Printed notices that go with a rejected claim (section 13): which fills ask for one."""

from dataclasses import dataclass
from datetime import date

from terminal.domain.payer import PayerKind
from terminal.domain.prescription import Fill
from terminal.domain.rules import Rule, RuleBook


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """`notice` is the form's own name; a fill asks for it with any of these reject codes."""

    notice: str
    reject_codes: tuple[str, ...]
    payers: tuple[PayerKind, ...] = ()
    """None: whoever pays. A claim that fell back to cash keeps its reject."""

    def __post_init__(self) -> None:
        if not self.notice.strip() or not self.reject_codes:
            raise ValueError("a notice has a name and the reject codes that ask for it")


def notices_for(fill: Fill, book: RuleBook, day: date) -> tuple[Rule[NoticeTerms], ...]:
    """The rows that ask for a notice to be handed over with, or instead of, this fill."""
    return tuple(
        rule
        for rule in book.in_force(NoticeTerms, day)
        if set(rule.terms.reject_codes) & set(fill.rejects)
        and (not rule.terms.payers or fill.payer.kind in rule.terms.payers)
    )
