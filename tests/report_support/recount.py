"""The figures of the reports once more, from facts alone: no `Sale`, no `evolve`, no table.

It shares only the names of the figures with the program.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.money import Money
from terminal.domain.refund import RefundWay
from terminal.domain.report import Entry, Figure
from terminal.domain.tax import TaxCharge

Key = tuple[Figure, str, str]
APPROVED = (Outcome.APPROVED, Outcome.PARTIAL)


@dataclass
class Goods:
    """A line. `shelf`: what a piece costs there; `debt`: no goods, a payment of one."""

    department: str
    pieces: int
    each: int
    tax: TaxCharge
    payer: str = ""
    relief: str = ""
    relieved: int = 0
    gone: bool = False
    debt: str = ""
    shelf: int | None = None
    category: str = ""
    on_sale: bool = False
    by_hand: bool = False
    promoted: int = 0
    off: int = 0
    share: int = 0
    override: str = ""
    discount: str = ""
    coupons: list[tuple[bool, bool, int]] = field(default_factory=list)
    """Of the store, taxed all the same, cents."""
    why: str = ""
    """Why it came back: then what it cost is known, and it is below zero."""
    back: int = 0
    snap: dict[int, int] = field(default_factory=dict)
    """What each payment by SNAP pays of it."""

    @property
    def cents(self) -> int:
        if self.why:
            return self.back
        coupons = sum(cents for _, _, cents in self.coupons)
        less = self.off + self.promoted + self.share + coupons + self.relieved
        return self.pieces * self.each - less

    @property
    def taxed(self) -> int:
        base = self.cents + sum(cents for _, taxed, cents in self.coupons if taxed)
        paid = sum(self.snap.values())
        return (
            int(Fraction(base * (self.cents - paid), self.cents) + Fraction(1, 2)) if paid else base
        )

    def less(self) -> dict[str, int]:
        lower = 0 if self.shelf is None else self.pieces * (self.shelf - self.each)
        return {
            "price": lower if self.by_hand or not self.on_sale else 0,
            "sale": lower if self.on_sale and not self.by_hand else 0,
            "promotion": self.promoted,
            "line": self.off,
            "ticket": self.share,
            "store coupon": sum(cents for store, _, cents in self.coupons if store),
            "manufacturer coupon": sum(cents for store, _, cents in self.coupons if not store),
        }

    @property
    def unpaid(self) -> bool:
        return bool(self.relief) and self.relieved == self.each

    @property
    def tax_cents(self) -> int:
        return 0 if self.unpaid else self.tax.amount.cents

    @property
    def rule(self) -> str:
        return "000000 " if self.unpaid else f"{self.tax.rate_ppm:06} {self.tax.rule}"


@dataclass
class Paid:
    kind: str
    asked_as: str = ""
    cents: int = 0
    rounding: int = 0
    healthcare: int = 0
    back: bool = False
    change: int = 0
    programme: str = ""


class Recount:
    """How often, and how many cents, by figure, key and part."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self.cents: Counter[Key] = Counter()
        self.returns = 0
        """Tickets on which something came back."""
        self._reason = ""

    def post(self, figure: Figure, key: str, part: str, count: int, cents: int) -> None:
        self.counts[(figure, key, part)] += count
        self.cents[(figure, key, part)] += cents

    def ticket(self, facts: Iterable[f.Fact]) -> None:
        self._reason = ""
        goods: dict[int, Goods] = {}
        paid: dict[int, Paid] = {}
        refs: dict[str, int] = {}
        for fact in facts:
            _goods(goods, fact)
            self._paid(paid, refs, fact)
            if isinstance(fact, f.TicketDiscounted):
                self._reason = "" if fact.discount is None else fact.discount.reason
            if isinstance(fact, f.SaleAbandoned):
                left = [each for each in goods.values() if not each.gone]
                cents = sum(each.cents + each.tax_cents for each in left)
                self.post(Figure.UNDONE, "ticket", "", 1, cents)
            if isinstance(fact, f.SaleCompleted):
                self._completed(goods, paid, fact)

    def beside(self, fact: f.Fact) -> None:
        """What is recorded without a ticket: the drawer and the till."""
        match fact:
            case f.DrawerRequested():
                self.post(Figure.DRAWER, fact.reason.value, "", 1, 0)
            case f.DrawerSeen() if fact.sight is f.DrawerSight.OPENED_UNASKED:
                self.post(Figure.DRAWER, "opened unasked", "", 1, 0)
            case t.TillOpened():
                self.post(Figure.TILL, "opened", "", 1, fact.amount.cents)
                if fact.expected is not None:
                    self._over("opening", fact.amount.cents - fact.expected.cents)
            case t.PaidIn():
                self.post(Figure.TILL, "paid in", "", 1, fact.amount.cents)
            case t.PaidOut():
                self.post(Figure.TILL, "paid out", "", 1, fact.amount.cents)
            case t.SafeDropped():
                self.post(Figure.TILL, "dropped", "", 1, fact.amount.cents)
            case t.CashCounted():
                self.post(Figure.TILL, "counted", "", 1, 0)
            case t.DifferenceSettled():
                self.post(Figure.TILL, "difference settled", "", 1, 0)
            case t.TillClosed():
                self.post(Figure.TILL, "closed", "", 1, fact.amount.cents)
                bank = sum(each.many * each.worth.cents for each in fact.deposit)
                self.post(Figure.TILL, "deposited", "", 1, bank)
                if fact.unsettled:
                    self.post(Figure.TILL, "closed over what was open", "", 1, 0)
                self._over("close", fact.amount.cents - fact.expected.cents)
            case _:
                pass

    def _over(self, count: str, cents: int) -> None:
        key = "over" if cents > 0 else "short" if cents < 0 else "agreed"
        self.post(Figure.VARIANCE, key, count, 1, cents)

    def _completed(
        self, goods: dict[int, Goods], paid: dict[int, Paid], fact: f.SaleCompleted
    ) -> None:
        live = [each for each in goods.values() if not each.gone]
        self.returns += any(each.why for each in live)
        if not live or not all(each.debt for each in live):
            sold = fact.total.cents - sum(each.cents for each in live if each.debt)
            self.post(Figure.TICKETS, "", "", 1, sold)
            pieces = sum(each.pieces for each in live if not each.why and not each.debt)
            if pieces > 0:
                basket = next(low for low in (21, 11, 6, 5, 4, 3, 2, 1) if pieces >= low)
                self.post(Figure.BASKETS, f"{basket:02}", "", 1, sold)
        for each in goods.values():
            if each.gone:
                self.post(Figure.UNDONE, "line", "", 1, each.cents + each.tax_cents)
            elif each.debt:
                self.post(Figure.ON_ACCOUNT, each.debt, "", 1, each.cents)
            else:
                self._sold(each)
        if (whole := sum(each.share for each in live)) and self._reason:
            self.post(Figure.REASONS, self._reason, "ticket", 1, whole)
        for tender in paid.values():
            if tender.back or not tender.cents:
                continue
            self.post(Figure.TENDERS, tender.kind, tender.programme, 1, tender.cents)
            if tender.rounding:
                self.post(Figure.ROUNDING, tender.kind, "", 1, tender.rounding)
            if tender.change:
                self.post(Figure.CHANGE, tender.kind, "", 1, tender.change)
            if tender.healthcare:
                self.post(Figure.FSA_SENT, tender.asked_as, "", 1, tender.healthcare)
            if tender.kind == "FSA_HSA":
                self.post(Figure.FSA_PAID, tender.asked_as, "", 1, tender.cents)
        for key, eligible in (("all", fact.eligible.cents), ("rx", fact.rx_eligible.cents)):
            if eligible:
                self.post(Figure.ELIGIBLE, key, "", 1, eligible)

    def _sold(self, each: Goods) -> None:
        self.post(Figure.SALES, each.department, "", each.pieces, each.cents)
        self.post(Figure.TAXED, each.rule, each.category, 1, each.taxed)
        self.post(Figure.TAX, each.rule, each.category, 1, each.tax_cents)
        for part in () if each.unpaid else each.tax.parts:
            rate = f"{part.rate_ppm:06}"
            self.post(Figure.AREA_TAX, part.jurisdiction, rate, 1, part.amount.cents)
        if each.why:
            self.post(Figure.RETURNED, each.why, each.department, 1, -each.cents)
            return
        if each.payer:
            if each.relief:
                self.post(Figure.COPAYS, each.relief, each.payer, 1, each.relieved)
            if not each.unpaid:
                self.post(Figure.COPAYS, "paid", each.payer, 1, each.each - each.relieved)
            return
        less = each.less()
        for how, cents in less.items():
            if cents:
                self.post(Figure.DISCOUNTS, how, each.department, 1, cents)
        if each.override and less["price"]:
            self.post(Figure.REASONS, each.override, "price", 1, less["price"])
        if each.discount and each.off:
            self.post(Figure.REASONS, each.discount, "line", 1, each.off)

    def _paid(self, paid: dict[int, Paid], refs: dict[str, int], fact: f.Fact) -> None:
        match fact:
            case f.CashTaken():
                rounding = fact.rounding.cents
                paid[fact.tender] = Paid("CASH", "", fact.applied.cents, rounding)
            case f.ChargeRequested():
                kind = fact.kind.value
                paid[fact.tender] = Paid(kind, kind, 0, 0, fact.healthcare.cents)
                refs[fact.ref] = fact.tender
            case f.ChargeResolved() if fact.result.outcome in APPROVED:
                tender = paid[refs[fact.ref]]
                tender.cents = fact.result.approved.cents
                if fact.result.is_fsa is not None:
                    fsa = CardKind.FSA_HSA if fact.result.is_fsa else CardKind.CREDIT
                    tender.kind = fsa.value
                if fact.result.is_debit and not fact.result.is_fsa:
                    tender.kind = CardKind.DEBIT.value
            case f.KeyedTenderTaken():
                kind, applied = fact.kind.value, fact.applied.cents
                paid[fact.tender] = Paid(kind, "", applied, change=fact.change.cents)
                if kind == "EXTERNAL_BENEFIT":
                    read = {name.value: text for name, text in fact.entries}
                    paid[fact.tender].programme = read["programme"]
            case f.RefundGiven():
                rounding = fact.rounding.cents
                kind = "CASH" if fact.way is RefundWay.CASH else fact.kind.value
                paid[fact.tender] = Paid(kind, "", -fact.amount.cents, rounding)
                if kind == "EXTERNAL_BENEFIT":
                    paid[fact.tender].programme = fact.shares[0].source.name
            case f.RefundRequested():
                went_to = fact.shares[0].source.kind.value
                paid[fact.tender] = Paid(went_to, fact.kind.value)
                refs[fact.ref] = fact.tender
            case f.RefundResolved() if fact.result.outcome in APPROVED:
                paid[refs[fact.ref]].cents = -fact.result.approved.cents
            case f.CashReturned() | f.KeyedTenderReturned():
                self._back(paid[fact.tender])
            case f.VoidResolved() if fact.result.outcome is Outcome.APPROVED:
                self._back(paid[fact.tender])
            case _:
                pass

    def _back(self, tender: Paid) -> None:
        tender.back = True
        self.post(Figure.GIVEN_BACK, tender.kind, "", 1, tender.cents)

    def sums(self) -> dict[Key, tuple[int, int]]:
        return {key: (self.counts[key], self.cents[key]) for key in self.counts}


