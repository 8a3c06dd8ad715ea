"""Tenders that a person keys in: nothing but the paper, or a programme's own device, proves them.

Rules that hold here (money-tax-iias.md sections 5, 8 and 9):

1. What a kind asks for is its row in `FORMS`; a required entry is never left out.
2. None is rounded, and none pays more than is due; a check may give a little change where the store
   wants it so.
3. An amount over the store's limit is keyed twice where a device of somebody else approved it: 10
   keyed as 100 is a known mistake.
4. No card number is ever kept, whatever it was typed for (section 13).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final

from terminal.domain.account import CreditRules, account_id
from terminal.domain.gift import GiftRules
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.tender_kind import TenderKind

MAX_ENTRY: Final = 60
"""As long as a reference on a letter; the receipt cuts it."""
MAX_PROGRAMMES: Final = 9
"""Each has a key of its own."""
_CHECK_NUMBER: Final = re.compile(r"(?!0+\Z)\d{1,10}", re.ASCII)
"""No check is printed with zeros only: nobody could find it by that again."""
_AUTHORISATION: Final = re.compile(r"[A-Z0-9-]{2,20}", re.ASCII | re.IGNORECASE)
_LONG_DIGITS: Final = re.compile(r"\d(?:[ -]?\d){12,18}", re.ASCII)
"""A run as long as a card number, however it is grouped."""


class Entry(Enum):
    """What is read off the paper, or off the programme's device."""

    NUMBER = "number"
    ID = "id"
    PROGRAMME = "programme"
    AUTHORISATION = "authorisation"
    SLIP = "slip"
    REFERENCE = "reference"
    REASON = "reason"
    ACCOUNT = "account"
    BUYER = "buyer"
    CARD = "card"  # a digest, never a number
    LAST4 = "last four"
    LEFT = "left"  # on the card afterwards


