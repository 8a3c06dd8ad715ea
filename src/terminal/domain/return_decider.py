"""What of an earlier ticket may come back, and what without a receipt.

Rules that hold here (money-tax-iias.md sections 3 and 6.7):

1. No more comes back than was sold, and nothing that came back already; amounts are those of the
   day of sale, shared out piece by piece.
2. Without a receipt nobody knows what was paid, or with what: cash, no more than the goods of the
   ticket together would cost today with sale prices and promotions, up to the store's limits, and
   never through a card.
3. A prescription comes back as money alone, by somebody with the right to.
"""

from dataclasses import replace
from datetime import date, timedelta

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.catalog import COUNTED, Eligibility, Item
from terminal.domain.deposit_decider import pays_a_debt
from terminal.domain.evolve import evolve
from terminal.domain.identity import LineId, SaleId, TenderId
from terminal.domain.iias import NOTHING
from terminal.domain.money import ZERO, Money, total
from terminal.domain.original import Original, SoldLine
from terminal.domain.policy import MAX_LINES, MAX_QUANTITY, MAX_TICKET, Policy
from terminal.domain.promotion import Lot, chosen
from terminal.domain.refund import (
    FOR_GOODS,
    Returned,
    ReturnReason,
    ReturnRules,
    Shares,
    Source,
    SourceShare,
    by_snap,
    fate_of,
    in_order,
    pieces,
    shares_for,
    tax_back,
)
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale
from terminal.domain.tax import TaxCharge
from terminal.domain.tax_decider import item_tax
from terminal.domain.tender_kind import TenderKind
from terminal.domain.ticket_decider import money_moved

Decision = tuple[f.SaleFact, ...] | Refusal

NO_RECEIPT = Source(SaleId(""), TenderId(0), TenderKind.CASH)
NO_RECEIPT_WORDS = "no receipt"


def decide_return(sale: Sale, command: c.ReturnCommand, policy: Policy, day: date) -> Decision:
    if len(sale.lines) >= MAX_LINES:
        return Refusal(Why.TICKET_FULL)
    if pays_a_debt(sale):
        return Refusal(Why.TICKET_OF_ITS_OWN)
    moved = money_moved(sale)
    if moved is not None:
        return moved
    match command:
        case c.AddReturn():
            return _add(sale, command, policy.returns, day)
        case c.RecordReturner():
            return _record_returner(sale, command, policy.returns)
        case c.AddUnreceipted():
            return _add_unreceipted(sale, command, policy, day)


def return_trouble(
    original: Original, line: LineId, sale: Sale | None, rules: ReturnRules
) -> Refusal | None:
    """Why nothing of this line can come back, whoever asks."""
    if line in original.came_back_itself:
        return Refusal(Why.RETURN_OF_A_RETURN)
    sold = original.line(line)
    if sold is None:
        return Refusal(Why.NOT_RETURNABLE)
    if original.back(line, sale) >= sold.quantity:
        return Refusal(Why.ALL_CAME_BACK)
    if sold.item is not None and not _taken_back(sold.item, rules):
        return Refusal(Why.NEVER_RETURNED, sold.item.name)
    return None


def _taken_back(item: Item, rules: ReturnRules) -> bool:
    """A pharmacy takes no controlled substance back from who bought it (21 CFR 1317; unconfirmed:
    check with the state).
    """
    return rules.takes(item.category) and not COUNTED.intersection(item.classes)


def _add(sale: Sale, command: c.AddReturn, rules: ReturnRules, day: date) -> Decision:
    original = command.original
    trouble = return_trouble(original, command.line, sale, rules)
    sold = original.line(command.line)
    if trouble is not None or sold is None:
        return trouble or Refusal(Why.NOT_RETURNABLE)
    rest = original.rest(sold, sale)
    trouble = _quantity_trouble(sold, rest.quantity, command.quantity)
    trouble = trouble or _reason_trouble(sold, command.reason)
    if trouble is not None:
        return trouble
    net = -pieces(rest.net, rest.quantity, command.quantity)
    tax = tax_back(rest.tax, rest.quantity, command.quantity)
    trouble = _grant_trouble(sale, original, sold, net + tax.amount, command.grant, rules, day)
    if trouble is not None:
        return trouble
    snap = pieces(rest.snap, rest.quantity, command.quantity)
    shares = _shares(original.left(sale), sold.eligibility, snap, -(net + tax.amount))
    if shares is None:
        return Refusal(Why.RETURN_UNPAID)
    returned = Returned(
        original.sale,
        original.ticket,
        sold.line,
        sold.item,
        sold.fill,
        command.quantity,
        net,
        tax,
        sold.eligibility,
        command.reason,
        fate_of(command.reason, sold.item),
        shares,
        sold.pickup,
        sold.phms_id,
        sold.pse_ref,
        sold.logged_lines,
    )
    return _line(sale, returned, command.grant, command.note)


def _shares(left: Shares, eligibility: Eligibility, snap: Money, amount: Money) -> Shares | None:
    food = by_snap(left, eligibility, snap)
    others = shares_for(left, eligibility, amount - total(each.amount for each in food))
    return None if others is None else in_order((*food, *others))


def _line(sale: Sale, returned: Returned, grant: c.ReturnGrant, note: str) -> Decision:
    added = f.ReturnAdded(sale.id, sale.next_line, returned, grant.by, note)
    if evolve(sale, added).total < -MAX_TICKET:
        return Refusal(Why.TICKET_TOO_LARGE)
    return (added,)


