"""Handing over the printed notices of the ticket's rejected claims."""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.notice import notices_for
from terminal.domain.policy import Policy
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def hand_over_notice(
    sale: Sale, command: c.HandOverNotice, policy: Policy, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    asked = [
        (line.id, found)
        for line in sale.rx_lines
        if not line.noticed and (found := notices_for(line.fill, policy.rules, day))
    ]
    if not asked:
        return Refusal(Why.NO_NOTICE_DUE)
    rules = {rule.ref: rule for _, found in asked for rule in found}
    notices = tuple(dict.fromkeys(rule.terms.notice for rule in rules.values()))
    lines = tuple(line for line, _ in asked)
    return (f.NoticeHandedOver(sale.id, lines, notices, command.by, tuple(rules)),)
