"""How a ticket is paid: the worked example of money-tax-iias.md 6.5, cash, cards, giving back."""

from dataclasses import replace

import pytest

from helpers.sales import (
    CANDY,
    CASHIER,
    IBUPROFEN,
    NOW,
    POLICY,
    ROUNDED,
    UNTAXED,
    Ticket,
    add,
    an_item,
    answer,
    approved,
    cash,
    charge,
    charge_fsa,
    give_back,
    given,
    park,
    usd,
    void,
    worked_example,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import Outcome
from terminal.domain.identity import AttemptRef
from terminal.domain.iias import NOTHING
from terminal.domain.money import ZERO, Money
from terminal.domain.policy import MAX_CASH, FsaMode, FsaOnCards, Policy
from terminal.domain.refusal import Why
from terminal.domain.rounding import CashRounding
from terminal.domain.sale import SaleStatus
from terminal.domain.tender import CardTender, CashTender


def asked(ticket: Ticket, command: c.ChargeCard) -> tuple[str, str, str]:
    """Amount, HealthCare and Rx of the request."""
    (request,) = ticket.do(command)
    assert isinstance(request, f.ChargeRequested)
    assert (request.ref, request.kind, request.asked_at) == (command.ref, command.kind, NOW)
    return str(request.amount), str(request.healthcare), str(request.rx)


def left(ticket: Ticket) -> tuple[str, str, str]:
    """What is still eligible, still Rx, and still due."""
    remaining = ticket.sale.remaining
    return str(remaining.eligible), str(remaining.rx_eligible), str(ticket.sale.due)


def closed(ticket: Ticket) -> bool:
    return ticket.sale.status is SaleStatus.COMPLETED


# --- the worked example


def test_the_example_stands_as_written() -> None:
    ticket = worked_example()
    assert str(ticket.sale.total) == "23.54"
    assert left(ticket) == ("19.29", "15.00", "23.54")


def test_case_a_button_card_and_an_fsa_card() -> None:
    ticket = worked_example()
    assert asked(ticket, charge("a-1")) == ("23.54", "19.29", "15.00")
    ticket.do(answer("a-1", approved("19.29", fsa=True, partial=True)))
    assert left(ticket) == ("0.00", "0.00", "4.25")


def test_a_part_on_a_card_names_no_more_health_care_than_the_part() -> None:
    ticket = worked_example()
    assert asked(ticket, replace(charge("a-1"), most=usd("10.00"))) == ("10.00", "10.00", "10.00")


def test_a_part_on_an_fsa_card_is_of_the_eligible_rest() -> None:
    ticket = worked_example()
    assert asked(ticket, replace(charge_fsa("a-1"), most=usd("5.00")))[:2] == ("5.00", "5.00")
    more = worked_example()
    assert asked(more, replace(charge_fsa("a-1"), most=usd("500.00")))[0] == "19.29"


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_a_card_is_not_asked_for_nothing(amount: str) -> None:
    assert worked_example().why(replace(charge("a-1"), most=usd(amount))) is Why.CARD_AMOUNT


def low_balance(policy: Policy = POLICY) -> Ticket:
    ticket = worked_example(policy)
    assert asked(ticket, charge("a-1")) == ("23.54", "19.29", "15.00")
    ticket.do(answer("a-1", approved("15.00", fsa=True, partial=True)))
    return ticket


def test_case_b_card_with_a_low_balance() -> None:
    assert left(low_balance()) == ("4.29", "0.00", "8.54")


def test_case_c_then_a_second_fsa_card() -> None:
    ticket = low_balance()
    assert asked(ticket, charge_fsa("a-2")) == ("4.29", "4.29", "0.00")
    ticket.do(answer("a-2", approved("4.29", fsa=True)))
    assert left(ticket) == ("0.00", "0.00", "4.25")


@pytest.mark.parametrize(
    ("policy", "tendered", "rounding"), [(POLICY, "8.54", "0.00"), (ROUNDED, "8.55", "0.01")]
)
def test_case_d_then_cash(policy: Policy, tendered: str, rounding: str) -> None:
    ticket = low_balance(policy)
    taken = ticket.do(cash(tendered))[0]
    assert isinstance(taken, f.CashTaken)
    assert (str(taken.applied), str(taken.rounding), taken.change) == ("8.54", rounding, ZERO)
    assert closed(ticket)
    assert ticket.sale.total == usd("23.54")


def test_case_e_button_fsa() -> None:
    ticket = worked_example()
    assert asked(ticket, charge_fsa("a-1")) == ("19.29", "19.29", "15.00")
    ticket.do(answer("a-1", approved("19.29")))
    assert left(ticket) == ("0.00", "0.00", "4.25")


def test_case_f_cash_first_then_fsa() -> None:
    ticket = worked_example()
    ticket.do(cash("5.00"))
    assert left(ticket) == ("18.54", "15.00", "18.54")
    assert asked(ticket, charge_fsa("a-1")) == ("18.54", "18.54", "15.00")
    ticket.do(answer("a-1", approved("18.54", fsa=True)))
    assert closed(ticket)


def test_case_g_another_tender_first_then_fsa() -> None:
    """The gift card of the example consumes as cash does: NONE, OTC, RX."""
    ticket = worked_example()
    ticket.do(cash("23.00"))
    assert left(ticket) == ("0.54", "0.54", "0.54")
    assert asked(ticket, charge_fsa("a-1")) == ("0.54", "0.54", "0.54")
    ticket.do(answer("a-1", approved("0.54", fsa=True)))
    assert closed(ticket)


def test_case_h_fsa_card_never_pays_for_the_candy() -> None:
    ticket = given(add(CANDY))
    assert ticket.why(charge_fsa("a-1")) is Why.NOTHING_ELIGIBLE
    assert asked(ticket, charge("a-1")) == ("4.25", "0.00", "0.00")
    ticket.do(answer("a-1", Outcome.DECLINED))
    assert left(ticket) == ("0.00", "0.00", "4.25")


def test_the_fsa_button_has_nothing_left_after_the_fsa_card() -> None:
    ticket = worked_example()
    ticket.do(charge_fsa("a-1"), answer("a-1", approved("19.29", fsa=True)))
    assert ticket.why(charge_fsa("a-2")) is Why.NOTHING_ELIGIBLE


@pytest.mark.parametrize("mode", [FsaMode.OFF, FsaMode.NINETY_PERCENT])
def test_a_store_without_iias_sends_no_fsa_amounts(mode: FsaMode) -> None:
    ticket = worked_example(replace(POLICY, fsa=mode))
    assert ticket.why(charge_fsa("a-1")) is Why.FSA_OFF
    assert asked(ticket, charge("a-1")) == ("23.54", "0.00", "0.00")
    ticket.do(answer("a-1", approved("23.54", fsa=True)))
    assert closed(ticket)


@pytest.mark.parametrize(
    ("button", "is_fsa", "remaining"),
    [
        (charge, True, ("4.29", "0.00", "8.54")),
        (charge, False, ("8.54", "8.54", "8.54")),
        (charge, None, ("8.54", "8.54", "8.54")),
        (charge_fsa, True, ("4.29", "0.00", "8.54")),
        (charge_fsa, None, ("4.29", "0.00", "8.54")),
        (charge_fsa, False, ("8.54", "8.54", "8.54")),
    ],
)
def test_what_the_terminal_knows_of_the_card_decides_what_it_used(
    button: object, is_fsa: bool | None, remaining: tuple[str, str, str]
) -> None:
    ticket = worked_example()
    ticket.do(button("a-1"), answer("a-1", approved("15.00", fsa=is_fsa, partial=True)))  # type: ignore[operator]
    assert left(ticket) == remaining


# --- cash


def of(due: str, mode: CashRounding = CashRounding.MANDATORY) -> Ticket:
    return given(add(an_item(due)), policy=replace(UNTAXED, rounding=mode))


@pytest.mark.parametrize(
    ("mode", "due", "tendered", "applied", "rounding", "change"),
    [
        (CashRounding.OFF, "10.03", "20.00", "10.03", "0.00", "9.97"),
        (CashRounding.MANDATORY, "10.03", "20.00", "10.03", "0.02", "9.95"),
        (CashRounding.PERMISSIVE_ON, "10.03", "20.00", "10.03", "0.02", "9.95"),
        (CashRounding.MANDATORY, "10.02", "10.00", "10.02", "-0.02", "0.00"),
        (CashRounding.MANDATORY, "10.02", "10.02", "10.02", "-0.02", "0.02"),
        (CashRounding.MANDATORY, "10.03", "10.03", "10.03", "0.00", "0.00"),
        (CashRounding.MANDATORY, "10.03", "10.04", "10.03", "0.00", "0.01"),
        (CashRounding.MANDATORY, "10.03", "10.05", "10.03", "0.02", "0.00"),
        (CashRounding.MANDATORY, "10.05", "10.05", "10.05", "0.00", "0.00"),
        (CashRounding.MANDATORY, "0.01", "0.00", "0.01", "-0.01", "0.00"),
        (CashRounding.MANDATORY, "0.02", "0.00", "0.02", "-0.02", "0.00"),
        (CashRounding.MANDATORY, "0.02", "0.05", "0.02", "-0.02", "0.05"),
        (CashRounding.MANDATORY, "0.03", "0.05", "0.03", "0.02", "0.00"),
    ],
)
def test_cash_that_covers_the_due_closes_the_ticket(
    mode: CashRounding, due: str, tendered: str, applied: str, rounding: str, change: str
) -> None:
    ticket = of(due, mode)
    taken, *_ = ticket.do(cash(tendered))
    assert isinstance(taken, f.CashTaken)
    assert (str(taken.applied), str(taken.rounding), str(taken.change)) == (
        applied,
        rounding,
        change,
    )
    assert closed(ticket)
    assert (ticket.sale.total, ticket.sale.change) == (usd(due), usd(change))


def test_less_cash_pays_exactly_what_it_is() -> None:
    ticket = of("10.03")
    (taken,) = ticket.do(cash("9.99"))
    assert isinstance(taken, f.CashTaken)
    assert (taken.applied, taken.rounding, taken.change) == (usd("9.99"), ZERO, ZERO)
    assert (ticket.sale.due, closed(ticket)) == (usd("0.04"), False)


@pytest.mark.parametrize("tendered", [Money(-1), ZERO, MAX_CASH + Money(1)])
def test_cash_out_of_range_is_refused(tendered: Money) -> None:
    assert of("10.03").why(c.TakeCash(tendered)) is Why.CASH_OUT_OF_RANGE


def test_a_hundred_for_little_is_taken() -> None:
    ticket = of("10.03")
    ticket.do(cash("100.00"))
    assert ticket.sale.change == usd("89.95")


def test_change_of_a_hundred_or_more_means_a_mistyped_amount() -> None:
    assert of("10.00").why(cash("110.00")) is Why.CASH_OUT_OF_RANGE
    ticket = of("10.00")
    ticket.do(cash("109.99"))
    assert ticket.sale.change == usd("99.99")


def test_nothing_is_free_without_rounding() -> None:
    assert of("0.01", CashRounding.OFF).why(cash("0.00")) is Why.CASH_OUT_OF_RANGE
    assert of("0.03").why(cash("0.00")) is Why.CASH_OUT_OF_RANGE


# --- what a terminal may answer


def asking() -> Ticket:
    return given(add(IBUPROFEN), add(CANDY), charge("a-1"))


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.ABORTED, Outcome.CONFIG_ERROR])
def test_a_card_that_pays_nothing_leaves_the_ticket_open(outcome: Outcome) -> None:
    ticket = asking()
    (resolved,) = ticket.do(answer("a-1", outcome))
    assert isinstance(resolved, f.ChargeResolved)
    assert resolved.used == NOTHING
    assert (str(ticket.sale.due), ticket.sale.pending) == ("8.54", None)
    ticket.do(cash("8.54"))
    assert closed(ticket)


