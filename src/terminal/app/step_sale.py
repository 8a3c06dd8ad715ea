"""The ticket's page: what is scanned, typed, found, changed and put aside."""

from dataclasses import replace
from typing import assert_never

from terminal.app import inputs as i
from terminal.app.asides import suspending
from terminal.app.dates import day_of
from terminal.app.effects import (
    Beep,
    LoadWillCall,
    LookUpItem,
    ReadFill,
    Search,
    ShowOnDisplay,
)
from terminal.app.inputs import Do
from terminal.app.pse_right import seller_refusal, ticket_refusal
from terminal.app.scanning import entry_of_scan, not_taken, wrong
from terminal.app.state import (
    CardPage,
    DonePage,
    Msg,
    Page,
    PickupPage,
    Said,
    SaleMode,
    SalePage,
    TerminalState,
)
from terminal.app.step_coupon import on_coupon_scanned
from terminal.app.step_open_price import ask_price
from terminal.app.step_pickup import (
    choose_patient,
    labelled,
    open_pickup,
)
from terminal.app.step_typed_bag import ask_why_typed
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.app.taxing import tell_tax
from terminal.domain import commands as c
from terminal.domain.barcode import (
    EntryMethod,
    GiftCode,
    GtinCode,
    Meaning,
    NotUnderstood,
    RxLabel,
    StaffBadge,
    TicketCode,
    meaning_of_typed,
    rx_label,
)
from terminal.domain.catalog import Item
from terminal.domain.coupon import CouponCode
from terminal.domain.deposit import DepositLine
from terminal.domain.facts import ItemsRepriced
from terminal.domain.id_card import IdCard
from terminal.domain.identity import LineId, SaleId
from terminal.domain.lines import RxLine
from terminal.domain.move_decider import still_to_add
from terminal.domain.prescription import FillKey, PatientId
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rx_mask import DEFAULT_RX_MASKS

SEARCH_FROM = 2
"""Letters after which the search begins; one letter finds everything."""
MAYBE_RX = "~"
"""In front of a scanned number without symbology that is looked for as a label if it is no item."""
PHONE_DIGITS = (10, 11)
"""No retail code and no prescription number has as many; 11 begin with the 1 of the country."""


# --- codes


def next_customer(state: TerminalState) -> TerminalState:
    return replace(
        state.clear_field(SalePage()),
        sale=None,
        selected=None,
        family=(),
        said=None,
        help=False,
        language=None,
    )


def act_on(state: TerminalState, meaning: Meaning, typed: str = "") -> Step:
    """What follows from a code on the ticket's page; a typed one is looked up under its digits."""
    match meaning:
        case GtinCode(expires=last_day) if last_day is not None and state.day > last_day:
            return wrong(state, Said(Msg.PACK_EXPIRED, day_of(last_day)))
        case GtinCode(candidates=gtins, label=label):
            code = f"={typed}" if typed else gtins[0]
            if label is not None and not typed:
                code = f"{MAYBE_RX}{label.rx}"
            return Step(replace(state, said=None), (), (LookUpItem(code, gtins),))
        case RxLabel():
            keyed = EntryMethod.KEYED if typed else entry_of_scan(state.settings)
            return _rx_label(state, meaning, keyed)
        case CouponCode():
            return on_coupon_scanned(state, meaning)
        case NotUnderstood():
            return wrong(state, Said(Msg.CODE_NOT_UNDERSTOOD, meaning.title, meaning.remedy))
        case StaffBadge() | TicketCode() | GiftCode():
            return wrong(state, Said(Msg.SCAN_NOT_NOW))
        case IdCard():
            return wrong(state, Said(Msg.ID_CARD_NOT_ASKED))
        case _:
            assert_never(meaning)


def _rx_label(state: TerminalState, label: RxLabel, entry: EntryMethod) -> Step:
    """A label of a fill on the ticket checks its bag; any other opens the pickup."""
    line = None if state.sale is None else labelled(state.sale, label)
    if line is not None:
        return check_bag(state, line, entry)
    taken = next((found for sale in state.suspended if (found := labelled(sale, label))), None)
    if taken is not None:
        return refuse(state, Refusal(Why.FILL_ON_OTHER_TICKET, str(taken.fill.key)))
    typed = entry is EntryMethod.KEYED
    page = PickupPage(typed=label.rx, look_for=_key(label), look_typed=typed)
    effects = (LoadWillCall(label.rx), *((ReadFill(page.look_for),) if page.look_for else ()))
    return Step(replace(state.clear_field(page), said=None), (), effects)


