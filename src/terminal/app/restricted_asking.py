"""The ticket is asked about restricted goods, and the answer is told in words."""

from dataclasses import replace

from terminal.app.effects import Beep
from terminal.app.state import Msg, Said, SalePage, TerminalState
from terminal.app.stepping import Step, ask_ticket
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.refusal import Refusal
from terminal.domain.restricted import RefusedBecause

_TOLD = {
    RefusedBecause.UNDER_AGE: Msg.AGE_REFUSED,
    RefusedBecause.NO_ID: Msg.AGE_NO_ID,
    RefusedBecause.ID_EXPIRED: Msg.AGE_ID_EXPIRED,
    RefusedBecause.OVER_LIMIT: Msg.BOOK_OVER_LIMIT,
}


def ask_restricted(
    state: TerminalState, command: c.RestrictedCommand, detail: str = ""
) -> Step | Refusal:
    """Back to the ticket with what was decided; a refused sale sounds."""
    asked = ask_ticket(state, command)
    if isinstance(asked, Refusal):
        return asked
    shown = replace(asked, state=asked.state.clear_field(SalePage()))
    refused = next((fact for fact in asked.facts if isinstance(fact, f.RestrictedRefused)), None)
    if refused is not None:
        said = Said(_TOLD[refused.reason], detail or str(refused.age))
        return replace(shown, state=replace(shown.state, said=said)).doing(Beep(good=False))
    verified = next((fact for fact in asked.facts if isinstance(fact, f.AgeVerified)), None)
    if verified is None:
        return shown
    booked = any(isinstance(fact, f.BookEntryMade) for fact in asked.facts)
    said = Said(Msg.BOOK_WRITTEN) if booked else Said(Msg.AGE_SHOWN, str(verified.age))
    return replace(shown, state=replace(shown.state, said=said)).doing(Beep(good=True))
