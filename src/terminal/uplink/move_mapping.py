"""Tickets that move between lanes, in the words of either side; what the hub carries is sealed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.lanes import moves as m
from sync.lanes.codec import decoded, encoded
from terminal.app.elsewhere import AsideElsewhere, AsideOffered
from terminal.app.hub_keys import HubKeys
from terminal.app.inputs import TicketArrived, TicketWanted
from terminal.domain.aside import MAX_NAME, MAX_REASON
from terminal.domain.barcode import Gtin, RxNumber, is_gtin
from terminal.domain.catalog import Item
from terminal.domain.identity import LaneId, SaleId, StaffId
from terminal.domain.money import Money
from terminal.domain.move import Moved, MovedGoods, SaleMovedAway, Stays
from terminal.domain.policy import MAX_LINES, MAX_QUANTITY
from terminal.domain.prescription import FillKey

WORDS: Final = {each: m.MoveWord(each.value) for each in Moved}
_MAX_CENTS: Final = 2**53


@dataclass(frozen=True, slots=True)
class _Label:
    """How a ticket stands in another lane's list."""

    number: int
    name: str = field(repr=False)
    reason: str = field(repr=False)
    since: datetime | None
    cents: int
    lines: int
    stays: str = ""


@dataclass(frozen=True, slots=True)
class _Goods:
    gtin: str
    quantity: int


@dataclass(frozen=True, slots=True)
class _Fill:
    rx: str
    fill: int


@dataclass(frozen=True, slots=True)
class _Content:
    """What travels (docs/decisions/0036)."""

    by: str
    goods: tuple[_Goods, ...]
    fills: tuple[_Fill, ...]
    name: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


def _about_label(lane: str, ticket: str) -> str:
    return f"aside {lane} {ticket}"


def _about_content(move: str) -> str:
    return f"moved {move}"


def aside_of(
    offered: Sequence[AsideOffered], lane: LaneId, keys: HubKeys
) -> tuple[m.AsideTicket, ...]:
    """No more than a message holds; what is left out waits at its own lane."""
    return tuple(
        m.AsideTicket(each.ticket, keys.lock(_label(each), _about_label(lane, each.ticket)))
        for each in offered[: m.MAX_ASIDE]
    )


def _label(each: AsideOffered) -> bytes:
    stays = "" if each.stays is None else each.stays.value
    label = _Label(
        each.number, each.name, each.reason, each.since, each.total.cents, each.lines, stays
    )
    return encoded(label)


def aside_elsewhere(lanes: Iterable[m.LaneAside], keys: HubKeys) -> tuple[AsideElsewhere, ...]:
    """What cannot be read is left out: it waits at its own lane."""
    found = (_aside(lane, ticket, keys) for lane in lanes for ticket in lane.tickets)
    return tuple(each for each in found if each is not None)


def _aside(lane: m.LaneAside, ticket: m.AsideTicket, keys: HubKeys) -> AsideElsewhere | None:
    plain = keys.unlock(ticket.sealed, _about_label(lane.lane, ticket.ticket))
    if plain is None:
        return None
    try:
        label = decoded(plain, _Label)
    except ValueError:
        return None
    if abs(label.cents) > _MAX_CENTS or (label.since is not None and label.since.tzinfo is None):
        return None
    return AsideElsewhere(
        LaneId(lane.lane),
        SaleId(ticket.ticket),
        label.number,
        _text(label.name, MAX_NAME),
        _text(label.reason, MAX_REASON),
        label.since,
        Money(label.cents),
        label.lines,
        _stays(label.stays),
        here=lane.here,
    )


def _stays(word: str) -> Stays | None:
    """A reason that this program does not know is a reason all the same."""
    if not word:
        return None
    return next((each for each in Stays if each.value == word), Stays.PAYMENT)


def _text(text: str, most: int) -> str:
    return "".join(each if each.isprintable() else " " for each in text)[:most]


def away_of(fact: SaleMovedAway, keys: HubKeys) -> m.Away:
    content = _Content(
        fact.by,
        tuple(_Goods(each.gtin, each.quantity) for each in fact.goods),
        tuple(_Fill(each.rx, each.fill) for each in fact.fills),
        fact.name,
        fact.reason,
    )
    sealed = keys.lock(encoded(content), _about_content(fact.move))
    return m.Away(fact.move, fact.sale, fact.to, sealed, keys.check)


def arrived_of(
    arriving: m.Arriving, keys: HubKeys, items: Callable[[Iterable[Gtin]], Iterable[Item]]
) -> TicketArrived | None:
    """With the goods as this lane sells them. None: it cannot be read here, and lies at the hub."""
    away = arriving.away
    plain = keys.unlock(away.sealed, _about_content(away.id))
    if plain is None:
        return None
    try:
        content = decoded(plain, _Content)
        goods = tuple(_goods(each) for each in content.goods[:MAX_LINES])
        fills = tuple(FillKey(RxNumber(each.rx), each.fill) for each in content.fills[:MAX_LINES])
    except ValueError:
        return None
    known = {each.gtin: each for each in items(each.gtin for each in goods)}
    return TicketArrived(
        away.id,
        LaneId(arriving.lane),
        away.ticket,
        StaffId(content.by),
        tuple((each, known.get(each.gtin)) for each in goods),
        fills,
        _text(content.name, MAX_NAME),
        _text(content.reason, MAX_REASON),
    )


def _goods(each: _Goods) -> MovedGoods:
    if not is_gtin(each.gtin) or not 1 <= each.quantity <= MAX_QUANTITY:
        raise ValueError("no goods of a ticket")
    return MovedGoods(Gtin(each.gtin), each.quantity)


def wanted_of(wanted: m.Wanted) -> TicketWanted:
    want = wanted.want
    return TicketWanted(want.id, SaleId(want.ticket), LaneId(wanted.by_lane), StaffId(want.by))
