"""The lines of a ticket that are sales, and what each costs."""

from dataclasses import dataclass

from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility, Item
from terminal.domain.copay import Relief
from terminal.domain.coupon import Coupon
from terminal.domain.deposit import DepositLine
from terminal.domain.discount import Discount, Override
from terminal.domain.identity import Digest, LineId, StaffId
from terminal.domain.iias import Buckets
from terminal.domain.money import ZERO, Money
from terminal.domain.pickup import (
    Counselling,
)
from terminal.domain.prescription import Fill
from terminal.domain.promotion import Promoted
from terminal.domain.refund import ReturnLine
from terminal.domain.shown_id import ShownId
from terminal.domain.tax import TaxCharge


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Over-the-counter goods. Price, tax and eligibility are those of the moment of sale."""

    id: LineId
    item: Item
    quantity: int
    unit_price: Money
    tax: TaxCharge
    entry: EntryMethod
    voided: bool = False
    refused: bool = False
    """Who wanted to buy it may not: it leaves the ticket."""
    age_exempt: bool = False
    booked: bool = False
    """The pharmacist dispensed it and it stands in the record book."""
    discount: Discount | None = None
    off: Money = ZERO
    """What the discount takes off the whole line."""
    override: Override | None = None
    share: Money = ZERO
    """What the line bears of the ticket's discount."""
    on_rx: bool = False
    """A pharmacist has a prescription for it: that changes its tax."""
    coupons: tuple[Coupon, ...] = ()
    promotions: tuple[Promoted, ...] = ()
    snap: Money = ZERO
    """What EBT SNAP has paid of its net."""
    untaxed: TaxCharge | None = None
    """The tax that it would have without that."""

    @property
    def full_tax(self) -> TaxCharge:
        return self.tax if self.untaxed is None else self.untaxed

    @property
    def extended(self) -> Money:
        return self.unit_price * self.quantity

    @property
    def before_share_cents(self) -> int:
        """The same in a plain number: asked of every line of a long ticket at each scan."""
        cents = self.unit_price.cents * self.quantity - self.off.cents
        for each in self.promotions:
            cents -= each.amount.cents
        for coupon in self.coupons:
            cents -= coupon.amount.cents
        return cents

    @property
    def before_share(self) -> Money:
        return Money(self.before_share_cents)

    @property
    def before_coupons(self) -> Money:
        """What a coupon can take off."""
        return self.extended - self.off - self.promotion_off

    @property
    def promotion_off(self) -> Money:
        if not self.promotions:
            return ZERO
        return Money(sum(each.amount.cents for each in self.promotions))

    @property
    def coupon_off(self) -> Money:
        return Money(sum(each.amount.cents for each in self.coupons))

    @property
    def taxed_coupons(self) -> Money:
        """What of the coupons is taxed all the same."""
        return Money(sum(each.amount.cents for each in self.coupons if each.taxed))

    @property
    def net(self) -> Money:
        return self.before_share - self.share

    @property
    def tax_base(self) -> Money:
        return self.net + self.taxed_coupons

    @property
    def taxed(self) -> Money:
        """What of the base is taxed: not the part that SNAP pays, to the cent as its tax is."""
        if self.snap == ZERO:
            return self.tax_base
        rest = self.tax_base.cents * (self.net - self.snap).cents
        return Money((2 * rest + self.net.cents) // (2 * self.net.cents))

    @property
    def regular(self) -> Money:
        """What the line costs by the shelf's price without a sale; an open price is its own."""
        shelf = self.item.shelf_price
        return (self.unit_price if shelf is None else shelf) * self.quantity

    @property
    def saved(self) -> Money:
        """By how much it is below the shelf's price. A price by hand that made the ticket dearer
        saved nothing, and what it put on top is no saving of the others (hand_price.py).
        """
        less = self.regular - self.net
        if self.override is None:
            return max(ZERO, less)
        return min(ZERO, less) if self.override.dearer else less

    @property
    def buckets(self) -> Buckets:
        return Buckets.of(self.item.eligibility, self.net + self.tax.amount)


@dataclass(frozen=True, slots=True)
class RxLine:
    """One fill. Its price is the copay the PhMS told, never discounted, never typed."""

    id: LineId
    fill: Fill
    copay: Money
    tax: TaxCharge
    entry: EntryMethod
    voided: bool = False
    bags_scanned: int = 0
    """Bags whose label was checked ..."""
    bags_typed: int = 0
    """... and those of them whose number was typed."""
    counselling: Counselling | None = None
    released: bool = False
    """A pharmacist let a controlled fill go without an ID on record."""
    signature: Digest | None = None
    relief: Relief | None = None
    """The copay is owed or waived, not paid ..."""
    relieved: Money = ZERO
    """... or so much of it: what was paid before stays paid."""
    noticed: bool = False
    """The printed notice of a rejected claim was handed over."""
    shown_id: ShownId | None = None
    pharmacist: StaffId | None = None
    """Who counselled or released it."""
    answered: frozenset[str] = frozenset()
    """The questions (`Rule.ref`) that have an answer which lets it go ..."""
    stopped: frozenset[str] = frozenset()
    """... and those with an answer that holds it back."""

    @property
    def id_settled(self) -> bool:
        return self.released or self.shown_id is not None

    @property
    def net(self) -> Money:
        return self.copay - self.relieved

    @property
    def tax_base(self) -> Money:
        return self.net

    @property
    def taxed(self) -> Money:
        return self.tax_base

    @property
    def saved(self) -> Money:
        """A copay is never discounted; what is owed or waived is no saving."""
        return ZERO

    @property
    def buckets(self) -> Buckets:
        return Buckets.of(Eligibility.RX, self.net + self.tax.amount)


Line = ItemLine | RxLine | DepositLine | ReturnLine
