"""Card sales that the terminal approved without the bank, until the bank or a manager has spoken.

The list follows what is recorded, and from nothing else: at start it is made from the facts of the
tickets, afterwards from the facts of each step.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from terminal.app.receipt import ticket_number
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome, StoredFate
from terminal.domain.evolve import replay
from terminal.domain.identity import AttemptRef, SaleId, TenderId
from terminal.domain.money import ZERO, Money
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender

OPEN_FATES: Final = (StoredFate.WAITING, StoredFate.DECLINED, StoredFate.MISSING)


@dataclass(frozen=True, slots=True)
class StoredSale:
    """One of them. `terminal` stored it, under `terminal_txn`; `ticket` is as people know it."""

    sale: SaleId
    tender: TenderId
    ref: AttemptRef
    ticket: str
    amount: Money
    terminal: str
    terminal_txn: str
    stored_at: datetime
    fate: StoredFate = StoredFate.WAITING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredCount:
    """The terminal's own word of what it holds: what waits, and what the bank refused."""

    waiting: int
    waiting_amount: Money
    failed: int
    failed_amount: Money


@dataclass(frozen=True, slots=True)
class StoredWatch:
    """What waits, and how its upload stands."""

    sales: tuple[StoredSale, ...] = ()
    counted: StoredCount | None = None
    """None: not asked since the terminal was met."""
    upload: f.StoredUploadFact | None = None
    """The last one since the program was started."""
    upload_at: datetime | None = None
    upload_since: float = 0.0
    to_ask: tuple[AttemptRef, ...] = ()
    """What became of these is to be asked."""
    ask_not_before: float = 0.0
    """Far away while a question is under way."""
    worth_trying: bool = False
    """The bank approved another sale, or the terminal is back."""
    not_before: float = 0.0
    """No upload by itself before."""

    @property
    def waiting(self) -> tuple[StoredSale, ...]:
        return tuple(each for each in self.sales if each.fate is StoredFate.WAITING)

    @property
    def to_settle(self) -> tuple[StoredSale, ...]:
        """What a manager has to look at, whatever becomes of the rest."""
        return tuple(each for each in self.sales if each.fate is not StoredFate.WAITING)

    def sale(self, ref: AttemptRef) -> StoredSale | None:
        return next((each for each in self.sales if each.ref == ref), None)


def total(sales: Iterable[StoredSale]) -> Money:
    return Money(sum(each.amount.cents for each in sales))


def stored_on(facts: Iterable[tuple[datetime, f.SaleFact]]) -> tuple[StoredSale, ...]:
    """What is open of one ticket's stored sales, by its facts and when each was recorded."""
    recorded = tuple(facts)
    if not recorded or not isinstance(recorded[0][1], f.SaleOpened):
        return ()  # the retention of the ticket has ended
    sale = replay(fact for _, fact in recorded)
    at = {fact.ref: at for at, fact in recorded if isinstance(fact, f.ChargeResolved)}
    return tuple(
        _stored(sale, each, at[each.ref])
        for each in sale.tenders
        if isinstance(each, CardTender) and each.fate in OPEN_FATES and each.taken
    )


def _stored(sale: Sale, tender: CardTender, at: datetime) -> StoredSale:
    assert tender.result is not None, "it was approved"
    assert tender.fate is not None, "without the bank"
    return StoredSale(
        sale.id,
        tender.id,
        tender.ref,
        ticket_number(sale),
        tender.result.approved,
        tender.terminal,
        tender.result.terminal_txn,
        at,
        tender.fate,
        tender.fate_reason,
    )


def after(watch: StoredWatch, fact: f.Fact, sales: tuple[Sale, ...], at: datetime) -> StoredWatch:
    """The list after a fact. `sales`: the tickets that were not over before it."""
    match fact:
        case f.ChargeResolved(result=result) if result.offline:
            sale = next(each for each in sales if each.id == fact.sale)
            tender = sale.attempt(fact.ref)
            assert tender is not None, "an answer follows its request"
            new = _stored(sale, tender.resolved(result, fact.used), at)
            return replace(watch, sales=(*watch.sales, new))
        case f.ChargeResolved(result=result) if result.approved > ZERO:
            return replace(watch, worth_trying=bool(watch.waiting) or watch.worth_trying)
        case f.VoidResolved(result=result) if result.outcome is Outcome.APPROVED:
            given_back = (fact.sale, fact.tender)
            rest = (each for each in watch.sales if (each.sale, each.tender) != given_back)
            return replace(watch, sales=tuple(rest))
        case f.StoredSaleUploaded() | f.StoredSaleSettled():
            return _without(watch, fact.ref)
        case f.StoredSaleDeclined() if any(each.id == fact.sale for each in sales):
            return _without(watch, fact.ref)  # the open ticket asks for another payment
        case f.StoredSaleDeclined():
            return _moved(watch, fact.ref, StoredFate.DECLINED, fact.reason)
        case f.StoredSaleMissing():
            return _moved(watch, fact.ref, StoredFate.MISSING, fact.reason)
        case _:
            return watch


def _without(watch: StoredWatch, ref: AttemptRef) -> StoredWatch:
    return replace(watch, sales=tuple(each for each in watch.sales if each.ref != ref))


def _moved(watch: StoredWatch, ref: AttemptRef, fate: StoredFate, reason: str) -> StoredWatch:
    moved = (
        replace(each, fate=fate, reason=reason) if each.ref == ref else each for each in watch.sales
    )
    return replace(watch, sales=tuple(moved))