def _goods(goods: dict[int, Goods], fact: f.Fact) -> None:
    match fact:
        case f.ItemAdded():
            shelf = fact.item.price if fact.item.regular is None else fact.item.regular
            goods[fact.line] = Goods(
                fact.item.department or fact.item.category.value,
                fact.quantity,
                fact.unit_price.cents,
                fact.tax,
                shelf=None if shelf is None else shelf.cents,
                category=fact.item.category.value,
                on_sale=fact.item.regular is not None,
            )
        case f.FillAdded():
            payer = fact.fill.payer.kind.value
            goods[fact.line] = Goods(
                "RX_DRUG", 1, fact.copay.cents, fact.tax, payer, category="RX_DRUG"
            )
        case f.ReturnAdded():
            goods[fact.line] = _came_back(fact)
        case f.DepositAdded():
            untaxed = TaxCharge(Money(0), 0, "")
            debt = Goods("", 1, fact.amount.cents, untaxed, debt=fact.kind.value)
            goods[fact.line] = debt
        case f.FillRefreshed():
            line = goods[fact.line]
            if fact.copay.cents != line.each:
                line.relief, line.relieved = "", 0
            line.each, line.tax = fact.copay.cents, fact.tax
        case f.QuantityChanged():
            line = goods[fact.line]
            line.pieces, line.tax = fact.quantity, fact.tax
            line.off, line.share, line.promoted, line.discount = 0, 0, 0, ""
        case f.LineVoided():
            goods[fact.line].gone = True
        case f.CopayLeftOwed():
            goods[fact.line].relief = "owed"
            goods[fact.line].relieved += fact.amount.cents
        case f.CopayWaived():
            goods[fact.line].relief = "waived"
            goods[fact.line].relieved += fact.amount.cents
        case _:
            _prices(goods, fact)


