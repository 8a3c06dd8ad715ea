"""The pages of a logged sale: what was entered of the buyer, how far it has come, the signature."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from terminal.domain.age import is_birth_date
from terminal.domain.barcode import EntryMethod
from terminal.domain.issuers import issuer_words
from terminal.domain.pse import Purchase
from terminal.domain.pse_buyer import PseBuyer, check_address, check_name, check_number
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

    def answered(self, ask: Ask, text: str) -> "Draft":
        """The draft with one answer more. Raises `ValueError`, in words, for what cannot be it."""
        assert self.id_type is not None, "the type is chosen, not typed"
        match ask:
            case Ask.NUMBER:
                check_number(text)
                return replace(self, number=text)
            case Ask.ISSUER:
                issuer = issuer_words(text, self.id_type)
                if issuer is None:
                    raise ValueError("a state or province is its two letters, a country is letters")
                return replace(self, issuer=issuer)
            case Ask.FAMILY:
                check_name(text)
                return replace(self, family=text)
            case Ask.GIVEN:
                check_name(text)
                return replace(self, given=text)
            case Ask.ADDRESS:
                check_address(text)
                return replace(self, address=text)
            case _:
                raise AssertionError(f"{ask} is a day, or is chosen")

    def dated(self, ask: Ask, told: date, day: date) -> "Draft":
        """The same for a day: of birth, or the last one of the document."""
        if ask is Ask.BORN:
            if not is_birth_date(told, day):
                raise ValueError("nobody who buys was born on that day")
            return replace(self, born=told)
        if self.born is not None and told <= self.born:
            raise ValueError("a document ends after its holder's birth")
        return replace(self, expires=told)

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
