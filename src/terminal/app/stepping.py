"""What one step gives back, and how a page asks the ticket for something."""

from dataclasses import dataclass, replace
from typing import Final

from terminal.app.effects import Beep, Effect, ShowOnDisplay
from terminal.app.ports import Attachment
from terminal.app.state import Said, TerminalState
from terminal.domain import commands as c
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.evolve import evolved, opened
from terminal.domain.facts import Fact, SaleFact, SaleOpened
from terminal.domain.identity import SaleId
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.refund import ReturnLine
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide

DISPLAY_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """The state to be, the facts that must be durable first, then the effects."""

    state: TerminalState
    facts: tuple[Fact, ...] = ()
    effects: tuple[Effect, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def and_then(self, later: "Step") -> "Step":
        """One step made of two; `later` was worked out from this one's state."""
        return Step(
            later.state,
            self.facts + later.facts,
            self.effects + later.effects,
            self.attachments + later.attachments,
        )

    def doing(self, *effects: Effect) -> "Step":
        return replace(self, effects=self.effects + effects)


def say(state: TerminalState, what: Said) -> Step:
    """Tell the person; a refusal also sounds."""
    step = Step(replace(state, said=what))
    return step.doing(Beep(good=False)) if isinstance(what.what, Refusal) else step


def refuse(state: TerminalState, refusal: Refusal) -> Step:
    return say(state, Said(refusal, refusal.detail))


MOVES_MONEY: Final = c.TakeCash | c.TakeKeyed | c.ChargeCard | c.Complete | c.RefundCommand
"""A payment that is under way is heard all the same, and one may be given back."""


def payment_refusal(state: TerminalState) -> Refusal | None:
    """Why nothing can be paid now, as far as the till goes."""
    if state.till.open is None and state.settings.till_required:
        return Refusal(Why.TILL_NOT_OPEN)
    if state.clock_back is not None and state.till.open is not None:
        return Refusal(Why.TILL_CLOCK_BACK)
    return None


def ask_ticket(state: TerminalState, *commands: c.Command) -> Step | Refusal:
    """Ask the current ticket, opening one if there is none; all commands or none.

    Money moves only under an open till and a clock that is right, whatever page was open before.
    """
    stopped = payment_refusal(state)
    if stopped is not None and any(isinstance(each, MOVES_MONEY) for each in commands):
        return stopped
    sale, facts, counters = state.sale, list[SaleFact](), state.counters
    if sale is None:
        assert state.user is not None, "only a signed-in person opens a ticket"
        number = counters.ticket
        sale_id = SaleId(f"{state.settings.lane}-{number:06}")
        opening = SaleOpened(sale_id, number, state.settings.lane, state.user.id)
        facts.append(opening)
        sale = opened(opening)
        counters = replace(counters, ticket=number + 1)
    for command in commands:
        decided = decide(sale, command, state.policy, state.day)
        if isinstance(decided, Refusal):
            return decided
        sale = evolved(sale, decided)
        facts.extend(decided)
    return Step(replace(state, sale=sale, counters=counters, said=None), tuple(facts))


def show_total(sale: Sale) -> ShowOnDisplay:
    """The last line and the total; a prescription is never named to the customer's neighbour."""
    last = next((line for line in reversed(sale.lines) if not line.voided), None)
    if last is None:
        return ShowOnDisplay("", "")
    name = _name_for_customer(last)
    price = str(last.net)
    room = DISPLAY_COLUMNS - len(price) - 1
    return ShowOnDisplay(f"{name[:room]:<{room}} {price}", display_row("TOTAL", str(sale.total)))


def _name_for_customer(line: Line) -> str:
    match line:
        case ItemLine():
            return line.item.name
        case DepositLine(kind=DepositKind.GIFT_CARD):
            return "Gift card"
        case DepositLine():
            return "Payment on account"
        case ReturnLine():
            return f"Back: {line.returned.item.name if line.returned.item else 'prescription'}"
        case RxLine():
            return "Prescription"


def display_row(label: str, amount: str) -> str:
    return f"{label:<{DISPLAY_COLUMNS - len(amount)}}{amount}"
