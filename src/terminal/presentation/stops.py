"""What stops a fill or soon will, where its bag lies, and the pharmacist who lets it go."""

from typing import Final

from terminal.app.dates import day_of_this_year
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import PickupPage, StopPage, TerminalState
from terminal.app.stops import REASONS, not_sold_now, stopped_fills
from terminal.domain.fill_guards import STOPS, Stop, last_chance, rules_of
from terminal.domain.prescription import Fill, Part
from terminal.domain.refusal import Refusal, Why
from terminal.domain.return_to_stock import window_of
from terminal.presentation.actions import press
from terminal.presentation.text import days, refusal_title, tr
from terminal.presentation.ticket import as_of
from terminal.presentation.views import (
    Action,
    Badge,
    Field,
    PromptView,
    Row,
    TicketView,
    Tone,
)
from terminal.presentation.why import words_of

_ASKS: Final = {
    Stop.RETURN_TO_STOCK: "Why may it be sold after the payer's days?",
    Stop.LOT_UNKNOWN: "What does the label say about the lot?",
}
_PARTS: Final = {Part.PARTIAL: "part", Part.COMPLETION: "rest of a part"}


def ends_badge(state: TerminalState, fill: Fill) -> tuple[Badge, ...]:
    """The day that ends it first, when it is near."""
    if not_sold_now(state, fill) is not None:
        return ()
    if last_chance(fill, state.day):
        return (Badge(tr("last day"), Tone.DANGER),)
    window = window_of(fill, state.policy.rules, state.day)
    if window is None or not window.call_due(state.day):
        return ()
    left = (window.last_day - state.day).days
    text = tr("back to stock in {days}", days=days(left)) if left else tr("back to stock tonight")
    return (Badge(text, Tone.ATTENTION),)


def about(page: PickupPage, fill: Fill) -> tuple[str, ...]:
    """Where its bag lies beside the fridge, what part it is, who let it go: in words."""
    owed = tr(", {owed} owed", owed=fill.owed) if fill.owed else ""
    words = (
        tr("oversize") if fill.oversize else "",
        tr("cabinet") if fill.cabinet else "",
        tr(_PARTS[fill.part]) + owed if fill.part is not Part.WHOLE else "",
        tr("assistance paid {amount}", amount=fill.assistance) if fill.assistance else "",
        tr("a pharmacist let it go") if any(e.key == fill.key for e in page.let_go) else "",
    )
    return tuple(each for each in words if each)


def kept_apart(fills: tuple[Fill, ...]) -> tuple[str, ...]:
    """The bags that do not lie in their bin, in words."""
    cold = sum(fill.refrigerated for fill in fills)
    large = sum(fill.oversize for fill in fills)
    locked = sum(fill.cabinet for fill in fills)
    words = (
        tr("{n} in the fridge", n=cold) if cold else "",
        tr("{n} oversize", n=large) if large else "",
        tr("{n} in the cabinet", n=locked) if locked else "",
    )
    return tuple(each for each in words if each)


def stop_detail(state: TerminalState, page: PickupPage, fill: Fill, refusal: Refusal) -> str:
    """Why it stays here; of a window also when it ended, of the cache how old it is."""
    parts = [refusal_title(refusal)]
    window = window_of(fill, state.policy.rules, state.day)
    if refusal.why is Why.RETURN_TO_STOCK and window is not None:
        parts.append(tr("last day {day}", day=day_of_this_year(window.last_day)))
    if dict(page.read_from).get(fill.key) is ReadFrom.CACHE:
        parts.append(tr("as of {at}", at=as_of(fill.read_at, state)))
    return " · ".join(parts)


def let_go_buttons(state: TerminalState, page: PickupPage) -> tuple[Action, ...]:
    """For the first fill that a pharmacist may let go; the next one follows."""
    found = stopped_fills(state, page)
    if not found:
        return ()
    fill, _ = found[0]
    label = tr("Pharmacist lets {rx} go", rx=fill.key.rx)
    return (press(Do.LET_GO, label, "F3", str(fill.key)),)


def stop_view(state: TerminalState, page: StopPage, ticket: TicketView) -> PromptView:
    fill = next(each for each in page.back.fills if each.key == page.key)
    refusal = not_sold_now(state, fill)
    detail = "" if refusal is None else stop_detail(state, page.back, fill, refusal)
    stop = page.stop if refusal is None else STOPS.get(refusal.why, page.stop)
    return PromptView(
        ticket,
        tr("A pharmacist lets it go"),
        tr(_ASKS[page.stop]),
        tr("There is no default. A pharmacist signs for the answer with own PIN."),
        (Row(str(fill.key), tr("Rx {rx} · fill {n}", rx=fill.key.rx, n=fill.key.fill), detail),),
        tr("Choose or type"),
        tuple(
            press(Do.ANSWER, tr(reason), f"Ctrl+{n}", reason)
            for n, reason in enumerate(REASONS[page.stop], 1)
        ),
        Field("note", tr("In a few words"), page.note, state.revision),
        tr("Reason"),
        words_of(rules_of(stop, fill, state.day, state.policy.rules)),
        (),
        (),
    )
