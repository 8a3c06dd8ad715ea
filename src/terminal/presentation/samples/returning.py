"""Something comes back: which ticket, which line, why, and what goes back to whom."""

from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do
from terminal.app.receipt import ticket_number
from terminal.app.return_page import ReturnPage
from terminal.app.sale_search import SaleSummary
from terminal.domain.attempt import CardResult, Outcome
from terminal.domain.barcode import TicketCode
from terminal.domain.evolve import replay
from terminal.domain.facts import SaleFact
from terminal.domain.money import ZERO, Money
from terminal.domain.original import Original, original_of
from terminal.domain.refund import FOR_GOODS
from terminal.domain.sale import Sale
from terminal.domain.shown_id import IdType
from terminal.domain.tender_kind import TenderKind
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane
from terminal.presentation.samples.selling import GOODS, ready_ticket

SHOWN_SALES = (
    ("2-000481", 25_46, "Ibuprofen 200 mg, Milk chocolate", TenderKind.CASH, ()),
    ("2-000480", 8_49, "Ibuprofen 200 mg", TenderKind.CREDIT, ("4242",)),
    ("2-000479", 15_00, "Rx 6012345", TenderKind.FSA_HSA, ("0014",)),
)


def return_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: the cashier is signed in, and there is no ticket."""
    sold = _paid(lane)
    looking = sold.press(Do.RETURN)
    listed = looking.then(_listed(looking))
    scanned = opened(sold)
    lines = _line(scanned, 2)
    added = _because(lines)
    exchange = added.press(Do.BACK).scan(stock.CHOCOLATE)
    both = _because(_line(added, 3)).press(Do.BACK).press(Do.CASH)
    down = both.then(i.DeviceHealthChanged(DeviceRole.CARD_TERMINAL, Condition.DOWN))
    whole = _because(_line(opened(_paid_whole(lane)), 1)).press(Do.BACK).press(Do.CASH)
    fills = opened(_paid_pickup(lane))
    without = looking.press(Do.RETURN_WITHOUT)
    number = without.press(Do.ANSWER, IdType.DRIVER_LICENCE.value)
    known = _known(number.enter("D1234567").enter("Sampleton, Orville"))
    counted = known.enter(stock.CHOCOLATE.gtin[1:]).enter("1")
    return {
        "return": listed,
        "return-line": scanned,
        "return-why": lines,
        "return-added": added,
        "return-again": opened(added.press(Do.BACK)),
        "return-prescription": fills.choose(Do.RETURN_LINE, "1"),
        "return-no-receipt": without,
        "return-no-receipt-number": number,
        "return-no-receipt-goods": known,
        "return-manager": _because(counted),
        "sale-return": added.press(Do.BACK),
        "sale-exchange": exchange,
        "refund": both,
        "refund-no-terminal": down,
        "refund-card": both.press(Do.REFUND, _first_of(both)),
        "refund-void": whole,
        "refund-void-card": whole.press(Do.REFUND, _first_of(whole)),
    }


def _paid(lane: SampleLane) -> SampleLane:
    """The goods of one ticket: what is eligible by an FSA card, the rest in cash."""
    paying = lane.scan(*GOODS).press(Do.CASH).press(Do.FSA)
    sale = paying.state.sale
    assert sale is not None
    assert sale.pending is not None
    result = CardResult(
        Outcome.APPROVED, sale.pending.amount, terminal_txn="17", last4="0014", is_fsa=True
    )
    paid = paying.card_says(result).after(2).press(Do.CASH)
    return paid.after(2).press(Do.NEXT_CUSTOMER)


def _paid_whole(lane: SampleLane) -> SampleLane:
    """By one card, at a terminal that has said who it is: it could be voided."""
    paying = lane.then(i.CardTerminalMet("53012345")).scan(stock.CHOCOLATE)
    paying = paying.press(Do.CASH).press(Do.CARD)
    sale = paying.state.sale
    assert sale is not None
    assert sale.pending is not None
    result = CardResult(Outcome.APPROVED, sale.pending.amount, terminal_txn="17", last4="4242")
    return paying.card_says(result).after(2).press(Do.NEXT_CUSTOMER)


def _paid_pickup(lane: SampleLane) -> SampleLane:
    paid = ready_ticket(lane).press(Do.CASH).press(Do.CASH)
    return paid.after(2).press(Do.NEXT_CUSTOMER)


def opened(lane: SampleLane) -> SampleLane:
    """The receipt of the first ticket is scanned, and the store answers."""
    original = _original(lane)
    scanned = lane.then(i.CodeScanned(TicketCode(original.ticket)))
    return scanned.then(i.SaleFound(original.ticket, original))


def _original(lane: SampleLane) -> Original:
    facts = [each for each in lane.facts if isinstance(each, SaleFact)]
    first = facts[0].sale
    own = [each for each in facts if each.sale == first]
    back = [(sale, line) for sale in _others(facts) for line in sale.return_lines]
    found = original_of(replay(own), ticket_number(replay(own)), lane.state.day, own, back)
    assert found is not None, "the first ticket is over"
    return found


def _others(facts: list[SaleFact]) -> list[Sale]:
    ids = list(dict.fromkeys(each.sale for each in facts))[1:]
    return [replay([each for each in facts if each.sale == sale]) for sale in ids]


def _listed(lane: SampleLane) -> i.SalesFound:
    page = lane.state.page
    assert isinstance(page, ReturnPage)
    assert page.asked is not None
    at = lane.state.at
    sales = (
        SaleSummary(number, at, Money(cents), what, (kind,), cards)
        for number, cents, what, kind, cards in SHOWN_SALES
    )
    return i.SalesFound(page.asked, tuple(sales))


def _known(lane: SampleLane) -> SampleLane:
    """The store tells what the person got back without receipts already."""
    page = lane.state.page
    assert isinstance(page, ReturnPage)
    assert page.without is not None
    assert page.without.person is not None
    return lane.then(i.ReturnerFound(page.without.person, page.without.person, ZERO))


def _line(lane: SampleLane, number: int) -> SampleLane:
    return lane.choose(Do.RETURN_LINE, str(number))


def _because(lane: SampleLane) -> SampleLane:
    return lane.press(Do.ANSWER, FOR_GOODS[0].value)


def _first_of(lane: SampleLane) -> str:
    """What goes back to the card."""
    sale = lane.state.sale
    assert sale is not None
    return sale.return_lines[0].returned.shares[0].source.key