def _came_back(fact: f.ReturnAdded) -> Goods:
    came = fact.returned
    item = came.item
    department = "RX_DRUG" if item is None else item.department or item.category.value
    category = "RX_DRUG" if item is None else item.category.value
    return Goods(
        department,
        -came.quantity,
        0,
        came.tax,
        category=category,
        why=came.reason.value,
        back=came.net.cents,
    )


def _prices(goods: dict[int, Goods], fact: f.Fact) -> None:  # noqa: C901  a table
    match fact:
        case f.LineDiscounted():
            line = goods[fact.line]
            line.off, line.share, line.tax = fact.amount.cents, 0, fact.tax
            line.promoted = 0
            line.discount = "" if fact.discount is None else fact.discount.reason
        case f.PriceOverridden():
            line = goods[fact.line]
            line.each, line.off, line.share = fact.unit_price.cents, 0, 0
            line.tax, line.discount = fact.tax, ""
            line.override = "" if fact.override is None else fact.override.reason
            line.by_hand, line.promoted = fact.override is not None, 0
        case f.TicketDiscounted():
            for each in fact.shares:
                goods[each.line].share, goods[each.line].tax = each.amount.cents, each.tax
        case f.PromotionsApplied():
            for told in fact.lines:
                line = goods[told.line]
                line.promoted = sum(each.amount.cents for each in told.promotions)
                line.share, line.tax = 0, told.tax
        case f.CouponTaken():
            line, coupon = goods[fact.line], fact.coupon
            line.coupons.append((coupon.code.store, coupon.taxed, coupon.amount.cents))
            line.share, line.tax = 0, fact.tax
        case f.CouponsTakenOff():
            line = goods[fact.line]
            line.coupons, line.share, line.tax = [], 0, fact.tax
        case f.LinesTaxed():
            for new in fact.lines:
                goods[new.line].tax = new.tax
        case f.ItemsRepriced():
            for now in fact.lines:
                line, shelf = goods[now.line], now.item.price
                line.on_sale = now.item.regular is not None
                line.shelf = None if shelf is None else (now.item.regular or shelf).cents
                line.each, line.tax = now.unit_price.cents, now.tax
                line.off, line.share, line.promoted, line.discount = 0, 0, 0, ""
        case f.SnapApplied():
            for food in fact.shares:
                goods[food.line].snap[fact.tender] = food.amount.cents
                goods[food.line].tax = food.tax
        case f.SnapUndone():
            for new in fact.lines:
                goods[new.line].snap.pop(fact.tender)
                goods[new.line].tax = new.tax
        case _:
            pass


def sums_of(entries: Iterable[Entry]) -> dict[Key, tuple[int, int]]:
    """What the program says, in the shape of `Recount.sums`."""
    return {(each.figure, each.key, each.part): (each.count, each.amount.cents) for each in entries}
