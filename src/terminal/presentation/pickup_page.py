"""Will-call: people with ready fills on the left, who it is for and who takes it on the right."""

from terminal.app.identity_challenge import TRIES, alikes_of
from terminal.app.inputs import Do, Intent, ReadFrom
from terminal.app.state import PickupPage, TerminalState
from terminal.app.step_picker import alone, objects
from terminal.app.step_pickup import chosen_fills, elsewhere, why_not_addable
from terminal.app.stops import not_sold_now, stopped
from terminal.domain.counselling import reissued
from terminal.domain.fill_guards import days_waiting
from terminal.domain.prescription import Fill, FillStatus, Patient
from terminal.presentation.actions import back_key, help_key, lock_key, press
from terminal.presentation.challenge_rows import (
    answer_field,
    ask,
    choice_keys,
    choices_title,
    explain,
    notices,
    other_question,
    picked_up_already,
    sold_words,
)
from terminal.presentation.notice_page import notice_buttons
from terminal.presentation.stops import about, ends_badge, kept_apart, let_go_buttons, stop_detail
from terminal.presentation.text import ago, counted, days, list_name, refusal_title, tr
from terminal.presentation.ticket import as_of
from terminal.presentation.views import (
    Action,
    Badge,
    Emphasis,
    Field,
    Figure,
    PickupView,
    Row,
    Tone,
)

SCHEDULES = {2: "II", 3: "III", 4: "IV", 5: "V"}
"""DEA schedules as a pharmacy writes them."""
SHOWN_FAMILY = 2
"""Others of a family who are named in a row; of the rest the number is told."""
SHOWN_PEOPLE = 50
"""More people than this are found by typing another letter, not by scrolling."""


def pickup_view(state: TerminalState, page: PickupPage) -> PickupView:
    people = page.people[:SHOWN_PEOPLE]
    chosen = next((each for each in page.people if each.id == page.patient), None)
    return PickupView(
        Field("search", _search_hint(page), page.typed, state.revision),
        tuple(_person(state, page, each, place) for place, each in enumerate(people)),
        _people_title(page, len(page.people)),
        _figures(state, page),
        tr("Who is it for?") if chosen is None else list_name(chosen),
        ask(page),
        explain(state, page),
        answer_field(state, page),
        _fills(state, page),
        choices_title(page),
        choice_keys(page),
        notices(state, page),
        _buttons(state, page),
    )


def _search_hint(page: PickupPage) -> str:
    if page.patient is None:
        return tr("Name, phone, Rx number or bin")
    return tr("Number on a bag, or another name")


def pickup_keys(state: TerminalState, page: PickupPage) -> tuple[Action, ...]:
    own: tuple[Action, ...] = ()
    if page.identified:
        own = _fill_keys(page)
    elif picked_up_already(page):
        own = ()
    elif page.patient is not None:
        own = (press(Do.PHARMACIST, tr("Pharmacist"), "F3"), *other_question(state, page))
    else:
        own = (press(Do.UNCLAIMED, tr("Not picked up"), "Ctrl+U"),)
    return (help_key(), *own, back_key(), lock_key())


def _fill_keys(page: PickupPage) -> tuple[Action, ...]:
    """A digit with Alt leaves a fill out or takes it again."""
    if page.patient is None:
        return ()
    fills = page.fills_of(page.patient)[:9]
    return tuple(
        press(Do.TOGGLE_FILL, tr("Rx {rx}", rx=fill.key.rx), f"Alt+{number}", str(fill.key))
        for number, fill in enumerate(fills, 1)
    )


# --- the people


def _people_title(page: PickupPage, count: int) -> str:
    if not count:
        return tr("Nobody found") if page.typed.strip() else tr("Nothing is ready")
    return counted(count, "Ready for pickup · 1 person", "Ready for pickup · {n} people")


def _person(state: TerminalState, page: PickupPage, person: Patient, place: int) -> Row:
    fills = page.fills_of(person.id)
    here_already = [fill for fill in fills if _on_this_ticket(state, fill)]
    ready = [
        fill for fill in fills if fill not in here_already and not_sold_now(state, fill) is None
    ]
    chosen = person.id == page.patient if page.patient else place == page.highlighted
    badges = [Badge(tr("{n} ready", n=len(ready)), Tone.PRIMARY)] if ready else []
    if here_already:
        badges.append(Badge(tr("{n} on this ticket", n=len(here_already)), Tone.PLAIN))
    if not_ready := len(fills) - len(ready) - len(here_already):
        badges.append(Badge(tr("{n} not ready", n=not_ready), Tone.ATTENTION))
    if alikes_of(page, person):
        badges.append(Badge(tr("look-alike"), Tone.ATTENTION))
    return Row(
        person.id,
        _name(page, person),
        _where(state, fills),
        tuple(badges),
        selected=chosen,
        choose=Intent(Do.CHOOSE_PATIENT, person.id),
    )


def _name(page: PickupPage, person: Patient) -> str:
    """As the list names people; and whose family it is, by the first letters that differ."""
    name, family = list_name(person), page.family_of(person)
    if not family:
        return name
    known = name.rpartition(", ")[0]
    others = [list_name(each).removeprefix(f"{known}, ") for each in family]
    named = ", ".join(others[:SHOWN_FAMILY])
    if (more := len(others) - SHOWN_FAMILY) > 0:
        return tr("{name} · family of {named} and {n} more", name=name, named=named, n=more)
    return tr("{name} · family of {named}", name=name, named=named)


