"""What becomes of a charge at a simulated card terminal: decided at once, or with the host.

Rules that hold here (card-terminal.md sections 10 to 12):

1. What a card was charged is in the store before there is an answer.
2. One reference is charged once: the same reference after an approval answers 100011 with the
   original's details.
3. What is approved without the host is stored, and charged when it is uploaded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.simulator import card_terminal_answers as answers
from drivers.simulator.card_terminal_bank import NO_MONEY, CardHost, account_of
from drivers.simulator.card_terminal_frames import whole
from drivers.simulator.card_terminal_requests import BALANCE, VOID, Charge
from drivers.simulator.card_terminal_script import (
    Card,
    Decline,
    Duplicate,
    Faults,
    HostDown,
    HostReceiveError,
    PowerCut,
    Refuse,
    Script,
    StoredOffline,
)
from drivers.simulator.card_terminal_store import STORED, Record, TerminalStore


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and what the customer reads."""

    text: str
    screen: str


@dataclass(frozen=True, slots=True)
class AtHost:
    """A charge whose customer has done everything."""

    charge: Charge
    card: Card
    pin: str
    script: Script
    faults: Faults


Cut = Callable[[PowerCut], bool]
"""Whether the power fails at that point."""


class Charges:
    """Decides over one store and one host."""

    def __init__(self, store: TerminalStore, host: CardHost) -> None:
        self._store = store
        self._host = host

    def at_once(self, charge: Charge, script: Script, card: Card, cut: Cut) -> Said | None:
        """What needs no customer; None if the customer has to be asked, or the power failed."""
        record = self._store.by_ref(charge.ref) if charge.kind != BALANCE else None
        if record is not None:
            return self._duplicate(charge, record)
        if isinstance(script, Duplicate) and not charge.override:
            other = self._store.by_ref(script.other_ref) or self._host.foreign_record(
                charge, card, script.other_ref
            )
            return self._duplicate(charge, other)
        if self._store.next_number() is None:
            return ended(charge, "100025", "PLEASE SETTLE")
        if charge.kind == VOID:
            return self._void(charge, card, cut)
        return ended(charge, script.code, script.text) if isinstance(script, Refuse) else None

    def with_host(self, asked: AtHost, cut: Cut) -> Said | None:
        """What the host says; None if the power failed."""
        charge, card, script = asked.charge, asked.card, asked.script
        if cut(PowerCut.BEFORE_HOST):
            return None
        if isinstance(script, HostDown | StoredOffline):
            return self._without_host(asked, cut)
        no = self._host.refusal(charge, card, asked.pin, script)
        if no is None and charge.kind == BALANCE:
            return self._balance(asked)
        cents = 0 if no is not None else self._host.granted(charge, card, script)
        if cents == 0:
            return self._declined(charge, no or NO_MONEY)
        self._store.begin(charge.ref)
        self._host.charge(charge, card, cents)
        if isinstance(script, HostReceiveError):
            self._store.reverse(charge.ref)
            self._store.finish(None, charge.ref)
            return ended(charge, "100009", "RECEIVE ERROR")
        if cut(PowerCut.AFTER_HOST):
            return None
        record = self._host.record(charge, card, cents)
        self._store.finish(record, charge.ref)
        if cut(PowerCut.AFTER_RECORD):
            return None
        code, text = ("000002", "PARTIALLY APPROVED") if record.due else ("000000", "OK")
        return self._approved(asked, record, code, text)

    def _without_host(self, asked: AtHost, cut: Cut) -> Said | None:
        charge, card = asked.charge, asked.card
        why = self._host.not_stored(charge, card, asked.script)
        if why is not None:
            return ended(charge, *why)
        record = self._host.record(charge, card, charge.cents, STORED)
        self._store.hold(record, account_of(card, charge.ebt))
        if cut(PowerCut.AFTER_RECORD):
            return None
        return self._approved(asked, record, "000001", "APPROVED OFFLINE")

    def _approved(self, asked: AtHost, record: Record, code: str, text: str) -> Said:
        charge, card = asked.charge, asked.card
        said = answers.transaction(
            charge.answer,
            code,
            text,
            record,
            card,
            batch=self._store.batch,
            balances=self._host.balances(card, charge.ebt),
            account=card.number if asked.faults.full_account else "",
            ebt=charge.ebt,
            pin=charge.needs_pin,
            shape=asked.faults.shape,
        )
        return Said(said, f"APPROVED {money(record.approved)}")

    def _balance(self, asked: AtHost) -> Said:
        record = self._host.looked_up(asked.charge, asked.card)
        said = self._approved(asked, record, "000000", "OK")
        return Said(said.text, "APPROVED")

    def _declined(self, charge: Charge, no: Decline) -> Said:
        stamp = self._host.stamp()
        text = answers.declined(charge.answer, charge.ref, charge.kind, no.code, no.text, stamp)
        return Said(text, "DECLINED")

    def _duplicate(self, charge: Charge, record: Record) -> Said:
        text = answers.transaction(charge.answer, "100011", "DUP TRANSACTION", record, None)
        return Said(text, "DUPLICATE")

    def _void(self, charge: Charge, card: Card, cut: Cut) -> Said | None:
        if charge.host_ref:
            original = self._store.by_host_ref(charge.host_ref)
        else:
            original = self._store.by_number(whole(charge.original) or 0)
        if original is None or original.kind == VOID:
            return ended(charge, "100023", "NOT FOUND")
        if original.voided:
            return ended(charge, "100021", "ALREADY VOIDED")
        if cut(PowerCut.BEFORE_HOST):
            return None
        record = self._host.void_record(charge, card, original)
        self._store.void(original, record)
        if cut(PowerCut.AFTER_RECORD):
            return None
        text = answers.transaction(
            charge.answer, "000000", "OK", record, None, batch=self._store.batch
        )
        return Said(text, "VOIDED")


def ended(charge: Charge, code: str, text: str) -> Said:
    """A charge that ends with a short answer."""
    return Said(answers.short(charge.answer, code, text), text)


def money(cents: int) -> str:
    """As a customer reads it."""
    return f"{cents // 100}.{cents % 100:02d}"
