"""Who works here, and what each role may do."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from terminal.domain.identity import StaffId


class Role(Enum):
    CASHIER = "cashier"
    WINDOW_CLERK = "window clerk"
    PHARMACIST = "pharmacist"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A named person; there are no shared accounts (45 CFR 164.312(a)(2)(i))."""

    id: StaffId
    name: str
    role: Role
    born: date | None = field(default=None, repr=False)
    """For goods whose seller has to be of an age; None: nobody entered it."""
    pse_trained_until: date | None = None
    """The last day of the training for pseudoephedrine and its like; None: there is no record."""

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            raise ValueError("a staff member has a number and a name")

    def pse_trained_on(self, day: date) -> bool:
        return self.pse_trained_until is not None and day <= self.pse_trained_until
