"""A whole ticket: put aside under a name, named again, voided with a reason."""

from dataclasses import replace

import pytest

from helpers.sales import CANDY, CASHIER, NOW, PHARMACIST, add, cash, give_back, given, usd
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.aside import MAX_NAME, Aside, KnownAs
from terminal.domain.refusal import Why
from terminal.domain.sale import SaleStatus


def test_a_ticket_is_put_aside_under_a_name_with_who_and_when() -> None:
    ticket = given(add(CANDY))
    (told,) = ticket.do(c.Suspend(" Blue cap ", "forgot the wallet", CASHIER, NOW))
    assert told == f.SaleSuspended(ticket.sale.id, "Blue cap", "forgot the wallet", CASHIER, NOW)
    assert ticket.sale.aside == Aside("Blue cap", "forgot the wallet", CASHIER, NOW)


def test_a_name_is_bounded_and_nobody_reads_it_in_a_log() -> None:
    ticket = given(add(CANDY), c.Suspend("x" * 500))
    assert ticket.sale.aside is not None
    assert len(ticket.sale.aside.name) == MAX_NAME
    assert "xxx" not in repr(ticket.sale.aside) + repr(f.SaleSuspended(ticket.sale.id, "xxx"))


def test_it_is_named_again_while_it_waits_and_only_then() -> None:
    ticket = given(add(CANDY))
    label = c.LabelAside("Red cap", "waits for a price", PHARMACIST)
    assert ticket.why(label) is Why.TICKET_NOT_OPEN
    ticket.do(c.Suspend("Blue cap", "", CASHIER, NOW))
    assert ticket.do(label) == (
        f.SaleLabelled(ticket.sale.id, "Red cap", "waits for a price", PHARMACIST),
    )
    assert ticket.do(label) == ()
    assert ticket.sale.aside == Aside("Red cap", "waits for a price", CASHIER, NOW)
    ticket.do(c.Resume(CASHIER))
    assert ticket.sale.aside is None


def test_a_ticket_of_before_names_were_kept_can_get_one() -> None:
    ticket = given(add(CANDY), c.Suspend())
    ticket.sale = replace(ticket.sale, aside=None)
    ticket.do(c.LabelAside("Cap", "", CASHIER))
    assert ticket.sale.aside == Aside("Cap")


def test_what_a_person_called_it_is_known_when_it_is_taken_up() -> None:
    ticket = given(add(CANDY), c.Suspend("Candy bar", "put aside", CASHIER, NOW))
    ticket.do(c.LabelAside("Candy bar", "waits for a price", CASHIER), c.Resume(CASHIER))
    assert ticket.sale.known_as == KnownAs("", "waits for a price")
    ticket.do(c.Suspend("Candy bar", "waits for a price", CASHIER, NOW))
    ticket.do(c.LabelAside("Red cap", "waits for a price", CASHIER), c.Resume(CASHIER))
    assert ticket.sale.known_as == KnownAs("Red cap", "waits for a price")
    assert "cap" not in repr(ticket.sale.known_as)


@pytest.mark.parametrize("waiting", [False, True])
def test_a_ticket_is_voided_with_what_it_would_have_cost(*, waiting: bool) -> None:
    ticket = given(add(CANDY), *((c.Suspend(),) if waiting else ()))
    (told,) = ticket.do(c.Abandon("left", CASHIER))
    assert told == f.SaleAbandoned(ticket.sale.id, "left", CASHIER, usd("4.25"))
    assert ticket.sale.status is SaleStatus.ABANDONED


@pytest.mark.parametrize(
    ("reason", "why"), [(" ", Why.NOTE_MISSING), ("12 34", Why.REASON_IN_WORDS)]
)
def test_a_void_has_a_reason_in_words(reason: str, why: Why) -> None:
    assert given(add(CANDY)).why(c.Abandon(reason, CASHIER)) is why


@pytest.mark.parametrize("waiting", [False, True])
def test_nothing_is_voided_that_money_was_taken_for(*, waiting: bool) -> None:
    ticket = given(add(CANDY), cash("1.00"), *((c.Suspend(),) if waiting else ()))
    assert ticket.why(c.Abandon("left", CASHIER)) is Why.TENDERS_TAKEN
    if waiting:
        ticket.do(c.Resume(CASHIER))
    ticket.do(give_back(1), c.Abandon("left", CASHIER))


def test_a_voided_ticket_is_over() -> None:
    ticket = given(add(CANDY), c.Abandon("left", CASHIER))
    assert ticket.why(c.Abandon("left", CASHIER)) is Why.TICKET_NOT_OPEN
    assert ticket.why(c.LabelAside("Cap", "", CASHIER)) is Why.TICKET_NOT_OPEN
