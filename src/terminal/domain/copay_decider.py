"""Whether a copay may be left owed, or waived."""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.copay import Relief, relief_rules
from terminal.domain.lines import RxLine
from terminal.domain.money import ZERO
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def relieve_copay(
    sale: Sale, command: c.RelieveCopay, policy: Policy, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    line = sale.line(command.line)
    if not isinstance(line, RxLine) or line.voided:
        return Refusal(Why.NO_SUCH_LINE)
    if line.net == ZERO:
        return Refusal(Why.NO_COPAY_TO_RELIEVE, str(line.fill.key))
    if sale.anything_paid:
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
    return (
        recorded(sale.id, line.id, patient, kind, line.copay, command.by, command.reason, refs),
    )
