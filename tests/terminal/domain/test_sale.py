"""A ticket is its facts: replaying them gives it again, and what happened is never refused."""

from dataclasses import replace

import pytest

from helpers.sales import (
    CANDY,
    CASHIER,
    DAY,
    IBUPROFEN,
    LUIS,
    SALE,
    a_fill,
    add,
    answer,
    approved,
    cash,
    charge,
    given,
    pick,
    usd,
    worked_example,
)
from terminal.domain import facts as f
from terminal.domain.evolve import evolve, opened, replay
from terminal.domain.identity import JobId, LaneId, LineId, SaleId, TenderId
from terminal.domain.money import ZERO
from terminal.domain.pickup import Relationship
from terminal.domain.sale import SaleStatus
from terminal.domain.sale_decider import decide

OPENING = f.SaleOpened(SALE, 482, LaneId("02"), CASHIER)


def test_a_ticket_opens_empty() -> None:
    sale = opened(OPENING)
    assert (sale.number, sale.lane, sale.staff, sale.status) == (
        482,
        LaneId("02"),
        CASHIER,
        SaleStatus.OPEN,
    )
    assert (sale.lines, sale.total, sale.due, sale.change) == ((), ZERO, ZERO, ZERO)
    assert evolve(sale, OPENING) == sale


@pytest.mark.parametrize("facts", [(), (f.SaleSuspended(SALE),)])
def test_a_ticket_begins_with_its_opening(facts: tuple[f.SaleFact, ...]) -> None:
    with pytest.raises(TypeError, match="opening"):
        replay(facts)


def test_a_fact_of_another_ticket_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="one ticket"):
        evolve(opened(OPENING), f.SaleSuspended(SaleId("another")))


def test_a_card_fact_without_its_request_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="follows its request"):
        evolve(opened(OPENING), f.ChargeSent(SALE, charge("a-1").ref))


def test_a_line_voided_twice_is_owed_once_less() -> None:
    sale = given(add(IBUPROFEN), add(CANDY)).sale
    voided = f.LineVoided(SALE, LineId(1))
    assert evolve(evolve(sale, voided), voided) == evolve(sale, voided)


def test_the_receipts_of_a_ticket_are_counted() -> None:
    ticket = worked_example()
    ticket.do(cash("23.54"))
    printed = evolve(ticket.sale, f.ReceiptRequested(SALE, JobId("j-1"), 1, "p-1"))
    assert (printed.receipts, printed.status) == (1, SaleStatus.COMPLETED)


def test_lines_and_tenders_are_found_by_number_or_not_at_all() -> None:
    ticket = worked_example()
    ticket.do(cash("1.00"))
    sale = ticket.sale
    assert [sale.line(LineId(each)) is None for each in (-1, 0, 1, 3, 4)] == [
        *(True, True, False, False, True)
    ]
    assert [sale.tender(TenderId(each)) is None for each in (-1, 0, 1, 2)] == [
        *(True, True, False, True)
    ]
    assert (sale.next_line, sale.next_tender) == (4, 2)


def test_an_approval_is_recorded_even_when_an_obligation_opened_meanwhile() -> None:
    """Newer rules may ask for more than the journal met; the money is a fact all the same."""
    ticket = given(*pick(a_fill()), charge("a-1"))
    stricter = replace(ticket.sale, pickers=())
    decided = decide(stricter, answer("a-1", approved("15.00")), ticket.policy, DAY)
    assert isinstance(decided, tuple)
    assert [type(fact) for fact in decided] == [f.ChargeResolved]


def test_a_family_ticket_names_one_picker_per_patient() -> None:
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001", who=LUIS)))
    named = f.PickerNamed(SALE, LUIS, Relationship.PARENT_OR_GUARDIAN)
    sale = evolve(ticket.sale, named)
    assert sale.picker_of(LUIS) is Relationship.PARENT_OR_GUARDIAN
    assert sale.picker_of(a_fill().patient.id) is Relationship.PATIENT


def test_totals_are_carried_along() -> None:
    sale = worked_example().sale
    assert (sale.total, sale.tax) == (usd("23.54"), usd("0.56"))
    assert (sale.owed.rx, sale.owed.otc, sale.owed.none) == (usd("15.00"), usd("4.29"), usd("4.25"))
