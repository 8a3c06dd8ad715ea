"""The figures of the reports once more, from facts alone: no `Sale`, no `evolve`, no table.

It shares only the names of the figures with the program.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.report import Entry, Figure
from terminal.domain.tax import TaxCharge

Key = tuple[Figure, str, str]
APPROVED = (Outcome.APPROVED, Outcome.PARTIAL)


@dataclass
class Goods:
    department: str
    pieces: int
    each: int
    tax: TaxCharge
    payer: str = ""
    relief: str = ""
    gone: bool = False

    @property
    def cents(self) -> int:
        return 0 if self.relief else self.pieces * self.each

    @property
    def tax_cents(self) -> int:
        return 0 if self.relief else self.tax.amount.cents

    @property
    def rule(self) -> str:
        return "000000 " if self.relief else f"{self.tax.rate_ppm:06} {self.tax.rule}"


@dataclass
class Paid:
    kind: str
    asked_as: str = ""
    cents: int = 0
    rounding: int = 0
    healthcare: int = 0
    back: bool = False


class Recount:
    """How often, and how many cents, by figure, key and part."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()
        self.cents: Counter[Key] = Counter()

    def post(self, figure: Figure, key: str, part: str, count: int, cents: int) -> None:
        self.counts[(figure, key, part)] += count
        self.cents[(figure, key, part)] += cents

    def ticket(self, facts: Iterable[f.Fact]) -> None:
        goods: dict[int, Goods] = {}
        paid: dict[int, Paid] = {}
        refs: dict[str, int] = {}
        for fact in facts:
            _goods(goods, fact)
            self._paid(paid, refs, fact)
            if isinstance(fact, f.SaleAbandoned):
                left = [each for each in goods.values() if not each.gone]
                cents = sum(each.cents + each.tax_cents for each in left)
                self.post(Figure.UNDONE, "ticket", "", 1, cents)
            if isinstance(fact, f.SaleCompleted):
                self._completed(goods, paid, fact)

    def _completed(
        self, goods: dict[int, Goods], paid: dict[int, Paid], fact: f.SaleCompleted
    ) -> None:
        self.post(Figure.TICKETS, "", "", 1, fact.total.cents)
        pieces = sum(each.pieces for each in goods.values() if not each.gone)
        basket = next(low for low in (21, 11, 6, 5, 4, 3, 2, 1) if pieces >= low or low == 1)
        self.post(Figure.BASKETS, f"{basket:02}", "", 1, fact.total.cents)
        for each in goods.values():
            if each.gone:
                self.post(Figure.UNDONE, "line", "", 1, each.cents + each.tax_cents)
                continue
            self.post(Figure.SALES, each.department, "", each.pieces, each.cents)
            self.post(Figure.TAXED, each.rule, each.department, 1, each.cents)
            self.post(Figure.TAX, each.rule, each.department, 1, each.tax_cents)
            if each.payer:
                self.post(Figure.COPAYS, each.relief or "paid", each.payer, 1, each.each)
        for tender in paid.values():
            if tender.back or not tender.cents:
                continue
            self.post(Figure.TENDERS, tender.kind, "", 1, tender.cents)
            if tender.rounding:
                self.post(Figure.ROUNDING, tender.kind, "", 1, tender.rounding)
            if tender.healthcare:
                self.post(Figure.FSA_SENT, tender.asked_as, "", 1, tender.healthcare)
            if tender.kind == "FSA_HSA":
                self.post(Figure.FSA_PAID, tender.asked_as, "", 1, tender.cents)
        for key, eligible in (("all", fact.eligible.cents), ("rx", fact.rx_eligible.cents)):
            if eligible:
                self.post(Figure.ELIGIBLE, key, "", 1, eligible)

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
            case f.CashReturned():
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
            goods[fact.line] = Goods(
                fact.item.category.value, fact.quantity, fact.unit_price.cents, fact.tax
            )
        case f.FillAdded():
            payer = fact.fill.payer.kind.value
            goods[fact.line] = Goods("RX_DRUG", 1, fact.copay.cents, fact.tax, payer)
        case f.FillRefreshed():
            line = goods[fact.line]
            if fact.copay.cents != line.each:
                line.relief = ""
            line.each, line.tax = fact.copay.cents, fact.tax
        case f.QuantityChanged():
            goods[fact.line].pieces, goods[fact.line].tax = fact.quantity, fact.tax
        case f.LineVoided():
            goods[fact.line].gone = True
        case f.CopayLeftOwed():
            goods[fact.line].relief = "owed"
        case f.CopayWaived():
            goods[fact.line].relief = "waived"
        case _:
            pass


def sums_of(entries: Iterable[Entry]) -> dict[Key, tuple[int, int]]:
    """What the program says, in the shape of `Recount.sums`."""
    return {(each.figure, each.key, each.part): (each.count, each.amount.cents) for each in entries}
