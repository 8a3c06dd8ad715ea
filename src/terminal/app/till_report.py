"""The X, the Z and the deposit slip as values: lines that the screen, the printer and a PDF show.

Rules that hold here (money-tax-iias.md section 14):

1. Who is to count, or has counted, does not learn here what was expected: without `sees_cash` no
   line holds the cash of tickets, or anything that tells it together with the others.
2. An X changes nothing. A Z has the number of its till, and comes from what was recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from terminal.app.counted import form_of
from terminal.app.dates import day_of, on_paper
from terminal.app.receipt import Receipt, ReceiptRow, RuleRow, Style, TextRow
from terminal.domain.cash_count import Counted, amount_of
from terminal.domain.identity import StaffId
from terminal.domain.money import ZERO, Money
from terminal.domain.three_way import Difference, Side
from terminal.domain.till import ClosedTill, Till
from terminal.domain.till_ledger import Account

TENDER_NAMES: Final = MappingProxyType(
    {
        Account.CREDIT: "Cards",
        Account.DEBIT: "Debit cards",
        Account.FSA_HSA: "FSA/HSA cards",
        Account.EBT_SNAP: "EBT SNAP",
        Account.EBT_CASH: "EBT cash",
        Account.GIFT: "Gift cards",
        Account.HOUSE: "House accounts",
        Account.CHECK: "Checks",
        Account.EXTERNAL_BENEFIT: "Benefit cards",
        Account.CHARITY_VOUCHER: "Vouchers",
        Account.OTHER: "Other",
    }
)
"""A new kind of tender needs its name here; a test holds the two tables together."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`strong`: a sum. Without an amount it is a heading."""

    label: str
    amount: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """`name` is that of a file; `head` stands under the title: lane, person, times."""

    title: str
    name: str
    head: tuple[str, ...]
    lines: tuple[SlipLine, ...] = field(repr=False)


Names = MappingProxyType[StaffId, str]


@dataclass(frozen=True, slots=True)
class Around:
    """What a report is told with."""

    store: str
    names: Names
    zone: tzinfo

    def who(self, staff: StaffId) -> str:
        return self.names.get(staff, str(staff))

    def when(self, at: datetime) -> str:
        return on_paper(at.astimezone(self.zone))


def x_report(till: Till, around: Around, at: datetime, *, sees_cash: bool) -> Slip:
    """How the open till stands; nothing is reset."""
    lines = (*_cards(till), *_sold(till, sees_cash=sees_cash), *_moves(till))
    if sees_cash:
        expected = SlipLine("Should be in the drawer", str(till.expected), strong=True)
        lines = (*lines, *_drawer(till), expected)
    else:
        lines = (*lines, SlipLine("Cash: told after the count"))
    head = (f"Taken {around.when(at)}", "Nothing is reset")
    return Slip(f"X report {till.id}", f"x-{till.id}", (*_head(till, around), *head), lines)


def z_report(closed: ClosedTill, around: Around, *, sees_cash: bool) -> Slip:
    """The close; the same numbers however often it is shown."""
    till, fact = closed.till, closed.closed
    head = (
        *_head(till, around),
        f"Closed {around.when(closed.closed_at)} by {around.who(fact.by)}",
    )
    lines = [*_cards(till), *_sold(till, sees_cash=sees_cash), *_moves(till)]
    if sees_cash:
        expected = SlipLine("Should be in the drawer", str(fact.expected), strong=True)
        lines += [*_drawer(till, closed.variance), expected]
    lines.append(SlipLine("Counted", str(fact.amount), strong=True))
    if sees_cash:
        words, amount = variance_label(closed.variance), _signed(closed.variance)
        lines.append(SlipLine(words, amount, strong=True))
    lines += [SlipLine("Deposit", str(amount_of(fact.deposit))), SlipLine("Stays", str(fact.stays))]
    if fact.unsettled:
        lines.append(SlipLine("Closed over what is open:", strong=True))
        lines += [SlipLine(each) for each in fact.unsettled]
        lines.append(SlipLine(f"Reason: {fact.reason}"))
    return Slip(f"Z report {fact.number}", f"z-{till.id}", head, tuple(lines))


def deposit_slip(closed: ClosedTill, around: Around) -> Slip:
    """What goes to the bank, piece by piece."""
    fact = closed.closed
    total = SlipLine("Deposit", str(amount_of(fact.deposit)), strong=True)
    head = (
        around.store,
        f"Z {fact.number}, {day_of(closed.till.day)}",
        f"Counted by {around.who(fact.by)}",
    )
    return Slip(
        "Deposit slip",
        f"deposit-{closed.till.id}",
        head,
        (*pieces_lines(fact.deposit), total, SlipLine("Bag number ____________________")),
    )


def pieces_lines(counted: Counted) -> tuple[SlipLine, ...]:
    return tuple(
        SlipLine(f"{each.many} x {each.worth}", str(each.amount)) for each in counted if each.many
    )