def _quantity_trouble(sold: SoldLine, left: int, quantity: int) -> Refusal | None:
    if not 1 <= quantity <= MAX_QUANTITY:
        return Refusal(Why.QUANTITY_OUT_OF_RANGE)
    if quantity > left:
        return Refusal(Why.MORE_THAN_SOLD, str(left))
    if sold.logged_lines and quantity != sold.quantity:
        return Refusal(Why.LOGGED_WHOLE)
    return None


def _reason_trouble(sold: SoldLine, reason: ReturnReason) -> Refusal | None:
    fits = reason in FOR_GOODS if sold.item is not None else reason not in FOR_GOODS
    return None if fits else Refusal(Why.NOT_RETURNABLE)


def _grant_trouble(
    sale: Sale,
    original: Original,
    sold: SoldLine,
    amount: Money,
    grant: c.ReturnGrant,
    rules: ReturnRules,
    day: date,
) -> Refusal | None:
    if sold.item is None:
        return None if grant.prescriptions else Refusal(Why.RETURN_OF_A_FILL)
    if grant.over_limit:
        return None
    if original.day + timedelta(days=rules.days) < day:
        return Refusal(Why.RETURN_TOO_LATE, str(rules.days))
    goods = (line for line in sale.return_lines if line.returned.item is not None)
    back = amount + total(line.net + line.tax.amount for line in goods)
    if -back > Money(rules.cashier_limit_cents):
        return Refusal(Why.RETURN_OVER_LIMIT, str(Money(rules.cashier_limit_cents)))
    return None


# --- without a receipt


def _record_returner(sale: Sale, command: c.RecordReturner, rules: ReturnRules) -> Decision:
    if not rules.unreceipted:
        return Refusal(Why.RECEIPT_NEEDED)
    if not command.grant.over_limit:
        return Refusal(Why.RETURN_WITHOUT_RECEIPT)
    if not command.document.strip() or not command.number.strip():
        return Refusal(Why.ID_INCOMPLETE)
    return (
        f.ReturnerRecorded(
            sale.id,
            command.name,
            command.document,
            command.number[-4:],
            command.person,
            command.grant.by,
        ),
    )


def _add_unreceipted(sale: Sale, command: c.AddUnreceipted, policy: Policy, day: date) -> Decision:
    rules, item = policy.returns, command.item
    if sale.returner is None or not rules.unreceipted:
        return Refusal(Why.RECEIPT_NEEDED)
    if not command.grant.over_limit:
        return Refusal(Why.RETURN_WITHOUT_RECEIPT)
    if not rules.takes(item.category) or item.restricted_as or item.pse is not None:
        return Refusal(Why.NEVER_RETURNED, item.name)
    if item.price is None:
        return Refusal(Why.NO_PRICE, item.name)
    if not 1 <= command.quantity <= MAX_QUANTITY:
        return Refusal(Why.QUANTITY_OUT_OF_RANGE)
    if command.reason not in FOR_GOODS:
        return Refusal(Why.NOT_RETURNABLE)
    net = _worth_today(sale, item, item.price, command.quantity, policy, day)
    charge = item_tax(sale, item.category, net, policy, day)
    returned = _unreceipted(item, command, net, charge)
    here = total(
        line.net + line.tax.amount for line in sale.return_lines if not line.returned.sold_on
    )
    worth = net + charge.amount - here
    if worth > Money(rules.unreceipted_limit_cents):
        return Refusal(Why.UNRECEIPTED_LIMIT, str(Money(rules.unreceipted_limit_cents)))
    left = Money(rules.unreceipted_period_cents) - command.before
    if worth > left:
        return Refusal(Why.UNRECEIPTED_PERIOD, str(max(ZERO, left)))
    return _line(sale, returned, command.grant, "")


def _worth_today(
    sale: Sale, item: Item, price: Money, quantity: int, policy: Policy, day: date
) -> Money:
    """What these pieces add to the price of all that comes back so: pieces that are returned one by
    one are worth no more than all at once.
    """
    lots, given = list[Lot](), ZERO
    for line in sale.return_lines:
        earlier = line.returned
        if earlier.sold_on or earlier.item is None or earlier.item.price is None:
            continue
        lots.append(_lot(line.id, earlier.item, earlier.item.price, earlier.quantity, policy, day))
        given -= line.net
    lots.append(_lot(sale.next_line, item, price, quantity, policy, day))
    shelf = total(Money(lot.cents * lot.units) for lot in lots)
    promoted = chosen(lot for lot in lots if lot.promotions)
    saved = total(each.amount for several in promoted.values() for each in several)
    return max(ZERO, min(shelf - saved - given, price * quantity))


def _lot(line: LineId, item: Item, price: Money, quantity: int, policy: Policy, day: date) -> Lot:
    return Lot(line, item.gtin, price.cents, quantity, policy.promotions.of(item, day))


def _unreceipted(item: Item, command: c.AddUnreceipted, net: Money, charge: TaxCharge) -> Returned:
    """Nobody knows what it was paid with: no card, least of all an FSA/HSA card, gets it."""
    tax = tax_back(charge, 1, 1)
    part = SourceShare(NO_RECEIPT, replace(NOTHING, none=net + charge.amount))
    return Returned(
        SaleId(""),
        NO_RECEIPT_WORDS,
        LineId(0),
        item,
        None,
        command.quantity,
        -net,
        tax,
        Eligibility.NONE,
        command.reason,
        fate_of(command.reason, item),
        (part,),
    )
