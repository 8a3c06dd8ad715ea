"""How the PhMS is doing, in the status strip's words."""

from typing import assert_never

from sync.messages import PhmsHealth, PhmsState
from terminal.app.inputs import Condition, PhmsHealthChanged


def health_at_counter(health: PhmsHealth) -> PhmsHealthChanged:
    """A PhMS that answers badly is attention: what it answers well is still used."""
    condition, detail = _words(health)
    held = health.state is PhmsState.UNAUTHORISED
    return PhmsHealthChanged(condition, detail, health.last_ok, held)


def _words(health: PhmsHealth) -> tuple[Condition, str]:
    match health.state:
        case PhmsState.OK:
            return Condition.GOOD, ""
        case PhmsState.STARTING:
            return Condition.ATTENTION, "connecting"
        case PhmsState.TROUBLED:
            return Condition.ATTENTION, f"answers with errors: {health.detail}"
        case PhmsState.UNREACHABLE:
            return Condition.DOWN, f"not reached: {health.detail}"
        case PhmsState.UNAUTHORISED:
            return Condition.DOWN, f"does not let us in ({health.detail}): its key must be renewed"
        case _:
            assert_never(health.state)
