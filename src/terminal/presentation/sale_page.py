"""The ticket's page: the one input line, the checklist in the way of payment, the tenders."""

from dataclasses import replace
from typing import Final

from terminal.app.inputs import Do, Intent
from terminal.app.signing import on_request
from terminal.app.state import SaleMode, SalePage, TerminalState
from terminal.domain.catalog import Item
from terminal.domain.fill_guards import days_waiting
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO, total
from terminal.domain.obligation import Kind, Obligation
from terminal.domain.pickup import IdentityMethod
from terminal.domain.prescription import Patient
from terminal.domain.refund_decider import shares_due
from terminal.domain.sale import Sale
from terminal.presentation.actions import back_key, help_key, lock_key, press
from terminal.presentation.aside_rows import still_missing
from terminal.presentation.id_page import id_detail
from terminal.presentation.receipt_rows import waiting_key, waiting_words
from terminal.presentation.sign_page import signature_words
from terminal.presentation.text import counted, days, list_name, short_name, tr
from terminal.presentation.views import (
    Action,
    Badge,
    CheckItem,
    CheckState,
    Field,
    Notice,
    Row,
    SaleView,
    TicketView,
    Tone,
)
from terminal.presentation.waiting_rows import waiting_rows, waiting_title
from terminal.presentation.ways_page import no_fsa_here
from terminal.presentation.why import why_of


def sale_view(state: TerminalState, page: SalePage, ticket: TicketView) -> SaleView:
    checks = state.obligations
    waiting = [each for each in checks if not each.met]
    return SaleView(
        ticket,
        _field(state, page),
        _results(state, page),
        _results_title(state, page),
        _with_texts(state, _checklist(state.sale, checks)),
        still_missing(state.sale) or _more_ready(state) or _receipts_wait(state, page),
        _tender_keys(state, waiting),
        _footnote(state, len(waiting)),
    )


def sale_keys(state: TerminalState, page: SalePage) -> tuple[Action, ...]:
    if page.mode is SaleMode.QUANTITY:
        return (help_key(), back_key(), lock_key())
    empty = "" if state.sale is not None else tr("There is nothing on the ticket yet")
    kinds = {each.kind for each in state.open_obligations}
    may_sign = Kind.SIGNATURE in kinds or bool(on_request(state))
    nobody = "" if state.family else tr("Nothing is ready for others of the family")
    fills = state.sale is not None and bool(state.sale.rx_lines)
    uncounselled = "" if fills else tr("There is nothing to counsel")
    unsigned = "" if may_sign else tr("There is nothing to sign")
    return (
        help_key(),
        press(Do.PICKUP, tr("Pickup"), "F2"),
        press(Do.QUANTITY, tr("Quantity"), "F4", unless=empty),
        press(Do.SUSPEND, tr("Put aside"), "F5", unless=empty),
        press(Do.FAMILY, tr("Family"), "F6", unless=nobody),
        _meet_key(Kind.COUNSELLING, tr("Counsel"), "F7", unless=uncounselled),
        _meet_key(Kind.SIGNATURE, tr("Sign"), "F8", unless=unsigned),
        press(Do.VOID_LINE, tr("Remove"), "Del", unless=empty),
        back_key(),
        lock_key(),
    )


def _tender_keys(state: TerminalState, waiting: list[Obligation]) -> tuple[Action, ...]:
    closed = ""
    if state.sale is None:
        closed = tr("There is nothing to pay yet")
    elif waiting:
        closed = tr("Payment opens when the list is done")
    no_fsa = no_fsa_here(state)
    return (
        press(Do.CASH, tr("Cash"), "F9", unless=closed, icon="mdi6.cash"),
        press(Do.CARD, tr("Card"), "F10", unless=closed, icon="mdi6.credit-card-outline"),
        press(Do.FSA, tr("FSA/HSA"), "F11", unless=closed or no_fsa, icon="mdi6.medical-bag"),
    )


def _field(state: TerminalState, page: SalePage) -> Field:
    if page.mode is SaleMode.QUANTITY:
        line = state.sale.line(state.selected) if state.sale and state.selected else None
        now = line.quantity if isinstance(line, ItemLine) else 1
        hint = tr("New quantity; it is {now} now", now=now)
        return Field("quantity", hint, page.typed, state.revision)
    placeholder = tr("Scan or type: item, Rx number, name, phone")
    return Field("search", placeholder, page.typed, state.revision)


# --- what was found


def _results_title(state: TerminalState, page: SalePage) -> str:
    if page.choosing:
        return tr("This code can be read in two ways: choose")
    if page.found:
        return tr("Found")
    return waiting_title(state) if _offers_waiting(state) else ""


def _offers_waiting(state: TerminalState) -> bool:
    """Tickets put aside, while nothing is on the ticket."""
    return state.sale is None and bool(state.suspended)