def _key(label: RxLabel) -> FillKey | None:
    return None if label.fill is None else FillKey(label.rx, label.fill)


def check_bag(state: TerminalState, line: RxLine, entry: EntryMethod) -> Step:
    if entry is EntryMethod.KEYED and line.bags_scanned < line.fill.bags:
        return ask_why_typed(state, SalePage(), line.fill.key)
    if entry is EntryMethod.KEYED:
        return refuse(state, Refusal(Why.ALL_BAGS_SCANNED, str(line.fill.key)))
    asked = ask_ticket(state, c.ScanBag(line.fill.key, entry))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    told = replace(asked.state, said=Said(Msg.BAG_CHECKED, str(line.fill.key)))
    return replace(asked, state=told).doing(Beep(good=True))


# --- answers of the catalogue


def on_found(state: TerminalState, what: i.ItemsFound | i.SearchAnswered) -> Step:
    """A scan that the lock overtook was on nobody's screen: it is refused with a sound."""
    what = replace(what, items=tuple(item.on(state.day) for item in what.items))
    if isinstance(what, i.SearchAnswered):
        return _search_answered(state, what)
    if state.locked:
        return Step(state, (), (Beep(good=False),))
    if isinstance(state.page, DonePage):
        state = next_customer(state)
    match what:
        case i.ItemsFound(code=code, items=()):
            return _none_found(state, code)
        case i.ItemsFound(code=code, items=(item,)):
            return _kept_open(state.page, add_item(state, item, _entry_of(state, code)))
        case i.ItemsFound(items=_) if isinstance(state.page, SalePage) and state.page.choosing:
            return not_taken(state)
        case i.ItemsFound(code=code, items=items) if isinstance(state.page, SalePage):
            page = SalePage(items=items, choosing=code)
            return Step(replace(state.clear_field(page), said=None), (), (Beep(good=False),))
        case _:
            return wrong(state, Said(Msg.SCAN_NOT_NOW))


def _kept_open(page: Page, added: Step) -> Step:
    """A choice between two readings stays open while what was scanned behind it comes in."""
    if isinstance(page, SalePage) and page.choosing:
        return replace(added, state=replace(added.state, page=page))
    return added


def _entry_of(state: TerminalState, code: str) -> EntryMethod:
    return EntryMethod.KEYED if code.startswith("=") else entry_of_scan(state.settings)


def _none_found(state: TerminalState, code: str) -> Step:
    """A number without symbology that is no item may still be a prescription number."""
    if code.startswith(("=", MAYBE_RX)) and isinstance(state.page, SalePage):
        label = rx_label(code[1:], DEFAULT_RX_MASKS)
        if isinstance(label, RxLabel):
            return _rx_label(state, label, _entry_of(state, code))
    return wrong(state, Said(Msg.ITEM_UNKNOWN, code.lstrip(f"={MAYBE_RX}").lstrip("0")))


def add_item(state: TerminalState, item: Item, entry: EntryMethod) -> Step:
    untrained = seller_refusal(state) if item.pse is not None else None
    if untrained is not None:
        return refuse(state, untrained)
    if item.open_price is not None:
        at_ticket = isinstance(state.page, SalePage)
        return ask_price(state, item, entry) if at_ticket else not_taken(state)
    asked = ask_ticket(state, c.AddItem(item, item.pieces, entry))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    assert asked.state.sale is not None
    shown = asked.state
    if isinstance(shown.page, SalePage):
        shown = shown.clear_field(SalePage())
    shown = replace(shown, selected=asked.state.sale.lines[-1].id)
    effects = (show_total(asked.state.sale),)
    return replace(asked, state=shown, effects=(*asked.effects, *effects))


def _search_answered(state: TerminalState, what: i.SearchAnswered) -> Step:
    page = state.page
    if not isinstance(page, SalePage) or what.text != page.typed.strip():
        return Step(state)
    found = replace(
        page, items=what.items, fills=what.fills, found_for=what.text, highlighted=0, awaited=False
    )
    shown = replace(state, page=found)
    if page.awaited and found.found <= 1:
        return _take_highlighted(shown, found)
    return Step(shown)


def _take_highlighted(state: TerminalState, page: SalePage) -> Step:
    """What Enter does with the search's results."""
    if page.highlighted < len(page.items):
        return _add_found(state, page, page.items[page.highlighted])
    place = page.highlighted - len(page.items)
    if place < len(page.people):
        pickup = PickupPage(typed=page.typed.strip(), fills=page.fills)
        return choose_patient(state, pickup, page.people[place].id)
    return say(state, Said(Msg.NOTHING_FOUND))