def test_unknown_is_resolved_by_asking_never_by_trying_again() -> None:
    ticket = asking()
    ticket.do(c.NoteSent(AttemptRef("a-1")), answer("a-1", Outcome.UNKNOWN))
    assert ticket.sale.pending is not None
    assert ticket.sale.pending.sent
    assert ticket.why(charge("a-2")) is Why.PAYMENT_PENDING
    ticket.do(answer("a-1", approved("8.54")))
    assert closed(ticket)


def test_a_parked_payment_stays_parked_until_the_answer_is_certain() -> None:
    ticket = asking()
    ticket.do(park("a-1", "no answer"), c.Suspend(), answer("a-1", Outcome.UNKNOWN))
    (tender,) = ticket.sale.tenders
    assert isinstance(tender, CardTender)
    assert (tender.parked, tender.pending) == ("no answer", True)
    ticket.do(answer("a-1", Outcome.DECLINED))
    assert ticket.sale.pending is None


def test_an_answer_counts_once() -> None:
    ticket = asking()
    ticket.do(answer("a-1", approved("5.00", partial=True)))
    assert ticket.why(answer("a-1", approved("5.00", partial=True))) is Why.NOT_PENDING


def test_a_partial_approval_never_closes_the_ticket() -> None:
    ticket = asking()
    facts = ticket.do(answer("a-1", approved("8.53", partial=True)))
    assert len(facts) == 1
    assert (ticket.sale.due, closed(ticket)) == (Money(1), False)


