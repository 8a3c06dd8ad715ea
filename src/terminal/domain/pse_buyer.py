"""Who buys a product that is logged, and how the same person is recognised the next time.

Rules that hold here (pickup-and-compliance.md section 9.4):

1. The document is one of 21 CFR 1314.30(b): by a State, by the Federal Government, or of 8 CFR
   274a.2(b)(1)(v)(A) or (B). One that has ended shows nobody.
2. One buyer is one document (type, number, jurisdiction) or one name with its date of birth:
   whichever of the two is met again.
3. What is typed must look like what it is: a number has at least four signs with a digit, an
   address a number and a word. What a card says is taken as the card says it (a state may number
   shorter), and what was logged stays readable.
4. Nothing of a person is in a repr; the ledger holds digests, the log itself the words.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from terminal.domain.identity import Digest
from terminal.domain.likeness import key_of, letters, person_key, signs
from terminal.domain.shown_id import IdType

MAX_NUMBER: Final = 40
MIN_NUMBER: Final = 4
MAX_NAME: Final = 100
"""A card has 40 letters for a first name and 40 for a middle one (AAMVA); both are given names."""
MAX_ADDRESS: Final = 160


DOCUMENTS: Final = tuple(each for each in IdType if each is not IdType.OTHER)
"""Those that count (21 CFR 1314.30(b))."""
_ONE_SERIES: Final = {IdType.STATE_ID: IdType.DRIVER_LICENCE}
"""A state numbers its licences and ID cards together: taken for the other, it is the same."""


@dataclass(frozen=True, slots=True)
class PseBuyer:
    """What the log needs to know of a person, as the document shows it."""

    id_type: IdType
    number: str = field(repr=False)
    jurisdiction: str
    """Who issued it: a state's two letters, or a country's."""
    family: str = field(repr=False)
    given: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: date = field(repr=False)
    expires: date | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.id_type not in DOCUMENTS:
            raise ValueError("this is none of the documents that count")
        _held_number(self.number)
        _bounded(self.jurisdiction, MAX_NAME, "a document was issued somewhere")
        check_name(self.family)
        check_name(self.given)
        _held_address(self.address)
        if self.expires is not None and self.expires <= self.birth_date:
            raise ValueError("a document ends after its holder's birth")

    def expired_on(self, day: date) -> bool:
        return self.expires is not None and day > self.expires

    def age_on(self, day: date) -> int:
        """Full years; who is born on 29 February turns on 1 March in other years (section 11)."""
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)

    def same_person_as(self, other: "PseBuyer") -> bool:
        return self.document_key == other.document_key or self.person_key == other.person_key

    @property
    def document_key(self) -> Digest:
        kind = _ONE_SERIES.get(self.id_type, self.id_type)
        return key_of("document", kind.value, signs(self.jurisdiction), signs(self.number))

    @property
    def person_key(self) -> Digest:
        return person_key(self.family, self.given, self.birth_date)


def check_number(text: str) -> None:
    """Raises `ValueError`, in words, for what nobody reads off a document as its number."""
    _held_number(text)
    plain = signs(text)
    if len(plain) < MIN_NUMBER or not any(sign.isdecimal() for sign in plain):
        raise ValueError("a document's number has at least four letters or digits, one a digit")


def _held_number(text: str) -> None:
    _bounded(text, MAX_NUMBER, "a document has a number")
    if not signs(text):
        raise ValueError("a document's number has letters or digits")


def check_name(text: str) -> None:
    """Raises `ValueError`, in words, for what is no part of a name."""
    _bounded(text, MAX_NAME, "a buyer has a family name and a given name")
    if not letters(text):
        raise ValueError("a name has letters")


def check_address(text: str) -> None:
    """Raises `ValueError`, in words, for what nobody lives at."""
    _held_address(text)
    words = (letters(each) for each in text.split())
    if not any(sign.isdecimal() for sign in text) or all(len(each) < 2 for each in words):
        raise ValueError("an address has a number and a word: 12 Elm St, city, state, ZIP code")


def _held_address(text: str) -> None:
    _bounded(text, MAX_ADDRESS, "a buyer has an address")


def _bounded(text: str, limit: int, otherwise: str) -> None:
    if not text.strip() or len(text) > limit or not text.isprintable():
        raise ValueError(f"{otherwise}, of at most {limit} characters")
