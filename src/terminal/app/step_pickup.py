"""Pickup: whose bags, the second identifier, who takes them, and which fills go on the ticket.

Rules that hold here (pickup-and-compliance.md sections 2 to 4):

1. The clerk enters the date of birth; the record is compared, never shown.
2. Two misses call a pharmacist, also on another visit of the page, another ticket of the day and
   after a restart (domain/missed_identity.py); what was entered is not kept.
3. One identity challenge per patient, also within a family.
4. Every chosen fill was read again, from the PhMS or with its age from the cache, before it can
   be added.
"""

from dataclasses import replace
from datetime import date

from terminal.app import inputs as i
from terminal.app.effects import Beep, LoadWillCall, ReadFill
from terminal.app.identity_challenge import (
    TRIES,
    answered_right,
    ask_address,
    ask_telephone,
    chosen,
    first_asked,
    missed,
    patient_at_hand,
    telephone_typed,
    tries_of,
)
from terminal.app.inputs import Do, ReadFrom
from terminal.app.scanning import entry_of_scan
from terminal.app.signing import opened_for_signing
from terminal.app.state import (
    Challenge,
    Msg,
    PharmacistPage,
    PickupPage,
    Release,
    Said,
    SalePage,
    TerminalState,
    TypedBagPage,
)
from terminal.app.step_picker import alone, name_typed, objects, picked_by, wants_name
from terminal.app.step_typed_bag import ask_why_typed
from terminal.app.stepping import Step, ask_ticket, refuse, say, show_total
from terminal.app.stops import not_sold_now, open_stop, release_commands, stopped
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, RxLabel, rx_label
from terminal.domain.lines import RxLine
from terminal.domain.obligation import Kind
from terminal.domain.pickup import IdentityMethod, Relationship
from terminal.domain.prescription import Fill, FillKey, FillStatus, PatientId
from terminal.domain.refusal import Refusal, Why
from terminal.domain.rx_mask import DEFAULT_RX_MASKS
from terminal.domain.sale import Sale

SHOWN_LABEL = 12
"""Characters of a mistyped number that are said back."""
FIRST_BIRTH_YEAR = 1900
"""Nobody older lives: a year before it, or a day to come, was mistyped and is no answer."""
SEARCH_FROM = 2


def open_pickup(state: TerminalState, text: str) -> Step:
    page = PickupPage(typed=text)
    return Step(replace(state.clear_field(page), said=None), (), (LoadWillCall(text),))


# --- what the store and the PhMS say


def on_will_call(state: TerminalState, what: i.WillCallLoaded | i.FillRead) -> Step:
    page = state.page
    if isinstance(page, TypedBagPage) and isinstance(page.back, PickupPage):
        told = on_will_call(replace(state, page=page.back), what)
        assert isinstance(told.state.page, PickupPage)
        return replace(told, state=replace(told.state, page=replace(page, back=told.state.page)))
    if not isinstance(page, PickupPage):
        return Step(state)
    if isinstance(what, i.WillCallLoaded):
        return _loaded(state, page, what)
    return _read(state, page, what)


def _loaded(state: TerminalState, page: PickupPage, what: i.WillCallLoaded) -> Step:
    asked = page.typed.strip() if page.look_for is None else page.look_for.rx
    if page.patient is None and what.text != asked:
        return Step(state)
    fills = _merged(page.fills if page.patient else (), what.fills)
    similar = what.similar if page.patient is None else page.similar
    page = replace(page, fills=fills, similar=similar, highlighted=0)
    found = _sought(page)
    if found is not None and page.patient is None:
        return choose_patient(replace(state, page=page), page, found)
    return Step(replace(state, page=page))


def _sought(page: PickupPage) -> PatientId | None:
    """The patient of the label that opened the page, or the only one there is."""
    if page.look_for is not None:
        found = next((fill for fill in page.fills if fill.key == page.look_for), None)
        return None if found is None else found.patient.id
    by_number = [fill for fill in page.fills if fill.key.rx == page.typed.strip()]
    return by_number[0].patient.id if by_number else None


def _merged(old: tuple[Fill, ...], new: tuple[Fill, ...]) -> tuple[Fill, ...]:
    by_key = {fill.key: fill for fill in old}
    for fill in new:
        held = by_key.get(fill.key)
        if held is None or held.read_at <= fill.read_at:
            by_key[fill.key] = fill
    return tuple(by_key.values())


