"""The printed notice of a claim that Medicare rejected."""

from dataclasses import replace
from typing import Final

from terminal.app import inputs as i
from terminal.app.effects import PrintForm
from terminal.app.inputs import Do
from terminal.app.settings import Forms
from terminal.domain.notice import NoticeTerms
from terminal.domain.obligation import Kind
from terminal.domain.prescription import ClaimState
from terminal.domain.rules import FEDERAL, Rule, RuleBook
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.picking_up import identified, picked_up

CASH: Final = replace(stock.FREE, claim=ClaimState.CASH, rejects=("569",))
REJECTED: Final = replace(CASH, claim=ClaimState.REJECTED)
RULE: Final[Rule[object]] = Rule(
    "us-cms-10147",
    FEDERAL,
    stock.SINCE,
    None,
    "CMS-10147 (form valid to 12/31/2027); NCPDP reject 569",
    "Medicare Part D rejected the claim: the printed notice is handed over here.",
    True,
    NoticeTerms("CMS-10147", ("569",)),
)


def notice_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    rules = RuleBook.of((*stock.POLICY.rules.rules, RULE), stock.POLICY.rules.jurisdiction)
    settings = replace(lane.state.settings, forms=Forms("cms-10147.pdf"))
    policy = replace(stock.POLICY, rules=rules)
    lane = replace(lane, state=replace(lane.state, policy=policy, settings=settings))
    due = picked_up(lane.holds(CASH), CASH, stock.BORN_HARRIET)
    asked = due.press(Do.MEET, Kind.NOTICE.value)
    printing = asked.holding(PrintForm).press(Do.PRINT_FORM)
    dead = i.FormPrinted("The printer Office did not take the form", "Check the printer.")
    return {
        "notice-due": due,
        "notice-printed": printing.then(i.FormPrinted()),
        "notice-trouble": printing.then(dead),
        "pickup-notice": identified(lane.holds(REJECTED), REJECTED, stock.BORN_HARRIET),
    }