Entries = tuple[tuple[Entry, str], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind asks for, in this order, after its amount."""

    required: tuple[Entry, ...]
    optional: tuple[Entry, ...] = ()
    in_drawer: bool = False
    """The paper lies in the drawer from then on."""
    approved_elsewhere: bool = False
    """A device of somebody else approves it: its amount is read off there, and only that device
    takes it back, under a reference that is kept."""


FORMS: Final[Mapping[TenderKind, Form]] = MappingProxyType(
    {
        TenderKind.GIFT: Form((Entry.CARD, Entry.LAST4)),
        TenderKind.HOUSE: Form((Entry.ACCOUNT, Entry.BUYER)),
        TenderKind.CHECK: Form((Entry.NUMBER,), (Entry.ID,), in_drawer=True),
        TenderKind.EXTERNAL_BENEFIT: Form(
            (Entry.PROGRAMME, Entry.AUTHORISATION), (Entry.SLIP,), approved_elsewhere=True
        ),
        TenderKind.CHARITY_VOUCHER: Form((Entry.REFERENCE, Entry.REASON), in_drawer=True),
        TenderKind.OTHER: Form((Entry.REFERENCE, Entry.REASON)),
    }
)
MISSING: Final[Mapping[Entry, Why]] = MappingProxyType(
    {
        Entry.NUMBER: Why.CHECK_NUMBER_MISSING,
        Entry.PROGRAMME: Why.PROGRAMME_UNKNOWN,
        Entry.AUTHORISATION: Why.AUTHORISATION_MISSING,
        Entry.REFERENCE: Why.REFERENCE_MISSING,
        Entry.REASON: Why.NOTE_MISSING,
        Entry.ACCOUNT: Why.ACCOUNT_UNKNOWN,
        Entry.BUYER: Why.BUYER_NOT_AUTHORISED,
        Entry.CARD: Why.GIFT_UNKNOWN,
        Entry.LAST4: Why.GIFT_UNKNOWN,
    }
)
"""What is said where a required entry is left out."""


@dataclass(frozen=True, slots=True)
class TenderRules:
    """What the store takes beside cash and cards, and up to how much."""

    checks: bool = True
    check_max_cents: int = 500_00
    check_change_cents: int = 0
    """The most change that a check gives; 0: it is written for what is due, or for less."""
    check_asks_id: bool = False
    programmes: tuple[str, ...] = ()
    """Benefit cards that are read on a device of their own."""
    key_twice_over_cents: int = 50_00
    vouchers: bool = True
    other: bool = False
    credit: CreditRules = field(default_factory=CreditRules)
    gift: GiftRules = field(default_factory=GiftRules)
    snap: bool = False
    """EBT SNAP: only for a store that the USDA has authorised."""
    ebt_cash: bool = False
    debit: bool = False
    """By a request of its own, with a PIN; as a card payment a debit card works anyhow."""

    def __post_init__(self) -> None:
        if min(self.check_max_cents, self.check_change_cents, self.key_twice_over_cents) < 0:
            raise ValueError("a limit of the tenders is not negative")
        if self.checks and not self.check_max_cents:
            raise ValueError("check_max_cents is above 0; checks = false takes none")
        if len(set(self.programmes)) != len(self.programmes):
            raise ValueError("a programme is named once")
        if len(self.programmes) > MAX_PROGRAMMES:
            raise ValueError(f"at most {MAX_PROGRAMMES} programmes have a key each")
        if not all(0 < len(each.strip()) == len(each) <= MAX_ENTRY for each in self.programmes):
            raise ValueError("a programme has a name of 1 to 60 letters")

    def takes(self, kind: TenderKind) -> bool:
        match kind:
            case TenderKind.HOUSE:
                return self.credit.accounts
            case TenderKind.GIFT:
                return self.gift.cards or self.gift.on_terminal
            case TenderKind.CHECK:
                return self.checks
            case TenderKind.EXTERNAL_BENEFIT:
                return bool(self.programmes)
            case TenderKind.CHARITY_VOUCHER:
                return self.vouchers
            case TenderKind.OTHER:
                return self.other
            case TenderKind.EBT_SNAP:
                return self.snap
            case TenderKind.EBT_CASH:
                return self.ebt_cash
            case TenderKind.DEBIT:
                return self.debit
            case _:
                return True

    def asks(self, kind: TenderKind) -> tuple[Entry, ...]:
        """Every entry of the kind in the order of asking."""
        form = FORMS[kind]
        if kind is TenderKind.CHECK and not self.check_asks_id:
            return form.required
        return (*form.required, *form.optional)

    def keyed_twice(self, kind: TenderKind, amount: Money) -> bool:
        return FORMS[kind].approved_elsewhere and amount.cents > self.key_twice_over_cents


def amount_trouble(
    kind: TenderKind, amount: Money, due: Money, rules: TenderRules
) -> Refusal | None:
    """Why a tender of this kind cannot be of this amount while so much is due."""
    if amount <= ZERO:
        return Refusal(Why.AMOUNT_OUT_OF_RANGE)
    if kind is TenderKind.CHECK:
        if amount.cents > rules.check_max_cents:
            return Refusal(Why.CHECK_TOO_LARGE, str(Money(rules.check_max_cents)))
        if amount - due > Money(rules.check_change_cents):
            return Refusal(Why.TENDER_OVER_DUE, str(due))
        return None
    return Refusal(Why.TENDER_OVER_DUE, str(due)) if amount > due else None


def entry_trouble(kind: TenderKind, entry: Entry, text: str, rules: TenderRules) -> Refusal | None:
    """Why this cannot stand there; nothing may stand where the entry is optional."""
    if not text.strip():
        return Refusal(MISSING[entry]) if entry in FORMS[kind].required else None
    if len(text) > MAX_ENTRY or not text.isprintable():
        return Refusal(Why.ENTRY_NOT_UNDERSTOOD)
    if holds_card_number(text):
        return Refusal(Why.CARD_NUMBER_TYPED)
    if entry is Entry.NUMBER and not _CHECK_NUMBER.fullmatch(text):
        return Refusal(Why.CHECK_NUMBER_MISSING)
    if entry is Entry.AUTHORISATION and not _AUTHORISATION.fullmatch(text):
        return Refusal(Why.AUTHORISATION_MISSING)
    if entry is Entry.ACCOUNT and account_id(text) != text:
        return Refusal(Why.ACCOUNT_UNKNOWN)
    if entry is Entry.PROGRAMME and text not in rules.programmes:
        return Refusal(Why.PROGRAMME_UNKNOWN)
    return None


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits in a row pass the check of card numbers."""
    runs = (re.sub(r"\D", "", each.group()) for each in _LONG_DIGITS.finditer(text))
    return any(_luhn(run) for run in runs)


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(int(each) * 2, 10)) for each in digits[-2::-2])
    return (sum(int(each) for each in digits[-1::-2]) + sum(doubled)) % 10 == 0