def _read(state: TerminalState, page: PickupPage, what: i.FillRead) -> Step:
    page = replace(page, reading=page.reading - {what.key})
    if what.fill is None:
        if what.source is ReadFrom.PHMS:
            page = replace(page, fills=tuple(_gone(each, what.key) for each in page.fills))
        if what.key == page.look_for:
            emptied = state.clear_field(replace(page, typed=""))
            return say(emptied, Said(Msg.LABEL_NOT_FOUND, str(what.key), what.trouble))
        return Step(replace(state, page=page))
    held = next((fill for fill in page.fills if fill.key == what.key), None)
    sold_before = held is not None and held.status is FillStatus.SOLD
    others = tuple(pair for pair in page.read_from if pair[0] != what.key)
    page = replace(
        page, fills=_merged(page.fills, (what.fill,)), read_from=(*others, (what.key, what.source))
    )
    found = _sought(page)
    if page.patient is None and found is not None and what.key == page.look_for:
        return choose_patient(replace(state, page=page), page, found)
    shown = replace(state, page=page)
    if page.in_hand(what.key) and what.fill.status is FillStatus.SOLD and not sold_before:
        return _stays(shown, what.fill)
    return Step(shown)


def _gone(fill: Fill, key: FillKey) -> Fill:
    """A fill that the PhMS no longer has is shown as what it is: cancelled."""
    return replace(fill, status=FillStatus.CANCELLED) if fill.key == key else fill


# --- choosing the person


def choose_patient(state: TerminalState, page: PickupPage, patient: PatientId) -> Step:
    """Show this person's fills, ask for the second identifier, read each fill again."""
    if not page.fills_of(patient):
        return Step(state)  # the row was pressed as the list changed
    ready = tuple(f.key for f in page.fills_of(patient) if f.status is FillStatus.READY)
    read_already = {key for key, source in page.read_from if source is ReadFrom.PHMS}
    reading = frozenset(ready) - read_already
    known = state.sale is not None and state.sale.identified(patient)
    scanned, by_label = page.scanned, page.sought
    if page.look_for is not None and page.look_for in {f.key for f in page.fills_of(patient)}:
        by_label = page.look_for
        if not page.look_typed and by_label not in scanned:
            scanned = (*scanned, by_label)
    by_birth = read_date(page.typed) is not None
    number = "".join(filter(str.isdecimal, page.typed))
    page = replace(page, found_by_birth=by_birth or (page.found_by_birth and not page.typed))
    shown_page = replace(
        page,
        typed="",
        patient=patient,
        reading=reading,
        identified=known,
        by_pharmacist=None,
        reason="",
        by_card=False,
        by_address=False,
        by_phone=False,
        found_by_digits=number if page.typed else page.found_by_digits,
        asking=first_asked(page, next(p for p in page.people if p.id == patient)),
        picker=state.sale.picker_name_of(patient) if state.sale else None,
        released_by=None,
        release_reason="",
        answer="",
        tries=tries_of(state, patient),
        scanned=scanned,
        look_for=None,
        look_typed=False,
        sought=by_label,
        relationship=state.sale.picker_of(patient) if state.sale else None,
    )
    shown = Step(
        replace(state.clear_field(shown_page), said=None),
        (f.PatientViewed(patient),),
        tuple(ReadFill(key) for key in sorted(reading)),
    )
    sought = _sought_fill(page, patient)
    return shown if sought is None else shown.and_then(_stays(shown.state, sought))


def _stays(state: TerminalState, fill: Fill) -> Step:
    """Say at once why the very bag that was scanned or typed cannot be handed out.

    Somebody who comes for what was picked up already is a matter for a person (section 2).
    """
    refusal = not_sold_now(state, fill)
    told = Step(state) if refusal is None else refuse(state, refusal)
    if fill.status is not FillStatus.SOLD:
        return told
    sold = fill.sold
    claimed = f.SecondPickupClaimed(
        fill.key,
        fill.patient.id,
        None if sold is None else sold.at,
        "" if sold is None else sold.lane,
        None if sold is None else sold.to,
    )
    return replace(told, facts=(claimed,))


