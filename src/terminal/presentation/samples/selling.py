"""The ticket's page, in all its states."""

from dataclasses import replace

from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.pickup import Relationship
from terminal.domain.prescription import FillStatus
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.picking_up import picked_up
from terminal.presentation.samples.prompts import counselled, signed

GOODS = (stock.IBUPROFEN, stock.THERMOMETER, stock.CHOCOLATE)
UNKNOWN_CODE = "071661001026"
MANY = 40


def combined_ticket(lane: SampleLane) -> SampleLane:
    """Two fills with everything open that is answered later, and goods."""
    return picked_up(lane, stock.REFILL, stock.BORN_ORVILLE).scan(stock.NEW, *GOODS)


def ready_ticket(lane: SampleLane) -> SampleLane:
    """The combined ticket with everything on the list done."""
    return signed(counselled(combined_ticket(lane).scan(stock.NEW)))


def troubled(lane: SampleLane) -> SampleLane:
    """Everything around the lane is in some trouble."""
    return lane.offline().then(
        i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.DOWN, "unplugged"),
        i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ATTENTION, "paper low"),
        i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.DOWN, "unplugged"),
        i.DeviceHealthChanged(DeviceRole.DISPLAY, Condition.DOWN, "no answer"),
        i.OutboxCounted(3, 0),
    )


def long_ticket(lane: SampleLane, count: int) -> SampleLane:
    """A ticket of `count` lines, the last one chosen."""
    shelf = tuple(stock.long_shelf(count))
    return replace(lane, around=replace(lane.around, shelf=shelf)).scan(*shelf)


def sale_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    goods, combined, ready = lane.scan(*GOODS), combined_ticket(lane), ready_ticket(lane)
    chosen = goods.press(Do.LINE_UP)
    return {
        "sale-empty": lane,
        "sale-goods": goods,
        "sale": combined,
        "sale-folded": _folded(lane),
        "sale-ready": ready,
        "sale-free": picked_up(lane, stock.FREE, stock.BORN_HARRIET),
        "sale-struck": ready.press(Do.VOID_LINE),
        "sale-long": long_ticket(lane, MANY),
        "sale-results": goods.key_in("ibu"),
        "sale-people": combined.key_in("sample"),
        "sale-choosing": goods.enter(stock.TWO_READINGS),
        "sale-nothing-found": goods.enter("zinc"),
        "sale-quantity": chosen.press(Do.QUANTITY).key_in("3"),
        "sale-notice": goods.enter(UNKNOWN_CODE),
        "sale-refusal": combined.scan(stock.DECONGESTANT),
        "sale-taken-off": _taken_off(ready),
        "sale-troubled": troubled(combined),
        "sale-suspended": _put_aside(lane),
        "sale-receipt-waits": _no_paper(lane),
        "sale-help": combined.press(Do.HELP),
    }


def _folded(lane: SampleLane) -> SampleLane:
    """More on the list than there is room for: what is done is one row."""
    return picked_up(
        combined_ticket(lane), stock.CONTROLLED, stock.BORN_ROSALIND, Relationship.SPOUSE
    )


def _taken_off(ready: SampleLane) -> SampleLane:
    """The PhMS stopped a fill while the ticket was made: it leaves before payment opens."""
    return ready.now_told(replace(stock.NEW, status=FillStatus.ON_HOLD)).press(Do.CASH)


def _no_paper(lane: SampleLane) -> SampleLane:
    """The paper ran out, and a customer has gone without a receipt."""
    out = lane.then(i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "paper out"))
    return out.scan(*GOODS).press(Do.CASH).press(Do.CASH).after(2).press(Do.NEXT_CUSTOMER)


def _put_aside(lane: SampleLane) -> SampleLane:
    """Four wait: one named, one paid in part, one with a payment that is not confirmed."""
    one = lane.scan(stock.IBUPROFEN).press(Do.SUSPEND).after(70)
    part = one.scan(stock.CHOCOLATE, stock.SOFTGELS).press(Do.CASH).enter("5").press(Do.BACK)
    listed = part.press(Do.SUSPEND).after(3900).sign_in(stock.CASHIER).press(Do.TICKETS)
    named = listed.press(Do.LABEL_TICKET).enter("Lady with the green umbrella")
    two = named.enter("comes back later").press(Do.BACK)
    three = combined_ticket(two).press(Do.SUSPEND).after(240).sign_in(stock.CASHIER)
    asked = three.scan(stock.THERMOMETER).press(Do.CARD).press(Do.CARD)
    return asked.card_says(CardResult(Outcome.UNKNOWN)).press(Do.PARK)
