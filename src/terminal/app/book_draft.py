"""The entry of the record book while it is asked for, one thing after the other."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from terminal.domain.id_card import IdCard
from terminal.domain.likeness import letters
from terminal.domain.record_book import (
    MAX_ADDRESS,
    MAX_NAME,
    MAX_NUMBER,
    BookBuyer,
    BuyerBasis,
)
from terminal.domain.restricted import LogField


class Ask(Enum):
    """What is asked for next; the value is the field's name."""

    BORN = "birth"
    BASIS = "basis"
    ID_NUMBER = "id_number"
    FAMILY = "family"
    GIVEN = "given"
    ADDRESS = "address"


_LIMITS = {
    Ask.ID_NUMBER: MAX_NUMBER,
    Ask.FAMILY: MAX_NAME,
    Ask.GIVEN: MAX_NAME,
    Ask.ADDRESS: MAX_ADDRESS,
}


def _plain(text: str, most: int) -> str:
    """A card may hold what cannot be printed."""
    return "".join(filter(str.isprintable, text))[:most]


def _name(text: str, most: int) -> str:
    found = _plain(text, most)
    return found if letters(found) else ""


@dataclass(frozen=True, slots=True)
class BookDraft:
    """Empty texts are still to be asked for."""

    born: date | None = field(default=None, repr=False)
    basis: BuyerBasis | None = None
    id_number: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    @classmethod
    def of_card(cls, card: IdCard) -> "BookDraft":
        """All that a card says; what it leaves out, or no book can hold, is asked for."""
        place = card.address if letters(card.street + card.city) else ""
        return cls(
            card.birth_date,
            BuyerBasis.ID_SCANNED,
            _plain(card.number, MAX_NUMBER),
            _name(card.family, MAX_NAME),
            _name(card.given, MAX_NAME),
            _name(place, MAX_ADDRESS),
        )

    def missing(self, fields: frozenset[LogField]) -> Ask | None:
        """The first thing that is still open; None when the entry is whole."""
        answers = {
            Ask.BORN: self.born,
            Ask.BASIS: self.basis,
            Ask.ID_NUMBER: self.id_number or LogField.ID_NUMBER not in fields,
            Ask.FAMILY: self.family,
            Ask.GIVEN: self.given,
            Ask.ADDRESS: self.address,
        }
        return next((ask for ask, answer in answers.items() if not answer), None)

    def with_text(self, ask: Ask, text: str) -> "BookDraft | None":
        """The draft with this answer; None for one that cannot stand in the book."""
        text = " ".join(text.split())
        if not text or len(text) > _LIMITS[ask] or not text.isprintable():
            return None
        if ask is not Ask.ID_NUMBER and not letters(text):
            return None
        return replace(self, **{ask.value: text})  # type: ignore[arg-type]  # its own text fields

    def without_last(self) -> tuple["BookDraft", str] | None:
        """One answer back, with what was typed there; None at the first one, or after a card."""
        if self.basis is BuyerBasis.ID_SCANNED or self.born is None:
            return None
        for ask in (Ask.ADDRESS, Ask.GIVEN, Ask.FAMILY, Ask.ID_NUMBER):
            text = getattr(self, ask.value)
            if text:
                return replace(self, **{ask.value: ""}), text  # type: ignore[arg-type]
        if self.basis is not None:
            return replace(self, basis=None), ""
        return BookDraft(), ""

    def buyer(self) -> BookBuyer:
        return BookBuyer(self.family, self.given, self.address, self.born, self.id_number)