def _on_this_ticket(state: TerminalState, fill: Fill) -> bool:
    return state.sale is not None and state.sale.rx_line(fill.key) is not None


def _where(state: TerminalState, fills: tuple[Fill, ...]) -> str:
    bins = ", ".join(sorted({fill.bin for fill in fills if fill.bin})) or "–"
    waited = max(days_waiting(fill, state.day) for fill in fills)
    bags = sum(fill.bags for fill in fills)
    parts = [
        tr("bin {bins}", bins=bins),
        days(waited),
        counted(bags, "1 bag", "{n} bags"),
    ]
    parts.extend(kept_apart(fills))
    return " · ".join(parts)


def _figures(state: TerminalState, page: PickupPage) -> tuple[Figure, ...]:
    if not page.fills:
        return ()
    oldest = max(days_waiting(fill, state.day) for fill in page.fills)
    figures = [Figure(tr("Oldest unclaimed here"), days(oldest))]
    if state.phms.last_good is not None:
        age = (state.at - state.phms.last_good).total_seconds()
        figures.append(Figure(tr("PhMS read"), tr("{age} ago", age=ago(age))))
    return tuple(figures)


# --- the person chosen


def _fills(state: TerminalState, page: PickupPage) -> tuple[Row, ...]:
    """The fills are shown once identity is confirmed; before it, only how many."""
    if page.patient is None or not page.identified:
        return ()
    return tuple(_fill(state, page, fill) for fill in page.fills_of(page.patient))


def _fill(state: TerminalState, page: PickupPage, fill: Fill) -> Row:
    refusal = stopped(state, page, fill) or elsewhere(state, fill)
    badges = list(_fill_badges(state, page, fill))
    on_it = _on_this_ticket(state, fill)
    if on_it:
        badges = [Badge(tr("on this ticket"), Tone.PLAIN)]
    elif refusal is not None:
        badges = [Badge(tr("stays here"), Tone.DANGER)]
    else:
        badges.append(_bags(page, fill))
    detail = _read_detail(state, page, fill)
    if refusal is not None and not on_it:
        detail = sold_words(state, fill) or stop_detail(state, page, fill, refusal)
    left_out = fill.key in page.left_out
    return Row(
        str(fill.key),
        tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill),
        detail,
        tuple(badges),
        "" if fill.copay is None or refusal is not None else str(fill.copay),
        selected=refusal is None and not left_out,
        struck=left_out,
        choose=Intent(Do.TOGGLE_FILL, str(fill.key)),
    )


def _bags(page: PickupPage, fill: Fill) -> Badge:
    checked, typed = page.bags_checked(fill), page.bags_typed(fill)
    if typed:
        words = tr("bag {a} of {b}, {n} typed", a=checked, b=fill.bags, n=typed)
        return Badge(words, Tone.ATTENTION)
    tone = Tone.GOOD if checked == fill.bags else Tone.ATTENTION
    return Badge(tr("bag {a} of {b}", a=checked, b=fill.bags), tone)


def _fill_badges(state: TerminalState, page: PickupPage, fill: Fill) -> list[Badge]:
    badges = []
    if reissued(fill):
        badges.append(Badge(tr("re-issued, unchanged"), Tone.PLAIN))
    elif fill.is_new:
        badges.append(Badge(tr("new"), Tone.INFO))
    if fill.refrigerated:
        badges.append(Badge(tr("fridge"), Tone.ATTENTION))
    if fill.schedule is not None:
        badges.append(Badge(f"C-{SCHEDULES[fill.schedule]}", Tone.ATTENTION))
    if fill.key in page.reading and fill.status is FillStatus.READY:
        badges.append(Badge(tr("reading …"), Tone.PLAIN))
    else:
        badges.extend(ends_badge(state, fill))
    return badges


def _read_detail(state: TerminalState, page: PickupPage, fill: Fill) -> str:
    source = dict(page.read_from).get(fill.key)
    at = as_of(fill.read_at, state)
    read = tr("copay read at {at}" if source is ReadFrom.PHMS else "copay as of {at}", at=at)
    return " · ".join((tr("bin {bin}", bin=fill.bin or "–"), *about(page, fill), read))


def _buttons(state: TerminalState, page: PickupPage) -> tuple[Action, ...]:
    if page.patient is None or picked_up_already(page):
        return ()
    if not page.identified and page.tries >= TRIES:
        label = tr("Pharmacist confirms")
        return (press(Do.PHARMACIST, label, "F3", emphasis=Emphasis.FILLED),)
    if page.identified and (objects(state, page) or alone(state, page)):
        label = tr("Pharmacist releases it")
        return (press(Do.PHARMACIST, label, "F3", emphasis=Emphasis.FILLED),)
    chosen = chosen_fills(state, page)
    bags = sum(fill.bags for fill in chosen)
    checked = sum(page.bags_checked(fill) for fill in chosen)
    refused = why_not_addable(state, page)
    label = counted(
        bags, "Add to ticket · {done} of 1 bag", "Add to ticket · {done} of {n} bags", done=checked
    )
    return (
        *notice_buttons(state, page),
        *let_go_buttons(state, page),
        press(
            Do.ADD_FILLS,
            label,
            "Enter",
            unless="" if refused is None else refusal_title(refused),
            emphasis=Emphasis.FILLED,
            icon="mdi6.basket-plus-outline",
        ),
    )
