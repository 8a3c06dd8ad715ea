"""The prompts of restricted goods: the age of who buys, and the entry of the record book."""

from typing import Final

from terminal.app.book_draft import Ask
from terminal.app.dates import day_of
from terminal.app.inputs import Do
from terminal.app.state import AgePage, BookPage, TerminalState
from terminal.app.step_age import LOOKS, NO_ID, PRESCRIPTION
from terminal.app.step_book import (
    DISPENSE,
    LOOK_AGAIN,
    asked_for,
    book_demand,
    left_words,
    would_pass,
)
from terminal.domain.age import born_on_or_before
from terminal.domain.lines import ItemLine
from terminal.domain.record_book import BuyerBasis, longest_window
from terminal.domain.restricted import AgeMethod, Demand
from terminal.domain.restricted_lines import counted, joined, unbooked, unshown
from terminal.presentation.actions import press
from terminal.presentation.text import tr
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Notice,
    PromptView,
    Row,
    TicketView,
    Tone,
)
from terminal.presentation.why import words_of

# --- the age


def age_view(state: TerminalState, page: AgePage, ticket: TicketView) -> PromptView:
    waiting = () if state.sale is None else unshown(state.sale, state.policy.rules, state.day)
    demand = joined(waiting)
    looks = None if state.sale is None or state.sale.age_read else demand.looks_over
    typed = demand.method is not AgeMethod.ID_SCAN
    last = born_on_or_before(demand.min_age, state.day)
    return PromptView(
        ticket,
        tr("Age check"),
        tr("Born on or before {day}", day=day_of(last)),
        _how(demand, looks=looks),
        tuple(_aged(line, each) for line, each in waiting),
        "",
        (),
        Field("birth", tr("Month, day, year"), page.typed, state.revision, date=True)
        if typed
        else None,
        tr("Date of birth on the ID") if typed else "",
        words_of(demand.of_age),
        (),
        _instead(demand, looks=looks),  # in sight, however many goods there are
    )


def _how(demand: Demand, *, looks: int | None) -> str:
    if demand.method is AgeMethod.ID_SCAN:
        return tr("{age} or older. Scan the ID card, compare the picture.", age=demand.min_age)
    ask = tr("Scan it or type its date, compare the picture.")
    if looks is None:
        return tr("{age} or older. Everybody shows an ID.", age=demand.min_age) + " " + ask
    words = tr(
        "{age} or older. Whoever looks under {looks} shows an ID.",
        age=demand.min_age,
        looks=looks,
    )
    return words + " " + ask


def _aged(line: ItemLine, demand: Demand) -> Row:
    badge = Badge(tr("{age}+", age=demand.min_age), Tone.INFO)
    return Row(str(line.id), line.item.name, tr("{n} in all", n=line.quantity), (badge,))


def _instead(demand: Demand, *, looks: int | None) -> tuple[Action, ...]:
    choices = []
    if looks is not None:
        label = tr("Looks {age} or more", age=looks)
        choices.append(press(Do.ANSWER, label, "Ctrl+1", LOOKS))
    choices.append(press(Do.ANSWER, tr("No valid ID"), "Ctrl+2", NO_ID))
    if any(rule.terms.rx_exempts for rule in demand.of_age):
        choices.append(press(Do.ANSWER, tr("Prescription"), "Ctrl+3", PRESCRIPTION))
    return tuple(choices)


# --- the record book


_ASKS: Final = {
    Ask.BORN: ("When was the buyer born?", "Date of birth", "Month, day, year"),
    Ask.BASIS: ("How is the buyer known?", "", ""),
    Ask.ID_NUMBER: ("Which number has the ID?", "Number of the ID", "As it is printed"),
    Ask.FAMILY: ("What is the buyer's name?", "Last name", "As on the ID"),
    Ask.GIVEN: ("What is the buyer's name?", "First name", "As on the ID"),
    Ask.ADDRESS: ("Where does the buyer live?", "Address", "Street, city, state, ZIP code"),
}
_BASES: Final = {
    BuyerBasis.ID_SEEN: ("An ID was shown", "Ctrl+1"),
    BuyerBasis.KNOWN: ("Known to the pharmacist", "Ctrl+2"),
}