def _sought_fill(page: PickupPage, patient: PatientId) -> Fill | None:
    """The very fill whose bag was scanned, or whose number was typed."""
    typed = rx_label(page.typed.strip(), DEFAULT_RX_MASKS)
    for fill in page.fills_of(patient):
        sought = fill.key == page.look_for or (
            isinstance(typed, RxLabel) and typed.rx == fill.key.rx and page.look_for is None
        )
        if sought:
            return fill
    return None


def bag_scanned_here(
    state: TerminalState, page: PickupPage, label: RxLabel, *, typed: bool = False
) -> Step:
    """A label at pickup: the bag of the person at hand, or the one to look for."""
    if page.patient is None:
        key = None if label.fill is None else FillKey(label.rx, label.fill)
        asked = PickupPage(typed=label.rx, look_for=key, look_typed=typed)
        reads = () if key is None else (ReadFill(key),)
        return Step(state.clear_field(asked), (), (LoadWillCall(label.rx), *reads))
    mine = [
        fill
        for fill in page.fills_of(page.patient)
        if fill.key.rx == label.rx and label.fill in (None, fill.key.fill)
    ]
    if not mine:
        there = _of_ticket(state, page, label)
        whose = Msg.LABEL_OF_TICKET if there else Msg.LABEL_OTHER_PATIENT
        return say(state, Said(whose)).doing(Beep(good=False))
    fill = mine[0]
    taken = elsewhere(state, fill)
    if taken is not None:
        return refuse(state, taken)
    if fill.status is FillStatus.SOLD:
        return _stays(state, fill)
    if page.bags_checked(fill) >= fill.bags:
        return refuse(state, Refusal(Why.ALL_BAGS_SCANNED, str(fill.key)))
    if typed:
        return ask_why_typed(state, page, fill.key)
    checked = replace(page, scanned=(*page.scanned, fill.key))
    told = replace(state, page=checked, said=Said(Msg.BAG_CHECKED, str(fill.key)))
    return Step(told, (), (Beep(good=True),))


def _of_ticket(state: TerminalState, page: PickupPage, label: RxLabel) -> bool:
    """Whether this bag's patient has something on the ticket already."""
    if state.sale is None:
        return False
    patients = {line.fill.patient.id for line in state.sale.rx_lines}
    known = (*(line.fill for line in state.sale.rx_lines), *state.family, *page.fills)
    return any(
        fill.patient.id in patients
        for fill in known
        if fill.key.rx == label.rx and label.fill in (None, fill.key.fill)
    )


# --- the fields


def on_pickup_edited(state: TerminalState, page: PickupPage, name: str, text: str) -> Step:
    if name in ("answer", "picker"):
        return Step(replace(state, page=replace(page, answer=text), said=None))
    if page.patient is not None and not any(sign.isalpha() for sign in text):
        return Step(replace(state, page=replace(page, typed=text), said=None))
    edited = PickupPage(typed=text)
    found = len(text.strip()) >= SEARCH_FROM or not text.strip()
    effects = (LoadWillCall(text.strip()),) if found else ()
    return Step(replace(state, page=edited, said=None), (), effects)


def on_pickup_submitted(state: TerminalState, page: PickupPage, name: str, text: str) -> Step:
    if name == "answer":
        return _answer(state, page, text)
    if name == "picker":
        return name_typed(state, page, text)
    if page.patient is not None:
        return _label_typed(state, page, text.strip())
    label = rx_label(text.strip(), DEFAULT_RX_MASKS)
    if isinstance(label, RxLabel) and label.fill is not None:
        return bag_scanned_here(state, page, label, typed=True)
    if 0 <= page.highlighted < len(page.people):
        return choose_patient(state, page, page.people[page.highlighted].id)
    return Step(state)


def _label_typed(state: TerminalState, page: PickupPage, typed: str) -> Step:
    """With a person at hand the field takes the number on a bag; empty, it adds to the ticket."""
    if not typed:
        return _add(state, page)
    emptied = replace(page, typed="")
    known = any(fill.key.rx == typed for fill in page.fills)
    if read_date(typed) is not None and not known:  # a date of birth, which is no bag's number
        return say(state.clear_field(emptied), Said(Msg.NO_BAG_LABEL))
    label = rx_label(typed, DEFAULT_RX_MASKS)
    if not isinstance(label, RxLabel):
        return say(state.clear_field(emptied), Said(Msg.LABEL_NOT_FOUND, typed[:SHOWN_LABEL]))
    return bag_scanned_here(state.clear_field(emptied), emptied, label, typed=True)


