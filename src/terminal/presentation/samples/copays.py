"""A copay that is left owed, or waived."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from terminal.app.inputs import Do
from terminal.app.relief import REASONS
from terminal.domain.copay import Relief, ReliefTerms
from terminal.domain.money import Money
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.rules import FEDERAL, Rule, RuleBook
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.picking_up import picked_up

MEDICAID: Final = replace(
    stock.FREE, copay=stock.NEW.copay, payer=Payer(PayerKind.MEDICAID, "Invented Medicaid")
)
RULE: Final[Rule[object]] = Rule(
    "us-medicaid-copay-owed",
    FEDERAL,
    stock.SINCE,
    None,
    "42 USC 1396o(e)",
    "Medicaid: who cannot pay the copay gets the medicine all the same. The copay stays owed.",
    False,
    ReliefTerms(Relief.OWED, (PayerKind.MEDICAID,)),
)


def copay_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    rules = RuleBook.of((*stock.POLICY.rules.rules, RULE), stock.POLICY.rules.jurisdiction)
    policy = replace(stock.POLICY, rules=rules)
    lane = replace(lane, state=replace(lane.state, policy=policy))
    ticket = picked_up(lane.holds(MEDICAID), MEDICAID, stock.BORN_HARRIET)
    asked = ticket.press(Do.CASH).press(Do.COPAY)
    owed = asked.press(Do.ANSWER, Relief.OWED.value)
    waived = asked.press(Do.ANSWER, Relief.WAIVED.value)
    helped = replace(MEDICAID, assistance=Money(2000))
    aided = picked_up(lane.holds(helped), helped, stock.BORN_HARRIET)
    yesterday = replace(helped, read_at=stock.NOW - timedelta(days=1))
    return {
        "copay": asked,
        "copay-owed": owed,
        "copay-left-owed": owed.press(Do.ANSWER, REASONS[Relief.OWED][0]),
        "copay-waived": waived,
        "ticket-copay-aid": aided,
        "ticket-copay-aid-owed": _left_owed(aided),
        "ticket-copay-aid-of-yesterday": picked_up(
            lane.holds(yesterday).offline(), yesterday, stock.BORN_HARRIET
        ),
        "copay-approve": waived.press(Do.ANSWER, REASONS[Relief.WAIVED][0]),
    }


def _left_owed(ticket: SampleLane) -> SampleLane:
    asked = ticket.press(Do.CASH).press(Do.COPAY).press(Do.ANSWER, Relief.OWED.value)
    return asked.press(Do.ANSWER, REASONS[Relief.OWED][0])