def test_more_than_was_asked_waits_for_a_person() -> None:
    ticket = asking()
    (parked,) = ticket.do(answer("a-1", approved("8.55")))
    assert isinstance(parked, f.ChargeParked)
    assert parked.reason == (
        "the terminal approved 8.55 where 8.54 was asked (authorisation OK1, host reference H9)"
    )
    assert (ticket.sale.paid, ticket.sale.due) == (NOTHING, usd("8.54"))
    ticket.do(c.Suspend(), c.Resume(CASHIER), answer("a-1", approved("8.54")))
    assert closed(ticket)


# --- giving back


def paid_in_part() -> Ticket:
    ticket = asking()
    ticket.do(c.NoteSent(AttemptRef("a-1")), answer("a-1", approved("5.00", partial=True)))
    return ticket


def test_cash_goes_back_at_once() -> None:
    ticket = given(add(CANDY), cash("1.00"))
    tender = ticket.sale.tenders[0]
    assert isinstance(tender, CashTender)
    back = f.CashReturned(ticket.sale.id, tender.id, tender.applied, tender.rounding)
    assert ticket.do(give_back(1)) == (back,)
    assert (ticket.sale.due, ticket.sale.change, ticket.sale.anything_taken) == (
        usd("4.25"),
        ZERO,
        False,
    )
    assert ticket.why(give_back(1)) is Why.NO_SUCH_TENDER


