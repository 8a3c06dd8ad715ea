"""What the line to the store hub asks of the lane's store."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from terminal.domain.barcode import Gtin
from terminal.domain.catalog import Item
from terminal.domain.identity import LineId, SaleId
from terminal.domain.move import SaleMovedAway
from terminal.domain.pse_ticket import PseLogged


@dataclass(frozen=True, slots=True)
class LoggedSale:
    """A logged sale with its place in the journal, by which the hub is told of it."""

    epoch: int
    seq: int
    fact: PseLogged = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReturnedSale:
    """Lines of a logged sale that came back, with their place in the journal."""

    epoch: int
    seq: int
    ticket: SaleId
    lines: tuple[LineId, ...]


class HubStore(Protocol):
    """The store of one lane; its methods block the calling thread, never the counter's."""

    @property
    def device(self) -> str:
        """The identity of this store, made by chance when it was made."""

    @property
    def epoch(self) -> int:
        """It grows when the store wakes up on another machine."""

    @property
    def demo(self) -> bool: ...

    def logged_after(
        self, epoch: int, seq: int, limit: int
    ) -> tuple[LoggedSale | ReturnedSale, ...]:
        """What was sold and came back after that place of the journal, in order."""

    def moved_away(self) -> tuple[SaleMovedAway, ...]:
        """Tickets that are over here, and of which nobody has said yet that it arrived."""

    def arrived(self, move: str) -> bool:
        """Whether the ticket of this move is one of ours already."""

    def items(self, gtins: Iterable[Gtin]) -> tuple[Item, ...]:
        """Those that this lane sells, by their own codes."""
