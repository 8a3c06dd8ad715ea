"""Restricted goods for tests: items, people, and the rows of a state that sells Schedule V."""

from dataclasses import replace
from datetime import date, timedelta

from helpers.sales import CANDY, CASHIER, DAY, IBUPROFEN, NOW, PHARMACIST, POLICY, RULES, usd
from terminal.domain import commands as c
from terminal.domain.barcode import gtin
from terminal.domain.catalog import ItemCategory, ItemClass, Measure, Pack
from terminal.domain.identity import Digest
from terminal.domain.record_book import BookBuyer, BuyerBasis, BuyerMarks, Counted, EarlierSale
from terminal.domain.restricted import AgeMethod, RestrictedTerms
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.staff import Role, StaffMember

SYRUP = replace(IBUPROFEN, name="Cough DM", classes=(ItemClass.DEXTROMETHORPHAN,))
CIGARETTES = replace(
    CANDY, gtin=gtin("614141106110"), name="Cigarettes", category=ItemCategory.TOBACCO
)
WINE = replace(CANDY, gtin=gtin("614141106127"), name="Riesling", category=ItemCategory.ALCOHOL)
CODEINE = replace(
    IBUPROFEN,
    gtin=gtin("614141106134"),
    name="Codeine syrup",
    price=usd("13.49"),
    classes=(ItemClass.SCHEDULE_V,),
    pack=Pack(120, Measure.CC),
)

ANA = StaffMember(CASHIER, "A. Rivera", Role.CASHIER, date(1990, 7, 14))
PHIL = StaffMember(PHARMACIST, "P. Petrov", Role.PHARMACIST)


def row(terms: RestrictedTerms, place: str = STORE, name: str = "own") -> Rule[object]:
    return Rule(name, place, date(2020, 1, 1), None, "the owner", "Ask.", True, terms)


def with_rows(*more: Rule[object]) -> RuleBook:
    return RuleBook(RULES.jurisdiction, (*RULES.rules, *more))


NO_PRESCRIPTION = tuple(
    row(RestrictedTerms(each), "US-TX", f"tx-{each.value.replace(' ', '-')}")
    for each in (ItemClass.SCHEDULE_V, ItemClass.SCHEDULE_V_OPIUM)
)
"""As if the state said that none is needed."""
OTC = replace(POLICY, rules=with_rows(*NO_PRESCRIPTION), schedule_v_only_lane=True)

ORVILLE = BookBuyer(
    "Sampleton", "Orville", "1 Elm Street, Austin TX 78701", date(1967, 7, 21), "12345678"
)
MARKS = BuyerMarks(Digest("p" * 64), Digest("d" * 64))
"""As a store would know the buyer."""


def born(years: int, days: int = 0) -> date:
    """The birth date of somebody who turned `years` today, or so many days earlier or later."""
    return DAY.replace(year=DAY.year - years) + timedelta(days=days)


def check(when: date, method: AgeMethod = AgeMethod.DOB_ENTRY) -> c.CheckAge:
    return c.CheckAge(when, method, ANA)


def dispense(
    buyer: BookBuyer = ORVILLE,
    *earlier: EarlierSale,
    basis: BuyerBasis = BuyerBasis.ID_SEEN,
    by: StaffMember = PHIL,
) -> c.Dispense:
    return c.Dispense(buyer, basis, by, earlier, NOW, MARKS)


def sold(
    amount: int,
    hours_ago: float,
    measure: Measure = Measure.CC,
    item_class: ItemClass = ItemClass.SCHEDULE_V,
) -> EarlierSale:
    return EarlierSale(NOW - timedelta(hours=hours_ago), Counted(item_class, measure, amount))
