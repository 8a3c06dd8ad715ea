"""The price check: what something costs and why, without a line on the ticket."""

from dataclasses import replace
from typing import Final, assert_never

from terminal.app import inputs as i
from terminal.app.effects import Beep, LookUpItem, Search
from terminal.app.inputs import Do
from terminal.app.scanning import entry_of_scan, wrong
from terminal.app.state import Msg, PriceCheckPage, Said, SalePage, TerminalState
from terminal.app.step_sale import add_item
from terminal.app.stepping import Step, say
from terminal.domain.barcode import (
    EntryMethod,
    GtinCode,
    Meaning,
    NotUnderstood,
    meaning_of_typed,
)
from terminal.domain.catalog import Item

CHECKED: Final = "?"
"""In front of a code that is looked up for this page: a late answer must not become a line."""
MAX_TYPED: Final = 60


def open_check(state: TerminalState) -> Step:
    return Step(replace(state.clear_field(PriceCheckPage()), said=None))


def on_check(
    state: TerminalState, page: PriceCheckPage, what: i.Intent | i.FieldEdited | i.FieldSubmitted
) -> Step:
    match what:
        case i.Intent(do=Do.BACK):
            return Step(replace(state.clear_field(SalePage()), said=None))
        case i.Intent(do=Do.ADD_ITEM, argument=gtin):
            chosen = next((each for each in page.found if each.gtin == gtin), None)
            return Step(state) if chosen is None else _shown(state, (chosen,), keyed=True)
        case i.Intent(do=Do.TAKE_CHECKED) if page.item is not None:
            return _added(state, page)
        case i.Intent(do=Do.LINE_UP | Do.LINE_DOWN as key) if page.item is None and page.found:
            place = page.highlighted + (1 if key is Do.LINE_DOWN else -1)
            place = max(0, min(place, len(page.found) - 1))
            return Step(replace(state, page=replace(page, highlighted=place)))
        case i.FieldEdited(text=text) if text[:MAX_TYPED] == page.typed:
            return Step(state)  # what is shown for it stays
        case i.FieldEdited(text=text):
            return Step(replace(state, page=PriceCheckPage(typed=text[:MAX_TYPED])))
        case i.FieldSubmitted(text=text):
            return _submitted(state, page, text.strip()[:MAX_TYPED])
        case i.Intent():
            return Step(state)
        case _:
            assert_never(what)


def _submitted(state: TerminalState, page: PriceCheckPage, typed: str) -> Step:
    if page.item is not None and not typed:
        return _added(state, page)
    if page.found and typed == page.found_for:
        return _shown(state, (page.found[page.highlighted],), keyed=True)
    if not typed:
        return Step(state)
    waiting = replace(state, page=PriceCheckPage(typed=typed), said=None)
    if any(character.isalpha() for character in typed):
        return Step(waiting, (), (Search(typed),))
    meaning = meaning_of_typed(typed)
    if isinstance(meaning, GtinCode):
        return Step(waiting, (), (LookUpItem(f"={CHECKED}{typed}", meaning.candidates),))
    return say(state.clear_field(PriceCheckPage()), Said(Msg.ITEM_UNKNOWN, typed))


def check_scanned(state: TerminalState, meaning: Meaning) -> Step:
    match meaning:
        case GtinCode(candidates=gtins):
            asked = replace(state.clear_field(PriceCheckPage()), said=None)
            return Step(asked, (), (LookUpItem(f"{CHECKED}{gtins[0]}", gtins),))
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case _:
            return wrong(state, Said(Msg.SCAN_FOR_PRICE))


def for_check(state: TerminalState, what: i.ItemsFound | i.SearchAnswered) -> bool:
    if isinstance(what, i.ItemsFound):
        return what.code.lstrip("=").startswith(CHECKED)
    return isinstance(state.page, PriceCheckPage)


def on_checked(state: TerminalState, what: i.ItemsFound | i.SearchAnswered) -> Step:
    """An answer for this page; what nobody waits for any more is dropped."""
    page = state.page
    if not isinstance(page, PriceCheckPage) or state.locked:
        return Step(state, (), (Beep(good=False),))
    if isinstance(what, i.ItemsFound):
        if not what.items:
            told = Said(Msg.ITEM_UNKNOWN, what.code.lstrip(f"={CHECKED}0"))
            return wrong(state.clear_field(PriceCheckPage()), told)
        return _shown(state, what.items, keyed=what.code.startswith("="))
    if what.text != page.typed.strip():
        return Step(state)
    if not what.items:
        return say(state.clear_field(PriceCheckPage()), Said(Msg.NOTHING_FOUND))
    if len(what.items) == 1:
        return _shown(state, what.items, keyed=True)
    return Step(replace(state, page=replace(page, found=what.items, found_for=what.text)))


def _shown(state: TerminalState, items: tuple[Item, ...], *, keyed: bool) -> Step:
    """One item is shown; of several readings of one code a person chooses."""
    priced = tuple(item.on(state.day) for item in items)
    page = PriceCheckPage(found=priced, keyed=keyed)
    if len(priced) == 1:
        page = PriceCheckPage(item=priced[0], keyed=keyed)
    return Step(replace(state.clear_field(page), said=None), (), (Beep(good=True),))


def _added(state: TerminalState, page: PriceCheckPage) -> Step:
    assert page.item is not None
    entry = EntryMethod.KEYED if page.keyed else entry_of_scan(state.settings)
    return add_item(replace(state.clear_field(SalePage()), said=None), page.item, entry)