def read_date(text: str) -> date | None:
    """A date of birth as typed: 8 digits MMDDYYYY, with or without separators."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    if len(digits) != 8:
        return None
    try:
        return date(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    except ValueError:
        return None


def _answer(state: TerminalState, page: PickupPage, text: str) -> Step:
    typed = page.asking in (Challenge.DATE_OF_BIRTH, Challenge.TELEPHONE)
    if page.patient is None or page.identified or not typed or page.tries >= TRIES:
        return Step(state)
    if page.asking is Challenge.TELEPHONE:
        return telephone_typed(state, page, text)
    entered = read_date(text)
    if entered is None or not entered.year >= FIRST_BIRTH_YEAR or entered > state.day:
        return say(state, Said(Msg.DATE_NOT_UNDERSTOOD))
    patient = patient_at_hand(page)
    if patient.birth_date is not None and entered == patient.birth_date:
        return answered_right(state, page, patient)
    return missed(state, page, patient, Msg.IDENTITY_MISSED)


# --- the keys


def on_pickup_key(state: TerminalState, page: PickupPage, what: i.Intent) -> Step:
    match what.do:
        case Do.BACK:
            return _back(state, page)
        case Do.LINE_UP | Do.LINE_DOWN if page.patient is None:
            by = -1 if what.do is Do.LINE_UP else 1
            place = max(0, min(page.highlighted + by, len(page.people) - 1))
            return Step(replace(state, page=replace(page, highlighted=place)))
        case Do.CHOOSE_PATIENT:
            return choose_patient(state, page, PatientId(what.argument))
        case Do.PICKED_BY:
            return picked_by(state, page, what.argument)
        case Do.ASK_ADDRESS if page.patient is not None:
            return ask_address(state, page)
        case Do.ASK_TELEPHONE if page.patient is not None:
            return ask_telephone(state, page)
        case Do.ANSWER:
            return chosen(state, page, what.argument)
        case Do.TOGGLE_FILL:
            return _toggle(state, page, what.argument)
        case Do.PHARMACIST if page.patient is not None:
            return _call_pharmacist(state, page)
        case Do.ADD_FILLS:
            return _add(state, page)
        case Do.LET_GO:
            return open_stop(state, page, what.argument)
        case _:
            return Step(state)


def _call_pharmacist(state: TerminalState, page: PickupPage) -> Step:
    if not page.identified:
        release = Release.IDENTITY
    elif objects(state, page):
        release = Release.OBJECTION
    elif alone(state, page):
        release = Release.MINOR
    else:
        return Step(state)
    return Step(replace(state.clear_field(PharmacistPage(release, back=page)), said=None))


def _back(state: TerminalState, page: PickupPage) -> Step:
    if page.patient is None:
        return Step(replace(state.clear_field(SalePage()), said=None))
    return open_pickup(state, "")


def _toggle(state: TerminalState, page: PickupPage, key: str) -> Step:
    fill = next((each for each in page.fills if str(each.key) == key), None)
    if fill is None:
        return Step(state)
    refusal = stopped(state, page, fill) or elsewhere(state, fill)
    if refusal is not None:
        return refuse(state, refusal)
    left_out = page.left_out ^ {fill.key}
    return Step(replace(state, page=replace(page, left_out=left_out), said=None))


def chosen_fills(state: TerminalState, page: PickupPage) -> tuple[Fill, ...]:
    """What "Add to ticket" would add: this person's sellable fills that were not left out."""
    if page.patient is None:
        return ()
    return tuple(
        fill
        for fill in page.fills_of(page.patient)
        if fill.key not in page.left_out
        and stopped(state, page, fill) is None
        and elsewhere(state, fill) is None
    )


def elsewhere(state: TerminalState, fill: Fill) -> Refusal | None:
    """Why a fill is not added again: one fill is sold once."""
    if any(sale.rx_line(fill.key) is not None for sale in state.suspended):
        return Refusal(Why.FILL_ON_OTHER_TICKET, str(fill.key))
    if state.sale is not None and state.sale.rx_line(fill.key) is not None:
        return Refusal(Why.FILL_ALREADY_HERE, str(fill.key))
    return None


