"""Another price: what is asked for, how much, and the store's reasons; nothing is a default."""

from typing import Final

from terminal.app.inputs import Do
from terminal.app.pricing import RATE_ANSWER, changes, line_of, rates_now
from terminal.app.state import PriceChange, PricePage, TerminalState
from terminal.domain.discount import WHOLE, percent_words
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.staff import Role
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Field, Notice, PromptView, Row, TicketView

_LABELS: Final = {
    PriceChange.LINE_PERCENT: "Percent off line",
    PriceChange.LINE_AMOUNT: "Amount off line",
    PriceChange.NEW_PRICE: "Price of one piece",
    PriceChange.TICKET_PERCENT: "Percent off ticket",
    PriceChange.TICKET_AMOUNT: "Amount off ticket",
    PriceChange.LINE_BACK: "Line at its own price",
    PriceChange.TICKET_BACK: "Ticket without discount",
    PriceChange.NO_COUPONS: "Without its coupons",
    PriceChange.ON_PRESCRIPTION: "On a prescription",
    PriceChange.NO_PRESCRIPTION: "Not on a prescription",
    PriceChange.EXEMPT: "Tax exempt",
    PriceChange.TAXED: "Taxed again",
}
_ASKS: Final = {
    PriceChange.LINE_PERCENT: "How many percent come off this line?",
    PriceChange.LINE_AMOUNT: "How much comes off this line?",
    PriceChange.NEW_PRICE: "What does one piece cost?",
    PriceChange.TICKET_PERCENT: "How many percent come off the ticket?",
    PriceChange.TICKET_AMOUNT: "How much comes off the ticket?",
    PriceChange.RATE: "Whose rate is it? Enter the employee's number.",
}
_PERCENTS: Final = (PriceChange.LINE_PERCENT, PriceChange.TICKET_PERCENT)
_OF_LINE: Final = (PriceChange.LINE_PERCENT, PriceChange.LINE_AMOUNT, PriceChange.NEW_PRICE)


def price_view(state: TerminalState, page: PricePage, ticket: TicketView) -> PromptView:
    field = None
    if page.change is PriceChange.RATE:
        field = Field("amount", tr("As on the badge"), page.typed, state.revision)
    elif page.asks_value:
        hint = tr("Percent, like 10 or 12.5") if page.change in _PERCENTS else tr("Like 2.50")
        field = Field("amount", hint, page.typed, state.revision)
    return PromptView(
        ticket,
        tr("Price and tax"),
        _question(page),
        _known_words(state, page),
        price_rows(state, page),
        _title(page),
        _answers(state, page),
        field,
        _field_title(page) if field else "",
        _limit(state),
        _dearer(page),
        (),
    )


def _dearer(page: PricePage) -> tuple[Notice, ...]:
    """Before it is recorded: the reason is what records it."""
    if not page.dearer:
        return ()
    words = "The ticket becomes {dearer} dearer"
    if page.leaves_promotion:
        words = "This takes the line out of its promotion: the ticket becomes {dearer} dearer"
    way_out = tr("Tell the customer. Nothing is recorded before the reason; Esc goes back.")
    return (Notice(tr(words, dearer=page.dearer), way_out),)


def _field_title(page: PricePage) -> str:
    return tr("Number") if page.change is PriceChange.RATE else tr("How much")


def _known_words(state: TerminalState, page: PricePage) -> str:
    line = line_of(state, page)
    if line is not None and line.promotions and page.change in (None, *_OF_LINE):
        return tr("In a promotion now. A price that you change is in none.")
    return tr("Recorded with who and why. Prescriptions and gift cards keep their price.")


def price_rows(state: TerminalState, page: PricePage) -> tuple[Row, ...]:
    """What the price is changed of, and how far that was answered."""
    line = line_of(state, page)
    asked = ", ".join(part for part in (_asked(page), tr(page.reason)) if part)
    if line is not None and page.change in (None, *_OF_LINE):
        each = f"{line.quantity} × {line.unit_price}"
        return (Row("price", line.item.name, asked or each, (), str(line.net)),)
    if page.change is None or state.sale is None:
        return ()
    goods = [each for each in state.sale.live_lines if isinstance(each, ItemLine)]
    total = sum(each.net.cents for each in goods)
    return (Row("price", tr("The goods of the ticket"), asked, (), str(Money(total))),)


def _asked(page: PricePage) -> str:
    if page.value is None:
        return ""
    if page.change in _PERCENTS:
        return tr("{percent} off", percent=percent_words(page.value))
    words = "{amount} for one" if page.change is PriceChange.NEW_PRICE else "{amount} off"
    return tr(words, amount=Money(page.value))


def discount_words(line: ItemLine) -> str:
    """What came off this line's price, and why: `10 % off, damaged`; nothing: nothing did."""
    parts = []
    if line.override is not None:
        was = line.unit_price if line.item.price is None else line.item.price
        parts.append(tr("was {was}, {why}", was=was, why=tr(line.override.reason)))
    elif line.item.regular is not None:
        parts.append(tr("on sale, regular {price}", price=line.item.regular))
    if line.discount is not None:
        parts.append(f"−{line.off} {tr(line.discount.reason)}")
    parts.extend(f"−{part.amount} {part.text}" for part in line.promotions)
    if line.coupons:
        parts.append(tr("−{amount} coupon", amount=line.coupon_off))
    if line.share:
        parts.append(tr("−{share} ticket", share=line.share))
    return " · ".join(parts)


def _question(page: PricePage) -> str:
    if page.change is None:
        return tr("What becomes of the price or the tax?")
    return tr(_ASKS[page.change]) if page.asks_value else tr("For which reason?")


def _title(page: PricePage) -> str:
    if page.change is None:
        return tr("Choose")
    return "" if page.asks_value else tr("The store's reasons")


def _answers(state: TerminalState, page: PricePage) -> tuple[Action, ...]:
    if page.asks_value:
        return ()
    if page.change is None:
        offered = tuple(
            press(Do.ANSWER, tr(_LABELS[change]), f"Ctrl+{number}", change.value)
            for number, change in enumerate(changes(state, page), 1)
        )
        return (*offered, *_rates(state))
    return tuple(
        press(Do.ANSWER, tr(reason), f"Ctrl+{number}", reason)
        for number, reason in enumerate(state.policy.discounts.reasons, 1)
    )


def _rates(state: TerminalState) -> tuple[Action, ...]:
    return tuple(
        press(
            Do.ANSWER,
            tr("{group}: {percent} % off", group=each.name, percent=each.percent),
            f"Alt+{number}",
            f"{RATE_ANSWER}{each.name}",
        )
        for number, each in enumerate(rates_now(state), 1)
    )


def _limit(state: TerminalState) -> str:
    if state.user is None:
        return ""
    limit = state.policy.discounts.most(state.user.role)
    if limit >= WHOLE:
        return ""  # nobody signs for this person
    most = percent_words(limit)
    if state.user.role is Role.MANAGER:
        return tr("Up to {most} off.", most=most)
    return tr("Up to {most} off by yourself; beyond that a manager signs.", most=most)
