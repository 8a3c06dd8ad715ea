"""The pages of returns and refunds, as state: one question after the other."""

from dataclasses import dataclass, field

from terminal.app.sale_search import SaleQuestion, SaleSummary
from terminal.domain.catalog import Item
from terminal.domain.identity import Digest, LineId
from terminal.domain.money import Money
from terminal.domain.original import Original
from terminal.domain.refund import ReturnReason
from terminal.domain.shown_id import IdType, PersonName


@dataclass(frozen=True, slots=True)
class Unreceipted:
    """Goods without a receipt: who brings them, what that person got back so, then the goods."""

    document: IdType | None = None
    number: str = field(default="", repr=False)
    name: PersonName | None = None
    person: Digest | None = None
    before: Money | None = None
    """None: not read yet."""
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """Which earlier ticket, which of its lines, how many, and why."""

    typed: str = field(default="", repr=False)
    looking: str = ""
    """The ticket that is being looked up."""
    asked: SaleQuestion | None = None
    sales: tuple[SaleSummary, ...] | None = None
    """None until the store answered."""
    original: Original | None = None
    highlighted: int = 0
    line: LineId | None = None
    quantity: int | None = None
    reason: ReturnReason | None = None
    without: Unreceipted | None = None

    @property
    def asks_quantity(self) -> bool:
        chosen = self.line is not None or (self.without is not None and self.without.item)
        return bool(chosen) and self.quantity is None

    @property
    def asks_reason(self) -> bool:
        return self.quantity is not None and self.reason is None


@dataclass(frozen=True, slots=True)
class RefundPage:
    """What goes back to whom, before the ticket closes; `reference` is asked for `source`."""

    source: str = ""
    typed: str = field(default="", repr=False)
    given_at: float | None = None
    """When something was given back here: the second press of a double one gives nothing."""
