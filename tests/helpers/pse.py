"""Products, rows and invented buyers for tests of pseudoephedrine and its like."""

from datetime import date, timedelta

from terminal.domain.pse import PseDemand, Purchase, demand_of
from terminal.domain.pse_buyer import IdType, PseBuyer
from terminal.domain.pse_content import Chemical, PackForm, PseContent, Salt
from terminal.domain.rules import Rule, RuleBook
from terminal.rules_files import packaged_rules

DAY = date(2026, 7, 1)
PSE_HCL, EPH_HCL = (Chemical.PSE, Salt.HCL), (Chemical.EPH, Salt.HCL)
PSE_SULFATE, EPH_SULFATE = (Chemical.PSE, Salt.SULFATE), (Chemical.EPH, Salt.SULFATE)
BUYER = PseBuyer(
    IdType.DRIVER_LICENCE,
    "S881234567",
    "TX",
    "Testa",
    "Rosalind",
    "100 Sample Street, Anytown TX 75001",
    date(1984, 3, 12),
    date(2029, 3, 12),
)


def a_unit(
    kind: tuple[Chemical, Salt], microgram: int, form: PackForm = PackForm.TABLET
) -> PseContent:
    """A package of a single tablet or millilitre, so that packages count units."""
    return PseContent(*kind, microgram, 1, form)


def bought(content: PseContent, packages: int, days_ago: int = 0) -> Purchase:
    return Purchase.of(content, packages, DAY - timedelta(days=days_ago))


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def demand(state: str, *more: Rule[object], day: date = DAY) -> PseDemand:
    found = demand_of(book(state, *more), day)
    assert found is not None
    return found