def test_a_card_goes_back_by_a_void_with_its_own_reference() -> None:
    ticket = paid_in_part()
    (request,) = ticket.do(give_back(1, "v-1"))
    assert request == f.VoidRequested(
        ticket.sale.id, ticket.sale.tenders[0].id, AttemptRef("v-1"), "17", NOW
    )
    assert str(ticket.sale.due) == "3.54"
    assert ticket.sale.pending is not None
    assert not ticket.sale.pending.sent
    assert ticket.why(answer("a-1", Outcome.DECLINED)) is Why.NOT_PENDING
    ticket.do(c.NoteSent(AttemptRef("v-1")), answer("v-1", approved("5.00")))
    assert str(ticket.sale.due) == "8.54"
    assert ticket.why(give_back(1, "v-2")) is Why.NO_SUCH_TENDER


def test_a_void_that_is_declined_leaves_the_payment_and_may_be_tried_again() -> None:
    ticket = paid_in_part()
    ticket.do(give_back(1, "v-1"), answer("v-1", Outcome.DECLINED))
    assert str(ticket.sale.due) == "3.54"
    ticket.do(give_back(1, "v-2"), answer("v-2", approved("5.00")), void(1))
    assert str(ticket.sale.due) == "4.25"


def test_a_void_that_is_unknown_is_pending() -> None:
    ticket = paid_in_part()
    ticket.do(give_back(1, "v-1"), answer("v-1", Outcome.UNKNOWN))
    assert ticket.why(cash("3.54")) is Why.PAYMENT_PENDING
    ticket.do(park("v-1"), c.Suspend(), answer("v-1", Outcome.UNKNOWN))
    assert ticket.sale.pending is not None
    assert ticket.sale.pending.parked
    ticket.do(answer("v-1", approved("5.00")), c.Resume(CASHIER))
    assert str(ticket.sale.due) == "8.54"


