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
    enabled: bool = True,
    emphasis: Emphasis = Emphasis.PLAIN,
    tone: Tone = Tone.PLAIN,
    icon: str = "",
) -> Action:
    return Action(Intent(do, argument), label, key, icon, enabled, emphasis, tone)


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