def _results(state: TerminalState, page: SalePage) -> tuple[Row, ...]:
    if not page.found and _offers_waiting(state):
        return waiting_rows(state)
    items = tuple(
        _item_row(item, selected=place == page.highlighted) for place, item in enumerate(page.items)
    )
    people = tuple(
        _person_row(state, page, person, selected=len(items) + place == page.highlighted)
        for place, person in enumerate(page.people)
    )
    return (*items, *people)


def _item_row(item: Item, *, selected: bool) -> Row:
    price = tr("no price") if item.price is None else str(item.price)
    if item.open_price is not None:
        price = tr("entered")
    return Row(
        item.gtin,
        item.name,
        item.gtin.lstrip("0"),
        (),
        price,
        selected=selected,
        choose=Intent(Do.ADD_ITEM, item.gtin),
    )


def _person_row(state: TerminalState, page: SalePage, person: Patient, *, selected: bool) -> Row:
    fills = [fill for fill in page.fills if fill.patient.id == person.id]
    waited = max(days_waiting(fill, state.day) for fill in fills)
    bins = ", ".join(sorted({fill.bin for fill in fills if fill.bin}))
    return Row(
        person.id,
        list_name(person),
        tr("bin {bins} · {days}", bins=bins or "–", days=days(waited)),
        (Badge(tr("{n} ready", n=len(fills)), Tone.PRIMARY),),
        selected=selected,
        choose=Intent(Do.CHOOSE_PATIENT, person.id),
    )


# --- the checklist


ROOM: Final = 4
"""Rows of the checklist that every profile shows without scrolling."""


def _checklist(sale: Sale | None, checks: tuple[Obligation, ...]) -> tuple[CheckItem, ...]:
    """Each obligation; what is met folds into one row when there is no room for all."""
    rows = tuple(_check(sale, number, each) for number, each in enumerate(checks, 1))
    met = tuple(row for row in rows if row.state is CheckState.MET)
    if len(rows) <= ROOM or len(met) < 2:
        return rows
    titles = ", ".join(dict.fromkeys(row.title for row in met))
    folded = CheckItem(
        0, tr("{n} done", n=len(met)), titles, CheckState.MET, tr("done"), None, met[0].why
    )
    return (folded, *(row for row in rows if row.state is not CheckState.MET))


_TITLES = {
    Kind.IDENTITY: ("Identity confirmed", "Who is it for, and who picks up?"),
    Kind.BAGS: ("Every bag scanned", "Scan every bag"),
    Kind.CONTROLLED: ("ID settled", "Controlled: an ID is asked for"),
    Kind.QUESTIONS: ("Questions answered", "Questions before handing out"),
    Kind.COUNSELLING: ("Counselling answered", "Counselling"),
    Kind.SIGNATURE: ("Signed", "Signature"),
    Kind.PSE: ("Entered in the log", "Pseudoephedrine, ephedrine: ID and log"),
    Kind.NOTICE: ("Notice handed over", "Medicare rejected the claim: printed notice"),
    Kind.AGE: ("Age checked", "Check the buyer's age"),
    Kind.RECORD_BOOK: ("Dispensed, in the record book", "A pharmacist dispenses: record book"),
    Kind.REFUSED: ("", "Refused: take it off the ticket"),
}
_TYPED = ("Every bag checked", "Scan every bag")
"""Of bags whose number was typed: not every one was scanned."""
_KEYS = {
    Kind.IDENTITY: ("Ask", ""),
    Kind.BAGS: ("Scan", ""),
    Kind.CONTROLLED: ("Check ID", "Ctrl+I"),
    Kind.COUNSELLING: ("Counsel", "F7"),
    Kind.QUESTIONS: ("Answer", "Ctrl+Q"),
    Kind.SIGNATURE: ("Sign", "F8"),
    Kind.PSE: ("Log", "Ctrl+P"),
    Kind.NOTICE: ("Notice", "Ctrl+N"),
    Kind.AGE: ("Check age", "Ctrl+G"),
    Kind.RECORD_BOOK: ("Record", "Ctrl+B"),
    Kind.REFUSED: ("Remove", "Ctrl+K"),
}


def _check(sale: Sale | None, number: int, each: Obligation) -> CheckItem:
    met, wanted = _TITLES[each.kind] if not each.typed else _TYPED
    label, key = _KEYS[each.kind]
    action = None if each.met else _meet_key(each.kind, tr(label), key)
    return CheckItem(
        number,
        tr(met if each.met else wanted),
        _detail(sale, each),
        _state_of(each),
        tr("done") if each.met else "",
        action,
        why_of(each),
    )


