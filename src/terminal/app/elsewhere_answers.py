"""The answer of a pharmacist for another lane's ticket: an audit entry, then on its way."""

import uuid
from dataclasses import replace
from typing import Final

from terminal.app.effects import GiveAnswer
from terminal.app.elsewhere import GivenElsewhere
from terminal.app.state import ElsewherePage, TerminalState
from terminal.app.stepping import Step
from terminal.domain.elsewhere import CounselledElsewhere
from terminal.domain.identity import StaffId

ANSWERS: Final = uuid.UUID("6e1f7a44-5b0a-4a52-9d6d-0b5cbb0f4c2e")
"""The name space of the answers' ids."""


def give_elsewhere(state: TerminalState, page: ElsewherePage, pharmacist: StaffId) -> Step:
    """The id follows from store, time and ticket: step knows no chance (decision 1)."""
    ticket, result = page.ticket, page.result
    assert ticket is not None, "an answer is for a ticket"
    assert result is not None, "there is no default"
    keys = tuple(each.key for each in ticket.fills if each.key not in page.left_out)
    name = f"{state.policy.device}/{state.at.timestamp()}/{ticket.name}"
    answer = str(uuid.uuid5(ANSWERS, name))
    fact = CounselledElsewhere(
        answer, ticket.lane, ticket.ticket, keys, result, pharmacist, page.note
    )
    given = GivenElsewhere(answer, ticket.lane, ticket.ticket, result, state.at)
    after = replace(state.clear_field(ElsewherePage()), given=(*state.given, given), said=None)
    return Step(after, (fact,), (GiveAnswer(fact),))
