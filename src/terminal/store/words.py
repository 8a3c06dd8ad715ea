"""Text as search sees it: lower case, without accents, in words."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, as the index and the name columns hold text."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()


def split(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(fold(text))
