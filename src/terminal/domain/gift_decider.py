"""Whether money is put on a gift card, or taken from one."""

from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.deposit_decider import pays_a_debt
from terminal.domain.gift import load_trouble, pay_trouble
from terminal.domain.keyed import Entries, Entry, TenderRules
from terminal.domain.money import Money, total
from terminal.domain.policy import MAX_LINES, MAX_TICKET
from terminal.domain.refusal import Refusal, Why
from terminal.domain.sale import Sale


def load_gift_card(
    sale: Sale, command: c.LoadGiftCard, rules: TenderRules
) -> tuple[f.DepositAdded] | Refusal:
    """`standing` is the card's as the store read it just now."""
    card = command.standing
    if not rules.gift.cards:
        return Refusal(Why.TENDER_NOT_TAKEN)
    if pays_a_debt(sale):
        return Refusal(Why.TICKET_OF_ITS_OWN)
    if len(sale.lines) >= MAX_LINES:
        return Refusal(Why.TICKET_FULL)
    here = total(
        line.amount
        for line in sale.live_lines
        if isinstance(line, DepositLine) and line.card == card.card
    )
    before = card.balance + here
    trouble = load_trouble(before, command.amount, rules.gift)
    if trouble is not None:
        return trouble
    if sale.total + command.amount > MAX_TICKET:
        return Refusal(Why.TICKET_TOO_LARGE)
    kind, amount = DepositKind.GIFT_CARD, command.amount
    return (f.DepositAdded(sale.id, sale.next_line, kind, card.last4, amount, card.card, before),)


def gift_trouble(command: c.TakeKeyed, rules: TenderRules) -> Refusal | None:
    if not rules.gift.cards:
        return Refusal(Why.TENDER_NOT_TAKEN)
    said, card = dict(command.entries), command.gift
    if card is None or (said.get(Entry.CARD), said.get(Entry.LAST4)) != (card.card, card.last4):
        return Refusal(Why.GIFT_UNKNOWN)
    return pay_trouble(card, command.amount, rules.gift)


def with_what_is_left(command: c.TakeKeyed, applied: Money) -> Entries:
    """The entries, and what is on the card afterwards: the receipt says it."""
    assert command.gift is not None
    return (*command.entries, (Entry.LEFT, str(command.gift.balance - applied)))
