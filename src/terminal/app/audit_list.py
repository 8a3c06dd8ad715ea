"""A payer's list of prescriptions, as it is pasted or loaded, and what became of its proof."""

import re
from dataclasses import dataclass
from typing import Final

from terminal.domain.barcode import RxLabel, RxNumber, rx_label
from terminal.domain.rx_mask import DEFAULT_RX_MASKS

MOST: Final = 2_000
"""Prescriptions of one pack: more than any audit asks for."""
LIST_FIELD: Final = "list"
MAX_LETTERS: Final = 64_000
"""Of a list as it is pasted; more than the most numbers with their fills take."""
_SPLIT: Final = re.compile(r"[\s,;]+")


class ListTooLong(ValueError):
    """More prescriptions than one pack holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry of the payer's list; `fill` None: every fill of the prescription."""

    text: str
    rx: RxNumber | None
    fill: int | None


@dataclass(frozen=True, slots=True)
class AuditPaper:
    """The files that were written, and what could not be proved, each with the reason."""

    places: tuple[str, ...]
    proved: int
    missing: tuple[tuple[str, str], ...]
    broken: str = ""
    """Why the journal does not verify; empty when it does."""


def read_list(text: str) -> tuple[Wanted, ...]:
    """Numbers apart by spaces, commas or lines, each once. Raises `ListTooLong`."""
    words = [word for word in dict.fromkeys(_SPLIT.split(text)) if word]
    if len(words) > MOST:
        raise ListTooLong(f"a pack holds {MOST} prescriptions; this list has {len(words)}")
    return tuple(_wanted(word) for word in words)


def _wanted(word: str) -> Wanted:
    label = rx_label(word, DEFAULT_RX_MASKS)
    if not isinstance(label, RxLabel):
        return Wanted(word, None, None)
    return Wanted(word, label.rx, label.fill)
