"""Promotions of the store: what they ask for, what they give, and which of them a ticket gets.

Rules that hold here (money-tax-iias.md section 3; decision 25):

1. Each piece counts for one promotion, once. What a promotion leaves over may serve another.
2. The choice is the best for the customer, and the same in whatever order goods were scanned.
   Where promotions share goods it is searched whole for up to `SEARCHED_PIECES` pieces; beyond
   that the best order of applying them one after the other is taken.
3. What a promotion saves is spread over the pieces that it used, by their price and by largest
   remainder: so a return, the tax and what an FSA card may pay are right to the cent.
4. Nothing becomes dearer by a promotion, and nothing costs less than nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice, permutations
from typing import Final, NamedTuple

from terminal.domain.barcode import Gtin
from terminal.domain.catalog import Item, ItemCategory
from terminal.domain.identity import LineId
from terminal.domain.money import PPM, Money, apportion

MAX_UNITS: Final = 99
"""Pieces of one deal; more on a sign is a slip."""
MAX_DEAL: Final = Money(1_000_00)
WHOLE: Final = 10_000
"""All of a price, in hundredths of a percent."""
SEARCHED_PIECES: Final = 8
"""Pieces that are tried in every way: about two milliseconds."""
MAX_VISITS: Final = 4_000
"""Lots looked at beyond that, over all orders that are tried: two milliseconds again."""
NEVER_PROMOTED: Final = frozenset({ItemCategory.RX_DRUG, ItemCategory.GIFT_CARD, ItemCategory.FEE})


# --- what is offered


@dataclass(frozen=True, slots=True)
class ForPrice:
    """`3 for 5.00`: so many pieces cost so much together."""

    units: int
    price: Money

    def __post_init__(self) -> None:
        _check_units(self.units)
        _check_amount("price", self.price)


@dataclass(frozen=True, slots=True)
class CheaperOnes:
    """`Buy 2, get 1 free`: of `buy + get` pieces the cheapest `get` cost `percent` less."""

    buy: int
    get: int
    percent: int
    """Hundredths of a percent."""

    def __post_init__(self) -> None:
        if self.buy < 1 or self.get < 1:
            raise ValueError("buy and get: at least one piece is bought and one is cheaper")
        _check_units(self.units)
        if not 0 < self.percent <= WHOLE:
            raise ValueError("percent is more than 0 and at most 100")

    @property
    def units(self) -> int:
        return self.buy + self.get


@dataclass(frozen=True, slots=True)
class AmountOff:
    """`2.00 off when you buy 2`. Several on a ticket take off at most what their goods cost."""

    units: int
    off: Money

    def __post_init__(self) -> None:
        _check_units(self.units)
        _check_amount("off", self.off)


def _check_units(units: int) -> None:
    if not 1 <= units <= MAX_UNITS:
        raise ValueError(f"units: a deal is made of 1 to {MAX_UNITS} pieces")


def _check_amount(name: str, amount: Money) -> None:
    if not Money(0) < amount <= MAX_DEAL:
        raise ValueError(f"{name}: an amount of a deal is 0.01 to {MAX_DEAL}")


Deal = ForPrice | CheaperOnes | AmountOff


@dataclass(frozen=True, slots=True)
class Goods:
    """Which goods a promotion is for: named one by one, by department or by category."""

    items: frozenset[Gtin] = frozenset()
    departments: frozenset[str] = frozenset()
    categories: frozenset[ItemCategory] = frozenset()
    but_not: frozenset[Gtin] = frozenset()

    def __post_init__(self) -> None:
        if not (self.items or self.departments or self.categories):
            raise ValueError("a promotion is for goods: name items, departments or categories")

    def hold(self, item: Item) -> bool:
        if item.gtin in self.but_not or item.category in NEVER_PROMOTED:
            return False
        return (
            item.gtin in self.items
            or item.department in self.departments
            or item.category in self.categories
        )


@dataclass(frozen=True, slots=True)
class Promotion:
    """One deal of the store, from `since` to the end of `until`."""

    name: str
    text: str
    """As it stands on the sign, on the ticket and on the receipt."""
    since: date
    until: date | None
    goods: Goods
    deal: Deal
    mix: bool = True
    """Whether different goods count together; else each item for itself."""
    times: int = 0
    """How often on one ticket, for each item where they are not mixed; 0: as often as it fits."""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("until: a promotion ends on or after the day it begins")
        if not self.text.strip() or len(self.text) > MAX_TEXT:
            raise ValueError(f"text: a promotion says in 1 to {MAX_TEXT} letters what it gives")
        if self.times < 0:
            raise ValueError("times: 0 for as often as it fits, or a number")

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


MAX_TEXT: Final = 32
"""The narrowest receipt."""


@dataclass(frozen=True, slots=True)
class PromotionBook:
    """All promotions that the store has declared, past and future ones too."""

    promotions: tuple[Promotion, ...] = ()
    _index: "_Index" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _index_of(self.promotions))

    def of(self, item: Item, day: date) -> tuple[Promotion, ...]:
        """Those that this item counts for on this day. Cheap for goods that have none."""
        found = self._index.of(item)
        return tuple(each for each in found if each.in_force(day) and each.goods.hold(item))

    def coming(self, item: Item, day: date) -> tuple[Promotion, ...]:
        """Those that begin later, the next one first."""
        later = [
            each for each in self._index.of(item) if each.since > day and each.goods.hold(item)
        ]
        return tuple(sorted(later, key=lambda each: (each.since, each.name)))


class _Index(NamedTuple):
    items: Mapping[Gtin, tuple[Promotion, ...]]
    departments: Mapping[str, tuple[Promotion, ...]]
    categories: Mapping[ItemCategory, tuple[Promotion, ...]]

    def of(self, item: Item) -> tuple[Promotion, ...]:
        found = (
            *self.items.get(item.gtin, ()),
            *self.departments.get(item.department, ()),
            *self.categories.get(item.category, ()),
        )
        return tuple(dict.fromkeys(found)) if len(found) > 1 else found


def _index_of(promotions: Iterable[Promotion]) -> _Index:
    items = defaultdict[Gtin, list[Promotion]](list)
    departments = defaultdict[str, list[Promotion]](list)
    categories = defaultdict[ItemCategory, list[Promotion]](list)
    for each in sorted(promotions, key=lambda each: (each.name, each.since)):
        for gtin in each.goods.items:
            items[gtin].append(each)
        for department in each.goods.departments:
            departments[department].append(each)
        for category in each.goods.categories:
            categories[category].append(each)
    return _Index(
        {key: tuple(found) for key, found in items.items()},
        {key: tuple(found) for key, found in departments.items()},
        {key: tuple(found) for key, found in categories.items()},
    )


# --- what a ticket gets


@dataclass(frozen=True, slots=True)
class Promoted:
    """What one promotion takes off one line, and how many of its pieces it used up."""

    name: str
    text: str
    units: int
    amount: Money


class Lot(NamedTuple):
    """Equal pieces of one line, and the promotions that they count for."""

    line: LineId
    gtin: Gtin
    cents: int
    units: int
    promotions: tuple[Promotion, ...]


def chosen(lots: Iterable[Lot]) -> dict[LineId, tuple[Promoted, ...]]:
    """What each line gets; a line that gets nothing is left out."""
    ordered = sorted(
        (each for each in lots if each.cents > 0 and each.promotions),
        key=lambda lot: (-lot.cents, lot.gtin, -lot.units, lot.line),
    )
    given = defaultdict[LineId, list[Promoted]](list)
    for group in _sharing(ordered):
        for use in _best(group).uses:
            for line, part in _shared_out(use, group):
                given[line].append(part)
    return {line: tuple(sorted(parts, key=lambda part: part.name)) for line, parts in given.items()}


class _Use(NamedTuple):
    """One promotion on these lots: how many pieces of each, and what it saves in cents."""

    promotion: Promotion
    units: tuple[int, ...]
    saved: int


class _Plan(NamedTuple):
    saved: int
    uses: tuple[_Use, ...]


_NOTHING: Final = _Plan(0, ())


def _shared_out(use: _Use, lots: Sequence[Lot]) -> Iterator[tuple[LineId, Promoted]]:
    """Rule 3: by largest remainder over what the used pieces cost."""
    used = [(lot, units) for lot, units in zip(lots, use.units, strict=True) if units]
    bases = [Money(lot.cents * units) for lot, units in used]
    for (lot, units), amount in zip(used, apportion(Money(use.saved), bases), strict=True):
        yield lot.line, Promoted(use.promotion.name, use.promotion.text, units, amount)


def _sharing(lots: Sequence[Lot]) -> Iterator[list[Lot]]:
    """The lots in groups that have no promotion in common."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := leader.setdefault(name, name)) != name:
            name = above
        return name

    for lot in lots:
        first = find(lot.promotions[0].name)
        for other in lot.promotions[1:]:
            leader[find(other.name)] = first
    groups = defaultdict[str, list[Lot]](list)
    for lot in lots:
        groups[find(lot.promotions[0].name)].append(lot)
    yield from groups.values()


