"""The price check: the price now and next, promotions, tax, and what is asked of a buyer."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from terminal.app.dates import day_of
from terminal.app.inputs import Do, Intent
from terminal.app.state import PriceCheckPage, TerminalState
from terminal.domain.catalog import Item, Restriction
from terminal.domain.discount import percent_words
from terminal.domain.restricted import demand_of
from terminal.domain.tax import NoTaxRule
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.ticket import fsa_badge
from terminal.presentation.views import Action, Badge, Field, PromptView, Row, TicketView, Tone

PPM_OF_A_PERCENT: Final = 10_000


def check_view(state: TerminalState, page: PriceCheckPage, ticket: TicketView) -> PromptView:
    item = page.item
    return PromptView(
        ticket,
        tr("Price check"),
        tr("What does it cost?") if item is None else item.name,
        tr("Nothing comes on the ticket unless you add it."),
        _found_rows(page) if item is None else tuple(_rows(state, item)),
        "" if item is None else tr("Add it to the ticket?"),
        () if item is None else (_add_key(),),
        Field("check", tr("Scan or type: item or its number"), page.typed, state.revision),
        "",
        "",
        (),
        (),
    )


def _add_key() -> Action:
    return press(Do.TAKE_CHECKED, tr("Add to ticket"), "Ctrl+1")


def _found_rows(page: PriceCheckPage) -> tuple[Row, ...]:
    return tuple(
        Row(
            item.gtin,
            item.name,
            item.gtin.lstrip("0"),
            (),
            _price_words(item),
            selected=place == page.highlighted,
            choose=Intent(Do.ADD_ITEM, item.gtin),
        )
        for place, item in enumerate(page.found)
    )


def _price_words(item: Item) -> str:
    if item.open_price is not None:
        return tr("{least} to {most}", least=item.open_price.least, most=item.open_price.most)
    return tr("no price") if item.price is None else str(item.price)


def _rows(state: TerminalState, item: Item) -> Iterator[Row]:
    day = state.day
    yield Row("price", *_now(item), tuple(_badges(state, item)), _price_words(item))
    change = item.next_price(day)
    if change is not None:
        price = tr("no price") if change[1].price is None else str(change[1].price)
        yield Row("next", tr("From {day}", day=day_of(change[0])), "", (), price)
    for each in state.policy.promotions.of(item, day):
        yield Row(f"promotion {each.name}", each.text, _until(each.until), (), "")
    for each in state.policy.promotions.coming(item, day)[:2]:
        begins = tr("from {day}", day=day_of(each.since))
        yield Row(f"coming {each.name}", each.text, begins, (), "")
    yield Row("tax", tr("Sales tax"), "", (), _tax(state, item))
    restricted = _asked_of_the_buyer(state, item)
    if restricted:
        yield Row("restricted", tr("Asked of the buyer"), restricted, (), "")


def _now(item: Item) -> tuple[str, str]:
    """What the price is, and what it is beside."""
    details = [item.gtin.lstrip("0")]
    if item.department:
        details.append(item.department)
    if item.pieces > 1:
        details.append(tr("this code sells {n} pieces", n=item.pieces))
    if item.regular is not None:
        return tr("On sale, regular {price}", price=item.regular), " · ".join(details)
    if item.open_price is not None:
        return tr("Its price is entered"), " · ".join(details)
    return tr("One piece"), " · ".join(details)


def _badges(state: TerminalState, item: Item) -> Iterator[Badge]:
    yield from fsa_badge(item.eligibility, state)
    if item.regular is not None:
        yield Badge(tr("Sale"), Tone.PRIMARY)


def _until(until: date | None) -> str:
    return "" if until is None else tr("to {day}", day=day_of(until))


def _tax(state: TerminalState, item: Item) -> str:
    try:
        rules = state.policy.tax.rules_for(item.category, has_rx=False, day=state.day)
    except NoTaxRule:
        return tr("no rule")
    rate = sum(rule.rate_ppm for rule in rules)
    if not rate:
        return tr("none")
    return percent_words(rate * 100 // PPM_OF_A_PERCENT)


def _asked_of_the_buyer(state: TerminalState, item: Item) -> str:
    words = []
    if item.restriction is Restriction.PSE:
        words.append(tr("ID and log (pseudoephedrine, ephedrine)"))
    age = demand_of(item, state.policy.rules, state.day).min_age if item.restricted_as else 0
    if age:
        words.append(tr("{age} or older", age=age))
    words.extend(tr(each.value) for each in item.restricted_as)
    return " · ".join(words)