def book_view(state: TerminalState, page: BookPage, ticket: TicketView) -> PromptView:
    asked = asked_for(state, page)
    choices = _book_choices(page, asked)
    question, title, hint = ("", "", "") if asked is None else _ASKS[asked]
    field = None
    if asked is not None and asked is not Ask.BASIS:
        dated = asked is Ask.BORN
        field = Field(asked.value, tr(hint), page.typed, state.revision, date=dated)
    return PromptView(
        ticket,
        tr("Record book"),
        tr(question) if question else _ready(state, page),
        _explained(state, asked),
        entry_rows(state, page),
        tr("Choose") if choices else "",
        choices,
        field,
        tr(title),
        words_of(book_demand(state).rules),
        _book_notices(state, page),
        (),
    )


def _explained(state: TerminalState, asked: Ask | None) -> str:
    if asked is Ask.BORN:
        last = born_on_or_before(book_demand(state).min_age, state.day)
        return tr(
            "Scan the back of the ID card, or type it. Born on or before {day}.",
            day=day_of(last),
        )
    if asked is Ask.BASIS:
        return tr("Whoever the pharmacist does not know shows an ID.")
    if asked is None:
        return tr("The pharmacist signs with own PIN; anybody takes the money afterwards.")
    return ""


def _ready(state: TerminalState, page: BookPage) -> str:
    if page.looking:
        return tr("Looking at what this buyer got before …")
    if page.earlier is None:
        return tr("The record book could not be read.")
    if would_pass(state, page) is not None:
        return tr("That is more than this buyer may have.")
    return tr("The pharmacist dispenses it.")


def entry_rows(state: TerminalState, page: BookPage) -> tuple[Row, ...]:
    """What is dispensed, and to whom: what the pharmacist compares."""
    waiting = () if state.sale is None else unbooked(state.sale, state.policy.rules, state.day)
    goods = tuple(
        Row(
            str(line.id),
            line.item.name,
            tr("{amount} {unit}", amount=counted(line).amount, unit=counted(line).measure.value),
        )
        for line, _ in waiting
    )
    return (*goods, *_buyer(page))


def _buyer(page: BookPage) -> tuple[Row, ...]:
    """What stands in the entry so far."""
    draft = page.draft
    name = " ".join(part for part in (draft.given, draft.family) if part)
    if not (name or draft.address):
        return ()
    how = {
        BuyerBasis.ID_SCANNED: tr("ID scanned"),
        BuyerBasis.ID_SEEN: tr("ID shown"),
        BuyerBasis.KNOWN: tr("known"),
    }
    badges = () if draft.basis is None else (Badge(how[draft.basis], Tone.INFO),)
    return (Row("buyer", name or "–", draft.address, badges),)


def _book_choices(page: BookPage, asked: Ask | None) -> tuple[Action, ...]:
    if asked is Ask.BASIS:
        known = tuple(
            press(Do.ANSWER, tr(label), key, basis.value) for basis, (label, key) in _BASES.items()
        )
        return (*known, press(Do.ANSWER, tr("No valid ID: refuse"), "Ctrl+3", NO_ID))
    if asked is not None or page.looking:
        return ()
    if page.earlier is None:
        return (press(Do.ANSWER, tr("Look again"), "Ctrl+1", LOOK_AGAIN),)
    return (
        press(Do.ANSWER, tr("Pharmacist: dispense"), "Ctrl+1", DISPENSE, emphasis=Emphasis.FILLED),
    )


def _book_notices(state: TerminalState, page: BookPage) -> tuple[Notice, ...]:
    passed = would_pass(state, page)
    if passed is not None:
        detail = tr("Dispensing it is refused, and that is recorded.")
        return (Notice(left_words(passed), detail, Tone.DANGER),)
    if page.earlier:
        had = ", ".join(
            f"{each.counted.amount} {each.counted.measure.value}" for each in page.earlier
        )
        hours = int(longest_window(book_demand(state)).total_seconds() // 3600)
        title = tr("Within {hours} hours this buyer got {had}", hours=hours, had=had)
        return (Notice(title, "", Tone.INFO),)
    return ()
