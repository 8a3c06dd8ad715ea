"""The list of products that FSA/HSA cards pay for: which version came when (money-tax-iias.md 6.3).

Rule that holds here: the age of the list is that of its newest version, not of the last import. A
file that is imported again with the version that is known makes nothing newer.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

FRESH_DAYS: Final = 35
"""It comes monthly, around the 15th; the till warns when it is older."""


@dataclass(frozen=True, slots=True)
class ListTaken:
    """A version, and when this store first had it."""

    version: str
    at: datetime

    def days(self, now: datetime) -> int:
        return (now - self.at).days

    def too_old(self, now: datetime) -> bool:
        return self.days(now) > FRESH_DAYS