def labelled(sale: Sale, label: RxLabel) -> RxLine | None:
    """The line of the ticket that this label belongs to."""
    return next(
        (
            line
            for line in sale.rx_lines
            if line.fill.key.rx == label.rx and label.fill in (None, line.fill.key.fill)
        ),
        None,
    )


def why_not_addable(state: TerminalState, page: PickupPage) -> Refusal | None:
    """What is still missing before "Add to ticket"."""
    if page.patient is None or not page.identified:
        return Refusal(Why.IDENTITY_OPEN)
    if page.relationship is None:
        return Refusal(Why.PICKER_OPEN)
    if objects(state, page):
        return Refusal(Why.PATIENT_ONLY)
    if alone(state, page):
        return Refusal(Why.MINOR_ALONE)
    if wants_name(state, page):
        return Refusal(Why.PICKER_NAME_OPEN)
    if not chosen_fills(state, page) and not _identity_open(state, page.patient):
        return Refusal(Why.FILL_UNKNOWN)
    return Refusal(Why.FILL_BEING_READ) if page.reading else None


def _identity_open(state: TerminalState, patient: PatientId) -> bool:
    """Whether the ticket itself asks who this is, and who takes it."""
    return any(
        each.kind is Kind.IDENTITY and each.patient == patient for each in state.open_obligations
    )


def _add(state: TerminalState, page: PickupPage) -> Step:
    missing = why_not_addable(state, page)
    if missing is not None:
        return refuse(state, missing)
    assert page.patient is not None
    assert page.relationship is not None
    assert state.user is not None
    fills = chosen_fills(state, page)
    commands: list[c.Command] = []
    if state.sale is None or not state.sale.identified(page.patient):
        method, by, reason = IdentityMethod.DATE_OF_BIRTH, state.user.id, ""
        if page.by_pharmacist is not None:
            method, by, reason = IdentityMethod.PHARMACIST, page.by_pharmacist, page.reason
        elif page.by_card:
            method = IdentityMethod.ID_CARD
        elif page.by_address:
            method = IdentityMethod.ADDRESS
        elif page.by_phone:
            method = IdentityMethod.TELEPHONE
        commands.append(c.ConfirmIdentity(page.patient, method, by, reason))
    by_himself = page.relationship is Relationship.PATIENT
    if page.released_by is not None and not by_himself:
        release = c.ReleaseObjection(page.patient, page.released_by, page.release_reason)
        commands.append(release)
    if _picker_changed(state, page, page.patient):
        let = (page.released_by, page.release_reason) if by_himself else (None, "")
        commands.append(c.NamePicker(page.patient, page.relationship, page.picker, *let))
    for fill in fills:
        scan = entry_of_scan(state.settings)
        entry = scan if fill.key in page.scanned else EntryMethod.KEYED
        commands.extend(release_commands(page, fill))
        commands.append(c.AddFill(fill, entry))
        commands.extend(c.ScanBag(key, scan) for key in page.scanned if key == fill.key)
        commands.extend(
            c.ScanBag(key, EntryMethod.KEYED, why)
            for key, why in page.typed_bags
            if key == fill.key
        )
    asked = ask_ticket(state, *commands)
    if isinstance(asked, Refusal):
        return refuse(state, asked)
    return _added(asked, page)


def _picker_changed(state: TerminalState, page: PickupPage, patient: PatientId) -> bool:
    sale = state.sale
    named = None if sale is None else (sale.picker_of(patient), sale.picker_name_of(patient))
    return named != (page.relationship, page.picker)


def _added(asked: Step, page: PickupPage) -> Step:
    sale = asked.state.sale
    assert sale is not None
    here = {line.fill.key for line in sale.rx_lines}
    patients = {line.fill.patient.id for line in sale.rx_lines}
    households = {line.fill.patient.household for line in sale.rx_lines} - {""}
    found = _merged(asked.state.family, page.fills)
    family = tuple(
        fill
        for fill in found
        if fill.key not in here
        and (fill.patient.household in households or fill.patient.id in patients)
        and not_sold_now(asked.state, fill) is None
    )
    shown = replace(asked.state.clear_field(SalePage()), family=family, selected=sale.lines[-1].id)
    return replace(asked, state=opened_for_signing(shown)).doing(show_total(sale))
