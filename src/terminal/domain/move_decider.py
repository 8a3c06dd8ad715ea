"""A ticket that was put aside at one lane goes on at another: never alive at two, never lost.

Rules that hold here (docs/decisions/0036):

1. The lane that has the ticket decides. It ends the ticket with a fact of its own, which holds all
   that travels, before anybody else is told of that.
2. What travels is a list: goods by code and quantity, the keys of the fills, name and reason. The
   other lane asks anew for everything else, at its own prices.
3. A ticket on which money moved, or that stands in a log or in the other lane's way, stays.
"""

from typing import Final

from terminal.domain.attempt import Outcome
from terminal.domain.deposit import DepositLine
from terminal.domain.identity import LaneId, StaffId
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.move import MovedGoods, SaleMovedAway, Stays
from terminal.domain.prescription import FillKey
from terminal.domain.pse_ticket import PseTicket
from terminal.domain.sale import Sale
from terminal.domain.tender import CardTender, Tender

NOTHING_MOVED: Final = (Outcome.DECLINED, Outcome.ABORTED)


def stays(sale: Sale) -> Stays | None:
    """Why this ticket may not leave its lane; None: it may."""
    if any(not _came_to_nothing(each) for each in sale.tenders):
        return Stays.PAYMENT
    if sale.return_lines or sale.carried or sale.returner is not None:
        return Stays.RETURN
    if sale.pse != PseTicket():
        return Stays.LOGGED
    reasons = (_keeps(line) for line in sale.live_lines)
    return next((each for each in reasons if each is not None), None)


def _came_to_nothing(tender: Tender) -> bool:
    """A card that was refused; anything else is settled where it was begun."""
    return (
        isinstance(tender, CardTender)
        and tender.result is not None
        and tender.result.outcome in NOTHING_MOVED
        and not tender.result.offline
        and tender.void is None
        and tender.fate is None
        and not tender.pending
        and not tender.taken
    )


def _keeps(line: Line) -> Stays | None:
    match line:
        case DepositLine():
            return Stays.DEBT
        case ItemLine(item=item) if item.pse is not None or line.booked:
            return Stays.LOGGED
        case ItemLine(item=item) if item.open_price is not None:
            return Stays.PRICE
        case _:
            return None


def moved_away(sale: Sale, move: str, to: LaneId, by: StaffId) -> SaleMovedAway | Stays:
    """The end of the ticket here, with all that travels."""
    why = stays(sale)
    if why is not None:
        return why
    aside = sale.aside
    name = sale.known_as.name if aside is None else aside.name
    reason = sale.known_as.reason if aside is None else aside.reason
    goods = tuple(
        MovedGoods(line.item.gtin, line.quantity)
        for line in sale.live_lines
        if isinstance(line, ItemLine)
    )
    fills = (*(line.fill.key for line in sale.rx_lines), *still_to_add(sale))
    missing = () if sale.moved_here is None else sale.moved_here.missing
    return SaleMovedAway(
        sale.id, move, to, by, (*goods, *missing), tuple(dict.fromkeys(fills)), name, reason
    )


def still_to_add(sale: Sale) -> tuple[FillKey, ...]:
    """Fills that came with the ticket and were not on it here yet."""
    if sale.moved_here is None:
        return ()
    lines = (sale.lines[line - 1] for line in sale.fills)
    known = {line.fill.key for line in lines if isinstance(line, RxLine)}
    return tuple(each for each in sale.moved_here.fills if each not in known)
