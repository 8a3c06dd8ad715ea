"""CMS-10147: due with reject 569, handed over with the ticket, recorded with who and for what."""

from dataclasses import replace

import pytest

from helpers.sales import CANDY, CASHIER, DAY, RULES, Ticket, a_fill, add, cash, given, pick
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.identity import LineId
from terminal.domain.notice import NoticeTerms, notices_for
from terminal.domain.obligation import Kind
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import ClaimState, Fill
from terminal.domain.refusal import Why
from terminal.domain.rules import RuleBook

REJECTED = replace(a_fill(), claim=ClaimState.CASH, rejects=("75", "569"))
HAND_OVER = c.HandOverNotice(CASHIER)


@pytest.mark.parametrize(
    ("rejects", "due"), [(("569",), True), (("75", "569"), True), (("75",), False), ((), False)]
)
def test_reject_569_asks_for_the_notice(rejects: tuple[str, ...], due: bool) -> None:
    fill = replace(a_fill(), rejects=rejects)
    assert [r.terms.notice for r in notices_for(fill, RULES, DAY)] == ["CMS-10147"] * due


def test_a_row_may_speak_of_some_payers_only() -> None:
    (row,) = notices_for(REJECTED, RULES, DAY)
    terms = NoticeTerms("CMS-10147", ("569",), (PayerKind.MEDICARE,))
    book = RuleBook("US-TX", (replace(row, terms=terms),))
    assert not notices_for(REJECTED, book, DAY)
    medicare = replace(REJECTED, payer=Payer(PayerKind.MEDICARE))
    assert notices_for(medicare, book, DAY)


def test_payment_waits_for_it_and_the_log_has_prescription_and_user() -> None:
    ticket = given(*pick(REJECTED), add(CANDY))
    assert ticket.open_kinds() == [Kind.NOTICE]
    assert ticket.why(cash("19.25")) is Why.OBLIGATIONS_OPEN
    (given_out,) = ticket.do(HAND_OVER)
    assert given_out == f.NoticeHandedOver(
        ticket.sale.id, (LineId(1),), ("CMS-10147",), CASHIER, ("us-cms-10147@2012-01-01",)
    )
    assert not ticket.open_kinds()
    assert ticket.why(HAND_OVER) is Why.NO_NOTICE_DUE


@pytest.mark.parametrize("fill", [a_fill(), replace(a_fill(), rejects=("75",))])
def test_other_fills_ask_for_none(fill: Fill) -> None:
    ticket: Ticket = given(*pick(fill))
    assert ticket.why(HAND_OVER) is Why.NO_NOTICE_DUE


@pytest.mark.parametrize(("notice", "codes"), [("", ("569",)), ("CMS-10147", ())])
def test_a_notice_row_names_form_and_codes(notice: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="notice"):
        NoticeTerms(notice, codes)
