"""Which rows of a book hold, of all kinds together, for whoever lists them.

Rule that holds here: it is asked of the same places as at the counter (rules.py; of restricted
goods restricted.py, class by class), so that what is listed is what holds.
"""

from datetime import date, timedelta

from terminal.domain.catalog import ItemClass
from terminal.domain.restricted import RestrictedTerms, rows_of
from terminal.domain.rules import ELSEWHERE, Rule, RuleBook


def holding(book: RuleBook, day: date) -> tuple[Rule[object], ...]:
    """The rows that hold on the store's local date `day`, in the order of the book."""
    held: set[str] = set()
    for kind in {type(each.terms) for each in book.rules} - {RestrictedTerms}:
        held |= {each.ref for each in book.in_force(kind, day)}
    for item_class in ItemClass:
        held |= {each.ref for each in rows_of(item_class, book, day)}
    return tuple(each for each in book.rules if each.ref in held and each.in_force(day))


def without_superseded(book: RuleBook, today: date) -> tuple[Rule[object], ...]:
    """All rows but those for states without one that hold here from today on no day."""
    return tuple(
        each
        for each in book.rules
        if each.jurisdiction != ELSEWHERE or _comes_to_hold(book, each, today)
    )


def _comes_to_hold(book: RuleBook, rule: Rule[object], today: date) -> bool:
    """It begins to hold on its own first day, or on the day after a row of the state ended."""
    begins = {max(rule.since, today)} | {
        each.until + timedelta(days=1)
        for each in book.rules
        if each.until is not None and today <= each.until < date.max
    }
    return any(rule.in_force(day) and rule in holding(book, day) for day in begins)
