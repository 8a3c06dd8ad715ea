"""Whole tickets at random: the machine of the ticket's own properties, driven by a seed."""

from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any

from helpers.sales import MANAGER, POLICY
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.attempt import CardKind, Outcome
from terminal.domain.catalog import ItemCategory
from terminal.domain.coupon import CouponCode
from terminal.domain.discount import DiscountKind
from terminal.domain.evolve import evolve, opened
from terminal.domain.identity import LineId, SaleId
from terminal.domain.money import Money
from terminal.domain.policy import FsaMode, ResumedPrices
from terminal.domain.report import Entry, entries_of
from terminal.domain.rounding import CashRounding
from terminal.domain.sale import SaleStatus
from terminal.domain.tender_kind import TenderKind

if TYPE_CHECKING:
    from terminal.domain.test_ticket_machine import PER_TICKET, PROMOTIONS, STACKED, AnyTicket
else:  # the tests mirror the program's packages and are none themselves
    _MACHINE = import_module("tests.terminal.domain.test_ticket_machine")
    AnyTicket, PER_TICKET, STACKED = _MACHINE.AnyTicket, _MACHINE.PER_TICKET, _MACHINE.STACKED
    PROMOTIONS = _MACHINE.PROMOTIONS

__all__ = ["AnyTicket", "entries_of_ticket", "many_tickets", "random_ticket"]
MOST_STEPS = 40
CENTS = (0, 1, 99, 399, 1_250, 3_000)
TAXES = (POLICY.tax, STACKED, PER_TICKET)


def random_ticket(seed: int) -> tuple[f.SaleFact, ...]:
    """The facts of one ticket, mostly completed; ids of its own."""
    chance = Random(seed)
    machine = AnyTicket()
    machine.open_the_store(
        chance.choice([CashRounding.OFF, CashRounding.MANDATORY]),
        chance.choice([FsaMode.IIAS, FsaMode.IIAS, FsaMode.OFF]),
        chance.choice(CENTS),
        chance.choice(CENTS),
        chance.choice([None, 0, 500, 1_500]),
        chance.choice(TAXES),
        chance.choice([(), PROMOTIONS]),
        chance.choice(list(ResumedPrices)),
        gift_on_terminal=chance.random() < 0.3,
    )
    if chance.random() < 0.1:
        _pay_a_debt(machine, chance)
    for _ in range(chance.randint(0, 12)):
        _shop(machine, chance)
    for _ in range(MOST_STEPS):
        if machine.sale.status is not SaleStatus.OPEN:
            break
        _pay(machine, chance)
    return tuple(_renamed(fact, seed) for fact in machine.facts)


def _pay_a_debt(machine: AnyTicket, chance: Random) -> None:
    for line in machine.sale.live_lines:
        machine.void_line(line.id)
    machine.pay_on_account(chance.randint(1, 10_00))


def _shop(machine: AnyTicket, chance: Random) -> None:
    line = LineId(chance.randint(1, 4))
    match chance.randrange(14):
        case 3:
            kind = chance.choice(list(DiscountKind))
            machine.discount_line(line, kind, chance.choice([50, 500, 1_000]), MANAGER)
        case 4:
            kind = chance.choice(list(DiscountKind))
            machine.discount_ticket(kind, chance.choice([75, 1_000]), MANAGER)
        case 5:
            machine.override_price(line, chance.choice(CENTS))
        case 6:
            code = CouponCode("1", "00123450", Money(75), store=chance.random() < 0.5)
            machine.take_coupon(line, code, None)
        case 0:
            machine.void_line(LineId(chance.randint(1, 4)))
        case 1:
            machine.change_quantity(LineId(chance.randint(1, 4)), chance.randint(1, 9))
        case 2:
            machine.add_fill("7000001", 1, chance.choice([0, 500, 2_533]), 1, third_party=False,
                             family=chance.random() < 0.5, controlled=False)  # fmt: skip
        case _:
            machine.add_item(
                *(chance.choice(CENTS), chance.choice(list(ItemCategory)), chance.randint(1, 6)),
                eligible=chance.random() < 0.5,
            )


def _pay(machine: AnyTicket, chance: Random) -> None:
    machine.meet_all_obligations()
    sale = machine.sale
    if sale.pending is not None:
        machine.terminal_answers(Outcome.APPROVED, Fraction(1), fsa_card=chance.random() < 0.5)
    elif sale.anything_taken and chance.random() < 0.25:
        machine.give_the_last_back_and_hear_of_it(Outcome.APPROVED)
    elif chance.random() < 0.05 and not sale.anything_taken:
        machine.ask(c.Abandon("gone"))
    elif not sale.due:
        machine.complete()
    elif chance.random() < 0.2:
        kind = chance.choice([TenderKind.HOUSE, TenderKind.CHECK, TenderKind.CHARITY_VOUCHER])
        machine.key_a_tender_in(kind, chance.choice([-900, -1, 0, 300]), keyed_wrong=False)
    elif chance.random() < 0.4:
        machine.take_cash(chance.choice([100, 500, sale.due.cents, sale.due.cents + 200]))
    else:
        machine.pay_by_card(
            *(chance.choice(list(CardKind)), Outcome.PARTIAL),
            Fraction(chance.randint(1, 7), 7),
            fsa_card=chance.random() < 0.5,
        )


def _renamed(fact: f.SaleFact, seed: int) -> f.SaleFact:
    """Ids of its own, as every ticket has them."""
    own: dict[str, Any] = {"sale": SaleId(f"s-{seed}")}
    for name in ("ref", "pickup"):
        if hasattr(fact, name):
            own[name] = f"{seed}-{getattr(fact, name)}"
    if isinstance(fact, f.SaleOpened):
        own["number"] = seed
    return replace(fact, **own)


def entries_of_ticket(facts: tuple[f.SaleFact, ...]) -> list[Entry]:
    """What the domain says that these facts post, one by one."""
    first, *rest = facts
    assert isinstance(first, f.SaleOpened)
    sale, posted = opened(first), list[Entry]()
    for fact in rest:
        sale = evolve(sale, fact)
        posted.extend(entries_of(sale, fact))
    return posted


def many_tickets(first: int, how_many: int) -> list[tuple[f.SaleFact, ...]]:
    return [random_ticket(seed) for _, seed in zip(range(how_many), count(first), strict=False)]
