"""How the store stands with FSA/HSA cards: its certification, and the age of the list of what they
pay for (money-tax-iias.md sections 6.1 and 6.3).
"""

from types import MappingProxyType
from typing import Final

from terminal.app.state import TerminalState
from terminal.domain.policy import Certification, FsaMode
from terminal.presentation.text import counted, tr
from terminal.presentation.views import Notice, Tone

_CERTIFIED: Final = MappingProxyType(
    {
        Certification.PENDING: "IIAS, certification pending: issuers may decline",
        Certification.CERTIFIED: "IIAS, certified",
    }
)


def fsa_figures(state: TerminalState) -> list[tuple[str, str]]:
    """For the card terminal's rows; nothing where no amounts are sent."""
    if state.policy.fsa is not FsaMode.IIAS:
        return []
    rows = [(tr("FSA/HSA"), tr(_CERTIFIED[state.settings.fsa_certification]))]
    taken = state.eligibility_list
    if taken is not None:
        old = counted(taken.days(state.at), "1 day", "{n} days")
        words = tr("{version}, here for {old}", version=taken.version, old=old)
        rows.append((tr("Eligible products"), words))
    return rows


def list_notice(state: TerminalState) -> Notice | None:
    """Where everybody starts, so that a manager sees it: sales go on, with the list as it is."""
    taken = state.eligibility_list
    if state.policy.fsa is not FsaMode.IIAS or taken is None or not taken.too_old(state.at):
        return None
    return Notice(
        tr("The FSA/HSA list is {n} days old", n=taken.days(state.at)),
        tr("It is {version}. Next: rxlane catalogue import", version=taken.version),
        Tone.ATTENTION,
    )
