"""A coupon: taken at once where there is no doubt what it is for, else a person says."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.effects import LookUpCoupon
from terminal.app.inputs import Do
from terminal.app.scanning import not_taken
from terminal.app.state import CouponPage, Msg, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.domain import commands as c
from terminal.domain.coupon import ANY_FAMILY, CouponCode
from terminal.domain.coupon_decider import fitting, refusal_of
from terminal.domain.facts import CouponTaken
from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import ZERO, Money
from terminal.domain.refusal import Refusal, Why

MAX_TYPED = 12


def on_coupon_scanned(state: TerminalState, code: CouponCode) -> Step:
    sale = state.sale
    if sale is None:
        return refuse(state, Refusal(Why.COUPON_NO_ITEM))
    if sale.anything_paid:
        return refuse(state, Refusal(Why.TENDERS_TAKEN))
    refused = refusal_of(sale, code, state.day)
    if refused is not None:
        return refuse(state, refused)
    if not code.serial:
        return _may_be_taken(state, code)
    return Step(replace(state, said=None), (), (LookUpCoupon(code, sale.id),))


def on_coupon_found(state: TerminalState, what: i.CouponFound) -> Step:
    """One with a serial number is taken once at all; whoever went on meanwhile scans it again."""
    sale = state.sale
    if sale is None or sale.id != what.sale or not isinstance(state.page, SalePage):
        return not_taken(state)
    if sale.anything_paid:
        return refuse(state, Refusal(Why.TENDERS_TAKEN))
    refused = Refusal(Why.COUPON_TWICE) if what.taken else refusal_of(sale, what.code, state.day)
    return refuse(state, refused) if refused is not None else _may_be_taken(state, what.code)


def _may_be_taken(state: TerminalState, code: CouponCode) -> Step:
    lines = candidates(state, code)
    if len(lines) == 1 and code.family == ANY_FAMILY and code.save is not None:
        return _take(state, CouponPage(code, lines[0].id))
    return Step(replace(state.clear_field(CouponPage(code)), said=None))


def candidates(state: TerminalState, code: CouponCode) -> tuple[ItemLine, ...]:
    """The lines it can be for: a piece without a coupon, that still costs something."""
    sale = state.sale
    lines = () if sale is None else fitting(sale, code)
    return tuple(
        line for line in lines if line.before_share > ZERO and len(line.coupons) < line.quantity
    )


def on_coupon(
    state: TerminalState, page: CouponPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            back = SalePage() if page.line is None else CouponPage(page.code)
            return Step(replace(state.clear_field(back), said=None))
        case i.Intent(do=Do.SELECT_LINE, argument=number) if page.line is None:
            known = (each.id for each in candidates(state, page.code) if str(each.id) == number)
            line = next(known, None)
            return Step(state) if line is None else _chosen(state, page, line)
        case i.FieldEdited(text=text) if page.asks_value:
            return Step(replace(state, page=replace(page, typed=text[:MAX_TYPED])))
        case i.FieldSubmitted(text=text) if page.asks_value:
            return _valued(state, page, text.strip()[:MAX_TYPED])
        case i.Intent() | i.FieldEdited() | i.FieldSubmitted():
            return Step(state)
        case _:
            assert_never(what)


def _chosen(state: TerminalState, page: CouponPage, line: LineId) -> Step:
    chosen = replace(page, line=line)
    if page.code.save is not None:
        return _take(state, chosen)
    return Step(replace(state.clear_field(chosen), said=None))


def _valued(state: TerminalState, page: CouponPage, typed: str) -> Step:
    try:
        value = Money.parse(typed)
    except ValueError:
        again = state.clear_field(replace(page, typed=""))
        return say(again, Said(Msg.AMOUNT_NOT_UNDERSTOOD))
    return _take(state, page, value)


def _take(state: TerminalState, page: CouponPage, value: Money | None = None) -> Step:
    assert page.line is not None, "it is for a line"
    asked = ask_ticket(state, c.TakeCoupon(page.code, page.line, value))
    if isinstance(asked, Refusal):
        again = state if isinstance(state.page, SalePage) else state.clear_field(page)
        return refuse(again, asked)
    sale = asked.state.sale
    assert sale is not None
    told = replace(asked.state.clear_field(SalePage()), said=Said(Msg.COUPON_TAKEN, _worth(asked)))
    return replace(asked, state=told).doing(show_total(sale))


def _worth(asked: Step) -> str:
    taken = next(fact for fact in asked.facts if isinstance(fact, CouponTaken))
    return str(taken.coupon.amount)
