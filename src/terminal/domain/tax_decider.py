"""The tax of each line as the ticket stands: prescriptions, exempt customers, another day's rules.

Rules that hold here (money-tax-iias.md section 2):

1. What is worked out anew is recorded line by line, only where it changed, and never once
   something is paid: what was paid for keeps its tax.
2. A ticket that was put aside is taxed by the rules of the day on which it is taken up.
3. A certificate counts to its last day. It stays with the ticket and is printed on the receipt.
"""

from collections import defaultdict
from datetime import date
from typing import Final, assert_never

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import ItemCategory
from terminal.domain.evolve import evolve, evolved
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO, Money
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tax import (
    EXEMPT,
    NO_TAX,
    NoTaxRule,
    TaxCharge,
    TaxRounding,
    per_ticket,
)
from terminal.domain.tender_decider import Decision

MAX_CERTIFICATE: Final = 40
"""Letters and digits of a certificate's number: longer than any state's."""
ON_PRESCRIPTION: Final = frozenset(
    {ItemCategory.OTC_DRUG, ItemCategory.MEDICAL_DEVICE, ItemCategory.SUPPLEMENT}
)
"""What a prescription can be written for that is no prescription drug."""


def exempt(sale: Sale, day: date) -> bool:
    return sale.exemption is not None and day <= sale.exemption.expires


def item_tax(
    sale: Sale,
    category: ItemCategory,
    net: Money,
    policy: Policy,
    day: date,
    *,
    on_rx: bool = False,
) -> TaxCharge:
    if exempt(sale, day):
        return EXEMPT
    return policy.tax.charge(net, category, has_rx=on_rx, day=day)


def line_tax(sale: Sale, line: ItemLine, net: Money, policy: Policy, day: date) -> TaxCharge:
    """Of a line that costs `net` from now on, with the coupons that it has."""
    base = net + line.taxed_coupons
    return item_tax(sale, line.item.category, base, policy, day, on_rx=line.on_rx)


def copay_tax(sale: Sale, copay: Money, policy: Policy, day: date) -> TaxCharge:
    if copay == ZERO:
        return NO_TAX
    return item_tax(sale, ItemCategory.RX_DRUG, copay, policy, day, on_rx=True)


def with_ticket_tax(sale: Sale, decision: Decision, policy: Policy, day: date) -> Decision:
    """The decision, and the tax that its lines share where it is rounded per ticket."""
    if isinstance(decision, Refusal) or not decision or not policy.tax.per_ticket:
        return decision
    after = evolved(sale, decision)
    return (*decision, *taxed_anew(after, policy, day))


def taxed_anew(sale: Sale, policy: Policy, day: date) -> tuple[f.LinesTaxed, ...]:
    """What the tax of the lines would be today, where that is another than it is."""
    if sale.anything_paid or sale.pending is not None:
        return ()
    changed = tuple(
        f.LineTax(line.id, charge)
        for line, charge in _charges(sale, policy, day)
        if charge != line.tax
    )
    return (f.LinesTaxed(sale.id, changed),) if changed else ()


def taxed_today(sale: Sale, policy: Policy, day: date) -> tuple[f.LinesTaxed, ...]:
    """The same for a ticket that is taken up; without rules for today it keeps what it has."""
    try:
        return taxed_anew(sale, policy, day)
    except NoTaxRule:
        return ()


def decide_tax(sale: Sale, command: c.TaxCommand, policy: Policy, day: date) -> Decision:
    if sale.anything_paid:
        return Refusal(Why.TENDERS_TAKEN)
    decided = _decided(sale, command, day)
    if isinstance(decided, Refusal):
        return decided
    return (decided, *taxed_anew(evolve(sale, decided), policy, day))


def _decided(sale: Sale, command: c.TaxCommand, day: date) -> f.SaleFact | Refusal:
    match command:
        case c.ExemptCustomer():
            number = command.certificate.strip()
            if not number or len(number) > MAX_CERTIFICATE or not number.isprintable():
                return Refusal(Why.CERTIFICATE_MISSING)
            if day > command.expires:
                return Refusal(Why.CERTIFICATE_EXPIRED)
            return f.CustomerExempted(sale.id, number, command.expires, command.by)
        case c.LiftExemption():
            if sale.exemption is None:
                return Refusal(Why.NOT_EXEMPT)
            return f.ExemptionLifted(sale.id)
        case c.SetOnPrescription():
            line = sale.line(command.line)
            if not isinstance(line, ItemLine) or line.voided:
                return Refusal(Why.NO_SUCH_LINE)
            if line.item.category not in ON_PRESCRIPTION or line.on_rx is command.on_rx:
                return Refusal(Why.NOT_ON_PRESCRIPTION, line.item.name)
            return f.OnPrescription(sale.id, line.id, command.on_rx, command.by)
        case _:
            assert_never(command)


Taxed = ItemLine | RxLine


def _charges(sale: Sale, policy: Policy, day: date) -> list[tuple[Taxed, TaxCharge]]:
    lines = [line for line in sale.live_lines if isinstance(line, ItemLine | RxLine)]
    charges = [(line, _charge(sale, line, policy, day)) for line in lines]
    if not policy.tax.per_ticket or exempt(sale, day):
        return charges
    groups = defaultdict[int, list[int]](list)
    for place, (line, charge) in enumerate(charges):
        if charge.rate_ppm and _rounded_per_ticket(line, policy, day):
            groups[charge.rate_ppm].append(place)
    for rate, places in groups.items():
        shares = per_ticket([charges[place][0].tax_base for place in places], rate)
        for place, share in zip(places, shares, strict=True):
            line, charge = charges[place]
            charges[place] = (line, charge.of(share))
    return charges


def _charge(sale: Sale, line: Taxed, policy: Policy, day: date) -> TaxCharge:
    if isinstance(line, RxLine):
        return copay_tax(sale, line.net, policy, day)
    return line_tax(sale, line, line.net, policy, day)


def _rounded_per_ticket(line: Taxed, policy: Policy, day: date) -> bool:
    """As the state's own row says: the first of the jurisdictions."""
    rx = isinstance(line, RxLine)
    category = ItemCategory.RX_DRUG if isinstance(line, RxLine) else line.item.category
    has_rx = rx or (isinstance(line, ItemLine) and line.on_rx)
    first = policy.tax.rules_for(category, has_rx, day)[0]
    return first.rounding is TaxRounding.PER_TICKET
