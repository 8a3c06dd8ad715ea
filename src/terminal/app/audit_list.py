"""A payer's list of prescriptions, as it is pasted or loaded, and what became of its proof."""

import codecs
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
MAX_BYTES: Final = 4 * MAX_LETTERS
"""What is read of a file: no encoding takes more for a letter."""
UNREADABLE: Final = "\ufffd"
"""Submitted in the place of a file that is no text; nobody types or pastes it alone."""
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


def text_of(data: bytes) -> str | None:
    """UTF-8 with or without its mark, or UTF-16 with it ("Unicode text"); None for no text.

    `data` may have been cut at `MAX_BYTES`, in the middle of a letter.
    """
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if utf_16 else "utf-8-sig")()
    try:
        text = decoder.decode(data, final=len(data) < MAX_BYTES)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text.replace("\r\n", "\n")


def read_list(text: str) -> tuple[Wanted, ...]:
    """Numbers apart by spaces, commas or lines, each once. Raises `ListTooLong`."""
    words = words_of(text)
    if len(words) > MOST:
        raise ListTooLong(f"a pack holds {MOST:,} prescriptions; this list has {len(words):,}")
    return tuple(_wanted(word) for word in words)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(_SPLIT.split(text)) if word)


def _wanted(word: str) -> Wanted:
    label = rx_label(word, DEFAULT_RX_MASKS)
    if not isinstance(label, RxLabel):
        return Wanted(word, None, None)
    return Wanted(word, label.rx, label.fill)
