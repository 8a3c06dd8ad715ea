"""Where a row comes from: what stands in a store's own file says so wherever rules are shown.

Rule that holds here: a row that takes the place of one of the program's, and the one whose place is
taken, both say it (decision 0035).
"""

from terminal.app.dates import day_of
from terminal.domain.rules import Rule, RuleBook
from terminal.presentation.text import tr


def origin_of(rule: Rule[object]) -> str:
    """Empty for what travels with the program."""
    if rule.instead_of:
        return tr(
            "this store's file {file}, in place of {ref}", file=rule.filed, ref=rule.instead_of
        )
    return tr("this store's file {file}", file=rule.filed) if rule.filed else ""


def replaced_in(book: RuleBook, rule: Rule[object]) -> str:
    """By which rows of the store's files it is replaced, and from when; empty when by none."""
    return "; ".join(
        tr("replaced by this store's file {file} from {day}", file=each.filed, day=_days(each))
        for each in book.replacing(rule)
    )


def _days(rule: Rule[object]) -> str:
    first = day_of(rule.since)
    return first if rule.until is None else tr("{a} to {b}", a=first, b=day_of(rule.until))
