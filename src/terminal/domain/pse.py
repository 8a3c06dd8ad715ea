"""Who may buy how much pseudoephedrine, ephedrine and phenylpropanolamine, by the rows in force.

Rules that hold here (pickup-and-compliance.md section 9; 21 USC 830(d),(e); 21 CFR Part 1314):

1. All rows in force hold together: every limit of every row is kept, the highest age counts, only
   whom all rows let sell may sell. So a row more never allows what was refused.
2. What eases (the package that needs no log, the override under duress) is granted by the law's
   rows alone, and each row that speaks can take it away.
3. A day is the store's local date; a period is that day and the ones before it. Purchases with a
   later date (the clock was set back) count too.
4. A limit counts each chemical for itself, or all together where its row says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from terminal.domain.pse_content import BaseE5, Chemical, PseContent, base_of_mg
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.staff import Role

LEDGER_DAYS: Final = 366
"""How far back the ledger is read: no row's period is longer."""
MAX_LIMIT_MG: Final = 100_000
"""A limit above 100 g is a slip of the decimal point."""


class Exchange(Enum):
    """Whether the state's exchange is asked before the sale (section 10)."""

    NONE = "none"
    BEFORE_SALE = "before sale"


class Offline(Enum):
    """What becomes of a sale while the exchange does not answer; the first one is the strictest."""

    BLOCK = "block"
    UPLOAD = "log then upload"
    NOTE = "log with a note"


class Override(Enum):
    """Whether a stop may be passed over: only in fear of bodily injury or death."""

    NEVER = "never"
    DURESS = "duress"


class LogField(Enum):
    """What a row may want in the log beside the federal fields; all of it is always kept."""

    BIRTH_DATE = "birth date"
    ID_TYPE = "id type"
    ID_NUMBER = "id number"
    ID_ISSUER = "id issuer"


@dataclass(frozen=True, slots=True)
class PseTerms:
    """One row (section 9.5). What is left out, the row does not speak about."""

    daily_mg: int | None = None
    period_mg: int | None = None
    period_days: int = 30
    max_packages: int | None = None
    """Of one buyer on one day, so that two tickets are no way round it."""
    max_pieces: int | None = None
    """Tablets and gelcaps of one buyer on one day."""
    combined: bool = False
    """Whether its limits count all chemicals together."""
    min_age: int | None = None
    sellers: frozenset[Role] = frozenset(Role)
    log_fields: frozenset[LogField] = frozenset()
    exempt_package_mg: int | None = None
    """A single package with at most so much pseudoephedrine needs no log; 0: there is none."""
    exchange: Exchange = Exchange.NONE
    offline: Offline = Offline.BLOCK
    override: Override | None = None
    retention_months: int | None = None

    def __post_init__(self) -> None:
        for limit in (self.daily_mg, self.period_mg):
            if limit is not None and not 1 <= limit <= MAX_LIMIT_MG:
                raise ValueError(f"a limit is 1 to {MAX_LIMIT_MG} mg of base")
        if not 1 <= self.period_days <= LEDGER_DAYS:
            raise ValueError(f"a period has 1 to {LEDGER_DAYS} days")
        for count in (self.max_packages, self.max_pieces, self.retention_months):
            if count is not None and count < 1:
                raise ValueError("a count is at least 1")
        if self.min_age is not None and not 1 <= self.min_age <= 120:
            raise ValueError("an age lies between 1 and 120")
        if self.exempt_package_mg is not None and self.exempt_package_mg < 0:
            raise ValueError("the exempt package is not negative")
        if not self.sellers:
            raise ValueError("a row names at least one role that may sell")


@dataclass(frozen=True, slots=True)
class Purchase:
    """Packages of one item that one buyer bought on one day, or wants to."""

    day: date
    chemical: Chemical
    base: BaseE5
    packages: int
    pieces: int

    @classmethod
    def of(cls, content: PseContent, packages: int, day: date) -> "Purchase":
        base = BaseE5(content.base * packages)
        return cls(day, content.chemical, base, packages, content.pieces * packages)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A limit that would be passed: which one, and how much may still be bought."""

    rule: Rule[PseTerms]
    days: int
    """1: the daily limit."""
    limit_mg: int
    left: BaseE5
    chemical: Chemical | None
    """None: all together."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """More packages or pieces than a row lets one buyer have on one day."""

    rule: Rule[PseTerms]
    limit: int
    packages: bool


@dataclass(frozen=True, slots=True)
class PseDemand:
    """What the rows in force ask for together."""

    rules: tuple[Rule[PseTerms], ...]
    min_age: int
    sellers: frozenset[Role]
    exempt_package_mg: int
    exchange: Exchange
    offline: Offline
    override: Override
    retention_months: int

    @property
    def window_days(self) -> int:
        """How many days, today among them, the limits look at."""
        return max((rule.terms.period_days for rule in self.rules), default=1)


def demand_of(book: RuleBook, day: date) -> PseDemand | None:
    """What is asked on the store's local date; None where no row knows these products at all."""
    rules = book.in_force(PseTerms, day)
    if not rules:
        return None
    terms = [rule.terms for rule in rules]
    asking = [each for each in terms if each.exchange is Exchange.BEFORE_SALE]
    strictness = tuple(Offline)
    return PseDemand(
        rules,
        max((each.min_age or 0 for each in terms), default=0),
        frozenset.intersection(*(each.sellers for each in terms)),
        _exempt(rules),
        Exchange.BEFORE_SALE if asking else Exchange.NONE,
        min((each.offline for each in asking), key=strictness.index, default=Offline.BLOCK),
        _override(rules),
        max((each.retention_months or 0 for each in terms), default=0),
    )


