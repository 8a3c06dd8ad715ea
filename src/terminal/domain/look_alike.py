"""Who could be taken for whom, and choices among which a clerk picks what a person said.

Rules that hold here (pickup-and-compliance.md section 3):

1. Another patient with a bag is a look-alike by the same or a similar family name, the same first
   name or the same birth date. In one household the family name alone is none: there it takes
   the same first name (senior and junior) or the same birth date (twins).
2. Decoys are invented, never somebody's address, and stay the same for a patient: an answer that
   alone comes back each time would tell which one it is.
3. Their order tells nothing, and is the same as long as the question stands.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from terminal.domain.likeness import letters, signs
from terminal.domain.prescription import Patient

DECOYS: Final = 3
SIMILAR_FROM: Final = 4
"""Letters of a name from which one more or another letter makes it similar, not another name."""
MORE_LETTERS: Final = 2
"""Rosalind and Rosalinda, Johns and Johnson; not Testa and Testarossa."""
_STREETS: Final = (
    "Alder Court", "Birchwood Drive", "Cedar Hollow Road", "Dogwood Lane", "Elderberry Street",
    "Fairview Avenue", "Greenbriar Way", "Hickory Street", "Ivy Hill Road", "Juniper Drive",
    "Larkspur Lane", "Meadow Street", "Northgate Avenue", "Orchard Road", "Pinecrest Drive",
    "Quarry Street", "Ridgeline Road", "Sycamore Court", "Thornbury Lane", "Willow Bend",
)  # fmt: skip


def look_alikes(person: Patient, others: Iterable[Patient]) -> tuple[Patient, ...]:
    """Those of `others` who could be taken for `person`, each once."""
    known = {other.id: other for other in others if other.id != person.id}
    return tuple(other for other in known.values() if alike(person, other))


def alike(one: Patient, other: Patient) -> bool:
    born = one.birth_date is not None and one.birth_date == other.birth_date
    given = letters(one.given)
    if born or (given and given == letters(other.given)):
        return True
    family = bool(one.household) and one.household == other.household
    return not family and similar(one.family, other.family)


def similar(one: str, other: str) -> bool:
    """The same name, one that goes on for a letter or two, or one letter away."""
    a, b = sorted((letters(one), letters(other)), key=len)
    if not a or a == b:
        return bool(a)
    longer = b.startswith(a) and len(b) - len(a) <= MORE_LETTERS
    return len(a) >= SIMILAR_FROM and (longer or _one_letter_away(a, b))


def _one_letter_away(short: str, long: str) -> bool:
    if len(long) - len(short) > 1:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


# --- choices


def name_choices(person: Patient, others: Iterable[Patient]) -> tuple[str, ...]:
    """The full name among those of the others who could be meant."""
    own = full_name(person)
    names = dict.fromkeys(full_name(each) for each in others if full_name(each) != own)
    return _shuffled((own, *list(names)[:DECOYS]), f"name {person.id}")


def full_name(person: Patient) -> str:
    return f"{person.given} {person.family}".strip()


def address_choices(person: Patient, family: Iterable[Patient] = ()) -> tuple[str, ...]:
    """The street of the record among invented ones; none for a record without an address.

    An invented one that happens to be somebody's of the family is left out.
    """
    street = street_of(person)
    if not street:
        return ()
    real = {signs(street_of(each)) for each in (person, *family)}
    invented: list[str] = []
    turn = 0
    while len(invented) < DECOYS:
        number = _number(f"address {person.id} {street} {turn}")
        decoy = f"{number % 4900 + 100} {_STREETS[number // 4900 % len(_STREETS)]}"
        if signs(decoy) not in real | {signs(each) for each in invented}:
            invented.append(decoy)
        turn += 1
    return _shuffled((street, *invented), f"order {person.id} {street}")


def street_of(person: Patient) -> str:
    """The first line: city and state are the same for half of the customers."""
    return person.address.partition(",")[0].strip()


def _shuffled(choices: tuple[str, ...], seed: str) -> tuple[str, ...]:
    return tuple(sorted(choices, key=lambda each: _number(f"{seed} {each}")))


def _number(text: str) -> int:
    """Chance without chance: `step` gives the same answer for the same question."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
