"""Payment, the card terminal's pages and the page after payment, in all their states."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.effects import ReadFill
from terminal.app.inputs import Condition, DeviceRole, Do, PrintState
from terminal.app.settings import DRAWER_ALARM_S
from terminal.app.state import CardPage
from terminal.app.step_card import CHARGED
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.money import Money
from terminal.domain.policy import FsaOnCards
from terminal.domain.rounding import CashRounding
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane, started
from terminal.presentation.samples.picking_up import picked_up
from terminal.presentation.samples.selling import GOODS, ready_ticket, troubled

PARTLY = CardResult(
    Outcome.PARTIAL,
    Money(15_00),
    terminal_txn="17",
    auth="123456",
    host_ref="H9",
    last4="0014",
    brand="VISA",
    entry="CHIP",
    is_fsa=True,
)
DECLINED = CardResult(Outcome.DECLINED, text="Insufficient funds")
UNKNOWN = CardResult(Outcome.UNKNOWN)


def tender_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    ready = ready_ticket(lane)
    paying = ready.press(Do.CASH)
    partly = paying.press(Do.FSA).card_says(PARTLY)
    return {
        "tender": paying,
        "tender-typed": paying.key_in("60"),
        "tender-partly": partly,
        "tender-mixed": partly.enter("5"),
        "tender-declined": paying.press(Do.CARD).card_says(DECLINED),
        "tender-copay": _new_copay(ready),
        "tender-reading": ready.holding(ReadFill).press(Do.CASH),
        "tender-rounding": _rounding(lane),
        "tender-no-terminal": troubled(ready).press(Do.CASH),
        "tender-no-fsa": _no_fsa(lane),
        "tender-free": picked_up(lane, stock.FREE, stock.BORN_HARRIET).press(Do.CASH),
    }


def _new_copay(ready: SampleLane) -> SampleLane:
    """Another copay came with the last reading."""
    dearer = replace(stock.REFILL, copay=Money(18_00), version="2")
    return ready.now_told(dearer).press(Do.CASH)


def _no_fsa(lane: SampleLane) -> SampleLane:
    """A terminal that cannot be told FSA/HSA amounts."""
    policy = replace(lane.state.policy, fsa_on_cards=FsaOnCards.LEFT_OUT)
    return started(lane.state.settings, policy).sign_in(stock.CASHIER).scan(*GOODS).press(Do.CASH)


def _rounding(lane: SampleLane) -> SampleLane:
    policy = replace(lane.state.policy, rounding=CashRounding.MANDATORY)
    return started(lane.state.settings, policy).sign_in(stock.CASHIER).scan(*GOODS).press(Do.CASH)


def card_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    paying = ready_ticket(lane).press(Do.CASH)
    asked = paying.press(Do.FSA)
    assert isinstance(asked.state.page, CardPage)
    waiting = asked.then(i.ChargeAcknowledged(asked.state.page.ref)).after(18)
    unsure = waiting.card_says(UNKNOWN).after(3)
    unplugged = unsure.then(
        i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.DOWN, "unplugged")
    )
    decide = unsure.press(Do.DECIDE)
    return {
        "card-sent": asked,
        "card-waiting": waiting,
        "card-cancelling": waiting.press(Do.CANCEL_CARD),
        "card-unconfirmed": unplugged,
        "card-given-back": asked.card_says(PARTLY).press(Do.GIVE_BACK, "1"),
        "decide": decide,
        "decide-manager": decide.press(Do.ANSWER, CHARGED),
    }


def done_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    paid = ready_ticket(lane).press(Do.CASH).press(Do.FSA).card_says(PARTLY).enter("60")
    paid = paid.then(i.OutboxCounted(2, 0))
    sent = paid.printer_says(PrintState.PRINTED).then(i.OutboxCounted(0, 0))
    printer = i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "paper out")
    closed, opened = (i.DrawerMoved(i.DrawerPosition(each)) for each in ("closed", "open"))
    stuck = i.DrawerAnswered(i.DrawerOutcome.NOT_OPENED, "drawer stayed closed")
    return {
        "done-drawer-closed": sent.then(closed, stuck),
        "done-drawer-open": sent.then(closed, opened).after(DRAWER_ALARM_S + 15),
        "done-drawer-by-key": lane.then(closed, opened),
        "done": sent,
        "done-printing": paid,
        "done-exact": lane.scan(*GOODS).press(Do.CASH).press(Do.CASH).printer_says(PrintState.SENT),
        "done-no-paper": paid.printer_says(PrintState.FAILED, "paper out").then(printer),
        "done-receipts-wait": paid.then(printer)
        .printer_says(PrintState.UNKNOWN, "paper out")
        .after(1)
        .press(Do.PRINT_COPY)
        .press(Do.NEXT_CUSTOMER)
        .scan(*GOODS)
        .press(Do.CASH)
        .press(Do.CASH),
        "done-stopped": paid.then(printer),
        "done-unconfirmed": paid.printer_says(PrintState.UNKNOWN, "wire lost"),
    }