def _exempt(rules: Sequence[Rule[PseTerms]]) -> int:
    """Granted by the law alone (rule 2); the smallest of all that speak."""
    granted = [rule for rule in rules if rule.speaks_law]
    if all(rule.terms.exempt_package_mg is None for rule in granted):
        return 0
    spoken = [rule.terms.exempt_package_mg for rule in rules]
    return min(each for each in spoken if each is not None)


def _override(rules: Sequence[Rule[PseTerms]]) -> Override:
    granted = any(rule.terms.override is Override.DURESS for rule in rules if rule.speaks_law)
    denied = any(rule.terms.override is Override.NEVER for rule in rules)
    return Override.DURESS if granted and not denied else Override.NEVER


def is_exempt(demand: PseDemand, contents: Sequence[tuple[PseContent, int]]) -> bool:
    """Whether these goods are the one small package that needs no log (1314.30(a)(1)).

    Counted as salt, which is never less than its base.
    """
    if len(contents) != 1:
        return False
    content, packages = contents[0]
    small = content.salt_ug <= demand.exempt_package_mg * 1000
    return packages == 1 and content.chemical is Chemical.PSE and small


def refused(
    demand: PseDemand, wanted: Sequence[Purchase], earlier: Sequence[Purchase], day: date
) -> Beyond | TooMany | None:
    """The first limit that `wanted`, after what was bought before, would pass."""
    bought = (*earlier, *wanted)
    for rule, days, limit_mg in _limits(demand):
        for chemical in _buckets(rule, wanted):
            limit = base_of_mg(limit_mg)
            total = _within(bought, chemical, day, days)
            if total > limit:
                left = BaseE5(max(0, limit - _within(earlier, chemical, day, days)))
                return Beyond(rule, days, limit_mg, left, chemical)
    return _too_many(demand, bought, day)


def left_of(
    demand: PseDemand, earlier: Sequence[Purchase], chemical: Chemical, day: date
) -> tuple[BaseE5, BaseE5]:
    """How much base of a chemical may still be bought: today, and on all days of the period."""
    today: list[int] = []
    period: list[int] = []
    for rule, days, limit_mg in _limits(demand):
        bucket = None if rule.terms.combined else chemical
        left = max(0, base_of_mg(limit_mg) - _within(earlier, bucket, day, days))
        today.append(left)
        if days > 1:
            period.append(left)
    most_today = min(today, default=0)
    return BaseE5(most_today), BaseE5(min(period, default=most_today))


def _limits(demand: PseDemand) -> Iterator[tuple[Rule[PseTerms], int, int]]:
    """Each limit of each row: the row, its days, its mg."""
    for rule in demand.rules:
        terms = rule.terms
        if terms.daily_mg is not None:
            yield rule, 1, terms.daily_mg
        if terms.period_mg is not None:
            yield rule, terms.period_days, terms.period_mg


def _buckets(
    rule: Rule[PseTerms], wanted: Sequence[Purchase]
) -> tuple[Chemical, ...] | tuple[None]:
    if rule.terms.combined:
        return (None,)
    return tuple(dict.fromkeys(each.chemical for each in wanted))


def _within(
    purchases: Sequence[Purchase], chemical: Chemical | None, day: date, days: int
) -> BaseE5:
    first = day - timedelta(days=days - 1)
    return BaseE5(
        sum(
            each.base
            for each in purchases
            if each.day >= first and chemical in (None, each.chemical)
        )
    )


def _too_many(demand: PseDemand, bought: Sequence[Purchase], day: date) -> TooMany | None:
    today = [each for each in bought if each.day >= day]
    packages, pieces = sum(e.packages for e in today), sum(e.pieces for e in today)
    for rule in demand.rules:
        most_packages, most_pieces = rule.terms.max_packages, rule.terms.max_pieces
        if most_packages is not None and packages > most_packages:
            return TooMany(rule, most_packages, packages=True)
        if most_pieces is not None and pieces > most_pieces:
            return TooMany(rule, most_pieces, packages=False)
    return None