def _with_texts(state: TerminalState, rows: tuple[CheckItem, ...]) -> tuple[CheckItem, ...]:
    """The signature's row says which texts it is for."""
    signing = Intent(Do.MEET, Kind.SIGNATURE.value)
    return tuple(
        replace(row, detail=_joined(signature_words(state), row.detail))
        if row.action is not None and row.action.intent == signing
        else row
        for row in rows
    )


def _joined(*words: str) -> str:
    return " · ".join(each for each in words if each)


def _state_of(each: Obligation) -> CheckState:
    if each.kind is Kind.REFUSED:
        return CheckState.BLOCKED
    return CheckState.MET if each.met else CheckState.OPEN


def _meet_key(kind: Kind, label: str, key: str, *, unless: str = "") -> Action:
    return press(Do.MEET, label, key, kind.value, unless=unless)


def _bags_checked(each: Obligation) -> str:
    if not each.typed:
        return counted(each.wanted, "{done} of 1 bag", "{done} of {n} bags", done=each.done)
    scanned = each.done - each.typed
    return tr(
        "{scanned} of {n} scanned, {typed} typed", scanned=scanned, n=each.wanted, typed=each.typed
    )


def _detail(sale: Sale | None, each: Obligation) -> str:
    match each.kind:
        case Kind.BAGS:
            return _bags_checked(each)
        case Kind.IDENTITY:
            line = sale.line(each.lines[0]) if sale else None
            name = short_name(line.fill.patient) if isinstance(line, RxLine) else ""
            if not each.met:
                return tr("{name} · date of birth and picker", name=name)
            how = dict(sale.identities).get(each.patient) if sale and each.patient else None
            if how is IdentityMethod.ID_CARD:
                return tr("{name} · ID card read, picker named", name=name)
            if how is IdentityMethod.ADDRESS:
                return tr("{name} · address chosen, picker named", name=name)
            if how is IdentityMethod.TELEPHONE:
                return tr("{name} · telephone entered, picker named", name=name)
            if how is IdentityMethod.PHARMACIST:
                return tr("{name} · a pharmacist confirmed it", name=name)
            return tr("{name} · date of birth entered, picker named", name=name)
        case Kind.SIGNATURE if each.wanted > 1:
            return tr("one signature covers {n} fills", n=each.wanted)
        case Kind.COUNSELLING:
            waiting = len(each.lines)
            return tr("{n} fills wait for an answer", n=waiting) if waiting > 1 else ""
        case Kind.CONTROLLED:
            return id_detail(sale)
        case Kind.QUESTIONS:
            return tr("{done} of {wanted} answered", done=each.done, wanted=each.wanted)
        case Kind.PSE:
            return tr("Buyer's ID, the exchange, signature")
        case Kind.AGE:
            return tr("{age} or older", age=each.wanted)
        case Kind.RECORD_BOOK | Kind.REFUSED:
            return _named(sale, each)
        case _:
            return ""


def _named(sale: Sale | None, each: Obligation) -> str:
    lines = [sale.line(line) for line in each.lines] if sale else []
    return ", ".join(line.item.name for line in lines if isinstance(line, ItemLine))


# --- what else is ready, which receipts wait


def _more_ready(state: TerminalState) -> Notice | None:
    if not state.family:
        return None
    person = state.family[0].patient
    fills = [fill for fill in state.family if fill.patient.id == person.id]
    others = len(state.family) - len(fills)
    detail = tr(
        "for {name}, bin {bin}, {days}" + (" · {n} more in the family" if others else ""),
        n=others,
        name=short_name(person),
        bin=fills[0].bin or "–",
        days=days(days_waiting(fills[0], state.day)),
    )
    more = (press(Do.FAMILY, tr("Pick up too"), "F6"),)
    return Notice(tr("{n} more ready", n=len(fills)), detail, Tone.INFO, more)


def _receipts_wait(state: TerminalState, page: SalePage) -> Notice | None:
    """Offered between two customers; during a ticket the status strip says it."""
    words = waiting_words(state)
    if state.sale is not None or page.found or not words:
        return None
    look = replace(waiting_key(), label=tr("Look"))
    return Notice(words, tr("Print it, or leave it."), Tone.INFO, (look,))


def _footnote(state: TerminalState, waiting: int) -> str:
    if state.sale is None:
        return ""
    if not state.sale.live_lines:
        return tr("The ticket is empty: scan goods, or void it with Ctrl+S, Del.")
    if waiting == 1:
        return tr("Payment opens when the item above is done.")
    if waiting:
        return tr("Payment opens when the {n} items above are done.", n=waiting)
    back = total(each.amount for each in shares_due(state.sale))
    if back:
        return tr("{back} goes back: press Cash, then choose how.", back=back)
    if state.sale.due == ZERO:
        return tr("Nothing to pay: press Cash to close the ticket.")
    if state.sale.anything_paid:
        return tr("Part is paid: {due} left to pay.", due=state.sale.due)
    return tr("Ready for payment.")
