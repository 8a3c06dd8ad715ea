"""The actions that stand on more than one page, each with its key and word."""

from terminal.app.inputs import Do, Intent
from terminal.presentation.text import tr
from terminal.presentation.views import Action, Emphasis, Tone


def press(
    do: Do,
    label: str,
    key: str = "",
    argument: str = "",
    *,
    unless: str = "",
    emphasis: Emphasis = Emphasis.PLAIN,
    tone: Tone = Tone.PLAIN,
    icon: str = "",
) -> Action:
    """`unless` says why it cannot be pressed now, in words for the person; empty: it can be."""
    return Action(Intent(do, argument), label, key, icon, not unless, emphasis, tone, unless)


def help_key() -> Action:
    return press(Do.HELP, tr("Help"), "F1")


def back_key(label: str = "") -> Action:
    return press(Do.BACK, label or tr("Back"), "Esc")


def lock_key() -> Action:
    return press(Do.LOCK, tr("Lock"), "Ctrl+L")


def arrows() -> tuple[Action, Action]:
    return press(Do.LINE_UP, tr("the row above"), "Up"), press(
        Do.LINE_DOWN, tr("the row below"), "Down"
    )
