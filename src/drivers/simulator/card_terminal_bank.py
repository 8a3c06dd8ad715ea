"""The host behind a simulated card terminal: what a card may be charged, and the record of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from drivers.simulator.card_terminal_requests import BALANCE, EBT_CASH, EDC, RETURN, SALE, Charge
from drivers.simulator.card_terminal_script import (
    Card,
    Decline,
    HostDown,
    Partial,
    Script,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import NORMAL, STORED, Record, TerminalStore

_FIRST_AUTH = 123455
_FIRST_HOST_REFERENCE = 632212345677
HALO_EXCEEDED, HOST_GONE = ("100017", "HALO EXCEEDED"), ("100010", "COMM ERROR")
INVALID_PIN, INVALID_CARD = Decline("55", "INVALID PIN"), Decline("14", "INVALID CARD")
NO_MONEY = Decline("51", "INSUFFICIENT FUNDS")


@dataclass(frozen=True, slots=True)
class OfflineLimits:
    """What A54 set, as the terminal keeps it: `mode max-number total card one-sale`."""

    mode: int = 0
    most: int = 0
    total: int = 0
    of_one_card: int = 0
    of_one_sale: int = 0

    @classmethod
    def kept(cls, text: str) -> "OfflineLimits":
        """Read what `text` wrote."""
        return cls(*map(int, text.split())) if text else cls()

    @property
    def text(self) -> str:
        """As it is kept."""
        numbers = (self.mode, self.most, self.total, self.of_one_card, self.of_one_sale)
        return " ".join(map(str, numbers))


class CardHost:
    """Decides and numbers; what stands is in the store."""

    def __init__(self, store: TerminalStore, wall_clock: Callable[[], datetime]) -> None:
        self._store = store
        self._wall_clock = wall_clock

    def stamp(self) -> str:
        """Now, as the protocol writes it."""
        return f"{self._wall_clock():%Y%m%d%H%M%S}"

    def balance(self, card: Card, ebt: str = "") -> int | None:
        """What is left on the card, or on its cash account; None: it has no limit."""
        held = card.cash_cents if ebt == EBT_CASH else card.balance_cents
        return None if held is None else held - self._store.spent(account_of(card, ebt))

    def balances(self, card: Card, ebt: str) -> tuple[str, str]:
        """The two balances of an answer: of the account that was asked, and an EBT card's cash."""
        left = self.balance(card, ebt)
        cash = self.balance(card, EBT_CASH) if ebt and ebt != EBT_CASH else None
        return "" if left is None else str(left), "" if cash is None else str(cash)

    def refusal(self, charge: Charge, card: Card, pin: str, script: Script) -> Decline | None:
        """Why the host says no before any money is looked at."""
        if isinstance(script, Decline):
            return script
        if card.ebt != (charge.command == "T04") or card.gift != (charge.command == "T06"):
            return INVALID_CARD
        return INVALID_PIN if charge.needs_pin and pin != card.pin else None

    def granted(self, charge: Charge, card: Card, script: Script) -> int:
        """The cents that are approved: an FSA card pays healthcare only (section 9)."""
        limits = [charge.cents]
        if charge.kind == SALE:
            left = self.balance(card, charge.ebt)
            limits += [] if left is None else [left]
            limits += [charge.healthcare] if card.fsa else []
        if isinstance(script, Partial):
            limits.append(script.cents)
        return max(0, min(limits))

    def charge(self, charge: Charge, card: Card, cents: int) -> None:
        """Move the money."""
        sign = -1 if charge.kind == RETURN else 1
        self._store.charge(charge.ref, account_of(card, charge.ebt), sign * cents)

    def not_stored(self, charge: Charge, card: Card, script: Script) -> tuple[str, str] | None:
        """Why a sale is not approved without the host (section 11), if it is to be at all."""
        if isinstance(script, StoredOffline):
            return None
        assert isinstance(script, HostDown)
        limits = OfflineLimits.kept(self._store.setting("offline"))
        may = charge.command == "T00" and charge.kind == SALE and not charge.healthcare
        if not limits.mode or not may or card.fsa:
            return HOST_GONE
        waiting = [record for record in self._store.records(STORED) if not record.voided]
        total = sum(record.approved for record in waiting) + charge.cents
        brand = sum(r.approved for r in waiting if r.brand == card.brand) + charge.cents
        if charge.cents > limits.of_one_sale:
            return HALO_EXCEEDED
        if total > limits.total or brand > limits.of_one_card or len(waiting) >= limits.most:
            return HALO_EXCEEDED
        return None

    def record(self, charge: Charge, card: Card, cents: int, numbers: range = NORMAL) -> Record:
        """The next record, for an approval of `cents`; what is stored has no host's reference."""
        serial = self._store.next_host_reference()
        seen = numbers is NORMAL
        return Record(
            number=self._store.next_number(numbers) or 0,
            ref=charge.ref,
            edc=EDC[charge.command],
            kind=charge.kind,
            approved=cents,
            due=max(0, charge.cents - cents),
            auth=f"{_FIRST_AUTH + serial:06d}" if seen else "",
            host_ref=f"{_FIRST_HOST_REFERENCE + serial}" if seen else "",
            last4=card.last4,
            entry=card.entry,
            brand=card.brand,
            stamp=self.stamp(),
        )

    def void_record(self, charge: Charge, card: Card, original: Record) -> Record:
        """Of a void: the card is that of what it takes back, whichever is presented now."""
        made = self.record(charge, card, original.approved)
        whose = (original.last4, original.entry, original.brand)
        return replace(made, last4=whose[0], entry=whose[1], brand=whose[2])

    def foreign_record(self, charge: Charge, card: Card, ref: str) -> Record:
        """A record that another till would have made, for the same amount."""
        return replace(self.record(charge, card, charge.cents), ref=ref)

    def looked_up(self, charge: Charge, card: Card) -> Record:
        """The shape of a record for a balance, which leaves none."""
        assert charge.kind == BALANCE
        return replace(self.record(charge, card, 0), auth="")

    def upload(
        self, accepts: Callable[[Record], bool], most: int | None = None
    ) -> tuple[list[Record], list[Record]]:
        """Take in what was stored (at `most` so many): what was charged, and what was refused."""
        uploaded, failed = list[Record](), list[Record]()
        waiting = [record for record in self._store.records(STORED) if not record.voided]
        for record in waiting[:most]:
            accepted = accepts(record)
            host_ref = f"{_FIRST_HOST_REFERENCE + self._store.next_host_reference()}"
            self._store.upload(record, accepted=accepted, host_ref=host_ref if accepted else "")
            (uploaded if accepted else failed).append(record)
        return uploaded, failed


def account_of(card: Card, ebt: str) -> str:
    """The account that a card stands for: an EBT card has two."""
    return f"{card.number}/C" if ebt == EBT_CASH else card.number
