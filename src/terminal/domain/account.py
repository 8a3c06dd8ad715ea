"""House accounts: who may buy on account, up to how much, and what is owed for how long.

Rules that hold here (money-tax-iias.md section 9):

1. The master account pays: what its sub-accounts bought counts to its limit and its balance. A
   sub-account keeps what was bought apart for who bought it.
2. A payment pays the oldest charge first. What is unpaid for too long holds the account by itself.
3. Where other lanes sell on account too and cannot be asked, this lane lends up to a limit of its
   own; what is over the limit afterwards is a matter for a person, never of a silent block.
4. A new account has no credit until somebody gives it some.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NewType

from terminal.domain.identity import SaleId
from terminal.domain.money import ZERO, Money, total
from terminal.domain.refusal import Refusal, Why

AccountId = NewType("AccountId", str)
"""As it is spoken and typed: letters, digits and dashes."""

_ID: Final = re.compile(r"[A-Z0-9-]{1,12}", re.ASCII)
MAX_NAME: Final = 60
MAX_BUYERS: Final = 9
"""Each has a key of its own at the counter."""
MAX_CREDIT: Final = Money(99_999_99)


def account_id(text: str) -> AccountId | None:
    """The account that was typed, in capitals; None: that is no account's number."""
    typed = text.strip().upper()
    return AccountId(typed) if _ID.fullmatch(typed) else None


@dataclass(frozen=True, slots=True)
class Account:
    """`buyers` may buy on it, by name. One with a `master` is its sub-account."""

    id: AccountId
    name: str = field(repr=False)
    limit: Money = ZERO
    buyers: tuple[str, ...] = field(default=(), repr=False)
    master: AccountId | None = None
    held: bool = False

    def __post_init__(self) -> None:
        if account_id(self.id) != self.id:
            raise ValueError("an account is 1 to 12 letters, digits and dashes")
        if not ZERO <= self.limit <= MAX_CREDIT:
            raise ValueError("a limit is not negative, and below 100,000.00")
        if self.master is not None and self.limit != ZERO:
            raise ValueError("the limit of a sub-account is that of its master")
        if self.master == self.id:
            raise ValueError("an account is not its own master")
        names = (self.name, *self.buyers)
        if not all(_is_name(each) for each in names):
            raise ValueError("a name has 1 to 60 letters")
        if len(self.buyers) > MAX_BUYERS or len(set(self.buyers)) != len(self.buyers):
            raise ValueError(f"at most {MAX_BUYERS} people may buy on it, each named once")

    @property
    def payer(self) -> AccountId:
        """Which account pays."""
        return self.master or self.id

    @property
    def may_buy(self) -> tuple[str, ...]:
        return self.buyers or (self.name,)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= MAX_NAME and text == text.strip() and text.isprintable()


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the ledger: a charge is above zero, a payment below."""

    account: AccountId
    sale: SaleId
    at: datetime
    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What is left of a charge after every payment, from its day on."""

    day: date
    amount: Money


def unpaid(postings: Iterable[Posting]) -> tuple[Unpaid, ...]:
    """The charges that no payment has reached, oldest first; one paid in part with its rest.

    More paid than owed leaves nothing unpaid: what is over is in the balance.
    """
    rows = sorted(postings, key=lambda each: each.at)
    paid = -sum(each.amount.cents for each in rows if each.amount < ZERO)
    left = []
    for each in rows:
        if each.amount <= ZERO:
            continue
        rest = max(0, each.amount.cents - paid)
        paid = max(0, paid - each.amount.cents)
        if rest:
            left.append(Unpaid(each.day, Money(rest)))
    return tuple(left)


AGES: Final = (30, 60, 90)
"""Days at which the next column of the aging begins."""


@dataclass(frozen=True, slots=True)
class Aging:
    """What is unpaid by its age in days: below 30, 30 to 59, 60 to 89, 90 and more."""

    current: Money
    over_30: Money
    over_60: Money
    over_90: Money

    @property
    def total(self) -> Money:
        return self.current + self.over_30 + self.over_60 + self.over_90


def aging(left: Iterable[Unpaid], day: date) -> Aging:
    columns = [0, 0, 0, 0]
    for each in left:
        age = (day - each.day).days
        columns[sum(age >= bound for bound in AGES)] += each.amount.cents
    return Aging(*(Money(cents) for cents in columns))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands as this lane knows it, its master's with all that belongs to it."""

    account: Account
    limit: Money
    balance: Money
    oldest: date | None = None
    """Of the charges that are unpaid."""
    held: bool = False
    """By a person: the account itself or its master."""
    lent_here: Money = ZERO
    """What of the balance this lane lent."""

    @property
    def free(self) -> Money:
        return self.limit - self.balance


@dataclass(frozen=True, slots=True)
class CreditRules:
    """How the store lends."""

    accounts: bool = False
    hold_after_days: int = 90
    """A charge that is unpaid for so long holds the account; 0: only a person holds one."""
    only_lane: bool = True
    """No other lane sells on account: what this lane knows is all there is."""
    offline_cents: int = 50_00
    """Otherwise: the most that this lane lends to one account while it cannot ask the others."""

    def __post_init__(self) -> None:
        if not 0 <= self.hold_after_days <= 3650:
            raise ValueError("hold_after_days is 0 to 3650")
        if self.offline_cents < 0:
            raise ValueError("offline_cents is not negative")


def on_hold(standing: Standing, day: date, rules: CreditRules) -> bool:
    late = standing.oldest is not None and (day - standing.oldest).days >= rules.hold_after_days
    return standing.held or (late and rules.hold_after_days > 0)


def lendable(standing: Standing, rules: CreditRules) -> Money:
    """The most that may be bought on it now."""
    most = standing.free
    if not rules.only_lane:
        most = min(most, Money(rules.offline_cents) - standing.lent_here)
    return max(ZERO, most)


def credit_trouble(
    standing: Standing, amount: Money, day: date, rules: CreditRules
) -> Refusal | None:
    """Why so much cannot be bought on it."""
    if on_hold(standing, day, rules):
        return Refusal(Why.ACCOUNT_ON_HOLD, standing.account.id)
    most = lendable(standing, rules)
    if amount <= most:
        return None
    if amount <= standing.free:
        return Refusal(Why.ACCOUNT_OFFLINE_LIMIT, str(most))
    return Refusal(Why.ACCOUNT_LIMIT, str(most))


def balance_of(postings: Iterable[Posting]) -> Money:
    return total(each.amount for each in postings)
