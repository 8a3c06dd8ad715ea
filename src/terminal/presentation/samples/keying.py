"""More ways to pay, and what of them is keyed in, one question after the other."""

from dataclasses import replace
from typing import Final

from terminal.app.inputs import CardAbility, CardTerminalMet, Do
from terminal.domain.account import CreditRules
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.gift import GiftRules
from terminal.domain.keyed import TenderRules
from terminal.domain.money import Money
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
    gift=GiftRules(cards=True),
    snap=True,
    ebt_cash=True,
    debit=True,
)


TERMINAL: Final = CardTerminalMet("53012345", frozenset(CardAbility))
"""One that takes every kind of card."""
SNAP_PART: Final = CardResult(
    Outcome.PARTIAL, Money(1_00), auth="654321", last4="4321", balance=Money(0), brand="EBT"
)


def keying_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    policy = replace(lane.state.policy, tenders=TENDERS)
    here = started(lane.state.settings, policy).sign_in(stock.CASHIER).then(TERMINAL)
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
    snap = more.press(Do.TENDER, TenderKind.EBT_SNAP.value)
    by_snap = snap.press(Do.ANSWER, "all")
    gift = more.press(Do.TENDER, TenderKind.GIFT.value)
    gift_known = gift.enter(stock.GIFT_CARD).after(1)
    selling = here.scan(*GOODS).press(Do.GIFT_CARD)
    plain = lane.scan(*GOODS).press(Do.CASH)
    return {
        "tender-more": more,
        "tender-more-closed": troubled(plain).press(Do.MORE_TENDERS),
        "tender-snap": snap,
        "tender-snap-typed": snap.key_in("1"),
        "tender-snap-refused": snap.enter("50"),
        "tender-snap-taken": by_snap.card_says(SNAP_PART),
        "card-snap": by_snap,
        "tender-ebt-cash": more.press(Do.TENDER, TenderKind.EBT_CASH.value),
        "tender-snap-balance": snap.press(Do.CARD_BALANCE),
        "tender-debit": more.press(Do.TENDER, TenderKind.DEBIT.value),
        "tender-gift": gift,
        "tender-gift-known": gift_known,
        "tender-gift-unknown": gift.enter("9800 0000 0000 0000"),
        "tender-gift-taken": gift_known.press(Do.ANSWER, "all"),
        "gift-card": selling,
        "gift-card-new": selling.enter("9800 1111 2222 3333").enter("9800 1111 2222 3333"),
        "gift-card-again": selling.enter("9800 1111 2222 3333"),
        "gift-card-known": selling.enter(stock.GIFT_CARD),
        "gift-card-line": selling.enter(stock.GIFT_CARD).press(Do.ANSWER, "2500"),
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
