"""Who issues an ID: the postal codes of states, districts, territories and provinces, or a country.

A licence or a state's ID card names one of `POSTAL_CODES`: what is typed wrong would stand in the
record and in the report to the state's monitoring program (pickup-and-compliance.md section 8).
"""

from typing import Final

from terminal.domain.countries import COUNTRIES, PASSPORT_CODES
from terminal.domain.postal import STATES
from terminal.domain.shown_id import IdType

_ASSOCIATED: Final = "FM MH PW"
"""States in free association, whose licences are read like those of the territories."""
_PROVINCES: Final = "AB BC MB NB NL NS NT NU ON PE QC SK YT"

POSTAL_CODES: Final = STATES | frozenset(f"{_ASSOCIATED} {_PROVINCES}".split())
_BY_STATES: Final = (IdType.DRIVER_LICENCE, IdType.STATE_ID)
LONGEST_COUNTRY_CODE: Final = 3


def issuer_code(text: str, kind: IdType) -> str | None:
    """The code of who issued such a document, in capitals; None for what is none.

    A passport names a country by the code that stands on it, or by its two letters. Whoever issues
    the rest is two or three letters.
    """
    code = text.strip().upper()
    if kind in _BY_STATES:
        return code if code in POSTAL_CODES else None
    if kind is IdType.PASSPORT:
        return code if code in COUNTRIES | PASSPORT_CODES else None
    good = code.isascii() and code.isalpha() and 2 <= len(code) <= LONGEST_COUNTRY_CODE
    return code if good else None


def issuer_words(text: str, kind: IdType) -> str | None:
    """The same where a country or a nation may be written out: letters, no digits."""
    code = issuer_code(text, kind)
    if code is not None or kind in _BY_STATES:
        return code
    words = " ".join(text.split())
    plain = all(sign.isalpha() or sign in " .'-" for sign in words)
    return words if plain and sum(sign.isalpha() for sign in words) > 1 else None
