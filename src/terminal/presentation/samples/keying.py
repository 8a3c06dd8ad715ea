"""More ways to pay, and what of them is keyed in, one question after the other."""

from dataclasses import replace
from typing import Final

from terminal.app.inputs import Do
from terminal.domain.account import CreditRules
from terminal.domain.keyed import TenderRules
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane, started
from terminal.presentation.samples.selling import GOODS, ready_ticket, troubled

TENDERS: Final = TenderRules(
    check_asks_id=True,
    programmes=("Sample OTC Network", "Sample Plan Plus"),
    key_twice_over_cents=10_00,
    other=True,
    credit=CreditRules(accounts=True),
)


def keying_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    policy = replace(lane.state.policy, tenders=TENDERS)
    here = started(lane.state.settings, policy).sign_in(stock.CASHIER)
    paying = ready_ticket(here).press(Do.CASH)
    more = paying.press(Do.MORE_TENDERS)
    check = more.press(Do.TENDER, TenderKind.CHECK.value)
    benefit = more.press(Do.TENDER, TenderKind.EXTERNAL_BENEFIT.value)
    coded = benefit.enter("12.00", "12.00").press(Do.ANSWER, "Sample OTC Network")
    part = coded.enter("A12345", "77").after(1)
    voucher = more.press(Do.TENDER, TenderKind.CHARITY_VOUCHER.value).enter("5", "CV-118")
    account = more.press(Do.TENDER, TenderKind.HOUSE.value).press(Do.ANSWER, "due")
    deposit = here.press(Do.PAY_ACCOUNT)
    owing = deposit.enter("1001")
    plain = lane.scan(*GOODS).press(Do.CASH)
    return {
        "tender-more": more,
        "tender-more-closed": troubled(plain).press(Do.MORE_TENDERS),
        "tender-check": check,
        "tender-check-number": check.press(Do.ANSWER, "due"),
        "tender-check-refused": check.enter("20", "no number"),
        "tender-check-id": check.enter("20", "1042"),
        "tender-benefit": benefit,
        "tender-benefit-again": benefit.enter("12.00"),
        "tender-benefit-which": benefit.enter("12.00", "12.00"),
        "tender-benefit-code": coded,
        "tender-benefit-taken": part,
        "tender-benefit-reversal": part.press(Do.GIVE_BACK, "1"),
        "tender-voucher": voucher,
        "tender-account": account,
        "tender-account-buyer": account.enter("1001"),
        "tender-account-unknown": account.enter("9999"),
        "deposit": deposit,
        "deposit-amount": owing,
        "deposit-unknown": deposit.enter("9999"),
        "deposit-paying": owing.press(Do.ANSWER, "owed"),
        "tender-papers": part.press(Do.MORE_TENDERS)
        .press(Do.TENDER, TenderKind.CHECK.value)
        .enter("10", "1042", "")
        .after(1)
        .press(Do.GIVE_BACK, "2"),
    }
