"""The host behind a simulated card terminal: what a card may be charged, and the record of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from drivers.simulator.card_terminal_requests import EDC, SALE, Charge
from drivers.simulator.card_terminal_script import Card, Partial, Script
from drivers.simulator.card_terminal_store import Record, TerminalStore

_FIRST_AUTH = 123455
_FIRST_HOST_REFERENCE = 632212345677


class CardHost:
    """Decides and numbers; what stands is in the store."""

    def __init__(self, store: TerminalStore, wall_clock: Callable[[], datetime]) -> None:
        self._store = store
        self._wall_clock = wall_clock

    def stamp(self) -> str:
        """Now, as the protocol writes it."""
        return f"{self._wall_clock():%Y%m%d%H%M%S}"

    def balance(self, card: Card) -> int | None:
        """What is left on the card; None: it has no limit."""
        if card.balance_cents is None:
            return None
        return card.balance_cents - self._store.spent(card.number)

    def granted(self, charge: Charge, card: Card, script: Script) -> int:
        """The cents that are approved: an FSA card pays healthcare only (section 9)."""
        limits = [charge.cents]
        if charge.kind == SALE:
            left = self.balance(card)
            limits += [] if left is None else [left]
            limits += [charge.healthcare] if card.fsa else []
        if isinstance(script, Partial):
            limits.append(script.cents)
        return max(0, min(limits))

    def record(self, charge: Charge, card: Card, cents: int) -> Record:
        """The next record, for an approval of `cents`."""
        serial = self._store.next_host_reference()
        return Record(
            number=self._store.next_number() or 0,
            ref=charge.ref,
            edc=EDC[charge.command],
            kind=charge.kind,
            approved=cents,
            due=max(0, charge.cents - cents),
            auth=f"{_FIRST_AUTH + serial:06d}",
            host_ref=f"{_FIRST_HOST_REFERENCE + serial}",
            last4=card.last4,
            entry=card.entry,
            brand=card.brand,
            stamp=self.stamp(),
        )

    def foreign_record(self, charge: Charge, card: Card, ref: str) -> Record:
        """A record that another till would have made, for the same amount."""
        return replace(self.record(charge, card, charge.cents), ref=ref)