def difference_words(each: Difference) -> str:
    """As it is recorded with a close that passed over it."""
    match each.side:
        case Side.BATCH_AMOUNT:
            return f"card batch {each.about}: {each.detail}"
        case Side.BATCH_SILENT:
            return f"card batch {each.about} was closed without totals, {each.amount} here"
        case Side.BATCH_OPEN:
            payments = form_of(each.count, "1 card payment", f"{each.count} card payments")
            are = form_of(each.count, "is", "are")
            return f"{payments}, {each.amount}, {are} in no closed batch yet"
        case Side.PHMS_WAITING:
            messages = form_of(each.count, "1 message waits", f"{each.count} messages wait")
            return f"{messages} to reach the pharmacy system"
        case Side.PHMS_STOPPED if each.about:
            return f"{each.about} was handed over here, the message of it does not go"
        case Side.PHMS_STOPPED:
            one = "1 message to the pharmacy system does not go by itself"
            several = f"{each.count} messages to the pharmacy system do not go by themselves"
            return form_of(each.count, one, several)
        case Side.PHMS_CONFLICT:
            return f"conflict with the pharmacy system: {each.about}"
        case Side.SOLD_THERE:
            return f"{each.about} was sold in the pharmacy system and not here"
        case Side.NOT_SOLD_THERE:
            return f"{each.about} was picked up here and is not sold in the pharmacy system"


def variance_label(variance: Money) -> str:
    if variance == ZERO:
        return "Agrees"
    return "Over" if variance > ZERO else "Short"


def receipt_of_slip(slip: Slip, *, again: bool = False) -> Receipt:
    """For the receipt printer; `again`: it was printed before."""
    head: tuple[ReceiptRow, ...] = (TextRow("*** DUPLICATE ***", style=Style.LARGE),) * again
    return Receipt(
        (
            *head,
            TextRow(slip.title, style=Style.LARGE),
            *(TextRow(each, style=Style.CENTRED) for each in slip.head),
            RuleRow(),
            *(_row(each) for each in slip.lines),
            RuleRow(),
            TextRow(""),
            TextRow("Signed ______________________________"),
        )
    )


def _row(line: SlipLine) -> TextRow:
    return TextRow(line.label, line.amount, Style.BOLD if line.strong else Style.PLAIN)


def _head(till: Till, around: Around) -> tuple[str, ...]:
    opened = f"Opened {around.when(till.opened_at)}"
    held = [around.who(each) for each in (*till.shared_with, till.staff)]
    return (around.store, f"Lane {till.lane}", opened, f"Till of {', '.join(held)}")


def _cards(till: Till) -> Iterator[SlipLine]:
    """What no drawer holds, by kind; benefit cards also by programme (section 8)."""
    for account in TENDER_NAMES:
        if till.ledger.times(account):
            yield SlipLine(TENDER_NAMES[account], str(till.ledger.balance(account)))
        for each in till.ledger.parts_of(account):
            yield SlipLine(f"  {each.part}", str(each.balance))


def _sold(till: Till, *, sees_cash: bool) -> Iterator[SlipLine]:
    """Sales less cards is cash: sums are for those alone who may see it."""
    book = till.ledger
    yield SlipLine("Tickets", str(till.tickets))
    if sees_cash:
        yield SlipLine("Sales", str(-book.balance(Account.SALES)))
        if book.times(Account.RETURNS):
            name = f"Returns ({book.times(Account.RETURNS)})"
            yield SlipLine(name, str(-book.balance(Account.RETURNS)))
        yield SlipLine("Tax", str(-book.balance(Account.TAX)))
        if book.times(Account.DEBTS_PAID):
            yield SlipLine("Paid on account", str(-book.balance(Account.DEBTS_PAID)))
        if book.times(Account.GIFT_SOLD):
            yield SlipLine("Put on gift cards", str(-book.balance(Account.GIFT_SOLD)))
        if book.times(Account.ROUNDING):
            yield SlipLine("Cash rounding", _signed(-book.balance(Account.ROUNDING)))
        if book.balance(Account.TICKETS):
            yield SlipLine("Paid, ticket not over", _signed(-book.balance(Account.TICKETS)))
    yield SlipLine("Drawer opened without a sale", str(book.times(Account.NO_SALE)))


MOVES: Final = MappingProxyType(
    {
        Account.PAID_IN: "Paid in",
        Account.PAID_OUT: "Paid out",
        Account.DROPS: "Safe drops",
    }
)


def _moves(till: Till) -> Iterator[SlipLine]:
    """Moved by hand, so the person knows it; the float too."""
    yield SlipLine("Float", str(till.ledger.balance(Account.FLOAT)))
    for account, name in MOVES.items():
        times = till.ledger.times(account)
        if times:
            yield SlipLine(f"{name} ({times})", _signed(till.ledger.balance(account)))


def _drawer(till: Till, variance: Money = ZERO) -> Iterator[SlipLine]:
    """`variance` is the close's own; what else is over or short comes from take-overs."""
    yield SlipLine("Cash of tickets", _signed(till.ledger.balance(Account.CASH)))
    earlier = till.ledger.balance(Account.OVER_SHORT) - variance
    if earlier:
        yield SlipLine("Over or short at take-overs", _signed(earlier))


def _signed(amount: Money) -> str:
    return f"{'+' if amount > ZERO else ''}{amount}"
