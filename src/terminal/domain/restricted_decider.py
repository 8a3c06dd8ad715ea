"""What may happen about restricted goods: an age shown, judged or not, an entry in the book.

Rules that hold here (pickup-and-compliance.md section 11):

1. Of the buyer only "shown, how, which class of age" is kept; the birth date is compared here and
   goes nowhere. The record book alone holds a name.
2. A refused sale is a fact, with its reason and nothing of the person.
3. Whoever sells has to be let by every row; of Schedule V that is a pharmacist.
4. What one buyer may have is counted from this lane's book alone: with other lanes that sell it
   nothing of it comes on a ticket, and nothing that is on one is dispensed.
"""

from datetime import date
from typing import assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.age import age_on
from terminal.domain.catalog import COUNTED, Item
from terminal.domain.lines import ItemLine
from terminal.domain.policy import Policy
from terminal.domain.record_book import over_limit
from terminal.domain.refusal import Refusal, Why
from terminal.domain.restricted import AgeMethod, Demand, LogField, RefusedBecause, age_class
from terminal.domain.restricted_lines import (
    Asked,
    belied,
    counted,
    ids,
    joined,
    unbooked,
    unshown,
)
from terminal.domain.sale import Sale
from terminal.domain.staff import StaffMember

Decision = tuple[f.SaleFact, ...] | Refusal


def not_sold_here(item: Item, policy: Policy) -> Refusal | None:
    """Where other lanes may sell what is counted by buyer, this one would sell without knowing."""
    if COUNTED.intersection(item.classes) and not policy.schedule_v_only_lane:
        return Refusal(Why.BOOK_LANES_UNSEEN)
    return None


def decide_restricted(
    sale: Sale, command: c.RestrictedCommand, policy: Policy, day: date
) -> Decision:
    if isinstance(command, c.Dispense):
        return _dispense(sale, command, policy, day)
    of_book = isinstance(command, c.RefuseRestricted) and command.of_book
    find = unbooked if of_book else unshown
    asked = find(sale, policy.rules, day)
    if not asked:
        return Refusal(Why.NOTHING_FOR_THE_BOOK if of_book else Why.NO_AGE_ASKED)
    match command:
        case c.CheckAge():
            return _check(sale, command, asked, policy, day)
        case c.JudgeAge():
            return _judge(sale, command, asked, day)
        case c.ExemptAge():
            return _exempt(sale, command, asked)
        case c.RefuseRestricted():
            return (_refused(sale, asked, command.reason, command.seller),)
        case _:
            assert_never(command)


def _check(sale: Sale, command: c.CheckAge, asked: Asked, policy: Policy, day: date) -> Decision:
    """A birth date: lines up to that age are shown, the others refused, also after a look."""
    demand = joined(asked)
    if command.method.strictness < demand.method.strictness:
        return Refusal(Why.AGE_BY_SCAN_ONLY)
    age = age_on(command.born, day)
    shown = tuple(each for each in asked if each[1].min_age <= age)
    young = tuple(each for each in asked if each[1].min_age > age)
    young += belied(sale, age, policy.rules, day)
    refusal = joined(shown).sold_by(command.seller, day)
    if refusal is not None and not young:
        return refusal
    if refusal is not None:
        shown = ()  # they wait for somebody who may sell them; to refuse needs no right
    facts: list[f.SaleFact] = []
    if shown:
        kept = age_class(age, policy.rules, day)
        facts.append(_verified(sale, shown, kept, command.method, command.seller))
    return (*facts, *_under_age(sale, young, command.seller))


def _judge(sale: Sale, command: c.JudgeAge, asked: Asked, day: date) -> Decision:
    """Somebody looks older than the challenge age of every line."""
    demand = joined(asked)
    looks = demand.looks_over
    if looks is None:
        return Refusal(Why.AGE_BY_ID_ONLY)
    if sale.age_read:
        return Refusal(Why.AGE_WAS_READ)
    refusal = demand.sold_by(command.seller, day)
    if refusal is not None:
        return refusal
    return (_verified(sale, asked, looks, AgeMethod.VISUAL, command.seller),)


def _exempt(sale: Sale, command: c.ExemptAge, asked: Asked) -> Decision:
    exempted = tuple(each for each in asked if each[1].rx_exempts)
    if not exempted:
        return Refusal(Why.AGE_NOT_EXEMPT)
    refs = joined(exempted).refs
    return (f.AgeExempted(sale.id, ids(exempted), command.pharmacist, refs),)


def _under_age(sale: Sale, young: Asked, seller: StaffMember) -> tuple[f.RestrictedRefused, ...]:
    return (_refused(sale, young, RefusedBecause.UNDER_AGE, seller),) if young else ()


def _verified(
    sale: Sale, shown: Asked, age: int, method: AgeMethod, seller: StaffMember
) -> f.AgeVerified:
    return f.AgeVerified(sale.id, ids(shown), age, method, seller.id, joined(shown).refs)


def _refused(
    sale: Sale, asked: Asked, reason: RefusedBecause, seller: StaffMember
) -> f.RestrictedRefused:
    demand = joined(asked)
    return f.RestrictedRefused(sale.id, ids(asked), reason, demand.min_age, seller.id, demand.refs)


# --- the record book


def _dispense(sale: Sale, command: c.Dispense, policy: Policy, day: date) -> Decision:
    """The pharmacist dispenses; a clerk may take the money afterwards (1306.26(a))."""
    asked = unbooked(sale, policy.rules, day)
    if not asked:
        return Refusal(Why.NOTHING_FOR_THE_BOOK)
    demand, buyer = joined(asked), command.buyer
    refusal = not_sold_here(asked[0][0].item, policy) or demand.sold_by(command.pharmacist, day)
    if refusal is not None:
        return refusal
    if buyer.born is None or (LogField.ID_NUMBER in demand.log_fields and not buyer.id_number):
        return Refusal(Why.BOOK_INCOMPLETE)
    method = AgeMethod.ID_SCAN if command.scanned else AgeMethod.DOB_ENTRY
    if method.strictness < demand.method.strictness:
        return Refusal(Why.AGE_BY_SCAN_ONLY)
    age = age_on(buyer.born, day)
    looked = belied(sale, age, policy.rules, day)
    if age < demand.min_age:
        return (_refused(sale, asked + looked, RefusedBecause.UNDER_AGE, command.pharmacist),)
    wanted = tuple(counted(line) for line, _ in asked)
    if over_limit(demand, wanted, command.earlier, command.at) is not None:
        return (_refused(sale, asked, RefusedBecause.OVER_LIMIT, command.pharmacist),)
    kept = age_class(age, policy.rules, day)
    return (
        _verified(sale, asked, kept, method, command.pharmacist),
        *(_entry(sale, command, each, day) for each in asked),
        *_under_age(sale, looked, command.pharmacist),
    )


def _entry(
    sale: Sale, command: c.Dispense, asked: tuple[ItemLine, Demand], day: date
) -> f.BookEntryMade:
    line, demand = asked
    amount = counted(line)
    return f.BookEntryMade(
        sale.id,
        line.id,
        amount.item_class,
        line.item.name,
        line.quantity,
        amount.amount,
        amount.measure,
        command.buyer.kept(demand.log_fields),
        command.basis,
        command.marks.person,
        command.marks.document,
        day,
        command.pharmacist.id,
        command.pharmacist.name,
        demand.refs,
    )
