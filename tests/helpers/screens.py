"""What holds for every screen, and looking inside one."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from terminal.app import inputs as i
from terminal.app.state import SignInPage, TerminalState
from terminal.domain.lines import ItemLine, RxLine
from terminal.domain.money import ZERO
from terminal.domain.prescription import Fill
from terminal.presentation.views import Action, Emphasis, ScreenView


def parts(value: object) -> Iterator[object]:
    """Everything inside a frozen value, itself first."""
    yield value
    if isinstance(value, tuple):
        for each in value:
            yield from parts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from parts(getattr(value, each.name))


def texts(view: object) -> tuple[str, ...]:
    """Every word that a person can read, and every argument that a key carries."""
    return tuple(each for each in parts(view) if isinstance(each, str))


def actions(view: object) -> tuple[Action, ...]:
    return tuple(each for each in parts(view) if isinstance(each, Action))


def check_screen(screen: ScreenView, state: TerminalState) -> None:
    """What holds for every screen, whatever the page."""
    pressed: dict[str, i.Intent] = {}
    for action in actions(screen):
        if action.enabled and action.key:
            same = pressed.setdefault(action.key, action.intent)
            assert same == action.intent, f"{action.key} stands for two things"
    for action in actions(screen):
        assert action.enabled or action.why, f"{action.label} is grey and does not say why"
    filled = {each.intent for each in actions(screen) if each.emphasis is Emphasis.FILLED}
    assert len(filled) <= 1, "one action is the main one"
    words = " ".join(texts(screen))
    assert "GABAPENTIN" not in words, "no drug on any screen"
    if state.locked:
        assert isinstance(state.page, SignInPage)
        typed_here = f"{state.page.number} {state.page.typed}"
        for secret in secrets_of(state):
            shown = secret in words and secret not in typed_here
            assert not shown, "nothing of the ticket on a locked screen"


def check_for_customer(shown: object, state: TerminalState) -> None:
    """What holds for whatever the customer, and who stands behind, can read: no person, no drug."""
    words = " ".join(texts(shown)).casefold()
    for fill in fills_of(state):
        person = fill.patient
        names = {name for name in (person.family, person.given) if len(name) > SHORT_NAME}
        for secret in {*names, fill.drug, fill.key.rx, fill.ndc, fill.phms_id} - {""}:
            assert secret.casefold() not in words, "no patient and no drug for the customer"


SHORT_NAME = 2
"""An initial is in every word."""


def fills_of(state: TerminalState) -> tuple[Fill, ...]:
    """Every fill that the terminal knows of now."""
    found = [each for each in parts((state.page, state.behind)) if isinstance(each, Fill)]
    for sale in (state.sale, state.finished, *state.suspended):
        if sale is not None:
            found.extend(line.fill for line in sale.lines if isinstance(line, RxLine))
    return (*found, *state.family)


def secrets_of(state: TerminalState) -> frozenset[str]:
    """Names, lines and amounts of whatever is open; what a locked screen must not show."""
    found: set[str] = set()
    sales = [each for each in (state.sale, *state.suspended, state.finished) if each is not None]
    for sale in sales:
        found.add(f"{sale.number:06}")
        if sale.total != ZERO:
            found.add(str(sale.total))
        for line in sale.lines:
            found.add(str(line.net) if line.net.cents >= 100 else "")
            if isinstance(line, ItemLine):
                found.add(line.item.name)
            elif isinstance(line, RxLine):
                found |= {line.fill.key.rx, line.fill.patient.family, line.fill.patient.family[:4]}
    return frozenset(found - {""})
