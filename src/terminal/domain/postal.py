"""The states, the district and the territories of the United States, by their postal codes."""

from typing import Final

_CODES: Final = (
    "AK AL AR AZ CA CO CT DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT"
    " NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY"  # codespell:ignore
    " DC AS GU MP PR VI"
)
STATES: Final = frozenset(_CODES.split())
"""Postal codes (USPS Publication 28, appendix B), without those of the armed forces."""
_COUNTRY: Final = "US-"


def is_state(jurisdiction: str) -> bool:
    """Whether it is written as the rules write a state: `US-NC`."""
    return jurisdiction[: len(_COUNTRY)] == _COUNTRY and jurisdiction[len(_COUNTRY) :] in STATES


def read_state(text: str) -> str | None:
    """`US-NC` of what a person types, `nc` or `us-nc`; None for what is no state."""
    code = text.strip().upper().removeprefix(_COUNTRY)
    return f"{_COUNTRY}{code}" if code in STATES else None
