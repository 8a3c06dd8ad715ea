"""Sales tax per line: item category, has-prescription, jurisdictions and date give a rate.

Rules that hold here (money-tax-iias.md section 2):

1. Rates are dated, cited data (resources/rules/tax.toml); the code holds only the rule engine.
2. State, county, city and district each give their own row; their rates add, and the sum is
   rounded once. An area without a fitting row is a set-up that is incomplete, never a guess.
3. The charge is fixed on the line when it is decided; what is recorded is never worked out again.
4. Where the row says so, tax is rounded per ticket: the sum to the cent, shared out over its lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Final

from terminal.domain.catalog import ItemCategory
from terminal.domain.money import PPM, ZERO, Money, apportion, at_rate_half_up, total

MAX_AREAS: Final = 9
"""State, county, city and districts: twice the five that tills commonly support."""


class TaxRounding(Enum):
    PER_LINE = "per line"
    PER_TICKET = "per ticket"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """One row: `category` None means any other category."""

    jurisdiction: str
    category: ItemCategory | None
    has_rx: bool
    rate_ppm: int
    effective_from: date
    effective_to: date | None
    source: str
    rounding: TaxRounding = TaxRounding.PER_LINE

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
class TaxPart:
    """What one of several jurisdictions gets of a line's tax."""

    jurisdiction: str
    rate_ppm: int
    amount: Money


@dataclass(frozen=True, slots=True)
class TaxCharge:
    """The tax of one line, with the rate and the rule that made it."""

    amount: Money
    rate_ppm: int
    rule: str
    parts: tuple[TaxPart, ...] = ()
    """By jurisdiction, where several tax it; they sum to the amount."""

    def of(self, amount: Money) -> "TaxCharge":
        """The same rates with another amount: that of a share of the ticket's tax."""
        rates = [Money(part.rate_ppm) for part in self.parts]
        if not any(rates):
            return replace(self, amount=amount)
        parts = zip(self.parts, apportion(amount, rates), strict=True)
        shared = tuple(replace(part, amount=share) for part, share in parts)
        return replace(self, amount=amount, parts=shared)


def summed(charges: Iterable[TaxCharge]) -> TaxCharge:
    """One charge of the first one's rates and rule; some may be below zero."""
    first, *others = charges
    parts = list(first.parts)
    for each in others:
        pairs = zip(parts, each.parts, strict=True)
        parts = [replace(part, amount=part.amount + more.amount) for part, more in pairs]
    amount = total(each.amount for each in (first, *others))
    return replace(first, amount=amount, parts=tuple(parts))


NO_TAX = TaxCharge(ZERO, 0, "")
EXEMPT = TaxCharge(ZERO, 0, "the customer is exempt")


class NoTaxRule(LookupError):
    """The tax table has no row for this line: the store's set-up is incomplete."""


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The rules of the store's own jurisdictions, the state's first."""

    rules: tuple[TaxRule, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.jurisdiction for rule in self.rules))

    @property
    def per_ticket(self) -> bool:
        """Whether any row rounds per ticket: then a line's tax depends on its neighbours."""
        return any(rule.rounding is TaxRounding.PER_TICKET for rule in self.rules)

    def rules_for(self, category: ItemCategory, has_rx: bool, day: date) -> tuple[TaxRule, ...]:
        """Of each jurisdiction the most particular rule in force: the category's own, else the
        general one.
        """
        if not self.rules:
            raise NoTaxRule(f"no tax rule for {category.value} on {day}")
        return tuple(self._rule_of(area, category, has_rx, day) for area in self.areas)

    def _rule_of(self, area: str, category: ItemCategory, has_rx: bool, day: date) -> TaxRule:
        fitting = [
            rule
            for rule in self.rules
            if rule.jurisdiction == area
            and rule.has_rx is has_rx
            and rule.category in (category, None)
            and rule.in_force(day)
        ]
        if not fitting:
            raise NoTaxRule(f"no tax rule of {area} for {category.value} on {day}")
        return max(fitting, key=lambda rule: (rule.category is not None, rule.effective_from))

    def charge(self, net: Money, category: ItemCategory, has_rx: bool, day: date) -> TaxCharge:
        rules = self.rules_for(category, has_rx, day)
        rate = sum(rule.rate_ppm for rule in rules)
        amount = at_rate_half_up(net, rate)
        parts: tuple[TaxPart, ...] = ()
        if len(rules) > 1:
            parts = tuple(TaxPart(rule.jurisdiction, rule.rate_ppm, ZERO) for rule in rules)
        return TaxCharge(amount, rate, rules[0].source, parts).of(amount)


def per_ticket(bases: Sequence[Money], rate_ppm: int) -> tuple[Money, ...]:
    """The tax of all lines of one rate, rounded once half-up and shared out over them."""
    exact = sum(base.cents for base in bases) * rate_ppm
    amount = Money((exact + PPM // 2) // PPM)
    if not any(bases):
        return (ZERO,) * len(bases)
    return apportion(amount, bases)
