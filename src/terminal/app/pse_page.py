"""The pages of a logged sale: what was entered of the buyer, how far it has come, the signature."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from terminal.domain.barcode import EntryMethod
from terminal.domain.pse import Purchase
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_desk import LogSheet
from terminal.domain.shown_id import IdType
from terminal.domain.signature import Strokes


class Ask(Enum):
    """The questions, in the order of the log."""

    TYPE = "type"
    NUMBER = "number"
    ISSUER = "issuer"
    FAMILY = "family"
    GIVEN = "given"
    ADDRESS = "address"
    BORN = "born"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known so far; nothing is a default."""

    id_type: IdType | None = None
    number: str = field(default="", repr=False)
    issuer: str = ""
    family: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    born: date | None = field(default=None, repr=False)
    expires: date | None = field(default=None, repr=False)
    never_expires: bool = False

    def asks(self) -> Ask | None:
        """The next question; None when all are answered."""
        answered = {
            Ask.TYPE: self.id_type is not None,
            Ask.NUMBER: bool(self.number),
            Ask.ISSUER: bool(self.issuer),
            Ask.FAMILY: bool(self.family),
            Ask.GIVEN: bool(self.given),
            Ask.ADDRESS: bool(self.address),
            Ask.BORN: self.born is not None,
            Ask.EXPIRES: self.expires is not None or self.never_expires,
        }
        return next((ask for ask in Ask if not answered[ask]), None)

    def buyer(self) -> PseBuyer:
        """Raises `ValueError`, with a reason in words, for what the log cannot hold."""
        assert self.id_type is not None
        assert self.born is not None
        return PseBuyer(
            self.id_type,
            self.number,
            self.issuer,
            self.family,
            self.given,
            self.address,
            self.born,
            self.expires,
        )


@dataclass(frozen=True, slots=True)
class PsePage:
    draft: Draft = field(default_factory=Draft)
    typed: str = field(default="", repr=False)
    entry: EntryMethod = EntryMethod.KEYED
    buyer: PseBuyer | None = field(default=None, repr=False)
    earlier: tuple[Purchase, ...] | None = None
    """What the ledger knows of the buyer; None while it is read."""
    complete: bool = False
    asked_at: float | None = None
    """Since when the exchange is being asked."""
    down: str = ""
    """Why it gave no answer."""
    paying: bool = False
    """The ledger is read once more, and then payment opens."""


@dataclass(frozen=True, slots=True)
class PseSignPage:
    """The buyer signs the log below the notice (step_pse_sign.py)."""

    strokes: Strokes = field(default_factory=Strokes, repr=False)
    seen: LogSheet | None = field(default=None, repr=False)
    """What stood on the page as the signature was begun: it is for that and nothing else."""