def test_a_void_of_a_part_waits_for_a_person() -> None:
    ticket = paid_in_part()
    (parked,) = ticket.do(give_back(1, "v-1"), answer("v-1", approved("2.00", partial=True)))
    assert isinstance(parked, f.ChargeParked)
    assert "gave back only 2.00" in parked.reason
    assert ticket.why(cash("3.54")) is Why.PAYMENT_PENDING


@pytest.mark.parametrize("tender", [0, -1, 2])
def test_a_tender_that_is_not_there_is_not_given_back(tender: int) -> None:
    assert paid_in_part().why(give_back(tender)) is Why.NO_SUCH_TENDER


def test_a_declined_card_has_nothing_to_give_back() -> None:
    ticket = asking()
    ticket.do(answer("a-1", Outcome.DECLINED))
    assert ticket.why(give_back(1)) is Why.NO_SUCH_TENDER


def test_what_an_fsa_card_paid_is_eligible_again_after_it_went_back() -> None:
    ticket = low_balance()
    ticket.do(cash("1.00"), give_back(1, "v-1"), answer("v-1", approved("15.00")))
    assert left(ticket) == ("19.29", "15.00", "22.54")
    assert asked(ticket, charge_fsa("a-2")) == ("19.29", "19.29", "15.00")


# --- a card terminal that cannot be told FSA/HSA amounts

CANNOT = [FsaOnCards.REFUSED, FsaOnCards.LEFT_OUT]


@pytest.mark.parametrize("on_cards", CANNOT)
def test_an_fsa_card_is_never_sent_to_a_terminal_that_cannot_be_told(on_cards: FsaOnCards) -> None:
    ticket = worked_example(replace(POLICY, fsa_on_cards=on_cards))
    assert ticket.why(charge_fsa("a-1")) is Why.FSA_NOT_ON_TERMINAL


def test_no_card_pays_for_eligible_goods_there_unless_the_store_chose_so() -> None:
    ticket = worked_example(replace(POLICY, fsa_on_cards=FsaOnCards.REFUSED))
    assert ticket.why(charge("a-1")) is Why.ELIGIBLE_NOT_ON_TERMINAL


def test_the_store_may_choose_to_charge_cards_without_the_amounts() -> None:
    ticket = worked_example(replace(POLICY, fsa_on_cards=FsaOnCards.LEFT_OUT))
    assert asked(ticket, charge("a-1")) == ("23.54", "0.00", "0.00")


@pytest.mark.parametrize("on_cards", CANNOT)
def test_what_is_not_eligible_is_paid_by_card_there_as_anywhere(on_cards: FsaOnCards) -> None:
    ticket = given(add(CANDY), policy=replace(POLICY, fsa_on_cards=on_cards))
    assert asked(ticket, charge("a-1")) == ("4.25", "0.00", "0.00")


@pytest.mark.parametrize("mode", [FsaMode.OFF, FsaMode.NINETY_PERCENT])
def test_a_store_without_iias_has_nothing_to_tell_a_terminal(mode: FsaMode) -> None:
    ticket = worked_example(replace(POLICY, fsa=mode, fsa_on_cards=FsaOnCards.REFUSED))
    assert asked(ticket, charge("a-1")) == ("23.54", "0.00", "0.00")