def _add_found(state: TerminalState, page: SalePage, item: Item) -> Step:
    entry = _entry_of(state, page.choosing) if page.choosing else EntryMethod.KEYED
    return add_item(state, item, entry)


# --- the field


def on_entry_edited(state: TerminalState, page: SalePage, text: str) -> Step:
    if page.mode is SaleMode.QUANTITY:
        return Step(replace(state, page=replace(page, typed=text)))
    typed = text.strip()
    searching = len(typed) >= SEARCH_FROM and not typed.isdigit()
    edited = SalePage(typed=text)
    if searching:
        edited = replace(page, typed=text, choosing="", awaited=False)
    return Step(replace(state, page=edited, said=None), (), (Search(typed),) if searching else ())


def on_entry_submitted(state: TerminalState, page: SalePage, text: str) -> Step:
    typed = text.strip()
    if page.mode is SaleMode.QUANTITY:
        return _set_quantity(state, typed)
    if page.choosing and not typed:
        return _take_highlighted(state, page)
    if not typed:
        return Step(state)
    if not any(character.isalpha() for character in typed):
        return _number(state.clear_field(SalePage()), typed)
    if page.found_for == typed:
        return _take_highlighted(state, page)
    waiting = replace(page, typed=text, awaited=True)
    return Step(replace(state, page=waiting), (), (Search(typed),))


def _number(state: TerminalState, typed: str) -> Step:
    meaning = meaning_of_typed(typed)
    digits = sum(character.isdigit() for character in typed)
    if isinstance(meaning, NotUnderstood) and digits in PHONE_DIGITS:
        return open_pickup(state, typed)
    return act_on(state, meaning, typed)


def _set_quantity(state: TerminalState, typed: str) -> Step:
    again = state.clear_field(SalePage(mode=SaleMode.QUANTITY))
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        return say(again, Said(Msg.QUANTITY_NOT_UNDERSTOOD))
    if state.selected is None:
        return refuse(state.clear_field(SalePage()), Refusal(Why.NO_SUCH_LINE))
    asked = ask_ticket(state, c.ChangeQuantity(state.selected, int(typed)))
    if isinstance(asked, Refusal):
        return refuse(again, asked)
    assert asked.state.sale is not None
    shown = replace(asked, state=asked.state.clear_field(SalePage()))
    return shown.doing(show_total(asked.state.sale))


# --- keys


def on_sale_key(state: TerminalState, page: SalePage, what: i.Intent) -> Step:
    match what.do:
        case Do.BACK:
            return Step(replace(state.clear_field(SalePage()), said=None))
        case Do.ADD_ITEM:
            return _chosen(state, page, what.argument)
        case Do.CHOOSE_PATIENT:
            pickup = PickupPage(typed=page.typed.strip(), fills=page.fills)
            return choose_patient(state, pickup, PatientId(what.argument))
        case Do.SELECT_LINE:
            return Step(replace(state, selected=LineId(int(what.argument))))
        case Do.LINE_UP | Do.LINE_DOWN:
            return Step(_moved(state, page, -1 if what.do is Do.LINE_UP else 1))
        case Do.QUANTITY:
            return _ask_quantity(state)
        case Do.VOID_LINE:
            return _void_selected(state)
        case Do.SUSPEND:
            return suspend(state)
        case Do.RESUME:
            return resume(state, SaleId(what.argument))
        case Do.PICKUP:
            return open_pickup(state, "")
        case Do.FAMILY:
            return _family(state)
        case _:
            return Step(state)


def _chosen(state: TerminalState, page: SalePage, gtin: str) -> Step:
    item = next((item for item in page.items if item.gtin == gtin), None)
    return Step(state) if item is None else _add_found(state, page, item)


def _moved(state: TerminalState, page: SalePage, by: int) -> TerminalState:
    """Up and down go through what was found, else through the lines of the ticket."""
    if page.found:
        place = max(0, min(page.highlighted + by, page.found - 1))
        return replace(state, page=replace(page, highlighted=place))
    live = [line.id for line in state.sale.live_lines] if state.sale else []
    if not live:
        return state
    place = live.index(state.selected) + by if state.selected in live else len(live) - 1
    return replace(state, selected=live[max(0, min(place, len(live) - 1))])


