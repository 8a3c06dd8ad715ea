"""The languages that a customer's paper is written in; the screens of the counter are English."""

from enum import Enum
from typing import Final


class Language(Enum):
    """By its ISO 639-1 code, as a PhMS tells a patient's."""

    ENGLISH = "en"
    SPANISH = "es"


_TAGS: Final = {
    "en": Language.ENGLISH,
    "eng": Language.ENGLISH,
    "es": Language.SPANISH,
    "spa": Language.SPANISH,
}


def language_of(tag: str) -> Language | None:
    """`es`, `es-MX`, `spa`: the language of a BCP 47 tag, where there is paper in it."""
    return _TAGS.get(tag.strip().casefold().replace("_", "-").split("-")[0])
