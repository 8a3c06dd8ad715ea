"""Another price for a line or the ticket: what can be asked for, and asking for it."""

import re
from dataclasses import replace
from typing import Final

from terminal.app.permissions import Right, may
from terminal.app.state import Msg, PriceChange, PricePage, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, show_total
from terminal.domain import commands as c
from terminal.domain.discount import DiscountKind, RateGroup
from terminal.domain.discount_decider import discountable
from terminal.domain.hand_price import promoted
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.staff import Role, StaffMember
from terminal.domain.tax_decider import ON_PRESCRIPTION

_PERCENT: Final = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%?", re.ASCII)


def open_price(state: TerminalState) -> Step:
    """The page for the chosen line; without one, or for a fill, for the ticket alone."""
    sale = state.sale
    if sale is None or not sale.live_lines:
        return refuse(state, Refusal(Why.TICKET_EMPTY))
    if sale.anything_paid:
        return refuse(state, Refusal(Why.TENDERS_TAKEN))
    line = sale.line(state.selected) if state.selected else None
    changeable = isinstance(line, ItemLine) and not line.voided and discountable(line)
    page = PricePage(line.id if changeable and line is not None else None)
    return Step(replace(state.clear_field(page), said=None))


def line_of(state: TerminalState, page: PricePage) -> ItemLine | None:
    line = state.sale.line(page.line) if state.sale and page.line else None
    return line if isinstance(line, ItemLine) and not line.voided else None


def changes(state: TerminalState, page: PricePage) -> tuple[PriceChange, ...]:
    """What can be asked for now."""
    line, sale = line_of(state, page), state.sale
    offered: tuple[PriceChange, ...] = ()
    if line is not None and line.coupons:
        offered = (PriceChange.NO_COUPONS,)
    elif line is not None:
        offered = (PriceChange.LINE_PERCENT, PriceChange.LINE_AMOUNT, PriceChange.NEW_PRICE)
    offered = (*offered, PriceChange.TICKET_PERCENT, PriceChange.TICKET_AMOUNT)
    if line is not None and not line.coupons and (line.discount or line.override):
        offered = (*offered, PriceChange.LINE_BACK)
    if sale is not None and sale.discount is not None:
        offered = (*offered, PriceChange.TICKET_BACK)
    return (*offered, *_tax_changes(sale, line))


RATE_ANSWER: Final = "rate "
"""In front of the name of a rate group that is chosen."""


def rates_now(state: TerminalState) -> tuple[RateGroup, ...]:
    """The rates that a customer can have now: those of today, one a ticket."""
    sale = state.sale
    if sale is None or sale.discount is not None:
        return ()
    goods = any(isinstance(line, ItemLine) and discountable(line) for line in sale.live_lines)
    rates = state.policy.discounts.rates if goods else ()
    return tuple(each for each in rates if each.holds_on(state.day))


def _tax_changes(sale: Sale | None, line: ItemLine | None) -> tuple[PriceChange, ...]:
    offered: tuple[PriceChange, ...] = ()
    if line is not None and line.item.category in ON_PRESCRIPTION:
        on_rx = PriceChange.NO_PRESCRIPTION if line.on_rx else PriceChange.ON_PRESCRIPTION
        offered = (on_rx,)
    exempt = sale is not None and sale.exemption is not None
    return (*offered, PriceChange.TAXED if exempt else PriceChange.EXEMPT)


def value_of(change: PriceChange, typed: str) -> int | Msg:
    """Hundredths of a percent, or cents; what is no such number is told."""
    if change in (PriceChange.LINE_PERCENT, PriceChange.TICKET_PERCENT):
        match = _PERCENT.fullmatch(typed)
        if match is None:
            return Msg.PERCENT_NOT_UNDERSTOOD
        return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    try:
        amount = Money.parse(typed)
    except ValueError:
        return Msg.AMOUNT_NOT_UNDERSTOOD
    return amount.cents if amount.cents >= 0 else Msg.AMOUNT_NOT_UNDERSTOOD


def give(state: TerminalState, page: PricePage, by: StaffMember) -> Step | Refusal:
    """Change the price, durably, in the name of `by`, and go back to the ticket."""
    if page.change is PriceChange.NEW_PRICE and not may(by, Right.SET_PRICE):
        return Refusal(Why.NOT_PERMITTED)
    if page.change is PriceChange.RATE:
        group = state.policy.discounts.rate(page.rate)
        if group is not None and group.manager_signs and not may(by, Right.SET_PRICE):
            return Refusal(Why.NOT_PERMITTED)
    asked = ask_ticket(state, command_of(page, by))
    if isinstance(asked, Refusal):
        return asked
    sale = asked.state.sale
    assert sale is not None
    told = replace(asked.state.clear_field(SalePage()), said=_told(state.sale, sale))
    return replace(asked, state=told).doing(show_total(sale))


def _told(before: Sale | None, sale: Sale) -> Said:
    dearer = ZERO if before is None else sale.total - before.total
    if dearer > ZERO:
        return Said(Msg.PRICE_RAISED, str(dearer))
    return Said(Msg.PRICE_CHANGED, str(max(ZERO, sale.saved)))


def tried(state: TerminalState, page: PricePage) -> PricePage | Refusal:
    """Whether anybody here could give the value on the page, and what it would do: the reason and
    the PIN come after it, and neither makes an amount right.
    """
    assert state.user is not None, "somebody is signed in"
    reasoned = replace(page, reason=state.policy.discounts.reasons[0])
    asked = ask_ticket(state, command_of(reasoned, state.user))
    beyond = isinstance(asked, Refusal) and asked.why is Why.DISCOUNT_OVER_LIMIT
    if beyond and not may(state.user, Right.SET_PRICE):
        asked = ask_ticket(state, command_of(reasoned, replace(state.user, role=Role.MANAGER)))
    if isinstance(asked, Refusal):
        return asked
    before, sale = state.sale, asked.state.sale
    assert before is not None
    assert sale is not None
    if page.change is not PriceChange.NEW_PRICE:
        return page
    dearer = max(ZERO, sale.total - before.total)
    return replace(page, dearer=dearer, leaves_promotion=promoted(sale) < promoted(before))


def command_of(page: PricePage, by: StaffMember) -> c.PriceCommand | c.TakeOffCoupons:
    match page.change:
        case PriceChange.RATE:
            return c.ApplyRate(page.rate, by, page.typed)
        case PriceChange.NO_COUPONS:
            assert page.line is not None, "it is asked for a line"
            return c.TakeOffCoupons(page.line)
        case PriceChange.LINE_BACK:
            return c.TakeOffDiscount(page.line)
        case PriceChange.TICKET_BACK:
            return c.TakeOffDiscount()
        case change:
            assert page.value is not None, "a change has a value"
            kind = DiscountKind.PERCENT
            if change in (PriceChange.LINE_AMOUNT, PriceChange.TICKET_AMOUNT):
                kind = DiscountKind.AMOUNT
            if change in (PriceChange.TICKET_PERCENT, PriceChange.TICKET_AMOUNT):
                return c.DiscountTicket(kind, page.value, page.reason, by)
            assert page.line is not None, "it is asked for a line"
            if change is PriceChange.NEW_PRICE:
                return c.OverridePrice(page.line, Money(page.value), page.reason, by)
            return c.DiscountLine(page.line, kind, page.value, page.reason, by)