def _ask_quantity(state: TerminalState) -> Step:
    line = state.sale.line(state.selected) if state.sale and state.selected else None
    if line is None or line.voided:
        return refuse(state, Refusal(Why.NO_SUCH_LINE))
    if isinstance(line, RxLine):
        return refuse(state, Refusal(Why.QUANTITY_OF_A_FILL))
    if isinstance(line, DepositLine):
        return refuse(state, Refusal(Why.QUANTITY_OF_A_PAYMENT))
    return Step(replace(state.clear_field(SalePage(mode=SaleMode.QUANTITY)), said=None))


def _void_selected(state: TerminalState) -> Step:
    if state.sale is None or state.selected is None:
        return refuse(state, Refusal(Why.NO_SUCH_LINE))
    return void_line(state, state.selected)


def void_line(state: TerminalState, line: LineId) -> Step:
    """Strike a line; a ticket without lines and payments is over."""
    asked = ask_ticket(state, c.VoidLine(line))
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    sale = asked.state.sale
    assert sale is not None
    if not (sale.live_lines or sale.tenders or still_to_add(sale)):
        return _abandon(asked)
    shown = replace(asked.state, selected=sale.live_lines[-1].id if sale.live_lines else None)
    return replace(asked, state=shown).doing(show_total(sale))


def _abandon(emptied: Step) -> Step:
    """The last line is gone, and nothing was paid: the ticket is over."""
    asked = ask_ticket(emptied.state, c.Abandon("all lines voided", emptied.state.user_id))
    assert isinstance(asked, Step)
    gone = replace(asked, state=next_customer(asked.state))
    return emptied.and_then(gone).doing(ShowOnDisplay("", ""))


def suspend(state: TerminalState) -> Step:
    if state.sale is None:
        return refuse(state, Refusal(Why.TICKET_EMPTY))
    return put_aside(state, Msg.TICKET_SUSPENDED, suspending(state))


def put_aside(state: TerminalState, told: Msg, *commands: c.Command) -> Step:
    """Ask the ticket, the last command suspends it; then the next customer."""
    asked = ask_ticket(state, *commands)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    assert asked.state.sale is not None
    away = replace(
        next_customer(asked.state),
        suspended=(*state.suspended, asked.state.sale),
        said=Said(told),
    )
    return replace(asked, state=away).doing(ShowOnDisplay("", ""))


def resume(state: TerminalState, sale_id: SaleId) -> Step:
    sale = next((each for each in state.suspended if each.id == sale_id), None)
    if sale is None or state.user is None:
        return Step(state)
    if state.sale is not None:
        return refuse(state, Refusal(Why.OTHER_TICKET_OPEN))
    untrained = ticket_refusal(state, sale)
    if untrained is not None:
        return refuse(state, untrained)
    others = tuple(each for each in state.suspended if each.id != sale_id)
    taken_up = replace(
        state, sale=sale, suspended=others, interrupted=state.interrupted - {sale_id}
    )
    asked = ask_ticket(taken_up, c.Resume(state.user.id))
    assert isinstance(asked, Step), "what is put aside can be taken up"
    shown = tell_tax(show_resumed(asked), sale.tax)
    assert shown.state.sale is not None
    before, now = sale.total, shown.state.sale.total
    if not any(isinstance(fact, ItemsRepriced) for fact in asked.facts) or before == now:
        return shown
    told = Said(Msg.PRICES_CHANGED, str(before), str(now))
    return replace(shown, state=replace(shown.state, said=told))


def show_resumed(asked: Step) -> Step:
    """The page a taken-up ticket goes on with: its unsettled payment, else its lines."""
    sale = asked.state.sale
    assert sale is not None
    page: SalePage | CardPage = SalePage()
    if sale.pending is not None:
        void = sale.pending.void
        ref = sale.pending.ref if void is None else void.ref
        page = CardPage(ref, since=asked.state.now, next_query=asked.state.now)
    selected = sale.live_lines[-1].id if sale.live_lines else None
    shown = replace(asked.state.clear_field(page), selected=selected)
    return replace(asked, state=shown).doing(show_total(sale))


def _family(state: TerminalState) -> Step:
    """The next member of the families on the ticket who has something ready."""
    if not state.family:
        return Step(state)
    patient = state.family[0].patient
    fills = tuple(fill for fill in state.family if fill.patient.id == patient.id)
    page = PickupPage(typed=patient.family, fills=fills)
    return choose_patient(state, page, patient.id).doing(LoadWillCall(fills[0].key.rx))
