"""Sales tax per line: item category, has-prescription, jurisdiction and date give a rate.

Rates are dated, cited data (resources/rules/tax.toml); the code holds only the rule engine
(money-tax-iias.md section 2). The charge is fixed on the line at sale time.
"""

from dataclasses import dataclass
from datetime import date

from terminal.domain.catalog import ItemCategory
from terminal.domain.money import ZERO, Money, at_rate_half_up


@dataclass(frozen=True, slots=True)
class TaxRule:
    """One row: `category` None means any other category; rates of several rows do not add."""

    jurisdiction: str
    category: ItemCategory | None
    has_rx: bool
    rate_ppm: int
    effective_from: date
    effective_to: date | None
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.rate_ppm <= 250_000:
            raise ValueError("a sales tax rate lies between 0 and 25 %")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("a rule ends after it begins")

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class TaxCharge:
    """The tax of one line, with the rate and the rule that made it."""

    amount: Money
    rate_ppm: int
    rule: str


NO_TAX = TaxCharge(ZERO, 0, "")


class NoTaxRule(LookupError):
    """The tax table has no row for this line: the store's set-up is incomplete."""


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The rules of the store's own jurisdiction."""

    rules: tuple[TaxRule, ...]

    def rule_for(self, category: ItemCategory, has_rx: bool, day: date) -> TaxRule:
        """The most particular rule in force: the category's own, else the general one."""
        fitting = [
            rule
            for rule in self.rules
            if rule.has_rx is has_rx and rule.category in (category, None) and rule.in_force(day)
        ]
        if not fitting:
            raise NoTaxRule(f"no tax rule for {category.value} on {day}")
        return max(fitting, key=lambda rule: (rule.category is not None, rule.effective_from))

    def charge(self, net: Money, category: ItemCategory, has_rx: bool, day: date) -> TaxCharge:
        rule = self.rule_for(category, has_rx, day)
        return TaxCharge(at_rate_half_up(net, rule.rate_ppm), rule.rate_ppm, rule.source)
