"""Whether a copay may be left owed, or waived.

Rules that hold here (money-tax-iias.md section 10): what the patient can pay is paid first, in
whatever way, and the rest of a Medicaid copay stays owed; a waiver is of the whole, before payment.
"""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.copay import Relief, relief_rules
from terminal.domain.lines import RxLine
from terminal.domain.money import ZERO, Money
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def left_of(sale: Sale, line: RxLine) -> Money:
    """What of the copay nobody has paid yet."""
    return min(line.net, sale.due, sale.remaining.rx) if sale.anything_paid else line.net


def relieve_copay(
    sale: Sale, command: c.RelieveCopay, policy: Policy, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    line = sale.line(command.line)
    if not isinstance(line, RxLine) or line.voided:
        return Refusal(Why.NO_SUCH_LINE)
    amount = left_of(sale, line)
    if amount <= ZERO or line.relief not in {None, command.relief}:
        return Refusal(Why.NO_COPAY_TO_RELIEVE, str(line.fill.key))
    if sale.anything_paid and command.relief is Relief.WAIVED:
        return Refusal(Why.TENDERS_TAKEN)
    rules = relief_rules(command.relief, line.fill, policy.rules, day)
    if command.relief is Relief.OWED and not rules:
        return Refusal(Why.COPAY_NOT_OWED, str(line.fill.key))
    if not command.reason.strip():
        return Refusal(Why.NOTE_MISSING)
    recorded = f.CopayLeftOwed if command.relief is Relief.OWED else f.CopayWaived
    refs = tuple(rule.ref for rule in rules)
    patient = line.fill.patient.id
    kind = line.fill.payer.kind
    return (recorded(sale.id, line.id, patient, kind, amount, command.by, command.reason, refs),)
