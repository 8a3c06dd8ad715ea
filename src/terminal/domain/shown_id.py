"""An identification that was shown at the counter, and the name of the person who showed it.

Rules that hold here (pickup-and-compliance.md sections 7 and 8):

1. Only what a rule asks for is held: a record may have a type alone.
2. Nothing of a person is in a repr, so that no log, traceback or test output shows it.
3. A type has the code that the PDMP takes (ASAP 4.2 AIR04).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

MAX_NUMBER: Final = 40
"""AAMVA's longest licence number has 25 characters; passports and tribal cards are shorter."""
MAX_NAME: Final = 100
MAX_ADDRESS: Final = 120
_JURISDICTION: Final = re.compile(r"[A-Z]{2,3}")


class IdType(Enum):
    """What kind of document; the words are those of the rule files."""

    DRIVER_LICENCE = "driver licence"
    STATE_ID = "state id"
    MILITARY = "military"
    PASSPORT = "passport"
    GREEN_CARD = "green card"
    TRIBAL = "tribal"
    OTHER = "other"

    @property
    def air04(self) -> str:
        return _AIR04[self]


_AIR04: Final = MappingProxyType(
    {
        IdType.MILITARY: "01",
        IdType.STATE_ID: "02",
        IdType.GREEN_CARD: "04",
        IdType.PASSPORT: "05",
        IdType.DRIVER_LICENCE: "06",
        IdType.TRIBAL: "08",
        IdType.OTHER: "99",
    }
)
"""03 (a unique system ID) and 07 (a social security number) are never asked for here."""


class IdField(Enum):
    """What a rule wants written down of an ID."""

    NAME = "name"
    TYPE = "id type"
    NUMBER = "id number"
    JURISDICTION = "id jurisdiction"
    ADDRESS = "address"
    BIRTH_DATE = "dob"
    RELATIONSHIP = "relationship"


@dataclass(frozen=True, slots=True)
class PersonName:
    family: str = field(repr=False)
    given: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.family.strip() or len(self.family) > MAX_NAME or len(self.given) > MAX_NAME:
            raise ValueError(f"a name has a family name, and parts of at most {MAX_NAME} letters")
        if not (self.family.isprintable() and self.given.isprintable()):
            raise ValueError("a name can be printed")

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class ShownId:
    """One document as it was recorded; what no rule asked for is empty."""

    type: IdType
    number: str = field(default="", repr=False)
    jurisdiction: str = field(default="", repr=False)
    name: PersonName | None = None
    address: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    scanned: bool = False
    copy_filed: bool = False
    """A paper copy was made, where a rule wants one and takes nothing else."""

    def __post_init__(self) -> None:
        if len(self.number) > MAX_NUMBER or not self.number.isprintable():
            raise ValueError(f"an ID number is printable, at most {MAX_NUMBER} characters")
        if self.jurisdiction and not _JURISDICTION.fullmatch(self.jurisdiction):
            raise ValueError("a jurisdiction is a state or country of two or three letters")
        if len(self.address) > MAX_ADDRESS or not self.address.isprintable():
            raise ValueError(f"an address is printable, at most {MAX_ADDRESS} characters")


def recorded_name(family: str, given: str) -> PersonName | None:
    """A name as the PhMS has it, cut to what is kept; None where it has none."""
    clean = ["".join(filter(str.isprintable, each)).strip()[:MAX_NAME] for each in (family, given)]
    return PersonName(*clean) if clean[0] else None


def read_name(text: str) -> PersonName | None:
    """`Sampleton, Orville` or `Orville Sampleton`; None for anything that could be read otherwise.

    Which of three words are the family name nobody can tell: the comma says it.
    """
    words = " ".join(text.split())
    family, comma, given = (part.strip() for part in words.partition(","))
    if not comma:
        given, _, family = words.rpartition(" ")
        if " " in given:
            return None
    if not any(sign.isalpha() for sign in family) or not any(sign.isalpha() for sign in given):
        return None
    try:
        return PersonName(family, given)
    except ValueError:
        return None
