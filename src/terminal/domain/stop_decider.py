"""Whether a pharmacist may let a stopped fill go (pickup-and-compliance.md section 12)."""

from datetime import date

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.fill_guards import STOPS, Stop, guard_of, rules_of
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def bill_again(fill: Fill, stop: Stop, *, offline: bool) -> bool:
    """Whether a new adjudication must open the window: it can be asked for, and would be seen."""
    return stop is Stop.RETURN_TO_STOCK and not offline and fill.adjudicated is not None


def release_stop(
    sale: Sale, command: c.ReleaseStop, policy: Policy, day: date
) -> tuple[f.SaleFact, ...] | Refusal:
    fill, stop = command.fill, command.stop
    refusal = guard_of(fill, day, policy.rules, sale.released(fill.key))
    if refusal is None or STOPS.get(refusal.why) is not stop:
        return refusal or Refusal(Why.NOT_STOPPED, str(fill.key))
    if bill_again(fill, stop, offline=command.offline):
        return Refusal(Why.BILL_AGAIN, str(fill.key))
    if not command.reason.strip():
        return Refusal(Why.NOTE_MISSING)
    refs = tuple(rule.ref for rule in rules_of(stop, fill, day, policy.rules))
    return (f.StopReleased(sale.id, fill.key, stop, command.pharmacist, command.reason, refs),)