def _best(lots: Sequence[Lot]) -> _Plan:
    """Of all ways that are tried the one that saves most; the first of several equal ones."""
    names = {each.name: each for lot in lots for each in lot.promotions}
    promotions = [names[name] for name in sorted(names)]
    if len(promotions) == 1:
        return _one_after_other(lots, promotions)
    if sum(lot.units for lot in lots) <= SEARCHED_PIECES:
        return _searched(lots, [offer for each in promotions for offer in _offers(lots, each)])
    room = max(1, MAX_VISITS // (len(lots) * len(promotions)))
    plans = [_one_after_other(lots, order) for order in islice(_orders(lots, promotions), room)]
    return max(plans, key=lambda plan: plan.saved)


def _orders(
    lots: Sequence[Lot], promotions: Sequence[Promotion]
) -> Iterator[tuple[Promotion, ...]]:
    """What saves most by itself goes first; then every other order."""
    alone = {each.name: _one_after_other(lots, (each,)).saved for each in promotions}
    by_worth = tuple(sorted(promotions, key=lambda each: (-alone[each.name], each.name)))
    return permutations(by_worth)


def _one_after_other(lots: Sequence[Lot], order: Iterable[Promotion]) -> _Plan:
    left = [lot.units for lot in lots]
    uses: list[_Use] = []
    for promotion in order:
        for pool in _pools(lots, promotion):
            units, saved = _taken(promotion, [(lots[at].cents, left[at]) for at in pool])
            if not saved:
                continue
            spread = [0] * len(lots)
            for at, count in zip(pool, units, strict=True):
                spread[at] = count
                left[at] -= count
            uses.append(_Use(promotion, tuple(spread), saved))
    return _Plan(sum(use.saved for use in uses), tuple(uses))


def _pools(lots: Sequence[Lot], promotion: Promotion) -> list[list[int]]:
    """The places of the lots that count together, dearest first."""
    pools = defaultdict[str, list[int]](list)
    for at, lot in enumerate(lots):
        if promotion in lot.promotions:
            pools["" if promotion.mix else lot.gtin].append(at)
    return list(pools.values())


def _taken(promotion: Promotion, lots: Sequence[tuple[int, int]]) -> tuple[list[int], int]:
    """Pieces of each lot, dearest first, and what is saved, by making the deal as often as pays.

    Deals are made of the dearest pieces that are left: so the cheap ones stay over, and the pieces
    that become cheaper are as dear as they can be. A deal that saves nothing is not made, and none
    of cheaper pieces would.
    """
    deal, size = promotion.deal, promotion.deal.units
    left = [units for _, units in lots]
    used = [0] * len(lots)
    times = saved = worth = at = 0
    most = promotion.times or sum(left)
    while times < most:
        while at < len(lots) and not left[at]:
            at += 1
        bundle = _bundle(lots, left, at, size)
        if bundle is None:
            break
        each = _saving(deal, [(lots[place][0], count) for place, count in bundle])
        if not each:
            break
        alone = len(bundle) == 1
        again = min(left[at] // size, most - times) if alone else 1
        for place, count in bundle:
            used[place] += count * again
            left[place] -= count * again
            worth += lots[place][0] * count * again
        saved += each * again
        times += again
    return used, min(deal.off.cents * times, worth) if isinstance(deal, AmountOff) else saved


def _bundle(
    lots: Sequence[tuple[int, int]], left: Sequence[int], at: int, size: int
) -> list[tuple[int, int]] | None:
    """The next `size` pieces from lot `at` on, as places and counts; None: too few are left."""
    found: list[tuple[int, int]] = []
    for place in range(at, len(lots)):
        if left[place]:
            count = min(left[place], size)
            found.append((place, count))
            size -= count
            if not size:
                return found
    return None


def _saving(deal: Deal, pieces: Sequence[tuple[int, int]]) -> int:
    """What one deal saves on these pieces, dearest first, in cents."""
    match deal:
        case ForPrice(price=price):
            return max(0, sum(cents * count for cents, count in pieces) - price.cents)
        case AmountOff(off=off):
            return min(off.cents, sum(cents * count for cents, count in pieces))
        case CheaperOnes(get=get, percent=percent):
            saved = 0
            for cents, count in reversed(pieces):
                cheaper = min(get, count)
                saved += (cents * percent * 100 + PPM // 2) // PPM * cheaper
                get -= cheaper
            return saved


# --- few pieces, tried in every way


class _Offer(NamedTuple):
    """A promotion and the places of the lots that count together for it."""

    promotion: Promotion
    places: tuple[int, ...]


def _offers(lots: Sequence[Lot], promotion: Promotion) -> Iterator[_Offer]:
    yield from (_Offer(promotion, tuple(pool)) for pool in _pools(lots, promotion))


def _searched(lots: Sequence[Lot], offers: Sequence[_Offer]) -> _Plan:
    """Rule 2: each piece, the dearest first, is left alone or becomes part of every deal it can."""

    @cache
    def best(left: tuple[int, ...], made: tuple[int, ...]) -> _Plan:
        first = next((at for at, units in enumerate(left) if units), None)
        if first is None:
            return _NOTHING
        found = best(_less(left, [(first, 1)]), made)
        for number, (promotion, places) in enumerate(offers):
            if first not in places or 0 < promotion.times <= made[number]:
                continue
            again = made
            if promotion.times:
                again = (*made[:number], made[number] + 1, *made[number + 1 :])
            begun = places[places.index(first) :]
            for bundle in _bundles(left, begun, first, promotion.deal.units):
                saved = _saving(promotion.deal, [(lots[at].cents, count) for at, count in bundle])
                if not saved:
                    continue
                rest = best(_less(left, bundle), again)
                if saved + rest.saved > found.saved:
                    units = dict(bundle)
                    spread = tuple(units.get(at, 0) for at in range(len(lots)))
                    use = _Use(promotion, spread, saved)
                    found = _Plan(saved + rest.saved, (use, *rest.uses))
        return found

    plan = best(tuple(lot.units for lot in lots), (0,) * len(offers))
    return _Plan(plan.saved, _joined(plan.uses))


def _joined(uses: Iterable[_Use]) -> tuple[_Use, ...]:
    """One use of each promotion, however often it was made."""
    joined: dict[str, _Use] = {}
    for use in uses:
        known = joined.setdefault(use.promotion.name, use)
        if known is not use:
            units = tuple(a + b for a, b in zip(known.units, use.units, strict=True))
            joined[use.promotion.name] = _Use(use.promotion, units, known.saved + use.saved)
    return tuple(joined.values())


def _less(left: tuple[int, ...], bundle: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    after = list(left)
    for at, count in bundle:
        after[at] -= count
    return tuple(after)


def _bundles(
    left: Sequence[int], places: Sequence[int], first: int, size: int
) -> Iterator[list[tuple[int, int]]]:
    """Every way to take `size` pieces of these lots with at least one of `first`."""

    def rest(at: int, wanted: int) -> Iterator[list[tuple[int, int]]]:
        if not wanted:
            yield []
            return
        if at == len(places):
            return
        place = places[at]
        for count in range(min(left[place], wanted), -1, -1):
            if place == first and not count:
                return
            taken = [(place, count)] if count else []
            for others in rest(at + 1, wanted - count):
                yield [*taken, *others]

    yield from rest(0, size)
