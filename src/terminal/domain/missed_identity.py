"""Wrong identity answers that still count.

Rules that hold here (pickup-and-compliance.md section 3):

1. They count for the patient, not for the ticket: the next customer and a restart of the program
   forgive nothing.
2. They end when the identity is confirmed on a ticket (after two of them only a pharmacist can),
   and else with the day, in the store's zone.
"""

from collections.abc import Iterable

from terminal.domain.facts import Fact, IdentityConfirmed, IdentityMissed
from terminal.domain.prescription import PatientId

Misses = tuple[tuple[PatientId, int], ...]


def unsettled(facts: Iterable[Fact]) -> Misses:
    """How often each patient was answered for in vain, from the facts of one day in order."""
    tries: dict[PatientId, int] = {}
    for fact in facts:
        match fact:
            case IdentityMissed():
                tries[fact.patient] = fact.tries
            case IdentityConfirmed():
                tries.pop(fact.patient, None)
            case _:
                pass
    return tuple(tries.items())
