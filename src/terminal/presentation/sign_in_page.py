"""Sign-in and lock: a clock, a keypad, and nothing of the ticket but that there is one."""

from typing import Final

from terminal.app.dates import clock
from terminal.app.inputs import Do
from terminal.app.settings import Profile
from terminal.app.state import SignInPage, TerminalState
from terminal.presentation.actions import press
from terminal.presentation.eligibility_rows import list_notice
from terminal.presentation.text import notice_of, tr
from terminal.presentation.views import Action, Emphasis, Field, Notice, SignInView, Tone

PROMOTIONS: Final = "promotions.toml"
"""The file of the rules' troubles that is none of rules."""


def sign_in_view(state: TerminalState, page: SignInPage) -> SignInView:
    kind = tr("Counter") if state.settings.profile is Profile.COUNTER else tr("Drive-through")
    asks_pin = page.number is not None
    return SignInView(
        tr("Lane {lane} · {kind}", lane=state.settings.lane, kind=kind),
        clock(state.at.astimezone(state.zone)),
        _heading(state),
        tr("PIN of {who}", who=_who(state, page)) if asks_pin else tr("Your number"),
        Field(
            "pin" if asks_pin else "number",
            "",
            page.typed,
            state.revision,
            secret=asks_pin,
        ),
        _keypad(tr("Next") if not asks_pin else tr("Unlock") if state.user else tr("Sign in")),
        _hint(state, page),
        _notice(state, page),
        _people(state, page),
    )


def _heading(state: TerminalState) -> str:
    if state.user is None:
        return tr("Sign in")
    if state.sale is not None:
        return tr("Locked. A ticket of {name} is kept.", name=state.user.name)
    return tr("Locked by {name}.", name=state.user.name)


def _who(state: TerminalState, page: SignInPage) -> str:
    known = next((each.name for each in state.people if each.id == page.number), None)
    return known or tr("number {number}", number=page.number)


def _hint(state: TerminalState, page: SignInPage) -> str:
    if not state.people:
        return tr("Nobody may sign in yet. Add people with: rxlane staff add")
    if state.demo and page.number is None:
        return tr("Demo: each PIN is the number twice, for example 11 and 1111.")
    if page.number is not None:
        return tr("Someone else? Press Esc, then type your number.")
    return tr("Type your number, then your PIN.")


def _keypad(enter: str) -> tuple[Action, ...]:
    digits = tuple(press(Do.KEYPAD, str(n), "", str(n)) for n in range(1, 10))
    return (
        *digits,
        press(Do.KEYPAD, tr("Clear"), "Del", "clear"),
        press(Do.KEYPAD, "0", "", "0"),
        press(Do.KEYPAD, enter, "Enter", "enter", emphasis=Emphasis.FILLED),
    )


def _notice(state: TerminalState, page: SignInPage) -> Notice | None:
    left = page.wait_until - state.now
    if left > 0:
        text = tr("Next try in {n} s.", n=int(left) + 1)
        return Notice(tr("The number or the PIN is wrong"), text, Tone.DANGER)
    if page.checking:
        return Notice(tr("One moment …"), "", Tone.INFO)
    return notice_of(state.said) or _rules_notice(state) or list_notice(state)


def _rules_notice(state: TerminalState) -> Notice | None:
    if not state.rules_trouble:
        return None
    title = tr("A mistake in {place}", place=state.rules_trouble)
    words = tr("The last good rules hold. See: rxlane rules check")
    if state.rules_trouble.startswith(PROMOTIONS):
        words = tr("The last good promotions hold. See: rxlane promotions check")
    return Notice(title, words, Tone.ATTENTION)


def _people(state: TerminalState, page: SignInPage) -> tuple[Action, ...]:
    """On a demo or a small staff, the names can be touched; a number always works."""
    if page.number is not None:
        escape = press(Do.BACK, tr("Someone else"), "Esc")
        return (escape,)
    return tuple(press(Do.CHOOSE_STAFF, person.name, "", person.id) for person in state.people[:6])
