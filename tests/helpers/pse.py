"""Products, rows and invented buyers for tests of pseudoephedrine and its like."""

from dataclasses import replace
from datetime import date, timedelta

from helpers.sales import CASHIER, PICTURE, POLICY, STROKES, Ticket, add, given
from terminal.domain.barcode import EntryMethod, gtin
from terminal.domain.catalog import Item, ItemCategory, Restriction
from terminal.domain.money import Money
from terminal.domain.policy import Policy
from terminal.domain.pse import PseDemand, Purchase, demand_of
from terminal.domain.pse_buyer import PseBuyer
from terminal.domain.pse_content import Chemical, PackForm, PseContent, Salt
from terminal.domain.pse_desk import AskPse, CheckPseBuyer, SignPseLog, TakePseVerdict
from terminal.domain.pse_ticket import Verdict
from terminal.domain.rules import Rule, RuleBook
from terminal.domain.shown_id import IdType
from terminal.rules_files import packaged_rules

DAY = date(2026, 7, 1)
PSE_HCL, EPH_HCL = (Chemical.PSE, Salt.HCL), (Chemical.EPH, Salt.HCL)
PSE_SULFATE, EPH_SULFATE = (Chemical.PSE, Salt.SULFATE), (Chemical.EPH, Salt.SULFATE)
BUYER = PseBuyer(
    IdType.DRIVER_LICENCE,
    "S881234567",
    "TX",
    "Testa",
    "Rosalind",
    "100 Sample Street, Anytown TX 75001",
    date(1984, 3, 12),
    date(2029, 3, 12),
)


def a_unit(
    kind: tuple[Chemical, Salt], microgram: int, form: PackForm = PackForm.TABLET
) -> PseContent:
    """A package of a single tablet or millilitre, so that packages count units."""
    return PseContent(*kind, microgram, 1, form)


def bought(content: PseContent, packages: int, days_ago: int = 0) -> Purchase:
    return Purchase.of(content, packages, DAY - timedelta(days=days_ago))


def book(state: str, *more: Rule[object]) -> RuleBook:
    return RuleBook.of((*packaged_rules(), *more), state)


def demand(state: str, *more: Rule[object], day: date = DAY) -> PseDemand:
    found = demand_of(book(state, *more), day)
    assert found is not None
    return found


BOX = Item(
    gtin("614141101986"),
    "Decongestant 30 mg 24 ct",
    Money(679),
    ItemCategory.OTC_DRUG,
    restriction=Restriction.PSE,
    pse=PseContent(Chemical.PSE, Salt.HCL, 30_000, 24),
)
"""589.8 mg base: six of them are within a day's 3.6 g, seven are not."""
EXCHANGED = replace(POLICY, pse_exchange=True)
"""A store in Texas that has set its exchange up."""


def policy_in(state: str, *more: Rule[object]) -> Policy:
    return replace(EXCHANGED, rules=book(state, *more))


def check(buyer: PseBuyer = BUYER, *earlier: Purchase, complete: bool = True) -> CheckPseBuyer:
    return CheckPseBuyer(buyer, EntryMethod.SCANNED, earlier, complete, CASHIER)


def approve(ticket: Ticket) -> None:
    ticket.do(TakePseVerdict(ref_of(ticket), Verdict.APPROVED, "X1"))


def stop(ticket: Ticket) -> None:
    ticket.do(TakePseVerdict(ref_of(ticket), Verdict.STOPPED, ""))


def ref_of(ticket: Ticket) -> str:
    assert ticket.sale.pse.inquiry is not None
    return ticket.sale.pse.inquiry.ref


ASK = AskPse(CASHIER)
SIGN = SignPseLog(STROKES, PICTURE)


def asked(policy: Policy = EXCHANGED, packages: int = 1) -> Ticket:
    """Up to where the exchange has to answer."""
    return given(add(BOX, packages), check(), ASK, policy=policy, day=DAY)


def approved(policy: Policy = EXCHANGED, packages: int = 1) -> Ticket:
    ticket = asked(policy, packages)
    approve(ticket)
    return ticket
