"""A copay that is left owed, or waived: who may, why, and what the PhMS is told."""

from dataclasses import replace

import pytest

from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    MARIA,
    RULES,
    Ticket,
    a_fill,
    add,
    answer,
    approved,
    cash,
    charge_fsa,
    give_back,
    given,
    pick,
    usd,
    void,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.copay import Relief, ReliefTerms, may_be_owed
from terminal.domain.identity import LineId, StaffId
from terminal.domain.money import ZERO
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus

MANAGER = StaffId("301")
MEDICAID = replace(a_fill(), payer=Payer(PayerKind.MEDICAID))
COMMERCIAL = replace(a_fill(), payer=Payer(PayerKind.COMMERCIAL))


def relieve(
    relief: Relief, reason: str = "cannot pay", *, line: int = 1, by: StaffId = MANAGER
) -> c.RelieveCopay:
    return c.RelieveCopay(LineId(line), relief, by, reason)


def ticket_of(fill: Fill) -> Ticket:
    return given(*pick(fill), add(CANDY))


@pytest.mark.parametrize("kind", PayerKind)
def test_only_a_medicaid_copay_is_left_owed(kind: PayerKind) -> None:
    fill = replace(a_fill(), payer=Payer(kind))
    assert may_be_owed(fill, RULES, DAY) is (kind is PayerKind.MEDICAID)


def test_the_medicine_goes_out_and_the_copay_stays_owed() -> None:
    ticket = ticket_of(MEDICAID)
    (owed,) = ticket.do(relieve(Relief.OWED, by=CASHIER))
    assert owed == f.CopayLeftOwed(
        ticket.sale.id,
        LineId(1),
        MARIA,
        PayerKind.MEDICAID,
        usd("15.00"),
        CASHIER,
        "cannot pay",
        ("us-medicaid-copay-owed@1987-01-01",),
    )
    assert ticket.sale.total == usd("4.25"), "the candy alone is paid"
    assert ticket.sale.owed.rx_eligible == ZERO
    *_, completed, handed = ticket.do(cash("4.25"))
    assert isinstance(completed, f.SaleCompleted)
    assert isinstance(handed, f.FillHandedOver)
    assert (handed.copay, handed.owed, handed.waived) == (usd("15.00"), usd("15.00"), ZERO)


def test_a_waiver_names_who_approved_it_and_why() -> None:
    ticket = ticket_of(COMMERCIAL)
    (waived,) = ticket.do(relieve(Relief.WAIVED, "need"))
    assert isinstance(waived, f.CopayWaived)
    assert (waived.by, waived.reason, waived.amount) == (MANAGER, "need", usd("15.00"))
    *_, handed = ticket.do(cash("4.25"))
    assert isinstance(handed, f.FillHandedOver)
    assert (handed.owed, handed.waived) == (ZERO, usd("15.00"))


@pytest.mark.parametrize(
    ("fill", "command", "why"),
    [
        (COMMERCIAL, relieve(Relief.OWED), Why.COPAY_NOT_OWED),
        (replace(MEDICAID, copay=ZERO), relieve(Relief.OWED), Why.NO_COPAY_TO_RELIEVE),
        (MEDICAID, relieve(Relief.OWED, " "), Why.NOTE_MISSING),
        (MEDICAID, relieve(Relief.WAIVED, ""), Why.NOTE_MISSING),
        (MEDICAID, relieve(Relief.WAIVED, line=2), Why.NO_SUCH_LINE),
        (MEDICAID, relieve(Relief.WAIVED, line=3), Why.NO_SUCH_LINE),
    ],
)
def test_what_is_no_relief(fill: Fill, command: c.RelieveCopay, why: Why) -> None:
    assert ticket_of(fill).why(command) is why


def test_nothing_is_relieved_twice_or_once_something_is_paid() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(relieve(Relief.OWED))
    assert ticket.why(relieve(Relief.WAIVED)) is Why.NO_COPAY_TO_RELIEVE
    paid = ticket_of(MEDICAID)
    paid.do(cash("1.00"))
    assert paid.why(relieve(Relief.WAIVED)) is Why.TENDERS_TAKEN


def test_what_the_patient_can_pay_is_paid_and_the_rest_stays_owed() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(cash("4.25"), cash("5.00"))
    (owed,) = ticket.do(relieve(Relief.OWED, by=CASHIER))
    assert isinstance(owed, f.CopayLeftOwed)
    assert owed.amount == usd("10.00")
    assert ticket.sale.due == ZERO
    assert ticket.why(relieve(Relief.OWED)) is Why.NO_COPAY_TO_RELIEVE
    *_, handed = ticket.do(c.Complete())
    assert isinstance(handed, f.FillHandedOver)
    assert (handed.copay, handed.owed, handed.waived) == (usd("15.00"), usd("10.00"), ZERO)


def test_goods_are_paid_whatever_stays_owed() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(charge_fsa("a-1"), answer("a-1", approved("11.00", fsa=True)))
    ticket.do(relieve(Relief.OWED))
    assert ticket.sale.due == usd("4.25")
    assert ticket.sale.remaining.none == usd("4.25")


def test_who_takes_the_payment_back_may_pay_what_was_not_owed_then() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(cash("9.25"), relieve(Relief.OWED), give_back(1))
    assert ticket.sale.due == usd("9.25")
    assert ticket.why(relieve(Relief.WAIVED)) is Why.NO_COPAY_TO_RELIEVE
    ticket.do(relieve(Relief.OWED), cash("4.25"))
    assert ticket.sale.status is SaleStatus.COMPLETED


def test_another_copay_is_another_question() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(relieve(Relief.OWED))
    ticket.do(c.RefreshFill(replace(MEDICAID, version="2"), None))
    assert ticket.sale.total == usd("4.25"), "the same copay stays owed"
    dearer = replace(MEDICAID, copay=usd("18.00"), version="3")
    ticket.do(c.RefreshFill(dearer, accepted=usd("18.00")))
    assert ticket.sale.total == usd("22.25")


def test_a_line_that_was_taken_off_comes_back_with_its_copay() -> None:
    ticket = ticket_of(MEDICAID)
    ticket.do(relieve(Relief.OWED), void(1), c.AddFill(MEDICAID, ticket.sale.lines[0].entry))
    assert ticket.sale.total == usd("19.25")


def test_a_row_that_leaves_every_copay_owed_is_refused() -> None:
    with pytest.raises(ValueError, match="payers"):
        ReliefTerms(Relief.OWED)
